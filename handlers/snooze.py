"""Snooze and *I am on it*: a pause with a reason and an end, and the word that somebody has seen a reminder."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from cases.act import Act
from cases.case import Case
from cases.ladder import after
from cases.snoozing import Pause, in_days, pauses, snoozable
from cases.words import N_, NoLongerApplies, Refused, Sentence, WrongField
from cases.working_time import TeamHours
from handlers.case_refs import case_named
from handlers.desk import terms_of
from handlers.glossary import clock_term
from handlers.language import Marked
from handlers.views.snooze_form import ON_A_DATE, snooze_form
from handlers.visit import SILENT, Answer, Verb, Visit

MORNING = time(9)
LONGEST_DAYS = 365
IN_DAYS = re.compile(r"(?:in\s+|\+)?(\d{1,6})\s*(?:days?\b|d\b|天|日)", re.IGNORECASE)
IN_WORKDAYS = re.compile(r"(?:in\s+|\+)?(\d{1,6})\s*(?:wd\b|working\s+days?\b|个?工作日)", re.IGNORECASE)
ON_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
TOMORROW = re.compile(r"tomorrow|明天", re.IGNORECASE)
UNTIL_REPLY = re.compile(r"(until\s+)?(they\s+)?(reply|replies|answer)|(直到)?(对方)?回复", re.IGNORECASE)


def asked(visit: Visit) -> Answer:
    """*Snooze* on a card or a reminder: the form."""
    number, key = visit.ask.value.get("c"), visit.ask.value.get("k")
    case = visit.desk.case(number if isinstance(number, int) else 0)
    return Answer(view=_form(visit, case, key if isinstance(key, str) else None))


def sent(visit: Visit) -> Answer:
    """The form was sent: pause, unless the end is past a deadline."""
    meta, filled = visit.ask.meta, visit.ask.filled
    number, key = meta.get("c"), meta.get("k")
    case = visit.desk.case(number if isinstance(number, int) else 0)
    until = _chosen(visit, case, filled.get("end"), filled.get("until"))
    reason = (filled.get("reason") or "").strip()
    if not reason:
        raise WrongField("reason", Sentence(N_("Say why, in a few words: whoever looks at the case will ask.")))
    try:
        _snooze(visit, case, until, reason, key if isinstance(key, str) else None)
    except NoLongerApplies:
        raise
    except Refused as refused:
        block = "until" if filled.get("end") == ON_A_DATE else "end"
        raise WrongField(block, refused.sentence) from None
    return SILENT


def typed(visit: Visit) -> Answer:
    """`/lost snooze 142 3d They promised an answer`: the form with what was typed, or at once in a thread."""
    case, text = case_named(visit, visit.ask.text)
    until, reason = _read(visit, text)
    if visit.ask.trigger_id:
        day = until.astimezone(ZoneInfo(_team(visit).calendar.zone)).date().isoformat() if until else None
        return Answer(view=_form(visit, case, None, ON_A_DATE if day else None, day, reason))
    if until is None or not reason:
        raise Refused(N_("Until when, and why? For example: @Tracer snooze 3d They promised an answer by Friday."))
    made = _snooze(visit, case, until, reason, None)
    return _told(visit, made, until)


def woken(visit: Visit) -> Answer:
    """`/lost wake 142`: end the snooze."""
    case, _ = case_named(visit, visit.ask.text)
    made = visit.desk.move(case.number, Act("wake", visit.who.actor))
    return Answer(text=visit.words(N_("{reference} is awake again."), reference=Marked(f"*{made.reference}*")))


def acknowledged(visit: Visit) -> Answer:
    """*I am on it* on a reminder: lower rungs stop, and what climbs is held for some days."""
    number, key = visit.ask.value.get("c"), visit.ask.value.get("k")
    case = visit.desk.case(number if isinstance(number, int) else 0)
    if not isinstance(key, str):
        raise NoLongerApplies(N_("This button is too old. Use the ones on the card."))
    made = visit.desk.move(case.number, Act("acknowledge", visit.who.actor, details={"clock": key}))
    clock, terms = made.clock(key), terms_of(visit.settings)
    assert clock is not None
    reached = visit.tx.clocks.reached(made, key)
    next_at = after(clock, terms.team, terms.ladder, visit.at, reached, acknowledged=True)
    visit.tx.clocks.acknowledged(made, key, visit.at, next_at)
    visit.whisper(
        visit.words(
            N_("Noted: you are on it. Tracer asks again {when} if “{what}” is still open."),
            when=next_at,
            what=visit.words.term(clock_term(clock.kind, clock.key)),
        )
    )
    return SILENT


def _snooze(visit: Visit, case: Case, until: datetime, reason: str, key: str | None) -> Case:
    details = {"until": until, "reason": reason} | ({"clock": key} if key else {})
    return visit.desk.move(case.number, Act("snooze", visit.who.actor, details=details))


def _told(visit: Visit, case: Case, until: datetime) -> Answer:
    return Answer(
        text=visit.words(
            N_("{reference} sleeps until {until}. “wake” ends it."),
            reference=Marked(f"*{case.reference}*"),
            until=until,
        )
    )


def _form(
    visit: Visit,
    case: Case,
    key: str | None,
    chosen: str | None = None,
    day: str | None = None,
    reason: str | None = None,
) -> dict[str, object]:
    clocks = [one for one in snoozable(case) if key in (None, one.key)]
    if not clocks:
        raise NoLongerApplies(
            N_("Nothing in {reference} can be snoozed: only waiting for others and tasks can, never a deadline."),
            reference=case.reference,
        )
    names = [visit.words.term(clock_term(one.kind, one.key)) for one in clocks]
    what = visit.words(N_(", ")).join(dict.fromkeys(names))
    meta = {"k": key, "ch": visit.ask.channel or visit.ask.meta.get("ch")}
    return snooze_form(case, what, _pauses(visit, case), visit.words, meta, chosen=chosen, day=day, reason=reason)


def _pauses(visit: Visit, case: Case) -> tuple[Pause, ...]:
    return pauses(case, _team(visit), visit.at)


def _team(visit: Visit) -> TeamHours:
    return terms_of(visit.settings).team


def _chosen(visit: Visit, case: Case, name: str | None, day: str | None) -> datetime:
    """The end that was chosen, in UTC. A ready-made one is what it comes to now."""
    if name == ON_A_DATE:
        if not day:
            raise WrongField("until", Sentence(N_("Choose the date below, or one of the ends above.")))
        return _morning(visit, date.fromisoformat(day))
    for one in _pauses(visit, case):
        if one.name == name:
            return one.until
    raise WrongField("end", Sentence(N_("Choose until when.")))


def _read(visit: Visit, text: str) -> tuple[datetime | None, str]:
    """An end as people type it (3d, 3 working days, tomorrow, 2026-12-01, until they reply), and what follows it."""
    text = re.sub(r"^\s*(until|for|直到|到)\s+(?!they|reply|answer)", "", text.strip(), flags=re.IGNORECASE)
    team = _team(visit)
    today = team.calendar.date_of(visit.at)
    for pattern, end in (
        (IN_WORKDAYS, lambda found: team.opening(team.calendar.after_working_days(today, _days(found[1])))),
        (IN_DAYS, lambda found: in_days(visit.at, _days(found[1]), team.calendar.zone)),
        (ON_DAY, lambda found: _morning(visit, _day(found))),
        (TOMORROW, lambda found: in_days(visit.at, 1, team.calendar.zone)),
        (UNTIL_REPLY, lambda found: team.opening(team.calendar.after_working_days(today, 10))),
    ):
        if found := pattern.match(text):
            return end(found), text[found.end() :].strip(" ,，:：-")
    return None, text


def _days(written: str) -> int:
    days = int(written)
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(N_("A snooze lasts from one day to a year. Write for example 3d."))
    return days


def _day(found: re.Match[str]) -> date:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Refused(N_("{value} is not a date. Write it like 2026-04-03."), value=found[0]) from None


def _morning(visit: Visit, day: date) -> datetime:
    return datetime.combine(day, MORNING, ZoneInfo(_team(visit).calendar.zone)).astimezone(UTC)


VERBS = (
    Verb(
        "snooze",
        N_("CASE [until] reason"),
        N_("pause what waits for others: 3d, 3 working days, 2026-12-01; never past a deadline"),
        typed,
        ("稍后", "暂停"),
    ),
    Verb("wake", N_("CASE"), N_("end a snooze"), woken, ("唤醒",)),
)
CLICKS = {"snooze": asked, "acknowledge": acknowledged}
FORMS = {"snooze": sent}
