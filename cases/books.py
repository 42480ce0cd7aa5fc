"""Tables for a bookkeeper's spreadsheet, written so that no cell of it is taken for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from cases.words import N_, Refused

# What spreadsheets take for the beginning of a formula: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


def csv_of(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as CSV: UTF-8 with the mark by which spreadsheets know it, and nothing in it that would be computed."""
    text = io.StringIO()
    written = csv.writer(text, lineterminator="\r\n")
    written.writerow([harmless(one) for one in head])
    written.writerows([harmless(one) for one in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that stays text: what would be a formula gets an apostrophe before it. Numbers stay numbers."""
    plain = "".join(one for one in cell if one >= " " or one in "\t\r\n")
    if _NUMBER.fullmatch(plain) or not plain.lstrip(" \u00a0").startswith(FORMULA):
        return plain
    return f"'{plain}"


def month_of(written: str, zone: str) -> tuple[str, datetime, datetime]:
    """The month that somebody wrote (2026-03), and its first instant and the next month's in a zone.

    Raises Refused for what is no month.
    """
    found = _MONTH.fullmatch(written.strip())
    if found is None:
        raise Refused(
            N_("{written} is no month. Type for example “/lost export month 2026-03”."),
            written=written.strip()[:20] or "–",
        )
    year, month = int(found[1]), int(found[2])
    since = datetime(year, month, 1, tzinfo=ZoneInfo(zone))
    return found[0], since, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=ZoneInfo(zone))
