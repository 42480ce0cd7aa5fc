"""The few Block Kit pieces that all views are made of, each kept within Slack's limits.

Source of the limits: https://docs.slack.dev/reference/block-kit/blocks
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from handlers.language import cut, length, shortened, unturned

Block = dict[str, Any]
# By this block a case's card is known, whatever else it shows.
CARD_BLOCK = "card"
SECTION_LONGEST, BUTTON_LONGEST, HEADER_LONGEST, OPTION_LONGEST = 3000, 75, 150, 75
LABEL_LONGEST, TITLE_LONGEST, PLACEHOLDER_LONGEST, MESSAGE_TEXT_LONGEST = 2000, 24, 150, 3900
LARGEST_NUMBER = 2**31
OPTIONS_MOST, MESSAGE_BLOCKS_MOST, HOME_BLOCKS_MOST = 100, 50, 100
# Slack refuses a view above 250 KB; characters that are not ASCII weigh six bytes and more in its JSON.
# https://docs.slack.dev/reference/methods/views.open (view_too_large)
VIEW_LARGEST = 200_000


def plain(text: str, longest: int) -> Block:
    """A plain-text object; a text of nothing but space becomes a dash, because Slack refuses empty ones."""
    shown = shortened(unturned(text), longest)
    return {"type": "plain_text", "text": shown if shown.strip() else "–", "emoji": True}


def mrkdwn(text: str, longest: int = SECTION_LONGEST) -> Block:
    """A mrkdwn object; what comes from people must have been escaped before.

    Verbatim, so that Slack makes nothing of an address, #channel or @name that somebody merely wrote:
    https://docs.slack.dev/reference/block-kit/composition-objects/text-object
    """
    return {"type": "mrkdwn", "text": cut(text, longest) if text.strip() else "–", "verbatim": True}


def section(text: str, block_id: str | None = None, accessory: Block | None = None) -> Block:
    """A paragraph of mrkdwn."""
    return _with({"type": "section", "text": mrkdwn(text)}, block_id=block_id, accessory=accessory)


def paragraphs(lines: Iterable[str]) -> list[Block]:
    """The lines in as few sections as their length allows; only a line longer than a section is cut."""
    blocks: list[Block] = []
    text = ""
    for line in lines:
        if text and length(text) + length(line) + 1 > SECTION_LONGEST:
            blocks.append(section(text))
            text = ""
        text += f"\n{line}" if text else line
    return [*blocks, section(text)] if text else blocks


def context(text: str, block_id: str | None = None) -> Block:
    """A small grey line."""
    return _with({"type": "context", "elements": [mrkdwn(text, 2000)]}, block_id=block_id)


def header(text: str) -> Block:
    """A large line of plain text."""
    return {"type": "header", "text": plain(text, HEADER_LONGEST)}


DIVIDER: Block = {"type": "divider"}


def actions(elements: Iterable[Block], block_id: str) -> Block:
    """A row of buttons."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def button(text: str, action_id: str, value: Mapping[str, Any] | None = None, style: str | None = None) -> Block:
    """A button whose value carries the case and what the button showed."""
    # The words of the tables are written small, as they stand inside sentences.
    label = plain(text[:1].upper() + text[1:], BUTTON_LONGEST)
    made: Block = {"type": "button", "text": label, "action_id": action_id}
    if value is not None:
        made["value"] = packed(value)
    return _with(made, style=style)


def option(text: str, value: str, description: str | None = None) -> Block:
    """One choice of a select, of radio buttons or of checkboxes."""
    made: Block = {"text": plain(text, OPTION_LONGEST), "value": value}
    return _with(made, description=plain(description, OPTION_LONGEST) if description else None)


def select(action_id: str, options: list[Block], initial: str | None = None, placeholder: str | None = None) -> Block:
    """A select of at most a hundred options; an initial value that is not among them is left out."""
    made: Block = {"type": "static_select", "action_id": action_id, "options": options[:OPTIONS_MOST]}
    chosen = next((one for one in made["options"] if one["value"] == initial), None)
    return _with(
        made, initial_option=chosen, placeholder=plain(placeholder, PLACEHOLDER_LONGEST) if placeholder else None
    )


def text_input(
    action_id: str, *, initial: str | None = None, placeholder: str | None = None, lines: bool = False, most: int = 3000
) -> Block:
    """A text field, of one line or several."""
    made: Block = {"type": "plain_text_input", "action_id": action_id, "multiline": lines, "max_length": most}
    return _with(
        made,
        initial_value=shortened(initial, most) if initial else None,
        placeholder=plain(placeholder, PLACEHOLDER_LONGEST) if placeholder else None,
    )


def field(label: str, element: Block, block_id: str, *, optional: bool = True, hint: str | None = None) -> Block:
    """A labelled input; optional unless said otherwise, because people do not know everything at once."""
    made: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, LABEL_LONGEST),
        "element": element,
        "optional": optional,
    }
    return _with(made, hint=plain(hint, LABEL_LONGEST) if hint else None)


def modal(
    callback_id: str, title: str, blocks: list[Block], *, submit: str | None, close: str, meta: Mapping[str, Any]
) -> Block:
    """A modal; `meta` comes back with its submission."""
    made: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, TITLE_LONGEST),
        "close": plain(close, TITLE_LONGEST),
        "blocks": blocks[:100],
        "private_metadata": packed(meta),
    }
    return _with(made, submit=plain(submit, TITLE_LONGEST) if submit else None)


def fitting(blocks: Iterable[Block], most: int) -> list[Block]:
    """As many of these blocks, from the first on, as one view takes beside a few others."""
    kept: list[Block] = []
    room = VIEW_LARGEST
    for one in blocks:
        room -= len(json.dumps(one))
        if room < 0 or len(kept) == most:
            break
        kept.append(one)
    return kept


def packed(value: Mapping[str, Any]) -> str:
    """What a button or modal carries, as short JSON."""
    kept = {name: one for name, one in value.items() if one is not None}
    return json.dumps(kept, separators=(",", ":"), ensure_ascii=False)


def unpacked(value: str | None) -> dict[str, Any]:
    """What `packed` made; empty for anything else, because a value from outside may be anything."""
    try:
        read = json.loads(value or "{}")
    except ValueError:
        return {}
    if not isinstance(read, dict):
        return {}
    # No database is asked for a number that it could not hold.
    return {name: one for name, one in read.items() if not isinstance(one, int) or abs(one) < LARGEST_NUMBER}


def _with(made: Block, **optional: Any) -> Block:
    return made | {name: value for name, value in optional.items() if value is not None}
