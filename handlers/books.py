"""`/lost export month 2026-03`: every line of a month's ledgers as a spreadsheet, sent to whoever asked, directly.

The request is kept and answered at once; the file is made when it is sent, of what is kept then.
"""

from cases.books import month_of
from cases.moves import FINANCE, LEAD
from cases.words import N_, NotAllowed, Refused
from handlers.book_files import BOOKS
from handlers.visit import Answer, Verb, Visit
from handlers.what_to_export import MAY_EXPORT_BOOKS, choices
from storage.sendings import NO_CASE, Sending


def month(visit: Visit) -> Answer:
    """Owe whoever asks the lines of a month; the month that is running counts as far as it has come."""
    return Answer(text=_owed(visit, visit.ask.text))


def clicked(visit: Visit) -> Answer:
    """A month in the form of exports."""
    return choices(visit, _owed(visit, str(visit.ask.value.get("m", ""))))


def _owed(visit: Visit, written: str) -> str:
    if not visit.who.roles & MAY_EXPORT_BOOKS:
        raise NotAllowed(N_("The books are exported by finance, leads and admins."), roles=frozenset({FINANCE, LEAD}))
    name, since, _ = month_of(written, visit.settings.timezone)
    if since > visit.at:
        raise Refused(N_("{month} has not begun yet. Choose a month that has."), month=name)
    key = f"{BOOKS}:{visit.who.id}:{name}:{visit.ask.key}"
    visit.tx.sendings.want(Sending(visit.workspace, key, NO_CASE, BOOKS, visit.who.id, visit.at, {"month": name}))
    return visit.words(N_("The lines of {month} come to you as a file, in your direct messages."), month=name)


VERBS = (
    Verb(
        "export month",
        N_("YEAR-MONTH"),
        N_("every line of a month's ledgers, for the books, as CSV"),
        month,
        ("导出 月份",),
    ),
)
CLICKS = {"export_month": clicked}
