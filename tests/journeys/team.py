"""The team of these journeys: three people, the real bot, a Slack of our own, and a clock that stands until wound."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.playground.acting import Actor
from bot.playground.block_limits import check_message, check_view
from bot.playground.rooms import Message
from bot.playground.slack_server import SlackServer
from bot.playground.told import Submitted, Told
from bot.playground.windows import View
from bot.tracer import Tracer
from cases.case import Case
from storage.database import Database
from storage.heartbeats import TICK
from storage.transaction import Transaction

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Shenzhen
UPS, DHL, USPS = "1Z999AA10123456784", "00340434161094042557", "9400111206206406260787"
HOME, FINANCE = "lost-parcels", "lost-finance"
# A letter that is meant for later than this is nothing to wait for.
LONGEST_WAIT = timedelta(minutes=1)
MOST_ROUNDS = 60
HOUR, LONGEST_QUIET_HOURS = timedelta(hours=1), 24 * 365


class StandingClock:
    """A clock that moves only when it is wound."""

    def __init__(self, start: datetime = MONDAY) -> None:
        self._now = start
        self.offset = timedelta(0)

    def now(self) -> datetime:
        return self._now

    def wind(self, by: timedelta) -> None:
        self._now += by


class Team:
    """What a journey plays with, and how it looks at what became of it."""

    def __init__(self, server: SlackServer, tracer: Tracer, database: Database, clock: Any) -> None:
        self.server, self.world, self.tracer = server, server.world, tracer
        self.database, self.clock = database, clock
        self.worker_runs = True
        self._noted = clock.now()
        self.lin, self.maya, self.priya = (server.person(name) for name in ("lin", "maya", "priya"))

    @property
    def id(self) -> str:
        return self.world.team.id

    async def settle(self) -> None:
        """Let every event be taken and every letter arrive; the clock goes on by the seconds that takes."""
        for _ in range(MOST_ROUNDS):
            await self.server.events_taken()
            await self.tracer.courier.drain(0)
            oldest = await self.database.read(lambda tx: tx.outbox.oldest_unsent(self.id))
            if oldest is None or oldest > self.clock.now() + LONGEST_WAIT:
                return
            self.clock.wind(timedelta(seconds=2))
        raise AssertionError("letters are still owed after two minutes")

    async def wait(self, **time: float) -> None:
        """Let time pass with the clocks ringing, hour by hour; hours in which nothing is due are one."""
        end = self.clock.now() + timedelta(**time)
        while (now := self.clock.now()) < end:
            due = await self.database.read(self._next_due)
            hours = max(1, -((now - due) // HOUR)) if due is not None else LONGEST_QUIET_HOURS
            self.clock.wind(min(HOUR * hours, end - now))
            await self.tracer.metronome.tick()
            await self.settle()

    def _next_due(self, tx: Transaction) -> datetime | None:
        """When a clock sounds, a digest comes or a letter goes next."""
        due = (tx.clocks.next_due(), tx.schedules.next_due(), tx.outbox.oldest_unsent(self.id))
        return min((one for one in due if one is not None), default=None)

    async def ticks(self) -> None:
        """A worker runs: that it does is noted, whatever the clock was wound by. No clock rings."""
        now = self.clock.now()
        if self.worker_runs and now - self._noted > timedelta(minutes=1):
            await self.database.write(lambda tx: tx.heartbeats.beat(TICK, now, "a worker"))
            self._noted = now

    async def types(self, who: Actor, text: str, channel: str = HOME) -> Told:
        """Somebody types; everything that follows has happened when this returns."""
        await self.ticks()
        told = await who.types(channel, text)
        await self.settle()
        self.check_what_is_told(who, told)
        return told

    async def says(self, who: Actor, text: str, channel: str = HOME, thread: Message | None = None) -> list[Message]:
        """Somebody writes a message; returns what Tracer tells them privately for it."""
        await self.ticks()
        before = {one.ts for one in who.sees(channel)}
        await who.says(channel, text, thread.ts if thread else None)
        await self.settle()
        fresh = [one for one in who.sees(channel) if one.ts not in before and one.only_for == who.id]
        for one in fresh:
            assert check_message({"text": one.text, "blocks": one.blocks}) == []
        return fresh

    def check_what_is_told(self, who: Actor, told: Told) -> None:
        """What somebody was just shown is within Block Kit's limits, and Slack had nothing to complain of."""
        assert told.notice is None, told.notice
        for one in told.answers:
            assert check_message({"text": one.text, "blocks": one.blocks}) == []
        if who.view is not None:
            assert check_view(who.view.content) == []

    async def opens(self, number: str = UPS, who: Actor | None = None, hints: str = "") -> Message:
        """A case is opened by somebody (lin) and its card returned."""
        await self.types(who or self.lin, f"/lost {number} {hints}".strip())
        return self.card()

    async def clicks(self, who: Actor, target: Message | View, action: str | None = None, **more: Any) -> Told:
        await self.ticks()
        told = await who.clicks(target, action, **more)
        await self.settle()
        self.check_what_is_told(who, told)
        return told

    async def submits(self, who: Actor, values: dict[str, Any] | None = None) -> Submitted:
        """Somebody fills in and sends the modal in front of them."""
        assert who.view is not None, "there is no modal to fill in"
        await self.ticks()
        result = await who.fills_and_submits(who.view, values)
        await self.settle()
        assert result.notice is None, result.notice
        if who.view is not None:
            assert check_view(who.view.content) == []
        return result

    async def decides(self, who: Actor, card: Message, move: str, **values: Any) -> Submitted:
        """Somebody presses Refund, Credit or Resend and sends the form."""
        await self.clicks(who, card, f"decide:{move}")
        return await self.submits(who, values)

    async def does(self, who: Actor, move: str, target: str = "", number: int = 1, **values: Any) -> Submitted:
        """Somebody makes any move through *More* of the card."""
        await self.clicks(who, self.card(number), "more")
        assert who.view is not None
        if move == "draft_claim":
            return await self._claims(who, values)
        kind = "move" if move == "take" else "form"
        await self.clicks(who, who.view, f"{kind}:{move}:{target}")
        return await self.submits(who, values)

    async def _claims(self, who: Actor, values: dict[str, Any]) -> Submitted:
        """*Prepare a claim* opens the claim form: there on a payer that is typed, with the inputs of that choice."""
        assert who.view is not None
        await self.clicks(who, who.view, "claim:new")
        assert who.view is not None
        await self.clicks(who, who.view, "claim_payer", selected="another")
        own = {f"{name}@another" if name in ("money", "currency", "reference", "at") else name: value
               for name, value in values.items()}  # fmt: skip
        sent = await self.submits(who, own)
        return replace(sent, errors={name.partition("@")[0]: text for name, text in sent.errors.items()})

    async def records(self, who: Actor, choice: str, number: int = 1, **values: Any) -> Submitted:
        """Somebody uses *Mark sent / log reply*: `choice` is the option's value."""
        await self.clicks(who, self.card(number), "record")
        assert who.view is not None
        await self.clicks(who, who.view, "what", selected=choice)
        return await self.submits(who, values)

    def card(self, number: int = 1) -> Message:
        """The card of a case as it stands in Slack now."""
        found = [one for one in self.cards() if f"LOST-{number:04d}" in text_of(one).splitlines()[0]]
        assert len(found) == 1, f"{len(found)} cards of LOST-{number:04d}"
        return found[0]

    def cards(self, channel: str | None = None) -> list[Message]:
        rooms = [self.world.channel(channel)] if channel else self.world.channels.values()
        return [
            one
            for room in rooms
            for one in room.messages
            if not one.deleted and any(block.get("block_id") == "card" for block in one.blocks)
        ]

    def story(self, number: int = 1) -> list[str]:
        """The lines of a case's thread, oldest first."""
        return [text_of(one) for one in self.server.thread(self.card(number))[1:]]

    def direct(self, who: Actor) -> list[Message]:
        """What Tracer told somebody in their direct messages."""
        return [one for one in who.sees(self.world.direct_channel(who.id, self.world.app.bot_user)) if one.bot_id]

    async def case(self, number: int = 1) -> Case:
        """The case as it is kept."""
        case = await self.database.read(lambda tx: tx.cases.load(self.id, number, for_update=False))
        assert case is not None
        return case

    async def version(self, number: int = 1) -> int:
        """Changes with every move: what a refused one must leave alone."""
        return (await self.case(number)).version

    async def settings(self, **changes: Any) -> None:
        """Change the workspace's settings as an admin did."""

        def change(tx: Any) -> None:
            before = tx.settings(self.id).get()
            tx.settings(self.id).put(before.model_copy(update=changes), by=self.maya.id, at=self.clock.now())

        await self.database.write(change)

    def check_everything_shown(self) -> None:
        """Every message and view that Slack holds now is within Block Kit's limits."""
        for room in self.world.channels.values():
            for one in room.messages:
                if one.bot_id and not one.deleted:
                    assert check_message({"text": one.text, "blocks": one.blocks}) == []
        open_now = [view for stack in self.world.windows.stacks.values() for view in stack]
        for view in [*self.world.windows.homes.values(), *open_now]:
            assert check_view(view.content) == []


def text_of(message: Message | View) -> str:
    """Everything a person reads in a message or a view, a line each."""
    blocks = message.blocks if isinstance(message, Message) else message.content["blocks"]
    found: list[str] = []
    _collect(blocks, found)
    return "\n".join(found) if found else getattr(message, "text", "")


def buttons_of(target: Message | View) -> list[str]:
    """The labels of the buttons, in order."""
    blocks = target.blocks if isinstance(target, Message) else target.content["blocks"]
    rows = [element for block in blocks for element in [*block.get("elements", []), block.get("accessory") or {}]]
    return [one["text"]["text"] for one in rows if one.get("type") == "button"]


def actions_of(target: Message | View) -> list[str]:
    """The action ids of the buttons, in order."""
    blocks = target.blocks if isinstance(target, Message) else target.content["blocks"]
    rows = [element for block in blocks for element in [*block.get("elements", []), block.get("accessory") or {}]]
    return [one["action_id"] for one in rows if one.get("type") == "button"]


def _collect(value: Any, found: list[str]) -> None:
    if isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "plain_text") and isinstance(value.get("text"), str):
            found.append(value["text"])
        else:
            for one in value.values():
                _collect(one, found)
    elif isinstance(value, list):
        for one in value:
            _collect(one, found)


async def both(*deeds: Any) -> list[Any]:
    """Two people (or two fingers) at the same moment."""
    return list(await asyncio.gather(*deeds, return_exceptions=True))
