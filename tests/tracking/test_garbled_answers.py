"""Answers that somebody garbled: whatever a tracker sends, it is read as far as it goes, and nothing breaks."""

import copy
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from cases.case import Parcel
from cases.causes import CAUSES
from cases.triage import triage
from cases.verdicts import Measures, Told
from partners.tracking.asking import FAILED, Answer
from partners.tracking.thresholds import patience
from partners.tracking.webhooks import read_again
from tests.tracking import test_aftership, test_dhl, test_seventeen, test_ups
from tests.tracking.stand_in import StandIn, sample

NOW = datetime(2026, 11, 29, tzinfo=UTC)
GARBLINGS = 120
JUNK: tuple[Any, ...] = (
    None, "", 0, -1, 1e308, True, [], {}, [[]], [None], {"a": 1}, "x" * 3000, "\0", 10**40, "NaN", "🙂", "２０２６",
    "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00Z", "2026-02-30", "2026-11-01T00:00:00+99:00",
)  # fmt: skip
DELIVERIES = {
    "17track": {
        "event": "TRACKING_UPDATED",
        "data": sample("17track/gettrackinfo_yanwen_190012")["data"]["accepted"][0],
    },
    "aftership": {
        "event": "tracking_update",
        "event_id": "1",
        "msg": test_aftership.tracking(test_aftership.CHECKPOINT),
    },
    "easypost": {
        "id": "evt_1",
        "description": "tracker.updated",
        "result": sample("easypost/get_trackers_200_python")["trackers"][0],
    },
}


def garbled(value: Any, seed: int) -> Any:
    """The same with some of its parts missing, doubled, or something else."""
    chance, changed = random.Random(seed), copy.deepcopy(value)
    for _ in range(chance.randint(1, 4)):
        *path, last = chance.choice([one for one in paths(changed) if one] or [()]) or (None,)
        if last is None:
            return changed
        place = changed
        for step in path:
            place = place[step]
        if isinstance(place, dict) and chance.random() < 0.2:
            del place[last]
        else:
            place[last] = copy.deepcopy(chance.choice(JUNK))
    return changed


def paths(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield before
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in parts:
        yield from paths(part, (*before, step))


def has_a_verdict(answer: Answer) -> bool:
    parcel = Parcel(answer.number, "ups", "UPS")
    return triage(parcel, answer.scans, (), Told(), Measures(patience()), NOW).cause in CAUSES


@pytest.mark.parametrize("tracker", sorted(DELIVERIES))
def test_a_garbled_delivery_is_read_as_far_as_it_goes(tracker: str) -> None:
    read = [read_again(tracker, json.dumps(garbled(DELIVERIES[tracker], seed)).encode()) for seed in range(GARBLINGS)]
    answers = [one for one in read if one is not None]
    assert all(has_a_verdict(one) for one in answers)
    assert sum(bool(one.scans) for one in answers) > GARBLINGS / 2


@pytest.mark.parametrize("name", ["17track", "dhl", "ups"])
async def test_a_garbled_answer_gives_each_question_one_answer(name: str, tracker: StandIn) -> None:
    seen = 0
    for seed in range(GARBLINGS // 8):
        if name == "17track":
            tracker.says("gettrackinfo", garbled(test_seventeen.with_events(test_seventeen.event()), seed))
            tracker.says("register", {"code": 0, "data": {"accepted": [], "rejected": []}})
            [answer] = await test_seventeen.ask(tracker, test_seventeen.YANWEN)
        elif name == "dhl":
            tracker.says(test_dhl.PATH, garbled(test_dhl.shipment(test_dhl.EVENT), seed))
            [answer] = await test_dhl.ask(tracker, test_dhl.NUMBER)
        else:
            tracker.says(test_ups.TOKEN, test_ups.token())
            tracker.says(test_ups.DETAILS, garbled(test_ups.details(test_ups.ACTIVITY), seed))
            [answer] = await test_ups.ask(tracker, test_ups.NUMBER)
        assert answer.outcome != FAILED or answer.trouble is not None
        assert has_a_verdict(answer)
        seen += bool(answer.scans)
    assert seen > GARBLINGS / 30
