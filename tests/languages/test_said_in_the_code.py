"""Nothing that people read escapes translation: what is said in the code is marked, whole, and given what it names."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.catalogue import ROOT, SOURCES, gathered
from handlers import glossary
from handlers.routes import VERBS

# Called with a sentence first: the words of a language, and the refusals of the rules.
SAYING = frozenset({"words", "plain", "count", "say", "Words", "chosen", "_words"})
REFUSING = frozenset({"Refused", "NotAllowed", "NoLongerApplies", "Sentence"})
# Called with a text for people somewhere: the pieces of Block Kit.
SHOWING = frozenset({"section", "context", "header", "button", "option", "field", "modal", "text_input", "select"})
TEXTS = {"button": 1, "option": 1, "field": 1, "section": 1, "context": 1, "header": 1, "modal": 2}
LETTERS = re.compile(r"[A-Za-z]{2,}")
PLACE = re.compile(r"\{(\w+)\}")
# Literal texts that are the same in every language, and why.
NO_WORDS = {
    "Tracer": "the bot's own name",
    "中文": "the name of a language in that language",
    "English": "the name of a language in that language",
    "1Z999AA10123456784": "a number",
    "amazon.de 305-1234567-1234567": "a marketplace and its order number",
    "31 EUR": "an amount",
    "EUR 100, USD 100": "amounts",
    "EUR 15, USD 15": "amounts",
    "DE-NW": "a region",
    "amazon.de": "a marketplace",
}


@cache
def calls() -> tuple[tuple[Path, ast.Call, str], ...]:
    return tuple(_calls())


@cache
def all_said() -> frozenset[object]:
    return frozenset(one.id for one in gathered())


def _calls() -> Iterator[tuple[Path, ast.Call, str]]:
    for source in SOURCES:
        for path in sorted((ROOT / source).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and (name := _name(node.func)):
                    yield path, node, name


def _name(func: ast.expr) -> str:
    if isinstance(func, ast.Call):
        return _name(func.func)
    return func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""


def _place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def _sentences(node: ast.Call, name: str) -> list[str]:
    """The marked texts that a call says: the first argument, or the first two of a count."""
    marked = [one for one in node.args[: 2 if name == "count" else 1] if isinstance(one, ast.Call)]
    texts = [one.args[0] for one in marked if _name(one.func) == "N_" and one.args]
    return [one.value for one in texts if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def test_no_sentence_is_said_without_being_marked() -> None:
    bare = [
        f"{_place(path, node)} {one.value}"
        for path, node, name in calls()
        if name in SAYING | REFUSING
        for one in node.args[:2]
        if isinstance(one, ast.Constant | ast.JoinedStr) and LETTERS.search(ast.unparse(one))
        if not (isinstance(one, ast.Constant) and not isinstance(one.value, str))
        # `Words("zh_CN")` and `count("\n")` say nothing.
        if name not in ("Words", "count")
    ]
    assert bare == []


def test_no_text_is_shown_without_being_said() -> None:
    bare = []
    for path, node, name in calls():
        if name not in SHOWING or "views" not in str(path):
            continue
        shown = [*node.args[: TEXTS.get(name, 0)]]
        shown += [
            one.value for one in node.keywords if one.arg in ("placeholder", "hint", "submit", "close", "description")
        ]
        bare += [
            f"{_place(path, node)} {one.value}"
            for one in shown
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value not in NO_WORDS
            if LETTERS.search(one.value) and not (name == "modal" and one is node.args[0])
        ]
    assert bare == []


def test_every_name_in_a_sentence_is_given_where_it_is_said() -> None:
    lacking = []
    for path, node, name in calls():
        if name not in SAYING | REFUSING or any(one.arg is None for one in node.keywords):
            continue
        given = {one.arg for one in node.keywords} | ({"n"} if name == "count" else set())
        given |= {"roles"} if name == "NotAllowed" else set()
        if len(node.args) > 1 and isinstance(node.args[1], ast.Dict):
            given |= {one.value for one in node.args[1].keys if isinstance(one, ast.Constant)}
        elif name == "Sentence" and len(node.args) > 1:
            continue
        for text in _sentences(node, name):
            lacking += [f"{_place(path, node)} {one}" for one in PLACE.findall(text) if one not in given]
    assert lacking == []


def test_every_pair_is_written_out_where_it_is_counted() -> None:
    """Else both are gathered as sentences of their own, and a count finds neither: it is English for everybody."""
    apart = [
        _place(path, node)
        for path, node, name in calls()
        if isinstance(node.func, ast.Attribute) and name == "count" and _name(node.func.value) == "words"
        if len(_sentences(node, name)) != 2
    ]
    assert apart == []


def test_every_refusal_is_a_sentence_that_ends() -> None:
    for path, node, name in calls():
        if name in REFUSING:
            for text in _sentences(node, name):
                assert text[0] in "“/{" or text[0].isupper() or text[0].isdigit(), _place(path, node)
                # An example to be typed ends without a full stop, which would be typed too.
                assert text[-1] in ".?!”" or re.search(r"/lost [\w ]+@\w+$", text), _place(path, node)


def test_every_word_of_the_glossary_is_gathered() -> None:
    said = all_said()
    assert [word for word, text in glossary.TERMS.items() if text not in said] == []


def test_every_verb_of_the_help_is_gathered() -> None:
    said = all_said()
    assert [verb.name for verb in VERBS.values() if verb.about not in said] == []
    assert [verb.name for verb in VERBS.values() if verb.usage and verb.usage not in said] == []


@pytest.mark.parametrize("text", NO_WORDS)
def test_nothing_is_excused_that_is_not_there(text: str) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "handlers").rglob("*.py"))
    assert f'"{text}"' in code
