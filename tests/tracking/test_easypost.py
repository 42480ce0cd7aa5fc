"""EasyPost's trackers: reading many at once, making those that are missing, and what they mean."""

from datetime import UTC, date, datetime

import pytest

from cases.scan_kinds import KINDS
from partners.carriers.names import CARRIERS
from partners.tracking.asking import FAILED, INVALID, NOT_FOUND, PENDING, SCANS, Question, Trouble
from partners.tracking.calling import caller_client
from partners.tracking.carrier_codes import EASYPOST
from partners.tracking.easypost import DETAILS, STATUSES, WITHOUT_DETAIL, EasyPost
from partners.tracking.pace import DayAllowance
from tests.tracking.stand_in import Said, StandIn, pace, sample

NUMBER, RECORDED = "9400100208303109500782", "EZ1000000001"
DETAIL = {
    "message": "",
    "status": "in_transit",
    "status_detail": "arrived_at_facility",
    "datetime": "2026-06-29T10:05:00Z",
    "tracking_location": {"city": "HOUSTON", "state": "TX", "country": "US", "zip": "77063"},
}


def listed(*trackers: dict) -> dict:
    return {"trackers": list(trackers), "has_more": False}


def made(*details: dict, number: str = NUMBER, **more) -> dict:
    known = {"id": "trk_1", "tracking_code": number, "status": "in_transit", "carrier": "USPS"}
    return known | {"tracking_details": list(details)} | more


async def ask(tracker: StandIn, *questions: Question | str, per_day: int | None = None):
    asked = [one if isinstance(one, Question) else Question(one) for one in questions]
    async with caller_client(tracker.base) as client:
        additions = None if per_day is None else DayAllowance(per_day, lambda: datetime(2026, 6, 29, tzinfo=UTC))
        return await EasyPost(client, "the-key", pace(), additions).ask(asked)


async def one(tracker: StandIn, **more):
    tracker.says("trackers", listed(made({**DETAIL, **more})))
    [answer] = await ask(tracker, NUMBER)
    return answer.scans[0], answer.unknown


async def test_trackers_are_read_together_with_the_key(tracker):
    tracker.says("trackers", sample("easypost/get_trackers_200_python"))
    [answer] = await ask(tracker, Question(NUMBER, "usps"))
    [asked] = tracker.asked
    assert (asked.method, asked.headers["Authorization"]) == ("GET", "Bearer the-key")
    assert asked.query == {"tracking_codes[]": NUMBER, "page_size": "100"}
    assert (answer.outcome, answer.status, answer.carrier, answer.expected_on) == (
        SCANS,
        "pre_transit",
        "usps",
        date(2025, 3, 6),
    )
    assert [scan.kind for scan in answer.scans] == ["announced", "announced"]
    label = answer.scans[1]
    assert (label.words, label.city, label.region, label.number) == ("Shipping Label Created", "HOUSTON", "TX", NUMBER)
    assert answer.raw.startswith(b'{"id"')


async def test_its_times_are_wall_times_whatever_letter_they_end_in(tracker):
    scan, _ = await one(tracker)
    assert (scan.at, scan.local) == (None, datetime.fromisoformat("2026-06-29T10:05:00"))
    scan, _ = await one(tracker, datetime_local="2026-06-29T05:05:00")
    assert scan.local == datetime.fromisoformat("2026-06-29T05:05:00")


@pytest.mark.parametrize(("detail", "kind"), [*DETAILS.items()])
async def test_every_detail_has_its_word(tracker, detail, kind):
    scan, unknown = await one(tracker, status_detail=detail)
    assert kind in KINDS
    assert (scan.kind, unknown) == (kind, ())


@pytest.mark.parametrize(("status", "kind"), [*((s, k or WITHOUT_DETAIL[s]) for s, k in STATUSES.items())])
async def test_every_status_has_its_word_where_the_detail_says_nothing(tracker, status, kind):
    for detail in ("status_update", "unknown", None):
        scan, unknown = await one(tracker, status=status, status_detail=detail)
        assert (scan.kind, unknown) == (kind, ())


async def test_delivered_is_delivered_though_its_detail_only_says_arrived(tracker):
    scan, _ = await one(tracker, status="delivered", status_detail="arrived_at_destination")
    assert scan.kind == "delivered"


async def test_words_that_are_in_no_table_stay_unknown_and_are_counted(tracker):
    scan, unknown = await one(tracker, status="teleported")
    assert (scan.kind, unknown) == ("unknown", ("teleported",))
    scan, unknown = await one(tracker, status_detail="beamed_up", message="Delivered")
    assert (scan.kind, unknown) == ("unknown", ("beamed_up",))


def test_the_table_of_carriers_uses_our_codes():
    assert set(EASYPOST.values()) <= set(CARRIERS)


async def test_a_number_without_a_tracker_gets_one(tracker):
    tracker.says("trackers", listed(), sample("easypost/docs_trackers-create"))
    [answer] = await ask(tracker, Question(RECORDED, "usps"))
    assert (answer.outcome, answer.number) == (SCANS, RECORDED)
    assert tracker.asked[1].method == "POST"
    assert tracker.asked[1].json == {"tracker": {"tracking_code": RECORDED, "carrier": "USPS"}}


async def test_a_recorded_tracker_in_error_knows_nothing(tracker):
    recorded = sample("easypost/post_trackers_201_python")
    tracker.says("trackers", listed(), recorded)
    [answer] = await ask(tracker, recorded["tracking_code"])
    assert answer.status == recorded["status"]
    assert answer.trouble is None


@pytest.mark.parametrize(("status", "outcome"), [("error", NOT_FOUND), ("unknown", PENDING), ("pre_transit", PENDING)])
async def test_without_details_its_status_says_what_that_means(tracker, status, outcome):
    tracker.says("trackers", listed(made(status=status)))
    assert [answer.outcome for answer in await ask(tracker, NUMBER)] == [outcome]


async def test_no_more_trackers_are_made_than_the_day_has_left(tracker):
    tracker.says("trackers", listed(), made())
    answers = await ask(tracker, NUMBER, "OTHER12345", per_day=1)
    assert [answer.trouble for answer in answers] == [None, Trouble("quota")]


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        (Said({"error": {"code": "UNAUTHORIZED", "message": "…"}}, 401), Trouble("key", 401, "UNAUTHORIZED")),
        (Said({"error": {"code": "APIKEY.INACTIVE"}}, 403), Trouble("not_allowed", 403, "APIKEY.INACTIVE")),
        (Said({"error": {"code": "X", "errors": ["plain"]}}, 400), Trouble("refused", 400, "X")),
        (Said({"error": {"code": "RATE_LIMIT.EXCEEDED"}}, 429), Trouble("busy", 429, retry_after=30)),
        (Said({"trackers": {}}), Trouble("nonsense", 200)),
        (Said("<html>"), Trouble("nonsense")),
    ],
    ids=str,
)
async def test_what_fails_is_told_in_the_answers(tracker, said, trouble):
    tracker.says("trackers", said)
    answers = await ask(tracker, NUMBER, "OTHER12345")
    assert [(answer.outcome, answer.trouble) for answer in answers] == [(FAILED, trouble)] * 2


async def test_a_number_it_cannot_make_a_tracker_of_is_invalid(tracker):
    tracker.says("trackers", listed(), Said({"error": {"code": "TRACKER.CREATE.ERROR", "errors": []}}, 422))
    [answer] = await ask(tracker, NUMBER)
    assert (answer.outcome, answer.status) == (INVALID, "TRACKER.CREATE.ERROR")
