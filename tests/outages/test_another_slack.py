"""Beside a Slack that is not ours, and that answers with the least: it must be enough for a case."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.outages.afterwards import cases_with_logs, looking_into
from tests.outages.other_slack import (
    BOT,
    CHANNEL,
    PERSON,
    TEAM,
    OtherSlack,
    buttons,
    click,
    command,
    other_slack,
    submission,
)
from tests.outages.processes import Processes, Running

UPS, DHL = "1Z999AA10123456784", "00340434161094042557"
IN_HERE = f"*LOST-0001* is open for UPS {UPS}. Its card is in <#{CHANNEL}>."
OPENED = f"{IN_HERE} If no card appears there, type “/invite @Tracer” there, and it follows."
WHAT_IT_TELLS: dict[str, dict[str, dict[str, Any]]] = {
    "unknown methods": {},
    "ok to everything": {
        name: {"ok": True}
        for name in ("users.list", "users.info", "users.conversations", "conversations.info", "conversations.history")
    },
    "empty lists": {
        "users.list": {"ok": True, "members": []},
        "users.conversations": {"ok": True, "channels": []},
        "conversations.list": {"ok": True, "channels": []},
        "users.info": {"ok": False, "error": "user_not_found"},
        "conversations.info": {"ok": False, "error": "channel_not_found"},
    },
    "names and no more": {
        "users.list": {"ok": True, "members": [{"id": PERSON}, {"name": "nobody"}, 5]},
        "conversations.list": {"ok": True, "channels": [{"id": CHANNEL}, {"id": "C7OTHER", "name": "general"}]},
    },
    "the longer question only": {
        "conversations.list": {
            "ok": True,
            "channels": [{"id": "C7OTHER", "is_member": False}, {"id": CHANNEL, "is_member": True}],
            "response_metadata": {"next_cursor": ""},
        },
    },
}


@pytest.mark.parametrize("tells", WHAT_IT_TELLS)
async def test_a_case_from_the_command_to_a_decision(processes: Processes, tmp_path: Path, tells: str) -> None:
    async with other_slack() as slack:
        slack.answers |= WHAT_IT_TELLS[tells]
        running = await started(processes, slack)
        told = await slack.sends("slash_commands", command(f"{UPS} 20 USD"))
        assert told["text"] == (IN_HERE if tells == "the longer question only" else OPENED)
        ts = await slack.until(lambda: next(iter(slack.posts), None))
        assert slack.posts[ts]["channel"] == CHANNEL
        await slack.sends("interactive", click(buttons(slack.posts[ts])["move:take"], ts))
        await slack.until(lambda: f"<@{PERSON}>" in json.dumps(slack.posts[ts]))
        await slack.sends("interactive", click(buttons(slack.posts[ts])["decide:choose_refund"], ts, trigger_id="x"))
        form = slack.views[-1]
        wrong = await slack.sends("interactive", submission(form, {"goods": "much", "currency": "USD"}))
        assert (wrong["response_action"], list(wrong["errors"])) == ("errors", ["goods"])
        sent = await slack.sends("interactive", submission(form, {"goods": "20", "currency": "USD"}))
        assert sent == {"response_action": "clear"}
        await slack.until(lambda: any("decided" in one or "chose" in one for one in slack.said()[1:]))
        await ends_well(running, tmp_path, ["report", "take", "choose_refund"])


async def test_what_carries_no_identity_is_never_taken_for_a_repetition(processes: Processes, tmp_path: Path) -> None:
    async with other_slack() as slack:
        running = await started(processes, slack)
        for number, count in ((UPS, 1), (DHL, 2)):
            await slack.sends("slash_commands", command(number))
            await slack.until(lambda count=count: len(cards(slack)) == count)
        for ts, card in cards(slack).items():
            await slack.sends("interactive", click(buttons(card)["move:take"], ts))
        event = {"type": "app_mention", "user": PERSON, "channel": CHANNEL, "thread_ts": next(iter(slack.posts))}
        for text in ("note the first", "note the second"):
            told = {"type": "event_callback", "team_id": TEAM, "event": event | {"text": f"<@{BOT}> {text}"}}
            await slack.sends("events_api", told)
        listed = [await slack.sends("slash_commands", command("list")) for _ in range(2)]
        assert "LOST-0002" in json.dumps(listed[0])
        await slack.sends("slash_commands", command("notlost 2 duplicate"))
        assert "LOST-0002" not in json.dumps(await slack.sends("slash_commands", command("list")))
        await ends_well(running, tmp_path, ["report", "take", "note", "note"], ["report", "take", "not_lost"])


async def test_an_envelope_that_comes_again_is_done_once_and_answered_alike(
    processes: Processes, tmp_path: Path
) -> None:
    async with other_slack() as slack:
        running = await started(processes, slack)
        typed = command(UPS, trigger_id="1.2.a")
        first = await slack.sends("slash_commands", typed, envelope="E1")
        assert (
            await slack.sends("slash_commands", typed, envelope="E1")
            == first
            == {
                "response_type": "ephemeral",
                "text": OPENED,
            }
        )
        ts = await slack.until(lambda: next(iter(slack.posts), None))
        taken = click(buttons(slack.posts[ts])["move:take"], ts, trigger_id="1.2.b")
        event = {"type": "app_mention", "user": PERSON, "channel": CHANNEL, "text": f"<@{BOT}> note 1 once"}
        told = {"type": "event_callback", "event_id": "Ev1", "team_id": TEAM, "event": event}
        for kind, payload in (("interactive", taken), ("events_api", told)) * 2:
            assert await slack.sends(kind, payload) is None
        await ends_well(running, tmp_path, ["report", "take", "note"])


async def test_a_channel_that_the_bot_is_not_in_after_all_is_said_and_the_card_follows_the_invitation(
    processes: Processes, tmp_path: Path
) -> None:
    async with other_slack() as slack:
        slack.refuses = lambda method, args: "not_in_channel" if args.get("channel") == CHANNEL else None
        running = await started(processes, slack)
        await slack.sends("slash_commands", command(UPS))
        ts = await slack.until(lambda: next(iter(slack.posts), None))
        assert slack.posts[ts]["channel"] == PERSON
        assert slack.posts[ts]["text"] == (
            f"Tracer is not in <#{CHANNEL}>, so LOST-0001 has no card. Type “/invite @Tracer” there, and it follows."
        )
        again = await slack.sends("slash_commands", command(DHL))
        assert again["text"].startswith("Tracer is in no channel yet. Invite it with “/invite @Tracer”")
        slack.refuses = lambda method, args: None
        joined = {"type": "member_joined_channel", "user": BOT, "channel": CHANNEL}
        await slack.sends("events_api", {"type": "event_callback", "team_id": TEAM, "event": joined})
        await slack.until(lambda: any(one["channel"] == CHANNEL for one in slack.posts.values()))
        (card,) = cards(slack).values()
        assert "LOST-0001" in card["text"]
        await ends_well(running, tmp_path, ["report"])


async def test_what_is_no_delivery_leaves_the_connection_as_it_is(processes: Processes, tmp_path: Path) -> None:
    async with other_slack() as slack:
        running = await started(processes, slack)
        await slack.until(lambda: slack.links)
        for text in ("", "hello", "[1]", "null", "5", '{"type":"hello"}', '{"envelope_id":"E1"}', '{"type":5}'):
            await slack.links[-1].send_str(text)
        for payload in ("words", [1], None, {"type": "event_callback", "event": 5}, {"team": 5}):
            await slack.links[-1].send_json({"envelope_id": "E2", "type": "events_api", "payload": payload})
        await slack.links[-1].send_bytes(b"\x00")
        assert (await slack.sends("slash_commands", command(UPS)))["text"] == OPENED
        await ends_well(running, tmp_path, ["report"])


async def started(processes: Processes, slack: OtherSlack) -> Running:
    return await (await processes.start("run", **slack.variables())).ready()


def cards(slack: OtherSlack) -> dict[str, dict[str, Any]]:
    return {ts: one for ts, one in slack.posts.items() if "move:" in json.dumps(one)}


async def ends_well(running: Running, directory: Path, *stories: list[str]) -> None:
    """It stops when asked, without a traceback, and keeps these moves of its cases."""
    assert await running.stop() == 0
    assert "Traceback" not in running.text
    with looking_into(f"sqlite:///{directory / 'data' / 'tracer.db'}", directory / "data") as database:
        told = [[entry.move for entry in log] for _, log in cases_with_logs(database, TEAM).values()]
    assert told == list(stories), running.text
