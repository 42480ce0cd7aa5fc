"""Calls to a tracker: what goes wrong on the way, what is repeated, and how often anybody may ask."""

import asyncio
import re
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

import pytest

from partners.tracking import calling, parts
from partners.tracking.asking import PERMANENT, TROUBLES, CallFailed, Trouble
from partners.tracking.calling import Caller, caller_client
from partners.tracking.pace import DayAllowance, Limits, Pace, Unlimited, seconds_to_midnight
from tests.tracking.stand_in import Said, StandIn, pace

NOON = datetime(2026, 6, 29, 12, 0, tzinfo=UTC)


async def call(tracker: StandIn, *answers, safe: bool = True, sleeps: list[float] | None = None, **more):
    """What one call brings, or the trouble."""
    tracker.says("x", *answers)
    slept = [] if sleeps is None else sleeps

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async with caller_client(tracker.base) as client:
        caller = Caller(client, more.pop("at_pace", None) or pace(), sleep=sleep, **more)
        try:
            return await caller.call("GET", "x", safe=safe)
        except CallFailed as failure:
            return failure.trouble


async def test_an_answer_is_brought_in_full(tracker):
    reply = await call(tracker, Said({"ok": 1}))
    assert (reply.status, parts.json_of(reply.body), reply.content_type) == (200, {"ok": 1}, "application/json")


async def test_a_packed_answer_is_unpacked(tracker):
    reply = await call(tracker, Said({"ok": "ü" * 1000}, headers={"Content-Encoding": "gzip"}))
    assert parts.json_of(reply.body) == {"ok": "ü" * 1000}


async def test_a_refusal_is_an_answer_and_is_not_repeated(tracker):
    reply = await call(tracker, Said({"no": 1}, status=401))
    assert (reply.status, len(tracker.asked)) == (401, 1)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_fault_of_its_own_may_be_over_at_the_next_try(tracker, status):
    sleeps: list[float] = []
    reply = await call(tracker, Said("oops", status), Said({"ok": 1}), sleeps=sleeps)
    assert reply.status == 200
    assert len(tracker.asked) == 2
    assert len(sleeps) == 1 and 0.3 < sleeps[0] < 0.7


async def test_after_three_tries_it_is_a_fault(tracker):
    sleeps: list[float] = []
    assert await call(tracker, Said("Interal Error", 502), sleeps=sleeps) == Trouble("failing", 502)
    assert len(tracker.asked) == 3
    assert 2 * sleeps[0] * 0.6 < sleeps[1]


async def test_a_fault_that_no_waiting_mends_is_not_repeated(tracker):
    assert await call(tracker, Said("", 501)) == Trouble("failing", 501)
    assert len(tracker.asked) == 1


@pytest.mark.parametrize(
    "answer", [Said("", 503), Said({"half": "x" * 500}, cut=True)], ids=["a fault", "half an answer"]
)
async def test_what_may_have_been_done_is_never_asked_twice(tracker, answer):
    trouble = await call(tracker, answer, safe=False)
    assert trouble.kind in ("failing", "cut")
    assert len(tracker.asked) == 1


async def test_half_a_body_is_no_answer(tracker):
    assert await call(tracker, Said({"half": "x" * 500}, cut=True)) == Trouble("cut")
    assert len(tracker.asked) == 3


async def test_a_body_that_is_not_packed_as_it_says_is_no_answer(tracker):
    answer = Said(b"plain", headers={"Content-Encoding": "gzip", "X-Plain": "1"})
    answer.headers["Content-Encoding"] = "GZIP"  # the stand-in does not pack it then
    assert await call(tracker, answer) == Trouble("nonsense")


async def test_who_never_answers_is_waited_for_once(tracker):
    assert await call(tracker, Said(hangs=True), whole_call=0.1) == Trouble("silent")
    assert len(tracker.asked) == 1


async def test_who_answers_a_byte_at_a_time_is_waited_for_no_longer(tracker):
    assert await call(tracker, Said({"x": "y" * 99}, trickles=True), whole_call=0.1) == Trouble("silent")


async def test_nobody_there_is_unreachable_and_tried_again_even_if_once_only(unused_tcp_port):
    tries = []

    async def sleep(seconds: float) -> None:
        tries.append(seconds)

    async with caller_client(f"http://127.0.0.1:{unused_tcp_port}/") as client:
        with pytest.raises(CallFailed) as failure:
            await Caller(client, pace(), sleep=sleep).call("POST", "x", safe=False)
    assert failure.value.trouble == Trouble("unreachable")
    assert len(tries) == 2


async def test_a_redirect_is_not_followed_and_the_key_goes_nowhere_else(tracker):
    trouble = await call(tracker, Said("", 302, headers={"Location": tracker.base + "elsewhere"}))
    assert trouble == Trouble("redirected", 302)
    assert trouble.is_permanent
    assert tracker.paths() == ["x"]


async def test_an_endless_answer_is_given_up(tracker, monkeypatch):
    monkeypatch.setattr(calling, "LARGEST_BYTES", 1000)
    bomb = Said("0" * 100_000, headers={"Content-Encoding": "gzip"})
    assert await call(tracker, bomb) == Trouble("too_large", 200)


async def test_a_short_rest_is_taken_at_once(tracker):
    sleeps: list[float] = []
    reply = await call(tracker, Said("", 429, headers={"Retry-After": "2"}), Said({"ok": 1}), sleeps=sleeps)
    assert reply.status == 200
    assert sleeps == [2]


async def test_a_long_rest_is_left_to_the_next_turn(tracker):
    assert await call(tracker, Said("", 429, headers={"Retry-After": "60"})) == Trouble("busy", 429, retry_after=60)
    assert len(tracker.asked) == 1


async def test_without_a_word_about_how_long_half_a_minute_is_taken(tracker):
    assert await call(tracker, Said("slow down", 429)) == Trouble("busy", 429, retry_after=30)


async def test_a_rest_may_be_given_as_a_date(tracker):
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    trouble = await call(tracker, Said("", 429, headers={"Retry-After": until}))
    assert 80 < trouble.retry_after <= 90


@pytest.mark.parametrize("written", ["soon", "-5", "1e99", "Wed, 99 Foo 2026", "nan"])
async def test_a_rest_that_makes_no_sense_counts_as_none_given(tracker, written):
    assert await call(tracker, Said("", 429, headers={"Retry-After": written})) == Trouble("busy", 429, retry_after=30)


async def test_a_rest_holds_everybody_who_asks_this_tracker(tracker):
    clock = Seconds()
    shared = Pace(Limits(per_second=10), seconds=clock.now, sleep=clock.sleep)
    await call(tracker, Said("", 429, headers={"Retry-After": "60"}), at_pace=shared)
    await shared.turn()
    assert clock.at == pytest.approx(60)


class Seconds:
    """A clock that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += seconds


async def test_turns_come_at_the_rate_that_is_allowed():
    clock = Seconds()
    turns = Pace(Limits(per_second=3), seconds=clock.now, sleep=clock.sleep)
    for _ in range(31):
        await turns.turn()
    assert clock.at == pytest.approx(10)


async def test_after_a_rest_a_few_go_at_once_and_no_more():
    clock = Seconds()
    turns = Pace(Limits(per_second=1, at_once=3), seconds=clock.now, sleep=clock.sleep)
    clock.at = 1000
    for _ in range(3):
        await turns.turn()
    assert clock.at == 1000
    await turns.turn()
    assert clock.at == 1001


async def test_many_who_ask_at_once_are_served_in_order_at_the_rate():
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    turns = Pace(Limits(per_second=5), seconds=lambda: 0.0, sleep=sleep)
    await asyncio.gather(*(turns.turn() for _ in range(4)))
    assert slept == pytest.approx([0.2, 0.4, 0.6])


async def test_a_day_has_so_many_and_the_next_one_has_them_anew():
    now = [NOON]
    allowance = DayAllowance(5, lambda: now[0])
    assert [await allowance.take(3), await allowance.take(3), await allowance.take(1)] == [3, 2, 0]
    now[0] = datetime(2026, 6, 29, 23, 59, tzinfo=UTC)
    assert await allowance.take(1) == 0
    now[0] = datetime(2026, 6, 30, 0, 0, tzinfo=UTC)
    assert await allowance.take(9) == 5
    assert await Unlimited().take(9) == 9


def test_the_day_ends_at_midnight_utc():
    assert seconds_to_midnight(NOON) == 12 * 3600
    assert seconds_to_midnight(datetime.fromisoformat("2026-06-30T01:00:00+08:00")) == 7 * 3600


@pytest.mark.parametrize("kind", sorted(TROUBLES))
def test_every_trouble_has_a_sentence_that_can_be_said(kind):
    trouble = Trouble(kind, 503, "E1")
    assert re.search(r"[{}]", str(trouble.sentence("17TRACK", "1Z"))) is None
    assert "17TRACK" in str(trouble.sentence("17TRACK", "1Z"))
    assert ("by itself" in TROUBLES[kind] or "again" in TROUBLES[kind]) == (kind not in PERMANENT)


@pytest.mark.parametrize(
    "body", [b"", b"<html><body>Bad gateway</body></html>", b'{"code": 0', b"[" * 100_000, b"\xff"]
)
def test_what_is_no_json_is_nonsense(body):
    with pytest.raises(CallFailed) as failure:
        parts.json_of(body)
    assert failure.value.trouble == Trouble("nonsense")


def test_items_are_kept_as_the_very_text_they_came_in():
    body = '{"page" : [1, {"accepted": 2}], "data":{ "rejected":[], "accepted" : [ {"b":1.10,"a":"ü"} , {} ] } }'
    assert list(parts.exact_items(body.encode(), "data", "accepted")) == ['{"b":1.10,"a":"ü"}', "{}"]
    for nothing in ("{}", '{"data": 5}', '{"data": {"accepted": {}}}', "[]", "7", '{"data": {"accepted": []}}'):
        assert list(parts.exact_items(nothing.encode(), "data", "accepted")) == []


def test_whatever_stands_where_something_else_should_is_nothing():
    odd = {"a": {"b": [1, {"c": 2}, None]}, "n": None, "t": 7}
    assert parts.items(odd, "a", "b") == [{"c": 2}]
    assert parts.items(odd, "a", "x") == parts.items(odd, "n") == parts.items(None) == []
    assert parts.fields(odd, "a", "b", "c") == parts.fields(odd, "t", "x") == {}
    assert [parts.text(one) for one in (" a\x00b ", 7, True, [], "", None)] == ["ab", "7", None, None, None, None]
    assert [parts.country(one) for one in ("de", "DEU", "中国", None, "1A")] == ["DE", None, None, None, None]
    assert [parts.day(one) for one in ("2026-07-08T00:00:00-07:00", "soon", None, "0001-01-01")] == [
        date(2026, 7, 8),
        None,
        None,
        None,
    ]


async def test_a_tracker_on_this_machine_is_reached_without_any_proxy(tracker, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert (await call(tracker, Said({"ok": 1}))).status == 200
