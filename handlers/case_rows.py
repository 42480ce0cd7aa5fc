"""Listed cases as views take them."""

from cases.moves import AGENT
from cases.wanted import US
from handlers.views.case_list import Row
from partners.carriers.numbers import courier_name
from storage.case_lists import CaseSummary


def row_of(one: CaseSummary) -> Row:
    """A listed case as a view takes it."""
    return Row(
        one.number,
        one.reference,
        one.tracking_number,
        courier_name(one.carrier) if one.carrier else None,
        one.owner,
        one.marketplace,
        one.next_kind,
        one.next_due,
        one.waiting_on == US,
        one.hard_kind,
        one.hard_due,
        one.private,
        one.waiting_on,
        role=_instead_of_the_owner(one),
        next_exact=one.next_exact,
    )


def _instead_of_the_owner(one: CaseSummary) -> str | None:
    """The role whose step it is, where it is not the owner's or anybody's who takes the case."""
    ours = one.waiting_on == US and one.next_owner is None
    return one.next_role if ours and one.next_role != AGENT else None
