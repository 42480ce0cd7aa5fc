"""The playground's tracker and the bot: a number is typed, its scans are there, and winding the clock brings news."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.playground.parcel_stories import CAST, DAY, FOR_ANYBODY, MOVING, TO_KENTUCKY, journey_of
from bot.playground.rooms import Message
from tests.journeys.team import UPS, Team, text_of
from tests.journeys.ways import clicked, decided, line_of, paid_case, with_approver

ROOT = Path(__file__).parent.parent.parent
PARCELS = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|", (ROOT / "docs/playground.md").read_text("utf-8"), re.M)


async def look(team: Team) -> None:
    """The bot asks what is due, and hears what the tracker delivers by itself."""
    tracer, tracker = team.tracer, team.server.tracker
    assert tracer.following is not None and tracer.deliveries is not None and tracker is not None
    await tracer.following.sweep()
    await tracker.tell_news()
    await tracer.deliveries.read()
    await team.settle()


async def days_go_by(team: Team, days: float) -> None:
    await team.wait(days=days)
    await look(team)


async def test_a_number_that_is_typed_has_scans_a_route_and_a_likely_cause_on_its_card(tracked_team: Team) -> None:
    await tracked_team.opens(UPS)
    assert line_of(tracked_team, "Last scan") == ""
    await look(tracked_team)
    assert line_of(tracked_team, "Last scan") == (
        "2026-11-09 (Mon): It arrived in the country it is sent to.  ·  Shenzhen CN → Hong Kong HK → Cologne DE"
    )
    assert line_of(tracked_team, "Likely cause").startswith("stuck near the buyer – likely: It arrived in the country")


async def test_the_card_says_so_in_chinese_as_well(tracked_team: Team) -> None:
    await tracked_team.types(tracked_team.maya, "/lost lang channel zh")
    await tracked_team.opens(UPS)
    await look(tracked_team)
    shown = text_of(tracked_team.card())
    assert "Shenzhen CN → Hong Kong HK → Cologne DE" in shown
    assert "*可能原因*  " in shown
    tracked_team.check_everything_shown()


async def test_what_was_paid_for_is_found_when_the_clock_is_wound(tracked_team: Team) -> None:
    team = tracked_team
    await with_approver(team)
    await paid_case(team)
    await look(team)
    await decided(team, goods="31")
    await clicked(team, team.lin, team.card(), "form:refund_done", reference="PP-1")
    await days_go_by(team, 3)
    assert team.story()[-1].startswith("Tracer saw the parcel again after it was paid for or closed:")
    await days_go_by(team, 1)
    assert line_of(team, "Last scan").startswith("2026-11-26 (Thu): It was delivered.")
    told = [text_of(one) for one in team.direct(team.priya) if "seen again" in text_of(one)]
    assert [one.splitlines()[0].rpartition("): ")[2] for one in told] == [
        "It arrived at a place on its way.",
        "It was delivered.",
    ]
    assert "*Paid for it*  refunded EUR 31.00" in told[-1]


@pytest.mark.parametrize(("number", "story", "cause"), PARCELS, ids=[story for _, story, _ in PARCELS])
async def test_each_parcel_of_the_manual_has_the_cause_it_says(
    tracked_team: Team, number: str, story: str, cause: str
) -> None:
    assert journey_of(number).story.name == story
    await tracked_team.opens(number)
    await look(tracked_team)
    assert (line_of(tracked_team, "Likely cause").partition(" – ")[0] or "–") == cause


def test_the_manual_has_a_parcel_for_every_story() -> None:
    assert sorted(story for _, story, _ in PARCELS) == sorted(story.name for story in FOR_ANYBODY)
    assert not {number for number, *_ in PARCELS} & (CAST.keys() - {UPS})


async def test_a_tracker_that_loses_track_says_nothing_of_the_parcel(tracked_team: Team) -> None:
    number = next(number for number, story, _ in PARCELS if story == "the tracker loses track")
    await tracked_team.opens(number)
    await look(tracked_team)
    shown = line_of(tracked_team, "Last scan")
    await days_go_by(tracked_team, 1)
    tracked_team.clock.wind(timedelta(days=3))
    await look(tracked_team)
    assert line_of(tracked_team, "Last scan") == shown != ""
    assert line_of(tracked_team, "Likely cause").startswith(
        "tracker lost track – quite sure: The trackers have shown nothing since 2026-11-23"
    )


async def test_a_silence_that_becomes_too_long_shows_on_the_card_though_nothing_is_scanned(
    tracked_team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CAST, UPS, (MOVING.later(30 * DAY), TO_KENTUCKY))
    await tracked_team.opens(UPS)
    await look(tracked_team)
    assert line_of(tracked_team, "Likely cause").startswith("too early to say")
    story, version = tracked_team.story(), await tracked_team.version()
    tracked_team.clock.wind(timedelta(days=7))
    await look(tracked_team)
    assert line_of(tracked_team, "Likely cause").startswith("stuck")
    assert (tracked_team.story(), await tracked_team.version()) == (story, version)


async def test_in_an_outage_cases_are_opened_and_nothing_is_said_until_it_is_over(tracked_team: Team) -> None:
    team = tracked_team
    team.server.tracker.switch_off(True)
    await team.opens(UPS)
    await look(team)
    assert line_of(team, "Last scan") == ""
    assert "lost track" not in line_of(team, "Likely cause")
    team.server.tracker.switch_off(False)
    await days_go_by(team, 1)
    assert line_of(team, "Last scan").startswith("2026-11-10 (Tue): ")


async def test_a_quiet_tracker_delivers_once(tracked_team: Team) -> None:
    team = tracked_team
    await team.opens(UPS)
    await look(team)
    card: Message = team.card()
    before = (await team.version(), text_of(card), team.story())
    assert await team.server.tracker.tell_news() == 0
    assert await team.tracer.deliveries.read() == 0
    await team.settle()
    assert (await team.version(), text_of(team.card()), team.story()) == before
