"""Text broken into lines: between words, between Chinese signs, and within a word that fits no line.

A line begins with no closing mark and ends with no opening one, as Chinese and Japanese are set:
https://www.w3.org/TR/clreq/#prohibition_rules_for_line_start_end
"""

import unicodedata
from collections.abc import Iterator

from partners.pack.type_faces import width

NEVER_FIRST = frozenset("，。、；：？！）】》〉」』”’％℃…—～·,.;:?!)]}%")
NEVER_LAST = frozenset("（【《〈「『“‘([{$¥€£")
# A word may also be parted behind these: long references and addresses have no spaces.
PARTS_BEHIND = frozenset("/_")


def lines_of(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """The lines of a printable text in so much room (points); an empty line stays one."""
    broken: list[str] = []
    for paragraph in text.split("\n"):
        broken += _filled(paragraph, room, size, bold)
    return broken


def _filled(paragraph: str, room: float, size: float, bold: bool) -> list[str]:
    full: list[str] = []
    line, used = "", 0.0
    for piece in _pieces(paragraph):
        wide = width(piece.rstrip(" "), size, bold=bold)
        if line and used + wide > room:
            full.append(line.rstrip(" "))
            line, used = "", 0.0
        while wide > room:
            fits = _as_much_as_fits(piece, room, size, bold)
            full.append(piece[:fits])
            piece = piece[fits:]
            wide = width(piece.rstrip(" "), size, bold=bold)
        line, used = line + piece, used + width(piece, size, bold=bold)
    return [*full, line.rstrip(" ")]


def _as_much_as_fits(piece: str, room: float, size: float, bold: bool) -> int:
    used, count = 0.0, 0
    for sign in piece:
        used += width(sign, size, bold=bold)
        if used > room and count:
            break
        count += 1
    return max(count, 1)


def _pieces(paragraph: str) -> Iterator[str]:
    """What must stay together: a word with the spaces behind it, or a wide sign with the marks that cling to it."""
    piece = ""
    for sign in paragraph:
        if piece and _may_part(piece[-1], sign):
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece


def _may_part(before: str, after: str) -> bool:
    if after == " " or after in NEVER_FIRST or before in NEVER_LAST:
        return False
    return before == " " or before in PARTS_BEHIND or _is_wide(before) or _is_wide(after)


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in ("W", "F")
