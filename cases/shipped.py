"""How many parcels were shipped, month by month: what every loss rate is counted against.

Months are those of the workspace's own zone. A month belongs to a period when its middle lies in it, so that two
periods that follow each other never share one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cases.light_dataclass import dataclass

# What shipped parcels are told apart by; whatever is not told is None.
APART = ("carrier", "service", "origin", "destination", "hub", "warehouse", "sku", "packaging", "marketplace")
MONTH = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])")
MOST_PARCELS = 100_000_000


@dataclass(frozen=True, slots=True)
class Shipped:
    """So many parcels of one kind that were shipped in one month, `2026-10`; `carrier` is our code."""

    month: str
    parcels: int
    carrier: str | None = None
    service: str | None = None
    origin: str | None = None
    destination: str | None = None
    hub: str | None = None
    warehouse: str | None = None
    sku: str | None = None
    packaging: str | None = None
    marketplace: str | None = None

    @property
    def kind(self) -> tuple[str | None, ...]:
        """Everything that tells it apart but the month."""
        return tuple(getattr(self, name) for name in APART)


@dataclass(frozen=True, slots=True)
class Replaced:
    """What figures come to for one month and carrier: how many parcels are told, and how many were kept before."""

    month: str
    carrier: str | None
    parcels: int
    before: int


def added_up(some: Iterable[Shipped]) -> tuple[Shipped, ...]:
    """One for each month and kind, in the order of the months."""
    found: dict[tuple[str, tuple[str | None, ...]], int] = {}
    for one in some:
        found[one.month, one.kind] = found.get((one.month, one.kind), 0) + one.parcels
    ordered = sorted(found, key=lambda key: (key[0], tuple(part or "" for part in key[1])))
    return tuple(Shipped(month, found[month, kind], *kind) for month, kind in ordered)


def replaced(some: Iterable[Shipped], kept: Mapping[tuple[str, str | None], int]) -> list[Replaced]:
    """By month and carrier what new figures would put in the place of those that are kept."""
    sums: dict[tuple[str, str | None], int] = {}
    for one in some:
        sums[one.month, one.carrier] = sums.get((one.month, one.carrier), 0) + one.parcels
    ordered = sorted(sums, key=lambda key: (key[0], key[1] or ""))
    return [Replaced(month, carrier, sums[month, carrier], kept.get((month, carrier), 0)) for month, carrier in ordered]


def month_at(instant: datetime, zone: str) -> str:
    """The month in which an instant lies there."""
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m}"


def begins(month: str, zone: str) -> datetime:
    """The instant (UTC) at which a month begins there."""
    year, number = int(month[:4]), int(month[5:])
    return datetime(year, number, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def next_month(month: str) -> str:
    """The month after it."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12}-{number % 12 + 1:02d}"


def months_of(since: datetime, until: datetime, zone: str) -> Sequence[str]:
    """The months that belong to a period; where the middle of none lies in it, the one around the period's middle."""
    month, found = month_at(since, zone), []
    while begins(month, zone) <= until:
        start = begins(month, zone)
        if since < start + (begins(next_month(month), zone) - start) / 2 <= until:
            found.append(month)
        month = next_month(month)
    return found or [month_at(since + (until - since) / 2, zone)]
