"""Random people make random moves, legal and not, at random times: what Tracer promises holds in every order.

A machine looks for the shortest story that breaks a promise; long walks go deep into cases that last for months.
What is promised is written in `watched.py`.
"""

from collections import Counter
from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cases.case import Case
from cases.moves import MOVES
from cases.rule_book import RuleBook
from cases.targets import LegalMove, legal_moves
from cases.tracks import TRACKS
from tests.cases.finishing import finish
from tests.cases.rule_books import BOOK, NO_BOOK
from tests.cases.telling import eur, usd
from tests.cases.watched import WatchedCase

WALKS, FEWEST_WALKS = 300, 60
STEPS = 90
PAID = (None, eur("31.50"), eur(400), usd(2000))
chances = st.randoms(use_true_random=False)


class OneCase(RuleBasedStateMachine):
    """One case and everybody who may touch it."""

    watched: WatchedCase

    @initialize(paid=st.sampled_from(PAID), rules=st.sampled_from((NO_BOOK, BOOK)))
    def is_reported(self, paid: Any, rules: RuleBook) -> None:
        self.watched = WatchedCase(paid, rules)

    @rule(chance=chances)
    def a_button_that_is_offered_is_clicked(self, chance: Random) -> None:
        self.watched.click(chance, list(legal_moves(self.watched.case)))

    @rule(chance=chances, moves=st.integers(1, 6))
    def a_line_goes_on(self, chance: Random, moves: int) -> None:
        go_on(self.watched, chance, moves)

    @precondition(lambda self: self.watched.case.is_open)
    @rule(chance=chances, begins=st.sampled_from(["choose_", "draft_claim", "dispute_opened", "buyer_wrote"]))
    def a_line_begins(self, chance: Random, begins: str) -> None:
        self.watched.click(chance, [one for one in legal_moves(self.watched.case) if one.move.startswith(begins)])

    @rule(chance=chances)
    def somebody_sends_nonsense(self, chance: Random) -> None:
        self.watched.nonsense(chance)

    @rule(chance=chances)
    def dead_buttons_are_clicked(self, chance: Random) -> None:
        self.watched.dead_buttons(chance)
        self.watched.greed(chance)

    @rule(chance=chances)
    def a_reminder_is_answered(self, chance: Random) -> None:
        self.watched.is_on_it(chance)

    @rule(chance=chances)
    def the_owner_leaves_and_somebody_chooses_the_insurance(self, chance: Random) -> None:
        self.watched.owner_leaves(chance)
        self.watched.hides(chance)
        self.watched.chooses_insurance(chance)

    @rule(chance=chances)
    def trackers_tell(self, chance: Random) -> None:
        self.watched.trackers_tell(chance)
        self.watched.writes_to_somebody()
        self.watched.is_seen_again(chance)
        self.watched.is_learnt_from(chance)
        self.watched.belongs_to_an_incident_for_a_while()

    @rule(chance=chances)
    def files_come_and_are_sorted(self, chance: Random) -> None:
        self.watched.keeps_documents(chance)
        self.watched.is_looked_into()

    @rule(hours=st.integers(1, 400))
    def time_passes(self, hours: int) -> None:
        self.watched.pass_time(hours)

    @invariant()
    def what_is_promised_holds(self) -> None:
        self.watched.check()

    def teardown(self) -> None:
        if hasattr(self, "watched"):
            _can_be_closed(self.watched)


TestAnyOrderOfMoves = OneCase.TestCase
TestAnyOrderOfMoves.settings = settings(
    max_examples=100, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_long_walks_reach_every_move_and_every_state_and_break_no_promise() -> None:
    moves: Counter[str] = Counter()
    states: Counter[tuple[str, str]] = Counter()
    for seed in range(WALKS):
        chance = Random(seed)
        watched = WatchedCase(chance.choice(PAID), chance.choice((BOOK, NO_BOOK)))
        for _ in range(STEPS):
            known = len(watched.log)
            _one_step(watched, chance, moves)
            watched.check()
            states.update(_states(watched.case))
            moves.update(entry.move for entry in watched.log[known:])
        moves["report"] += 1
        _can_be_closed(watched)
        if seed >= FEWEST_WALKS and not _unseen(moves, states):
            break
    assert _unseen(moves, states) == set()


def _unseen(moves: Counter[str], states: Counter[tuple[str, str]]) -> set[object]:
    """The moves that no walk has made and the states that none has come to."""
    all_states = {(name, state) for name, track in TRACKS.items() for state in track.states}
    return {*(set(MOVES) - set(moves)), *(all_states - set(states))}


def go_on(watched: WatchedCase, chance: Random, moves: int) -> None:
    """One line of a track, several moves in a row, so that random stories get somewhere."""
    lines = sorted({one.target for one in legal_moves(watched.case) if one.target})
    line = chance.choice(lines) if lines else None
    for _ in range(moves):
        watched.click(chance, [one for one in legal_moves(watched.case) if line and one.target == line])


def _one_step(watched: WatchedCase, chance: Random, made: Counter[str]) -> None:
    offered = list(legal_moves(watched.case))
    kind = chance.randrange(9)
    if kind == 0:
        watched.nonsense(chance)
    elif kind == 1:
        watched.dead_buttons(chance)
        watched.greed(chance)
        watched.is_on_it(chance)
    elif kind == 2:
        watched.pass_time(chance.randint(1, 300))
        if chance.random() < 0.1:
            watched.owner_leaves(chance)
            watched.hides(chance)
            watched.chooses_insurance(chance)
            watched.trackers_tell(chance)
            watched.writes_to_somebody()
            watched.is_seen_again(chance)
            watched.is_learnt_from(chance)
            watched.keeps_documents(chance)
            watched.is_looked_into()
            watched.belongs_to_an_incident_for_a_while()
    elif kind == 3:
        _seek(watched, chance, made)
    elif kind <= 6:
        go_on(watched, chance, chance.randint(1, 3))
    else:
        watched.click(chance, _seldom_final(offered, chance))


def _seek(watched: WatchedCase, chance: Random, made: Counter[str]) -> None:
    """Where nobody has been: the rarest move that is offered, and from there the rarest of its line."""
    offered = list(legal_moves(watched.case))
    for _ in range(3):
        rarest = min(offered, key=lambda one: made[one.move])
        watched.click(chance, [rarest])
        offered = [one for one in legal_moves(watched.case) if one.target and one.target == rarest.target]
        if not offered:
            return


def _seldom_final(offered: list[LegalMove], chance: Random) -> list[LegalMove]:
    """The moves that end a great deal at once only now and then, so that a walk goes far."""
    final = ("debited", "not_lost", "decline", "nothing_owed")
    kept = [one for one in offered if one.move not in final]
    return offered if chance.random() < 0.2 else kept


def _can_be_closed(watched: WatchedCase) -> None:
    """No dead end: from here, moves that are offered lead to the end of the case."""
    ended = finish(watched.case, watched.now)
    assert not ended.is_open
    assert {clock.key for clock in ended.clocks} <= {"watch"}


def _states(case: Case) -> set[tuple[str, str]]:
    seen = {("investigation", one.state) for one in case.investigations}
    seen |= {("remedy", one.state) for one in case.remedies}
    seen |= {("dispute", one.state) for one in case.disputes}
    seen |= {("claim", one.state) for one in case.claims}
    return seen | ({("remedy", case.remedy_end)} if case.remedy_end else set())
