"""What must be so after any outage, seen from both sides: in Slack and in the database."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.playground.rooms import Message
from bot.playground.slack_server import SlackServer
from bot.playground.world import SlackWorld
from cases.case import Case, LogEntry
from cases.decide import replay
from handlers.language import Words
from handlers.views.story import story_line
from storage.database import Database
from storage.tables import CaseRow, LetterRow, table_of
from tests.journeys.team import text_of

outbox, rows = table_of(LetterRow), table_of(CaseRow)
ENDED_WELL = {"sent", "merged"}


@contextmanager
def looking_into(url: str, data: Path) -> Iterator[Database]:
    """The database beside the process that has it, to look and not to touch."""
    database = Database.open(url, data_directory=data, hold=False)
    try:
        yield database
    finally:
        database.close()


async def becomes(condition: Callable[[], Any], within: float = 20, what: str = "") -> Any:
    """Ask again and again until something is so, for what announces no changes: another process, a database."""
    end = time.monotonic() + within
    while True:
        found = condition()
        found = await found if isinstance(found, Awaitable) else found
        if found:
            return found
        assert time.monotonic() < end, what or "it never came"
        await asyncio.sleep(0.05)


def letters(database: Database) -> list[Any]:
    with database.reading() as tx:
        return list(tx.connection.execute(select(outbox).order_by(outbox.c.id)))


def all_sent(database: Database) -> bool:
    return all(one.state in ENDED_WELL for one in letters(database))


def sends_on(database: Database) -> bool:
    """Whether letters are left that do not merely wait, in their lane, for one that is to be looked for once more."""
    unsent = [one for one in letters(database) if one.state not in ENDED_WELL]
    stuck = {one.lane for one in unsent if one.state == "unsure" or (one.attempts and one.state == "waiting")}
    return any(one.lane not in stuck for one in unsent)


def cases_with_logs(database: Database, workspace: str) -> dict[int, tuple[Case, list[LogEntry]]]:
    """Every case by number with its log, each of which tells the case."""
    found = {}
    with database.reading() as tx:
        numbers = select(rows.c.number).where(rows.c.workspace == workspace).order_by(rows.c.number)
        for number in tx.connection.execute(numbers).scalars():
            case = tx.cases.load(workspace, number, for_update=False)
            assert case is not None
            log = tx.cases.log(workspace, number)
            assert replay(log) == case
            assert [one.seq for one in log] == list(range(1, len(log) + 1))
            found[number] = case, log
    return found


def cards(world: SlackWorld) -> dict[str, list[Message]]:
    """The cards in Slack by the case's reference."""
    found: dict[str, list[Message]] = {}
    for room in world.channels.values():
        for one in room.messages:
            if not one.deleted and any(block.get("block_id") == "card" for block in one.blocks):
                reference = text_of(one).split("*")[1]
                found.setdefault(reference, []).append(one)
    return found


def nothing_is_missing_or_doubled(server: SlackServer, database: Database) -> None:
    """One card per case, every line of its log in its thread once, every letter sent, none twice."""
    assert [(one.key, one.state, one.error) for one in letters(database) if one.state not in ENDED_WELL] == []
    told = cases_with_logs(database, server.world.team.id)
    shown = cards(server.world)
    assert {reference: len(found) for reference, found in shown.items()} == {
        case.reference: 1 for case, _ in told.values()
    }
    for case, log in told.values():
        card = shown[case.reference][0]
        replies = [one for one in server.thread(card)[1:] if one.bot_id]
        lines = [line for one in replies for line in text_of(one).splitlines()]
        with database.reading() as tx:
            texts = lambda ref: tx.personal.get(server.world.team.id, ref)  # noqa: E731
            wanted = [story_line(one, case, Words(), texts) for one in log if one.move != "report"]
        assert sorted(lines) == sorted("\n".join(wanted).splitlines()), case.reference
    posted = Counter(posted_keys(server.world))
    assert {key: count for key, count in posted.items() if count > 1} == {}


def posted_keys(world: SlackWorld) -> list[str]:
    """The keys of the letters that stand in Slack, once for each message."""
    said = [one for room in world.channels.values() for one in room.messages if one.metadata and not one.deleted]
    return [one.metadata["event_payload"]["k"] for one in said if one.metadata]
