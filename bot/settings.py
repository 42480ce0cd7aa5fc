"""What the environment says, read once, and said back in sentences where it does not add up."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.first_start import ROOT
from bot.mail_settings import SECRETS as MAIL_SECRETS
from bot.mail_settings import MailSettings
from bot.masks import Masks
from bot.tracker_settings import SECRETS as TRACKER_SECRETS
from bot.tracker_settings import TrackerSettings
from storage.keys import no_key

SLACK = "https://slack.com/api/"
Purpose = Literal["run", "web", "worker", "migrate", "doctor", "backup", "restore", "rotate-key", "erase-workspace"]

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
NEEDS_SLACK: tuple[Purpose, ...] = ("run", "web", "worker", "doctor")
TAKES_DELIVERIES: tuple[Purpose, ...] = ("run", "web", "doctor")
NEEDS_POSTGRESQL: tuple[Purpose, ...] = ("web", "worker")

WHERE_BOT_TOKEN = "api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token"
WHERE_APP_TOKEN = (
    "api.slack.com/apps → your app → Basic Information → App-Level Tokens, with the scope connections:write"
)
WHERE_SIGNING_SECRET = "api.slack.com/apps → your app → Basic Information → App Credentials → Signing Secret"


class SettingsRefused(Exception):
    """The environment holds values that cannot be worked with; `sentences` says which and what would be right."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class Settings(TrackerSettings, MailSettings):
    """Everything the environment decides. Each field is the variable of the same name in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        str_strip_whitespace=True,
        hide_input_in_errors=True,
    )

    slack_mode: Literal["socket", "http"] = "socket"
    slack_api_url: str = SLACK
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=0, le=65535)
    tracer_data: Path = Path("data")
    # The address may carry a password, hence out of every repr.
    database_url: str = Field(default="", repr=False, validate_default=True)
    tracer_key: SecretStr | None = None
    tracer_key_next: SecretStr | None = None
    tracer_clock_offset: timedelta = timedelta(0)
    heartbeat_url: SecretStr | None = None
    rates_from: str = "ecb,imf"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def talks_to_slack_itself(self) -> bool:
        """Whether the Web API is Slack's own and not a stand-in."""
        return is_slack_itself(self.slack_api_url)

    @property
    def uses_sqlite(self) -> bool:
        """Whether the database is the embedded one, which one process holds at a time."""
        return self.database_url.startswith("sqlite")

    @field_validator("slack_mode", mode="before")
    @classmethod
    def _mode_in_any_case(cls, value: Any) -> Any:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _level_in_any_case(cls, value: Any) -> Any:
        return value.strip().upper() if isinstance(value, str) else value

    @field_validator("tracer_data")
    @classmethod
    def _home(cls, value: Path) -> Path:
        return value.expanduser()

    @field_validator(
        "slack_bot_token", "slack_app_token", "slack_signing_secret", "tracer_key", "tracer_key_next", "heartbeat_url"
    )
    @classmethod
    def _trim(cls, value: SecretStr | None) -> SecretStr | None:
        trimmed = value.get_secret_value().strip() if value else ""
        return SecretStr(trimmed) if trimmed else None

    @field_validator("heartbeat_url")
    @classmethod
    def _address_to_ask_for(cls, value: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(value.get_secret_value()) if value else None
        if parts is not None and (parts.scheme not in ("http", "https") or not parts.hostname):
            # Without the value: whoever knows the address can say in our name that all is well.
            raise ValueError(
                "HEARTBEAT_URL must be an address that starts with https:// or http://, such as the one that your "
                "monitor gives out. Correct it, or leave it out"
            )
        return value

    @field_validator("tracer_key")
    @classmethod
    def _a_key(cls, value: SecretStr | None) -> SecretStr | None:
        # Refused at the start: else all goes well until the first buyer writes.
        if value is not None and (refused := no_key(value.get_secret_value(), "TRACER_KEY")):
            raise ValueError(refused)
        return value

    @field_validator("rates_from")
    @classmethod
    def _known_sources(cls, value: str) -> str:
        names = [one.strip().lower() for one in value.split(",") if one.strip()]
        if set(names) - {"ecb", "imf", "off"} or ("off" in names and len(names) > 1):
            raise ValueError("must be ecb, imf, both with a comma between them, or off")
        return ",".join(dict.fromkeys(names)) or "off"

    @field_validator("slack_api_url")
    @classmethod
    def _web_api(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"must be the address of a Web API, such as {SLACK}")
        if is_slack_itself(value) and parts.scheme != "https":
            raise ValueError(f"must start with https:// for Slack itself: {SLACK}")
        if parts.query or parts.fragment or parts.username:
            raise ValueError(f"must be a plain address without ?, # or a user name, such as {SLACK}")
        return value if value.endswith("/") else value + "/"

    @field_validator("tracer_clock_offset", mode="before")
    @classmethod
    def _offset(cls, value: Any) -> Any:
        return clock_offset(value) if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str, info: ValidationInfo) -> str:
        return _database_url(value, info.data.get("tracer_data", Path("data")))

    @model_validator(mode="after")
    def _no_shifted_clock_at_slack(self) -> "Settings":
        if self.tracer_clock_offset and self.talks_to_slack_itself:
            raise ValueError(
                "TRACER_CLOCK_OFFSET shifts the clock for rehearsals, and SLACK_API_URL is Slack itself, "
                "where real people would be reminded on wrong days. Remove TRACER_CLOCK_OFFSET, "
                "or rehearse with: tracer playground"
            )
        return self


class GivenSettings(Settings):
    """Settings made of what they are given alone: neither the environment nor `.env` is read.

    The playground and the tests use them, so that no real token reaches a rehearsal.
    """

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def read_settings() -> Settings:
    """The settings of this process, from the environment and an optional `.env` in the working directory.

    Raises SettingsRefused with one sentence per variable that is wrong; secret values are never in it.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsRefused([_sentence(detail) for detail in error.errors()]) from None
    except UnicodeDecodeError:
        raise SettingsRefused(["The file .env is not UTF-8 text. Save it as UTF-8, or remove it."]) from None


def what_is_missing(settings: Settings, purpose: Purpose) -> list[str]:
    """What keeps a command from starting, one sentence each with what to do; empty when all is there.

    Tokens of the wrong kind count as missing, with the kind they are and where the right one is found.
    """
    sentences = []
    if purpose in NEEDS_POSTGRESQL and settings.uses_sqlite:
        sentences.append(_needs_postgresql(purpose))
    if purpose in NEEDS_SLACK:
        sentences += _bot_token(settings)
    if purpose in TAKES_DELIVERIES:
        sentences += _app_token(settings) if settings.slack_mode == "socket" else _signing_secret(settings)
    if purpose in NEEDS_SLACK and not settings.slack_bot_token:
        sentences += _left_behind(Path.cwd(), ROOT)
    return sentences


def _left_behind(here: Path, project: Path) -> list[str]:
    """That the file with the settings lies elsewhere: it is read, and `data` made, in the directory one starts from."""
    if here == project or (here / ".env").exists() or not (project / ".env").exists():
        return []
    return [
        f"There is a file .env in {project}, and Tracer was started in {here}. Change to {project} and start it there."
    ]


def is_slack_itself(url: str) -> bool:
    """Whether an address belongs to Slack and not to a stand-in."""
    host = (urlsplit(url).hostname or "").lower().rstrip(".")
    slack = urlsplit(SLACK).hostname or ""
    return host == slack or host.endswith("." + slack)


def clock_offset(text: str) -> timedelta:
    """The time that a text such as `+3d`, `36h`, `90m`, `-2h` or `1d12h` names.

    Raises ValueError with what would be right.
    """
    match = _OFFSET.fullmatch(text.strip().lower())
    if match is None or not any(match.group("days", "hours", "minutes", "seconds")):
        raise ValueError("must be a time such as +3d, 36h, 90m or 1d12h")
    sign = -1 if match["sign"] == "-" else 1
    units = {unit: int(match[unit] or 0) for unit in ("days", "hours", "minutes", "seconds")}
    try:
        return sign * timedelta(**units)
    except OverflowError:
        raise ValueError("must be a time that a calendar can hold, such as +3d") from None


_OFFSET = re.compile(
    r"(?P<sign>[+-]?)\s*(?:(?P<days>\d+)\s*d)?\s*(?:(?P<hours>\d+)\s*h)?"
    r"\s*(?:(?P<minutes>\d+)\s*m)?\s*(?:(?P<seconds>\d+)\s*s)?"
)


def secrets_of(settings: Settings) -> list[str]:
    """Every secret value of these settings in clear, for the one reader that must know them: the masks."""
    secrets = (
        settings.slack_bot_token,
        settings.slack_app_token,
        settings.slack_signing_secret,
        settings.tracer_key,
        settings.tracer_key_next,
        settings.heartbeat_url,
        *(getattr(settings, name) for name in (*TRACKER_SECRETS, *MAIL_SECRETS)),
    )
    values = [secret.get_secret_value() for secret in secrets if secret]
    return values + _password(settings.database_url)


def _password(url: str) -> list[str]:
    try:
        password = urlsplit(url).password
    except ValueError:
        return []
    # A short password such as "tracer" is a word of every other log line; the mask for addresses covers it.
    return [password, unquote(password)] if password and len(password) >= 8 else []


def _database_url(given: str, data: Path) -> str:
    if not given:
        return f"sqlite:///{data / 'tracer.db'}"
    scheme, separator, rest = given.partition("://")
    if not separator:
        raise ValueError(_WHICH_DATABASES)
    if scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and rest.startswith("/") and rest.strip("/") and ":memory:" not in rest:
        return given
    raise ValueError(_WHICH_DATABASES)


_WHICH_DATABASES = (
    "DATABASE_URL names no database that Tracer can use. For PostgreSQL: "
    "postgresql://USER:PASSWORD@HOST:5432/NAME. For the embedded SQLite: leave it out, "
    "or sqlite:////absolute/path/tracer.db"
)


def _bot_token(settings: Settings) -> list[str]:
    token = _clear(settings.slack_bot_token)
    if not token:
        return [f"SLACK_BOT_TOKEN is missing. It starts with xoxb- and is found at {WHERE_BOT_TOKEN}."]
    if token.startswith("xoxe"):
        return [
            "SLACK_BOT_TOKEN starts with xoxe, a token that expires after twelve hours. Switch token "
            f"rotation off for the app, install it again and copy the token from {WHERE_BOT_TOKEN}."
        ]
    if _looks_right(token, "xoxb-", settings):
        return []
    return [_wrong_kind("SLACK_BOT_TOKEN", token, "xoxb-", WHERE_BOT_TOKEN)]


def _app_token(settings: Settings) -> list[str]:
    token = _clear(settings.slack_app_token)
    if not token:
        return [
            f"SLACK_APP_TOKEN is missing. It starts with xapp- and is made at {WHERE_APP_TOKEN}. "
            "Without Socket Mode, set SLACK_MODE=http instead."
        ]
    if _looks_right(token, "xapp-", settings):
        return []
    return [_wrong_kind("SLACK_APP_TOKEN", token, "xapp-", WHERE_APP_TOKEN)]


def _signing_secret(settings: Settings) -> list[str]:
    secret = _clear(settings.slack_signing_secret)
    if not secret:
        return [
            "SLACK_SIGNING_SECRET is missing, and SLACK_MODE=http cannot tell Slack's requests from "
            f"forged ones without it. It is found at {WHERE_SIGNING_SECRET}."
        ]
    if _kind(secret):
        return [_wrong_kind("SLACK_SIGNING_SECRET", secret, "no prefix at all", WHERE_SIGNING_SECRET)]
    return []


def _needs_postgresql(purpose: Purpose) -> str:
    return (
        f"`tracer {purpose}` shares its work with other processes and needs PostgreSQL for that: "
        "DATABASE_URL=postgresql://USER:PASSWORD@HOST:5432/NAME. With the embedded SQLite everything runs "
        "in one process: tracer run"
    )


def _looks_right(token: str, prefix: str, settings: Settings) -> bool:
    # A stand-in may hand out tokens of any form; only the kinds that Slack knows are told apart there.
    return token.startswith(prefix) or (not settings.talks_to_slack_itself and not _kind(token))


_KINDS = {
    "xoxb-": "a bot token",
    "xoxp-": "a user token, which would act as the person who installed the app",
    "xapp-": "an app-level token",
    "xoxe": "a token that expires",
    "xoxs-": "a token of a browser session",
    "xoxc-": "a token of a browser session",
    "xoxa-": "a token of an old workspace app",
}


def _kind(token: str) -> str | None:
    return next((kind for prefix, kind in _KINDS.items() if token.startswith(prefix)), None)


def _wrong_kind(variable: str, token: str, prefix: str, where: str) -> str:
    kind = _kind(token) or "something that is no Slack token"
    wanted = f"one that starts with {prefix}" if prefix.startswith("x") else "the signing secret"
    return f"{variable} holds {kind}. Tracer needs {wanted}, found at {where}."


def _clear(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


_EXPECTED = {
    "slack_mode": "SLACK_MODE must be socket (Socket Mode, the default) or http (a public address)",
    "log_level": f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}",
    "port": "PORT must be a number from 0 to 65535; 0 takes any free one",
}
# Alone these say enough: their own sentence names the variable, and their values may hold a password.
_SAY_NO_VALUE = ("database_url", "heartbeat_url", "tracer_key")


def _sentence(detail: ErrorDetails) -> str:
    name = str(detail["loc"][0]) if detail["loc"] else ""
    reason = str(detail.get("ctx", {}).get("error", detail["msg"]))
    if not name or name in _SAY_NO_VALUE:
        return reason.rstrip(".") + "."
    if name in _EXPECTED:
        return f"{_EXPECTED[name]}. Now it is {_shown(detail)}."
    return f"{name.upper()} {reason}. Now it is {_shown(detail)}."


def _shown(detail: ErrorDetails) -> str:
    # A secret pasted into the wrong variable is still a secret.
    return repr(Masks()(str(detail.get("input")))[:60])
