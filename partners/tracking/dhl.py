"""DHL's Shipment Tracking Unified: https://developer.dhl.com/api-reference/shipment-tracking

One number a call, and 250 calls a day with a fresh key. Numbers collide between DHL's divisions: the division is named
where we know it, and a parcel of another number than was asked for is not taken.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from cases.scans import Scan
from partners.tracking import asking, parts
from partners.tracking.asking import Answer, CallFailed, Question, Trouble, best_of, failed
from partners.tracking.calling import Caller, Reply
from partners.tracking.carrier_codes import DHL, names_of
from partners.tracking.pace import Allowance, Limits, Pace, Unlimited
from partners.tracking.scan_words import kind_said

NAME = "dhl"
BASE_URL = "https://api-eu.dhl.com/"
# Two values are published, one a second and one in five: the slower one is kept.
LIMITS = Limits(per_second=0.2, per_day=250)

# Status codes of events, beside our own words. Lost is none of them: it stands in the words.
STATUS_CODES = {
    "pre-transit": "announced",
    "transit": "in_transit",
    "delivered": "delivered",
    "failure": "trouble",
    "unknown": "note",
}
# Services that are one division: only these are named when asking, because the others share a code of ours.
NAMED = frozenset({"dhl_paket", "deutsche_post"})


class Dhl:
    """DHL with one key; each number takes one call of the day's allowance."""

    name = NAME
    batch = 1

    def __init__(
        self, client: httpx.AsyncClient, key: str, pace: Pace, calls: Allowance | None = None, **more: Any
    ) -> None:
        self._caller = Caller(client, pace, **more)
        self._headers = {"DHL-API-Key": key}
        self._calls = calls or Unlimited()

    async def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Ask about each number in turn."""
        return [await self._ask(question) for question in questions]

    async def _ask(self, question: Question) -> Answer:
        if not await self._calls.take(1):
            return failed(NAME, question.number, Trouble("quota"))
        asked = {"trackingNumber": question.number}
        if question.carrier in NAMED:
            asked["service"] = names_of(DHL, question.carrier)[0]
        if question.postcode:
            asked["recipientPostalCode"] = question.postcode
        try:
            reply = await self._caller.call("GET", "track/shipments", safe=True, headers=self._headers, params=asked)
            return _read(reply, question)
        except CallFailed as failure:
            return failed(NAME, question.number, failure.trouble)


def _read(reply: Reply, question: Question) -> Answer:
    number = question.number
    if reply.status in (401, 403):
        raise CallFailed(Trouble("key" if reply.status == 401 else "not_allowed", reply.status))
    said = parts.json_of(reply.body)
    title = parts.text(parts.fields(said).get("title"))
    if reply.status == 404 and title:
        # A 404 of something on the way, which knows no parcels, says nothing about this one.
        return Answer(NAME, number, asking.NOT_FOUND, status=title, raw=reply.body)
    if reply.status >= 400:
        raise CallFailed(Trouble("refused", reply.status, title))
    if not isinstance(parts.fields(said).get("shipments"), list):
        raise CallFailed(Trouble("nonsense", reply.status))
    # One number may be two divisions' parcels.
    ours = [_answer(one, number, reply.body) for one in parts.items(said, "shipments") if _is_ours(one, number)]
    return best_of(ours, question) or Answer(NAME, number, asking.NOT_FOUND, raw=reply.body)


def _is_ours(shipment: Mapping[str, Any], number: str) -> bool:
    """Whether this is the parcel that was asked about: by its id, or as one of its pieces."""
    pieces = parts.fields(shipment, "details").get("pieceIds")
    known = [shipment.get("id"), *(pieces if isinstance(pieces, list) else [])]
    return number.upper() in {(parts.text(one) or "").upper().replace(" ", "") for one in known}


def _answer(shipment: Mapping[str, Any], number: str, raw: bytes) -> Answer:
    carrier = DHL.get(parts.text(shipment.get("service")) or "")
    events = parts.items(shipment, "events") or [parts.fields(shipment, "status")]
    read = [_scan(event, number, carrier) for event in events if event]
    status = parts.fields(shipment, "status")
    return Answer(
        NAME,
        number,
        asking.SCANS if read else asking.PENDING,
        tuple(scan for scan, _ in read),
        parts.text(status.get("statusCode")) or parts.text(status.get("status")),
        carrier,
        _country(shipment, "origin"),
        _country(shipment, "destination"),
        parts.day(shipment.get("estimatedTimeOfDelivery")),
        tuple(dict.fromkeys(strange for _, strange in read if strange)),
        raw=raw,
    )


def _country(shipment: Mapping[str, Any], end: str) -> str | None:
    return parts.country(parts.fields(shipment, end, "address").get("countryCode"))


def _scan(event: Mapping[str, Any], number: str, carrier: str | None) -> tuple[Scan, str | None]:
    """The scan of an event, and its code where no table has it."""
    said = [parts.text(event.get(name)) for name in ("status", "description", "remark")]
    words = " · ".join(dict.fromkeys(one for one in said if one))
    code = parts.text(event.get("statusCode"))
    known = STATUS_CODES.get(code) if code else "unknown"
    at, local = parts.when(event.get("timestamp"))
    address = parts.fields(event, "location", "address")
    scan = Scan(
        kind_said(known, words) if known else "unknown",
        words,
        NAME,
        number,
        at,
        local,
        "T" in (parts.text(event.get("timestamp")) or ""),
        parts.text(address.get("addressLocality")),
        None,
        parts.country(address.get("countryCode")),
        code,
        carrier,
    )
    return scan, None if known else code
