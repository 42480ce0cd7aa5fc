"""The money of cases as it is kept: ledgers, what is owed, what came in, and rates, on both databases."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import insert, text

from cases.act import Act, Circumstances
from cases.case import Actor, Case
from cases.decide import decide
from cases.ledger import ledger
from cases.matching import Incoming, Part
from cases.money import Money
from cases.rates import Rate
from storage.database import Database
from storage.incoming_money import MATCHED, OPEN, SET_ASIDE, incoming
from storage.transaction import Transaction
from tests.storage.telling import NOON, T1, keep, open_case

EVERYBODY = Actor("person", "U1", frozenset({"agent", "lead", "finance"}))


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def moved(tx: Transaction, case: Case, move: str, days: int = 0, **details: object) -> Case:
    act = Act(move, EVERYBODY, details=details)
    return keep(tx, decide(case, act, Circumstances(NOON + timedelta(days=days))))


def claimed(tx: Transaction, case: Case, money: str, reference: str, granted: str | None = None) -> Case:
    case = moved(tx, case, "draft_claim", payer="UPS", payer_kind="carrier", money=usd(money))
    case = moved(tx, case, "file_claim", 1, reference=reference)
    return moved(tx, case, "claim_approved", 40, money=usd(granted)) if granted else case


def test_the_kept_lines_of_a_ledger_are_those_that_the_log_tells(database: Database) -> None:
    case = open_case(database)
    with database.transaction() as tx:
        case = moved(tx, case, "set_order", cost=usd("12.30"))
        case = claimed(tx, case, "50", "CL-1", granted="45")
        moved(tx, case, "claim_paid", 50, money=usd("20"), reference="B1")
    with database.reading() as tx:
        told = ledger(tx.cases.log(T1, 1))
        kept = tx.ledger_lines(T1).of_case(1)
        assert [(one.seq, one.place.account, one.place.line, one.amount) for one in told] == [
            (seq, account, line, amount) for seq, account, line, _, _, amount in kept
        ]
        month = list(tx.ledger_lines(T1).between(NOON + timedelta(days=1), NOON + timedelta(days=41)))
        assert [(one.account, one.party, str(one.amount)) for one in month] == [
            ("claimed", "UPS", "50"),
            ("refused", "UPS", "5"),
            ("approved", "UPS", "45"),
        ]


def test_what_is_owed_by_payer_and_age(database: Database) -> None:
    first, second, third = (open_case(database) for _ in range(3))
    with database.transaction() as tx:
        claimed(tx, first, "50", "CL-1", granted="45")
        claimed(tx, second, "30.10", "CL-2")
        done = claimed(tx, third, "9", "CL-3", granted="9")
        moved(tx, done, "claim_paid", 50, money=usd("9"), reference="B1")
    with database.reading() as tx:
        [promised, filed] = tx.receivables(T1).by_age(NOON + timedelta(days=95))
        assert (promised.payer, promised.promised, promised.count) == ("UPS", True, 1)
        assert promised.amounts == (Decimal(0), Decimal("45.00"), Decimal(0), Decimal(0))
        assert (filed.promised, filed.total, filed.amounts[3]) == (False, usd("30.10"), Decimal("30.10"))
        page = tx.receivables(T1).page(0, 10)
        assert [(one.case, str(one.left), one.since) for one in page] == [
            (2, "30.10 USD", NOON + timedelta(days=1)),
            (1, "45.00 USD", NOON + timedelta(days=40)),
        ]


def test_the_claims_that_a_line_may_mean_are_found_by_what_it_names(database: Database) -> None:
    cases = [open_case(database) for _ in range(4)]
    with database.transaction() as tx:
        for place, case in enumerate(cases):
            claimed(tx, case, f"{50 + place}", f"CL-77{place}", granted=f"{40 + place}")
    number = cases[1].parcel.number

    def meant(text: str, amount: str = "1") -> list[int]:
        with database.reading() as tx:
            return [one.case for one in tx.receivables(T1).meant_by([Incoming("K", usd(amount), text)])]

    assert meant("UPS cl 770 thanks") == [1]
    assert meant(f"ADJ {number}") == [one.number for one in cases if one.parcel.number == number]
    assert meant("for LOST-0003") == [3]
    assert meant("nothing to go by", "43") == [4]
    assert meant("nothing to go by") == []


def test_all_that_a_payer_has_promised_is_found_by_its_sum_and_nothing_that_is_only_filed(database: Database) -> None:
    cases = [open_case(database) for _ in range(3)]
    with database.transaction() as tx:
        claimed(tx, cases[0], "50", "CL-1", granted="45")
        claimed(tx, cases[1], "30.10", "CL-2", granted="30.10")
        claimed(tx, cases[2], "12", "CL-3")
    with database.reading() as tx:
        found = [tx.receivables(T1).meant_by([Incoming("K", usd(sum), "bulk")]) for sum in ("75.10", "87.10")]
    assert [[(one.case, one.left) for one in its] for its in found] == [[(1, usd("45.00")), (2, usd("30.10"))], []]


def test_a_part_of_a_line_is_given_back_and_the_rest_stays_with_its_claim(database: Database) -> None:
    case = open_case(database)
    with database.transaction() as tx:
        case = claimed(tx, case, "50", "CL-1", granted="50")
        money = tx.incoming_money(T1)
        money.keep([Incoming("K", usd("60"), "UPS")], "pasted", "U1", NOON)
        line = money.line("K")
        [owed] = tx.receivables(T1).of_case(1)
        assert line is not None
        line = money.use(line, [Part(owed, usd("50"))], "U1", NOON)
        line = money.give_back(line, 1, "C1", "U2", NOON, Decimal(20))
        assert (line.left, line.uses, line.state) == (
            usd("30"), ({"case": 1, "claim": "C1", "amount": "30"},), OPEN,
        )  # fmt: skip


def test_the_same_line_is_kept_once_and_goes_to_claims_part_by_part(database: Database) -> None:
    case = open_case(database)
    lines = [Incoming("K1", usd("55.00"), "ADJ CL-1", "UPS", NOON.date()), Incoming("K2", usd("3.00"), "Interest")]
    with database.transaction() as tx:
        claimed(tx, case, "50", "CL-1", granted="45")
        [owed] = tx.receivables(T1).of_case(1)
        money = tx.incoming_money(T1)
        assert money.keep(lines, "may.csv", "U1", NOON) == 2
        assert money.keep([*lines, lines[0]], "may again.csv", "U2", NOON) == 0
        line = money.line("K1")
        assert line is not None and (line.state, line.left, line.kept_by) == (OPEN, usd("55.00"), "U1")
        line = money.use(line, [Part(owed, usd("45.00"))], "U2", NOON)
        assert (line.state, line.left) == (OPEN, usd("10.00"))
        line = money.set_aside(line, "A fee.", "U2", NOON)
        assert money.page(SET_ASIDE, 0, 5) == ([line], 1)
        line = money.use(money.take_up_again(line, "U2", NOON), [Part(owed, usd("10.00"))], "U2", NOON)
        assert (line.state, money.unmatched()) == (MATCHED, [(usd("3.00"), 1)])
        line = money.give_back(line, 1, "C1", "U2", NOON)
        assert (line.state, line.left, line.uses) == (OPEN, usd("55.00"), ())
        assert money.line("K1") == line


def test_what_a_line_says_is_sealed_and_goes_with_the_first_of_its_cases_that_is_erased(database: Database) -> None:
    case = open_case(database)
    with database.transaction() as tx:
        claimed(tx, case, "50", "CL-1", granted="45")
        [owed] = tx.receivables(T1).of_case(1)
        money = tx.incoming_money(T1)
        lines = [Incoming("K1", usd("45"), "ADJ Anna", "UPS"), Incoming("K2", usd("3"), "Ben", "DHL")]
        money.keep(lines, "m.csv", "U1", NOON)
        line, other = money.line("K1"), money.line("K2")
        assert line is not None and other is not None
        money.use(line, [Part(owed, usd("45.00"))], "U2", NOON)
        money.set_aside(other, "Charles said so", "U2", NOON)
        rows = tx.connection.execute(text("SELECT * FROM incoming_money")).all()
        assert not any(word in repr(rows) for word in ("Anna", "Ben", "UPS", "DHL", "m.csv", "Charles"))
        tx.personal.erase_case(T1, 1, NOON, "UADMIN")
        gone, kept = money.line("K1"), money.line("K2")
        assert gone is not None and kept is not None
        assert (gone.incoming.text, gone.incoming.payer, gone.source) == ("", "", "")
        assert (gone.incoming.money, gone.uses[0]["amount"], gone.state) == (usd("45"), "45.00", MATCHED)
        assert (kept.incoming.text, kept.why, kept.source) == ("Ben", "Charles said so", "m.csv")


def test_lines_of_an_older_version_are_read_and_sealed_a_few_at_a_time(database: Database) -> None:
    plain = {"kept_by": "U1", "kept_at": NOON, "currency": "USD", "uses": [], "version": 1, "state": OPEN, "why": "?"}
    told = {"text": "Anna", "payer": "UPS", "source": "m.csv", "amount": Decimal(5), "used": Decimal(0)}
    with database.transaction() as tx:
        rows = [{"workspace": T1, "key": f"K{n}", **plain, **told} for n in range(3)]
        tx.connection.execute(insert(incoming), rows)
        before = [tx.incoming_money(T1).line(f"K{n}") for n in range(3)]
        assert [tx.seal_plain_lines(2) for _ in range(3)] == [2, 1, 0]
        assert [tx.incoming_money(T1).line(f"K{n}") for n in range(3)] == before
        assert "Anna" not in repr(tx.connection.execute(text("SELECT * FROM incoming_money")).all())


def test_rates_of_a_day_and_of_the_days_before(database: Database) -> None:
    day = NOON.date()

    def ecb(value: str, days_ago: int) -> Rate:
        return Rate("EUR", "USD", Decimal(value), day - timedelta(days=days_ago), "ecb", NOON)

    with database.transaction() as tx:
        rates = tx.rates(T1)
        assert rates.newest("ecb") is None
        assert rates.keep([ecb("1.05", 0), ecb("1.04", 3), ecb("1.01", 9)]) == 3
        rates.keep([ecb("1.0500001", 0)])
        assert [str(one.value) for one in rates.of(day)] == ["1.0500001", "1.04"]
        assert rates.of(day)[0] == ecb("1.0500001", 0)
        assert (rates.newest("ecb"), rates.newest("imf")) == (day, None)
