"""What is known of an incident, read for its message: in a few queries, however many cases it has."""

from datetime import datetime

from cases.incidents import Incident
from handlers.permalinks import permalink
from handlers.views.incident import CaseLine, IncidentFacts
from handlers.whom import leads
from partners.carriers.numbers import courier_name
from storage.incidents import CaseOfIncident
from storage.parcel_stands import Stand
from storage.transaction import Transaction

MOST_MENTIONED = 3


def facts_of(
    tx: Transaction, workspace: str, incident: Incident, now: datetime, slack_url: str | None = None
) -> IncidentFacts:
    """Everything the message of an incident tells, as of an instant (UTC)."""
    found = tx.incidents.cases_of(workspace, incident.number)
    stands = tx.stands.of_cases(workspace, [one.case.number for one in found])
    cards = tx.posts.cards(workspace, [one.case.number for one in found])
    lines = [_line(one, stands.get(one.case.number), permalink(slack_url, cards.get(one.case.number))) for one in found]
    asked = incident.is_proposed
    people = leads(tx, workspace, tx.settings(workspace).get(), now)[:MOST_MENTIONED] if asked else []
    return IncidentFacts(
        incident,
        tuple(lines),
        courier_name(incident.carrier) if incident.carrier else None,
        tuple(people),
        tx.incidents.is_at_work(workspace, incident.number),
    )


def _line(one: CaseOfIncident, stand: Stand | None, link: str | None) -> CaseLine:
    if one.case.private:
        # The channel reads that it is there, and nothing else.
        return CaseLine(one.case.number, one.case.reference, one.state, one.case.is_open, "", private=True)
    return CaseLine(
        one.case.number,
        one.case.reference,
        one.state,
        one.case.is_open,
        one.case.tracking_number,
        one.case.owner,
        link,
        stand.at if stand else None,
        stand.place if stand else None,
        stand.kind if stand else None,
        one.worth,
    )
