"""Saying things in the reader's language: gettext catalogues, dates, money and people's names.

English is the source; `handlers/locales/` holds the catalogues. The lead of every word is the reader: private
answers, modals and App Home are in the person's language, posts in the channel's.
"""

import gettext
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cases.case import TextRef
from cases.light_dataclass import dataclass
from cases.money import SDR, Money
from cases.words import N_, Person, Sentence, Term
from handlers.glossary import TERMS

if TYPE_CHECKING:
    from babel import Locale

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = {"en": "English", "zh_CN": "中文"}
# Characters that turn the direction of text, and letters that are written from right to left.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Only marks at the edge of a word can begin formatting.
FORMATTING = re.compile(r"(?<!\w)[*_~`]|[*_~`](?!\w)")
SHOWN_AS_IT_IS = {mark: f"\u200b{mark}\u200b" for mark in "*_~`"}
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


@dataclass(frozen=True, slots=True)
class Words:
    """One language, and the zone that dates are told in."""

    language: str = "en"
    zone: str = "UTC"

    def __call__(self, text: str, /, **params: Any) -> str:
        """The text in this language, with its `{names}` filled in as Slack mrkdwn."""
        found = _catalogue(self.language).gettext(text)
        return found.format_map(_Told(self, params)) if params else found

    def plain(self, text: str, /, **params: Any) -> str:
        """The same for places where Slack shows plain text: nothing is escaped, dates are written out."""
        found = _catalogue(self.language).gettext(text)
        return found.format_map(_ToldPlainly(self, params)) if params else found

    def say(self, sentence: Sentence) -> str:
        """A sentence of the rules as mrkdwn."""
        return self(sentence.text, **sentence.params) if sentence.params else self(sentence.text)

    def count(self, one: str, many: str, n: int, /, **params: Any) -> str:
        """The form that fits a number; `{n}` is the number."""
        found = _catalogue(self.language).ngettext(one, many, n)
        return found.format_map(_Told(self, {"n": n, **params}))

    def in_a_row(self, *sentences: str) -> str:
        """Whole sentences one after the other; after a full-width stop no space follows."""
        return ("" if self.language == "zh_CN" else " ").join(sentences)

    def term(self, word: str) -> str:
        """The reader's word for a state, move, role, clock or choice; the word itself where it has none."""
        label = TERMS.get(word)
        return _catalogue(self.language).gettext(label) if label else word

    def move(self, name: str) -> str:
        """The reader's word for what a button does: a few moves are called as the state is that they lead to."""
        return self.term(f"move:{name}")

    def money(self, money: Money) -> str:
        """An amount with its currency code, grouped as this language does."""
        if money.currency == SDR:
            # Nobody pays in it and nobody knows its code: treaties and carriers write SDR.
            return f"SDR {money.amount.normalize():f}"
        return _amount(money.amount, money.currency, self.language)

    def day(self, instant: datetime | date) -> str:
        """A date that cannot be misread: 2026-04-03 (Fri)."""
        return self._written(instant, "yyyy-MM-dd (EEE)")

    def moment(self, instant: datetime) -> str:
        """A date and hour in this reader's zone, with the zone: 2026-04-03 (Fri) 18:00 CST."""
        return f"{self._written(instant, 'yyyy-MM-dd (EEE) HH:mm')} {_zone_name(instant, self.zone)}"

    def token(self, instant: datetime) -> str:
        """The date as it stands in this zone, and beside it Slack's own date token in each reader's zone."""
        stamp = int(instant.timestamp())
        return f"{self.moment(instant)} (<!date^{stamp}^{{date_short_pretty}} {{time}}|{self._utc(instant)}>)"

    def _written(self, instant: datetime | date, pattern: str) -> str:
        from babel.dates import format_date, format_datetime

        if isinstance(instant, datetime):
            local = instant.astimezone(ZoneInfo(self.zone))
            return format_datetime(local, pattern, tzinfo=ZoneInfo(self.zone), locale=_locale(self.language))
        return format_date(instant, pattern, locale=_locale(self.language))

    def _utc(self, instant: datetime) -> str:
        return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def language_of(locale: str | None, default: str = "en") -> str:
    """The language Tracer speaks for a Slack locale or a word somebody typed; `default` where it says nothing."""
    if not locale:
        return default
    low = locale.lower().replace("-", "_")
    return "zh_CN" if low.startswith(("zh", "cn", "中", "汉", "简")) else "en"


def escaped(text: str) -> str:
    """Somebody's text as mrkdwn shows it literally: no mention, link, channel or broadcast can come of it.

    Source: https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    return unturned(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unturned(text: str) -> str:
    """Somebody's text without the characters that turn the order of what stands beside it; each line that runs from
    right to left is closed in itself, so that an amount behind it stays where it is.

    Source: https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
    """
    text = TURNING.sub("", text)
    if not RIGHT_TO_LEFT.search(text):
        return text
    return "\n".join(f"\u2068{line}\u2069" if RIGHT_TO_LEFT.search(line) else line for line in text.split("\n"))


def quoted(text: str) -> str:
    """Escaped text without formatting of its own: a star or tilde in a note does not run on.

    Marks inside a word, as in a reference, stay as they are, for copying.
    """
    return FORMATTING.sub(lambda found: SHOWN_AS_IT_IS[found[0]], escaped(text))


def length(text: str) -> int:
    """How long a text is, as the strictest count it: an emoji and whatever else has no place in two bytes as two.

    Slack's page says characters and not which; who checks in JavaScript counts the units of UTF-16.
    """
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def beginning(text: str, longest: int) -> str:
    """As much of a text as is no longer than that, never half of a character."""
    if length(text) <= longest:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: 2 * longest].decode("utf-16-le", "ignore")


def shortened(text: str, longest: int) -> str:
    """The text, cut with an ellipsis where it is longer."""
    return text if length(text) <= longest else beginning(text, longest - 1).rstrip() + "…"


def cut(mrkdwn: str, longest: int) -> str:
    """Mrkdwn of ours, cut where it is longer, never inside an escaped character, a mention or a date."""
    if length(mrkdwn) <= longest:
        return mrkdwn
    kept = beginning(mrkdwn, longest - 1)
    for opens, closes in (("<", ">"), ("&", ";")):
        if kept.rfind(opens) > kept.rfind(closes) and mrkdwn.find(closes, kept.rfind(opens)) >= len(kept):
            kept = kept[: kept.rfind(opens)]
    return kept.rstrip() + "…"


def brief(text: str, longest: int = 60) -> str:
    """Somebody's text where one short line is the place for it, not yet escaped."""
    return shortened(" ".join(text.split()), longest)


class Marked:
    """Text that is mrkdwn already, made by us of escaped parts, and is not to be escaped again."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


class _Told(dict[str, Any]):
    """Parameters of a sentence, each told as what it is."""

    def __init__(self, words: Words, params: Mapping[str, Any]) -> None:
        super().__init__(params)
        self.words = words

    def __getitem__(self, name: str) -> str:
        return self.told(super().__getitem__(name))

    def __missing__(self, name: str) -> str:
        return "–"

    def told(self, value: Any) -> str:
        words = self.words
        if isinstance(value, Person):
            return f"<@{value.id}>"
        if isinstance(value, datetime):
            return words.token(value)
        if isinstance(value, Money):
            return escaped(words.money(value))
        return quoted(self.plainly(value)) if isinstance(value, str) else self.plainly(value)

    def plainly(self, value: Any) -> str:
        words = self.words
        if value is None:
            return "–"
        if isinstance(value, Term):
            return words.term(value.word)
        if isinstance(value, Money):
            return words.money(value)
        if isinstance(value, datetime):
            return words.moment(value)
        if isinstance(value, date):
            return words.day(value)
        if isinstance(value, TextRef):
            return words(N_("(kept apart)"))
        if isinstance(value, Sentence):
            return words.say(value)
        if isinstance(value, frozenset | set | tuple | list):
            listed = sorted(value, key=str) if isinstance(value, frozenset | set) else value
            return words(N_(", ")).join(self.told(Term(one) if isinstance(one, str) else one) for one in listed)
        return str(value)


class _ToldPlainly(_Told):
    def told(self, value: Any) -> str:
        return f"@{value.id}" if isinstance(value, Person) else self.plainly(value)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("tracer", LOCALES, languages=[language], fallback=True)


@cache
def _locale(language: str) -> "Locale":
    from babel import Locale

    return Locale.parse("zh_Hans_CN" if language == "zh_CN" else "en_US")


@lru_cache(maxsize=2000)
def _amount(amount: Decimal, currency: str, language: str) -> str:
    """Kept, because the same sums are told on a card, in its thread and in lists, and writing one takes its time."""
    from babel.numbers import format_currency

    return format_currency(amount, currency, format="¤¤ #,##0.00", locale=_locale(language))


def _zone_name(instant: datetime, zone: str) -> str:
    """CST, CEST, UTC; an offset where the zone has no letters of its own."""
    name = instant.astimezone(ZoneInfo(zone)).tzname() or zone
    return name if name.isalpha() else f"UTC{name}"
