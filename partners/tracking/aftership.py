"""AfterShip's Tracking API, version 2026-07: https://www.aftership.com/docs/tracking/2026-07

Numbers are read up to fifty at a time; one that AfterShip does not follow yet is added, which counts against the plan,
and knows nothing for a while.
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
from partners.tracking.carrier_codes import AFTERSHIP, names_of
from partners.tracking.countries import country_named
from partners.tracking.pace import Allowance, Limits, Pace, Unlimited
from partners.tracking.scan_words import kind_said

NAME = "aftership"
BASE_URL = "https://api.aftership.com/tracking/2026-07/"
# Reading a list allows six a second and adding twenty: the slower one is kept for both.
LIMITS = Limits(per_second=6)
BATCH = 50

# Sub-statuses of checkpoints (https://www.aftership.com/docs/tracking/2026-07/enum/delivery-sub-statuses), beside ours.
SUBTAGS = {
    "Pending_001": "note",
    "InfoReceived_001": "announced",
    "InTransit_001": "in_transit",
    "InTransit_002": "accepted",
    "InTransit_003": "arrived",
    "InTransit_004": "imported",
    "InTransit_005": "customs_released",
    "InTransit_006": "customs",
    "InTransit_007": "departed",
    "InTransit_008": "note",
    "InTransit_009": "note",
    "OutForDelivery_001": "out_for_delivery",
    "OutForDelivery_003": "note",
    "OutForDelivery_004": "rescheduled",
    "AttemptFail_001": "attempted",
    "AttemptFail_002": "attempted",
    "AttemptFail_003": "attempted",
    "Delivered_001": "delivered",
    "Delivered_002": "delivered",
    "Delivered_003": "delivered",
    "Delivered_004": "delivered",
    "Delivered_005": "delivered_neighbour",
    "AvailableForPickup_001": "pickup_ready",
    "Exception_001": "trouble",
    "Exception_002": "address_problem",
    "Exception_003": "refused",
    "Exception_004": "customs_hold",
    "Exception_005": "delayed",
    "Exception_006": "duties_due",
    "Exception_007": "address_problem",
    "Exception_008": "unclaimed",
    "Exception_009": "trouble",
    "Exception_010": "returning",
    "Exception_011": "returned",
    "Exception_012": "damaged",
    "Exception_013": "lost",
    "Exception_016": "delayed",
    "Exception_017": "network_trouble",
    "Exception_018": "customs_query",
    "Expired_001": "note",
}
# Tags, for checkpoints whose sub-status is missing or new; what is only “in transit” by its tag stays unknown then.
TAGS = {
    "Pending": "note",
    "InfoReceived": "announced",
    "InTransit": "unknown",
    "OutForDelivery": "out_for_delivery",
    "AttemptFail": "attempted",
    "Delivered": "delivered",
    "AvailableForPickup": "pickup_ready",
    "Exception": "trouble",
    "Expired": "note",
}
EXISTS, WRONG_SLUG = 4003, 4010
NO_SUCH_NUMBER = frozenset({4005, 4012, 4017})


class AfterShip:
    """AfterShip with one key. `additions` is how many numbers may still be added today."""

    name = NAME
    batch = BATCH

    def __init__(
        self, client: httpx.AsyncClient, key: str, pace: Pace, additions: Allowance | None = None, **more: Any
    ) -> None:
        self._caller = Caller(client, pace, **more)
        self._headers = {"as-api-key": key}
        self._additions = additions or Unlimited()

    async def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Read the numbers; add those that are not followed, and say `pending` of them."""
        return await in_batches(questions, BATCH, self._ask_batch)

    async def _ask_batch(self, batch: Sequence[Question]) -> list[Answer]:
        wanted = ",".join(question.number for question in batch)
        try:
            reply = await self._call("GET", "trackings", params={"tracking_numbers": wanted, "limit": 200})
            found = _by_number(reply)
        except CallFailed as failure:
            return all_failed(NAME, batch, failure.trouble)
        answers = [best for q in batch if (best := best_of(found.get(q.number.upper(), []), q)) is not None]
        followed = {answer.number for answer in answers}
        return answers + [await self._add(q) for q in batch if q.number not in followed]

    async def _add(self, question: Question) -> Answer:
        if not await self._additions.take(1):
            return failed(NAME, question.number, Trouble("quota"))
        try:
            reply = await self._call("POST", "trackings", json=_addition(question, with_slug=True))
            if _code(reply) == WRONG_SLUG:
                reply = await self._call("POST", "trackings", json=_addition(question, with_slug=False))
            return await self._added(reply, question)
        except CallFailed as failure:
            return failed(NAME, question.number, failure.trouble)

    async def _added(self, reply: Reply, question: Question) -> Answer:
        code = _code(reply)
        known = parts.text(parts.fields(parts.json_of(reply.body), "data").get("id"))
        if code == EXISTS and known:
            # It follows the number already, and only did not list it.
            reply = await self._call("GET", f"trackings/{known}")
            code = _code(reply)
        if code in NO_SUCH_NUMBER:
            return Answer(NAME, question.number, asking.INVALID, status=str(code), raw=reply.body)
        if code == EXISTS:
            return Answer(NAME, question.number, asking.PENDING, raw=reply.body)
        return _answer_of(reply, question.number)

    async def _call(self, method: str, path: str, **more: Any) -> Reply:
        # Adding a number twice is answered with the one that is there, so asking twice is safe.
        reply = await self._caller.call(method, path, safe=True, headers=self._headers, **more)
        if reply.status == 401:
            raise CallFailed(Trouble("key", 401))
        if reply.status in (402, 403):
            raise CallFailed(Trouble("not_allowed", reply.status))
        return reply


def read_tracking(tracking: Any, raw: bytes) -> Answer | None:
    """The answer within a tracking object, as calls and webhooks carry it; None where it names no number."""
    number = parts.text(parts.fields(tracking).get("tracking_number"))
    if number is None:
        return None
    tracking = parts.fields(tracking)
    read = [_scan(checkpoint, number) for checkpoint in parts.items(tracking, "checkpoints")]
    tag = parts.text(tracking.get("tag"))
    unknown = [strange for _, strange in read if strange] + ([tag] if tag and tag not in TAGS else [])
    return Answer(
        NAME,
        number,
        _outcome(tracking, bool(read), tag),
        tuple(scan for scan, _ in read),
        parts.text(tracking.get("subtag")) or tag,
        AFTERSHIP.get(parts.text(tracking.get("slug")) or ""),
        country_named(parts.text(tracking.get("origin_country_region"))),
        country_named(parts.text(tracking.get("destination_country_region"))),
        parts.day(parts.fields(tracking, "latest_estimated_delivery").get("datetime")),
        tuple(dict.fromkeys(unknown)),
        raw=raw,
    )


def _outcome(tracking: Mapping[str, Any], has_scans: bool, tag: str | None) -> str:
    if has_scans:
        return asking.SCANS
    if tracking.get("active") is False:
        return asking.STOPPED
    return asking.NOT_FOUND if tag == "Expired" else asking.PENDING


def _scan(checkpoint: Mapping[str, Any], number: str) -> tuple[Scan, str | None]:
    """The scan of a checkpoint, and its sub-status or tag where no table has it."""
    subtag, tag = parts.text(checkpoint.get("subtag")), parts.text(checkpoint.get("tag"))
    words = parts.text(checkpoint.get("message")) or parts.text(checkpoint.get("subtag_message")) or ""
    known = SUBTAGS.get(subtag or "") or TAGS.get(tag or "")
    strange = subtag if subtag and subtag not in SUBTAGS else tag if tag and tag not in TAGS else None
    at, local = parts.when(checkpoint.get("checkpoint_time"))
    region = parts.text(checkpoint.get("country_region")) or parts.text(checkpoint.get("country_region_name"))
    scan = Scan(
        kind_said(known, words) if known else "unknown",
        words,
        NAME,
        number,
        at,
        local,
        "T" in (parts.text(checkpoint.get("checkpoint_time")) or ""),
        parts.text(checkpoint.get("city")) or parts.text(checkpoint.get("location")),
        parts.text(checkpoint.get("state")),
        country_named(region),
        subtag or tag,
        AFTERSHIP.get(parts.text(checkpoint.get("slug")) or ""),
    )
    return scan, strange


def _by_number(reply: Reply) -> dict[str, list[Answer]]:
    _code(reply, must_be_fine=True)
    read = (
        read_tracking(parts.json_of(raw.encode()), raw.encode())
        for raw in parts.exact_items(reply.body, "data", "trackings")
    )
    return by_number(answer for answer in read if answer is not None)


def _answer_of(reply: Reply, number: str) -> Answer:
    _code(reply, must_be_fine=True)
    data = parts.fields(parts.json_of(reply.body), "data")
    answer = read_tracking(data, reply.body)
    if answer is None:
        raise CallFailed(Trouble("nonsense", reply.status))
    return best_of([answer], Question(number)) or answer


def _code(reply: Reply, must_be_fine: bool = False) -> int:
    """AfterShip's own code of a reply. Raises CallFailed for a reply without one, and for what is no use to anybody."""
    meta = parts.fields(parts.json_of(reply.body), "meta")
    written = parts.text(meta.get("code")) or ""
    if not written.isdecimal():
        raise CallFailed(Trouble("nonsense", reply.status))
    code = int(written)
    expected = code in (200, 201) or code in NO_SUCH_NUMBER or code in (EXISTS, WRONG_SLUG)
    if not expected or (must_be_fine and code not in (200, 201)):
        raise CallFailed(Trouble("key" if code == 401 else "refused", reply.status, str(code)))
    return code


def _addition(question: Question, with_slug: bool) -> dict[str, Any]:
    slugs = names_of(AFTERSHIP, question.carrier) if with_slug else []
    helpful = {
        "slug": slugs[0] if slugs else None,
        "destination_postal_code": question.postcode,
        "tracking_ship_date": question.shipped_on.strftime("%Y%m%d") if question.shipped_on else None,
    }
    return {"tracking_number": question.number, **{name: value for name, value in helpful.items() if value}}
