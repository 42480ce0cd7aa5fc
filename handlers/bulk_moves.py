"""`/lost bulk` and the words of a list: one thing done to all cases of a selection, after a look at which allow it.

What is confirmed is done in one transaction: all of it, or after a crash nothing, and a repeated delivery changes
nothing. Each case's own rules and rights are asked when it is looked at and again when it is done.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from cases.act import Act
from cases.case import Case
from cases.incidents import LETTER_SENT, move_for
from cases.light_dataclass import dataclass
from cases.rights import check_may
from cases.targets import legal_moves
from cases.words import N_, NoLongerApplies, Person, Refused, Sentence, WrongField
from handlers.as_typed import as_typed
from handlers.desk import terms_of
from handlers.list_filters import filters_of
from handlers.may_own import check_may_own
from handlers.views.bulk_moves import ASSIGN, SENT, SNOOZE, WHAT, WRITE_OFF, WhyNot, bulk_form, bulk_look, bulk_told
from handlers.visit import Answer, Verb, Visit

# As many as one transaction may move without keeping others waiting; for the rest it is said to do it once more.
AT_ONCE = 100
LONGEST_QUERY = 300
MORNING = time(9)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done to every case: the thing, and what was filled in for it."""

    what: str
    person: str | None = None
    until: datetime | None = None
    reason: str | None = None


def typed(visit: Visit) -> Answer:
    """The form: what is to be done to the cases that match."""
    check_may("take", visit.who.actor)
    if not visit.ask.trigger_id:
        raise Refused(N_("Several cases at once go through /lost bulk, with a preview; here one at a time."))
    query = as_typed(visit.ask.text)[:LONGEST_QUERY]
    numbers, total = _matching(visit, query)
    if not numbers:
        raise Refused(N_("No case matches that. “/lost list” alone shows all open ones."))
    return Answer(view=bulk_form(query, len(numbers), total, visit.words, {"q": query, "ch": visit.ask.channel}))


def looked_at(visit: Visit) -> Answer:
    """The form was sent: which cases allow it, and which do not and why."""
    wish, query = _wish(visit, visit.ask.filled), str(visit.ask.meta.get("q") or "")
    cases = [visit.desk.case(number) for number in _matching(visit, query)[0]]
    may: list[Case] = []
    why_not: list[WhyNot] = []
    for case in cases:
        try:
            visit.desk.check(case.number, _act(visit, case, wish))
            may.append(case)
        except Refused as refused:
            why_not.append(WhyNot(case.reference, refused.sentence))
    if wish.what == SENT:
        _check_one_carrier(may)
    until = wish.until.isoformat() if wish.until else None
    meta = {"w": wish.what, "p": wish.person, "u": until, "r": wish.reason, "ch": visit.ask.meta.get("ch")}
    meta["n"] = [case.number for case in may]
    references = [case.reference for case in may]
    return Answer(view=bulk_look(wish.what, references, why_not, visit.words, meta), replaces_view=True)


def confirmed(visit: Visit) -> Answer:
    """The look was confirmed: do it to each case that still allows it."""
    wish = _carried(visit.ask.meta)
    if wish.person:
        check_may_own(visit, wish.person)
    numbers = [one for one in visit.ask.meta.get("n") or [] if isinstance(one, int)][:AT_ONCE]
    done: list[str] = []
    why_not: list[WhyNot] = []
    for number in numbers:
        try:
            case = visit.desk.case(number)
            act = _act(visit, case, wish)
            visit.desk.check(number, act)
        except Refused as refused:
            why_not.append(WhyNot(f"LOST-{number:04d}", refused.sentence))
            continue
        done.append(visit.desk.move(number, act).reference)
    return Answer(text=bulk_told(wish.what, done, why_not, visit.words))


def _matching(visit: Visit, query: str) -> tuple[list[int], int]:
    """The first open cases that match, by what is due first, and how many match in all."""
    filters = filters_of(query, visit.who.id, visit.at, visit.words.zone)
    filters = replace(filters, status="open", reader=visit.who.sees_only)
    found = visit.tx.cases.listing(visit.workspace, filters, 1, AT_ONCE)
    return [one.number for one in found.cases], found.total


def _wish(visit: Visit, filled: Any) -> Wish:
    """What was filled in. Raises WrongField where something is missing for it."""
    what = filled.get("what") if filled.get("what") in WHAT else None
    reason = (filled.get("reason") or "").strip() or None
    if what is None:
        raise WrongField("what", Sentence(N_("Choose what is to be done.")))
    if what == ASSIGN:
        person = filled.get("person")
        if not person:
            raise WrongField("person", Sentence(N_("Choose to whom.")))
        try:
            check_may_own(visit, person)
        except Refused as refused:
            raise WrongField("person", refused.sentence) from None
        return Wish(what, person=person)
    if what in (SNOOZE, WRITE_OFF) and not reason:
        raise WrongField("reason", Sentence(N_("Say why, in a few words: whoever looks at the case will ask.")))
    if what == SNOOZE:
        if not filled.get("until"):
            raise WrongField("until", Sentence(N_("Choose until when.")))
        zone = ZoneInfo(terms_of(visit.settings).team.calendar.zone)
        until = datetime.combine(date.fromisoformat(filled["until"]), MORNING, zone).astimezone(UTC)
        return Wish(what, until=until, reason=reason)
    return Wish(what, reason=reason)


def _carried(meta: Any) -> Wish:
    what = str(meta.get("w"))
    if what not in WHAT:
        raise NoLongerApplies(N_("This button is too old. Use the ones on the card."))
    until = datetime.fromisoformat(meta["u"]) if meta.get("u") else None
    return Wish(what, meta.get("p"), until, meta.get("r"))


def _act(visit: Visit, case: Case, wish: Wish) -> Act:
    """The move of one case that does it. Refused where its rules know none."""
    actor = visit.who.actor
    if wish.what == ASSIGN:
        if case.owner == wish.person:
            raise NoLongerApplies(N_("It is {person}'s already."), person=Person(str(wish.person)))
        return Act("assign", actor, details={"person": wish.person})
    if wish.what == SNOOZE:
        return Act("snooze", actor, details={"until": wish.until, "reason": wish.reason})
    if wish.what == SENT:
        move = move_for(case, LETTER_SENT)
        if move is None:
            raise NoLongerApplies(N_("Its search does not wait for an inquiry."))
        return Act(move[0], actor, move[1], {"text": wish.reason} if wish.reason else {})
    legal = legal_moves(case)
    claim = next((one for one in legal if one.move == "write_off"), None)
    if claim is None and not any(one.move == "no_claim" for one in legal):
        raise NoLongerApplies(N_("It has no claim that could be written off."))
    return Act(claim.move if claim else "no_claim", actor, claim.target if claim else None, {"reason": wish.reason})


def _check_one_carrier(cases: Sequence[Case]) -> None:
    if len({case.parcel.carrier for case in cases}) > 1:
        raise WrongField(
            "what",
            Sentence(N_("These parcels go with several carriers. Narrow the list to one, like carrier:yunexpress.")),
        )


VERBS = (
    Verb(
        "bulk",
        N_("[the words of list]"),
        N_("one thing done to all cases that match: give them to somebody, snooze, mark as sent, write off"),
        typed,
        ("批量",),
        writes=False,
    ),
)
FORMS = {"bulk_moves": looked_at, "bulk_do": confirmed}
