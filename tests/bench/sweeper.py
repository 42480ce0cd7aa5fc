"""A worker that does nothing but sweep: `python -m tests.bench.sweeper URL`; it begins when it is told so.

It says `ready`, waits for a line, rings what is due, and says how many clocks that were.
"""

import asyncio
import sys

import structlog

from handlers.metronome import Metronome
from handlers.reminders import ring
from storage.database import Database
from tests.bench.crowd import Still


async def sweep(url: str) -> int:
    """Ring until nothing is due any more. A clock that could not ring is told of where the errors go."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    database = Database.open(url)
    with database.reading() as tx:
        tx.clocks.next_due()
    print("ready", flush=True)
    sys.stdin.readline()
    metronome, rung = Metronome(database, Still(), ring), 0
    while some := await metronome.tick():
        rung += some
    database.close()
    return rung


if __name__ == "__main__":
    print(asyncio.run(sweep(sys.argv[1])))
