"""When a letter cannot be delivered for good, somebody else hears of it: what it was, where to, and why.

First whoever the case is with, then who stands in for them, then the leads, at last the channel of last resort. Each
is told once. A reminder is carried along whole, so that whoever hears of it can do what it asks for.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog

from cases.case import Case
from cases.letters import Letter
from cases.notices import approval_letters
from cases.words import N_, Person
from handlers import reminder_letters, seen_again, stalled_letters, taken_back
from handlers.deliveries import NOT_IN_THERE, PERSON_HAS_LEFT, POST, Call, is_person
from handlers.language import Marked, Words, cut
from handlers.views.kit import MESSAGE_BLOCKS_MOST, MESSAGE_TEXT_LONGEST, Block, section
from handlers.who import approvers, channel_words, who_is
from handlers.whom import backups, is_away, leads, people_for
from storage.records import Settings
from storage.transaction import Transaction

# A private answer is worth nothing to anybody but who asked.
NOBODY_ELSES = frozenset({"whisper", "home"})
REMINDERS = {
    **reminder_letters.KINDS,
    **reminder_letters.LINKING,
    **seen_again.LINKING,
    **stalled_letters.KINDS,
}
WHY = {
    PERSON_HAS_LEFT: N_("that account is deactivated"),
    "user_not_found": N_("Slack knows nobody of that name"),
    "is_archived": N_("the channel is archived"),
    "not_in_channel": N_("Tracer is not in the channel"),
    "channel_not_found": N_("Slack shows Tracer no such place"),
    "restricted_action": N_("Tracer may not write there"),
    "posting_to_channel_denied": N_("Tracer may not write there"),
    "restricted_action_read_only_channel": N_("only some people may write there"),
}
log = structlog.get_logger("tracer.courier")


def on_given_up(letter: Letter, error: str, tx: Transaction, now: datetime) -> list[Letter]:
    """Who hears of a letter that could not be delivered, as letters; the next one in turn where it is one of those."""
    if letter.kind in NOBODY_ELSES:
        return []
    case = _case(letter, tx)
    if letter.kind in taken_back.KINDS:
        return _not_taken_back(letter, error)
    if letter.kind == "undelivered":
        lost, readers = dict(letter.params), letter.params["left"]
    else:
        lost, readers = _lost(letter, error, case), _readers(letter, case, tx, now)
    told = _told(letter, lost, readers)
    if not told:
        log.error("Nobody is left to be told of a letter that was given up", letter=lost["key"], why=lost["error"])
    return [*told, *_asked_directly(letter, case, tx)]


def _not_taken_back(letter: Letter, error: str) -> list[Letter]:
    """Whoever erased it hears of what Slack still shows, so that it is deleted by hand."""
    lost = {"key": letter.key, "kind": letter.kind, "params": dict(letter.params), "error": error}
    if channel := letter.params.get("channel"):
        lost["place"] = channel
    return _told(letter, lost, [letter.params["by"]])


def _lost(letter: Letter, error: str, case: Case | None) -> dict[str, Any]:
    """What is remembered of a letter that could not be delivered."""
    lost = {"key": letter.key, "kind": letter.kind, "params": dict(letter.params), "error": error}
    place = letter.lane.removeprefix("user:")
    if letter.lane != "default":
        lost["place"] = place
    elif case is not None and case.home_channel:
        lost["place"] = case.home_channel
    return lost


def _told(letter: Letter, lost: dict[str, Any], readers: list[str]) -> list[Letter]:
    """The letter to the first of some readers; it names those who are told where this one cannot be delivered."""
    if not readers:
        return []
    reader, *left = readers
    lane = f"user:{reader}" if is_person(reader) else reader
    params = {**lost, "reader": reader, "left": left}
    return [Letter(f"{lost['key']}:{reader}", letter.workspace, lane, "undelivered", letter.case_number, params)]


def _readers(letter: Letter, case: Case | None, tx: Transaction, now: datetime) -> list[str]:
    """Who is to hear of it, in turn, each once: people by user id, at last a channel."""
    settings = tx.settings(letter.workspace).get()
    found = _of_the_case(case, tx, settings, now) if case else _of_the_person(letter, tx)
    there = [one for one in found if one and not is_away(tx.people.get(letter.workspace, one), now)]
    there += leads(tx, letter.workspace, settings, now)
    last = [settings.last_resort_channel] if settings.last_resort_channel else []
    failed = letter.lane.removeprefix("user:")
    return [one for one in dict.fromkeys([*there, *last]) if one != failed and not _has_left(one, letter, tx)]


def _of_the_case(case: Case, tx: Transaction, settings: Settings, now: datetime) -> list[str | None]:
    owners: Iterable[str] = people_for("owner", case, tx, settings, now) if case.owner else [case.opened_by]
    return [*owners, *backups(case, tx)]


def _of_the_person(letter: Letter, tx: Transaction) -> list[str | None]:
    """Who stands in for the person whom a letter about no case in particular was for."""
    person = tx.people.get(letter.workspace, letter.lane.removeprefix("user:"))
    return [person.backup] if person else []


def _has_left(reader: str, letter: Letter, tx: Transaction) -> bool:
    person = tx.people.get(letter.workspace, reader) if is_person(reader) else None
    return person is not None and person.deleted


def _asked_directly(letter: Letter, case: Case | None, tx: Transaction) -> list[Letter]:
    """A request that the channel for approvals did not take goes to each approver."""
    if case is None or letter.kind != "approval" or is_person(letter.params["reader"]):
        return []
    remedy = next((one for one in case.remedies if one.id == letter.params["remedy"]), None)
    people = approvers(tx, letter.workspace, tx.settings(letter.workspace).get())
    return approval_letters(case, remedy, people, (), letter.key) if remedy else []


def _undelivered(letter: Letter, tx: Transaction, now: datetime) -> Call | None:
    """What could not be delivered, where and why, in the reader's language; a reminder only while it is still true."""
    reader, settings = letter.params["reader"], tx.settings(letter.workspace).get()
    if is_person(reader):
        words = who_is(tx, letter.workspace, reader, settings).words
    else:
        words = channel_words(tx, letter.workspace, reader, settings)
    told = _sentence(letter, _case(letter, tx), tx, words)
    said: dict[str, Any] = {"channel": reader, "text": cut(told, MESSAGE_TEXT_LONGEST)}
    if letter.params["kind"] not in REMINDERS:
        return Call(POST, said)
    carried = _reminder(letter, tx, now)
    if carried is None:
        return None
    text, blocks = carried
    said["text"] = cut(f"{told}\n{text}", MESSAGE_TEXT_LONGEST)
    return Call(POST, {**said, "blocks": [section(told), *blocks][:MESSAGE_BLOCKS_MOST]})


def _reminder(letter: Letter, tx: Transaction, now: datetime) -> tuple[str, list[Block]] | None:
    """The reminder itself, as it would be said now; None where there is nothing to be reminded of any more."""
    params = {**letter.params["params"], "reader": letter.params["reader"]}
    lost = replace(letter, kind=letter.params["kind"], params=params, lane=letter.params.get("place", letter.lane))
    call = REMINDERS[lost.kind](lost, tx, now)
    if call is None:
        return None
    return call.args["text"], call.args.get("blocks") or [section(call.args["text"])]


def _sentence(letter: Letter, case: Case | None, tx: Transaction, words: Words) -> str:
    kind, place, error = letter.params["kind"], letter.params.get("place"), letter.params["error"].partition(":")[0]
    why = words(WHY[error]) if error in WHY else words(N_("Slack answers “{error}”"), error=letter.params["error"])
    if kind in taken_back.KINDS:
        reference = case.reference if case else "–"
        return words(taken_back.STILL_THERE[kind], reference=reference, place=_place_of(place), why=why)
    if place and is_person(place):
        text = TO_PERSON[kind in REMINDERS]
        return words(text, person=Person(place), why=why)
    channel = Marked(f"<#{place}>") if place else None
    if case is not None and (elsewhere := letter.params.get("elsewhere")):
        where = words(
            N_("Tracer could not post in {channel}, because {why}. The card of {reference} is in {elsewhere}."),
            reference=case.reference,
            channel=channel,
            why=why,
            elsewhere=Marked(f"<#{elsewhere}>"),
        )
        after = None if error == "is_archived" else OPEN_AGAIN[error in NOT_IN_THERE]
        return words.in_a_row(where, words(after)) if after else where
    if case is None:
        return words(N_("A message in {channel} could not be delivered, because {why}."), channel=channel, why=why)
    if kind in ("card", "line") and channel and error in NOT_IN_THERE and not _has_card(case, tx):
        return words(
            N_("Tracer is not in {channel}, so {reference} has no card. Type “/invite @Tracer” there, and it follows."),
            reference=case.reference,
            channel=channel,
        )
    if channel is None:
        return words(
            N_("A message about {reference} could not be delivered, because {why}. Its card may be missing."),
            reference=case.reference,
            why=why,
        )
    return words(IN_CHANNEL[kind in REMINDERS], reference=case.reference, channel=channel, why=why)


OPEN_AGAIN = {
    True: N_("After “/invite @Tracer” there, new cards are posted there."),
    False: N_("Once Tracer may write there, type /lost and a number there: it is tried again at once."),
}


def _place_of(place: str | None) -> Marked | None:
    return Marked(f"<#{place}>") if place else None


TO_PERSON = {
    True: N_("This reminder for {person} could not be delivered to them, because {why}."),
    False: N_("A message for {person} could not be delivered, because {why}."),
}
IN_CHANNEL = {
    True: N_("This reminder about {reference} could not be delivered in {channel}, because {why}."),
    False: N_(
        "A message about {reference} could not be delivered in {channel}, because {why}. Its card may be missing there."
    ),
}


def _has_card(case: Case, tx: Transaction) -> bool:
    return tx.posts.get(case.workspace, case.number, "card") is not None


def _case(letter: Letter, tx: Transaction) -> Case | None:
    return tx.cases.load(letter.workspace, letter.case_number, for_update=False) if letter.case_number else None


KINDS = {"undelivered": _undelivered}
