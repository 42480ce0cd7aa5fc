"""App Home: what is mine to do, what waits, what needs approval, and where to begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.watching import Watched
from cases.words import N_
from handlers.language import Words
from handlers.views.case_list import Row, row_text
from handlers.views.kit import DIVIDER, Block, actions, button, context, header, section
from handlers.views.still import still_words
from handlers.views.watch import stalled_section


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What App Home shows to one person; `still_since` says that reminders stand still, and since when."""

    mine: Sequence[Row]
    mine_total: int
    unowned: Sequence[Row]
    unowned_total: int
    approvals: Sequence[Row]
    open_total: int
    is_admin: bool
    channels: int
    theirs: Sequence[Row] = ()
    theirs_total: int = 0
    approvals_total: int = 0
    still_since: datetime | None = None
    stalled: Sequence[Watched] = ()
    stalled_total: int = 0


def home_view(facts: HomeFacts, words: Words, now: datetime) -> Block:
    """The view of type `home`, at most ten rows a section."""
    blocks: list[Block] = [
        header(words.count(N_("{n} case is yours"), N_("{n} cases are yours"), facts.mine_total + facts.theirs_total)),
        context(words.count(N_("{n} open case in all"), N_("{n} open cases in all"), facts.open_total)),
        actions(_first_buttons(facts, words), block_id="home"),
    ]
    if not facts.channels:
        blocks.append(
            section(words(N_("⚠️ Tracer is in no channel yet. Type “/invite @Tracer” in the channel for lost parcels.")))
        )
    if facts.still_since is not None:
        blocks.append(section(still_words(facts.still_since, words)))
    empty = words(N_("Nothing is yours to do now."))
    blocks += _rows(words(N_("Do now")), facts.mine, facts.mine_total, words, now, "mine", empty)
    approvals = max(facts.approvals_total, len(facts.approvals))
    blocks += _rows(words(N_("Waiting for approval")), facts.approvals, approvals, words, now, "approve")
    blocks += _rows(words(N_("Nobody has taken these")), facts.unowned, facts.unowned_total, words, now, "unowned")
    blocks += _rows(words(N_("Yours, waiting on others")), facts.theirs, facts.theirs_total, words, now, "theirs")
    blocks += stalled_section(facts.stalled, facts.stalled_total, words)
    return {"type": "home", "blocks": blocks}


def _first_buttons(facts: HomeFacts, words: Words) -> list[Block]:
    row = [
        button(words(N_("Open a case")), "report", style="primary"),
        button("中文" if words.language == "en" else "English", "other_language"),
    ]
    if facts.is_admin:
        row.append(button(words(N_("Settings")), "settings"))
    return row


def _rows(
    title: str, rows: Sequence[Row], total: int, words: Words, now: datetime, name: str, empty: str = ""
) -> list[Block]:
    """A section of rows, and how many more there are; where there are none, what `empty` says, or no section."""
    if not rows and not empty:
        return []
    blocks: list[Block] = [DIVIDER, section(f"*{title}*")]
    if not rows:
        return [*blocks, context(empty)]
    for row in rows:
        shown = button(words(N_("Open")), f"more:{name}:{row.number}", {"c": row.number})
        blocks.append(section(row_text(row, words, now), block_id=f"{name}{row.number}", accessory=shown))
    left = total - len(rows)
    more = words.count(N_("… and {n} more: /lost list"), N_("… and {n} more: /lost list"), left)
    return [*blocks, context(more)] if left > 0 else blocks
