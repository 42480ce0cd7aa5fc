"""DHL's unified tracking: what it is asked, and what its answers mean."""

from datetime import UTC, date, datetime

import pytest

from cases.scan_kinds import KINDS
from partners.carriers.names import CARRIERS
from partners.tracking.asking import FAILED, NOT_FOUND, PENDING, SCANS, Question, Trouble
from partners.tracking.calling import caller_client
from partners.tracking.carrier_codes import DHL
from partners.tracking.dhl import LIMITS, STATUS_CODES, Dhl
from partners.tracking.pace import DayAllowance
from tests.tracking.stand_in import Said, StandIn, pace

NUMBER = "00340434161094042557"
PATH = "track/shipments"
# Written after the documentation of version 1.5.8.
EVENT = {
    "timestamp": "2026-06-29T10:05:00+02:00",
    "location": {"address": {"countryCode": "DE", "postalCode": "04158", "addressLocality": "Leipzig"}},
    "statusCode": "transit",
    "status": "In transit",
    "description": "The shipment has arrived at the parcel center",
}


def shipment(*events: dict, ident: str = NUMBER, **more) -> dict:
    known = {
        "id": ident,
        "service": "parcel-de",
        "origin": {"address": {"countryCode": "CN"}},
        "destination": {"address": {"countryCode": "DE"}},
        "status": {"statusCode": "transit", "status": "In transit", "timestamp": "2026-06-29T10:05:00"},
        "estimatedTimeOfDelivery": "2026-07-02T00:00:00+02:00",
        "details": {"pieceIds": [ident]},
        "events": list(events),
    }
    return {"shipments": [known | more]}


async def ask(tracker: StandIn, *questions: Question | str, per_day: int | None = None):
    asked = [one if isinstance(one, Question) else Question(one) for one in questions]
    async with caller_client(tracker.base) as client:
        calls = None if per_day is None else DayAllowance(per_day, lambda: datetime(2026, 6, 29, tzinfo=UTC))
        return await Dhl(client, "the-key", pace(), calls).ask(asked)


async def test_a_number_is_asked_with_the_key_and_what_tells_divisions_apart(tracker):
    tracker.says(PATH, shipment(EVENT))
    [answer] = await ask(tracker, Question(NUMBER, "dhl_paket", postcode="10115"))
    [asked] = tracker.asked
    assert (asked.method, asked.headers["DHL-API-Key"]) == ("GET", "the-key")
    assert asked.query == {"trackingNumber": NUMBER, "service": "parcel-de", "recipientPostalCode": "10115"}
    assert (answer.outcome, answer.status, answer.carrier) == (SCANS, "transit", "dhl_paket")
    assert (answer.origin, answer.destination, answer.expected_on) == ("CN", "DE", date(2026, 7, 2))
    [scan] = answer.scans
    assert (scan.kind, scan.at, scan.city, scan.country) == (
        "arrived",
        datetime(2026, 6, 29, 8, 5, tzinfo=UTC),
        "Leipzig",
        "DE",
    )
    assert scan.words == "In transit · The shipment has arrived at the parcel center"
    assert answer.raw.startswith(b'{"shipments"')


async def test_a_division_that_shares_our_code_is_not_named(tracker):
    tracker.says(PATH, shipment(EVENT))
    await ask(tracker, Question(NUMBER, "dhl"))
    assert tracker.asked[0].query == {"trackingNumber": NUMBER}


async def test_a_time_without_offset_is_marked(tracker):
    tracker.says(PATH, shipment({**EVENT, "timestamp": "2026-06-29T10:05:00"}, {**EVENT, "timestamp": "2026-06-29"}))
    [answer] = await ask(tracker, NUMBER)
    assert [(scan.zoned, scan.has_hour, scan.day) for scan in answer.scans] == [
        (False, True, date(2026, 6, 29)),
        (False, False, date(2026, 6, 29)),
    ]


@pytest.mark.parametrize(("code", "kind"), [*STATUS_CODES.items()])
async def test_every_status_code_has_its_word(tracker, code, kind):
    tracker.says(PATH, shipment({"statusCode": code, "timestamp": "2026-06-29T10:05:00"}))
    [answer] = await ask(tracker, NUMBER)
    assert kind in KINDS
    assert answer.scans[0].kind == kind


def test_the_tables_use_our_words():
    assert set(DHL.values()) <= set(CARRIERS)
    assert LIMITS.per_day == 250


async def test_a_code_that_is_in_no_table_stays_unknown_and_is_counted(tracker):
    tracker.says(PATH, shipment({**EVENT, "statusCode": "teleported", "status": "Delivered"}))
    [answer] = await ask(tracker, NUMBER)
    assert ([scan.kind for scan in answer.scans], answer.unknown) == (["unknown"], ("teleported",))


async def test_an_event_without_a_code_is_told_by_its_words(tracker):
    tracker.says(PATH, shipment({**EVENT, "statusCode": None, "status": None, "description": "Shipment damaged"}))
    [answer] = await ask(tracker, NUMBER)
    assert ([scan.kind for scan in answer.scans], answer.unknown) == (["damaged"], ())


async def test_without_events_its_status_is_the_one_scan(tracker):
    tracker.says(PATH, shipment())
    [answer] = await ask(tracker, NUMBER)
    assert [scan.kind for scan in answer.scans] == ["in_transit"]
    tracker.says(PATH, shipment(status=None))
    assert [answer.outcome for answer in await ask(tracker, NUMBER)] == [PENDING]


async def test_a_strangers_parcel_is_not_taken(tracker):
    tracker.says(PATH, shipment(EVENT, ident="123456789"))
    [answer] = await ask(tracker, NUMBER)
    assert (answer.outcome, answer.scans) == (NOT_FOUND, ())


async def test_a_piece_of_the_shipment_is_ours(tracker):
    tracker.says(PATH, shipment(EVENT, ident="123456789", details={"pieceIds": [NUMBER.lower()]}))
    [answer] = await ask(tracker, NUMBER)
    assert (answer.outcome, answer.scans[0].number) == (SCANS, NUMBER)


async def test_no_result_is_not_found_and_a_404_of_something_else_is_not(tracker):
    body = {"title": "No result found", "detail": "No shipment with given tracking number found.", "status": 404}
    tracker.says(PATH, Said(body, 404))
    assert [one.outcome for one in await ask(tracker, NUMBER)] == [NOT_FOUND]
    tracker.says(PATH, Said({"message": "no route"}, 404))
    assert [one.trouble for one in await ask(tracker, NUMBER)] == [Trouble("refused", 404)]
    tracker.says(PATH, Said("<html>404</html>", 404))
    assert [one.trouble for one in await ask(tracker, NUMBER)] == [Trouble("nonsense")]


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        (Said({"title": "Unauthorized"}, 401), Trouble("key", 401)),
        (Said({"title": "Forbidden"}, 403), Trouble("not_allowed", 403)),
        (Said({"title": "Bad request"}, 400), Trouble("refused", 400, "Bad request")),
        (Said("", 429), Trouble("busy", 429, retry_after=30)),
        (Said({"shipments": 5}), Trouble("nonsense", 200)),
        (Said("{"), Trouble("nonsense")),
    ],
    ids=str,
)
async def test_what_fails_is_told_in_the_answer(tracker, said, trouble):
    tracker.says(PATH, said)
    [answer] = await ask(tracker, NUMBER)
    assert (answer.outcome, answer.trouble) == (FAILED, trouble)


async def test_no_more_calls_are_made_than_the_day_has(tracker):
    tracker.says(PATH, shipment(EVENT))
    answers = await ask(tracker, NUMBER, NUMBER, NUMBER, per_day=2)
    assert [answer.trouble for answer in answers] == [None, None, Trouble("quota")]
    assert len(tracker.asked) == 2
