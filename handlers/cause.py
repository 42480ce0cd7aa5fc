"""The likely cause of a case: why it is likely, what comes next, and confirming or correcting it."""

from cases.act import Act
from cases.case import Case
from cases.causes import CAUSES
from cases.words import N_, Refused, Sentence, WrongField
from handlers.case_refs import case_named
from handlers.sightings import sightings_in
from handlers.views.verdict import cause_modal, confirmed_of
from handlers.visit import SILENT, Answer, Verb, Visit


def asked(visit: Visit) -> Answer:
    """The cause of a case that was named, or of the thread's."""
    case, _ = case_named(visit, visit.ask.text)
    return _shown(visit, case)


def clicked(visit: Visit) -> Answer:
    """*Likely cause* in *More*."""
    number = visit.ask.value.get("c")
    return _shown(visit, visit.desk.case(number if isinstance(number, int) else 0))


def sent(visit: Visit) -> Answer:
    """Somebody confirmed the cause, or named another: it stands from now on, and the verdict stays beside it."""
    chosen = visit.ask.filled.get("cause")
    if chosen not in CAUSES:
        raise WrongField("cause", Sentence(N_("Choose the cause.")))
    number = visit.ask.meta.get("c")
    text = (visit.ask.filled.get("text") or "").strip()
    details = {"cause": CAUSES[chosen].kept_as, "named": chosen} | ({"text": text} if text else {})
    visit.desk.move(number if isinstance(number, int) else 0, Act("triage", visit.who.actor, None, details))
    return SILENT


def _shown(visit: Visit, case: Case) -> Answer:
    seen = sightings_in(visit.tx, case, visit.at)
    if seen is None:
        raise Refused(N_("Nothing was seen of the parcel yet, so no cause is likely. Paste its scans: More → Scans."))
    meta = {"ch": visit.ask.channel or visit.ask.meta.get("ch")}
    view = cause_modal(case.number, case.reference, seen.verdict, visit.words, meta, confirmed_of(case))
    return Answer(view=view)


VERBS = (
    Verb(
        "cause",
        N_("CASE"),
        N_("why it is missing, as far as the scans tell, and what comes next"),
        asked,
        ("原因",),
        writes=False,
    ),
)
CLICKS = {"cause": clicked}
FORMS = {"cause": sent}
