"""What trackers say of a parcel that is watched: kept as it came, judged, and offered as a case where it stalls."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from cases.case import Case
from cases.letters import SOON, Letter
from cases.scans import Look, after_answer, looked
from cases.watching import Story, Watched, is_to_be_offered, judged, offered_at, verdict_on
from handlers.desk import Desk, terms_of
from handlers.rules_in_force import rule_book
from handlers.tracked import keep_story
from handlers.whom import is_away, leads
from partners.carriers.numbers import recognise
from partners.tracking.asking import Answer
from storage.transaction import Transaction
from storage.watched import RawAnswer

# The letter that offers somebody their parcels that stall.
STALLED = "stalled"


def keep_told_of_watched(
    tx: Transaction, watched: Watched, answers: Sequence[Answer], now: datetime, *, may_be_late: bool = False
) -> Story:
    """Keep answers about a watched parcel and return its story with them; whoever watches it hears where it stalls.

    One that `may_be_late`, because it was delivered, takes nothing back.
    """
    story = tx.watched.story(watched.workspace, watched.number)
    for answer in answers:
        story = _with_answer(tx, watched, story, answer, now, may_be_late=may_be_late)
        tx.trackers.met_strange_words(watched.workspace, answer.provider, answer.unknown, now)
    # Thresholds are data that is read when it is needed first.
    from partners.tracking.thresholds import patience

    doubted = recognise(watched.number).verdict == "slip"
    book = rule_book(tx, watched.workspace)
    verdict = verdict_on(watched, story, book, patience(), now, number_doubted=doubted)
    carrier = watched.carrier or next((one.carrier for one in answers if one.carrier), None)
    after = judged(replace(watched, carrier=carrier), story, verdict, now)
    if is_to_be_offered(after, now):
        after = _offered(tx, after, now)
    tx.watched.keep(after, story)
    return story


def hand_over(desk: Desk, case: Case, number: str) -> bool:
    """Give the case what is known of a number of its own from when it was only watched; False where it was not."""
    if desk.tx.watched.get(desk.workspace, number) is None:
        return False
    story, raws = desk.tx.watched.story(desk.workspace, number), desk.tx.watched.raws(desk.workspace, number)
    desk.tx.watched.remove(desk.workspace, number)
    keep_story(desk, case, number, story, raws)
    return True


def _with_answer(
    tx: Transaction, watched: Watched, story: Story, answer: Answer, now: datetime, *, may_be_late: bool
) -> Story:
    scans = story.scans
    if answer.is_an_answer:
        raw = RawAnswer(answer.provider, now, answer.raw)
        digest = tx.watched.keep_raw(watched.workspace, watched.number, raw) if answer.raw else None
        theirs = [one for one in scans if one.provider == answer.provider]
        told = [replace(one, number=watched.number, raw=one.raw or digest) for one in answer.scans]
        after = after_answer(theirs, [*theirs, *told] if may_be_late else told)
        scans = (*(one for one in scans if one.provider != answer.provider), *after)
    return Story(scans, _with_look(story, watched.number, answer, now))


def _with_look(story: Story, number: str, answer: Answer, now: datetime) -> tuple[Look, ...]:
    before = next((one for one in story.looks if one.provider == answer.provider), None)
    why = answer.trouble.kind if answer.trouble else None
    look = Look(answer.provider, number, now, answer.outcome, now, None, answer.status, why, answer.expected_on)
    return (*(one for one in story.looks if one is not before), looked(before, look))


def _offered(tx: Transaction, watched: Watched, now: datetime) -> Watched:
    """The parcel with the instant at which it is offered, and the one message of that instant owed."""
    settings = tx.settings(watched.workspace).get()
    person = _reader(tx, watched, now)
    others = tx.watched.messages_to(watched.workspace, person)
    at = offered_at(others, now, terms_of(settings).team)
    if at not in others:
        tx.watched.note_message(watched.workspace, person, at)
        tx.outbox.add(stalled_letter(watched.workspace, person, at), now)
    return replace(watched, offer_at=at, offered_to=person, offered_cause=watched.cause)


def stalled_letter(workspace: str, person: str, offer_at: datetime) -> Letter:
    """The one message that offers somebody what stalls at an instant (UTC)."""
    params = {"person": person, "offer_at": offer_at.isoformat()}
    return Letter(f"{STALLED}:{person}:{offer_at.isoformat()}", workspace, f"user:{person}", STALLED, None, params,
                  SOON, offer_at)  # fmt: skip


def _reader(tx: Transaction, watched: Watched, now: datetime) -> str:
    """Whoever watches it; while they are away, who stands in for them, then a lead."""
    person = tx.people.get(watched.workspace, watched.by)
    if not is_away(person, now):
        return watched.by
    backup = person.backup if person else None
    if backup and not is_away(tx.people.get(watched.workspace, backup), now):
        return backup
    settings = tx.settings(watched.workspace).get()
    return next(iter(leads(tx, watched.workspace, settings, now)), watched.by)
