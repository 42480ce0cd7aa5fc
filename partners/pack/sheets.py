"""Where everything stands: parts of a document become lines, rules and pictures at places on sheets of A4.

Measures are points (1/72 inch) from the lower left corner. Nothing is drawn here, so that the number of pages is known
before the first is printed.
"""

from collections.abc import Sequence
from dataclasses import field

from cases.light_dataclass import dataclass
from partners.pack.lines import lines_of
from partners.pack.type_faces import printable, width

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89
LEFT, RIGHT, TOP, BOTTOM = 62.0, 62.0, 78.0, 64.0
ROOM = PAGE_WIDTH - LEFT - RIGHT
# A heading is followed by at least so much of what it heads.
HELD_TOGETHER = 60.0


@dataclass(frozen=True, slots=True)
class Type:
    """How text is set: its size, from line to line, boldness, and grey (0 black, 1 white)."""

    size: float
    leading: float
    bold: bool = False
    grey: float = 0.0


TITLE = Type(20, 25, bold=True)
SUBTITLE = Type(11, 16, grey=0.35)
HEADING = Type(12.5, 17, bold=True)
READING = Type(10, 15)
SUBJECT = Type(10.5, 15.5, bold=True)
FACT, NAME = Type(9, 13), Type(9, 13, grey=0.4)
CELL, COLUMN_TITLE = Type(7.8, 10.8), Type(7.3, 10, bold=True, grey=0.35)
SMALL = Type(7.5, 10.5, grey=0.4)


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text with its first sign at (x, y)."""

    x: float
    y: float
    text: str
    type: Type


@dataclass(frozen=True, slots=True)
class Ruled:
    """A horizontal line from x on."""

    x: float
    y: float
    length: float
    weight: float = 0.4
    grey: float = 0.75


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG with its lower left corner at (x, y)."""

    x: float
    y: float
    width: float
    height: float
    jpeg: bytes


Mark = Words | Ruled | Picture


@dataclass(slots=True)
class Sheets:
    """The sheets so far, and how far down the last one is filled."""

    pages: list[list[Mark]] = field(default_factory=lambda: [[]])
    headings: list[tuple[str, int, float]] = field(default_factory=list)
    y: float = PAGE_HEIGHT - TOP

    def turn(self) -> None:
        """Begin a new sheet, unless this one is still empty."""
        if self.pages[-1]:
            self.pages.append([])
        self.y = PAGE_HEIGHT - TOP

    def need(self, height: float) -> bool:
        """Turn where less than so much room is left; return whether it was."""
        if self.y - height >= BOTTOM:
            return False
        self.turn()
        return True

    def gap(self, height: float) -> None:
        """Leave room, though never at the head of a sheet."""
        if self.pages[-1]:
            self.y -= height

    def mark(self, mark: Mark) -> None:
        """Put something where it says."""
        self.pages[-1].append(mark)

    def heading(self, text: str, held: float = HELD_TOGETHER) -> None:
        """A heading with a rule below it, never alone at the foot of a sheet; readers of the file find it listed."""
        lines = lines_of(printable(text), ROOM, HEADING.size, bold=True)
        self.need(len(lines) * HEADING.leading + 22 + held)
        self.gap(22)
        self.headings.append((printable(text).replace("\n", " "), len(self.pages) - 1, self.y + HEADING.size))
        self.text(lines, HEADING)
        self.mark(Ruled(LEFT, self.y - 2, ROOM, 0.8, 0.2))
        self.y -= 8

    def text(self, lines: Sequence[str], type: Type, x: float = LEFT) -> None:
        """Lines one below the other; those that find no room go on the next sheet."""
        for line in lines:
            self.need(type.leading)
            self.y -= type.leading
            if line:
                self.mark(Words(x, self.y + type.leading - type.size, line, type))

    def paragraph(self, text: str, type: Type, room: float = ROOM) -> None:
        """A text, broken into lines."""
        self.text(lines_of(printable(text), room, type.size, bold=type.bold), type)

    def side_by_side(self, cells: Sequence[tuple[float, Sequence[str], Type, bool]], padding: float = 3.0) -> None:
        """Cells of one row, each at its x, or ending there where it is an amount; a row may go over several sheets.

        The type with the widest leading sets the row's.
        """
        leading = max(type.leading for _, _, type, _ in cells)
        self.y -= padding
        for number in range(max(len(lines) for _, lines, _, _ in cells)):
            self.need(leading)
            self.y -= leading
            for x, lines, type, at_its_end in cells:
                if number < len(lines) and lines[number]:
                    begins = x - width(lines[number], type.size, bold=type.bold) if at_its_end else x
                    self.mark(Words(begins, self.y + leading - type.size, lines[number], type))
        self.y -= padding
