"""17TRACK's tracking API, version 2.4: https://asset.17track.net/api/document/v2.4_en/index.html

A number costs once, when it is registered; reading it is free afterwards. Nothing is known for some minutes after
the registration, so that the first answer is `pending`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import httpx

from cases.light_dataclass import dataclass
from cases.scans import Scan, scan_at
from partners.tracking import asking, parts
from partners.tracking.asking import (
    Answer,
    CallFailed,
    Question,
    Trouble,
    all_failed,
    best_of,
    by_number,
    failed,
    in_batches,
)
from partners.tracking.calling import Caller, Reply
from partners.tracking.carrier_codes import SEVENTEEN_TRACK, seventeen_track_key
from partners.tracking.pace import Allowance, Limits, Pace, Unlimited
from partners.tracking.scan_words import kind_said

NAME = "17track"
BASE_URL = "https://api.17track.net/track/v2.4/"
LIMITS = Limits(per_second=3)
BATCH = 40
SHORTEST, LONGEST = 5, 50

# Sub-statuses of events, as the documentation lists them, beside our own words.
SUB_STATUSES = {
    "NotFound_Other": "note",
    "NotFound_InvalidCode": "note",
    "InfoReceived": "announced",
    "InTransit_PickedUp": "accepted",
    "InTransit_Other": "in_transit",
    "InTransit_Departure": "exported",
    "InTransit_Arrival": "imported",
    "InTransit_CustomsProcessing": "customs",
    "InTransit_CustomsReleased": "customs_released",
    "InTransit_CustomsRequiringInformation": "customs_query",
    "Expired_Other": "note",
    "AvailableForPickup_Other": "pickup_ready",
    "OutForDelivery_Other": "out_for_delivery",
    "DeliveryFailure_Other": "attempted",
    "DeliveryFailure_NoBody": "attempted",
    "DeliveryFailure_Security": "security",
    "DeliveryFailure_Rejected": "refused",
    "DeliveryFailure_InvalidAddress": "address_problem",
    "Delivered_Other": "delivered",
    "Exception_Other": "trouble",
    "Exception_Returning": "returning",
    "Exception_Returned": "returned",
    "Exception_NoBody": "address_problem",
    "Exception_Security": "security",
    "Exception_Damage": "damaged",
    "Exception_Rejected": "refused",
    "Exception_Delayed": "delayed",
    "Exception_Lost": "lost",
    "Exception_Destroyed": "destroyed",
    "Exception_Cancel": "label_cancelled",
}
# Stages of the journey, for events that carry no sub-status.
STAGES = {
    "InfoReceived": "announced",
    "PickedUp": "accepted",
    "Departure": "exported",
    "Arrival": "imported",
    "AvailableForPickup": "pickup_ready",
    "OutForDelivery": "out_for_delivery",
    "Delivered": "delivered",
    "Returning": "returning",
    "Returned": "returned",
}
STATUSES = frozenset({name.partition("_")[0] for name in SUB_STATUSES})
# Its error codes, by what they mean for us; any other is a refusal with its code.
ALREADY_REGISTERED, NOT_REGISTERED, NOTHING_YET = -18019901, -18019902, -18019909
WRONG_CARRIER = frozenset({-18019910, -18019911})
NO_SUCH_NUMBER = frozenset({-18010012, -18019903})
TROUBLES = {
    -18010001: "not_allowed",
    -18010002: "key",
    -18010003: "failing",
    -18010004: "not_allowed",
    -18010005: "not_allowed",
    -18019907: "quota",
    -18019908: "quota",
}
# Carriers whose events all carry the offset of one place, wherever they happened: their zone is not known.
ONE_OFFSET_FOR_ALL = frozenset({100001})


class SeventeenTrack:
    """17TRACK with one key. `registrations` is how many numbers may still be registered today."""

    name = NAME
    batch = BATCH

    def __init__(
        self, client: httpx.AsyncClient, key: str, pace: Pace, registrations: Allowance | None = None, **more: Any
    ) -> None:
        self._caller = Caller(client, pace, **more)
        self._headers = {"17token": key}
        self._registrations = registrations or Unlimited()

    async def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Read each number; register those that are not, and say `pending` of them."""
        answers = {q.number: _no_number(q.number) for q in questions if not SHORTEST <= len(q.number) <= LONGEST}
        wanted = {q.number: q for q in questions if q.number not in answers}
        answers |= {one.number: one for one in await in_batches(list(wanted.values()), BATCH, self._ask_batch)}
        return [answers[question.number] for question in questions]

    async def _ask_batch(self, batch: Sequence[Question]) -> list[Answer]:
        try:
            reply = await self._post("gettrackinfo", [{"number": question.number} for question in batch])
        except CallFailed as failure:
            return all_failed(NAME, batch, failure.trouble)
        found = by_number(reply.tracked)
        answers, unknown = [], []
        for question in batch:
            error = reply.errors.get(question.number.upper())
            if answer := best_of(found.get(question.number.upper(), []), question):
                answers.append(answer)
            elif error is None or error == NOT_REGISTERED:
                unknown.append(question)
            else:
                answers.append(_rejected(question.number, error))
        return answers + (await self._register(unknown) if unknown else [])

    async def _register(self, questions: list[Question]) -> list[Answer]:
        granted = await self._registrations.take(len(questions))
        today, later = questions[:granted], questions[granted:]
        answers = all_failed(NAME, later, Trouble("quota"))
        if not today:
            return answers
        try:
            reply = await self._post("register", [_registration(question) for question in today])
            again = [q for q in today if q.carrier and reply.errors.get(q.number.upper()) in WRONG_CARRIER]
            if again:
                # Our carrier is not one it can register: let it find out itself.
                more = await self._post("register", [_registration(replace(q, carrier=None)) for q in again])
                reply = replace(reply, errors=reply.errors | {q.number.upper(): 0 for q in again} | more.errors)
        except CallFailed as failure:
            return answers + all_failed(NAME, today, failure.trouble)
        return answers + [_registered(q.number, reply.errors.get(q.number.upper(), 0)) for q in today]

    async def _post(self, path: str, body: list[dict[str, Any]]) -> "_Reply":
        # A second registration is answered with “already registered” and costs nothing, so asking twice is safe.
        reply = await self._caller.call("POST", path, safe=True, headers=self._headers, json=body)
        return _read(reply)


def read_update(body: Any, raw: bytes) -> Answer | None:
    """The answer within one item of `gettrackinfo`, or of a webhook's `data`; None where it names no number."""
    number = parts.text(parts.fields(body).get("number"))
    if number is None:
        return None
    info = parts.fields(body, "track_info")
    latest = parts.fields(info, "latest_status")
    status, sub_status = parts.text(latest.get("status")), parts.text(latest.get("sub_status"))
    scans, unknown = _scans(info, number)
    if status and status not in STATUSES:
        unknown = (*unknown, status)
    key = _carrier_key(parts.fields(body).get("carrier"))
    return Answer(
        NAME,
        number,
        _outcome(info, scans, status, sub_status),
        scans,
        sub_status or status,
        SEVENTEEN_TRACK.get(key) if key is not None else None,
        parts.country(parts.fields(info, "shipping_info", "shipper_address").get("country")),
        parts.country(parts.fields(info, "shipping_info", "recipient_address").get("country")),
        parts.day(parts.fields(info, "time_metrics", "estimated_delivery_date").get("to")),
        tuple(dict.fromkeys(unknown)),
        raw=raw,
    )


@dataclass(frozen=True, slots=True)
class _Reply:
    """The two lists of an envelope: what was accepted, and the error of each number that was not."""

    tracked: list[Answer]
    errors: dict[str, int]


def _read(reply: Reply) -> _Reply:
    if reply.status in (401, 403):
        raise CallFailed(Trouble("key" if reply.status == 401 else "not_allowed", reply.status))
    said = parts.fields(parts.json_of(reply.body))
    code = _code(said.get("code"))
    errors = parts.items(said, "data", "errors")
    if code or errors or reply.status >= 400:
        code = code or _code(errors[0].get("code") if errors else 0)
        raise CallFailed(Trouble(TROUBLES.get(code, "refused"), reply.status, str(code)))
    if "data" not in said:
        raise CallFailed(Trouble("nonsense", reply.status))
    rejected = parts.items(said, "data", "rejected")
    return _Reply(
        [answer for raw in parts.exact_items(reply.body, "data", "accepted") if (answer := _item(raw))],
        {str(one.get("number")).upper(): _code(parts.fields(one, "error").get("code")) for one in rejected},
    )


def _item(raw: str) -> Answer | None:
    return read_update(json.loads(raw), raw.encode())


def _carrier_key(value: Any) -> int | None:
    """A carrier's number; also where it comes as text, as it does now and then. Anything else is none."""
    written = parts.text(value)
    return int(written) if written and written.isdecimal() and len(written) < 10 else None


def _code(value: Any) -> int:
    try:
        return int(value or 0)
    except (TypeError, ValueError):
        return -1


def _outcome(info: Mapping[str, Any], scans: Sequence[Scan], status: str | None, sub_status: str | None) -> str:
    if scans:
        return asking.SCANS
    if not info or status is None:
        return asking.PENDING
    if sub_status == "NotFound_InvalidCode":
        return asking.INVALID
    return asking.NOT_FOUND


def _scans(info: Mapping[str, Any], number: str) -> tuple[tuple[Scan, ...], tuple[str, ...]]:
    """Every event of every carrier it follows, and the words among them that are in no table."""
    scans, unknown = [], []
    for carrier in parts.items(info, "tracking", "providers"):
        key = _carrier_key(parts.fields(carrier, "provider").get("key"))
        for event in parts.items(carrier, "events"):
            kind, strange = _kind(event)
            scans.append(_scan(event, kind, number, key))
            unknown += [strange] if strange else []
    return tuple(scans), tuple(unknown)


def _scan(event: Mapping[str, Any], kind: str, number: str, key: int | None) -> Scan:
    at, local, has_hour = _time(event, trusted=key not in ONE_OFFSET_FOR_ALL)
    address = parts.fields(event, "address")
    return Scan(
        kind,
        parts.text(event.get("description")) or "",
        NAME,
        number,
        at,
        local,
        has_hour,
        parts.text(address.get("city")) or parts.text(event.get("location")),
        parts.text(address.get("state")),
        parts.country(address.get("country")),
        parts.text(event.get("sub_status")) or parts.text(event.get("stage")),
        SEVENTEEN_TRACK.get(key) if key is not None else None,
    )


def _kind(event: Mapping[str, Any]) -> tuple[str, str | None]:
    """Our word for an event, and its own where no table has that. What its code leaves open its words may say."""
    sub_status, stage = parts.text(event.get("sub_status")), parts.text(event.get("stage"))
    words = parts.text(event.get("description")) or ""
    if sub_status is not None:
        known = SUB_STATUSES.get(sub_status)
        return (kind_said(known, words), None) if known else ("unknown", sub_status)
    if stage is not None:
        known = STAGES.get(stage)
        return (kind_said(known, words), None) if known else ("unknown", stage)
    return kind_said("unknown", words), None


def _time(event: Mapping[str, Any], trusted: bool) -> tuple[datetime | None, datetime | None, bool]:
    """Instant, wall time, and whether there is an hour. Where its two times disagree the zone counts as unknown."""
    iso, utc = parts.instant(event.get("time_iso")), parts.instant(event.get("time_utc"))
    if iso is not None and iso.tzinfo:
        known, wall = scan_at(iso)
        agrees = utc is None or utc.tzinfo is None or utc == iso
        return (known if agrees and trusted else None), wall, True
    if utc is not None and utc.tzinfo:
        return scan_at(utc)[0], iso, True
    raw = parts.fields(event, "time_raw")
    date, time = parts.text(raw.get("date")), parts.text(raw.get("time"))
    zone = parts.text(raw.get("timezone")) or ""
    at, local = parts.when(f"{date}T{time}{zone}") if time else (None, None)
    if local is None:
        at, local = parts.when(f"{date}T{time}") if time else parts.when(date)
    return at, local or iso, time is not None or iso is not None


def _registration(question: Question) -> dict[str, Any]:
    asked: dict[str, Any] = {"number": question.number, "auto_detection": True}
    key = seventeen_track_key(question.carrier)
    helpful = {
        "carrier": key,
        "destination_postal_code": question.postcode,
        "origin_country": question.origin,
        "destination_country": question.destination,
        "ship_date": question.shipped_on.isoformat() if question.shipped_on else None,
    }
    return asked | {name: value for name, value in helpful.items() if value}


def _registered(number: str, error: int) -> Answer:
    if error in (0, ALREADY_REGISTERED, NOTHING_YET):
        return Answer(NAME, number, asking.PENDING, raw=b"")
    return _rejected(number, error)


def _rejected(number: str, error: int) -> Answer:
    if error == NOTHING_YET:
        return Answer(NAME, number, asking.PENDING)
    if error in NO_SUCH_NUMBER:
        return Answer(NAME, number, asking.INVALID, status=str(error))
    return failed(NAME, number, Trouble(TROUBLES.get(error, "refused"), 200, str(error)))


def _no_number(number: str) -> Answer:
    return failed(NAME, number, Trouble("broken_question"))
