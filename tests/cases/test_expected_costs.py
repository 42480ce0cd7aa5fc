"""What each choice is expected to cost, against figures reckoned by hand; nothing is guessed where data are few."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.case import Case, Line, Order, Parcel, Remedy
from cases.expected_costs import Basis, Expected, Odds, expected_costs
from cases.money import Money
from tests.cases.telling import MONDAY, eur, new_case, usd

ORDER = Order(paid=eur(89), cost=eur(31))
PAID, TURNED_UP = Odds(32, 40), Odds(12, 60)  # 80 % of the claims, 20 % of the parcels


def lost(order: Order = ORDER, postage: Money | None = None) -> Case:
    """A case with an order of 89, whose goods cost 31."""
    return replace(new_case(), order=order, parcels=(Parcel("1Z", "ups", "UPS", postage=postage),))


def told(expected: Expected | None) -> dict[str, tuple[str, ...]]:
    """Out, back and net of each choice, as text."""
    assert expected is not None
    return {
        one.kind: tuple(str(money.amount) if money else "–" for money in (one.out, one.back, one.net))
        for one in expected.choices
    }


def test_the_three_choices_of_a_whole_case() -> None:
    # Back: 80 % of 55 = 44. Refund 89 − 44 = 45; resend 31 + 9 − 44 = −4; wait (1 − 20 %) of the lesser, −3.20.
    expected = expected_costs(lost(postage=eur(9)), Basis("UPS", eur(55), PAID, TURNED_UP))
    assert told(expected) == {
        "refund": ("89", "44.00", "45.00"),
        "resend": ("40", "44.00", "-4.00"),
        "wait": ("–", "–", "-3.20"),
    }


def test_what_was_given_already_is_not_given_again() -> None:
    given_back = Remedy("R1", "refund", (Line("goods", eur(30)),), "refunded", "UANA", MONDAY)
    case = replace(lost(postage=eur(9)), remedies=(given_back,))
    assert told(expected_costs(case, Basis()))["refund"] == ("59", "–", "59")
    whole = replace(given_back, lines=(Line("goods", eur(89)),))
    assert "refund" not in told(expected_costs(replace(case, remedies=(whole,)), Basis()))


def test_below_thirty_claims_nothing_is_counted_as_coming_back_and_below_thirty_cases_waiting_is_not_known() -> None:
    few = expected_costs(lost(postage=eur(9)), Basis("UPS", eur(55), Odds(20, 29), Odds(20, 29)))
    assert told(few) == {"refund": ("89", "–", "89"), "resend": ("40", "–", "40"), "wait": ("–", "–", "–")}
    assert few is not None and str(few.choices[-1].lacks[0]) == "Not enough data: 29 of 30 closed cases."
    enough = expected_costs(lost(postage=eur(9)), Basis("UPS", eur(55), Odds(20, 30), Odds(15, 30)))
    # 55 × 20/30 = 36.666… → 36.67; resend 40 − 36.67 = 3.33; half of it, 1.665, is rounded up.
    assert told(enough) == {
        "refund": ("89", "36.67", "52.33"),
        "resend": ("40", "36.67", "3.33"),
        "wait": ("–", "–", "1.67"),
    }


def test_currencies_are_never_mixed() -> None:
    expected = expected_costs(lost(replace(ORDER, cost=usd(20)), usd(9)), Basis("UPS", usd(100), PAID, TURNED_UP))
    assert told(expected) == {"refund": ("89", "–", "89"), "resend": ("–", "–", "–"), "wait": ("–", "–", "71.20")}
    assert expected is not None and expected.left_out == (usd(20), usd(9), usd(100)) and expected.currency == "EUR"


def test_what_is_not_entered_is_said() -> None:
    assert expected_costs(lost(Order()), Basis("UPS", eur(55), PAID, TURNED_UP)) is None
    priced = expected_costs(lost(Order(paid=eur(89))), Basis())
    assert priced is not None
    assert [str(why) for one in priced.choices for why in one.lacks] == [
        "What the goods cost us is not entered in EUR.",
        "Not enough data: 0 of 30 closed cases.",
    ]
    costed = expected_costs(lost(Order(cost=eur(31))), Basis())
    assert told(costed)["resend"] == ("31", "–", "31")
    at_the_door = expected_costs(lost(replace(ORDER, payment="cash_on_delivery")), Basis())
    assert "refund" not in told(at_the_door)


def test_a_currency_without_cents_is_rounded_to_whole_ones() -> None:
    yen = Order(paid=Money(Decimal(8900), "JPY"), cost=Money(Decimal(3100), "JPY"))
    expected = expected_costs(lost(yen), Basis("UPS", Money(Decimal(5501), "JPY"), Odds(20, 30), Odds(1, 30)))
    # 5501 × 2/3 = 3667.33 → 3667; resend 3100 − 3667 = −567; × 29/30 = −548.1 → −548.
    assert told(expected) == {
        "refund": ("8900", "3667", "5233"),
        "resend": ("3100", "3667", "-567"),
        "wait": ("–", "–", "-548"),
    }


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 200), st.integers(30, 200), st.integers(1, 500), st.integers(1, 500))
def test_more_pay_outs_never_make_a_choice_dearer(hits: int, whole: int, cover: int, price: int) -> None:
    case = lost(Order(paid=eur(price), cost=eur(price)), eur(5))
    less, more = (
        expected_costs(case, Basis("UPS", eur(cover), Odds(min(hits, whole) // part, whole), TURNED_UP))
        for part in (2, 1)
    )
    assert less is not None and more is not None
    for one, other in zip(less.choices, more.choices, strict=True):
        assert one.net is not None and other.net is not None and other.net.amount <= one.net.amount
