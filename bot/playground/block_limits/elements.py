"""Interactive elements (https://docs.slack.dev/reference/block-kit/block-elements)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.playground.block_limits.objects import (
    ACTION_ID,
    CONFIRM,
    GROUPS,
    IMAGE,
    OPTIONS,
    initial_among_options,
    option,
    options_or_groups,
    plain,
)
from bot.playground.block_limits.rich_text import RICH_TEXT
from bot.playground.block_limits.shapes import (
    Check,
    Problem,
    fail,
    just,
    listing,
    matching,
    one_of,
    string,
    thing,
    url,
    whole,
    yes_no,
)

PLACEHOLDER = {"placeholder": plain(150)}
FOCUS = {"focus_on_load": yes_no}
CONFIRMED = {"confirm": CONFIRM}
STYLE = {"style": one_of("primary", "danger")}
TRIGGERS = one_of("on_enter_pressed", "on_character_entered")
DISPATCHED = {"dispatch_action_config": thing({}, {"trigger_actions_on": listing(TRIGGERS, 1, 2)})}
SEVERAL = {"max_selected_items": whole(1)}
RESPONDING = {"response_url_enabled": yes_no}
ID = string(255, 1)
FILTER = thing(
    {},
    {
        "include": listing(one_of("im", "mpim", "private", "public"), 1),
        "exclude_external_shared_channels": yes_no,
        "exclude_bot_users": yes_no,
    },
)


def _element(kind: str, needed: dict[str, Check], optional: dict[str, Check], *more: Check) -> Check:
    return thing({"type": just(kind)} | needed, {"action_id": ACTION_ID} | optional, *more)


def _real_date(value: Any, at: str, problems: list[Problem]) -> None:
    matching(r"\d{4}-\d{2}-\d{2}", "must be a date as YYYY-MM-DD")(value, at, problems)
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        fail(problems, at, "must be a date that exists")


def _number_as_text(value: Any, at: str, problems: list[Problem]) -> None:
    string(None, 1)(value, at, problems)
    if isinstance(value, str) and _decimal(value) is None:
        fail(problems, at, "must be a number written as a string")


def _decimal(value: Any) -> Decimal | None:
    try:
        return Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        return None


def _lengths_in_order(value: dict, at: str, problems: list[Problem]) -> None:
    least, most = value.get("min_length"), value.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        fail(problems, f"{at}/min_length", "min_length must not be greater than max_length")


def _numbers_in_order(value: dict, at: str, problems: list[Problem]) -> None:
    least, most = _decimal(value.get("min_value")), _decimal(value.get("max_value"))
    if least is not None and most is not None and least > most:
        fail(problems, f"{at}/min_value", "min_value must not be greater than max_value")


def _not_more_than_allowed(value: dict, at: str, problems: list[Problem]) -> None:
    most = value.get("max_selected_items")
    for name, chosen in value.items():
        chosen_first = name.startswith("initial_") and isinstance(chosen, list)
        if chosen_first and isinstance(most, int) and len(chosen) > most:
            fail(problems, f"{at}/{name}", f"no more than {most} items allowed")


def _menu(kind: str, needed: dict[str, Check], optional: dict[str, Check], *more: Check) -> Check:
    return _element(kind, needed, PLACEHOLDER | CONFIRMED | FOCUS | optional, *more)


def _several(kind: str, optional: dict[str, Check], *more: Check) -> Check:
    return _menu(kind, {}, SEVERAL | optional, _not_more_than_allowed, *more)


def _typed_input(kind: str, needed: dict[str, Check], optional: dict[str, Check], *more: Check) -> Check:
    return _element(kind, needed, PLACEHOLDER | FOCUS | DISPATCHED | optional, *more)


_STATIC = {"options": OPTIONS, "option_groups": GROUPS}
_RICH_OPTIONS = listing(option(rich=True), 1, 10)
_CHOICE = CONFIRMED | FOCUS
_FEEDBACK = thing({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
_PARAMETER = thing({"name": string(None, 1), "value": string()})
_WORKFLOW = thing({"trigger": thing({"url": url()}, {"customizable_input_parameters": listing(_PARAMETER)})})

ELEMENTS: dict[str, Check] = {
    "button": _element(
        "button",
        {"text": plain(75)},
        {"value": string(2000), "url": url(), "accessibility_label": string(75)} | STYLE | CONFIRMED,
    ),
    "static_select": _menu(
        "static_select", {}, _STATIC | {"initial_option": option()}, options_or_groups, initial_among_options
    ),
    "multi_static_select": _several(
        "multi_static_select",
        _STATIC | {"initial_options": listing(option(), 1)},
        options_or_groups,
        initial_among_options,
    ),
    "external_select": _menu("external_select", {}, {"initial_option": option(), "min_query_length": whole(0)}),
    "multi_external_select": _several(
        "multi_external_select", {"initial_options": listing(option(), 1), "min_query_length": whole(0)}
    ),
    "users_select": _menu("users_select", {}, {"initial_user": ID}),
    "multi_users_select": _several("multi_users_select", {"initial_users": listing(ID, 1)}),
    "conversations_select": _menu(
        "conversations_select",
        {},
        {"initial_conversation": ID, "default_to_current_conversation": yes_no, "filter": FILTER} | RESPONDING,
    ),
    "multi_conversations_select": _several(
        "multi_conversations_select",
        {
            "initial_conversations": listing(ID, 1),
            "default_to_current_conversation": yes_no,
            "filter": FILTER,
        },
    ),
    "channels_select": _menu("channels_select", {}, {"initial_channel": ID} | RESPONDING),
    "multi_channels_select": _several("multi_channels_select", {"initial_channels": listing(ID, 1)}),
    "overflow": _element("overflow", {"options": listing(option(with_url=True), 1, 5)}, CONFIRMED),
    "checkboxes": _element(
        "checkboxes",
        {"options": _RICH_OPTIONS},
        _CHOICE | {"initial_options": listing(option(rich=True), 1, 10)},
        initial_among_options,
    ),
    "radio_buttons": _element(
        "radio_buttons",
        {"options": _RICH_OPTIONS},
        _CHOICE | {"initial_option": option(rich=True)},
        initial_among_options,
    ),
    "datepicker": _menu("datepicker", {}, {"initial_date": _real_date}),
    "timepicker": _menu(
        "timepicker",
        {},
        {
            "initial_time": matching(r"([01]\d|2[0-3]):[0-5]\d", "must be a time as HH:mm"),
            "timezone": string(100, 1),
        },
    ),
    "datetimepicker": _element(
        "datetimepicker", {}, _CHOICE | {"initial_date_time": whole(1_000_000_000, 9_999_999_999)}
    ),
    "plain_text_input": _typed_input(
        "plain_text_input",
        {},
        {
            "initial_value": string(3000),
            "multiline": yes_no,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
        _lengths_in_order,
    ),
    "number_input": _typed_input(
        "number_input",
        {"is_decimal_allowed": yes_no},
        {"initial_value": _number_as_text, "min_value": _number_as_text, "max_value": _number_as_text},
        _numbers_in_order,
    ),
    "email_text_input": _typed_input("email_text_input", {}, {"initial_value": string()}),
    "url_text_input": _typed_input("url_text_input", {}, {"initial_value": string()}),
    "rich_text_input": _typed_input(
        "rich_text_input", {}, {"initial_value": RICH_TEXT, "min_lines": whole(1), "max_lines": whole(1)}
    ),
    "file_input": _element("file_input", {}, {"filetypes": listing(string(20, 1), 1), "max_files": whole(1, 10)}),
    "workflow_button": _element(
        "workflow_button",
        {"text": plain(75), "workflow": _WORKFLOW},
        {"accessibility_label": string(75)} | STYLE | CONFIRMED,
    ),
    "feedback_buttons": _element("feedback_buttons", {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, {}),
    "icon_button": _element(
        "icon_button",
        {"icon": one_of("trash"), "text": plain(75)},
        {"value": string(2000), "accessibility_label": string(75), "visible_to_user_ids": listing(ID)} | CONFIRMED,
    ),
    "image": IMAGE,
}

_SELECTS = {kind for kind in ELEMENTS if kind.endswith("_select")}
_PICKERS = {"checkboxes", "radio_buttons", "datepicker", "timepicker"} | _SELECTS
IN_SECTION = _PICKERS | {"button", "image", "overflow", "workflow_button"}
IN_ACTIONS = _PICKERS | {"button", "datetimepicker", "overflow", "workflow_button", "rich_text_input"}
IN_INPUT = _PICKERS | {
    "datetimepicker",
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "rich_text_input",
    "file_input",
}
