"""What is proposed to be written follows from the case as it stands, and what is recorded is legal then."""

import pytest

from cases.correspondence import (
    BUYER,
    KINDS,
    PAYER,
    WROTE,
    Addressee,
    addressee_of,
    addressees,
    kinds_for,
    move_for,
    proposed,
)
from cases.moves import MOVES
from cases.targets import legal_moves
from tests.cases.telling import new_case
from tests.views.scenes import crowded, walked


@pytest.mark.parametrize("seed", range(10))
def test_in_any_case_there_is_somebody_to_write_to_and_something_to_write(seed: int) -> None:
    for case in (walked(seed).case, crowded(seed).case):
        every = addressees(case)
        assert len({one.code for one in every}) == len(every) and Addressee(BUYER) in every
        for one in every:
            assert addressee_of(case, one.code) == one
            kinds = kinds_for(case, one)
            assert kinds and len(set(kinds)) == len(kinds) and {KINDS[kind].to for kind in kinds} == {one.to}
        to, kind = proposed(case)
        assert to in every and kind == kinds_for(case, to)[0]


@pytest.mark.parametrize("seed", range(10))
def test_what_is_recorded_is_legal_on_the_line_that_was_written_about(seed: int) -> None:
    for case in (walked(seed).case, crowded(seed).case):
        legal = {(one.move, one.target) for one in legal_moves(case)}
        for to in addressees(case):
            for kind in kinds_for(case, to):
                move, target = move_for(case, kind, to.line)
                assert (move, target) in legal or (move, target) == (WROTE, None)
                assert target in (to.line, None)


def test_every_move_that_records_a_text_is_one_that_is_known() -> None:
    assert {move for kind in KINDS.values() for move in kind.moves} | {WROTE} <= MOVES.keys()


def test_a_new_case_asks_the_carrier_and_where_nothing_is_claimed_a_payer_can_be_written_to() -> None:
    case = new_case()
    assert proposed(case) == (Addressee("carrier", "I1"), "inquiry")
    assert move_for(case, "inquiry", "I1") == ("ask_carrier", "I1")
    assert Addressee(PAYER) in addressees(case) and move_for(case, "goodwill", None) == (WROTE, None)
    assert addressee_of(case, "carrier:I9") is None
