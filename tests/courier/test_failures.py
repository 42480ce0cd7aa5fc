import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from handlers import already_posted
from tests.courier.office import LIN, NOON, TEAM, Office

POST = "chat.postMessage"


async def test_a_lane_that_was_slowed_down_gets_no_call_before_retry_after_while_others_go_on(office: Office) -> None:
    slow, other = office.channel("lost-parcels"), office.channel("lost-finance")
    office.world.faults.fail(POST, retry_after=30)
    await office.write("post", "slow 1", slow)
    await office.courier.deliver_due()
    await office.write("post", "slow 2", slow)
    await office.write("post", "other", other)
    await office.drain(29)
    assert office.texts("lost-finance") == ["other"]
    assert office.calls(POST) == 2
    await office.drain(5)
    assert office.texts("lost-parcels") == ["slow 1", "slow 2"]
    assert office.clock.now() >= NOON + timedelta(seconds=30)


async def test_a_limit_of_the_workspace_holds_every_lane(office: Office) -> None:
    office.world.faults.fail(POST, error="message_limit_exceeded")
    await office.write("post", "one", office.channel("lost-parcels"))
    await office.courier.deliver_due()
    await office.write("post", "two", office.channel("lost-finance"))
    assert await office.drain(9) == 0
    assert office.calls(POST) == 1
    assert await office.drain(5) == 2


async def test_a_slowed_down_edit_holds_edits_everywhere_and_nothing_else(office: Office) -> None:
    one, two = office.channel("lost-parcels"), office.channel("lost-finance")
    await office.write("card", "a", one, case=1)
    await office.write("card", "b", two, case=2)
    await office.drain(5)
    office.world.faults.fail("chat.update", retry_after=20)
    await office.write("card", "a2", one, case=1)
    await office.courier.deliver_due()
    await office.write("card", "b2", two, case=2)
    await office.write("home", "home", f"user:{LIN}", user=LIN)
    assert await office.drain(15) == 1
    assert office.calls("chat.update") == 1
    assert await office.drain(10) == 2


async def test_a_post_whose_answer_was_lost_is_found_and_not_repeated(either_office: Office) -> None:
    office = either_office
    lane = office.channel("lost-parcels")
    office.world.faults.lose_answers(POST)
    await office.write("card", "card", lane, case=1)
    await office.write("post", "after it", lane)
    await office.drain(10)
    assert office.texts("lost-parcels") == ["card", "after it"]
    assert await office.place(1) == (lane, office.posted("lost-parcels")[0].ts)
    assert set((await office.states()).values()) == {"sent"}


async def test_a_lost_answer_is_looked_for_however_small_the_pages_are_that_slack_gives(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(already_posted, "PAGE", 1)
    lane = office.channel("lost-parcels")
    office.world.faults.lose_answers(POST)
    await office.write("post", "one", lane)
    await office.courier.deliver_due()
    for number in range(25):
        office.world.post(office.world.channel(lane), LIN, text=f"talk {number}")
    await office.drain(10)
    assert office.texts("lost-parcels").count("one") == 1
    assert await office.states() == {"one": "sent"}


async def test_a_reply_whose_answer_was_lost_is_found_in_its_thread(office: Office) -> None:
    lane = office.channel("lost-parcels")
    await office.write("card", "card", lane, case=1)
    await office.drain(5)
    office.world.faults.lose_answers(POST)
    await office.write("line", "line", lane, case=1)
    assert await office.drain(10) == 1
    assert office.texts("lost-parcels") == ["card", "line"]
    assert office.calls("conversations.replies") == 1


async def test_a_direct_message_whose_answer_was_lost_is_found(office: Office) -> None:
    office.world.faults.lose_answers(POST)
    await office.write("post", "dm", f"user:{LIN}", channel=LIN)
    assert await office.drain(10) == 1
    direct = office.world.direct_channel(LIN, office.world.app.bot_user)
    assert [one.text for one in direct.messages] == ["dm"]


async def test_a_post_that_never_got_through_is_looked_for_twice_some_seconds_apart_and_then_sent(
    office: Office,
) -> None:
    office.world.faults.drop_calls(POST)
    await office.write("post", "one", office.channel("lost-parcels"))
    assert await office.drain(6) == 0
    assert office.calls("conversations.history") == 1
    assert await office.drain(3) == 1
    assert office.calls("conversations.history") == 2
    assert office.texts("lost-parcels") == ["one"]


async def test_a_post_that_was_not_waited_for_any_longer_is_looked_for_a_lease_apart(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never_answered(*_: object) -> None:
        raise TimeoutError

    await office.write("post", "one", office.channel("lost-parcels"))
    with monkeypatch.context() as broken:
        broken.setattr(office.courier._errands, "_call", never_answered)
        await office.courier.deliver_due()
    assert await office.letters() == {"one": ("unsure", "TimeoutError: ")}
    assert await office.drain(29) == 0
    assert office.calls("conversations.history") == 1
    assert await office.drain(5) == 1
    assert office.texts("lost-parcels") == ["one"]


@pytest.mark.parametrize("word", ["fatal_error", "internal_error", "request_timeout", "service_unavailable"])
async def test_an_answer_that_says_neither_yes_nor_no_leaves_the_letter_in_doubt(office: Office, word: str) -> None:
    office.world.faults.fail(POST, error=word)
    await office.write("post", "one", office.channel("lost-parcels"))
    await office.courier.deliver_due()
    assert await office.letters() == {"one": ("unsure", word)}
    assert await office.drain(40) == 1


async def test_a_server_error_leaves_the_letter_in_doubt(office: Office) -> None:
    office.world.faults.fail(POST, status=503)
    await office.write("post", "one", office.channel("lost-parcels"))
    await office.courier.deliver_due()
    assert (await office.states()) == {"one": "unsure"}


async def test_where_history_cannot_be_read_a_letter_in_doubt_is_sent_at_least_once(office: Office) -> None:
    office.world.app.scopes = frozenset({"chat:write"})
    office.world.faults.lose_answers(POST)
    await office.write("post", "one", office.channel("lost-parcels"))
    assert await office.drain(10) == 1
    assert office.texts("lost-parcels") == ["one", "one"]


async def test_a_look_that_fails_is_no_answer(office: Office) -> None:
    office.world.faults.lose_answers(POST)
    office.world.faults.fail("conversations.history", status=500, times=2)
    await office.write("post", "one", office.channel("lost-parcels"))
    assert await office.drain(100) == 1
    assert office.texts("lost-parcels") == ["one"]


async def test_an_edit_whose_answer_was_lost_is_simply_made_again(office: Office) -> None:
    lane = office.channel("lost-parcels")
    await office.write("card", "card", lane, case=1, text="old")
    await office.drain(5)
    office.world.faults.lose_answers("chat.update")
    await office.write("card", "card2", lane, case=1, text="new")
    assert await office.drain(5) == 1
    assert office.texts("lost-parcels") == ["new"]
    assert office.calls("conversations.history") == 0


async def test_a_card_that_is_gone_is_posted_anew(office: Office) -> None:
    lane = office.channel("lost-parcels")
    await office.write("card", "card", lane, case=1)
    await office.drain(5)
    office.world.delete(office.posted("lost-parcels")[0])
    await office.write("card", "card2", lane, case=1, text="again")
    assert await office.drain(5) == 1
    assert office.texts("lost-parcels") == ["again"]
    assert await office.place(1) == (lane, office.posted("lost-parcels")[0].ts)


async def test_a_reply_to_a_card_that_is_gone_waits_for_the_card_to_be_posted_anew(office: Office) -> None:
    lane = office.channel("lost-parcels")
    await office.write("card", "card", lane, case=1)
    await office.drain(5)
    office.world.delete(office.posted("lost-parcels")[0])
    await office.write("line", "line", lane, case=1)
    assert await office.drain(5) == 2
    card, line = office.posted("lost-parcels")
    assert (card.text, line.text, line.thread_ts) == ("card", "line", card.ts)


async def test_when_a_channel_is_archived_the_card_goes_to_the_default_channel_and_the_thread_with_it(
    office: Office,
) -> None:
    lane, default = office.channel("lost-parcels"), office.channel("lost-finance")
    await office.make_default(default)
    await office.write("card", "card", lane, case=1)
    await office.drain(5)
    office.world.channel("lost-parcels").archived = True
    await office.write("card", "card2", lane, case=1, text="moved")
    await office.write("line", "line", lane, case=1)
    assert await office.drain(10) == 2
    card, line = office.posted("lost-finance")
    assert (card.text, line.text, line.thread_ts) == ("moved", "line", card.ts)
    kept = await office.database.read(lambda tx: tx.channels.get(TEAM, lane))
    assert kept is not None and kept.is_archived


async def test_a_letter_for_a_channel_without_a_way_around_is_given_up_loudly(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    await office.write("post", "lost", office.channel("random"))
    await office.drain(5)
    assert await office.letters() == {
        "lost": ("given_up", "not_in_channel"),
        "given_up:notice:lost": ("sent", None),
    }
    direct = office.world.direct_channel(LIN, office.world.app.bot_user)
    assert [one.text for one in direct.messages] == ["given up: lost: not_in_channel"]
    assert "A letter was given up" in capsys.readouterr().out


async def test_blocks_that_slack_refuses_are_given_up_with_its_reason(office: Office) -> None:
    bad = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    await office.write("post", "bad", office.channel("lost-parcels"), blocks=bad)
    await office.drain(5)
    state, error = (await office.letters())["bad"]
    assert state == "given_up" and error is not None and error.startswith("invalid_blocks: ")


async def test_a_notice_about_a_given_up_letter_that_is_given_up_itself_causes_no_other(office: Office) -> None:
    office.world.faults.fail(POST, error="msg_too_long", times=2)
    await office.write("post", "lost", office.channel("lost-parcels"))
    await office.drain(10)
    assert office.told == [("lost", "msg_too_long")]
    assert list((await office.states()).values()) == ["given_up", "given_up"]


@pytest.mark.parametrize("word", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_a_token_that_is_refused_pauses_the_workspace_and_burns_no_letter(office: Office, word: str) -> None:
    office.world.faults.fail(POST, error=word)
    await office.write("post", "one", office.channel("lost-parcels"))
    await office.courier.deliver_due()
    assert office.courier.refusal == word
    await office.write("post", "two", office.channel("lost-finance"))
    assert await office.drain(59) == 0
    assert office.calls(POST) == 1
    assert await office.drain(5) == 2
    assert office.courier.refusal == ""


@contextmanager
def nobody_listens_on(port: int) -> Iterator[None]:
    """Keep a port refused: let go, it may become that of another test's Slack, which would take the letters."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", port))
        yield


async def test_letters_wait_while_slack_cannot_be_reached_and_none_is_the_worse_for_it(office: Office) -> None:
    port = office.server.port
    await office.server.stop()
    with nobody_listens_on(port):
        for number in range(3):
            await office.write("post", f"letter {number}", office.channel("lost-parcels"))
        assert await office.drain(6 * 3600) == 0
        assert set((await office.states()).values()) == {"waiting"}
    office.server.port = port
    await office.server.start()
    assert await office.drain(120) == 3
    assert office.texts("lost-parcels") == ["letter 0", "letter 1", "letter 2"]
    assert office.told == []


async def test_a_letter_that_fails_for_a_day_and_a_dozen_times_is_given_up(office: Office) -> None:
    office.world.faults.fail(POST, error="ekm_access_denied", times=100_000)
    await office.write("post", "stuck", office.channel("lost-parcels"))
    office.clock.wind(24 * 3600)
    await office.drain(10 * 60)
    assert (await office.states())["stuck"] == "given_up"
    assert office.told == [("stuck", "ekm_access_denied")]
    assert office.calls(POST) >= 12
