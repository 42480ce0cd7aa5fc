"""Which line of a case a move concerns, and which moves are legal now."""

from collections.abc import Callable, Mapping

from cases.booking import AT_THE_DOOR, check_was_paid, correctable
from cases.case import Case, Remedy
from cases.clocks import datable, open_payers
from cases.closing import hinders_not_lost, open_tracks
from cases.light_dataclass import dataclass
from cases.lines import HOLDERS, Line, entity
from cases.moves import CASE, MOVES
from cases.remedies import concerned_by_find, live_remedies, open_dispute, remedy_state
from cases.snoozing import snoozable
from cases.tracks import MONEY_REMEDIES, TRACKS
from cases.words import N_, NoLongerApplies, Refused, Term

# Moves of the remedy track that concern the decision as a whole and not one line of it.
WHOLE_REMEDY = frozenset(
    {
        "choose_refund",
        "choose_credit",
        "choose_resend",
        "wait",
        "nothing_owed",
        "decline",
        "reconsider",
        "debited",
    }
)


@dataclass(frozen=True, slots=True)
class LegalMove:
    """A move that may be made now: on which line (None: the case), whose fact it is, and the state it starts from."""

    move: str
    target: str | None
    party: str
    state: str


def legal_moves(case: Case) -> tuple[LegalMove, ...]:
    """Every move that the tables allow for this case as it stands, whoever asks; the case's own moves first."""
    if not case.is_open:
        return tuple(LegalMove(move, None, "A", "closed") for move in ("reopen", "note", "found"))
    moves = [LegalMove(move, None, "A", "open") for move in _case_moves(case)]
    for track, holder in HOLDERS.items():
        for line in getattr(case, holder):
            if track == "remedy" and line.state == "undecided":
                continue
            moves += [
                LegalMove(step.move, line.id, step.party, line.state)
                for step in TRACKS[track].steps
                if line.state in step.states and step.move not in WHOLE_REMEDY and _concerns(case, step.move, line)
            ]
    return tuple(moves + _whole_remedy_moves(case))


def find_target(case: Case, move: str, target: str | None) -> str | None:
    """The line a move concerns: the one named, else the only one it fits; refused where none or several fit."""
    if MOVES[move].track == CASE or move in WHOLE_REMEDY:
        _check_whole(case, move)
        return None
    fitting = [one for one in legal_moves(case) if one.move == move]
    if target is not None:
        return _named(case, move, target, fitting)
    if len(fitting) == 1:
        return fitting[0].target
    if fitting:
        raise Refused(N_("{move} fits several lines of this case. Choose one on the card."), move=Term(move))
    raise NoLongerApplies(N_("“{move}” is not possible now. The card shows what is."), move=Term(move))


def state_of(case: Case, move: str, target: str | None) -> str | None:
    """The state a move starts from: of its line, of the remedy as a whole, or of the case."""
    if target is not None:
        return entity(case, target).state
    return remedy_state(case) if move in WHOLE_REMEDY else case.status


def _case_moves(case: Case) -> list[str]:
    moves = ["assign", "note", "triage", "set_order", "set_parcel", "add_number", "found"]
    moves += ["set_date"] if datable(case) else []
    moves += [] if hinders_not_lost(case) else ["not_lost"]
    moves += [] if open_tracks(case) else ["close"]
    moves += [] if case.owner else ["take"]
    moves += ["snooze"] if snoozable(case) else []
    moves += ["wake"] if case.snoozes else []
    moves += ["buyer_wrote", "dispute_opened", "draft_claim", "book_money"]
    moves += ["correct_money"] if correctable(case) else []
    moves += ["answer_buyer"] if case.buyer_waiting_since else []
    moves += ["no_claim"] if case.claim_end is None and not case.claims else []
    moves += ["no_claim_on"] if _may_leave_one_payer_out(case) else []
    return moves


def _may_leave_one_payer_out(case: Case) -> bool:
    """Where several payers could be asked; the last one is left out by making no claim at all."""
    left = open_payers(case)
    return len(left) > 1 or bool(left and case.claims)


# Moves that choose one of several things, and what there is to choose from by now.
CHOOSES_ONE: Mapping[str, Callable[[Case], object]] = {
    "set_date": datable,
    "correct_money": correctable,
    "no_claim_on": open_payers,
}


def _whole_remedy_moves(case: Case) -> list[LegalMove]:
    state = remedy_state(case)
    table = TRACKS["remedy"]
    steps = [step for step in table.steps if step.move in WHOLE_REMEDY and _whole_fits(case, step.move, state)]
    return [LegalMove(step.move, None, step.party, state) for step in steps]


def _whole_fits(case: Case, move: str, state: str) -> bool:
    if move in ("choose_refund", "choose_credit", "choose_resend"):
        # A second decision beside the first: a partial refund with a partial resend.
        if case.remedy_end is not None:
            return False
        return move == "choose_resend" or (open_dispute(case) is None and case.order.payment != AT_THE_DOOR)
    step = TRACKS["remedy"].step(state, move)
    return step is not None


def _check_whole(case: Case, move: str) -> None:
    if move in CHOOSES_ONE and not CHOOSES_ONE[move](case):
        raise NoLongerApplies(N_("“{move}” is not possible now. The card shows what is."), move=Term(move))
    if move in WHOLE_REMEDY and not _whole_fits(case, move, remedy_state(case)):
        if case.remedy_end is None and move in ("choose_refund", "choose_credit"):
            check_against_dispute(case)
            check_was_paid(case.order)
        live = live_remedies(case)
        if move in ("nothing_owed", "decline", "wait") and live:
            raise NoLongerApplies(
                N_("{money} is already decided ({state}). Withdraw or finish that first."),
                money=live[0].total,
                state=Term(live[0].state),
            )
        raise NoLongerApplies(
            N_("The decision for the buyer is already made: “{state}”. The card shows what is possible now."),
            state=Term(remedy_state(case)),
        )


def check_against_dispute(case: Case) -> None:
    """Refuse to pay the buyer beside an open dispute: while it lasts, refunds go through it only."""
    dispute = open_dispute(case)
    if dispute is not None:
        raise NoLongerApplies(
            N_("A dispute is open through {through}: a refund now could be paid twice. Accept or answer it there."),
            through=dispute.through,
        )


def _concerns(case: Case, move: str, line: Line) -> bool:
    """Moves that need more than the state: the parcel was found, or the remedy is of the right kind."""
    if move in ("cancel_remedy", "keep_remedy", "intercept"):
        return isinstance(line, Remedy) and concerned_by_find(case, line)
    if move in ("keep_claim", "found_after_payment"):
        return case.found_at is not None and not getattr(line, "kept_though_found", False)
    if move == "approve":
        return isinstance(line, Remedy) and (line.kind not in MONEY_REMEDIES or open_dispute(case) is None)
    if move == "replacement_shipped":
        return isinstance(line, Remedy) and line.kind == "resend"
    if move in ("refund_done", "refund_bounced"):
        return isinstance(line, Remedy) and line.kind != "resend"
    return True


def _named(case: Case, move: str, target: str, fitting: list[LegalMove]) -> str:
    if any(one.target == target for one in fitting):
        return target
    try:
        line = entity(case, target)
    except KeyError:
        raise NoLongerApplies(N_("This case has no line {target}."), target=target) from None
    if move == "approve" and isinstance(line, Remedy) and line.kind in MONEY_REMEDIES:
        check_against_dispute(case)
    raise NoLongerApplies(
        N_("“{move}” is not possible now: it is already “{state}”. The card shows what is possible."),
        move=Term(move),
        state=Term(line.state),
    )
