"""`/lost incident`: several cases with one cause. A lead decides whether they are one; one letter asks about all."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from cases.act import Act
from cases.case import Case
from cases.incidents import ANSWERS, LETTER_SENT, Incident, incident_reference
from cases.mass_loss import ASKED_ABOUT, DECLINED, LEFT_OUT, MEMBER, OPEN
from cases.moves import LEAD, WORKERS
from cases.words import N_, NoLongerApplies, NotAllowed, Refused, Sentence, Term, WrongField
from handlers.case_refs import case_named
from handlers.incident_facts import facts_of
from handlers.incident_letters import owe_line, owe_message
from handlers.language import Marked, Words
from handlers.views.incident import incident_list, incident_message, incident_row
from handlers.views.incident_forms import Listed, add_form, answer_form, incident_letter, letter_form
from handlers.views.move_form import instant
from handlers.visit import SILENT, Answer, Verb, Visit
from partners.carriers.desks import desk_language
from partners.carriers.numbers import courier_name
from storage.personal import Kind

REFERENCE = re.compile(r"(?:INC)?[-#\s]*(\d{1,7})(?=$|\s)", re.IGNORECASE)
# What separates cases that are named beside each other.
BETWEEN = " \t\n,;，、；"
MOST_AT_ONCE = 50
LEADS = frozenset({LEAD})
ADD = ("add", "加入")
REMOVE = ("remove", "leave", "移出")
CLOSE = ("close", "关闭", "结束")
Deed = Callable[[Visit, Incident], Answer]


def shown(visit: Visit) -> Answer:
    """`/lost incident INC-0007 [add CASE… · remove CASE · close]`."""
    text = visit.ask.text.strip()
    found = REFERENCE.match(text)
    if found is None:
        return _of_case(visit, text)
    incident, rest = _incident(visit, int(found[1])), text[found.end() :].strip()
    word, _, more = rest.partition(" ")
    if not rest:
        return _shown(visit, incident)
    if word.lower() in ADD:
        return _add(visit, incident, _cases_in(visit, more))
    if word.lower() in REMOVE:
        return _remove(visit, incident, _cases_in(visit, more))
    if word.lower() in CLOSE:
        return close(visit, incident)
    raise Refused(
        N_(
            "“{word}” is nothing that can be done here. Say add, remove or close, as in “/lost incident {number} add "
            "142”."
        ),
        word=word[:40],
        number=incident.number,
    )


def listed(visit: Visit) -> Answer:
    """`/lost incidents [closed]`: those that are open or wait for a decision, else those that are over."""
    over = visit.ask.text.strip().lower() in ("closed", "已结", "已关闭")
    found, words = visit.tx.incidents.lists(visit.workspace, over=over), visit.words
    if not found:
        return Answer(text=words(N_("There is no such incident. One is proposed when three cases stand together.")))
    rows = [
        (
            one.incident.number,
            incident_row(one.incident, one.cases, one.open_cases, _carrier(one.incident), words),
        )
        for one in found
    ]
    return Answer(
        text=words.count(N_("{n} incident"), N_("{n} incidents"), len(rows)), blocks=incident_list(rows, words)
    )


def clicked(visit: Visit) -> Answer:
    """A button of an incident's message, in its channel or in a private copy."""
    name = visit.ask.name.split(":")[1] if ":" in visit.ask.name else ""
    deed = DEEDS.get(name)
    if deed is None:
        raise NoLongerApplies(N_("This button is too old. Use the ones on the card."))
    return deed(visit, _incident(visit, visit.ask.value.get("i")))


def accept(visit: Visit, incident: Incident) -> Answer:
    """*Make it one incident*: its cases join, each by a move of its own, soon after."""
    _check_may(visit, LEADS)
    _check_undecided(incident)
    numbers = [one.case.number for one in _listed(visit, incident, ASKED_ABOUT) if one.case.is_open]
    _change(visit, incident, state=OPEN, decided_by=visit.who.id, decided_at=visit.at)
    _owe(visit, incident, "join", numbers)
    _tell(visit, incident, "accepted")
    return SILENT


def decline(visit: Visit, incident: Incident) -> Answer:
    """*Not one*: it is not proposed again unless it grows."""
    _check_may(visit, LEADS)
    _check_undecided(incident)
    _change(visit, incident, state=DECLINED, decided_by=visit.who.id, decided_at=visit.at)
    _tell(visit, incident, "declined")
    return SILENT


def join(visit: Visit, incident: Incident) -> Answer:
    """*Add it*: a case that turned up later belongs to it as well."""
    number = visit.ask.value.get("n")
    return _add(visit, incident, [visit.desk.case(number if isinstance(number, int) else 0)])


def leave_out(visit: Visit, incident: Incident) -> Answer:
    """*Leave it out*: a case that turned up later does not belong to it."""
    _check_may(visit, WORKERS)
    _check_open(incident)
    number = visit.ask.value.get("n")
    asked = [one.case.number for one in _listed(visit, incident, ASKED_ABOUT)]
    if number not in asked:
        raise NoLongerApplies(N_("That has been settled meanwhile. The card shows what is open."))
    _put(visit, incident, [number], LEFT_OUT)
    _tell(visit, incident, "left_out", cases=[number])
    return SILENT


def add_asked(visit: Visit, incident: Incident) -> Answer:
    """*Add a case*: which?"""
    _check_may(visit, WORKERS)
    _check_open(incident)
    return Answer(view=add_form(incident, visit.words, {"ch": visit.ask.channel}))


def added(visit: Visit) -> Answer:
    """That form was sent."""
    incident = _incident(visit, visit.ask.meta.get("i"))
    try:
        return _add(visit, incident, _cases_in(visit, visit.ask.filled.get("cases") or ""))
    except NotAllowed:
        raise
    except Refused as refused:
        raise WrongField("cases", refused.sentence) from None


def close(visit: Visit, incident: Incident) -> Answer:
    """Close an incident; its cases go on, each by itself."""
    _check_may(visit, LEADS)
    _check_open(incident)
    visit.tx.incidents.end(visit.workspace, incident.number, by=visit.who.id, at=visit.at)
    _tell(visit, incident, "closed")
    return _told(visit, N_("{incident} is closed. Its cases go on, each by itself."), incident)


def letter_asked(visit: Visit, incident: Incident) -> Answer:
    """*Letter to the carrier*: one text with all numbers, in the language of its desk."""
    _check_may(visit, WORKERS)
    _check_open(incident)
    parcels = [(one.case.number, one.case.tracking_number) for one in _open_members(visit, incident)]
    own, party = visit.words, _carrier(incident) or visit.words.term("carrier")
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
    incident = _incident(visit, visit.ask.meta.get("i"))
    _check_may(visit, WORKERS)
    _check_open(incident)
    if visit.ask.meta.get("a") != incident.asked:
        raise NoLongerApplies(
            N_("Somebody has marked a letter about {incident} as sent meanwhile. Nothing was noted twice."),
            incident=incident.reference,
        )
    numbers = [one.case.number for one in _open_members(visit, incident)]
    _change(visit, incident, asked=incident.asked + 1, asked_at=visit.at)
    _owe(visit, incident, LETTER_SENT, numbers, _filled(visit, numbers, "text", ("via", "reference")))
    _tell(visit, incident, LETTER_SENT)
    return SILENT


def reply_asked(visit: Visit, incident: Incident) -> Answer:
    """*They replied*: what did they answer?"""
    _check_may(visit, WORKERS)
    _check_open(incident)
    return Answer(view=answer_form(incident, visit.words, {"ch": visit.ask.channel}))


def replied(visit: Visit) -> Answer:
    """The carrier's answer, logged once for all."""
    incident, filled = _incident(visit, visit.ask.meta.get("i")), visit.ask.filled
    _check_may(visit, WORKERS)
    _check_open(incident)
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
    _change(visit, incident, heard_at=heard_at)
    _owe(visit, incident, answer, numbers, details)
    _tell(visit, incident, "replied", answer=answer)
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


def _incident(visit: Visit, number: object) -> Incident:
    known = isinstance(number, int) and 0 < number < 2**31
    incident = visit.tx.incidents.get(visit.workspace, int(str(number)), for_update=True) if known else None
    if incident is None:
        shown_as = incident_reference(number) if isinstance(number, int) else "?"
        raise NoLongerApplies(
            N_("There is no incident {incident}. “/lost incidents” lists the open ones."), incident=shown_as
        )
    return incident


def _of_case(visit: Visit, text: str) -> Answer:
    """The incident of the case that is named, or of the case whose thread it is; without one, the list."""
    if not text and not visit.ask.thread_ts:
        return listed(visit)
    case, _ = case_named(visit, text)
    if case.incident is None:
        raise Refused(
            N_("{reference} belongs to no incident. “/lost incident INC-0007 add {number}” adds it to one."),
            reference=case.reference,
            number=case.number,
        )
    found = REFERENCE.match(case.incident)
    return _shown(visit, _incident(visit, int(found[1]) if found else None))


def _shown(visit: Visit, incident: Incident) -> Answer:
    facts = facts_of(visit.tx, visit.workspace, incident, visit.at, visit.slack_url)
    text, blocks = incident_message(facts, visit.words)
    return Answer(text=text, blocks=blocks)


def _add(visit: Visit, incident: Incident, cases: list[Case]) -> Answer:
    _check_may(visit, WORKERS)
    _check_open(incident)
    for case in cases:
        _check_may_join(visit, incident, case)
    for case in cases:
        act = Act("join_incident", visit.who.actor, details={"incident": incident.reference})
        visit.desk.move(case.number, act)
    numbers = [case.number for case in cases]
    _put(visit, incident, numbers, MEMBER)
    _tell(visit, incident, "join", cases=numbers)
    return _told(visit, N_("Added to {incident}: {cases}."), incident, cases)


def _check_may_join(visit: Visit, incident: Incident, case: Case) -> None:
    if not case.is_open:
        raise NoLongerApplies(N_("{reference} is closed. Re-open it first."), reference=case.reference)
    other = visit.tx.incidents.member_of(visit.workspace, case.number)
    if other is not None:
        raise NoLongerApplies(
            N_("{reference} belongs to {incident} already. A case belongs to one open incident at most."),
            reference=case.reference,
            incident=incident_reference(other),
        )


def _remove(visit: Visit, incident: Incident, cases: list[Case]) -> Answer:
    _check_may(visit, WORKERS)
    _check_open(incident)
    for case in cases:
        act = Act("leave_incident", visit.who.actor, details={"incident": incident.reference})
        visit.desk.move(case.number, act)
    numbers = [case.number for case in cases]
    _put(visit, incident, numbers, LEFT_OUT)
    _tell(visit, incident, "left", cases=numbers)
    return _told(visit, N_("Taken out of {incident}: {cases}."), incident, cases)


def _cases_in(visit: Visit, text: str) -> list[Case]:
    """The cases that a text names one after the other, each once. Refused where one of them is none."""
    found: dict[int, Case] = {}
    rest = text.strip(BETWEEN)
    while rest or not found:
        first = re.split(r"[,;，、；]", rest, maxsplit=1)
        case, left = case_named(visit, first[0])
        found[case.number] = case
        rest = " ".join([left, *first[1:]]).strip(BETWEEN)
        if len(found) > MOST_AT_ONCE:
            raise Refused(N_("These are more than {most} cases. Name fewer at a time."), most=MOST_AT_ONCE)
    return list(found.values())


def _listed(visit: Visit, incident: Incident, state: str) -> list[Any]:
    return [one for one in visit.tx.incidents.cases_of(visit.workspace, incident.number) if one.state == state]


def _open_members(visit: Visit, incident: Incident) -> list[Any]:
    found = [one for one in _listed(visit, incident, MEMBER) if one.case.is_open]
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


def _owe(
    visit: Visit, incident: Incident, what: str, numbers: list[int], details: dict[str, Any] | None = None
) -> None:
    errand = {"by": visit.who.id, "roles": visit.who.roles, "at": visit.at, "details": details or {}}
    visit.tx.incidents.owe(visit.workspace, incident.number, what, numbers, errand)


def _change(visit: Visit, incident: Incident, **values: Any) -> None:
    visit.tx.incidents.change(visit.workspace, incident.number, **values)


def _put(visit: Visit, incident: Incident, numbers: Iterable[int], state: str) -> None:
    visit.tx.incidents.put(visit.workspace, incident.number, numbers, state, by=visit.who.id, at=visit.at)


def _tell(visit: Visit, incident: Incident, what: str, **told: Any) -> None:
    """Owe the line of the thread and the message anew."""
    owe_line(visit.desk, incident, what, by=visit.who.id, **told)
    owe_message(visit.desk, incident, what)


def _told(visit: Visit, text: str, incident: Incident, cases: Iterable[Case] = ()) -> Answer:
    names = Marked(visit.words(N_(", ")).join(f"*{case.reference}*" for case in cases))
    return Answer(text=visit.words(text, incident=Marked(f"*{incident.reference}*"), cases=names))


def _carrier(incident: Incident) -> str | None:
    return courier_name(incident.carrier) if incident.carrier else None


def _check_may(visit: Visit, roles: frozenset[str]) -> None:
    if not roles & visit.who.roles:
        raise NotAllowed(N_("This is for {roles} to do."), roles=roles)


def _check_undecided(incident: Incident) -> None:
    if not incident.is_proposed:
        raise NoLongerApplies(
            N_("{incident} was decided on already: {state}. Nothing was changed."),
            incident=incident.reference,
            state=Term(f"incident:{incident.state}"),
        )


def _check_open(incident: Incident) -> None:
    if not incident.is_open:
        raise NoLongerApplies(
            N_("{incident} is not open: {state}. Nothing was changed."),
            incident=incident.reference,
            state=Term(f"incident:{incident.state}"),
        )


DEEDS: dict[str, Deed] = {
    "show": _shown,
    "accept": accept,
    "decline": decline,
    "join": join,
    "leave_out": leave_out,
    "add": add_asked,
    "close": close,
    "letter": letter_asked,
    "replied": reply_asked,
}
VERBS = (
    Verb(
        "incident",
        N_("INCIDENT [add CASE · remove CASE · close]"),
        N_("several cases with one cause: what they share, one letter, one answer"),
        shown,
        ("事件",),
    ),
    Verb(
        "incidents",
        N_("[closed]"),
        N_("the incidents that are open or wait for a decision"),
        listed,
        ("事件列表",),
        writes=False,
    ),
)
CLICKS = {"incident": clicked}
FORMS = {"incident_letter": letter_sent, "incident_replied": replied, "incident_add": added}
