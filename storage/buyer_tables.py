"""The tables of who buyers are: each under a key of its own, found by keyed hashes, erased when its time is over."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from storage.columns import Instant
from storage.row import Row, case_key


class BuyerRow(Row, table=True):
    """The buyer of a case, sealed under a key of its own beside the case's: it may be destroyed alone.

    `look_at` is when it is looked at next whether its time is over.
    """

    __tablename__ = "buyers"
    __table_args__ = (case_key(), Index("ix_buyers_look_at", "look_at"))

    workspace: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kept_by: str
    kept_at: datetime = Field(sa_type=Instant)
    look_at: datetime = Field(sa_type=Instant)
    locked: bytes = Field(sa_type=LargeBinary)
    locked_with: str
    sealed: bytes = Field(sa_type=LargeBinary)


class BuyerMarkRow(Row, table=True):
    """What a buyer can be found by, hashed with the workspace's key: nothing of it can be read or guessed back."""

    __tablename__ = "buyer_marks"
    __table_args__ = (case_key(), Index("ix_buyer_marks_case", "workspace", "case_number"))

    workspace: str = Field(primary_key=True)
    mark: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


class WorkspaceKeyRow(Row, table=True):
    """The key of what is personal of a workspace and of no case, locked with the installation's key."""

    __tablename__ = "workspace_keys"

    workspace: str = Field(primary_key=True)
    locked: bytes = Field(sa_type=LargeBinary)
    locked_with: str
