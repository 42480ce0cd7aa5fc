"""Every limit of Block Kit, once at its edge and once beyond."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.block_limits import check_blocks, check_message, check_view
from tests.playground_slack.judged_blocks import (
    FINE_IN_A_MESSAGE,
    FINE_VIEWS,
    REFUSED_IN_A_MESSAGE,
    REFUSED_VIEWS,
    actions,
    button,
    mrkdwn,
    section,
)


@pytest.mark.parametrize("name", FINE_IN_A_MESSAGE)
def test_a_message_may_hold(name):
    assert check_blocks(FINE_IN_A_MESSAGE[name], "message") == []


@pytest.mark.parametrize("name", REFUSED_IN_A_MESSAGE)
def test_a_message_may_not_hold(name):
    blocks, said = REFUSED_IN_A_MESSAGE[name]
    before = copy.deepcopy(blocks)
    assert [one.message for one in check_blocks(blocks, "message") if said in one.message]
    assert blocks == before


@pytest.mark.parametrize("name", FINE_VIEWS)
def test_a_view_may_be(name):
    assert check_view(FINE_VIEWS[name]) == []


@pytest.mark.parametrize("name", REFUSED_VIEWS)
def test_a_view_may_not_be(name):
    view, said = REFUSED_VIEWS[name]
    assert [one.message for one in check_view(view) if said in one.message]


def test_a_problem_says_where_it_is():
    blocks = [section(), actions(button(), button(action_id="other", text=mrkdwn()))]
    (problem,) = check_blocks(blocks, "message")
    assert problem.as_json() == {
        "pointer": "/blocks/1/elements/1/text/type",
        "code": "unsupported_type",
        "message": "unsupported type: mrkdwn",
    }


def test_blocks_of_attachments_are_looked_at_too():
    (problem,) = check_message({"text": "x", "attachments": [{"blocks": [section("")]}]})
    assert problem.pointer == "/attachments/0/blocks/0/text/text"


_words = st.sampled_from(
    ["type", "text", "elements", "options", "section", "actions", "button", "static_select", "modal", "blocks"]
)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | _words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_words, inner, max_size=5),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(_json, st.sampled_from(["message", "modal", "home", "any"]))
def test_whatever_is_sent_is_judged_and_never_breaks_the_judge(payload, surface):
    check_blocks(payload if isinstance(payload, list) else [payload], surface)
    check_message(payload)
    check_view(payload)
