"""Posting as fast as Slack allows: many quiet channels and a noisy one, through the courier itself."""

import asyncio
import statistics
from collections.abc import Iterator
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from cases.letters import Letter
from handlers.courier import Courier
from handlers.deliveries import POST, Call
from storage.database import Database
from storage.transaction import Transaction
from tests.bench.commands import TEAM
from tests.bench.limited_slack import PER_SECOND
from tests.bench.machine import DIALECTS, Machine
from tests.bench.rows import Row, at_least, at_most

QUIET, A_QUIET_ONE, LOUD = 60, 2, 21
NOISY = "C0NOISY00"
LOOK_EVERY_SECONDS, LOOKS = 0.5, 120
LIMIT_BUDGET, QUIET_BUDGET = 0.95, 1.2
Seen = dict[str, dict[str, Any]]


async def posting_rows(machine: Machine) -> Iterator[Row]:
    """The quiet channels alone, then with the noisy one, whose letters are all older than theirs."""
    rows = []
    for dialect, name in DIALECTS.items():
        alone = await _posted(machine, dialect, 0)
        beside = await _posted(machine, dialect, LOUD)
        refused = sum(one["refused"] for one in beside.values())
        took = beside[NOISY]["taken"]
        # The first one and what may come in a burst are no measure of what holds for hours.
        rate = (len(took) - 1) / (took[-1] - took[0])
        row = at_least(
            f"posting at the limit, {name}",
            f"{rate:.3f}/s of {PER_SECOND:.0f}/s, {refused} times 429",
            rate / PER_SECOND,
            LIMIT_BUDGET,
        )
        rows.append(row if not refused else row.short())
        with_it, without = (_quiet_seconds(seen) for seen in (beside, alone))
        figure = f"{with_it:.2f} s, {without:.2f} s alone"
        rows.append(at_most("  a quiet channel beside it", figure, with_it / without, QUIET_BUDGET))
    return iter(rows)


async def _posted(machine: Machine, dialect: str, loud: int) -> Seen:
    """When each channel got its messages, all of them owed at once."""
    database = Database.open(machine.fresh_database(dialect))
    owed = [NOISY] * loud + [f"C0QUIET{n:02d}" for n in range(QUIET)] * A_QUIET_ONE
    now = Clock().now()
    letters = [Letter(f"bench:{n}", TEAM, channel, "post") for n, channel in enumerate(owed)]
    await database.write(lambda tx: tx.outbox.add_all(letters, now))
    address = f"http://127.0.0.1:{machine.limited_slack.port}"
    async with aiohttp.ClientSession() as session:
        slack = AsyncWebClient("xoxb-unused", base_url=f"{address}/api/", session=session, retry_handlers=[])
        courier = Courier(database, slack, Clock(), _compose, worker="bench", on_given_up=lambda letter, why, tx: [])
        running = asyncio.create_task(courier.run())
        for _ in range(LOOKS):
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            if not await database.read(lambda tx: tx.outbox.unsent_count(TEAM)):
                break
        await courier.stop()
        await running
        async with session.get(f"{address}/seen") as answer:
            seen: Seen = await answer.json()
    database.close()
    assert sum(len(one["taken"]) for one in seen.values()) == len(owed), "every letter arrives once"
    return seen


def _compose(letter: Letter, _tx: Transaction) -> Call:
    return Call(POST, {"channel": letter.lane, "text": letter.key})


def _quiet_seconds(seen: Seen) -> float:
    """From the first message of all until a quiet channel has got its last, in the middle of them."""
    first = min(one["taken"][0] for one in seen.values())
    return statistics.median(one["taken"][-1] - first for name, one in seen.items() if name != NOISY)
