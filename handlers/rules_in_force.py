"""Which rules hold in a workspace now: the public ones with its own contracts' in place, and where who works.

Rule data and holidays are read when they are needed first and kept; the bot starts without them.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import structlog

from cases.cover import Contract
from cases.own_rules import Override, with_own_rules
from cases.rule_book import WESTERNMOST, RuleBook
from cases.working_time import Calendar
from storage.records import Settings
from storage.transaction import Transaction

# Books and calendars kept: one for each set of contracts and settings that was seen lately.
MOST_KEPT = 256
log = structlog.get_logger("tracer")


def rule_book(tx: Transaction, workspace: str) -> RuleBook:
    """The rules in force for a workspace; one that has entered none of its own costs no look into the database."""
    own, contracts = tx.overrides.current(workspace), tx.contracts.current(workspace)
    if not own and not contracts:
        return public_rules()
    return _with(_Known(own, contracts))


def team_calendar(settings: Settings) -> Calendar:
    """The team's working days: its country's holidays where it has one set, its own days off and make-up days."""
    return _team(settings.timezone, settings.holidays, tuple(settings.days_off), tuple(settings.extra_workdays))


def calendar_of(place: str, zone: str) -> Calendar:
    """The working days of a place in a zone, or its own zone; Monday to Friday where its holidays are not known."""
    from partners.working_days import UnknownPlace, calendar_for

    try:
        return calendar_for(place, zone) if place else Calendar(zone or "UTC")
    except UnknownPlace:
        log.warning("No holidays are known of a place; its weekdays all count", place=place)
        return Calendar(zone or WESTERNMOST)


def is_known_place(place: str) -> bool:
    """Whether the public holidays of a place are known."""
    from partners.working_days import is_known

    return is_known(place)


class _Known:
    """What a workspace entered, told apart by the ids and versions of its entries: none is ever edited in place."""

    def __init__(self, own: Iterable[Override], contracts: Iterable[Contract]) -> None:
        self.own, self.contracts = tuple(own), tuple(contracts)
        self._key = (tuple(one.id for one in self.own), tuple((one.id, one.version) for one in self.contracts))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=1)
def public_rules() -> RuleBook:
    """What is known of everybody's rules, with nothing that a workspace entered; read once, in a sixth of a second."""
    from partners.programmes import programmes

    return RuleBook(programmes(), calendar_of=calendar_of)


@lru_cache(maxsize=MOST_KEPT)
def _with(known: _Known) -> RuleBook:
    changed = with_own_rules(public_rules().programmes.values(), known.own, _zone_of)
    return RuleBook({one.id: one for one in changed}, known.contracts, calendar_of)


def _zone_of(country: str) -> str:
    from partners.working_days import ZONES

    return ZONES.get(country.partition("-")[0].upper(), "UTC")


@lru_cache(maxsize=MOST_KEPT)
def _team(zone: str, place: str, days_off: tuple[str, ...], extra_workdays: tuple[str, ...]) -> Calendar:
    public = calendar_of(place, zone) if place else Calendar(zone)
    extra = frozenset(date.fromisoformat(day) for day in extra_workdays)
    off = frozenset(date.fromisoformat(day) for day in days_off)
    return Calendar(zone, (public.days_off | off) - extra, (public.extra_workdays | extra) - off)
