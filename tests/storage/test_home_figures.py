"""What App Home is made of: its figures, who looks at it, and one letter for all that changes meanwhile."""

from datetime import datetime
from decimal import Decimal

from cases.act import Act, Circumstances
from cases.case import Investigation, Order, TextRef
from cases.decide import decide
from cases.letters import SOON, Letter
from storage.case_lists import Filters
from storage.database import Database
from storage.digest_figures import Sum
from storage.homes import Looking
from storage.transaction import Transaction
from tests.storage.telling import MEI, NOON, T1, euros, keep, later, move, open_case, refund

WHY = TextRef("r", "00")


def claim(tx: Transaction, number: int, asked: str, *moves: tuple[str, dict]) -> None:
    money = {"payer": "XCover", "payer_kind": "insurer", "money": euros(asked)}
    case = keep(tx, move(tx.cases.load(T1, number), "draft_claim", **money))
    case = keep(tx, move(case, "file_claim", target="C1", reference=f"CL-{number}"))
    for name, details in moves:
        case = keep(tx, move(case, name, target="C1", **details))


def test_money_is_claimed_then_granted_then_received_or_written_off(database: Database) -> None:
    for _ in range(4):
        open_case(database, order=Order("O-1", "amazon.de", euros("900")))
    with database.transaction() as tx:
        claim(tx, 1, "80.10")
        claim(tx, 2, "70", ("claim_approved", {"money": euros("60")}))
        claim(
            tx,
            3,
            "50",
            ("claim_approved", {"money": euros("50")}),
            ("claim_paid", {"money": euros("20"), "reference": "B"}),
        )
        claim(tx, 4, "10", ("write_off", {"reason": WHY}))
    with database.reading() as tx:
        figures = tx.home_figures(T1, later(1))
        assert figures.money_claimed() == [Sum("EUR", Decimal("80.10"), 1)]
        assert figures.money_granted() == [Sum("EUR", Decimal(90), 2)]
        assert figures.money_received(later(-1)) == [Sum("EUR", Decimal(20), 1)]
        assert figures.money_written_off(later(-1)) == [Sum("EUR", Decimal(10), 1)]
        assert figures.money_written_off(later(1)) == figures.money_received(later(1)) == []


def test_money_counts_when_it_came_whatever_became_of_its_claim(database: Database) -> None:
    for _ in range(3):
        open_case(database, order=Order("O-1", "amazon.de", euros("900")))
    granted = ("claim_approved", {"money": euros("50")})
    with database.transaction() as tx:
        for number in (1, 2, 3):
            claim(tx, number, "50", granted)
            part = {"target": "C1", "money": euros("20"), "reference": f"A-{number}"}
            keep(tx, move(tx.cases.load(T1, number), "claim_paid", later(1), **part))
        # A month later the rest of the first comes, the second is written off, and the third is only written to.
        rest = {"target": "C1", "money": euros("30"), "reference": "B-1"}
        keep(tx, move(tx.cases.load(T1, 1), "claim_paid", later(700), **rest))
        keep(tx, move(tx.cases.load(T1, 2), "write_off", later(700), target="C1", reason=WHY))
        keep(tx, move(tx.cases.load(T1, 3), "accept_short", later(700), target="C1", reason=WHY))
    with database.reading() as tx:
        figures, behind = tx.home_figures(T1, later(701)), tx.digest_behind(T1, later(701))
        assert figures.money_received(later(600)) == [Sum("EUR", Decimal(30), 1)]
        assert behind.money_received("EUR", later(600)) == [1]
        assert figures.money_received(NOON) == [Sum("EUR", Decimal(90), 3)]
        assert figures.money_written_off(later(600)) == [Sum("EUR", Decimal(60), 2)]
        # As of before nothing of it had come.
        assert tx.home_figures(T1, later(2)).money_received(NOON) == [Sum("EUR", Decimal(60), 3)]


def test_a_claim_counts_as_filed_in_time_only_where_one_was_filed(database: Database) -> None:
    for _ in range(5):
        open_case(database)
    asked = {"payer": "XCover", "payer_kind": "insurer", "money": euros("50")}
    with database.transaction() as tx:
        for number in range(1, 6):
            until = {"clock": "filing_deadline", "until": later(48), "source": WHY}
            keep(tx, move(tx.cases.load(T1, number), "set_date", **until))
        claim(tx, 1, "50")
        # The second was filed in time and is only noted a week later; the third is filed when its day has passed.
        for number, noted, filed in ((2, 200, 40), (3, 60, 60)):
            case = keep(tx, move(tx.cases.load(T1, number), "draft_claim", **asked))
            told = Act("file_claim", MEI, "C1", {"reference": f"CL-{number}", "at": later(filed)})
            keep(tx, decide(case, told, Circumstances(now=later(noted))))
        keep(tx, move(tx.cases.load(T1, 4), "no_claim", later(1), reason=WHY))
    with database.reading() as tx:
        assert tx.home_figures(T1, later(201)).claims_filed(later(-1)) == (2, 2)
        assert tx.home_figures(T1, later(47)).claims_filed(later(-1)) == (2, 0)


def test_the_hours_to_a_decision_are_the_median_of_what_was_decided(database: Database) -> None:
    for _ in range(5):
        open_case(database)

    def median(since: datetime) -> float | None:
        with database.reading() as tx:
            hours = tx.home_figures(T1, later(200)).hours_to_decide(since)
            return None if hours is None else round(hours, 3)

    assert median(NOON) is None
    with database.transaction() as tx:
        for number, hours in ((1, 2), (2, 5), (3, 30)):
            keep(tx, refund(tx.cases.load(T1, number), at=later(hours)))
        keep(tx, move(tx.cases.load(T1, 4), "not_lost", later(100), outcome="duplicate"))
    assert median(NOON) == 5
    assert median(later(3)) == 17.5
    with database.transaction() as tx:
        keep(tx, refund(tx.cases.load(T1, 5), at=later(7)))
    assert median(NOON) == 6


def test_answers_that_are_overdue_are_counted_and_silence_has_a_beginning(database: Database) -> None:
    for _ in range(2):
        open_case(database, investigations=(Investigation("I1", "UPS"),))
    with database.transaction() as tx:
        case = keep(tx, move(tx.cases.load(T1, 1), "take"))
        keep(tx, move(case, "ask_carrier", later(1), target="I1"))
    with database.reading() as tx:
        assert tx.home_figures(T1, later(2)).answers_overdue() == 0
        late = tx.home_figures(T1, later(30 * 24))
        assert (late.answers_overdue(), late.answers_overdue(MEI.id), late.answers_overdue("UBEN")) == (1, 1, 0)
        assert late.silent_since([1, 2]) == {1: later(1)}
        assert (late.owned(MEI.id), late.owned("UBEN")) == (1, 0)


def test_a_date_that_others_have_set_comes_before_what_is_merely_overdue(database: Database) -> None:
    for hours in (0, 1, 2):
        open_case(database, at=later(hours))
    with database.transaction() as tx:
        case = keep(tx, move(tx.cases.load(T1, 3), "buyer_wrote", later(3)))
        keep(tx, move(case, "set_date", later(3), clock="buyer_answer", until=later(60), source=WHY))

    def listed(until: datetime, page: int = 1, size: int = 9, **more: object) -> tuple[list[int], int]:
        with database.reading() as tx:
            found = tx.cases.listing(T1, Filters(urgent_by=until, **more), page, size)
            return [one.number for one in found.cases], found.total

    assert listed(later(59)) == ([1, 2, 3], 3)
    assert listed(later(61)) == ([3, 1, 2], 3)
    assert [listed(later(61), page, 2)[0] for page in (1, 2, 3)] == [[3, 1], [2], []]
    assert listed(later(61), 1, 1) == ([3], 3)
    assert listed(later(61), carrier="dhl") == ([], 0)


def test_private_cases_are_listed_for_those_they_are_for(database: Database) -> None:
    for _ in range(3):
        open_case(database)
    with database.transaction() as tx:
        for number in (1, 2):
            case = keep(tx, move(tx.cases.load(T1, number), "take"))
            keep(tx, move(case, "make_private"))
        keep(tx, move(tx.cases.load(T1, 2), "assign", person="UBEN", backup="UANA"))
    with database.reading() as tx:
        seen = {
            reader: [one.number for one in tx.cases.listing(T1, Filters(reader=reader)).cases]
            for reader in (None, MEI.id, "UBEN", "UANA", "UEVE")
        }
    assert seen == {None: [1, 2, 3], MEI.id: [1, 3], "UBEN": [2, 3], "UANA": [2, 3], "UEVE": [3]}


def test_who_looks_at_home_and_where_is_remembered(database: Database) -> None:
    with database.transaction() as tx:
        tx.homes.opened(T1, "U1", NOON, Looking())
        tx.homes.opened(T1, "U2", later(2), Looking())
        tx.homes.opened(T1, "U1", later(1), Looking("mine", 3))
        assert tx.homes.looking(T1, "U1") == Looking("mine", 3)
        assert tx.homes.looking(T1, "U9") == tx.homes.looking("T2", "U1") == Looking()
        assert tx.homes.looked_since(T1, ["U1", "U2", "U9"], later(1)) == ["U1", "U2"]
        assert tx.homes.looked_since(T1, ["U1", "U2"], later(2)) == ["U2"]
        assert tx.homes.looked_since("T2", ["U1"], NOON) == []


def test_a_letter_that_waits_says_what_changes_until_it_is_sent(database: Database) -> None:
    def owe(name: str, lane: str = "home:U1", kind: str = "home") -> None:
        with database.transaction() as tx:
            tx.outbox.add_or_join(Letter(name, T1, lane, kind, priority=SOON, not_before=later(1)), NOON)

    def unsent() -> int:
        with database.reading() as tx:
            return tx.outbox.unsent_count(T1)

    owe("one")
    owe("two")
    assert unsent() == 1
    owe("three", "home:U2")
    owe("four", kind="whisper")
    assert unsent() == 3
    with database.transaction() as tx:
        [first] = [one for one in tx.outbox.claim(later(2), 30, 9, "w") if one.lane == "home:U1"]
        assert first.key == "one"
    owe("five")
    assert unsent() == 4
