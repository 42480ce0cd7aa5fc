"""Listed cases as views take them."""

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
    )
