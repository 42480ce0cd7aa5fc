"""Money that came, and the claims it may be for: certain only where it is exact, offered where it is near."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.matching import Incoming, Matched, Owed, matched, taken_back, without_doubles
from cases.money import Money
from cases.references import cases_in, differ_by_a_typo, references_in
from tests.cases.telling import eur, usd

UPS, WHOLE = "1Z999AA10123456784", eur("55.00")


def owed(case: int = 142, left: Money | None = WHOLE, state: str = "approved", **more: Any) -> Owed:
    given: dict[str, Any] = {"reference": f"CL-{case}7", "numbers": (UPS,) if case == 142 else ()}
    return Owed(case, "C1", more.pop("payer", "UPS"), state, left, **(given | more))


def line(text: str, money: Money = WHOLE, payer: str = "", key: str = "K") -> Incoming:
    return Incoming(key, money, text, payer)


def told(found: Matched) -> list[tuple[str, bool, list[tuple[int, str]]]]:
    return [
        (one.why.removeprefix("match:"), one.certain, [(part.owed.case, str(part.money)) for part in one.parts])
        for one in found.proposals
    ]


OTHER = owed(7, eur("40.00"), reference="CL-802", payer="DHL")


@pytest.mark.parametrize(
    ("incoming", "expected"),
    [
        (line("CLAIM CL-1427"), [("exact", True, [(142, "55.00 EUR")])]),
        (line("claim cl 1427 thank you"), [("exact", True, [(142, "55.00 EUR")])]),
        (line(f"ADJ {UPS}"), [("exact", True, [(142, "55.00 EUR")])]),
        (line("for lost-0142"), [("exact", True, [(142, "55.00 EUR")])]),
        (line("CL-1427 first part", eur("20.00")), [("part", False, [(142, "20.00 EUR")])]),
        (line("CL-1427", eur("60.00")), [("more", False, [(142, "55.00 EUR")])]),
        (line("CL-1427 CL-802", eur("95.00")), [("several", True, [(7, "40.00 EUR"), (142, "55.00 EUR")])]),
        (line("CL-1427 CL-802", eur("40.00")), [("one_of_several", False, [(7, "40.00 EUR")])]),
        # One character wrong, and two in the wrong order, in a reference of more than five.
        (line("1Z999AA10123456748"), [("typo", False, [(142, "55.00 EUR")])]),
        (line("CL-1417"), [("typo", False, [(142, "55.00 EUR")])]),
        (line("credit", payer="UPS Europe"), [("amount_and_payer", False, [(142, "55.00 EUR")])]),
        (line("credit"), [("amount", False, [(142, "55.00 EUR")])]),
        (line("interest", eur("0.12")), []),
    ],
)
def test_what_a_line_may_be_for(incoming: Incoming, expected: list[Any]) -> None:
    assert told(matched(incoming, [owed(), OTHER])) == expected


def test_what_nobody_noted_as_approved_is_never_certain() -> None:
    assert told(matched(line("CL-1427"), [owed(state="filed")])) == [("not_approved", False, [(142, "55.00 EUR")])]
    both = [owed(state="filed"), OTHER]
    assert [one[:2] for one in told(matched(line("CL-1427 CL-802", eur("95.00")), both))] == [("not_approved", False)]


def test_a_payer_who_pays_without_a_word_is_offered_what_it_was_asked_for_and_nobody_else_is() -> None:
    filed = owed(state="filed")
    assert told(matched(line("UPS credit"), [filed])) == [("asked_and_payer", False, [(142, "55.00 EUR")])]
    assert told(matched(line("credit"), [filed])) == told(matched(line("UPS credit", eur("54.00")), [filed])) == []
    promised = owed(7, reference="CL-802")
    assert [one[0] for one in told(matched(line("UPS credit"), [filed, promised]))] == ["amount_and_payer"]


def test_another_currency_and_a_paid_claim_are_said_and_nothing_is_proposed() -> None:
    assert matched(line("CL-1427", usd(55)), [owed()]) == Matched(line("CL-1427", usd(55)), (), "match:other_currency")
    paid = owed(left=None, state="paid")
    assert matched(line("CL-1427"), [paid]).hint == "match:nothing_owed"


def test_two_lines_for_one_claim_are_certain_for_none() -> None:
    found = without_doubles([matched(line("CL-1427", key=key), [owed()]) for key in ("K1", "K2")])
    assert [told(one) for one in found] == [[("twice", False, [(142, "55.00 EUR")])]] * 2


def test_what_is_left_of_a_line_may_be_for_a_claim_that_it_names_with_a_slip_and_for_no_other() -> None:
    paid, next_one = owed(left=None, state="paid"), owed(143, eur("40.00"), reference="CL-1428")
    meant = owed(7, eur("40.00"), reference="CL-8802", payer="DHL")
    assert told(matched(line("CL-1427 CL-88O2", eur("40.00")), [paid, meant])) == [("typo", False, [(7, "40.00 EUR")])]
    # Paid once more: the claim with the next number is not meant.
    assert told(matched(line("CL-1427", eur("40.00")), [paid, next_one])) == []


def test_money_that_goes_out_and_names_a_paid_claim_may_have_been_taken_back() -> None:
    paid, part = owed(left=None, state="paid"), owed(7, eur("40.00"), "part_paid", reference="CL-802")
    assert taken_back(line("CHARGEBACK CL 1427"), [paid, part]) == (paid,)
    assert taken_back(line(f"refund {UPS} LOST-0142"), [paid, part]) == ()
    assert taken_back(line("CL-1427"), [owed()]) == ()


def test_a_proposal_has_another_mark_as_soon_as_it_says_something_else() -> None:
    [first], [again] = (matched(line("CL-1427", key=key), [owed()]).proposals for key in ("K1", "K2"))
    [part] = matched(line("CL-1427", eur("54.00")), [owed()]).proposals
    assert first.mark == again.mark != part.mark


amounts = st.integers(1, 20_000).map(lambda cents: eur(str(Decimal(cents) / 100)))
states = st.sampled_from(["approved", "part_paid", "filed", "appealed", "paid"])
some_claims = st.lists(st.tuples(st.integers(1, 6), amounts, states), max_size=6, unique_by=lambda one: one[0])


@given(some_claims, amounts, st.lists(st.integers(1, 8), max_size=3))
@settings(max_examples=60, deadline=None)
def test_no_proposal_gives_more_than_came_or_than_is_owed(claims: Any, came: Money, named: list[int]) -> None:
    known = [owed(case, None if state == "paid" else left, state) for case, left, state in claims]
    found = matched(line(" ".join(f"CL-{case}7" for case in named) or "credit", came), known)
    for one in found.proposals:
        total = sum((part.money.amount for part in one.parts), Decimal(0))
        assert 0 < total <= came.amount or one.why == "match:several"
        assert all(part.owed.left is not None and part.money.amount <= part.owed.left.amount for part in one.parts)
        if one.certain:
            assert total == came.amount
            assert {part.owed.state for part in one.parts} <= {"approved", "part_paid"}
            assert all(part.money == part.owed.left for part in one.parts)
            assert {f"CL{part.owed.case}7" for part in one.parts} <= references_in(found.incoming.text)


@pytest.mark.parametrize(
    ("one", "other", "is_slip"),
    [
        ("CL1427", "CL1417", True),
        ("CL1427", "CL1247", True),
        ("CL14276", "CL1476", True),
        ("CL1427", "CL147", False),
        ("CL1427", "CL14277", True),
        ("CL1427", "CL1427", False),
        ("CL1427", "CL2437", False),
        ("CL14", "CL15", False),
        ("CL1427", "LC1472", False),
    ],
)
def test_one_slip_and_no_more(one: str, other: str, is_slip: bool) -> None:
    assert differ_by_a_typo(one, other) is is_slip is differ_by_a_typo(other, one)


def test_a_reference_is_found_however_it_is_spaced() -> None:
    assert {"CL1427", "1Z999AA10123456784"} <= references_in("cl 14 27 / 1Z 999 AA1 0123 456784")
    assert references_in("THANK YOU") == frozenset()
    assert cases_in("LOST-0142, lost 7 and LOST#12345678") == frozenset({142, 7})
