"""The tables behind tracking: scans as events, the answers they came in, and how each tracker answered at last."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, Index, Integer, LargeBinary
from sqlmodel import Field

from storage.columns import Instant
from storage.row import Row, case_key


class ScanRow(Row, table=True):
    """One scan of a case's parcel as one tracker tells it, never deleted. Its words are sealed: they may name people.

    `local` is the wall time in ISO 8601. `taken_back_at` and `reworded_at` say when its tracker no longer told it so.
    """

    __tablename__ = "scans"
    __table_args__ = (case_key(),)

    workspace: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: str = Field(primary_key=True)
    number: str
    provider: str
    kind: str
    at: datetime | None = Field(default=None, sa_type=Instant)
    local: str | None = None
    has_hour: bool = Field(sa_type=Boolean)
    city: str | None = None
    region: str | None = None
    country: str | None = None
    code: str | None = None
    carrier: str | None = None
    raw: str | None = None
    seen_at: datetime = Field(sa_type=Instant)
    taken_back_at: datetime | None = Field(default=None, sa_type=Instant)
    reworded_at: datetime | None = Field(default=None, sa_type=Instant)
    words: bytes | None = Field(default=None, sa_type=LargeBinary)


class AnswerRow(Row, table=True):
    """An answer of a tracker as it came, under the digest of its bytes: packed, and sealed under the case's key.

    `waiting_since` is set while one that was delivered has not been read yet.
    """

    __tablename__ = "tracker_answers"
    __table_args__ = (case_key(), Index("ix_tracker_answers_waiting_since", "waiting_since"))

    workspace: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    sha256: str = Field(primary_key=True)
    provider: str
    number: str
    at: datetime = Field(sa_type=Instant)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    waiting_since: datetime | None = Field(default=None, sa_type=Instant)


class LookRow(Row, table=True):
    """How a tracker answered at last about one number of a case."""

    __tablename__ = "tracker_looks"
    __table_args__ = (case_key(),)

    workspace: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: str = Field(primary_key=True)
    provider: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    outcome: str
    since: datetime = Field(sa_type=Instant)
    good_at: datetime | None = Field(default=None, sa_type=Instant)
    status: str | None = None
    why: str | None = None
    expected_on: date | None = Field(default=None, sa_type=Date)


class CauseLookRow(Row, table=True):
    """A case whose likely cause may be another one when time has passed, though nothing is asked about it.

    `cause` and `next_step` are what it was when somebody looked last, `look_at` is when it is looked at again.
    """

    __tablename__ = "cause_looks"
    __table_args__ = (case_key(), Index("ix_cause_looks_look_at", "look_at"))

    workspace: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    cause: str
    next_step: str
    look_at: datetime = Field(sa_type=Instant)


class TrackerDayRow(Row, table=True):
    """How much of a tracker's allowance was used on one day (UTC)."""

    __tablename__ = "tracker_days"

    workspace: str = Field(primary_key=True)
    tracker: str = Field(primary_key=True)
    day: date = Field(primary_key=True, sa_type=Date)
    used: int = Field(sa_type=Integer)


class StrangeWordRow(Row, table=True):
    """A tracker's status that no table of ours has: how often it was met, and when last."""

    __tablename__ = "strange_words"
    __table_args__ = (Index("ix_strange_words_last_at", "workspace", "last_at"),)

    workspace: str = Field(primary_key=True)
    tracker: str = Field(primary_key=True)
    word: str = Field(primary_key=True)
    times: int = Field(sa_type=Integer)
    last_at: datetime = Field(sa_type=Instant)
