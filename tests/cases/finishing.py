"""The constructive proof that no case is a dead end: a way to drive any open case to closed."""

from datetime import datetime

from cases.act import Act, Circumstances
from cases.case import Actor, Case, TextRef
from cases.decide import decide
from cases.targets import LegalMove, legal_moves

# Somebody with every role who asked for nothing, and so may also reject.
STEWARD = Actor("person", "USTEWARD", frozenset({"agent", "lead", "finance", "admin"}))
# For every state of a line that is no end, a move that leads out of it, whoever's fact it is.
WAY_OUT = {
    "investigation": dict.fromkeys(
        ("not_opened", "requested", "acknowledged", "refused", "info_owed", "located"), "give_up"
    ),
    "remedy": {
        "awaiting_approval": "reject",
        "asked": "reject",
        "approved": "remedy_failed",
        "replacement_moving": "replacement_lost",
    },
    "dispute": {
        "opened": "accept_dispute",
        "answered": "accept_dispute",
        "lost": "accept_loss",
        "appealed": "appeal_lost",
    },
    "claim": {
        **dict.fromkeys(
            ("drafted", "filed", "info_requested", "offered", "denied", "appealed", "approved"), "withdraw_claim"
        ),
        "part_paid": "accept_short",
        "repay_owed": "payer_released",
    },
}
WHOLE_CASE = ("nothing_owed", "no_claim", "answer_buyer")
MOST_STEPS = 60
TO_AN_END = TextRef("to-an-end", "0" * 64)


def finish(case: Case, now: datetime) -> Case:
    """The case closed by moves that were offered, one after the other; fails if none is, or if it takes too many."""
    for _ in range(MOST_STEPS):
        if not case.is_open:
            return case
        case = decide(case, towards_the_end(case), Circumstances(now)).case
    raise AssertionError(f"still open after {MOST_STEPS} moves: {case}")


def towards_the_end(case: Case) -> Act:
    """A move that was offered and leads an open case on to its end."""
    legal = _next(case)
    return Act(legal.move, STEWARD, legal.target, {"reason": TO_AN_END}, legal.state)


def _next(case: Case) -> LegalMove:
    offered = legal_moves(case)
    on_lines = [one for one in offered if one.target and _leads_out(one)]
    on_case = [one for one in offered if one.move in WHOLE_CASE]
    closing = [one for one in offered if one.move == "close"]
    return (on_lines + on_case + closing)[0]


def _leads_out(legal: LegalMove) -> bool:
    return any(ways.get(legal.state) == legal.move for ways in WAY_OUT.values())
