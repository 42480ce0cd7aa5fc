"""Payers beside each other: how much to ask of each and why, in which order, and what of it all may be kept."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.act import Act, Circumstances
from cases.case import Case, Claim, Line, Order, Parcel, Remedy
from cases.claim_amounts import Exchange, Proposal, proposed
from cases.cover import Contract
from cases.decide import decide
from cases.ledger import owing
from cases.money import Money
from cases.prospects import prospects_of
from cases.rates import Rate
from cases.recovered import is_mixed, kept, loss_in, owed_back, too_much, with_excess_owed
from cases.refund_guards import refund_guards
from cases.rule_book import RuleBook
from cases.rules import Programme, Rule, Scope
from cases.terms import Terms
from cases.whom_to_claim import sides
from cases.words import NotAllowed, Refused
from tests.cases.rule_books import programme, rule
from tests.cases.telling import ANA, FIN, LEA, MONDAY, eur, new_case, sentence, usd

TODAY = date(2026, 3, 2)
SDR = Rate("XDR", "EUR", Decimal("1.2"), date(2026, 2, 27), "imf", datetime(2026, 2, 27, tzinfo=UTC))


def fact(field: str, **more: Any) -> Rule:
    """A rule in words that is known."""
    return replace(rule("payer", field, None, name=more.pop("name", field)), unknown=False, **more)


def payer(*rules: Rule, role: str = "carrier", name: str = "payer", **more: Any) -> Programme:
    return programme(name, role, rule(name, "claim_latest", 60, "days", "shipped"), *rules, called=name.title(), **more)


def case_of(paid: Money | None = None, cost: Money | None = None, **parcel: Any) -> Case:
    case = new_case()
    known = replace(case.parcel, **parcel)
    return replace(case, order=Order(paid=paid, cost=cost), parcels=(known,))


def circumstances(rules: RuleBook | None = None) -> Circumstances:
    return Circumstances(MONDAY, Terms(rules=rules or RuleBook()))


def told(proposal: Proposal) -> list[str]:
    return [str(one.sentence) for one in proposal.because]


def gaps(proposal: Proposal) -> list[str]:
    return [str(one) for one in proposal.gaps]


COVER = fact("liability_default", money=eur(50))
BY_WEIGHT = fact("liability_default", flat=Money(Decimal(40), "XDR"), per_kg=Money(Decimal("4.5"), "XDR"))
COST, PRICE = fact("value_basis", code="cost"), fact("value_basis", code="price")


@pytest.mark.parametrize(
    ("rules", "case", "amount"),
    [
        pytest.param((PRICE,), case_of(eur(80), eur(30)), eur(80), id="the price"),
        pytest.param((COST,), case_of(eur(80), eur(30)), eur(30), id="the cost"),
        pytest.param((COST,), case_of(eur(80)), None, id="a cost that nobody entered"),
        pytest.param((PRICE, COVER), case_of(eur(80)), eur(50), id="no more than the cover"),
        pytest.param((PRICE, COVER), case_of(eur(20)), eur(20), id="no more than the value"),
        pytest.param((PRICE, COVER), case_of(eur(80), declared=eur(70)), eur(70), id="what was declared"),
        pytest.param((PRICE, COVER, fact("shipping_paid", covered=True)), case_of(eur(80), postage=eur(9)), eur(59),
                     id="and the postage"),
        pytest.param((PRICE, COVER, fact("shipping_paid", covered=False)), case_of(eur(80), postage=eur(9)), eur(50),
                     id="without the postage"),
        pytest.param((PRICE, BY_WEIGHT), case_of(eur(80), weight=Decimal(2)), eur("58.80"), id="by weight, in SDR"),
        pytest.param((PRICE, BY_WEIGHT), case_of(eur(80)), eur(80), id="by a weight that nobody entered"),
        pytest.param((PRICE, fact("liability_default", money=usd(1))), case_of(eur(80)), eur(80), id="no rate is kept"),
        pytest.param((fact("not_covered", covered=False),), case_of(eur(80)), None, id="nothing is paid"),
    ],
)  # fmt: skip
def test_how_much_is_proposed(rules: tuple[Rule, ...], case: Case, amount: Money | None) -> None:
    assert proposed(case, payer(*rules), exchange=Exchange((SDR,), TODAY)).money == amount


def test_each_step_is_told_and_the_rate_is_kept_with_its_day_and_source() -> None:
    made = proposed(case_of(eur(80), weight=Decimal(2)), payer(PRICE, BY_WEIGHT), exchange=Exchange((SDR,), TODAY))
    assert told(made) == [
        "They go by what the buyer paid: 80 EUR.",
        "They pay 49.0 XDR a parcel at most.",
        "49.0 XDR is 58.80 EUR.",
        "1 SDR is 1.2 EUR: Term(word='rates:imf'), 2026-02-27.",
        "Whether they pay the postage too is not known: it is left out.",
    ]
    assert made.rates == (SDR,)


def test_what_is_not_known_is_said_and_not_guessed() -> None:
    assert gaps(proposed(case_of(), payer(BY_WEIGHT))) == [
        "What the buyer paid is not entered: More → Order and money.",
        "They pay by weight, and the parcel's is not entered: More → Parcel and route.",
        "What they pay at most is not known.",
    ]
    usd_cover = payer(PRICE, fact("liability_default", money=usd(100)))
    assert "No rate from USD to EUR is kept here, so the cover of 100 USD is not compared." in gaps(
        proposed(case_of(eur(80)), usd_cover)
    )


def test_a_cover_whose_condition_nobody_can_check_is_told_and_not_used() -> None:
    made = proposed(case_of(eur(80)), payer(PRICE, replace(COVER, scope=Scope(per="if insured"))))
    assert made.money == eur(80) and "On a condition that only you can check:" in told(made)


def test_an_insurance_pays_up_to_its_cap_and_not_what_another_has_paid() -> None:
    contract = Contract("P1", "XCover", "1", TODAY, cap=eur(60), excess=eur(10))
    paid = Claim("C1", "UPS", "carrier", "paid", eur(30), eur(30), eur(30))
    made = proposed(case_of(eur(80)), payer(PRICE, role="insurer"), contract, (paid,))
    assert made.money == eur(50)
    assert told(made)[:4] == [
        "They go by what the buyer paid: 80 EUR.",
        "Less what UPS has paid: 30 EUR.",
        "The contract's excess of 10 EUR is not paid out.",
        "The contract pays 60 EUR a parcel at most.",
    ]


# -- whom, in which order ---------------------------------------------------------------------------------------------

CARRIER = payer(name="ups", carriers=("ups",))
INSTEAD = fact("stands", code="instead", names=("carrier",))
AFTER = fact("stands", code="after", names=("ups",))


def book(*rules: Rule) -> RuleBook:
    insurer = payer(*rules, role="insurer", name="insurer", labels=("own",))
    return RuleBook({one.id: one for one in (CARRIER, insurer)})


def drafted(case: Case, name: str, rules: RuleBook, **more: Any) -> Case:
    details = {"payer": name, "payer_kind": "carrier", "money": eur(10), **more}
    return decide(case, Act("draft_claim", ANA, None, details), circumstances(rules=rules)).case


def test_a_payer_that_stands_instead_of_another_excludes_it_both_ways() -> None:
    rules = book(INSTEAD)
    nothing = case_of(eur(80))
    either = [[one.id for one, _ in side.either] for side in sides(nothing, prospects_of(nothing, rules), rules)]
    assert either == [["insurer"], ["ups"]]
    for first, second in (("Ups", "Insurer"), ("Insurer", "Ups")):
        case = drafted(case_of(eur(80)), first, rules)
        (side,) = (one for one in sides(case, prospects_of(case, rules), rules) if one.programme.name == second)
        assert side.excluded_by is not None and side.excluded_by.claim.payer == first
        with pytest.raises(Refused) as refused:
            drafted(case, second, rules)
        assert sentence(refused.value).startswith(f"A claim on {first} is under way, and by its rules only one of")
        assert [one.payer for one in drafted(case, second, rules, again=True).claims] == [first, second]
        withdrawn = replace(case, claims=(replace(case.claims[0], state="withdrawn"),))
        assert [one.payer for one in drafted(withdrawn, second, rules).claims] == [first, second]


def test_a_payer_that_comes_after_another_names_it_until_that_was_asked() -> None:
    rules = book(AFTER)
    case = case_of(eur(80))
    (side,) = (one for one in sides(case, prospects_of(case, rules), rules) if one.programme.id == "insurer")
    assert [one.id for one, _ in side.first] == ["ups"]
    asked = replace(case, claims=(Claim("C1", "UPS", "carrier", "filed", eur(10)),))
    (side,) = (one for one in sides(asked, prospects_of(asked, rules), rules) if one.programme.id == "insurer")
    assert side.first == () and [one.payer for one in side.elsewhere] == ["UPS"]


@pytest.mark.parametrize("name", ["Ups", "ups", " UPS "])
def test_one_payer_is_not_asked_twice_for_one_loss_by_whatever_name(name: str) -> None:
    case = drafted(case_of(eur(80)), "UPS", book())
    with pytest.raises(Refused) as refused:
        drafted(case, name, book())
    assert sentence(refused.value).startswith("UPS has a claim for this loss already (")


# -- when to refund ---------------------------------------------------------------------------------------------------

WAIT = fact("refund_timing", code="wait")
REFUND = {"lines": (Line("goods", eur(20)),)}


def test_a_refund_that_would_cost_a_payers_money_is_a_leads_and_is_said_to_be_meant() -> None:
    case, at = case_of(eur(80)), circumstances(rules=book(WAIT))
    with pytest.raises(NotAllowed) as refused:
        decide(case, Act("choose_refund", ANA, None, {**REFUND, "all_the_same": True}), at)
    assert refused.value.roles == frozenset({"lead"})
    with pytest.raises(Refused) as refused_lead:
        decide(case, Act("choose_refund", LEA, None, REFUND), at)
    assert sentence(refused_lead.value).startswith("Insurer may pay nothing once the buyer is refunded. Tick")
    made = decide(case, Act("choose_refund", LEA, None, {**REFUND, "all_the_same": True}), at).case
    assert [one.kind for one in made.remedies] == ["refund"]
    resend = {**REFUND, "address_confirmed": True}
    assert decide(case, Act("choose_resend", ANA, None, resend), at).case.remedies[0].kind == "resend"


@pytest.mark.parametrize(
    ("changed", "guards"),
    [
        ({}, ["wait"]),
        ({"claims": (Claim("C1", "Insurer", "insurer", "filed"),)}, ["wait"]),
        ({"claims": (Claim("C1", "Insurer", "insurer", "approved"),)}, []),
        ({"claims": (Claim("C1", "Insurer", "insurer", "denied_final"),)}, []),
        ({"claim_end": "not_claimed"}, []),
        ({"no_claim_on": ("insurer",)}, []),
        ({"remedies": (Remedy("R1", "refund", (Line("goods", eur(20)),), "refunded", "UANA", MONDAY),)}, []),
    ],
    ids=["nothing claimed", "filed", "approved", "denied for good", "no claim", "not on this one", "refunded already"],
)
def test_a_payer_guards_the_refund_until_it_has_decided(changed: dict[str, Any], guards: list[str]) -> None:
    assert [one.timing for one in refund_guards(replace(case_of(eur(80)), **changed), book(WAIT))] == guards


# -- nobody earns by a loss -------------------------------------------------------------------------------------------


def test_what_came_above_the_loss_is_owed_back_and_the_rest_is_kept() -> None:
    claims = (
        Claim("C1", "Ups", "carrier", "paid", eur(50), eur(50), eur(50), contact_at=MONDAY),
        Claim("C2", "Insurer", "insurer", "approved", eur(80), eur(80), contact_at=MONDAY),
    )
    case = replace(case_of(eur(80)), claims=claims)
    paid = {"money": eur(80), "reference": "B-1"}
    case = decide(case, Act("claim_paid", FIN, "C2", paid), circumstances()).case
    assert [(one.state, one.to_repay) for one in case.claims] == [("paid", None), ("repay_owed", eur(50))]
    case = decide(case, Act("repaid", FIN, "C2", {"reference": "B-2"}), circumstances()).case
    assert [(one.state, kept(one), owed_back(one)) for one in case.claims] == [
        ("paid", eur(50), None),
        ("paid", eur(30), None),
    ]


def test_a_claim_keeps_its_reference_when_the_payer_calls_what_it_grants_otherwise() -> None:
    filed = Claim("C1", "Ups", "carrier", "filed", eur(50), reference="CL-771", contact_at=MONDAY)
    case = replace(case_of(eur(80)), claims=(filed,))
    for called, known in (("Credit 12", "Credit 12"), ("cl 771", None)):
        granted = {"money": eur(50), "reference": called}
        [claim] = decide(case, Act("claim_approved", FIN, "C1", granted), circumstances()).case.claims
        assert (claim.reference, claim.granted_as) == ("CL-771", known)


def test_what_a_payer_says_last_is_what_it_grants_but_never_less_than_came() -> None:
    claim = Claim("C1", "Ups", "carrier", "approved", eur(100), eur(10), reference="CL-1", contact_at=MONDAY)
    case = replace(case_of(eur(80)), claims=(claim,))

    def said(amount: int) -> Case:
        return decide(case, Act("claim_approved", FIN, "C1", {"money": eur(amount)}), circumstances()).case

    case = said(60)
    assert (case.claims[0].state, case.claims[0].granted) == ("approved", eur(60))
    case = decide(case, Act("claim_paid", FIN, "C1", {"money": eur(60), "reference": "B-1"}), circumstances()).case
    assert case.claims[0].state == "paid"
    with pytest.raises(Refused, match="less than the"):
        said(50)
    case = said(75)
    assert (case.claims[0].state, owing(case.claims[0])) == ("part_paid", eur(15))
    case = said(60)
    assert (case.claims[0].state, owing(case.claims[0])) == ("paid", None)


def test_what_was_repaid_leaves_the_claim_its_reference() -> None:
    paid = Claim("C1", "Ups", "carrier", "repay_owed", eur(50), eur(50), eur(50), "CL-771", contact_at=MONDAY)
    case = replace(case_of(eur(80)), claims=(paid,))
    [claim] = decide(case, Act("repaid", FIN, "C1", {"reference": "B-2"}), circumstances()).case.claims
    assert (claim.state, claim.reference, claim.repaid) == ("repaid", "CL-771", eur(50))


amounts = st.integers(0, 12_000).map(lambda cents: eur(Decimal(cents) / 100))
states = st.sampled_from(["paid", "part_paid", "released", "repaid", "written_off"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(amounts, states), max_size=5), amounts, st.none() | amounts)
def test_what_stays_is_never_more_than_the_loss(came: list[tuple[Money, str]], paid: Money, cost: Money | None) -> None:
    claims = tuple(
        Claim(f"C{n}", f"P{n}", "insurer", state, money, money, money, contact_at=MONDAY)
        for n, (money, state) in enumerate(came)
    )
    before = case_of(paid, cost)
    case = with_excess_owed(before, replace(before, claims=claims), MONDAY)
    counted = [money for one in case.claims if one.state != "released" and (money := kept(one))]
    loss = loss_in(case, "EUR")
    assert loss is not None and sum((one.amount for one in counted), Decimal(0)) <= loss.amount
    owed = sum((money.amount for one in case.claims if (money := owed_back(one))), Decimal(0))
    whole = sum((money.amount for money, state in came if state not in ("released", "repaid")), Decimal(0))
    assert owed == max(whole - loss.amount, Decimal(0))
    # Looked at a second time nothing changes, and where the loss turns out greater nothing is owed.
    again = replace(case, order=replace(case.order, goods="a vase"))
    assert with_excess_owed(case, again, MONDAY).claims == case.claims
    greater = replace(case, order=replace(case.order, paid=eur(99_999)))
    assert [owed_back(one) for one in with_excess_owed(case, greater, MONDAY).claims] == [None] * len(claims)


def test_a_parcel_of_which_no_value_is_known_in_that_currency_owes_nothing_back() -> None:
    claims = (Claim("C1", "Ups", "carrier", "paid", usd(50), usd(50), usd(50), contact_at=MONDAY),)
    case = case_of(eur(80))
    assert loss_in(case, "USD") is None
    assert with_excess_owed(case, replace(case, claims=claims), MONDAY).claims == claims


def test_postage_and_charges_are_part_of_the_loss_and_the_goods_count_once() -> None:
    case = case_of(eur(80), eur(30), postage=eur(9))
    assert loss_in(case, "EUR") == eur(89)
    assert loss_in(replace(case, parcels=(Parcel("1Z1"),)), "EUR") == eur(80)


PER_EURO = Rate("EUR", "USD", Decimal("1.25"), date(2026, 3, 1), "ecb", datetime(2026, 3, 1, tzinfo=UTC))


def in_two_currencies(first: Money, second: Money) -> tuple[Claim, Claim]:
    """Two claims that were paid whole, the second one later."""
    return (
        Claim("C1", "Ups", "carrier", "paid", first, first, first, contact_at=MONDAY),
        Claim("C2", "Insurer", "insurer", "paid", second, second, second, contact_at=MONDAY.replace(hour=23)),
    )


@pytest.mark.parametrize(
    ("claims", "owed"),
    [
        (in_two_currencies(eur(30), usd(50)), [None, None]),  # 30 + 40 of 80 EUR
        (in_two_currencies(eur(60), usd(50)), [None, usd(25)]),  # 60 + 40, and 20 EUR are 25 USD
        (in_two_currencies(usd(125), usd(50)), [usd(25), usd(50)]),  # 140 in all
        (in_two_currencies(usd(50), eur(60)), [None, eur(20)]),
    ],
)
def test_what_came_in_other_currencies_is_compared_by_the_rates_of_the_day_which_stay_with_the_claim(
    claims: tuple[Claim, ...], owed: list[Money | None]
) -> None:
    before = case_of(eur(80))
    case = with_excess_owed(before, replace(before, claims=claims), MONDAY, (PER_EURO,))
    assert [owed_back(one) for one in case.claims] == owed
    assert [one.rates for one in case.claims] == [(PER_EURO,) if one else () for one in owed]
    again = replace(case, order=replace(case.order, goods="a vase"))
    assert with_excess_owed(case, again, MONDAY, (PER_EURO,)).claims == case.claims
    # Without a rate each currency is looked at by itself, and what is not known in it owes nothing.
    alone = with_excess_owed(before, replace(before, claims=claims), MONDAY)
    assert too_much(alone, (), MONDAY.date()) is None and is_mixed(alone)
    assert [owed_back(one) for one in alone.claims] == [None, None]
