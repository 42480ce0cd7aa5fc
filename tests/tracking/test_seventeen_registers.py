"""Numbers that 17TRACK does not follow yet: registering them, what it rejects, and many at a time."""

from datetime import date

import pytest

from partners.tracking.asking import FAILED, INVALID, PENDING, SCANS, Question, Trouble
from tests.tracking.stand_in import sample
from tests.tracking.test_seventeen import CORREIOS, YANWEN, ask, rejected


async def test_a_number_that_is_not_registered_is_registered_with_what_helps_and_is_pending(tracker):
    tracker.says("gettrackinfo", rejected("ABCDE12345", -18019902))
    tracker.says("register", {"code": 0, "data": {"accepted": [{"number": "ABCDE12345"}], "rejected": []}})
    question = Question("ABCDE12345", "usps", "CN", "US", "90001", date(2026, 6, 1))
    [answer] = await ask(tracker, question)
    assert (answer.outcome, answer.trouble) == (PENDING, None)
    assert tracker.paths() == ["gettrackinfo", "register"]
    assert tracker.asked[1].json == [
        {
            "number": "ABCDE12345",
            "auto_detection": True,
            "carrier": 21051,
            "destination_postal_code": "90001",
            "origin_country": "CN",
            "destination_country": "US",
            "ship_date": "2026-06-01",
        }
    ]


async def test_a_number_that_was_registered_meanwhile_is_pending_too(tracker):
    tracker.says("gettrackinfo", rejected(CORREIOS, -18019902))
    tracker.says("register", sample("17track/register_already_registered"))
    [answer] = await ask(tracker, CORREIOS)
    assert answer.outcome == PENDING


async def test_no_more_numbers_are_registered_than_the_day_has_left(tracker):
    numbers = [f"ABCDE{n:05d}" for n in range(5)]
    tracker.says("gettrackinfo", {"code": 0, "data": {"accepted": [], "rejected": []}})
    tracker.says("register", {"code": 0, "data": {"accepted": [], "rejected": []}})
    answers = await ask(tracker, *numbers, per_day=2)
    assert [answer.outcome for answer in answers] == [PENDING, PENDING, FAILED, FAILED, FAILED]
    assert {answer.trouble for answer in answers[2:]} == {Trouble("quota")}
    assert [one["number"] for one in tracker.asked[1].json] == numbers[:2]


async def test_with_nothing_left_nothing_is_registered_and_reading_goes_on(tracker):
    both = sample("17track/gettrackinfo_yanwen_190012")
    tracker.says("gettrackinfo", both)
    read, unregistered = await ask(tracker, YANWEN, "21213123123230", per_day=0)
    assert (read.outcome, unregistered.trouble) == (SCANS, Trouble("quota"))
    assert tracker.paths() == ["gettrackinfo"]


async def test_a_carrier_it_cannot_register_is_left_for_it_to_find(tracker):
    tracker.says("gettrackinfo", rejected("ABCDE12345", -18019902))
    accepted = {"code": 0, "data": {"accepted": [{"number": "ABCDE12345"}], "rejected": []}}
    tracker.says("register", rejected("ABCDE12345", -18019911), accepted)
    [answer] = await ask(tracker, Question("ABCDE12345", "usps"))
    assert answer.outcome == PENDING
    assert [sent.json[0].get("carrier") for sent in tracker.asked[1:]] == [21051, None]


@pytest.mark.parametrize(
    ("code", "outcome", "trouble"),
    [
        (-18019909, PENDING, None),
        (-18010012, INVALID, None),
        (-18019903, INVALID, None),
        (-18019907, FAILED, Trouble("quota", 200, "-18019907")),
        (-18019908, FAILED, Trouble("quota", 200, "-18019908")),
        (-18019999, FAILED, Trouble("refused", 200, "-18019999")),
    ],
)
async def test_what_a_rejection_means(tracker, code, outcome, trouble):
    tracker.says("gettrackinfo", rejected(YANWEN, -18019902))
    tracker.says("register", rejected(YANWEN, code))
    [answer] = await ask(tracker, YANWEN)
    assert (answer.outcome, answer.trouble) == (outcome, trouble)
