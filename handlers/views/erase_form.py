"""What erasing destroys and what it leaves, before it is done."""

from collections.abc import Mapping, Sequence
from typing import Any

from cases.buyers import Buyer
from cases.case import Case
from cases.words import N_
from handlers.language import Marked, Words, escaped
from handlers.views.kit import Block, context, modal, paragraphs, section

# As many as one transaction erases at once.
MOST_CASES = 50


def erase_form(
    cases: Sequence[Case], words: Words, meta: Mapping[str, Any], buyers: Mapping[int, Buyer] | None = None
) -> Block:
    """The modal for some cases; it carries their numbers. `buyers` are those that are known, masked, by case."""
    references = words(N_(", ")).join(case.reference for case in cases)
    blocks = [
        section(words(N_("*{references}*: this cannot be undone."), references=Marked(references))),
        *_buyers(buyers or {}, words),
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


def _buyers(buyers: Mapping[int, Buyer], words: Words) -> list[Block]:
    """Whose they are, so that nobody erases somebody who is only called the same."""
    lines = []
    for number, buyer in buyers.items():
        told = " · ".join(filter(None, (buyer.name, buyer.phone, buyer.email)))
        lines.append(f"LOST-{number:04d}: {escaped(told)}")
    return paragraphs([words(N_("*Buyers*")), *lines]) if lines else []


GOES = N_(
    "*Destroyed*\nWho the buyer is, notes and reasons, messages of and to the buyer, what was written to carriers and "
    "payers, kept files, what trackers answered word for word, the words of bank lines that were booked for it. In "
    "Slack: the messages of Tracer that hold such words, and the packs, exports and files that it sent."
)
STAYS = N_(
    "*Kept*\nThe case with its dates, amounts and numbers, its order number, who did what and when, and the hash of "
    "every text and file. What people wrote or uploaded in Slack themselves is theirs to delete; their messages with "
    "files are listed for you."
)
BACKUPS = N_("A backup of before still holds it; whoever restores one erases it again.")
