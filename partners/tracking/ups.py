"""UPS's Tracking API: https://developer.ups.com/api/reference/tracking/api (OpenAPI at github.com/UPS-API).

One number a call. The token of the client credentials is kept and renewed in time. “Not found” is a 200 with a warning.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import httpx

from cases.scans import Scan
from partners.tracking import asking, parts
from partners.tracking.asking import Answer, CallFailed, Question, Trouble, failed
from partners.tracking.calling import Caller, Reply
from partners.tracking.pace import Allowance, Limits, Pace, Unlimited
from partners.tracking.scan_words import kind_said
from partners.tracking.tokens import Token

NAME = "ups"
BASE_URL = "https://onlinetools.ups.com/"
# UPS publishes no rate; three a second is what its own samples stay below.
LIMITS = Limits(per_second=3)
SHORTEST, LONGEST = 7, 34

# Types of activities, beside our own words. `D` is left to code and words: it is also “out for delivery”.
TYPES = {
    "M": "announced",
    "MV": "label_cancelled",
    "P": "accepted",
    "I": "in_transit",
    "X": "trouble",
    "U": "rescheduled",
    "RS": "returned",
    "NA": "note",
}
# Codes that say more than the type; they stand before it. What UPS's other codes mean is left to its words.
CODES = {"FS": "delivered", "OT": "out_for_delivery", "SR": "customs_released"}
STATUS_CODES = {"011": "delivered", "021": "out_for_delivery"}
NOT_FOUND_WARNING, NO_SUCH_NUMBER = "TW0001", "TV1002"
WRONG_KEY = frozenset({"250002", "250003"})


class Ups:
    """UPS with a client id and its secret; each number takes one call of the day's allowance, where there is one."""

    name = NAME
    batch = 1

    def __init__(
        self,
        client: httpx.AsyncClient,
        client_id: str,
        secret: str,
        pace: Pace,
        calls: Allowance | None = None,
        **more: Any,
    ) -> None:
        self._caller = Caller(client, pace, **more)
        self._credentials = httpx.BasicAuth(client_id, secret)
        self._calls = calls or Unlimited()
        self._token = Token(self._renew)

    async def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Ask about each number in turn."""
        return [await self._ask(question.number) for question in questions]

    async def _ask(self, number: str) -> Answer:
        if not (SHORTEST <= len(number) <= LONGEST and number.isascii() and number.isalnum()):
            return failed(NAME, number, Trouble("broken_question"))
        if not await self._calls.take(1):
            return failed(NAME, number, Trouble("quota"))
        try:
            reply = await self._with_token(number)
            return _read(reply, number)
        except CallFailed as failure:
            return failed(NAME, number, failure.trouble)

    async def _with_token(self, number: str) -> Reply:
        """The call; a token that is not accepted, though it should still hold, is renewed once."""
        token = await self._token.get()
        reply = await self._details(number, token)
        if reply.status == 401:
            self._token.refused(token)
            reply = await self._details(number, await self._token.get())
        return reply

    async def _details(self, number: str, token: str) -> Reply:
        headers = {"Authorization": f"Bearer {token}", "transId": uuid.uuid4().hex, "transactionSrc": "tracer"}
        params = {"locale": "en_US", "returnSignature": "false", "returnMilestones": "false", "returnPOD": "false"}
        path = f"api/track/v1/details/{number}"
        return await self._caller.call("GET", path, safe=True, headers=headers, params=params)

    async def _renew(self) -> tuple[str, float]:
        """A new token and for how long it holds; UPS writes its numbers as text."""
        reply = await self._caller.call(
            "POST",
            "security/v1/oauth/token",
            safe=True,
            auth=self._credentials,
            data={"grant_type": "client_credentials"},
        )
        if reply.status in (400, 401, 403):
            raise CallFailed(Trouble("key", reply.status))
        said = parts.fields(parts.json_of(reply.body))
        token = parts.text(said.get("access_token"))
        if token is None or reply.status >= 400:
            raise CallFailed(Trouble("nonsense", reply.status))
        return token, _seconds(said.get("expires_in"))


def _seconds(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0


def _read(reply: Reply, number: str) -> Answer:
    said = parts.json_of(reply.body)
    errors = parts.items(said, "response", "errors")
    code = parts.text(errors[0].get("code")) if errors else None
    if reply.status == 401 or code in WRONG_KEY:
        raise CallFailed(Trouble("key", reply.status, code))
    if reply.status == 403:
        raise CallFailed(Trouble("not_allowed", reply.status, code))
    if code == NO_SUCH_NUMBER:
        return Answer(NAME, number, asking.INVALID, status=code, raw=reply.body)
    if reply.status == 404 and errors:
        return Answer(NAME, number, asking.NOT_FOUND, status=code, raw=reply.body)
    if reply.status >= 400 or errors:
        raise CallFailed(Trouble("refused", reply.status, code))
    shipments = parts.items(said, "trackResponse", "shipment")
    if not shipments:
        raise CallFailed(Trouble("nonsense", reply.status))
    return _answer(shipments, number, reply.body)


def _answer(shipments: Sequence[Mapping[str, Any]], number: str, raw: bytes) -> Answer:
    packages = [package for shipment in shipments for package in parts.items(shipment, "package")]
    ours = [one for one in packages if (parts.text(one.get("trackingNumber")) or "").upper() == number.upper()]
    warnings = [parts.text(one.get("code")) for one in shipments for one in parts.items(one, "warnings")]
    # What was asked about by another number of it, such as that on a slip, comes back alone and under its own.
    alone = packages if len(packages) == 1 else []
    package = (ours or alone or [{}])[0]
    read = [_scan(activity, number) for activity in parts.items(package, "activity")]
    if not read:
        outcome = asking.NOT_FOUND if NOT_FOUND_WARNING in warnings or not packages else asking.PENDING
        return Answer(NAME, number, outcome, status=next(iter(warnings), None), raw=raw)
    status = parts.fields(package, "currentStatus")
    return Answer(
        NAME,
        number,
        asking.SCANS,
        tuple(scan for scan, _ in read),
        parts.text(status.get("description")) or parts.text(status.get("statusCode")),
        NAME,
        _country(package, "ORIGIN"),
        _country(package, "DESTINATION"),
        _expected(package),
        tuple(dict.fromkeys(strange for _, strange in read if strange)),
        raw=raw,
    )


def _country(package: Mapping[str, Any], end: str) -> str | None:
    found = [one for one in parts.items(package, "packageAddress") if parts.text(one.get("type")) == end]
    return parts.country(parts.fields(found[0], "address").get("countryCode")) if found else None


def _expected(package: Mapping[str, Any]) -> date | None:
    days = {parts.text(one.get("type")): parts.text(one.get("date")) for one in parts.items(package, "deliveryDate")}
    return _day(days.get("RDD") or days.get("SDD"))


def _scan(activity: Mapping[str, Any], number: str) -> tuple[Scan, str | None]:
    """The scan of an activity, and its type and codes where no table has them and its words say nothing."""
    status = parts.fields(activity, "status")
    kind_type, code, status_code = (parts.text(status.get(name)) for name in ("type", "code", "statusCode"))
    words = " ".join((parts.text(status.get("description")) or "").split())
    known = CODES.get(code or "") or STATUS_CODES.get(status_code or "") or TYPES.get(kind_type or "")
    kind = kind_said(known or "unknown", words)
    address = parts.fields(activity, "location", "address")
    at, local, has_hour = _time(activity)
    strange = "/".join(one or "–" for one in (kind_type, code, status_code)) if kind == "unknown" else None
    scan = Scan(
        kind,
        words,
        NAME,
        number,
        at,
        local,
        has_hour,
        parts.text(address.get("city")),
        parts.text(address.get("stateProvince")),
        parts.country(address.get("countryCode")) or parts.country(address.get("country")),
        "/".join(one or "" for one in (kind_type, code, status_code)),
        NAME,
    )
    return scan, strange


def _time(activity: Mapping[str, Any]) -> tuple[datetime | None, datetime | None, bool]:
    """Instant, wall time, and whether there is an hour: the instant only where UPS gives the time in GMT too."""
    day, hour = _day(activity.get("date")), _hour(activity.get("time"))
    local = datetime.combine(day, hour or time(0)) if day else None
    gmt_day, gmt_hour = _day(activity.get("gmtDate")), _hour(activity.get("gmtTime"))
    at = datetime.combine(gmt_day, gmt_hour, UTC) if gmt_day and gmt_hour else None
    return at, local, hour is not None or at is not None


def _day(value: Any) -> date | None:
    written = (parts.text(value) or "").replace("-", "")
    try:
        read = datetime.strptime(written, "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None
    return read if 1990 <= read.year <= 2200 else None


def _hour(value: Any) -> time | None:
    written = (parts.text(value) or "").replace(":", "")
    try:
        return datetime.strptime(written.zfill(6), "%H%M%S").replace(tzinfo=UTC).time() if written else None
    except ValueError:
        return None
