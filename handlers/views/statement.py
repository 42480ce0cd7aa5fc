"""The money of one case in full: what its ledger comes to in each currency, its claims, and every line of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from cases.case import Case
from cases.ledger import ASKED, OUT, LedgerLine, Statement, statements
from cases.light_dataclass import dataclass
from cases.money import Money
from cases.rates import Converted
from cases.targets import LegalMove
from cases.words import N_
from handlers.language import Marked, Words, brief, quoted
from handlers.views.claim_line import claim_money_told
from handlers.views.kit import Block, actions, button, context, fitting, modal, section
from handlers.views.move_form import line_title
from handlers.views.rates import rate_told

MOST_LINES, LONGEST_PARTY = 60, 40
# The moves about money that *Money* offers beside what it shows; a closed case still takes a late invoice.
OFFERED = ("claim_paid", "correct_payment", "repaid", "book_money", "correct_money", "set_order")
ON_CLOSED = ("book_money", "correct_money")


@dataclass(frozen=True, slots=True)
class Together:
    """What a case has cost and brought in one currency, where every amount could be converted by a dated rate."""

    balance: Money
    converted: tuple[Converted, ...]


def statement_modal(
    case: Case,
    lines: Sequence[LedgerLine],
    offered: Sequence[LegalMove],
    words: Words,
    meta: Mapping[str, Any],
    together: Together | None = None,
) -> Block:
    """The modal: a statement a currency, the claims, what may be booked, then the lines with the newest first."""
    told = [section(_statement(one, words)) for one in statements(case)]
    blocks: list[Block] = [context(f"*{case.reference}*"), *(told or [section(words(N_("No amount is known yet.")))])]
    if together is not None:
        blocks.append(section(_together(together, words)))
    elif len(told) > 1:
        blocks.append(context(words(N_("Different currencies are not added up: there is no rate for these days."))))
    blocks += [section(claim_money_told(one, words)) for one in case.claims]
    made = [_button(case, one, words) for one in offered]
    blocks += [actions(made[:25], block_id="money")] if made else []
    if lines:
        shown = [context(_line(case, one, words)) for one in reversed(lines)]
        kept = fitting(shown, MOST_LINES)
        blocks += [section(words(N_("*Every line, the newest first*"))), *kept]
        if left := len(shown) - len(kept):
            blocks.append(context(words.count(N_("… and {n} earlier one."), N_("… and {n} earlier ones."), left)))
    return modal("money", words(N_("Money")), blocks, submit=None, close=words(N_("Close this")), meta=meta)


def _statement(one: Statement, words: Words) -> str:
    """One currency: what was paid and what it cost, what went out and came back, what payers were asked."""
    told = [f"*{one.currency}*"]
    paid = one.paid
    if paid.amount:
        parts = [(name, money) for name, money in one.rows if name in ("shipping", "tax", "duty")]
        text = N_("Paid by the buyer: {money}")
        within = f" ({_listed(parts, words)})" if parts else ""
        told.append(words(text, money=paid) + within)
    told += [words(N_("Cost of the goods: {money}"), money=one.of("cost"))] if "cost" in one.amounts else []
    out = [(name, money) for name, money in one.rows if name in OUT]
    if out:
        told.append(words(N_("Out: {money} ({parts})"), money=one.out, parts=Marked(_listed(out, words))))
    if one.back.amount:
        told.append(words(N_("Back from payers: {money}"), money=one.back))
    asked = [(name, money) for name, money in one.rows if name in ASKED]
    if asked:
        told.append(words(N_("Claims: {parts}"), parts=Marked(_listed(asked, words))))
    if out or one.back.amount:
        told.append(words(N_("*Balance: {money}*"), money=one.balance))
    return "\n".join(told)


def _listed(rows: Sequence[tuple[str, Money]], words: Words) -> str:
    return " · ".join(f"{words.term(f'account:{name}')} {words.money(money)}" for name, money in rows)


def _together(together: Together, words: Words) -> str:
    """The sum over several currencies, with every rate by which it was made."""
    told = [words(N_("*All currencies together: {money}*"), money=together.balance)]
    told += [rates_told(one, words) for one in together.converted if one.rates]
    return "\n".join(told)


def rates_told(one: Converted, words: Words) -> str:
    """An amount, what it is converted, and by which rates of which day and source."""
    rates = " · ".join(rate_told(rate, words) for rate in one.rates)
    return words(N_("{original} is {money}: {rates}"), original=one.original, money=one.money, rates=Marked(rates))


def _line(case: Case, line: LedgerLine, words: Words) -> str:
    what = words.term(f"account:{line.place.account}")
    title = line_title(case, line.place.line, words) if line.place.line and line.place.line[0] in "RC" else ""
    title = title or line.place.party or ""
    about = f" – {quoted(brief(title, LONGEST_PARTY))}" if title else ""
    amount = f"{'+' if line.amount > 0 else ''}{words.money(line.money)}"
    who = f"<@{line.by.id}>" if line.by.kind == "person" else "Tracer"
    return f"{words.moment(line.at)}  *{amount}*  {what}{about}  ·  {words.move(line.move)}  ·  {who}"


def _button(case: Case, one: LegalMove, words: Words) -> Block:
    line = line_title(case, one.target, words) if one.target else ""
    label = f"{words.move(one.move)} – {line}" if line else words.move(one.move)
    value = {"c": case.number, "t": one.target, "s": one.state if one.target else None}
    return button(label, f"form:{one.move}:{one.target or ''}", value)
