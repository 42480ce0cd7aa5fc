"""Every view in both languages with the worst that people can write: Slack takes it, and nothing comes of the text."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.playground.block_limits import Problem, check_message, check_view
from handlers.language import Words
from tests.views.nasty import ALL, EVERYTHING, LONG, SHORT, TURNING, marks_of_others, texts
from tests.views.scenes import Shown, crowded, shown_of, walked, with_names
from tests.views.scenes_of_no_case import shown_of_no_case

LANGUAGES = [Words("en", "Asia/Shanghai"), Words("zh_CN", "America/Los_Angeles")]
both = pytest.mark.parametrize("words", LANGUAGES, ids=["en", "zh_CN"])

# What was found in order: views that show nothing of a text are the same whatever it is, and are looked through once.
IN_ORDER: set[int] = set()


def problems_of(shown: Shown) -> list[Problem]:
    return check_message(shown.payload) if shown.surface == "message" else check_view(shown.payload)


def look_through(everything: Iterator[Shown]) -> None:
    """Within Slack's limits, no mark of Slack's but our own, and no text turned round."""
    for shown in everything:
        known = hash((shown.surface, json.dumps(shown.payload)))
        if known in IN_ORDER:
            continue
        assert problems_of(shown) == [], shown.name
        for kind, text in texts(shown.payload):
            assert not TURNING.search(text.replace("\u2068", "").replace("\u2069", "")), shown.name
            if kind == "mrkdwn":
                assert marks_of_others(text) == [], shown.name
        assert all(one.get("verbatim") for one in mrkdwn_of(shown.payload)), shown.name
        if shown.surface == "message":
            assert len(shown.payload["text"]) <= 4000
            assert marks_of_others(shown.payload["text"]) == [], shown.name
        IN_ORDER.add(known)


def mrkdwn_of(payload: object) -> Iterator[dict[str, object]]:
    if isinstance(payload, dict):
        if payload.get("type") == "mrkdwn":
            yield payload
        for one in payload.values():
            yield from mrkdwn_of(one)
    elif isinstance(payload, list):
        for one in payload:
            yield from mrkdwn_of(one)


@both
@pytest.mark.parametrize("seed", range(12))
def test_any_case_with_any_names(words: Words, seed: int) -> None:
    look_through(shown_of(with_names(walked(seed), *SHORT), words, EVERYTHING))


@both
@pytest.mark.parametrize("state", range(13))
def test_the_most_crowded_case(words: Words, state: int) -> None:
    look_through(shown_of(with_names(crowded(state), *LONG, *SHORT), words, LONG[state % len(LONG)]))


@pytest.mark.parametrize(("place", "text"), list(enumerate(ALL)), ids=range(len(ALL)))
def test_one_text_everywhere(place: int, text: str) -> None:
    words = LANGUAGES[place % 2]  # neighbours are of one kind: each kind is read in both languages
    look_through(shown_of(with_names(crowded(), text[:300]), words, text))
    look_through(shown_of_no_case(words, text))


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=300), st.text(st.sampled_from("<>!@#&;|^*_~`\n\u202e\u2066ﷺ👩\u200da "), max_size=2000))
def test_whatever_chance_writes(name: str, text: str) -> None:
    for words in LANGUAGES:
        look_through(shown_of(with_names(crowded(1), name), words, text))
        look_through(shown_of_no_case(words, text))
