"""Who works in the simulated year, and how: moves that are plausible, at random times, with long silences between."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from cases.act import Act
from cases.case import Actor, Case, Order, Parcel
from cases.ladder import OWNER, after
from cases.money import Money
from cases.rights import ALL_ROLES
from cases.targets import LegalMove, legal_moves
from cases.words import Refused
from handlers.desk import Desk, Report, terms_of
from handlers.views.steps import moves_of_step
from storage.records import Person
from storage.transaction import Transaction
from tests.cases.filled_in import Form
from tests.cases.finishing import WAY_OUT, WHOLE_CASE

WORKSPACE = "T1"
AGENTS = ("UANA", "UBEN", "UCAI")
LEADS, FINANCE, BACKUP = ("ULEA", "ULEO"), ("UFIN",), "UBACKUP"
# Somebody with every role, who asked for nothing and so may decide about everything.
STEWARD = Actor("person", "USTEWARD", ALL_ROLES)
CARRIERS = ("ups", "dhl", "usps", "royal_mail", "yunexpress", "gls", None)
FOREVER = datetime.max.replace(tzinfo=UTC)
LONGEST_SILENCE_HOURS = 24 * 25
MOST_LINES = 4
# What ends a case early happens seldom, or there would be nothing left to watch.
SELDOM = frozenset({"found", "not_lost", "late_fact"})
OPENED_AGAIN_AFTER_DAYS = 30
LONGEST_DAYS = 90


@dataclass
class Plan:
    """What becomes of a case: when it is worked on next, and from when on it is brought to its end."""

    number: int
    next_at: datetime
    ends_from: datetime
    was_opened_again: bool = False


def hire(tx: Transaction, at: datetime) -> None:
    """The people, and a team that works in Shenzhen and keeps its holidays."""
    people = [Person(workspace=WORKSPACE, id=one, name=one, synced_at=at) for one in (*AGENTS, BACKUP)]
    people += [Person(workspace=WORKSPACE, id=one, name=one, synced_at=at, roles=["agent", "lead"]) for one in LEADS]
    people += [Person(workspace=WORKSPACE, id=one, name=one, synced_at=at, roles=["finance"]) for one in FINANCE]
    tx.people.upsert(people)
    for one in (*LEADS, *FINANCE):
        tx.people.set_roles(WORKSPACE, one, ["agent", "lead"] if one in LEADS else ["finance"])
    tx.people.set_backup(WORKSPACE, AGENTS[0], BACKUP)
    tx.people.set_away(WORKSPACE, AGENTS[1], at + timedelta(days=90))
    settings = tx.settings(WORKSPACE).get()
    shenzhen = {"timezone": "Asia/Shanghai", "holidays": "CN", "peak_from": "2026-11-15", "peak_until": "2027-01-15"}
    tx.settings(WORKSPACE).put(settings.model_copy(update=shenzhen), by=LEADS[0], at=at)


def open_case(tx: Transaction, chance: Random, number: int, at: datetime) -> Plan:
    """A case is reported by an agent; its first move comes soon, or late."""
    carrier = chance.choice(CARRIERS)
    parcel = Parcel(f"1Z{number:06d}", carrier, carrier.upper() if carrier else None, destination="DE", origin="CN")
    order = Order(f"305-{number}", "amazon.de", Money(Decimal(89), "EUR") if chance.random() < 0.7 else None)
    actor = Actor("person", chance.choice(AGENTS), frozenset({"agent"}))
    case = Desk(tx, WORKSPACE, at).open(Report(parcel, order, "CHOME"), actor)
    ends_from = at + timedelta(days=chance.randint(5, LONGEST_DAYS))
    return Plan(case.number, at + timedelta(hours=chance.expovariate(1 / 20)), ends_from)


def work(tx: Transaction, chance: Random, plan: Plan, at: datetime) -> str | None:
    """Somebody does something about a case, and when somebody will again; which move was made, if one was."""
    plan.next_at = at + timedelta(hours=min(chance.expovariate(1 / 60), LONGEST_SILENCE_HOURS))
    desk = Desk(tx, WORKSPACE, at)
    case = desk.case(plan.number)
    if not case.is_open:
        return _opens_again(desk, chance, plan, at)
    if chance.random() < 0.1:
        return _says_they_are_on_it(tx, case, at)
    legal = _way_out(case) if at >= plan.ends_from else _chosen(chance, case)
    details = {"reason": "to an end"} if at >= plan.ends_from else Form(chance, case, at).valid(legal)
    try:
        desk.move(case.number, Act(legal.move, _by(chance, legal), legal.target, details, legal.state))
    except Refused:
        return None
    if at >= plan.ends_from:
        plan.next_at = at + timedelta(hours=chance.expovariate(1 / 6))
    if not desk.case(case.number).is_open:
        comes_back = not plan.was_opened_again and chance.random() < 0.2
        plan.next_at = at + timedelta(days=chance.randint(1, OPENED_AGAIN_AFTER_DAYS)) if comes_back else FOREVER
    return legal.move


def _by(chance: Random, legal: LegalMove) -> Actor:
    """Agents decide, so that what is above their limit has to be approved; somebody with every role does the rest."""
    if legal.move.startswith("choose_") and chance.random() < 0.8:
        return Actor("person", chance.choice(AGENTS), frozenset({"agent"}))
    return STEWARD


def _opens_again(desk: Desk, chance: Random, plan: Plan, at: datetime) -> str:
    """A closed case that somebody comes back to is opened again, once."""
    plan.was_opened_again, plan.ends_from = True, at + timedelta(days=chance.randint(5, LONGEST_DAYS))
    reason = Form(chance, desk.case(plan.number), at).valid(LegalMove("reopen", None, "A", "closed"))
    desk.move(plan.number, Act("reopen", STEWARD, None, reason, "closed"))
    return "reopen"


def _says_they_are_on_it(tx: Transaction, case: Case, at: datetime) -> str | None:
    terms = terms_of(tx.settings(WORKSPACE).get())
    for clock in case.clocks:
        reached = tx.clocks.reached(case, clock.key)
        if reached >= OWNER:
            next_at = after(clock, terms.team, terms.ladder, at, reached, acknowledged=True)
            tx.clocks.acknowledged(case, clock.key, at, next_at)
            return "on it"
    return None


def _chosen(chance: Random, case: Case) -> LegalMove:
    """What the next step asks for more often than not, else anything that is legal."""
    seldom = chance.random() < 0.1
    step = [one for one in moves_of_step(case) if _fits(case, one, seldom)]
    others = [one for one in legal_moves(case) if _fits(case, one, seldom)]
    return chance.choice(step if step and chance.random() < 0.6 else others)


def _fits(case: Case, one: LegalMove, seldom: bool) -> bool:
    if one.move in SELDOM and not seldom:
        return False
    lines = {"draft_claim": case.claims, "dispute_opened": case.disputes, "add_number": case.parcels}
    held: tuple[object, ...] = case.remedies if one.move.startswith("choose_") else lines.get(one.move, ())
    return len(held) < MOST_LINES


def _way_out(case: Case) -> LegalMove:
    offered = legal_moves(case)
    on_lines = [one for one in offered if one.target and _leads_out(one)]
    on_case = [one for one in offered if one.move in WHOLE_CASE]
    return (on_lines + on_case + [one for one in offered if one.move == "close"])[0]


def _leads_out(legal: LegalMove) -> bool:
    return any(ways.get(legal.state) == legal.move for ways in WAY_OUT.values())
