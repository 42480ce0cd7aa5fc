"""The table of what was written to others: each text word for word, sealed, and how far its sending has got."""

from datetime import datetime

from sqlalchemy import Index, Integer, LargeBinary
from sqlmodel import Field

from storage.columns import Instant
from storage.row import Row, case_key


class CorrespondenceRow(Row, table=True):
    """A text to somebody. `to` and `kind` are codes of ours, `line` the search, claim or dispute it concerns.

    `content` holds subject, body and address, `answer` what a mail server said last; both are sealed under the case's
    key, and gone once it is erased. `files` are the SHA-256s that go with it, one a line. `way` is hand or mail.
    `tells_buyer`: the buyer stands in it, by name, address or contact.
    """

    __tablename__ = "correspondence"
    __table_args__ = (case_key(), Index("ix_correspondence_next_at", "next_at"))

    workspace: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    id: str = Field(primary_key=True)
    kind: str
    to: str
    line: str | None = None
    language: str
    by: str
    at: datetime = Field(sa_type=Instant)
    way: str
    via: str | None = None
    reference: str | None = None
    state: str
    sha256: str
    content: bytes | None = Field(default=None, sa_type=LargeBinary)
    answer: bytes | None = Field(default=None, sa_type=LargeBinary)
    files: str
    message_id: str | None = None
    channel: str | None = None
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    tries: int = Field(sa_type=Integer)
    next_at: datetime | None = Field(default=None, sa_type=Instant)
    tells_buyer: bool = False
