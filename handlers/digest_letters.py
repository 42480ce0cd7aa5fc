"""Digests that are due: each is claimed, owed and moved on in one transaction, and worded when it is sent."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from cases.digests import (
    DAILY,
    IN_TIME,
    MONTHLY,
    PARTS,
    PERSONAL,
    WEEKLY,
    WORKWEEK,
    Plan,
    Slot,
    is_sent,
    latest_slot,
    next_slot,
    times_of,
)
from cases.letters import Letter
from cases.working_time import Calendar
from handlers.deliveries import POST, Call
from handlers.desk import terms_of
from handlers.digest_facts import day_figures
from handlers.digest_trend_facts import month_facts, week_facts
from handlers.language import Words
from handlers.views.digest import digest_blocks, digest_text
from handlers.views.digest_menu import month_menu, week_menu
from handlers.views.digest_scorecard import scorecard_told, with_scorecards
from handlers.views.digest_trends import as_text, month_blocks, month_lines, week_blocks, week_lines
from handlers.views.kit import Block
from handlers.who import channel_words, who_is
from storage.records import Settings
from storage.schedules import Schedule
from storage.transaction import Transaction

AT, DAYS = "09:00", {DAILY: WORKWEEK, PERSONAL: WORKWEEK, WEEKLY: ("mon",), MONTHLY: ()}
FINANCE_AT, FINANCE_PARTS = "11:00,16:00", ("do_now", "approvals", "money")
AGAIN_AFTER = timedelta(minutes=5)
# Longer than any pause between two digests of one kind.
LOOK_BACK = timedelta(days=40)
ONE_DAY, A_MOMENT = timedelta(days=1), timedelta(seconds=1)
log = structlog.get_logger("tracer.digests")


def usual(workspace: str, place: str, kind: str) -> Schedule:
    """A digest of a kind as it is before anybody set anything; it is off."""
    parts = ("do_now",) if kind == PERSONAL else PARTS[kind]
    return Schedule(workspace, place, kind, False, AT, DAYS[kind], parts)


def started(schedule: Schedule, tx: Transaction, now: datetime) -> Schedule:
    """The schedule switched on, with the instant at which it comes first."""
    settings = tx.settings(schedule.workspace).get()
    plan, calendar = plan_of(schedule, tx, settings), calendar_of(settings)
    slot = next_slot(plan, now, calendar)
    if len(plan.at) == 1 and slot.day == schedule.last_for:
        # Today's has been sent; a later hour does not make it come twice.
        slot = next_slot(plan, slot.at, calendar)
    return replace(schedule, is_on=True, next_at=slot.at)


def owe_due_digests(tx: Transaction, now: datetime) -> int:
    """Owe every digest that is due now, and return how many schedules were seen to; one that fails is tried later."""
    due = tx.schedules.due(now)
    for schedule in due:
        try:
            with tx.savepoint():
                _owe(schedule, tx, now)
        except Exception as error:
            # One schedule that cannot be read keeps no other from being sent.
            log.error("A digest could not be sent", place=schedule.place, kind=schedule.kind, why=repr(error))
            tx.schedules.moved_on(schedule, now + AGAIN_AFTER)
    return len(due)


def postponed(schedule: Schedule, tx: Transaction, now: datetime) -> Schedule:
    """The schedule without any more of its digests on this local day."""
    settings = tx.settings(schedule.workspace).get()
    plan, calendar = plan_of(schedule, tx, settings), calendar_of(settings)
    today = _day_in(plan, now)
    slot = next_slot(plan, now, calendar)
    while slot.day == today:
        slot = next_slot(plan, slot.at, calendar)
    moved = replace(schedule, next_at=slot.at)
    tx.schedules.moved_on(schedule, slot.at)
    return moved


def plan_of(schedule: Schedule, tx: Transaction, settings: Settings) -> Plan:
    """When a schedule's digests come; where it names no zone, in the person's own or the team's."""
    zone = schedule.zone or words_of(schedule, tx, settings).zone
    return Plan(schedule.kind, times_of(schedule.at), schedule.days, zone)


def calendar_of(settings: Settings) -> Calendar:
    """The team's working days."""
    return terms_of(settings).team.calendar


def words_of(schedule: Schedule, tx: Transaction, settings: Settings) -> Words:
    """The language and zone a digest is told in."""
    if schedule.is_personal:
        words = who_is(tx, schedule.workspace, schedule.place, settings).words
    else:
        words = channel_words(tx, schedule.workspace, schedule.place, settings)
    return Words(schedule.language or words.language, schedule.zone or words.zone)


def told(schedule: Schedule, tx: Transaction, now: datetime, words: Words | None = None) -> dict[str, Any] | None:
    """Text and blocks of a digest as of now; None when there is nothing to tell and nothing is to be said then."""
    settings = tx.settings(schedule.workspace).get()
    words = words or words_of(schedule, tx, settings)
    text, blocks, is_empty = _worded(schedule, tx, now, words, settings)
    if is_empty and schedule.when_empty == "nothing":
        return None
    return {"text": text, "blocks": blocks}


def digest_letter(schedule: Schedule, name: str, params: dict[str, Any]) -> Letter:
    """The letter of one digest; `name` is what makes it the same one."""
    lane = f"user:{schedule.place}" if schedule.is_personal else schedule.place
    key = f"digest:{schedule.place}:{schedule.kind}:{name}"
    kept = {"place": schedule.place, "kind": schedule.kind, **params}
    return Letter(key, schedule.workspace, lane, "digest", None, kept)


def _worded(
    schedule: Schedule, tx: Transaction, now: datetime, words: Words, settings: Settings
) -> tuple[str, list[Block], bool]:
    """Text and blocks, and whether there is nothing to tell."""
    if schedule.kind == WEEKLY:
        week = week_facts(tx, schedule, words, now)
        blocks = week_blocks(week, words, WEEKLY, schedule.plain)
        lines = [*week_lines(week, words), *scorecard_told(week.cards, words)]
        blocks = with_scorecards(blocks, week.cards, week_menu(week, words), words, plain=schedule.plain)
        return as_text(lines), blocks, week.is_empty
    if schedule.kind == MONTHLY:
        month = month_facts(tx, schedule, words, now)
        blocks = month_blocks(month, words, schedule.plain)
        lines = [*month_lines(month, words), *scorecard_told(month.cards, words)]
        blocks = with_scorecards(blocks, month.cards, month_menu(month, words), words, plain=schedule.plain)
        return as_text(lines), blocks, month.is_empty
    since = _since(plan_of(schedule, tx, settings), calendar_of(settings), now)
    figures = day_figures(tx, schedule, words, now, since, *_roles(schedule, tx))
    return digest_text(figures, words), digest_blocks(figures, words, schedule.kind), figures.is_empty


def _owe(schedule: Schedule, tx: Transaction, now: datetime) -> None:
    settings = tx.settings(schedule.workspace).get()
    plan, calendar = plan_of(schedule, tx, settings), calendar_of(settings)
    following = next_slot(plan, now, calendar)
    slot = latest_slot(plan, _looking_back(schedule, now), now, calendar)
    if slot is None or not is_sent(slot, following, now, schedule.when_missed) or _has_left(schedule, tx):
        tx.schedules.moved_on(schedule, following.at)
        return
    tx.outbox.add(digest_letter(schedule, _name(slot, plan), {"for": slot.day.isoformat()}), now)
    tx.schedules.moved_on(schedule, following.at, slot.day)


def _name(slot: Slot, plan: Plan) -> str:
    """The local date; where there are several a day, the time as well."""
    return slot.day.isoformat() if len(plan.at) == 1 else f"{slot.day.isoformat()}T{slot.time:%H:%M}"


def _looking_back(schedule: Schedule, now: datetime) -> datetime:
    """From when on a moment can have been missed: none from before the schedule was set."""
    earliest = now - LOOK_BACK
    return max(earliest, schedule.changed_at) if schedule.changed_at else earliest


def _has_left(schedule: Schedule, tx: Transaction) -> bool:
    person = tx.people.get(schedule.workspace, schedule.place) if schedule.is_personal else None
    return person is not None and person.deleted


def _since(plan: Plan, calendar: Calendar, now: datetime) -> datetime:
    """From when on cases count as new or closed: the digest before, so that a Monday tells of the weekend."""
    before = latest_slot(plan, now - LOOK_BACK, now - IN_TIME - A_MOMENT, calendar)
    return max(before.at, now - timedelta(days=10)) if before else now - ONE_DAY


def _roles(schedule: Schedule, tx: Transaction) -> tuple[frozenset[str], ...]:
    """The roles of whoever reads a personal digest; a channel is told what anybody is."""
    return (who_is(tx, schedule.workspace, schedule.place).roles,) if schedule.is_personal else ()


def _day_in(plan: Plan, now: datetime) -> date:
    return now.astimezone(ZoneInfo(plan.zone)).date()


def _digest(letter: Letter, tx: Transaction, now: datetime) -> Call | None:
    """The digest as it stands now; one that was overtaken by a later one while it waited is not said any more."""
    place, kind, day = letter.params["place"], letter.params["kind"], letter.params.get("for")
    schedule = tx.schedules.get(letter.workspace, place, kind)
    if day is not None and (schedule is None or not schedule.is_on):
        return None
    schedule = schedule or usual(letter.workspace, place, kind)
    if day is not None and schedule.last_for is not None and schedule.last_for.isoformat() > day:
        return None
    if day is None:
        schedule = replace(schedule, when_empty="line")
    said = told(schedule, tx, now)
    return None if said is None else Call(POST, {**said, "channel": place, "unfurl_links": False})


KINDS = {"digest": _digest}
