"""Column types that mean the same on SQLite and PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

# Within one transaction nearly everything that is written happened at the same instant.
MOST_REMEMBERED = 1024


class Instant(TypeDecorator[datetime]):
    """An instant, kept in UTC and given back aware; a naive datetime is refused with ValueError.

    SQLite keeps it as text, in the order of time. It is read and written thousands of times in a busy second, so that
    here it is made and taken apart without the detours that SQLAlchemy would take.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], datetime | str | None]:
        return _written_on_sqlite if dialect.name == "sqlite" else _in_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        return _read_on_sqlite if dialect.name == "sqlite" else _in_utc


@lru_cache(MOST_REMEMBERED)
def sqlite_text(value: datetime) -> str:
    """An aware instant as SQLite keeps it, such as `2026-04-03 10:00:00.000000`, in UTC."""
    return value.astimezone(UTC).isoformat(" ", "microseconds")[:26]


def _written_on_sqlite(value: datetime | None) -> str | None:
    return None if value is None else sqlite_text(_aware(value))


def _read_on_sqlite(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


def _in_utc(value: datetime | None) -> datetime | None:
    return None if value is None else _aware(value).astimezone(UTC)


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone: instants are stored in UTC, so pass an aware datetime.")
    return value


# No currency has more minor digits than this.
SMALLEST = 10_000


def units(amount: Decimal) -> int:
    """An amount in ten-thousandths, as which it is compared and added up exactly by either database."""
    return int(amount * SMALLEST)


class Amount(TypeDecorator[Decimal]):
    """An exact decimal kept as text, because SQLite would make a binary fraction of it; summed in Python."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class AmountByCurrency(TypeDecorator[dict[str, Decimal]]):
    """Amounts by currency code, such as `{"EUR": Decimal("50")}`, kept as JSON with the decimals as text."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: dict[str, Decimal] | None, dialect: Dialect) -> dict[str, str] | None:
        return None if value is None else {currency: str(amount) for currency, amount in value.items()}

    def process_result_value(self, value: Any, dialect: Dialect) -> dict[str, Decimal] | None:
        return None if value is None else {currency: Decimal(amount) for currency, amount in value.items()}
