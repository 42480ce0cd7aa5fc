"""The tables behind files of parcels: what is to be done with each file, and what became of its lines."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, Integer, LargeBinary
from sqlmodel import Field

from storage.columns import Instant
from storage.row import Row


class ImportRow(Row, table=True):
    """A file of parcels that somebody gave. `layout` says how it is read, `counts` what it comes to, `next_line` from
    which line on parcels are still to be opened.

    The file and what is shown of it are sealed under a key of its own, and forgotten with it once all is over.
    `message_channel` and `message_ts` are where its one message is.
    """

    __tablename__ = "imports"
    __table_args__ = (Index("ix_imports_next_at", "next_at"),)

    workspace: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    by: str
    at: datetime = Field(sa_type=Instant)
    channel: str | None = None
    slack_file: str
    state: str
    layout: dict[str, Any] = Field(sa_type=JSON)
    counts: dict[str, Any] = Field(sa_type=JSON)
    next_line: int = Field(sa_type=Integer)
    tries: int = Field(sa_type=Integer)
    next_at: datetime | None = Field(default=None, sa_type=Instant)
    message_channel: str | None = None
    message_ts: str | None = None
    locked: bytes | None = Field(default=None, sa_type=LargeBinary)
    locked_with: str | None = None
    content: bytes | None = Field(default=None, sa_type=LargeBinary)
    shown: bytes | None = Field(default=None, sa_type=LargeBinary)


class ImportLineRow(Row, table=True):
    """What became of a line of such a file, and the case that stands behind it."""

    __tablename__ = "import_lines"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace", "import_key"], ["imports.workspace", "imports.key"], name="fk_import_lines_imports"
        ),
    )

    workspace: str = Field(primary_key=True)
    import_key: str = Field(primary_key=True)
    line: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    outcome: str
    case_number: int = Field(sa_type=Integer)
