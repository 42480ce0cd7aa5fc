"""What every deed about an incident begins and ends with: which it is, whose right it is, and who hears of it."""

from collections.abc import Iterable
from typing import Any

from cases.incidents import Incident, incident_reference
from cases.words import N_, NoLongerApplies, NotAllowed, Term
from handlers.incident_letters import owe_line, owe_message
from handlers.visit import Visit
from partners.carriers.numbers import courier_name
from storage.incidents import CaseOfIncident


def incident_of(visit: Visit, number: object) -> Incident:
    """The incident of that number, held for this transaction; refused with a sentence when there is none."""
    known = isinstance(number, int) and 0 < number < 2**31
    incident = visit.tx.incidents.get(visit.workspace, int(str(number)), for_update=True) if known else None
    if incident is None:
        shown_as = incident_reference(number) if isinstance(number, int) else "?"
        raise NoLongerApplies(
            N_("There is no incident {incident}. “/lost incidents” lists the open ones."), incident=shown_as
        )
    return incident


def cases_standing(visit: Visit, incident: Incident, state: str) -> list[CaseOfIncident]:
    """Its cases that stand so to it."""
    return [one for one in visit.tx.incidents.cases_of(visit.workspace, incident.number) if one.state == state]


def owe(visit: Visit, incident: Incident, what: str, numbers: list[int], details: dict[str, Any] | None = None) -> None:
    """Owe each of these cases a move, made soon after."""
    errand = {"by": visit.who.id, "roles": visit.who.roles, "at": visit.at, "details": details or {}}
    visit.tx.incidents.owe(visit.workspace, incident.number, what, numbers, errand)


def change(visit: Visit, incident: Incident, **values: Any) -> None:
    """Change what is kept of it."""
    visit.tx.incidents.change(visit.workspace, incident.number, **values)


def put(visit: Visit, incident: Incident, numbers: Iterable[int], state: str) -> None:
    """Note how some cases stand to it from now on."""
    visit.tx.incidents.put(visit.workspace, incident.number, numbers, state, by=visit.who.id, at=visit.at)


def tell(visit: Visit, incident: Incident, what: str, **told: Any) -> None:
    """Owe the line of the thread and the message anew."""
    owe_line(visit.desk, incident, what, by=visit.who.id, **told)
    owe_message(visit.desk, incident, what)


def carrier_of(incident: Incident) -> str | None:
    """Its carrier's name, where it is known."""
    return courier_name(incident.carrier) if incident.carrier else None


def check_may(visit: Visit, roles: frozenset[str]) -> None:
    """Refuse whoever has none of these roles."""
    if not roles & visit.who.roles:
        raise NotAllowed(N_("This is for {roles} to do."), roles=roles)


def check_open(incident: Incident) -> None:
    """Refuse what is for open incidents only."""
    if not incident.is_open:
        raise NoLongerApplies(
            N_("{incident} is not open: {state}. Nothing was changed."),
            incident=incident.reference,
            state=Term(f"incident:{incident.state}"),
        )
