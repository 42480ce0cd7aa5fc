"""Lines of a bank statement or of a carrier's invoice, as people paste them or as a CSV has them, read as money.

Columns are known by their heads, in English, Chinese, German and French, or by what is in them. What cannot be read
for certain is told with its line number and left out; nothing is guessed.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import field
from datetime import date

from cases.late_pattern import LatePattern
from cases.light_dataclass import dataclass
from cases.matching import Incoming
from cases.money import MINOR_DIGITS, SHARED_SIGNS, Money, read_currency, read_money
from cases.statement_heads import Columns, adds_up, head_of, is_not_there
from cases.statement_text import Row, rows_of
from cases.words import N_, Refused, Sentence

# What came in is above zero on an account, and below zero on the bill of somebody we pay.
ACCOUNT, BILL = "account", "bill"
_SIGN = LatePattern(r"^\s*\((.*)\)\s*$|^(.*\d)\s*-\s*$")
_SIGN_OF = LatePattern(r"(?<![A-Za-z])(DR|CR|D|C|H|S|借|贷)(?![A-Za-z$])", re.IGNORECASE)
_CODES = "|".join(sorted(MINOR_DIGITS))
_BESIDE = rf"(?:{_CODES}|(?:US|HK|NZ|A|C|S)?\$|[€£¥元])"
_AMOUNT = LatePattern(
    rf"(?<![\w.,-])(?:{_BESIDE}\s?)?[+\-−–]?\s?(?P<number>\d{{1,3}}(?:[.,']\d{{3}})*(?:[.,]\d{{1,3}})?|\d+(?:[.,]\d{{1,3}})?)"
    rf"-?(?:\s?{_BESIDE})?(?![\w.,]*\w)"
)
_CURRENCY = LatePattern(_BESIDE)
_DEBITS = frozenset({"d", "dr", "dbit", "debit", "s", "soll", "借", "借方", "支", "支出", "out", "-"})
_CREDITS = frozenset({"c", "cr", "crdt", "credit", "h", "haben", "贷", "贷方", "收", "收入", "in", "+"})
_ISO = LatePattern(r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT = LatePattern(r"(20\d\d)(0[1-9]|1[0-2])([0-3]\d)")
_DOTTED = LatePattern(r"(\d{1,2})\.(\d{1,2})\.(20\d\d|\d\d)")
_SLASHED = LatePattern(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](20\d\d|\d\d)(?!\d)")
_NAMED = LatePattern(
    r"(?<!\d)(\d{1,2})[.\s-]{1,2}([A-Za-zäéû]{3})[a-zéûô]*[.\s,-]{1,2}(20\d\d|\d\d)(?!\d)", re.IGNORECASE
)
_NAMED_FIRST = LatePattern(r"([A-Za-z]{3})[a-z]*\.?\s(\d{1,2}),?\s(20\d\d)", re.IGNORECASE)
# The first letters of months in English, German and French.
_MONTHS = {
    "jan": 1, "fev": 2, "fév": 2, "feb": 2, "mar": 3, "mär": 3, "mrz": 3, "apr": 4, "avr": 4, "may": 5, "mai": 5,
    "jun": 6, "jul": 7, "aug": 8, "aou": 8, "aoû": 8, "sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12,
    "dez": 12, "déc": 12,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that could not be read: its number, counted from 1, and why."""

    number: int
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class LinesRead:
    """What a text gave: money that came, lines that could not be read, and how many were left alone and why.

    `out` are those of an account's lines that went out, above zero as well: a payer may have taken money back.
    """

    lines: tuple[Incoming, ...]
    problems: tuple[Problem, ...] = ()
    doubles: int = 0
    went_out: int = 0
    totals: int = 0
    out: tuple[Incoming, ...] = ()


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
    out: list[Incoming] = field(default_factory=list)

    def done(self) -> LinesRead:
        lines, problems = tuple(self.lines.values()), tuple(self.problems)
        return LinesRead(lines, problems, self.doubles, self.went_out, self.totals, tuple(self.out))


def read_lines(text: str, kind: str = ACCOUNT, currency: str | None = None) -> LinesRead:
    """Every line of a text as money that came; `currency` is what amounts without one are in, if somebody said so.

    Raises Refused where nothing of it can be read at all.
    """
    rows = rows_of(text)
    reading = _Reading(kind, read_currency(currency) if currency else None)
    head = head_of([row for _, row in rows])
    if head is not None:
        place, columns = head
        _read_table(reading, rows[place + 1 :], columns)
    else:
        _read_free(reading, rows)
    return reading.done()


def _has_dates(rows: Sequence[Row], columns: Columns) -> bool:
    """Whether rows with an amount have a date as well, half of them or more: then one without it is no payment."""
    paid = [row for _, row in rows if _written(row, columns)[1]]
    return 2 * sum(1 for row in paid if _is_dated(row, columns)) >= max(len(paid), 1)


def _is_dated(row: Sequence[str], columns: Columns) -> bool:
    """Whether a date stands in a row; where a booking is still open some banks say so in its place."""
    return any(mark.isdigit() for mark in columns.cell(row, "date"))


def _written(row: Sequence[str], columns: Columns) -> tuple[str, str]:
    """Under which head a row's amount stands, and the amount as it is written; empty where it has none."""
    for name in ("amount", "credit", "debit"):
        written = columns.cell(row, name)
        if written and not _is_zero(written):
            return name, written
    return "amount", ""


def _read_table(reading: _Reading, rows: Sequence[Row], columns: Columns) -> None:
    amounts = [columns.cell(row, name) for _, row in rows for name in ("amount", "credit", "debit")]
    comma, has_dates = _decimal_comma(amounts), _has_dates(rows, columns)
    day_first = _day_first([columns.cell(row, "date") for _, row in rows])
    for number, row in rows:
        undated = has_dates and not _is_dated(row, columns)
        if adds_up(row, undated=undated):
            reading.totals += 1
            continue
        name, written = _written(row, columns)
        if not written:
            continue
        try:
            money = _of_row(reading, row, columns, comma)
            if (money.amount < 0) == (reading.kind == BILL):
                _check_is_payment(columns.cell(row, "status"), undated=undated)
        except Refused as refused:
            if name == "debit":
                reading.went_out += 1
            else:
                reading.problems.append(Problem(number, refused.sentence))
            continue
        on, text = _day(columns.cell(row, "date"), day_first), columns.words(row)
        own = [columns.cell(row, "id"), columns.cell(row, "balance")]
        _add(reading, money, text, columns.cell(row, "payer"), on, own)


def _of_row(reading: _Reading, row: Sequence[str], columns: Columns, comma: bool | None) -> Money:
    """A row's amount with the sign that its column or its mark gives it: on an account a credit is above zero, on a
    bill below. Raises Refused like `_money`."""
    name, written = _written(row, columns)
    usual = columns.currency_of(row, name) or reading.currency
    money = _money(written, columns.cell(row, "currency"), usual, comma, reading.kind)
    mark = columns.cell(row, "sign").casefold()
    is_debit = name == "debit" or mark in _DEBITS
    if is_debit or mark in _CREDITS or (name == "credit" and reading.kind == BILL):
        below = is_debit == (reading.kind == ACCOUNT)
        return Money(-abs(money.amount) if below else abs(money.amount), money.currency)
    return money


def _check_is_payment(status: str, *, undated: bool) -> None:
    """Refuse a row whose money is not there, or that is none of the payments."""
    if is_not_there(status):
        raise Refused(
            N_("It says “{status}”: this money is not on the account. Send the line again once it is."),
            status=status[:30],
        )
    if undated:
        raise Refused(N_("It has no date, as lines that add up others. If it is money that came, paste it by itself."))


def _read_free(reading: _Reading, rows: Sequence[Row]) -> None:
    """Lines without heads: in each one amount, a date if it has one, and the rest is what it says."""
    whole = [(number, " ".join(cell for cell in row if cell)) for number, row in rows]
    comma = _decimal_comma([found[0] for _, one in whole for found in [_amounts(one)] if len(found) == 1])
    day_first = _day_first([one for _, one in whole])
    for number, text in whole:
        found = _amounts(text)
        if len(found) != 1:
            why = N_("No amount was found. Write it with its cents and currency: UPS ADJ 1Z999… 55.00 USD.")
            why = N_("Several amounts stand in this line. Leave only the one that came.") if found else why
            reading.problems.append(Problem(number, Sentence(why)))
            continue
        try:
            money = _money(found[0], "", reading.currency, comma, reading.kind)
        except Refused as refused:
            reading.problems.append(Problem(number, refused.sentence))
            continue
        words = " ".join(text.replace(found[0], " ", 1).split())
        _add(reading, money, words, "", _day(text, day_first), [])


def _add(reading: _Reading, money: Money, text: str, payer: str, on: date | None, own: Sequence[str]) -> None:
    """One more line, where it is money that came; the same line twice is one.

    `own` is what the bank itself tells two payments apart by: its number for one, or the balance after it. A number
    that it gives to many, such as NONREF, tells nothing, so the rest of the line counts as well.
    """
    came = -money.amount if reading.kind == BILL else money.amount
    if came <= 0:
        reading.went_out += 1
        if came and reading.kind == ACCOUNT:
            reading.out.append(Incoming("", Money(-came, money.currency), text, payer, on))
        return
    money = Money(came, money.currency)
    parts = [str(money), on.isoformat() if on else "", _plain(text), _plain(payer), *filter(None, own)]
    key = hashlib.sha256("\n".join([reading.kind, *parts]).encode()).hexdigest()[:32]
    reading.doubles += key in reading.lines
    reading.lines.setdefault(key, Incoming(key, money, " ".join(text.split()), " ".join(payer.split()), on))


def _money(written: str, currency: str, usual: str | None, comma: bool | None, kind: str) -> Money:
    """An amount with its sign. Raises Refused where it is none, has no currency, or could be two amounts."""
    sign, plain = 1, written.strip().replace("’", "'")
    if behind := _SIGN_OF.search(plain):
        is_debit = behind[1].upper() in ("DR", "D", "S", "借")
        # What a bank credits comes to us; what a carrier credits on its bill is taken off it.
        sign = -1 if is_debit == (kind == ACCOUNT) else 1
        plain = _SIGN_OF.sub("", plain).strip()
    if match := _SIGN.match(plain):
        sign, plain = -1, match[1] or match[2]
    plain = re.sub("[−–]", "-", plain)
    if "-" in plain:
        sign, plain = -sign, plain.replace("-", "", 1)
    stated = read_currency(currency) if currency else None
    plain, code = _without_currency(plain.replace("+", "").strip(), stated, usual)
    if code is None:
        raise Refused(N_("The amount has no currency. Choose the currency of the account below, and send again."))
    if comma is not None:
        grouping, point = (".", ",") if comma else (",", ".")
        plain = plain.replace(grouping, "").replace(point, ".").replace(" ", "").replace("'", "")
    exact = read_money(plain, code, may_be_zero=True)
    return Money(exact.amount * sign, code)


def _without_currency(written: str, stated: str | None, usual: str | None) -> tuple[str, str | None]:
    """The bare number, and its currency: the one stated for it, else the one beside it, else the account's.

    A sign that several currencies share means the account's where it fits: on a Canadian account $ is a CAD.
    """
    number = re.search(r"[\d.,' ]*\d[\d.,']*", written)
    if number is None:
        return written, stated or usual
    bare, beside = number[0].strip(), (written[: number.start()] + written[number.end() :]).strip()
    if not beside or (stated or usual) in SHARED_SIGNS.get(beside.lower(), ()):
        return bare, stated or usual
    inside = read_currency(beside)
    if stated not in (None, inside):
        raise Refused(
            N_("{written} is not in {currency}. Correct the amount or the currency."),
            written=written[:40],
            currency=stated,
        )
    return bare, inside


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
    for pattern, first, second in ((_NAMED, 1, 2), (_NAMED_FIRST, 2, 1)):
        if (match := pattern.search(written)) and (found := _MONTHS.get(match[second].lower())):
            return _date(int(match[3]), found, int(match[first]))
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


def _is_zero(written: str) -> bool:
    return not any(mark in written for mark in "123456789")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
