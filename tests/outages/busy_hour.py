"""People at work while things break: each does one thing after the other and tries again what failed."""

import itertools
from collections.abc import Awaitable, Callable
from typing import Any

from bot.playground.acting import Actor
from bot.playground.people import Person
from bot.playground.rates import RateLimits
from bot.playground.refusals import NotThere
from bot.playground.rooms import Message
from bot.playground.slack_server import SlackServer
from bot.playground.start import installed_app
from bot.playground.world import SlackWorld
from tests.outages.afterwards import cards

MOST_TRIES = 60


def ups_number(count: int) -> str:
    """A tracking number of UPS with the right check digit, another for every count.

    https://www.ups.com: the letters count as (their place in the alphabet + 2) modulo 10, every second place twice.
    """
    body = f"999AA1{count:09d}"
    values = [int(one) if one.isdigit() else (ord(one) - 63) % 10 for one in body]
    total = sum(value * (2 if place % 2 else 1) for place, value in enumerate(values))
    return f"1Z{body}{-total % 10}"


def busy_world(people: int) -> SlackWorld:
    """A workspace with so many people more, each in a channel of their own with the bot in it."""
    # Nobody starts a real bot so often that Slack would tire of it; places are limited as ever.
    world = SlackWorld(app=installed_app(), limits=RateLimits(tier_burst=30))
    for number in range(people):
        somebody = world.add_person(Person(f"UWORKER{number}", f"worker-{number}", f"Worker {number}"))
        world.add_channel(f"parcels-{number}", members=[somebody, world.app.bot_user])
    return world


class Worker:
    """One person in one channel. `accepted` are the numbers whose command was acknowledged."""

    def __init__(self, server: SlackServer, who: Actor, channel: str, counter: "itertools.count[int]") -> None:
        self.server, self.who, self.channel, self._counter = server, who, channel, counter
        self.accepted: list[str] = []
        self.mentioned: list[str] = []

    async def works(self, cases: int) -> None:
        """Open cases, take each, refund every second and note something in its thread."""
        for turn in range(cases):
            number = ups_number(next(self._counter))
            await self._insists(lambda number=number: self.who.types(self.channel, f"/lost {number} 20 USD"))
            self.accepted.append(number)
            card = await self._card_of(number)
            await self._insists(lambda card=card: self.who.clicks(card, "move:take"))
            if turn % 2:
                await self._refunds(card)
            # A thread is known as its case's once the card's arrival was noted; its first line shows that.
            await self.server.until(lambda card=card: self._replies(card), 60)
            await self._mentions(card, f"the buyer called about {number}")

    async def _refunds(self, card: Message) -> None:
        async def opens() -> Any:
            told = await self.who.clicks(card, "decide:choose_refund")
            told.acknowledged = told.acknowledged and self.who.view is not None
            return told

        await self._insists(opens)
        for _ in range(MOST_TRIES):
            if self.who.view is None:
                return
            sent = await self.who.fills_and_submits(self.who.view, {"goods": "20", "currency": "USD"})
            assert not sent.errors, sent.errors
            if not sent.ok:
                await self._connected()
        raise AssertionError("the form was never taken")

    async def _mentions(self, card: Message, words: str) -> None:
        bot = self.server.world.app.bot_user
        await self.who.says(self.channel, f"<@{bot}> note {words}", thread_ts=card.ts)
        self.mentioned.append(words)

    def _replies(self, card: Message) -> list[Message]:
        return [one for one in self.server.thread(card)[1:] if one.bot_id]

    async def _insists(self, act: Callable[[], Awaitable[Any]]) -> None:
        """Do it again until it was acknowledged, as people do whose Slack said that it failed."""
        for _ in range(MOST_TRIES):
            try:
                if (await act()).acknowledged:
                    return
            except NotThere:
                # The button was there a moment ago: what seemed to fail was done.
                return
            await self._connected()
        raise AssertionError("it was never acknowledged")

    async def _connected(self) -> None:
        if self.server.mode == "socket":
            await self.server.app_connected(20)

    async def _card_of(self, number: str) -> Message:
        def shown() -> Message | None:
            found = [one for some in cards(self.server.world).values() for one in some if f"…{number[-4:]}" in one.text]
            return found[0] if found else None

        return await self.server.until(shown, 30)
