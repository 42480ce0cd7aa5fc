"""What only a lead or finance may do is asked of them, and named as theirs, though the case is an agent's."""

from bot.playground.happenings import change_person
from cases.act import Act
from cases.case import Actor
from handlers.desk import Desk
from storage.transaction import Transaction
from tests.cases.telling import eur
from tests.journeys.team import Team, buttons_of, text_of
from tests.journeys.test_claims import filed
from tests.journeys.test_home import home, sections
from tests.journeys.test_reminders import later, nudges
from tests.journeys.ways import clicked, give_roles, next_line, nothing_changes, paid_case, whisper, with_approver

LEFT = "Left to finance or a lead"


async def offered(team: Team) -> None:
    """UPS offers Lin half of what was asked."""
    await filed(team)
    await team.records(team.lin, "claim_offered|C1|filed", money="50")


async def test_an_offer_is_named_as_the_leads_and_rings_them_beside_the_owner_who_may_appeal(team: Team) -> None:
    await offered(team)
    assert next_line(team).startswith("*Our move*  leads: accept the offer or appeal, by 2026-11-24")
    assert team.story()[-1].splitlines()[-1].startswith("Next: leads, accept the offer or appeal, by 2026-11-24")
    shown = sections(await home(team, team.lin))
    assert shown["Do now"] == ["Nothing is yours to do now."]
    assert "leads: accept the offer or appeal" in shown["Yours, waiting on others"][0]
    assert "Waiting for leads:" in text_of(await home(team, team.lin))
    assert [row.split(" · ")[0] for row in sections(await home(team, team.maya))[LEFT]] == ["🟡 *LOST-0001*"]
    await team.database.write(lambda tx: _becomes_owner(tx, team))
    shown = sections(await home(team, team.maya))
    assert "leads: accept the offer or appeal" in shown["Do now"][0]
    assert LEFT not in shown and "Yours, waiting on others" not in shown
    await team.database.write(lambda tx: _becomes_owner(tx, team, team.lin.id))
    await later(team, days=1, hours=1)
    [told] = nudges(team, team.maya)
    assert (
        "Accept the offer or appeal. It was due 2026-11-23 (Mon) 21:00 EST. UPS offers EUR 50.00 of EUR 100.00." in told
    )
    assert len(nudges(team, team.lin)) == 1 and nudges(team, team.priya) == []
    await team.types(team.lin, "/lost digest me 11:00")
    [own] = (await team.types(team.maya, "/lost digest me preview")).private
    assert "🔴 *LOST-0001* · accept the offer or appeal · was due" in text_of(own) and "leads" in text_of(own)


async def test_a_better_offer_is_noted_over_the_one_before(team: Team) -> None:
    await offered(team)
    await team.records(team.lin, "claim_offered|C1|offered", money="70")
    await clicked(team, team.maya, team.card(), "form:accept_offer")
    claim = (await team.case()).claims[0]
    assert (claim.state, claim.granted) == ("approved", eur(70))


async def test_money_to_pay_back_rings_finance_with_what_finance_can_do_and_the_lead_at_last(team: Team) -> None:
    await filed(team)
    await give_roles(team, team.priya.id, "finance")
    await team.records(team.lin, "claim_approved|C1|filed", money="100")
    await clicked(team, team.priya, team.card(), "form:claim_paid", money="100", reference="B-1")
    await team.records(team.lin, "payment_reversed|C1|paid", reason="It was found.")
    assert next_line(team).startswith("*Our move*  finance: pay the money back, by ")
    await later(team, days=1, hours=1)
    [message] = [one for one in team.direct(team.priya) if "ay the money back" in text_of(one)]
    assert buttons_of(message) == ["Repaid", "Released in writing", "I am on it", "Show the card"]
    assert nudges(team, team.lin) == nudges(team, team.maya) == []
    await later(team, days=2)
    assert "Pay the money back" in nudges(team, team.maya)[-1]
    assert "UPS is owed EUR 100.00 back." in nudges(team, team.maya)[-1]
    await clicked(team, team.priya, message, "form:repaid:C1", reference="B-9")
    assert (await team.case()).claims[0].state == "repaid"


async def test_money_that_does_not_come_for_a_case_of_nobodys_is_finances_to_look_for(team: Team) -> None:
    await filed(team)
    await give_roles(team, team.priya.id, "finance")
    await team.records(team.lin, "claim_approved|C1|filed", money="100")
    change_person(team.world, "lin", deleted=True)
    await team.settle()
    await team.tracer.passing_on.sweep()
    assert (await team.case()).owner is None
    await later(team, days=33)
    message = [one for one in team.direct(team.priya) if "has not paid all" in text_of(one)][-1]
    assert "follow-up" not in text_of(message)
    assert buttons_of(message) == ["Money received", "I am on it", "Show the card"]


async def test_a_case_is_given_to_nobody_who_could_not_work_on_it(team: Team) -> None:
    await filed(team)
    await give_roles(team, team.priya.id, "finance")
    async with nothing_changes(team):
        sent = await team.does(team.lin, "assign", person=team.priya.id)
        why = "Priya Shah is neither an agent nor a lead and could not work on it. An admin gives roles: /lost roles."
        assert sent.errors == {"person": why}
        told = await team.types(team.lin, f"/lost assign 1 <@{team.priya.id}>")
        assert whisper(told).endswith(why.removeprefix("Priya Shah"))


async def test_an_owner_who_may_not_work_on_cases_any_more_is_stood_in_for(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await give_roles(team, team.lin.id, "viewer")
    await later(team, hours=7)
    assert nudges(team, team.lin) == []
    assert nudges(team, team.maya)[0].startswith("*LOST-0001* · UPS …6784 · <@U0LIN0000>\nConfirm the cause")


async def test_nobody_stands_in_or_is_on_call_who_could_do_nothing(team: Team) -> None:
    await with_approver(team)
    await give_roles(team, team.priya.id, "finance")
    priya = f"<@{team.priya.id}>"
    for typed in ("backup", "away 3d"):
        told = await team.types(team.lin, f"/lost {typed} {priya}")
        assert whisper(told) == f"{priya} cannot stand in for you: that takes an agent or a lead."
    person = await team.database.read(lambda tx: tx.people.get(team.id, team.lin.id))
    assert person is not None and (person.backup, person.away_until) == (None, None)
    await team.types(team.maya, "/lost reminders")
    sent = await team.submits(team.maya, {"on_call": [team.maya.id, team.priya.id]})
    assert sent.errors == {"on_call": "Priya Shah cannot be on call: that takes an agent or a lead."}


def _becomes_owner(tx: Transaction, team: Team, person: str = "U0MAYA000") -> None:
    who = Actor("person", person, frozenset({"agent"}))
    Desk(tx, team.id, team.clock.now()).move(1, Act("assign", who, details={"person": person}))
