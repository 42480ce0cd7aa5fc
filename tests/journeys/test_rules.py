"""Rules in the whole bot: which date the card tells, why, what must be entered for it, and whose rules are known."""

import pytest

from tests.journeys.numbers import with_check_digit
from tests.journeys.team import Team, actions_of, text_of
from tests.journeys.ways import clicked, keeps_settings, line_of, next_line, nothing_changes, paid_case, with_approver

USPS = "9400111206206406260787"


async def test_the_card_asks_for_the_fact_that_the_rule_counts_from_and_tells_the_day_once_it_is_known(
    team: Team,
) -> None:
    await with_approver(team)
    await paid_case(team)
    assert line_of(team, "Claim") == "UPS: 🟠 deadline unknown, enter the expected delivery"
    await team.does(team.lin, "set_parcel", expected_day="2026-11-10", origin="US", destination="DE 10115")
    # 60 days from 10 November are 9 January 2027.
    assert line_of(team, "Claim") == "UPS: file before 2027-01-09 (Sat)"


async def test_the_form_of_the_parcel_shows_what_is_known_and_says_at_the_field_what_does_not_do(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "set_parcel", service="Ground", expected_day="2026-11-10")
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "form:set_parcel:")
    assert team.lin.view is not None
    elements = {one["block_id"]: one["element"] for one in team.lin.view.blocks if one["type"] == "input"}
    assert elements["service"]["initial_value"] == "Ground"
    assert elements["expected_day"]["initial_date"] == "2026-11-10"
    assert elements["label"]["initial_option"]["value"] == "own"
    assert elements["loss_type"]["initial_option"]["value"] == "lost"
    async with nothing_changes(team):
        sent = await team.submits(team.lin, {"destination": "Germany"})
        assert list(sent.errors) == ["destination"] and "Write its two letters first" in sent.errors["destination"]
        sent = await team.submits(team.lin, {"destination": "DE", "shipped_on": "2026-12-24"})
        assert list(sent.errors) == ["shipped_on"]
    assert (await team.submits(team.lin, {"shipped_on": "2026-11-02"})).closed
    assert (await team.case()).parcel.destination == "DE"


async def test_why_names_rule_day_source_and_confidence_of_every_date(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "set_parcel", expected_day="2026-11-10", origin="US", destination="US")
    told = text_of((await team.types(team.lin, "/lost why 1")).private[0])
    assert "*file the claim* (UPS): before 2027-01-09 (Sat)" in told
    assert "claim until: 60 days from the expected delivery, 2026-11-10 (Tue)" in told
    assert "checked 2026-11-01 (Sun), confidence medium" in told and "<https://" in told
    assert "No outside rule: 1 working day of the team, from 2026-11-23 (Mon) 10:00 CST" in told


async def test_why_tells_the_first_day_as_a_day_and_on_what_condition_another_value_holds(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, number=USPS)
    known = {"shipped_on": "2026-11-20", "service": "Priority Mail", "origin": "US", "destination": "US"}
    await team.does(team.lin, "set_parcel", **known)
    told = text_of((await team.types(team.maya, "/lost why 1")).private[0])
    # 15 days from 20 November; Maya reads it in New York, where the team's 5 December begins on the 4th.
    assert "*a claim can be filed* (USPS): from 2026-12-05 (Sat)" in told
    assert (
        "Also said: 1 year from hand-over, on condition: to a military address (APO, FPO, DPO) by air or surface (<http"
        in told
    )


async def test_where_the_law_ends_before_the_carrier_the_claim_is_due_by_the_law_and_why_says_so(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, number="JJD0099999999")
    known = {"loss_type": "damaged", "origin": "US", "destination": "DE", "delivered_on": "2026-11-20"}
    await team.does(team.lin, "set_parcel", **known)
    assert "file before 2026-12-04 (Fri)" in line_of(team, "Claim")
    told = text_of((await team.types(team.lin, "/lost why 1")).private[0])
    assert "claim until: 14 days from delivery, 2026-11-20 (Fri)" in told
    assert "The law sets this limit, not the carrier: Montreal Convention 1999." in told
    assert "sets limits of its own" not in told and "stands in their place" not in told
    await team.types(team.lin, "/lost lang zh")
    told = text_of((await team.types(team.lin, "/lost why 1")).private[0])
    assert "这一期限由法规规定，而不是承运商：Montreal Convention 1999。" in told


async def test_why_warns_of_a_limit_of_the_law_beside_a_carriers_that_is_no_later(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    known = {"loss_type": "damaged", "origin": "US", "destination": "DE", "delivered_on": "2026-11-10"}
    await team.does(team.lin, "set_parcel", **known)
    told = text_of((await team.types(team.lin, "/lost why 1")).private[0])
    assert "⚠️ The law sets limits of its own, which may end before the carrier's:" in told
    law = "• Montreal Convention 1999: before 2026-11-24 (Tue) (claim until: 14 days from delivery, 2026-11-10 (Tue))"
    assert law in told and "stands in their place" not in told
    await team.types(team.lin, "/lost lang zh")
    told = text_of((await team.types(team.lin, "/lost why 1")).private[0])
    assert "⚠️ 法规另有期限，可能早于承运商的期限：" in told and "自妥投 2026-11-10 (周二) 起 14 天" in told


async def test_why_says_what_is_missing_and_what_a_person_entered(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    told = text_of((await team.types(team.lin, "/lost why LOST-0001")).private[0])
    assert "*file the claim* (UPS): 🟠 date unknown" in told
    assert "The rule counts from the expected delivery, and that is not entered: More → Parcel and route." in told
    await team.does(team.lin, "set_date", clock="filing_deadline:ups", until="2026-12-09", source="Ms Ruiz at UPS.")
    told = text_of((await team.types(team.lin, "/lost why 1")).private[0])
    assert "Entered by <@U0LIN0000>: Ms Ruiz at UPS." in told


async def test_why_is_a_button_too_and_speaks_chinese(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.types(team.lin, "/lost lang zh")
    await team.does(team.lin, "set_parcel", expected_day="2026-11-10", origin="US", destination="US")
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None and "why" in actions_of(team.lin.view)
    await team.clicks(team.lin, team.lin.view, "why")
    told = text_of(team.lin.view)
    assert "索赔截止：自预计送达 2026-11-10 (周二) 起 60 天" in told and "可信度中" in told


async def test_rules_of_a_carrier_are_listed_with_their_sources(team: Team) -> None:
    await team.types(team.lin, "/lost rules ups")
    assert team.lin.view is not None
    told = text_of(team.lin.view)
    assert told.startswith("Rules\nClose this\n*UPS*") or "*UPS*" in told
    assert "*claim until*: 60 days from the expected delivery" in told and "confidence medium" in told
    await team.types(team.lin, "/lost rules")
    assert team.lin.view is not None
    told = text_of(team.lin.view)
    assert "Royal Mail" in told and "eBay" in told and "*Insurance and shipping protection*" in told


@pytest.mark.parametrize("written", ["nobody at all", "UP"])
async def test_rules_of_somebody_unknown_are_refused_with_what_can_be_done(team: Team, written: str) -> None:
    told = await team.types(team.lin, f"/lost rules {written}")
    assert f"Tracer knows no rules of “{written}”." in told.private[0].text
    assert "“/lost rules set”" in told.private[0].text


async def test_a_forwarders_contract_dates_the_open_cases_that_waited_for_it(team: Team) -> None:
    await team.settings(timezone="Asia/Shanghai")
    await team.opens("YT2133821236040818")
    assert line_of(team, "Claim") == "YunExpress: 🟠 deadline unknown, find the date"
    await team.does(team.lin, "set_parcel", shipped_on="2026-11-02")
    await team.types(team.maya, "/lost rules set YunExpress")
    assert (
        await team.submits(team.maya, {"claim": "30 days", "claim_from": "shipped", "why": "Clause 7"})
    ).errors == {}
    sent = await team.submits(team.maya)
    assert sent.closed
    assert line_of(team, "Claim") == "YunExpress: file before 2026-12-02 (Wed)"
    kept = [one.text for one in team.maya.sees("lost-parcels") if one.text.startswith("Kept: YunExpress")]
    assert len(kept) == 1 and kept[0].endswith("1 open case whose date was unknown has one now.")
    told = text_of((await team.types(team.lin, "/lost why 1")).private[0])
    assert "From your own contract, set by <@U0MAYA000> on 2026-11-23 (Mon): Clause 7" in told
    assert "Instead of" not in told


async def test_why_tells_what_a_contract_of_ours_stands_instead_of_and_an_older_case_keeps_its_terms(
    team: Team,
) -> None:
    await team.opens()
    await team.does(team.lin, "set_parcel", shipped_on="2026-11-02", expected_day="2026-11-06")
    await team.types(team.maya, "/lost rules set UPS")
    await team.submits(team.maya, {"claim": "45 days", "claim_from": "shipped", "why": "Clause 7"})
    assert (await team.submits(team.maya)).closed
    await team.opens(with_check_digit("1Z999AA1012345679"))
    await team.does(team.lin, "set_parcel", number=2, shipped_on="2026-11-02", expected_day="2026-11-06")
    old, new = [text_of((await team.types(team.lin, f"/lost why {one}")).private[0]) for one in (1, 2)]
    assert "before 2027-01-05 (Tue)" in old and "60 days from the expected delivery, 2026-11-06" in old
    assert "own contract" not in old
    assert "before 2026-12-17 (Thu)" in new and "45 days from hand-over, 2026-11-02" in new
    assert "Instead of what is public: 60 days from the expected delivery (<https://" in new


async def test_what_nobody_pays_for_is_said_and_the_decision_is_proposed(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, number=USPS)
    case = await team.case()
    assert case.parcel.carrier == "usps"
    await team.does(team.lin, "set_parcel", service="First-Class Package International", origin="US", destination="DE")
    claim = line_of(team, "Claim")
    assert claim.startswith("USPS pays nothing here:")
    await team.does(team.lin, "no_claim", reason="The service carries no cover.")
    assert line_of(team, "Claim") == "no claim"


async def test_holidays_of_the_team_are_set_and_counted(team: Team) -> None:
    await team.types(team.maya, "/lost settings")
    sent = await team.submits(team.maya, {"timezone": "Asia/Shanghai", "holidays": "Narnia"})
    assert list(sent.errors) == ["holidays"] and "such as DE-NW" in sent.errors["holidays"]
    sent = await team.submits(team.maya, {"holidays": "us", "days_off": "2026-11-24, 2026-11-31"})
    assert sent.errors == {"days_off": "2026-11-31 is not a date. Write it like 2026-04-03."}
    assert await keeps_settings(team, {"days_off": "2026-11-24；2026-11-25"}) == {}
    await team.opens()
    await team.clicks(team.lin, team.card(), "move:take")
    await team.does(team.lin, "triage", cause="lost_scan")
    # Tuesday and Wednesday are the team's own, Thursday is Thanksgiving: one working day after Monday is Friday.
    assert "by 2026-11-27 (Fri) 10:00 CST" in next_line(team)


async def test_one_of_two_payers_is_left_out_by_name(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "set_parcel", label="sendcloud", expected_day="2026-11-10", label_on="2026-11-02")
    assert {"UPS", "XCover via Sendcloud"} == {
        one.terms.get("programme") for one in (await team.case()).clocks if one.kind == "filing_deadline"
    }
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None
    await clicked(
        team, team.lin, team.lin.view, "form:no_claim_on:", programme="xcover_sendcloud", reason="Not insured."
    )
    assert "makes no claim on XCover via Sendcloud: Not insured." in team.story()[-1]
    assert [one.key for one in (await team.case()).clocks if one.kind == "filing_deadline"] == ["filing_deadline:ups"]


async def test_a_window_that_hardly_opens_is_said_at_once_with_what_to_do(team: Team) -> None:
    await with_approver(team)
    await team.types(team.maya, "/lost rules set YunExpress")
    terms = {"claim": "7 days", "claim_from": "shipped", "inquiry": "7 days", "why": "Clause 7"}
    sent = await team.submits(
        team.maya, terms | {"other": "claim_earliest", "other_period": "21 days", "other_from": "shipped"}
    )
    assert sent.errors == {} and (await team.submits(team.maya)).closed
    await team.opens("YT2133821236040818")
    await team.clicks(team.lin, team.card(), "move:take")
    await team.does(team.lin, "set_parcel", shipped_on="2026-11-20")
    claim = line_of(team, "Claim")
    assert "YunExpress: ⚠️ file before 2026-11-27 (Fri), not before 2026-12-11 (Fri) – shut before it opens:" in claim
    await team.wait(minutes=1)
    rung = [one for one in team.story() if "the claim opens only after its last day" in one]
    assert len(rung) == 1 and rung[0].startswith("<@U0LIN0000>: ") and "keep a picture of the refusal" in rung[0]
