"""One letter to the carrier about all cases of an incident, and its answer: said once, noted in every case."""

from collections.abc import Iterable
from typing import Any

from cases.incidents import ANSWERS, LETTER_SENT, Incident
from cases.mass_loss import MEMBER
from cases.moves import WORKERS
from cases.words import N_, NoLongerApplies, Refused, Sentence, Term, WrongField
from handlers.incident_desk import carrier_of, cases_standing, change, check_may, check_open, incident_of, owe, tell
from handlers.language import Words
from handlers.views.incident_forms import Listed, answer_form, incident_letter, letter_form
from handlers.views.move_form import instant
from handlers.visit import SILENT, Answer, Visit
from partners.carriers.desks import desk_language
from storage.incidents import CaseOfIncident
from storage.personal import Kind


def letter_asked(visit: Visit) -> Answer:
    """*Letter to the carrier*: one text with all numbers, in the language of its desk."""
    incident = incident_of(visit, visit.ask.value.get("i"))
    check_may(visit, WORKERS)
    check_open(incident)
    parcels = [(one.case.number, one.case.tracking_number) for one in _open_members(visit, incident)]
    own, party = visit.words, carrier_of(incident) or visit.words.term("carrier")
    stands = visit.tx.stands.of_cases(visit.workspace, [number for number, _ in parcels])
    rows = [
        Listed(number, stands[case].at, stands[case].place) if case in stands else Listed(number)
        for case, number in parcels
    ]
    theirs = Words(desk_language(incident.carrier), own.zone)
    letter = incident_letter(incident, party, rows, theirs)
    translation = incident_letter(incident, party, rows, own) if own.language != theirs.language else None
    return Answer(view=letter_form(incident, letter, translation, own, {"ch": visit.ask.channel}))


def letter_sent(visit: Visit) -> Answer:
    """*Mark as sent*: every case of it notes the inquiry, or the chase, that its search allows."""
    incident = incident_of(visit, visit.ask.meta.get("i"))
    check_may(visit, WORKERS)
    check_open(incident)
    if visit.ask.meta.get("a") != incident.asked:
        raise NoLongerApplies(
            N_("Somebody has marked a letter about {incident} as sent meanwhile. Nothing was noted twice."),
            incident=incident.reference,
        )
    numbers = [one.case.number for one in _open_members(visit, incident)]
    change(visit, incident, asked=incident.asked + 1, asked_at=visit.at)
    owe(visit, incident, LETTER_SENT, numbers, _filled(visit, numbers, "text", ("via", "reference")))
    tell(visit, incident, LETTER_SENT)
    return SILENT


def reply_asked(visit: Visit) -> Answer:
    """*They replied*: what did they answer?"""
    incident = incident_of(visit, visit.ask.value.get("i"))
    check_may(visit, WORKERS)
    check_open(incident)
    return Answer(view=answer_form(incident, visit.words, {"ch": visit.ask.channel}))


def replied(visit: Visit) -> Answer:
    """The carrier's answer, logged once for all."""
    incident, filled = incident_of(visit, visit.ask.meta.get("i")), visit.ask.filled
    check_may(visit, WORKERS)
    check_open(incident)
    if visit.ask.meta.get("h", "") != (incident.heard_at.isoformat() if incident.heard_at else ""):
        raise NoLongerApplies(
            N_("Somebody has logged an answer for {incident} meanwhile. Nothing was noted twice."),
            incident=incident.reference,
        )
    answer = filled.get("what")
    _check_answer(answer, filled)
    numbers = [one.case.number for one in _open_members(visit, incident)]
    details = _filled(visit, numbers, "reason" if answer == "carrier_refused" else "text", ("reference", "whereabouts"))
    heard_at = visit.at
    if filled.get("at"):
        heard_at = instant("at", filled["at"], visit.words, visit.at)
        if heard_at > visit.at:
            text = N_("{when} has not come yet. Enter the day on which it happened.")
            raise WrongField("at", Sentence(text, {"when": heard_at}))
        details["at"] = heard_at.isoformat()
    change(visit, incident, heard_at=heard_at)
    owe(visit, incident, answer, numbers, details)
    tell(visit, incident, "replied", answer=answer)
    return SILENT


def _check_answer(answer: object, filled: Any) -> None:
    if answer not in ANSWERS:
        raise WrongField("what", Sentence(N_("Choose what happened.")))
    for needs, name in (
        ("carrier_located", "whereabouts"),
        ("carrier_needs_info", "text"),
        ("carrier_refused", "text"),
    ):
        if answer == needs and not (filled.get(name) or "").strip():
            missing = N_("“{field}” is missing. Fill it in and send again.")
            raise WrongField(name, Sentence(missing, {"field": Term(name)}))


def _open_members(visit: Visit, incident: Incident) -> list[CaseOfIncident]:
    found = [one for one in cases_standing(visit, incident, MEMBER) if one.case.is_open and not one.case.private]
    if not found or visit.tx.incidents.is_at_work(visit.workspace, incident.number):
        raise Refused(
            N_("The cases of {incident} are still being brought up to date. Try again in a moment."),
            incident=incident.reference,
        )
    return found


def _filled(visit: Visit, numbers: list[int], words_are: str, names: Iterable[str]) -> dict[str, Any]:
    """What was filled in, as it is kept for later: words lie apart from the first, and each case gets its own copy."""
    filled = visit.ask.filled
    details = {name: filled[name].strip() for name in names if (filled.get(name) or "").strip()}
    if text := (filled.get("text") or "").strip():
        ref, _ = visit.tx.personal.put(visit.workspace, numbers[0], Kind.NOTE, text)
        details[f"{words_are}_ref"] = ref
    return details


CLICKS = {"incident_letter": letter_asked, "incident_replied": reply_asked}
FORMS = {"incident_letter": letter_sent, "incident_replied": replied}
