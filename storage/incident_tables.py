"""The tables behind mass loss: where parcels stand, incidents with their cases, and what is owed to those."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, text
from sqlmodel import Field

from storage.columns import Instant
from storage.row import ONLY, Row, case_key

IS_MEMBER = text("state = 'member'")
IS_LEFT = text("done_at IS NULL")


class StandRow(Row, table=True):
    """Where the parcel of a case was last in hand. `look_at` is when it is compared with others, None once it was."""

    __tablename__ = "parcel_stands"
    __table_args__ = (
        case_key(),
        Index("ix_parcel_stands_look_at", "look_at"),
        Index("ix_parcel_stands_hub", "workspace", "hub", "at"),
        Index("ix_parcel_stands_flight", "workspace", "flight"),
        Index("ix_parcel_stands_bag", "workspace", "bag"),
    )

    workspace: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=Instant)
    kind: str
    hub: str | None = None
    place: str | None = None
    flight: str | None = None
    bag: str | None = None
    still_at: datetime = Field(sa_type=Instant)
    look_at: datetime | None = Field(default=None, sa_type=Instant)


class IncidentRow(Row, table=True):
    """Several cases with one cause: proposed, open, declined or closed. `told` is what its message last showed.

    While it waits for an answer, `remind_at` is when leads are reminded of it, `reminded` how often they were.
    """

    __tablename__ = "incidents"
    __table_args__ = (
        Index("ix_incidents_state", "workspace", "state"),
        Index("ix_incidents_remind_at", "remind_at"),
    )

    workspace: str = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    state: str
    by: str
    mark: str
    carrier: str | None = None
    origin: str | None = None
    destination: str | None = None
    first_at: datetime | None = Field(default=None, sa_type=Instant)
    last_at: datetime | None = Field(default=None, sa_type=Instant)
    proposed_by: str
    proposed_at: datetime = Field(sa_type=Instant)
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    asked: int = 0
    asked_at: datetime | None = Field(default=None, sa_type=Instant)
    heard_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    channel: str | None = None
    ts: str | None = None
    told: str | None = None
    reminded: int = 0
    remind_at: datetime | None = Field(default=None, sa_type=Instant)


class IncidentCaseRow(Row, table=True):
    """How a case stands to an incident. A case is a member of one open incident at most."""

    __tablename__ = "incident_cases"
    __table_args__ = (
        case_key(),
        Index("uq_incident_cases_member", "workspace", "case_number", unique=True, info={ONLY: IS_MEMBER}),
    )

    workspace: str = Field(primary_key=True)
    incident: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    case_number: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    state: str
    by: str
    at: datetime = Field(sa_type=Instant)


class ErrandRow(Row, table=True):
    """A move that a case of an incident is still to make, or made: what somebody did once for all of them.

    `round` counts what was done for the incident; `why_not` names the refusal where the case did not allow it.
    """

    __tablename__ = "incident_errands"
    __table_args__ = (case_key(), Index("ix_incident_errands_left", "workspace", "incident", info={ONLY: IS_LEFT}))

    workspace: str = Field(primary_key=True)
    incident: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    round: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    case_number: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    what: str
    by: str
    roles: list[str] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=Instant)
    details: dict[str, Any] = Field(sa_type=JSON)
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    why_not: str | None = None
