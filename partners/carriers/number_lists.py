"""Tracking numbers in a file that a shop, a forwarder or a spreadsheet exports: which column has them, line by line.

Files come in UTF-8, UTF-16 or, from Chinese systems, GB18030; with commas, semicolons or tabs; with headers in several
languages or none. What a line has in place of a number is told with its line, never guessed.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from cases.light_dataclass import dataclass
from cases.words import N_, Refused, Sentence
from partners.carriers.glances import looks_like_a_number
from partners.carriers.names import carrier_typed
from partners.carriers.numbers import Recognised, recognise

MOST_LINES = 2000
LARGEST_BYTES = 1_000_000
MOST_BAD = 200
# Of a column without a header, this part must be numbers.
MOSTLY = 0.5
LOOKED_AT = 50
SEPARATORS = ",;\t|"
# Spreadsheets write long numbers so, and the last digits are gone.
ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
# Written out again, it has zeros behind the fifteen digits that spreadsheets keep, or the six that they show.
ZEROED = re.compile(r"[1-9]\d{14}0{3,}|[1-9]\d{5,}0{6,}")
# Cells that are kept as text are written so: ="123", '123.
AS_TEXT = re.compile(r'^="(.*)"$|^\'(.*)$', re.DOTALL)
WHOLE = re.compile(r"(\d{8,})\.0")
# Headers as shops, forwarders and carriers write them, the surest first; compared without spaces and marks.
NUMBER_HEADERS = (
    "trackingnumber", "trackingno", "trackingnr", "trackingid", "trackingcode", "tracking", "trackingnumbers",
    "waybillnumber", "waybillno", "waybill", "airwaybill", "awb", "awbnumber", "parcelnumber", "parcelno",
    "shipmentnumber", "shipmenttrackingnumber", "consignmentnumber", "consignment",
    "运单号", "运单号码", "运单编号", "物流单号", "快递单号", "跟踪号", "跟踪单号", "跟踪号码", "追踪号", "追踪号码",
    "追踪编号", "追踪单号", "物流运单号", "国际运单号", "国际物流单号", "包裹单号", "包裹号", "4px单号", "转单号",
    "尾程单号", "末端单号", "服务商单号", "服务商跟踪号", "尾程跟踪号", "末端跟踪号", "末派单号",
    "運單號", "物流單號", "快遞單號", "追蹤號", "追蹤號碼",
    "sendungsnummer", "trackingnummer", "paketnummer", "numérodesuivi", "numerodesuivi", "númerodeseguimiento",
    "numerodeseguimiento", "numeroditracking", "códigoderastreio", "codigoderastreio", "追跡番号", "お問い合わせ番号",
    "单号", "number",
)  # fmt: skip
CARRIER_HEADERS = (
    "carrier", "carriername", "courier", "couriername", "shippingcarrier", "carriercode",
    "承运商", "物流商", "物流公司", "快递公司", "承運商", "物流公司名称", "快递公司名称", "versanddienst",
    "transporteur",
)  # fmt: skip
# Why a line gave no number.
NOTHING, WAS_ROUNDED, NO_NUMBER, TWICE, NO_RESULT = "nothing", "rounded", "no_number", "twice", "no_result"
WHY = {
    NOTHING: N_("There is nothing where the number should be."),
    NO_RESULT: N_("This is a formula whose result is not in the file. Open it in Excel, save it, and send that."),
    WAS_ROUNDED: N_("A spreadsheet has rounded it. Format that column as text and export it again."),
    NO_NUMBER: N_("This is no tracking number."),
    TWICE: N_("This number is in the file already."),
}


@dataclass(frozen=True, slots=True)
class ListedNumber:
    """A number of a file, the carrier that stands beside it (our code), and its line, counted from 1."""

    one: Recognised
    carrier: str | None
    line: int


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that gave no number: what stands there, and why not, a word of `WHY`."""

    line: int
    written: str
    why: str


@dataclass(frozen=True, slots=True)
class NumberList:
    """What a file has. `column` is the header of the column that was read, None where there was no header.

    `too_many` counts the lines beyond the most that are read, `bad_beyond` the bad ones beyond those that are listed.
    """

    numbers: tuple[ListedNumber, ...]
    bad: tuple[BadLine, ...]
    column: str | None
    too_many: int = 0
    bad_beyond: int = 0


def too_large() -> Sentence:
    """What is said of a file that is larger than is read."""
    return Sentence(N_("The file is larger than 1 MB. Send only the column of tracking numbers, or several files."))


def read_number_list(content: bytes) -> NumberList:
    """The numbers of a file. Raises Refused with a sentence where it is none that can be read."""
    if len(content) > LARGEST_BYTES:
        raise Refused(too_large().text)
    rows = _rows(decoded(content))
    if not rows:
        raise Refused(N_("The file is empty. Send one with a column of tracking numbers."))
    header, body = _header_and_body(rows)
    column = _column(header, body)
    if column is None:
        raise Refused(
            N_(
                "No column of tracking numbers was found in the file. Name the column “Tracking number” or “运单号”, "
                "and send it again."
            )
        )
    return _read(header, body, column)


def decoded(content: bytes) -> str:
    """A file as text, in whichever of the encodings it is. Raises Refused with a sentence where it is no text."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused(N_("This is a spreadsheet, not a CSV file. Save it as “CSV UTF-8” and send that."))
    encodings = (
        ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", *_by_its_letters(content)]
    )
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused(N_("The file is no text that can be read. Save it as “CSV UTF-8” and send that."))


def _by_its_letters(content: bytes) -> tuple[str, ...]:
    """Which encoding of before Unicode comes first: Chinese has its letters in pairs of bytes, “Müller” one by one."""
    runs = [len(one) for one in re.findall(rb"[\x80-\xff]+", content)]
    western = 2 * sum(one == 1 for one in runs) > len(runs)
    return ("cp1252", "gb18030") if western else ("gb18030",)


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Each row that has anything, with its line; cells as they are meant."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    found: list[tuple[int, list[str]]] = []
    csv.field_size_limit(LARGEST_BYTES)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            found.append((reader.line_num, [meant(cell) for cell in cells]))
    return found


def meant(cell: str) -> str:
    """A cell without what spreadsheets put around it to keep it as text."""
    text = cell.strip().strip("\u200b\ufeff\u00a0\t ")
    if found := AS_TEXT.match(text):
        text = (found[1] or found[2] or "").strip()
    whole = WHOLE.fullmatch(text)
    return whole[1] if whole else text


def _header_and_body(rows: Sequence[tuple[int, list[str]]]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The first row is a header where it says so, or has no number and the next one has."""
    first, rest = rows[0][1], list(rows[1:])
    named = any(folded(cell) in NUMBER_HEADERS for cell in first)
    if named or (rest and not any(is_number(cell) for cell in first) and any(map(is_number, rest[0][1]))):
        return first, rest
    return [], list(rows)


def _column(header: Sequence[str], body: Sequence[tuple[int, list[str]]]) -> int | None:
    """The column whose header names it, else the one with most numbers, if it has mostly numbers."""
    names = [folded(cell) for cell in header]
    for name in NUMBER_HEADERS:
        if name in names:
            return names.index(name)
    some = [cells for _, cells in body[:LOOKED_AT]]
    counts = [sum(is_number(_cell(cells, n)) for cells in some) for n in range(max(map(len, some), default=0))]
    best = max(range(len(counts)), key=counts.__getitem__, default=None)
    return best if best is not None and counts[best] >= max(1, MOSTLY * len(some)) else None


def _read(header: Sequence[str], body: Sequence[tuple[int, list[str]]], column: int) -> NumberList:
    carriers = _carrier_column(header)
    numbers: list[ListedNumber] = []
    bad: list[BadLine] = []
    seen: set[str] = set()
    for line, cells in body[:MOST_LINES]:
        written = _cell(cells, column)
        why = why_not(written)
        one = recognise(written)
        if why is None and one.number in seen:
            why = TWICE
        if why is not None:
            bad.append(BadLine(line, written, why))
            continue
        seen.add(one.number)
        named = carrier_typed(_cell(cells, carriers)) if carriers is not None else None
        numbers.append(ListedNumber(one, named, line))
    name = header[column] if column < len(header) else None
    return NumberList(
        tuple(numbers), tuple(bad[:MOST_BAD]), name, max(0, len(body) - MOST_LINES), max(0, len(bad) - MOST_BAD)
    )


def _carrier_column(header: Sequence[str]) -> int | None:
    names = [folded(cell) for cell in header]
    return next((names.index(name) for name in CARRIER_HEADERS if name in names), None)


def why_not(written: str) -> str | None:
    """Why a cell is no tracking number, a word of `WHY`; None where it may be one."""
    if not written:
        return NOTHING
    plain = written.replace(" ", "")
    if ROUNDED.fullmatch(plain) or ZEROED.fullmatch(plain):
        return WAS_ROUNDED
    if written.startswith("="):
        return NO_RESULT
    return None if is_number(written) else NO_NUMBER


def is_number(written: str) -> bool:
    """Whether a cell may be opened as a tracking number."""
    return looks_like_a_number(recognise(written).number) if written else False


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""


def folded(cell: str) -> str:
    """A header as it is compared: spaces, marks and case undone."""
    return "".join(_letters(cell.casefold()))


def _letters(text: str) -> Iterable[str]:
    return (one for one in text if one.isalnum())
