"""`/lost handover @a @b`: every open case of one person becomes another's, after a look at which they are.

The new owner gets one message about all of them; in the threads it is told without ringing for each.
"""

import re

from cases.act import Act
from cases.rights import check_may_do
from cases.words import N_, NoLongerApplies, Person, Refused
from handlers.case_rows import row_of
from handlers.handed_over import handed_over_letter
from handlers.may_own import check_may_own
from handlers.views.handed_over import handing_over
from handlers.views.kit import section
from handlers.visit import Answer, Verb, Visit
from storage.case_lists import CaseSummary, Filters

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
# As many in one transaction as leave others their turn; whoever has more is asked to press once more.
AT_ONCE = 200


def asked(visit: Visit) -> Answer:
    """How many cases that would be and which come first, with a button that does it."""
    check_may_do("hand_over", visit.who.roles)
    people = MENTION.findall(visit.ask.text)
    if len(people) != 2:
        raise Refused(N_("From whom to whom? Mention both, as in “/lost handover @lin @maya”."))
    return _preview(visit, people[0], people[1])


def confirmed(visit: Visit) -> Answer:
    """The button was pressed: hand over what is still theirs."""
    check_may_do("hand_over", visit.who.roles)
    value = visit.ask.value
    person, other = str(value.get("f", "")), str(value.get("t", ""))
    _check(visit, person, other)
    found = _cases(visit, person, AT_ONCE)
    if not found[0]:
        raise NoLongerApplies(N_("{person} has no open case any more, so nothing was changed."), person=Person(person))
    act = Act("hand_over", visit.who.actor, details={"person": person, "other": other})
    numbers = [visit.desk.move(one.number, act).number for one in found[0]]
    visit.desk.owe(handed_over_letter(visit.workspace, visit.ask.key, visit.who.id, person, other, numbers))
    told = visit.words.count(
        N_("{n} case of {person} is {other}'s now."),
        N_("{n} cases of {person} are {other}'s now."),
        len(numbers),
        person=Person(person),
        other=Person(other),
    )
    if found[1] > len(numbers):
        rest = _preview(visit, person, other)
        return Answer(text=told, blocks=[section(told), *(rest.blocks or [])])
    return Answer(text=told)


def _preview(visit: Visit, person: str, other: str) -> Answer:
    _check(visit, person, other)
    first, total = _cases(visit, person, 5)
    if not total:
        raise Refused(N_("{person} has no open case, so there is nothing to hand over."), person=Person(person))
    text, blocks = handing_over(person, other, [row_of(one) for one in first], total, AT_ONCE, visit.words, visit.at)
    return Answer(text=text, blocks=blocks)


def _check(visit: Visit, person: str, other: str) -> None:
    if person == other:
        raise Refused(N_("Whoever gets the cases must be somebody else. Mention two people."))
    check_may_own(visit, other)


def _cases(visit: Visit, person: str, most: int) -> tuple[tuple[CaseSummary, ...], int]:
    """The first of somebody's open cases, and how many there are.."""
    found = visit.tx.cases.listing(visit.workspace, Filters(owner=person, reader=visit.who.sees_only), 1, most)
    return found.cases, found.total


VERBS = (
    Verb(
        "handover",
        N_("@person @person"),
        N_("give all open cases of one person to another (leads, admins)"),
        asked,
        ("hand-over", "移交"),
        writes=False,
    ),
)
CLICKS = {"hand_over": confirmed}
