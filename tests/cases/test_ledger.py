"""The ledger of a case: every line follows from a move, the lines add up to the case, and currencies stay apart."""

from decimal import Decimal
from random import Random

import pytest

from cases.case import LogEntry, TextRef
from cases.ledger import ACCOUNTS, Place, Statement, ledger, lines_of, owing, standing, statements
from cases.money import Money
from cases.targets import legal_moves
from tests.cases.telling import FIN, LEA, Story, eur, usd
from tests.cases.watched import WatchedCase

WALKS, STEPS = 25, 60
WHY = TextRef("text:1", "0" * 64)


def told(story: Story) -> list[tuple[str, str | None, str]]:
    """The ledger's lines as account, line of the case and signed amount."""
    return [(one.place.account, one.place.line, str(one.money)) for one in ledger(story.log)]


def statement(story: Story, currency: str = "EUR") -> dict[str, str]:
    found = next(one for one in statements(story.case) if one.currency == currency)
    return {account: str(money.amount) for account, money in found.rows}


def test_a_case_from_the_price_to_the_money_received() -> None:
    story = Story(eur(89))
    story.do("set_order", cost=eur(31), shipping=eur("4.90"), tax=eur("14.21"))
    story.refund(eur(89), by=LEA)
    story.do("refund_done", reference="RF-1")
    story.filed_claim(eur(36))
    story.do("claim_approved", money=eur("31.00"))
    story.do("claim_paid", FIN, money=eur(20), reference="BANK-1")
    story.do("accept_short", FIN, reason=WHY)
    assert told(story) == [
        ("goods", None, "89 EUR"),
        ("goods", None, "-19.11 EUR"),
        ("shipping", None, "4.90 EUR"),
        ("tax", None, "14.21 EUR"),
        ("cost", None, "31 EUR"),
        ("refunded", "R1", "89 EUR"),
        ("claimed", "C1", "36 EUR"),
        ("refused", "C1", "5.00 EUR"),
        ("approved", "C1", "31.00 EUR"),
        ("received", "C1", "20 EUR"),
        ("written_off", "C1", "11.00 EUR"),
    ]
    [euros] = statements(story.case)
    assert (euros.paid, euros.out, euros.back, euros.balance) == (eur("89.00"), eur(89), eur(20), eur(-69))


def test_a_refund_that_comes_back_and_a_claim_that_is_let_go_are_contrary_lines() -> None:
    story = Story(eur(50))
    story.refund(eur(50))
    story.do("refund_done", reference="RF-1")
    story.do("refund_bounced", reason=WHY)
    story.filed_claim(eur(40))
    story.do("withdraw_claim", reason=WHY)
    assert told(story)[1:] == [
        ("refunded", "R1", "50 EUR"),
        ("refunded", "R1", "-50 EUR"),
        ("claimed", "C1", "40 EUR"),
        ("claimed", "C1", "-40 EUR"),
    ]
    assert statement(story) == {"goods": "50"}


def test_a_replacement_costs_once_it_is_on_its_way_and_no_more_when_it_is_stopped() -> None:
    story = Story(eur(50))
    story.resend(eur(22))
    assert "resend" not in statement(story)
    story.do("replacement_shipped", number="1Z999AA10123456700", address_confirmed=True)
    assert statement(story)["resend"] == "22"
    story.do("found", whereabouts="moving")
    story.do("intercept", reason=WHY)
    assert "resend" not in statement(story)


def test_what_people_book_is_taken_back_by_a_contrary_line_once() -> None:
    story = Story(eur(50))
    story.do("book_money", FIN, account="freight", money=eur("7.80"), reason=WHY)
    story.do("book_money", FIN, account="fee", money=usd(3), reason=WHY)
    story.do("correct_money", FIN, booked="M1", reason=WHY)
    assert told(story)[1:] == [("freight", "M1", "7.80 EUR"), ("fee", "M2", "3 USD"), ("freight", "M1", "-7.80 EUR")]
    assert [one.by for one in story.case.booked] == ["UFIN"] * 3
    story.refused("correct_money", FIN, booked="M1", reason=WHY)
    story.refused("correct_money", FIN, booked="M3", reason=WHY)
    assert [one.currency for one in statements(story.case)] == ["EUR", "USD"]


def test_a_closed_case_still_takes_a_late_invoice() -> None:
    story = Story(eur(50))
    story.do("not_lost", outcome="delivered")
    story.do("book_money", FIN, account="fee", money=eur(2), reason=WHY)
    assert statement(story) == {"goods": "50", "fee": "2"}


def test_money_that_was_entered_wrongly_is_owed_again() -> None:
    story = Story(eur(50))
    story.filed_claim(eur(40))
    story.do("claim_approved", money=eur(40))
    story.do("claim_paid", FIN, money=eur(40), reference="B1")
    story.refused("correct_payment", FIN, money=eur(41), reason=WHY)
    story.refused("correct_payment", FIN, money=usd(4), reason=WHY)
    story.do("correct_payment", FIN, money=eur(15), reason=WHY)
    assert (story.case.claims[0].state, owing(story.case.claims[0])) == ("part_paid", eur(15))
    story.do("correct_payment", FIN, money=eur(25), reason=WHY)
    assert (story.case.claims[0].state, owing(story.case.claims[0])) == ("approved", eur(40))
    assert [one for one in told(story) if one[0] == "received"] == [
        ("received", "C1", "40 EUR"),
        ("received", "C1", "-15 EUR"),
        ("received", "C1", "-25 EUR"),
    ]


def test_cash_on_delivery_gives_nothing_back_that_was_never_paid() -> None:
    story = Story(eur(50))
    story.do("set_order", payment="cash_on_delivery", cost=eur(20))
    for move in ("choose_refund", "choose_credit"):
        assert move not in {one.move for one in legal_moves(story.case)}
        refusal = story.refused(move, lines=(), paid=eur(50))
        assert "paid at the door" in str(refusal)
    assert statement(story) == {"cost": "20"}
    story.do("set_order", payment="cash_collected")
    story.refund(eur(50))
    assert statement(story)["goods"] == "50"
    story.refused("set_order", payment="cash_on_delivery")


def test_duty_of_a_dap_order_is_no_money_of_ours() -> None:
    story = Story(eur(50))
    story.do("set_order", duties="dap")
    story.refused("set_order", duty=eur(5))
    story.refused("book_money", account="import_charges", money=eur(5), reason=WHY)
    story.do("set_order", duties="ddp", duty=eur(5))
    story.do("book_money", account="import_charges", money=eur(5), reason=WHY)
    assert statement(story) == {"goods": "45", "duty": "5", "import_charges": "5"}


@pytest.mark.parametrize("parts", [{"shipping": eur(40), "tax": eur(11)}, {"tax": usd(1)}])
def test_parts_of_a_price_fit_into_it(parts: dict[str, Money]) -> None:
    Story(eur(50)).refused("set_order", **parts)
    Story().refused("set_order", **parts)


def test_lines_add_up_to_the_case_after_every_move_and_never_change() -> None:
    seen: set[str] = set()
    for seed in range(WALKS):
        chance = Random(seed)
        watched = WatchedCase(chance.choice((None, eur("31.50"), eur(400), usd(2000))))
        earlier: tuple[object, ...] = ()
        for _ in range(STEPS):
            watched.click(chance, list(legal_moves(watched.case)))
        for end in range(1, len(watched.log) + 1, 7):
            lines = ledger(watched.log[:end])
            assert lines[: len(earlier)] == earlier
            earlier = lines
        lines = ledger(watched.log)
        _add_up(lines, watched)
        seen |= {one.place.account for one in lines}
    assert seen >= {"goods", "refunded", "resend", "debited", "claimed", "approved", "received", "written_off"}


def _add_up(lines: tuple, watched: WatchedCase) -> None:  # type: ignore[type-arg]
    sums: dict[Place, Decimal] = {}
    for one in lines:
        assert one.amount and one.place.account in ACCOUNTS
        assert one.seq <= watched.case.version
        sums[one.place] = sums.get(one.place, Decimal(0)) + one.amount
    assert {place: amount for place, amount in sums.items() if amount} == standing(watched.case)
    for one in statements(watched.case):
        assert one.back - one.out == one.balance
        assert isinstance(one, Statement) and set(one.amounts) <= set(ACCOUNTS)


def test_the_lines_of_one_move_are_those_that_the_whole_log_tells() -> None:
    story = Story(eur(50))
    before = story.case
    story.do("set_order", cost=eur(20))
    entry: LogEntry = story.log[-1]
    assert lines_of(before, story.case, entry) == ledger(story.log)[-1:]
    assert lines_of(None, before, story.log[0]) == ledger(story.log)[:1]
