"""What a document says, before it is set in type: plain values, every word in its reader's language already.

The same document gives the same bytes, whenever and wherever it is set.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from cases.light_dataclass import dataclass


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
PARTS = {kind.__name__: kind for kind in (Letter, Facts, Table, Photographs, Declaration)}


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


def as_plain(document: Document) -> dict[str, Any]:
    """The document as JSON takes it: what somebody confirmed is kept so, and set again from it at any time."""
    plain = asdict(document) | {"at": document.at.isoformat()}
    return plain | {"parts": [{"part": type(one).__name__, **asdict(one)} for one in document.parts]}


def from_plain(plain: dict[str, Any]) -> Document:
    """The document that `as_plain` made this of."""
    parts = tuple(_part(one) for one in plain["parts"])
    return Document(**{**plain, "at": datetime.fromisoformat(plain["at"]), "parts": parts})


def _part(plain: dict[str, Any]) -> Part:
    values: dict[str, Any] = {name: _tuples(value) for name, value in plain.items() if name != "part"}
    if "columns" in values:
        values["columns"] = tuple(Column(**one) for one in plain["columns"])
    if "photographs" in values:
        values["photographs"] = tuple(Photograph(**one) for one in plain["photographs"])
    made: Part = PARTS[plain["part"]](**values)
    return made


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list | tuple) else value
