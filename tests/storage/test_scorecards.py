"""Every figure of a scorecard, counted anew from the logs of random cases, one after the other."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from statistics import median as middle
from typing import Any

import pytest
from sqlalchemy import event

from cases.case import Case, LogEntry
from cases.document import Document, apply_difference, from_document
from cases.ledger import statements
from cases.scorecards import WITHOUT_RATE, Score, median, together
from cases.shipped import Shipped
from cases.targets import legal_moves
from storage.database import Database
from storage.scorecards import COLUMNS
from tests.cases.finishing import towards_the_end
from tests.cases.telling import MONDAY, eur, usd
from tests.cases.test_any_order_of_moves import go_on
from tests.cases.watched import WatchedCase
from tests.storage.telling import NOON, T1, keep, later, move, open_case

YEAR = timedelta(days=365)
CARRIERS = ("ups", "dhl_de", None)
Told = tuple[Case, list[LogEntry]]


def walks(seed: int, count: int = 9) -> Iterator[WatchedCase]:
    """Cases to which much has happened; every other one is brought to its end."""
    chance = Random(seed)
    for number in range(count):
        watched = WatchedCase((eur(400), usd(90))[number % 2])
        for _ in range(20):
            watched.click(chance, list(legal_moves(watched.case)))
            go_on(watched, chance, 3)
        while number % 2 and watched.case.is_open:
            watched.make(towards_the_end(watched.case))
        yield watched


def kept(database: Database, watched: WatchedCase, number: int, carrier: str | None) -> Told:
    """A case kept move by move under its own number and carrier; as it stands, and its log."""
    first, *rest = watched.log
    parcels = [{**one, "carrier": carrier} for one in first.changes["parcels"]]  # type: ignore[attr-defined]
    own = {"workspace": T1, "number": number}
    log = [replace(first, changes={**first.changes, **own, "parcels": parcels})]
    log += [
        replace(one, changes={name: part for name, part in one.changes.items() if name != "parcels"}) for one in rest
    ]
    document: Document = {}
    with database.transaction() as tx:
        for entry in log:
            document = apply_difference(document, entry.changes)
            tx.cases.keep(from_document(document), entry)
    return from_document(document), log


def when(entry: LogEntry) -> datetime:
    stated: Any = entry.details.get("at")
    return stated or entry.at


def days(since: LogEntry, until: LogEntry) -> float:
    return max(when(until) - when(since), timedelta(0)).total_seconds() / 86400


def counted(told: list[Told]) -> dict[str, Any]:
    """What some cases come to, read from their logs the slow way."""
    found: dict[str, Any] = Counter(opened=len(told))
    replies, cash, money = [], [], dict[str, tuple[Decimal, Decimal]]()
    for case, log in told:
        if case.status == "closed":
            back = case.outcome == "not_lost" or case.found_at is not None
            found["not_lost" if back else "lost"] += 1
        for line in (*case.investigations, *case.claims):
            its = [one for one in log if one.target == line.id]
            begun = [n for n, one in enumerate(its) if one.move in ("ask_carrier", "ask_elsewhere", "file_claim")]
            heard = [one for one in its[begun[0] :] if one.move in ANSWERS] if begun else []
            replies += (
                [max(when(heard[0]) - when(its[begun[0]]), timedelta(0)).total_seconds() / 86400] if heard else []
            )
        for claim in case.claims:
            its = [one for one in log if one.target == claim.id]
            filed = next((one for one in its if one.move == "file_claim"), None)
            if filed is None:
                continue
            paid = claim.received is not None and claim.received.amount > 0
            found["filed"] += 1
            found["paid"] += paid
            found["settled"] += paid or claim.state in ("denied_final", "written_off")
            first = next((one for one in its if one.move == "claim_paid"), None)
            if paid and first is not None:
                cash.append(days(filed, first))
        for one in statements(case):
            repaid = one.of("repaid").amount
            gone, came = money.get(one.currency, (Decimal(0), Decimal(0)))
            money[one.currency] = gone + one.out.amount - repaid, came + one.back.amount - repaid
    found["replies"], found["cash"] = sorted(replies), sorted(cash)
    found["money"] = {code: sums for code, sums in money.items() if any(sums)}
    return found


ANSWERS = frozenset(
    "carrier_acknowledged carrier_refused carrier_needs_info carrier_located parcel_delivered carrier_destroyed "
    "carrier_confirmed_loss late_fact payer_needs_info claim_approved claim_offered claim_denied appeal_denied "
    "payment_reversed payer_released".split()
)


def shown(score: Score) -> dict[str, Any]:
    """A row as `counted` tells it."""
    names = ("opened", "lost", "not_lost", "filed", "paid", "settled")
    found: dict[str, Any] = Counter({name: getattr(score, name) for name in names})
    found["replies"], found["cash"] = sorted(score.replies), sorted(score.cash)
    found["money"] = {one.currency: (one.lost, one.recovered) for one in score.money}
    return found


def test_every_figure_is_that_of_the_logs(database: Database) -> None:
    told = [kept(database, one, n + 1, CARRIERS[n % 3]) for n, one in enumerate(walks(seed=7))]
    for by, names_of in (
        ("carrier", lambda case: (case.parcel.carrier,)),
        ("cause", lambda case: (case.cause,)),
        ("marketplace", lambda case: (case.order.marketplace,)),
    ):
        with database.reading() as tx:
            found = tx.scorecards(T1, MONDAY - YEAR, MONDAY + YEAR).by(by)
        groups: dict[Any, list[Told]] = {}
        for case, log in told:
            groups.setdefault(names_of(case), []).append((case, log))
        assert {one.names: shown(one) for one in found} == {names: counted(some) for names, some in groups.items()}
        for one in found:
            assert median(one.replies) == (pytest.approx(middle(one.replies)) if one.replies else None)


def test_the_cases_behind_each_figure_are_those_of_the_logs(database: Database) -> None:
    told = [kept(database, one, n + 1, CARRIERS[n % 3]) for n, one in enumerate(walks(seed=22, count=8))]
    month = f"{MONDAY:%Y-%m}"
    with database.transaction() as tx:
        tx.shipped(T1).replace([Shipped(month, 400, "ups"), Shipped(month, 90, "dhl_de"), Shipped(month, 30)])
    with database.reading() as tx:
        cards = tx.scorecards(T1, MONDAY - YEAR, MONDAY + YEAR)
        found = cards.by("carrier")
        groups = [[one] for one in found] + [found, found[1:]]
        behind = [cards.behind("carrier", rows) for rows in groups]
        assert {one.names: (one.opened, one.lost) for one in cards.briefly("carrier")} == {
            one.names: (one.opened, one.lost) for one in found
        }
    alone = {case.number: counted([(case, log)]) for case, log in told}
    for rows, numbers in zip(groups, behind, strict=True):
        names = {one.names for one in rows}
        its = [case for case, _ in told if (case.parcel.carrier,) in names]
        for figure in ("lost", "not_lost", "filed", "paid", "settled", "cash", "money"):
            assert numbers[figure] == sorted((c.number for c in its if alone[c.number][figure]), reverse=True), figure
        assert numbers["opened"] == sorted((case.number for case in its), reverse=True)
        assert numbers["answered"] == sorted((c.number for c in its if alone[c.number]["replies"]), reverse=True)
        with_rate = [case for case in its if case.parcel.carrier]
        lost = [case.number for case in with_rate if alone[case.number]["lost"]]
        still = [case.number for case in with_rate if case.is_open]
        assert (numbers["rate_lost"], numbers["rate_open"]) == (lost[::-1], still[::-1])
        total = together(rows)
        assert (total.shipped_lost, total.shipped_open) == (len(lost), len(still))
    assert {one.names: one.shipped for one in found} == {("ups",): 400, ("dhl_de",): 90, (None,): 0}


def test_what_was_lost_on_a_lane_has_its_worth_and_what_carriers_paid(database: Database) -> None:
    told = [kept(database, one, n + 1, CARRIERS[n % 3]) for n, one in enumerate(walks(seed=12, count=8))]
    month = f"{MONDAY:%Y-%m}"
    lanes = {(case.parcel.origin, case.parcel.destination) for case, _ in told}
    rows = [Score(names, months=(month,)) for names in lanes]
    with database.reading() as tx:
        cards = tx.scorecards(T1, MONDAY - YEAR, MONDAY + YEAR)
        found = {one.number: one for one in cards.losses(rows)}
        assert cards.losses([Score(names, months=("2020-01",)) for names in lanes]) == []
    lost = [case for case, log in told if counted([(case, log)])["lost"]]
    assert len(lost) > 1
    assert set(found) == {case.number for case in lost}
    for case in lost:
        back = [one.received for one in case.claims if one.payer_kind == "carrier" and one.received]
        its = found[case.number]
        assert its.worth == case.order.paid
        assert its.back == sum((one.amount for one in back if one.currency == its.worth.currency), Decimal(0))


def test_of_private_cases_those_count_that_the_reader_may_see(database: Database) -> None:
    for _ in range(2):
        open_case(database)
    with database.transaction() as tx:
        keep(tx, move(keep(tx, move(tx.cases.load(T1, 1), "take", later(1))), "make_private", later(2)))
    since, until = NOON - timedelta(days=1), later(9)
    with database.reading() as tx:

        def opened(*reader: str, **more: bool) -> int:
            return tx.scorecards(T1, since, until, *reader, **more).by("carrier")[0].opened

        assert (opened(), opened("UMEI"), opened("ULIN"), opened("UMEI", with_private=False)) == (2, 2, 1, 1)
        assert tx.scorecards("T2", since, until).by("carrier") == []
        assert tx.scorecards(T1, until, until + YEAR).by("carrier") == []


def test_however_many_cases_there_are_it_takes_six_queries(database: Database) -> None:
    for _ in range(3):
        open_case(database)
    with database.transaction() as tx:
        tx.shipped(T1).put(Shipped("2026-11", 900, "ups"))
    with database.reading() as tx:
        asked: list[str] = []
        event.listen(tx.connection, "before_cursor_execute", lambda *args: asked.append(args[2]))
        cards = tx.scorecards(T1, NOON - YEAR, NOON + YEAR)
        asked.clear()
        for by in COLUMNS:
            cards.by(by)
        # Of a cause it is not asked what was shipped, and where nothing is told, not what was lost of it.
        # Of hubs it is asked once more under which names they are told, of cases and of what was shipped.
        assert len(asked) == 6 + 5 * (len(COLUMNS) - 1 - len(WITHOUT_RATE)) + 4 * len(WITHOUT_RATE) + 2


def test_a_hub_is_one_row_under_whichever_of_its_names_it_was_written(database: Database) -> None:
    for hub in ("深圳", "深圳", "深圳", "Shenzhen", "SHENZHEN", "广州", "Our Depot", "our depot", "Elsewhere"):
        case = open_case(database)
        with database.transaction() as tx:
            keep(tx, move(case, "set_parcel", hub=hub))
    with database.transaction() as tx:
        tx.shipped(T1).put(Shipped("2026-11", 900, "ups", hub="Shenzhen"))
    with database.reading() as tx:
        cards = tx.scorecards(T1, NOON - YEAR, NOON + YEAR)
        found = {one.names[0]: one.opened for one in cards.by("hub")}
        assert found == {"深圳": 5, "广州": 1, "Our Depot": 2, "Elsewhere": 1}
        [hub] = [one for one in cards.by("hub") if one.names == ("深圳",)]
        assert hub.shipped == 900 and sorted(cards.behind("hub", [hub])["opened"]) == [1, 2, 3, 4, 5]
