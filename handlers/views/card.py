"""The case's one card: at most nine lines, and whose move it is in the second of them.

It changes with a move or a ring only, so it never says how long ago or in how many hours: dates are absolute.
"""

from datetime import datetime

from cases.case import Case, Claim, Clock, Parcel, Remedy
from cases.clocks import US
from cases.closing import open_tracks
from cases.money import Money
from cases.remedies import refunded, remedy_ended, remedy_state
from cases.targets import legal_moves
from cases.tracks import REMEDY_DONE, REMEDY_LIVE
from cases.words import N_, Person, Term
from handlers.glossary import clock_term
from handlers.language import Marked, Words, quoted, shortened
from handlers.views.kit import Block, actions, button, section

MOST_BUTTONS = 5
LINE_LONGEST = 300


def card(case: Case, words: Words, now: datetime) -> list[Block]:
    """The blocks of a case's card, in a channel's language."""
    return [
        section("\n".join(card_lines(case, words, now)), block_id="card"),
        actions(buttons(case, words), block_id="moves"),
    ]


def card_lines(case: Case, words: Words, now: datetime) -> list[str]:
    """The card as text: head, next step, then one line a track and one for the money."""
    lines = [
        _head(case, words, now),
        _next(case, words),
        _buyer(case, words),
        _search(case, words),
        _disputes(case, words),
        _claims(case, words),
        _money(case, words),
        _more_facts(case, words),
    ]
    return [shortened(line, LINE_LONGEST) for line in lines if line]


def card_text(case: Case, words: Words) -> str:
    """The card in one plain line, for notifications and screen readers."""
    return words.plain(
        N_("{reference}, {carrier} {number}: {next}"),
        reference=case.reference,
        carrier=carrier_of(case.parcel, words),
        number=masked(case.parcel.number),
        next=_next_plain(case, words),
    )


def light(case: Case, now: datetime) -> str:
    """The card's colour, which never stands alone: closed, overdue, a date to be found, our move, theirs."""
    step = case.next_step
    if step is None:
        return "✅"
    if step.due_at <= now:
        return "🔴"
    if step.kind == "find_date":
        return "🟠"
    return "🟡" if step.waiting_on == US else "🔵"


def masked(number: str) -> str:
    """The last four characters: a full number lets strangers follow the parcel."""
    return f"…{number[-4:]}" if len(number) > 4 else number


def carrier_of(parcel: Parcel, words: Words) -> str:
    """The carrier's name, or that nobody knows it."""
    return parcel.carrier_name or words(N_("unknown carrier"))


def buttons(case: Case, words: Words) -> list[Block]:
    """The buttons that are legal now: what moves the case most first, *More* always last."""
    if not case.is_open:
        return [button(words.term("reopen"), "form:reopen", {"c": case.number})]
    shown = [*_first_buttons(case, words), button(words(N_("Mark sent / log reply")), "record", {"c": case.number})]
    return [*shown[: MOST_BUTTONS - 1], button(words(N_("More")), "more", {"c": case.number})]


def _first_buttons(case: Case, words: Words) -> list[Block]:
    made = []
    if not case.owner:
        made.append(button(words.term("take"), "move:take", {"c": case.number}))
    legal = legal_moves(case)
    if remedy_state(case) == "undecided":
        # While a dispute is open a refund goes through it only, and then there is no button for one.
        for move in ("choose_refund", "choose_resend"):
            if any(one.move == move for one in legal):
                made.append(button(words.term(move), f"decide:{move}", {"c": case.number, "s": "undecided"}))
    for one in legal:
        if one.move in PRESSING and one.target:
            value = {"c": case.number, "t": one.target, "s": one.state}
            made.append(button(words.term(one.move), f"form:{one.move}", value, PRESSING[one.move]))
    if not open_tracks(case):
        made.append(button(words.term("close"), "form:close", {"c": case.number}, "primary"))
    return made


# The moves that end a wait of somebody's, when they are legal: worth a button of their own.
PRESSING: dict[str, str | None] = {
    "answer_approver": "primary",
    "refund_done": "primary",
    "replacement_shipped": "primary",
    "replacement_delivered": None,
    "answer_dispute": "primary",
    "intercept": None,
    "cancel_remedy": None,
}


def _head(case: Case, words: Words, now: datetime) -> str:
    parcel = case.parcel
    parts = [f"{light(case, now)} *{case.reference}*", f"{quoted(carrier_of(parcel, words))} {masked(parcel.number)}"]
    if parcel.destination:
        parts.append(f"→ {quoted(parcel.destination)}")
    if case.order.marketplace:
        parts.append(quoted(case.order.marketplace))
    if case.order.ref:
        parts.append(quoted(shortened(case.order.ref, 40)))
    if not case.is_open:
        parts.append(f"*{words.term('closed')}*")
    elif case.next_step and case.next_step.due_at <= now:
        parts.append(f"*{words(N_('overdue'))}*")
    return " · ".join(parts)


def _next(case: Case, words: Words) -> str:
    step = case.next_step
    if step is None:
        return words(N_("*Closed*  {outcome}"), outcome=Term(case.outcome or "resolved"))
    what = words.term(clock_term(step.kind, step.key))
    if step.waiting_on == US:
        who = Person(step.owner) if step.owner else words(N_("nobody yet ({role})"), role=Term(step.role))
        return words(N_("*Our move*  {who}: {what}, by {due}"), who=who, what=what, due=step.due_at)
    owner = f"  ·  <@{case.owner}>" if case.owner else ""
    party = _waiting_party(case, step.key, words)
    return words(N_("*Their move*  {party}: {what}, we act on {due}"), party=party, what=what, due=step.due_at) + owner


def _next_plain(case: Case, words: Words) -> str:
    step = case.next_step
    if step is None:
        return words.term("closed")
    who = words.plain(N_("our move")) if step.waiting_on == US else words.term(step.waiting_on)
    return words.plain(
        N_("{who}: {what} by {due}"), who=who, what=words.term(clock_term(step.kind, step.key)), due=step.due_at
    )


def _waiting_party(case: Case, key: str, words: Words) -> str:
    line = key.rpartition(":")[2]
    for one in case.investigations:
        if one.id == line:
            return one.party if one.party != "?" else words.term("carrier")
    for claim in case.claims:
        if claim.id == line:
            return claim.payer
    for dispute in case.disputes:
        if dispute.id == line:
            return dispute.through
    return carrier_of(case.parcel, words)


def _buyer(case: Case, words: Words) -> str:
    told = [_remedy(one, words) for one in case.remedies if one.state in REMEDY_LIVE or one.state in REMEDY_DONE]
    if case.remedy_end:
        told.append(words.term(case.remedy_end))
    if not told:
        told = [words(N_("wait until {date}"), date=words.day(case.waiting_until))] if case.waiting_until else []
        told = told or [words.term("undecided")]
    if case.buyer_waiting_since:
        told.append(words(N_("a message of the buyer waits for an answer")))
    return words(N_("*Buyer*  {told}"), told=Marked("  ·  ".join(told)))


def _remedy(one: Remedy, words: Words) -> str:
    told = words(N_("{kind} {money}: {state}"), kind=Term(one.kind), money=one.total, state=Term(one.state))
    if one.reference:
        told += f" ({quoted(shortened(one.reference, 40))})"
    if one.replacement and one.state == "replacement_moving":
        told += f" ({masked(one.replacement)})"
    return told


def _search(case: Case, words: Words) -> str:
    told = []
    for one in case.investigations:
        party = one.party if one.party != "?" else words.term("carrier")
        where = f", {words.term(one.whereabouts)}" if one.state == "located" and one.whereabouts else ""
        reference = f" ({shortened(one.reference, 40)})" if one.reference else ""
        told.append(quoted(f"{party}: {words.term(one.state)}{where}{reference}"))
    return words(N_("*Search*  {told}"), told=Marked("  ·  ".join(told)))


def _disputes(case: Case, words: Words) -> str:
    told = [quoted(f"{one.through}: {words.term(one.state)}") for one in case.disputes]
    return words(N_("*Dispute*  {told}"), told=Marked("  ·  ".join(told))) if told else ""


def _claims(case: Case, words: Words) -> str:
    told = [_claim(one, words) for one in case.claims]
    if case.claim_end and not told:
        told.append(words.term(case.claim_end))
    filing = case.clock("filing_deadline")
    if filing is not None:
        told.append(_filing(filing, words))
    return words(N_("*Claim*  {told}"), told=Marked("  ·  ".join(told))) if told else ""


def _filing(filing: Clock, words: Words) -> str:
    if filing.due_at is None:
        return words(N_("🟠 deadline unknown, find the date"))
    return words(N_("file by {due}"), due=filing.due_at)


def _claim(one: Claim, words: Words) -> str:
    money = one.received or one.granted or one.asked
    told = f"{quoted(one.payer)}: {words.term(one.state)}"
    return f"{told} {words.money(money)}" if money else told


def _money(case: Case, words: Words) -> str:
    amounts: list[tuple[str, Money | None]] = [
        (N_("paid {money}"), case.order.paid),
        (N_("cost {money}"), case.order.cost),
        (N_("refunded {money}"), refunded(case)),
    ]
    amounts += [(N_("debited {money}"), one.money) for one in case.debits if not one.returned]
    amounts += [(N_("received {money}"), one.received) for one in case.claims]
    told = [words(text, money=money) for text, money in amounts if money]
    return words(N_("*Money*  {told}"), told=Marked("  ·  ".join(told))) if told else ""


def _more_facts(case: Case, words: Words) -> str:
    told = []
    if case.cause:
        told.append(words(N_("cause: {cause}"), cause=Term(case.cause)))
    if case.found_at and case.is_open and not remedy_ended(case):
        told.append(words(N_("*the parcel was found*")))
    if case.order.goods:
        told.append(quoted(shortened(case.order.goods, 80)))
    told += [f"LOST-{number:04d}" for number in case.linked]
    return words(N_("*Case*  {told}"), told=Marked("  ·  ".join(told))) if told else ""
