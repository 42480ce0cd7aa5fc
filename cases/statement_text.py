"""The file of a bank or carrier as rows of cells: in which writing it is, and what stands between its cells."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence

from cases.statement_heads import head_of
from cases.words import N_, Refused

LARGEST_BYTES, MOST_LINES = 2_000_000, 5_000
DELIMITERS = "\t;,|"
# The lines that tell which delimiter it is.
LOOKED_AT = 200
_ABOVE_ASCII = re.compile(rb"[\x80-\xff]+")
# Cells that spreadsheets and payment services keep as text: ="123", '123 and `123.
_AS_TEXT = re.compile(r'^="(.*)"$|^[\'`](?=\d)(.*)$', re.DOTALL)
Row = tuple[int, list[str]]


def text_of(content: bytes) -> str:
    """The text of a file, whatever its encoding. Raises Refused for what is too large or no text."""
    if len(content) > LARGEST_BYTES:
        raise Refused(N_("The file is larger than two megabytes. Export one month, or one account, at a time."))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"%PDF-" in content[:1024]:
        raise Refused(
            N_(
                "A PDF cannot be read as lines of money: its columns get lost. Download the same statement or invoice "
                "as CSV or Excel (.xlsx), or copy its lines and paste them here."
            )
        )
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(N_("This is an old or locked Excel file. Save it as .xlsx without a password, or as CSV."))
    if b"\x00" in content[:4096] or content.startswith(b"PK\x03\x04"):
        raise Refused(N_("This is no CSV. Save the table as CSV (comma or semicolon separated) and send that."))
    for encoding in ("utf-8-sig", *(("gb18030", "cp1252") if _in_pairs(content) else ("cp1252", "gb18030"))):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", errors="replace")


def rows_of(text: str) -> list[Row]:
    """The rows of a text that have anything, with the line that each begins on, counted from 1.

    Parted by the delimiter under which its columns have names, else by the one that most lines have alike; else each
    line is one cell. Raises Refused for more lines than a month has.
    """
    whole = text.encode("utf-8", "replace").decode().replace("\x00", "")
    lines = whole.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = 1 if lines[0].lower().startswith("sep=") else 0
    if sum(1 for one in lines[first:] if one.strip()) > MOST_LINES:
        raise Refused(N_("That is more than {n} lines. Send one month, or one account, at a time."), n=MOST_LINES)
    delimiter = _with_heads(lines[first:]) or _usual(lines[first:])
    if not delimiter:
        return [(number, [_meant(one)]) for number, one in enumerate(lines, 1) if one.strip()]
    return [(number + first, row) for number, row in _whole(lines[first:], delimiter) if any(row)]


def _in_pairs(content: bytes) -> bool:
    """Whether signs beyond ASCII are of two bytes, as in Chinese files; in western ones they stand alone."""
    stretches = _ABOVE_ASCII.findall(content)
    return 2 * sum(len(one) % 2 == 0 for one in stretches) > len(stretches)


def _with_heads(lines: Sequence[str]) -> str:
    """The delimiter under which the most columns have a name that is known; empty where none has."""
    best, most = "", 0
    for delimiter in DELIMITERS:
        found = head_of([row for _, row in _parted(lines[:LOOKED_AT], delimiter, csv.QUOTE_MINIMAL)])
        known = sum(map(len, found[1].places.values())) if found else 0
        if known > most:
            best, most = delimiter, known
    return best


def _usual(lines: Sequence[str]) -> str:
    """The delimiter that most lines have equally often; one comma or semicolon in a line may be a part of its words."""
    best, columns = "", 1
    for delimiter in DELIMITERS:
        counts = [one.count(delimiter) for one in lines[:LOOKED_AT] if one.strip()]
        usual = max(set(counts), key=counts.count) if counts else 0
        if usual >= (1 if delimiter == "\t" else 2) and counts.count(usual) * 2 >= len(counts) and usual + 1 > columns:
            best, columns = delimiter, usual + 1
    return best


def _whole(lines: Sequence[str], delimiter: str) -> list[Row]:
    """The rows as quotation marks have them; as the lines have them, where a stray mark would swallow some."""
    quoted, bare = (list(_parted(lines, delimiter, how)) for how in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE))
    widths = [len(row) for _, row in quoted]
    usual = max(set(widths), key=widths.count, default=0)
    return quoted if _of_width(quoted, usual) >= _of_width(bare, usual) else bare


def _of_width(rows: Sequence[Row], width: int) -> int:
    return sum(1 for _, row in rows if len(row) == width)


def _parted(lines: Sequence[str], delimiter: str, how: int) -> Iterator[Row]:
    csv.field_size_limit(LARGEST_BYTES)
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter, quoting=how)  # type: ignore[arg-type]
    number = 1
    for row in reader:
        yield number, [_meant(cell if how == csv.QUOTE_MINIMAL else cell.strip().strip('"')) for cell in row]
        number = reader.line_num + 1


def _meant(cell: str) -> str:
    """A cell in plain signs and in one line, without what only says that it is text.

    Only within a cell: a Chinese comma is no delimiter.
    """
    apart = cell.replace("，", "， ").replace("；", "； ")
    plain = " ".join(unicodedata.normalize("NFKC", apart).split())
    found = _AS_TEXT.match(plain)
    return (found[1] if found[1] is not None else found[2]) if found else plain
