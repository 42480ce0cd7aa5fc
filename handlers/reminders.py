"""A clock that has come due sounds: in the thread, to its owner, to whoever helps, as loud as its ladder says.

A ring moves no track. What it notes, when it sounds next and the letters it owes are one transaction; what was missed
while nobody rang is said once, at the rung that holds now.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from cases.case import Case, Clock
from cases.gathered import AT_MOST_EVERY, next_message
from cases.incidents import Incident
from cases.ladder import (
    BACKUP,
    CHANNEL,
    CHASES_BEFORE_LEAD,
    HARD,
    LEAD,
    MISSED,
    OWNER,
    QUIETLY,
    THREAD,
    after,
    due_rung,
    ends_at,
    heard_at,
    rungs,
    unanswered_chases,
)
from cases.letters import Letter
from cases.light_dataclass import dataclass
from cases.moves import FINANCE
from cases.notices import card_letter, lead_line_letter, nudges_letter, ring_letter
from cases.pauses import waits_until
from cases.terms import Terms
from cases.whose_step import rung_instead
from cases.working_time import TeamHours
from handlers.desk import terms_of
from handlers.who import approvers, limits_of
from handlers.whom import is_away, last_called, on_call_for, pause_of, people_for
from storage.clocks import DueClock
from storage.nudges import Nudge
from storage.records import Settings
from storage.transaction import Transaction

# A card is edited and never posted again; what is said in an older one's thread is said to its owner as well.
OLD_CARD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Sounding:
    """One ring: of which clock, how loud, when (UTC), how often it rang before, and the team's hours."""

    case: Case
    clock: Clock
    level: int
    at: datetime
    rings: int
    team: TeamHours


def ring(tx: Transaction, due: DueClock, at: datetime) -> None:
    """Sound one due clock in this transaction, and note when it sounds next. Each letter is owed once."""
    case = tx.cases.load(due.workspace, due.number)
    if case is None:
        return
    clock = case.clock(due.key) if case.is_open else None
    settings = tx.settings(due.workspace).get()
    terms = terms_of(settings)
    if clock is None or not rungs(clock, terms.team, terms.ladder):
        tx.clocks.rung(case, due.key, at, None)
        return
    if (heard := heard_at(clock, terms.team, at)) > at:
        # Nobody rang while the team was there, as after an outage: it waits until they are back.
        tx.clocks.held(case, due.key, heard)
        return
    level = _level(case, clock, due, terms, settings, at)
    tx.clocks.rung(case, due.key, at, after(clock, terms.team, terms.ladder, at, level), level)
    _tell(tx, Sounding(case, clock, level, at, due.rings, terms.team), settings)


def _level(case: Case, clock: Clock, due: DueClock, terms: Terms, settings: Settings, at: datetime) -> int:
    """How loud it sounds: the highest rung that is due; a third chase in vain is the lead's; small sums stay low."""
    level = due_rung(clock, terms.team, terms.ladder, at, due.rung)
    if due.acknowledged_at is not None and clock.kind not in HARD:
        # The climb was held: it goes on from where it was, not to where it would have been.
        level = min(
            (one.level for one in rungs(clock, terms.team, terms.ladder) if one.level > due.rung), default=level
        )
    if clock.side == "silence" and unanswered_chases(case, clock) >= CHASES_BEFORE_LEAD:
        level = max(level, LEAD)
    return min(level, BACKUP) if is_small(case, settings) and level < MISSED else level


def is_small(case: Case, settings: Settings) -> bool:
    """Whether what the case is about is below the amount that the workspace chases to the end."""
    worth = case.order.paid or case.order.cost
    limit = settings.small_amounts.get(worth.currency) if worth else None
    return worth is not None and limit is not None and worth.amount <= limit


def _tell(tx: Transaction, one: Sounding, settings: Settings) -> None:
    case, key, rings = one.case, one.clock.key, one.rings + 1
    people = _people(tx, one, settings)
    letters = [card_letter(case, f"ring:{key}:{rings}")]
    incident = tx.incidents.silent_together(case, one.clock)
    if not people or one.level == THREAD or one.level >= CHANNEL:
        ringing = ring_letter(case, key, rings, one.level)
        letters.append(ringing if incident is None else _ring_of_incident(one, incident))
    if place := _line_goes_to(one, people, settings):
        line = lead_line_letter(case, key, rings, place, one.level)
        letters.append(line if incident is None else replace(line, key=f"lead:{_sounding_of(one, incident)}"))
    tx.outbox.add_all(letters, one.at)
    for person in people:
        tx.put_off(_tell_people, (person, one))


def _line_goes_to(one: Sounding, people: list[str], settings: Settings) -> str | None:
    """The channel that reads one line: the leads' from their rung on, and where nobody is left to be told directly that
    or the channel of last resort.
    """
    if one.level in (LEAD, CHANNEL) and settings.leads_channel:
        return settings.leads_channel
    nobody_hears = not people and one.level >= OWNER
    return settings.leads_channel or settings.last_resort_channel if nobody_hears else None


def _ring_of_incident(one: Sounding, incident: Incident) -> Letter:
    """One line in the incident's thread for all of an owner's cases that wait for the answer to the one letter."""
    params = {"incident": incident.number, "what": "silent", "by": one.case.owner}
    key = f"ring:{_sounding_of(one, incident)}:{one.case.owner or 'nobody'}"
    return Letter(key, one.case.workspace, incident.channel or "default", "incident_line", None, params)


def _sounding_of(one: Sounding, incident: Incident) -> str:
    """The same for all cases of an incident that sound as loud on one day."""
    return f"{incident.reference}:{incident.asked}:{one.at.date().isoformat()}:{one.level}"


def _tell_people(tx: Transaction, told: list[tuple[str, Sounding]]) -> None:
    """Owe people the messages that tell of what rang in this transaction: with what else they are told by then, and
    before a deadline ends; a short pause of their notifications is waited out."""
    for workspace in sorted({one.case.workspace for _, one in told}):
        here = [(person, one) for person, one in told if one.case.workspace == workspace]
        since = min(one.at for _, one in here) - AT_MOST_EVERY
        others = tx.nudges.messages(workspace, {person for person, _ in here}, since)
        owed: list[tuple[str, Nudge, datetime]] = []
        for person, one in here:
            ends, pause = ends_at(one.clock, one.at), pause_of(tx.people.get(workspace, person))
            not_before = waits_until(pause, one.at, one.team, ends)
            send_at = next_message(others[person], one.at, one.team, ends, not_before)
            if send_at not in others[person]:
                others[person].append(send_at)
                tx.outbox.add(nudges_letter(workspace, person, send_at), one.at)
            owed.append((person, Nudge(one.case.number, one.clock.key, one.level), send_at))
        tx.nudges.add(workspace, owed)


def _people(tx: Transaction, one: Sounding, settings: Settings) -> list[str]:
    """Who gets it directly. The thread alone is for an owner who is there; whoever is away is stood in for at once.

    Of what a lead has to do the leads hear from the first such rung on, beside the owner who prepares it. After hours
    it is whoever is on call beside the owner, where the workspace says who that is, and else the leads.
    """
    case, level = one.case, one.level
    if level == QUIETLY:
        return []
    role = rung_instead(case, one.clock, limits_of(settings))
    if role == FINANCE:
        return _money_people(tx, one, settings)
    if level == THREAD:
        owners = people_for("owner", case, tx, settings, one.at) if case.owner else []
        return owners if case.owner not in owners or _card_is_old(tx, one) else []
    if level == CHANNEL and one.team.first_moment(one.at) > one.at:
        day = one.team.calendar.date_of(one.at)
        if woken := on_call_for(case, tx, settings, one.at, day):
            able = people_for("lead", case, tx, settings, one.at) if role is not None else []
            return list(dict.fromkeys([*last_called(case, tx, one.at), *woken, *able]))
    audiences = {
        OWNER: ("owner",),
        BACKUP: ("owner", "backup"),
        LEAD: ("owner", "lead"),
        CHANNEL: ("owner", "lead", "backup"),
    }
    wanted = (*audiences.get(level, ("owner", "lead")), *(("lead",) if role is not None else ()))
    found = [person for audience in wanted for person in people_for(audience, case, tx, settings, one.at)]
    return list(dict.fromkeys([*found, *(last_called(case, tx, one.at) if level == CHANNEL else [])]))


def _card_is_old(tx: Transaction, one: Sounding) -> bool:
    """Whether the card was posted so long ago that nobody sees what happens in its thread."""
    posted = tx.posts.get(one.case.workspace, one.case.number, "card")
    return posted is not None and one.at.timestamp() - float(posted[1]) > OLD_CARD.total_seconds()


def _money_people(tx: Transaction, one: Sounding, settings: Settings) -> list[str]:
    """What only finance may do is for finance, a request not for who made it; the leads hear too from their rung on,
    or while all those are away.
    """
    if one.level <= THREAD:
        return []
    line = one.clock.key.rpartition(":")[2]
    author = next((remedy.decided_by for remedy in one.case.remedies if remedy.id == line), None)
    people = [user for user in approvers(tx, one.case.workspace, settings) if user != author]
    away = all(is_away(tx.people.get(one.case.workspace, user), one.at) for user in people)
    leads = people_for("lead", one.case, tx, settings, one.at) if one.level >= LEAD or away else []
    return list(dict.fromkeys([*people, *leads]))
