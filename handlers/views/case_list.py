"""A compact list of cases, ten a page."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from cases.light_dataclass import dataclass
from cases.words import N_
from handlers.glossary import clock_term, exact_term
from handlers.language import Marked, Words, brief, quoted
from handlers.views.card import masked
from handlers.views.kit import Block, actions, button, context, section

URGENT_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """What a list shows of one case; `hard_*` is the first date that others have set for us, if there is one.

    `silent_since` is since when others owe us an answer, where that is to be told; `role` whose step it is, where it is
    not the owner's.
    """

    number: int
    reference: str
    tracking_number: str
    carrier: str | None
    owner: str | None
    marketplace: str | None
    next_kind: str | None
    due_at: datetime | None
    ours: bool
    hard_kind: str | None = None
    hard_due: datetime | None = None
    private: bool = False
    waiting_on: str | None = None
    silent_since: datetime | None = None
    role: str | None = None
    next_exact: str | None = None


def case_list(
    rows: Iterable[Row],
    total: int,
    page: int,
    pages: int,
    words: Words,
    now: datetime,
    query: Mapping[str, Any],
    turns: str = "list",
    may_export: bool = False,
) -> list[Block]:
    """One line a case with a button to show it, and buttons to the other pages; `turns` names the click of those."""
    blocks: list[Block] = [section(words.count(N_("*{n} case*"), N_("*{n} cases*"), total))]
    for row in rows:
        shown = button(words(N_("Show")), f"show:{row.number}", {"c": row.number})
        blocks.append(section(row_text(row, words, now), block_id=f"row{row.number}", accessory=shown))
    if pages > 1:
        blocks.append(context(words(N_("Page {page} of {pages}"), page=page, pages=pages)))
    row = _pages(page, pages, words, query, turns) if pages > 1 else []
    row += [button(words(N_("Export")), "exports")] if may_export else []
    return [*blocks, *([actions(row, block_id="pages")] if row else [])]


def row_text(row: Row, words: Words, now: datetime) -> str:
    """One case in one line: colour, reference, parcel, next step, due, owner."""
    if row.next_kind is None or row.due_at is None:
        return f"✅ *{row.reference}* · {_parcel(row)} · {words.term('closed')}"
    late, urgent = row.due_at <= now, is_urgent(row, now)
    mark = "🔴" if late or urgent else "🟡" if row.ours else "🔵"
    what = words.term(exact_term(row.next_exact, row.next_kind))
    if row.role is not None:
        # The owner's name follows, and it may be the one person who cannot do this.
        what = words(N_("{name}: {state}"), name=words.term(row.role), state=Marked(what))
    due = words(N_("by {due}"), due=words.moment(row.due_at))
    owner = f"<@{row.owner}>" if row.owner else words(N_("nobody yet"))
    lock = " 🔒" if row.private else ""
    parts = [f"{mark} *{row.reference}*{lock}", _parcel(row), f"{what} {due}", owner]
    if urgent and row.hard_kind and (row.hard_kind, row.hard_due) != (row.next_kind, row.due_at):
        hard = words.term(clock_term(row.hard_kind, ""))
        told = words(N_("*{what} by {due}*"), what=Marked(hard), due=Marked(words.moment(row.hard_due)))
        parts.insert(2, told)
    if late:
        parts.append(f"*{words(N_('overdue'))}*")
    return " · ".join(parts)


def is_urgent(row: Row, now: datetime) -> bool:
    """Whether a date that others have set ends within a day, or has passed: the next step may be a softer one."""
    return row.hard_due is not None and row.hard_due <= now + URGENT_WITHIN


def _parcel(row: Row) -> str:
    told = f"{quoted(row.carrier)} {masked(row.tracking_number)}" if row.carrier else masked(row.tracking_number)
    return f"{told} · {quoted(brief(row.marketplace, 30))}" if row.marketplace else told


def _pages(page: int, pages: int, words: Words, query: Mapping[str, Any], turns: str) -> list[Block]:
    made = []
    if page > 1:
        made.append(button(words(N_("Previous page")), f"{turns}:back", {**query, "p": page - 1}))
    if page < pages:
        made.append(button(words(N_("Next page")), f"{turns}:next", {**query, "p": page + 1}))
    return made
