"""What the lines of an address are written in, and how a P.O. box or a missing house number shows in them."""

import re
import unicodedata
from collections.abc import Iterable

from cases.late_pattern import LatePattern

# The beginnings of Unicode's names of letters, and the script that people call them by.
SCRIPTS = {
    "CJK": "chinese",
    "HIRAGANA": "japanese",
    "KATAKANA": "japanese",
    "HANGUL": "korean",
    "CYRILLIC": "cyrillic",
    "ARABIC": "arabic",
    "HEBREW": "hebrew",
    "GREEK": "greek",
    "THAI": "thai",
    "DEVANAGARI": "devanagari",
    "GEORGIAN": "georgian",
    "ARMENIAN": "armenian",
}
LATIN, OTHER = "LATIN", "other"
# How a box at a post office is written, in the languages that parcels go to.
_BOX = LatePattern(
    r"""\bp\s*\.?\s*o\s*\.?\s*box\b | \bpost(?:al)?\s+(?:office\s+)?box\b | \bpostfach\b | \bbo[iî]te\s+postale\b
    | \bb\.?p\.?\s*\d | \bapartado\b(?:\s+(?:postal|de\s+correos))?\s*\d | \bcasella\s+postale\b | \bcaixa\s+postal\b
    | \bpostbus\s*\d | \bpost(?:boks|box|lokero)\s*\d | \bskrytka\s+poczt | \bp\.?o\.?b\.?\s+\d | 邮政信箱 | 郵政信箱
    | 私書箱 | 사서함 | (?<!\w)а/я(?!\w) | абонентский\s+ящик | ص\s*\.?\s*ب(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
# A street may be called after a number; and a house may have none, which the address then says.
_ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th)\b", re.IGNORECASE)
_WITHOUT = re.compile(r"\b(?:s/n|s\.n\.|snc|z\.n\.|b\.?b\.?)(?!\w)|(?<!\w)б/н(?!\w)|無番地|无门牌", re.IGNORECASE)


def po_box_in(lines: Iterable[str]) -> str | None:
    """The line that names a P.O. box; None where none does."""
    return next((one for one in lines if _BOX.search(one)), None)


def has_house_number(lines: Iterable[str]) -> bool:
    """Whether a house number is in the lines of the street, or the word for a house that has none."""
    return any(_WITHOUT.search(one) or any(sign.isnumeric() for sign in _ORDINAL.sub("", one)) for one in lines)


def script_of(text: str) -> str | None:
    """The script of the first letter that is no Latin one; None where all are."""
    for sign in text:
        # Letters of full width are Latin ones, and are printed as such.
        if sign.isalpha() and not (name := unicodedata.name(unicodedata.normalize("NFKC", sign)[0], "")).startswith(
            LATIN
        ):
            return next((script for begins, script in SCRIPTS.items() if name.startswith(begins)), OTHER)
    return None
