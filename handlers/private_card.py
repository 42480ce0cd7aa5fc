"""A case shown to one person: where its card is, and the card itself with its buttons."""

from cases.case import Case
from cases.words import N_
from handlers.language import Marked
from handlers.prospects import prospects_in
from handlers.sightings import sightings_in
from handlers.views.card import card
from handlers.views.kit import Block, section
from handlers.visit import Answer, Visit


def private_card(visit: Visit, case: Case, head: str = "", more: tuple[Block, ...] = ()) -> Answer:
    """The answer that shows a case as its card does; `head` says why it is shown, `more` follows the card."""
    if not head:
        head = visit.words(
            N_("{reference}; its card and story are in {channel}."),
            reference=Marked(f"*{case.reference}*"),
            channel=visit.place_of(case),
        )
    prospects, seen = prospects_in(visit.tx, case), sightings_in(visit.tx, case, visit.at)
    return Answer(text=head, blocks=[section(head), *card(case, visit.words, visit.at, prospects, seen), *more])
