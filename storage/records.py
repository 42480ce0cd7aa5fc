"""Records without rules of their own: people, channels and the settings of a workspace.

Each is a validated base; the value handed out and the table (in `tables.py`) both stand on it.
"""

from datetime import datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from pydantic import field_validator
from sqlalchemy import JSON, Integer
from sqlmodel import Field, SQLModel

from cases.approval_hours import read_hours
from cases.retention import MOST_DAYS, USUAL_DAYS
from storage.columns import AmountByCurrency, Instant


class Record(SQLModel):
    """What all of them share: pydantic makes itself ready for a value when the first is made, not at every start."""

    model_config = {"defer_build": True}


class PersonBase(Record):
    """A member of the workspace. Language, roles, absence and backup are Tracer's own; Slack said the rest.

    `says_away`: their status in Slack says so, until `says_away_until` where it ends by itself. Their notifications
    are paused from `pause_from` until `pause_until`, as Slack said at `pauses_asked_at`. `group_roles` come with the
    user groups they are in; `roles` were given by hand.
    """

    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str = ""
    real_name: str = ""
    locale: str | None = None
    chosen_language: str | None = None
    tz: str | None = None
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    deleted: bool = False
    roles: list[str] = Field(default=[], sa_type=JSON)
    group_roles: list[str] = Field(default=[], sa_type=JSON)
    says_away: bool = False
    says_away_until: datetime | None = Field(default=None, sa_type=Instant)
    away_until: datetime | None = Field(default=None, sa_type=Instant)
    backup: str | None = None
    pause_from: datetime | None = Field(default=None, sa_type=Instant)
    pause_until: datetime | None = Field(default=None, sa_type=Instant)
    pauses_asked_at: datetime | None = Field(default=None, sa_type=Instant)
    synced_at: datetime | None = Field(default=None, sa_type=Instant)


class Person(PersonBase):
    """A member of the workspace, as a value."""


class UserGroupBase(Record):
    """A user group as Slack last told of it; `people` are Slack user ids."""

    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    handle: str = ""
    name: str = ""
    people: list[str] = Field(default=[], sa_type=JSON)


class UserGroup(UserGroupBase):
    """A user group of the workspace, as a value."""


class ChannelBase(Record):
    """A channel. Its language and whether it is the default are Tracer's own; the rest is what Slack last said.

    `may_not_write`: the bot is in it, and Slack refused a post there. It holds until somebody asks for something
    there, or Slack is asked about its channels anew; then it is tried again.
    """

    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str = ""
    is_member: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    is_private: bool = False
    may_not_write: bool = False
    language: str | None = None
    is_default: bool = False
    synced_at: datetime | None = Field(default=None, sa_type=Instant)


class Channel(ChannelBase):
    """A channel of the workspace, as a value."""


class SettingsBase(Record):
    """What an admin may set for a workspace; what is not set has a default that does no harm."""

    limits: dict[str, Decimal] = Field(default={}, sa_type=AmountByCurrency)
    lead_limits: dict[str, Decimal] = Field(default={}, sa_type=AmountByCurrency)
    approvers: list[str] = Field(default=[], sa_type=JSON)
    approvals_channel: str | None = None
    role_groups: dict[str, str] = Field(default={}, sa_type=JSON)
    default_channel: str | None = None
    timezone: str = "UTC"
    language: str = "en"
    blocks: str = "auto"
    holidays: str = ""
    days_off: list[str] = Field(default=[], sa_type=JSON)
    extra_workdays: list[str] = Field(default=[], sa_type=JSON)
    periods: dict[str, str] = Field(default={}, sa_type=JSON)
    ladder: str = "standard"
    small_amounts: dict[str, Decimal] = Field(default={}, sa_type=AmountByCurrency)
    leads_channel: str | None = None
    last_resort_channel: str | None = None
    on_call: list[str] = Field(default=[], sa_type=JSON)
    broadcasts: bool = True
    peak_from: str | None = None
    peak_until: str | None = None
    approvals_at: str = ""
    allow_shared_channels: bool = False
    allow_guests: bool = False
    marketplaces: list[str] = Field(default=[], sa_type=JSON)
    label: str = ""
    keep_buyers_days: int = Field(default=USUAL_DAYS, sa_type=Integer)
    version: int = 0
    changed_by: str | None = None
    changed_at: datetime | None = Field(default=None, sa_type=Instant)


class Settings(SettingsBase):
    """The settings of a workspace, as a value that was checked."""

    @field_validator("limits", "lead_limits", "small_amounts")
    @classmethod
    def _are_amounts(cls, limits: dict[str, Decimal]) -> dict[str, Decimal]:
        for currency, amount in limits.items():
            if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
                raise ValueError(f"{currency!r} is not a currency code. Write its three letters, such as EUR.")
            if not (amount.is_finite() and amount >= 0):
                raise ValueError(f"{amount} {currency} cannot be a limit. Write an amount of 0 or more.")
        return limits

    @field_validator("approvals_at")
    @classmethod
    def _are_hours(cls, hours: str) -> str:
        return read_hours(hours)

    @field_validator("keep_buyers_days")
    @classmethod
    def _are_days(cls, days: int) -> int:
        if not 1 <= days <= MOST_DAYS:
            raise ValueError(f"Buyers are kept for 1 to {MOST_DAYS} days, not for {days}.")
        return days

    @field_validator("blocks")
    @classmethod
    def _are_blocks(cls, blocks: str) -> str:
        if blocks not in ("", "auto"):
            _check_blocks(blocks)
        return blocks

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{zone!r} is not a time zone. Write one such as Europe/Berlin.") from error
        return zone


def _check_blocks(blocks: str) -> None:
    """Raise ValueError unless these are working hours of one day, one after the other."""
    ends = time.min
    for block in blocks.split(","):
        try:
            begins, until = (time.fromisoformat(one.strip()) for one in block.split("-"))
        except ValueError:
            raise ValueError(
                f"{block!r} is no block of working hours. Write such as 09:00-12:00,13:00-18:00."
            ) from None
        if not ends <= begins < until:
            raise ValueError(f"{block.strip()} must begin after the block before it and end after it begins.")
        ends = until
