"""Whoever was an approver and is left out has the finance role no more, by whichever form it was given."""

from collections.abc import Sequence

from cases.moves import FINANCE
from handlers.visit import Visit


def take_from_those_left_out(visit: Visit, before: Sequence[str], after: Sequence[str]) -> None:
    """Take the role that was given by hand from those who approved before and do not any more."""
    for user in sorted(set(before) - set(after)):
        person = visit.tx.people.get(visit.workspace, user)
        if person is not None and FINANCE in person.roles:
            visit.tx.people.set_roles(visit.workspace, user, [role for role in person.roles if role != FINANCE])
