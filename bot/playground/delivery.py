"""What goes from Slack to the app: once for a command or a click, up to four times for an event."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.playground import payloads
from bot.playground.world import SlackWorld

ACK_SECONDS = 3.0
# The first try, then at once, after a minute, after five (https://docs.slack.dev/apis/events-api/#retries).
RETRY_PAUSES = (0.0, 60.0, 300.0)


@dataclass(frozen=True)
class Reply:
    """How the app took a delivery: acknowledged in time or not, and what it said with it."""

    acknowledged: bool
    body: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    reason: str = ""
    no_retry: bool = False


class Way(Protocol):
    """A way to the app: Socket Mode or HTTP."""

    async def send(self, kind: str, payload: dict, *, attempt: int = 0, reason: str = "") -> Reply:
        """Delivers one thing ("slash_commands", "interactive", "events_api") and returns the app's reply."""
        ...


class Delivery:
    """Hands everything to the app over one way, and repeats events that it did not acknowledge.

    `retry_pause` scales the pauses between the tries: 1.0 is Slack's.
    """

    def __init__(self, world: SlackWorld, way: Way, retry_pause: float = 1.0) -> None:
        self._world = world
        self._way = way
        self._retry_pause = retry_pause
        self._under_way: set[asyncio.Task] = set()
        self.gave_up: list[dict] = []

    async def hand_over(self, kind: str, payload: dict) -> Reply:
        """Delivers a command or an interaction, once, and returns how the app took it."""
        return await self._way.send(kind, payload)

    def tell(self, event: dict) -> None:
        """Delivers an event in the background, with retries."""
        callback = payloads.event_callback(self._world, event)
        task = asyncio.get_running_loop().create_task(self._insist(callback))
        self._under_way.add(task)
        task.add_done_callback(self._settled)

    @property
    def under_way(self) -> int:
        """Returns how many events the app has not taken yet."""
        return len(self._under_way)

    async def stop(self) -> None:
        """Gives up whatever is under way."""
        tasks = list(self._under_way)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _insist(self, callback: dict) -> None:
        reply = await self._way.send("events_api", callback)
        for attempt, pause in enumerate(RETRY_PAUSES, start=1):
            if reply.acknowledged or reply.no_retry:
                return
            await asyncio.sleep(pause * self._retry_pause)
            reply = await self._way.send("events_api", callback, attempt=attempt, reason=reply.reason)
        if not reply.acknowledged:
            self.gave_up.append(callback)

    def _settled(self, task: asyncio.Task) -> None:
        self._under_way.discard(task)
        self._world.changes.say("delivered", set())
