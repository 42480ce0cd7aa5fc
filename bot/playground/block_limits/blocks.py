"""Blocks, and where each may stand (https://docs.slack.dev/reference/block-kit/blocks)."""

from __future__ import annotations

from typing import Any

from bot.playground.block_limits.elements import ELEMENTS, IN_ACTIONS, IN_INPUT, IN_SECTION
from bot.playground.block_limits.objects import (
    BLOCK_ID,
    IMAGE,
    IMAGE_FIELDS,
    ONE_SOURCE,
    plain,
    text,
)
from bot.playground.block_limits.rich_text import RICH_TEXT
from bot.playground.block_limits.shapes import (
    Check,
    Problem,
    fail,
    just,
    listing,
    one_of,
    string,
    thing,
    typed,
    url,
    whole,
    yes_no,
)
from bot.playground.block_limits.tables import DATA_TABLE, DATA_VISUALIZATION, TABLE

LONGEST_MARKDOWN = 12_000
_WRONG = "unsupported type"


def _block(kind: str, needed: dict[str, Check], optional: dict[str, Check], *more: Check) -> Check:
    return thing({"type": just(kind)} | needed, {"block_id": BLOCK_ID} | optional, *more)


def _some(kinds: set[str]) -> Check:
    return typed({kind: ELEMENTS[kind] for kind in kinds}, _WRONG)


def _text_or_fields(value: dict, at: str, problems: list[Problem]) -> None:
    if "text" not in value and "fields" not in value:
        fail(problems, at, "missing required field: text or fields", "missing_required_field")


def _unique_actions(value: dict, at: str, problems: list[Problem]) -> None:
    seen: set[str] = set()
    elements = value.get("elements")
    for index, element in enumerate(elements if isinstance(elements, list) else []):
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if action_id is not None and action_id in seen:
            fail(problems, f"{at}/elements/{index}/action_id", f"action_id already exists: {action_id}")
        seen.add(str(action_id))


def _any_of(*names: str) -> Check:
    def check(value: dict, at: str, problems: list[Problem]) -> None:
        if not any(name in value for name in names):
            fail(problems, at, f"at least one is required: {', '.join(names)}", "missing_required_field")

    return check


def _collapsed_only_if_collapsible(value: dict, at: str, problems: list[Problem]) -> None:
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        fail(problems, f"{at}/default_collapsed", "default_collapsed requires is_collapsible")


def _context_item(value: Any, at: str, problems: list[Problem]) -> None:
    image = isinstance(value, dict) and value.get("type") == "image"
    (IMAGE if image else text())(value, at, problems)


_CARD = _block(
    "card",
    {},
    {
        "hero_image": IMAGE,
        "icon": IMAGE,
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "actions": listing(_some({"button"}), 1),
    },
    _any_of("hero_image", "title", "actions", "body"),
)
_SOURCE = thing({"type": just("url"), "url": url(), "text": string(None, 1)})
_TASK = _block(
    "task_card",
    {
        "task_id": string(255, 1),
        "title": string(None, 1),
        "status": one_of("pending", "in_progress", "complete", "error"),
    },
    {"details": RICH_TEXT, "output": RICH_TEXT, "sources": listing(_SOURCE)},
)

BLOCKS: dict[str, Check] = {
    "section": _block(
        "section",
        {},
        {
            "text": text(3000),
            "fields": listing(text(2000), 1, 10),
            "accessory": _some(IN_SECTION),
            "expand": yes_no,
        },
        _text_or_fields,
    ),
    "header": _block("header", {"text": plain(150)}, {"level": whole(1, 4)}),
    "context": _block("context", {"elements": listing(_context_item, 1, 10)}, {}),
    "actions": _block("actions", {"elements": listing(_some(IN_ACTIONS), 1, 25)}, {}, _unique_actions),
    "input": _block(
        "input",
        {"label": plain(2000), "element": _some(IN_INPUT)},
        {"hint": plain(2000), "optional": yes_no, "dispatch_action": yes_no},
    ),
    "image": _block("image", {"alt_text": string(2000, 1)}, {"title": plain(2000)} | IMAGE_FIELDS, ONE_SOURCE),
    "divider": _block("divider", {}, {}),
    "rich_text": RICH_TEXT,
    "video": _block(
        "video",
        {
            "alt_text": string(2000, 1),
            "title": plain(199),
            "thumbnail_url": url(secure=True),
            "video_url": url(secure=True),
        },
        {
            "title_url": url(secure=True),
            "author_name": string(49),
            "provider_name": string(49),
            "provider_icon_url": url(),
            "description": plain(199),
        },
    ),
    "markdown": _block("markdown", {"text": string(LONGEST_MARKDOWN, 1)}, {}),
    "table": TABLE,
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "alert": _block("alert", {"text": text(200)}, {"level": one_of("default", "info", "warning", "error", "success")}),
    "card": _CARD,
    "carousel": _block("carousel", {"elements": listing(typed({"card": _CARD}), 1, 10)}, {}),
    "context_actions": _block(
        "context_actions",
        {"elements": listing(_some({"feedback_buttons", "icon_button"}), 1, 5)},
        {},
        _unique_actions,
    ),
    "task_card": _TASK,
    "plan": _block("plan", {"title": string(None, 1)}, {"tasks": listing(typed({"task_card": _TASK}))}),
}


_CHILDREN = ("rich_text", "actions", "context", "divider", "header", "image", "input", "section", "table", "video")
BLOCKS["container"] = _block(
    "container",
    {"child_blocks": listing(typed({kind: BLOCKS[kind] for kind in _CHILDREN}), 1, 10)},
    {
        "title": plain(150),
        "rich_text_title": RICH_TEXT,
        "subtitle": text(150),
        "width": one_of("narrow", "standard", "wide", "full"),
        "icon": IMAGE,
        "is_collapsible": yes_no,
        "default_collapsed": yes_no,
        "has_header_divider": yes_no,
    },
    _any_of("title", "rich_text_title"),
    _collapsed_only_if_collapsible,
)

# Where a block may stand, as far as it may not stand everywhere.
SURFACES: dict[str, set[str]] = {
    "markdown": {"message"},
    "table": {"message", "home"},
    "data_table": {"message", "home"},
    "data_visualization": {"message"},
    "alert": {"modal"},
    "carousel": {"message", "home"},
    "container": {"message"},
    "context_actions": {"message"},
    "task_card": {"message"},
    "plan": {"message"},
}
MOST_OF_A_KIND = {"table": 1, "data_visualization": 2}
