"""Sentences as values: the rules say what is wrong in English, handlers say it in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from cases.light_dataclass import dataclass


def N_(text: str) -> str:
    """Mark an English sentence for the catalogues; returned unchanged."""
    return text


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the domain (a state, a move, a role, a clock) that the reader's language has its own word for."""

    word: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in a sentence, by Slack user id."""

    id: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """English text with `{names}`, and what stands for them (text, numbers, Money, datetimes, Terms, Persons)."""

    text: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.params)


class Refused(Exception):
    """A move that may not be made; carries the sentence that says why and what to do. Nothing was changed."""

    def __init__(self, text: str, /, **params: Any) -> None:
        self.sentence = Sentence(text, params)
        super().__init__(text)

    def __str__(self) -> str:
        return str(self.sentence)


class NoLongerApplies(Refused):
    """A button whose moment has passed: the case has moved on since it was drawn."""


class NotAllowed(Refused):
    """A move that is somebody else's to make; `roles` says whose."""

    def __init__(self, text: str, /, roles: frozenset[str] = frozenset(), **params: Any) -> None:
        self.roles = roles
        super().__init__(text, **params, roles=roles)


class WrongField(Refused):
    """What was filled in below one label of a form does not do; `field` names it."""

    def __init__(self, field_name: str, sentence: Sentence) -> None:
        super().__init__(sentence.text, **sentence.params)
        self.field = field_name


class WrongFields(Refused):
    """Several of them in one form, each told below its own label."""

    def __init__(self, fields: Sequence[WrongField]) -> None:
        super().__init__(fields[0].sentence.text, **fields[0].sentence.params)
        self.fields = tuple(fields)
