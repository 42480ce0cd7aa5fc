"""The one door of the rules: may this move be made, and what does the case become by it.

A move either becomes a new case and a log entry, or is refused with a sentence and changes nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cases.act import Act, Circumstances
from cases.booking import BOOKABLE, DUTY_TERMS, PAYMENTS
from cases.case import Actor, Case, LogEntry
from cases.clocks import reconciled
from cases.closing import NOT_LOST, PAYER_KINDS, WHEREABOUTS
from cases.correspondence import RECIPIENTS
from cases.denials import CODES as DENIAL_CODES
from cases.document import Document, apply_difference, changes_between, from_document, to_document
from cases.effects import EFFECTS
from cases.light_dataclass import dataclass
from cases.making import Making
from cases.money import Money
from cases.moves import MOVES, party_of
from cases.next_step import with_next_step
from cases.prevention import PREVENTIONS
from cases.privacy import check_may_see
from cases.recovered import with_excess_owed
from cases.rights import check_may
from cases.scan_kinds import KINDS as SCAN_KINDS
from cases.snoozing import without_snoozes_of, without_stale_snoozes
from cases.targets import find_target, state_of
from cases.tracked import STANDS_STILL
from cases.words import N_, NoLongerApplies, Refused, Term

# Whose moves are our own, by the letters of the tables; any other is a word from a counterparty.
OURS = frozenset("ALFW")
# What may still be done to a closed case.
ON_CLOSED = frozenset(
    {
        "reopen",
        "learn",
        "note",
        "wrote",
        "found",
        "add_evidence",
        "sort_evidence",
        "seen_again",
        "make_public",
        "see_evidence",
        "confirm_pack",
        "export_case",
        "erase",
        "set_buyer",
        "see_buyer",
        "erase_buyer",
        "book_money",
        "correct_money",
    }
)
# What nobody takes a case by: it is no work on the case, or somebody else's.
IDLE = frozenset(
    {
        "note",
        "assign",
        "close",
        "not_lost",
        "reopen",
        "learn",
        "debited",
        "pass_on",
        "hand_over",
        "make_private",
        "make_public",
        "add_evidence",
        "sort_evidence",
        "see_evidence",
        "export_case",
        "erase",
        "set_buyer",
        "see_buyer",
        "erase_buyer",
        "seen_again",
        "book_money",
        "correct_money",
        "join_incident",
        "leave_incident",
    }
)
# What may be nothing: goods that cost nothing, a price without shipping, tax or duty in it.
MAY_BE_ZERO = frozenset({"cost", "shipping", "tax", "duty"})
# Choices that rules depend on; a cause is only told.
CHOICES = {
    "whereabouts": WHEREABOUTS,
    "outcome": NOT_LOST,
    "payer_kind": PAYER_KINDS,
    "scan": frozenset({*SCAN_KINDS, STANDS_STILL}),
    "account": BOOKABLE,
    "to": RECIPIENTS,
    "prevention": PREVENTIONS,
}
# What a move may be given beside its fields, where rules depend on it.
CHOICES_BESIDE = {"payment": PAYMENTS, "duties": DUTY_TERMS, "denial": DENIAL_CODES}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a move made of a case, and the log entry that says so."""

    case: Case
    entry: LogEntry


def decide(case: Case, act: Act, circumstances: Circumstances) -> Decision:
    """Make one move. Raises Refused (NoLongerApplies, NotAllowed) with a sentence; then nothing has changed."""
    target, before = check_may_begin(case, act)
    _check_given(act)
    making = Making(case, act, target, circumstances)
    after = with_excess_owed(case, EFFECTS[act.move](making), circumstances.now, circumstances.rates)
    return _decision(case, _owned(after, act), act, making.target, before, circumstances)


def check_may_begin(case: Case, act: Act) -> tuple[str | None, str | None]:
    """The line a move concerns and the state it starts from.

    Raises what `decide` would, whatever is filled in: so that nobody fills in a form in vain.
    """
    if act.move not in EFFECTS:
        raise Refused(N_("Tracer knows no move “{move}”."), move=act.move)
    check_may_see(case, act.actor)
    _check_open(case, act)
    target = find_target(case, act.move, act.target)
    before = state_of(case, act.move, target)
    _check_seen(act, before)
    check_may(act.move, act.actor)
    return target, before


def opened(case: Case, actor: Actor, details: Mapping[str, Any], circumstances: Circumstances) -> Decision:
    """The first move of a new case: its clocks start and version 1 is kept. Refused where the actor may open none."""
    check_may("report", actor)
    clocks = reconciled(case, circumstances.now, circumstances.terms)
    made = with_next_step(replace(case, clocks=clocks), circumstances.limits)
    changes = to_document(made)
    return Decision(made, LogEntry(1, circumstances.now, actor, "report", None, None, "open", details, changes))


def replay(entries: list[LogEntry]) -> Case:
    """The case as its log tells it."""
    document: Document = {}
    for entry in entries:
        document = apply_difference(document, entry.changes)
    return from_document(document)


def _decision(
    before: Case, after: Case, act: Act, target: str | None, state: str | None, circumstances: Circumstances
) -> Decision:
    made = replace(after, version=before.version + 1)
    if party_of(act.move) not in OURS:
        made = without_snoozes_of(made, target)
    made = replace(made, clocks=reconciled(made, circumstances.now, circumstances.terms))
    made = with_next_step(without_stale_snoozes(_without_stale_dates(made)), circumstances.limits)
    entry = LogEntry(
        seq=made.version,
        at=circumstances.now,
        actor=act.actor,
        move=act.move,
        target=target,
        before=state,
        after=state_of(made, act.move, target),
        details=act.details,
        changes=changes_between(before, made),
    )
    return Decision(made, entry)


def _without_stale_dates(case: Case) -> Case:
    """A date that was entered for a clock ends with it; the next clock of that name asks for its own."""
    if not case.is_open or all(case.clock(date.clock) for date in case.dates):
        return case
    return replace(case, dates=tuple(date for date in case.dates if case.clock(date.clock)))


def _owned(case: Case, act: Act) -> Case:
    """Whoever first works on a case that nobody has taken owns it; a note, or another's approval, is not work."""
    idle = act.move in IDLE
    if case.owner or idle or act.actor.kind != "person" or not MOVES[act.move].roles & {"agent"}:
        return case
    return replace(case, owner=act.actor.id) if "agent" in act.actor.roles or "lead" in act.actor.roles else case


def _check_open(case: Case, act: Act) -> None:
    if not case.is_open and act.move not in ON_CLOSED:
        raise NoLongerApplies(N_("{reference} is closed. Re-open it first."), reference=case.reference)


def _check_seen(act: Act, state: str | None) -> None:
    if act.seen is not None and act.seen != state:
        raise NoLongerApplies(
            N_("This has changed since the button was drawn: it is now “{state}”. The card is up to date again."),
            state=Term(state or "open"),
        )


def _check_given(act: Act) -> None:
    for one in MOVES[act.move].fields:
        value = act.details.get(one.name)
        if one.required and (value is None or (isinstance(value, str) and not value.strip())):
            raise Refused(N_("“{field}” is missing. Fill it in and send again."), field=Term(one.name))
        if value is not None and one.name in CHOICES and value not in CHOICES[one.name]:
            raise Refused(N_("“{value}” is none of the choices for “{field}”."), value=value, field=Term(one.name))
    for name, value in act.details.items():
        if name in CHOICES_BESIDE and value is not None and value not in CHOICES_BESIDE[name]:
            raise Refused(N_("“{value}” is none of the choices for “{field}”."), value=value, field=Term(name))
        if isinstance(value, Money) and not (value.is_an_amount and (value.amount or name in MAY_BE_ZERO)):
            raise Refused(
                N_("{money} cannot be an amount here. Enter one above zero and below ten million."), money=value
            )
