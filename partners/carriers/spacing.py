"""Which pieces of a line belong together: one number written with spaces and dashes, or several numbers.

A line is cut where something else than a blank or a dash stands. Of all ways to join the pieces of what is
left, the one is taken in which the most characters belong to numbers that are sure, check digits first.
"""

import re
from collections.abc import Iterator

from cases.light_dataclass import dataclass
from partners.carriers.glances import FEWEST_DIGITS, LONGEST, SHORTEST, Glance, glance, letters_belong

_STRETCH = re.compile(r"[A-Z0-9]+(?:[ -]{1,3}[A-Z0-9]+)*")
_PIECE = re.compile(r"[A-Z0-9]+")
# Letter by letter: " 1 Z 9 9 9 ..." is one piece, not thirty.
# As Swiss Post prints its numbers, the dots between made dashes.
_SPELLED = re.compile(
    r"(?<![A-Z0-9])(?:[A-Z0-9](?:[ -]{1,3}[A-Z0-9](?![A-Z0-9])){5,}|9[89]-\d{2}-\d{6}-\d{8}(?![A-Z0-9]))"
)

MOST_PIECES_JOINED = 14
# Nobody breaks a number into halves as long as whole numbers.
A_NUMBER_OF_ITS_OWN = 10
LONGEST_PREFIX = 5
# Joins are tried so many times in one text; far more than fifty spaced numbers need.
TRIES = 6_000
# Digits as long as this in a line of nothing but digits are part of some number.
STRAY_DIGITS = 2
A_YEAR = re.compile(r"(?:19|20)\d\d")

# Points per character of one piece, and of several joined.
ALONE = {
    Glance.STRONG: 12.0,
    Glance.GOOD: 9.0,
    Glance.FAIR: 8.0,
    Glance.REFUSED_IN_LETTERS: 6.0,
    Glance.REFUSED: 4.0,
    Glance.WEAK: 4.0,
    Glance.NOTHING: 2.5,
}
JOINED = {
    Glance.STRONG: 12.0,
    Glance.GOOD: 8.0,
    Glance.FAIR: 7.0,
    Glance.REFUSED_IN_LETTERS: 5.5,
    Glance.REFUSED: 3.0,
    Glance.WEAK: 1.0,
}
# The same when no digits of the line are left over; the others for digits only, without and with words.
ALL_DIGITS_USED = {Glance.REFUSED_IN_LETTERS: 9.0}
WHOLE_LINE = {Glance.REFUSED: 5.0, Glance.WEAK: 5.0, Glance.NOTHING: 1.0}
WHOLE_AMONG_WORDS = {Glance.REFUSED: 3.0, Glance.WEAK: 5.0, Glance.NOTHING: 1.0}
# Of two readings that are worth the same, the one with fewer numbers.
EACH_NUMBER = -1.0
A_PIECE_THAT_STANDS_ALONE = 5.0
# A label's ZIP code belongs to the number behind it (USPS Publication 199, routing code 420).
ZIP_BEFORE_NUMBER, WITH_ZIP = re.compile(r"420(?:\d{27}|\d{31})"), 9.0
# Digits that are left over beside other short digits were part of one number with them.
LEFT_OVER_IN_A_ROW, LEFT_OVER_ALONE = -15.0, -2.0

# Short words that begin numbers of some carrier: written small before a number they are words.
WORDS = frozenset(
    """a an and as at be by case de den der die do el en est et for from has have he i ich id if in is it la
    inv le les li los lost lx mit my no not nr number of on one or ord order our parcel pcs pin po por post
    que qty ref sent she sg sie sku so sur tel th that the this to trk un und was we with you""".upper().split()
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters and digits between two blanks: the plain text and where it stands."""

    text: str
    start: int
    end: int
    written_small: bool

    @property
    def only_letters(self) -> bool:
        return self.text.isalpha()


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of text that is taken for a number, or that was meant as one and is none."""

    number: str
    start: int
    end: int
    seen: Glance
    is_number: bool


class Line:
    """The pieces of one stretch, and where in it the digits are."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.no_words = all(not piece.only_letters or len(piece.text) <= 2 for piece in pieces)
        self.written_small = any(piece.written_small and piece.only_letters for piece in pieces)
        with_digits = [place for place, piece in enumerate(pieces) if not piece.only_letters]
        self._first, self._last = (with_digits[0], with_digits[-1]) if with_digits else (0, 0)

    def used_up_by(self, first: int, count: int) -> bool:
        """Whether no piece with digits stands before or behind these."""
        return first <= self._first and first + count > self._last

    def loss(self, place: int) -> float:
        """What it costs to leave this piece out of every number."""
        piece = self.pieces[place]
        if not piece.text.isdigit() or len(piece.text) < STRAY_DIGITS:
            return 0.0
        beside = self.pieces[max(place - 1, 0) : place] + self.pieces[place + 1 : place + 2]
        in_a_row = any(other.text.isdigit() and not _is_long(other) for other in beside)
        return (LEFT_OVER_IN_A_ROW if in_a_row else LEFT_OVER_ALONE) * len(piece.text)


@dataclass(slots=True)
class Tries:
    """How many more joins may be tried in this text."""

    left: int = TRIES


def numbers_in(plain: str, written: str, tries: Tries | None = None) -> Iterator[Found]:
    """Numbers of a text in order, and the pieces that were meant as one but cannot be.

    `plain` is the text in ASCII capitals, `written` the same text as typed, character for character. The time
    grows with the length of the text and no faster, whatever it holds.
    """
    tries = tries or Tries()
    for stretch in _STRETCH.finditer(plain):
        yield from _read(_pieces(plain, written, stretch.start(), stretch.end()), tries)


def _pieces(plain: str, written: str, start: int, end: int) -> list[Piece]:
    pieces: list[Piece] = []
    reached = start
    for spelled in _SPELLED.finditer(plain, start, end):
        pieces += _apart(plain, written, reached, spelled.start())
        pieces.append(Piece(re.sub("[ -]", "", spelled[0]), spelled.start(), spelled.end(), False))
        reached = spelled.end()
    return pieces + _apart(plain, written, reached, end)


def _apart(plain: str, written: str, start: int, end: int) -> list[Piece]:
    return [
        Piece(hit[0], hit.start(), hit.end(), written[hit.start() : hit.end()].islower())
        for hit in _PIECE.finditer(plain, start, end)
    ]


def _read(pieces: list[Piece], tries: Tries) -> Iterator[Found]:
    """The best reading of one stretch, found from its end to its start."""
    line = Line(pieces)
    best: list[float] = [0.0] * (len(pieces) + 1)
    length: list[int] = [0] * len(pieces)
    for first in range(len(pieces) - 1, -1, -1):
        best[first] = best[first + 1] + line.loss(first)
        for count, points in _openings(line, first, tries):
            if points + best[first + count] > best[first]:
                best[first], length[first] = points + best[first + count], count
    yield from _along(pieces, length)


def _along(pieces: list[Piece], length: list[int]) -> Iterator[Found]:
    place = 0
    while place < len(pieces):
        count = length[place] or 1
        taken = pieces[place : place + count]
        number = "".join(piece.text for piece in taken)
        if length[place]:
            yield Found(number, taken[0].start, taken[-1].end, glance(number), True)
        elif _meant_as_number(number):
            yield Found(number, taken[0].start, taken[-1].end, Glance.NOTHING, False)
        place += count


def _openings(line: Line, first: int, tries: Tries) -> Iterator[tuple[int, float]]:
    """How many pieces from here can be one number, and the points for it."""
    pieces = line.pieces
    alone = _points_alone(pieces[first], len(pieces) == 1)
    if alone:
        yield 1, alone
    joined, own, cores = pieces[first].text, int(_is_long(pieces[first])), [pieces[first]]
    for piece in pieces[first + 1 : first + MOST_PIECES_JOINED]:
        if not tries.left or not _may_be_part(piece) or not _may_be_part(pieces[first]):
            return
        joined, own = joined + piece.text, own + _is_long(piece)
        if len(joined) > LONGEST or own > 1:
            return
        cores.append(piece)
        tries.left -= 1
        points = _points_joined(joined, cores, line, line.used_up_by(first, len(cores)))
        if points:
            yield len(cores), points


def _points_alone(piece: Piece, only_one: bool) -> float:
    number = piece.text
    digits = sum(map(str.isdigit, number))
    if not SHORTEST <= len(number) <= LONGEST or digits < FEWEST_DIGITS:
        return 0.0
    seen = glance(number)
    if seen <= Glance.WEAK and not only_one and (digits < SHORTEST or len(number) < 8):
        return 0.0
    return ALONE[seen] * len(number) + EACH_NUMBER


def _points_joined(number: str, pieces: list[Piece], line: Line, all_digits: bool) -> float:
    digits = sum(map(str.isdigit, number))
    if len(number) < 8 or digits < SHORTEST:
        return 0.0
    seen = glance(number)
    if not _letters_fit(number, pieces, seen, line):
        return 0.0
    rate = max(JOINED.get(seen, 0.0), ALL_DIGITS_USED.get(seen, 0.0) if all_digits else 0.0)
    if number.isdigit() and all_digits:
        rate = max(rate, (WHOLE_LINE if line.no_words else WHOLE_AMONG_WORDS).get(seen, 0.0))
    if seen == Glance.FAIR and ZIP_BEFORE_NUMBER.fullmatch(number):
        rate = WITH_ZIP
    elif seen <= Glance.FAIR and any(
        len(piece.text) >= A_NUMBER_OF_ITS_OWN and _stands_alone(piece) for piece in pieces
    ):
        rate = min(rate, A_PIECE_THAT_STANDS_ALONE)
    return rate * len(number) + EACH_NUMBER if rate else 0.0


def _letters_fit(number: str, pieces: list[Piece], seen: Glance, line: Line) -> bool:
    """Whether letters typed apart can be part of the number, and are not a word beside it."""
    apart = [piece for piece in pieces if piece.only_letters]
    if not apart or seen == Glance.STRONG:
        return True
    if seen < Glance.REFUSED_IN_LETTERS or any(piece.text in WORDS and piece.written_small for piece in apart):
        return False
    if seen == Glance.REFUSED_IN_LETTERS:
        return True
    if letters_belong(number, sum(len(piece.text) for piece in apart)):
        return True
    if any(piece.written_small or piece.text in WORDS for piece in apart):
        return False
    return len(pieces) == len(line.pieces) or line.written_small


def _stands_alone(piece: Piece) -> bool:
    return glance(piece.text) >= Glance.FAIR


def _is_long(piece: Piece) -> bool:
    return len(piece.text) >= A_NUMBER_OF_ITS_OWN


def _may_be_part(piece: Piece) -> bool:
    return not piece.only_letters or len(piece.text) <= LONGEST_PREFIX


def _meant_as_number(number: str) -> bool:
    digits = sum(map(str.isdigit, number))
    if number.isdigit():
        return digits > FEWEST_DIGITS or (digits == FEWEST_DIGITS and A_YEAR.fullmatch(number) is None)
    return digits > FEWEST_DIGITS and len(number) > SHORTEST
