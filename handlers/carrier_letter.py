"""One letter to the carrier about all cases of an incident, and its answer: said once, noted in every case."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cases.correspondence import CARRIER, DESK_LANGUAGES, Addressee
from cases.incidents import ANSWERS, LETTER_SENT, Incident
from cases.mass_loss import MEMBER, Stand
from cases.moves import WORKERS
from cases.words import N_, NoLongerApplies, Refused, Sentence, Term, WrongField
from handlers.contact_proposal import language_for
from handlers.desks import desk_programme, desks_of
from handlers.drafting import Draft, open_gaps
from handlers.incident_desk import carrier_of, cases_standing, change, check_may, check_open, incident_of, owe, tell
from handlers.incident_draft import KIND, Listed, incident_draft, own_language
from handlers.views.contact_form import subject_block, text_block
from handlers.views.incident_forms import LetterShown, answer_form, letter_form
from handlers.views.move_form import instant
from handlers.visit import SILENT, Answer, Visit
from storage.incidents import CaseOfIncident
from storage.personal import Kind


def letter_asked(visit: Visit) -> Answer:
    """*Letter to the carrier*: one text with all numbers, in the language of its desk."""
    incident = incident_of(visit, visit.ask.value.get("i"))
    check_may(visit, WORKERS)
    check_open(incident)
    found = _open_members(visit, incident)
    case = visit.desk.case(found[0].case.number)
    return Answer(view=_letter(visit, incident, found, language_for(visit, case, Addressee(CARRIER))))


def language_chosen(visit: Visit) -> Answer:
    """The same letter in another language; what was typed into the text of the one before stays there."""
    incident = incident_of(visit, visit.ask.meta.get("i"))
    check_may(visit, WORKERS)
    check_open(incident)
    language = visit.ask.text if visit.ask.text in DESK_LANGUAGES else "en"
    return Answer(view=_letter(visit, incident, _open_members(visit, incident), language), replaces_view=True)


def letter_sent(visit: Visit) -> Answer:
    """*Mark as sent*: every case of it keeps the letter, and notes the inquiry or chase that its search allows."""
    incident = incident_of(visit, visit.ask.meta.get("i"))
    check_may(visit, WORKERS)
    check_open(incident)
    if visit.ask.meta.get("a") != incident.asked:
        raise NoLongerApplies(
            N_("Somebody has marked a letter about {incident} as sent meanwhile. Nothing was noted twice."),
            incident=incident.reference,
        )
    language = visit.ask.meta.get("l")
    if language not in DESK_LANGUAGES:
        raise NoLongerApplies(N_("This button is too old. Use the ones on the card."))
    subject = (visit.ask.filled.get(subject_block(KIND, language)) or "").strip()
    block = text_block(KIND, language)
    text = (visit.ask.filled.get(block) or "").strip()
    if missing := open_gaps(f"{subject}\n{text}"):
        said = N_("Still open: {gaps}. Write what is right in its place.")
        raise WrongField(block, Sentence(said, {"gaps": visit.words(N_(", ")).join(missing)}))
    numbers = [one.case.number for one in _open_members(visit, incident)]
    change(visit, incident, asked=incident.asked + 1, asked_at=visit.at)
    details = _kept(visit, numbers, {"subject": subject, "text": text}) | _short(visit, ("via", "reference"))
    owe(visit, incident, LETTER_SENT, numbers, {**details, "language": language})
    tell(visit, incident, LETTER_SENT)
    return SILENT


def _letter(visit: Visit, incident: Incident, found: Sequence[CaseOfIncident], language: str) -> dict[str, Any]:
    """The form of the letter in a language, with what it says in the reader's own."""
    stands = visit.tx.stands.of_cases(visit.workspace, [one.case.number for one in found])
    rows = [_listed(one, stands.get(one.case.number)) for one in found]
    person = visit.tx.people.get(visit.workspace, visit.who.id)
    sender = (person.real_name or person.name) if person else None
    case, own = visit.desk.case(found[0].case.number), own_language(visit.words)

    def written(in_this: str) -> Draft:
        return incident_draft(incident, carrier_of(incident), rows, sender, in_this, visit.words)

    desks = desks_of(desk_programme(visit.tx, case, Addressee(CARRIER)), case)
    shown = LetterShown(written(language), language, None if own == language else written(own), desks)
    return letter_form(incident, shown, visit.words, {"ch": visit.ask.channel or visit.ask.meta.get("ch")})


def _listed(one: CaseOfIncident, stand: Stand | None) -> Listed:
    number = one.case.tracking_number
    return Listed(number, stand.at, stand.place) if stand else Listed(number)


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
    words = {"reason" if answer == "carrier_refused" else "text": (filled.get("text") or "").strip()}
    details = _kept(visit, numbers, words) | _short(visit, ("reference", "whereabouts"))
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


def _kept(visit: Visit, numbers: list[int], texts: Mapping[str, str]) -> dict[str, Any]:
    """Where words are kept until each case gets its own copy: apart from the first, under the key of a case."""
    return {
        f"{name}_ref": visit.tx.personal.put(visit.workspace, numbers[0], Kind.NOTE, text)[0]
        for name, text in texts.items()
        if text
    }


def _short(visit: Visit, names: Iterable[str]) -> dict[str, Any]:
    """What was filled in that is no text of its own."""
    filled = visit.ask.filled
    return {name: filled[name].strip() for name in names if (filled.get(name) or "").strip()}


CLICKS = {
    "incident_letter": letter_asked,
    "incident_language": language_chosen,
    "incident_replied": reply_asked,
}
FORMS = {"incident_letter": letter_sent, "incident_replied": replied}
