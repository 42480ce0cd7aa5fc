"""What Slack refuses in blocks, messages and views, whoever made them; it needs nothing but the payload."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bot.playground.block_limits.blocks import BLOCKS, LONGEST_MARKDOWN, MOST_OF_A_KIND, SURFACES
from bot.playground.block_limits.objects import plain
from bot.playground.block_limits.shapes import Problem, fail, listing, one_of, string, thing, typed, yes_no
from bot.playground.block_limits.tables import characters

__all__ = ["Problem", "check_blocks", "check_message", "check_view"]

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100, "any": 100}
LONGEST_MESSAGE_BLOCKS = 12_000
LARGEST_VIEW = 250_000


def check_blocks(blocks: Any, surface: str = "any", at: str = "/blocks") -> list[Problem]:
    """Returns everything that Slack would refuse in a list of blocks, nothing when it is fine.

    `surface` is "message", "modal", "home", or "any" where nobody knows yet. `at` is where the list stands.
    """
    problems: list[Problem] = []
    listing(_block, 0, MOST_BLOCKS[surface])(blocks, at, problems)
    if isinstance(blocks, list):
        _places(blocks, surface, at, problems)
        _numbers(blocks, at, problems)
        _unique_ids(blocks, at, problems)
        if surface in {"message", "any"} and characters(blocks) > LONGEST_MESSAGE_BLOCKS:
            fail(problems, at, "the text of all blocks is too long", "msg_blocks_too_long")
    return problems


def check_message(payload: Any) -> list[Problem]:
    """Returns everything that Slack would refuse in a message payload (text, blocks, attachments)."""
    problems: list[Problem] = []
    if not isinstance(payload, dict):
        fail(problems, "", "must be an object", "failed_type")
        return problems
    if "text" in payload:
        string(40_000)(payload["text"], "/text", problems)
    if "blocks" in payload:
        problems += check_blocks(payload["blocks"], "message")
    attachments = payload.get("attachments") or []
    listing(thing_like, 0, 100)(attachments, "/attachments", problems)
    for index, one in enumerate(attachments if isinstance(attachments, list) else []):
        if isinstance(one, dict) and "blocks" in one:
            problems += check_blocks(one["blocks"], "message", f"/attachments/{index}/blocks")
    return problems


def check_view(view: Any) -> list[Problem]:
    """Returns everything that Slack would refuse in a modal or Home tab."""
    problems: list[Problem] = []
    kind = _kind(view)
    if kind not in _VIEWS:
        fail(problems, "/view/type", "must be modal or home", "unsupported_type")
        return problems
    if len(json.dumps(view, ensure_ascii=False).encode()) > LARGEST_VIEW:
        fail(problems, "/view", "the view is larger than 250 KB", "view_too_large")
    _VIEWS[kind](view, "/view", problems)
    blocks = view.get("blocks")
    problems += check_blocks(blocks, kind, "/view/blocks") if isinstance(blocks, list) else []
    if isinstance(blocks, list):
        _focus_once(blocks, problems)
        if kind == "modal" and "submit" not in view and any(_kind(one) == "input" for one in _all(blocks)):
            fail(problems, "/view", "missing required field: submit", "missing_required_field")
    return problems


def thing_like(value: Any, at: str, problems: list[Problem]) -> None:
    """Checks that a value is an object, of whatever properties."""
    if not isinstance(value, dict):
        fail(problems, at, "must be an object", "failed_type")


_block = typed(BLOCKS)
_KEPT = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
    "clear_on_close": yes_no,
    "notify_on_close": yes_no,
}
_SOME_BLOCKS = listing(thing_like, 1)
_VIEWS = {
    "modal": thing(
        {"type": one_of("modal"), "title": plain(24), "blocks": _SOME_BLOCKS},
        _KEPT | {"submit": plain(24), "close": plain(24), "submit_disabled": yes_no},
    ),
    "home": thing({"type": one_of("home"), "blocks": _SOME_BLOCKS}, _KEPT),
}


def _kind(block: Any) -> str:
    return str(block.get("type")) if isinstance(block, dict) else ""


def _all(blocks: list) -> Iterator[Any]:
    for block in blocks:
        yield block
        if isinstance(block, dict):
            children = block.get("child_blocks")
            yield from _all(children if isinstance(children, list) else [])


def _places(blocks: list, surface: str, at: str, problems: list[Problem]) -> None:
    for index, block in enumerate(blocks):
        kind = _kind(block)
        if surface != "any" and surface not in SURFACES.get(kind, {surface}):
            fail(problems, f"{at}/{index}/type", f"{kind} is not supported in a {surface}", "unsupported_type")
        element = block.get("element") if isinstance(block, dict) else None
        if surface in {"message", "home"} and _kind(element) == "file_input":
            fail(problems, f"{at}/{index}/element/type", "file_input is only supported in a modal")


def _numbers(blocks: list, at: str, problems: list[Problem]) -> None:
    for kind, most in MOST_OF_A_KIND.items():
        if sum(_kind(block) == kind for block in _all(blocks)) > most:
            fail(problems, at, f"no more than {most} {kind} blocks allowed")
    markdown = [block.get("text") for block in blocks if _kind(block) == "markdown"]
    if sum(len(text) for text in markdown if isinstance(text, str)) > LONGEST_MARKDOWN:
        fail(problems, at, f"no more than {LONGEST_MARKDOWN} characters of markdown allowed")


def _unique_ids(blocks: list, at: str, problems: list[Problem]) -> None:
    seen: set[str] = set()
    for block in _all(blocks):
        block_id = block.get("block_id") if isinstance(block, dict) else None
        if isinstance(block_id, str) and block_id in seen:
            fail(problems, at, f"block_id already exists: {block_id}")
        if isinstance(block_id, str):
            seen.add(block_id)


def _focus_once(blocks: list, problems: list[Problem]) -> None:
    focused = sum(
        bool(block["element"].get("focus_on_load"))
        for block in _all(blocks)
        if isinstance(block, dict) and isinstance(block.get("element"), dict)
    )
    if focused > 1:
        fail(problems, "/view/blocks", "focus_on_load can be set on one element only")
