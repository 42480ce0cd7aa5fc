"""Scorecards over five thousand losses and two hundred thousand shipments, against their own queries sent bare."""

import statistics
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import NullPool, create_engine, delete, insert, update
from sqlalchemy import case as when

from cases.scorecards import RATE_LOST, together
from cases.shipped import Shipped, month_at
from handlers.language import Words
from handlers.stats_facts import scorecard
from handlers.views.scorecard import scorecard_blocks
from storage.database import Database
from storage.engines import address
from storage.money_tables import LedgerRow
from storage.row import table_of
from storage.tables import CaseRow, LogRow
from storage.transaction import Transaction
from storage.watch_tables import ClaimRow
from tests.bench.commands import PEOPLE, TEAM
from tests.bench.crowd import NOW, crowd, settle
from tests.bench.digest_measured import bare, said, timed
from tests.bench.machine import DIALECTS, Machine
from tests.bench.rows import Row, at_most

LOSSES, SHIPMENTS, DAYS, ROUNDS, BUDGET = 5_000, 200_000, 365, 7, 2.0
CARRIERS, COUNTRIES = ("ups", "dhl", "fedex", "usps", "gls"), ("DE", "US", "BR", "FR", "GB", "JP", "MX", "IT")
STILL_OPEN = 5
cases, log, claims, lines = (table_of(row) for row in (CaseRow, LogRow, ClaimRow, LedgerRow))
ENGLISH = Words("en", "UTC")


async def scorecard_rows(machine: Machine) -> Iterator[Row]:
    """By carrier and by lane, with last year beside this one, each in turn with its bare queries."""
    rows = []
    for dialect, name in DIALECTS.items():
        url = crowd(machine, dialect, LOSSES).url
        _lose(url)
        database = Database.open(url)
        with database.transaction() as tx:
            tx.shipped(TEAM).replace(_shipped())
        for by in ("carrier", "lane"):
            rows.append(_row(database, by, f"scorecard by {by} on {name}"))
        database.close()
    return iter(rows)


def _row(database: Database, by: str, name: str) -> Row:
    def work(tx: Transaction) -> object:
        card = scorecard(tx, TEAM, by, DAYS, NOW, ENGLISH)
        assert (card.total.opened, card.total.shipped) == (LOSSES, SHIPMENTS)
        return scorecard_blocks(card, ENGLISH, may_share=True)

    statements = said(database, work)
    took = [(timed(database, work), timed(database, bare(statements))) for _ in range(ROUNDS + 1)][1:]
    our, their = (statistics.median(pair[which] for pair in took) * 1000 for which in (0, 1))
    ratio = statistics.median(ours / theirs for ours, theirs in took)
    with database.reading() as tx:
        cards = tx.scorecards(TEAM, NOW - timedelta(days=DAYS), NOW)
        found = cards.by(by)
        assert len(cards.behind(by, found)[RATE_LOST]) == together(found).shipped_lost
    return at_most(name, f"{our:,.1f} ms, {len(statements)} queries bare {their:,.1f} ms", ratio, BUDGET)


def _lose(url: str) -> None:
    """Every case is asked about, answered and claimed; four of five are lost for good, and half of these were paid."""
    engine = create_engine(address(url), poolclass=NullPool)
    numbers = range(1, LOSSES + 1)
    still = cases.c.number % STILL_OPEN == 0
    with engine.begin() as connection:
        for table in (lines, claims, log):
            connection.execute(delete(table))
        closed = {"status": when((still, "open"), else_="closed"), "outcome": when((still, None), else_="resolved")}
        connection.execute(update(cases).values(**closed, origin="CN", opened_at=NOW - timedelta(days=40)))
        for place, carrier in enumerate(CARRIERS):
            its = cases.c.number % len(CARRIERS) == place
            connection.execute(update(cases).where(its).values(carrier=carrier, service=f"{carrier} post"))
        for place, country in enumerate(COUNTRIES):
            connection.execute(
                update(cases).where(cases.c.number % len(COUNTRIES) == place).values(destination=country)
            )
        connection.execute(insert(log), [one for number in numbers for one in _log(number)])
        connection.execute(insert(claims), [_claim(number) for number in numbers])
        connection.execute(insert(lines), [one for number in numbers for one in _lines(number)])
    settle(engine)
    engine.dispose()


def _log(number: int) -> Iterator[dict[str, Any]]:
    told = (("ask_carrier", "I1"), ("carrier_confirmed_loss", "I1"), ("file_claim", "C1"), ("claim_approved", "C1"))
    for seq, (move, target) in enumerate((*told, ("claim_paid", "C1")), start=1):
        yield {
            "workspace": TEAM,
            "case_number": number,
            "seq": seq,
            "at": NOW - timedelta(days=40 - 3 * seq - number % 3),
            "actor_kind": "person",
            "actor_id": PEOPLE[0],
            "actor_roles": ["agent"],
            "move": move,
            "target": target,
            "details": {},
            "changes": {},
        }


def _claim(number: int) -> dict[str, Any]:
    received = Decimal(20) if number % 2 else None
    told = {"payer": "UPS", "payer_kind": "carrier", "state": "paid" if number % 2 else "denied_final"}
    return {"workspace": TEAM, "case_number": number, "claim": "C1", "currency": "EUR", "received": received, **told}


def _lines(number: int) -> Iterator[dict[str, Any]]:
    for seq, (account, amount) in enumerate((("refunded", 60), ("received", 20)), start=1):
        yield {
            "workspace": TEAM, "case_number": number, "seq": seq, "place": 0, "at": NOW, "by_kind": "person",
            "by": PEOPLE[0], "move": "refund_done", "account": account, "currency": "EUR", "amount": Decimal(amount),
        }  # fmt: skip


def _shipped() -> list[Shipped]:
    """As many parcels, told apart as far as they can be: most of them are alone in their kind."""
    chance, found = Random(1), dict[Shipped, int]()
    months = [month_at(NOW - timedelta(days=30 * back), "UTC") for back in range(1, 12)]
    for _ in range(SHIPMENTS):
        carrier = chance.choice(CARRIERS)
        one = Shipped(
            chance.choice(months), 1, carrier, f"{carrier} post", "CN", chance.choice(COUNTRIES),
            warehouse=f"W{chance.randrange(9)}", sku=f"SKU-{chance.randrange(900)}",
        )  # fmt: skip
        found[one] = found.get(one, 0) + 1
    return [Shipped(one.month, count, *one.kind) for one, count in found.items()]
