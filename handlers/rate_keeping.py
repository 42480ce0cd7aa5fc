"""The rates of central bank and monetary fund, fetched a few times a day and kept with their day and source.

Without a network nothing of it happens: rates are then entered by hand, or amounts stay in their currency.
"""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Protocol

import structlog

from cases.rates import Rate
from handlers.regular_jobs import JobFailed
from storage.database import Database

EVERY = timedelta(hours=6)
# How far back is asked for where nothing is kept yet; a gap of holidays is filled by the next answer.
BACK = timedelta(days=10)
log = structlog.get_logger("tracer.rates")
Fetch = Callable[[str, date, datetime], Awaitable[list[Rate]]]


class Clock(Protocol):
    """What tells the time, in UTC."""

    def now(self) -> datetime: ...


class RateKeeping:
    """Keeps the rates of these sources for every workspace. `fetch` raises what keeps it from an answer."""

    def __init__(self, database: Database, clock: Clock, sources: tuple[str, ...], fetch: Fetch | None = None) -> None:
        self._database = database
        self._clock = clock
        self._sources = sources
        self._fetch = fetch or _from_their_sites

    async def sweep(self) -> int:
        """Fetch what is newer than what is kept, and return how many rates came. Raises JobFailed where a source fails.

        What other sources gave is kept all the same.
        """
        kept, failed = 0, []
        for source in self._sources:
            try:
                kept += await self._keep(source)
            except Exception as error:
                failed.append(f"{source}: {error}" if str(error) else f"{source}: {type(error).__name__}")
        if failed:
            log.warning("Rates could not be fetched; the last ones stay in use", why="; ".join(failed))
            raise JobFailed("; ".join(failed))
        return kept

    async def _keep(self, source: str) -> int:
        now = self._clock.now()
        whose = await self._database.read(lambda tx: tx.rates("").workspaces())
        newest = await self._database.read(lambda tx: [tx.rates(one).newest(source) for one in whose])
        if not whose:
            return 0
        earliest = now.date() - BACK
        since = min((one or earliest for one in newest), default=earliest)
        found = await self._fetch(source, max(since, earliest), now)
        for workspace in whose:
            await self._database.write(lambda tx, name=workspace: tx.rates(name).keep(found))  # type: ignore[misc]
        return len(found)


async def _from_their_sites(source: str, since: date, now: datetime) -> list[Rate]:
    # Imported when it is needed: the client library takes a tenth of a second and megabytes.
    from partners.rates.fetching import fetched

    return await fetched(source, since, now)
