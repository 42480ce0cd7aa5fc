"""The tables behind evidence: which files are kept for a case, and which are still to be fetched from Slack."""

from datetime import datetime

from sqlalchemy import Boolean, Index, Integer, LargeBinary
from sqlmodel import Field

from storage.columns import Instant
from storage.row import Row, case_key


class EvidenceRow(Row, table=True):
    """A file that is kept for a case, once however often it came; its bytes lie sealed in the store of files.

    `name` is what it was called, sealed like its bytes. `came_by` is thread, direct or form; `slack_file` its id there,
    `channel` and `message_ts` the message it came with. What it shows (its slot) is the case's own to know.
    """

    __tablename__ = "evidence"
    __table_args__ = (case_key(),)

    workspace: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    sha256: str = Field(primary_key=True)
    size: int = Field(sa_type=Integer)
    content_type: str
    misnamed: bool = Field(sa_type=Boolean)
    name: bytes | None = Field(default=None, sa_type=LargeBinary)
    by: str
    at: datetime = Field(sa_type=Instant)
    came_by: str
    slack_file: str | None = None
    channel: str | None = None
    message_ts: str | None = None
    erased_at: datetime | None = Field(default=None, sa_type=Instant)


class WantedFileRow(Row, table=True):
    """A file that somebody gave us in Slack and that is not kept yet.

    Case 0: nobody has said which case it is for; -1: a list of numbers to watch.
    """

    __tablename__ = "wanted_files"
    __table_args__ = (Index("ix_wanted_files_next_at", "next_at"),)

    workspace: str = Field(primary_key=True)
    slack_file: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    by: str
    at: datetime = Field(sa_type=Instant)
    came_by: str
    slot: str
    note: str | None = None
    channel: str | None = None
    thread_ts: str | None = None
    message_ts: str | None = None
    tries: int = Field(sa_type=Integer)
    next_at: datetime | None = Field(default=None, sa_type=Instant)
