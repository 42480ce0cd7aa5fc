"""What a channel sees of a private case: that it is there and whose it is, and nothing else."""

from cases.case import Case
from cases.words import N_, Person
from handlers.language import Marked, Words
from handlers.views.kit import CARD_BLOCK, Block, actions, button, section


def masked_card(case: Case, words: Words) -> list[Block]:
    """The card of a private case in its channel; the button shows it to those it is for, and to nobody else."""
    lines = ["🔒 " + masked_text(case, words)]
    if case.is_open:
        owner = words(N_("*Owner*  {owner}"), owner=Person(case.owner) if case.owner else words(N_("nobody yet")))
        lines.append(owner)
    shown = button(words(N_("Show")), f"show:{case.number}", {"c": case.number})
    return [section("\n".join(lines), block_id=CARD_BLOCK), actions([shown], block_id="moves")]


def masked_text(case: Case, words: Words) -> str:
    """The same in a line."""
    return words(
        N_("{reference} is private: its owner, whoever stands in, leads, finance and admins see it."),
        reference=Marked(case.reference),
    )


def masked_reminder(case: Case, words: Words) -> str:
    """A reminder where others read it too: that there is one, and for whom."""
    return words(
        N_("A reminder of {reference}, which is private, for {owner}: “/lost show {number}” tells it."),
        reference=Marked(f"*{case.reference}*"),
        owner=Person(case.owner) if case.owner else words.term("lead"),
        number=case.number,
    )
