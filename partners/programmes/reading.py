"""Reading a programme's data file: whatever is incomplete, unknown or without a source does not load.

A file is TOML: what the programme is, then its rules, one table each. The message about a mistake names file and line.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cases.money import SDR, Money, read_money
from cases.own_rules import LONGEST
from cases.rules import (
    ANCHORS,
    CODES,
    CONFIDENCES,
    CUSTOMERS,
    FACTS,
    FORM_FIELDS,
    LOSSES,
    PERIODS,
    ROLES,
    UNITS,
    Programme,
    Rule,
    Scope,
)
from cases.words import Refused

HEAD_LISTS = ("carriers", "labels", "marketplaces", "instead_of")
HEAD = {"id", "name", "role", "country", "zone", "web", "by_site", "rule", *HEAD_LISTS}
WORDS = {
    "id",
    "field",
    "unit",
    "anchor",
    "text",
    "text_zh",
    "money",
    "lane",
    "customer",
    "per",
    "per_zh",
    "source",
    "page_date",
    "confidence",
    "code",
    "flat",
    "per_kg",
    "web",
    "email",
}
LISTS = {"origin", "destination", "destination_not", "carrier", "service", "loss", "label"}
YES_OR_NO = {"saturdays", "covered", "scanned", "unknown"}
OTHERS = {"amount", "checked", "names"}
# Ids of rules that a workspace's own contract sets begin so.
RESERVED = "own_"
_RULE = re.compile(r"^\s*(\[\[\s*rule\s*\]\])", re.MULTILINE)
_LINE = re.compile(r"at line (\d+)")
_ID = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+")
_PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


class ProgrammeError(Exception):
    """A programme's file that does not load; the message names file and line, and says what would do."""


def read_programme(path: Path) -> Programme:
    """The programme that a file describes. Raises ProgrammeError."""
    text, data = _toml(path)
    programme = _head(path, data)
    rules: list[Rule] = []
    for row, line in _rows(path, text, data):
        rule = _rule(programme.id, row, f"{path.name}:{line}")
        if any(one.id == rule.id for one in rules):
            raise ProgrammeError(f"{path.name}:{line}: there are two rules “{row['id']}”. Give each an id of its own.")
        rules.append(rule)
    return replace(programme, rules=tuple(rules))


def _toml(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8")
        return text, tomllib.loads(text)
    except UnicodeDecodeError:
        raise ProgrammeError(f"{path.name}:1: this is not written in UTF-8. Save it so.") from None
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        raise ProgrammeError(f"{path.name}:{line[1] if line else 1}: this is no TOML: {error}") from None


def _rows(path: Path, text: str, data: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Its rules, each with the line on which it begins."""
    lines = [text.count("\n", 0, found.start(1)) + 1 for found in _RULE.finditer(text)]
    rows = data.get("rule", [])
    if not isinstance(rows, list) or len(rows) != len(lines):
        raise ProgrammeError(f"{path.name}:1: each rule must be a table of its own. Begin it with a line [[rule]].")
    return zip(rows, lines, strict=True)


def _head(path: Path, data: Mapping[str, Any]) -> Programme:
    where = f"{path.name}:1"
    _only(data, HEAD, where)
    for name in ("id", "name", "role", "country", "zone"):
        if not isinstance(data.get(name), str) or not data[name]:
            raise ProgrammeError(f'{where}: “{name}” is missing. Write {name} = "…" at the head of the file.')
    if data["id"] != path.stem:
        raise ProgrammeError(f"{where}: its id is “{data['id']}”, and must be the file's name, “{path.stem}”.")
    _one_of(data["role"], ROLES, "role", where)
    _matches(_PLACE, data["country"], "country", "a country, or a part of one, such as US or DE-NW", where)
    if "web" in data and not _is_address(data["web"]):
        raise ProgrammeError(f'{where}: “web” is no address. Write it like "https://…".')
    try:
        ZoneInfo(data["zone"])
    except (KeyError, ValueError, OSError):
        raise ProgrammeError(f"{where}: “{data['zone']}” is no time zone. Write one such as Europe/Berlin.") from None
    carriers, labels, marketplaces, instead_of = (
        tuple(_strings(data.get(name, []), name, where)) for name in HEAD_LISTS
    )
    return Programme(
        data["id"],
        data["name"],
        data["role"],
        data["country"],
        data["zone"],
        carriers,
        labels,
        marketplaces,
        instead_of,
        data.get("web"),
        by_site=_is_by_site(data, where),
    )


def _is_by_site(data: Mapping[str, Any], where: str) -> bool:
    by_site = data.get("by_site", False)
    if not isinstance(by_site, bool) or (by_site and data["role"] != "marketplace"):
        raise ProgrammeError(f"{where}: “by_site” is true or false, and for a marketplace only.")
    return by_site


def _rule(programme: str, row: Mapping[str, Any], where: str) -> Rule:
    _check_words(row, where)
    _one_of(row["field"], (*PERIODS, *FACTS), "field", where)
    unknown = row.get("unknown", False)
    if not unknown:
        _check_source(row, where)
    _check_period(row, unknown, where)
    rule = Rule(
        id=f"{programme}.{row['id']}",
        programme=programme,
        field=row["field"],
        text=row["text"],
        checked=_checked(row, where),
        amount=row.get("amount"),
        unit=row.get("unit"),
        anchor=row.get("anchor"),
        scope=_scope(row, where),
        saturdays=row.get("saturdays", False),
        money=_money(row["money"], where) if "money" in row else None,
        covered=row.get("covered"),
        unknown=unknown,
        source=row.get("source", ""),
        page_date=row.get("page_date", ""),
        confidence=row.get("confidence", ""),
        text_zh=row.get("text_zh", ""),
        code=row.get("code", ""),
        names=tuple(_strings(row.get("names", []), "names", where)),
        flat=_part(row["flat"], where) if "flat" in row else None,
        per_kg=_part(row["per_kg"], where) if "per_kg" in row else None,
        web=row.get("web"),
        email=row.get("email", ""),
    )
    _check_desk(rule, where)
    _check_chinese(rule, where)
    _check_claim(row, unknown, where)
    return rule


def _check_words(row: Mapping[str, Any], where: str) -> None:
    """Nothing that Tracer would pass over in silence: no strange names, and each of the kind it must be."""
    _only(row, WORDS | LISTS | YES_OR_NO | OTHERS, where)
    for name in sorted(WORDS & row.keys()):
        if not isinstance(row[name], str) or not row[name].strip():
            raise ProgrammeError(f"{where}: “{name}” must be words between quotes.")
    for name in sorted(YES_OR_NO & row.keys()):
        if not isinstance(row[name], bool):
            raise ProgrammeError(f"{where}: “{name}” must be true or false, without quotes.")
    for name in ("id", "field", "text"):
        if name not in row:
            raise ProgrammeError(f"{where}: “{name}” is missing.")
    _matches(_ID, row["id"], "id", "small letters, digits and single _, such as claim_us", where)
    if row["id"].startswith(RESERVED):
        raise ProgrammeError(f"{where}: ids that begin with {RESERVED} are for rules of workspaces. Choose another.")


def _check_source(row: Mapping[str, Any], where: str) -> None:
    source = row.get("source", "")
    if not _is_address(source):
        raise ProgrammeError(
            f'{where}: this rule has no source, so it does not count. Write source = "https://…" with the page that '
            "says so, or unknown = true."
        )
    _one_of(row.get("confidence"), CONFIDENCES, "confidence", where)


def _check_period(row: Mapping[str, Any], unknown: bool, where: str) -> None:
    """An amount comes with its unit; an unknown value has none."""
    amount, unit = row.get("amount"), row.get("unit")
    for value in (amount, row.get("money"), row.get("covered")):
        if unknown and value is not None:
            raise ProgrammeError(f"{where}: a value is either unknown or {value}, not both.")
    if amount is None:
        if unit is not None and not unknown:
            raise ProgrammeError(f"{where}: “unit” needs an amount. Write amount = 30, or leave both out.")
    elif isinstance(amount, bool) or not isinstance(amount, int) or amount < 0:
        raise ProgrammeError(f"{where}: “amount” is {amount!r}. It must be a whole number, and its unit beside it.")
    else:
        _one_of(unit, UNITS, "unit", where)
        most = LONGEST[str(unit)]
        if amount > most:
            raise ProgrammeError(f"{where}: {amount} {unit} are longer than any rule. At most {most} can be.")
        if row.get("anchor") is None:
            raise ProgrammeError(
                f"{where}: “anchor” is missing: what the period is counted from. Where the source does not say, leave "
                "out amount and unit, and say so in the text."
            )
    if row.get("anchor") is not None:
        _one_of(row["anchor"], ANCHORS, "anchor", where)


def _check_claim(row: Mapping[str, Any], unknown: bool, where: str) -> None:
    """What claims hang on is said so that it can be followed: by a code, or by names that are known."""
    known = CODES.get(row["field"])
    if known is None and "code" in row:
        raise ProgrammeError(f"{where}: “code” is for {', '.join(sorted(CODES))} only. Leave it out.")
    if known is not None and not unknown:
        _one_of(row.get("code"), known, "code", where)
    if row["field"] == "claim_form" and not unknown:
        if not row.get("names"):
            raise ProgrammeError(f'{where}: “names” is missing: what the form asks for. Write names = ["goods"].')
        for name in _strings(row["names"], "names", where):
            _one_of(name, FORM_FIELDS, "names", where)
    if row["field"] == "stands" and not unknown and not row.get("names"):
        raise ProgrammeError(f'{where}: “names” is missing: to whom it stands so. Write names = ["carrier"], or ids.')
    if "web" in row and not _is_address(row["web"]):
        raise ProgrammeError(f'{where}: “web” is no address. Write it like "https://…".')


def _check_desk(rule: Rule, where: str) -> None:
    """Where a desk is written to: only a rule about that says so, and by an address that can be used."""
    if rule.email and rule.field not in ("channel", "appeal_channel"):
        raise ProgrammeError(f"{where}: “email” belongs to a rule whose field is channel or appeal_channel.")
    if rule.email and not _EMAIL.fullmatch(rule.email):
        raise ProgrammeError(f'{where}: “email” is no e-mail address. Write it like "claims@example.com".')


def _check_chinese(rule: Rule, where: str) -> None:
    """Whatever is shown as it is written stands there in both languages, or Chinese readers would get English."""
    if rule.unknown:
        return
    if rule.told_in_words and not rule.text_zh:
        raise ProgrammeError(
            f'{where}: “text_zh” is missing: this rule is told in its words. Write text_zh = "…" with its text in '
            "Simplified Chinese."
        )
    if bool(rule.scope.per) != bool(rule.scope.per_zh):
        raise ProgrammeError(
            f"{where}: “per” and “per_zh” go together: the condition in English, and the same in Simplified Chinese. "
            "Write both, or leave both out."
        )


def _scope(row: Mapping[str, Any], where: str) -> Scope:
    parts = {name: frozenset(_strings(row.get(name, []), name, where)) for name in LISTS}
    for loss in sorted(parts["loss"]):
        _one_of(loss, LOSSES, "loss", where)
    for name in ("origin", "destination", "destination_not"):
        for country in sorted(parts[name]):
            _matches(_COUNTRY, country, name, "a list of countries of two capital letters each", where)
    if "customer" in row:
        _one_of(row["customer"], CUSTOMERS, "customer", where)
    if "lane" in row:
        _one_of(row["lane"], ("domestic", "international"), "lane", where)
    scanned = row.get("scanned")
    return Scope(
        **parts,
        lane=row.get("lane"),
        scanned=scanned,
        customer=row.get("customer"),
        per=row.get("per"),
        per_zh=row.get("per_zh", ""),
    )


def _checked(row: Mapping[str, Any], where: str) -> date:
    checked = row.get("checked")
    if isinstance(checked, date) and not isinstance(checked, datetime):
        return checked
    raise ProgrammeError(f"{where}: “checked” is missing. Write the day on which the source was read: 2026-11-01.")


def _money(written: str, where: str) -> Money:
    currency, _, amount = written.partition(" ")
    try:
        return read_money(amount, currency, may_be_zero=True)
    except Refused:
        raise ProgrammeError(f"{where}: “{written}” is no amount. Write it like USD 100.") from None


def _part(written: str, where: str) -> Money:
    """An amount that others are added to; it may be in special drawing rights, of which there are no cents."""
    currency, _, amount = written.partition(" ")
    if currency != SDR:
        return _money(written, where)
    try:
        read = Decimal(amount)
    except InvalidOperation:
        read = Decimal(-1)
    if not read.is_finite() or read < 0:
        raise ProgrammeError(f"{where}: “{written}” is no amount. Write it like XDR 4.5.")
    return Money(read, SDR)


def _only(row: Mapping[str, Any], known: set[str], where: str) -> None:
    strange = sorted(row.keys() - known)
    if strange:
        raise ProgrammeError(f"{where}: Tracer knows no “{strange[0]}” here. It knows {', '.join(sorted(known))}.")


def _one_of(value: object, known: tuple[str, ...], name: str, where: str) -> None:
    if value not in known:
        told = "missing" if value is None else repr(value)
        raise ProgrammeError(f"{where}: “{name}” is {told}. It must be one of {', '.join(known)}.")


def _matches(form: re.Pattern[str], value: str, name: str, what: str, where: str) -> None:
    if not form.fullmatch(value):
        raise ProgrammeError(f"{where}: “{name}” is {value!r}. It must be {what}.")


def _is_address(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("https://", "http://"))


def _strings(value: object, name: str, where: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise ProgrammeError(f'{where}: “{name}” must be a list of words, such as ["US", "CA"].')
    return value
