"""What a payer says of a claim that was filed with it directly, until it is cancelled or can be followed no more."""

import hmac
import json
import unicodedata
from typing import Any

from tests.insurers.easypost_desk import SECRET, EasyPostDesk, Fault
from tests.journeys.team import USPS, Team
from tests.journeys.test_filing_directly import an_insured_case, claim_form, files, filing, state, works


async def filed(team: Team) -> str:
    """The claim is filed with EasyPost; its id there."""
    await an_insured_case(team)
    await files(team)
    await works(team)
    kept = await filing(team)
    assert kept is not None and kept.reference is not None
    return kept.reference


async def delivers(team: Team, event: dict[str, Any], key: str = "evt_1", secret: str = SECRET) -> int:
    """EasyPost delivers an event, signed."""
    body = json.dumps({"id": key, "object": "Event", **event}).encode()
    signed = hmac.digest(unicodedata.normalize("NFKD", secret).encode(), body, "sha256").hex()
    assert team.tracer.deliveries is not None
    status, _ = await team.tracer.deliveries.take("easypost", body, {"X-Hmac-Signature": f"hmac-sha256-hex={signed}"})
    await team.settle()
    return status


async def test_what_they_decide_becomes_moves_in_their_name_and_money_stays_with_finance(
    insured_team: Team, easypost: EasyPostDesk
) -> None:
    team = insured_team
    await filed(team)
    easypost.becomes("in_review", "Somebody looks at it.")
    await works(team, hours=7)
    assert "Tracer noted: EasyPost on the claim" in team.story()[-1] and "in_review" in team.story()[-1]
    easypost.becomes("needs_action", "Send the invoice.")
    await works(team, hours=7)
    assert "Tracer logged that EasyPost Insurance asks for documents: Send the invoice." in team.story()[-1]
    assert (await team.case()).claims[0].state == "info_requested"
    easypost.becomes("approved_partial", "Part of it.", approved_amount="20.00")
    await works(team, hours=7)
    claim = (await team.case()).claims[0]
    assert (claim.state, str(claim.granted), claim.received) == ("offered", "20.00 USD", None)
    story = team.story()
    await works(team, hours=25)
    assert team.story() == story


async def test_a_rejection_is_a_denial_with_its_reason_and_after_an_appeal_the_last(
    insured_team: Team, easypost: EasyPostDesk
) -> None:
    team = insured_team
    await filed(team)
    easypost.becomes("rejected", "No acceptance scan.")
    await works(team, hours=7)
    claim = (await team.case()).claims[0]
    assert (claim.state, "No acceptance scan." in team.story()[-1]) == ("denied", True)
    easypost.becomes("dancing", "Nobody knows.")
    await works(team, hours=25)
    assert "That is nothing Tracer knows; look there." in team.story()[-1]
    assert (await team.case()).claims[0].state == "denied"


async def test_a_delivery_is_proved_makes_tracer_look_at_once_and_a_message_is_told_once(
    insured_team: Team, easypost: EasyPostDesk
) -> None:
    team = insured_team
    claim = await filed(team)
    easypost.becomes("approved", "Paid soon.", approved_amount="31.00")
    calls = len(easypost.calls)
    old = {"description": "claim.updated", "result": {"id": claim, "tracking_code": USPS, "status": "rejected"}}
    assert await delivers(team, old, secret="another") == 401
    await works(team)
    assert len(easypost.calls) == calls
    assert await delivers(team, old) == 200
    await works(team)
    assert (await team.case()).claims[0].state == "approved"
    said = {"claim_id": claim, "direction": "outbound", "body": "Send a <photo>."}
    for key in ("evt_2", "evt_2"):
        assert await delivers(team, {"description": "claim.message", "result": said}, key) == 200
    told_of = [one for one in team.story() if "Message of EasyPost" in one]
    assert len(told_of) == 1 and "Send a &lt;photo&gt;." in told_of[0]
    assert await delivers(team, {"description": "claim.message", "result": {"claim_id": "clm_other"}}, "evt_3") == 200
    assert await delivers(team, {"description": "insurance.purchased", "result": {"id": "ins_1"}}, "evt_4") == 200


async def test_a_claim_is_cancelled_there_before_it_is_withdrawn_here(
    insured_team: Team, easypost: EasyPostDesk
) -> None:
    team = insured_team
    claim = await filed(team)
    await claim_form(team, team.lin)
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "cancel_through")
    assert (await team.submits(team.lin, {"reason": "It was found."})).closed
    easypost.breaks("cancel", Fault(after=True), Fault(503), Fault(503))
    await works(team)
    assert (await state(team), (await team.case()).claims[0].state) == ("cancelling", "filed")
    await works(team, minutes=2)
    assert (easypost.claims[claim]["status"], await state(team)) == ("cancelled", "over")
    assert (await team.case()).claims[0].state == "withdrawn"
    assert "<@U0LIN0000> withdrew the claim: It was found." in team.story()[-1]


async def test_a_claim_that_can_no_longer_be_followed_is_told_once_and_goes_on_when_it_can(
    insured_team: Team, easypost: EasyPostDesk
) -> None:
    team = insured_team
    await filed(team)
    easypost.breaks("look", Fault(401), Fault(401))
    for _ in range(2):
        await works(team, hours=25)
    said = "EasyPost does not accept the key. Whoever runs Tracer has to check it."
    assert [one.text for one in team.direct(team.lin)].count(said) == 1
    easypost.becomes("approved", "Fine.", approved_amount="31.00")
    await works(team, hours=25)
    assert (await team.case()).claims[0].state == "approved"
