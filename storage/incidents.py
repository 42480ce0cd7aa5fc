"""Incidents as they are kept, which cases stand how to each, and what is still to be done for all of its cases."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from cases.case import Case, Clock
from cases.incidents import Incident
from cases.light_dataclass import dataclass
from cases.mass_loss import ASKED_ABOUT, MEMBER, OPEN, PROPOSED, WAS_MEMBER, Listed, Together
from cases.money import Money
from storage.case_lists import SUMMARY, CaseSummary, summary
from storage.incident_tables import ErrandRow, IncidentCaseRow, IncidentRow
from storage.row import table_of
from storage.tables import CaseRow, CounterRow
from storage.upsert import insert_into, upsert

incidents, members = table_of(IncidentRow), table_of(IncidentCaseRow)
errands, cases, counters = table_of(ErrandRow), table_of(CaseRow), table_of(CounterRow)
INCIDENT_NUMBERS = "incident"
CARRIER_SILENCE = "carrier_silence"
BATCH = 50
_ONE = (incidents.c.workspace == bindparam("its_workspace"), incidents.c.number == bindparam("its_number"))


@dataclass(frozen=True, slots=True)
class CaseOfIncident:
    """A case and how it stands to an incident; `worth` is what the buyer paid, else what the goods cost."""

    case: CaseSummary
    state: str
    worth: Money | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How an incident stands, for a list: how many cases belong to it, how many of those are open."""

    incident: Incident
    cases: int
    open_cases: int


@dataclass(frozen=True, slots=True)
class Errand:
    """A move that a case of an incident is to make: `what` names it, the rest is who wanted it, when and how."""

    workspace: str
    incident: int
    round: int
    case_number: int
    what: str
    by: str
    roles: frozenset[str]
    at: datetime
    details: dict[str, Any] = field(default_factory=dict)


class Incidents:
    """Incidents by workspace and number."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name

    def propose(
        self,
        workspace: str,
        what: Together,
        numbers: Iterable[int],
        *,
        by: str,
        at: datetime,
        channel: str | None,
        remind_at: datetime | None = None,
    ) -> Incident:
        """Keep a new incident that waits for a lead's answer, and return it; leads are reminded at `remind_at`."""
        row = {"workspace": workspace, "name": INCIDENT_NUMBERS, "value": 1}
        first = insert_into(self._dialect, counters)
        count = first.on_conflict_do_update(
            index_elements=["workspace", "name"], set_={"value": counters.c.value + 1}
        ).returning(counters.c.value)
        number = int(self._connection.execute(count, row).scalar_one())
        values = {
            "workspace": workspace,
            "number": number,
            "state": "proposed",
            "by": what.by,
            "mark": what.place or what.mark if what.by == "hub" else what.mark,
            "carrier": what.carrier or None,
            "origin": what.origin,
            "destination": what.destination,
            "first_at": what.first_at,
            "last_at": what.last_at,
            "proposed_by": by,
            "proposed_at": at,
            "asked": 0,
            "reminded": 0,
            "remind_at": remind_at,
            "channel": channel,
        }
        self._connection.execute(insert(incidents), values)
        self.put(workspace, number, numbers, ASKED_ABOUT, by=by, at=at)
        made = self.get(workspace, number)
        assert made is not None
        return made

    def get(self, workspace: str, number: int, *, for_update: bool = False) -> Incident | None:
        """The incident of that number, or None. `for_update` keeps others from changing it until the end."""
        query = select(incidents).where(*_ONE)
        if for_update and self._dialect == "postgresql":
            query = query.with_for_update()
        row = self._connection.execute(query, {"its_workspace": workspace, "its_number": number}).first()
        return None if row is None else _value(row)

    def at(self, workspace: str, channel: str, ts: str) -> int | None:
        """The number of the incident whose message is there: the root of a thread, for instance."""
        query = select(incidents.c.number).where(
            incidents.c.workspace == workspace, incidents.c.channel == channel, incidents.c.ts == ts
        )
        number: int | None = self._connection.execute(query).scalar()
        return number

    def change(self, workspace: str, number: int, **values: Any) -> None:
        """Change what is kept of an incident."""
        names = {"its_workspace": workspace, "its_number": number}
        self._connection.execute(update(incidents).where(*_ONE).values(**values), names)

    def put(self, workspace: str, number: int, numbers: Iterable[int], state: str, *, by: str, at: datetime) -> None:
        """Note how some cases stand to an incident from now on."""
        rows = [
            {"workspace": workspace, "incident": number, "case_number": one, "state": state, "by": by, "at": at}
            for one in numbers
        ]
        if rows:
            self._connection.execute(upsert(self._dialect, members), rows)

    def cases_of(self, workspace: str, number: int) -> list[CaseOfIncident]:
        """Every case that was ever listed in an incident, by number, with how it stands to it now."""
        query = (
            select(members.c.state, cases.c.worth, cases.c.worth_currency, *SUMMARY)
            .join_from(members, cases, _SAME_CASE)
            .where(members.c.workspace == workspace, members.c.incident == number)
            .order_by(members.c.case_number)
        )
        return [
            CaseOfIncident(summary(row[3:]), row.state, _money(row.worth, row.worth_currency))
            for row in self._connection.execute(query)
        ]

    def listed(self, workspace: str, numbers: Collection[int]) -> list[Listed]:
        """The incidents in which any of these cases was ever listed, with all cases that were."""
        touched = select(members.c.incident).where(
            members.c.workspace == workspace, members.c.case_number.in_(list(numbers))
        )
        query = (
            select(members.c.incident, incidents.c.state, members.c.case_number)
            .join_from(members, incidents, _SAME_INCIDENT)
            .where(members.c.workspace == workspace, members.c.incident.in_(touched))
        )
        found: dict[tuple[int, str], set[int]] = defaultdict(set)
        for incident, state, case_number in self._connection.execute(query):
            found[incident, state].add(case_number)
        return [Listed(number, state, frozenset(theirs)) for (number, state), theirs in sorted(found.items())]

    def member_of(self, workspace: str, case_number: int) -> int | None:
        """The open incident that a case belongs to, if any."""
        query = select(members.c.incident).where(
            members.c.workspace == workspace, members.c.case_number == case_number, members.c.state == MEMBER
        )
        number: int | None = self._connection.execute(query).scalar()
        return number

    def silent_together(self, case: Case, clock: Clock) -> Incident | None:
        """The open incident of a case whose carrier owes an answer to the one letter about all of them, if that is what
        a clock waits for. Only a case that belongs to an incident costs a query.
        """
        if case.incident is None or clock.kind != CARRIER_SILENCE:
            return None
        number = self.member_of(case.workspace, case.number)
        incident = self.get(case.workspace, number) if number is not None else None
        return incident if incident is not None and incident.asked else None

    def lists(self, workspace: str, *, over: bool = False, most: int = 20) -> list[Tally]:
        """The incidents that are open or proposed, else those that are over; the newest first."""
        states = ("closed", "declined") if over else ("open", "proposed")
        its = (incidents.c.workspace == workspace, incidents.c.state.in_(states))
        rows = self._connection.execute(select(incidents).where(*its).order_by(incidents.c.number.desc()).limit(most))
        found = [_value(row) for row in rows]
        counts = self._counts(workspace, [one.number for one in found])
        return [Tally(one, *counts.get(one.number, (0, 0))) for one in found]

    def running(self) -> list[tuple[str, int, str | None, int, str]]:
        """Every open incident: workspace, number, what its message last told of it, its open cases, and what it would
        tell now.
        """
        query = (
            select(
                incidents.c.workspace,
                incidents.c.number,
                incidents.c.told,
                func.count(cases.c.number).filter(cases.c.status == "open").label("open_cases"),
                func.count(cases.c.number).label("all_cases"),
                func.sum(cases.c.version).label("versions"),
            )
            .join_from(incidents, members, _SAME_INCIDENT & (members.c.state == MEMBER), isouter=True)
            .join(cases, _SAME_CASE, isouter=True)
            .where(incidents.c.state == OPEN)
            .group_by(incidents.c.workspace, incidents.c.number, incidents.c.told)
            .order_by(incidents.c.workspace, incidents.c.number)
        )
        return [
            (row.workspace, row.number, row.told, row.open_cases, f"{row.open_cases}/{row.all_cases}/{row.versions}")
            for row in self._connection.execute(query)
        ]

    def undecided(self, now: datetime, most: int = BATCH) -> list[tuple[str, int]]:
        """The incidents of whose proposal leads are to be reminded by now: workspace and number."""
        its = (incidents.c.remind_at <= now, incidents.c.state == PROPOSED)
        query = select(incidents.c.workspace, incidents.c.number).where(*its).order_by(incidents.c.remind_at)
        return [(row.workspace, row.number) for row in self._connection.execute(query.limit(most))]

    def end(self, workspace: str, number: int, *, by: str, at: datetime) -> None:
        """Close an incident: its cases were members, and are free to belong to another."""
        self.change(workspace, number, state="closed", decided_by=by, closed_at=at)
        its = (members.c.workspace == workspace, members.c.incident == number, members.c.state == MEMBER)
        self._connection.execute(update(members).where(*its).values(state=WAS_MEMBER, by=by, at=at))

    def owe(self, workspace: str, number: int, what: str, numbers: Iterable[int], errand: dict[str, Any]) -> int:
        """Owe a move for each of these cases, and return the round that they belong to.

        `errand` says by whom (`by`, `roles`), when (`at`) and with which `details`.
        """
        query = select(func.coalesce(func.max(errands.c.round), 0)).where(
            errands.c.workspace == workspace, errands.c.incident == number
        )
        this_round = int(self._connection.execute(query).scalar_one()) + 1
        rows = [
            {
                "workspace": workspace,
                "incident": number,
                "round": this_round,
                "case_number": one,
                "what": what,
                "done_at": None,
                "why_not": None,
                **errand,
                "roles": sorted(errand["roles"]),
            }
            for one in numbers
        ]
        if rows:
            self._connection.execute(insert(errands), rows)
        return this_round

    def owed(self, most: int = BATCH) -> list[Errand]:
        """The moves that are still to be made, in the order in which they were owed."""
        rows = self._connection.execute(_OWED, {"most": most})
        return [
            Errand(
                row.workspace,
                row.incident,
                row.round,
                row.case_number,
                row.what,
                row.by,
                frozenset(row.roles),
                row.at,
                row.details,
            )
            for row in rows
        ]

    def is_at_work(self, workspace: str, number: int, this_round: int | None = None) -> bool:
        """Whether moves of an incident, or of one round of it, are still to be made."""
        query = select(errands.c.case_number).where(
            errands.c.workspace == workspace, errands.c.incident == number, errands.c.done_at.is_(None)
        )
        if this_round is not None:
            query = query.where(errands.c.round == this_round)
        return self._connection.execute(query.limit(1)).first() is not None

    def begin(self, errand: Errand, at: datetime) -> bool:
        """Note that a move is made in this transaction; False where another has made it already."""
        query = update(errands).where(*_this(errand), errands.c.done_at.is_(None)).values(done_at=at)
        return self._connection.execute(query).rowcount == 1

    def not_made(self, errand: Errand, why_not: str) -> None:
        """Note by its word why a case did not make its move."""
        self._connection.execute(update(errands).where(*_this(errand)).values(why_not=why_not))

    def outcome(self, workspace: str, number: int, this_round: int) -> Sequence[tuple[int, str | None]]:
        """The cases of a round with why each did not make its move; None where it did."""
        query = select(errands.c.case_number, errands.c.why_not).where(
            errands.c.workspace == workspace, errands.c.incident == number, errands.c.round == this_round
        )
        return [(row.case_number, row.why_not) for row in self._connection.execute(query.order_by("case_number"))]

    def _counts(self, workspace: str, numbers: Collection[int]) -> dict[int, tuple[int, int]]:
        query = (
            select(
                members.c.incident,
                func.count().label("all_cases"),
                func.count().filter(cases.c.status == "open").label("open_cases"),
            )
            .join_from(members, cases, _SAME_CASE)
            .where(
                members.c.workspace == workspace,
                members.c.incident.in_(list(numbers)),
                members.c.state.in_((MEMBER, ASKED_ABOUT, WAS_MEMBER)),
            )
            .group_by(members.c.incident)
        )
        return {row.incident: (row.all_cases, row.open_cases) for row in self._connection.execute(query)}


def _this(errand: Errand) -> tuple[Any, ...]:
    return (
        errands.c.workspace == errand.workspace,
        errands.c.incident == errand.incident,
        errands.c.round == errand.round,
        errands.c.case_number == errand.case_number,
    )


def _value(row: Any) -> Incident:
    names = Incident.__dataclass_fields__
    return Incident(**{name: value for name, value in row._asdict().items() if name in names})


def _money(worth: Decimal | None, currency: str | None) -> Money | None:
    return Money(worth, currency) if worth is not None and currency else None


_SAME_CASE = (cases.c.workspace == members.c.workspace) & (cases.c.number == members.c.case_number)
_SAME_INCIDENT = (incidents.c.workspace == members.c.workspace) & (incidents.c.number == members.c.incident)
_OWED = (
    select(errands)
    .where(errands.c.done_at.is_(None))
    .order_by(errands.c.workspace, errands.c.incident, errands.c.round, errands.c.case_number)
    .limit(bindparam("most"))
)
