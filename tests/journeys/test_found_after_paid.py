"""A parcel turns up after money was paid for it: owner and finance hear of it once, with what they can do; so does the
channel, unless its broadcasts are off. Nothing is moved by it.
"""

from datetime import datetime, timedelta

import pytest

from bot.playground.rooms import Message
from cases.scans import Scan
from handlers.tracked import keep_told
from partners.tracking.asking import Answer
from storage.transaction import Transaction
from tests.journeys.team import HOME, UPS, Team, actions_of, buttons_of, text_of
from tests.journeys.ways import clicked, decided, nothing_changes, paid_case, with_approver

LINE = "Tracer saw the parcel again after it was paid for or closed: It was delivered."


async def refunded(team: Team) -> None:
    """Lin's case, of which Priya approves money, and whose refund was made."""
    await with_approver(team)
    await paid_case(team)
    await decided(team, goods="31")
    await clicked(team, team.lin, team.card(), "form:refund_done", reference="PP-1")


async def closed_after_a_refund(team: Team) -> None:
    await refunded(team)
    await team.does(team.lin, "no_claim", reason="No cover.")
    await team.does(team.lin, "give_up", "I1", reason="Never answered.")
    await clicked(team, team.lin, team.card(), "form:close")


async def a_tracker_tells(
    team: Team, kind: str, at: datetime | None = None, provider: str = "17track", *, settled: bool = True
) -> None:
    """A tracker answers about the case's number with one scan more, made just now."""
    at = at or team.clock.now()
    scan = Scan(kind, kind, provider, UPS, at, at.replace(tzinfo=None), city="Reno", country="US")

    def keep(tx: Transaction) -> None:
        known = [one for one in tx.scans.of_case(team.id, 1) if one.provider == provider]
        answer = Answer(provider, UPS, "scans", (*known, scan), raw=f"{provider} {kind} {at}".encode())
        keep_told(tx, team.id, 1, answer, team.clock.now())

    await team.database.write(keep)
    if settled:
        await team.settle()


def heard(team: Team) -> list[list[Message]]:
    """What the owner and whoever approves have in their direct messages about a parcel that was seen again."""
    words = ("seen again", "新的扫描")
    return [
        [one for one in team.direct(who) if any(word in text_of(one) for word in words)]
        for who in (team.lin, team.priya)
    ]


def loud(team: Team) -> list[Message]:
    return [one for one in team.server.thread(team.card()) if one.broadcast]


async def test_owner_and_finance_hear_of_a_delivery_after_closing_once_and_the_channel_does(team: Team) -> None:
    await closed_after_a_refund(team)
    await team.wait(days=2)
    await a_tracker_tells(team, "delivered")
    [to_owner], [to_finance] = heard(team)
    for one in (to_owner, to_finance):
        told = text_of(one).splitlines()
        link = told[0].partition("|")[0]
        assert link.startswith("*<http") and link.endswith(f"/p{team.card().ts.replace('.', '')}")
        assert told[0].partition("|")[2] == (
            "LOST-0001>* was settled, and its parcel has been seen again (UPS …6784): It was delivered."
        )
        assert told[1:6] == [
            "*Paid for it*  refunded EUR 31.00",
            "Nothing is changed by this: what follows is yours to say.",
            "• “Found” opens the case again and says where the parcel is; “Re-open” only opens it.",
            "• Ask the buyer to pay again, if they agree to it, or let them keep it as a gift.",
            "• A note keeps what you decided.",
        ]
        assert buttons_of(one) == ["Found", "Re-open", "Add a note"]
    assert heard(team) == [[to_owner], [to_finance]]
    [line] = loud(team)
    assert text_of(line).splitlines()[0] == LINE
    assert buttons_of(line) == ["Found", "Re-open", "Add a note"]
    assert not (await team.case()).is_open
    team.check_everything_shown()


async def test_a_second_scan_says_nothing_more(team: Team) -> None:
    await closed_after_a_refund(team)
    await a_tracker_tells(team, "delivered")
    before, story = heard(team), team.story()
    await team.wait(hours=5)
    async with nothing_changes(team):
        await a_tracker_tells(team, "arrived")
        await a_tracker_tells(team, "delivered", team.clock.now() - timedelta(hours=5), "dhl")
    assert (heard(team), team.story()) == (before, story)


async def test_a_scan_is_told_and_then_that_it_arrived(team: Team) -> None:
    await closed_after_a_refund(team)
    await team.wait(hours=1)
    await a_tracker_tells(team, "arrived")
    assert [len(one) for one in heard(team)] == [1, 1]
    assert "a delivery or a return is told once more" in text_of(heard(team)[0][0])
    await team.wait(hours=1)
    await a_tracker_tells(team, "departed")
    assert [len(one) for one in heard(team)] == [1, 1]
    await team.wait(days=3)
    await a_tracker_tells(team, "delivered")
    assert [len(one) for one in heard(team)] == [2, 2]
    assert len(loud(team)) == 1


async def test_a_scan_from_before_the_closing_that_is_told_late_is_no_news(team: Team) -> None:
    await closed_after_a_refund(team)
    story = team.story()
    async with nothing_changes(team):
        await a_tracker_tells(team, "arrived", team.clock.now() - timedelta(days=3))
    assert heard(team) == [[], []] and team.story() == story


async def test_after_sixty_days_nobody_is_told(team: Team) -> None:
    await closed_after_a_refund(team)
    team.clock.wind(timedelta(days=61))
    async with nothing_changes(team):
        await a_tracker_tells(team, "delivered")
    assert heard(team) == [[], []]


async def test_found_opens_the_case_again_and_the_channel_hears_no_second_time(team: Team) -> None:
    await closed_after_a_refund(team)
    await a_tracker_tells(team, "delivered")
    await clicked(team, team.priya, heard(team)[1][0], "form:note", text="Lin asks the buyer.")
    assert not (await team.case()).is_open
    await clicked(team, team.lin, heard(team)[0][0], "form:found", whereabouts="delivered")
    case = await team.case()
    assert case.is_open and case.found_at is not None
    assert [text_of(one).splitlines()[0] for one in loud(team)] == [LINE]
    assert team.story()[-1].startswith("<@U0LIN0000> reported the parcel found: delivered")


async def test_a_payers_money_is_owed_back_once_somebody_says_found(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "40")
    await team.does(team.lin, "draft_claim", payer="UPS", payer_kind="carrier", money="40", currency="EUR")
    await team.records(team.lin, "file_claim|C1|drafted", reference="CL-1")
    await team.records(team.lin, "claim_approved|C1|filed", money="40", currency="EUR")
    await team.does(team.priya, "claim_paid", "C1", money="40", currency="EUR", reference="B-1")
    await a_tracker_tells(team, "arrived", team.clock.now() + timedelta(minutes=1))
    [told], _ = heard(team)
    assert "*Paid for it*  UPS: paid EUR 40.00" in text_of(told)
    assert "• After “Found” the payer's money counts as owed back, until it is repaid or released." in text_of(told)
    assert actions_of(told) == ["form:found", "form:note"]
    assert (await team.case()).claims[0].state == "paid"
    await clicked(team, team.lin, told, "form:found", whereabouts="moving")
    assert (await team.case()).claims[0].state == "repay_owed"


async def test_an_open_case_whose_buyer_was_refunded_tells_it_in_one_line(team: Team) -> None:
    await refunded(team)
    story = team.story()
    await a_tracker_tells(team, "delivered", team.clock.now() + timedelta(minutes=1))
    assert [one.splitlines()[0] for one in team.story()[len(story) :]] == [LINE]
    assert [len(one) for one in heard(team)] == [1, 1]
    case = await team.case()
    assert case.is_open and case.found_at is None and case.parcel.delivered_on is not None
    for [told] in heard(team):
        assert "LOST-0001>* was paid for, and its parcel has been seen again" in text_of(told)


async def test_a_case_in_which_nothing_was_paid_tells_its_owner_and_not_the_channel(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "nothing_owed", reason="Cash on delivery.")
    await team.does(team.lin, "no_claim", reason="No cover.")
    await team.does(team.lin, "not_needed", "I1", reason="Asked on the phone.")
    await clicked(team, team.lin, team.card(), "form:close")
    await a_tracker_tells(team, "delivered")
    assert "Nothing was paid for it." in text_of(heard(team)[0][0])
    assert loud(team) == [] and team.story()[-1].splitlines()[0] == LINE


async def test_what_was_closed_as_delivered_is_not_told_when_it_arrives(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "not_lost", outcome="delivered")
    async with nothing_changes(team):
        await a_tracker_tells(team, "delivered")
    assert heard(team) == [[], []] and loud(team) == []


async def test_with_broadcasts_off_it_stays_in_the_thread(team: Team) -> None:
    await closed_after_a_refund(team)
    await team.settings(broadcasts=False)
    await a_tracker_tells(team, "delivered")
    assert loud(team) == [] and team.story()[-1].splitlines()[0] == LINE
    assert [len(one) for one in heard(team)] == [1, 1]


async def test_found_by_a_person_stays_in_the_thread_with_broadcasts_off(team: Team) -> None:
    await closed_after_a_refund(team)
    await team.settings(broadcasts=False)
    await team.types(team.lin, "/lost found 1 delivered", HOME)
    assert loud(team) == [] and (await team.case()).is_open


@pytest.mark.parametrize("deleted", [True, False])
async def test_an_owner_who_is_not_there_is_stood_in_for(team: Team, deleted: bool) -> None:
    await closed_after_a_refund(team)

    def leaves(tx: Transaction) -> None:
        person = tx.people.get(team.id, team.lin.id)
        assert person is not None
        tx.people.upsert([person.model_copy(update={"deleted": deleted, "says_away": not deleted})])

    await team.database.write(leaves)
    await a_tracker_tells(team, "delivered")
    assert [len(one) for one in heard(team)] == [0, 1]
    assert [one for one in team.direct(team.maya) if "seen again" in text_of(one)] != []


async def test_what_cannot_be_delivered_reaches_somebody_else_whole(team: Team) -> None:
    await closed_after_a_refund(team)
    await a_tracker_tells(team, "delivered", settled=False)

    def leaves(tx: Transaction) -> None:
        person = tx.people.get(team.id, team.priya.id)
        assert person is not None
        tx.people.upsert([person.model_copy(update={"deleted": True})])

    await team.database.write(leaves)
    await team.settle()
    [own, carried], theirs = heard(team)
    assert theirs == [] and buttons_of(own) == buttons_of(carried) == ["Found", "Re-open", "Add a note"]
    assert text_of(carried).splitlines()[0] == (
        "This reminder for <@U0PRIYA00> could not be delivered to them, because that account is deactivated."
    )


async def test_in_chinese(team: Team) -> None:
    await closed_after_a_refund(team)
    await team.settings(language="zh_CN")
    await team.types(team.priya, "/lost lang zh")
    await a_tracker_tells(team, "delivered")
    [told] = heard(team)[1]
    assert text_of(told).splitlines()[1:] == [
        "*已为它付款*  已退 EUR 31.00",
        "案件不会因此自动变化：如何处理由你决定。",
        "• “包裹找到”会重开案件并记下包裹在哪里；“重开”只是重开案件。",
        "• 可以请买家重新付款（须经买家同意），或把包裹作为礼物留给买家。",
        "• 用备注记下你的决定。",
        "包裹找到",
        "重开",
        "添加备注",
    ]
    assert text_of(loud(team)[0]).splitlines()[0] == "Tracer 在付款或结案之后又发现了包裹：已妥投。"
