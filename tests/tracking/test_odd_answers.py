"""Odd but legal answers: several parcels of one number, numbers as text, nothing at all, and a very long history."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from cases.case import Parcel
from cases.scans import after_answer
from cases.timelines import timeline
from cases.triage import triage
from cases.verdicts import Measures, Told
from partners.tracking.asking import FAILED, NOT_FOUND, PENDING, SCANS, Question
from partners.tracking.thresholds import patience
from tests.tracking import test_aftership, test_dhl, test_easypost, test_seventeen, test_ups
from tests.tracking.stand_in import Said, StandIn

NOW = datetime(2026, 7, 20, tzinfo=UTC)
# What one call to read a number is answered on, and how it is asked.
TRACKERS = {
    "17track": ("gettrackinfo", lambda tracker: test_seventeen.ask(tracker, test_seventeen.YANWEN)),
    "aftership": (test_aftership.LIST, lambda tracker: test_aftership.ask(tracker, test_aftership.NUMBER)),
    "easypost": ("trackers", lambda tracker: test_easypost.ask(tracker, test_easypost.NUMBER)),
    "dhl": (test_dhl.PATH, lambda tracker: test_dhl.ask(tracker, test_dhl.NUMBER)),
    "ups": (test_ups.DETAILS, lambda tracker: test_ups.ask(tracker, test_ups.NUMBER)),
}


async def asked(name: str, tracker: StandIn, said):
    path, ask = TRACKERS[name]
    tracker.says(test_ups.TOKEN, test_ups.token())
    tracker.says(path, said)
    [answer] = await ask(tracker)
    return answer


@pytest.mark.parametrize("name", sorted(TRACKERS))
@pytest.mark.parametrize("said", [Said("", 204), Said("", 202), Said("", 200), Said("null"), Said("[]"), Said('"ok"')])
async def test_an_answer_that_says_nothing_is_a_fault_of_the_tracker_and_no_word_about_the_parcel(name, tracker, said):
    answer = await asked(name, tracker, said)
    assert (answer.outcome, answer.trouble.kind, answer.scans) == (FAILED, "nonsense", ())


async def test_of_two_divisions_parcels_the_one_that_was_asked_about_is_taken(tracker):
    paket, express = (
        test_dhl.shipment(test_dhl.EVENT),
        test_dhl.shipment(
            {**test_dhl.EVENT, "statusCode": "delivered", "status": "Delivered", "description": ""}, service="express"
        ),
    )
    for both in (paket["shipments"] + express["shipments"], express["shipments"] + paket["shipments"]):
        tracker.says(test_dhl.PATH, {"shipments": both})
        [answer] = await test_dhl.ask(tracker, Question(test_dhl.NUMBER, "dhl_paket"))
        assert (answer.carrier, [scan.kind for scan in answer.scans]) == ("dhl_paket", ["arrived"])


async def test_of_several_parcels_that_are_none_of_ours_ups_gives_none(tracker):
    others = [test_ups.details(test_ups.ACTIVITY, number=f"1Z999AA1012345678{last}") for last in (5, 6)]
    shipments = [one["trackResponse"]["shipment"][0] for one in others]
    answer = await asked("ups", tracker, {"trackResponse": {"shipment": shipments}})
    assert (answer.outcome, answer.scans) == (PENDING, ())
    # A number on a slip is answered with the one parcel it belongs to.
    answer = await asked("ups", tracker, others[0])
    assert (answer.outcome, [scan.kind for scan in answer.scans]) == (SCANS, ["arrived"])


async def test_a_shipment_without_any_package_is_not_known_yet(tracker):
    answer = await asked("ups", tracker, {"trackResponse": {"shipment": [{"package": []}]}})
    assert answer.outcome == NOT_FOUND


async def test_a_code_may_be_a_number_or_its_digits(tracker):
    for code in (200, "200"):
        said = test_aftership.listed(test_aftership.tracking(test_aftership.CHECKPOINT)) | {"meta": {"code": code}}
        assert (await asked("aftership", tracker, said)).outcome == SCANS


async def test_words_and_places_of_any_script_come_through_whole(tracker):
    words, city = "📦 Посылка прибыла — 包裹已到达\u200f مركز الفرز", "Nižný Žipov 東京 🏤"
    told = {**test_seventeen.event(description=words), "address": {"country": "SK", "state": None, "city": city}}
    answer = await asked("17track", tracker, test_seventeen.with_events(told))
    [scan] = answer.scans
    assert (scan.words, scan.city, scan.country) == (words, city, "SK")


async def test_a_status_nobody_knows_is_unknown_beside_those_we_know_and_counted_once(tracker):
    codes = {20: "Delivered_Telepathy", 21: "Delivered_Telepathy", 22: "InTransit_PickedUp"}
    events = [test_seventeen.event(sub_status=code, time_iso=f"2026-06-{day}T08:00:00Z") for day, code in codes.items()]
    answer = await asked("17track", tracker, test_seventeen.with_events(*events))
    assert [scan.kind for scan in answer.scans] == ["unknown", "unknown", "accepted"]
    assert answer.unknown == ("Delivered_Telepathy",)


async def test_a_scan_from_the_future_is_kept_and_does_not_say_that_the_parcel_is_well(tracker):
    ahead = (NOW + timedelta(days=400)).isoformat()
    picked = test_seventeen.event(
        sub_status="InTransit_PickedUp", time_iso="2026-06-01T08:00:00Z", description="Picked"
    )
    later = test_seventeen.event(sub_status="InTransit_Other", time_iso=ahead, description="In transit")
    answer = await asked("17track", tracker, test_seventeen.with_events(picked, later))
    assert len(answer.scans) == 2
    parcel, measures = Parcel("YT1", "yanwen", "Yanwen"), Measures(patience())
    verdicts = [triage(parcel, scans, (), Told(), measures, NOW) for scans in (answer.scans, answer.scans[:1])]
    assert [verdict.cause for verdict in verdicts] == ["wrong_scan", "stalled_origin"]


async def test_two_thousand_events_are_all_kept_and_take_no_time(tracker):
    """A scan every minute and a half: a scanner that stutters, or a history of years."""
    first = datetime(2026, 6, 29, 8, tzinfo=UTC)
    times = [(first + timedelta(seconds=90 * at)).isoformat() for at in range(2000)]
    events = [test_seventeen.event(description=f"Scan {at}", time_iso=when) for at, when in enumerate(times)]
    answer = await asked("17track", tracker, test_seventeen.with_events(*events))
    assert len(answer.scans) == 2000
    began = time.process_time()
    kept = after_answer(after_answer((), answer.scans), reversed(answer.scans))
    assert len(timeline(kept)) == 2000
    assert not any(scan.taken_back for scan in kept)
    # Measured at 0.4 s; compared each with each it took fifteen.
    assert time.process_time() - began < 5
