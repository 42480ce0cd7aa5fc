"""Whose right a move is. Checked at every click, never only when the button was drawn."""

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal

from cases.case import Actor, Case, Remedy
from cases.light_dataclass import dataclass
from cases.money import Money
from cases.moves import ADMIN, AGENT, CASE, FINANCE, LEAD, MOVES, VIEWER, party_of
from cases.words import N_, NotAllowed, Term

ALL_ROLES = frozenset({AGENT, LEAD, FINANCE, ADMIN, VIEWER})
# Parties whose moves are people of the team: agent, lead, finance.
OURS = frozenset({"A", "L", "F"})
# What people do that is no move of a case: whose it is, and what is said to everybody else.
DEEDS: Mapping[str, tuple[frozenset[str], str]] = {
    "settings": (frozenset({ADMIN}), N_("Settings are changed by an admin.")),
    "roles": (frozenset({ADMIN}), N_("Roles are given by an admin.")),
    "own_rules": (
        frozenset({ADMIN}),
        N_("Rules of a workspace's own are set by an admin. Tell them what the contract says and where."),
    ),
    "contracts": (frozenset({ADMIN}), N_("Insurance contracts are entered by an admin.")),
    "channel_language": (frozenset({LEAD, ADMIN}), N_("The language of a channel is set by a lead or an admin.")),
    "channel_digest": (
        frozenset({LEAD, ADMIN}),
        N_("The digest of a channel is set by a lead or an admin. Your own: /lost digest me 09:00."),
    ),
    "post_digest": (
        frozenset({AGENT, LEAD, FINANCE, ADMIN}),
        N_("Who only looks posts nothing in a channel. Your own digest: /lost digest me 09:00."),
    ),
    "finance_digest": (
        frozenset({LEAD, FINANCE}),
        N_("The digest of approvals and money is for finance and leads."),
    ),
    "watch": (frozenset({AGENT, LEAD, FINANCE, ADMIN}), N_("Who only looks has no parcels watched.")),
    "shipped": (
        frozenset({AGENT, LEAD, FINANCE, ADMIN}),
        N_("Who only looks tells no figures of what was shipped. Send them to an agent or a lead."),
    ),
    "stats_file": (
        frozenset({AGENT, LEAD, FINANCE, ADMIN}),
        N_("Who only looks reads the scorecard here and is sent no files: /lost stats."),
    ),
    "hand_over": (frozenset({LEAD, ADMIN}), N_("Everything of one person is handed over by a lead or an admin.")),
}
# Who sees what is personal of every case.
SEE_ALL = frozenset({LEAD, FINANCE, ADMIN})
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


def may_do(deed: str, roles: frozenset[str]) -> bool:
    """Whether something that is no move of a case is for somebody with these roles to do."""
    return bool(DEEDS[deed][0] & roles)


def check_may_do(deed: str, roles: frozenset[str]) -> None:
    """Refuse a deed that is not for any of these roles, and say whose it is."""
    whose, sentence = DEEDS[deed]
    if not whose & roles:
        raise NotAllowed(sentence, roles=whose)


def check_may_close(actor: Actor, lost: Mapping[str, Decimal], limits: Limits) -> None:
    """Refuse to end a case on which more was lost, in one currency, than the actor's own limit; a lead's is none."""
    if actor.kind != "person" or LEAD in actor.roles:
        return
    for currency, amount in sorted(lost.items()):
        if amount > limits.of(actor.roles, currency):
            raise NotAllowed(
                N_(
                    "{money} that nobody approved would be lost for good: more than your limit. "
                    "A lead has to close this case."
                ),
                roles=frozenset({LEAD}),
                money=Money(amount, currency),
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


def is_theirs(case: Case, actor: Actor) -> bool:
    """Whether a case is an agent's own: opened, owned or stood in for by them, or one that nobody has taken."""
    return AGENT in actor.roles and (actor.id in (case.owner, case.backup, case.opened_by) or case.owner is None)


def may_see_personal(case: Case, actor: Actor) -> bool:
    """Whether what is personal of a case (its files, a pack or export of it) is for somebody to see."""
    return bool(actor.roles & SEE_ALL) or is_theirs(case, actor)


def check_may_see(case: Case, actor: Actor) -> None:
    """Refuse what is personal of a case (its files, a pack or export of it) to who has nothing to do with it."""
    if not may_see_personal(case, actor):
        raise NotAllowed(
            N_("The files of {reference} are for its owner, whoever stands in, leads, finance and admins."),
            roles=SEE_ALL,
            reference=case.reference,
        )


def needs_approval(wanted: Money, decided_so_far: Decimal, actor: Actor, limits: Limits) -> bool:
    """Whether this amount, with everything decided for the order so far, goes beyond the actor's own limit."""
    return decided_so_far + wanted.amount > limits.of(actor.roles, wanted.currency)
