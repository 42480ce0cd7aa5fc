"""Nothing goes quiet: a year of cases in which somebody asks every six hours who moves next, and by when."""

from storage.database import Database
from tests.simulation.year import Year


async def test_in_a_year_no_case_goes_quiet_and_nothing_sounds_late_or_at_night(sqlite_database: Database) -> None:
    year = Year(sqlite_database, how_many=20)
    await year.goes_by()
    assert year.wrong == []
    assert year.counts["opened"] == 20 and year.counts["asked"] >= 365 * 4
    # Enough happened for this to mean something.
    assert year.counts["moves"] > 300 and year.counts["rings"] > 500 and year.counts["messages"] > 300
