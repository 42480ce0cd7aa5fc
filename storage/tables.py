"""The tables. A row lives and dies in this package: what leaves it are values.

Every table begins with the workspace its rows belong to, except `heartbeats`, which tell of the installation.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Index, Integer, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from storage.columns import Amount, Instant
from storage.records import ChannelBase, PersonBase, SettingsBase, UserGroupBase
from storage.row import ONLY, Counted, Row, case_key, table_of

__all__ = ["ONLY", "Row", "table_of"]

UNSENT = text("state IN ('waiting', 'sending', 'unsure')")
WAITING_CARD = text("kind = 'card' AND state = 'waiting'")
WAITS_FOR_APPROVAL = text("needs_approval AND status = 'open'")
# A step of ours that is finance's or a lead's, whoever owns the case; requests have an index of their own.
A_ROLES_STEP = text(
    "status = 'open' AND waiting_on = 'us' AND next_owner IS NULL AND next_role <> 'agent' AND next_kind <> 'approval'"
)
HAS_HARD_DATE = text("hard_due IS NOT NULL")


class CaseRow(Row, table=True):
    """A case: `document` is the whole of it, the columns beside it are what is asked for and sorted by."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_listing", "workspace", "status", "next_due", "number"),
        Index("ix_cases_owner", "workspace", "status", "owner", "next_due"),
        Index("ix_cases_order", "workspace", "order_ref"),
        Index("ix_cases_carrier", "workspace", "status", "carrier", "next_due"),
        Index("ix_cases_closed", "workspace", "closed_at"),
        Index("ix_cases_opened", "workspace", "opened_at"),
        Index("ix_cases_approval", "workspace", "status", "next_due", info={ONLY: WAITS_FOR_APPROVAL}),
        Index("ix_cases_role", "workspace", "status", "next_due", "number", info={ONLY: A_ROLES_STEP}),
        Index("ix_cases_hard", "workspace", "status", "hard_due", info={ONLY: HAS_HARD_DATE}),
    )

    workspace: str = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    version: int
    status: str
    owner: str | None = None
    home_channel: str | None = None
    order_ref: str | None = None
    marketplace: str | None = None
    carrier: str | None = None
    tracking_number: str
    search_text: str
    loss_type: str
    needs_approval: bool = False
    next_kind: str | None = None
    next_owner: str | None = None
    next_role: str | None = None
    next_exact: str | None = None
    waiting_on: str | None = None
    next_due: datetime | None = Field(default=None, sa_type=Instant)
    backup: str | None = None
    service: str | None = None
    origin: str | None = None
    destination: str | None = None
    hub: str | None = None
    warehouse: str | None = None
    sku: str | None = None
    packaging: str | None = None
    cause: str | None = None
    prevention: str | None = None
    outcome: str | None = None
    worth: Decimal | None = Field(default=None, sa_type=Amount)
    worth_currency: str | None = None
    private: bool = False
    hard_kind: str | None = None
    hard_due: datetime | None = Field(default=None, sa_type=Instant)
    opened_at: datetime = Field(sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    document: dict[str, Any] = Field(sa_type=JSON)


class LogRow(Row, table=True):
    """One move of a case, never changed and never deleted."""

    __tablename__ = "case_log"
    __table_args__ = (case_key(),)

    workspace: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=Instant)
    actor_kind: str
    actor_id: str
    actor_roles: list[str] = Field(sa_type=JSON)
    move: str
    target: str | None = None
    before: str | None = None
    after: str | None = None
    details: dict[str, Any] = Field(sa_type=JSON)
    changes: dict[str, Any] = Field(sa_type=JSON)


class ClockRow(Row, table=True):
    """A running clock. `due_at` is its date, `ring_at` when it sounds next, `rings` how often, `rung` how loud.

    `since` is what it counts from, such as the last contact with whoever owes an answer: it stays when a snooze or a
    new fact starts the clock anew at `started_at`.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        case_key(),
        Index("ix_clocks_ring_at", "ring_at"),
        Index("ix_clocks_due_at", "workspace", "due_at"),
    )

    workspace: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: str = Field(primary_key=True)
    kind: str
    side: str
    waiting_on: str
    started_at: datetime = Field(sa_type=Instant)
    since: datetime | None = Field(default=None, sa_type=Instant)
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    ring_at: datetime | None = Field(default=None, sa_type=Instant)
    rings: int = 0
    rang_at: datetime | None = Field(default=None, sa_type=Instant)
    rung: int = 0
    acknowledged_at: datetime | None = Field(default=None, sa_type=Instant)


class ParcelRow(Row, table=True):
    """Which cases a tracking number belongs to, and when trackers are asked about it next."""

    __tablename__ = "case_parcels"
    __table_args__ = (
        case_key(),
        Index("ix_case_parcels_case", "workspace", "case_number"),
        Index("ix_case_parcels_next_ask_at", "next_ask_at"),
    )

    workspace: str = Field(primary_key=True)
    tracking_number: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    carrier: str | None = None
    next_ask_at: datetime | None = Field(default=None, sa_type=Instant)


class MoneyRow(Row, table=True):
    """What one case has decided to give in one currency, for the limits that count a whole order."""

    __tablename__ = "case_money"
    __table_args__ = (case_key(), Index("ix_case_money_order", "workspace", "order_ref", "currency"))

    workspace: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    currency: str = Field(primary_key=True)
    order_ref: str | None = None
    decided: Decimal = Field(sa_type=Amount)


class CounterRow(Row, table=True):
    """The last number given out, so that case numbers have no gaps."""

    __tablename__ = "counters"

    workspace: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: int


class LetterRow(Row, table=True):
    """A letter owed to Slack, or the trace of one that was sent."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("workspace", "key"),
        Index(
            "ix_outbox_unsent",
            "workspace",
            "lane",
            "priority",
            "id",
            info={ONLY: UNSENT},
        ),
        Index(
            "uq_outbox_waiting_card",
            "workspace",
            "case_number",
            unique=True,
            info={ONLY: WAITING_CARD},
        ),
        Index("ix_outbox_finished_at", "finished_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Counted)
    workspace: str
    key: str
    lane: str
    kind: str
    case_number: int | None = None
    params: dict[str, Any] = Field(sa_type=JSON)
    priority: int
    state: str = "waiting"
    owed_since: datetime = Field(sa_type=Instant)
    next_at: datetime = Field(sa_type=Instant)
    attempts: int = 0
    looks: int = 0
    claimed_at: datetime | None = Field(default=None, sa_type=Instant)
    claimed_by: str | None = None
    unsure_since: datetime | None = Field(default=None, sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    channel: str | None = None
    ts: str | None = None
    error: str | None = None


class LaneRow(Row, table=True):
    """A place that is paced as one: when it may be written to next, and until when somebody is writing."""

    __tablename__ = "lanes"

    workspace: str = Field(primary_key=True)
    lane: str = Field(primary_key=True)
    next_at: datetime = Field(sa_type=Instant)
    leased_until: datetime | None = Field(default=None, sa_type=Instant)


class InboxRow(Row, table=True):
    """A delivery from outside that was handled, and what was answered."""

    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_at", "at"),)

    workspace: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    answer: Any = Field(default=None, sa_type=JSON, sa_column_kwargs={"nullable": True})


class PostRow(Row, table=True):
    """Where something about a case was posted."""

    __tablename__ = "posts"
    __table_args__ = (Index("ix_posts_place", "workspace", "channel", "ts"),)

    workspace: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    purpose: str = Field(primary_key=True)
    channel: str
    ts: str


class PersonRow(PersonBase, Row, table=True):
    """A member of the workspace."""

    __tablename__ = "people"


class UserGroupRow(UserGroupBase, Row, table=True):
    """A user group of the workspace."""

    __tablename__ = "user_groups"


class HomeRow(Row, table=True):
    """Who opened App Home when, and which part and page of it they were shown."""

    __tablename__ = "homes"

    workspace: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    opened_at: datetime = Field(sa_type=Instant)
    section: str = ""
    page: int = 1


class ChannelRow(ChannelBase, Row, table=True):
    """A channel of the workspace."""

    __tablename__ = "channels"


class SettingsRow(SettingsBase, Row, table=True):
    """The settings of a workspace as they stand."""

    __tablename__ = "settings"

    workspace: str = Field(primary_key=True)


class SettingsHistoryRow(Row, table=True):
    """Who changed the settings, when, and what they were and became."""

    __tablename__ = "settings_history"

    workspace: str = Field(primary_key=True)
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    changed_by: str
    changed_at: datetime = Field(sa_type=Instant)
    changes: dict[str, Any] = Field(sa_type=JSON)


class PersonalRow(Row, table=True):
    """Something personal about a case, plain or sealed; what was erased keeps its row and loses its content."""

    __tablename__ = "personal"
    __table_args__ = (Index("ix_personal_case", "workspace", "case_number", "kind"),)

    workspace: str = Field(primary_key=True)
    ref: str = Field(primary_key=True)
    case_number: int
    kind: str
    sha256: str
    plain: str | None = None
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)


class CaseKeyRow(Row, table=True):
    """The key of a case's sealed data, itself locked with the installation's key. Destroyed when erased."""

    __tablename__ = "case_keys"

    workspace: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    locked: bytes = Field(sa_type=LargeBinary)
    locked_with: str


class ErasureRow(Row, table=True):
    """That something personal was erased, so that a restored backup can be made to forget it again."""

    __tablename__ = "erasures"

    workspace: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    what: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    by: str
    refs: list[str] = Field(default=[], sa_type=JSON)


class HeartbeatRow(Row, table=True):
    """When something that must keep happening happened last, per process."""

    __tablename__ = "heartbeats"

    name: str = Field(primary_key=True)
    process: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
