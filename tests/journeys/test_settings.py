"""The workspace's settings: who may change them, what they take, and what holds from then on."""

from decimal import Decimal

import pytest

from storage.records import Settings
from storage.transaction import Transaction
from tests.journeys.team import Team, text_of
from tests.journeys.ways import keeps_settings, notice

MAYA = "<@U0MAYA000>"


async def kept(team: Team) -> Settings:
    return await team.database.read(lambda tx: tx.settings(team.id).get())


async def sends(team: Team, **values: object) -> dict[str, str]:
    """Maya opens the settings, changes them and sends; the errors below the fields."""
    await team.types(team.maya, "/lost settings")
    return await keeps_settings(team, values)


async def test_everybody_else_is_told_who_can(team: Team) -> None:
    told = await team.types(team.lin, "/lost settings")
    assert told.private[0].text == f"Settings are changed by an admin. Ask {MAYA}."
    assert team.lin.view is None


async def test_an_admin_changes_everything_in_one_form(team: Team) -> None:
    room = team.world.channel("lost-finance").id
    errors = await sends(
        team,
        limits="EUR 50, $60",
        lead_limits="300 eur；£250",
        approvers=[team.priya.id],
        approvals_channel=room,
        default_channel=room,
        timezone="Asia/Shanghai",
        blocks="9:00–12:00，13:30-18:00",
        language="zh_CN",
        allowed=["guests"],
    )
    assert errors == {}
    settings = await kept(team)
    assert settings.limits == {"EUR": Decimal(50), "USD": Decimal(60)}
    assert settings.lead_limits == {"EUR": Decimal(300), "GBP": Decimal(250)}
    assert (settings.approvers, settings.approvals_channel, settings.default_channel) == ([team.priya.id], room, room)
    assert (settings.timezone, settings.blocks) == ("Asia/Shanghai", "09:00-12:00,13:30-18:00")
    assert (settings.language, settings.allow_guests, settings.allow_shared_channels) == ("zh_CN", True, False)
    assert settings.changed_by == team.maya.id


async def test_what_is_sent_as_it_is_shown_stays_as_it_is(team: Team) -> None:
    await sends(team, limits="EUR 1.234,50", lead_limits="EUR 2000", timezone="Europe/Berlin")
    before = await kept(team)
    await sends(team)
    after = await kept(team)
    same = {"version", "changed_at"}
    assert after.model_dump(exclude=same) == before.model_dump(exclude=same)
    assert before.limits == {"EUR": Decimal("1234.50")}


WRONG = [
    ("limits", "lots", "“lots” is not a limit. Write them like EUR 100, USD 100."),
    ("limits", "EUR -5", "“EUR -5” is not a limit. Write them like EUR 100, USD 100."),
    ("limits", "XXQ 5", "XXQ is not a currency Tracer knows. Use a three-letter code such as EUR, USD, GBP or CNY."),
    ("limits", "", "Write at least one limit. EUR 0 means that everything needs approval."),
    ("lead_limits", "EUR 1,000", "1,000 could be 1000 or 1.000. Write 1000 without a separator, or with two decimals."),
    (
        "timezone",
        "Mars/Olympus",
        "“Mars/Olympus” is not a time zone. Write one such as Asia/Shanghai or Europe/Berlin.",
    ),
    (
        "timezone",
        "../etc/passwd",
        "“../etc/passwd” is not a time zone. Write one such as Asia/Shanghai or Europe/Berlin.",
    ),
    ("timezone", "Europe", "“Europe” is not a time zone. Write one such as Asia/Shanghai or Europe/Berlin."),
    *(
        ("blocks", hours, f"“{hours}” are not working hours. Write blocks in order, like 09:00-12:00, 13:00-18:00.")
        for hours in ("always", "18:00-09:00", "09:00-13:00, 12:00-18:00", "09:00", "25:00-26:00", "09:00-09:00")
    ),
]


@pytest.mark.parametrize(("field", "written", "said"), WRONG)
async def test_what_does_not_do_is_refused_at_its_field_and_nothing_is_kept(
    team: Team, field: str, written: str, said: str
) -> None:
    before = await kept(team)
    assert await sends(team, **{field: written}) == {field: said}
    assert await kept(team) == before


async def test_a_bot_cannot_approve(team: Team) -> None:
    errors = await sends(team, approvers=[team.world.app.bot_user])
    assert list(errors) == ["approvers"] and "cannot approve" in errors["approvers"]


async def test_nobody_overwrites_a_newer_change_unseen(team: Team) -> None:
    await team.types(team.maya, "/lost settings")
    await team.settings(timezone="Europe/Berlin")
    before = await kept(team)
    await team.submits(team.maya, {"timezone": "Asia/Shanghai"})
    assert notice(team.maya).startswith("Somebody changed the settings meanwhile. Open them again: /lost settings.")
    assert await kept(team) == before


async def test_an_admin_who_is_none_any_more_is_refused_when_the_form_is_sent(team: Team) -> None:
    await team.types(team.maya, "/lost settings")

    def demote(tx: Transaction) -> None:
        person = tx.people.get(team.id, team.maya.id)
        assert person is not None
        tx.people.upsert([person.model_copy(update={"is_admin": False, "is_owner": False})])

    await team.database.write(demote)
    before = await kept(team)
    await team.submits(team.maya, {"timezone": "Asia/Shanghai"})
    assert notice(team.maya).startswith("Settings are changed by an admin.")
    assert await kept(team) == before


async def test_the_answer_comes_where_the_settings_were_opened(team: Team) -> None:
    await sends(team, timezone="Asia/Shanghai")
    told = [one for one in team.maya.sees("lost-parcels") if one.only_for == team.maya.id]
    assert told[-1].text == "The settings are kept. They hold for every decision from now on."


async def test_a_limit_of_zero_means_that_everything_needs_approval(team: Team) -> None:
    await sends(team, limits="EUR 0", lead_limits="EUR 0", approvers=[team.priya.id])
    await team.opens(hints='"vase, 31 EUR"')
    await team.decides(team.lin, team.card(), "choose_refund", goods="1")
    assert (await team.case()).remedies[0].state == "awaiting_approval"


async def test_new_hours_hold_for_the_clocks_that_start_from_now_on(team: Team) -> None:
    await sends(team, timezone="Asia/Shanghai", blocks="09:00-11:00")
    await team.opens()
    clock = (await team.case()).clock("first_look")
    assert clock is not None and clock.due_at is not None
    # One hour is left on Monday, two are worked on Tuesday, the fourth is Wednesday's first.
    assert clock.due_at.isoformat() == "2026-11-25T02:00:00+00:00"


async def test_the_channels_of_the_leads_and_of_last_resort_are_one_click_further(team: Team) -> None:
    await team.types(team.maya, "/lost settings")
    assert team.maya.view is not None
    await team.clicks(team.maya, team.maya.view, "reminder_settings")
    leads, last = (team.world.channel(name).id for name in ("lost-finance", "lost-parcels"))
    assert await keeps_settings(team, {"leads_channel": leads, "last_resort_channel": last}) == {}
    settings = await kept(team)
    assert (settings.leads_channel, settings.last_resort_channel) == (leads, last)


async def test_what_would_change_is_shown_before_it_is_kept_and_cancelled_it_is_not(team: Team) -> None:
    before = await kept(team)
    await team.types(team.maya, "/lost settings")
    await team.submits(team.maya, {"limits": "EUR 50", "approvers": [team.priya.id], "timezone": "Asia/Shanghai"})
    assert team.maya.view is not None and team.maya.view.callback_id == "settings_keep"
    assert text_of(team.maya.view).splitlines()[1:] == [
        "*An agent decides alone up to*",
        "CNY 700, EUR 100, GBP 90, USD 100 → EUR 50",
        "*Who approves what is above*",
        "the workspace's owners and admins → <@U0PRIYA00>",
        "*Time zone of the team*",
        "UTC → Asia/Shanghai",
    ]
    assert await kept(team) == before
    await team.settings(language="zh_CN")
    before = await kept(team)
    await team.submits(team.maya)
    assert notice(team.maya).startswith("Somebody changed the settings meanwhile.")
    assert await kept(team) == before


async def test_everything_that_is_wrong_in_the_form_is_told_at_once(team: Team) -> None:
    errors = await sends(team, limits="lots", timezone="Mars", blocks="always", days_off="soon")
    assert list(errors) == ["limits", "timezone", "blocks", "days_off"]
    await team.types(team.maya, "/lost reminders")
    sent = await team.submits(team.maya, {"first_look": "soon", "decision": "later", "peak_from": "2026-11-15"})
    assert set(sent.errors) == {"first_look", "decision", "peak_until"}


async def test_channels_have_their_language_from_the_settings(team: Team) -> None:
    room = team.world.channel("lost-parcels").id
    await team.types(team.maya, "/lost settings")
    assert team.maya.view is not None
    await team.clicks(team.maya, team.maya.view, "channel_settings")
    assert (await team.submits(team.maya, {f"lang_{room}": "zh_CN"})).closed
    await team.opens()
    assert "轮到我方" in text_of(team.card())
    await team.types(team.maya, "/lost settings")
    await team.clicks(team.maya, team.maya.view, "channel_settings")
    assert (await team.submits(team.maya, {f"lang_{room}": "workspace"})).closed
    known = await team.database.read(lambda tx: tx.channels.get(team.id, room))
    assert known is not None and known.language is None


async def test_what_is_connected_is_one_click_from_the_settings(team: Team) -> None:
    await team.types(team.maya, "/lost settings")
    assert team.maya.view is not None
    await team.clicks(team.maya, team.maya.view, "connections")
    assert "No tracker has been asked yet." in text_of(team.maya.view)


async def test_the_guide_leads_from_an_invitation_to_the_first_card_and_every_step_can_be_skipped(team: Team) -> None:
    await team.types(team.maya, "/lost setup")
    assert team.maya.view is not None
    assert text_of(team.maya.view).startswith("*Step 2 of 5: Hours, holidays and language of the team*")
    for place in (3, 4, 5):
        await team.clicks(team.maya, team.maya.view, "setup:next")
        assert f"*Step {place} of 5: " in text_of(team.maya.view)
    await team.clicks(team.maya, team.maya.view, "report")
    await team.submits(team.maya, {"numbers": "1Z999AA10123456784"})
    assert len(team.cards()) == 1
    told = await team.types(team.lin, "/lost setup")
    assert told.private[0].text == f"Settings are changed by an admin. Ask {MAYA}."
