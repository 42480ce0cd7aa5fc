"""The form behind a bare `/lost`: what is wrong is said at its field, and then nothing is opened."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.masks import Masks
from bot.playground.told import Submitted
from handlers import reception
from handlers.routes import VERBS
from handlers.visit import Answer, Visit
from tests.journeys.numbers import ups_numbers
from tests.journeys.team import HOME, UPS, Team, text_of

SLIP, AMBIGUOUS, NOBODYS = "LX123456789CN", "12345678901234", "ABC12345XY"


async def reports(team: Team, **values: Any) -> Submitted:
    """Lin fills in the form behind a bare `/lost` and sends it."""
    told = await team.types(team.lin, "/lost")
    assert told.view is not None and told.view.callback_id == "report"
    return await team.submits(team.lin, values)


async def nothing_open(team: Team) -> bool:
    return team.cards() == [] and await team.database.read(lambda tx: tx.cases.count_open(team.id)) == 0


def told_last(team: Team) -> str:
    return [one.text for one in team.lin.sees(HOME) if one.only_for][-1]


def answers_of(sent: Submitted) -> list[str]:
    """What the question in the form can be answered with."""
    assert sent.view is not None
    field = next(block for block in sent.view.blocks if block["block_id"] == "which")
    return [one["text"]["text"] for one in field["element"]["options"]]


async def test_the_form_opens_a_case_with_all_that_was_filled_in(team: Team) -> None:
    sent = await reports(
        team,
        numbers=" 1z 999 aa1 01 2345 6784 ",
        order="amazon.de 305-1234567-1234567",
        goods="vase, blue",
        paid="1.234,56 EUR",
        note="Storm & <b>hail</b> in Leipzig.",
    )
    assert sent.closed and told_last(team) == "*LOST-0001* is open. Its card is in <#C0LOSTPAR>."
    case = await team.case()
    assert (case.parcel.number, case.order.ref) == (UPS, "305-1234567-1234567")
    assert (case.order.marketplace, case.order.goods) == ("amazon.de", "vase, blue")
    assert str(case.order.paid) == "1234.56 EUR"
    assert "Storm &amp; &lt;b&gt;hail&lt;/b&gt; in Leipzig." in "\n".join(team.story())


async def test_only_the_number_is_needed(team: Team) -> None:
    sent = await reports(team, numbers=UPS)
    assert sent.closed and (await team.case()).order.paid is None


async def test_a_price_beside_the_goods_counts_when_the_field_for_it_is_empty(team: Team) -> None:
    await reports(team, numbers=UPS, goods="vase, 31 EUR")
    assert str((await team.case()).order.paid) == "31.00 EUR"


@pytest.mark.parametrize(("order", "kept"), [
    ("305-1234567-1234567", (None, "305-1234567-1234567")), ("my order 17/b", (None, "my order 17/b")),
    ("eBay 12-12345-12345", ("ebay", "12-12345-12345")), ("Amazon.de", ("amazon.de", None)),
])  # fmt: skip
async def test_an_order_is_kept_as_it_was_written(team: Team, order: str, kept: tuple[str | None, str | None]) -> None:
    await reports(team, numbers=UPS, order=order)
    case = await team.case()
    assert (case.order.marketplace, case.order.ref) == kept


@pytest.mark.parametrize(
    ("paid", "why"),
    [
        ("31 zł?", "zł? is not a currency Tracer knows. Use a three-letter code such as EUR, USD, GBP or CNY."),
        ("abc", "abc is not an amount. Write it with its currency, like 31 EUR."),
        ("31", "31 of what? Write the currency beside it, like 31 EUR."),
        ("31 XYZ", "XYZ is not a currency Tracer knows. Use a three-letter code such as EUR, USD, GBP or CNY."),
        ("0 EUR", "The amount must be more than zero; 0 EUR is not."),
        ("-5 EUR", "The amount must be more than zero; -5 EUR is not."),
        ("99999999 EUR", "99999999 EUR is larger than any order Tracer handles. Check the decimal point."),
        ("1,234 EUR", "1,234 EUR could be 1234 or 1.234. Write 1234 without a separator, or with two decimals."),
        ("31.555 EUR", "31.555 EUR could be 31555 or 31.555. Write 31555 without a separator, or with two decimals."),
        ("31.5 JPY", "31.5 JPY is finer than JPY goes: use at most 0 decimals."),
        ("9" * 190 + " EUR", f"{'9' * 40} is not an amount. Write it like 31 or 31.50."),
        ("31 EUR or 32 EUR", "31 EUR or 32 EUR is not an amount. Write it with its currency, like 31 EUR."),
    ],
)  # fmt: skip
async def test_an_amount_that_is_none_is_refused_at_its_field(team: Team, paid: str, why: str) -> None:
    sent = await reports(team, numbers=UPS, paid=paid)
    assert sent.errors == {"paid": why}
    assert await nothing_open(team)


@pytest.mark.parametrize("paid", ["31 EUR", "EUR 31", "€31", "31€", "31,00 EUR", "31 eur", "３１ EUR"])
async def test_an_amount_is_understood_as_people_write_it(team: Team, paid: str) -> None:
    await reports(team, numbers=UPS, paid=paid)
    assert str((await team.case()).order.paid) == "31.00 EUR"


async def test_what_was_wrong_can_be_corrected_and_sent_again(team: Team) -> None:
    await reports(team, numbers=UPS, paid="abc", goods="vase")
    sent = await team.submits(team.lin, {"paid": "31 EUR"})
    assert sent.closed and (await team.case()).order.goods == "vase"


@pytest.mark.parametrize("numbers", ["rubbish", "🤷", "12", "-", "<!channel>", "the number is on the other desk"])
async def test_a_text_without_a_number_is_refused_at_its_field(team: Team, numbers: str) -> None:
    sent = await reports(team, numbers=numbers)
    assert sent.errors == {"numbers": "No tracking number is in that. Paste one as it stands on the label."}
    assert await nothing_open(team)


async def test_a_number_that_is_open_is_refused_at_its_field(team: Team) -> None:
    await team.opens()
    sent = await reports(team, numbers=UPS.lower())
    assert sent.errors == {"numbers": f"{UPS} is in LOST-0001 already. “/lost LOST-0001” shows it."}
    assert len(team.cards()) == 1


async def test_digits_that_may_be_several_carriers_are_asked_about_in_the_form(team: Team) -> None:
    sent = await reports(team, numbers=AMBIGUOUS, goods="vase", note="Second one this week.")
    assert "could be DHL. Which label did you buy?" in text_of(sent.view)
    assert answers_of(sent) == ["DHL", "Not sure"] and await nothing_open(team)
    sent = await team.submits(team.lin, {"which": "DHL"})
    case = await team.case()
    assert sent.closed and (case.parcel.carrier, case.order.goods) == ("dhl", "vase")
    assert "Second one this week." in "\n".join(team.story())


async def test_a_wrong_check_digit_is_explained_in_the_form_with_the_number_that_was_meant(team: Team) -> None:
    sent = await reports(team, numbers=SLIP)
    assert "looks like China Post, but its check digit does not fit" in text_of(sent.view)
    assert answers_of(sent) == ["Use LX123457689CN", "Open it as it is"]
    await team.submits(team.lin, {"which": "Use LX123457689CN"})
    assert (await team.case()).parcel.number == "LX123457689CN"


async def test_a_number_that_nobody_knows_is_opened_by_sending_the_form_once_more(team: Team) -> None:
    sent = await reports(team, numbers=NOBODYS)
    assert answers_of(sent) == ["Open as unknown carrier"] and await nothing_open(team)
    await team.submits(team.lin)
    assert (await team.case()).parcel.number == NOBODYS


async def test_an_answer_about_another_number_counts_for_nothing(team: Team) -> None:
    await reports(team, numbers=NOBODYS)
    sent = await team.submits(team.lin, {"numbers": AMBIGUOUS, "which": "Open as unknown carrier"})
    assert answers_of(sent) == ["DHL", "Not sure"] and await nothing_open(team)


async def test_the_number_that_was_meant_may_have_a_case_already(team: Team) -> None:
    await team.opens("LX123457689CN")
    await reports(team, numbers=SLIP)
    sent = await team.submits(team.lin, {"which": "Use LX123457689CN"})
    assert sent.errors == {"numbers": "LX123457689CN is in LOST-0001 already. “/lost LOST-0001” shows it."}
    assert len(team.cards()) == 1


async def test_a_closed_number_is_opened_anew_only_when_somebody_says_so(team: Team) -> None:
    await team.opens()
    await team.types(team.lin, "/lost notlost 1 delivered")
    sent = await reports(team, numbers=UPS)
    assert answers_of(sent) == ["Open a new case"] and len(team.cards()) == 1
    await team.submits(team.lin)
    assert (await team.case(2)).parcel.number == UPS


async def test_a_long_note_of_the_nastiest_kind_is_kept(team: Team) -> None:
    note = ("<!channel> *bold* _it_ `code` & \u202eright to left\u202c שלום 🏺\n" * 60)[:2000]
    sent = await reports(team, numbers=UPS, note=note)
    assert sent.closed and "שלום" in "\n".join(team.story())
    assert "<!channel>" not in "\n".join(team.story())
    team.check_everything_shown()


async def test_the_home_tab_opens_the_same_form(team: Team) -> None:
    await team.lin.opens_home()
    await team.settle()
    await team.clicks(team.lin, team.lin.home, "report")
    assert team.lin.view.callback_id == "report"
    await team.submits(team.lin, {"numbers": UPS})
    assert (await team.case()).parcel.number == UPS


async def test_a_form_sent_twice_opens_one_case(team: Team) -> None:
    told = await team.types(team.lin, "/lost")
    body = {
        "type": "view_submission", "team": {"id": team.id}, "user": {"id": team.lin.id}, "trigger_id": "1.2.three",
        "view": told.view.as_slack() | {"state": {"values": {"numbers": {"numbers": {
            "type": "plain_text_input", "value": UPS}}}}},
    }  # fmt: skip
    answers = []

    async def ack(**answer: object) -> None:
        answers.append(answer)

    for _ in range(2):
        await team.tracer.reception.form(ack, body)
    await team.settle()
    assert answers == [{"response_action": "clear"}] * 2 and len(team.cards()) == 1
    assert len([one for one in team.lin.sees(HOME) if one.only_for]) == 1


async def test_several_numbers_in_the_form_are_opened_by_the_preview_only(team: Team) -> None:
    sent = await reports(team, numbers="\n".join(ups_numbers(3)), paid="31 XYZ")
    assert list(sent.errors) == ["paid"] and await nothing_open(team)
    sent = await team.submits(team.lin, {"paid": "31 EUR"})
    assert sent.view.callback_id == "bulk" and await nothing_open(team)
    sent = await team.submits(team.lin, {"paid": "nothing"})
    assert list(sent.errors) == ["paid"] and await nothing_open(team)
    await team.submits(team.lin, {"paid": "30 EUR"})
    assert [str((await team.case(number)).order.paid) for number in (1, 2, 3)] == ["30.00 EUR"] * 3


async def test_a_mistake_of_ours_is_a_sentence_with_a_number_that_the_log_shows(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_visit: Visit) -> Answer:
        raise ZeroDivisionError

    monkeypatch.setattr(reception, "verb_for", lambda text: (replace(VERBS["note"], act=broken), text))
    with capture_logs() as lines:
        told = await team.types(team.lin, "/lost note 1 hello")
    said = re.fullmatch(
        r"Something went wrong on our side; nothing was changed. Tell your admin: error ([0-9a-f]{6})\.",
        told.private[-1].text,
    )
    [line] = [one for one in lines if one["event"] == "A request failed"]
    assert said is not None and said[1] in Masks()(json.dumps(line, default=str))
