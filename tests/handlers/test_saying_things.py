"""Language, dates, money and other people's text, as they are told."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cases.money import Money
from cases.words import Person, Sentence, Term
from handlers.language import Marked, Words, escaped, language_of, quoted, shortened

FRIDAY = datetime(2026, 4, 3, 10, 0, tzinfo=UTC)
ENGLISH, CHINESE = Words("en", "Asia/Shanghai"), Words("zh_CN", "Asia/Shanghai")


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh-CN", "zh_CN"), ("zh_TW", "zh_CN"), ("ZH", "zh_CN"), ("中文", "zh_CN"), ("en-GB", "en"), ("de-DE", "en"),
     ("", "en"), (None, "en")],
)  # fmt: skip
def test_a_locale_names_a_language(locale: str | None, language: str) -> None:
    assert language_of(locale) == language


def test_without_a_locale_the_default_holds() -> None:
    assert (language_of(None, "zh_CN"), language_of("", "zh_CN"), language_of("en", "zh_CN")) == (
        "zh_CN",
        "zh_CN",
        "en",
    )


@pytest.mark.parametrize("text", ["<!channel>", "<@U1>", "<#C1>", "<https://x.example|y>", "a & b < c"])
def test_escaped_text_calls_nobody_and_links_nowhere(text: str) -> None:
    assert "<" not in escaped(text) and escaped(text).replace("&amp;", "").count("&") == text.count("<") + text.count(
        ">"
    )


def test_marks_at_the_edge_of_words_format_nothing_and_those_inside_are_kept_for_copying() -> None:
    assert quoted("*bold* _it_ ~no~ `code`").count("\u200b") == 16
    assert quoted("REF_12*3") == "REF_12*3"


@pytest.mark.parametrize(
    ("text", "longest", "cut"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("a  d", 3, "a…"),
        ("", 3, ""),
        ("汉字文", 3, "汉字文"),
        ("👍👍", 4, "👍👍"),
        ("👍👍👍", 5, "👍👍…"),
        ("👍👍👍", 4, "👍…"),
    ],
)
def test_a_text_is_cut_with_an_ellipsis(text: str, longest: int, cut: str) -> None:
    assert shortened(text, longest) == cut


def test_dates_cannot_be_misread_and_tell_their_zone() -> None:
    assert ENGLISH.day(date(2026, 4, 3)) == "2026-04-03 (Fri)"
    assert ENGLISH.moment(FRIDAY) == "2026-04-03 (Fri) 18:00 CST"
    assert Words("en", "Europe/Berlin").moment(FRIDAY) == "2026-04-03 (Fri) 12:00 CEST"
    assert Words("en", "America/Sao_Paulo").moment(FRIDAY) == "2026-04-03 (Fri) 07:00 UTC-03"
    assert CHINESE.moment(FRIDAY) == "2026-04-03 (周五) 18:00 CST"


def test_a_date_in_a_message_has_slacks_token_beside_it() -> None:
    assert ENGLISH.token(FRIDAY) == (
        f"2026-04-03 (Fri) 18:00 CST (<!date^{int(FRIDAY.timestamp())}^{{date_short_pretty}} {{time}}|"
        "2026-04-03 10:00 UTC>)"
    )


@pytest.mark.parametrize(
    ("amount", "currency", "told"),
    [("1234.5", "EUR", "EUR 1,234.50"), ("1234", "JPY", "JPY 1,234"), ("0.1", "KWD", "KWD 0.100")],
)
def test_money_has_its_code_and_the_decimals_of_its_currency(amount: str, currency: str, told: str) -> None:
    assert ENGLISH.money(Money(Decimal(amount), currency)).replace("\xa0", " ") == told


def test_parameters_are_told_as_what_they_are() -> None:
    told = ENGLISH(
        "{who} {what} {money} {text} {marked} {nothing} {missing}",
        who=Person("U1"),
        what=Term("delivered"),
        money=Money(Decimal(31), "EUR"),
        text="<b> *x*",
        marked=Marked("*ours*"),
        nothing=None,
    )
    assert told.startswith("<@U1> delivered EUR") and "*ours* – –" in told
    assert "&lt;b&gt; \u200b*\u200bx\u200b*\u200b" in told


def test_plain_text_is_not_escaped_and_names_people_with_a_sign() -> None:
    assert ENGLISH.plain("{who}: {text}", who=Person("U1"), text="<b> & c") == "@U1: <b> & c"


def test_a_sentence_inside_another_is_told_in_the_same_language() -> None:
    inner = Sentence("{n} is wrong", {"n": 5})
    assert ENGLISH("Left out: {why}", why=inner) == "Left out: 5 is wrong"
