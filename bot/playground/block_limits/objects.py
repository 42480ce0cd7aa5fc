"""Composition objects: texts, options, confirmations, images
(https://docs.slack.dev/reference/block-kit/composition-objects)."""

from __future__ import annotations

from typing import Any

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
    yes_no,
)

LONGEST_TEXT = 3000
MOST_OPTIONS = 100
ACTION_ID = string(255, 1)
BLOCK_ID = string(255, 1)


def plain(most: int = LONGEST_TEXT) -> Check:
    """Returns a check for a plain_text object of 1 to `most` characters."""
    return typed(_texts(most, "plain_text"))


def text(most: int = LONGEST_TEXT) -> Check:
    """Returns a check for a plain_text or mrkdwn object of 1 to `most` characters."""
    return typed(_texts(most, "plain_text", "mrkdwn"))


def _texts(most: int, *kinds: str) -> dict[str, Check]:
    length = string(most, 1)
    both = {
        "plain_text": thing({"type": just("plain_text"), "text": length}, {"emoji": yes_no}),
        "mrkdwn": thing({"type": just("mrkdwn"), "text": length}, {"verbatim": yes_no}),
    }
    return {kind: both[kind] for kind in kinds}


CONFIRM = thing(
    {"title": plain(100), "text": plain(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)


def option(*, rich: bool = False, with_url: bool = False) -> Check:
    """Returns a check for an option; `rich` where its text may be mrkdwn, `with_url` in overflow menus."""
    words = text if rich else plain
    more = {"description": words(75)} | ({"url": url()} if with_url else {})
    return thing({"text": words(75), "value": string(150, 1)}, more)


OPTIONS = listing(option(), 1, MOST_OPTIONS)
GROUPS = listing(thing({"label": plain(75), "options": OPTIONS}), 1, MOST_OPTIONS)


def options_or_groups(value: dict, at: str, problems: list[Problem]) -> None:
    """Checks that a menu has options or groups of them, not both and not neither."""
    if ("options" in value) == ("option_groups" in value):
        fail(problems, at, "exactly one of options and option_groups is required")


def initial_among_options(value: dict, at: str, problems: list[Problem]) -> None:
    """Checks that what is chosen at first is exactly one of the options."""
    offered = _listed(value, "options")
    for group in _listed(value, "option_groups"):
        offered = offered + _listed(group, "options")
    known = [_bare(one) for one in offered]
    if "initial_option" in value and _bare(value["initial_option"]) not in known:
        fail(problems, f"{at}/initial_option", "initial_option must exactly match one of the options")
    chosen = value.get("initial_options")
    for index, one in enumerate(chosen if isinstance(chosen, list) else []):
        if _bare(one) not in known:
            fail(problems, f"{at}/initial_options/{index}", "initial_options must exactly match the options")


def _listed(value: Any, name: str) -> list:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _bare(one: Any) -> Any:
    """Returns an option without the fields that Slack fills in by itself."""
    if isinstance(one, dict):
        return {name: _bare(inner) for name, inner in one.items() if name not in {"emoji", "verbatim"}}
    return one


def _one_source(value: dict, at: str, problems: list[Problem]) -> None:
    if ("image_url" in value) == ("slack_file" in value):
        fail(problems, at, "exactly one of image_url and slack_file is required")


def _id_or_url(value: dict, at: str, problems: list[Problem]) -> None:
    if ("id" in value) == ("url" in value):
        fail(problems, at, "exactly one of id and url is required")


SLACK_FILE = thing({}, {"id": string(255, 1), "url": url()}, _id_or_url)
IMAGE_FIELDS = {"image_url": url(), "slack_file": SLACK_FILE}
ONE_SOURCE = _one_source
IMAGE = thing({"type": just("image"), "alt_text": string(2000, 1)}, IMAGE_FIELDS, _one_source)
