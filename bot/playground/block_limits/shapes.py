"""The words in which Block Kit's limits are written down here: texts, numbers, lists, closed objects."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Check = Callable[[Any, str, "list[Problem]"], None]
_URL = re.compile(r"^(https?|slack|mailto|tel):\S+$", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """One thing that Slack refuses in a payload: where (a JSON pointer), a code, and a sentence."""

    pointer: str
    code: str
    message: str

    def as_json(self) -> dict:
        """Returns the problem as `blocks.validate` lists it."""
        return {"pointer": self.pointer, "code": self.code, "message": self.message}


def fail(problems: list[Problem], pointer: str, message: str, code: str = "failed_constraint") -> None:
    """Adds a problem."""
    problems.append(Problem(pointer, code, message))


def string(most: int | None = None, least: int = 0) -> Check:
    """Returns a check for a string of so many characters, an emoji counted as two: as the strictest count them."""

    def check(value: Any, at: str, problems: list[Problem]) -> None:
        if not isinstance(value, str):
            fail(problems, at, "must be a string", "failed_type")
        elif len(value) < least:
            fail(problems, at, f"must be more than {least - 1} characters")
        elif most is not None and len(value.encode("utf-16-le", "surrogatepass")) > 2 * most:
            fail(problems, at, f"must be less than {most + 1} characters")

    return check


def url(most: int = 3000, *, secure: bool = False) -> Check:
    """Returns a check for an address."""

    def check(value: Any, at: str, problems: list[Problem]) -> None:
        string(most, 1)(value, at, problems)
        if not isinstance(value, str) or not value:
            return
        if not _URL.match(value) or (secure and not value.startswith("https://")):
            fail(problems, at, "must be a valid URL")

    return check


def whole(least: int, most: int | None = None) -> Check:
    """Returns a check for a whole number in a range."""

    def check(value: Any, at: str, problems: list[Problem]) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            fail(problems, at, "must be an integer", "failed_type")
        elif value < least:
            fail(problems, at, f"must be greater than {least - 1}")
        elif most is not None and value > most:
            fail(problems, at, f"must be less than {most + 1}")

    return check


def number(value: Any, at: str, problems: list[Problem]) -> None:
    """Checks that a value is a number."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        fail(problems, at, "must be a number", "failed_type")


def yes_no(value: Any, at: str, problems: list[Problem]) -> None:
    """Checks that a value is true or false."""
    if not isinstance(value, bool):
        fail(problems, at, "must be a boolean", "failed_type")


def one_of(*words: Any) -> Check:
    """Returns a check for one of a few words."""

    def check(value: Any, at: str, problems: list[Problem]) -> None:
        if value not in words:
            fail(problems, at, f"must be one of: {', '.join(map(str, words))}")

    return check


def matching(pattern: str, said: str) -> Check:
    """Returns a check for a string of a certain form."""

    def check(value: Any, at: str, problems: list[Problem]) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            fail(problems, at, said)

    return check


def listing(item: Check, least: int = 0, most: int | None = None) -> Check:
    """Returns a check for a list of so many items."""

    def check(value: Any, at: str, problems: list[Problem]) -> None:
        if not isinstance(value, list):
            fail(problems, at, "must be an array", "failed_type")
            return
        if len(value) < least:
            fail(problems, at, f"no less than {least} items required")
        if most is not None and len(value) > most:
            fail(problems, at, f"no more than {most} items allowed")
        for index, one in enumerate(value):
            item(one, f"{at}/{index}", problems)

    return check


def thing(needed: dict[str, Check] | None = None, optional: dict[str, Check] | None = None, *more: Check) -> Check:
    """Returns a check for an object with exactly these properties; `more` looks at it as a whole."""
    needed, optional = needed or {}, optional or {}
    known = needed | optional

    def check(value: Any, at: str, problems: list[Problem]) -> None:
        if not isinstance(value, dict):
            fail(problems, at, "must be an object", "failed_type")
            return
        for name in needed:
            if name not in value:
                fail(problems, at, f"missing required field: {name}", "missing_required_field")
        for name, inner in value.items():
            if name not in known or inner is None:
                fail(problems, at, f"invalid additional property: {name}", "invalid_additional_property")
            else:
                known[name](inner, f"{at}/{name}", problems)
        for whole_check in more:
            whole_check(value, at, problems)

    return check


def typed(kinds: dict[str, Check], said: str = "unsupported type") -> Check:
    """Returns a check that picks the rules by an object's `type`."""

    def check(value: Any, at: str, problems: list[Problem]) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(value, dict):
            fail(problems, at, "must be an object", "failed_type")
        elif kind is None:
            fail(problems, at, "missing required field: type", "missing_required_field")
        elif not isinstance(kind, str) or kind not in kinds:
            fail(problems, f"{at}/type", f"{said}: {kind}", "unsupported_type")
        else:
            kinds[kind](value, at, problems)

    return check


def just(word: str) -> Check:
    """Returns a check for a property that can only be this word."""
    return one_of(word)
