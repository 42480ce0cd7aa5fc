"""Whatever is asked for on PostgreSQL is answered: what only looks is not refused by a database that only reads."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.routes import FEATURES
from storage.database import Database
from tests.databases import Databases
from tests.journeys.conftest import a_team
from tests.journeys.team import UPS, StandingClock, Team

VERBS = sorted({verb.name for feature in FEATURES for verb in getattr(feature, "VERBS", ())})
# Nothing, a case, and a word: each verb takes some of them and refuses the others with a sentence.
SAID_WITH = ("", " LOST-0001", " all")


@pytest.fixture
async def team_on_postgresql(databases: Databases, tmp_path: Path) -> AsyncIterator[Team]:
    """The whole bot on PostgreSQL."""
    url = databases.fresh("postgresql", tmp_path)
    database = Database.open(url, data_directory=tmp_path / "data")
    async with a_team(database, tmp_path, StandingClock()) as together:
        yield together
    database.close()
    databases.give_back(url)


async def test_every_word_after_the_command_is_answered(team_on_postgresql: Team) -> None:
    team = team_on_postgresql
    await team.opens(UPS, hints='amazon.de 305-123 "vase, 31 EUR"')
    await team.clicks(team.lin, team.card(), "move:take")
    failed = []
    for verb in VERBS:
        for words in SAID_WITH:
            for who in (team.lin, team.maya):
                told = await team.types(who, f"/lost {verb}{words}")
                failed += [one.text for one in told.answers if "went wrong" in one.text or "very busy" in one.text]
    await team.maya.opens_home()
    await team.settle()
    assert team.maya.home is not None
    assert failed == []
    assert len(VERBS) > 40
