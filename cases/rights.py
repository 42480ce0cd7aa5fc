"""Whose right a move is. Checked at every click, never only when the button was drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from cases.case import Actor, Remedy
from cases.money import Money
from cases.moves import ADMIN, AGENT, CASE, FINANCE, LEAD, MOVES, party_of
from cases.words import N_, NotAllowed, Term

ALL_ROLES = frozenset({AGENT, LEAD, FINANCE, ADMIN, "viewer"})
# Parties whose moves are people of the team: agent, lead, finance.
OURS = frozenset({"A", "L", "F"})
# Sane before anybody sets them: about a hundred euros for an agent, five hundred for a lead.
DEFAULT_LIMITS = {"USD": Decimal(100), "EUR": Decimal(100), "GBP": Decimal(90), "CNY": Decimal(700)}
DEFAULT_LEAD_LIMITS = {"USD": Decimal(500), "EUR": Decimal(500), "GBP": Decimal(450), "CNY": Decimal(3500)}


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be decided without approval, per currency; a currency that is not named always needs one."""

    agent: Mapping[str, Decimal] = field(default_factory=lambda: dict(DEFAULT_LIMITS))
    lead: Mapping[str, Decimal] = field(default_factory=lambda: dict(DEFAULT_LEAD_LIMITS))

    def of(self, roles: frozenset[str], currency: str) -> Decimal:
        """The limit of somebody with these roles in that currency; zero where none is set."""
        limits = [
            table.get(currency, Decimal(0)) for role, table in ((AGENT, self.agent), (LEAD, self.lead)) if role in roles
        ]
        return max(limits, default=Decimal(0))


def check_may(move: str, actor: Actor) -> None:
    """Refuse a move that is not for any of the actor's roles, and say whose it is."""
    if actor.kind != "person":
        _check_machine(move, actor)
        return
    allowed = MOVES[move].roles
    if not allowed & actor.roles:
        raise NotAllowed(
            N_("This is for {roles} to do."),
            roles=allowed,
        )


def _check_machine(move: str, actor: Actor) -> None:
    """The clock only reminds, and a partner only reports its own facts: neither moves a track for us."""
    moves_track = MOVES[move].track != CASE
    if moves_track and (actor.kind == "clock" or (actor.kind == "partner" and party_of(move) in OURS)):
        raise NotAllowed(N_("Only a person can do this: “{move}”."), roles=MOVES[move].roles, move=Term(move))


def check_may_approve(remedy: Remedy, actor: Actor, limits: Limits, besides: Decimal = Decimal(0)) -> None:
    """Refuse an approval of one's own request, and one above the approver's own limit.

    `besides` is what else is decided for the same order, in the same currency: a limit holds for the whole order.
    """
    if actor.id == remedy.decided_by:
        raise NotAllowed(
            N_("Nobody approves their own request. Somebody with the finance role has to look at {money}."),
            roles=frozenset({FINANCE}),
            money=remedy.total,
        )
    if FINANCE in actor.roles:
        return
    if besides + remedy.total.amount > limits.of(actor.roles, remedy.total.currency):
        raise NotAllowed(
            N_("{money} is above what a lead may approve. Somebody with the finance role has to decide."),
            roles=frozenset({FINANCE}),
            money=remedy.total,
        )


def needs_approval(wanted: Money, decided_so_far: Decimal, actor: Actor, limits: Limits) -> bool:
    """Whether this amount, with everything decided for the order so far, goes beyond the actor's own limit."""
    return decided_so_far + wanted.amount > limits.of(actor.roles, wanted.currency)
