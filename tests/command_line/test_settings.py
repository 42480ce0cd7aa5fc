"""What the environment says, and what is said back."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings import (
    GivenSettings,
    Settings,
    SettingsRefused,
    clock_offset,
    is_slack_itself,
    read_settings,
    secrets_of,
    what_is_missing,
)

BOT, APP, SIGNING = "xoxb-1-2-abc", "xapp-1-A-abc", "0123456789abcdef"
KEY = "a-key-of-ours-in-as-many-characters-as-one0="


def refusal(monkeypatch: pytest.MonkeyPatch, **variables: str) -> list[str]:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsRefused) as refused:
        read_settings()
    return refused.value.sentences


def test_an_empty_environment_gives_defaults_that_stay_on_this_machine() -> None:
    settings = read_settings()
    assert settings.slack_mode == "socket"
    assert settings.slack_api_url == "https://slack.com/api/"
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert settings.database_url == "sqlite:///data/tracer.db"
    assert settings.tracer_data == Path("data")
    assert settings.slack_bot_token is None
    assert settings.talks_to_slack_itself
    assert settings.uses_sqlite


def test_an_empty_or_blank_variable_counts_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "")
    monkeypatch.setenv("SLACK_APP_TOKEN", "   ")
    monkeypatch.setenv("PORT", "")
    settings = read_settings()
    assert settings.port == 3000
    assert [sentence.split()[0] for sentence in what_is_missing(settings, "run")] == [
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
    ]


def test_a_file_named_env_is_read_and_the_environment_stands_before_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-file\nPORT=4000\nUNKNOWN=1\n")
    monkeypatch.setenv("PORT", "5000")
    settings = read_settings()
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "xoxb-file"
    assert settings.port == 5000


def test_an_env_file_that_is_no_text_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00PORT=1")
    with pytest.raises(SettingsRefused) as refused:
        read_settings()
    assert refused.value.sentences == ["The file .env is not UTF-8 text. Save it as UTF-8, or remove it."]


def test_every_wrong_variable_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = refusal(
        monkeypatch, SLACK_MODE="carrier-pigeon", PORT="99999", LOG_LEVEL="loud", TRACER_CLOCK_OFFSET="soon"
    )
    assert sentences == [
        "SLACK_MODE must be socket (Socket Mode, the default) or http (a public address). Now it is 'carrier-pigeon'.",
        "PORT must be a number from 0 to 65535; 0 takes any free one. Now it is '99999'.",
        "TRACER_CLOCK_OFFSET must be a time such as +3d, 36h, 90m or 1d12h. Now it is 'soon'.",
        "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR. Now it is 'LOUD'.",
    ]


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("slack.example", "SLACK_API_URL must be the address of a Web API, such as https://slack.com/api/."),
        ("ftp://x/api/", "SLACK_API_URL must be the address of a Web API, such as https://slack.com/api/."),
        ("http://slack.com/api/", "SLACK_API_URL must start with https:// for Slack itself: https://slack.com/api/."),
        ("https://x/api/?a=b", "SLACK_API_URL must be a plain address without ?, # or a user name,"),
    ],
)
def test_a_web_api_address_that_cannot_be_one_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str, says: str
) -> None:
    [sentence] = refusal(monkeypatch, SLACK_API_URL=address)
    assert sentence.startswith(says)


def test_a_password_or_token_in_the_wrong_place_is_not_read_back(monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = refusal(
        monkeypatch,
        SLACK_API_URL="http://me:hunter2secret@x/?q",
        DATABASE_URL="mysql://me:hunter2secret@h/n",
        PORT="xoxb-1-2-abc",
    )
    assert len(sentences) == 3
    assert "hunter2secret" not in "".join(sentences)
    assert "2-abc" not in "".join(sentences)


def test_the_slash_at_the_end_of_the_web_api_address_may_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9000/api")
    assert read_settings().slack_api_url == "http://127.0.0.1:9000/api/"


@pytest.mark.parametrize(
    ("given", "becomes"),
    [
        ("postgres://u:p@h/n", "postgresql+psycopg://u:p@h/n"),
        ("postgresql://u:p@h:5432/n?sslmode=require", "postgresql+psycopg://u:p@h:5432/n?sslmode=require"),
        ("postgresql+psycopg://u@h/n", "postgresql+psycopg://u@h/n"),
        ("sqlite:////var/lib/tracer/tracer.db", "sqlite:////var/lib/tracer/tracer.db"),
    ],
)
def test_a_database_address_is_understood_as_people_write_it(given: str, becomes: str) -> None:
    assert GivenSettings(database_url=given).database_url == becomes


@pytest.mark.parametrize("given", ["mysql://u:p@h/n", "tracer.db", "sqlite://", "sqlite:///:memory:", "://"])
def test_a_database_that_tracer_cannot_use_is_refused_with_the_two_it_can(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    assert refusal(monkeypatch, DATABASE_URL=given) == [
        "DATABASE_URL names no database that Tracer can use. For PostgreSQL: "
        "postgresql://USER:PASSWORD@HOST:5432/NAME. For the embedded SQLite: leave it out, "
        "or sqlite:////absolute/path/tracer.db."
    ]


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("+3d", timedelta(days=3)),
        ("36h", timedelta(hours=36)),
        ("90m", timedelta(minutes=90)),
        ("1d12h", timedelta(days=1, hours=12)),
        ("-2h", timedelta(hours=-2)),
        ("0s", timedelta(0)),
    ],
)
def test_a_clock_offset_is_read_as_people_say_it(text: str, means: timedelta) -> None:
    assert clock_offset(text) == means


@pytest.mark.parametrize("text", ["", "3", "d", "tomorrow", "3w", "+", "1h2d", "99999999999999d"])
def test_a_clock_offset_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be a time"):
        clock_offset(text)


def test_a_shifted_clock_is_refused_against_slack_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    [sentence] = refusal(monkeypatch, TRACER_CLOCK_OFFSET="3d")
    assert sentence.startswith("TRACER_CLOCK_OFFSET shifts the clock for rehearsals, and SLACK_API_URL is Slack itself")
    assert "tracer playground" in sentence
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9000/api/")
    assert read_settings().tracer_clock_offset == timedelta(days=3)


@pytest.mark.parametrize(
    ("url", "itself"),
    [
        ("https://slack.com/api/", True),
        ("https://SLACK.com./api/", True),
        ("https://files.slack.com/x", True),
        ("https://slack.com.evil.example/api/", False),
        ("https://notslack.com/", False),
        ("http://127.0.0.1/slack.com", False),
    ],
)
def test_slack_itself_is_told_from_everything_that_only_looks_like_it(url: str, itself: bool) -> None:
    assert is_slack_itself(url) is itself


def test_nothing_is_missing_when_everything_is_there() -> None:
    socket = GivenSettings(slack_bot_token=BOT, slack_app_token=APP)
    http = GivenSettings(slack_mode="http", slack_bot_token=BOT, slack_signing_secret=SIGNING)
    shared = GivenSettings(slack_bot_token=BOT, slack_app_token=APP, database_url="postgresql://h/n")
    assert what_is_missing(socket, "run") == what_is_missing(http, "run") == what_is_missing(shared, "web") == []
    assert what_is_missing(shared, "worker") == what_is_missing(GivenSettings(), "migrate") == []


def test_a_missing_token_says_where_it_is_found() -> None:
    bot, app = what_is_missing(GivenSettings(), "run")
    assert bot == (
        "SLACK_BOT_TOKEN is missing. It starts with xoxb- and is found at "
        "api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token."
    )
    assert app == (
        "SLACK_APP_TOKEN is missing. It starts with xapp- and is made at api.slack.com/apps → your app → "
        "Basic Information → App-Level Tokens, with the scope connections:write. "
        "Without Socket Mode, set SLACK_MODE=http instead."
    )
    [signing] = what_is_missing(GivenSettings(slack_mode="http", slack_bot_token=BOT), "run")
    assert signing.startswith("SLACK_SIGNING_SECRET is missing, and SLACK_MODE=http cannot tell")


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        (APP, "an app-level token"),
        ("xoxp-1", "a user token, which would act as the person who installed the app"),
        ("hello", "something that is no Slack token"),
    ],
)
def test_a_token_of_the_wrong_kind_is_explained(token: str, kind: str) -> None:
    settings = GivenSettings(slack_bot_token=token, slack_app_token=APP)
    [sentence] = what_is_missing(settings, "run")
    assert sentence.startswith(f"SLACK_BOT_TOKEN holds {kind}. Tracer needs one that starts with xoxb-, found at")


def test_tokens_in_each_others_place_are_both_explained() -> None:
    sentences = what_is_missing(GivenSettings(slack_bot_token=APP, slack_app_token=BOT), "run")
    assert [sentence.split(". ")[0] for sentence in sentences] == [
        "SLACK_BOT_TOKEN holds an app-level token",
        "SLACK_APP_TOKEN holds a bot token",
    ]


def test_a_token_that_expires_is_explained() -> None:
    [sentence] = what_is_missing(GivenSettings(slack_bot_token="xoxe.xoxb-1", slack_app_token=APP), "run")
    assert "expires after twelve hours. Switch token rotation off" in sentence


def test_a_token_in_place_of_the_signing_secret_is_explained() -> None:
    settings = GivenSettings(slack_mode="http", slack_bot_token=BOT, slack_signing_secret=BOT)
    [sentence] = what_is_missing(settings, "web")[1:]
    assert sentence.startswith("SLACK_SIGNING_SECRET holds a bot token. Tracer needs the signing secret, found at")


def test_a_stand_in_may_hand_out_tokens_of_any_form_but_not_of_the_wrong_kind() -> None:
    stand_in = {"slack_api_url": "http://127.0.0.1:1/api/"}
    assert what_is_missing(GivenSettings(slack_bot_token="a", slack_app_token="b", **stand_in), "run") == []
    assert len(what_is_missing(GivenSettings(slack_bot_token=APP, slack_app_token=BOT, **stand_in), "run")) == 2


@pytest.mark.parametrize("purpose", ["web", "worker"])
def test_processes_that_share_their_work_say_that_they_need_postgresql(purpose: str) -> None:
    settings = GivenSettings(slack_bot_token=BOT, slack_app_token=APP)
    assert what_is_missing(settings, purpose) == [  # type: ignore[arg-type]
        f"`tracer {purpose}` shares its work with other processes and needs PostgreSQL for that: "
        "DATABASE_URL=postgresql://USER:PASSWORD@HOST:5432/NAME. With the embedded SQLite everything runs "
        "in one process: tracer run"
    ]


def test_settings_that_were_left_in_the_projects_folder_are_pointed_to(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    project, here = tmp_path / "project", tmp_path / "here"
    project.mkdir()
    here.mkdir()
    monkeypatch.setattr("bot.settings.ROOT", project)
    monkeypatch.chdir(here)
    without = what_is_missing(GivenSettings(), "run")
    (project / ".env").write_text("SLACK_BOT_TOKEN=xoxb-1\n")
    assert what_is_missing(GivenSettings(), "run") == [
        *without,
        f"There is a file .env in {project}, and Tracer was started in {here}. Change to {project} and start it there.",
    ]
    monkeypatch.chdir(project)
    assert what_is_missing(GivenSettings(), "run") == without


def test_settings_show_no_secret_of_theirs() -> None:
    settings = GivenSettings(
        slack_bot_token=BOT,
        slack_app_token=APP,
        slack_signing_secret=SIGNING,
        tracer_key=KEY,
        database_url="postgresql://u:a-long-password@h/n",
    )
    secrets = secrets_of(settings)
    assert secrets == [BOT, APP, SIGNING, KEY, "a-long-password", "a-long-password"]
    shown = repr(settings) + str(settings)
    assert not [secret for secret in secrets if secret in shown]


@pytest.mark.parametrize("address", ["monitor.example/ping/0a1b2c", "ftp://monitor.example/0a1b2c", "https://"])
def test_a_heartbeat_address_that_cannot_be_asked_for_is_refused_without_being_repeated(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    (sentence,) = refusal(monkeypatch, HEARTBEAT_URL=address)
    assert sentence.startswith("HEARTBEAT_URL must be an address that starts with https:// or http://")
    assert "0a1b2c" not in sentence


@pytest.mark.parametrize("key", ["abc-0a1b2c", "0a1b2c" * 9, "A" * 39 + "="])
def test_a_key_that_is_none_is_refused_at_the_start_without_being_told(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    (sentence,) = refusal(monkeypatch, TRACER_KEY=key)
    assert sentence.startswith("TRACER_KEY holds no key. A key is 32 random bytes in base64, 44 characters ending in =")
    assert key not in sentence


def test_the_heartbeat_address_is_a_secret() -> None:
    settings = GivenSettings(heartbeat_url="https://monitor.example/ping/0a1b2c")
    assert secrets_of(settings) == ["https://monitor.example/ping/0a1b2c"]
    assert "0a1b2c" not in repr(settings) + str(settings)


def test_given_settings_read_neither_the_environment_nor_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", BOT)
    (tmp_path / ".env").write_text("SLACK_APP_TOKEN=xapp-real\n")
    settings = GivenSettings(port=0)
    assert (settings.slack_bot_token, settings.slack_app_token, settings.port) == (None, None, 0)
    assert isinstance(settings, Settings)
