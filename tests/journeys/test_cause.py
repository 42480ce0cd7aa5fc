"""The likely cause in the whole bot: on the card with its reason, confirmed or corrected; the way out by one click."""

from datetime import timedelta

from tests.journeys.team import Team, actions_of, text_of
from tests.journeys.test_scans import PAGE, a_tracker_tells
from tests.journeys.ways import line_of, paid_case, with_approver


async def pastes(team: Team, text: str) -> None:
    """Lin pastes scans into case 1."""
    await team.types(team.lin, "/lost scans 1")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "paste_scans")
    sent = await team.submits(team.lin, {"text": text})
    assert sent.errors == {}, sent


async def test_the_card_tells_the_last_scan_and_the_likely_cause_with_its_reason(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await pastes(team, PAGE)
    assert line_of(team, "Last scan").startswith("2026-11-20 (Fri): It was delivered.")
    assert line_of(team, "Likely cause").startswith("delivered")
    assert len(text_of(team.card()).splitlines()) <= 9 + 6  # nine lines and the buttons


async def test_a_case_without_scans_has_no_line_of_a_cause_and_says_what_to_do(team: Team) -> None:
    await team.opens()
    assert "Likely cause" not in text_of(team.card())
    told = await team.types(team.lin, "/lost cause 1")
    assert told.private[0].text.startswith("Nothing was seen of the parcel yet")


async def test_the_cause_is_confirmed_in_the_form_that_gives_the_reasons(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await pastes(team, PAGE)
    await team.clicks(team.lin, team.card(), "form:triage")
    assert team.lin.view is not None and team.lin.view.callback_id == "cause"
    assert "*Tell the buyer*" in text_of(team.lin.view)
    assert (await team.submits(team.lin, {"cause": "not_received", "text": "She has cameras."})).closed
    case = await team.case()
    assert case.named_cause is not None and case.named_cause.cause == "not_received" and case.triaged
    assert line_of(team, "Cause").endswith(", says <@U0LIN0000>; the scans say: delivered")


async def test_not_lost_is_closed_by_one_click_with_what_the_scans_say_filled_in(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await pastes(team, PAGE)
    await team.types(team.lin, "/lost cause 1")
    assert team.lin.view is not None and "form:not_lost" in actions_of(team.lin.view)
    await team.clicks(team.lin, team.lin.view, "form:not_lost")
    assert team.lin.view is not None
    outcome = next(one["element"] for one in team.lin.view.blocks if one.get("block_id") == "outcome")
    assert outcome["initial_option"]["value"] == "delivered"
    assert (await team.submits(team.lin)).ok
    case = await team.case()
    assert (case.status, case.outcome) == ("closed", "not_lost")


async def test_what_a_tracker_says_later_is_on_the_card_at_once(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await a_tracker_tells(team, "accepted", 10)
    await a_tracker_tells(team, "customs_hold", 18)
    assert "customs" in line_of(team, "Likely cause")
    await a_tracker_tells(team, "delivered", 20)
    assert line_of(team, "Likely cause").startswith("delivered")


async def test_the_cause_is_told_in_the_readers_language(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await a_tracker_tells(team, "customs_hold", 18)
    await team.types(team.lin, "/lost lang zh")
    await team.types(team.lin, "/lost cause 1")
    assert team.lin.view is not None
    told = text_of(team.lin.view)
    assert "海关扣件（基本确定）" in told and "*下一步*" in told


async def test_the_card_follows_when_only_time_has_passed_since_scans_were_pasted(team: Team) -> None:
    await team.opens()
    await pastes(team, "2026-11-20 06:10 Reno, NV 89501 Arrived at Facility")
    assert line_of(team, "Likely cause").startswith("too early to say")
    assert team.tracer.causes is not None
    assert await team.tracer.causes.sweep() == 0
    team.clock.wind(timedelta(days=14))
    assert await team.tracer.causes.sweep() == 1
    await team.settle()
    assert line_of(team, "Likely cause").startswith("stuck")
    before = len(team.story())
    assert await team.tracer.causes.sweep() == 0 and len(team.story()) == before
    await team.types(team.lin, "/lost notlost 1 delivered")
    team.clock.wind(timedelta(days=30))
    assert (await team.tracer.causes.sweep(), await team.tracer.causes.sweep()) == (1, 0)
