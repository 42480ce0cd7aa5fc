"""Insure or not: one paragraph a lane and band of value, with what it stands on and what is taken for granted."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from cases.insuring import DO_NOT, INSURE, NO_PREMIUM, NOT_SHIPPED, TOO_CLOSE, TOO_FEW, Worth
from cases.money import Money
from cases.scorecards import FEW
from cases.words import N_
from handlers.language import Marked, Words, brief, cut, quoted
from handlers.views.kit import MESSAGE_TEXT_LONGEST, Block, button, context, section

MOST_ROWS = 12
CENT = Decimal("0.01")
ADVICE = {
    INSURE: N_("✅ *insure* – the premium of {premium} ({contract}) is less"),
    DO_NOT: N_("❌ *do not insure* – the premium of {premium} ({contract}) is more"),
    TOO_CLOSE: N_("🟡 *too close to tell* – the premium is {premium} ({contract})"),
    NO_PREMIUM: N_("no contract with a premium covers it: enter one with /lost insurance"),
}


def insure_blocks(found: Sequence[Worth], months: Sequence[str], until: datetime, words: Words) -> list[Block]:
    """Every lane and band with a button to its losses, and below what was taken for granted."""
    head, *lines = insure_lines(found, months, words)
    blocks = [section(head, block_id="insure")]
    for number, (one, line) in enumerate(zip(found, lines, strict=False)):
        value = {"u": until.isoformat(), "n": list(one.lane), "c": one.currency, "g": str(one.begins)}
        shown = button(words(N_("Show cases")), f"insure_cases:{number}", value)
        blocks.append(section(line, block_id=f"insure{number}", accessory=shown))
    blocks += [section(line) for line in lines[len(found[:MOST_ROWS]) :]]
    return [*blocks, context(_assumed(words))] if found else blocks


def insure_lines(found: Sequence[Worth], months: Sequence[str], words: Words) -> list[str]:
    """The same in lines, the title first."""
    title = f"*{words(N_('Insure or not, by lane and value'))}*"
    if not months:
        text = N_("Nobody has told how many parcels were shipped by lane in the last year: /lost stats shipped.")
        return [f"{title}\n{words(text)}"]
    span = words(N_("Months {first} to {last}"), first=months[0], last=months[-1])
    if not found:
        return [f"{title}\n{span}{words(N_(': '))}{words(N_('nothing was lost for good whose worth is known.'))}"]
    lines = [_told(one, words) for one in found[:MOST_ROWS]]
    if more := len(found) - MOST_ROWS:
        lines += [words.count(N_("*{n} more*"), N_("*{n} more*"), more)] if more > 0 else []
    return [f"{title}\n{span}", *lines]


def insure_text(found: Sequence[Worth], months: Sequence[str], words: Words) -> str:
    """The same as the text of a message: as many whole lines as it takes."""
    text, *lines = insure_lines(found, months, words)
    for line in lines:
        if len(text) + len(line) + 1 > MESSAGE_TEXT_LONGEST:
            break
        text += f"\n{line}"
    return cut(text, MESSAGE_TEXT_LONGEST)


def _told(one: Worth, words: Words) -> str:
    lane = quoted(brief(" → ".join(name or "?" for name in one.lane), 60))
    return f"*{lane} · {_band(one, words)}*\n" + " · ".join([_sample(one, words), *_verdict(one, words)])


def _band(one: Worth, words: Words) -> str:
    if one.ends is None:
        return words(N_("{begins} and more"), begins=Money(one.begins, one.currency))
    return words(N_("{begins} to {ends}"), begins=Money(one.begins, one.currency), ends=Money(one.ends, one.currency))


def _sample(one: Worth, words: Words) -> str:
    return words.count(
        N_("{n} loss of {value} on average; carriers paid for {paid}; {lost} of {shipped} parcels of the lane lost"),
        N_("{n} losses of {value} on average; carriers paid for {paid}; {lost} of {shipped} parcels of the lane lost"),
        one.losses,
        value=_money(one.value, one),
        paid=one.paid,
        lost=one.lane_lost,
        shipped=one.shipped,
    )


def _verdict(one: Worth, words: Words) -> list[str]:
    if one.advice == NOT_SHIPPED:
        return [words(N_("not enough data: what was shipped on this lane is not told, or cannot be right"))]
    if one.advice == TOO_FEW or one.expected is None:
        return [words(N_("not enough data: fewer than {few} losses"), few=FEW)]
    expected = words(
        N_("expected loss of a parcel, after what carriers pay: *{expected}* ({low} to {high})"),
        expected=_money(one.expected, one),
        low=_money(one.low, one),
        high=_money(one.high, one),
    )
    share = 100 * (one.break_even or 0) / one.value if one.value else Decimal(0)
    even = words(
        N_("break-even premium {premium}, {percent} % of the value"),
        premium=_money(one.break_even, one),
        percent=f"{share:.2f}",
    )
    contract = brief(one.contract.name, 60) if one.contract else ""
    advice = words(ADVICE[one.advice], premium=Marked(words.money(_money(one.premium, one))), contract=contract)
    return [expected, even, advice]


def _assumed(words: Words) -> str:
    text = N_(
        "Taken for granted: parcels of a lane are lost alike whatever they are worth; a loss costs what the buyer "
        "paid, else what the goods cost; an insurer pays every claim, up to its cap and less its excess. The interval "
        "holds 95 of 100 times for each of its two rates. Only what was lost for good counts, on lanes of which it is "
        "told how much was shipped; of private cases those that you may see."
    )
    return words(text)


def _money(amount: Decimal | None, one: Worth) -> Money:
    return Money((amount or Decimal(0)).quantize(CENT), one.currency)
