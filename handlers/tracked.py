"""What a tracker, or a person who pastes, says about a number: kept as it came, and made facts of the case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from cases.act import Act
from cases.case import Actor, Case, Parcel
from cases.found_again import seen_again, settled_at
from cases.light_dataclass import dataclass
from cases.mass_loss import stand_of
from cases.scan_kinds import KINDS
from cases.scans import Look, Scan
from cases.timelines import Event, instant_of, known, last_event, last_physical, live, timeline
from cases.tracked import EXPECTED, TELLING, parcel_of, with_known
from cases.watching import Story
from handlers.cause_in_time import look_again
from handlers.desk import Desk
from handlers.replacement_stalls import tell_if_it_stalls
from handlers.seen_again import tell_seen_again
from partners.carriers.numbers import courier_name
from partners.tracking.asking import Answer
from partners.tracking.by_hand import NAME as BY_HAND
from partners.tracking.flights_and_bags import bag_of, flight_of
from storage.scans import News
from storage.transaction import Transaction
from storage.watched import RawAnswer

# After so many days without a scan, the first one that comes is news whatever it says.
LONG_SILENCE_DAYS = 7


@dataclass(frozen=True, slots=True)
class _Told:
    """Who said what about a number: what of it is new, the story as it was before, and what was said beside scans."""

    number: str
    actor: Actor
    news: News
    before: tuple[Event, ...]
    more: Mapping[str, Any]


def keep_told(
    tx: Transaction, workspace: str, case_number: int, answer: Answer, now: datetime, *, may_be_late: bool = False
) -> Look:
    """Keep one answer: its bytes, its scans, how the tracker answered; and move the case where that changes it.

    A case that is closed keeps its scans and is not moved by them; whoever paid for it hears of the first that is new.
    One that `may_be_late`, because it was delivered, takes nothing back: what it does not tell yet may have been told
    by a later one.
    """
    # Held before its scans are read: whoever else hears of this case at this moment waits, and then reads these too.
    tx.cases.load(workspace, case_number)
    if may_be_late:
        theirs = [one for one in _of(tx, workspace, case_number, answer.number) if one.provider == answer.provider]
        answer = replace(answer, scans=(*theirs, *answer.scans))
    news, before = _kept(tx, workspace, case_number, answer, now)
    trouble = answer.trouble
    look = tx.trackers.keep_look(
        workspace,
        case_number,
        Look(
            answer.provider,
            answer.number,
            now,
            answer.outcome,
            now,
            status=answer.status,
            why=trouble.kind if trouble else None,
            expected_on=answer.expected_on,
        ),
    )
    tx.trackers.met_strange_words(workspace, answer.provider, answer.unknown, now)
    if news or answer.is_an_answer:
        actor = Actor("partner", answer.provider)
        told = _Told(answer.number, actor, news, before, _of_answer(answer))
        _moved(tx, workspace, case_number, told, now)
    return look


def keep_pasted(desk: Desk, case: Case, number: str, scans: Sequence[Scan], pasted: str, actor: Actor) -> News:
    """Keep scans that a person pasted, with the text itself. What was pasted before stays: nothing is taken back."""
    tx, workspace, now = desk.tx, desk.workspace, desk.at
    before = timeline(_of(tx, workspace, case.number, number))
    told = [one for one in _of(tx, workspace, case.number, number) if one.provider == BY_HAND]
    raw = pasted.encode("utf-8", "replace")
    news = tx.scans.keep_answer(workspace, case.number, BY_HAND, number, [*told, *scans], raw, now)
    if news:
        _moved(tx, workspace, case.number, _Told(number, actor, news, before, {}), now)
        look_again(desk, desk.case(case.number))
    return news


def keep_story(desk: Desk, case: Case, number: str, story: Story, raws: Iterable[RawAnswer]) -> None:
    """Keep what was known of a parcel before its number was a case's: answers as they came, scans and looks.

    The card shows it; the thread is not told of what was seen before.
    """
    tx, workspace = desk.tx, desk.workspace
    for raw in raws:
        tx.scans.take_over(workspace, case.number, raw.provider, number, raw.content, raw.at)
    for look in story.looks:
        tx.trackers.bring_look(workspace, case.number, look)
    for provider in dict.fromkeys(one.provider for one in story.scans):
        theirs = [one for one in story.scans if one.provider == provider]
        tx.scans.keep_answer(workspace, case.number, provider, number, theirs, b"", desk.at)
    events = timeline(story.scans)
    expected = max((one.expected_on for one in story.looks if one.expected_on), default=None)
    facts = _facts(events, corrected=False) | ({EXPECTED: expected} if expected else {})
    parcel = parcel_of(case, number)
    if facts and parcel is not None and case.is_open and with_known(parcel, facts) != parcel:
        details = {"number": number, "scan": _kind_of(events), **facts, "quiet": True}
        teller = story.scans[-1].provider if story.scans else story.looks[-1].provider
        desk.move(case.number, Act("tracked", Actor("partner", teller), details=details))
    if parcel is not None and parcel.role != "replacement":
        _keep_stand(desk, case, events)


def _kept(
    tx: Transaction, workspace: str, case_number: int, answer: Answer, now: datetime
) -> tuple[News, tuple[Event, ...]]:
    before = timeline(_of(tx, workspace, case_number, answer.number))
    if not answer.is_an_answer:
        return News(), before
    kept = tx.scans.keep_answer(workspace, case_number, answer.provider, answer.number, answer.scans, answer.raw, now)
    return kept, before


def _moved(tx: Transaction, workspace: str, case_number: int, told: _Told, now: datetime) -> None:
    """Make the case's facts those of the scans, where they are not; its card follows, its thread where it matters.

    Where the case was settled, whoever paid for the parcel hears that it was seen again.
    """
    desk = Desk(tx, workspace, now)
    case = desk.case(case_number)
    parcel = parcel_of(case, told.number)
    if parcel is None:
        return
    events = timeline(_of(tx, workspace, case_number, *_numbers_of(case, told.number)))
    again = _seen_again(desk, case, parcel, events, told)
    if case.is_open:
        _with_facts(desk, case, parcel, events, told, quietly=again is not None)
    if again is not None:
        tell_seen_again(desk, case, told.number, again, told.actor)
    if parcel.role != "replacement":
        _keep_stand(desk, case, events)
    elif case.is_open:
        looks = [one for one in tx.trackers.looks(workspace, case_number) if one.number == told.number]
        scans = _of(tx, workspace, case_number, told.number)
        tell_if_it_stalls(desk, desk.case(case_number), parcel, scans, looks, told.actor)


def _keep_stand(desk: Desk, case: Case, events: Sequence[Event]) -> None:
    """Where the parcel stands now, to be compared with those of other cases."""
    numbers = [one.number for one in case.parcels]
    stand = stand_of(events, flight_of(events), bag_of(events, numbers))
    desk.tx.stands.keep(desk.workspace, case.number, stand, desk.at)


def _seen_again(desk: Desk, case: Case, parcel: Parcel, events: Sequence[Event], told: _Told) -> str | None:
    """The kind of scan that owner and finance have to hear of, because the case was settled; None for any other."""
    if parcel.role == "replacement" or not told.news.new or settled_at(case, desk.at) is None:
        return None
    log = desk.tx.cases.log(desk.workspace, case.number)
    return seen_again(case, events, told.before, (one.key for one in told.news.new), log, desk.at)


def _with_facts(desk: Desk, case: Case, parcel: Parcel, events: Sequence[Event], told: _Told, *, quietly: bool) -> None:
    """The facts of an open case as its scans show them; its thread hears what matters, unless it is told `quietly`."""
    more = {name: value for name, value in told.more.items() if value}
    facts = _facts(events, bool(told.news.taken_back)) | more
    telling = _telling(events, told.news, told.before)
    if with_known(parcel, facts) == parcel and telling is None:
        return
    newest = telling or _kind_of(events)
    arrived = _replacement_that_arrived(case, parcel, facts)
    # Where it ends a line, the line of that move tells it.
    quiet = {} if telling and arrived is None and not quietly else {"quiet": True}
    details = {"number": told.number, "scan": newest, **facts, **quiet}
    desk.move(case.number, Act("tracked", told.actor, details=details))
    if arrived is not None:
        desk.move(case.number, Act("replacement_delivered", told.actor, arrived))


def _replacement_that_arrived(case: Case, parcel: Parcel, facts: Mapping[str, Any]) -> str | None:
    """The line of the replacement that was on its way under this number and is delivered now."""
    moving = [one for one in case.remedies if one.state == "replacement_moving" and one.replacement == parcel.number]
    return moving[0].id if moving and facts.get("delivered_on") else None


def _facts(events: Sequence[Event], corrected: bool) -> dict[str, Any]:
    facts = {name: value for name, value in asdict(known(events)).items() if value}
    return facts | ({"corrected": True} if corrected else {})


def _of_answer(answer: Answer) -> dict[str, Any]:
    """What the answer says beside its scans."""
    said: dict[str, Any] = {EXPECTED: answer.expected_on, "origin": answer.origin, "destination": answer.destination}
    if answer.carrier:
        said |= {"carrier": answer.carrier, "carrier_name": courier_name(answer.carrier)}
    return said


def _telling(events: Sequence[Event], news: News, before: Sequence[Event]) -> str | None:
    """The kind of scan that the thread should hear of: the newest that is new and matters, unless it is outdated."""
    if news.taken_back:
        return "corrected"
    fresh = {one.key for one in news.new}
    for event in reversed(live(events)):
        is_new = any(one.key in fresh for one in event.told_by) and not _told(event, before)
        if event.scan.kind in TELLING and is_new:
            return event.scan.kind
        if event.scan.is_physical:
            break
    return _after_silence(events, before)


def _told(event: Event, before: Sequence[Event]) -> bool:
    """Whether another tracker had told of this happening already."""
    return any(one.scan.kind == event.scan.kind and {*one.told_by} & {*event.told_by} for one in before)


def _after_silence(events: Sequence[Event], before: Sequence[Event]) -> str | None:
    last, newest = last_physical(before), last_physical(events)
    if last is None or newest is None:
        return None
    silent = (instant_of(newest.scan) - instant_of(last.scan)).days
    return newest.scan.kind if silent >= LONG_SILENCE_DAYS else None


def _kind_of(events: Sequence[Event]) -> str:
    newest = last_physical(events) or last_event(events)
    return newest.scan.kind if newest and newest.scan.kind in KINDS else "note"


def _numbers_of(case: Case, number: str) -> Iterable[str]:
    """The number, and the others of the same parcel."""
    lost = [one.number for one in case.parcels if one.role != "replacement"]
    return lost if number in lost else [number]


def _of(tx: Transaction, workspace: str, case_number: int, *numbers: str) -> list[Scan]:
    return [one for one in tx.scans.of_case(workspace, case_number) if one.number in numbers]
