"""Slack's payloads of every kind, translated."""

from datetime import UTC, datetime
from typing import Any

import pytest

from handlers import payloads

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BOT = "U0TRACER0"
WHO = {"team": {"id": "T1"}, "user": {"id": "U1"}}


def command(**more: Any) -> dict[str, Any]:
    return {"team_id": "T1", "user_id": "U1", "channel_id": "C1", "trigger_id": "1.2.x", "text": "list"} | more


def click(action: dict[str, Any], **more: Any) -> dict[str, Any]:
    place = {"container": {"type": "message", "message_ts": "5.6", "channel_id": "C1"}, "channel": {"id": "C1"}}
    return WHO | place | {"trigger_id": "1.2.x", "actions": [{"action_ts": "7.8", **action}]} | more


def said(text: str, **more: Any) -> dict[str, Any]:
    event = {"type": "app_mention", "user": "U1", "text": text, "channel": "C1", "ts": "5.6", "thread_ts": "3.4"} | more
    return {"team_id": "T1", "event_id": "Ev1", "event": event}


def view(state: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    shown = {
        "id": "V1",
        "hash": "h1",
        "callback_id": "report",
        "private_metadata": '{"ch":"C1","c":7}',
        "type": "modal",
    }
    return WHO | {"view": shown | {"state": {"values": state or {}}} | more}


def test_a_command_is_what_was_typed_where_and_by_whom() -> None:
    ask = payloads.command(command(), AT)
    assert (ask.kind, ask.workspace, ask.user, ask.channel, ask.text, ask.at) == (
        "command",
        "T1",
        "U1",
        "C1",
        "list",
        AT,
    )
    assert (ask.trigger_id, ask.thread_ts, ask.in_view) == ("1.2.x", None, False)


def test_a_command_without_words_has_an_empty_text() -> None:
    assert payloads.command(command(text=None), AT).text == ""


@pytest.mark.parametrize(("typed", "read"), [("a\0b", "ab"), ("vase \ud83d 花瓶", "vase ? 花瓶"), ("👩‍👧", "👩‍👧")])
def test_what_no_database_takes_is_left_out_of_what_people_type(typed: str, read: str) -> None:
    state = {"goods": {"goods": {"type": "plain_text_input", "value": typed}}}
    assert payloads.command(command(text=typed), AT).text == read
    assert payloads.mention(said(typed), AT).text == read
    assert payloads.form(view(state), AT).filled == {"goods": read}


def test_the_same_delivery_has_the_same_key_and_another_one_another() -> None:
    keys = [payloads.command(command(**more), AT).key for more in ({}, {}, {"trigger_id": "9"}, {"text": "help"})]
    assert keys[0] == keys[1] and len(set(keys)) == 3


def test_a_button_carries_its_value_and_its_place() -> None:
    ask = payloads.click(click({"action_id": "decide:choose_refund", "value": '{"c":142,"s":"undecided"}'}), AT)
    assert (ask.kind, ask.name, ask.value) == ("click", "decide:choose_refund", {"c": 142, "s": "undecided"})
    assert (ask.channel, ask.message_ts, ask.in_view, ask.view_id) == ("C1", "5.6", False, None)


@pytest.mark.parametrize("value", [None, "", "none of ours", "[1]", "12", '{"c":'])
def test_a_value_that_is_none_of_ours_says_nothing(value: str | None) -> None:
    assert payloads.click(click({"action_id": "more", "value": value}), AT).value == {}


@pytest.mark.parametrize(
    ("action", "text"),
    [
        ({"selected_option": {"value": "ask_carrier|I1"}}, "ask_carrier|I1"),
        ({"selected_user": "U2"}, "U2"),
        ({"selected_conversation": "C2"}, "C2"),
        ({"selected_channel": "C3"}, "C3"),
        ({"selected_date": "2026-11-23"}, "2026-11-23"),
        ({"selected_option": None}, ""),
    ],
)
def test_a_choice_is_the_text_of_the_click(action: dict[str, Any], text: str) -> None:
    assert payloads.click(click({"action_id": "what", **action}), AT).text == text


def test_a_click_in_a_thread_and_one_in_a_modal_know_where_they_are() -> None:
    threaded = payloads.click(click({"action_id": "more"}, message={"ts": "5.6", "thread_ts": "3.4"}), AT)
    assert threaded.thread_ts == "3.4"
    shown = {"id": "V1", "type": "modal", "private_metadata": '{"c":7}', "state": {"values": {}}}
    body = click({"action_id": "move:take"}, view=shown, container={"type": "view", "view_id": "V1"}, channel=None)
    inside = payloads.click(body, AT)
    assert (inside.in_view, inside.view_id, inside.meta, inside.channel) == (True, "V1", {"c": 7}, None)


def test_two_clicks_on_one_button_are_two_and_a_repeated_delivery_is_one() -> None:
    one, again = click({"action_id": "more"}), click({"action_id": "more"})
    other = click({"action_id": "more", "action_ts": "9.9"})
    keys = [payloads.click(body, AT).key for body in (one, again, other)]
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "plain_text_input", "value": "31"}, "31"),
        ({"type": "plain_text_input", "value": None}, None),
        ({"type": "static_select", "selected_option": {"value": "dhl"}}, "dhl"),
        ({"type": "static_select", "selected_option": None}, None),
        ({"type": "checkboxes", "selected_options": [{"value": "a"}, {"value": "b"}]}, ["a", "b"]),
        ({"type": "checkboxes", "selected_options": []}, []),
        ({"type": "users_select", "selected_user": "U2"}, "U2"),
        ({"type": "multi_users_select", "selected_users": ["U2", "U3"]}, ["U2", "U3"]),
        ({"type": "conversations_select", "selected_conversation": None}, None),
        ({"type": "datepicker", "selected_date": "2026-11-23"}, "2026-11-23"),
        ({"type": "datetimepicker", "selected_date_time": 1795399200}, 1795399200),
    ],
)
def test_each_kind_of_field_is_read(element: dict[str, Any], value: Any) -> None:
    assert payloads.form(view({"field": {"input": element}}), AT).filled == {"field": value}


def test_a_form_brings_back_what_it_carried() -> None:
    ask = payloads.form(view(), AT)
    assert (ask.kind, ask.name, ask.meta, ask.channel, ask.in_view) == (
        "form",
        "report",
        {"ch": "C1", "c": 7},
        "C1",
        True,
    )


def test_a_form_sent_again_after_it_changed_is_another_delivery() -> None:
    first = payloads.form(view({"a": {"a": {"value": "1"}}}), AT).key
    assert payloads.form(view({"a": {"a": {"value": "1"}}}), AT).key == first
    assert payloads.form(view({"a": {"a": {"value": "2"}}}), AT).key != first


def test_a_message_shortcut_brings_every_text_of_the_message() -> None:
    message = {
        "ts": "5.6",
        "text": "in words",
        "attachments": [{"fallback": "in a fallback", "fields": [{"title": "No", "value": "in a field"}]}],
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": "in a section"}},
            {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
                {"type": "text", "text": "in rich text", "style": {"bold": True}},
                {"type": "link", "url": "https://t.example/in-a-link"}]}]},
        ],
    }  # fmt: skip
    ask = payloads.shortcut(WHO | {"callback_id": "open_case", "channel": {"id": "C1"}, "message": message}, AT)
    assert ask.text.splitlines() == [
        "in words", "in a fallback", "in a field", "in a section", "in rich text", "https://t.example/in-a-link",
    ]  # fmt: skip
    assert (ask.kind, ask.name, ask.channel, ask.message_ts) == ("shortcut", "open_case", "C1", "5.6")


def test_a_global_shortcut_has_no_message() -> None:
    ask = payloads.shortcut(WHO | {"callback_id": "open_case_global", "trigger_id": "1.2.x"}, AT)
    assert (ask.text, ask.channel, ask.message_ts) == ("", None, None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"<@{BOT}> note it", "note it"),
        (f"<@{BOT}|tracer>: note it", "note it"),
        (f"note it <@{BOT}>", "note it"),
        (f"<@{BOT}>\nnote it", "note it"),
        (f"<@{BOT}> assign <@U2>", "assign <@U2>"),
        (f"<@U2> and <@{BOT}> note it", "<@U2> and   note it"),
        (f"<@{BOT}>", ""),
        (f"<@{BOT}> \n ", ""),
        ("", ""),
    ],
)
def test_a_mention_is_the_words_beside_it(text: str, words: str) -> None:
    ask = payloads.mention(said(text), AT, BOT)
    assert (ask.kind, ask.text, ask.thread_ts, ask.trigger_id) == ("mention", words, "3.4", None)


@pytest.mark.parametrize(
    ("event", "ours"),
    [
        ({"type": "app_mention"}, True),
        ({"type": "app_mention", "subtype": "thread_broadcast"}, True),
        ({"type": "app_mention", "subtype": "file_share"}, True),
        ({"type": "message", "channel_type": "im"}, True),
        ({"type": "message", "channel_type": "channel"}, False),
        ({"type": "message", "channel_type": "im", "user": BOT}, False),
        ({"type": "message", "channel_type": "im", "subtype": "message_changed"}, False),
        ({"type": "message", "channel_type": "im", "subtype": "message_deleted", "user": None}, False),
        ({"type": "app_mention", "bot_id": "B1"}, False),
        ({"type": "app_mention", "subtype": "bot_message"}, False),
        ({"type": "app_mention", "edited": {"user": "U1", "ts": "1.2"}}, False),
        ({"type": "app_mention", "user": None}, False),
        ({"type": "reaction_added"}, False),
        ({}, False),
    ],
)
def test_only_new_words_of_people_are_said_to_us(event: dict[str, Any], ours: bool) -> None:
    assert payloads.is_said_to_us({"user": "U1", **event}, BOT) is ours


@pytest.mark.parametrize(
    ("event", "user", "text"),
    [
        ({"type": "app_home_opened", "user": "U1", "tab": "home", "channel": "D1"}, "U1", "home"),
        ({"type": "user_change", "user": {"id": "U2"}}, "U2", ""),
        ({"type": "channel_archive", "user": "U1", "channel": "C1"}, "U1", ""),
        ({"type": "channel_rename", "channel": {"id": "C1"}}, "", ""),
    ],
)
def test_an_event_says_who_and_what(event: dict[str, Any], user: str, text: str) -> None:
    ask = payloads.event({"team_id": "T1", "event_id": "Ev1", "event": event}, AT)
    assert (ask.kind, ask.name, ask.user, ask.text) == ("event", event["type"], user, text)


@pytest.mark.parametrize(
    ("ask", "homes"),
    [
        (payloads.command(command(team_id="T2", enterprise_id="E2"), AT), {"T2", "E2"}),
        (
            payloads.click(click({"action_id": "a"}, user={"id": "U9", "team_id": "T2"}, enterprise={"id": "E1"}), AT),
            {"T2"},
        ),
        (payloads.mention(said("hi", user_team="T2") | {"authorizations": [{"team_id": "T1"}]}, AT), {"T2"}),
        (payloads.event({"team_id": "T1", "event": {"type": "app_home_opened", "user": "U1"}}, AT), set()),
    ],
)
def test_from_where_somebody_acts_is_told_apart_from_whose_workspace_it_is(ask: payloads.Ask, homes: set[str]) -> None:
    assert ask.homes == homes


@pytest.mark.parametrize(
    "body",
    [
        said("hi") | {"team_id": "T2", "authorizations": [{"team_id": "T1", "is_bot": True}]},
        view() | {"team": {"id": "T2"}, "view": view()["view"] | {"app_installed_team_id": "T1"}},
        view() | {"team": None, "user": {"id": "U1", "team_id": "T1"}},
        command(),
    ],
)
def test_in_a_shared_channel_a_delivery_is_for_the_workspace_that_we_are_installed_in(body: dict[str, Any]) -> None:
    assert payloads.workspace_of(body) == "T1"


@pytest.mark.parametrize(
    "body", [{}, {"team_id": "T1"}, {"actions": []}, {"view": None}, {"event": None}, {"user": None, "team": None}]
)
def test_half_a_payload_has_one_name(body: dict[str, Any]) -> None:
    for read in (payloads.command, payloads.click, payloads.form, payloads.shortcut, payloads.mention, payloads.event):
        with pytest.raises(payloads.Unreadable):
            read(body, AT)
