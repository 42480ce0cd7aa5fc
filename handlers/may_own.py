"""Whether a case can be given to somebody."""

from cases.moves import AGENT
from cases.words import N_, Person, Refused
from handlers.visit import Visit
from handlers.who import with_any_role
from handlers.whom import may_work


def check_may_own(visit: Visit, person: str) -> None:
    """Refuse who may not work on cases: a bot, who has left, a guest where none are allowed, who only looks or pays."""
    known = visit.tx.people.get(visit.workspace, person)
    if known is None:
        if person != visit.who.id and with_any_role(visit.tx, visit.workspace, visit.settings, frozenset({AGENT})):
            raise Refused(
                N_("{who} is not known here as a member of this workspace, so the case stays as it is."),
                who=Person(person),
            )
    elif known.is_bot or known.deleted:
        raise Refused(N_("{who} cannot own a case: that is a bot, or somebody who has left."), who=Person(person))
    elif known.is_restricted and not visit.settings.allow_guests:
        raise Refused(
            N_("{who} is a guest here, and guests cannot use Tracer. An admin can allow it: /lost settings."),
            who=Person(person),
        )
    elif not may_work(known, visit.settings):
        raise Refused(
            N_("{who} is neither an agent nor a lead and could not work on it. An admin gives roles: /lost roles."),
            who=Person(person),
        )
