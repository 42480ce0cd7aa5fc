from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from handlers.already_posted import EVENT_TYPE, mark_of
from handlers.deliveries import Answer, Call, Outcome, accepted
from handlers.pace import BETWEEN_POSTS
from tests.courier.office import GUS, LIN, NOON, TEAM, Office


async def test_letters_of_one_place_arrive_in_order_and_an_urgent_one_goes_first(either_office: Office) -> None:
    office = either_office
    lane = office.channel("lost-parcels")
    for key in ("one", "two", "three"):
        await office.write("post", key, lane)
    await office.write("post", "urgent", lane, priority=0)
    assert await office.drain(60) == 4
    assert office.texts("lost-parcels") == ["urgent", "one", "two", "three"]
    assert set((await office.states()).values()) == {"sent"}


async def test_a_channel_is_written_to_once_in_1_03_seconds_and_others_do_not_wait_for_it(office: Office) -> None:
    noisy, quiet = office.channel("lost-parcels"), office.channel("lost-finance")
    for number in range(3):
        await office.write("post", f"noisy {number}", noisy)
    await office.write("post", "quiet", quiet)
    assert await office.courier.deliver_due() == 2
    assert office.texts("lost-finance") == ["quiet"]
    assert await office.courier.deliver_due() == 0
    office.clock.wind(1.02)
    assert await office.courier.deliver_due() == 0
    office.clock.wind(0.01)
    assert await office.courier.deliver_due() == 1
    assert office.texts("lost-parcels") == ["noisy 0", "noisy 1"]


async def test_every_post_carries_its_letters_key_without_touching_a_block_id_that_means_something(
    office: Office,
) -> None:
    await office.write("card", "card:1", office.channel("lost-parcels"), case=1)
    await office.drain(5)
    (message,) = office.posted("lost-parcels")
    assert message.metadata == {"event_type": EVENT_TYPE, "event_payload": {"k": "card:1"}}
    assert [block["block_id"] for block in message.blocks] == ["card", mark_of("card:1")]


async def test_a_card_is_remembered_where_it_was_posted_and_edited_there_from_then_on(office: Office) -> None:
    lane = office.channel("lost-parcels")
    await office.write("card", "card:1", lane, case=1, text="open")
    await office.drain(5)
    assert await office.place(1) == (lane, office.posted("lost-parcels")[0].ts)
    await office.write("card", "card:2", lane, case=1, text="closed")
    await office.drain(5)
    assert office.texts("lost-parcels") == ["closed"]
    assert office.calls("chat.postMessage") == 1


@pytest.mark.parametrize(("said", "channel"), [({"ts": "1.2"}, "C1"), ({"ts": "1.2", "channel": "D1"}, "D1")])
def test_a_message_is_where_slack_says_it_is_and_else_where_it_was_sent(said: dict[str, str], channel: str) -> None:
    answer = accepted(Call("chat.postMessage", {"channel": "C1", "text": "card"}), {"ok": True, **said})
    assert answer == Answer(Outcome.ARRIVED, channel=channel, ts="1.2")


async def test_a_letter_for_the_default_lane_waits_for_the_channel_it_goes_to(office: Office) -> None:
    channel = office.channel("lost-parcels")
    await office.make_default(channel)
    await office.write("post", "own lane", channel)
    assert await office.courier.deliver_due() == 1
    await office.write("card", "card", "default", case=1)
    assert await office.courier.deliver_due() == 1
    assert office.texts("lost-parcels") == ["own lane"]
    assert await office.drain(5) == 1
    assert office.texts("lost-parcels") == ["own lane", "card"]
    assert office.clock.now() - NOON >= BETWEEN_POSTS >= timedelta(seconds=1)


async def test_a_channel_rests_from_the_sending_of_a_message_and_not_from_its_answer(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = office.channel("lost-parcels")
    sent, call = [], AsyncWebClient.api_call

    async def slow(slack: AsyncWebClient, method: str, **more: Any) -> Any:
        sent.append(office.clock.now())
        answer = await call(slack, method, **more)
        office.clock.wind(0.4)
        return answer

    monkeypatch.setattr(AsyncWebClient, "api_call", slow)
    for number in range(3):
        await office.write("post", f"message {number}", channel)
    assert await office.drain(10) == 3
    for earlier, later in pairwise(sent):
        assert BETWEEN_POSTS <= later - earlier < BETWEEN_POSTS + timedelta(seconds=0.1)


async def test_a_letter_that_says_nothing_any_more_is_done(office: Office) -> None:
    await office.write("nothing", "stale", office.channel("lost-parcels"))
    assert await office.drain(5) == 0
    assert await office.letters() == {"stale": ("merged", "nothing to say any more")}
    assert office.world.calls == []


async def test_a_letter_that_cannot_be_composed_is_tried_four_times_and_then_given_up(office: Office) -> None:
    lane = office.channel("lost-parcels")
    await office.write("broken", "broken", lane)
    await office.write("post", "behind it", lane)
    await office.drain(60)
    assert (await office.letters())["broken"] == ("given_up", "cannot be composed: KeyError")
    assert office.texts("lost-parcels") == ["behind it"]


async def test_a_home_and_a_whisper_are_sent(office: Office) -> None:
    await office.write("home", "home", f"user:{LIN}", user=LIN)
    await office.write("whisper", "psst", f"user:{LIN}", user=LIN, channel=office.channel("lost-parcels"))
    assert await office.drain(5) == 2
    assert LIN in office.world.windows.homes
    assert [one.text for one in office.world.channel("lost-parcels").whispers] == ["psst"]


async def test_a_whisper_to_somebody_who_is_not_in_the_channel_becomes_a_direct_message(office: Office) -> None:
    await office.write("whisper", "psst", f"user:{GUS}", user=GUS, channel=office.channel("lost-finance"))
    assert await office.drain(5) == 1
    assert await office.letters() == {"psst": ("merged", "user_not_in_channel"), "psst:direct": ("sent", None)}
    direct = office.world.direct_channel(GUS, office.world.app.bot_user)
    assert [one.text for one in direct.messages] == ["psst"]


async def test_an_answer_whose_response_url_is_used_up_becomes_a_direct_message(office: Office) -> None:
    key = office.world.passes.new_response(LIN, office.channel("lost-parcels"))
    url = f"{office.world.base_url}/hooks/commands/{TEAM}/{key}"
    for number in range(6):
        await office.write("url", f"answer {number}", f"user:{LIN}", user=LIN, url=url)
    assert await office.drain(5) == 6
    assert len(office.world.channel("lost-parcels").whispers) == 5
    direct = office.world.direct_channel(LIN, office.world.app.bot_user)
    assert [one.text for one in direct.messages] == ["answer 5"]


async def test_a_success_is_remembered_and_beats_the_heartbeat(office: Office) -> None:
    assert office.courier.last_success is None
    await office.write("post", "one", office.channel("lost-parcels"))
    await office.drain(5)
    assert office.courier.last_success == NOON
    assert await office.database.read(lambda tx: tx.heartbeats.last("slack")) == NOON


async def test_card_edits_never_come_faster_than_their_tier(office: Office) -> None:
    lane = office.channel("lost-parcels")
    await office.write("card", "first", lane, case=1)
    await office.drain(5)
    for number in range(50):
        await office.write("card", f"card:{number}", lane, case=1)
        await office.drain(0.5)
    assert office.calls("chat.update") == 48
    await office.drain(61)
    assert office.calls("chat.update") == 49  # the two refreshes that waited became one
