"""An incident: several cases with one cause, worked on as one; and what it means for a case to belong to it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from cases.case import Case, Investigation
from cases.light_dataclass import dataclass
from cases.making import Making
from cases.mass_loss import OPEN, PROPOSED
from cases.targets import legal_moves
from cases.words import N_, NoLongerApplies

# What a carrier's answer to the one letter may be: moves of each case's own search.
ANSWERS = (
    "carrier_acknowledged",
    "carrier_needs_info",
    "carrier_located",
    "carrier_confirmed_loss",
    "carrier_refused",
)
LETTER_SENT = "letter_sent"


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident as it is kept. `by` says what its cases share (a hub, a flight, a bag, or a person's word: `hand`).

    `mark` is that as it is shown. `asked` counts the letters that were marked as sent for all of them, `asked_at` is
    when the last one was, `reminded` how often leads were reminded of a proposal; `channel` and `ts` are its
    one message in Slack.
    """

    number: int
    state: str
    by: str
    mark: str
    carrier: str | None
    origin: str | None
    destination: str | None
    first_at: datetime | None
    last_at: datetime | None
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    asked: int = 0
    asked_at: datetime | None = None
    heard_at: datetime | None = None
    closed_at: datetime | None = None
    channel: str | None = None
    ts: str | None = None
    reminded: int = 0

    @property
    def reference(self) -> str:
        """The reference a person can say, counted per workspace: INC-0007."""
        return incident_reference(self.number)

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    @property
    def is_proposed(self) -> bool:
        return self.state == PROPOSED

    @property
    def posted(self) -> tuple[str, str] | None:
        """Where its message is, once it is posted."""
        return (self.channel, self.ts) if self.channel and self.ts else None


def incident_reference(number: int) -> str:
    """INC-0007 for 7."""
    return f"INC-{number:04d}"


def move_for(case: Case, what: str) -> tuple[str, str] | None:
    """The move by which a case notes that the one letter was sent, or what was answered, and the line of its search.

    None where the case's search allows neither: it has ended, was answered already, or waits for something else.
    """
    wanted = ("ask_carrier", "ask_again") if what == LETTER_SENT else (what,)
    legal = [one for move in wanted for one in legal_moves(case) if one.move == move]
    carrier = _with_the_carrier(case)
    found = next((one for one in legal if one.target == carrier), legal[0] if legal else None)
    return (found.move, found.target) if found is not None and found.target else None


def _with_the_carrier(case: Case) -> str | None:
    """The line of the search at the parcel's own carrier, by its name; None where no line is known as that."""
    named: list[Investigation] = [one for one in case.investigations if one.party == case.parcel.carrier_name]
    return named[-1].id if named else None


def _join(making: Making) -> Case:
    if making.case.incident == making.given("incident"):
        raise NoLongerApplies(N_("The case belongs to {incident} already."), incident=making.given("incident"))
    return replace(making.case, incident=making.given("incident"))


def _leave(making: Making) -> Case:
    if making.case.incident != making.given("incident"):
        raise NoLongerApplies(N_("The case does not belong to {incident}."), incident=making.given("incident"))
    return replace(making.case, incident=None)


INCIDENT_EFFECTS: dict[str, Callable[[Making], Case]] = {"join_incident": _join, "leave_incident": _leave}
