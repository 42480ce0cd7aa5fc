"""`python -m tests.simulation [cases] [seed]`: a longer year, asked every hour; ends with 1 when anything was wrong."""

import asyncio
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from cases.moves import MOVES
from storage.database import Database
from tests.simulation.year import Year


async def main() -> int:
    """Simulate it, and print what happened and what was wrong."""
    asked = [int(one) for one in sys.argv[1:3]]
    how_many, seed = asked + [200, 1][len(asked) :]
    with tempfile.TemporaryDirectory() as directory:
        database = Database.open(f"sqlite:///{Path(directory) / 'year.db'}", data_directory=Path(directory))
        await asyncio.to_thread(database.migrate)
        year = Year(database, how_many, ask_every=timedelta(hours=1), seed=seed)
        await year.goes_by()
        database.close()
    print(dict(year.counts))
    print("Moves never made:", ", ".join(sorted(MOVES.keys() - year.made.keys())) or "none")
    print("\n".join(year.wrong) or "Nothing was wrong.")
    return 1 if year.wrong else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
