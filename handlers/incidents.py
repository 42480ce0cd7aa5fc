"""`/lost incident`: several cases with one cause. A lead decides whether they are one; one letter asks about all."""

import re
from collections.abc import Callable, Iterable

from cases.act import Act
from cases.case import Case
from cases.cover import country_in
from cases.incidents import Incident, incident_reference
from cases.mass_loss import ASKED_ABOUT, DECLINED, HAND, LEFT_OUT, MEMBER, OPEN, Together
from cases.moves import LEAD, WORKERS
from cases.words import N_, NoLongerApplies, NotAllowed, Refused, Term, WrongField
from handlers.case_refs import case_named
from handlers.incident_desk import (
    carrier_of,
    cases_standing,
    change,
    check_may,
    check_open,
    incident_of,
    owe,
    put,
    tell,
)
from handlers.incident_facts import facts_of
from handlers.incident_letters import owe_message
from handlers.language import Marked
from handlers.undecided_incidents import first_reminder
from handlers.views.incident import incident_list, incident_message, incident_row
from handlers.views.incident_forms import add_form
from handlers.visit import SILENT, Answer, Verb, Visit
from handlers.where_posted import place_for

REFERENCE = re.compile(r"(?:INC)?[-#\s]*(\d{1,7})(?=$|\s)", re.IGNORECASE)
# What separates cases that are named beside each other.
BETWEEN = " \t\n,;，、；"
MOST_AT_ONCE = 50
LEADS = frozenset({LEAD})
NEW = ("new", "新建")
ADD = ("add", "加入")
REMOVE = ("remove", "leave", "移出")
CLOSE = ("close", "关闭", "结束")
Deed = Callable[[Visit, Incident], Answer]


def shown(visit: Visit) -> Answer:
    """`/lost incident INC-0007 [add CASE… · remove CASE… · close]`, `/lost incident new CASE CASE…`."""
    text = visit.ask.text.strip()
    word, _, more = text.partition(" ")
    if word.lower() in NEW:
        return _propose(visit, _cases_in(visit, more))
    found, here = REFERENCE.match(text), _of_thread(visit)
    if found is None and (here is None or (text and word.lower() not in (*ADD, *REMOVE, *CLOSE))):
        return _of_case(visit, text)
    incident = incident_of(visit, int(found[1]) if found else here)
    rest = text[found.end() :].strip() if found else text
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
            incident_row(one.incident, one.cases, one.open_cases, carrier_of(one.incident), words),
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
    return deed(visit, incident_of(visit, visit.ask.value.get("i")))


def accept(visit: Visit, incident: Incident) -> Answer:
    """*Make it one incident*: its cases join, each by a move of its own, soon after."""
    check_may(visit, LEADS)
    _check_undecided(incident)
    numbers = [one.case.number for one in cases_standing(visit, incident, ASKED_ABOUT) if one.case.is_open]
    change(visit, incident, state=OPEN, decided_by=visit.who.id, decided_at=visit.at)
    owe(visit, incident, "join", numbers)
    tell(visit, incident, "accepted")
    return _told_elsewhere(visit, incident, N_("{incident} is one incident now. Its thread says what comes next."))


def decline(visit: Visit, incident: Incident) -> Answer:
    """*Not one*: it is not proposed again unless it grows."""
    check_may(visit, LEADS)
    _check_undecided(incident)
    change(visit, incident, state=DECLINED, decided_by=visit.who.id, decided_at=visit.at)
    tell(visit, incident, "declined")
    return _told_elsewhere(visit, incident, N_("{incident} is not one incident. Its cases stay as they are."))


def _told_elsewhere(visit: Visit, incident: Incident, text: str) -> Answer:
    """Whoever decides at the incident's own message sees it change; elsewhere nothing would, so that it is told."""
    if visit.ask.message_ts == incident.ts:
        return SILENT
    return Answer(text=visit.words(text, incident=Marked(f"*{incident.reference}*")))


def join(visit: Visit, incident: Incident) -> Answer:
    """*Add it*: a case that turned up later belongs to it as well."""
    number = visit.ask.value.get("n")
    return _add(visit, incident, [visit.desk.case(number if isinstance(number, int) else 0)])


def leave_out(visit: Visit, incident: Incident) -> Answer:
    """*Leave it out*: a case that turned up later does not belong to it."""
    check_may(visit, WORKERS)
    check_open(incident)
    number = visit.ask.value.get("n")
    asked = [one.case.number for one in cases_standing(visit, incident, ASKED_ABOUT)]
    if number not in asked:
        raise NoLongerApplies(N_("That has been settled meanwhile. The card shows what is open."))
    put(visit, incident, [number], LEFT_OUT)
    tell(visit, incident, "left_out", cases=[number])
    return SILENT


def add_asked(visit: Visit, incident: Incident) -> Answer:
    """*Add a case*: which?"""
    check_may(visit, WORKERS)
    check_open(incident)
    return Answer(view=add_form(incident, visit.words, {"ch": visit.ask.channel}))


def added(visit: Visit) -> Answer:
    """That form was sent."""
    incident = incident_of(visit, visit.ask.meta.get("i"))
    try:
        return _add(visit, incident, _cases_in(visit, visit.ask.filled.get("cases") or ""))
    except NotAllowed:
        raise
    except Refused as refused:
        raise WrongField("cases", refused.sentence) from None


def close(visit: Visit, incident: Incident) -> Answer:
    """Close an incident; its cases go on, each by itself."""
    check_may(visit, LEADS)
    check_open(incident)
    visit.tx.incidents.end(visit.workspace, incident.number, by=visit.who.id, at=visit.at)
    tell(visit, incident, "closed")
    return _told(visit, N_("{incident} is closed. Its cases go on, each by itself."), incident)


def _of_thread(visit: Visit) -> int | None:
    """The incident in whose thread something is said."""
    channel, root = visit.ask.channel, visit.ask.thread_ts
    return visit.tx.incidents.at(visit.workspace, channel, root) if channel and root else None


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
    return _shown(visit, incident_of(visit, int(found[1]) if found else None))


def _shown(visit: Visit, incident: Incident) -> Answer:
    facts = facts_of(visit.tx, visit.workspace, incident, visit.at, visit.slack_url)
    text, blocks = incident_message(facts, visit.words)
    return Answer(text=text, blocks=blocks)


def _propose(visit: Visit, cases: list[Case]) -> Answer:
    """What somebody thinks belongs together: it waits for a lead as what Tracer found itself does."""
    check_may(visit, WORKERS)
    if len(cases) < 2:
        raise Refused(N_("An incident needs two cases at least. Name them all: /lost incident new 142 143 144."))
    carriers = {case.parcel.carrier for case in cases}
    if len(carriers) > 1:
        raise Refused(
            N_("These parcels go with several carriers, and one letter goes to one. Name those of one carrier.")
        )
    for case in cases:
        _check_is_free(visit, case)
    numbers = [case.number for case in cases]
    stands = visit.tx.stands.of_cases(visit.workspace, numbers).values()
    days = sorted(one.at for one in stands)
    what = Together(
        HAND,
        "",
        cases[0].parcel.carrier or "",
        _common(country_in(case.parcel.origin) for case in cases),
        _common(country_in(case.parcel.destination) for case in cases),
        tuple(numbers),
        days[0] if days else None,
        days[-1] if days else None,
    )
    channel = place_for(visit.ask.channel or cases[0].home_channel, visit.workspace, visit.settings, visit.tx)
    made = visit.tx.incidents.propose(
        visit.workspace,
        what,
        numbers,
        by=visit.who.id,
        at=visit.at,
        channel=channel,
        remind_at=first_reminder(visit.desk),
    )
    owe_message(visit.desk, made, "proposed")
    return _told(visit, N_("Proposed as {incident}: {cases}. A lead decides."), made, cases)


def _common(countries: Iterable[str | None]) -> str | None:
    found = set(countries)
    return found.pop() if len(found) == 1 else None


def _add(visit: Visit, incident: Incident, cases: list[Case]) -> Answer:
    check_may(visit, WORKERS)
    check_open(incident)
    for case in cases:
        _check_may_join(visit, incident, case)
    for case in cases:
        act = Act("join_incident", visit.who.actor, details={"incident": incident.reference})
        visit.desk.move(case.number, act)
    numbers = [case.number for case in cases]
    put(visit, incident, numbers, MEMBER)
    tell(visit, incident, "join", cases=numbers)
    return _told(visit, N_("Added to {incident}: {cases}."), incident, cases)


def _check_may_join(visit: Visit, incident: Incident, case: Case) -> None:
    _check_is_free(visit, case)
    if (case.parcel.carrier or None) != incident.carrier:
        raise Refused(
            N_("{reference} goes with another carrier than {incident}, and one letter goes to one carrier."),
            reference=case.reference,
            incident=incident.reference,
        )


def _check_is_free(visit: Visit, case: Case) -> None:
    if not case.is_open:
        raise NoLongerApplies(N_("{reference} is closed. Re-open it first."), reference=case.reference)
    if case.private:
        raise Refused(
            N_("{reference} is private, and an incident is read by its whole channel."), reference=case.reference
        )
    other = visit.tx.incidents.member_of(visit.workspace, case.number)
    if other is not None:
        raise NoLongerApplies(
            N_("{reference} belongs to {incident} already. A case belongs to one open incident at most."),
            reference=case.reference,
            incident=incident_reference(other),
        )


def _remove(visit: Visit, incident: Incident, cases: list[Case]) -> Answer:
    check_may(visit, WORKERS)
    check_open(incident)
    for case in cases:
        act = Act("leave_incident", visit.who.actor, details={"incident": incident.reference})
        visit.desk.move(case.number, act)
    numbers = [case.number for case in cases]
    put(visit, incident, numbers, LEFT_OUT)
    tell(visit, incident, "left", cases=numbers)
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


def _told(visit: Visit, text: str, incident: Incident, cases: Iterable[Case] = ()) -> Answer:
    names = Marked(visit.words(N_(", ")).join(f"*{case.reference}*" for case in cases))
    return Answer(text=visit.words(text, incident=Marked(f"*{incident.reference}*"), cases=names))


def _check_undecided(incident: Incident) -> None:
    if not incident.is_proposed:
        raise NoLongerApplies(
            N_("{incident} was decided on already: {state}. Nothing was changed."),
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
}
VERBS = (
    Verb(
        "incident",
        N_("INCIDENT [add CASE · remove CASE · close] · new CASE CASE"),
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
FORMS = {"incident_add": added}
