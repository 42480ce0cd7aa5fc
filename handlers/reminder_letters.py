"""What a reminder becomes when it is sent: it is said only while it is still true."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from cases.case import Case, Clock
from cases.claim_amounts import Exchange, proposed
from cases.ladder import CHANNEL, HARD, MISSED, deadline_of, missed_from
from cases.letters import Letter
from cases.money import Money
from cases.whom_to_claim import claims_elsewhere
from cases.whose_step import role_instead
from cases.working_time import ONE_DAY
from handlers.deliveries import POST, Call, NotNow, is_person
from handlers.desk import terms_of
from handlers.language import Words, cut
from handlers.permalinks import permalink
from handlers.reminders import is_small
from handlers.rules_in_force import calendar_of, rule_book
from handlers.views.claim_facts import contract_of
from handlers.views.kit import MESSAGE_TEXT_LONGEST, Block
from handlers.views.masked import masked_reminder
from handlers.views.reminder import lead_line, nudge_blocks, ring_blocks
from handlers.views.reminder_words import Reminder
from handlers.who import channel_words, limits_of, who_is
from partners.working_days import ZONES
from storage.nudges import Nudge
from storage.records import Settings
from storage.transaction import Transaction

A_MOMENT = timedelta(microseconds=1)
# Messages gather for some seconds; who has just closed is still there.
STILL_THERE = timedelta(minutes=1)


def _ring(letter: Letter, tx: Transaction, now: datetime) -> Call | None:
    """A reminder in the case's thread; at the channel's rung the whole channel sees it, once."""
    settings = tx.settings(letter.workspace).get()
    one = _reminder(letter, tx, settings, now)
    posted = tx.posts.get(letter.workspace, one.case.number, "card") if one else None
    if one is None or posted is None:
        return None
    _within_hours([one], settings, now)
    words = channel_words(tx, letter.workspace, posted[0], settings)
    if one.case.private:
        return Call(POST, {"text": masked_reminder(one.case, words), "channel": posted[0], "thread_ts": posted[1]})
    told, blocks = ring_blocks(one, words)
    args = {**_said(told, blocks), "channel": posted[0], "thread_ts": posted[1]}
    if one.level == CHANNEL and settings.broadcasts:
        args["reply_broadcast"] = True
    return Call(POST, args)


def nudges_call(letter: Letter, tx: Transaction, now: datetime, slack_url: str | None = None) -> Call | None:
    """Everything one person is reminded of, in one message, each case a link to its card where `slack_url` is known."""
    settings, person = tx.settings(letter.workspace).get(), letter.params["person"]
    send_at = datetime.fromisoformat(letter.params["send_at"])
    nudges = _loudest(tx.nudges.of(letter.workspace, person, send_at))
    found = [_still_true(letter.workspace, one, tx, settings, now) for one in nudges]
    reminders = _once_an_incident([_linked(one, tx, slack_url) for one in found if one is not None], tx)
    if not reminders:
        return None
    _within_hours(reminders, settings, now)
    # Where it could not be delivered somebody else reads it, in their own language.
    reader = letter.params.get("reader", person)
    if is_person(reader):
        roles = who_is(tx, letter.workspace, reader, settings).roles
        reminders = [replace(one, roles=roles) for one in reminders]
    told, blocks = nudge_blocks(reminders, _words_of(reader, letter.workspace, tx, settings), reader)
    return Call(POST, {**_said(told, blocks), "channel": person})


def lead_line_call(letter: Letter, tx: Transaction, now: datetime, slack_url: str | None = None) -> Call | None:
    """One line in the leads' channel."""
    settings = tx.settings(letter.workspace).get()
    one = _reminder(letter, tx, settings, now)
    if one is None:
        return None
    _within_hours([one], settings, now)
    words = channel_words(tx, letter.workspace, letter.lane, settings)
    told = masked_reminder(one.case, words) if one.case.private else lead_line(_linked(one, tx, slack_url), words)
    return Call(POST, {"text": cut(told, MESSAGE_TEXT_LONGEST), "channel": letter.lane})


KINDS = {"ring": _ring}
# Those that lead to a card somewhere else.
LINKING = {"nudges": nudges_call, "lead_line": lead_line_call}


def _linked(one: Reminder, tx: Transaction, slack_url: str | None) -> Reminder:
    posted = tx.posts.get(one.case.workspace, one.case.number, "card")
    return replace(one, link=permalink(slack_url, posted))


def _reminder(letter: Letter, tx: Transaction, settings: Settings, now: datetime) -> Reminder | None:
    nudge = Nudge(letter.case_number or 0, letter.params["clock"], letter.params.get("level", 1))
    return _still_true(letter.workspace, nudge, tx, settings, now)


def _still_true(workspace: str, nudge: Nudge, tx: Transaction, settings: Settings, now: datetime) -> Reminder | None:
    """The reminder as it is to be said now; None where it is not true any more.

    Its clock has stopped or was started anew meanwhile, or the deadline has passed: that is said by a rung of its own.
    """
    case = tx.cases.load(workspace, nudge.case_number, for_update=False)
    clock = case.clock(nudge.clock) if case is not None and case.is_open else None
    if case is None or clock is None or tx.clocks.reached(case, clock.key) < nudge.rung:
        return None
    if clock.kind in HARD and nudge.rung < MISSED and (passed := missed_from(clock)) is not None and passed <= now:
        return None
    workdays, today = _workdays(case, clock.key, settings, now), _ends_today(clock, settings, now)
    stake = _at_stake(case, clock, tx, now) if clock.kind == "filing_deadline" else None
    told = Reminder(case, clock, nudge.rung, workdays, is_small(case, settings), today=today, at_stake=stake)
    return replace(told, role=role_instead(case, clock, limits_of(settings)))


def _at_stake(case: Case, clock: Clock, tx: Transaction, now: datetime) -> Money | None:
    """What the payer of a claim would pay, its cover and what others have paid counted; None where too little is known.

    More than that is not lost by the deadline.
    """
    rules = rule_book(tx, case.workspace)
    payer = rules.payer_of(case, clock.terms.get("programme", ""))
    if payer is None:
        return None
    exchange = Exchange(tx.rates(case.workspace).of(now.date()), now.date())
    contract = contract_of(case, payer, rules.contracts)
    return proposed(case, payer, contract, claims_elsewhere(case, payer.name, rules), exchange).money


def _ends_today(clock: Clock, settings: Settings, now: datetime) -> bool:
    """Whether today is the last day before a hard deadline, where the team is."""
    calendar, deadline = terms_of(settings).team.calendar, deadline_of(clock)
    if clock.kind not in HARD or deadline is None:
        return False
    return calendar.date_of(deadline - A_MOMENT) == calendar.date_of(now)


def _workdays(case: Case, key: str, settings: Settings, now: datetime) -> int:
    """Working days left to a hard deadline, or for which a counterparty has been silent."""
    clock = case.clock(key)
    assert clock is not None
    calendar = terms_of(settings).team.calendar
    deadline = deadline_of(clock)
    if clock.kind in HARD and deadline is not None:
        # Today counts. An unknown hour is the start of the last day: the day before is the last that counts.
        yesterday = calendar.date_of(now) - ONE_DAY
        return calendar.workdays_between(yesterday, calendar.date_of(deadline - A_MOMENT))
    if clock.side != "silence":
        return 0
    # A silence is as long as it was counted: on their working days, from the date we wrote there, to our own today.
    place = clock.terms.get("place")
    theirs = calendar_of(place, ZONES.get(place[:2], calendar.zone)) if place else calendar
    return theirs.workdays_between(theirs.date_of(clock.since), calendar.date_of(now))


def _words_of(reader: str, workspace: str, tx: Transaction, settings: Settings) -> Words:
    if is_person(reader):
        return who_is(tx, workspace, reader, settings).words
    return channel_words(tx, workspace, reader, settings)


def _loudest(nudges: Iterable[Nudge]) -> list[Nudge]:
    """One reminder a clock, as loud as the loudest of them, in the order in which they came due."""
    kept: dict[tuple[int, str], Nudge] = {}
    for one in nudges:
        before = kept.get((one.case_number, one.clock))
        if before is None or one.rung >= before.rung:
            kept[one.case_number, one.clock] = one
    return list(kept.values())


def _within_hours(reminders: Iterable[Reminder], settings: Settings, now: datetime) -> None:
    """Raises NotNow where the team is off: it rang within its hours, and an outage held up the message.

    A deadline that ends before the team is back is said at any hour.
    """
    team = terms_of(settings).team
    back, just_now = team.first_moment(now), now - STILL_THERE
    if team.first_moment(just_now) == just_now:
        return
    ends = (deadline_of(one.clock) for one in reminders if one.clock.kind in HARD)
    if back > now and not any(end is not None and now < end <= back for end in ends):
        raise NotNow(back)


def _once_an_incident(reminders: list[Reminder], tx: Transaction) -> list[Reminder]:
    """The silent carrier of several cases of an incident is one reminder: the loudest, which names the others."""
    kept: dict[object, Reminder] = {}
    for place, one in enumerate(reminders):
        incident = tx.incidents.silent_together(one.case, one.clock)
        key: object = place if incident is None else incident.reference
        before = kept.get(key)
        if before is None:
            kept[key] = one
        else:
            louder, other = (one, before) if one.level > before.level else (before, one)
            kept[key] = replace(louder, beside=(*before.beside, other.case.reference))
    return list(kept.values())


def _said(told: str, blocks: list[Block]) -> dict[str, Any]:
    return {"text": cut(told, MESSAGE_TEXT_LONGEST), "blocks": blocks}
