"""`/lost away`, `/lost back`, `/lost backup`: who is not there, and who stands in for them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.words import N_, Person, Refused
from handlers.visit import Answer, Verb, Visit
from handlers.whom import may_work, status_says_away

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
IN_DAYS = re.compile(r"\b(\d{1,3})\s*(?:days?|d|天|日)(?![a-z])", re.IGNORECASE)
ON_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
NOBODY = ("none", "nobody", "off", "无", "取消")
LONGEST_DAYS = 365


def away(visit: Visit) -> Answer:
    """`/lost away 2026-12-05 @maya`: from now until that morning reminders go to whoever stands in."""
    until, stands_in = _until(visit, visit.ask.text), _mentioned(visit, visit.ask.text)
    if until is None:
        raise Refused(N_("Until when? Write the day on which you are back: /lost away 2026-12-05 @maya, or 3d."))
    visit.tx.people.set_away(visit.workspace, visit.who.id, until)
    if stands_in:
        visit.tx.people.set_backup(visit.workspace, visit.who.id, stands_in)
    person = visit.tx.people.get(visit.workspace, visit.who.id)
    stands_in = stands_in or (person.backup if person else None)
    if stands_in:
        text = N_("Until {until} your reminders go to {person}. “/lost back” ends it.")
        return Answer(text=visit.words(text, until=until, person=Person(stands_in)))
    text = N_(
        "Until {until} your reminders go to the leads: nobody stands in for you. “/lost backup @maya” names somebody."
    )
    return Answer(text=visit.words(text, until=until))


def back(visit: Visit) -> Answer:
    """`/lost back`: reminders go to oneself again."""
    visit.tx.people.set_away(visit.workspace, visit.who.id, None)
    person = visit.tx.people.get(visit.workspace, visit.who.id)
    if person is not None and status_says_away(person, visit.at):
        return Answer(
            text=visit.words(
                N_("Your status in Slack still says that you are away. Clear it, and reminders come to you.")
            )
        )
    return Answer(text=visit.words(N_("Welcome back. Your reminders come to you again.")))


def backup(visit: Visit) -> Answer:
    """`/lost backup @maya`: who stands in for oneself, and hears with one what climbs."""
    text = visit.ask.text.strip()
    if text.lower() in NOBODY:
        visit.tx.people.set_backup(visit.workspace, visit.who.id, None)
        return Answer(text=visit.words(N_("Nobody stands in for you any more; the leads do.")))
    stands_in = _mentioned(visit, text)
    if stands_in is None:
        person = visit.tx.people.get(visit.workspace, visit.who.id)
        if person is not None and person.backup:
            return Answer(text=visit.words(N_("{person} stands in for you."), person=Person(person.backup)))
        raise Refused(N_("Nobody stands in for you yet. Mention the person: /lost backup @maya"))
    visit.tx.people.set_backup(visit.workspace, visit.who.id, stands_in)
    text = N_("{person} stands in for you while you are away, and hears with you what nobody has acted on.")
    return Answer(text=visit.words(text, person=Person(stands_in)))


def _mentioned(visit: Visit, text: str) -> str | None:
    """Whom the text names; refused where they cannot act."""
    found = MENTION.search(text)
    if found is None:
        return None
    known = visit.tx.people.get(visit.workspace, found[1])
    if found[1] == visit.who.id:
        raise Refused(N_("Somebody else has to stand in for you. Mention another person."))
    if known is None or known.is_bot or known.deleted or known.is_restricted:
        raise Refused(
            N_("{person} cannot stand in for you: only a member of this workspace can."), person=Person(found[1])
        )
    if not may_work(known, visit.settings):
        raise Refused(N_("{person} cannot stand in for you: that takes an agent or a lead."), person=Person(found[1]))
    return found[1]


def _until(visit: Visit, text: str) -> datetime | None:
    """The beginning of the day on which somebody is back, in their own zone."""
    zone = ZoneInfo(visit.words.zone)
    today = visit.at.astimezone(zone).date()
    if found := ON_DAY.search(text):
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            raise Refused(N_("{value} is not a date. Write it like 2026-04-03."), value=found[0]) from None
    elif (found := IN_DAYS.search(text)) and int(found[1]):
        day = today + timedelta(days=int(found[1]))
    else:
        return None
    if not today < day <= today + timedelta(days=LONGEST_DAYS):
        raise Refused(N_("You are back on a later day than today, and within a year. Write it like 2026-12-05."))
    return datetime.combine(day, time.min, zone).astimezone(UTC)


VERBS = (
    Verb("away", N_("DAY [@person]"), N_("your reminders go to whoever stands in for you, until you are back"), away,
         ("离开", "请假")),
    Verb("back", "", N_("your reminders come to you again"), back, ("回来", "销假")),
    Verb("backup", N_("@person"), N_("who stands in for you"), backup, ("代班",)),
)  # fmt: skip
