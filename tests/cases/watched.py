"""A case under watch: every move made on it is checked against what Tracer promises of every case."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from cases.act import Act, Circumstances
from cases.booking import signed
from cases.case import Actor, Case, Claim, Line, Remedy
from cases.cover import NO_POLICY
from cases.decide import decide, replay
from cases.document import from_document, to_document
from cases.evidence import SET_ASIDE, SLOTS, UNSORTED
from cases.money import Money
from cases.moves import MOVES
from cases.prevention import PREVENTIONS, is_asked
from cases.promises import broken_promises
from cases.remedies import refund_bound
from cases.rights import ALL_ROLES, Limits
from cases.rule_book import RuleBook
from cases.targets import LegalMove, legal_moves
from cases.terms import Terms
from cases.tracks import REMEDY_DONE, REMEDY_LIVE, TRACKS
from cases.wanted import SILENCE, TASK, US
from cases.whose_step import role_instead
from cases.words import NoLongerApplies, NotAllowed, Refused
from tests.cases.filled_in import CENT, Form
from tests.cases.rule_books import NO_BOOK
from tests.cases.telling import ALL, BEN, CARRIER, CLOCK, LEA, MONDAY, OPERATOR, PEOPLE, report, sentence

LIMITS = Limits()
DECIDED_ELSEWHERE = {"EUR": Decimal(60)}
MOST_LINES = 5
WAITS = ("awaiting_approval", "asked")
COUNTS = REMEDY_LIVE | REMEDY_DONE
# Moves by which lines other than the one they name may change.
FAR_REACHING = frozenset(
    "found not_lost close reopen debited dispute_lost dispute_won appeal_won parcel_delivered return_received".split()
)


class WatchedCase:
    """One case, its log, and the time; what is known of its limits is kept apart from the rules."""

    def __init__(self, paid: Money | None, rules: RuleBook = NO_BOOK) -> None:
        self.terms = Terms(rules=rules)
        first = report(paid, terms=self.terms)
        self.case = first.case
        self.log = [first.entry]
        self.now = MONDAY
        self.within_limit: set[str] = set()

    # -- making moves ------------------------------------------------------------------------------------------------

    def click(self, chance: Random, offered: list[LegalMove]) -> None:
        """One of the buttons that are offered, by somebody who may, filled in: it must be accepted."""
        offered = [one for one in offered if self._has_room_for(one)]
        if not offered:
            return
        legal = chance.choice(offered)
        details = Form(chance, self.case, self.now).valid(legal)
        self.make(Act(legal.move, chance.choice(self._who_may(legal)), legal.target, details, legal.state))

    def nonsense(self, chance: Random) -> None:
        """Any move, of any line, by anybody, with parts missing or hostile: accepted whole or refused whole."""
        # Who hides a case from the others is seen in `hides`.
        move = chance.choice([*sorted(MOVES.keys() - {"make_private"}), "no_such_move"])
        target = chance.choice([None, "I1", "R1", "D1", "C1", "C9", "", *self._line_ids()])
        details = Form(chance, self.case, self.now).hostile(move) if move in MOVES else {}
        seen = chance.choice([None, None, None, "open", "undecided", "nonsense"])
        act = Act(move, chance.choice([*PEOPLE, CLOCK, CARRIER, OPERATOR]), target, details, seen)
        before = replace(self.case)
        try:
            self.make(act)
        except Refused as refusal:
            assert sentence(refusal)
            assert self.case == before

    def is_on_it(self, chance: Random) -> None:
        """*I am on it* on a reminder of any clock that runs: talk, but a case of nobody's is an agent's then."""
        before = self.case
        if not (before.is_open and before.clocks):
            return
        person = chance.choice([one for one in PEOPLE if one.roles & MOVES["acknowledge"].roles])
        self.make(Act("acknowledge", person, None, {"clock": chance.choice(before.clocks).key}))
        assert self.case.owner == (before.owner or (person.id if person.roles & {"agent", "lead"} else None))

    def chooses_insurance(self, chance: Random) -> None:
        """In the modal of the insurance, which is not among the card's buttons."""
        if self.case.is_open:
            person = chance.choice([one for one in PEOPLE if one.roles & MOVES["choose_policy"].roles])
            self.make(Act("choose_policy", person, None, {"policy": chance.choice(("P1", NO_POLICY))}))

    def keeps_documents(self, chance: Random) -> None:
        """Files come and are sorted, closed cases included: nothing else changes, and nobody takes a case by it."""
        person = chance.choice([one for one in PEOPLE if one.roles & MOVES["add_evidence"].roles])
        before, slots = self.case, (UNSORTED, SET_ASIDE, *SLOTS)
        digest = f"{chance.randrange(16):064x}"
        if all(one.sha256 != digest for one in before.evidence):
            self.make(Act("add_evidence", person, None, {"sha256": digest, "slot": chance.choice(slots)}))
        else:
            self._refused(Act("add_evidence", person, None, {"sha256": digest, "slot": UNSORTED}))
        kept = chance.choice(self.case.evidence)
        slot = chance.choice([one for one in slots if one != kept.slot])
        self.make(Act("sort_evidence", person, None, {"evidence": kept.id, "slot": slot}))
        assert [one.slot for one in self.case.evidence if one.id == kept.id] == [slot]
        self.make(Act("see_evidence", person, None, {"evidence": kept.id, "slot": slot}))
        told = {"evidence": before.evidence, "version": before.version, "clocks": (), "next_step": None}
        assert replace(self.case, **told) == replace(before, clocks=(), next_step=None)

    def is_looked_into(self) -> None:
        """Its buyer, a pack for a payer and all that is kept of it, of a closed case too: logged, and no more."""
        before = self.case
        for move in ("set_buyer", "see_buyer", "erase_buyer", "export_case", "confirm_pack", "erase"):
            self.make(Act(move, ALL, None, {"payer": "ups"} if move == "confirm_pack" else {}))
        is_taken = before.is_open and not before.owner
        assert self.case.owner == (ALL.id if is_taken else before.owner)
        assert is_taken or replace(self.case, version=before.version) == before

    def writes_to_somebody(self) -> None:
        """A message to customs, or to whomever no track waits for: whoever writes works on the case, nothing else."""
        before = self.case
        if before.is_open:
            self.make(Act("wrote", LEA, None, {"to": "customs"}))
            assert self.case.owner == (before.owner or LEA.id)
            assert not before.owner or replace(self.case, version=before.version) == before

    def owner_leaves(self, chance: Random) -> None:
        """The owner is gone: the clock passes the case on, or leaves it to nobody; no date of anybody's is moved."""
        before = self.case
        if not (before.is_open and before.owner):
            return
        heir = chance.choice([None, "UHEIR", before.backup])
        self.make(Act("pass_on", CLOCK, None, {"person": before.owner, "other": heir}))
        assert self.case.owner == (heir if heir != before.owner else None)
        dated = [one for one in before.clocks if one.key != "task:close"]
        assert [self.case.clock(one.key) for one in dated] == dated

    def hides(self, chance: Random) -> None:
        """Its owner makes a case private: others of the team neither see nor move it, until it is shown again."""
        before = self.case
        if not before.is_open or before.owner in (None, "USTEPSIN"):
            return
        owner, stranger = Actor("person", str(before.owner), BEN.roles), Actor("person", "USTRANGER", BEN.roles)
        assert isinstance(self._refused(Act("make_private", stranger)), NotAllowed)
        self.make(Act("make_private", owner))
        assert isinstance(self._refused(Act("note", stranger, None, {"text": "?"})), NotAllowed)
        self.make(Act("hand_over", LEA, None, {"person": before.owner, "other": "USTEPSIN"}))
        self.make(Act("make_public", Actor("person", "USTEPSIN", owner.roles)))
        assert (self.case.owner, self.case.private) == ("USTEPSIN", False)

    def trackers_tell(self, chance: Random) -> None:
        """A tracker's scans: facts of the parcel, and nothing that a counterparty or anybody of us did."""
        before = self.case
        if not before.is_open:
            return
        days = [self.now.date() - timedelta(days=chance.randrange(60)) for _ in range(3)]
        facts: dict[str, Any] = {"first_scan_on": min(days), "last_scan_on": max(days)}
        facts |= chance.choice([{}, {"delivered_on": max(days)}, {"corrected": True}, {"expected_day": days[0]}])
        parcel = chance.choice(before.parcels)
        self.make(Act("tracked", CARRIER, None, {"number": parcel.number, "scan": "arrived", **facts}))
        assert replace(
            self.case, parcels=before.parcels, clocks=(), next_step=None, version=0, dates=(), snoozes=()
        ) == (replace(before, clocks=(), next_step=None, version=0, dates=(), snoozes=()))

    def is_seen_again(self, chance: Random) -> None:
        """A scan of a settled case, closed or not: it is logged, and nothing else of the case is touched."""
        before = self.case
        kind, parcel = chance.choice(("arrived", "delivered", "returned")), chance.choice(before.parcels)
        self.make(Act("seen_again", CARRIER, None, {"number": parcel.number, "scan": kind}))
        assert replace(self.case, version=before.version) == before

    def belongs_to_an_incident_for_a_while(self) -> None:
        """It is added to an incident and taken out again: nothing else of the case is touched, its owner included."""
        before = self.case
        if not before.is_open or before.incident:
            return
        self.make(Act("join_incident", LEA, None, {"incident": "INC-0007"}))
        assert replace(self.case, version=before.version, incident=None) == before
        assert self._refused(Act("join_incident", LEA, None, {"incident": "INC-0007"})) is not None
        self.make(Act("leave_incident", LEA, None, {"incident": "INC-0007"}))
        assert replace(self.case, version=before.version) == before

    def is_learnt_from(self, chance: Random) -> None:
        """A closed case is asked what could have avoided it: one word is kept, and nothing else is touched."""
        before, said = self.case, chance.choice(PREVENTIONS)
        person = chance.choice([one for one in PEOPLE if one.roles & MOVES["learn"].roles])
        act = Act("learn", person, None, {"prevention": said})
        if before.is_open or before.prevention == said:
            assert isinstance(self._refused(act), NoLongerApplies)
            return
        self.make(act)
        assert replace(self.case, version=before.version, prevention=before.prevention) == before
        assert self.case.prevention == said and not is_asked(self.case)

    def dead_buttons(self, chance: Random) -> None:
        """Drawn before something changed, somebody else's right, or not in the tables: each refused by its kind."""
        offered = legal_moves(self.case)
        legal = chance.choice(offered)
        refusal = self._refused(Act(legal.move, LEA, legal.target, {}, "as it once was"))
        assert isinstance(refusal, NoLongerApplies)
        stranger = Actor("person", "USTRANGER", ALL_ROLES - MOVES[legal.move].roles)
        refusal = self._refused(Act(legal.move, stranger, legal.target, {}, legal.state))
        assert isinstance(refusal, NotAllowed) and refusal.roles == MOVES[legal.move].roles
        move = chance.choice(sorted({step.move for track in TRACKS.values() for step in track.steps}))
        target = chance.choice(self._line_ids())
        if not any(one.move == move and one.target in (target, None) for one in offered):
            refusal = self._refused(Act(move, LEA, target, {"reason": "because"}))
            assert isinstance(refusal, NoLongerApplies)

    def greed(self, chance: Random) -> None:
        """More than was paid, paid less than was given, and one's own request approved: each refused."""
        case, move = self.case, chance.choice(("choose_refund", "choose_credit"))
        if case.order.paid and any(one.move == move for one in legal_moves(case)):
            bound, paid = refund_bound(case), case.order.paid
            left = paid - bound if bound else paid
            self._refused(Act(move, ALL, None, {"lines": (Line("goods", left + Money(CENT, paid.currency)),)}))
        if case.is_open and (bound := refund_bound(case)):
            less = Money(bound.amount - CENT, bound.currency)
            lines = (Line("goods", Money(CENT, bound.currency)),)
            given = {"lines": lines, "paid": less, "address_confirmed": True}
            self._refused(Act(chance.choice((move, "choose_resend", "set_order")), ALL, None, given))
        for remedy in case.remedies if case.is_open else ():
            if remedy.state in WAITS:
                self._refused(Act("approve", Actor("person", remedy.decided_by, ALL_ROLES), remedy.id))

    def pass_time(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def make(self, act: Act) -> None:
        made = decide(self.case, act, self._circumstances())
        self._check_clocks_of_other_lines(made.case, act, made.entry.target)
        self._note_limits(act, made.case)
        assert made.case.version == self.case.version + 1 == made.entry.seq
        if act.seen is not None:
            assert made.entry.before == act.seen
        self.case = made.case
        self.log.append(made.entry)

    def _refused(self, act: Act) -> Refused:
        before = replace(self.case)
        with pytest.raises(Refused) as caught:
            decide(self.case, act, self._circumstances())
        assert sentence(caught.value)
        assert self.case == before
        return caught.value

    def _circumstances(self) -> Circumstances:
        return Circumstances(self.now, self.terms, limits=LIMITS, decided_elsewhere=DECIDED_ELSEWHERE)

    def _has_room_for(self, legal: LegalMove) -> bool:
        """Keeps random cases to a readable size."""
        held: dict[str, tuple[Any, ...]] = {"draft_claim": self.case.claims, "dispute_opened": self.case.disputes}
        held |= {"book_money": self.case.booked}
        lines = self.case.remedies if legal.move.startswith("choose_") else held.get(legal.move, ())
        lines = self.case.parcels if legal.move == "add_number" else lines
        return len(lines) < MOST_LINES

    def _who_may(self, legal: LegalMove) -> list[Actor]:
        people = [one for one in PEOPLE if one.roles & MOVES[legal.move].roles]
        if legal.move == "close":
            # What was lost may be more than an agent's limit.
            return [one for one in people if "lead" in one.roles]
        remedy = next((one for one in self.case.remedies if one.id == legal.target), None)
        if remedy is None:
            return people
        if legal.move in ("approve", "ask_requester", "reject"):
            return [one for one in people if "finance" in one.roles and one.id != remedy.decided_by]
        if legal.move == "withdraw":
            return [one for one in people if one.id == remedy.decided_by or "lead" in one.roles]
        return people

    def _line_ids(self) -> list[str]:
        case = self.case
        return [line.id for line in (*case.investigations, *case.remedies, *case.disputes, *case.claims)]

    def _note_limits(self, act: Act, made: Case) -> None:
        """Which decisions needed nobody's approval, counted anew here and compared with what the rules said."""
        for remedy in made.remedies[len(self.case.remedies) :]:
            currency = remedy.total.currency
            decided = _decided(made, currency) + DECIDED_ELSEWHERE.get(currency, Decimal(0))
            within = decided <= LIMITS.of(act.actor.roles, currency)
            assert within == (remedy.state not in WAITS)
            self.within_limit |= {remedy.id} if within else set()

    def _check_clocks_of_other_lines(self, after: Case, act: Act, target: str | None) -> None:
        """A move of one line leaves the silence of the others alone, the very object; talk leaves every clock so, and a
        snooze every deadline.
        """
        if act.move in FAR_REACHING or not (self.case.is_open and after.is_open):
            return
        for clock in self.case.clocks:
            line = clock.key.rpartition(":")[2]
            dated = act.move == "set_date" and act.details.get("clock") == clock.key
            paused = act.move in ("snooze", "wake")
            looked_at = clock.kind == "first_look" and after.owner and after.triaged
            untouched = act.move in ("note", "acknowledge", "seen_again") or (
                paused and clock.side not in (SILENCE, TASK)
            )
            if looked_at or _owes_back(after, line) != _owes_back(self.case, line):
                continue
            if untouched or (clock.side == SILENCE and line != target and not dated and not paused):
                assert after.clock(clock.key) is clock, (act.move, clock)

    # -- what holds after every move ---------------------------------------------------------------------------------

    def check(self) -> None:
        """Every promise that can be read off a case and its log."""
        self._check_next_step()
        self._check_clocks()
        self._check_log()
        self._check_money()
        assert len(legal_moves(self.case)) >= 3
        assert broken_promises(self.case) == []

    def _check_next_step(self) -> None:
        step = self.case.next_step
        if not self.case.is_open:
            assert step is None
            return
        assert step is not None
        clock = self.case.clock(step.key)
        assert clock is not None and clock.due_at == step.due_at and clock.kind == step.kind
        assert step.owner == (None if role_instead(self.case, clock, LIMITS) else self.case.owner)
        assert step.owner or step.role in ALL_ROLES
        ours = [one.due_at for one in self.case.clocks if one.waiting_on == US and one.due_at]
        assert step.due_at == min(ours) if ours else step.waiting_on not in (US, "nobody")

    def _check_clocks(self) -> None:
        keys = [clock.key for clock in self.case.clocks]
        assert len(set(keys)) == len(keys)
        if not self.case.is_open:
            assert set(keys) <= {"watch"}
        unknown = {f"find_date:{clock.key}" for clock in self.case.clocks if clock.due_at is None}
        assert unknown == {key for key in keys if key.startswith("find_date:")}
        assert all(clock.started_at <= self.now for clock in self.case.clocks)

    def _check_log(self) -> None:
        assert replay(self.log) == self.case
        assert [entry.seq for entry in self.log] == list(range(1, self.case.version + 1))
        assert from_document(json.loads(json.dumps(to_document(self.case)))) == self.case

    def _check_money(self) -> None:
        bound, paid = refund_bound(self.case), self.case.order.paid
        assert bound is None or (paid is not None and paid.currency == bound.currency and bound.amount <= paid.amount)
        self._check_nothing_is_earned()
        for remedy in self.case.remedies:
            if remedy.state in COUNTS and remedy.state not in WAITS:
                assert remedy.approved_by != remedy.decided_by
                assert remedy.approved_by or remedy.id in self.within_limit

    def _check_nothing_is_earned(self) -> None:
        """What came in and is not owed back is never more than was lost, in any currency; counted anew here."""
        case = self.case
        for currency in {one.received.currency for one in case.claims if one.received} if case.is_open else ():
            spent = _decided(case, currency) + sum(
                one.money.amount for one in case.debits if one.money.currency == currency and not one.returned
            )
            known = [one.amount for one in (case.order.paid, case.order.cost) if one and one.currency == currency]
            stays = sum(
                (_stays(one) for one in case.claims if one.received and one.received.currency == currency), CENT - CENT
            )
            assert stays <= max([*known, spent]) + _charged(case, currency) or not (known or spent)


def _charged(case: Case, currency: str) -> Decimal:
    """What was paid for the lost parcel beside its goods: the postage once, and the charges that were booked."""
    own = case.parcel.postage if case.parcel.postage and case.parcel.postage.currency == currency else None
    accounts = ["import_charges", "fee", "other_cost", *([] if own else ["freight"])]
    booked = [one for one in case.booked if one.account in accounts and one.money.currency == currency]
    return (own.amount if own else Decimal(0)) + sum((signed(one) for one in booked), Decimal(0))


def _stays(claim: Claim) -> Decimal:
    """Of a claim's money, what is neither paid back nor owed back, nor left to us in writing."""
    assert claim.received is not None
    if claim.state in ("released", "repaid") or (claim.state == "repay_owed" and claim.to_repay is None):
        return Decimal(0)
    return claim.received.amount - sum(one.amount for one in (claim.repaid, claim.to_repay) if one)


def _owes_back(case: Case, line: str) -> Money | None:
    """What of a claim's money turned out to be more than was lost: any move of money may change that."""
    return next((one.to_repay for one in case.claims if one.id == line), None)


def _decided(case: Case, currency: str) -> Decimal:
    counted: list[Remedy] = [one for one in case.remedies if one.state in COUNTS and one.total.currency == currency]
    return sum((one.total.amount for one in counted), Decimal(0))
