"""`/lost export 142`: everything that is kept of one case, for whoever may see it; made after the click."""

from cases.act import Act
from cases.case import Case
from cases.rights import check_may_see
from cases.words import N_
from handlers.case_refs import case_named
from handlers.language import Marked
from handlers.visit import Answer, Verb, Visit
from handlers.what_to_export import choices
from storage.sendings import Sending

EXPORT = "export"


def typed(visit: Visit) -> Answer:
    """By command, in a thread too; without a case what else there is to export."""
    if not visit.ask.text.strip() and not visit.ask.thread_ts:
        return choices(visit)
    case, _ = case_named(visit, visit.ask.text)
    return _owed(visit, case)


def asked(visit: Visit) -> Answer:
    """*Export the case* in *More*."""
    number = visit.ask.value.get("c")
    return _owed(visit, visit.desk.case(number if isinstance(number, int) else 0))


def others(visit: Visit) -> Answer:
    """*Export* beside a list, or beside the money."""
    return choices(visit)


def _owed(visit: Visit, case: Case) -> Answer:
    check_may_see(case, visit.who.actor)
    visit.desk.move(case.number, Act("export_case", visit.who.actor))
    key = f"{EXPORT}:{visit.ask.key}"
    visit.tx.sendings.want(
        Sending(
            visit.workspace,
            key,
            case.number,
            EXPORT,
            visit.who.id,
            visit.at,
            tells_buyer=visit.tx.buyers.is_kept(visit.workspace, case.number),
        )
    )
    text = N_("Everything that is kept of {reference} comes to you directly in a moment, in one archive.")
    return Answer(text=visit.words(text, reference=Marked(f"*{case.reference}*")))


VERBS = (Verb("export", N_("CASE"), N_("everything that is kept of a case, sent to you alone"), typed, ("导出",)),)
CLICKS = {"export_case": asked, "exports": others}
