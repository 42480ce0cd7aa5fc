"""When a clock sounds and how loud: worked examples by hand, and what holds for every clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.case import Clock
from cases.gathered import AT_MOST_EVERY, GATHERED_FOR, next_message
from cases.ladder import (
    BACKUP,
    CHANNEL,
    GATES,
    HARD,
    LEAD,
    MISSED,
    OWNER,
    PRESETS,
    QUIETLY,
    THREAD,
    Ladder,
    Rung,
    after,
    due_rung,
    ends_at,
    heard_at,
    missed_from,
    rungs,
)
from cases.working_time import WEEKDAY_BLOCKS, Calendar, TeamHours

NEW_YORK, SHANGHAI, BERLIN = "America/New_York", "Asia/Shanghai", "Europe/Berlin"
LADDER = PRESETS["standard"]


def team(zone: str = BERLIN, *off: str, extra: tuple[str, ...] = ()) -> TeamHours:
    days = frozenset(date.fromisoformat(one) for one in off)
    return TeamHours(Calendar(zone, days, frozenset(date.fromisoformat(one) for one in extra)))


def moment(local: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def deadline(kind: str, started: str, until: str, zone: str = BERLIN, last_day: str = "") -> Clock:
    at = moment(until, zone)
    told = {"deadline": at.isoformat()} | ({"last_day": last_day, "zone": zone} if last_day else {})
    return Clock(kind, kind, "deadline", "us", moment(started, zone), "", team(zone).own_due(at), told)


def silence(started: str, due: str, zone: str = BERLIN) -> Clock:
    return Clock(
        "carrier_silence:I1", "carrier_silence", "silence", "carrier", moment(started, zone), "", moment(due, zone)
    )


def ours(started: str, due: str, zone: str = BERLIN) -> Clock:
    return Clock("decision", "decision", "deadline", "us", moment(started, zone), "", moment(due, zone))


def told(found: tuple[Rung, ...], zone: str = BERLIN) -> list[tuple[str, int]]:
    return [(one.at.astimezone(ZoneInfo(zone)).strftime("%m-%d %H:%M"), one.level) for one in found]


def test_a_claim_due_on_a_wednesday_counts_back_in_working_days_and_hours_from_its_midnight() -> None:
    # Ten working days before Wed 27 May 00:00 end on Tue 12 May; half of the window (9 May) is earlier.
    clock = deadline("filing_deadline", "2026-04-20 10:00", "2026-05-27 00:00")
    assert told(rungs(clock, team(), LADDER)) == [
        ("05-13 09:00", THREAD),
        ("05-22 09:00", OWNER),
        ("05-26 09:00", LEAD),
        ("05-26 16:00", CHANNEL),
        ("05-27 09:00", MISSED),
    ]


def test_of_a_short_window_the_first_rung_is_its_half_moved_into_working_hours() -> None:
    # Mon 10:00 to Thu 10:00: half is Tue 22:00, so Wed 09:00; one working day and eight working hours before are
    # both Wed 10:00, which sounds once, as the lead's; two working hours before are Wed 17:00.
    clock = deadline("dispute_answer", "2026-11-23 10:00", "2026-11-26 10:00")
    assert told(rungs(clock, team(), LADDER)) == [
        ("11-25 09:00", THREAD),
        ("11-25 10:00", LEAD),
        ("11-25 17:00", CHANNEL),
        ("11-26 10:00", MISSED),
    ]


def test_before_a_weekend_that_holds_the_deadline_the_last_rung_is_friday_afternoon() -> None:
    clock = deadline("filing_deadline", "2026-11-02 10:00", "2026-11-29 00:00")
    assert told(rungs(clock, team(), LADDER))[-2:] == [("11-27 16:00", CHANNEL), ("11-30 09:00", MISSED)]


def test_golden_week_is_counted_over() -> None:
    # China off 1 to 7 October, working on Sunday 27 September and Saturday 10 October. A deadline on Thu 8 October
    # 00:00: the last working hours before it are those of Wed 30 September.
    off = tuple(f"2026-10-0{day}" for day in range(1, 8))
    calm = team(SHANGHAI, *off, extra=("2026-09-27", "2026-10-10"))
    clock = deadline("filing_deadline", "2026-09-01 10:00", "2026-10-08 00:00", SHANGHAI)
    assert told(rungs(clock, calm, LADDER), SHANGHAI) == [
        ("09-21 09:00", THREAD),
        ("09-28 09:00", OWNER),
        ("09-30 09:00", LEAD),
        ("09-30 16:00", CHANNEL),
        ("10-08 09:00", MISSED),
    ]


def test_a_spring_forward_night_takes_no_hour_from_the_team() -> None:
    # New York springs forward on Sun 8 March 2026; the deadline is Mon 9 March 12:00 there.
    clock = deadline("buyer_answer", "2026-03-02 09:00", "2026-03-09 12:00", NEW_YORK)
    assert told(rungs(clock, team(NEW_YORK), LADDER), NEW_YORK)[-3:] == [
        ("03-06 13:00", LEAD),
        ("03-09 10:00", CHANNEL),
        ("03-09 13:00", MISSED),
    ]


def test_a_deadline_found_two_hours_before_its_end_sounds_at_once_even_at_night() -> None:
    clock = deadline("dispute_answer", "2026-11-24 23:00", "2026-11-25 03:00")
    assert told(rungs(clock, team(), LADDER)) == [("11-24 23:00", CHANNEL), ("11-25 09:00", MISSED)]


def test_a_deadline_whose_last_day_is_today_is_not_missed_before_the_day_is_over() -> None:
    clock = deadline("filing_deadline", "2026-11-25 10:00", "2026-11-25 00:00", last_day="2026-11-25", zone=BERLIN)
    assert told(rungs(clock, team(), LADDER)) == [("11-25 10:00", CHANNEL), ("11-26 09:00", MISSED)]


def test_a_deadline_past_its_end_when_it_becomes_known_is_missed_at_once() -> None:
    clock = deadline("filing_deadline", "2026-11-25 10:00", "2026-11-20 00:00")
    assert told(rungs(clock, team(), LADDER)) == [("11-25 10:00", MISSED)]


def test_a_silence_climbs_one_working_day_at_a_time_over_a_weekend() -> None:
    clock = silence("2026-11-23 11:00", "2026-11-26 09:00")
    assert told(rungs(clock, team(), LADDER)) == [
        ("11-26 09:00", THREAD),
        ("11-27 09:00", OWNER),
        ("11-30 09:00", BACKUP),
        ("12-01 09:00", LEAD),
    ]


def test_what_is_ours_is_named_half_way_then_said_to_the_owner_the_backup_and_the_lead() -> None:
    clock = ours("2026-11-23 10:00", "2026-11-23 15:00")
    assert told(rungs(clock, team(), LADDER)) == [
        ("11-23 13:00", THREAD),
        ("11-23 15:00", OWNER),
        ("11-24 15:00", BACKUP),
        ("11-25 15:00", LEAD),
    ]


@pytest.mark.parametrize(("preset", "levels"), [("calm", [OWNER, BACKUP, LEAD]), ("strict", [THREAD, OWNER, LEAD])])
def test_a_preset_is_calmer_or_steeper(preset: str, levels: list[int]) -> None:
    clock = ours("2026-11-23 10:00", "2026-11-23 15:00")
    assert [one.level for one in rungs(clock, team(), PRESETS[preset])] == levels


def test_a_gate_opens_quietly_and_says_nothing_where_it_was_open_already() -> None:
    gate = Clock(
        "filing_opens", "filing_opens", "gate", "nobody", moment("2026-11-23 10:00"), "", moment("2026-11-28 00:00")
    )
    assert told(rungs(gate, team(), LADDER)) == [("11-30 09:00", QUIETLY)]
    assert rungs(replace(gate, due_at=moment("2026-11-20 00:00")), team(), LADDER) == ()


def test_a_watch_and_a_clock_without_a_date_are_silent() -> None:
    watch = Clock("watch", "watch", "gate", "nobody", moment("2026-11-23 10:00"), "", moment("2027-01-22 10:00"))
    assert rungs(watch, team(), LADDER) == ()
    assert rungs(replace(silence("2026-11-23 11:00", "2026-11-26 09:00"), due_at=None), team(), LADDER) == ()


def test_what_was_missed_while_nobody_rang_is_one_ring_at_the_rung_that_holds_now() -> None:
    clock = silence("2026-11-23 11:00", "2026-11-26 09:00")
    assert due_rung(clock, team(), LADDER, moment("2026-11-30 10:00"), 0) == BACKUP
    assert after(clock, team(), LADDER, moment("2026-11-30 10:00"), BACKUP) == moment("2026-12-01 09:00")


def test_the_last_rung_comes_again_every_five_working_days() -> None:
    clock = silence("2026-11-23 11:00", "2026-11-26 09:00")
    assert after(clock, team(), LADDER, moment("2026-12-01 09:00"), LEAD) == moment("2026-12-08 09:00")


def test_an_acknowledgement_holds_what_climbs_for_three_working_days_and_no_deadline() -> None:
    clock = silence("2026-11-23 11:00", "2026-11-26 09:00")
    now = moment("2026-11-27 10:00")
    assert after(clock, team(), LADDER, now, OWNER, acknowledged=True) == moment("2026-12-02 10:00")
    hard = deadline("filing_deadline", "2026-04-20 10:00", "2026-05-27 00:00")
    now = moment("2026-05-22 10:00")
    assert after(hard, team(), LADDER, now, OWNER, acknowledged=True) == moment("2026-05-26 09:00")


ZONES = st.sampled_from([BERLIN, NEW_YORK, SHANGHAI, "Australia/Sydney", "UTC"])
STARTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda one: one.replace(tzinfo=UTC))  # noqa: DTZ001
WINDOWS = st.timedeltas(timedelta(hours=-48), timedelta(days=120))
KINDS = st.sampled_from(sorted(HARD))
OFF = st.frozensets(st.dates(date(2026, 1, 1), date(2028, 6, 30)), max_size=30)


LADDERS = st.sampled_from(sorted(PRESETS)).map(lambda name: PRESETS[name])
BLOCKS = st.sampled_from(
    [
        WEEKDAY_BLOCKS,
        ((time(0, 30), time(23, 30)),),
        ((time(10), time(19)),),
        ((time(8), time(10)), (time(11), time(13)), (time(15), time(20, 30))),
        ((time(1), time(3)), (time(13), time(17))),
    ]
)


@st.composite
def hard_clocks(draw: st.DrawFn) -> tuple[Clock, TeamHours]:
    """A deadline of any kind with an hour, or with a last day of which no hour is known, and a team."""
    hours = TeamHours(Calendar(draw(ZONES), draw(OFF), draw(OFF)), draw(BLOCKS))
    start, kind = draw(STARTS), draw(KINDS)
    at = start + draw(WINDOWS)
    told = {}
    if draw(st.booleans()):
        last_day = hours.calendar.date_of(at)
        at = hours.calendar.midnight(last_day)
        told = {"last_day": last_day.isoformat(), "zone": hours.calendar.zone}
    terms = {"deadline": at.isoformat(), **told}
    return Clock(kind, kind, "deadline", "us", start, "", hours.own_due(at), terms), hours


@st.composite
def any_clocks(draw: st.DrawFn) -> tuple[Clock, TeamHours]:
    if draw(st.booleans()):
        return draw(hard_clocks())
    clock, hours = draw(hard_clocks())
    side = draw(st.sampled_from(["silence", "task", "deadline", "gate"]))
    kind = "filing_opens" if side == "gate" else "task"
    return replace(clock, kind=kind, side=side, terms={}), hours


@settings(max_examples=100, deadline=None)
@given(any_clocks(), LADDERS)
def test_every_ladder_climbs_and_none_sounds_before_its_clock_started(
    made: tuple[Clock, TeamHours], ladder: Ladder
) -> None:
    clock, hours = made
    found = rungs(clock, hours, ladder)
    assert found or clock.kind in GATES
    assert [one.at for one in found] == sorted({one.at for one in found})
    assert [one.level for one in found] == sorted({one.level for one in found})
    assert all(one.at >= clock.started_at for one in found)


@settings(max_examples=100, deadline=None)
@given(hard_clocks(), LADDERS)
def test_the_last_warning_comes_before_the_deadline(made: tuple[Clock, TeamHours], ladder: Ladder) -> None:
    clock, hours = made
    # Of a last day that has begun when the clock starts, the end is what is left to warn of.
    end, passed = ends_at(clock, clock.started_at), missed_from(clock)
    assert passed is not None
    found = rungs(clock, hours, ladder)
    warnings = [one for one in found if one.level < MISSED]
    assert all(end is not None and one.at < end for one in warnings)
    assert bool(warnings) == (end is not None)
    assert found[-1].level == MISSED and found[-1].at >= passed


@settings(max_examples=100, deadline=None)
@given(any_clocks(), LADDERS)
def test_nothing_sounds_while_the_team_is_off_but_the_last_call_for_what_ends_before_it_is_back(
    made: tuple[Clock, TeamHours], ladder: Ladder
) -> None:
    clock, hours = made
    found = rungs(clock, hours, ladder)
    for place, one in enumerate(found):
        opens, end = hours.first_moment(one.at), ends_at(clock, one.at)
        if opens != one.at:
            assert clock.kind in HARD and end is not None and one.at < end <= opens
            assert one.level == CHANNEL and found[place + 1].level == MISSED


@settings(max_examples=100, deadline=None)
@given(any_clocks(), st.timedeltas(timedelta(0), timedelta(days=200)))
def test_what_could_not_be_rung_in_time_waits_for_the_team_unless_it_ends_before(
    made: tuple[Clock, TeamHours], later: timedelta
) -> None:
    clock, hours = made
    now = clock.started_at + later
    heard, opens, end = heard_at(clock, hours, now), hours.first_moment(now), ends_at(clock, now)
    assert heard in (now, opens)
    if heard != opens:
        assert end is not None and now < end <= opens


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.timedeltas(timedelta(minutes=-90), timedelta(minutes=300)), max_size=4),
    STARTS,
    any_clocks(),
    st.none() | st.timedeltas(timedelta(minutes=1), timedelta(days=3)),
)
def test_somebody_gets_a_message_at_most_every_half_hour_and_none_after_hours_but_a_last_call(
    others: list[timedelta], now: datetime, made: tuple[Clock, TeamHours], ends: timedelta | None
) -> None:
    hours = made[1]
    owed, end = [now + one for one in others], now + ends if ends is not None else None
    at = next_message(owed, now, hours, end)
    assert now <= at
    if end is not None:
        assert at < end or at == now + GATHERED_FOR
    last = max((one for one in owed if one <= now), default=None)
    last_call = end is not None and last is not None and hours.first_moment(last + AT_MOST_EVERY) >= end
    if at not in owed and not last_call:
        assert last is None or at - last >= AT_MOST_EVERY
        assert hours.first_moment(at) == at or at == now + GATHERED_FOR


@settings(max_examples=100, deadline=None)
@given(any_clocks().filter(lambda made: made[0].kind not in GATES), st.timedeltas(timedelta(0), timedelta(days=200)))
def test_the_next_ring_is_always_ahead_and_never_lower(made: tuple[Clock, TeamHours], later: timedelta) -> None:
    clock, hours = made
    now, reached = clock.started_at + later, 0
    for _ in range(8):
        level = due_rung(clock, hours, LADDER, now, reached)
        assert level >= reached
        reached = level
        following = after(clock, hours, LADDER, now, reached)
        assert following is not None and following > now
        now = following


MESSAGES = [
    pytest.param([], "10:00:00", None, "10:00:05", id="the first waits a moment for what falls due with it"),
    pytest.param(["10:00:05"], "10:00:01", None, "10:00:05", id="what falls due meanwhile joins it"),
    pytest.param(["09:50"], "10:00", None, "10:20", id="the next comes half an hour after the last"),
    pytest.param(["09:20"], "10:00", None, "10:00:05", id="after half an hour it comes at once"),
    pytest.param(["11:50"], "11:55", None, "13:00", id="half an hour that ends at lunch waits for its end"),
    pytest.param(["17:50"], "17:55", None, "+1 09:00", id="half an hour that ends after closing waits for the morning"),
    pytest.param(["17:50"], "17:55", "20:00", "18:20", id="a last call comes after closing all the same"),
    pytest.param(["17:50"], "17:55", "18:10", "17:55:05", id="and within the half hour where it would be too late"),
    pytest.param(["17:20", "+1 09:00"], "17:55", "20:00", "17:55:05", id="nor does it wait for the morning's message"),
]


@pytest.mark.parametrize(("owed", "now", "ends", "sent"), MESSAGES)
def test_when_somebody_gets_the_next_message(owed: list[str], now: str, ends: str | None, sent: str) -> None:
    def on_tuesday(written: str) -> datetime:
        day = "2026-11-25" if written.startswith("+1 ") else "2026-11-24"
        return moment(f"{day} {written.removeprefix('+1 ')}")

    end = on_tuesday(ends) if ends else None
    assert next_message([on_tuesday(one) for one in owed], on_tuesday(now), team(), end) == on_tuesday(sent)


def test_a_deadline_found_at_lunch_is_said_after_it() -> None:
    # Its own due time, noon on Friday, is past; the deadline itself is on Sunday.
    clock = deadline("dispute_answer", "2026-11-27 12:30", "2026-11-29 10:00")
    assert told(rungs(clock, team(), LADDER)) == [
        ("11-27 13:00", LEAD),
        ("11-27 16:00", CHANNEL),
        ("11-30 09:00", MISSED),
    ]


def test_a_deadline_past_its_end_that_becomes_known_at_night_is_told_in_the_morning() -> None:
    clock = deadline("filing_deadline", "2026-11-25 22:00", "2026-11-20 00:00")
    assert told(rungs(clock, team(), LADDER)) == [("11-26 09:00", MISSED)]


def test_a_day_of_a_team_with_a_lunch_break_has_no_ring_at_lunch() -> None:
    hours = TeamHours(Calendar(BERLIN), ((time(9), time(12)), (time(13), time(18))))
    clock = ours("2026-11-23 09:00", "2026-11-23 16:00")
    assert told(rungs(clock, hours, LADDER))[0] == ("11-23 13:00", THREAD)
