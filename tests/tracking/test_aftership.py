"""AfterShip: reading many numbers at once, adding those it does not follow, and what its answers mean."""

from datetime import UTC, date, datetime

import pytest

from cases.scan_kinds import KINDS
from partners.carriers.names import CARRIERS
from partners.tracking.aftership import SUBTAGS, TAGS, AfterShip
from partners.tracking.asking import FAILED, INVALID, NOT_FOUND, PENDING, SCANS, STOPPED, Question, Trouble
from partners.tracking.calling import caller_client
from partners.tracking.carrier_codes import AFTERSHIP
from partners.tracking.pace import DayAllowance
from tests.tracking.stand_in import Said, StandIn, pace, sample

NUMBER = "RB123456785GB"
LIST = "trackings"
# Written after the documentation of version 2026-07.
CHECKPOINT = {
    "slug": "royal-mail",
    "checkpoint_time": "2026-06-29T10:05:00+01:00",
    "city": "London",
    "state": None,
    "country_region": "GBR",
    "message": "Accepted at Post Office",
    "tag": "InTransit",
    "subtag": "InTransit_002",
}


def tracking(*checkpoints: dict, number: str = NUMBER, **more) -> dict:
    known = {
        "id": "a1",
        "tracking_number": number,
        "slug": "royal-mail",
        "active": True,
        "tag": "InTransit",
        "subtag": "InTransit_002",
        "origin_country_region": "CHN",
        "destination_country_region": "GBR",
        "latest_estimated_delivery": {"datetime": "2026-07-02T00:00:00+01:00"},
        "checkpoints": list(checkpoints),
    }
    return known | more


def listed(*trackings: dict) -> dict:
    pages = {"total": len(trackings), "next_cursor": None, "has_next_page": False}
    return {"meta": {"code": 200}, "data": {"pagination": pages, "trackings": list(trackings)}}


def only(data: dict, code: int = 201) -> dict:
    return {"meta": {"code": code}, "data": data}


def no(code: int, status: int = 400, **data) -> Said:
    return Said({"meta": {"code": code, "message": "…", "type": "BadRequest"}, "data": data}, status)


async def ask(tracker: StandIn, *questions: Question | str, per_day: int | None = None):
    asked = [one if isinstance(one, Question) else Question(one) for one in questions]
    async with caller_client(tracker.base) as client:
        additions = None if per_day is None else DayAllowance(per_day, lambda: datetime(2026, 6, 29, tzinfo=UTC))
        return await AfterShip(client, "the-key", pace(), additions).ask(asked)


async def one_scan(tracker: StandIn, **more):
    tracker.says(LIST, listed(tracking({**CHECKPOINT, **more})))
    [answer] = await ask(tracker, NUMBER)
    return answer.scans[0], answer.unknown


async def test_numbers_are_read_together_with_the_key(tracker):
    tracker.says(LIST, listed(tracking(CHECKPOINT), tracking(CHECKPOINT, number="OTHER12345")))
    first, second = await ask(tracker, "OTHER12345", NUMBER)
    [asked] = tracker.asked
    assert (asked.method, asked.headers["as-api-key"]) == ("GET", "the-key")
    assert asked.query == {"tracking_numbers": f"OTHER12345,{NUMBER}", "limit": "200"}
    assert (first.number, second.number) == ("OTHER12345", NUMBER)
    assert (second.outcome, second.status, second.carrier, second.origin, second.destination) == (
        SCANS,
        "InTransit_002",
        "royal_mail",
        "CN",
        "GB",
    )
    assert second.expected_on == date(2026, 7, 2)
    [scan] = second.scans
    assert (scan.kind, scan.at, scan.city, scan.country, scan.words, scan.code) == (
        "accepted",
        datetime(2026, 6, 29, 9, 5, tzinfo=UTC),
        "London",
        "GB",
        "Accepted at Post Office",
        "InTransit_002",
    )
    assert b"OTHER12345" not in second.raw


@pytest.mark.parametrize(("subtag", "kind"), [*SUBTAGS.items()])
async def test_every_sub_status_has_its_word(tracker, subtag, kind):
    scan, unknown = await one_scan(tracker, subtag=subtag, message=None)
    assert kind in KINDS
    assert (scan.kind, unknown) == (kind, ())


def test_the_tables_use_our_words():
    assert set(TAGS.values()) <= set(KINDS)
    assert set(AFTERSHIP.values()) <= set(CARRIERS)


async def test_a_new_sub_status_is_told_by_its_tag_and_counted_and_never_in_transit(tracker):
    scan, unknown = await one_scan(tracker, subtag="Delivered_009", tag="Delivered", message="x")
    assert (scan.kind, unknown) == ("delivered", ("Delivered_009",))
    scan, unknown = await one_scan(tracker, subtag="InTransit_042", message="x")
    assert (scan.kind, unknown) == ("unknown", ("InTransit_042",))
    scan, unknown = await one_scan(tracker, subtag=None, tag="Teleported", message="x")
    assert (scan.kind, unknown) == ("unknown", ("Teleported",))


async def test_a_time_without_offset_is_marked(tracker):
    scan, _ = await one_scan(tracker, checkpoint_time="2026-06-29T10:05:00")
    assert (scan.at, scan.local) == (None, datetime.fromisoformat("2026-06-29T10:05:00"))
    scan, _ = await one_scan(tracker, checkpoint_time="2026-06-29")
    assert (scan.zoned, scan.has_hour) == (False, False)


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({"tag": "Pending"}, PENDING),
        ({"tag": "Expired"}, NOT_FOUND),
        ({"tag": "Expired", "active": False}, STOPPED),
        ({"tag": None}, PENDING),
    ],
)
async def test_without_checkpoints_its_tag_says_what_that_means(tracker, more, outcome):
    tracker.says(LIST, listed(tracking(**more)))
    assert [answer.outcome for answer in await ask(tracker, NUMBER)] == [outcome]


async def test_a_number_it_does_not_follow_is_added_with_what_helps(tracker):
    tracker.says(LIST, listed(), only(tracking(tag="Pending")))
    question = Question(NUMBER, "royal_mail", postcode="SW1A", shipped_on=date(2026, 6, 1))
    [answer] = await ask(tracker, question)
    assert (answer.outcome, answer.number) == (PENDING, NUMBER)
    assert tracker.asked[1].json == {
        "tracking_number": NUMBER,
        "slug": "royal-mail",
        "destination_postal_code": "SW1A",
        "tracking_ship_date": "20260601",
    }


async def test_a_slug_it_does_not_take_is_left_for_it_to_find(tracker):
    tracker.says(LIST, listed(), no(4010), only(tracking(tag="Pending")))
    assert [one.outcome for one in await ask(tracker, Question(NUMBER, "royal_mail"))] == [PENDING]
    assert [asked.json.get("slug") for asked in tracker.asked[1:]] == ["royal-mail", None]


async def test_a_number_that_exists_is_read_by_its_id(tracker):
    tracker.says(LIST, listed(), no(4003, id="a1", tracking_number=NUMBER))
    tracker.says("trackings/a1", only(tracking(CHECKPOINT), 200))
    assert [one.outcome for one in await ask(tracker, NUMBER)] == [SCANS]


async def test_a_number_that_exists_without_an_id_is_pending(tracker):
    tracker.says(LIST, listed(), Said(sample("aftership/v4_ha_error_created_tracking_number_is_failed"), 400))
    assert [one.outcome for one in await ask(tracker, NUMBER)] == [PENDING]


async def test_no_more_numbers_are_added_than_the_day_has_left(tracker):
    tracker.says(LIST, listed(), only(tracking(tag="Pending")))
    answers = await ask(tracker, NUMBER, "OTHER12345", per_day=1)
    assert [answer.trouble for answer in answers] == [None, Trouble("quota")]


async def test_fifty_numbers_are_read_in_one_call(tracker):
    numbers = [f"ABCDE{n:05d}" for n in range(60)]
    tracker.says(LIST, listed(*(tracking(CHECKPOINT, number=number) for number in numbers)))
    answers = await ask(tracker, *numbers)
    assert [len(asked.query["tracking_numbers"].split(",")) for asked in tracker.asked] == [50, 10]
    assert [answer.number for answer in answers] == numbers


@pytest.mark.parametrize("code", [4005, 4012, 4017])
async def test_what_it_takes_for_no_number_is_invalid(tracker, code):
    tracker.says(LIST, listed(), no(code))
    [answer] = await ask(tracker, NUMBER)
    assert (answer.outcome, answer.status) == (INVALID, str(code))


async def test_the_envelope_of_old_recordings_is_read_too(tracker):
    tracker.says(LIST, sample("aftership/v4_Tracking_list_trackings_0"))
    [answer] = await ask(tracker, "HH19260817")
    assert (answer.outcome, answer.carrier, answer.status) == (PENDING, "4px", "Pending_001")


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        (Said(sample("aftership/v4_ha_error_invalid_api_key"), 401), Trouble("key", 401)),
        (no(403, 403), Trouble("not_allowed", 403)),
        (no(402, 402), Trouble("not_allowed", 402)),
        (no(4008), Trouble("refused", 400, "4008")),
        (Said({"meta": {}}), Trouble("nonsense", 200)),
        (Said("<html>"), Trouble("nonsense")),
        (Said("", 429, {"Retry-After": "60"}), Trouble("busy", 429, retry_after=60)),
    ],
    ids=str,
)
async def test_what_fails_is_told_in_the_answers(tracker, said, trouble):
    tracker.says(LIST, said)
    answers = await ask(tracker, NUMBER, "OTHER12345")
    assert [(answer.outcome, answer.trouble) for answer in answers] == [(FAILED, trouble)] * 2


async def test_a_fault_of_plain_text_is_a_fault(tracker):
    tracker.says(LIST, Said("Interal Error", 502))
    assert [one.trouble for one in await ask(tracker, NUMBER)] == [Trouble("failing", 502)]


async def test_one_number_that_cannot_be_added_leaves_the_others_alone(tracker):
    tracker.says(LIST, listed(tracking(CHECKPOINT)), no(4008))
    known, other = await ask(tracker, NUMBER, "OTHER12345")
    assert (known.outcome, other.trouble) == (SCANS, Trouble("refused", 400, "4008"))
