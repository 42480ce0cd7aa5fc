"""Reading Block Kit: what can be clicked and filled in, and what it is worth once it was."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

PLAIN_ONLY_KEYS = {"placeholder", "title", "submit", "close", "label", "hint"}
STATEFUL = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "checkboxes": "selected_options",
    "radio_buttons": "selected_option",
    "file_input": "files",
}
INITIAL = {
    "value": "initial_value",
    "rich_text_value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
}


def as_kept(blocks: list[dict]) -> list[dict]:
    """Returns blocks as Slack stores them: ids given to those without, text objects completed."""
    kept = copied(blocks)
    for block in kept:
        _complete(block)
        block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
        for element in _elements_in(block):
            if element.get("type") != "image" and "type" in element and not _is_text(element):
                element.setdefault("action_id", secrets.token_urlsafe(4)[:5])
    return kept


def copied(value: Any) -> Any:
    """Returns a copy of what came out of JSON; much faster than one of anything there may be."""
    if isinstance(value, dict):
        return {name: copied(one) for name, one in value.items()}
    return [copied(one) for one in value] if isinstance(value, list) else value


def elements(blocks: list[dict]) -> Iterator[tuple[dict, dict]]:
    """Yields (block, element) for everything in the blocks that a person can click or fill in."""
    for block in blocks:
        for element in _elements_in(block):
            if "action_id" in element:
                yield block, element
        for nested in [*block.get("child_blocks", []), *_cards_in(block)]:
            yield from elements([nested])


def starting_state(blocks: list[dict]) -> dict[str, dict[str, dict]]:
    """Returns the values of all fields before anybody touched them, as in `state.values`."""
    values: dict[str, dict[str, dict]] = {}
    for block, element in elements(blocks):
        if element["type"] in STATEFUL:
            values.setdefault(block["block_id"], {})[element["action_id"]] = untouched(element)
    return values


def untouched(element: dict) -> dict:
    """Returns the state of one field that nobody touched: its initial value, or what empty looks like."""
    key = STATEFUL[element["type"]]
    empty: object = [] if key in {"selected_options", "files"} or key.endswith("s") else None
    return {"type": element["type"], key: copied(element.get(INITIAL.get(key, ""), empty))}


def find_option(element: dict, wanted: str) -> dict | None:
    """Returns the option that a value, or else a visible text, names."""
    options = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options += group.get("options", [])
    by_value = (option for option in options if option.get("value") == wanted)
    by_text = (option for option in options if option.get("text", {}).get("text") == wanted)
    return next(by_value, None) or next(by_text, None)


def text_of(element: dict) -> str:
    """Returns what a button says, or "" for an element without a label."""
    label = element.get("text")
    return label.get("text", "") if isinstance(label, dict) else ""


def _elements_in(block: dict) -> list[dict]:
    found = [one for one in block.get("elements", []) if isinstance(one, dict) and block["type"] != "rich_text"]
    if block["type"] in {"carousel", "task_card", "plan"}:
        found = []
    found += [block[key] for key in ("accessory", "element") if isinstance(block.get(key), dict)]
    found += [one for one in block.get("actions", []) if isinstance(one, dict)]
    if block["type"] == "data_table":
        found += [
            cell["element"]
            for row in block.get("rows", [])
            for cell in row
            if isinstance(cell, dict) and isinstance(cell.get("element"), dict)
        ]
    return found


def _cards_in(block: dict) -> list[dict]:
    return block.get("elements", []) if block.get("type") == "carousel" else []


def _is_text(thing: dict) -> bool:
    return thing.get("type") in {"plain_text", "mrkdwn"}


def _complete(thing: object) -> None:
    if isinstance(thing, list):
        for one in thing:
            _complete(one)
    elif isinstance(thing, dict):
        if thing.get("type") == "plain_text":
            thing.setdefault("emoji", True)
        elif thing.get("type") == "mrkdwn":
            thing.setdefault("verbatim", False)
        for one in list(thing.values()):
            _complete(one)
