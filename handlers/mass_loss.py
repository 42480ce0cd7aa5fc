"""Mass loss: parcels that stand together are proposed as one incident, and what was done once is noted in every case.

Where parcels stand is compared when it has changed, and only with what may stand beside it. One process does all this
at a time. What is owed to the cases of an incident is read from the database every time and done a few in each
transaction, each move together with the note that it was made: a crash in between neither doubles nor loses one.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from cases.act import Act
from cases.case import Actor, Case
from cases.correspondence import CARRIER
from cases.incidents import LETTER_SENT, incident_reference, move_for
from cases.mass_loss import ASKED_ABOUT, MEMBER, Proposal, proposals, together
from cases.moves import MOVES
from cases.words import Refused
from handlers.desk import Desk
from handlers.incident_draft import KIND, of_one_case
from handlers.incident_letters import owe_line, owe_message
from handlers.undecided_incidents import first_reminder, remind
from handlers.views.card import masked
from handlers.where_posted import place_for
from storage.correspondence import HAND, SENT, Written
from storage.database import Database
from storage.incidents import Errand
from storage.lanes import WHOLE_WORKSPACE, Lanes
from storage.transaction import Transaction

LANE = "mass loss"
TAKEN_FOR = timedelta(minutes=2)
# As with rings: clicks get their turn on SQLite's one writer.
LONGEST_TRANSACTION_SECONDS = 0.015
MOST_TRANSACTIONS = 1000
TRY_AGAIN_AFTER = timedelta(minutes=5)
CLOCK = "clock"
DATES = frozenset({"at", "until"})
log = structlog.get_logger("tracer.mass_loss")


class Clock(Protocol):
    """What tells the time, in UTC."""

    def now(self) -> datetime: ...


class MassLoss:
    """Proposes incidents and keeps them. `after` is called when something was kept: to wake the courier."""

    def __init__(self, database: Database, clock: Clock, *, after: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._clock = clock
        self._after = after
        self._failing: dict[tuple[str, int, int, int], datetime] = {}

    async def sweep(self) -> int:
        """Do what is owed, compare what has changed, and return how many things that were."""
        now = self._clock.now()
        self._failing = {key: until for key, until in self._failing.items() if until > now}
        if not await self._database.read(lambda tx: _has_work(tx, now)):
            return 0
        if not await self._database.write(lambda tx: Lanes(tx.connection).lease(*_lane(now))):
            return 0
        try:
            done = await self._again(lambda: self._database.write(lambda tx: self._errands(tx, now)))
            done += await self._again(lambda: self._compare(now))
            done += await self._database.write(lambda tx: _bring_up_to_date(tx, now))
            done += await self._database.write(lambda tx: remind(tx, now))
        finally:
            await self._database.write(lambda tx: Lanes(tx.connection).free(WHOLE_WORKSPACE, LANE, self._clock.now()))
        if done:
            self._after()
        return done

    async def _again(self, work: Callable[[], Awaitable[int]]) -> int:
        total = 0
        for _ in range(MOST_TRANSACTIONS):
            done = await work()
            if not done:
                break
            total += done
            self._after()
        return total

    def _errands(self, tx: Transaction, now: datetime) -> int:
        """Do a few of the moves that are owed, each undone by itself if it fails; return how many were seen to."""
        end_at, done = time.monotonic() + LONGEST_TRANSACTION_SECONDS, 0
        for errand in tx.incidents.owed():
            key = (errand.workspace, errand.incident, errand.round, errand.case_number)
            if key in self._failing:
                continue
            try:
                with tx.savepoint():
                    _run(tx, errand, now)
                done += 1
            except Exception as error:
                # One case that cannot be moved keeps no other from it.
                self._failing[key] = now + TRY_AGAIN_AFTER
                why = f"{type(error).__name__}: {error}"
                log.error("A move for an incident failed", case=errand.case_number, why=why)
            if time.monotonic() > end_at:
                break
        return done

    async def _compare(self, now: datetime) -> int:
        """Compare a few parcels with those that may stand beside them; return how many."""
        due = await self._database.read(lambda tx: tx.stands.due(now))
        if not due:
            return 0
        workspace, fresh = due[0].workspace, {one.case_number for one in due}
        found = await self._database.read(lambda tx: together(tx.stands.near(workspace, due, now), now))
        groups = [one for one in found if not fresh.isdisjoint(one.cases)]

        def keep(tx: Transaction) -> None:
            listed = tx.incidents.listed(workspace, {case for one in groups for case in one.cases}) if groups else []
            for one in proposals(groups, listed):
                _propose(tx, workspace, one, now)
            tx.stands.compared(due, now)

        await self._database.write(keep)
        return len(due)


def _has_work(tx: Transaction, now: datetime) -> bool:
    restless = any(told != shown or not open_cases for _, _, told, open_cases, shown in tx.incidents.running())
    waiting = tx.incidents.owed(1) or tx.stands.due(now, 1) or tx.incidents.undecided(now, 1)
    return restless or bool(waiting)


def _lane(now: datetime) -> tuple[str, str, datetime, datetime]:
    return WHOLE_WORKSPACE, LANE, now, now + TAKEN_FOR


def _propose(tx: Transaction, workspace: str, one: Proposal, now: datetime) -> None:
    """Keep a proposal, and tell of it: as a message of its own, or in the thread of the incident it would join."""
    desk = Desk(tx, workspace, now)
    if one.joins is None:
        homes = [case.home_channel for case in (desk.case(number) for number in one.cases[:1]) if case.home_channel]
        channel = place_for(next(iter(homes), None), workspace, desk.settings, tx)
        remind_at = first_reminder(desk)
        made = tx.incidents.propose(
            workspace, one.together, one.cases, by=CLOCK, at=now, channel=channel, remind_at=remind_at
        )
        owe_message(desk, made, "proposed")
        return
    incident = tx.incidents.get(workspace, one.joins, for_update=True)
    if incident is None:
        return
    tx.incidents.put(workspace, incident.number, one.cases, ASKED_ABOUT, by=CLOCK, at=now)
    owe_message(desk, incident, "grew")
    if incident.is_open:
        owe_line(desk, incident, "may_join", cases=list(one.cases))


def _run(tx: Transaction, errand: Errand, now: datetime) -> None:
    """Make one move that is owed, and note it; what the rules refuse is noted with the reason."""
    if not tx.incidents.begin(errand, now):
        # Another process has done it meanwhile.
        return
    desk = Desk(tx, errand.workspace, now)
    if (why_not := _made(desk, errand)) is not None:
        tx.incidents.not_made(errand, why_not)
    if not tx.incidents.is_at_work(errand.workspace, errand.incident, errand.round):
        _tell_outcome(desk, errand)


def _made(desk: Desk, errand: Errand) -> str | None:
    """Make the move and return None, or why it was not made."""
    case = desk.case(errand.case_number)
    belongs_to = desk.tx.incidents.member_of(desk.workspace, case.number)
    actor = Actor("person", errand.by, errand.roles)
    if not case.is_open:
        return "closed"
    if case.private:
        return "private"
    if errand.what == "join":
        if belongs_to not in (None, errand.incident):
            return "elsewhere"
        return _joined(desk, errand, actor) if belongs_to is None else None
    if belongs_to != errand.incident:
        return "left"
    move = move_for(case, errand.what)
    if move is None:
        return "not_possible"
    asked = {one.name for one in MOVES[move[0]].fields}
    told = _details(desk.tx, errand)
    details = {name: value for name, value in told.items() if name in asked}
    try:
        with desk.tx.savepoint():
            if errand.what == LETTER_SENT and told.get("text"):
                details = {name: value for name, value in details.items() if name != "text"}
                details |= _kept_letter(desk, errand, case, move[1], told)
            desk.move(case.number, Act(move[0], actor, move[1], details))
    except Refused as refused:
        log.warning("A case refused what was noted for its incident", case=case.number, why=str(refused))
        return "refused"
    return None


def _kept_letter(desk: Desk, errand: Errand, case: Case, line: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the letter word for word in a case, as every text that was sent, and return how its move names it."""
    kept = desk.tx.correspondence.keep(
        Written(
            workspace=desk.workspace,
            case_number=case.number,
            id=desk.tx.correspondence.next_id(desk.workspace, case.number),
            kind=KIND,
            to=CARRIER,
            line=line,
            language=told.get("language", "en"),
            by=errand.by,
            at=errand.at,
            way=HAND,
            state=SENT,
            subject=told.get("subject", ""),
            body=told["text"],
            via=told.get("via"),
            reference=told.get("reference"),
            sent_at=errand.at,
        )
    )
    return {"written": kept.id, "text_kind": KIND, "language": kept.language}


def _joined(desk: Desk, errand: Errand, actor: Actor) -> None:
    number = errand.case_number
    reference = incident_reference(errand.incident)
    if desk.case(number).incident != reference:
        desk.move(number, Act("join_incident", actor, details={"incident": reference}))
    desk.tx.incidents.put(desk.workspace, errand.incident, [number], MEMBER, by=errand.by, at=desk.at)


def _details(tx: Transaction, errand: Errand) -> dict[str, Any]:
    """What was filled in, as the rules want it: the words themselves lie apart and may have been erased."""
    details = dict(errand.details)
    for name in details.keys() & DATES:
        details[name] = datetime.fromisoformat(details[name])
    for name in [one for one in details if one.endswith("_ref")]:
        text = tx.personal.get(errand.workspace, details.pop(name))
        details |= {name.removesuffix("_ref"): _of_one_case(tx, errand, text)} if text else {}
    return details


def _of_one_case(tx: Transaction, errand: Errand, text: str) -> str:
    """The words as one case keeps them: of other cases' numbers only the ends, because its readers are others."""
    found = tx.incidents.cases_of(errand.workspace, errand.incident)
    every = {one.case.tracking_number: masked(one.case.tracking_number) for one in found}
    own = {one.case.number: one.case.tracking_number for one in found}.get(errand.case_number, "")
    return of_one_case(text, own, every)


def _tell_outcome(desk: Desk, errand: Errand) -> None:
    """When the last move of a round was made: say in the thread what came of it, where it did not go without saying."""
    incident = desk.tx.incidents.get(desk.workspace, errand.incident)
    if incident is None:
        return
    outcome = desk.tx.incidents.outcome(desk.workspace, errand.incident, errand.round)
    left_out = [(number, why) for number, why in outcome if why]
    if errand.what != "join" or left_out:
        count = len(outcome) - len(left_out)
        owe_line(desk, incident, "noted", str(errand.round), count=count, left_out=left_out)
    owe_message(desk, incident, f"round {errand.round}")


def _bring_up_to_date(tx: Transaction, now: datetime) -> int:
    """Close incidents whose cases are all closed, and owe the message of those whose cases have moved."""
    changed = 0
    for workspace, number, told, open_cases, shown in tx.incidents.running():
        incident = tx.incidents.get(workspace, number, for_update=True)
        if incident is None or not incident.is_open or tx.incidents.is_at_work(workspace, number):
            continue
        desk = Desk(tx, workspace, now)
        if not open_cases:
            tx.incidents.end(workspace, number, by=CLOCK, at=now)
            owe_line(desk, incident, "ended", "ended")
            owe_message(desk, incident, "ended")
        elif told != shown:
            tx.incidents.change(workspace, number, told=shown)
            owe_message(desk, incident, shown)
        else:
            continue
        changed += 1
    return changed
