"""A case as a JSON-able document and back, and what changed between two cases.

The log keeps each move's difference, so that replaying the log gives the row.
"""

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from cases.case import Case

Document = dict[str, Any]


def to_document(case: Case) -> Document:
    """The case as plain JSON values: Decimals and instants as text, empty and default parts left out."""
    document = _plain(case)
    assert isinstance(document, dict)
    return document


def from_document(document: Mapping[str, Any]) -> Case:
    """The case that `to_document` made this of."""
    case = _reader(Case)(document)
    assert isinstance(case, Case)
    return case


def changes_between(before: Case, after: Case) -> Document:
    """The parts of the case that changed, as its document has them; a part that vanished is given as None.

    Only what changed is written out: most of a case stays as it is at a move.
    """
    changes: Document = {}
    for name, default in _fields(Case):
        was, now = getattr(before, name), getattr(after, name)
        if now is not was and now != was:
            changes[name] = None if now == default else _plain(now)
    return changes


def apply_difference(before: Mapping[str, Any], changes: Mapping[str, Any]) -> Document:
    """The document of the case that `changes_between` was asked about as the one after."""
    after = {**before, **changes}
    return {key: value for key, value in after.items() if value is not None}


def _plain(value: Any) -> Any:
    return _writer(type(value))(value)  # type: ignore[arg-type]


@cache
def _writer(kind: type) -> Callable[[Any], Any]:
    """A function that writes values of one type; made once per type, because a case is written at every click."""
    if kind is type(None) or issubclass(kind, str | bool | int):
        return lambda value: value
    if issubclass(kind, Decimal):
        return str
    if issubclass(kind, date):
        return lambda value: value.isoformat()
    if issubclass(kind, tuple):
        return lambda value: [_plain(item) for item in value]
    if issubclass(kind, Mapping):
        return lambda value: {key: _plain(item) for key, item in value.items()}
    parts = _fields(kind)  # type: ignore[arg-type]
    return lambda value: {
        name: _plain(item)
        for name, default in parts
        if (item := getattr(value, name)) is not default and item != default
    }


@cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    assert is_dataclass(kind)
    return tuple((one.name, one.default) for one in fields(kind))


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """A function that reads one type; made once per type, because a case is read at every click."""
    origin = typing.get_origin(kind)
    arguments = typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        inner = _reader(next(one for one in arguments if one is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        item = _reader(arguments[0])
        return lambda value: tuple(item(one) for one in value)
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        readers = {name: _reader(hints[name]) for name, _ in _fields(kind)}  # type: ignore[arg-type]
        return lambda value: kind(**{name: readers[name](item) for name, item in value.items()})  # type: ignore[operator]
    if kind is Decimal:
        return Decimal
    if kind is datetime:
        return datetime.fromisoformat
    if kind is date:
        return date.fromisoformat
    return lambda value: value
