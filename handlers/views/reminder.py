"""A reminder in blocks: its words, the one thing to do about it, and what else may be done."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from cases.case import Case
from cases.ladder import CHANNEL, HARD, LEAD, MISSED, OWNER, QUIETLY, deadline_of
from cases.moves import FINANCE
from cases.targets import LegalMove, legal_moves
from cases.wanted import SILENCE
from cases.words import N_, Person, Term
from handlers.language import Marked, Words, quoted
from handlers.views.card import carrier_of, masked
from handlers.views.kit import Block, actions, button, context, section
from handlers.views.reminder_words import CHASED_BY, GOODWILL, Reminder, told_of
from handlers.views.steps import moves_of

MOST_BUTTONS = 5
MOST_TOLD = 10
# What is left to do about a deadline that was missed, by kind of clock: late all the same, or given up.
AFTER_A_MISS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "filing_deadline": (("file_claim", "draft_claim"), ("write_off", "no_claim")),
    "appeal_deadline": (("appeal_claim", "appeal_dispute"), ("write_off", "accept_loss")),
    "evidence_request": (("answer_payer",), ("write_off",)),
    "dispute_answer": (("answer_dispute",), ("accept_dispute",)),
    "buyer_answer": (("answer_buyer",), ()),
    "storage_ends": (("parcel_delivered",), ("return_received",)),
    "inquiry_deadline": (("ask_carrier",), ("not_needed",)),
}
# What nobody need go on with for a small sum: what a payer or the search still brings.
WORTH_LEAVING = frozenset(
    {
        "carrier_silence",
        "claim_silence",
        "payment",
        "inquiry_deadline",
        "filing_deadline",
        "evidence_request",
        "appeal_deadline",
    }
)
DECIDED_BY = ("choose_refund", "choose_resend")
APPROVED_BY = ("approve", "ask_requester", "reject")
# Moves that a click makes; the others ask for something first.
AT_ONCE = frozenset({"take", "approve"})


def ring_blocks(one: Reminder, words: Words) -> tuple[str, list[Block]]:
    """The text and blocks of a reminder in a case's thread; one that the channel reads too names its case."""
    told = _told(one, words)
    if one.level == CHANNEL:
        told = lead_line(one, words)
    elif one.level > QUIETLY:
        told = words(N_("{who}: {what}"), who=_who(one, words), what=Marked(told))
    return told, [section(told), *_row(one, words, 0, _may_take_over(one, None))]


def nudge_blocks(reminders: Sequence[Reminder], words: Words, reader: str | None = None) -> tuple[str, list[Block]]:
    """The text and blocks of one message with everything that one person, the `reader`, is reminded of.

    Of many only the first are shown: what can still be lost by a date that others have set, the nearest on top, then
    what has passed, then our own steps, and at last who keeps us waiting.
    """
    shown = sorted(reminders, key=_urgency)[:MOST_TOLD]
    blocks: list[Block] = []
    if len(reminders) > 1:
        blocks.append(section(words.count(N_("*{n} case needs you*"), N_("*{n} things need you*"), len(reminders))))
    for place, one in enumerate(shown):
        told = f"{_head(one, words, reader)}\n{_told(one, words)}"
        blocks += [section(told), *_row(one, words, place, _may_take_over(one, reader), direct=True)]
    left = len(reminders) - len(shown)
    if left:
        blocks.append(
            context(words.count(N_("and {n} more: /lost list mine due"), N_("and {n} more: /lost list mine due"), left))
        )
    lines = [words(N_("{name}: {state}"), name=one.case.reference, state=Marked(_told(one, words))) for one in shown]
    return "\n".join(lines), blocks


def _urgency(one: Reminder) -> tuple[int, datetime]:
    clock = one.clock
    if clock.kind in HARD:
        return (1 if one.level >= MISSED else 0), deadline_of(clock) or clock.started_at
    if clock.side == SILENCE:
        return 3, clock.since
    return 2, clock.due_at or clock.started_at


def lead_line(one: Reminder, words: Words) -> str:
    """One line for the leads' channel."""
    owner = Person(one.case.owner) if one.case.owner else words(N_("nobody yet"))
    return words(
        N_("{reference} ({owner}): {what}"),
        reference=Marked(_reference(one)),
        owner=owner,
        what=Marked(_told(one, words)),
    )


def _told(one: Reminder, words: Words) -> str:
    told = told_of(one, words)
    if not one.small or one.level >= MISSED or _write_off(replace(one, roles=None)) is None:
        return told
    if _write_off(one) is None:
        return words.in_a_row(told, words(N_("The sum is small: a lead or finance may write it off.")))
    return words.in_a_row(told, words(N_("The sum is small: writing it off may cost less than going on.")))


def _who(one: Reminder, words: Words) -> Any:
    if one.role is not None:
        return Term(one.role)
    if one.case.owner:
        return Person(one.case.owner)
    return words(N_("nobody yet ({role})"), role=Term("agent"))


def _head(one: Reminder, words: Words, reader: str | None) -> str:
    """Which case, which parcel, and whose it is where that is not the reader's."""
    parcel = one.case.parcel
    if one.beside:
        return _head_of_incident(one, words)
    parts = [_reference(one), f"{quoted(carrier_of(parcel, words))} {masked(parcel.number)}"]
    if reader is not None and one.case.owner != reader:
        parts.append(f"<@{one.case.owner}>" if one.case.owner else words(N_("nobody yet")))
    return " · ".join(parts)


def _head_of_incident(one: Reminder, words: Words) -> str:
    """Which incident, and which of its cases it is about."""
    told = words.count(
        N_("{incident}: {reference} and {n} more case"),
        N_("{incident}: {reference} and {n} more cases"),
        len(one.beside),
        incident=Marked(f"*{one.case.incident}*"),
        reference=Marked(_reference(one)),
    )
    return f"{told} · {quoted(carrier_of(one.case.parcel, words))}"


def _reference(one: Reminder) -> str:
    return f"*<{one.link}|{one.case.reference}>*" if one.link else f"*{one.case.reference}*"


def _row(one: Reminder, words: Words, place: int, may_take_over: bool, *, direct: bool = False) -> list[Block]:
    """The buttons: what ends the wait first and alone in colour, then how to pause it or pass it on."""
    case, clock, value = one.case, one.clock, {"c": one.case.number, "k": one.clock.key}
    if one.beside:
        return [actions(_first_in_colour(_of_incident(one, words)), f"do:{place}:{case.number}")]
    made = _ending(one, words)
    if clock.kind in HARD:
        made.append(button(words(N_("Why this date")), "why", {"c": case.number}))
    elif clock.side in ("silence", "task") and one.role != FINANCE and one.may("snooze"):
        made.append(button(words(N_("Snooze")), "snooze", value))
    if one.level >= OWNER and clock.kind != "approval":
        made.append(button(words(N_("I am on it")), "acknowledge", value))
    made = list({one["action_id"]: one for one in made}.values())[:MOST_BUTTONS]
    if may_take_over:
        made.append(button(words(N_("Take it over")), "take_over", {"c": case.number}))
    if direct:
        made.append(button(words(N_("Show the card")), f"show:{case.number}", {"c": case.number}))
    return [actions(_first_in_colour(made), f"do:{place}:{case.number}")] if made else []


def _first_in_colour(made: list[Block]) -> list[Block]:
    return [{**one, "style": "primary"} if place == 0 else one for place, one in enumerate(made)]


def _ending(one: Reminder, words: Words) -> list[Block]:
    """The buttons that end what a clock waits for, the likeliest first; of a small sum the way out is the second."""
    case, clock, value = one.case, one.clock, {"c": one.case.number, "k": one.clock.key}
    if one.level < MISSED and case.owner is None and one.role is None and one.may("take"):
        made = [button(words.term("take"), "move:take", {"c": case.number})]
    elif clock.kind in CHASED_BY and one.may(CHASED_BY[clock.kind][0]):
        made = [button(words(N_("Review & send")), "chase", value)]
        made.append(button(words(N_("They replied")), "record", {"c": case.number}))
    elif clock.kind == "approval":
        return [_move_button(case, move, words) for move in _legal(one, APPROVED_BY)]
    elif clock.kind in ("decision", "wait_until"):
        made = [*_decide_button(one, words), *(_move_button(case, move, words) for move in _legal(one, ("wait",), ""))]
    else:
        made = [_move_button(case, move, words, clock.key) for move in _moves(one)]
    if one.level >= MISSED and clock.kind in GOODWILL:
        made.insert(1, button(words(N_("Ask for goodwill")), "chase:goodwill", value))
    way_out = _write_off(one) if one.small else None
    return [*made[:1], *([_move_button(case, way_out, words)] if way_out else []), *made[1:3]]


def _of_incident(one: Reminder, words: Words) -> list[Block]:
    """The buttons that end a silence of several cases at once: what pauses one of them is left to its card."""
    number = (one.case.incident or "").rpartition("-")[2]
    value = {"i": int(number) if number.isdecimal() else 0}
    return [
        button(words(N_("Letter to the carrier")), "incident_letter", value),
        button(words(N_("They replied")), "incident_replied", value),
        button(words(N_("Show the incident")), "incident:show", value),
    ]


def _moves(one: Reminder) -> list[LegalMove]:
    case, clock = one.case, one.clock
    if one.level >= MISSED:
        late, given_up = AFTER_A_MISS.get(clock.kind, ((), ()))
        return [*_legal(one, late)[:1], *_legal(one, given_up)[:1]]
    found = _allowed(one, moves_of(case, clock.kind, clock.key))
    if clock.kind == "find_date":
        # The date itself is what is asked for; deciding that none is needed comes second.
        found.sort(key=lambda move: move.move != "set_date")
    return found


def _write_off(one: Reminder) -> LegalMove | None:
    """The move that leaves it at that: a claim is written off or not made, a search given up."""
    case, key = one.case, one.clock.key
    kind, line = key.removeprefix("find_date:").partition(":")[0], key.rpartition(":")[2]
    if any(claim.id == line for claim in case.claims):
        wanted: tuple[str, ...] = ("write_off",)
    elif any(search.id == line for search in case.investigations):
        wanted = ("give_up",)
    else:
        wanted = ("no_claim", "write_off") if kind == "filing_deadline" or key == "task:no_claim" else ()
    concerns = kind in WORTH_LEAVING or one.clock.kind == "task"
    return next(iter(_legal(one, wanted)), None) if concerns else None


def _allowed(one: Reminder, moves: Iterable[LegalMove]) -> list[LegalMove]:
    return [move for move in moves if one.may(move.move)]


def _legal(one: Reminder, wanted: Sequence[str], key: str | None = None) -> list[LegalMove]:
    """The legal moves of that name on the clock's line, in that order; a clock of no line takes any line's."""
    case, line = one.case, (one.clock.key if key is None else key).rpartition(":")[2]
    lines = {one.id for one in (*case.investigations, *case.remedies, *case.disputes, *case.claims)}
    fits = (None, line) if line in lines else (None, *lines)
    found = [move for move in _allowed(one, legal_moves(case)) if move.move in wanted and move.target in fits]
    return sorted(found, key=lambda move: wanted.index(move.move))


def _decide_button(one: Reminder, words: Words) -> list[Block]:
    """One button for the decision, whatever it will be: its form begins with that question."""
    found = _legal(one, DECIDED_BY, "")
    value = {"c": one.case.number, "s": found[0].state} if found else {}
    return [button(words(N_("Decide now")), f"decide:{found[0].move}", value)] if found else []


def _move_button(case: Case, one: LegalMove, words: Words, clock: str = "") -> Block:
    """A move's button; a claim is prepared in the claim form, with the payer whose clock rings."""
    if one.move == "draft_claim":
        payer = clock.partition("filing_deadline:")[2]
        return button(words.move(one.move), "claim:draft", {"c": case.number, **({"p": payer} if payer else {})})
    value = {"c": case.number, "t": one.target, "s": one.state if one.target else None}
    suffix = f":{one.target}" if one.target else ""
    return button(words.move(one.move), f"{'move' if one.move in AT_ONCE else 'form'}:{one.move}{suffix}", value)


def _may_take_over(one: Reminder, reader: str | None) -> bool:
    """At the lead's rung and above anybody may take a case that its owner does not bring forward."""
    return one.level >= LEAD and one.case.owner not in (None, reader) and one.role is None
