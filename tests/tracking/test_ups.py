"""UPS: its token, its calls, and what its answers mean."""

import asyncio
import base64
from datetime import UTC, date, datetime

import pytest

from cases.scan_kinds import KINDS
from partners.tracking.asking import FAILED, INVALID, NOT_FOUND, PENDING, SCANS, CallFailed, Question, Trouble
from partners.tracking.calling import caller_client
from partners.tracking.pace import DayAllowance
from partners.tracking.tokens import EARLY_SECONDS, Token
from partners.tracking.ups import CODES, STATUS_CODES, TYPES, Ups
from tests.tracking.stand_in import Said, StandIn, pace

NUMBER = "1Z999AA10123456784"
DETAILS, TOKEN = f"api/track/v1/details/{NUMBER}", "security/v1/oauth/token"
# Written after UPS's OpenAPI description of the Tracking API.
ACTIVITY = {
    "date": "20260629",
    "time": "100500",
    "gmtDate": "20260629",
    "gmtTime": "14:05:00",
    "gmtOffset": "-04:00",
    "location": {"address": {"city": "Wayne", "stateProvince": "NJ", "countryCode": "US"}, "slic": "8566"},
    "status": {"type": "I", "code": "AR", "description": "Arrived at Facility ", "statusCode": "005"},
}


def details(*activities: dict, number: str = NUMBER, **more) -> dict:
    package = {
        "trackingNumber": number,
        "currentStatus": {"description": "On the Way", "statusCode": "005"},
        "deliveryDate": [{"type": "SDD", "date": "20260703"}],
        "packageAddress": [
            {"type": "ORIGIN", "address": {"countryCode": "CN"}},
            {"type": "DESTINATION", "address": {"countryCode": "US"}},
        ],
        "activity": list(activities),
    }
    return {"trackResponse": {"shipment": [{"inquiryNumber": number, "package": [package | more]}]}}


def token(name: str = "token-1", expires_in: str = "14399") -> dict:
    return {"token_type": "Bearer", "issued_at": "1690000000000", "access_token": name, "expires_in": expires_in}


async def ask(tracker: StandIn, *numbers: str, per_day: int | None = None):
    async with caller_client(tracker.base) as client:
        calls = None if per_day is None else DayAllowance(per_day, lambda: datetime(2026, 6, 29, tzinfo=UTC))
        return await Ups(client, "id", "secret", pace(), calls).ask([Question(number) for number in numbers])


async def one(tracker: StandIn, **more):
    tracker.says(TOKEN, token())
    tracker.says(DETAILS, details({**ACTIVITY, **more}))
    [answer] = await ask(tracker, NUMBER)
    return answer


async def test_a_number_is_asked_with_a_token_and_the_two_headers_ups_wants(tracker):
    answer = await one(tracker)
    bought, asked = tracker.asked
    assert (bought.method, bought.text) == ("POST", "grant_type=client_credentials")
    assert bought.headers["Authorization"] == "Basic " + base64.b64encode(b"id:secret").decode()
    assert (asked.method, asked.headers["Authorization"], asked.headers["transactionSrc"]) == (
        "GET",
        "Bearer token-1",
        "tracer",
    )
    assert len(asked.headers["transId"]) == 32
    assert (answer.outcome, answer.status, answer.carrier, answer.origin, answer.destination) == (
        SCANS,
        "On the Way",
        "ups",
        "CN",
        "US",
    )
    assert answer.expected_on == date(2026, 7, 3)
    [scan] = answer.scans
    assert (scan.kind, scan.words, scan.city, scan.region, scan.country) == (
        "arrived",
        "Arrived at Facility",
        "Wayne",
        "NJ",
        "US",
    )
    assert (scan.at, scan.local) == (
        datetime(2026, 6, 29, 14, 5, tzinfo=UTC),
        datetime.fromisoformat("2026-06-29T10:05:00"),
    )


@pytest.mark.parametrize(
    ("times", "zoned", "has_hour", "day"),
    [
        ({"gmtDate": "", "gmtTime": " "}, False, True, date(2026, 6, 29)),
        ({"gmtDate": None, "time": ""}, False, False, date(2026, 6, 29)),
        ({"date": "", "gmtDate": "", "time": ""}, False, False, None),
        ({"time": "71356"}, True, True, date(2026, 6, 29)),
        ({"date": "string", "time": "string", "gmtDate": "string"}, False, False, None),
    ],
)
async def test_times_come_padded_blank_or_not_at_all(tracker, times, zoned, has_hour, day):
    [scan] = (await one(tracker, **times)).scans
    assert (scan.zoned, scan.has_hour, scan.day) == (zoned, has_hour, day)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ({"type": "D", "code": "FS", "statusCode": "011", "description": "DELIVERED"}, "delivered"),
        ({"type": "D", "code": "OT", "statusCode": "021", "description": "Out For Delivery Today"}, "out_for_delivery"),
        ({"type": "D", "description": "Out For Delivery Today"}, "out_for_delivery"),
        ({"type": "D", "description": "Delivered"}, "delivered"),
        ({"type": "D", "description": ""}, "unknown"),
        ({"type": "M", "description": "Shipper created a label, UPS has not received the package yet."}, "announced"),
        ({"type": "MV", "description": "Voided"}, "label_cancelled"),
        ({"type": "I", "description": ""}, "in_transit"),
        ({"type": "U", "description": ""}, "rescheduled"),
        ({"type": "X", "description": ""}, "trouble"),
        ({"type": "X", "description": "Your package is damaged."}, "damaged"),
        ({"type": "Q", "code": "ZZ", "description": "Something new"}, "unknown"),
    ],
)
async def test_what_an_activity_means(tracker, status, kind):
    answer = await one(tracker, status=status)
    assert kind in KINDS
    assert [scan.kind for scan in answer.scans] == [kind]
    assert (answer.unknown != ()) == (kind == "unknown")


def test_the_tables_use_our_words():
    assert {*TYPES.values(), *CODES.values(), *STATUS_CODES.values()} <= set(KINDS)


async def test_not_found_is_a_200_with_a_warning(tracker):
    tracker.says(TOKEN, token())
    warning = {"code": "TW0001", "message": "Tracking Information Not Found"}
    tracker.says(DETAILS, {"trackResponse": {"shipment": [{"inquiryNumber": NUMBER, "warnings": [warning]}]}})
    [answer] = await ask(tracker, NUMBER)
    assert (answer.outcome, answer.status, answer.trouble) == (NOT_FOUND, "TW0001", None)


@pytest.mark.parametrize(
    ("said", "outcome", "trouble"),
    [
        (Said({"response": {"errors": [{"code": "TV1002", "message": "Invalid"}]}}, 400), INVALID, None),
        (Said({"response": {"errors": [{"code": "TW0001", "message": "…"}]}}, 404), NOT_FOUND, None),
        (Said({"response": {"errors": [{"code": "250003"}]}}, 403), FAILED, Trouble("key", 403, "250003")),
        (Said({"response": {"errors": [{"code": "250009"}]}}, 403), FAILED, Trouble("not_allowed", 403, "250009")),
        (Said({"response": {"errors": [{"code": "TV9"}]}}, 400), FAILED, Trouble("refused", 400, "TV9")),
        (Said({"nothing": "here"}), FAILED, Trouble("nonsense", 200)),
        (Said("<html>"), FAILED, Trouble("nonsense")),
        (Said("", 429, {"Retry-After": "60"}), FAILED, Trouble("busy", 429, retry_after=60)),
        (Said(details()), PENDING, None),
        (Said({"trackResponse": {"shipment": [{"package": [5]}]}}), NOT_FOUND, None),
    ],
    ids=str,
)
async def test_what_other_answers_mean(tracker, said, outcome, trouble):
    tracker.says(TOKEN, token())
    tracker.says(DETAILS, said)
    [answer] = await ask(tracker, NUMBER)
    assert (answer.outcome, answer.trouble) == (outcome, trouble)


async def test_a_text_that_is_no_number_is_not_asked_about(tracker):
    answers = await ask(tracker, "1Z", "9" * 35, "1Z/../../x")
    assert {answer.trouble for answer in answers} == {Trouble("broken_question")}
    assert tracker.asked == []


async def test_no_more_calls_are_made_than_the_day_has(tracker):
    tracker.says(TOKEN, token())
    tracker.says(DETAILS, details(ACTIVITY))
    assert [one.trouble for one in await ask(tracker, NUMBER, NUMBER, per_day=1)] == [None, Trouble("quota")]


async def test_one_token_serves_many_numbers(tracker):
    tracker.says(TOKEN, token())
    tracker.says(DETAILS, details(ACTIVITY))
    await ask(tracker, NUMBER, NUMBER, NUMBER)
    assert tracker.paths() == [TOKEN, DETAILS, DETAILS, DETAILS]


async def test_a_token_that_is_refused_is_renewed_once(tracker):
    tracker.says(TOKEN, token("old"), token("new"))
    tracker.says(DETAILS, Said({"response": {"errors": [{"code": "250002"}]}}, 401), details(ACTIVITY))
    [answer] = await ask(tracker, NUMBER)
    assert answer.outcome == SCANS
    assert [asked.headers["Authorization"] for asked in tracker.asked if asked.method == "GET"] == [
        "Bearer old",
        "Bearer new",
    ]


async def test_a_key_that_is_refused_for_good_is_told(tracker):
    tracker.says(TOKEN, token("old"), token("new"))
    tracker.says(DETAILS, Said({"response": {"errors": [{"code": "250002"}]}}, 401))
    [answer] = await ask(tracker, NUMBER)
    assert answer.trouble == Trouble("key", 401, "250002")
    assert len(tracker.asked) == 4


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        (Said({"response": {"errors": [{"code": "10401"}]}}, 401), Trouble("key", 401)),
        (Said({"token_type": "Bearer"}), Trouble("nonsense", 200)),
        (Said("<html>"), Trouble("nonsense")),
        (Said("", 429), Trouble("busy", 429, retry_after=30)),
    ],
)
async def test_without_a_token_nothing_is_asked(tracker, said, trouble):
    tracker.says(TOKEN, said)
    [answer] = await ask(tracker, NUMBER)
    assert answer.trouble == trouble
    assert DETAILS not in tracker.paths()


# -- tokens ----------------------------------------------------------------------------------------------------------


class Shop:
    """Sells tokens, slowly."""

    def __init__(self, holds: float = 1000) -> None:
        self.sold = 0
        self.holds = holds
        self.seconds = 0.0
        self.closed = False

    async def renew(self) -> tuple[str, float]:
        await asyncio.sleep(0)
        if self.closed:
            raise CallFailed(Trouble("failing", 503))
        self.sold += 1
        return f"t{self.sold}", self.holds

    def token(self) -> Token:
        return Token(self.renew, lambda: self.seconds)


async def test_of_many_who_need_a_token_one_buys_it():
    shop = Shop()
    token = shop.token()
    assert set(await asyncio.gather(*(token.get() for _ in range(20)))) == {"t1"}
    assert shop.sold == 1


async def test_a_token_is_renewed_before_it_runs_out():
    shop = Shop(holds=1000)
    token = shop.token()
    await token.get()
    shop.seconds = 1000 - EARLY_SECONDS - 1
    assert await token.get() == "t1"
    shop.seconds = 1000 - EARLY_SECONDS
    assert await token.get() == "t2"


async def test_a_token_that_holds_for_less_than_that_is_bought_each_time():
    shop = Shop(holds=5)
    token = shop.token()
    assert [await token.get(), await token.get()] == ["t1", "t2"]


async def test_only_the_token_that_was_refused_is_forgotten():
    token = Shop().token()
    first = await token.get()
    token.refused(first)
    second = await token.get()
    token.refused(first)
    assert (first, second, await token.get()) == ("t1", "t2", "t2")


async def test_a_shop_that_is_closed_sells_again_when_it_opens():
    shop = Shop()
    shop.closed = True
    token = shop.token()
    with pytest.raises(CallFailed):
        await token.get()
    shop.closed = False
    assert await token.get() == "t1"
