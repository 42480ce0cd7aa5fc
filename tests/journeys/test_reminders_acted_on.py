"""What a reminder lets people do at once, and who stands in for whom."""

from bot.playground.acting import Actor
from storage.transaction import Transaction
from tests.journeys.team import Team, buttons_of, text_of
from tests.journeys.test_contact import text_in
from tests.journeys.test_reminders import LIN, later, nudges, rings, with_the_carrier
from tests.journeys.ways import decided, line_of, paid_case, whisper, with_approver


async def test_the_follow_up_is_one_click_and_starts_the_silence_anew(team: Team) -> None:
    await with_the_carrier(team)
    await later(team, days=3)
    ring = team.server.thread(team.card())[-1]
    assert buttons_of(ring)[:3] == ["Review & send", "They replied", "Snooze"]
    await team.clicks(team.lin, ring, "chase")
    assert team.lin.view is not None
    assert "In your language" not in text_of(team.lin.view)
    letter = text_in(team.lin)
    assert letter.startswith("Dear UPS team,\n\nWe asked you about parcel 1Z999AA10123456784")
    sent = await team.submits(team.lin, {"via": "web form"})
    assert sent.closed
    # The letter has the whole number, for whoever gets it; the thread, which the channel reads, names the letter.
    assert "chased UPS" in team.story()[-1] and "follow-up in English, kept word for word as M1" in team.story()[-1]
    assert "1Z999AA10123456784" not in "".join(team.story())
    case = await team.case()
    assert (case.investigations[0].asked, case.investigations[0].unanswered) == (2, 2)
    assert text_of(team.card()).startswith("🔵") and line_of(team, "Search") == "UPS: inquiry sent"
    before = len(rings(team))
    await later(team, days=1)
    assert len(rings(team)) == before


async def test_the_follow_up_says_nothing_untrue_of_a_party_that_has_answered_once(team: Team) -> None:
    await with_the_carrier(team)
    await team.wait(days=1)
    await team.records(team.lin, "carrier_acknowledged|I1|requested")
    await later(team, days=3)
    await team.clicks(team.lin, team.server.thread(team.card())[-1], "chase")
    assert text_in(team.lin).split("\n\n")[1] == (
        "We asked you about parcel 1Z999AA10123456784. Since our last contact on 24 November 2026 we have heard "
        "nothing."
    )


async def away(team: Team, who: Actor, *, backup: Actor | None = None) -> None:
    """Somebody's status in Slack says that they are away; whom they named stands in."""

    def change(tx: Transaction) -> None:
        person = tx.people.get(team.id, who.id)
        assert person is not None
        tx.people.upsert([person.model_copy(update={"says_away": True})])
        tx.people.set_backup(team.id, who.id, backup.id if backup else None)

    await team.database.write(change)


async def test_of_an_owner_who_is_away_the_one_who_stands_in_hears_at_once(team: Team) -> None:
    await with_the_carrier(team)
    await away(team, team.lin, backup=team.priya)
    await later(team, days=3)
    assert nudges(team, team.lin) == [] and nudges(team, team.maya) == []
    assert nudges(team, team.priya)[0].startswith(
        f"*LOST-0001* · UPS …6784 · {LIN}\nUPS has not answered for 3 working"
    )


async def test_of_an_owner_who_is_away_and_named_nobody_the_lead_hears_at_once(team: Team) -> None:
    await with_the_carrier(team)
    await away(team, team.lin)
    await later(team, days=2)
    assert nudges(team, team.lin) == [] and len(nudges(team, team.maya)) == 1


async def test_at_the_leads_rung_somebody_else_can_take_the_case_over(team: Team) -> None:
    await with_the_carrier(team)
    await later(team, days=8)
    message = [one for one in team.direct(team.maya) if "has not answered" in text_of(one)][-1]
    assert buttons_of(message)[-2:] == ["Take it over", "Show the card"]
    told = await team.clicks(team.maya, message, "take_over")
    assert (await team.case()).owner == team.maya.id
    assert whisper(told) == "*LOST-0001* is yours."
    assert any(line.startswith(f"<@{team.maya.id}> took the case over") for line in team.story())
    version = await team.version()
    await team.clicks(team.maya, message, "take_over")
    assert await team.version() == version


async def test_a_request_is_approved_from_its_reminder(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "900")
    await decided(team, goods="250")
    await later(team, hours=6)
    message = [one for one in team.direct(team.priya) if "waits for approval" in text_of(one)][-1]
    assert buttons_of(message) == ["Approve", "Ask", "Reject", "Show the card"]
    await team.clicks(team.priya, message, "move:approve:R1")
    assert (await team.case()).remedies[0].approved_by == team.priya.id


async def test_a_decision_is_made_from_its_reminder(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "triage", cause="customs")
    await later(team, days=1, hours=1)
    message = [one for one in team.direct(team.lin) if "Decide refund or resend" in text_of(one)][-1]
    await team.clicks(team.lin, message, "decide:choose_refund")
    sent = await team.submits(team.lin, {"goods": "31"})
    assert sent.closed and (await team.case()).remedies[0].kind == "refund"


async def test_every_reminder_has_one_button_in_colour(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await later(team, days=9)
    rows = [
        row
        for message in [*team.direct(team.lin), *team.server.thread(team.card())]
        for row in message.blocks
        if row.get("block_id", "").startswith("do:")
    ]
    assert len(rows) > 5
    assert all([one.get("style") for one in row["elements"]].count("primary") == 1 for row in rows)
