"""The tables of files that are made and sent to people in Slack, and of the columns that some of them have."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, LargeBinary
from sqlmodel import Field

from storage.columns import Instant
from storage.row import Row


class SendingRow(Row, table=True):
    """Files that are owed to somebody. Case 0: they belong to no case.

    `params` says what is to be made, by references only; `sealed` is what it is made of, under the key of its case.
    `uploads` are the ids that Slack gave the files before they were posted, so that after a crash they are looked for.
    `next_at` is empty once they are sent (`sent_at`) or given up. `tells_buyer`: the buyer stands in them.
    """

    __tablename__ = "sendings"
    __table_args__ = (
        Index("ix_sendings_next_at", "next_at"),
        Index("ix_sendings_case", "workspace", "case_number"),
    )

    workspace: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    case_number: int = Field(sa_type=Integer)
    kind: str
    user: str
    at: datetime = Field(sa_type=Instant)
    channel: str | None = None
    thread_ts: str | None = None
    params: dict[str, Any] = Field(sa_type=JSON)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    uploads: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    tries: int = Field(sa_type=Integer)
    next_at: datetime | None = Field(default=None, sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    tells_buyer: bool = False


class ExportColumnsRow(Row, table=True):
    """The columns of the file for one party: `kind` is forwarder or payer, `party` how it is told apart from others.

    `columns` are pairs of a column's name and the heading it was given, or null for its own, in their order.
    """

    __tablename__ = "export_columns"

    workspace: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    party: str = Field(primary_key=True)
    columns: list[Any] = Field(sa_type=JSON)
    changed_by: str
    changed_at: datetime = Field(sa_type=Instant)
