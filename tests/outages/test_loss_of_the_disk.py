"""A backup from the running bot, the disk lost, the backup brought back elsewhere: cases, story and cards go on."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.playground.slack_server import SlackServer
from bot.playground.told import Told
from tests.databases import DIALECTS, Databases
from tests.journeys.team import text_of
from tests.outages.afterwards import (
    all_sent,
    becomes,
    cards,
    cases_with_logs,
    looking_into,
    nothing_is_missing_or_doubled,
    posted_keys,
)
from tests.outages.busy_hour import busy_world, ups_number
from tests.outages.processes import Processes, in_slack

CHANNEL = "parcels-0"


@pytest.fixture(params=DIALECTS)
def addresses(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Where the database is, and where another one will be; the embedded one lies in the data directory."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'old' / 'tracer.db'}", f"sqlite:///{tmp_path / 'new' / 'tracer.db'}"
        return
    old, new = databases.fresh("postgresql", tmp_path), databases.empty("postgresql", tmp_path)
    yield old, new
    databases.give_back(old)
    databases.drop(new)


async def test_what_was_backed_up_goes_on_after_the_disk_was_lost(
    processes: Processes, tmp_path: Path, addresses: tuple[str, str]
) -> None:
    old = {"DATABASE_URL": addresses[0], "TRACER_DATA": str(tmp_path / "old")}
    new = {"DATABASE_URL": addresses[1], "TRACER_DATA": str(tmp_path / "new")}
    archive = tmp_path / "safe" / "tracer.tar"
    archive.parent.mkdir()
    async with SlackServer(busy_world(1)) as server:
        somebody = server.person("worker-0")
        first = await (await processes.start("run", **in_slack(server), **old)).ready()
        for number in (1, 2):
            accepted(await somebody.types(CHANNEL, f"/lost {ups_number(number)} 20 USD"))
        accepted(await somebody.types(CHANNEL, "/lost note 1 the buyer, Jürgen, called"))
        with looking_into(old["DATABASE_URL"], tmp_path / "old") as database:
            await becomes(lambda: all_sent(database), 20, "letters are still owed")
        # One more is owed at the moment of the backup, and sent after it: who restores cannot know.
        server.world.faults.fail("chat.postMessage", retry_after=2)
        accepted(await somebody.types(CHANNEL, "/lost note 2 sent after the backup"))
        status, said = await processes.done("backup", str(archive), **old)
        assert (status, said.splitlines()[0]) == (0, f"Database and evidence are in {archive}: 2 case(s).")
        with looking_into(old["DATABASE_URL"], tmp_path / "old") as database:
            await becomes(lambda: all_sent(database), 20, "letters are still owed")
        before = {reference: found[0].ts for reference, found in cards(server.world).items()}
        await first.kill()
        shutil.rmtree(tmp_path / "old")

        status, said = await processes.done("restore", str(archive), **new)
        assert status == 0, said
        assert re.fullmatch(r"Database and evidence are back as of \S+: 2 case\(s\)\.", said)
        second = await (await processes.start("run", **in_slack(server), **new, TRACER_CLOCK_OFFSET="+2m")).ready()
        await server.app_connected()
        shown = cards(server.world)["LOST-0001"][0]
        assert (await somebody.clicks(shown, "move:take")).acknowledged
        accepted(await somebody.types(CHANNEL, f"/lost {ups_number(3)}"))
        accepted(await somebody.types(CHANNEL, "/lost note 2 after the restore"))
        with looking_into(new["DATABASE_URL"], tmp_path / "new") as database:
            await becomes(lambda: all_sent(database), 20, "letters are still owed")
            assert await second.stop() == 0
            told = cases_with_logs(database, server.world.team.id)
            assert [[entry.move for entry in log] for _, log in told.values()] == [
                ["report", "note", "take"],
                ["report", "note", "note"],
                ["report"],
            ]
            nothing_is_missing_or_doubled(server, database)
        after = {reference: found[0].ts for reference, found in cards(server.world).items()}
        assert after | before == after
        assert f"<@{somebody.id}>" in text_of(cards(server.world)["LOST-0001"][0])
        assert len(set(posted_keys(server.world))) == len(posted_keys(server.world))


def accepted(told: Told) -> None:
    assert told.acknowledged, told.notice


async def test_a_file_that_is_no_backup_is_one_sentence_and_changes_nothing(
    processes: Processes, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir or Madam")
    status, said = await processes.done("restore", str(letter))
    assert (status, said) == (
        1,
        f"{letter} is not a whole backup of Tracer (it is no archive). Nothing was changed; use another copy of it.",
    )
    assert not (tmp_path / "data" / "tracer.db").exists()
