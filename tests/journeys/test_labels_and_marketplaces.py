"""Where the team sells and buys its labels is said once, and holds for new cases of which nobody says it."""

from storage.records import Settings
from tests.journeys.team import Team, text_of
from tests.journeys.ways import keeps_settings, with_approver

UPS = "1Z999AA10123456784"


async def opens(team: Team) -> None:
    """Maya comes from the settings to the form for labels and marketplaces."""
    await team.types(team.maya, "/lost settings")
    assert team.maya.view is not None
    await team.clicks(team.maya, team.maya.view, "trade_settings")


async def kept(team: Team) -> Settings:
    return await team.database.read(lambda tx: tx.settings(team.id).get())


async def test_the_only_marketplace_and_the_usual_label_are_those_of_a_new_case(team: Team) -> None:
    await with_approver(team)
    await opens(team)
    assert await keeps_settings(team, {"marketplaces": "Amazon DE", "label": "shippo"}) == {}
    assert ((await kept(team)).marketplaces, (await kept(team)).label) == (["amazon.de"], "shippo")
    await team.types(team.lin, f"/lost {UPS}")
    case = await team.case()
    assert (case.order.marketplace, case.parcel.label) == ("amazon.de", "shippo")


async def test_what_is_said_of_a_case_stays_and_of_several_marketplaces_none_is_guessed(team: Team) -> None:
    await with_approver(team)
    await opens(team)
    assert await keeps_settings(team, {"marketplaces": "amazon.de， ebay.com、我的小店, amazon.de"}) == {}
    assert (await kept(team)).marketplaces == ["amazon.de", "ebay.com", "我的小店"]
    await team.types(team.lin, f"/lost {UPS}")
    assert ((await team.case()).order.marketplace, (await team.case()).parcel.label) == (None, None)


async def test_a_change_is_shown_before_it_is_kept_in_the_readers_words(team: Team) -> None:
    await with_approver(team)
    await team.types(team.maya, "/lost lang zh")
    await opens(team)
    await team.submits(team.maya, {"marketplaces": "etsy", "label": "own"})
    assert team.maya.view is not None
    shown = text_of(team.maya.view)
    assert "销售的平台和店铺" in shown and "etsy" in shown and "自己的承运商账号" in shown
    assert (await kept(team)).marketplaces == []


async def test_a_name_that_is_none_is_said_below_its_field_and_only_admins_come_here(team: Team) -> None:
    await with_approver(team)
    await opens(team)
    sent = await team.submits(team.maya, {"marketplaces": "x" * 61})
    told = f"“{'x' * 40}” is too long for a marketplace. Separate them by commas, like amazon.de, ebay.com."
    assert sent.errors == {"marketplaces": told}
    assert (await kept(team)).marketplaces == []
    refused = await team.types(team.lin, "/lost settings")
    assert refused.private[0].text == "Settings are changed by an admin. Ask <@U0MAYA000>."
