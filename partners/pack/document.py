"""What a document says, before it is set in type: plain values, every word in its reader's language already.

The same document gives the same bytes, whenever and wherever it is set.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as somebody wrote it: what it is about, and its words; empty lines part its paragraphs."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known, a name and its value a line. `note` stands below in small type."""

    heading: str
    rows: tuple[tuple[str, str], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title, its share of the width, and whether it holds amounts."""

    title: str
    share: float
    amounts: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under titles that are repeated on every page. `note` stands below; `empty` where there is no row.

    `below` is one more line for each row, in small type and over all columns but the first; none where it is empty.
    """

    heading: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    empty: str = ""
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture by its caption and the SHA-256 of its bytes (JPEG, PNG, GIF or WebP)."""

    caption: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Photographs:
    """Pictures, two beside each other. `unreadable` is printed in place of one that cannot be shown."""

    heading: str
    photographs: tuple[Photograph, ...]
    unreadable: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """Who confirms what stands above, in whose words, and when."""

    heading: str
    text: str
    rows: tuple[tuple[str, str], ...]


Part = Letter | Facts | Table | Photographs | Declaration


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `running` heads every page, `page_of` numbers it (`{page}`, `{pages}`).

    `language` is its code for readers of the file (`en`, `de`, `fr`, `zh`), `at` the instant it speaks of (UTC).
    """

    title: str
    subtitle: str
    running: str
    page_of: str
    language: str
    at: datetime
    parts: tuple[Part, ...]
