"""The approver's card: amount, reason, evidence so far, what happens if it waits, and three buttons."""

from collections.abc import Mapping
from decimal import Decimal

from cases.case import Case, LogEntry, Remedy
from cases.money import Money
from cases.remedies import decided_money
from cases.words import N_, Person, Term
from handlers.language import Marked, Words, brief, escaped, quoted, shortened
from handlers.views.card import carrier_of, masked, party_of, state_of
from handlers.views.kit import Block, actions, button, context, paragraphs
from handlers.views.story import ERASED, Text

WAITING = frozenset({"awaiting_approval", "asked"})
DECIDING = frozenset({"approve", "reject", "withdraw"})
NOTHING: Mapping[str, Decimal] = {}


def approval_card(
    case: Case,
    remedy: Remedy,
    words: Words,
    text_of: Text,
    log: list[LogEntry],
    elsewhere: Mapping[str, Decimal] = NOTHING,
) -> list[Block]:
    """All that is needed to decide without asking back; once it is decided, what was decided and by whom.

    `elsewhere` is what the order's other cases have decided, by currency.
    """
    text_of = _or_erased(text_of, words)
    blocks = paragraphs(_facts(case, remedy, words, text_of, log, elsewhere))
    blocks[0]["block_id"] = "approval"
    if remedy.state not in WAITING:
        return [*blocks, context(_decided(remedy, words, text_of, log))]
    value = {"c": case.number, "t": remedy.id, "s": remedy.state}
    row = [button(words.term("approve"), "move:approve", value, "primary")]
    if remedy.state == "awaiting_approval":
        row.append(button(words.term("ask_requester"), "form:ask_requester", value))
    row.append(button(words.term("reject"), "form:reject", value, "danger"))
    return [*blocks, actions(row, block_id="decide")]


def approval_text(case: Case, remedy: Remedy, words: Words) -> str:
    """The request in one plain line, for notifications."""
    text = words.plain(
        N_("{reference}: {kind} {money}, {state}"),
        reference=case.reference,
        kind=Term(remedy.kind),
        money=remedy.total,
        state=Term(remedy.state),
    )
    return escaped(text)


def _or_erased(text_of: Text, words: Words) -> Text:
    """The words that were kept apart; where they are no more, that they were erased."""

    def told(ref: str) -> str:
        text = text_of(ref)
        return words(ERASED) if text is None else text

    return told


def _decided(remedy: Remedy, words: Words, text_of: Text, log: list[LogEntry]) -> str:
    """What became of the request, who said so and why."""
    last = next((one for one in reversed(log) if one.target == remedy.id and one.move in DECIDING), None)
    if last is None or remedy.dropped_by == "debited":
        return words(N_("Decided: {state}"), state=_outcome(remedy))
    told = words(N_("{move} by {who}"), move=Term(f"decided:{last.move}"), who=Person(last.actor.id))
    kept = last.details.get("reason") or last.details.get("text")
    reason = text_of(kept["ref"]) if isinstance(kept, dict) else None
    told += words(N_(": {reason}"), reason=shortened(reason, 300)) if reason else ""
    return told if last.move != "approve" else told + words(N_(" · now {state}"), state=Term(remedy.state))


def _outcome(remedy: Remedy) -> Term:
    dropped = {"reject": "reject", "withdraw": "withdraw", "debited": "debited"}
    return Term(dropped.get(remedy.dropped_by or "", remedy.state))


def _facts(
    case: Case, remedy: Remedy, words: Words, text_of: Text, log: list[LogEntry], elsewhere: Mapping[str, Decimal]
) -> list[str]:
    facts = [
        words(
            N_("*{kind} {money}* for *{reference}*, asked by {who}"),
            kind=Term(remedy.kind),
            money=remedy.total,
            reference=case.reference,
            who=Person(remedy.decided_by),
        ),
        " · ".join(f"{words.term(line.what)} {words.money(line.money)}" for line in remedy.lines),
    ]
    reason = text_of(remedy.reason.ref) if remedy.reason else None
    facts.append(
        words(N_("*Reason*  {reason}"), reason=shortened(reason, 600) if reason else words(N_("none was given")))
    )
    if remedy.question:
        facts.append(words(N_("*Question*  {text}"), text=shortened(text_of(remedy.question.ref) or "…", 600)))
    facts += _answer(remedy, log, words, text_of)
    facts.append(_order(case, words, elsewhere))
    facts.append(_evidence(case, words, log))
    facts.append(_if_it_waits(case, remedy, words))
    return [fact for fact in facts if fact]


def _answer(remedy: Remedy, log: list[LogEntry], words: Words, text_of: Text) -> list[str]:
    """The last answer to the approver's question, if there was one."""
    answers = [one for one in log if one.move == "answer_approver" and one.target == remedy.id]
    if not answers or remedy.state != "awaiting_approval":
        return []
    kept = answers[-1].details.get("text")
    text = text_of(kept["ref"]) if isinstance(kept, dict) else None
    return [words(N_("*Answer*  {text}"), text=shortened(text, 600))] if text else []


def _order(case: Case, words: Words, elsewhere: Mapping[str, Decimal]) -> str:
    told = [f"{quoted(carrier_of(case.parcel, words))} {masked(case.parcel.number)}"]
    told += [quoted(brief(one)) for one in (case.order.marketplace, case.order.ref, case.order.goods) if one]
    if case.order.paid:
        told.append(words(N_("paid {money}"), money=case.order.paid))
    decided = words(N_(", ")).join(words.money(Money(amount, code)) for code, amount in decided_money(case).items())
    if decided:
        told.append(words(N_("decided in this case: {decided}"), decided=decided))
    others = words(N_(", ")).join(words.money(Money(amount, code)) for code, amount in elsewhere.items() if amount)
    if others:
        told.append(words(N_("in other cases of this order: {decided}"), decided=others))
    return " · ".join(told)


def _evidence(case: Case, words: Words, log: list[LogEntry]) -> str:
    """What is known so far: the cause, what the carrier said, how many notes there are, disputes and claims."""
    told = [words(N_("cause: {cause}"), cause=Term(case.cause or "unknown"))]
    told += [state_of(party_of(one, words), one.state, words) for one in case.investigations if one.party != "?"]
    told += [f"{words.term('dispute')} {state_of(one.through, one.state, words)}" for one in case.disputes]
    told += [f"{words.term('claim')} {state_of(one.payer, one.state, words)}" for one in case.claims]
    notes = sum(1 for one in log if one.move == "note")
    if notes:
        told.append(words.count(N_("{n} note"), N_("{n} notes"), notes))
    return words(N_("*Known so far*  {told}"), told=Marked(" · ".join(told)))


def _if_it_waits(case: Case, remedy: Remedy, words: Words) -> str:
    clock = case.clock(f"approval:{remedy.id}")
    if remedy.state == "asked":
        return words(N_("*If it waits*  the question is with {who}"), who=Person(remedy.decided_by))
    if clock is None or clock.due_at is None:
        return ""
    buyer = case.clock("buyer_answer")
    if case.disputes or (buyer is not None):
        return words(N_("*If it waits*  the buyer is waiting for an answer; decide by {due}"), due=clock.due_at)
    return words(N_("*If it waits*  the buyer gets nothing until it is decided; due {due}"), due=clock.due_at)
