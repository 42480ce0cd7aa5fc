"""What can wait lets people go before, and is done all the same."""

import asyncio
from contextlib import suppress

import pytest

from handlers import people_first
from handlers.people_first import PeopleFirst


@pytest.fixture(autouse=True)
def nobody_hurries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_first, "LONGEST_WAIT_SECONDS", 30.0)
    monkeypatch.setattr(people_first, "ABOUT_SECONDS", 30.0)


async def until_it_rests() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_what_can_wait_begins_when_the_last_person_has_their_answer() -> None:
    people, done = PeopleFirst(), []

    async def draws_a_card() -> None:
        async with people.after_them():
            done.append("card")

    with people.answering():
        with people.answering():
            drawing = asyncio.create_task(draws_a_card())
            await until_it_rests()
        await until_it_rests()
        assert done == []
    await drawing
    assert done == ["card"]


async def test_while_people_are_about_one_thing_that_can_wait_is_done_at_a_time() -> None:
    people, begun, goes_on = PeopleFirst(), [], asyncio.Event()

    async def draws(card: int) -> None:
        async with people.after_them():
            begun.append(card)
            await goes_on.wait()

    with people.answering():
        pass
    drawing = [asyncio.create_task(draws(card)) for card in (1, 2)]
    await until_it_rests()
    assert begun == [1]
    goes_on.set()
    await asyncio.gather(*drawing)
    assert begun == [1, 2]


async def test_where_nobody_is_about_nothing_waits_for_anything() -> None:
    people, begun, goes_on = PeopleFirst(), [], asyncio.Event()

    async def draws(card: int) -> None:
        async with people.after_them():
            begun.append(card)
            await goes_on.wait()

    drawing = [asyncio.create_task(draws(card)) for card in (1, 2)]
    await until_it_rests()
    assert begun == [1, 2]
    goes_on.set()
    await asyncio.gather(*drawing)


async def test_what_can_wait_is_done_though_somebody_waits_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_first, "LONGEST_WAIT_SECONDS", 0.0)
    people, done = PeopleFirst(), []
    with people.answering():
        async with people.after_them():
            done.append("card")
    assert done == ["card"]


async def test_an_answer_that_fails_is_waited_for_no_longer() -> None:
    people, done = PeopleFirst(), []
    with suppress(RuntimeError), people.answering():
        raise RuntimeError
    async with people.after_them():
        done.append("card")
    assert done == ["card"]
