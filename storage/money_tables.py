"""The tables behind the money of cases: the lines of their ledgers, dated rates, and what has come in."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Date, Index, Integer, LargeBinary, text
from sqlmodel import Field

from storage.columns import Amount, Instant
from storage.row import ONLY, Row, case_key

# What came of claims, and what of them was given up: few lines of all, and asked for by when they were.
MONEY_CAME = text("account IN ('received', 'written_off')")


class LedgerRow(Row, table=True):
    """A line of a case's ledger, as the move of that number in its log made it; never changed and never deleted."""

    __tablename__ = "ledger_lines"
    __table_args__ = (
        case_key(),
        Index("ix_ledger_lines_at", "workspace", "at"),
        Index("ix_ledger_lines_came", "workspace", "account", "at", info={ONLY: MONEY_CAME}),
    )

    workspace: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    place: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=Instant)
    by_kind: str
    by: str
    move: str
    account: str
    line: str | None = None
    party: str | None = None
    currency: str
    amount: Decimal = Field(sa_type=Amount)


class RateRow(Row, table=True):
    """A rate as somebody published it for a day, or as a person entered it; one that is entered again replaces it."""

    __tablename__ = "rates"
    __table_args__ = (Index("ix_rates_on_day", "workspace", "on_day"),)

    workspace: str = Field(primary_key=True)
    base: str = Field(primary_key=True)
    quote: str = Field(primary_key=True)
    on_day: date = Field(primary_key=True, sa_type=Date)
    source: str = Field(primary_key=True)
    value: Decimal = Field(sa_type=Amount)
    kept_at: datetime = Field(sa_type=Instant)
    by: str | None = None
    note: str | None = None


class IncomingRow(Row, table=True):
    """A line of a bank statement or a carrier's invoice: money that came, until it is matched or set aside.

    `sealed` has its words, its payer, where it came from and `why`, under the workspace's key; the columns of these
    names only hold what older versions kept, until it is sealed as well.
    `key` is the same for the same line of the same file again. `used` is how much of it claims have got so far;
    `uses` which ones, each with its amount. `why` is what was said of one that belongs to no claim.
    """

    __tablename__ = "incoming_money"
    __table_args__ = (Index("ix_incoming_money_state", "workspace", "state", "kept_at", "key"),)

    workspace: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    kept_at: datetime = Field(sa_type=Instant)
    kept_by: str
    source: str
    on_day: date | None = Field(default=None, sa_type=Date)
    currency: str
    amount: Decimal = Field(sa_type=Amount)
    used: Decimal = Field(sa_type=Amount)
    text: str
    payer: str
    state: str
    uses: list[dict[str, Any]] = Field(sa_type=JSON)
    settled_by: str | None = None
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    why: str | None = None
    version: int = Field(sa_type=Integer)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
