"""What payers owe, by payer, currency and age, and claim by claim; and how much of what came is unmatched."""

from collections.abc import Sequence
from datetime import datetime

from cases.light_dataclass import dataclass
from cases.money import Money
from cases.words import N_, Term
from handlers.language import Marked, Words, brief, quoted
from handlers.views.kit import Block, actions, button, modal, paragraphs, section

MOST_SHOWN, PAGE = 20, 15
LONGEST_PAYER = 40
# The spans of age, by how many days they end with.
SPANS = (N_("up to 30 days {money}"), N_("31 to 60 days {money}"), N_("61 to 90 days {money}"), N_("older {money}"))


@dataclass(frozen=True, slots=True)
class Owing:
    """What one payer owes in one currency: the amounts by span of age, the claims, and since when."""

    payer: str
    promised: bool
    spans: tuple[Money, ...]
    count: int
    since: datetime

    @property
    def total(self) -> Money:
        """All of it."""
        total = self.spans[0]
        for one in self.spans[1:]:
            total = total + one
        return total


@dataclass(frozen=True, slots=True)
class Waiting:
    """One claim that is still owed: its case, line, payer, state, what is left, and since when."""

    case: int
    claim: str
    payer: str
    state: str
    left: Money
    since: datetime


def money_blocks(
    owed: Sequence[Owing], unmatched: Sequence[tuple[Money, int]], words: Words, now: datetime, *, may_enter: bool
) -> list[Block]:
    """The overview: sums, then payer by payer, what is unmatched, and what can be done about it."""
    told = [words(N_("*Money that payers owe us*"))]
    told += sums_told(owed, words, now) or [words(N_("Nothing is filed or approved and unpaid."))]
    lines = [_owing(one, words, now) for one in owed[:MOST_SHOWN]]
    if left := len(owed) - MOST_SHOWN:
        lines += [words.count(N_("and {n} more"), N_("and {n} more"), left)] if left > 0 else []
    blocks = [*paragraphs(told), *paragraphs(lines)]
    if unmatched:
        blocks.append(section(unmatched_told(unmatched, words)))
    row = [button(words(N_("Claim by claim")), "money_owed", {"f": 0})] if owed else []
    row += [button(words(N_("Money received")), "money_in", None, "primary")] if may_enter else []
    row += [button(words(N_("Unmatched money")), "money_unmatched", {"f": 0})] if unmatched else []
    row += [button(words(N_("Rates")), "rates"), button(words(N_("Export")), "exports")] if may_enter else []
    return [*blocks, *([actions(row, block_id="money")] if row else [])]


def money_modal(blocks: list[Block], words: Words) -> Block:
    """The overview in front of somebody who asked for it on App Home."""
    title = words(N_("Money"))
    return modal("money_overview", title, blocks, submit=None, close=words(N_("Close this")), meta={})


def sums_told(owed: Sequence[Owing], words: Words, now: datetime) -> list[str]:
    """What is owed in all, a line a currency: approved and unpaid, and filed without an answer."""
    told = []
    for currency in sorted({one.total.currency for one in owed}):
        for promised, text in (
            (True, N_("Approved, unpaid: {money} in {claims}, oldest {age}")),
            (False, N_("Filed, no answer yet: {money} in {claims}, oldest {age}")),
        ):
            found = [one for one in owed if one.promised == promised and one.total.currency == currency]
            if found:
                total = found[0].total
                for one in found[1:]:
                    total = total + one.total
                count = sum(one.count for one in found)
                claims = words.count(N_("{n} claim"), N_("{n} claims"), count)
                told.append(
                    words(text, money=total, claims=claims, age=_age(min(one.since for one in found), words, now))
                )
    return told


def unmatched_told(unmatched: Sequence[tuple[Money, int]], words: Words) -> str:
    """How much came that belongs to no claim yet, a currency after the other."""
    count = sum(number for _, number in unmatched)
    sums = " · ".join(words.money(money) for money, _ in unmatched)
    return words.count(
        N_("*Unmatched:* {money} in {n} line. It stays here until it is matched or set aside."),
        N_("*Unmatched:* {money} in {n} lines. They stay here until they are matched or set aside."),
        count,
        money=Marked(sums),
    )


def owed_modal(
    found: Sequence[Waiting], first: int, more: bool, words: Words, now: datetime, *, may_pay: bool
) -> Block:
    """Claims that are owed, the oldest first, each with its own button where the money can be entered."""
    blocks: list[Block] = []
    for one in found:
        about = words(N_("since {day}, {age}"), day=words.day(one.since), age=_age(one.since, words, now))
        told = f"*LOST-{one.case:04d}* {quoted(brief(one.payer, LONGEST_PAYER))} · {words.money(one.left)} · {about}"
        value = {"c": one.case, "t": one.claim, "s": one.state}
        pays = may_pay and one.state in ("approved", "part_paid")
        mark = button(words.term("claim_paid"), f"form:claim_paid:{one.claim}", value) if pays else None
        blocks.append(section(told, accessory=mark))
    if not blocks:
        blocks.append(section(words(N_("Nothing is filed or approved and unpaid."))))
    if more:
        blocks.append(actions([button(words(N_("Show more")), "money_owed", {"f": first + len(found)})], "money_owed"))
    title = words(N_("Claim by claim"))
    return modal("money_owed", title, blocks, submit=None, close=words(N_("Close this")), meta={})


def _owing(one: Owing, words: Words, now: datetime) -> str:
    state = Term("claim:approved" if one.promised else "filed")
    spans = [words(text, money=money) for text, money in zip(SPANS, one.spans, strict=True) if money.amount]
    claims = words.count(N_("{n} claim"), N_("{n} claims"), one.count)
    name = Marked(f"*{quoted(brief(one.payer, LONGEST_PAYER))}*")
    told = words(N_("• {payer}, {state}: {money} in {claims}"), payer=name, state=state, money=one.total, claims=claims)
    return f"{told}\n      {' · '.join(spans)}"


def _age(since: datetime, words: Words, now: datetime) -> str:
    return words.count(N_("{n} day"), N_("{n} days"), max(0, (now - since).days))
