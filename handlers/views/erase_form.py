"""What erasing destroys and what it leaves, before it is done."""

from collections.abc import Mapping, Sequence
from typing import Any

from cases.case import Case
from cases.words import N_
from handlers.language import Marked, Words
from handlers.views.kit import Block, context, modal, section

# As many as one transaction erases at once.
MOST_CASES = 50


def erase_form(cases: Sequence[Case], words: Words, meta: Mapping[str, Any]) -> Block:
    """The modal for some cases; it carries their numbers."""
    references = words(N_(", ")).join(case.reference for case in cases)
    blocks = [
        section(words(N_("*{references}*: this cannot be undone."), references=Marked(references))),
        section(words(GOES)),
        section(words(STAYS)),
        context(words(BACKUPS)),
    ]
    return modal(
        "erase",
        words(N_("Erase personal data")),
        blocks,
        submit=words(N_("Erase for good")),
        close=words(N_("Cancel")),
        meta={**meta, "n": [case.number for case in cases]},
    )


GOES = N_(
    "*Destroyed*\nNotes and reasons, messages of and to the buyer, what was written to carriers and payers, kept "
    "files, what trackers answered word for word. In Slack: the messages of Tracer that hold such words, and the "
    "packs, exports and files that it sent."
)
STAYS = N_(
    "*Kept*\nThe case with its dates, amounts and numbers, its order number, who did what and when, and the hash of "
    "every text and file. What people wrote or uploaded in Slack themselves is theirs to delete; their messages with "
    "files are listed for you."
)
BACKUPS = N_("A backup of before still holds it; whoever restores one erases it again.")
