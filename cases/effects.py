"""What each move changes in a case, once it is known to be legal.

Every effect is a pure function from a `Making` (the case, the move, its line and the circumstances) to the case
after it. Clocks, next step and version follow by themselves; see `cases/decide.py`.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from cases.booking import BOOKING_EFFECTS, check_parts, check_was_paid
from cases.buyers import BUYER_EFFECTS
from cases.case import Case, Dispute, Investigation, NamedCause, Parcel, StatedDate
from cases.claiming import CLAIM_EFFECTS
from cases.clocks import datable
from cases.closing import close, not_lost, reopen
from cases.deciding import REMEDY_EFFECTS, with_debit, with_paid
from cases.evidence import EVIDENCE_EFFECTS
from cases.finding import turned_up, with_find
from cases.incidents import INCIDENT_EFFECTS
from cases.lines import entity, with_line
from cases.making import Making
from cases.moves import MOVES, party_of
from cases.parcel_facts import PARCEL_EFFECTS
from cases.prevention import learn, with_prevention
from cases.privacy import PRIVACY_EFFECTS
from cases.remedies import lost_for_good, refund_bound
from cases.rights import check_may_close
from cases.snoozing import snooze, wake
from cases.tracked import TRACKED_EFFECTS
from cases.tracks import INVESTIGATION, STAYS, TRACKS
from cases.words import N_, NoLongerApplies, Person, Refused

Effect = Callable[[Making], Case]


def _step_state(making: Making) -> str:
    """Where the table leads from the line's state; the first of several where the effect does not choose itself."""
    assert making.target is not None
    track = TRACKS[_track_of(making)]
    state = entity(making.case, making.target).state
    step = track.step(state, making.act.move)
    assert step is not None, f"{making.act.move} from {state}"
    return state if step.to == (STAYS,) else step.to[0]


def _track_of(making: Making) -> str:
    return MOVES[making.act.move].track


def _moved(making: Making, **changes: Any) -> Case:
    """The line in its new state, with further changes of it."""
    assert making.target is not None
    return with_line(making.case, making.target, state=_step_state(making), **changes)


# -- the case itself -------------------------------------------------------------------------------------------------


def _take(making: Making) -> Case:
    if making.case.owner:
        raise NoLongerApplies(
            N_("{person} has the case already. “Assign” gives it to somebody else."), person=Person(making.case.owner)
        )
    return replace(making.case, owner=making.act.actor.id)


def _assign(making: Making) -> Case:
    """Somebody else has the case; who stands in for them here stays, unless that is the new owner."""
    owner, backup = making.given("person"), making.given("backup") or making.case.backup
    if owner == making.given("backup"):
        raise Refused(N_("Whoever stands in must be somebody else than the owner. Choose another person."))
    return replace(making.case, owner=owner, backup=None if backup == owner else backup)


def _pass_on(making: Making) -> Case:
    """The owner has left: whoever stands in for them has the case from now on, or nobody until somebody takes it."""
    case, person = making.case, making.given("person")
    if case.owner != person:
        raise NoLongerApplies(N_("{reference} is somebody else's by now."), reference=case.reference)
    other = making.given("other") or None
    backup = None if case.backup in (person, other) else case.backup
    return replace(case, owner=other if other != person else None, backup=backup)


def _hand_over(making: Making) -> Case:
    """Everything of one person becomes another's: this case, unless it is somebody else's by now."""
    case, person, other = making.case, making.given("person"), making.given("other")
    if case.owner != person or person == other:
        raise NoLongerApplies(N_("{reference} is somebody else's by now."), reference=case.reference)
    return replace(case, owner=other, backup=None if case.backup == other else case.backup)


def _unchanged(making: Making) -> Case:
    return making.case


def _choose_policy(making: Making) -> Case:
    return replace(making.case, policy=making.given("policy"))


def _acknowledge(making: Making) -> Case:
    """Somebody is on it. Nothing of the case changes: the climb of that clock is held, see `cases/ladder.py`."""
    if making.case.clock(making.given("clock")) is None:
        raise NoLongerApplies(N_("That has been settled meanwhile. The card shows what is open."))
    return making.case


def _triage(making: Making) -> Case:
    """Somebody named the cause: coarsely, or exactly as `cases/causes.py` tells them apart."""
    named, actor = making.given("named"), making.act.actor
    exactly = NamedCause(named, actor.id, making.now) if named and actor.kind == "person" else None
    return replace(making.case, cause=making.given("cause"), named_cause=exactly, triaged=True)


def _set_order(making: Making) -> Case:
    names = ("ref", "marketplace", "cost", "goods", "shipping", "tax", "duty", "payment", "duties")
    known = {name: making.given(name) for name in names if making.given(name)}
    case = replace(making.case, order=replace(making.case.order, **known))
    if refund_bound(case):
        check_was_paid(case.order)
    paid = making.given("paid")
    case = with_paid(case, paid) if paid else case
    check_parts(case.order)
    return case


def _add_number(making: Making) -> Case:
    parcel = _parcel(making, "alias")
    return replace(making.case, parcels=(*making.case.parcels, parcel))


def _parcel(making: Making, role: str) -> Parcel:
    number = making.given("number")
    if any(parcel.number == number for parcel in making.case.parcels):
        raise Refused(N_("{number} already belongs to this case."), number=number)
    return Parcel(
        number,
        making.given("carrier"),
        making.given("carrier_name"),
        role,
        bool(making.given("weak")),
    )


def _set_date(making: Making) -> Case:
    key = making.given("clock")
    if key not in datable(making.case):
        raise NoLongerApplies(N_("There is no clock running that this date belongs to. The card shows what is open."))
    until = making.stated("until")
    assert until is not None
    return _with_date(making, key, until, making.given("source"))


def _with_date(making: Making, key: str, until: datetime, source: Any) -> Case:
    date = StatedDate(key, until, source, making.act.actor.id)
    kept = tuple(one for one in making.case.dates if one.clock != key)
    return replace(making.case, dates=(*kept, date))


def _buyer_wrote(making: Making) -> Case:
    """The buyer waits since the first message that nobody has answered; a second one gives no more time."""
    waiting = making.case.buyer_waiting_since
    return replace(making.case, buyer_waiting_since=min(waiting, making.when) if waiting else making.when)


def _answer_buyer(making: Making) -> Case:
    if making.case.buyer_waiting_since is None:
        raise NoLongerApplies(N_("No message of the buyer is waiting for an answer."))
    return replace(making.case, buyer_waiting_since=None)


def _found(making: Making) -> Case:
    """The parcel turned up: every search becomes `located`, and money that was paid for it is owed back."""
    case = making.case if making.case.is_open else reopen(making.case, making.now)
    for one in case.investigations:
        case = with_line(
            case, one.id, state="located", whereabouts=making.given("whereabouts"), contact_at=making.now, reason=None
        )
    return turned_up(case, making.now, owed_back=making.given("whereabouts") != "damaged")


def _not_lost(making: Making) -> Case:
    return with_prevention(making, not_lost(making.case, making.given("outcome"), making.now))


def _close(making: Making) -> Case:
    closed = close(making.case, making.now)
    check_may_close(making.act.actor, lost_for_good(making.case), making.circumstances.limits)
    return with_prevention(making, closed)


def _reopen(making: Making) -> Case:
    if making.case.is_open:
        raise NoLongerApplies(N_("{reference} is open."), reference=making.case.reference)
    return reopen(making.case, making.now)


# -- investigation ---------------------------------------------------------------------------------------------------


def _search_contact(making: Making) -> Case:
    """Something was sent to or heard from the party: its silence is counted anew, and the case counts as looked at."""
    assert making.target is not None
    line = entity(making.case, making.target)
    assert isinstance(line, Investigation)
    sent = making.act.move in ("ask_carrier", "ask_again", "ask_elsewhere")
    changes: dict[str, Any] = {
        "asked": line.asked + sent,
        "unanswered": _unanswered(making, line.unanswered, sent),
        "reason": making.given("reason"),
        "contact_at": _contact(making, line),
    }
    changes |= {name: making.given(name) for name in ("reference", "whereabouts", "party") if making.given(name)}
    case = replace(_moved(making, **changes), triaged=True)
    if until := making.stated("until"):
        dated = _with_date(making, f"storage_ends:{making.target}", until, making.given("text"))
        case = replace(case, dates=dated.dates)
    return with_find(case, making.act.move, making.target, making.now)


def _unanswered(making: Making, before: int, sent: bool) -> int:
    """What was sent since the party was last heard from: only its own word sets that back."""
    if sent:
        return 1 if making.act.move == "ask_elsewhere" else before + 1
    return 0 if party_of(making.act.move) in ("K", "P") else before


def _contact(making: Making, line: Investigation) -> datetime | None:
    """The last word with the party. One logged late does not undo a later one; finding it silent is no word at all."""
    if making.act.move == "silent_again":
        return line.contact_at
    return max(making.when, line.contact_at or making.when)


# -- dispute -----------------------------------------------------------------------------------------------


def _dispute_opened(making: Making) -> Case:
    making.target = f"D{len(making.case.disputes) + 1}"
    dispute = Dispute(
        making.target,
        making.given("through"),
        reference=making.given("reference"),
        answer_by=making.stated("answer_by"),
        contact_at=making.now,
    )
    return replace(making.case, disputes=(*making.case.disputes, dispute))


def _dispute_moved(making: Making) -> Case:
    case = _moved(making, contact_at=making.when, reason=making.given("reason"))
    debit = making.given("money")
    if making.act.move == "dispute_lost" and debit is not None:
        line = entity(case, making.target or "")
        assert isinstance(line, Dispute)
        return with_debit(case, debit, line.through, making.now)
    if making.act.move in ("appeal_won", "dispute_won"):
        return _with_debits_returned(case, making.target or "")
    return case


def _with_debits_returned(case: Case, target: str) -> Case:
    """Winning gives back what that marketplace or bank had taken; the buyer's remedy is then to be decided again."""
    won = entity(case, target)
    assert isinstance(won, Dispute)
    debits = tuple(replace(one, returned=one.returned or one.through == won.through) for one in case.debits)
    case = replace(case, debits=debits)
    taken_back = case.remedy_end == "refunded_by_force" and all(one.returned for one in debits)
    return replace(case, remedy_end=None) if taken_back else case


def _effects() -> dict[str, Effect]:
    effects: dict[str, Effect] = dict.fromkeys((step.move for step in INVESTIGATION.steps), _search_contact)
    effects |= dict.fromkeys((step.move for step in TRACKS["dispute"].steps), _dispute_moved)
    effects |= {
        "take": _take,
        "assign": _assign,
        "pass_on": _pass_on,
        "hand_over": _hand_over,
        "note": _unchanged,
        "wrote": _unchanged,
        "erase": _unchanged,
        "acknowledge": _acknowledge,
        "choose_policy": _choose_policy,
        "snooze": lambda making: snooze(making.case, making.act.actor, making.act.details, making.now),
        "wake": lambda making: wake(making.case),
        "triage": _triage,
        "set_order": _set_order,
        "add_number": _add_number,
        "set_date": _set_date,
        "buyer_wrote": _buyer_wrote,
        "answer_buyer": _answer_buyer,
        "found": _found,
        "not_lost": _not_lost,
        "close": _close,
        "reopen": _reopen,
        "learn": learn,
        "dispute_opened": _dispute_opened,
    }
    return (
        effects
        | CLAIM_EFFECTS
        | EVIDENCE_EFFECTS
        | BOOKING_EFFECTS
        | PRIVACY_EFFECTS
        | BUYER_EFFECTS
        | PARCEL_EFFECTS
        | TRACKED_EFFECTS
        | INCIDENT_EFFECTS
        | REMEDY_EFFECTS
    )


EFFECTS: dict[str, Effect] = _effects()
