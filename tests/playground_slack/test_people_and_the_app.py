"""A Bolt app over Socket Mode: people type, click, fill in, and read what comes back."""

import asyncio

import pytest

from bot.playground.refusals import NotThere
from bot.playground.rig import settings_for
from bot.settings import Settings
from tests.playground_slack.conftest import button, card, form, plain


async def test_a_command_arrives_with_every_field_and_its_answer_is_private(server, bolt, socket):
    heard = []

    @bolt.command("/lost")
    async def lost(ack, body):
        heard.append(body)
        await ack(text=f"Looking for {body['text']}", response_type="ephemeral")

    async with socket():
        told = await server.person("lin").types("#lost-parcels", "/lost  1Z999AA10123456784")
    assert told.text == "Looking for 1Z999AA10123456784"
    assert told.private == told.answers and told.notice is None and told.view is None
    assert [one.text for one in server.sees("maya", "#lost-parcels")] == []
    (body,) = heard
    assert set(body) == {
        "token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name", "command",
        "text", "api_app_id", "is_enterprise_install", "response_url", "trigger_id",
    }  # fmt: skip
    assert (body["command"], body["text"], body["channel_name"]) == ("/lost", "1Z999AA10123456784", "lost-parcels")
    assert (body["user_id"], body["user_name"]) == ("U0LIN0000", "lin")


async def test_a_command_answered_in_the_channel_is_read_by_all(server, bolt, socket):
    @bolt.command("/lost")
    async def lost(ack):
        await ack(text="Opened", response_type="in_channel")

    async with socket():
        await server.person("lin").types("#lost-parcels", "/lost 1")
    assert [one.text for one in server.sees("maya", "#lost-parcels")] == ["Opened"]


async def test_mentions_and_links_in_a_command_are_escaped_where_the_manifest_says_so(server, bolt, socket):
    heard = []

    @bolt.command("/lost")
    @bolt.command("/raw")
    async def listen(ack, body):
        heard.append(body["text"])
        await ack()

    typed = "assign @maya in #lost-finance https://parcels.example/?a=1&b=2 a&b <x>"
    async with socket():
        lin = server.person("lin")
        await lin.types("#lost-parcels", f"/lost {typed}")
        await lin.types("#lost-parcels", f"/raw {typed}")
        await lin.types("#lost-parcels", "/lost amazon.de 1.5 a@parcels.example")
    maya, finance = server.world.person("maya").id, server.world.channel("lost-finance").id
    assert heard == [
        f"assign <@{maya}|maya> in <#{finance}|lost-finance> <https://parcels.example/?a=1&amp;b=2> a&amp;b &lt;x&gt;",
        "assign @maya in #lost-finance https://parcels.example/?a=1&amp;b=2 a&amp;b &lt;x&gt;",
        "<http://amazon.de|amazon.de> 1.5 <mailto:a@parcels.example|a@parcels.example>",
    ]


async def test_slack_itself_refuses_commands_in_threads_unknown_ones_and_those_in_archived_channels(server):
    lin = server.person("lin")
    root = await lin.says("#lost-parcels", "hello")
    assert (await lin.types("#lost-parcels", "/lost 1", root.ts)).notice == "/lost is not supported in threads. Sorry!"
    assert (await lin.types("#lost-parcels", "/find 1")).notice.startswith("/find is not a valid command.")
    assert "archived" in (await lin.types("#old-parcels", "/lost 1")).notice


async def test_an_app_that_is_slow_broken_or_away_shows_as_slacks_own_sentence(server, bolt, socket):
    @bolt.command("/slow")
    async def slow(ack):
        await asyncio.sleep(0.6)
        await ack(text="too late")

    @bolt.command("/broken")
    async def broken(ack):
        raise RuntimeError("boom")

    lin = server.person("lin")
    away = await lin.types("#lost-parcels", "/lost 1")
    async with socket():
        slow_told, broken_told = await asyncio.gather(
            lin.types("#lost-parcels", "/slow"), lin.types("#lost-parcels", "/broken")
        )
    assert away.notice is not None and not away.acknowledged
    assert [one.text for one in server.world.notices(lin.id)] == [
        '/lost failed with the error "dispatch_failed"',
        '/slow failed with the error "operation_timeout"',
        '/broken failed with the error "operation_timeout"',
    ]
    assert slow_told.answers == broken_told.answers == []


async def test_a_click_carries_message_and_value_and_the_message_can_be_changed(server, bolt, client, socket):
    heard = []

    @bolt.action("refund")
    async def refund(ack, body, client):
        heard.append(body)
        await client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="Refunded", blocks=[])
        await ack()

    posted = await client.chat_postMessage(channel="#lost-parcels", text="Case", blocks=card())
    (message,) = server.sees("lin", "#lost-parcels")
    async with socket():
        lin = server.person("lin")
        told = await lin.clicks(message, "refund")
        assert told.acknowledged
        with pytest.raises(NotThere, match="there are \\[\\]"):
            await lin.clicks(message, "refund")
    (body,) = heard
    assert message.text == "Refunded" and message.blocks == [] and message.edited["user"] == "U0TRACER0"
    assert body["type"] == "block_actions" and body["user"]["id"] == "U0LIN0000"
    assert body["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": message.channel,
        "is_ephemeral": False,
    }
    assert body["message"]["ts"] == posted["ts"] and body["message"]["bot_id"] == "B0TRACER0"
    (action,) = body["actions"]
    assert action["text"] == {"type": "plain_text", "text": "Refund", "emoji": True}
    assert (action["block_id"], action["value"], action["type"]) == ("card", "case-1", "button")
    assert {"action_ts", "action_id"} <= set(action)


async def test_somebody_who_still_looks_at_the_old_card_can_click_what_is_gone(server, bolt, client, socket):
    heard = []

    @bolt.action("refund")
    async def refund(ack, action):
        heard.append(action["value"])
        await ack()

    await client.chat_postMessage(channel="#lost-parcels", text="Case", blocks=card())
    (message,) = server.sees("lin", "#lost-parcels")
    as_it_was = message.snapshot()
    await client.chat_update(channel=message.channel, ts=message.ts, text="Closed", blocks=[])
    async with socket():
        await server.person("lin").clicks(as_it_was, "refund")
    assert heard == ["case-1"]


async def test_choices_in_a_message_arrive_as_slack_shapes_them(server, bolt, client, socket):
    heard = []

    @bolt.action("pick")
    async def pick(ack, body):
        heard.append((body["actions"][0], body["state"]["values"]))
        await ack()

    def options(*names):
        return [{"text": plain(name.title()), "value": name} for name in names]

    elements = [
        ({"type": "static_select", "options": options("a", "b")}, "b", ("selected_option", "value", "b")),
        ({"type": "overflow", "options": options("a", "b")}, "A", ("selected_option", "value", "a")),
        ({"type": "radio_buttons", "options": options("a", "b")}, "a", ("selected_option", "value", "a")),
        ({"type": "users_select"}, "maya", ("selected_user", None, "U0MAYA000")),
        ({"type": "channels_select"}, "#lost-finance", ("selected_channel", None, "C0LOSTFIN")),
        ({"type": "datepicker"}, "2026-12-01", ("selected_date", None, "2026-12-01")),
        ({"type": "timepicker"}, "09:30", ("selected_time", None, "09:30")),
    ]
    async with socket():
        for element, chosen, _ in elements:
            block = {"type": "actions", "block_id": "b", "elements": [element | {"action_id": "pick"}]}
            posted = await client.chat_postMessage(channel="#lost-parcels", text="Pick", blocks=[block])
            message = server.world.channel("lost-parcels").message(posted["ts"])
            await server.person("lin").clicks(message, "pick", selected=chosen)
    for (action, state), (element, _, (key, inner, expected)) in zip(heard, elements, strict=True):
        assert action["type"] == element["type"]
        assert (action[key][inner] if inner else action[key]) == expected
        if element["type"] != "overflow":
            assert state["b"]["pick"] == {"type": element["type"], key: action[key]}


async def test_shortcuts_carry_the_message_and_open_modals(server, bolt, socket):
    heard = []

    @bolt.shortcut("from_message")
    @bolt.shortcut("anywhere")
    async def shortcut(ack, body, client):
        heard.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=form())
        await ack()

    async with socket():
        lin = server.person("lin")
        message = await server.person("maya").says("#lost-parcels", "Where is 1Z9?")
        told = await lin.uses_message_shortcut("from_message", message)
        assert told.view.title == "Open a case"
        assert (await lin.uses_global_shortcut("anywhere")).view is lin.view
    on_message, anywhere = heard
    assert (on_message["type"], on_message["callback_id"]) == ("message_action", "from_message")
    assert on_message["message"]["text"] == "Where is 1Z9?" and on_message["message_ts"] == message.ts
    assert anywhere["type"] == "shortcut" and "channel" not in anywhere


async def test_messages_mentions_and_files_arrive_as_events(server, bolt, client, socket):
    heard = []

    @bolt.event("message")
    async def on_message(body):
        heard.append(body)

    @bolt.event("app_mention")
    async def on_mention(event, say):
        heard.append(event)
        await say(text="Here.", thread_ts=event["ts"])

    @bolt.event("file_shared")
    async def on_file(event):
        heard.append(event)

    async with socket():
        lin = server.person("lin")
        await lin.says("#random", "not for the app")
        await lin.says("#lost-parcels", "hello @maya")
        await server.until(lambda: len(heard) == 1)
        mention = await lin.says("#lost-parcels", "@tracer found")
        await server.until(lambda: len(server.thread(mention)) == 2)
        await server.until(lambda: len(heard) == 3)
        shared = await lin.says("@tracer", "proof", files=[("scan.pdf", b"%PDF")])
        await server.until(lambda: len(heard) == 5)
    assert heard[0]["type"] == "event_callback" and heard[0]["event"]["text"] == "hello <@U0MAYA000>"
    assert heard[0]["event"]["channel_type"] == "channel" and heard[0]["authorizations"][0]["is_bot"]
    assert {heard[1].get("type"), heard[2].get("type")} == {"app_mention", "event_callback"}
    by_type = {one.get("type"): one for one in heard[3:]}
    assert by_type["file_shared"]["file_id"] == shared.files[0].id
    assert by_type["event_callback"]["event"]["subtype"] == "file_share"
    assert by_type["event_callback"]["event"]["channel_type"] == "im"


async def test_options_of_an_external_select_come_from_the_app(server, bolt, client, socket):
    chosen = []

    @bolt.options("who")
    async def suggest(ack, payload):
        await ack(options=[{"text": plain(payload["value"].title()), "value": payload["value"]}])

    @bolt.action("who")
    async def pick(ack, action):
        chosen.append(action["selected_option"]["value"])
        await ack()

    select = {"type": "external_select", "action_id": "who", "min_query_length": 1}
    await client.chat_postMessage(channel="#lost-parcels", text="Who?", blocks=card(select))
    (message,) = server.sees("lin", "#lost-parcels")
    async with socket():
        lin = server.person("lin")
        (option,) = await lin.asks_for_options(message, "who", "dhl")
        await lin.clicks(message, "who", selected="dhl")
    assert option["text"]["text"] == "Dhl" and chosen == ["dhl"]


async def test_a_person_can_only_click_what_is_in_front_of_them(server, client):
    await client.chat_postMessage(
        channel="#lost-finance", text="Case", blocks=card(button(), button("resend", "Resend"))
    )
    (message,) = server.sees("lin", "#lost-finance")
    lin = server.person("lin")
    with pytest.raises(NotThere, match="0 elements"):
        await lin.clicks(message, "decline")
    with pytest.raises(NotThere, match="2 elements"):
        await lin.clicks(message)
    await client.chat_delete(channel=message.channel, ts=message.ts)
    with pytest.raises(NotThere, match="does not see"):
        await lin.clicks(message, "refund")
    with pytest.raises(NotThere, match="does not see"):
        await lin.says("#secret-plans", "hello")
    with pytest.raises(NotThere, match="cannot write"):
        await server.person("gus").says("#lost-finance", "hello")
    assert server.world.calls[-1].method == "chat.delete"


async def test_no_real_key_or_address_of_the_environment_reaches_the_playground(server, tmp_path, monkeypatch):
    alone = settings_for(server, tmp_path)
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "3")
    assert settings_for(server, tmp_path) == alone
    assert alone.dhl_key is None and alone.heartbeat_url is None
