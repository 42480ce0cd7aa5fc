"""Rich text (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block)."""

from __future__ import annotations

from bot.playground.block_limits.objects import BLOCK_ID
from bot.playground.block_limits.shapes import (
    Check,
    just,
    listing,
    matching,
    one_of,
    string,
    thing,
    typed,
    url,
    whole,
    yes_no,
)

ID = string(255, 1)
_STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
_STYLE = {"style": thing({}, dict.fromkeys(_STYLES, yes_no))}


def _piece(kind: str, needed: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    return thing({"type": just(kind)} | needed, _STYLE | (optional or {}))


_PIECES = {
    "text": _piece("text", {"text": string(None, 1)}),
    "link": _piece("link", {"url": url()}, {"text": string(), "unsafe": yes_no}),
    "emoji": _piece("emoji", {"name": string(None, 1)}, {"unicode": string(), "url": url()}),
    "user": _piece("user", {"user_id": ID}),
    "usergroup": _piece("usergroup", {"usergroup_id": ID}),
    "team": _piece("team", {"team_id": ID}),
    "channel": _piece("channel", {"channel_id": ID}),
    "broadcast": _piece("broadcast", {"range": one_of("here", "channel", "everyone")}),
    "color": _piece("color", {"value": matching(r"#[0-9A-Fa-f]{6}", "must be a colour as #RRGGBB")}),
    "date": _piece("date", {"timestamp": whole(0), "format": string(None, 1)}, {"url": url(), "fallback": string()}),
}
_LINE = listing(typed(_PIECES))
_BORDER = {"border": one_of(0, 1)}
_SECTION = thing({"type": just("rich_text_section"), "elements": _LINE})
_PARTS = {
    "rich_text_section": _SECTION,
    "rich_text_list": thing(
        {
            "type": just("rich_text_list"),
            "style": one_of("bullet", "ordered"),
            "elements": listing(typed({"rich_text_section": _SECTION}), 1),
        },
        {"indent": whole(0, 8), "offset": whole(0)} | _BORDER,
    ),
    "rich_text_quote": thing({"type": just("rich_text_quote"), "elements": _LINE}, _BORDER),
    "rich_text_preformatted": thing(
        {"type": just("rich_text_preformatted"), "elements": _LINE}, {"language": string(50)} | _BORDER
    ),
}
RICH_TEXT = thing({"type": just("rich_text"), "elements": listing(typed(_PARTS), 1)}, {"block_id": BLOCK_ID})
