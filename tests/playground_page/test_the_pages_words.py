"""The page's own words, in both languages, and its small promises about itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bot.playground

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGE = Path(bot.playground.__file__).parent / "page"
SCRIPTS = sorted(PAGE.glob("*.js"))


async def test_both_languages_have_the_same_phrases_with_the_same_fillings(page):
    tables = await page.evaluate("import('/page/words.js').then((words) => words.TABLES)")
    assert tables["en"].keys() == tables["zh"].keys()
    for name, english in tables["en"].items():
        assert set(re.findall(r"\{\w+\}", english)) == set(re.findall(r"\{\w+\}", tables["zh"][name])), name


async def test_chinese_phrases_are_chinese_and_punctuated_so(page):
    chinese = (await page.evaluate("import('/page/words.js').then((words) => words.TABLES)"))["zh"]
    assert [name for name, words in chinese.items() if not re.search("[\u4e00-\u9fff]", words)] == []
    assert [name for name, words in chinese.items() if re.search("[\u4e00-\u9fff][,:;?!()]", words)] == []


async def test_every_phrase_that_the_page_asks_for_exists_and_none_is_left_over(page):
    known = set((await page.evaluate("import('/page/words.js').then((words) => words.TABLES)"))["en"])
    source = "\n".join(script.read_text("utf-8") for script in SCRIPTS if script.name != "words.js")
    assert set(re.findall(r"""\bt\("(\w+)\"""", source)) - known == set()
    assert [name for name in known if f'"{name}"' not in source] == []


async def test_no_script_assigns_markup_and_none_is_long():
    for script in SCRIPTS:
        source = script.read_text("utf-8")
        assert len(source.splitlines()) < 400, script.name
        for way in ["innerHTML =", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"]:
            assert way not in source, f"{script.name}: {way}"


async def test_the_page_names_no_address_outside_this_machine():
    for file in PAGE.iterdir():
        addresses = re.findall(r"https?://[^\s\"'`)>]+", file.read_text("utf-8"))
        allowed = ("https://docs.slack.dev/", "http://www.w3.org/", "https?:", "https://.", "http://.")
        assert [one for one in addresses if not one.startswith(allowed) and len(one) > len("https://")] == [], file.name
