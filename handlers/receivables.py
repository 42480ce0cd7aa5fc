"""What payers owe a workspace and what came in that is unmatched, as the views show it."""

from datetime import datetime

from cases.money import Money
from handlers.views.receivables import Owing
from storage.transaction import Transaction


def owing(tx: Transaction, workspace: str, now: datetime) -> list[Owing]:
    """What is owed by payer, currency and age, the promised first, then the largest; one query."""
    return [
        Owing(one.payer, one.promised, tuple(Money(part, one.currency) for part in one.amounts), one.count, one.since)
        for one in tx.receivables(workspace).by_age(now)
    ]


def unmatched(tx: Transaction, workspace: str) -> list[tuple[Money, int]]:
    """What came and belongs to no claim yet, by currency, with how many lines that is; one query."""
    return tx.incoming_money(workspace).unmatched()
