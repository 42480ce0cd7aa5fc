"""What a worker reads before its first card is there when the card is drawn."""

from datetime import UTC, datetime
from decimal import Decimal

from cases.money import Money
from handlers import language
from handlers.language import LANGUAGES, Words
from handlers.read_beforehand import read_beforehand
from handlers.rules_in_force import public_rules


def test_drawing_after_it_reads_no_rules_and_no_formats_again() -> None:
    public_rules.cache_clear()
    language._locale.cache_clear()
    read_beforehand()
    assert public_rules.cache_info().currsize == 1
    assert language._locale.cache_info().currsize == len(LANGUAGES)
    Words("zh_CN").moment(datetime(2026, 4, 3, tzinfo=UTC))
    Words("en").money(Money(Decimal("31.00"), "EUR"))
    assert language._locale.cache_info().misses == len(LANGUAGES)
