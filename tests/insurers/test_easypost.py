"""EasyPost's claims through the real client: what is sent, what each status means, what each failure leaves open."""

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cases.rules import LOSSES
from partners.insurers.desk import (
    APPROVED,
    ENDED,
    INVOICE,
    SUPPORTING,
    UNKNOWN,
    WAITING,
    ClaimRefused,
    ClaimToFile,
    Document,
    NotNow,
    OutcomeUnknown,
)
from partners.insurers.easypost import STATUSES, TYPES, EasyPostClaims, read_claim
from partners.tracking.calling import caller_client
from partners.tracking.pace import Limits, Pace
from tests.insurers.easypost_desk import KEY, NO_INSURANCE, EasyPostDesk, Fault, easypost_desk

NUMBER = "9400100208303109500683"
SINCE = datetime(2026, 6, 1, tzinfo=UTC)
CLAIM = ClaimToFile(
    NUMBER, "damaged", Decimal(100), "It arrived broken.", "claims@example.com", None, "LOST-0001/C1",
    (Document(INVOICE, "application/pdf", b"%PDF-1"), Document(SUPPORTING, "image/png", b"\x89PNG")),
)  # fmt: skip
SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture
async def desk() -> AsyncIterator[EasyPostDesk]:
    async with easypost_desk() as standing:
        yield standing


@pytest.fixture
async def easypost(desk: EasyPostDesk) -> AsyncIterator[EasyPostClaims]:
    async with caller_client(desk.base) as client:
        yield claims(client)


def claims(client: Any, key: str = KEY) -> EasyPostClaims:
    async def no_pause(_: float) -> None:
        return None

    return EasyPostClaims(client, key, Pace(Limits(per_second=100_000, at_once=1000)), sleep=no_pause)


async def test_a_claim_is_filed_flat_with_its_documents_by_kind(desk: EasyPostDesk, easypost: EasyPostClaims) -> None:
    made = await easypost.file(CLAIM)
    assert (made.number, made.outcome, made.requested) == (NUMBER, WAITING, Decimal("100.00"))
    assert desk.filed == [
        {
            "tracking_code": NUMBER,
            "type": "damage",
            "amount": "100.00",
            "description": "It arrived broken.",
            "contact_email": "claims@example.com",
            "reference": "LOST-0001/C1",
            "invoice_attachments": [f"data:application/pdf;base64,{base64.b64encode(b'%PDF-1').decode()}"],
            "supporting_documentation_attachments": [
                f"data:image/png;base64,{base64.b64encode(bytes([137]) + b'PNG').decode()}"
            ],
        }
    ]
    assert (await easypost.look(made.id)).id == made.id
    assert (await easypost.cancel(made.id)).outcome == ENDED


def test_every_loss_has_a_type_and_every_documented_status_a_meaning() -> None:
    assert set(TYPES) == set(LOSSES)
    documented = "submitted in_review approved approved_partial rejected cancelled needs_action"
    assert set(STATUSES) == set(documented.split())


def test_recorded_claims_are_read_and_what_is_none_is_none() -> None:
    recorded = json.loads((SAMPLES / "get_claims_200_node.json").read_text())["response"]["json"]["claims"]
    read = [read_claim(one) for one in recorded]
    assert [(one.number, one.status, one.requested) for one in read if one] == [
        (one["tracking_code"], one["status"], Decimal(one["requested_amount"])) for one in recorded
    ]
    assert [read_claim(one) for one in (None, [], {"id": "clm_1"}, {"id": "trk_1", "tracking_code": "X"})] == [None] * 4
    strange = read_claim({"id": "clm_1", "tracking_code": "X", "status": "dancing", "approved_amount": "NaN"})
    assert strange is not None and (strange.outcome, strange.approved) == (UNKNOWN, None)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("100.00000", "100.00"), (80.1, "80.10"), ("80", "80.00"), ("1e40", None), ("-5", None), (True, None), ("", None)],
)
def test_an_amount_is_dollars_and_cents_however_it_is_written(written: Any, meant: str | None) -> None:
    claim = read_claim({"id": "clm_1", "tracking_code": "X", "status": "approved", "approved_amount": written})
    assert claim is not None and (str(claim.approved) if claim.approved is not None else None) == meant


async def test_a_claim_is_found_by_its_parcel_over_many_pages_and_a_cancelled_one_is_none(
    desk: EasyPostDesk, easypost: EasyPostClaims
) -> None:
    wanted = desk.has(NUMBER, status="approved", approved_amount="80.00")
    for place in range(230):
        desk.has(f"OTHER{place}")
    found = await easypost.find(NUMBER.lower(), SINCE)
    assert found is not None and (found.id, found.outcome, found.approved) == (wanted["id"], APPROVED, Decimal("80.00"))
    assert desk.calls == ["list"] * 3
    wanted["status"] = "cancelled"
    assert await easypost.find(NUMBER, SINCE) is None
    # The number was given before, and the parcel of then had its claim: that is none on this one.
    desk.has(NUMBER, status="approved", created_at=(SINCE - timedelta(days=1)).isoformat())
    assert await easypost.find(NUMBER, SINCE) is None
    desk.calls.clear()
    assert await easypost.find("NOBODY", desk.now + timedelta(days=1)) is None
    assert desk.calls == ["list"]


@pytest.mark.parametrize(
    ("fault", "raised", "filed"),
    [
        (Fault(429, headers={"Retry-After": "90"}), NotNow, 0),
        (Fault(), OutcomeUnknown, 0),
        (Fault(after=True), OutcomeUnknown, 1),
        (Fault(half=True, after=True), OutcomeUnknown, 1),
        (Fault(500, "<html>oops</html>"), OutcomeUnknown, 0),
        (Fault(500, after=True), OutcomeUnknown, 1),
        (Fault(408, after=True), OutcomeUnknown, 1),
        (Fault(200, "<html>hello</html>", after=True), OutcomeUnknown, 1),
        (Fault(201, {"id": "trk_1"}, after=True), OutcomeUnknown, 1),
        (Fault(401, {"error": {"message": "Bad key."}}), ClaimRefused, 0),
        (Fault(402, {"error": {"message": "Pay first."}}), ClaimRefused, 0),
        (Fault(404, NO_INSURANCE), ClaimRefused, 0),
        (Fault(422, {"error": {"errors": [{"field": "description", "message": "field required"}]}}), ClaimRefused, 0),
        (Fault(302, headers={"Location": "http://127.0.0.1:9/"}), ClaimRefused, 0),
    ],
    ids=str,
)
async def test_every_failure_of_filing_says_whether_the_claim_may_be_there_and_it_is_sent_once(
    desk: EasyPostDesk, easypost: EasyPostClaims, fault: Fault, raised: type[Exception], filed: int
) -> None:
    desk.breaks("file", fault)
    with pytest.raises(raised) as told:
        await easypost.file(CLAIM)
    assert (desk.calls, len(desk.filed)) == (["file"], filed)
    if isinstance(told.value, NotNow):
        assert told.value.after == 90


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        (401, {}, "EasyPost does not accept the key. Whoever runs Tracer has to check it."),
        (404, NO_INSURANCE["error"], "EasyPost knows no insurance on this parcel, or no such claim: “The requested "
         "resource could not be found.; No eligible insurance found with provided tracking code.”."),
        (422, {"message": "Bad.", "errors": [{"field": "contact_email", "message": "lin@example.com is none"}]},
         "EasyPost does not take the claim so: “Bad.; contact_email: … is none”. Correct that and file again."),
        (418, None, "EasyPost refused (status 418): “–”."),
    ],
)  # fmt: skip
async def test_a_refusal_is_told_in_their_words_without_addresses(
    desk: EasyPostDesk, easypost: EasyPostClaims, status: int, error: Any, said: str
) -> None:
    desk.breaks("file", Fault(status, {"error": error}))
    with pytest.raises(ClaimRefused) as refused:
        await easypost.file(CLAIM)
    assert str(refused.value.sentence) == said


async def test_nobody_there_is_not_now_and_looking_is_repeated(desk: EasyPostDesk, easypost: EasyPostClaims) -> None:
    async with caller_client("http://127.0.0.1:9/") as nowhere:
        with pytest.raises(NotNow):
            await claims(nowhere).file(CLAIM)
    desk.breaks("list", Fault(), Fault(503))
    assert await easypost.find(NUMBER, SINCE) is None
    assert desk.calls == ["list"] * 3
    desk.breaks("list", Fault(200, {"claims": "none"}))
    with pytest.raises(NotNow):
        await easypost.find(NUMBER, SINCE)
    desk.breaks("look", Fault(200, "<html>"))
    with pytest.raises(NotNow):
        await easypost.look("clm_1")
    with pytest.raises(ClaimRefused):
        await easypost.look("clm_1")


async def test_a_wrong_key_is_refused(desk: EasyPostDesk) -> None:
    async with caller_client(desk.base) as client:
        with pytest.raises(ClaimRefused):
            await claims(client, "another").file(replace(CLAIM, documents=()))
    assert desk.filed == []
