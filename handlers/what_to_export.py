"""What somebody may have as a file: the books of a month, a payer's claims, a carrier's cases; one button each."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from cases.moves import ADMIN, FINANCE, LEAD
from handlers.export_columns import whose_cases
from handlers.views.exports import Exports, exports_modal
from handlers.visit import Answer, Visit
from partners.carriers.numbers import courier_name
from storage.case_lists import Filters

MAY_EXPORT_BOOKS = frozenset({FINANCE, LEAD, ADMIN})
MONTHS, MOST = 3, 20


def choices(visit: Visit, said: str = "") -> Answer:
    """The form: months for those who keep the books; payers and carriers of the cases that somebody may export.

    An agent's are those of their own cases. `said` is what has just been promised. Raises NotAllowed for everybody
    else.
    """
    owner = whose_cases(visit)
    open_ones = Filters(owner=owner, reader=visit.who.sees_only)
    carriers = visit.tx.cases.carriers(visit.workspace, open_ones)
    known = Exports(
        _months(visit) if visit.who.roles & MAY_EXPORT_BOOKS else (),
        tuple(visit.tx.open_claims(visit.workspace, owner, visit.who.sees_only).payers()[:MOST]),
        tuple((code, courier_name(code)) for code in carriers[:MOST]),
    )
    return Answer(view=exports_modal(known, visit.words, said), replaces_view=visit.ask.in_view and bool(said))


def _months(visit: Visit) -> tuple[str, ...]:
    """The month that runs where the team is, and those before it."""
    day = visit.at.astimezone(ZoneInfo(visit.settings.timezone)).date().replace(day=1)
    months = []
    for _ in range(MONTHS):
        months.append(f"{day:%Y-%m}")
        day = (day - timedelta(days=1)).replace(day=1)
    return tuple(months)
