"""Slack that is slow, broken, silent, strict or not there: the bot says so in words, keeps on, and doubles nothing."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.outages.afterwards import all_sent, becomes, looking_into
from tests.outages.other_slack import (
    OtherSlack,
    Trouble,
    buttons,
    click,
    command,
    form_body,
    other_slack,
    post,
    signed,
)
from tests.outages.processes import Processes, Running, free_port

UPS = "1Z999AA10123456784"
PAGE = "<html><body>502 Bad Gateway</body></html>"


async def started(processes: Processes, slack: OtherSlack) -> Running:
    return await (await processes.start("run", **slack.variables())).ready()


@pytest.mark.parametrize("address", ["/api", ""])
async def test_the_address_of_the_web_api_may_lack_its_last_slash(
    processes: Processes, tmp_path: Path, address: str
) -> None:
    async with other_slack() as slack:
        variables = slack.variables() | {"SLACK_API_URL": f"{slack.base}{address}"}
        running = await (await processes.start("run", **variables)).ready()
        told = await slack.sends("slash_commands", command(UPS))
        assert told["text"].startswith("*LOST-0001* is open")
        await slack.until(lambda: slack.posts)
        assert await running.stop() == 0


async def test_a_slack_that_is_not_there_yet_is_waited_for_in_words(processes: Processes) -> None:
    async with other_slack() as slack:
        await slack.stop()
        running = await processes.start("run", **slack.variables())
        await running.says("Slack cannot be reached; trying again")
        health = await running.health()
        assert (health["ok"], health["wrong"]) == (False, ["slack"])
        slack.troubles = [
            Trouble("auth.test", body=PAGE, status=502),
            Trouble("apps.connections.open", status=429, body='{"ok":false,"error":"ratelimited"}', headers=RETRY),
            Trouble("apps.connections.open", cut=True),
            Trouble("users.list", status=500, body="oops"),
        ]
        await slack.start()
        await running.ready()
        assert (await slack.sends("slash_commands", command(UPS)))["text"].startswith("*LOST-0001* is open")
        assert await running.stop() == 0
    assert "Traceback" not in running.text


NOT_OPENED = "Slack did not open the form in time. Please try once more."
RETRY = {"Retry-After": "1"}
TROUBLES = {
    "429": {"status": 429, "body": '{"ok":false,"error":"ratelimited"}', "headers": RETRY},
    "429 without words": {"status": 429, "headers": RETRY},
    "ratelimited with 200": {"body": '{"ok":false,"error":"ratelimited"}', "headers": RETRY},
    "500": {"status": 500, "body": '{"ok":false,"error":"internal_error"}'},
    "a page": {"status": 502, "body": PAGE},
    "a page that says 200": {"body": PAGE},
    "half an answer": {"cut": True},
}


async def test_a_form_that_cannot_be_opened_is_a_sentence_and_the_next_try_works(processes: Processes) -> None:
    async with other_slack() as slack:
        running = await started(processes, slack)
        for name, trouble in TROUBLES.items():
            slack.troubles, slack.views = [Trouble("views.open", **trouble)], []
            told = await slack.sends("slash_commands", command("", trigger_id=f"1.2.{name}"))
            assert (name, told["text"]) == (name, NOT_OPENED)
            assert await slack.sends("slash_commands", command("", trigger_id=f"1.3.{name}")) is None
            assert [view["callback_id"] for view in slack.views] == ["report"]
        assert await running.stop() == 0
    assert "Traceback" not in running.text


async def test_a_form_that_slack_is_slow_to_open_does_not_keep_the_acknowledgement(processes: Processes) -> None:
    async with other_slack() as slack:
        running = await started(processes, slack)
        slack.troubles = [Trouble("views.open", seconds=5)]
        told = await slack.sends("slash_commands", command("", trigger_id="1.2.a"), within=3)
        assert told["text"] == NOT_OPENED
        assert await running.stop() == 0


async def test_letters_that_slack_slows_down_arrive_once(processes: Processes, tmp_path: Path) -> None:
    async with other_slack() as slack:
        running = await started(processes, slack)
        slower = [one for name, one in TROUBLES.items() if "429" in name or "rate" in name]
        slack.troubles = [Trouble(name, **one) for name in ("chat.postMessage", "chat.update") for one in slower]
        await slack.sends("slash_commands", command(UPS))
        ts = await slack.until(lambda: next(iter(slack.posts), None))
        await slack.sends("interactive", click(buttons(slack.posts[ts])["move:take"], ts))
        await everything_arrives_once(slack, tmp_path)
        assert await running.stop() == 0


async def test_by_http_commands_are_taken_while_the_web_api_does_not_answer(
    processes: Processes, tmp_path: Path
) -> None:
    async with other_slack() as slack:
        slack.troubles = [Trouble("*", times=999, status=503, body=PAGE)]
        running = await processes.start("run", **slack.variables(app=free_port()))
        await running.says("Slack cannot be reached; trying again")
        body = form_body(command(UPS))
        status, told = await post(running.port, body, signed(body))
        assert (status, "*LOST-0001* is open" in told, slack.posts) == (200, True, {})
        slack.troubles.clear()
        await running.ready()
        await everything_arrives_once(slack, tmp_path)
        assert len(slack.posts) == 1
        assert await running.stop() == 0
    assert "Traceback" not in running.text


async def everything_arrives_once(slack: OtherSlack, directory: Path) -> None:
    """No letter is left, and no two posts carry the same letter."""
    with looking_into(f"sqlite:///{directory / 'data' / 'tracer.db'}", directory / "data") as database:
        await becomes(lambda: all_sent(database), 20, "letters are still owed")
    keys = Counter(json.dumps(one.get("metadata")) for one in slack.posts.values())
    assert {key: count for key, count in keys.items() if count > 1} == {}
