"""The words of packs in their readers' languages: one data file a language, all with the same entries."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "wording"
LANGUAGES = ("en", "de", "fr", "zh")


class Wording:
    """One language. `words("heading.facts")` is an entry, its `{names}` filled in."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._entries = entries(language)

    def __call__(self, entry: str, /, **params: object) -> str:
        """The entry's text. Raises KeyError where there is none: the files are held complete by a test."""
        text = self._entries[entry]
        return text.format(**params) if params else text

    def has(self, entry: str) -> bool:
        return entry in self._entries


@cache
def entries(language: str) -> Mapping[str, str]:
    """Every entry of a language by its dotted name."""
    with (FOLDER / f"{language}.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file), ""))


def _flat(table: Mapping[str, Any], before: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        found += (
            _flat(value, f"{before}{name}.") if isinstance(value, dict) else [(f"{before}{name}", value.strip("\n"))]
        )
    return found
