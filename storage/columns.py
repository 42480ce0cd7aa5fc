"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An instant, kept in UTC and given back aware; a naive datetime is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone: instants are stored in UTC, so pass an aware datetime.")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


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
