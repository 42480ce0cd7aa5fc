"""`python -m bot.catalogue`: gather the sentences of the code, bring the catalogues up to date, compile them.

For whoever changes a sentence; the running bot reads the compiled files and never imports this. What is written
depends on nothing but the code and the translations: no dates, no line numbers, nothing guessed. See
`docs/translating.md`.
"""

import ast
import sys
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "handlers" / "locales"
DOMAIN = "tracer"
# Where sentences for people in Slack are written. `bot` has none: the command line and its check-up are English.
SOURCES = ("cases", "handlers", "partners", "storage")
TRANSLATED = ("zh_CN",)
WIDTH = 110
Extracted = tuple[int, str, str | tuple[str, ...], list[str]]


class NotGathered(Exception):
    """A sentence is marked for translation but is not written out where it is marked."""


class Undated(Catalog):
    """A catalogue whose header says only what a reader of it needs, so that it changes when its messages do."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:  # type: ignore[override]
        """The header without dates and names."""
        kept = ("Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Plural-Forms")
        told = [(name, value) for name, value in self._get_mime_headers() if name in kept]
        return [("Project-Id-Version", "Tracer"), *told]


def sentences_in(
    file: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Extracted]:
    """Every `N_("...")` of a Python file, and every `count(N_("one"), N_("many"), n)` as a pair, for Babel.

    Raises NotGathered where `N_` is given anything but a text written out.
    """
    tree = ast.parse(file.read())
    pairs = {call: texts for call in ast.walk(tree) if (texts := _pair(call))}
    in_pairs = {id(one) for call in pairs for one in call.args[:2]}
    for node in ast.walk(tree):
        if node in pairs:
            yield node.lineno, "ngettext", pairs[node], []
        elif _is_marked(node) and id(node) not in in_pairs:
            yield node.lineno, "N_", _text(node), []


def gathered(root: Path = ROOT, sources: Collection[str] = SOURCES) -> Undated:
    """The sentences of the code, untranslated, in the order of the files and of the lines in them."""
    template = Undated(fuzzy=False, header_comment="")
    for source in sources:
        found = extract_from_dir(
            str(root / source), [("**.py", sentences_in)], keywords={"N_": None, "ngettext": (1, 2)}
        )
        for name, line, message, _, _ in sorted(found, key=lambda one: (one[0], one[1])):
            template.add(message, locations=[(f"{source}/{name}", line)])
    return template


def refreshed(template: Catalog, before: Catalog | None, language: str) -> Undated:
    """The template with the translations there are; what the code says no longer is gone."""
    made = Undated(
        locale=language, domain=DOMAIN, fuzzy=False, header_comment=f"# What people read of Tracer: {language}."
    )
    for message in template:
        if not message.id:
            continue
        kept = before.get(message.id) if before is not None else None
        string = kept.string if kept is not None and kept.pluralizable == message.pluralizable else None
        made.add(message.id, string, locations=message.locations)
    return made


def untranslated(catalogue: Catalog) -> list[str]:
    """The messages that have no translation, or lack one of their forms."""
    lacking = []
    for message in catalogue:
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and not all(forms):
            lacking.append(message.id[0] if message.pluralizable else message.id)
    return lacking


def read(path: Path, language: str) -> Catalog:
    """A catalogue as it lies there."""
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN, abort_invalid=True)


def as_po(catalogue: Catalog) -> bytes:
    """The catalogue as translators edit it."""
    file = BytesIO()
    write_po(file, catalogue, width=WIDTH, include_lineno=False, ignore_obsolete=True)
    return file.getvalue().rstrip(b"\n") + b"\n"


def as_mo(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def refresh(language: str) -> Undated:
    """Write a language's two files anew, of the code as it is and the translations as they were; return them."""
    folder = LOCALES / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    po = folder / f"{DOMAIN}.po"
    made = refreshed(gathered(), read(po, language) if po.exists() else None, language)
    po.write_bytes(as_po(made))
    (folder / f"{DOMAIN}.mo").write_bytes(as_mo(made))
    return made


def main() -> int:
    """Refresh every language; name what has no translation yet, and return 1 while there is something."""
    short = 0
    for language in TRANSLATED:
        made = refresh(language)
        lacking = untranslated(made)
        short += len(lacking)
        sys.stdout.write(f"{language}: {len(made)} messages, {len(lacking)} without translation\n")
        sys.stdout.writelines(f"  {text}\n" for text in lacking)
    return 1 if short else 0


def _pair(node: ast.AST) -> tuple[str, str] | None:
    """Singular and plural of `anything.count(N_("..."), N_("..."), n)`; None for any other node."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "count"):
        return None
    marked = [one for one in node.args[:2] if _is_marked(one)]
    return (_text(marked[0]), _text(marked[1])) if len(marked) == 2 else None


def _is_marked(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_"


def _text(node: ast.AST) -> str:
    assert isinstance(node, ast.Call)
    only = node.args[0] if len(node.args) == 1 else None
    if isinstance(only, ast.Constant) and isinstance(only.value, str) and only.value:
        return only.value
    raise NotGathered(f"Line {node.lineno}: N_ takes one text, written out: no name, no f-string, nothing empty.")


if __name__ == "__main__":
    sys.exit(main())
