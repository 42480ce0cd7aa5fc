"""What Tracer itself says fits: nothing of its own words is cut, in either language."""

import pytest

from cases.moves import MOVES
from handlers.language import Words, brief, cut, escaped, shortened, unturned
from handlers.views.history import history_modal
from handlers.views.kit import OPTION_LONGEST, TITLE_LONGEST, VIEW_LARGEST, paragraphs
from tests.views.nasty import FAMILY, marks_of_others, texts
from tests.views.scenes import Shown, shown_of, walked, with_names
from tests.views.scenes_of_no_case import shown_of_no_case

LANGUAGES = [Words("en", "Asia/Shanghai"), Words("zh_CN", "Asia/Shanghai")]
both = pytest.mark.parametrize("words", LANGUAGES, ids=["en", "zh_CN"])


@both
def test_every_move_has_a_name_that_fits_as_a_title_and_as_a_choice(words: Words) -> None:
    assert [one for one in MOVES if len(words.term(one)) > TITLE_LONGEST] == []
    assert TITLE_LONGEST < OPTION_LONGEST


@both
@pytest.mark.parametrize("seed", range(6))
def test_no_words_of_our_own_are_cut(words: Words, seed: int) -> None:
    everything = [*shown_of(with_names(walked(seed), "DHL"), words, "Rain."), *shown_of_no_case(words, "DHL")]
    assert [_cut_in(shown) for shown in everything if _cut_in(shown)] == []


def _cut_in(shown: Shown) -> list[str]:
    return [text for _, text in texts(shown.payload) if text.endswith("…") and not text.endswith(("NUMBER…", "单号…"))]


def test_a_cut_never_falls_inside_a_mark_or_an_escaped_character() -> None:
    text = "a <@U1> &amp; <!date^1^{date_short_pretty} {time}|2026-03-02 09:00 UTC>, " + escaped("<&>" * 9)
    for longest in range(1, len(text) + 1):
        kept = cut(text, longest)
        assert len(kept) <= longest
        assert marks_of_others(kept) == []
        assert text.startswith(kept.removesuffix("…"))
    assert cut(text, len(text)) == text


def test_text_that_turns_its_neighbours_round_is_shown_without_doing_so() -> None:
    assert unturned("31 \u202eRUE\u202c \u2066x\u2069") == "31 RUE x"
    assert unturned("مزهرية\nvase") == "\u2068مزهرية\u2069\nvase"
    assert unturned("vase 花瓶") == "vase 花瓶"


def test_a_name_stands_on_one_line() -> None:
    assert brief(" UPS\r\n\tGround ", 60) == "UPS Ground"
    assert brief("a" * 61, 60) == "a" * 59 + "…"
    assert shortened("abc", 3) == "abc"


def test_lines_share_a_section_while_there_is_room_and_none_is_lost() -> None:
    lines = ["a" * 1400, "b" * 1400, "c" * 1400, "d"]
    assert [text for block in paragraphs(lines) for _, text in texts(block)] == [
        "a" * 1400 + "\n" + "b" * 1400,
        "c" * 1400 + "\nd",
    ]
    assert paragraphs([]) == []


def test_a_history_that_slack_would_not_take_says_how_much_is_left_out() -> None:
    view = history_modal([FAMILY * 250] * 60, Words())
    told = [text for _, text in texts(view["blocks"])]
    assert len(told) > 5
    assert told[-1] == f"… and {60 - len(told) + 1} earlier ones."
    assert VIEW_LARGEST < 250_000
    assert len(history_modal(["x"] * 200, Words("zh_CN"))["blocks"]) == 91
