"""After an outage of a day what is still true is said once, to each person in one message; nothing comes in a burst."""

from datetime import timedelta
from typing import Any

import pytest

from cases.act import Act
from cases.case import Parcel
from handlers.desk import Desk, Report
from handlers.who import who_is
from storage.clocks import DueClock
from storage.transaction import Transaction
from tests.journeys.numbers import ups_numbers
from tests.journeys.team import HOME, Team, text_of
from tests.journeys.test_digests import digests, scheduled
from tests.journeys.ways import with_approver

EACH = 10
# From Monday 10:00 until Tuesday 14:00 in Shenzhen: nothing sounds while the team has lunch.
OUTAGE = timedelta(hours=28)


async def two_people_with_much_to_do(team: Team) -> None:
    """Lin and Priya own ten cases each, all their cards are posted, and nobody does any of it."""
    await with_approver(team)
    numbers = iter(ups_numbers(2 * EACH))

    def open_all(tx: Transaction) -> None:
        home = team.world.channel(HOME).id
        for who in (team.lin, team.priya):
            desk, actor = Desk(tx, team.id, team.clock.now()), who_is(tx, team.id, team.lin.id).actor
            for _ in range(EACH):
                case = desk.open(Report(Parcel(next(numbers), "ups", "UPS"), home_channel=home), actor)
                desk.move(case.number, Act("assign", actor, details={"person": who.id}))

    await team.database.write(open_all)
    for _ in range(2):
        await team.settle()


async def due(team: Team) -> list[DueClock]:
    return await team.database.read(lambda tx: tx.clocks.due(team.clock.now(), 1000))


def heard(team: Team, who: Any) -> list[str]:
    """What somebody was told directly."""
    return [text_of(one) for one in team.direct(who)]


def in_channel(team: Team) -> int:
    """How many messages everybody sees in the channel, threads left out."""
    return len([one for one in team.world.channel(HOME).messages if not one.is_reply or one.broadcast])


async def begins_again(team: Team) -> None:
    """The first ticks after the outage, and everything they cause."""
    for _ in range(3):
        await team.tracer.metronome.tick()
        await team.settle()
        team.clock.wind(timedelta(seconds=6))
    await team.settle()


async def test_forty_clocks_of_two_people_are_one_message_each(team: Team) -> None:
    await two_people_with_much_to_do(team)
    before = in_channel(team)
    replies = {number: len(team.story(number)) for number in range(1, 2 * EACH + 1)}
    team.clock.wind(OUTAGE)
    clocks = await due(team)
    assert len(clocks) >= 40 and {one.number for one in clocks} == set(replies)
    await begins_again(team)
    assert await due(team) == []
    for who in (team.lin, team.priya):
        (message,) = heard(team, who)
        assert message.startswith("*")
    assert in_channel(team) == before
    assert {number: len(team.story(number)) for number in replies} == replies


async def test_the_half_hour_after_it_is_quiet_as_well(team: Team) -> None:
    await two_people_with_much_to_do(team)
    team.clock.wind(OUTAGE)
    await begins_again(team)
    told = {who.id: len(heard(team, who)) for who in (team.lin, team.priya, team.maya)}
    for _ in range(25):
        team.clock.wind(timedelta(minutes=1))
        await team.tracer.metronome.tick()
    await team.settle()
    assert {who.id: len(heard(team, who)) for who in (team.lin, team.priya, team.maya)} == told
    assert all(count <= 1 for count in told.values())


@pytest.mark.parametrize(("when_missed", "sent"), [("late", 1), ("skip", 0)])
async def test_the_digests_of_that_day_come_late_once_or_not_at_all(team: Team, when_missed: str, sent: int) -> None:
    await with_approver(team)
    await scheduled(team, missed=when_missed)
    team.clock.wind(OUTAGE)
    await begins_again(team)
    assert len(digests(team)) == sent


async def test_what_was_settled_before_the_worker_was_back_is_not_said_at_all(team: Team) -> None:
    await two_people_with_much_to_do(team)
    team.clock.wind(OUTAGE)
    await team.tracer.metronome.tick()

    def settle_lins(tx: Transaction) -> None:
        desk, actor = Desk(tx, team.id, team.clock.now()), who_is(tx, team.id, team.lin.id).actor
        for number in range(1, EACH + 1):
            desk.move(number, Act("not_lost", actor, details={"outcome": "delivered"}))

    await team.database.write(settle_lins)
    await begins_again(team)
    assert heard(team, team.lin) == []
    assert len(heard(team, team.priya)) == 1
