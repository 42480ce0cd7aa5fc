"""Who is to hear of something: the owner while they are there, whoever stands in for them, and the leads."""

from datetime import date, datetime

from cases.case import Case
from cases.moves import ADMIN, LEAD, WORKERS
from cases.on_call import on_call
from cases.pauses import Pause, is_absence
from cases.privacy import may_see
from handlers.rules_in_force import team_calendar
from handlers.who import roles_of, who_is, with_any_role
from storage.records import Person, Settings
from storage.transaction import Transaction


def is_away(person: Person | None, at: datetime) -> bool:
    """Whether somebody does not hear what is said at an instant (UTC): they are off, or hear nothing for so long that
    nobody waits for them."""
    return is_off(person, at) or is_absence(pause_of(person), at)


def is_off(person: Person | None, at: datetime) -> bool:
    """Whether somebody cannot act at an instant (UTC): they left, said so here, or their status in Slack says so."""
    if person is None:
        return False
    return person.deleted or status_says_away(person, at) or (person.away_until is not None and person.away_until > at)


def may_work(person: Person | None, settings: Settings) -> bool:
    """Whether somebody's roles let them work on cases; whom Slack has not told of yet is taken for an agent."""
    return person is None or bool(roles_of(person, settings) & WORKERS)


def status_says_away(person: Person, at: datetime) -> bool:
    """Whether their status in Slack says that somebody is not there, and has not ended by itself since."""
    return person.says_away and (person.says_away_until is None or person.says_away_until > at)


def pause_of(person: Person | None) -> Pause | None:
    """The pause of somebody's notifications that is under way or comes next, as Slack last said."""
    if person is None or person.pause_from is None or person.pause_until is None:
        return None
    return Pause(person.pause_from, person.pause_until)


def people_for(audience: str, case: Case, tx: Transaction, settings: Settings, at: datetime) -> list[str]:
    """The Slack user ids of an audience: `owner`, `backup` or `lead`, those away stood in for.

    An owner who is away, or may not work on cases any more, is stood in for by the backup, then by the leads; a case
    without an owner is its leads'.
    """
    if audience == "owner":
        owner, others = _there([case.owner], case, tx, settings, at), backups(case, tx)
        return owner or _there(others, case, tx, settings, at) or leads(tx, case.workspace, settings, at)
    if audience == "backup":
        return _there(backups(case, tx), case, tx, settings, at)
    return leads(tx, case.workspace, settings, at)


def last_called(case: Case, tx: Transaction, at: datetime) -> list[str]:
    """Owner and whoever stands in, whatever their notifications: they may look, and there is no time to wait."""
    known = [one for one in (case.owner, *backups(case, tx)) if one]
    return [one for one in dict.fromkeys(known) if not is_off(tx.people.get(case.workspace, one), at)]


def on_call_for(case: Case, tx: Transaction, settings: Settings, at: datetime, day: date) -> list[str]:
    """Whoever is on call on the team's local date and may see the case, the next in turn while they are off.

    Empty where the workspace has named nobody, or nobody of them is left.
    """
    for user in on_call(settings.on_call, day):
        if _can_be_woken(tx.people.get(case.workspace, user), settings, at) and _may_see(case, tx, settings, user):
            return [user]
    return []


def on_call_today(tx: Transaction, workspace: str, settings: Settings, at: datetime) -> str | None:
    """Whose week it is where the team is, the next in turn while they are off; None where nobody is named."""
    day = team_calendar(settings).date_of(at)
    turns = on_call(settings.on_call, day)
    return next((one for one in turns if _can_be_woken(tx.people.get(workspace, one), settings, at)), None)


def _can_be_woken(person: Person | None, settings: Settings, at: datetime) -> bool:
    return not is_off(person, at) and may_work(person, settings)


def _may_see(case: Case, tx: Transaction, settings: Settings, user: str) -> bool:
    return may_see(case, who_is(tx, case.workspace, user, settings).actor)


def backups(case: Case, tx: Transaction) -> list[str | None]:
    """Who stands in for the owner: whom the case names, else whom the owner named."""
    owner = tx.people.get(case.workspace, case.owner) if case.owner else None
    return [case.backup, owner.backup if owner else None]


def leads(tx: Transaction, workspace: str, settings: Settings, at: datetime) -> list[str]:
    """The leads who are there, else the admins, else those whose notifications are paused, else every lead all the
    same: somebody always hears of it."""
    for is_missing in (is_away, is_off):
        for role in (LEAD, ADMIN):
            people = with_any_role(tx, workspace, settings, frozenset({role}))
            there = [user for user in people if not is_missing(tx.people.get(workspace, user), at)]
            if there:
                return there
    return with_any_role(tx, workspace, settings, frozenset({LEAD, ADMIN}))


def _there(users: list[str | None], case: Case, tx: Transaction, settings: Settings, at: datetime) -> list[str]:
    known = {user: tx.people.get(case.workspace, user) for user in users if user}
    return [user for user, one in known.items() if not is_away(one, at) and may_work(one, settings)][:1]
