"""What a person puts into fields, as the state that Slack keeps and sends."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.playground import kit
from bot.playground.refusals import NotThere
from bot.playground.world import SlackWorld

REQUIRED = "Please complete this required field."


def filled(world: SlackWorld, element: dict, value: Any) -> dict:
    """Returns the state of a field after a person put `value` into it.

    Options are named by value or visible text, people and channels by name or id; None empties the field.
    Raises NotThere when the field does not offer that.
    """
    kind = element["type"]
    key = kit.STATEFUL[kind]
    if value is None or value in ("", []):
        return {"type": kind, key: [] if key.endswith("s") else None}
    if kind == "file_input":
        ids = value if isinstance(value, list) else [value]
        for one in ids:
            world.files[one].given_to_app = True
        return {"type": kind, key: [world.files[one].as_slack() for one in ids]}
    return {"type": kind, key: _value(world, element, key, value)}


def _value(world: SlackWorld, element: dict, key: str, value: Any) -> Any:
    many = value if isinstance(value, (list, tuple, set)) else [value]
    match key:
        case "selected_option":
            return option(element, value)
        case "selected_options":
            return [option(element, one) for one in many]
        case "selected_user":
            return world.person(value).id
        case "selected_users":
            return [world.person(one).id for one in many]
        case "selected_conversation" | "selected_channel":
            return world.channel(value).id
        case "selected_conversations" | "selected_channels":
            return [world.channel(one).id for one in many]
        case "selected_date_time":
            return int(value)
        case "rich_text_value":
            return value if isinstance(value, dict) else _rich(str(value))
        case _:
            return str(value)


def option(element: dict, wanted: Any) -> dict:
    """Returns the option a person picks: one of the element's, or one that the app suggested (a whole dict)."""
    if isinstance(wanted, dict):
        return wanted
    found = kit.find_option(element, str(wanted))
    if found is None:
        offered = [one.get("value") for one in element.get("options", [])]
        raise NotThere(f"{wanted!r} is not offered by {element.get('action_id')!r}; there are {offered}")
    return found


def complaint(block: dict, element: dict, state: dict) -> str | None:
    """Returns what Slack itself says about a field before the app hears of the submission, or None."""
    entered = state.get(kit.STATEFUL[element["type"]])
    if entered in (None, "", []):
        return None if block.get("optional") else REQUIRED
    text = str(entered)
    match element["type"]:
        case "plain_text_input":
            return _length(element, text)
        case "number_input":
            return _number(element, text)
        case "email_text_input" if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
            return "Please enter a valid email address."
        case "url_text_input" if not re.fullmatch(r"https?://\S+", text):
            return "Please enter a valid URL."
    return None


def _length(element: dict, text: str) -> str | None:
    if len(text) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    most = element.get("max_length", 3000)
    return f"Please enter no more than {most} characters." if len(text) > most else None


def _number(element: dict, text: str) -> str | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and number != number.to_integral_value():
        return "Please enter a whole number."
    if "min_value" in element and number < Decimal(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and number > Decimal(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None


def _rich(text: str) -> dict:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}
