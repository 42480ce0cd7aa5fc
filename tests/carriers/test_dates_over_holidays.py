"""Silences, rungs and digests over real holidays and clock changes, computed by hand; the reasoning is in each name."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from cases.case import Clock
from cases.digests import DAILY, MONTHLY, WEEKLY, WORKWEEK, Plan, next_slot
from cases.ladder import CHANNEL, LEAD, MISSED, OWNER, rungs
from cases.working_time import TeamHours
from partners.working_days import calendar_for


def wall(place: str, written: str) -> datetime:
    """A wall-clock time of a place, in UTC: `2026-03-06 17:00`."""
    zone = ZoneInfo(calendar_for(place).zone)
    return datetime.fromisoformat(written).replace(tzinfo=zone).astimezone(UTC)


WORKING_DAYS = [
    pytest.param("CN", "2026-09-30", 1, "2026-10-08", id="Golden Week, 1 to 7 October, is counted over"),
    pytest.param("CN", "2026-09-30", 3, "2026-10-10", id="the Saturday that makes up for Golden Week counts"),
    pytest.param("CN", "2026-09-30", 4, "2026-10-12", id="the Sunday after it does not"),
    pytest.param("CN", "2026-09-18", 1, "2026-09-20", id="a Sunday is worked before Golden Week"),
    pytest.param("CN", "2026-02-13", 1, "2026-02-14", id="the Saturday before Chinese New Year is worked"),
    pytest.param("CN", "2026-02-13", 2, "2026-02-24", id="Chinese New Year is off from 15 to 23 February"),
    pytest.param("CN", "2026-02-13", 6, "2026-02-28", id="and the Saturday after it is worked"),
    pytest.param("CN", "2025-12-31", 1, "2026-01-04", id="China's year begins with a Sunday that is worked"),
    pytest.param("CN", "2026-04-30", 1, "2026-05-06", id="Labour Day is five days in China"),
    pytest.param("CN", "2026-04-30", 4, "2026-05-09", id="the Saturday that makes up for Labour Day counts"),
    pytest.param("US", "2026-11-25", 1, "2026-11-27", id="Thanksgiving is off and the Friday after it is not"),
    pytest.param("US", "2026-11-25", 3, "2026-12-01", id="three working days over Thanksgiving and a weekend"),
    pytest.param("US", "2026-12-24", 1, "2026-12-28", id="Christmas on a Friday makes a long weekend"),
    pytest.param("US", "2026-12-24", 5, "2027-01-04", id="the fifth day comes after New Year, a Friday too"),
    pytest.param("US", "2026-07-02", 1, "2026-07-06", id="Independence Day on a Saturday is kept on the Friday"),
    pytest.param("GB", "2026-04-02", 1, "2026-04-07", id="Good Friday and Easter Monday in England"),
    pytest.param("GB", "2026-12-24", 1, "2026-12-29", id="Boxing Day on a Saturday moves to the Monday"),
    pytest.param("GB", "2026-12-24", 4, "2027-01-04", id="four English days over Christmas and New Year"),
    pytest.param("GB-SCT", "2026-12-31", 1, "2027-01-05", id="Scotland keeps 2 January, a Saturday, on the Monday"),
    pytest.param("DE-NW", "2026-06-03", 1, "2026-06-05", id="Corpus Christi is off in Nordrhein-Westfalen"),
    pytest.param("DE-BE", "2026-06-03", 1, "2026-06-04", id="and worked in Berlin"),
    pytest.param("DE-NW", "2026-12-23", 2, "2026-12-28", id="Christmas Eve is worked"),
    pytest.param("AU-VIC", "2026-03-06", 1, "2026-03-10", id="Labour Day is in March in Victoria"),
    pytest.param("AU-NSW", "2026-03-06", 1, "2026-03-09", id="and not in New South Wales"),
    pytest.param("AU-VIC", "2026-11-02", 1, "2026-11-04", id="the Melbourne Cup is a holiday"),
    pytest.param("AU-VIC", "2026-04-02", 2, "2026-04-08", id="two days after Easter in Victoria"),
]


@pytest.mark.parametrize(("place", "anchor", "days", "ends"), WORKING_DAYS)
def test_working_days_over_holidays(place: str, anchor: str, days: int, ends: str) -> None:
    assert calendar_for(place).after_working_days(date.fromisoformat(anchor), days) == date.fromisoformat(ends)


SILENCES = [
    pytest.param("CN", "US", "2026-11-24 09:30", "2026-11-27 09:00",
                 id="written on Tuesday in Shenzhen is Monday in New York: Tuesday, Wednesday, Friday"),
    pytest.param("DE-NW", "CN", "2026-09-29 11:00", "2026-10-09 09:00",
                 id="a Chinese forwarder's third day is after Golden Week: 30 September, 8 and 9 October"),
    pytest.param("CN", "GB", "2026-09-30 10:00", "2026-10-08 09:00",
                 id="the English third day, Monday the 5th, falls into the team's own Golden Week: first day back"),
    pytest.param("CN", "DE-NW", "2026-02-12 10:00", "2026-02-24 09:00",
                 id="the German third day, the 17th, falls into Chinese New Year: first day back"),
    pytest.param("US", "DE-NW", "2026-03-06 15:00", "2026-03-11 09:00",
                 id="New York springs forward in between and the morning stays at nine"),
    pytest.param("DE-NW", "US", "2026-10-23 10:00", "2026-10-28 09:00",
                 id="Berlin falls back in between, America does not yet"),
    pytest.param("AU-VIC", "AU-VIC", "2026-10-02 10:00", "2026-10-07 09:00",
                 id="Melbourne springs forward on the Sunday"),
    pytest.param("GB", "GB", "2026-12-23 10:00", "2026-12-30 09:00",
                 id="24, 29 and 30 December: Christmas and Boxing Day do not count"),
    pytest.param("US", "US", "2026-12-30 10:00", "2027-01-05 09:00",
                 id="31 December, 4 and 5 January over the year's end"),
]  # fmt: skip


@pytest.mark.parametrize(("ours", "theirs", "written", "reminded"), SILENCES)
def test_the_third_working_day_of_a_silence(ours: str, theirs: str, written: str, reminded: str) -> None:
    party, team = calendar_for(theirs), TeamHours(calendar_for(ours))
    third = party.after_working_days(party.date_of(wall(ours, written)), 3)
    assert team.opening(third) == wall(ours, reminded)


LAST_RUNGS = [
    pytest.param("US", "2026-03-10 00:00", ("03-05 09:00", "03-09 09:00", "03-09 16:00", "03-10 09:00"),
                 id="New York springs forward on Sunday 8 March"),
    pytest.param("US", "2026-11-03 00:00", ("10-29 09:00", "11-02 09:00", "11-02 16:00", "11-03 09:00"),
                 id="New York falls back on Sunday 1 November"),
    pytest.param("DE-NW", "2026-03-31 00:00", ("03-26 09:00", "03-30 09:00", "03-30 16:00", "03-31 09:00"),
                 id="Germany springs forward on Sunday 29 March"),
    pytest.param("DE-NW", "2026-10-27 00:00", ("10-22 09:00", "10-26 09:00", "10-26 16:00", "10-27 09:00"),
                 id="Germany falls back on Sunday 25 October"),
    pytest.param("AU-VIC", "2026-10-06 00:00", ("10-01 09:00", "10-05 09:00", "10-05 16:00", "10-06 09:00"),
                 id="Melbourne springs forward on Sunday 4 October"),
    pytest.param("AU-VIC", "2026-04-08 00:00", ("04-01 09:00", "04-07 09:00", "04-07 16:00", "04-08 09:00"),
                 id="Melbourne falls back on Easter Sunday: 7, 2 and 1 April are the last three working days"),
    pytest.param("CN", "2026-10-08 00:00", ("09-28 09:00", "09-30 09:00", "09-30 16:00", "10-08 09:00"),
                 id="the first day after Golden Week: the last working hours before it are on 30 September"),
    pytest.param("CN", "2026-10-04 00:00", ("09-28 09:00", "09-30 09:00", "09-30 16:00", "10-08 09:00"),
                 id="inside Golden Week: the same warnings, and missed is said on the first day back"),
    pytest.param("CN", "2026-02-18 00:00", ("02-12 09:00", "02-14 09:00", "02-14 16:00", "02-24 09:00"),
                 id="inside Chinese New Year: the last warning is on the Saturday that is worked"),
    pytest.param("US", "2026-11-27 00:00", ("11-23 09:00", "11-25 09:00", "11-25 16:00", "11-27 09:00"),
                 id="the day after Thanksgiving: Wednesday is the last day"),
    pytest.param("DE-NW", "2026-04-04 00:00", ("03-31 09:00", "04-02 09:00", "04-02 16:00", "04-07 09:00"),
                 id="Easter Saturday: Maundy Thursday is the last day, Tuesday the first after it"),
    pytest.param("GB", "2027-01-04 00:00", ("12-29 09:00", "12-31 09:00", "12-31 16:00", "01-04 09:00"),
                 id="the first Monday of the year in England: New Year's Eve is the last day"),
    pytest.param("US", "2026-12-28 00:00", ("12-22 09:00", "12-24 09:00", "12-24 16:00", "12-28 09:00"),
                 id="the Monday after Christmas: Christmas Eve is the last day"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "until", "heard"), LAST_RUNGS)
def test_the_last_rungs_of_a_deadline_stay_in_working_hours(place: str, until: str, heard: tuple[str, ...]) -> None:
    team, at = TeamHours(calendar_for(place)), wall(place, until)
    started = datetime(2026, 1, 5, 12, tzinfo=UTC)
    terms = {"deadline": at.isoformat()}
    clock = Clock("filing_deadline", "filing_deadline", "deadline", "us", started, "", team.own_due(at), terms)
    zone = ZoneInfo(team.calendar.zone)
    found = [(one.level, one.at.astimezone(zone).strftime("%m-%d %H:%M")) for one in rungs(clock, team)]
    # One working day and eight working hours before a midnight are the same morning, and sound once, as the lead's.
    assert found[-4:] == list(zip((OWNER, LEAD, CHANNEL, MISSED), heard, strict=True))


DIGESTS = [
    pytest.param(DAILY, WORKWEEK, "CN", "2026-02-13", "2026-02-14", id="a make-up Saturday has a daily digest"),
    pytest.param(DAILY, WORKWEEK, "CN", "2026-02-14", "2026-02-24", id="Chinese New Year has none"),
    pytest.param(DAILY, WORKWEEK, "CN", "2026-09-30", "2026-10-08", id="Golden Week has none"),
    pytest.param(DAILY, WORKWEEK, "US", "2026-11-25", "2026-11-27", id="Thanksgiving has none"),
    pytest.param(DAILY, WORKWEEK, "US", "2026-03-06", "2026-03-09", id="over the weekend of New York's spring"),
    pytest.param(DAILY, WORKWEEK, "GB", "2026-12-24", "2026-12-29", id="Christmas and Boxing Day have none"),
    pytest.param(DAILY, WORKWEEK, "GB", "2026-12-31", "2027-01-04", id="New Year has none"),
    pytest.param(DAILY, WORKWEEK, "DE-NW", "2026-06-03", "2026-06-05", id="Corpus Christi has none"),
    pytest.param(DAILY, WORKWEEK, "DE-NW", "2026-10-23", "2026-10-26", id="over the weekend of Germany's autumn"),
    pytest.param(DAILY, WORKWEEK, "AU-VIC", "2026-11-02", "2026-11-04", id="the Melbourne Cup has none"),
    pytest.param(WEEKLY, ("mon",), "GB", "2026-03-30", "2026-04-07", id="Easter Monday's comes on the Tuesday"),
    pytest.param(WEEKLY, ("mon",), "US", "2026-08-31", "2026-09-08", id="Labor Day's comes on the Tuesday"),
    pytest.param(WEEKLY, ("mon",), "CN", "2026-09-28", "2026-10-08", id="Golden Week's comes on the Thursday"),
    pytest.param(WEEKLY, ("mon",), "CN", "2026-02-09", "2026-02-24", id="a whole week off has none at all"),
    pytest.param(MONTHLY, (), "GB", "2026-12-01", "2027-01-04", id="the English year begins on the 4th"),
    pytest.param(MONTHLY, (), "CN", "2025-12-01", "2026-01-04", id="the Chinese one on a Sunday that is worked"),
    pytest.param(MONTHLY, (), "CN", "2026-09-01", "2026-10-08", id="October begins after Golden Week"),
    pytest.param(MONTHLY, (), "CN", "2026-04-01", "2026-05-06", id="May begins after Labour Day"),
]


@pytest.mark.parametrize(("kind", "days", "place", "after", "comes"), DIGESTS)
def test_the_digest_after_this_one(kind: str, days: tuple[str, ...], place: str, after: str, comes: str) -> None:
    calendar = calendar_for(place)
    slot = next_slot(Plan(kind, (time(9),), days, calendar.zone), wall(place, f"{after} 09:00"), calendar)
    assert (slot.day, slot.at) == (date.fromisoformat(comes), wall(place, f"{comes} 09:00"))
