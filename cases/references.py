"""References as they are compared: claim numbers, tracking numbers and orders, however somebody wrote them."""

import re
import unicodedata
from functools import lru_cache

_NOT_COMPARED = re.compile(r"[^A-Z0-9]+")
_PIECE = re.compile(r"[A-Z0-9]+")
# What is shorter says too little to be a reference, unless it is a case's own.
SHORTEST = 5
MOST_PIECES = 5
_CASE = re.compile(r"(?<![A-Z0-9])LOST[\s\-#_]*(\d{1,7})(?![A-Z0-9])")


@lru_cache(maxsize=4096)
def reference_key(written: str | None) -> str | None:
    """A reference without spaces, dashes and case; None where nothing is left of it."""
    plain = _NOT_COMPARED.sub("", unicodedata.normalize("NFKC", written or "").upper())
    return plain or None


def references_in(text: str) -> frozenset[str]:
    """Everything in a text that may be a reference: each piece with a digit, and neighbours joined as spaces divide."""
    pieces = _PIECE.findall(unicodedata.normalize("NFKC", text).upper())
    found = set()
    for start in range(len(pieces)):
        joined = ""
        for piece in pieces[start : start + MOST_PIECES]:
            joined += piece
            if len(joined) >= SHORTEST and any(mark.isdigit() for mark in joined):
                found.add(joined)
    return frozenset(found)


def cases_in(text: str) -> frozenset[int]:
    """The numbers of the cases that a text names: LOST-0142."""
    return frozenset(int(number) for number in _CASE.findall(unicodedata.normalize("NFKC", text).upper()))


def differ_by_a_typo(one: str, other: str) -> bool:
    """Whether two references are one slip apart: a character wrong, missing, too many, or two in the wrong order."""
    if one == other or min(len(one), len(other)) < SHORTEST + 1 or abs(len(one) - len(other)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, of_other = one[start:], other[start:]
    if rest[1:] == of_other[1:] or rest[1:] == of_other or rest == of_other[1:]:
        return True
    return rest[:2] == of_other[:2][::-1] and rest[2:] == of_other[2:]
