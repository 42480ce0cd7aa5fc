"""No secret is read in a log, whoever writes it there and in whatever form."""

import asyncio
import io
import json
import logging
import sys
import threading

import pytest
import structlog

from bot import logs
from bot.masks import Masks
from bot.settings import GivenSettings, Settings

SIGNING = 'a"b\\c-0123456789'
KEY = "a-key-for-personal-data-of-32-random-bytes0="
PASSWORD = "correct horse@battery"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def settings(**more: object) -> Settings:
    return GivenSettings(
        slack_bot_token="xoxb-111-222-botsecret",
        slack_app_token="xapp-1-A-appsecret",
        slack_signing_secret=SIGNING,
        tracer_key=KEY,
        database_url="postgresql://tracer:correct%20horse%40battery@db/tracer",
        **more,
    )


SECRETS = ["botsecret", "appsecret", SIGNING, json.dumps(SIGNING)[1:-1], KEY, PASSWORD, "correct%20horse"]


def assert_no_secret(text: str) -> None:
    assert [secret for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("token=xoxb-1-2-abc, next", "token=xoxb-***, next"),
        ("xoxe.xoxp-1-abc.def xoxe-1-abc", "xoxe.xoxp-*** xoxe-***"),
        ("xapp-1-A-b", "xapp-***"),
        (
            'null value\nDETAIL:  Failing row contains (T1, "Anna", 9).\nat line 3',
            "null value\nDETAIL:  ***\nat line 3",
        ),
        (
            r'{"exception": "x\nDETAIL:  Key (\"a\")=(Anna).\nat", "b": 1}',
            r'{"exception": "x\nDETAIL:  ***\nat", "b": 1}',
        ),
        (r'{"exception": "DETAIL:  (Anna).", "b": 1}', '{"exception": "DETAIL:  ***", "b": 1}'),
        ("{'Authorization': 'Bearer abc.def'}", "{'Authorization': 'Bearer ***'}"),
        ("authorization: Basic dXNlcjpwdw==", "authorization: Basic ***"),
        ('{"Authorization": "Bearer abc"}', '{"Authorization": "Bearer ***"}'),
        ("postgresql+psycopg://u:p%40w@h:5/n", "postgresql+psycopg://u:***@h:5/n"),
        ("host=h password=hunter2 dbname=n", "host=h password=*** dbname=n"),
        ("wss://w.example/link/?ticket=abc-1&app_id=2", "wss://w.example/link/?ticket=***&app_id=2"),
        ("https://hooks.example/commands/T1/2/abc ok", "https://hooks.example/commands/*** ok"),
        ("postgresql://USER:PASSWORD@HOST:5432/NAME", "postgresql://USER:PASSWORD@HOST:5432/NAME"),
        (
            "1Z999AA10123456784 and LOST-0142 and https://x/health",
            "1Z999AA10123456784 and LOST-0142 and https://x/health",
        ),
    ],
)
def test_what_looks_like_a_secret_is_blotted_out_and_nothing_else(text: str, masked: str) -> None:
    assert Masks()(text) == masked


def test_a_known_secret_is_blotted_out_in_every_form_it_may_take() -> None:
    masks = Masks([SIGNING, PASSWORD])
    text = f"{SIGNING} {json.dumps(SIGNING)} {SIGNING!r} correct%20horse%40battery {PASSWORD}"
    assert masks(text) == "*** \"***\" '***' *** ***"


def test_a_secret_that_is_a_syllable_does_not_blot_out_the_language() -> None:
    assert Masks(["abc", ""])("abc is the beginning") == "abc is the beginning"


@pytest.mark.parametrize("stream_kind", [io.StringIO, Terminal])
def test_no_secret_reaches_the_log_by_any_way(logs_put_back: None, stream_kind: type[io.StringIO]) -> None:
    stream, given = stream_kind(), settings()
    logs.set_up(given, stream)
    log = structlog.get_logger("tracer.test")
    log.info("start", token="xoxb-111-222-botsecret", url=given.database_url, nested={"signing": SIGNING})
    logging.getLogger("slack_sdk.web").warning("headers %s", {"Authorization": "Bearer xapp-1-A-appsecret"})
    logging.getLogger("uvicorn.error").error("key %s", KEY, extra={"key": KEY})
    try:
        raise ValueError(f"cannot log in with {PASSWORD} and xoxb-111-222-botsecret")
    except ValueError:
        log.exception("failed", signing=SIGNING)
        logging.getLogger("sqlalchemy.pool").exception("failed too %s", SIGNING)
    text = stream.getvalue()
    assert_no_secret(text)
    assert text.count("Error: cannot log in with *** and ***") == 2
    assert "tracer.test" in text
    assert "uvicorn.error" in text


def test_elsewhere_than_in_a_terminal_every_line_is_json(logs_put_back: None) -> None:
    stream = io.StringIO()
    logs.set_up(settings(), stream)
    structlog.get_logger("tracer.test").warning("gone quiet", case="LOST-0142", carrier="云途")
    logging.getLogger("apscheduler").warning("late by %s", 3)
    ours, theirs = map(json.loads, stream.getvalue().splitlines())
    assert (ours["event"], ours["case"], ours["carrier"], ours["level"]) == (
        "gone quiet",
        "LOST-0142",
        "云途",
        "warning",
    )
    assert (theirs["event"], theirs["logger"]) == ("late by 3", "apscheduler")


def test_in_a_terminal_lines_are_for_people(logs_put_back: None) -> None:
    stream = Terminal()
    logs.set_up(settings(), stream)
    structlog.get_logger("tracer.test").info("ready")
    assert not stream.getvalue().startswith("{")
    assert "ready" in stream.getvalue()


def test_the_libraries_never_write_out_payloads_even_when_we_debug(logs_put_back: None) -> None:
    stream = io.StringIO()
    logs.set_up(settings(log_level="DEBUG"), stream)
    structlog.get_logger("tracer.test").debug("our detail")
    logging.getLogger("slack_sdk.web.async_base_client").debug("buyer's address")
    logging.getLogger("slack_bolt.AsyncApp").debug("buyer's address")
    logging.getLogger("uvicorn.access").info("GET /health")
    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["our detail"]


def test_what_nobody_caught_is_masked_in_threads_tasks_and_on_the_way_out(logs_put_back: None) -> None:
    stream = io.StringIO()
    logs.set_up(settings(), stream)

    def fail() -> None:
        raise RuntimeError(f"in a thread {KEY}")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    loop = asyncio.new_event_loop()
    logs.catch_in_tasks(loop)
    loop.call_exception_handler({"message": "a task", "exception": RuntimeError(f"in a task {KEY}")})
    loop.close()
    sys.excepthook(RuntimeError, RuntimeError(f"on the way out {KEY}"), None)
    text = stream.getvalue()
    assert_no_secret(text)
    for where in ("in a thread ***", "in a task ***", "on the way out ***"):
        assert where in text
