"""The four tables, row by row: every step they have leads where it says, and every step they have not is refused."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cases.act import Act, Circumstances
from cases.case import Case, Claim, Debit, Dispute, Investigation, Order, Remedy
from cases.clocks import reconciled
from cases.decide import decide
from cases.effects import EFFECTS
from cases.moves import CASE, MOVES, party_of
from cases.next_step import with_next_step
from cases.remedies import remedy_state
from cases.rights import ALL_ROLES
from cases.targets import WHOLE_REMEDY, legal_moves
from cases.terms import Terms
from cases.tracks import REMEDY_DONE, REMEDY_LIVE, STAYS, TRACKS, Step
from cases.words import NoLongerApplies
from handlers.glossary import STATES
from tests.cases.telling import FIN, LEA, MONDAY, eur, goods, new_case, sentence

AHEAD = MONDAY + timedelta(days=3)
FILLED: dict[str, Any] = {
    "reason": "because",
    "text": "words",
    "reference": "REF-1",
    "number": "1Z0000000000000001",
    "whereabouts": "moving",
    "through": "PayPal",
    "money": eur(20),
    "until": AHEAD,
    "lines": goods(eur(20)),
    "paid": eur(80),
    "address_confirmed": True,
}
# Details that lead to another of the states a row names than the first.
TURNS: dict[tuple[str, str], dict[str, Any]] = {
    ("choose_refund", "awaiting_approval"): {"lines": goods(eur(600)), "paid": eur(900)},
    ("choose_credit", "awaiting_approval"): {"lines": goods(eur(600)), "paid": eur(900)},
    ("choose_resend", "awaiting_approval"): {"lines": goods(eur(600)), "number": None},
    ("choose_resend", "approved"): {"number": None},
    # Ten came already.
    ("claim_approved", "paid"): {"money": eur(10)},
    ("claim_paid", "part_paid"): {"money": eur(20)},
    ("correct_payment", "approved"): {"money": eur(10)},
    ("correct_payment", "part_paid"): {"money": eur(4)},
    ("claim_paid", "paid"): {"money": eur(50)},
}
DECISIONS = ("choose_refund", "choose_credit", "choose_resend")
END_OF_ALL = frozenset({"nothing_owed", "declined", "refunded_by_force"})


def rows() -> list[Any]:
    """One test per state, move and possible outcome of every table, named as the table reads."""
    named = []
    for track in TRACKS.values():
        for step in track.steps:
            for state in step.states:
                for to in step.to:
                    end = state if to == STAYS else to
                    name = f"{track.name}: from {state} by {step.move} of {step.party} to {end}"
                    named.append(pytest.param(track.name, state, step, end, id=name.replace("_", " ")))
    return named


def missing_rows() -> list[Any]:
    """Every state of a track with every move of the track that its table does not have there."""
    named = []
    for track in TRACKS.values():
        for state in sorted(track.states):
            for move in sorted({step.move for step in track.steps} - set(track.moves_from(state))):
                name = f"{track.name}: {state} has no {move}".replace("_", " ")
                if move not in DECISIONS or state in END_OF_ALL:
                    named.append(pytest.param(track.name, state, move, id=name))
    return named


@pytest.mark.parametrize(("track", "state", "step", "end"), rows())
def test_a_row_of_the_table_leads_where_it_says(track: str, state: str, step: Step, end: str) -> None:
    case = standing(track, state, step.move, end)
    target = None if step.move in WHOLE_REMEDY else line_of(track)
    assert any(one.move == step.move and one.target == target and one.state == state for one in legal_moves(case))
    made = decide(case, Act(step.move, whoever_may(step.move), target, filled(step.move, end), state), now())
    assert state_after(made.case, track, made.entry.target, step.move) == end
    assert (made.entry.before, made.entry.move) == (state, step.move)


@pytest.mark.parametrize(("track", "state", "move"), missing_rows())
def test_a_step_that_the_table_has_not_is_refused(track: str, state: str, move: str) -> None:
    case = standing(track, state, move, "")
    assert not any(one.move == move for one in legal_moves(case))
    with pytest.raises(NoLongerApplies) as refused:
        decide(case, Act(move, whoever_may(move), line_of(track), filled(move, "")), now())
    assert sentence(refused.value)


@pytest.mark.parametrize("move", DECISIONS)
@pytest.mark.parametrize("state", sorted(REMEDY_LIVE | REMEDY_DONE))
def test_a_second_decision_begins_a_line_of_its_own_beside_the_first(state: str, move: str) -> None:
    case = standing("remedy", state, move, "")
    made = decide(case, Act(move, LEA, None, filled(move, "approved")), now()).case
    assert [one.state for one in made.remedies] == [state, "approved"]


def test_every_state_but_the_ends_has_a_way_on() -> None:
    for track in TRACKS.values():
        for state in track.states - track.ends:
            assert track.moves_from(state), (track.name, state)


def test_every_end_is_reached_from_the_beginning() -> None:
    for track in TRACKS.values():
        reached, before = {track.begins}, set[str]()
        while reached != before:
            before = set(reached)
            reached |= {to for step in track.steps if before & set(step.states) for to in step.to if to != STAYS}
        assert track.states <= reached, (track.name, track.states - reached)
        assert track.ends <= reached


def test_an_end_is_left_only_by_a_fact_that_comes_late() -> None:
    late = {
        "late_fact", "reconsider", "refund_bounced", "debited", "payment_reversed", "found_after_payment",
        "correct_payment", "claim_approved",
    }  # fmt: skip
    for track in TRACKS.values():
        for state in track.ends:
            assert set(track.moves_from(state)) <= late, (track.name, state)


def test_every_move_of_a_table_has_its_track_its_words_its_roles_and_its_effect() -> None:
    for track in TRACKS.values():
        for step in track.steps:
            move = MOVES[step.move]
            assert move.track == track.name
            assert move.title and move.told and move.roles <= ALL_ROLES
    assert set(EFFECTS) == set(MOVES) - {"report"}


def test_no_move_stands_in_two_rows_of_one_state() -> None:
    for track in TRACKS.values():
        for state in track.states:
            moves = track.moves_from(state)
            assert len(set(moves)) == len(moves), (track.name, state)


def test_a_move_belongs_to_one_party() -> None:
    for track in TRACKS.values():
        for step in track.steps:
            assert party_of(step.move) == step.party
    assert {party_of(move.name) for move in MOVES.values() if move.track == CASE} == {"A", "B", "M"}


def test_every_state_has_a_word_for_people() -> None:
    for track in TRACKS.values():
        assert track.states <= set(STATES)


# -- a case that stands in a given state -----------------------------------------------------------------------------


def standing(track: str, state: str, move: str, end: str) -> Case:
    """A case whose one line of that track is in that state, with whatever else the move needs."""
    case = replace(new_case(), owner=LEA.id, triaged=True, found_at=FOUND.get(move))
    if track == "remedy":
        case = _with_remedy(case, state, move, end)
    elif track == "investigation":
        case = replace(case, investigations=(Investigation("I1", "UPS", state, contact_at=MONDAY, asked=1),))
    elif track == "dispute":
        case = replace(case, disputes=(Dispute("D1", "PayPal", state, contact_at=MONDAY),))
    else:
        # More than was lost has come in where the buyer paid less.
        paid = eur(5) if (move, end) == ("claim_paid", "repay_owed") else None
        case = replace(case, claims=(_claim(state, end),), order=Order(paid=paid))
    return with_next_step(replace(case, clocks=reconciled(case, MONDAY, Terms())))


# Moves that are for a parcel that was found after all.
FOUND = dict.fromkeys(("cancel_remedy", "keep_remedy", "intercept", "keep_claim", "found_after_payment"), MONDAY)


def _with_remedy(case: Case, state: str, move: str, end: str) -> Case:
    case = replace(case, order=Order(paid=eur(900)))
    if state in END_OF_ALL:
        debits = (Debit(eur(20), "PayPal", MONDAY),) if state == "refunded_by_force" else ()
        return replace(case, remedy_end=state, debits=debits)
    if state == "undecided":
        return case
    resend = state in ("replacement_moving", "satisfied", "lost_again") or move == "replacement_shipped"
    resend = resend or end == "replacement_moving"
    number = "1Z0000000000000009" if resend and move != "replacement_shipped" else None
    remedy = Remedy("R1", "resend" if resend else "refund", goods(eur(20)), state, LEA.id, MONDAY, replacement=number)
    bounced_after_debit = move == "refund_bounced" and end == "undecided"
    debits = (Debit(eur(20), "PayPal", MONDAY),) if bounced_after_debit else ()
    return replace(case, remedies=(remedy,), remedy_end="refunded_by_force" if debits else None, debits=debits)


def _claim(state: str, end: str) -> Claim:
    received = eur(10) if state in ("part_paid", "paid") else None
    granted = eur(60) if state == "part_paid" and end == "paid" else eur(50)
    claim = Claim("C1", "UPS", "carrier", state, asked=eur(80), granted=granted, received=received, contact_at=MONDAY)
    return replace(claim, received=eur(30), to_repay=eur(10)) if (state, end) == ("repay_owed", "paid") else claim


def line_of(track: str) -> str:
    return {"investigation": "I1", "remedy": "R1", "dispute": "D1", "claim": "C1"}[track]


def state_after(case: Case, track: str, target: str | None, move: str) -> str:
    if target is None:
        return remedy_state(case)
    lines = (*case.investigations, *case.remedies, *case.disputes, *case.claims)
    return next(line.state for line in lines if line.id == target)


def filled(move: str, end: str) -> dict[str, Any]:
    return FILLED | TURNS.get((move, end), {})


def whoever_may(move: str) -> Any:
    """Somebody with the right who did not ask for what is to be approved."""
    return FIN if "finance" in MOVES[move].roles else LEA


def now() -> Circumstances:
    return Circumstances(MONDAY + timedelta(minutes=1), decided_elsewhere={"USD": Decimal(0)})
