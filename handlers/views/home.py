"""App Home: what is mine to do, what waits for whom, what needs approval, the money, the month, and the ways in.

All of it fits in one view: each section shows its first rows, and a button turns to a page that shows the rest of it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from cases.light_dataclass import dataclass
from cases.watching import Watched
from cases.words import N_, Person
from handlers.language import Marked, Words
from handlers.views.case_list import Row, row_text
from handlers.views.home_figures import MoneyFacts, Month, money_blocks, month_blocks
from handlers.views.kit import DIVIDER, HOME_BLOCKS_MOST, Block, actions, button, context, header, section
from handlers.views.still import still_words
from handlers.views.watch import stalled_section

TITLES = {
    "mine": N_("Do now"),
    "approve": N_("Waiting for approval"),
    "role": N_("Left to finance or a lead"),
    "unowned": N_("Nobody has taken these"),
    "theirs": N_("Yours, waiting on others"),
}
# Sections in which it is others' turn, so that rows stand below whoever is waited for.
GROUPED = frozenset({"theirs"})


@dataclass(frozen=True, slots=True)
class Part:
    """One section, or one page (counted from 1) of it: its rows, and how many there are in all."""

    name: str
    rows: Sequence[Row] = ()
    total: int = 0
    page: int = 1
    pages: int = 1


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What App Home shows to one person.

    `part` is the one section that somebody turned to; then nothing else is shown. `approvals` is None for whoever
    approves nothing, `money` and `month` for whoever does not see them, `health` is what an admin should know of the
    installation. `still_since` says that reminders stand still, and since when; `on_call` whose week it is after hours.
    """

    parts: Sequence[Part]
    yours: int
    due_today: int
    quiet: int
    open_total: int
    channels: int
    may_open: bool = True
    is_admin: bool = False
    approvals: int | None = None
    part: Part | None = None
    money: MoneyFacts | None = None
    month: Month | None = None
    health: Sequence[str] = ()
    still_since: datetime | None = None
    stalled: Sequence[Watched] = ()
    stalled_total: int = 0
    on_call: str | None = None


def home_view(facts: HomeFacts, words: Words, now: datetime) -> Block:
    """The view of type `home`."""
    blocks = [
        header(words.count(N_("{n} case is yours"), N_("{n} cases are yours"), facts.yours)),
        context(" · ".join(_counts(facts, words))),
        actions(_first_buttons(facts, words), block_id="home"),
        *_warnings(facts, words),
    ]
    if facts.part is not None:
        blocks += _page(facts.part, words, now)
        return {"type": "home", "blocks": blocks[:HOME_BLOCKS_MOST]}
    for one in facts.parts:
        blocks += _first_rows(one, words, now)
    blocks += stalled_section(facts.stalled, facts.stalled_total, words)
    blocks += money_blocks(facts.money, words) if facts.money is not None else []
    blocks += month_blocks(facts.month, words) if facts.month is not None else []
    blocks += _health(facts, words)
    return {"type": "home", "blocks": blocks[:HOME_BLOCKS_MOST]}


def _counts(facts: HomeFacts, words: Words) -> Iterator[str]:
    yield words.count(N_("{n} due today"), N_("{n} due today"), facts.due_today)
    if facts.approvals is not None:
        yield words.count(N_("{n} approval waits"), N_("{n} approvals wait"), facts.approvals)
    yield words.count(N_("{n} answer is overdue"), N_("{n} answers are overdue"), facts.quiet)
    yield words.count(N_("{n} open case in all"), N_("{n} open cases in all"), facts.open_total)
    if facts.on_call is not None:
        yield words(N_("on call after hours this week: {person}"), person=Person(facts.on_call))


def _first_buttons(facts: HomeFacts, words: Words) -> list[Block]:
    row = [button(words(N_("Open a case")), "report", style="primary")] if facts.may_open else []
    row += [button(words(N_("Paste many numbers")), "report:many")] if facts.may_open else []
    row.append(button("中文" if words.language == "en" else "English", "other_language"))
    row.append(button(words(N_("Help")), "home_help"))
    if facts.is_admin:
        row.append(button(words(N_("Settings")), "settings"))
        row.append(button(words(N_("Roles")), "roles"))
    return row


def _warnings(facts: HomeFacts, words: Words) -> list[Block]:
    blocks = []
    if not facts.channels:
        text = N_("⚠️ Tracer is in no channel yet. Type “/invite @Tracer” in the channel for lost parcels.")
        blocks.append(section(words(text)))
    if facts.still_since is not None:
        blocks.append(section(still_words(facts.still_since, words)))
    return blocks


def _first_rows(part: Part, words: Words, now: datetime) -> list[Block]:
    """A section with its first rows, and a button to the rest; where there are none, that, or no section."""
    if not part.rows and part.name != "mine":
        return []
    blocks: list[Block] = [DIVIDER, section(f"*{words(TITLES[part.name])}*")]
    if not part.rows:
        return [*blocks, context(words(N_("Nothing is yours to do now.")))]
    blocks += _rows(part, words, now)
    if part.total > len(part.rows):
        rest = words.count(N_("Show all {n}"), N_("Show all {n}"), part.total)
        blocks.append(actions([button(rest, f"home_part:{part.name}", {"s": part.name})], block_id=f"rest_{part.name}"))
    return blocks


def _page(part: Part, words: Words, now: datetime) -> list[Block]:
    """One page of one section, and the ways to its other pages and back to everything."""
    turns = [button(words(N_("Back to everything")), "home_part:all", {"s": ""})]
    if part.page > 1:
        turns.append(button(words(N_("Previous page")), "home_part:back", {"s": part.name, "p": part.page - 1}))
    if part.page < part.pages:
        turns.append(button(words(N_("Next page")), "home_part:next", {"s": part.name, "p": part.page + 1}))
    rows = _rows(part, words, now) or [context(words(N_("Nothing is left here.")))]
    told = words(N_("Page {page} of {pages}"), page=part.page, pages=part.pages)
    return [
        DIVIDER,
        section(f"*{words(TITLES[part.name])}*"),
        *rows,
        context(told),
        actions(turns, block_id="turns"),
    ]


def _rows(part: Part, words: Words, now: datetime) -> list[Block]:
    """A line and a button for each case, below the party that is waited for where it is others' turn."""
    blocks: list[Block] = []
    party = None
    rows = sorted(part.rows, key=_waited_for) if part.name in GROUPED else part.rows
    for row in rows:
        if part.name in GROUPED and _waited_for(row) != party:
            party = _waited_for(row)
            blocks.append(context(words(N_("Waiting for {party}:"), party=Marked(words.term(party)))))
        shown = button(words(N_("Open")), f"more:{part.name}:{row.number}", {"c": row.number})
        blocks.append(section(_line(row, words, now), block_id=f"{part.name}{row.number}", accessory=shown))
    return blocks


def _waited_for(row: Row) -> str:
    """Whose turn it is, where it is not the owner's: another company's, or a role's of ours."""
    return row.role or row.waiting_on or "nobody"


def _line(row: Row, words: Words, now: datetime) -> str:
    text = row_text(row, words, now)
    if row.silent_since is None:
        return text
    days = max(0, (now - row.silent_since).days)
    return f"{text} · {words.count(N_('silent for {n} day'), N_('silent for {n} days'), days)}"


def _health(facts: HomeFacts, words: Words) -> list[Block]:
    if not facts.is_admin:
        return []
    told = "\n".join(facts.health) or "✅ " + words(N_("Everything is set up and running: “/lost doctor” lists it."))
    return [DIVIDER, section(f"*{words(N_('Set-up'))}*"), context(told)]
