"""The table of claims that are filed with a payer through its interface."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, LargeBinary
from sqlmodel import Field

from storage.columns import Instant
from storage.row import Row, case_key


class FilingRow(Row, table=True):
    """One claim of a case and how far its filing is; noted with the click, before anything is sent.

    `state` is of `cases/filings.py`. `sealed` is what is sent, under the key of the case. `reference` is the payer's
    own id of the claim, `status` its own word for how it stands, `since` when that changed. `sendings` counts how often
    it was sent, `tries` how often it was seen to in its present state. `why` is a sentence with its parameters.
    `next_at` is empty while there is nothing to do.
    """

    __tablename__ = "filings"
    __table_args__ = (
        case_key(),
        Index("ix_filings_next_at", "next_at"),
        Index("ix_filings_reference", "insurer", "reference"),
    )

    workspace: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    claim: str = Field(primary_key=True)
    insurer: str
    number: str
    user: str
    at: datetime = Field(sa_type=Instant)
    state: str
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    reference: str | None = None
    status: str | None = None
    since: datetime | None = Field(default=None, sa_type=Instant)
    sendings: int = Field(default=0, sa_type=Integer)
    tries: int = Field(default=0, sa_type=Integer)
    why: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    next_at: datetime | None = Field(default=None, sa_type=Instant)
