"""What the environment says about trackers: a key for each that is to be asked, and where its limits are others."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings

if TYPE_CHECKING:
    from partners.tracking.set_up import Access

# The trackers by the names of their variables, and by what they are called elsewhere.
TRACKERS = {"track17": "17track", "aftership": "aftership", "easypost": "easypost", "dhl": "dhl", "ups": "ups"}
SECRETS = (
    "track17_key",
    "aftership_key",
    "aftership_webhook_secret",
    "easypost_key",
    "easypost_webhook_secret",
    "dhl_key",
    "ups_client_id",
    "ups_client_secret",
)
_ADDRESSES = tuple(f"{name}_url" for name in TRACKERS)


class TrackerSettings(BaseSettings):
    """All of it is optional: no key, no tracker. Each field is the variable of the same name in capitals."""

    # Who is asked first, and who next: the names of TRACKERS, with commas between. Empty: as Tracer thinks best.
    tracker_order: str = ""
    track17_key: SecretStr | None = None
    track17_url: str = ""
    track17_per_second: float | None = Field(default=None, gt=0, le=1000)
    track17_per_day: int | None = Field(default=None, ge=0)
    aftership_key: SecretStr | None = None
    aftership_webhook_secret: SecretStr | None = None
    aftership_url: str = ""
    aftership_per_second: float | None = Field(default=None, gt=0, le=1000)
    aftership_per_day: int | None = Field(default=None, ge=0)
    easypost_key: SecretStr | None = None
    easypost_webhook_secret: SecretStr | None = None
    easypost_url: str = ""
    easypost_per_second: float | None = Field(default=None, gt=0, le=1000)
    easypost_per_day: int | None = Field(default=None, ge=0)
    dhl_key: SecretStr | None = None
    dhl_url: str = ""
    dhl_per_second: float | None = Field(default=None, gt=0, le=1000)
    dhl_per_day: int | None = Field(default=None, ge=0)
    ups_client_id: SecretStr | None = None
    ups_client_secret: SecretStr | None = None
    ups_url: str = ""
    ups_per_second: float | None = Field(default=None, gt=0, le=1000)
    ups_per_day: int | None = Field(default=None, ge=0)

    @field_validator(*SECRETS)
    @classmethod
    def _trim_key(cls, value: SecretStr | None) -> SecretStr | None:
        trimmed = value.get_secret_value().strip() if value else ""
        return SecretStr(trimmed) if trimmed else None

    @field_validator(*_ADDRESSES)
    @classmethod
    def _tracker_address(cls, value: str) -> str:
        if not value:
            return ""
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("must be an address such as https://api.example.com/, without ? or #")
        return value if value.endswith("/") else value + "/"

    @field_validator("tracker_order")
    @classmethod
    def _known_trackers(cls, value: str) -> str:
        named = [one.strip().lower() for one in value.split(",") if one.strip()]
        if any(one not in TRACKERS.values() for one in named):
            raise ValueError(f"must name trackers, with commas between them: {', '.join(TRACKERS.values())}")
        return ",".join(dict.fromkeys(named))

    @model_validator(mode="after")
    def _both_for_ups(self) -> "TrackerSettings":
        if (self.ups_client_id is None) != (self.ups_client_secret is None):
            raise ValueError(
                "UPS needs UPS_CLIENT_ID and UPS_CLIENT_SECRET, and only one of them is set. Set both, or neither"
            )
        return self


def accesses(settings: TrackerSettings) -> list["Access"]:
    """What is needed to ask each tracker there is a key for; empty where there is none, and then nothing is loaded."""
    keyed = {short: _key_of(settings, short) for short in TRACKERS}
    if not any(keyed.values()):
        return []
    # The client library is a tenth of the start: only who asks trackers loads it.
    from partners.tracking.set_up import LIMITS, Access

    made = []
    for short, key in keyed.items():
        if key is None:
            continue
        name = TRACKERS[short]
        given = _given(settings, short)
        usual = LIMITS[name]
        limits = type(usual)(
            per_second=given("per_second") or usual.per_second,
            at_once=usual.at_once,
            per_day=usual.per_day if given("per_day") is None else given("per_day"),
        )
        secret = settings.ups_client_secret.get_secret_value() if short == "ups" and settings.ups_client_secret else ""
        made.append(Access(name, key, secret, given("url"), limits))
    return made


def insurers_to_file_with(settings: TrackerSettings) -> dict[str, tuple[str, str]]:
    """The key and the address (empty: its own) of each insurer with whom claims can be filed. EasyPost's is its one."""
    key = _key_of(settings, "easypost")
    return {"easypost": (key, settings.easypost_url)} if key is not None else {}


def tracker_names(settings: TrackerSettings) -> frozenset[str]:
    """The trackers there is a key for."""
    return frozenset(name for short, name in TRACKERS.items() if _key_of(settings, short) is not None)


def asking_order(settings: TrackerSettings) -> tuple[str, ...]:
    """Who is asked first, and who next: as set, then the others in Tracer's own order."""
    from partners.tracking.order import DEFAULT_ORDER

    named = tuple(one for one in settings.tracker_order.split(",") if one)
    return (*named, *(one for one in DEFAULT_ORDER if one not in named))


def delivery_secrets(settings: TrackerSettings) -> dict[str, str]:
    """What each tracker signs its deliveries with; 17TRACK takes its key for that. Only those that are set."""
    found = {
        "17track": settings.track17_key,
        "aftership": settings.aftership_webhook_secret,
        "easypost": settings.easypost_webhook_secret,
    }
    return {name: secret.get_secret_value() for name, secret in found.items() if secret is not None}


def _key_of(settings: TrackerSettings, short: str) -> str | None:
    secret = settings.ups_client_id if short == "ups" else getattr(settings, f"{short}_key")
    return secret.get_secret_value() if secret else None


def _given(settings: TrackerSettings, short: str) -> Any:
    return lambda what: getattr(settings, f"{short}_{what}")
