"""Claims on EasyPost's insurance: https://docs.easypost.com/docs/insurance/claims

There is no key that makes sending twice harmless, and no look-up by the parcel: the list is read, newest first.
"""

import base64
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import httpx

from cases.words import Sentence
from partners.insurers.desk import (
    APPROVED,
    CONVERSATION,
    DENIED,
    ENDED,
    INVOICE,
    MOVED,
    NEEDS_INFO,
    OFFERED,
    REFUSALS,
    REFUSED,
    SUPPORTING,
    UNKNOWN,
    WAITING,
    ClaimRefused,
    ClaimThere,
    ClaimToFile,
    NotNow,
    OutcomeUnknown,
)
from partners.tracking import parts
from partners.tracking.asking import CallFailed, Trouble
from partners.tracking.calling import Caller, Reply
from partners.tracking.pace import Limits, Pace

NAME, SHOWN_NAME = "easypost", "EasyPost"
CURRENCY, CENT = "USD", Decimal("0.01")
# Lists are answered five times a second at most: https://docs.easypost.com/guides/rate-limiting-guide
LIMITS = Limits(per_second=4)
PAGE, MOST_PAGES = 100, 50
# A claim carries its documents, which may be large, over a line that may be slow.
WHOLE_CALL_SECONDS = 180.0
# Their kinds of claims, by our kinds of loss.
TYPES = {
    "lost": "loss",
    "destroyed": "loss",
    "not_received": "theft",
    "stolen": "theft",
    "damaged": "damage",
    "contents_missing": "damage",
}
# Without a supporting document they take no claim of these types.
NEEDS_SUPPORT = frozenset({"damage", "theft"})
STATUSES = {
    "submitted": WAITING,
    "in_review": WAITING,
    "needs_action": NEEDS_INFO,
    "approved": APPROVED,
    "approved_partial": OFFERED,
    "rejected": DENIED,
    "cancelled": ENDED,
}
FIELDS = {
    CONVERSATION: "email_evidence_attachments",
    INVOICE: "invoice_attachments",
    SUPPORTING: "supporting_documentation_attachments",
}
# These may mean that it was made all the same.
MAYBE_MADE = frozenset({"silent", "cut", "failing", "nonsense", "too_large"})
MAYBE_MADE_STATUSES = frozenset({408, 409})
LONGEST_SAID, LONGEST_MESSAGE = 300, 2400
LONGEST_HOLD_SECONDS = 0.5
_ADDRESS = re.compile(r"\S+@\S+")


class Turns(Pace):
    """A pace that holds nobody up for long: what they want later is due later by itself."""

    def hold(self, seconds: float) -> None:
        """Give no turn for a moment."""
        super().hold(min(seconds, LONGEST_HOLD_SECONDS))


class EasyPostClaims:
    """Claims with one key."""

    name = NAME

    def __init__(self, client: httpx.AsyncClient, key: str, pace: Pace, **more: Any) -> None:
        self._caller = Caller(client, pace, **{"whole_call": WHOLE_CALL_SECONDS, **more})
        self._headers = {"Authorization": f"Bearer {key}"}

    async def find(self, number: str, since: datetime) -> ClaimThere | None:
        """The newest claim on a parcel that was not cancelled; the list is read back to an instant."""
        params = {"page_size": str(PAGE)}
        for _ in range(MOST_PAGES):
            reply = await self._read("GET", "claims", params=params)
            said = parts.fields(parts_of(reply))
            if not isinstance(said.get("claims"), list):
                raise NotNow(Trouble("nonsense", reply.status))
            page = [read_claim(one) for one in parts.items(said, "claims")]
            for one in page:
                if one is not None and _is_of(one, number, since):
                    return one
            last = page[-1] if page else None
            if last is None or said.get("has_more") is not True or (last.made_at and last.made_at < since):
                return None
            params = {"page_size": str(PAGE), "before_id": last.id}
        # So many claims that its own could not be told: better nothing is sent than twice.
        raise NotNow(Trouble("too_large"))

    async def file(self, claim: ClaimToFile) -> ClaimThere:
        """Make a claim, once: whatever leaves open whether it was made is an unknown outcome."""
        try:
            reply = await self._caller.call("POST", "claims", safe=False, headers=self._headers, json=_body(claim))
        except CallFailed as failure:
            raise _of_failure(failure.trouble) from None
        made = self._claim_in(reply)
        if made is None:
            raise OutcomeUnknown(Trouble("nonsense", reply.status))
        return made

    async def look(self, id: str) -> ClaimThere:
        """How a claim stands."""
        return _known(self._claim_in(await self._read("GET", f"claims/{id}")))

    async def cancel(self, id: str) -> ClaimThere:
        """Cancel a claim. Sent twice it does no more harm than once, so a broken answer is only asked for again."""
        return _known(self._claim_in(await self._read("POST", f"claims/{id}/cancel", json={})))

    async def _read(self, method: str, path: str, **more: Any) -> Reply:
        try:
            reply = await self._caller.call(method, path, safe=True, headers=self._headers, **more)
        except CallFailed as failure:
            if failure.trouble.kind == "redirected":
                raise _of_failure(failure.trouble) from None
            raise NotNow(failure.trouble) from None
        if reply.status == 408:
            raise NotNow(Trouble("silent", 408))
        _check(reply)
        return reply

    def _claim_in(self, reply: Reply) -> ClaimThere | None:
        if reply.status in MAYBE_MADE_STATUSES:
            raise OutcomeUnknown(Trouble("silent", reply.status))
        _check(reply)
        try:
            return read_claim(parts.json_of(reply.body))
        except CallFailed:
            return None


def read_claim(said: Any) -> ClaimThere | None:
    """The claim in an answer or an event; None where it has no id or names no parcel."""
    said = parts.fields(said)
    id, number = parts.text(said.get("id")), parts.text(said.get("tracking_code"))
    if id is None or number is None or not id.startswith("clm_"):
        return None
    status = parts.text(said.get("status")) or ""
    made_at = parts.instant(said.get("created_at"))
    return ClaimThere(
        id,
        number,
        status,
        STATUSES.get(status, UNKNOWN),
        parts.text(said.get("status_detail")),
        _amount(said.get("requested_amount")),
        _amount(said.get("approved_amount")),
        made_at if made_at is None or made_at.tzinfo else made_at.replace(tzinfo=UTC),
    )


def read_event(body: bytes) -> tuple[str, str | None] | None:
    """The claim that an event is about, and the message it carries if it is one of theirs; None where it names none.

    Messages from us come back as events too: https://docs.easypost.com/guides/claim-messages-guide
    """
    try:
        event = parts.fields(parts.json_of(body))
    except CallFailed:
        return None
    name, result = parts.text(event.get("description")) or "", parts.fields(event, "result")
    if not name.startswith(("claim.", "claims.")):
        return None
    is_message = name.endswith(".message")
    id = parts.text(result.get("claim_id") if is_message else result.get("id"))
    if id is None or not id.startswith("clm_"):
        return None
    written = result.get("body")
    theirs = is_message and result.get("direction") != "inbound" and isinstance(written, str)
    return id, (_printable(written)[:LONGEST_MESSAGE].strip() or None) if theirs else None


def _printable(written: str) -> str:
    return "".join(one for one in written if one in "\n\t" or one.isprintable())


def parts_of(reply: Reply) -> Any:
    """What a reply says. Raises NotNow where it cannot be read."""
    try:
        return parts.json_of(reply.body)
    except CallFailed as failure:
        raise NotNow(failure.trouble) from None


def _is_of(one: ClaimThere, number: str, since: datetime) -> bool:
    """Whether a claim is one on this parcel: carriers give numbers anew, so an older one is about another."""
    is_old = one.made_at is not None and one.made_at < since
    return one.number.upper() == number.upper() and one.outcome != ENDED and not is_old


def _body(claim: ClaimToFile) -> dict[str, Any]:
    body: dict[str, Any] = {
        "tracking_code": claim.number,
        "type": TYPES[claim.loss],
        "amount": f"{claim.amount:.2f}",
        "description": claim.description,
        "contact_email": claim.contact_email,
    }
    if claim.recipient_name:
        body["recipient_name"] = claim.recipient_name
    if claim.reference:
        body["reference"] = claim.reference
    for one in claim.documents:
        uri = f"data:{one.content_type};base64,{base64.b64encode(one.content).decode()}"
        body.setdefault(FIELDS[one.kind], []).append(uri)
    return body


def _of_failure(trouble: Trouble) -> Exception:
    """What a call that brought no answer means for a claim that was sent."""
    if trouble.kind in MAYBE_MADE:
        return OutcomeUnknown(trouble)
    if trouble.kind == "redirected":
        return ClaimRefused(Sentence(MOVED, {"insurer": SHOWN_NAME}), trouble)
    return NotNow(trouble)


def _check(reply: Reply) -> None:
    if reply.status < 400:
        return
    try:
        error = parts.fields(parts.json_of(reply.body), "error")
    except CallFailed:
        error = {}
    text = REFUSALS.get(reply.status, REFUSED)
    params = {"insurer": SHOWN_NAME, "status": reply.status, "said": _said(error)}
    trouble = Trouble("refused", reply.status, parts.text(error.get("code")))
    raise ClaimRefused(Sentence(text, {k: v for k, v in params.items() if f"{{{k}}}" in text}), trouble)


def _said(error: Mapping[str, Any]) -> str:
    """Its own words: the message, and every single complaint, which comes as a text or with the field's name."""
    told = [parts.text(error.get("message"))]
    errors = error.get("errors")
    for one in errors if isinstance(errors, list) else ():
        if isinstance(one, dict):
            field, message = parts.text(one.get("field")), parts.text(one.get("message"))
            told.append(f"{field}: {message}" if field and message else message or field)
        else:
            told.append(parts.text(one))
    # It may repeat the address that it was sent, which is nobody's business where this is shown.
    return _ADDRESS.sub("…", "; ".join(one for one in told if one))[:LONGEST_SAID] or "–"


def _known(claim: ClaimThere | None) -> ClaimThere:
    if claim is None:
        raise NotNow(Trouble("nonsense"))
    return claim


def _amount(value: Any) -> Decimal | None:
    """An amount in dollars and cents, however many digits it is written with."""
    written = parts.text(value)
    try:
        amount = Decimal(written).quantize(CENT) if written else None
    except InvalidOperation:
        return None
    return amount if amount is not None and amount.is_finite() and amount >= 0 else None
