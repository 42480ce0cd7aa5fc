"""Whatever is shown of a case, and beside cases, is in one language: none of the other is left in it."""

from collections.abc import Iterator
from html import unescape

import pytest

from handlers.guide import help_answer
from handlers.language import Words
from handlers.languages import CHANNEL_WORDS
from handlers.list_filters import PREFIXES, WORDS
from handlers.routes import VERBS
from tests.languages.reading import chinese_in, english_in, said
from tests.views.scenes import Shown, crowded, shown_of, walked, with_names
from tests.views.scenes_of_no_case import shown_of_no_case

ENGLISH, CHINESE = Words("en", "Asia/Shanghai"), Words("zh_CN", "Asia/Shanghai")
NOTE = "7 · 8"


def everything(words: Words, seed: int) -> Iterator[Shown]:
    yield from shown_of(with_names(walked(seed, 40), "DHL"), words, NOTE)
    yield from shown_of(with_names(crowded(seed), "DHL"), words, NOTE)


@pytest.mark.parametrize("seed", range(16))
def test_a_chinese_reader_reads_chinese(seed: int) -> None:
    left = {
        (one.name, *english_in(text))
        for one in everything(CHINESE, seed)
        for text in said(one.payload)
        if english_in(text)
    }
    assert left == set()


@pytest.mark.parametrize("seed", range(16))
def test_an_english_reader_reads_english(seed: int) -> None:
    left = {
        (one.name, *chinese_in(text))
        for one in everything(ENGLISH, seed)
        for text in said(one.payload)
        if chinese_in(text)
    }
    assert left == set()


def test_lists_forms_previews_home_and_settings_are_in_one_language() -> None:
    chinese = {
        (one.name, *english_in(text))
        for one in shown_of_no_case(CHINESE, NOTE)
        for text in said(one.payload)
        if english_in(text)
    }
    english = {
        (one.name, *chinese_in(text))
        for one in shown_of_no_case(ENGLISH, NOTE)
        for text in said(one.payload)
        if chinese_in(text)
    }
    assert (chinese, english) == (set(), set())


def test_the_help_is_in_one_language() -> None:
    for words, left_in in ((CHINESE, english_in), (ENGLISH, chinese_in)):
        answer = help_answer(words)
        lines = list(said({"blocks": answer.blocks, "text": answer.text}))
        # How a verb is typed stands in the code marks of its line, and is read there too.
        read = [unescape(line).replace("`", "") for line in lines]
        assert [left_in(line) for line in read if left_in(line)] == []


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh_CN"])
def test_what_the_help_names_is_understood(words: Words) -> None:
    named = words(VERBS["list"].usage).strip("[]").split(" · ")
    assert [word for word in named[:-1] if word not in WORDS and word.partition(":")[0] not in PREFIXES] == []
    languages = words(VERBS["lang"].usage).split(" · ")
    assert languages[:3] == ["en", "zh", "auto"]
    assert languages[3].split()[0] in CHANNEL_WORDS


def test_the_looking_finds_what_it_looks_for() -> None:
    assert english_in("还有 overdue 的 LOST-0142") == ["overdue"]
    assert english_in("“/lost digest me 09:00”给你发 list，/lost due dates 停掉") == ["dates"]
    assert english_in("只说 digest 和 schedule") == ["digest", "schedule"]
    assert chinese_in("The 案件 is open") == ["案件"]
    assert english_in("*等对方*  UPS：承运商回复 <@U1> `tracer doctor` 1Z999AA10123456784 EUR 31.00") == []
