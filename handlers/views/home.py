"""App Home: what is mine to do, what waits, what needs approval, and where to begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.words import N_
from handlers.language import Words
from handlers.views.case_list import Row, row_text
from handlers.views.kit import DIVIDER, Block, actions, button, context, header, section


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What App Home shows to one person."""

    mine: Sequence[Row]
    mine_total: int
    unowned: Sequence[Row]
    unowned_total: int
    approvals: Sequence[Row]
    open_total: int
    is_admin: bool
    channels: int


def home_view(facts: HomeFacts, words: Words, now: datetime) -> Block:
    """The view of type `home`, at most ten rows a section."""
    blocks: list[Block] = [
        header(words.count(N_("{n} case is yours"), N_("{n} cases are yours"), facts.mine_total)),
        context(words.count(N_("{n} open case in all"), N_("{n} open cases in all"), facts.open_total)),
        actions(_first_buttons(facts, words), block_id="home"),
    ]
    if not facts.channels:
        blocks.append(
            section(words(N_("⚠️ Tracer is in no channel yet. Type “/invite @Tracer” in the channel for lost parcels.")))
        )
    blocks += _rows(words(N_("Do now")), facts.mine, words, now, words(N_("Nothing of yours is open.")), "mine")
    if facts.approvals:
        blocks += _rows(words(N_("Waiting for approval")), facts.approvals, words, now, "", "approve")
    if facts.unowned:
        blocks += _rows(words(N_("Nobody has taken these")), facts.unowned, words, now, "", "unowned")
    return {"type": "home", "blocks": blocks}


def _first_buttons(facts: HomeFacts, words: Words) -> list[Block]:
    row = [
        button(words(N_("Open a case")), "report", style="primary"),
        button("中文" if words.language == "en" else "English", "other_language"),
    ]
    if facts.is_admin:
        row.append(button(words(N_("Settings")), "settings"))
    return row


def _rows(title: str, rows: Sequence[Row], words: Words, now: datetime, empty: str, name: str) -> list[Block]:
    blocks: list[Block] = [DIVIDER, section(f"*{title}*")]
    if not rows:
        return [*blocks, context(empty)]
    for row in rows:
        shown = button(words(N_("Open")), f"more:{name}:{row.number}", {"c": row.number})
        blocks.append(section(row_text(row, words, now), block_id=f"{name}{row.number}", accessory=shown))
    return blocks
