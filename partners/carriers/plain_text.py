"""Text as people paste it, made plain without moving a character, and parts of it blanked once understood."""

import re
import unicodedata
from collections.abc import Iterable

_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&nbsp;": " "}
_ENTITY = re.compile("|".join(_ENTITIES))
# https://handbuch.post.ch/en/barcode-web-service
PRINTED_WITH_DOTS = re.compile(r"(?<![A-Za-z0-9.])9[89]\.\d{2}\.\d{6}\.\d{8}(?![A-Za-z0-9])")
# Stands where something was taken out: no letter, no digit, no space, so nothing joins across it.
GONE = "\x00"


def without_invisible(text: str) -> str:
    """The text with HTML's escapes undone and zero-width and combining characters dropped."""
    unescaped = _ENTITY.sub(lambda hit: _ENTITIES[hit[0]], text) if "&" in text else text
    if unescaped.isascii():
        return unescaped.replace(GONE, " ")
    kept = (character for character in unescaped if not _invisible(character))
    return "".join(kept).replace(GONE, " ")


def flat(text: str) -> str:
    """The same number of characters, in ASCII capitals where they have such a form.

    Full-width letters, digits and punctuation become plain ones, every dash `-`, every space but tab and line
    end a blank; what has no plain form of one character (Chinese, for instance) stays.
    """
    if text.isascii():
        return text.upper().translate(_ASCII_SPACES)
    return "".join(character.upper() if character.isascii() else _plain(character) for character in text)


def without_printed_dots(text: str) -> str:
    """The text with a dash for each dot that Swiss Post prints into its numbers: 99.60.123456.12345678."""
    return PRINTED_WITH_DOTS.sub(lambda hit: hit[0].replace(".", "-"), text)


def blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with each span taken out, the rest where it was; line ends inside a span stay."""
    characters = list(text)
    for start, end in spans:
        for place in range(start, end):
            if characters[place] != "\n":
                characters[place] = GONE
    return "".join(characters)


_ASCII_SPACES = str.maketrans({"\r": "\n", "\v": "\n", "\f": "\n"})


def _invisible(character: str) -> bool:
    return not character.isascii() and unicodedata.category(character) in ("Cf", "Mn", "Me")


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Pd" or character == "−":
        return "-"
    if category == "Zs":
        return " "
    if category in ("Zl", "Zp") or character == "\x85":
        return "\n"
    if category == "Nd":
        return str(unicodedata.decimal(character))
    folded = unicodedata.normalize("NFKC", character)
    return folded.upper() if len(folded) == 1 and folded.isascii() else character
