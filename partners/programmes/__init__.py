"""What is known of carriers', insurers' and marketplaces' rules: one data file per programme, each value sourced."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from cases.rules import Programme
from partners.programmes.reading import ProgrammeError, read_programme

__all__ = ["ProgrammeError", "broken_files", "programmes", "rules_checked_long_ago"]

FILES = Path(__file__).parent


@cache
def _read() -> tuple[dict[str, Programme], tuple[str, ...]]:
    """Every programme whose file loads, and what is wrong with the others. Read when first asked for."""
    found: dict[str, Programme] = {}
    broken: list[str] = []
    for path in sorted(FILES.glob("*.toml")):
        try:
            found[path.stem] = read_programme(path)
        except ProgrammeError as error:
            broken.append(str(error))
    return found, tuple(broken)


def programmes() -> Mapping[str, Programme]:
    """Every programme by its id."""
    return _read()[0]


def broken_files() -> tuple[str, ...]:
    """What is wrong with files that do not load, a sentence each; empty when all do."""
    return _read()[1]


def rules_checked_long_ago(today: date, among: Iterable[Programme]) -> dict[str, int]:
    """How many rules of each programme nobody has looked at for 180 days, by programme id; none where all are fresh."""
    counted = {one.id: sum(rule.is_old(today) for rule in one.rules) for one in among}
    return {name: count for name, count in counted.items() if count}
