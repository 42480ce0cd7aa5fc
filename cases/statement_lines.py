"""Lines of a bank statement or of a carrier's invoice, as people paste them or as a CSV has them, read as money.

Columns are known by their heads, in English, Chinese, German and French, or by what is in them. What cannot be read
for certain is told with its line number and left out; nothing is guessed.
"""

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from cases.late_pattern import LatePattern
from cases.matching import Incoming
from cases.money import MINOR_DIGITS, Money, read_currency, read_money
from cases.statement_heads import TOTALS, column_of
from cases.words import N_, Refused, Sentence

# What came in is above zero on an account, and below zero on the bill of somebody we pay.
ACCOUNT, BILL = "account", "bill"
LARGEST_BYTES, MOST_LINES = 2_000_000, 5_000
DELIMITERS = "\t;,|"
_ENCODINGS = ("utf-8-sig", "gb18030", "cp1252")
_SIGN = LatePattern(r"^\s*\((.*)\)\s*$|^(.*\d)\s*-\s*$")
_SIGN_OF = LatePattern(r"(?<![A-Za-z])(DR|CR|D|C|H|S|借|贷)(?![A-Za-z])", re.IGNORECASE)
_CODES = "|".join(sorted(MINOR_DIGITS))
_BESIDE = rf"(?:{_CODES}|US\$|[$€£¥元])"
_AMOUNT = LatePattern(
    rf"(?<![\w.,-])(?:{_BESIDE}\s?)?[+\-−–]?\s?(?P<number>\d{{1,3}}(?:[.,']\d{{3}})*(?:[.,]\d{{1,3}})?|\d+(?:[.,]\d{{1,3}})?)"
    rf"-?(?:\s?{_BESIDE})?(?![\w.,]*\w)"
)
_CURRENCY = LatePattern(_BESIDE)
_DEBITS = frozenset({"d", "dr", "debit", "s", "soll", "借", "借方", "支", "支出", "-"})
_ISO = LatePattern(r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT = LatePattern(r"(20\d\d)(0[1-9]|1[0-2])([0-3]\d)")
_DOTTED = LatePattern(r"(\d{1,2})\.(\d{1,2})\.(20\d\d|\d\d)")
_SLASHED = LatePattern(r"(\d{1,2})[/-](\d{1,2})[/-](20\d\d)")


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that could not be read: its number, counted from 1, and why."""

    number: int
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class LinesRead:
    """What a text gave: money that came, lines that could not be read, and how many were left alone and why."""

    lines: tuple[Incoming, ...]
    problems: tuple[Problem, ...] = ()
    doubles: int = 0
    went_out: int = 0
    totals: int = 0


@dataclass(slots=True)
class _Reading:
    """What is found while a text is read."""

    kind: str
    currency: str | None
    lines: dict[str, Incoming] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    doubles: int = 0
    went_out: int = 0
    totals: int = 0

    def done(self) -> LinesRead:
        lines = tuple(self.lines.values())
        return LinesRead(lines, tuple(self.problems), self.doubles, self.went_out, self.totals)


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
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", errors="replace")


def read_lines(text: str, kind: str = ACCOUNT, currency: str | None = None) -> LinesRead:
    """Every line of a text as money that came; `currency` is what amounts without one are in, if somebody said so.

    Raises Refused where nothing of it can be read at all.
    """
    rows = _rows(text)
    if len(rows) > MOST_LINES:
        raise Refused(N_("That is more than {n} lines. Send one month, or one account, at a time."), n=MOST_LINES)
    reading = _Reading(kind, read_currency(currency) if currency else None)
    head = _head(rows)
    if head is not None:
        place, columns = head
        _read_table(reading, rows[place + 1 :], place + 1, columns)
    else:
        _read_free(reading, rows)
    return reading.done()


def _rows(text: str) -> list[list[str]]:
    """The text as rows of cells: by the delimiter that most lines have alike, else each line as one cell."""
    plain = unicodedata.normalize("NFKC", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\x00", "")
    lines = [one for one in plain.split("\n") if one.strip()]
    if lines and lines[0].lower().startswith("sep="):
        lines = lines[1:]
    best, columns = "", 1
    for delimiter in DELIMITERS:
        counts = [one.count(delimiter) for one in lines[:50]]
        usual = max(set(counts), key=counts.count) if counts else 0
        if usual >= (1 if delimiter == "\t" else 2) and counts.count(usual) * 2 >= len(counts) and usual + 1 > columns:
            best, columns = delimiter, usual + 1
    if not best:
        return [[one.strip()] for one in lines]
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=best)]
    except csv.Error:
        raise Refused(N_("The file is no whole CSV: a quotation mark is missing. Export it once more.")) from None


def has_heads(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows begin like a bank's statement or a carrier's invoice."""
    return _head(rows) is not None


def _head(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """Where the row with the columns' names is, and which column is what; banks put a few lines above it."""
    for place, row in enumerate(rows[:30]):
        found: dict[str, int] = {}
        for number, cell in enumerate(row):
            meaning = column_of(cell)
            if meaning and meaning not in found:
                found[meaning] = number
        if len(row) > 1 and found.keys() & {"amount", "credit"} and len(found) > 1:
            return place, found
    return None


def _read_table(reading: _Reading, rows: Sequence[Sequence[str]], above: int, columns: dict[str, int]) -> None:
    comma = _decimal_comma([_cell(row, columns, name) for row in rows for name in ("amount", "credit", "debit")])
    day_first = _day_first([_cell(row, columns, "date") for row in rows])
    for number, row in enumerate(rows, above + 1):
        words = [_cell(row, columns, name) for name in ("reference", "tracking", "text", "order")]
        text = " ".join(dict.fromkeys(one for one in words if one))
        if any(cell.casefold().strip(" :：") in TOTALS for cell in row):
            reading.totals += 1
            continue
        written = _cell(row, columns, "amount") or _cell(row, columns, "credit")
        if not written or _is_zero(written):
            reading.went_out += bool(_cell(row, columns, "debit"))
            continue
        try:
            money = _money(written, _cell(row, columns, "currency"), reading.currency, comma)
        except Refused as refused:
            reading.problems.append(Problem(number, refused.sentence))
            continue
        amount = money.amount
        mark = _cell(row, columns, "sign").casefold()
        if mark:
            amount = -abs(amount) if mark in _DEBITS else abs(amount)
        on = _day(_cell(row, columns, "date"), day_first)
        payer, own = _cell(row, columns, "payer"), _cell(row, columns, "id")
        _add(reading, Money(amount, money.currency), text, payer, on, own)


def _read_free(reading: _Reading, rows: Sequence[Sequence[str]]) -> None:
    """Lines without heads: in each one amount, a date if it has one, and the rest is what it says."""
    whole = [" ".join(cell for cell in row if cell) for row in rows]
    comma = _decimal_comma([found[0] for one in whole for found in [_amounts(one)] if len(found) == 1])
    day_first = _day_first(whole)
    for number, text in enumerate(whole, 1):
        found = _amounts(text)
        if len(found) != 1:
            why = N_("No amount was found. Write it with its cents and currency: UPS ADJ 1Z999… 55.00 USD.")
            why = N_("Several amounts stand in this line. Leave only the one that came.") if found else why
            reading.problems.append(Problem(number, Sentence(why)))
            continue
        try:
            money = _money(found[0], "", reading.currency, comma)
        except Refused as refused:
            reading.problems.append(Problem(number, refused.sentence))
            continue
        words = " ".join(text.replace(found[0], " ", 1).split())
        _add(reading, money, words, "", _day(text, day_first), "")


def _add(reading: _Reading, money: Money, text: str, payer: str, on: date | None, own: str) -> None:
    """One more line, where it is money that came; the same line twice is one."""
    came = -money.amount if reading.kind == BILL else money.amount
    if came <= 0:
        reading.went_out += 1
        return
    money = Money(came, money.currency)
    parts = [own, str(money)] if own else [str(money), on.isoformat() if on else "", _plain(text), _plain(payer)]
    key = hashlib.sha256("\n".join([reading.kind, *parts]).encode()).hexdigest()[:32]
    reading.doubles += key in reading.lines
    reading.lines.setdefault(key, Incoming(key, money, " ".join(text.split()), " ".join(payer.split()), on))


def _money(written: str, currency: str, usual: str | None, comma: bool | None) -> Money:
    """An amount with its sign. Raises Refused where it is none, has no currency, or could be two amounts."""
    sign, plain = 1, written.strip()
    if behind := _SIGN_OF.search(plain):
        sign = -1 if behind[1].upper() in ("DR", "D", "S", "借") else 1
        plain = _SIGN_OF.sub("", plain).strip()
    if match := _SIGN.match(plain):
        sign, plain = -1, match[1] or match[2]
    plain = re.sub("[−–]", "-", plain)
    if "-" in plain:
        sign, plain = -sign, plain.replace("-", "", 1)
    plain, inside = _without_currency(plain.replace("+", "").strip())
    code = read_currency(currency) if currency else inside or usual
    if code is None:
        raise Refused(N_("The amount has no currency. Choose the currency of the account below, and send again."))
    if comma is not None:
        grouping, point = (".", ",") if comma else (",", ".")
        plain = plain.replace(grouping, "").replace(point, ".").replace(" ", "").replace("'", "")
    exact = read_money(plain, code, may_be_zero=True)
    return Money(exact.amount * sign, code)


def _without_currency(written: str) -> tuple[str, str | None]:
    number = re.search(r"[\d.,' ]*\d[\d.,']*", written)
    if number is None:
        return written, None
    beside = (written[: number.start()] + written[number.end() :]).strip()
    return number[0].strip(), read_currency(beside) if beside else None


def _amounts(text: str) -> list[str]:
    """What reads as an amount in a line of words: digits with cents, or with a currency beside them."""
    found = [match[0].strip() for match in _AMOUNT.finditer(_without_dates(text))]
    return [one for one in found if re.search(r"\d[.,]\d{2}(?!\d)", one) or _CURRENCY.search(one)]


def _without_dates(text: str) -> str:
    for pattern in (_ISO, _DOTTED, _SLASHED):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def _decimal_comma(written: Iterable[str]) -> bool | None:
    """Whether amounts have a decimal comma, as the whole file tells; None where it tells neither."""
    commas = points = 0
    for one in written:
        plain = one.strip().rstrip("-) ").rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ€$£¥元 ")
        commas += bool(re.search(r",\d{1,2}$", plain))
        points += bool(re.search(r"\.\d{1,2}$", plain))
    return None if bool(commas) == bool(points) else bool(commas)


def _day_first(written: Iterable[str]) -> bool | None:
    """Whether 03/04 is the third of April, as other lines of the file tell; None where none does."""
    found = [match for one in written for match in [_SLASHED.search(one)] if match]
    first = any(int(one[1]) > 12 for one in found)
    second = any(int(one[2]) > 12 for one in found)
    return None if first == second else first


def _day(written: str, day_first: bool | None) -> date | None:
    """The day in a cell or line; None where there is none, or where it could be two days."""
    for pattern, order in ((_ISO, (1, 2, 3)), (_DOTTED, (3, 2, 1)), (_COMPACT, (1, 2, 3))):
        if match := pattern.search(written):
            return _date(*(int(match[place]) for place in order))
    match = _SLASHED.search(written)
    if match is None or day_first is None:
        return None
    day, month = (match[1], match[2]) if day_first else (match[2], match[1])
    return _date(int(match[3]), int(month), int(day))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None


def _cell(row: Sequence[str], columns: dict[str, int], name: str) -> str:
    place = columns.get(name)
    return row[place].strip() if place is not None and place < len(row) else ""


def _is_zero(written: str) -> bool:
    return not any(mark in written for mark in "123456789")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
