"""What the Web API answers, and what it refuses, in Slack's words."""

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.manifest import manifest
from bot.playground.happenings import uninstall
from bot.playground.people import InstalledApp, UserGroup
from bot.playground.slack_server import SlackServer
from bot.playground.world import SlackWorld
from tests.playground_slack.conftest import card, error, form, refused

PARCELS = "C0LOSTPAR"
RANDOM = "C0RANDOM0"
SECRET_PLANS = "C0SECRETP"
OLD = "C0OLDPARC"
LIN, MAYA, BOT = "U0LIN0000", "U0MAYA000", "U0TRACER0"


async def test_a_message_is_posted_replied_to_updated_and_deleted(client, server):
    posted = await client.chat_postMessage(channel="#lost-parcels", text="Case", blocks=card())
    reply = await client.chat_postMessage(channel=PARCELS, text="First", thread_ts=posted["ts"])
    loud = await client.chat_postMessage(channel=PARCELS, text="Loud", thread_ts=posted["ts"], reply_broadcast=True)
    assert posted["channel"] == PARCELS and posted["message"]["bot_id"] == "B0TRACER0"
    history = await client.conversations_history(channel=PARCELS)
    assert [one["text"] for one in history["messages"]] == ["Loud", "Case"]
    assert history["messages"][1]["reply_count"] == 2 and history["messages"][1]["latest_reply"] == loud["ts"]
    replies = await client.conversations_replies(channel=PARCELS, ts=posted["ts"])
    assert [one["text"] for one in replies["messages"]] == ["Case", "First", "Loud"]
    assert replies["messages"][1]["parent_user_id"] == BOT
    updated = await client.chat_update(channel=PARCELS, ts=posted["ts"], text="Closed")
    assert updated["text"] == "Closed" and updated["message"]["blocks"][0]["block_id"] == "card"
    await client.chat_update(channel=PARCELS, ts=posted["ts"], text="Closed", blocks=[])
    assert server.world.channel(PARCELS).message(posted["ts"]).blocks == []
    await client.chat_delete(channel=PARCELS, ts=posted["ts"])
    replies = await client.conversations_replies(channel=PARCELS, ts=reply["ts"])
    assert replies["messages"][0]["subtype"] == "tombstone"


async def test_a_reply_below_a_message_that_is_gone_silently_stands_in_the_channel(client):
    root = await client.chat_postMessage(channel=PARCELS, text="Case")
    await client.chat_delete(channel=PARCELS, ts=root["ts"])
    lonely = await client.chat_postMessage(channel=PARCELS, text="Reply", thread_ts=root["ts"])
    assert "thread_ts" not in lonely["message"]
    history = await client.conversations_history(channel=PARCELS)
    assert [one["text"] for one in history["messages"]] == ["Reply"]


async def test_a_reply_to_a_reply_joins_its_thread(client):
    root = await client.chat_postMessage(channel=PARCELS, text="Case")
    first = await client.chat_postMessage(channel=PARCELS, text="1", thread_ts=root["ts"])
    second = await client.chat_postMessage(channel=PARCELS, text="2", thread_ts=first["ts"])
    assert second["message"]["thread_ts"] == root["ts"]


async def test_stamps_rise_and_history_can_be_read_between_them(client):
    stamps = [(await client.chat_postMessage(channel=PARCELS, text=str(n)))["ts"] for n in range(5)]
    assert stamps == sorted(set(stamps), key=float)

    async def texts(**bounds):
        found = await client.conversations_history(channel=PARCELS, **bounds)
        return [one["text"] for one in found["messages"]], found["response_metadata"]["next_cursor"]

    assert (await texts(oldest=stamps[2]))[0] == ["4", "3"]
    assert (await texts(oldest=stamps[2], inclusive=True))[0] == ["4", "3", "2"]
    assert (await texts(latest=stamps[2]))[0] == ["1", "0"]
    page, cursor = await texts(limit=2)
    assert page == ["4", "3"] and (await texts(limit=2, cursor=cursor))[0] == ["2", "1"]


async def test_metadata_is_shown_when_asked_for(client):
    key = {"event_type": "tracer_letter", "event_payload": {"k": "ring:1"}}
    posted = await client.chat_postMessage(channel=PARCELS, text="x", metadata=key)
    plainly = await client.conversations_history(channel=PARCELS)
    wholly = await client.conversations_history(channel=PARCELS, include_all_metadata=True)
    assert "metadata" not in plainly["messages"][0]
    assert wholly["messages"][0]["metadata"] == key == posted["message"]["metadata"]
    await client.chat_update(channel=PARCELS, ts=posted["ts"], text="y")
    kept = await client.conversations_replies(channel=PARCELS, ts=posted["ts"], include_all_metadata=True)
    assert kept["messages"][0]["metadata"] == key


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"channel": PARCELS, "text": "", "attachments": []}, "no_text"),
        ({"channel": "C404", "text": "x"}, "channel_not_found"),
        ({"channel": "#nowhere", "text": "x"}, "channel_not_found"),
        ({"channel": SECRET_PLANS, "text": "x"}, "channel_not_found"),
        ({"channel": RANDOM, "text": "x"}, "not_in_channel"),
        ({"channel": OLD, "text": "x"}, "is_archived"),
        ({"channel": PARCELS, "text": "x", "thread_ts": "yesterday"}, "invalid_thread_ts"),
        ({"channel": PARCELS, "text": "x", "blocks": [{"type": "nope"}]}, "invalid_blocks"),
        ({"channel": PARCELS, "text": "x", "blocks": "{not json"}, "invalid_blocks_format"),
        ({"channel": PARCELS, "text": "x", "metadata": {"event_type": "t"}}, "invalid_metadata_format"),
        ({"channel": PARCELS, "markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"channel": PARCELS, "markdown_text": "x", "text": "y"}, "markdown_text_conflict"),
        (
            {
                "channel": PARCELS,
                "text": "x",
                "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}] * 5,
            },
            "msg_blocks_too_long",
        ),
    ],
)
async def test_a_message_that_cannot_be_posted(client, server, arguments, expected):
    assert await error(client.chat_postMessage(**arguments)) == expected
    assert all(channel.messages == [] for channel in server.world.channels.values())


async def test_a_refusal_of_blocks_says_where(client):
    answer = await refused(
        client.chat_postMessage(
            channel=PARCELS, text="x", blocks=[{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]
        )
    )
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"
    ]


async def test_a_too_long_text_is_cut_in_a_new_message_and_refused_in_an_edit(client):
    posted = await client.chat_postMessage(channel=PARCELS, text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000 and posted["warning"] == "message_truncated"
    assert await error(client.chat_update(channel=PARCELS, ts=posted["ts"], text="y" * 4001)) == "msg_too_long"


async def test_only_ones_own_messages_can_be_changed(client, server):
    theirs = await server.person("lin").says("#lost-parcels", "mine")
    assert await error(client.chat_update(channel=PARCELS, ts=theirs.ts, text="x")) == "cant_update_message"
    assert await error(client.chat_delete(channel=PARCELS, ts=theirs.ts)) == "cant_delete_message"
    assert await error(client.chat_update(channel=PARCELS, ts="1.000001", text="x")) == "message_not_found"
    assert theirs.text == "mine" and not theirs.deleted


async def test_an_ephemeral_message_is_seen_by_one_member_only(client, server):
    await client.chat_postEphemeral(channel=PARCELS, user=LIN, text="psst")
    assert [one.text for one in server.sees("lin", PARCELS)] == ["psst"]
    assert server.sees("maya", PARCELS) == []
    assert (await client.conversations_history(channel=PARCELS))["messages"] == []
    outsider = client.chat_postEphemeral(channel="#lost-finance", user="U0GUS0000", text="x")
    assert await error(outsider) == "user_not_in_channel"


async def test_a_person_can_be_written_to_directly(client, server):
    opened = await client.conversations_open(users=LIN)
    posted = await client.chat_postMessage(channel=LIN, text="hello")
    assert posted["channel"] == opened["channel"]["id"]
    assert [one.text for one in server.person("lin").sees(posted["channel"])] == ["hello"]
    assert server.sees("maya", posted["channel"]) == []
    found = await client.conversations_list(types="im")
    assert [one["user"] for one in found["channels"]] == [LIN]


async def test_a_file_goes_up_in_three_steps_and_comes_down_with_the_token(client, server, world):
    uploaded = await client.files_upload_v2(channel=PARCELS, filename="claim.pdf", content=b"%PDF-1.7", title="Claim")
    (message,) = server.sees("lin", PARCELS)
    assert message.files[0].name == "claim.pdf" and uploaded["files"][0]["title"] == "Claim"
    address = uploaded["files"][0]["url_private"]
    known = await client.files_info(file=uploaded["files"][0]["id"])
    assert known["file"]["size"] == 8 and known["file"]["channels"] == [PARCELS]
    async with aiohttp.ClientSession() as session:
        mine = await session.get(address, headers={"Authorization": f"Bearer {world.app.bot_token}"})
        assert await mine.read() == b"%PDF-1.7"
        stranger = await session.get(address)
        assert stranger.status == 200 and "Sign in" in await stranger.text()
    assert await error(client.files_info(file="F404")) == "file_not_found"


async def test_people_are_listed_with_locale_page_by_page(client, world):
    first = await client.users_list(limit=3, include_locale=True)
    rest = await client.users_list(limit=3, cursor=first["response_metadata"]["next_cursor"], include_locale=True)
    people = {one["name"]: one for one in [*first["members"], *rest["members"]]}
    assert list(people) == ["tracer", "lin", "maya", "priya", "gus"]
    assert people["lin"]["locale"] == "zh-CN" and people["lin"]["tz"] == "Asia/Shanghai"
    assert people["maya"]["is_owner"] and people["gus"]["is_restricted"]
    assert "locale" not in (await client.users_info(user=LIN))["user"]
    stranger = (await client.users_info(user="U0OTTO000"))["user"]
    assert stranger["is_stranger"] and stranger["team_id"] == "T0PARTNER"
    assert await error(client.users_info(user="U404")) == "user_not_found"


async def test_channels_are_known_as_far_as_the_app_may_know_them(client):
    listed = await client.conversations_list(types="public_channel,private_channel", exclude_archived=True)
    assert {one["name"]: one["is_member"] for one in listed["channels"]} == {
        "lost-parcels": True,
        "lost-finance": True,
        "random": False,
        "carrier-desk": True,
    }
    desk = await client.conversations_info(channel="C0CARRIER", include_num_members=True)
    assert desk["channel"]["is_ext_shared"] and desk["channel"]["num_members"] == 4
    assert LIN in (await client.conversations_members(channel=PARCELS))["members"]
    assert await error(client.conversations_history(channel=RANDOM)) == "not_in_channel"
    joined = await client.conversations_join(channel=RANDOM)
    assert joined["channel"]["is_member"]
    assert await error(client.conversations_join(channel=OLD)) == "is_archived"


async def test_reactions_come_and_go(client, server):
    posted = await client.chat_postMessage(channel=PARCELS, text="x")
    target = {"channel": PARCELS, "timestamp": posted["ts"], "name": "package"}
    await client.reactions_add(**target)
    assert await error(client.reactions_add(**target)) == "already_reacted"
    shown = await client.reactions_get(channel=PARCELS, timestamp=posted["ts"])
    assert shown["message"]["reactions"] == [{"name": "package", "users": [BOT], "count": 1}]
    await client.reactions_remove(**target)
    assert await error(client.reactions_remove(**target)) == "no_reaction"


async def test_the_workspace_and_the_app_are_known(client, world):
    world.groups.append(UserGroup("S1", "finance", "Finance", ("U0PRIYA00",)))
    who = await client.auth_test()
    assert (who["user_id"], who["bot_id"], who["team_id"]) == (BOT, "B0TRACER0", "T0TRACER0")
    assert "chat:write" in who.headers["x-oauth-scopes"]
    assert (await client.team_info())["team"]["domain"] == "northwind-parcels"
    assert (await client.usergroups_list())["usergroups"][0]["handle"] == "finance"
    assert (await client.usergroups_users_list(usergroup="S1"))["users"] == ["U0PRIYA00"]
    assert (await client.bots_info(bot="B0TRACER0"))["bot"]["user_id"] == BOT
    posted = await client.chat_postMessage(channel=PARCELS, text="x")
    link = await client.chat_getPermalink(channel=PARCELS, message_ts=posted["ts"])
    assert link["permalink"].endswith(f"/archives/{PARCELS}/p{posted['ts'].replace('.', '')}")


async def test_scheduled_messages_wait_and_those_with_metadata_never_come(world, client, server):
    soon = world.stamps.seconds() + 1
    note = {"event_type": "t", "event_payload": {}}
    await client.chat_scheduleMessage(channel=PARCELS, post_at=soon, text="due")
    await client.chat_scheduleMessage(channel=PARCELS, post_at=soon, text="never", metadata=note)
    too_far = client.chat_scheduleMessage(channel=PARCELS, post_at=soon + 121 * 86_400, text="x")
    assert await error(too_far) == "time_too_far"
    assert len((await client.chat_scheduledMessages_list())["scheduled_messages"]) == 2
    for one in world.scheduled:
        one.post_at -= 10
    await client.auth_test()
    assert [one.text for one in server.sees("lin", PARCELS)] == ["due"]


async def test_strangers_and_wrong_tokens_are_turned_away(server, world):
    async def answer(token):
        client = AsyncWebClient(token, base_url=server.api_url)
        return await error(client.auth_test())

    assert await answer("xoxb-wrong") == "invalid_auth"
    assert await answer(world.app.app_token) == "not_allowed_token_type"
    async with aiohttp.ClientSession() as session:
        for method, expected in [("auth.test", "not_authed"), ("auth.toast", "unknown_method")]:
            reply = await session.post(f"{server.api_url}{method}")
            assert (await reply.json())["error"] == expected
        form_reply = await session.post(f"{server.api_url}users.info", data={"token": world.app.bot_token, "user": LIN})
        assert (await form_reply.json())["user"]["name"] == "lin"


async def test_a_missing_scope_is_named():
    world = SlackWorld(app=InstalledApp(scopes=frozenset({"chat:write"})))
    async with SlackServer(world) as server:
        client = AsyncWebClient(world.app.bot_token, base_url=server.api_url)
        await client.chat_postMessage(channel=PARCELS, text="x")
        answer = await refused(client.users_list())
    assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", "users:read", "chat:write")


async def test_an_app_is_installed_as_its_manifest_says():
    app = InstalledApp.from_manifest(manifest(name="Tracer"))
    assert [one.command for one in app.commands] == ["/lost"] and app.commands[0].should_escape
    assert app.message_shortcuts and app.global_shortcuts
    assert app.may("chat:write") and not app.may("reactions:write")
    assert app.hears("app_mention") and not app.hears("reaction_added")


async def test_an_app_that_was_taken_out_cannot_call_any_more(client, world):
    heard = []
    world.tell_app = heard.append
    uninstall(world)
    assert [one["type"] for one in heard] == ["tokens_revoked", "app_uninstalled"]
    assert await error(client.auth_test()) == "account_inactive"


async def test_blocks_can_be_validated_by_anybody(server):
    client = AsyncWebClient(base_url=server.api_url)
    assert (await client.api_call("blocks.validate", json={"blocks": card()}))["ok"]
    answer = await refused(client.api_call("blocks.validate", json={"view": form(title="x" * 25)}))
    assert answer["error"] == "invalid_view"
    assert answer["errors"][0]["pointer"] == "/view/title/text"


async def test_a_view_is_refused_with_the_place_of_what_is_wrong(client, world):
    trigger = world.passes.new_trigger(LIN)
    answer = await refused(client.views_open(trigger_id=trigger, view=form(title="x" * 25)))
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]
    await client.views_open(trigger_id=trigger, view=form())
    taken = form(external_id="one")
    await client.views_open(trigger_id=world.passes.new_trigger(LIN), view=taken)
    assert await error(client.views_open(trigger_id=world.passes.new_trigger(MAYA), view=taken)) == (
        "duplicate_external_id"
    )
    large = form(blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": "é" * 3000}}] * 45)
    assert await error(client.views_open(trigger_id=world.passes.new_trigger(LIN), view=large)) == "view_too_large"
