"""The type that documents are set in: it comes with the package, so that every machine prints the same.

Noto Sans (Latin, Greek, Cyrillic) and, where it has no sign, Droid Sans Fallback (Chinese, Japanese, Korean). What
neither has, such as an emoji or Arabic, is printed as a replacement character: nothing is dropped in silence.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
PLAIN, BOLD, WIDE = "NotoSans", "NotoSans-Bold", "DroidSansFallback"
REPLACEMENT = "\ufffd"
# Neither seen nor heard: marks of direction, joiners, and the selectors behind an emoji.
UNSEEN = frozenset({"Cf", "Cc", "Cs", "Cn", "Co"})


@cache
def faces() -> dict[str, Any]:
    """The three faces by name, read and made known to the PDF library at the first call."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    found = {name: TTFont(name, FONTS / f"{_FILES[name]}.ttf") for name in (PLAIN, BOLD, WIDE)}
    for font in found.values():
        pdfmetrics.registerFont(font)
    return {name: font.face for name, font in found.items()}


_FILES = {PLAIN: "NotoSans-Regular", BOLD: "NotoSans-Bold", WIDE: "DroidSansFallback"}


def printable(text: str) -> str:
    """The text with only what can be printed in it: one shape for each letter, spaces for tabs, no unseen marks."""
    return "".join(_shown(sign) for sign in unicodedata.normalize("NFC", text).replace("\t", " "))


def runs(text: str, *, bold: bool = False) -> Iterator[tuple[str, str]]:
    """A printable text in stretches of one face each: the face's name and its signs."""
    name, stretch = "", ""
    for sign in text:
        wanted = _face_of(sign, bold)
        if wanted != name and stretch:
            yield name, stretch
            stretch = ""
        name, stretch = wanted, stretch + sign
    if stretch:
        yield name, stretch


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a printable text is, in points."""
    return sum(_advance(sign, bold) for sign in text) * size / 1000


@lru_cache(maxsize=16384)
def _shown(sign: str) -> str:
    if sign == "\n":
        return sign
    if unicodedata.category(sign) in UNSEEN or "\ufe00" <= sign <= "\ufe0f":
        return REPLACEMENT if unicodedata.category(sign) in ("Cn", "Co", "Cs") else ""
    if unicodedata.category(sign) == "Zs" and sign != "\u3000":
        return " "
    return sign if any(ord(sign) in faces()[name].charToGlyph for name in (PLAIN, WIDE)) else REPLACEMENT


@lru_cache(maxsize=16384)
def _face_of(sign: str, bold: bool) -> str:
    return (BOLD if bold else PLAIN) if ord(sign) in faces()[PLAIN].charToGlyph else WIDE


@lru_cache(maxsize=16384)
def _advance(sign: str, bold: bool) -> float:
    face = faces()[_face_of(sign, bold)]
    return float(face.charWidths.get(ord(sign), face.defaultWidth))
