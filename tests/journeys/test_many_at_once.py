"""Many numbers at once: a preview that opens nothing, then exactly what was chosen, and nothing twice."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.playground import rates
from bot.playground.windows import View
from tests.journeys.numbers import unknown_numbers, ups_numbers
from tests.journeys.team import DHL, UPS, USPS, Team, text_of

SLIP, AMBIGUOUS, NOBODYS = "LX123456789CN", "12345678901234", "ABC12345XY"


async def pastes(team: Team, text: str) -> View:
    """Lin pastes several numbers; the preview that comes up."""
    told = await team.types(team.lin, f"/lost {text}")
    assert told.view is not None and told.view.callback_id == "bulk", told.text
    return told.view


async def reports(team: Team, **values: Any) -> Any:
    """Lin fills in the form behind a bare `/lost`."""
    await team.types(team.lin, "/lost")
    return await team.submits(team.lin, values)


def ticks_of(view: View) -> dict[str, str]:
    """What can be ticked, and why it was not opened at once."""
    options = [one for block in view.blocks if block["block_id"].startswith("tick")
               for one in block["element"]["options"]]  # fmt: skip
    return {one["value"]: one["description"]["text"] for one in options}


async def numbers_open(team: Team) -> list[str]:
    """The numbers of all cases, in the order in which they were opened."""
    cases = [await team.case(number + 1) for number in range(len(team.cards()))]
    return [case.parcel.number for case in cases]


@pytest.mark.parametrize("between", ["\n", ", ", " ", "; ", "\r\n", "，", "\t"])
async def test_numbers_come_in_lines_with_commas_or_spaces(team: Team, between: str) -> None:
    view = await pastes(team, between.join([UPS, DHL, USPS]))
    assert "3 new cases" in text_of(view) and view.content["submit"]["text"] == "Open 3 cases"
    assert team.cards() == []
    await team.submits(team.lin)
    assert await numbers_open(team) == [UPS, DHL, USPS]
    assert team.direct(team.lin) == []


async def test_the_preview_says_what_would_happen_to_each(team: Team) -> None:
    await team.opens(UPS)
    other = ups_numbers(2)[1]
    await team.opens(other)
    await team.types(team.lin, "/lost notlost 2 delivered")
    view = await pastes(team, f"{UPS}\n{DHL}\n{DHL}\n{other}\n{SLIP}\n{AMBIGUOUS}\n{NOBODYS}\n123456789012345678901234")
    shown = text_of(view)
    assert "1 new case" in shown and f"{DHL} · DHL Paket" in shown
    assert f"*Already open*\n{UPS} · LOST-0001" in shown
    assert "1 number was there twice." in shown
    assert (
        ticks_of(view)
        == {
            other: "had a case before: LOST-0002, closed",
            SLIP: "wrong for China Post; perhaps LX123457689CN",
            AMBIGUOUS: "could be DHL",
            NOBODYS: "no carrier known for it",
            "123456789012345678901234": ticks_of(view).get("123456789012345678901234"),
        }
        or "*Not a number*\n123456789012345678901234" in shown
    )
    await team.submits(team.lin)
    assert await numbers_open(team) == [UPS, other, DHL]


async def test_what_is_no_number_is_named_so_that_nobody_misses_it(team: Team) -> None:
    view = await pastes(team, f"{UPS}\n{DHL}\n1.23457E+11")
    assert "*Not a number*\n1.23457E+11" in text_of(view)


async def test_only_what_is_ticked_is_opened_as_it_stands(team: Team) -> None:
    view = await pastes(team, f"{UPS}\n{SLIP}\n{AMBIGUOUS}\n{NOBODYS}")
    assert view.content["submit"]["text"] == "Open chosen"
    await team.submits(team.lin, {"tick0": [AMBIGUOUS, NOBODYS]})
    assert await numbers_open(team) == [UPS, AMBIGUOUS, NOBODYS]
    assert [(await team.case(number)).parcel.carrier for number in (1, 2, 3)] == ["ups", None, None]


async def test_sending_the_preview_with_nothing_chosen_opens_nothing_and_says_so(team: Team) -> None:
    await pastes(team, f"{SLIP}\n{NOBODYS}")
    sent = await team.submits(team.lin)
    assert "No number was chosen, so no case was opened." in text_of(sent.view)
    assert team.cards() == []


async def test_a_carrier_named_in_its_line_holds_for_its_number(team: Team) -> None:
    view = await pastes(team, f"UPS {UPS}\nDHL {AMBIGUOUS}")
    assert f"{AMBIGUOUS} · DHL" in text_of(view)
    await team.submits(team.lin)
    assert (await team.case(2)).parcel.carrier == "dhl"


async def test_a_carrier_named_for_all_does_not_excuse_a_wrong_check_digit(team: Team) -> None:
    view = await pastes(team, f"DHL\n{AMBIGUOUS}\n1Z999AA10123456785\n{DHL}")
    assert set(ticks_of(view)) == {"1Z999AA10123456785"}
    await team.submits(team.lin)
    assert await numbers_open(team) == [AMBIGUOUS, DHL]


async def test_fifty_at_once_are_opened_and_every_card_arrives_at_slacks_pace(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "time", SimpleNamespace(monotonic=lambda: team.clock.now().timestamp()))
    team.world.limits = rates.RateLimits()
    fifty = ups_numbers(50)
    view = await pastes(team, "\n".join(fifty))
    assert view.content["submit"]["text"] == "Open 50 cases"
    await team.submits(team.lin)
    assert len(team.cards("lost-parcels")) == 50
    assert sorted(await numbers_open(team)) == sorted(fifty)
    assert [one.method for one in team.world.calls if one.status == 429] == []
    told = [one.text for one in team.lin.sees("lost-parcels") if one.only_for]
    assert told == ["50 cases were opened. *LOST-0001* – *LOST-0050*, in <#C0LOSTPAR>."]


async def test_of_more_than_fifty_the_rest_is_counted_and_not_forgotten(team: Team) -> None:
    view = await pastes(team, "\n".join(ups_numbers(53)))
    assert "Only the first 50 are shown; 3 more have to be pasted again." in text_of(view)
    await team.submits(team.lin)
    assert len(team.cards()) == 50


async def test_fifty_of_the_longest_numbers_fit_what_slack_lets_a_modal_carry(team: Team) -> None:
    longest = unknown_numbers(50, 41)
    view = await pastes(team, f"amazon.co.uk Mondial Relay {' '.join(longest)}")
    assert 2200 < len(view.content["private_metadata"]) <= 3000
    await team.submits(team.lin)
    case = await team.case(50)
    assert (case.parcel.number, case.parcel.carrier, case.order.marketplace) == (
        longest[-1],
        "mondial_relay",
        "amazon.co.uk",
    )


async def test_fifty_doubtful_ones_can_all_be_ticked(team: Team) -> None:
    doubtful = unknown_numbers(50, 41)
    view = await pastes(team, "\n".join(doubtful))
    assert list(ticks_of(view)) == doubtful
    await team.submits(team.lin, {f"tick{start}": doubtful[start : start + 10] for start in range(0, 50, 10)})
    assert len(team.cards()) == 50


async def test_what_somebody_else_opened_meanwhile_is_not_opened_again(team: Team) -> None:
    await pastes(team, f"{UPS}\n{DHL}")
    await team.opens(UPS, who=team.maya)
    await team.submits(team.lin)
    assert await numbers_open(team) == [UPS, DHL]
    told = [one.text for one in team.lin.sees("lost-parcels") if one.only_for]
    assert told[-1] == "1 case was opened. *LOST-0002*, in <#C0LOSTPAR>. 1 was open already."


async def test_two_who_send_the_same_list_open_each_case_once(team: Team) -> None:
    await pastes(team, f"{UPS}\n{DHL}")
    await team.types(team.maya, f"/lost {DHL} {UPS}")
    await team.submits(team.maya)
    await team.submits(team.lin)
    assert sorted(await numbers_open(team)) == sorted([UPS, DHL])
    told = [one.text for one in team.lin.sees("lost-parcels") if one.only_for]
    assert told[-1] == "0 cases were opened. 2 were open already."


async def test_a_preview_of_nothing_new_cannot_be_sent(team: Team) -> None:
    await team.opens(UPS)
    await team.opens(DHL)
    view = await pastes(team, f"{UPS} {DHL}")
    assert view.content.get("submit") is None and "0 new cases" in text_of(view)


async def test_the_form_with_several_numbers_goes_on_to_the_preview_with_all_that_was_filled_in(team: Team) -> None:
    sent = await reports(
        team, numbers=f"{UPS}\n{DHL}", order="amazon.de 305-1", goods="vase", paid="31 EUR", note="Storm in Leipzig."
    )
    assert sent.view.callback_id == "bulk" and "2 new cases" in text_of(sent.view) and team.cards() == []
    await team.submits(team.lin)
    for number in (1, 2):
        case = await team.case(number)
        assert (case.order.marketplace, case.order.goods, str(case.order.paid)) == ("amazon.de", "vase", "31.00 EUR")
        assert "Storm in Leipzig." in "\n".join(team.story(number))


async def test_one_number_twice_is_one_number(team: Team) -> None:
    told = await team.types(team.lin, f"/lost {UPS} {UPS.lower()}")
    assert told.view is None and len(team.cards()) == 1
