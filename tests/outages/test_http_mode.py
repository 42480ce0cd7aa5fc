"""HTTP mode whole, by a Slack that is not ours: who may deliver, what is taken, and what is refused in peace."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.outages.afterwards import cases_with_logs, letters, looking_into
from tests.outages.other_slack import (
    CHANNEL,
    PERSON,
    TEAM,
    OtherSlack,
    buttons,
    click,
    command,
    form_body,
    other_slack,
    post,
    signed,
    submission,
)
from tests.outages.processes import Processes, Running, free_port

UPS, DHL = "1Z999AA10123456784", "00340434161094042557"
NOT_SIGNED = (401, "That is not signed by Slack, or too long ago.\n")


async def started(processes: Processes, slack: OtherSlack) -> Running:
    return await (await processes.start("run", **slack.variables(app=free_port()))).ready()


async def delivered(running: Running, body: str, **more: str) -> tuple[int, Any]:
    """A signed delivery: the status, and the answer read as JSON where there is one."""
    status, text = await post(running.port, body, signed(body) | more)
    return status, json.loads(text) if text.startswith("{") else text


async def test_only_slack_may_deliver_and_what_others_send_leaves_nothing_behind(
    processes: Processes, tmp_path: Path
) -> None:
    async with other_slack() as slack:
        running = await started(processes, slack)
        body, now = form_body(command(UPS)), int(time.time())
        forged = [
            {},
            signed(body, secret="guessed"),
            signed(body, at=now - 400),
            signed(body, at=now + 400),
            signed(body + "&more=1"),
            signed(body) | {"X-Slack-Signature": "v0=é"},
            signed(body) | {"X-Slack-Request-Timestamp": "soon"},
            {"X-Slack-Signature": signed(body)["X-Slack-Signature"]},
        ]
        assert [await post(running.port, body, headers) for headers in forged] == [NOT_SIGNED] * len(forged)
        challenge = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a", "token": "x"})
        assert await post(running.port, challenge, {}) == NOT_SIGNED
        assert await delivered(running, challenge) == (200, {"challenge": "3eZbrw1a"})
        assert await post(running.port, "ssl_check=1&token=x", {}) == (200, "")
        assert await post(running.port, body + "&ssl_check=1", {}) == NOT_SIGNED
        assert await running.stop() == 0
        with looking_into(f"sqlite:///{tmp_path / 'data' / 'tracer.db'}", tmp_path / "data") as database:
            assert (cases_with_logs(database, TEAM), letters(database)) == ({}, [])


async def test_a_case_by_http_with_repeated_deliveries_and_answers_in_time(
    processes: Processes, tmp_path: Path
) -> None:
    async with other_slack() as slack:
        running = await started(processes, slack)
        began = time.monotonic()
        status, told = await delivered(running, form_body(command(f"{UPS} 20 USD", trigger_id="1.2.a")))
        assert (status, told["text"].startswith("*LOST-0001* is open for UPS")) == (200, True)
        # The same delivery once more: the same answer, and one case.
        assert await delivered(running, form_body(command(f"{UPS} 20 USD", trigger_id="1.2.a"))) == (200, told)
        # Bolt's own reading of a form loses a text with this word in it.
        assert (await delivered(running, form_body(command("note 1 the payload was fragile"))))[0] == 200
        assert time.monotonic() - began < 3
        ts = await slack.until(lambda: next(iter(slack.posts), None))
        refund = click(buttons(slack.posts[ts])["decide:choose_refund"], ts, trigger_id="1.2.b")
        assert (await delivered(running, form_body(refund, interactive=True)))[0] == 200
        sent = submission(slack.views[-1], {"goods": "20", "currency": "USD"})
        for _ in range(2):
            answer = await delivered(running, form_body(sent, interactive=True))
            assert answer == (200, {"response_action": "clear"})
        event = {"type": "app_mention", "user": PERSON, "text": f"<@U7BOT> note 1 {DHL}", "channel": CHANNEL}
        mention = json.dumps({"type": "event_callback", "event_id": "Ev1", "team_id": TEAM, "event": event})
        for retry in ({}, {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}):
            assert await delivered(running, mention, **retry) == (200, "")
        assert await running.stop() == 0
        with looking_into(f"sqlite:///{tmp_path / 'data' / 'tracer.db'}", tmp_path / "data") as database:
            ((_, log),) = cases_with_logs(database, TEAM).values()
        assert [entry.move for entry in log] == ["report", "note", "choose_refund", "note"]


NO_USE_OF = [
    "",
    "\xff",
    "[1]",
    '{"type":"event_callback"}',
    '{"type":"block_actions"}',
    '{"type":"block_suggestion","action_id":"x","block_id":"b","value":"v"}',
    '{"type":"view_closed","view":{}}',
    '{"type":"something_new","of":"2031"}',
]
UNREADABLE = [
    '{"type":',
    '{"a":' * 5000,
    "payload=%7B",
    "payload=%5B1%5D",
    '{"team":5}',
    '{"type":"block_actions","actions":[],"user":5}',
    '{"type":"block_actions","actions":[{"action_id":"move:take"}],"user":{"id":"U1"}}',
    '{"type":"view_submission","view":{"callback_id":"decide"}}',
    '{"type":"view_submission","team":{"id":"T1"},"view":{"type":"modal","callback_id":"decide"}}',
    '{"type":"message_action","callback_id":"x"}',
    '{"type":"shortcut","callback_id":"x"}',
    '{"type":"event_callback","event":5}',
    "command=%2Flost",
    "command=%2Flost&user_id=U1",
]
# Slack would repeat an event that is not acknowledged, and it would read no better.
EVENTS_IN_PEACE = [
    {"type": "app_mention"},
    {"type": "app_home_opened"},
    {"type": "user_change"},
    {"type": "user_change", "user": "U1"},
    {"type": "channel_archive"},
    {"type": "member_joined_channel", "channel": {"id": ["C1"]}},
    {"type": "message", "channel_type": "im", "user": {"id": "U1"}, "subtype": ["new"]},
    {"type": "message", "subtype": "message_deleted"},
    {"type": "something_new"},
]


async def test_bad_deliveries_are_a_line_in_the_log_and_never_a_crash(processes: Processes) -> None:
    async with other_slack() as slack:
        running = await started(processes, slack)
        for body in NO_USE_OF:
            assert (body, (await delivered(running, body))[0]) == (body, 404)
        for body in UNREADABLE:
            assert (body[:60], (await delivered(running, body))[0]) == (body[:60], 400)
        for told in EVENTS_IN_PEACE:
            status, _ = await delivered(running, json.dumps({"type": "event_callback", "team_id": TEAM, "event": told}))
            assert (told, status) == (told, 200)
        assert (await delivered(running, form_body(command(UPS))))[0] == 200
        assert await running.stop() == 0
    assert "Traceback" not in running.text
    assert running.warnings().count("Slack delivered something that Tracer has no use for") == len(NO_USE_OF)
    assert "error" not in {json.loads(line)["level"] for line in running.log}


@pytest.mark.parametrize("command_name", ["web", "worker"])
async def test_web_and_worker_need_postgresql_and_say_so(processes: Processes, command_name: str) -> None:
    status, said = await processes.done(command_name, **OtherSlack(1).variables())
    assert (status, said) == (
        2,
        f"`tracer {command_name}` shares its work with other processes and needs PostgreSQL for that: "
        "DATABASE_URL=postgresql://USER:PASSWORD@HOST:5432/NAME. With the embedded SQLite everything runs in one "
        "process: tracer run",
    )
