"""The tables behind reminders and digests, rules of a workspace's own, and the money of claims."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, Index, Integer, text
from sqlmodel import Field

from storage.columns import Amount, Instant
from storage.row import ONLY, Counted, Row, case_key

IS_OWED = text("owing IS NOT NULL")
IS_RENAMED = text("granted_key IS NOT NULL")


class NudgeRow(Row, table=True):
    """A reminder for one person, told together with all others that are told to them at `send_at`."""

    __tablename__ = "nudges"
    __table_args__ = (case_key(), Index("ix_nudges_person", "workspace", "person", "send_at"))

    id: int | None = Field(default=None, primary_key=True, sa_type=Counted)
    workspace: str
    person: str
    send_at: datetime = Field(sa_type=Instant)
    case_number: int
    clock: str
    rung: int


class ScheduleRow(Row, table=True):
    """A digest that a channel or a person gets: `place` is its id, `kind` is daily, weekly, monthly or personal."""

    __tablename__ = "schedules"
    __table_args__ = (Index("ix_schedules_next_at", "next_at"),)

    workspace: str = Field(primary_key=True)
    place: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    is_on: bool = Field(sa_type=Boolean)
    at: str
    days: list[str] = Field(sa_type=JSON)
    zone: str | None = None
    language: str | None = None
    parts: list[str] = Field(sa_type=JSON)
    when_empty: str
    when_missed: str
    plain: bool = Field(sa_type=Boolean)
    next_at: datetime | None = Field(default=None, sa_type=Instant)
    last_for: date | None = Field(default=None, sa_type=Date)
    changed_by: str | None = None
    changed_at: datetime | None = Field(default=None, sa_type=Instant)


class OverrideRow(Row, table=True):
    """A value of a workspace's own contract, in place of a programme's; `ended_at` when it holds no more."""

    __tablename__ = "rule_overrides"

    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    programme: str
    field: str
    values: dict[str, Any] = Field(sa_type=JSON)
    why: str
    changed_by: str
    changed_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by: str | None = None


class ContractRow(Row, table=True):
    """An insurance contract of a workspace; what it covers lies in `terms`."""

    __tablename__ = "contracts"

    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    insurer: str
    policy_number: str
    starts_on: date = Field(sa_type=Date)
    ends_on: date | None = Field(default=None, sa_type=Date)
    terms: dict[str, Any] = Field(sa_type=JSON)
    changed_by: str
    changed_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by: str | None = None


class ClaimRow(Row, table=True):
    """The money of one claim, so that sums need not read every case.

    `owing` is what its payer still owes, in ten-thousandths of the currency, so that it adds up exactly; None where
    nothing is owed. `reference_key` is its reference as references are compared, and `granted_key` what its payer calls
    what it grants.
    """

    __tablename__ = "case_claims"
    __table_args__ = (
        case_key(),
        Index("ix_case_claims_state", "workspace", "state", "contact_at"),
        Index("ix_case_claims_owing", "workspace", "currency", "owing", info={ONLY: IS_OWED}),
        Index("ix_case_claims_owed_since", "workspace", "owed_since", info={ONLY: IS_OWED}),
        Index("ix_case_claims_reference", "workspace", "reference_key"),
        Index("ix_case_claims_granted", "workspace", "granted_key", info={ONLY: IS_RENAMED}),
    )

    workspace: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    claim: str = Field(primary_key=True)
    payer: str
    payer_kind: str
    state: str
    currency: str | None = None
    asked: Decimal | None = Field(default=None, sa_type=Amount)
    granted: Decimal | None = Field(default=None, sa_type=Amount)
    received: Decimal | None = Field(default=None, sa_type=Amount)
    contact_at: datetime | None = Field(default=None, sa_type=Instant)
    reference_key: str | None = None
    granted_key: str | None = None
    owing: int | None = Field(default=None, sa_type=BigInteger)
    owed_since: datetime | None = Field(default=None, sa_type=Instant)


class EndedRow(Row, table=True):
    """A deadline that no longer runs: what it was due, when what it asked for was done, and by which move.

    `by_move` is None where that was not kept yet.
    """

    __tablename__ = "deadlines_ended"
    __table_args__ = (case_key(), Index("ix_deadlines_ended_at", "workspace", "ended_at"))

    id: int | None = Field(default=None, primary_key=True, sa_type=Counted)
    workspace: str
    case_number: int
    kind: str
    due_at: datetime = Field(sa_type=Instant)
    ended_at: datetime = Field(sa_type=Instant)
    by_move: str | None = None
