"""Limits of speed, response_urls, scripted faults, and what happens to channels and people."""

import asyncio
import time

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.happenings import archive, change_person, join, leave, rename, share, unarchive
from bot.playground.people import Person
from bot.playground.rates import RateLimits
from bot.playground.slack_server import SlackServer
from bot.playground.world import SlackWorld
from tests.playground_slack.conftest import button, card, error

PARCELS = "C0LOSTPAR"
RANDOM = "C0RANDOM0"
SECRET_PLANS = "C0SECRETP"
OLD = "C0OLDPARC"
LIN, MAYA, BOT = "U0LIN0000", "U0MAYA000", "U0TRACER0"


async def test_about_one_message_a_second_and_channel():
    world = SlackWorld(limits=RateLimits(burst=2, per_second=20))
    async with SlackServer(world) as server:
        client = AsyncWebClient(world.app.bot_token, base_url=server.api_url, retry_handlers=[])
        for _ in range(2):
            await client.chat_postMessage(channel=PARCELS, text="x")
        with pytest.raises(SlackApiError) as slow_down:
            await client.chat_postMessage(channel="#lost-parcels", text="x")
        await client.chat_postMessage(channel="#lost-finance", text="x")
        await asyncio.sleep(0.06)
        await client.chat_postMessage(channel=PARCELS, text="x")
    assert slow_down.value.response.status_code == 429
    assert slow_down.value.response.headers["Retry-After"] == "1"
    assert slow_down.value.response["error"] == "ratelimited"
    assert len(world.channel(PARCELS).messages) == 3


async def test_tiers_count_per_method():
    world = SlackWorld()
    async with SlackServer(world) as server:
        client = AsyncWebClient(world.app.bot_token, base_url=server.api_url, retry_handlers=[])
        for _ in range(20):
            await client.users_list()
        assert await error(client.users_list()) == "ratelimited"
        assert (await client.users_info(user=LIN))["ok"]


async def test_a_response_url_answers_five_times_for_half_an_hour(server, world):
    key = world.passes.new_response(LIN, PARCELS)
    url = f"{world.base_url}/hooks/commands/T/{key}"
    async with aiohttp.ClientSession() as session:
        statuses = [
            (await session.post(url, json={"text": f"{n}", "response_type": kind})).status
            for n, kind in enumerate(["ephemeral", "in_channel", "ephemeral", "in_channel", "ephemeral"])
        ]
        sixth = await session.post(url, json={"text": "6"})
        assert (sixth.status, (await sixth.json())["error"]) == (404, "used_url")
        world.passes.responses[key].born -= 31 * 60
        assert (await (await session.post(url, json={"text": "7"})).json())["error"] == "expired_url"
    assert statuses == [200] * 5
    assert [one.text for one in server.sees("lin", PARCELS)] == ["0", "1", "2", "3", "4"]
    assert [one.text for one in server.sees("maya", PARCELS)] == ["1", "3"]


async def test_a_response_url_of_a_click_can_replace_and_delete_what_was_clicked(server, bolt, client, socket):
    @bolt.action("refund")
    async def refund(ack, respond, action):
        await ack()
        if action["value"] == "replace":
            await respond(replace_original=True, text="Replaced", blocks=card(button(value="delete")))
        else:
            await respond(delete_original=True)

    await client.chat_postEphemeral(channel=PARCELS, user=LIN, text="Sure?", blocks=card(button(value="replace")))
    async with socket():
        lin = server.person("lin")
        (question,) = lin.sees(PARCELS)
        await lin.clicks(question, "refund")
        await server.until(lambda: [one.text for one in lin.sees(PARCELS)] == ["Replaced"])
        await lin.clicks(question, "refund")
        await server.until(lambda: lin.sees(PARCELS) == [])


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        (lambda faults: faults.fail("chat.postMessage", error="internal_error"), "internal_error"),
        (lambda faults: faults.fail("*", status=503), "fatal_error"),
        (lambda faults: faults.fail("chat.postMessage", retry_after=7), "ratelimited"),
    ],
)
async def test_a_call_can_be_made_to_fail_once(client, world, script, outcome):
    script(world.faults)
    assert await error(client.chat_postMessage(channel=PARCELS, text="x")) == outcome
    assert world.channel(PARCELS).messages == []
    assert (await client.chat_postMessage(channel=PARCELS, text="x"))["ok"]


async def test_an_answer_can_get_lost_after_the_work_was_done(client, world):
    world.faults.lose_answers("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=PARCELS, text="kept")
    world.faults.drop_calls("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=PARCELS, text="never")
    assert [one.text for one in world.channel(PARCELS).messages] == ["kept"]
    world.faults.delay("chat.postMessage", 0.05)
    started = time.monotonic()
    await client.chat_postMessage(channel=PARCELS, text="late")
    assert time.monotonic() - started >= 0.05


async def test_the_same_seed_loses_the_same_answers(client, world):
    async def lost():
        world.faults.lose_some_answers(0.5, seed=4)
        outcome = []
        for _ in range(8):
            try:
                await client.auth_test()
                outcome.append(True)
            except aiohttp.ClientError:
                outcome.append(False)
        return outcome

    first = await lost()
    assert first == await lost() and set(first) == {True, False}


async def test_another_process_can_script_faults_and_look(server, world, client):
    base = world.base_url
    async with aiohttp.ClientSession() as session:
        asked = {"kind": "fail", "method": "auth.test", "error": "internal_error"}
        assert (await (await session.post(f"{base}/control/fault", json=asked)).json())["ok"]
        wrong = await session.post(f"{base}/control/fault", json={"kind": "explode"})
        assert wrong.status == 400
        assert await error(client.auth_test()) == "internal_error"
        calls = await (await session.get(f"{base}/control/calls")).json()
        assert calls["calls"][0]["answer"]["error"] == "internal_error"
        await session.post(f"{base}/control/channel", json={"do": "archive", "channel": PARCELS, "by": "maya"})
        assert world.channel(PARCELS).archived
        await client.conversations_open(users=LIN)
        status = await (await session.get(f"{base}/control/status")).json()
    assert status["links"] == 0 and status["calls"] == 2


async def test_without_control_nobody_scripts_anything():
    async with SlackServer(SlackWorld()) as server, aiohttp.ClientSession() as session:
        assert (await session.get(f"{server.page_url}control/status")).status == 404


async def test_the_app_hears_what_happens_to_channels_and_people(world):
    heard = []
    world.tell_app = heard.append
    parcels, shared = world.channel(PARCELS), world.channel("#lost-finance")
    join(world, parcels, "otto", inviter=MAYA)
    leave(world, parcels, "otto")
    archive(world, parcels, "maya")
    unarchive(world, parcels, "maya")
    rename(world, parcels, "parcels")
    share(world, shared)
    change_person(world, "lin", locale="en-US")
    world.add_person(Person("U0NEW0000", "newt", "Newt"))
    leave(world, shared, BOT)
    join(world, world.channel(RANDOM), BOT)
    leave(world, world.channel(SECRET_PLANS), "priya")
    assert [one["type"] for one in heard] == [
        "member_joined_channel",
        "member_left_channel",
        "channel_archive",
        "channel_unarchive",
        "channel_rename",
        "channel_shared",
        "user_change",
        "team_join",
        "channel_left",
        "member_joined_channel",
    ]
    assert heard[0]["inviter"] == MAYA and heard[6]["user"]["locale"] == "en-US"
    assert heard[-1]["user"] == BOT


async def test_a_deleted_message_is_told_as_such(world):
    heard = []
    message = world.post(world.channel(PARCELS), LIN, text="oops")
    world.tell_app = heard.append
    world.delete(message)
    (event,) = heard
    assert (event["subtype"], event["deleted_ts"]) == ("message_deleted", message.ts)
    assert event["previous_message"]["text"] == "oops"
