"""How soon and how loudly Tracer reminds is the team's to say."""

from decimal import Decimal

from tests.journeys.team import Team, buttons_of, text_of
from tests.journeys.test_home import home
from tests.journeys.test_reminders import later, nudges, rings, with_the_carrier
from tests.journeys.ways import clicked, keeps_settings, paid_case, whisper, with_approver

MAYA, PRIYA = "<@U0MAYA000>", "<@U0PRIYA00>"


async def kept(team: Team, **values: object) -> None:
    await team.types(team.maya, "/lost reminders")
    assert await keeps_settings(team, values) == {}


async def test_the_form_shows_the_periods_in_force_in_the_readers_words(team: Team) -> None:
    await with_approver(team)
    await team.types(team.maya, "/lost reminders")
    assert team.maya.view is not None
    shown = {
        b["block_id"]: b["element"].get("initial_value") for b in team.maya.view.content["blocks"] if "element" in b
    }
    assert shown["first_look"] == "4 hours"
    assert shown["carrier_silence"] == "3 working days"
    assert shown["payment"] == "30 days"


async def test_a_period_that_was_set_holds_for_clocks_that_start_afterwards(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    before = (await team.case()).clock("decision")
    await kept(team, decision="2 working days", carrier_silence="5 working days")
    assert (await team.case()).clock("decision") == before
    settings = await team.database.read(lambda tx: tx.settings(team.id).get())
    assert settings.periods == {"decision": "2 team_days", "carrier_silence": "5 party_days"}
    await team.records(team.lin, "ask_carrier|I1|not_opened")
    silence = (await team.case()).clock("carrier_silence:I1")
    assert silence is not None and silence.terms["period"] == "5 party_days"


async def test_a_period_in_the_wrong_unit_is_said_below_its_field_and_nothing_is_kept(team: Team) -> None:
    await with_approver(team)
    await team.types(team.maya, "/lost reminders")
    sent = await team.submits(team.maya, {"carrier_silence": "6 months", "first_look": "2 hours"})
    assert not sent.closed and list(sent.errors) == ["carrier_silence"]
    assert "Write it like 3 working days" in sent.errors["carrier_silence"]
    settings = await team.database.read(lambda tx: tx.settings(team.id).get())
    assert settings.periods == {}


async def test_half_a_peak_season_and_one_that_ends_first_are_refused(team: Team) -> None:
    await with_approver(team)
    await team.types(team.maya, "/lost reminders")
    sent = await team.submits(team.maya, {"peak_from": "2026-11-15"})
    assert list(sent.errors) == ["peak_until"]
    sent = await team.submits(team.maya, {"peak_from": "2026-11-15", "peak_until": "2026-11-01"})
    assert list(sent.errors) == ["peak_until"]


async def test_only_an_admin_sets_them(team: Team) -> None:
    await with_approver(team)
    told = await team.types(team.lin, "/lost reminders")
    assert "admin" in told.private[0].text


async def test_a_small_sum_never_reaches_the_lead_and_is_proposed_for_write_off(team: Team) -> None:
    await with_the_carrier(team)
    await team.settings(small_amounts={"EUR": Decimal(50)})
    await later(team, days=9)
    assert nudges(team, team.maya) == []
    assert "writing it off may cost less" in nudges(team, team.lin)[-1]


async def test_the_leads_channel_gets_one_line_at_the_leads_rung(team: Team) -> None:
    await with_the_carrier(team)
    channels = {room.name: room for room in team.world.channels.values()}
    await team.settings(leads_channel=channels["lost-finance"].id)
    await later(team, days=8)
    lines = [text_of(one) for one in channels["lost-finance"].messages if "LOST-0001" in text_of(one)]
    assert len(lines) == 1 and "UPS has not answered for 5 working days" in lines[0]


async def test_without_broadcasts_a_last_call_stays_in_the_thread(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await kept(team, broadcasts=[])
    await team.does(team.lin, "set_date", clock="filing_deadline:ups", until="2026-12-09", source="Their terms.")
    await later(team, days=15, hours=8)
    assert any("now is the last moment" in line for line in rings(team))
    assert [one for one in team.server.thread(team.card()) if one.broadcast] == []


async def test_a_calm_ladder_says_nothing_half_way(team: Team) -> None:
    await with_approver(team)
    await kept(team, ladder="calm")
    await paid_case(team)
    await later(team, hours=3.5)
    assert rings(team) == []


async def test_help_on_clocks_says_what_resets_them(team: Team) -> None:
    told = await team.types(team.lin, "/lost help clocks")
    assert "Only an answer of that party resets it." in text_of_private(told)


def text_of_private(told: object) -> str:
    return str(told.answers[0].blocks)  # type: ignore[attr-defined]


async def test_a_word_of_an_old_reminder_is_refused_without_harm(team: Team) -> None:
    await with_the_carrier(team)
    await later(team, days=3)
    ring = team.server.thread(team.card())[-1]
    await team.records(team.lin, "carrier_confirmed_loss|I1|requested")
    version = await team.version()
    told = await team.clicks(team.lin, ring, "chase")
    assert "settled meanwhile" in whisper(told)
    assert await team.version() == version


async def test_a_small_sum_is_left_at_that_by_the_second_button_of_its_reminder(team: Team) -> None:
    await with_the_carrier(team)
    await team.settings(small_amounts={"EUR": Decimal(50)})
    await later(team, days=3)
    message = [one for one in team.direct(team.lin) if "writing it off" in text_of(one)][-1]
    assert buttons_of(message)[:3] == ["Review & send", "Give up asking", "They replied"]
    await clicked(team, team.lin, message, "form:give_up:I1", reason="Not worth it.")
    assert (await team.case()).investigations[0].state == "unanswered"


async def test_of_a_small_sum_nothing_is_proposed_where_nothing_can_be_left(team: Team) -> None:
    await with_approver(team, small_amounts={"EUR": Decimal(50)})
    await paid_case(team)
    await later(team, hours=6)
    assert "writing it off" not in nudges(team, team.lin)[-1]


async def test_in_a_peak_season_others_get_half_as_long_again(team: Team) -> None:
    await with_approver(team, peak_from="2026-11-15", peak_until="2027-01-15")
    await paid_case(team)
    await team.records(team.lin, "ask_carrier|I1|not_opened")
    silence = (await team.case()).clock("carrier_silence:I1")
    assert silence is not None and silence.terms["period"] == "5 party_days"
    # Written on Monday 23 November; the fifth working day after it is the next Monday.
    assert silence.due_at is not None and silence.due_at.isoformat() == "2026-11-30T01:00:00+00:00"
    decision = (await team.case()).clock("decision")
    assert decision is not None and decision.terms["period"] == "1 team_days"


async def test_a_silence_that_starts_after_the_peak_season_is_as_long_as_usual(team: Team) -> None:
    await with_approver(team, peak_from="2026-10-15", peak_until="2026-11-22")
    await paid_case(team)
    await team.records(team.lin, "ask_carrier|I1|not_opened")
    silence = (await team.case()).clock("carrier_silence:I1")
    assert silence is not None and silence.terms["period"] == "3 party_days"


async def on_friday_evening(team: Team) -> None:
    """Lin's case has nothing left to do but its claim, and the team went home an hour ago."""
    await paid_case(team)
    for one in ("nothing_owed", "not_needed:I1"):
        move, _, line = one.partition(":")
        await team.does(team.lin, move, line, reason="Nothing to do.")
    await later(team, days=4, hours=9)


async def a_deadline_ends_tonight(team: Team) -> None:
    """It turns out that the claim must be filed before Saturday begins; the team is back on Monday."""
    await team.does(team.lin, "set_date", clock="filing_deadline:ups", until="2026-11-28", source="Their terms.")
    await later(team, minutes=10)


async def test_after_hours_whoever_is_on_call_is_woken_instead_of_every_lead(team: Team) -> None:
    await with_approver(team)
    await kept(team, on_call=[team.priya.id])
    settings = await team.database.read(lambda tx: tx.settings(team.id).get())
    assert settings.on_call == [team.priya.id]
    await on_friday_evening(team)
    heard = {who.id: len(nudges(team, who)) for who in (team.lin, team.maya, team.priya)}
    await a_deadline_ends_tonight(team)
    assert len(nudges(team, team.lin)) == heard[team.lin.id] + 1
    assert len(nudges(team, team.priya)) == heard[team.priya.id] + 1
    assert len(nudges(team, team.maya)) == heard[team.maya.id]


async def test_whose_week_it_is_stands_on_everybodys_home_and_below_the_list(team: Team) -> None:
    await with_approver(team)
    assert "on call" not in text_of(await home(team, team.lin))
    await kept(team, on_call=[team.priya.id, team.maya.id])
    assert text_of(await home(team, team.lin)).splitlines()[1].endswith(f"on call after hours this week: {PRIYA}")
    await team.types(team.maya, "/lost reminders")
    assert team.maya.view is not None
    assert f"This week it is {PRIYA}, from Monday on {MAYA}." in text_of(team.maya.view)
    await team.types(team.priya, "/lost away 2d")
    assert text_of(await home(team, team.lin)).splitlines()[1].endswith(f"this week: {MAYA}")


async def test_without_anybody_on_call_who_is_there_the_leads_are(team: Team) -> None:
    await with_approver(team)
    await kept(team, on_call=[team.priya.id])
    await team.types(team.priya, "/lost away 9d")
    await on_friday_evening(team)
    heard = {who.id: len(nudges(team, who)) for who in (team.maya, team.priya)}
    await a_deadline_ends_tonight(team)
    assert len(nudges(team, team.maya)) == heard[team.maya.id] + 1
    assert len(nudges(team, team.priya)) == heard[team.priya.id]


async def test_a_bot_or_a_guest_cannot_be_on_call_and_nothing_is_kept(team: Team) -> None:
    await with_approver(team)
    await team.types(team.maya, "/lost reminders")
    sent = await team.submits(team.maya, {"on_call": [team.world.app.bot_user]})
    assert list(sent.errors) == ["on_call"] and "cannot be on call: that is a bot" in sent.errors["on_call"]
    assert (await team.database.read(lambda tx: tx.settings(team.id).get())).on_call == []
