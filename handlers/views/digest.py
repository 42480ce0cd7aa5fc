"""A day's digest for a channel or a person: what is due, who has gone quiet, the money, in at most twelve lines."""

from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import datetime
from zoneinfo import ZoneInfo

from cases.digests import MOST_PARTIES
from cases.light_dataclass import dataclass
from cases.money import Money
from cases.words import N_
from handlers.glossary import exact_term
from handlers.language import Words, brief, cut
from handlers.views.case_list import Row
from handlers.views.kit import MESSAGE_TEXT_LONGEST, Block, actions, button, section

MOST_CURRENCIES = 3


@dataclass(frozen=True, slots=True)
class Quiet:
    """A counterparty that owes us answers: how many, for how many days the oldest, and as what kinds and names."""

    name: str
    count: int
    days: int
    keys: tuple[tuple[str, str | None], ...] = ()


Sums = Sequence[tuple[Money, int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a digest tells, as of an instant; only the `parts` that were chosen are told.

    `days` is over how many days cases were counted as new or closed.
    """

    now: datetime
    parts: Sequence[str]
    personal: bool = False
    steps: Sequence[Row] = ()
    due_today: int = 0
    overdue: int = 0
    quiet: Sequence[Quiet] = ()
    approvals: int = 0
    opened: int = 0
    closed: int = 0
    days: int = 1
    awaited: Sums = field(default_factory=tuple)
    received: Sums = field(default_factory=tuple)
    at_risk: Sums = field(default_factory=tuple)
    unmatched: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell at all."""
        counts = (self.due_today, self.overdue, len(self.quiet), self.approvals, self.opened, self.closed)
        return not any(counts) and not (self.awaited or self.received or self.at_risk or self.unmatched)


def digest_blocks(figures: Figures, words: Words, kind: str) -> list[Block]:
    """The digest as blocks: its lines, and one primary button."""
    return [section("\n".join(digest_lines(figures, words)), block_id="digest"), buttons(words, kind)]


def digest_text(figures: Figures, words: Words) -> str:
    """The same as text, for notifications and for clients that draw no blocks."""
    return cut("\n".join(digest_lines(figures, words)), MESSAGE_TEXT_LONGEST)


def digest_lines(figures: Figures, words: Words) -> list[str]:
    """At most twelve lines; where there is nothing to tell, one."""
    title = words(N_("Your lost parcels")) if figures.personal else words(N_("Lost parcels"))
    head = f"*{title} · {words.day(figures.now.astimezone(ZoneInfo(words.zone)).date())}*"
    if figures.is_empty:
        return [f"{head}  {words(N_('Nothing is due, nobody has gone quiet.'))}"]
    return [head, *_due(figures, words), *_quiet(figures, words), *_counts(figures, words), *_money(figures, words)]


def buttons(words: Words, kind: str) -> Block:
    """Open my list, show all, and no more today."""
    row = [
        button(words(N_("Open my list")), "list:mine", {"q": "mine", "p": 1}, style="primary"),
        button(words(N_("Show all")), "list:all", {"q": "", "p": 1}),
        button(words(N_("Mute today")), "digest_mute", {"k": kind}),
    ]
    return actions(row, block_id="digest_buttons")


def _due(figures: Figures, words: Words) -> Iterator[str]:
    if not {"due", "do_now"} & set(figures.parts):
        return
    if not figures.due_today + figures.overdue:
        yield words(N_("Nothing is due today."))
        return
    title = words.count(N_("Do now: {n}"), N_("Do now: {n}"), figures.due_today + figures.overdue)
    if not figures.personal:
        title = words.count(N_("Due today: {n}"), N_("Due today: {n}"), figures.due_today)
    late = words.count(N_("{n} is overdue"), N_("{n} are overdue"), figures.overdue) if figures.overdue else ""
    yield f"*{title}*" + (f" · *{late}*" if late else "")
    for row in figures.steps:
        yield _step(row, figures, words)
    left = figures.due_today + figures.overdue - len(figures.steps)
    if left > 0:
        yield _more(left, words)


def _step(row: Row, figures: Figures, words: Words) -> str:
    """Whose step, what, and by when; only those who must act are named."""
    assert row.due_at is not None and row.next_kind is not None
    local = row.due_at.astimezone(ZoneInfo(words.zone))
    today, late = figures.now.astimezone(ZoneInfo(words.zone)).date(), row.due_at <= figures.now
    if local.date() > today:
        by = words(N_("by the end of the day"))
    elif not late:
        by = words(N_("by {time}"), time=f"{local:%H:%M}")
    elif local.date() == today:
        by = words(N_("was due at {time}"), time=f"{local:%H:%M}")
    else:
        by = words(N_("was due on {day}"), day=local.date())
    what = words.term(exact_term(row.next_exact, row.next_kind))
    parts = [f"{'🔴' if late else '🟡'} *{row.reference}*", what, by]
    if row.role is not None:
        parts.append(words.term(row.role))
    elif not figures.personal:
        parts.append(f"<@{row.owner}>" if row.owner else f"*{words(N_('nobody yet'))}*")
    return " · ".join(parts)


def _quiet(figures: Figures, words: Words) -> Iterator[str]:
    if "quiet" not in figures.parts or not figures.quiet:
        return
    total = sum(one.count for one in figures.quiet)
    named = [
        words(N_("{party} {days} d"), party=brief(one.name, 40), days=one.days) for one in figures.quiet[:MOST_PARTIES]
    ]
    left = len(figures.quiet) - MOST_PARTIES
    if left > 0:
        named.append(_more(left, words))
    yield f"*{words.count(N_('Gone quiet: {n}'), N_('Gone quiet: {n}'), total)}*  {' · '.join(named)}"


def _counts(figures: Figures, words: Words) -> Iterator[str]:
    told = []
    if "approvals" in figures.parts and figures.approvals:
        told.append(
            f"*{words.count(N_('Waiting for approval: {n}'), N_('Waiting for approval: {n}'), figures.approvals)}*"
        )
    if "flow" in figures.parts and (figures.opened or figures.closed):
        told.append(words(N_("New: {opened} · closed: {closed}"), opened=figures.opened, closed=figures.closed))
    if told:
        yield " · ".join(told)


def _money(figures: Figures, words: Words) -> Iterator[str]:
    if "money" not in figures.parts:
        return
    told = money_told(figures.awaited, figures.received, figures.at_risk, words)
    if figures.unmatched:
        told.append(words.count(N_("{n} payment not matched"), N_("{n} payments not matched"), figures.unmatched))
    if told:
        yield f"*{words(N_('Money'))}*  {' · '.join(told)}"


def money_told(awaited: Sums, received: Sums, at_risk: Sums, words: Words) -> list[str]:
    """What is owed to us, what came, what may be lost: each per currency, never added up across them."""
    sentences = (
        (N_("awaited from payers {sums}"), awaited),
        (N_("received in 7 days {sums}"), received),
        (N_("may be lost within 7 days {sums}"), at_risk),
    )
    return [words(text).replace("{sums}", _sums(sums, words)) for text, sums in sentences if sums]


def _sums(sums: Sums, words: Words) -> str:
    largest = sorted(sums, key=lambda one: -one[1])
    told = [f"{words.money(money)} ({count})" for money, count in largest[:MOST_CURRENCIES]]
    left = len(sums) - MOST_CURRENCIES
    return ", ".join([*told, _more(left, words)] if left > 0 else told)


def _more(left: int, words: Words) -> str:
    return words.count(N_("and {n} more"), N_("and {n} more"), left)
