"""17TRACK: what it is asked, what it costs, and what its answers mean."""

import json
from datetime import UTC, date, datetime

import pytest

from cases.scan_kinds import KINDS
from partners.carriers.names import CARRIERS
from partners.tracking.asking import FAILED, INVALID, NOT_FOUND, PENDING, SCANS, Question, Trouble
from partners.tracking.calling import caller_client
from partners.tracking.carrier_codes import SEVENTEEN_TRACK, seventeen_track_key
from partners.tracking.pace import DayAllowance
from partners.tracking.seventeen import LIMITS, STAGES, SUB_STATUSES, SeventeenTrack
from tests.tracking.stand_in import Said, StandIn, pace, sample

YANWEN, CORREIOS = "YT2616912345678901", "AA123456789BR"
NOON = datetime(2026, 6, 29, 12, 0, tzinfo=UTC)
RAW = {"date": "2026-06-29", "time": "21:05"}


async def ask(tracker: StandIn, *questions: Question | str, per_day: int | None = None):
    asked = [one if isinstance(one, Question) else Question(one) for one in questions]
    async with caller_client(tracker.base) as client:
        allowance = None if per_day is None else DayAllowance(per_day, lambda: NOON)
        return await SeventeenTrack(client, "the-key", pace(), allowance).ask(asked)


def tracked(number: str = YANWEN, **info) -> dict:
    """An answer with one number in it."""
    return {
        "code": 0,
        "data": {"accepted": [{"number": number, "carrier": 190012, "track_info": info}], "rejected": []},
    }


def rejected(number: str, code: int) -> dict:
    error = {"code": code, "message": "…"}
    return {"code": 0, "data": {"accepted": [], "rejected": [{"number": number, "carrier": "3011", "error": error}]}}


def event(**more) -> dict:
    known = {
        "time_iso": "2026-06-29T21:05:00+08:00",
        "time_utc": "2026-06-29T13:05:00Z",
        "description": "Somewhere",
        "sub_status": "InTransit_Other",
        "stage": None,
        "location": None,
        "address": {"country": "US", "state": "CA", "city": "LOS ANGELES"},
    }
    return known | more


def with_events(*events: dict, key: int = 190012, status: str = "InTransit") -> dict:
    carriers = [{"provider": {"key": key}, "events": list(events)}]
    return tracked(latest_status={"status": status, "sub_status": None}, tracking={"providers": carriers})


async def one_scan(tracker: StandIn, **more):
    tracker.says("gettrackinfo", with_events(event(**more), key=more.pop("key", 190012)))
    [answer] = await ask(tracker, YANWEN)
    return answer.scans[0]


async def test_a_number_is_read_with_the_key_and_its_events_become_scans(tracker):
    tracker.says("gettrackinfo", sample("17track/gettrackinfo_yanwen_190012"))
    [answer] = await ask(tracker, Question(YANWEN, "yanwen"))
    [asked] = tracker.asked
    assert (asked.method, asked.path, asked.headers["17token"]) == ("POST", "/gettrackinfo", "the-key")
    assert asked.json == [{"number": YANWEN}]
    assert (answer.provider, answer.number, answer.outcome, answer.status) == (
        "17track",
        YANWEN,
        SCANS,
        "InTransit_Arrival",
    )
    assert (answer.carrier, answer.origin, answer.destination) == ("yanwen", "CN", "US")
    assert answer.expected_on == date(2026, 7, 12)
    assert [scan.kind for scan in answer.scans] == ["imported", "unknown", "accepted"]
    arrival = answer.scans[0]
    assert (arrival.at, arrival.local) == (
        datetime(2026, 6, 29, 13, 5, tzinfo=UTC),
        datetime.fromisoformat("2026-06-29T21:05:00"),
    )
    assert (arrival.city, arrival.region, arrival.country) == ("LOS ANGELES", "CA", "US")
    assert (arrival.words, arrival.code, arrival.carrier, arrival.number) == (
        "Arrived at destination country port",
        "InTransit_Arrival",
        "yanwen",
        YANWEN,
    )


async def test_a_status_that_is_in_no_table_stays_unknown_and_is_counted(tracker):
    tracker.says("gettrackinfo", sample("17track/gettrackinfo_yanwen_190012"))
    [answer] = await ask(tracker, YANWEN)
    assert answer.unknown == ("InTransit_QuantumTunnelling",)
    assert [scan.kind for scan in answer.scans if scan.code == "InTransit_QuantumTunnelling"] == ["unknown"]


async def test_the_raw_answer_is_the_very_part_that_speaks_of_the_number(tracker):
    items = '[ {"number":"AAAAA1", "carrier":3011,"track_info":{"x" : 1.10}},{"number":"BBBBB2"}]'
    tracker.says("gettrackinfo", Said(f'{{"code":0, "data":{{"accepted":{items}}}}}'))
    first, second = await ask(tracker, "AAAAA1", "BBBBB2")
    assert first.raw == b'{"number":"AAAAA1", "carrier":3011,"track_info":{"x" : 1.10}}'
    assert second.raw == b'{"number":"BBBBB2"}'


async def test_a_time_without_zone_is_marked_and_not_guessed(tracker):
    tracker.says("gettrackinfo", sample("17track/gettrackinfo_correios_2151"))
    [answer] = await ask(tracker, CORREIOS)
    delivered, out, _ = answer.scans
    assert (delivered.kind, delivered.at, delivered.local) == (
        "delivered",
        None,
        datetime.fromisoformat("2026-06-30T14:23:00"),
    )
    assert not delivered.zoned and delivered.has_hour
    assert out.at == datetime(2026, 6, 28, 11, 40, tzinfo=UTC)
    assert delivered.words == "Objeto entregue ao destinatário"


@pytest.mark.parametrize(
    ("times", "at", "local", "has_hour"),
    [
        ({"time_utc": None}, "2026-06-29T13:05:00+00:00", "2026-06-29T21:05:00", True),
        ({"time_utc": "2026-06-29T13:35:00Z"}, None, "2026-06-29T21:05:00", True),
        ({"time_iso": None}, "2026-06-29T13:05:00+00:00", None, True),
        ({"time_iso": "2026-06-29T21:05:00", "time_utc": None}, None, "2026-06-29T21:05:00", True),
        (
            {
                "time_iso": None,
                "time_utc": None,
                "time_raw": {"date": "2026-06-29", "time": "21:05", "timezone": "+08:00"},
            },
            "2026-06-29T13:05:00+00:00",
            "2026-06-29T21:05:00",
            True,
        ),
        (
            {
                "time_iso": None,
                "time_utc": None,
                "time_raw": {"date": "2026-06-29", "time": "21:05", "timezone": "CST"},
            },
            None,
            "2026-06-29T21:05:00",
            True,
        ),
        (
            {"time_iso": None, "time_utc": None, "time_raw": RAW | {"time": None}},
            None,
            "2026-06-29T00:00:00",
            False,
        ),
        ({"time_iso": None, "time_utc": None, "time_raw": None}, None, None, False),
        ({"time_iso": "yesterday", "time_utc": 5, "time_raw": "?"}, None, None, False),
    ],
    ids=[
        "an offset alone is enough",
        "two times that disagree: the zone is not known",
        "UTC alone tells no wall time",
        "no offset anywhere",
        "the raw time with its offset",
        "a zone by letters is none",
        "a day alone",
        "no time at all",
        "nonsense",
    ],
)
async def test_times_are_taken_as_far_as_they_can_be_trusted(tracker, times, at, local, has_hour):
    scan = await one_scan(tracker, **times)
    assert (scan.at, scan.local, scan.has_hour) == (
        datetime.fromisoformat(at) if at else None,
        datetime.fromisoformat(local) if local else None,
        has_hour,
    )


async def test_a_carrier_that_writes_one_offset_everywhere_has_no_known_zone(tracker):
    tracker.says("gettrackinfo", with_events(event(), key=100001))
    [answer] = await ask(tracker, YANWEN)
    assert (answer.scans[0].zoned, answer.scans[0].carrier) == (False, "dhl")


async def test_first_and_last_mile_are_both_read(tracker):
    carriers = [
        {"provider": {"key": 190012}, "events": [event(description="a")]},
        {"provider": {"key": 21051}, "events": [event(description="b")]},
    ]
    tracker.says("gettrackinfo", tracked(latest_status={"status": "InTransit"}, tracking={"providers": carriers}))
    [answer] = await ask(tracker, YANWEN)
    assert [(scan.words, scan.carrier) for scan in answer.scans] == [("a", "yanwen"), ("b", "usps")]


async def test_a_stage_speaks_where_there_is_no_sub_status(tracker):
    assert (await one_scan(tracker, sub_status=None, stage="PickedUp")).kind == "accepted"
    assert (await one_scan(tracker, sub_status=None, stage="Teleported")).kind == "unknown"
    assert (await one_scan(tracker, sub_status=None, stage=None)).kind == "unknown"


@pytest.mark.parametrize(("status", "kind"), [*SUB_STATUSES.items()])
async def test_every_sub_status_of_the_documentation_has_its_word(tracker, status, kind):
    assert kind in KINDS
    assert (await one_scan(tracker, sub_status=status, description="")).kind == kind


def test_the_tables_are_whole_and_use_our_words():
    assert len(SUB_STATUSES) == 30
    assert set(STAGES.values()) <= set(KINDS)
    assert set(SEVENTEEN_TRACK.values()) <= set(CARRIERS)
    assert (seventeen_track_key("usps"), seventeen_track_key("nobody")) == (21051, None)
    assert LIMITS.per_second == 3


@pytest.mark.parametrize(
    ("latest", "outcome"),
    [
        ({"status": "NotFound", "sub_status": "NotFound_Other"}, NOT_FOUND),
        ({"status": "NotFound", "sub_status": "NotFound_InvalidCode"}, INVALID),
        ({"status": "Expired", "sub_status": "Expired_Other"}, NOT_FOUND),
        ({"status": None}, PENDING),
        ({}, PENDING),
    ],
)
async def test_without_events_its_status_says_what_that_means(tracker, latest, outcome):
    tracker.says("gettrackinfo", tracked(latest_status=latest))
    [answer] = await ask(tracker, YANWEN)
    assert (answer.outcome, answer.scans, answer.trouble) == (outcome, (), None)


# -- registering -----------------------------------------------------------------------------------------------------


# -- many at once ----------------------------------------------------------------------------------------------------


async def test_numbers_are_asked_forty_at_a_time_and_answered_in_the_order_of_the_questions(tracker):
    numbers = [f"ABCDE{n:05d}" for n in range(85)]
    accepted = [{"number": number.lower(), "carrier": 3011, "track_info": {}} for number in reversed(numbers)]
    tracker.says("gettrackinfo", {"code": 0, "data": {"accepted": accepted, "rejected": []}})
    answers = await ask(tracker, *numbers)
    assert [len(asked.json) for asked in tracker.asked] == [40, 40, 5]
    assert [answer.number for answer in answers] == numbers
    assert {answer.outcome for answer in answers} == {PENDING}


async def test_one_number_of_two_carriers_is_read_as_the_one_that_was_asked_for(tracker):
    def item(key: int, *events: dict) -> dict:
        carriers = [{"provider": {"key": key}, "events": list(events)}]
        return {"number": YANWEN, "carrier": key, "track_info": {"tracking": {"providers": carriers}}}

    both = {"code": 0, "data": {"accepted": [item(21051, event()), item(3011, event(), event())], "rejected": []}}
    tracker.says("gettrackinfo", both)
    assert (await ask(tracker, Question(YANWEN, "usps")))[0].carrier == "usps"
    assert (await ask(tracker, Question(YANWEN, "fedex")))[0].carrier == "china_post"


async def test_a_text_that_is_no_number_is_not_even_asked_about(tracker):
    tracker.says("gettrackinfo", sample("17track/gettrackinfo_yanwen_190012"))
    short, fine, long = await ask(tracker, "1234", YANWEN, "9" * 51)
    assert (short.trouble, fine.outcome, long.trouble) == (
        Trouble("broken_question"),
        SCANS,
        Trouble("broken_question"),
    )
    assert tracker.asked[0].json == [{"number": YANWEN}]


# -- when it fails ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        (
            Said({"code": -18010002, "data": {"errors": [{"code": -18010002, "message": "…"}]}}),
            ("key", 200, "-18010002"),
        ),
        (Said({"code": 0, "data": {"errors": [{"code": -18010001}]}}), ("not_allowed", 200, "-18010001")),
        (Said({"code": -18010003}), ("failing", 200, "-18010003")),
        (Said({"code": -18010014, "data": {}}), ("refused", 200, "-18010014")),
        (Said({"code": "odd"}), ("refused", 200, "-1")),
        (Said("Unauthorized", 401), ("key", 401, None)),
        (Said("Forbidden", 403), ("not_allowed", 403, None)),
        (Said("<html>busy</html>"), ("nonsense", None, None)),
        (Said([]), ("nonsense", 200, None)),
        (Said({}), ("nonsense", 200, None)),
        (Said('{"code":0,"data":{"acc'), ("nonsense", None, None)),
        (Said("", 429, {"Retry-After": "60"}), ("busy", 429, None, 60.0)),
        (Said("", 302, {"Location": "http://127.0.0.1:9/"}), ("redirected", 302, None)),
    ],
    ids=str,
)
async def test_a_call_that_fails_is_told_in_the_answers(tracker, said, trouble):
    tracker.says("gettrackinfo", said)
    answers = await ask(tracker, YANWEN, CORREIOS)
    assert [answer.outcome for answer in answers] == [FAILED, FAILED]
    assert {answer.trouble for answer in answers} == {Trouble(*trouble)}
    assert tracker.paths() == ["gettrackinfo"]


async def test_one_batch_that_fails_takes_no_other_with_it(tracker):
    numbers = [f"ABCDE{n:05d}" for n in range(41)]
    fine = {"code": 0, "data": {"accepted": [{"number": numbers[40], "track_info": {}}], "rejected": []}}
    tracker.says("gettrackinfo", Said("<html>", 200), fine)
    answers = await ask(tracker, *numbers)
    assert {answer.outcome for answer in answers[:40]} == {FAILED}
    assert answers[40].outcome == PENDING


@pytest.mark.parametrize(
    "item",
    [
        {"number": YANWEN, "carrier": "x", "track_info": 5},
        {"number": YANWEN, "track_info": {"tracking": {"providers": {"a": 1}}, "latest_status": []}},
        {"number": YANWEN, "track_info": {"tracking": {"providers": [{"provider": 1, "events": [7, None, {}]}]}}},
        {"number": YANWEN, "track_info": {"shipping_info": "x", "time_metrics": {"estimated_delivery_date": 3}}},
    ],
    ids=json.dumps,
)
async def test_an_answer_of_any_other_shape_raises_nothing(tracker, item):
    tracker.says("gettrackinfo", {"code": 0, "data": {"accepted": [item, 7, None], "rejected": [3, {"error": 4}]}})
    [answer] = await ask(tracker, YANWEN)
    assert answer.outcome in (PENDING, SCANS)
    assert all(scan.kind == "unknown" for scan in answer.scans)


@pytest.mark.parametrize(
    ("key", "carrier"), [([], None), ({"a": 1}, None), (None, None), ("190012", "yanwen"), (190012, "yanwen")]
)
async def test_a_carrier_that_is_named_by_nonsense_keeps_no_scan_from_being_read(tracker, key, carrier):
    tracker.says("gettrackinfo", with_events(event(), key=key))
    [answer] = await ask(tracker, YANWEN)
    assert answer.outcome == "scans" and [one.carrier for one in answer.scans] == [carrier]
