"""Whose a step is: its owner's, or a role's whose right it is, however the case came to its owner.

Nobody is asked for what they may not do. Where the tables keep a step for somebody else, those hear of it, and the card
names them.
"""

from cases.case import Case, Clock
from cases.moves import AGENT, FINANCE, LEAD
from cases.remedies import lost_for_good
from cases.rights import Limits

# A claim that waits for a word or a payment of ours, by its state: an offer may be appealed, too, and a lead may both.
OF_A_CLAIM = {"offered": LEAD, "repay_owed": FINANCE}
# Who is rung when nobody has taken the case, by kind of clock; everything else is an agent's.
WHILE_UNOWNED = {"payment": FINANCE}


def role_instead(case: Case, clock: Clock, limits: Limits) -> str | None:
    """The role that answers for a clock in place of the owner; None where it is the owner's."""
    if clock.kind == "approval":
        return FINANCE
    if clock.key == "task:close":
        return LEAD if _is_beyond_agents(case, limits) else None
    if clock.kind == "task":
        line = clock.key.rpartition(":")[2]
        return next((OF_A_CLAIM.get(one.state) for one in case.claims if one.id == line), None)
    # The terms of a rule, such as a payer who hears one appeal only.
    return clock.terms.get("role")


def role_for(case: Case, clock: Clock, limits: Limits) -> str:
    """The role that answers for a clock where no person does."""
    return role_instead(case, clock, limits) or WHILE_UNOWNED.get(clock.kind, AGENT)


def rung_instead(case: Case, clock: Clock, limits: Limits) -> str | None:
    """The role that hears of a clock in place of the owner, or of the leads while there is none."""
    role = role_instead(case, clock, limits)
    return role or (WHILE_UNOWNED.get(clock.kind) if case.owner is None else None)


def _is_beyond_agents(case: Case, limits: Limits) -> bool:
    """Whether more is lost for good than an agent may close a case on."""
    agent = frozenset({AGENT})
    return any(amount > limits.of(agent, currency) for currency, amount in lost_for_good(case).items())
