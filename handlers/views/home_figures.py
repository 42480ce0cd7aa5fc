"""The money and the month on App Home, for those who answer for them; amounts in each currency by itself."""

from collections.abc import Sequence

from cases.light_dataclass import dataclass
from cases.words import N_
from handlers.language import Marked, Words
from handlers.views.digest import Sums
from handlers.views.kit import DIVIDER, Block, button, context, section

MOST_CURRENCIES = 6


@dataclass(frozen=True, slots=True)
class MoneyFacts:
    """What is claimed and undecided, granted and not paid, and since the month began received and written off; and
    what came that belongs to no claim yet, with of how many lines.
    """

    claimed: Sums = ()
    granted: Sums = ()
    received: Sums = ()
    written_off: Sums = ()
    unmatched: Sums = ()


@dataclass(frozen=True, slots=True)
class Month:
    """Since the month began: claims filed in time, last days that passed without one, median hours to a decision (None:
    none was made), and how many answers are overdue now.
    """

    filed: int
    filed_late: int
    hours: float | None
    quiet: int


def money_blocks(facts: MoneyFacts, words: Words) -> list[Block]:
    """A line for each kind of money that there is."""
    kinds: Sequence[tuple[str, Sums]] = (
        (N_("Claimed, not decided: {money}"), facts.claimed),
        (N_("Approved, not paid: {money}"), facts.granted),
        (N_("Received this month: {money}"), facts.received),
        (N_("Written off this month: {money}"), facts.written_off),
    )
    lines = [words(text, money=_told(sums, words)) for text, sums in kinds if sums]
    lines = lines or [words(N_("No money is claimed or owed."))]
    if facts.unmatched:
        lines.append(words(N_("Came and not matched: {money}"), money=_lines_told(facts.unmatched, words)))
    look = button(words(N_("Look at the money")), "money_overview")
    return [DIVIDER, section(f"*{words(N_('Money'))}*", accessory=look), context("\n".join(lines))]


def month_blocks(facts: Month, words: Words) -> list[Block]:
    """How the team does this month."""
    lines = []
    if over := facts.filed + facts.filed_late:
        share = round(100 * facts.filed / over)
        text = N_("Filed before the deadline: {share} % ({filed} of {all})")
        lines.append(words(text, share=share, filed=facts.filed, all=over))
    if facts.hours is not None:
        lines.append(words(N_("From opening to the decision: {hours} hours, the median"), hours=round(facts.hours, 1)))
    lines.append(words.count(N_("{n} answer is overdue in all"), N_("{n} answers are overdue in all"), facts.quiet))
    return [DIVIDER, section(f"*{words(N_('This month'))}*"), context("\n".join(lines))]


def _lines_told(sums: Sums, words: Words) -> Marked:
    told = [words.count(N_("{money} ({n} line)"), N_("{money} ({n} lines)"), n, money=money) for money, n in sums]
    return Marked(words(N_(", ")).join(told[:MOST_CURRENCIES]))


def _told(sums: Sums, words: Words) -> Marked:
    told = [words.count(N_("{money} ({n} case)"), N_("{money} ({n} cases)"), n, money=money) for money, n in sums]
    return Marked(words(N_(", ")).join(told[:MOST_CURRENCIES]))
