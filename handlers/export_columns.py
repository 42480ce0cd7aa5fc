"""The columns of a file for a forwarder or a payer: as somebody names them, as they are kept, else the usual ones."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from cases.late_pattern import LatePattern
from cases.light_dataclass import dataclass
from cases.moves import ADMIN, AGENT, FINANCE, LEAD
from cases.words import N_, NotAllowed, Refused
from handlers.language import LANGUAGES, Words
from handlers.visit import Visit

SEE_ALL = frozenset({LEAD, FINANCE, ADMIN})
RESET = frozenset({"reset", "重置"})
LONGEST_HEADING = 60
# The most words that the name of a party, and of a column, has.
MOST_OF_A_PARTY, MOST_OF_A_COLUMN = 5, 3
# What is quoted; what divides; what gives a heading; a word.
_PIECE = LatePattern(r'["“”「」]([^"“”「」]*)["“”「」]|([,，、;；\n]+)|([=＝])|([^\s,，、;；=＝"“”「」]+)')
QUOTED, COMMA, EQUALS = 1, 2, 3
# A column's name, and the heading it was given; None for its own.
Named = tuple[str, str | None]
Pieces = Sequence[tuple[int | None, str]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Party:
    """Whose file it is: `kind` is forwarder or payer, `key` tells it apart from others, `name` is shown."""

    kind: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a kind of file may have, by name with their heads, and those it has where nobody names any."""

    heads: Mapping[str, str]
    usual: Sequence[str]


def whose_cases(visit: Visit) -> str | None:
    """Whose cases somebody exports: their own as an agent, everybody's (None) otherwise. Raises NotAllowed."""
    if visit.who.roles & SEE_ALL:
        return None
    if AGENT not in visit.who.roles:
        raise NotAllowed(N_("Cases are exported by agents, leads, finance and admins."), roles=frozenset({AGENT, LEAD}))
    return visit.who.id


def may_export(visit: Visit) -> bool:
    """Whether somebody exports any cases."""
    return bool(visit.who.roles & (SEE_ALL | {AGENT}))


def party_and_rest(text: str, known: Callable[[str], T | None]) -> tuple[T | None, str]:
    """The party that the first words name, as many of them as do, and what follows it."""
    words = list(re.finditer(r"\S+", text))
    for last in reversed(words[:MOST_OF_A_PARTY]):
        found = known(text[: last.end()].strip().rstrip(",，、:：;；"))
        if found is not None:
            return found, text[last.end() :].strip()
    return None, text.strip()


def is_reset(rest: str) -> bool:
    """Whether what was typed behind a party asks to forget its columns."""
    return rest.casefold() in RESET


def chosen(visit: Visit, party: Party, rest: str, columns: Columns) -> tuple[tuple[Named, ...], str]:
    """The columns of a party's file, and a sentence that says which they are; what was named is kept for it.

    Raises Refused for what is no column; nothing is kept then.
    """
    kept = visit.tx.export_columns(visit.workspace)
    if rest:
        named = tuple(read_columns(rest, columns.heads, visit.words))
        kept.keep(party.kind, party.key, named, by=visit.who.id, at=visit.at)
        text = N_("Columns: {columns}. They are kept for {party} and used again when you name none.")
        return named, visit.words(text, columns=told(named, columns, visit.words), party=party.name)
    # What a later version no longer has is left out.
    named = tuple(one for one in kept.get(party.kind, party.key) if one[0] in columns.heads)
    if named:
        text = N_("Columns, as they are kept for {party}: {columns}. With “reset” behind it they are forgotten.")
        return named, visit.words(text, columns=told(named, columns, visit.words), party=party.name)
    named = _usual(columns)
    text = N_("Columns, the usual ones: {columns}. Name others behind it, and they are kept for {party}.")
    return named, visit.words(text, columns=told(named, columns, visit.words), party=party.name)


def read_columns(text: str, heads: Mapping[str, str], words: Words) -> Iterator[Named]:
    """The columns that were named, in their order. Raises Refused."""
    pieces = [(found.lastindex, found[found.lastindex or 0]) for found in _PIECE.finditer(text)]
    seen: dict[str, str] = {}
    at = 0
    while at < len(pieces):
        if pieces[at][0] == COMMA:
            at += 1
            continue
        name, taken = _column_at(pieces, at, heads)
        if name is None:
            raise Refused(
                N_("“{word}” is no column. There are: {columns}."),
                word=pieces[at][1][:40],
                columns=", ".join(_typed(one, heads, words) for one in heads),
            )
        if name in seen:
            raise Refused(N_("“{column}” is named twice. Name each column once."), column=_typed(name, heads, words))
        at += taken
        heading = None
        if at < len(pieces) and pieces[at][0] == EQUALS:
            heading, at = _heading_at(pieces, at + 1, heads)
            _check_heading(heading, _typed(name, heads, words))
        head = heading or words.plain(heads[name])
        if head in seen.values():
            raise Refused(N_("Two columns would be called “{heading}”. Give one of them another name."), heading=head)
        seen[name] = head
        yield name, heading


def forgotten(visit: Visit, party: Party, columns: Columns) -> str:
    """Forget the columns of a party, and say so."""
    if visit.tx.export_columns(visit.workspace).forget(party.kind, party.key):
        text = N_("The columns that were kept for {party} are forgotten. Its next file has the usual ones: {columns}.")
    else:
        text = N_("No columns are kept for {party}. Its file has the usual ones: {columns}.")
    return visit.words(text, party=party.name, columns=told(_usual(columns), columns, visit.words))


def told(named: Sequence[Named], columns: Columns, words: Words) -> str:
    """Columns as they can be typed again."""
    shown = [_typed(name, columns.heads, words) + (f"={heading}" if heading else "") for name, heading in named]
    return ", ".join(shown)


def _usual(columns: Columns) -> tuple[Named, ...]:
    return tuple((name, None) for name in columns.usual)


def _typed(name: str, heads: Mapping[str, str], words: Words) -> str:
    """A column as people type it: its short name in English, its head in other languages."""
    return name if words.language == "en" else words.plain(heads[name])


def _column_at(pieces: Pieces, at: int, heads: Mapping[str, str]) -> tuple[str | None, int]:
    """The column that the words from here on name, as many as do, and how many those are."""
    words = []
    for kind, word in pieces[at : at + MOST_OF_A_COLUMN]:
        if kind in (COMMA, EQUALS):
            break
        words.append(word)
    for many in range(len(words), 0, -1):
        name = _column_named("".join(words[:many]), heads)
        if name is not None:
            return name, many
    return None, 0


def _column_named(word: str, heads: Mapping[str, str]) -> str | None:
    """The column of that name, as it is typed or as its head says in either language."""
    for name, head in heads.items():
        spellings = {Words(language).plain(head).replace(" ", "").casefold() for language in LANGUAGES}
        if word.replace(" ", "").casefold() in {name, *spellings}:
            return name
    return None


def _heading_at(pieces: Pieces, at: int, heads: Mapping[str, str]) -> tuple[str, int]:
    """The heading from here on: what is quoted, else all words up to a comma or to the next column."""
    if at < len(pieces) and pieces[at][0] == QUOTED:
        return " ".join(pieces[at][1].split()), at + 1
    words: list[str] = []
    while at < len(pieces) and pieces[at][0] not in (COMMA, EQUALS):
        if words and _column_at(pieces, at, heads)[0] is not None:
            break
        if words and at + 1 < len(pieces) and pieces[at + 1][0] == EQUALS:
            # Something is given a heading that is no column: it is refused as such.
            break
        words.append(pieces[at][1])
        at += 1
    return " ".join(words), at


def _check_heading(heading: str, column: str) -> None:
    if not heading:
        raise Refused(
            N_("What should “{column}” be called? Write it right behind the sign, like “{column}=Waybill No”."),
            column=column,
        )
    if len(heading) > LONGEST_HEADING:
        raise Refused(
            N_("The heading “{heading}” is longer than {most} characters. Shorten it."),
            heading=heading[:LONGEST_HEADING],
            most=LONGEST_HEADING,
        )
