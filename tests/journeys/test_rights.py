"""Who may do what: looked at when somebody clicks, and a refusal says who can."""

import pytest

from cases.document import to_document
from handlers.routes import CLICKS, VERBS
from storage.transaction import Transaction
from tests.journeys.team import DHL, Team, actions_of, text_of
from tests.journeys.ways import clicked, decided, give_roles, nothing_changes, paid_case, whisper, with_approver

MAYA, PRIYA = "<@U0MAYA000>", "<@U0PRIYA00>"


async def test_until_approvers_are_set_slacks_owners_and_admins_are_finance(team: Team) -> None:
    await team.opens(hints='amazon.de 305-1234567-1234567 "vase, 900 EUR"')
    await decided(team, goods="250")
    told = [one for one in team.lin.sees("lost-parcels") if one.only_for]
    assert told[-1].text == f"LOST-0001 waits for approval by {MAYA}."


async def test_more_offers_what_the_reader_may_do_and_names_the_rest(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.clicks(team.lin, team.card(), "more")
    await team.clicks(team.maya, team.card(), "more")
    assert team.lin.view is not None and team.maya.view is not None
    assert "form:decline:" not in actions_of(team.lin.view)
    assert "For others to do: Decline (leads)" in text_of(team.lin.view)
    assert "form:decline:" in actions_of(team.maya.view)
    assert "For others to do" not in text_of(team.maya.view)


async def test_somebody_who_only_looks_is_told_whose_it_is_to_log_a_reply(team: Team) -> None:
    await give_roles(team, team.priya.id, "viewer")
    card = await team.opens()
    async with nothing_changes(team):
        told = await team.clicks(team.priya, card, "record")
    assert whisper(told).startswith("This is for ")
    assert MAYA in whisper(told)
    assert team.priya.view is None


@pytest.mark.parametrize("action", ["form:decline", "form:accept_denial:C1", "form:write_off:C1"])
async def test_a_button_that_is_not_theirs_is_refused_at_the_click_with_who_can(team: Team, action: str) -> None:
    await with_approver(team)
    card = await paid_case(team)
    await team.does(team.lin, "draft_claim", payer="UPS", payer_kind="carrier", money="31")
    await team.records(team.lin, "file_claim|C1|drafted", reference="CL-1")
    await team.records(team.lin, "claim_denied|C1|filed", reason="Too late.")
    forged = card.snapshot()
    forged.blocks[-1]["elements"][0] |= {
        "action_id": action,
        "value": '{"c":1,"t":"C1"}' if ":C1" in action else '{"c":1}',
    }
    async with nothing_changes(team):
        told = await team.clicks(team.lin, forged, action)
        assert MAYA in whisper(told) and whisper(told).startswith("This is for ")
    assert team.lin.view is None


async def test_a_role_that_was_taken_away_holds_at_the_next_click(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.clicks(team.maya, team.card(), "more")
    assert team.maya.view is not None
    await team.clicks(team.maya, team.maya.view, "form:decline:")
    await give_roles(team, team.maya.id, "agent")
    async with nothing_changes(team):
        await team.submits(team.maya, {"reason": "Signed for."})
    assert team.maya.view is not None
    assert text_of(team.maya.view).startswith("This is for leads to do.")


async def test_somebody_with_the_finance_role_only_pays_and_receives_but_decides_nothing(team: Team) -> None:
    await with_approver(team)
    await give_roles(team, team.priya.id, "finance")
    card = await paid_case(team)
    async with nothing_changes(team):
        told = await team.clicks(team.priya, card, "decide:choose_refund")
        assert whisper(told).startswith("This is for agents, leads to do.")
    await decided(team, goods="31")
    await clicked(team, team.priya, team.card(), "form:refund_done", reference="PP-1")
    assert (await team.case()).remedies[0].state == "refunded"


# What everybody may look at.
LOOKS = ["scans", "evidence", "money", "history", "why"]


async def test_who_only_looks_changes_nothing(team: Team) -> None:
    await give_roles(team, team.priya.id, "viewer")
    card = await team.opens()
    for action in ("move:take", "decide:choose_refund", "decide:choose_resend"):
        async with nothing_changes(team):
            assert whisper(await team.clicks(team.priya, card, action)).startswith("This is for agents")
    await team.clicks(team.priya, card, "more")
    assert team.priya.view is not None and actions_of(team.priya.view) == LOOKS


async def test_whoever_first_works_on_a_case_has_it(team: Team) -> None:
    await team.opens()
    await team.records(team.maya, "ask_carrier|I1|not_opened")
    assert (await team.case()).owner == team.maya.id
    assert "move:take" not in actions_of(team.card())


async def test_a_case_is_given_to_a_person_and_not_to_a_bot(team: Team) -> None:
    await paid_case(team)
    bot = team.world.app.bot_user
    async with nothing_changes(team):
        sent = await team.does(team.lin, "assign", person=bot)
        assert list(sent.errors) == ["person"] and "cannot own a case" in sent.errors["person"]
    assert (await team.submits(team.lin, {"person": team.maya.id})).closed
    assert (await team.case()).owner == team.maya.id
    assert team.story()[-1].startswith(f"<@U0LIN0000> gave the case to {MAYA}\nNext: {MAYA}, confirm the cause, by")


async def test_only_whoever_asked_or_a_lead_withdraws_a_request(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "900")
    await decided(team, goods="250")
    await give_roles(team, team.priya.id, "agent")
    async with nothing_changes(team):
        await team.does(team.priya, "withdraw", "R1", reason="Not mine.")
    assert team.priya.view is not None
    assert "Only the person who asked for it, or a lead, can withdraw this request." in text_of(team.priya.view)
    assert (await team.does(team.maya, "withdraw", "R1", reason="It was found.")).closed


async def everything_kept(team: Team) -> dict[str, object]:
    """What somebody who only looks must leave as it is."""

    def read(tx: Transaction) -> dict[str, object]:
        cases = [tx.cases.load(team.id, number, for_update=False) for number in (1, 2)]
        return {
            "cases": [to_document(one) if one else None for one in cases],
            "settings": tx.settings(team.id).get(),
            "rules": tx.overrides.current(team.id),
            "contracts": tx.contracts.current(team.id),
            "channels": [(one.id, one.language) for one in tx.channels.all(team.id)],
            "roles": [(one.id, one.roles, one.group_roles) for one in tx.people.all(team.id)],
            "watched": tx.watched.count(team.id),
            "schedules": list(tx.schedules.of(team.id, team.world.channel("lost-parcels").id)),
        }

    return await team.database.read(read)


async def test_who_only_looks_changes_nothing_by_any_word_or_button(team: Team) -> None:
    """Every word after /lost and every button there is, pressed by somebody who may only look."""
    await with_approver(team)
    card = await paid_case(team)
    await give_roles(team, team.maya.id, "lead")
    await give_roles(team, team.lin.id, "viewer")
    before = await everything_kept(team)
    for verb in sorted(VERBS):
        rest = DHL if verb in ("watch", "lost") else f"1 {PRIYA} weekly customs"
        await team.lin.types("lost-parcels", f"/lost {'' if verb == 'lost' else verb} {rest}")
        team.world.windows.stacks.pop(team.lin.id, None)
    changed = {name: value for name, value in (await everything_kept(team)).items() if value != before[name]}
    assert changed == {}
    for name in sorted(CLICKS):
        forged = card.snapshot()
        forged.blocks[-1]["elements"][0] |= {"action_id": f"{name}:take", "value": '{"c":1,"s":"open","k":"daily"}'}
        await team.lin.clicks(forged, f"{name}:take")
        team.world.windows.stacks.pop(team.lin.id, None)
    changed = {name: value for name, value in (await everything_kept(team)).items() if value != before[name]}
    assert changed == {}
