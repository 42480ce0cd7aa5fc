"""Which line of a case a move concerns, and which moves are legal now."""

from dataclasses import dataclass, replace
from typing import Any

from cases.case import Case, Claim, Dispute, Investigation, Remedy
from cases.moves import CASE, MOVES
from cases.remedies import live_remedies, remedy_state
from cases.tracks import TRACKS
from cases.words import N_, NoLongerApplies, Refused, Term

Line = Investigation | Remedy | Dispute | Claim
HOLDERS = {"investigation": "investigations", "remedy": "remedies", "dispute": "disputes", "claim": "claims"}
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


def entity(case: Case, target: str) -> Line:
    """The line of that id; KeyError where the case has none."""
    for holder in HOLDERS.values():
        for line in getattr(case, holder):
            if line.id == target:
                return line  # type: ignore[no-any-return]
    raise KeyError(target)


def with_line(case: Case, target: str, **changes: Any) -> Case:
    """The case with one line changed."""
    for holder in HOLDERS.values():
        lines = getattr(case, holder)
        if any(line.id == target for line in lines):
            changed = tuple(replace(line, **changes) if line.id == target else line for line in lines)
            held: dict[str, Any] = {holder: changed}
            return replace(case, **held)
    raise KeyError(target)


def state_of(case: Case, move: str, target: str | None) -> str | None:
    """The state a move starts from: of its line, of the remedy as a whole, or of the case."""
    if target is not None:
        return entity(case, target).state
    return remedy_state(case) if move in WHOLE_REMEDY else case.status


def _case_moves(case: Case) -> list[str]:
    moves = ["assign", "note", "triage", "set_order", "add_number", "set_date", "found", "not_lost", "close"]
    moves += [] if case.owner else ["take"]
    moves += ["buyer_wrote", "dispute_opened", "draft_claim"]
    moves += ["answer_buyer"] if case.buyer_waiting_since else []
    moves += ["no_claim"] if case.claim_end is None and not case.claims else []
    return moves


def _whole_remedy_moves(case: Case) -> list[LegalMove]:
    state = remedy_state(case)
    table = TRACKS["remedy"]
    steps = [step for step in table.steps if step.move in WHOLE_REMEDY and _whole_fits(case, step.move, state)]
    return [LegalMove(step.move, None, step.party, state) for step in steps]


def _whole_fits(case: Case, move: str, state: str) -> bool:
    if move in ("choose_refund", "choose_credit", "choose_resend"):
        # A second decision beside the first: a partial refund with a partial resend.
        return case.remedy_end is None
    step = TRACKS["remedy"].step(state, move)
    return step is not None


def _check_whole(case: Case, move: str) -> None:
    if move in WHOLE_REMEDY and not _whole_fits(case, move, remedy_state(case)):
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


def _concerns(case: Case, move: str, line: Line) -> bool:
    """Moves that need more than the state: the parcel was found, or the remedy is of the right kind."""
    if move in ("cancel_remedy", "keep_remedy", "intercept", "keep_claim", "found_after_payment"):
        return case.found_at is not None and not getattr(line, "kept_though_found", False)
    if move == "replacement_shipped":
        return isinstance(line, Remedy) and line.kind == "resend"
    if move in ("refund_done", "refund_bounced"):
        return isinstance(line, Remedy) and line.kind != "resend"
    return True


def _named(case: Case, move: str, target: str, fitting: list[LegalMove]) -> str:
    if any(one.target == target for one in fitting):
        return target
    try:
        state = entity(case, target).state
    except KeyError:
        raise NoLongerApplies(N_("This case has no line {target}."), target=target) from None
    raise NoLongerApplies(
        N_("“{move}” is not possible now: it is already “{state}”. The card shows what is possible."),
        move=Term(move),
        state=Term(state),
    )
