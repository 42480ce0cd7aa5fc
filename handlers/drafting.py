"""A text to somebody, written from a template and the facts of a case: what is not known stays a visible gap.

The templates lie in `handlers/correspondence/`, two files a language. Nothing is invented: a fact that a template uses
and that is missing becomes `⟦its name⟧`, and nothing with such a gap is sent.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cases.light_dataclass import dataclass
from cases.money import Money

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

TEXTS = Path(__file__).parent / "correspondence"
GAP = re.compile("⟦([^⟦⟧]*)⟧")
LOCALES = {"en": "en_GB", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "zh": "zh_Hans_CN"}
# What has no name of its own in a table of a template's language.
TABLES = ("losses", "slots", "phrases")


@dataclass(frozen=True, slots=True)
class Draft:
    """A written text. `gaps` are the facts that are missing, by name and in order; each stands in it as `⟦…⟧`."""

    subject: str
    body: str
    gaps: tuple[str, ...]


def draft(kind: str, facts: Mapping[str, Any], language: str, named: Callable[[str], str] = lambda name: name) -> Draft:
    """The text of a kind in a language (`en`, `de`, `fr`, `es`, `zh`), filled with facts.

    Facts are text, dates, instants, Money or lists of text; None, empty text and an empty list are not known. `named`
    says what a missing fact is called for whoever edits the text. Raises KeyError for a kind the language has not.
    """
    text = _texts(language)[kind]
    gaps: dict[str, None] = {}
    told = {name: shown(value, language) for name, value in facts.items() if _is_known(value)}

    def gap(name: str) -> str:
        gaps[name] = None
        return f"⟦{named(name)}⟧"

    subject, body = (_filled(text[part], told, gap) for part in ("subject", "body"))
    return Draft(subject, body, tuple(gaps))


def without_gaps(text: str, said: Mapping[str, str]) -> str:
    """A text with the gaps of those names (as the text shows them) filled with what somebody said."""
    return GAP.sub(lambda found: said.get(found[1]) or found[0], text)


def open_gaps(text: str) -> tuple[str, ...]:
    """What is still missing in a text, as it is named there."""
    return tuple(dict.fromkeys(GAP.findall(text)))


def shown(value: Any, language: str) -> Any:
    """A fact as it is written in a letter of that language: dates with the month's name, amounts with their code."""
    if isinstance(value, Money):
        from babel.numbers import format_currency

        return format_currency(value.amount, value.currency, format="#,##0.00 ¤¤", locale=LOCALES[language])
    if isinstance(value, date):
        from babel.dates import format_date

        day = value.date() if isinstance(value, datetime) else value
        return format_date(day, "long", locale=LOCALES[language])
    if isinstance(value, list | tuple):
        return [shown(one, language) for one in value]
    return " ".join(value.split(" ")) if isinstance(value, str) else value


def word(table: str, name: str, language: str) -> str | None:
    """A word of a table (`losses`, `slots`) in a language; None where it has none."""
    return _texts(language).get(table, {}).get(name)


def phrase(name: str, facts: Mapping[str, Any], language: str) -> str:
    """A short phrase of a language, filled with facts that are all known."""
    told = {key: shown(value, language) for key, value in facts.items()}
    return _filled(_texts(language)["phrases"][name], told, lambda missing: missing)


def country(code: str | None, language: str) -> str | None:
    """A country by its two letters as the language calls it; anything else stays as it was written."""
    from babel import Locale

    written = (code or "").strip()
    if len(written) == 2 and (name := Locale.parse(LOCALES[language]).territories.get(written.upper())):
        return str(name)
    return written or None


def kinds_in(language: str) -> Sequence[str]:
    """The kinds of text that a language has."""
    return [name for name in _texts(language) if name not in TABLES]


@cache
def _texts(language: str) -> dict[str, dict[str, str]]:
    import tomllib

    found: dict[str, dict[str, str]] = {}
    for path in (TEXTS / f"{language}.toml", TEXTS / f"buyers_{language}.toml"):
        # To carriers and payers nobody writes Spanish.
        if path.exists():
            found |= tomllib.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def _environment() -> "SandboxedEnvironment":
    # Loaded when the first text is written: most processes never write one.
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Missing(StrictUndefined):
        """A fact that is not known: false where it is asked for, a gap where it is told, a mistake anywhere else."""

        def __bool__(self) -> bool:
            return False

        def __str__(self) -> str:
            return f"\0{self._undefined_name}\0"

        def __eq__(self, other: object) -> bool:
            return False

        def __ne__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    return ImmutableSandboxedEnvironment(
        undefined=Missing, autoescape=False, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=False
    )


def _filled(template: str, told: Mapping[str, Any], gap: Callable[[str], str]) -> str:
    # What stands for a gap cannot be in any fact: no database keeps it.
    facts = {name: _without_marks(value) for name, value in told.items()}
    written = _compiled(template).render(facts)
    filled = re.sub("\0([a-z_]+)\0", lambda found: gap(found[1]), written)
    return re.sub(r"\n{3,}", "\n\n", filled).strip()


def _without_marks(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "").replace("⟦", "[").replace("⟧", "]").strip()
    return [_without_marks(one) for one in value] if isinstance(value, list) else value


@cache
def _compiled(template: str) -> Any:
    return _environment().from_string(template)


def _is_known(value: Any) -> bool:
    return value is not None and value != () and value != [] and not (isinstance(value, str) and not value.strip())
