"""EasyPost's trackers: https://docs.easypost.com/docs/trackers

Trackers are read up to fifty at a time; a number that has none gets one, which may cost. EasyPost looks at its carriers
at its own pace, whoever asks.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from cases.scans import Scan
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
from partners.tracking.carrier_codes import EASYPOST, names_of
from partners.tracking.pace import Allowance, Limits, Pace, Unlimited
from partners.tracking.scan_words import kind_said

NAME = "easypost"
BASE_URL = "https://api.easypost.com/v2/"
LIMITS = Limits(per_second=5)
BATCH = 50

# Statuses, beside our own words; None where the detail says what it was.
STATUSES: dict[str, str | None] = {
    "pre_transit": "announced",
    "out_for_delivery": "out_for_delivery",
    "delivered": "delivered",
    "available_for_pickup": "pickup_ready",
    "return_to_sender": "returning",
    "cancelled": "label_cancelled",
    "in_transit": None,
    "failure": None,
    "unknown": None,
    "error": None,
}
DETAILS = {
    "address_correction": "address_problem",
    "arrived_at_destination": "arrived",
    "arrived_at_facility": "arrived",
    "arrived_at_pickup_location": "pickup_ready",
    "awaiting_information": "note",
    "cancelled": "label_cancelled",
    "damaged": "damaged",
    "delayed": "delayed",
    "delivery_exception": "attempted",
    "departed_facility": "departed",
    "departed_origin_facility": "departed",
    "expired": "note",
    "failure": "trouble",
    "held": "held",
    "in_transit": "in_transit",
    "label_created": "announced",
    "lost": "lost",
    "missorted": "missorted",
    "out_for_delivery": "out_for_delivery",
    "received_at_destination_facility": "arrived",
    "received_at_origin_facility": "accepted",
    "refused": "refused",
    "return": "returning",
    "transferred_to_destination_carrier": "handed_on",
    "transit_exception": "trouble",
    "weather_delay": "network_trouble",
}
# Details that say nothing: then the status speaks.
EMPTY_DETAILS = frozenset({"status_update", "unknown"})
WITHOUT_DETAIL = {"in_transit": "in_transit", "failure": "trouble", "unknown": "note", "error": "note"}


class EasyPost:
    """EasyPost with one key. `additions` is how many trackers may still be made today."""

    name = NAME
    batch = BATCH

    def __init__(
        self, client: httpx.AsyncClient, key: str, pace: Pace, additions: Allowance | None = None, **more: Any
    ) -> None:
        self._caller = Caller(client, pace, **more)
        self._headers = {"Authorization": f"Bearer {key}"}
        self._additions = additions or Unlimited()

    async def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Read the trackers there are, and have one made for every other number."""
        return await in_batches(questions, BATCH, self._ask_batch)

    async def _ask_batch(self, batch: Sequence[Question]) -> list[Answer]:
        wanted = [("tracking_codes[]", question.number) for question in batch]
        try:
            reply = await self._call("GET", "trackers", params=[*wanted, ("page_size", "100")])
            found = _by_number(reply)
        except CallFailed as failure:
            return all_failed(NAME, batch, failure.trouble)
        return [best_of(found.get(q.number.upper(), []), q) or await self._add(q) for q in batch]

    async def _add(self, question: Question) -> Answer:
        if not await self._additions.take(1):
            return failed(NAME, question.number, Trouble("quota"))
        carriers = names_of(EASYPOST, question.carrier)
        asked = {"tracking_code": question.number, **({"carrier": carriers[0]} if carriers else {})}
        try:
            # The same number of the same carrier gives the tracker that is there, so asking twice is safe.
            reply = await self._call("POST", "trackers", json={"tracker": asked})
        except CallFailed as failure:
            if failure.trouble.status == 422 or (failure.trouble.code or "").startswith("TRACKER."):
                return Answer(NAME, question.number, asking.INVALID, status=failure.trouble.code)
            return failed(NAME, question.number, failure.trouble)
        answer = read_tracker(parts.json_of(reply.body), reply.body)
        if answer is None:
            return failed(NAME, question.number, Trouble("nonsense", reply.status))
        return best_of([answer], question) or answer

    async def _call(self, method: str, path: str, **more: Any) -> Reply:
        reply = await self._caller.call(method, path, safe=True, headers=self._headers, **more)
        if reply.status >= 400:
            code = parts.text(parts.fields(parts.json_of(reply.body), "error").get("code"))
            kinds = {401: "key", 402: "not_allowed", 403: "not_allowed"}
            raise CallFailed(Trouble(kinds.get(reply.status, "refused"), reply.status, code))
        return reply


def read_tracker(tracker: Any, raw: bytes) -> Answer | None:
    """The answer within a tracker, as calls and webhooks carry it; None where it names no number."""
    tracker = parts.fields(tracker)
    number = parts.text(tracker.get("tracking_code"))
    if number is None:
        return None
    carrier = EASYPOST.get(parts.text(tracker.get("carrier")) or "")
    read = [_scan(detail, number, carrier) for detail in parts.items(tracker, "tracking_details")]
    status = parts.text(tracker.get("status"))
    unknown = [strange for _, strange in read if strange] + ([status] if status and status not in STATUSES else [])
    outcome = asking.SCANS if read else asking.NOT_FOUND if status == "error" else asking.PENDING
    return Answer(
        NAME,
        number,
        outcome,
        tuple(scan for scan, _ in read),
        status,
        carrier,
        expected_on=parts.day(tracker.get("est_delivery_date")),
        unknown=tuple(dict.fromkeys(unknown)),
        raw=raw,
    )


def _scan(detail: Mapping[str, Any], number: str, carrier: str | None) -> tuple[Scan, str | None]:
    """The scan of a detail, and its status or detail where no table has it.

    Its time ends in Z and is often the carrier's wall clock all the same, so that its zone counts as unknown.
    """
    status, more = parts.text(detail.get("status")), parts.text(detail.get("status_detail"))
    words = parts.text(detail.get("message")) or parts.text(detail.get("description")) or ""
    kind, strange = _kind(status, more)
    written = parts.instant(detail.get("datetime_local")) or parts.instant(detail.get("datetime"))
    place = parts.fields(detail, "tracking_location")
    scan = Scan(
        kind if strange else kind_said(kind, words),
        words,
        NAME,
        number,
        None,
        written.replace(tzinfo=None) if written else None,
        True,
        parts.text(place.get("city")),
        parts.text(place.get("state")),
        parts.country(place.get("country")),
        f"{status or ''}/{more or ''}",
        carrier,
    )
    return scan, strange


def _kind(status: str | None, detail: str | None) -> tuple[str, str | None]:
    if status is None:
        return "unknown", None
    if status not in STATUSES:
        return "unknown", status
    known = STATUSES[status]
    if known is not None:
        return known, None
    if detail is None or detail in EMPTY_DETAILS:
        return WITHOUT_DETAIL[status], None
    return (DETAILS[detail], None) if detail in DETAILS else ("unknown", detail)


def _by_number(reply: Reply) -> dict[str, list[Answer]]:
    if not isinstance(parts.fields(parts.json_of(reply.body)).get("trackers"), list):
        raise CallFailed(Trouble("nonsense", reply.status))
    read = (
        read_tracker(parts.json_of(raw.encode()), raw.encode()) for raw in parts.exact_items(reply.body, "trackers")
    )
    return by_number(answer for answer in read if answer is not None)
