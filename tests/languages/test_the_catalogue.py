"""The Chinese catalogue is whole: everything the code says is in it, translated, with the same names filled in."""

import gettext
import re
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog, Message

from bot.catalogue import LOCALES, as_mo, as_po, gathered, read, refreshed, untranslated

FILES = LOCALES / "zh_CN" / "LC_MESSAGES"
PLACE = re.compile(r"\{(\w*)\}")
CHINESE = re.compile("[\u4e00-\u9fff\u3001\uff0c\uff1a\uff1b]")
# What has no character of its own in Chinese, and why.
NO_CHINESE = {
    "{move} by {who}": "a mention and what that person did, which Chinese joins by nothing",
    "{payer} ({kind})": "Chinese parentheses",
    "{told}.": "a full stop",
    "{move} ({roles})": "Chinese parentheses",
}


@pytest.fixture(scope="module")
def template() -> Catalog:
    return gathered()


@pytest.fixture(scope="module")
def chinese() -> Catalog:
    return read(FILES / "tracer.po", "zh_CN")


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string or ""]


def english(message: Message) -> list[str]:
    return list(message.id) if isinstance(message.id, tuple | list) else [message.id]


def messages(catalogue: Catalog) -> list[Message]:
    return [one for one in catalogue if one.id]


def test_everything_that_the_code_says_is_translated(template: Catalog, chinese: Catalog) -> None:
    """Where this fails: `python -m bot.catalogue`, then translate what it names (docs/translating.md)."""
    assert untranslated(refreshed(template, chinese, "zh_CN")) == []


def test_nothing_is_kept_that_the_code_says_no_longer(template: Catalog, chinese: Catalog) -> None:
    said = {one.id for one in messages(template)}
    assert [one.id for one in messages(chinese) if one.id not in said] == []
    assert list(chinese.obsolete) == []


def test_the_files_are_as_the_tool_writes_them(chinese: Catalog) -> None:
    """The compiled one is made of the other. Which files a sentence stands in is told anew at every refresh only."""
    made = refreshed(chinese, chinese, "zh_CN")
    assert (FILES / "tracer.po").read_bytes() == as_po(made)
    assert (FILES / "tracer.mo").read_bytes() == as_mo(made)
    assert b"POT-Creation-Date" not in as_po(made)


def test_nothing_is_guessed(chinese: Catalog) -> None:
    assert [one.id for one in messages(chinese) if one.fuzzy] == []


def test_every_translation_fills_in_the_same_names(chinese: Catalog) -> None:
    for message in messages(chinese):
        wanted = set().union(*(PLACE.findall(text) for text in english(message)))
        for text in forms(message):
            assert set(PLACE.findall(text)) == wanted, text
            assert text.count("{") == text.count("}") == len(PLACE.findall(text)), text


def test_every_translation_is_in_chinese(chinese: Catalog) -> None:
    same = [one.id for one in messages(chinese) if not all(CHINESE.search(text) for text in forms(one))]
    assert same == list(NO_CHINESE)


def test_a_plural_has_the_one_form_that_chinese_has(chinese: Catalog) -> None:
    assert {len(forms(one)) for one in messages(chinese) if one.pluralizable} == {1}


def test_bold_words_stay_bold(chinese: Catalog) -> None:
    """Slack sees a star as a mark only where space or the edge of a line stands outside of the pair."""
    for message in messages(chinese):
        for text in forms(message):
            assert text.count("*") == english(message)[0].count("*"), text
            bare = re.sub(r"(^|(?<=\s))\*\S([^*]*\S)?\*(?=\s|$)", "", text)
            assert "*" not in bare, text


def test_code_and_commands_are_the_same_in_both(chinese: Catalog) -> None:
    code = re.compile(r"`[^`]+`|/invite @Tracer|/health|LOST-\d+|1Z\w{16}")
    for message in messages(chinese):
        for text in forms(message):
            assert sorted(code.findall(text)) == sorted(code.findall(english(message)[-1])), text


def test_punctuation_is_chinese(chinese: Catalog) -> None:
    """Full width, and one kind of *you*; half-width commas only in what is typed."""
    for message in messages(chinese):
        for text in forms(message):
            assert not re.search(r"[\u4e00-\u9fff}][,;!?](?!\s*\d|\s*\"| 31 EUR)", text), text
            assert not re.search(r"[\u4e00-\u9fff]\.(?!\w)|\.\.\.|您", text), text


def test_gettext_reads_what_is_compiled(chinese: Catalog) -> None:
    found = gettext.GNUTranslations(BytesIO((FILES / "tracer.mo").read_bytes()))
    for message in messages(chinese):
        if message.pluralizable:
            assert found.ngettext(*message.id, 1) == found.ngettext(*message.id, 5) == forms(message)[0]
        else:
            assert found.gettext(message.id) == message.string
    assert found.info()["language"] == "zh_CN"


def test_terms_of_the_trade_stand_beside_their_english_where_the_card_names_them(chinese: Catalog) -> None:
    assert chinese.get("*Search*  {told}").string == "*查件 (inquiry)*  {told}"
    assert chinese.get("*Claim*  {told}").string == "*索赔 (claim)*  {told}"
    assert "妥投未收到 (delivered-not-received)" in chinese.get("Stolen after delivery").string
