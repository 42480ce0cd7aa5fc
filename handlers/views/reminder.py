"""A reminder in words and buttons: what, by when, what happens otherwise, and the one thing to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.case import Case, Clock
from cases.ladder import CHANNEL, HARD, LEAD, MISSED, QUIETLY, deadline_of
from cases.money import Money
from cases.targets import LegalMove, legal_moves
from cases.words import N_, Person, Term
from handlers.language import Marked, Words, quoted
from handlers.views.card import carrier_of, masked
from handlers.views.kit import Block, actions, button, context, section
from handlers.views.move_form import line_title
from handlers.views.steps import moves_of, step_term

MOST_BUTTONS = 4
MOST_TOLD = 10
# What is left to do about a deadline that was missed, by kind of clock: late all the same, or given up.
AFTER_A_MISS: dict[str, tuple[str, ...]] = {
    "filing_deadline": ("file_claim", "draft_claim", "no_claim"),
    "appeal_deadline": ("appeal_claim", "appeal_dispute", "accept_denial", "accept_loss", "write_off"),
    "evidence_request": ("answer_payer", "write_off"),
    "dispute_answer": ("answer_dispute", "accept_dispute"),
    "buyer_answer": ("answer_buyer",),
    "storage_ends": ("parcel_delivered", "return_received"),
}
CHASED_BY = {"carrier_silence": ("ask_again",), "claim_silence": ("chase_payer",), "payment": ("chase_payer",)}
GOODWILL = frozenset({"filing_deadline", "appeal_deadline"})


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is to be said: a clock of a case that sounds at a rung, and the working days left until or since its date.

    `small` says that the sum is below what the workspace chases to the end.
    """

    case: Case
    clock: Clock
    level: int
    workdays: int
    small: bool = False


def ring_blocks(one: Reminder, words: Words) -> tuple[str, list[Block]]:
    """The text and blocks of a reminder in a case's thread."""
    told = f"{_who(one, words)}: {told_of(one, words)}" if one.level > QUIETLY else told_of(one, words)
    return told, [section(told), *_row(one, words, 0)]


def nudge_blocks(reminders: Sequence[Reminder], words: Words) -> tuple[str, list[Block]]:
    """The text and blocks of one message with everything that one person is reminded of."""
    shown = list(reminders[:MOST_TOLD])
    blocks: list[Block] = []
    if len(reminders) > 1:
        blocks.append(section(words.count(N_("*{n} case needs you*"), N_("*{n} things need you*"), len(reminders))))
    for place, one in enumerate(shown):
        blocks += [section(f"{_head(one, words)}\n{told_of(one, words)}"), *_row(one, words, place, direct=True)]
    left = len(reminders) - len(shown)
    if left:
        blocks.append(
            context(words.count(N_("and {n} more: /lost list mine due"), N_("and {n} more: /lost list mine due"), left))
        )
    return "\n".join(f"{one.case.reference}: {told_of(one, words)}" for one in shown), blocks


def lead_line(one: Reminder, words: Words) -> str:
    """One line for the leads' channel."""
    owner = Person(one.case.owner) if one.case.owner else words(N_("nobody yet"))
    return words(
        N_("*{reference}* ({owner}): {what}"),
        reference=one.case.reference,
        owner=owner,
        what=Marked(told_of(one, words)),
    )


def told_of(one: Reminder, words: Words) -> str:
    """What, by when, and what happens otherwise; mrkdwn."""
    clock = one.clock
    if one.level >= MISSED:
        told = _missed(one, words)
    elif clock.kind == "filing_opens":
        told = words(N_("the claim can be filed from now on."))
    elif clock.kind == "approval":
        told = _approval(one, words)
    elif clock.kind in HARD:
        told = _deadline(one, words)
    elif clock.side == "silence":
        told = _silence(one, words)
    else:
        told = _ours(one, words)
    if one.small and one.level < MISSED:
        told += " " + words(N_("The sum is small: writing it off may cost less than the chase."))
    return told


def _who(one: Reminder, words: Words) -> Any:
    if one.clock.kind == "approval":
        return words.term("finance")
    if one.case.owner:
        return f"<@{one.case.owner}>"
    return words(N_("nobody yet ({role})"), role=Term("agent"))


def _head(one: Reminder, words: Words) -> str:
    parcel = one.case.parcel
    return f"*{one.case.reference}* · {quoted(carrier_of(parcel, words))} {masked(parcel.number)}"


def _what(one: Reminder, words: Words) -> str:
    return words.term(step_term(one.case, one.clock.kind, one.clock.key))


def _deadline(one: Reminder, words: Words) -> str:
    deadline = deadline_of(one.clock)
    told = words(N_("{what} by {due}"), what=_what(one, words), due=deadline)
    if one.workdays > 0 and one.level < CHANNEL:
        left = words.count(N_("{n} working day is left"), N_("{n} working days are left"), one.workdays)
        told += words(N_(": {left}."), left=left)
    else:
        told += words(N_(": that is today or at night. Now is the last moment."))
    if one.clock.kind == "filing_deadline" and (worth := _worth(one.case)):
        told += " " + words(N_("After that date about {money} is lost."), money=worth)
    if one.clock.kind == "evidence_request":
        told += " " + words(N_("Without an answer the claim may be closed."))
    return told


def _missed(one: Reminder, words: Words) -> str:
    told = words(N_("the date has passed: {what}, by {due}."), what=_what(one, words), due=deadline_of(one.clock))
    if one.clock.kind in GOODWILL:
        return (
            told + " " + words(N_("Nothing was closed. Choose: late all the same, ask for goodwill, or write it off."))
        )
    return told + " " + words(N_("Nothing was closed. Choose what to do now."))


def _silence(one: Reminder, words: Words) -> str:
    party = line_title(one.case, one.clock.key.rpartition(":")[2], words) or words.term(one.clock.waiting_on)
    told = words(N_("still waiting for {what} ({party})."), what=_what(one, words), party=party)
    since = _since(one.clock)
    if one.workdays > 0 and since:
        told += " " + words.count(
            N_("Silent for {n} working day, since {date}."),
            N_("Silent for {n} working days, since {date}."),
            one.workdays,
            date=words.day(since),
        )
    if one.clock.kind in CHASED_BY:
        told += " " + words(N_("A follow-up is ready to be copied."))
    return told


def _approval(one: Reminder, words: Words) -> str:
    line = one.clock.key.rpartition(":")[2]
    remedy = next((remedy for remedy in one.case.remedies if remedy.id == line), None)
    told = words(
        N_("{money} waits for approval since {since}."),
        money=remedy.total if remedy else "–",
        since=one.clock.started_at,
    )
    buyer = one.case.clock("buyer_answer")
    if buyer is not None and buyer.due_at is not None:
        told += " " + words(N_("The buyer is to be answered by {due}."), due=buyer.due_at)
    return told


def _ours(one: Reminder, words: Words) -> str:
    if one.workdays < 0 or one.level > 1:
        return words(N_("{what}. It was due {due}."), what=_what(one, words), due=one.clock.due_at)
    return words(N_("{what}, by {due}."), what=_what(one, words), due=one.clock.due_at)


def _since(clock: Clock) -> datetime | None:
    try:
        return datetime.fromisoformat(clock.anchor.partition("|")[0])
    except ValueError:
        return None


def _worth(case: Case) -> Money | None:
    return case.order.cost or case.order.paid


def _row(one: Reminder, words: Words, place: int, *, direct: bool = False) -> list[Block]:
    """The buttons: what ends the wait first, then how to chase, to pause, to say that one is on it."""
    case, clock = one.case, one.clock
    made = [_move_button(case, move, words, first == 0) for first, move in enumerate(_moves(one)[:2])]
    value = {"c": case.number, "k": clock.key}
    if clock.kind in CHASED_BY:
        made.insert(0, button(words(N_("Follow-up text")), "chase", value, "primary"))
        made.insert(1, button(words(N_("They replied")), "record", {"c": case.number}))
    if one.level >= MISSED and clock.kind in GOODWILL:
        made.insert(1, button(words(N_("Ask for goodwill")), "chase:goodwill", value))
    if clock.kind in HARD:
        made.append(button(words(N_("Why this date")), "why", {"c": case.number}))
    elif clock.side in ("silence", "task"):
        made.append(button(words(N_("Snooze")), "snooze", value))
    if one.level > 1 and clock.kind != "approval":
        made.append(button(words(N_("I am on it")), "acknowledge", value))
    if direct:
        made.append(button(words(N_("Show the card")), f"show:{case.number}", {"c": case.number}))
    primary = [one for one in made if one.get("style") == "primary"]
    for extra in primary[1:]:
        extra.pop("style")
    kept = list({one["action_id"]: one for one in made}.values())[: MOST_BUTTONS + direct]
    return [actions(kept, f"do:{place}:{case.number}")] if kept else []


def _moves(one: Reminder) -> list[LegalMove]:
    if one.level >= MISSED:
        line = one.clock.key.rpartition(":")[2]
        wanted = AFTER_A_MISS.get(one.clock.kind, ())
        legal = [move for move in legal_moves(one.case) if move.move in wanted and move.target in (None, line)]
        return sorted(legal, key=lambda move: wanted.index(move.move))
    if one.level >= LEAD and one.case.owner is None:
        return [move for move in legal_moves(one.case) if move.move == "take"]
    found = moves_of(one.case, one.clock.kind, one.clock.key)
    return [move for move in found if move.move not in CHASED_BY.get(one.clock.kind, ())]


def _move_button(case: Case, one: LegalMove, words: Words, first: bool) -> Block:
    value = {"c": case.number, "t": one.target, "s": one.state if one.target else None}
    kind = "move" if one.move == "take" else "form"
    suffix = f":{one.target}" if one.target else ""
    return button(words.term(one.move), f"{kind}:{one.move}{suffix}", value, "primary" if first else None)
