"""The tables behind watching: parcels that are no cases yet, and the answers of trackers about them."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKeyConstraint, Index, LargeBinary
from sqlmodel import Field

from storage.columns import Instant
from storage.row import Row


class WatchedRow(Row, table=True):
    """A parcel that somebody watches, under a key of its own, which goes with it.

    `cause` is triage's newest word for it, `stalled_since` since when somebody should look at it, `delivered_at` when
    that was seen. `offer_at` is when it was or will be offered as a case, `offered_to` whom, `offered_cause` why.
    `story` has its scans and how trackers answered, packed and sealed: the words of scans may name people.
    """

    __tablename__ = "watched_parcels"
    __table_args__ = (
        Index("ix_watched_parcels_next_ask_at", "next_ask_at"),
        Index("ix_watched_parcels_by", "workspace", "by", "since"),
        Index("ix_watched_parcels_offers", "workspace", "offered_to", "offer_at"),
        Index("ix_watched_parcels_number", "number"),
        Index("ix_watched_parcels_delivered_at", "delivered_at"),
    )

    workspace: str = Field(primary_key=True)
    number: str = Field(primary_key=True)
    by: str
    channel: str | None = None
    since: datetime = Field(sa_type=Instant)
    carrier: str | None = None
    next_ask_at: datetime | None = Field(default=None, sa_type=Instant)
    cause: str | None = None
    last_seen_on: date | None = Field(default=None, sa_type=Date)
    stalled_since: datetime | None = Field(default=None, sa_type=Instant)
    delivered_at: datetime | None = Field(default=None, sa_type=Instant)
    quiet_until: datetime | None = Field(default=None, sa_type=Instant)
    offer_at: datetime | None = Field(default=None, sa_type=Instant)
    offered_to: str | None = None
    offered_cause: str | None = None
    locked: bytes = Field(sa_type=LargeBinary)
    locked_with: str
    story: bytes | None = Field(default=None, sa_type=LargeBinary)


class WatchedAnswerRow(Row, table=True):
    """An answer about a watched parcel as it came, under the digest of its bytes: packed, and sealed under its key.

    `waiting_since` is set while one that was delivered has not been read yet.
    """

    __tablename__ = "watched_answers"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "number"], ["watched_parcels.workspace", "watched_parcels.number"]),
        Index("ix_watched_answers_waiting_since", "waiting_since"),
    )

    workspace: str = Field(primary_key=True)
    number: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True)
    provider: str
    at: datetime = Field(sa_type=Instant)
    sealed: bytes = Field(sa_type=LargeBinary)
    waiting_since: datetime | None = Field(default=None, sa_type=Instant)


class OfferRow(Row, table=True):
    """A message that offers somebody their parcels that stall, at the instant at which it was or will be sent."""

    __tablename__ = "watch_offers"

    workspace: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    offer_at: datetime = Field(primary_key=True, sa_type=Instant)
