"""What the first card would read while it holds a transaction open, read before there is one."""

from datetime import UTC, datetime
from decimal import Decimal

from cases.money import Money
from handlers.language import LANGUAGES, Words
from handlers.rules_in_force import public_rules


def read_beforehand() -> None:
    """Have the public rules, and how dates and money are written in each language, in memory; asks no database.

    A worker draws several cards at once from its first moment. Each would read all this for itself, on a processor that
    it has to share, while PostgreSQL waits for each of them.
    """
    public_rules()
    for language in LANGUAGES:
        words = Words(language)
        words.moment(datetime(2000, 1, 1, tzinfo=UTC))
        words.money(Money(Decimal("1.00"), "EUR"))
