"""How goods are packed, by their kind: data with sources, read when they are needed first."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cases.light_dataclass import dataclass
from cases.rules import CONFIDENCES

DATA = Path(__file__).with_name("advice.toml")
EVERY_PARCEL = "every_parcel"
WORDS = ("text", "text_zh", "source", "confidence")


class AdviceError(Exception):
    """A row of the data file that is incomplete; the message names it and says what would be right."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One line of advice for some kinds of goods, in English and Chinese, with the page that says so."""

    kinds: tuple[str, ...]
    text: str
    text_zh: str
    source: str
    confidence: str
    checked: date


@dataclass(frozen=True, slots=True)
class Packing:
    """Everything that is known: the words by which a kind of goods is recognised, and the advice."""

    words: Mapping[str, Sequence[str]]
    advice: Sequence[Advice]


def packing() -> Packing:
    """What is known of packing."""
    return _read()


def kinds_of(goods: str) -> tuple[str, ...]:
    """The kinds that goods are of, by the words in their name or that of a kind itself; none where nothing tells."""
    plain = f" {' '.join(''.join(sign if sign.isalnum() else ' ' for sign in goods.casefold()).split())} "
    return tuple(kind for kind, words in _read().words.items() if any(_is_in(plain, word) for word in (kind, *words)))


def advice_for(kinds: Sequence[str]) -> tuple[Advice, ...]:
    """The advice for goods of these kinds, then that for every parcel."""
    wanted = {*kinds}
    own = [one for one in _read().advice if wanted.intersection(one.kinds)]
    return (*own, *(one for one in _read().advice if EVERY_PARCEL in one.kinds))


def read_packing(written: str) -> Packing:
    """The data of a file's text. Raises AdviceError: advice without a source does not load."""
    data = tomllib.loads(written)
    words = {row["id"]: tuple(row["words"]) for row in data["kind"]}
    return Packing(words, tuple(_advice(row, place, words) for place, row in enumerate(data["advice"], 1)))


def _is_in(plain: str, word: str) -> bool:
    """Whether a word stands in a text: Chinese anywhere, others as a word of their own, of one thing or several."""
    if not word.isascii():
        return word in plain
    spelt = " ".join(word.replace("-", " ").split())
    return any(f" {one} " in plain for one in (spelt, f"{spelt}s", f"{spelt}es"))


@cache
def _read() -> Packing:
    return read_packing(DATA.read_text(encoding="utf-8"))


def _advice(row: Mapping[str, Any], place: int, words: Mapping[str, Any]) -> Advice:
    where = f"advice.toml, advice {place}"
    for name in WORDS:
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise AdviceError(f"{where}: “{name}” is missing. Write it between quotes.")
    if not row["source"].startswith(("https://", "http://")):
        raise AdviceError(f"{where}: this advice has no source, so it does not count. Write the page that says so.")
    if row["confidence"] not in CONFIDENCES:
        raise AdviceError(f"{where}: “confidence” must be one of {', '.join(CONFIDENCES)}.")
    if not isinstance(row.get("checked"), date) or isinstance(row.get("checked"), datetime):
        raise AdviceError(f"{where}: “checked” is missing. Write the day on which the source was read.")
    if strange := [one for one in row.get("kinds", ["?"]) if one not in (*words, EVERY_PARCEL)]:
        raise AdviceError(f"{where}: there is no kind “{strange[0]}”. Write it above, with its words.")
    return Advice(tuple(row["kinds"]), *(row[name] for name in WORDS), checked=row["checked"])
