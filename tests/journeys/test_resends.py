"""A replacement: decided, its address confirmed, shipped, followed, arrived, or lost as well."""

from datetime import timedelta

import pytest

from tests.journeys.team import DHL, UPS, Team, actions_of
from tests.journeys.ways import clicked, decided, line_of, next_line, nothing_changes, paid_case, with_approver

ADDRESS = "Confirm the buyer's address and phone number first: to a wrong address it would be lost too."


async def resend(team: Team, **values: str) -> None:
    await with_approver(team)
    await paid_case(team)
    await decided(team, "choose_resend", **{"cost": "12", "shipping": "5", "address_confirmed": "yes", **values})


async def test_a_resend_whose_number_is_known_is_on_its_way_at_once_and_followed(team: Team) -> None:
    await resend(team, number=DHL, expected_on="2026-11-27")
    case = await team.case()
    assert [(one.number, one.role) for one in case.parcels] == [(UPS, "lost"), (DHL, "replacement")]
    assert line_of(team, "Buyer") == "Resend EUR 17.00: replacement on its way (…2557)"
    assert case.clock("replacement_arrival:R1") is not None
    told = await team.types(team.lin, f"/lost {DHL}")
    assert "LOST-0001" in told.private[0].text and len(team.cards()) == 1


async def test_whether_the_address_is_confirmed_must_be_answered(team: Team) -> None:
    card = await paid_case(team)
    async with nothing_changes(team):
        sent = await team.decides(team.lin, card, "choose_resend", cost="12")
        assert list(sent.errors) == ["address_confirmed"]


async def test_not_yet_is_an_answer_and_the_card_says_what_follows(team: Team) -> None:
    await resend(team, address_confirmed="no")
    await team.does(team.lin, "no_claim", reason="No cover.")
    assert line_of(team, "Buyer") == "Resend EUR 17.00: approved, to be done, address not confirmed yet"
    assert "confirm the buyer's address, then ship the replacement" in next_line(team)
    await team.clicks(team.lin, team.card(), "form:replacement_shipped")
    async with nothing_changes(team):
        sent = await team.submits(team.lin, {"number": DHL, "address_confirmed": "no"})
        assert sent.errors == {"address_confirmed": ADDRESS}
    assert (await team.submits(team.lin, {"address_confirmed": "yes"})).closed
    assert line_of(team, "Buyer") == "Resend EUR 17.00: replacement on its way (…2557)"


async def test_a_replacement_cannot_be_on_its_way_to_an_address_nobody_confirmed(team: Team) -> None:
    card = await paid_case(team)
    async with nothing_changes(team):
        sent = await team.decides(
            team.lin, card, "choose_resend", cost="12", number=DHL, address_confirmed="no", reason="kept"
        )
        assert sent.errors == {"address_confirmed": ADDRESS}


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("hello", "“hello” is not a tracking number. Paste it as it stands on the label."),
        (UPS, f"{UPS} already belongs to this case. A replacement needs its own number."),
    ],
)
async def test_a_number_that_does_not_do_is_refused_at_its_field(team: Team, number: str, said: str) -> None:
    card = await paid_case(team)
    async with nothing_changes(team):
        sent = await team.decides(team.lin, card, "choose_resend", cost="12", number=number, address_confirmed="yes")
        assert sent.errors == {"number": said}


async def test_a_resend_ends_when_it_arrives_and_not_before(team: Team) -> None:
    await resend(team)
    assert "form:close" not in actions_of(team.card())
    await clicked(team, team.lin, team.card(), "form:replacement_shipped", number=DHL, expected_on="2026-11-27")
    assert (await team.case()).remedies[0].state == "replacement_moving"
    await clicked(team, team.lin, team.card(), "form:replacement_delivered")
    assert line_of(team, "Buyer") == "Resend EUR 17.00: replacement arrived"
    await team.does(team.lin, "no_claim", reason="No cover.")
    await team.does(team.lin, "give_up", "I1", reason="Never answered.")
    await clicked(team, team.lin, team.card(), "form:close")
    assert "*Money out*  replacement EUR 17.00" in team.story()[-1]


async def test_where_nobody_knows_when_it_should_arrive_somebody_has_to_find_out(team: Team) -> None:
    await resend(team, number=DHL)
    await team.does(team.lin, "no_claim", reason="No cover.")
    await team.does(team.lin, "not_needed", "I1", reason="DHL was asked on the phone.")
    assert "find out when the replacement should arrive, and enter it" in next_line(team)
    await clicked(team, team.lin, team.card(), "form:set_date", until="2026-12-01", source="The courier's page.")
    assert (await team.case()).clock("find_date:replacement_arrival:R1") is None


async def test_a_replacement_that_is_lost_too_goes_on_as_a_case_of_its_own(team: Team) -> None:
    await resend(team, number=DHL)
    assert (await team.does(team.lin, "replacement_lost", "R1", text="DHL lost it as well.")).closed
    old, new = await team.case(1), await team.case(2)
    assert (old.linked, new.linked, new.parcel.number) == ((2,), (1,), DHL)
    assert old.remedies[0].state == "lost_again" and new.order == old.order
    assert line_of(team, "Case").endswith("LOST-0002") and line_of(team, "Case", 2).endswith("LOST-0001")
    team.check_everything_shown()


async def test_what_cannot_be_shipped_is_decided_anew(team: Team) -> None:
    await resend(team)
    assert (await team.does(team.lin, "remedy_failed", "R1", reason="Out of stock.")).closed
    assert {"decide:choose_refund", "decide:choose_resend"} <= set(actions_of(team.card()))
    assert line_of(team, "Buyer") == "undecided"


async def test_the_parcel_turns_up_while_a_replacement_is_on_its_way(team: Team) -> None:
    await resend(team, number=DHL)
    assert (await team.does(team.lin, "found", whereabouts="delivered")).closed
    assert "*the parcel was found*" in line_of(team, "Case")
    assert "form:intercept" in actions_of(team.card())
    await team.does(team.lin, "no_claim", reason="It was delivered.")
    task = (await team.case()).clock("task:found")
    assert task is not None and task.due_at is not None
    assert task.due_at - team.clock.now() <= timedelta(days=1)
    await clicked(team, team.lin, team.card(), "form:intercept", reason="DHL turned it round.")
    assert line_of(team, "Buyer") == "undecided"
