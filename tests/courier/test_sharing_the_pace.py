from datetime import timedelta
from itertools import pairwise

import pytest

from handlers.deliveries import EDIT, POST
from handlers.outcomes import BEAT_EVERY, SLACK
from handlers.pace import A_MINUTE, MINUTE, Paces
from storage.heartbeats import Heartbeats
from tests.courier.office import NOON, TEAM, Office


@pytest.mark.parametrize(("sharers", "ours"), [(1, 290), (2, 145), (3, 96), (1000, 1)])
def test_processes_that_send_at_once_take_equal_parts_of_the_workspaces_minute(sharers: int, ours: int) -> None:
    paces = Paces(sharers=sharers)
    turns = [paces.reserve(TEAM, POST, NOON) for _ in range(ours + 1)]
    assert turns == [NOON] * ours + [NOON + MINUTE]


def test_a_process_that_is_joined_by_another_never_sends_more_than_its_new_part_in_any_minute_from_then_on() -> None:
    paces = Paces()
    before = [paces.reserve(TEAM, POST, NOON) for _ in range(200)]
    paces.sharers = 2
    after = [paces.reserve(TEAM, POST, NOON + timedelta(seconds=1)) for _ in range(300)]
    assert before == [NOON] * 200
    assert after[0] == NOON + MINUTE
    assert [late - early for early, late in zip(after, after[145:], strict=False)] == [MINUTE] * 155


def test_a_process_that_is_left_alone_takes_the_whole_minute_and_no_letter_overtakes_one_that_waits() -> None:
    paces = Paces(sharers=2)
    for _ in range(146):
        paces.reserve(TEAM, POST, NOON)
    paces.sharers = 1
    turns = [paces.reserve(TEAM, POST, NOON + timedelta(seconds=1)) for _ in range(500)]
    assert all(early <= late for early, late in pairwise(turns))
    assert all(late - early >= MINUTE for early, late in zip(turns, turns[A_MINUTE[POST] :], strict=False))


async def test_who_else_sends_is_read_from_the_database_and_a_process_that_fell_silent_counts_for_a_minute(
    either_office: Office,
) -> None:
    office = either_office
    paces = office.courier._errands.paces

    async def another_sends() -> None:
        await office.database.write(lambda tx: Heartbeats(tx.connection).beat(SLACK, office.clock.now(), "w2"))

    await office.write("post", "one", office.channel("lost-parcels"))
    await office.drain(1)
    assert paces.sharers == 1
    await another_sends()
    office.clock.wind(BEAT_EVERY.total_seconds())
    await office.write("post", "two", office.channel("lost-parcels"))
    await office.drain(1)
    assert paces.sharers == 2
    assert [paces.reserve(TEAM, EDIT, office.clock.now()) for _ in range(25)][-1] == office.clock.now() + MINUTE
    office.clock.wind(MINUTE.total_seconds())
    await office.write("post", "three", office.channel("lost-parcels"))
    await office.drain(1)
    assert paces.sharers == 1
    assert office.texts("lost-parcels") == ["one", "two", "three"]
