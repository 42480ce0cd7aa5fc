"""What a letter becomes when it is sent: the words are made now, of the case as it stands now.

Everything is read from the database at the moment of sending, so that a card that waited shows the latest state.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from cases import found_again
from cases.case import Case, LogEntry
from cases.letters import Letter
from cases.moves import MOVES
from cases.prevention import is_asked
from handlers import (
    digest_letters,
    evidence_letters,
    handed_over,
    import_letters,
    incident_letters,
    mail_news,
    passing_on,
    reminder_letters,
    seen_again,
    stalled_letters,
    stats_letters,
    taken_back,
    undelivered,
)
from handlers.deliveries import EDIT, HOME, PERSON_HAS_LEFT, POST, WHISPER, Call, Undeliverable, is_person
from handlers.home_facts import home_facts
from handlers.language import cut
from handlers.prospects import prospects_in
from handlers.sightings import sightings_in
from handlers.views.approval import approval_card, approval_text
from handlers.views.card import card, card_text
from handlers.views.home import home_view
from handlers.views.kit import MESSAGE_TEXT_LONGEST, SECTION_LONGEST, Block, section
from handlers.views.masked import masked_card, masked_text
from handlers.views.prevention import prevention_asked
from handlers.views.seen_again import seen_again_line
from handlers.views.still import STILL_AFTER
from handlers.views.story import Text, story_line
from handlers.visit import Ask, Visit
from handlers.where_posted import place_for
from handlers.who import channel_words, who_is
from storage.heartbeats import TICK
from storage.transaction import Transaction

# Lines of one person that follow within this time stand in one message.
MERGED_WITHIN = timedelta(seconds=60)
NOBODY = ""
# So many parcels that stall App Home shows with a button each.
MOST_STALLED = 5


def compose(letter: Letter, tx: Transaction, now: datetime, slack_url: str | None = None) -> Call | None:
    """The call to Slack for a letter; None when there is nothing to say any more.

    Raises Undeliverable where it is for somebody who has left: Slack would take it, and nobody would read it.
    """
    written = KINDS.get(letter.kind)
    call = written(letter, tx, now) if written else None
    if linking := LINKING.get(letter.kind):
        call = linking(letter, tx, now, slack_url)
    if call is not None and call.channel and call.method == POST and is_person(call.channel):
        person = tx.people.get(letter.workspace, call.channel)
        if person is not None and person.deleted:
            raise Undeliverable(PERSON_HAS_LEFT)
    return call


def _card(letter: Letter, tx: Transaction, now: datetime) -> Call | None:
    case = _case(letter, tx)
    if case is None:
        return None
    # Nearly every letter is a card: what it needs of the workspace and its channel is read at once.
    tx.meet(letter.workspace, NOBODY, case.home_channel)
    settings = tx.settings(letter.workspace).get()
    posted = tx.posts.get(letter.workspace, case.number, "card")
    channel = posted[0] if posted else place_for(case.home_channel, case.workspace, settings, tx)
    if channel is None:
        return None
    words = channel_words(tx, letter.workspace, channel, settings)
    args: dict[str, Any] = {
        "channel": channel,
        "text": masked_text(case, words) if case.private else card_text(case, words),
        "blocks": masked_card(case, words)
        if case.private
        else card(case, words, now, prospects_in(tx, case), sightings_in(tx, case, now)),
    }
    if posted:
        return Call(EDIT, {**args, "ts": posted[1]})
    return Call(POST, {**args, "unfurl_links": False, "unfurl_media": False}, remembers="card")


def _line(letter: Letter, tx: Transaction, now: datetime) -> Call | None:
    case, posted = _case(letter, tx), None
    if case is not None:
        posted = tx.posts.get(letter.workspace, case.number, "card")
    if case is None:
        return None
    if posted is None:
        # The card is gone, or could never be posted: it tells what the line would have told.
        return _card(letter, tx, now)
    if case.private:
        # Whoever may see the case reads its story under “History”.
        return None
    log = tx.cases.log(letter.workspace, case.number)
    entry = next((one for one in log if one.seq == letter.params["seq"]), None)
    if entry is None:
        return None
    settings = tx.settings(letter.workspace).get()
    words = channel_words(tx, letter.workspace, posted[0], settings)
    texts = _texts(tx, letter.workspace)
    merged = _merged_into(case, entry, log, tx)
    entries = [one for one in log if merged[1] <= one.seq <= entry.seq] if merged else [entry]
    told = "\n".join(story_line(one, case, words, texts) for one in entries if _is_told(one))
    if merged and len(told) > SECTION_LONGEST:
        merged, told = None, story_line(entry, case, words, texts)
    if merged:
        return Call(EDIT, {**_said(told), "channel": posted[0], "ts": merged[0]})
    args = {**_said(told), "channel": posted[0], "thread_ts": posted[1]}
    if entry.move == found_again.MOVE:
        args["blocks"] = seen_again_line(told, case, str(entry.details.get("scan")), words)
    if entry.after == "closed" and entry.before != "closed" and is_asked(case):
        args["blocks"] = [*args["blocks"], *prevention_asked(case, words)]
    if settings.broadcasts and _is_news_for_all(entry, case, log):
        args["reply_broadcast"] = True
    return Call(POST, args, remembers=f"lines:{entry.seq}")


def _is_told(entry: LogEntry) -> bool:
    """Whether the thread has a line of a move; a quiet one between two others has none either."""
    return entry.move != "report" and not entry.details.get("quiet")


def _whisper(letter: Letter, tx: Transaction, now: datetime) -> Call | None:
    params = letter.params
    said: dict[str, Any] = {"text": cut(params["text"], MESSAGE_TEXT_LONGEST)}
    if params.get("blocks"):
        said["blocks"] = params["blocks"]
    channel = params.get("channel")
    known = tx.channels.get(letter.workspace, channel) if channel else None
    # Where the bot is not, only the person's own messages are left. Where nobody knows, Slack's answer will tell.
    direct = params.get("direct") or channel is None or (known is not None and not known.is_member)
    if direct:
        return Call(POST, {"channel": params["user"], **said})
    if params.get("thread_ts"):
        said["thread_ts"] = params["thread_ts"]
    return Call(WHISPER, {"channel": channel, "user": params["user"], **said})


def _approval(letter: Letter, tx: Transaction, now: datetime) -> Call | None:
    case = _case(letter, tx)
    remedy = next((one for one in case.remedies if one.id == letter.params["remedy"]), None) if case else None
    if case is None or remedy is None:
        return None
    reader = letter.params["reader"]
    purpose = f"approval:{remedy.id}:{reader}"
    posted = tx.posts.get(letter.workspace, case.number, purpose)
    settings = tx.settings(letter.workspace).get()
    person = reader[0] in "UW"
    if person:
        words = who_is(tx, letter.workspace, reader, settings).words
    else:
        words = channel_words(tx, letter.workspace, reader, settings)
    log = tx.cases.log(letter.workspace, case.number)
    elsewhere = tx.cases.decided_elsewhere(letter.workspace, case.order.ref, case.number) if case.order.ref else {}
    blocks = approval_card(case, remedy, words, _texts(tx, letter.workspace), log, elsewhere)
    args: dict[str, Any] = {"text": approval_text(case, remedy, words), "blocks": blocks}
    if posted:
        return Call(EDIT, {**args, "channel": posted[0], "ts": posted[1]})
    if remedy.state not in ("awaiting_approval", "asked"):
        return None
    return Call(POST, {**args, "channel": reader}, remembers=purpose)


def _home_view(letter: Letter, tx: Transaction, now: datetime) -> Call | None:
    user = letter.params["user"]
    visit = Visit(Ask("home", letter.workspace, user, now, letter.key), tx)
    tx.meet(letter.workspace, user, None)
    facts = home_facts(visit, tx.homes.looking(letter.workspace, user))
    stalled = tx.watched.stalled(letter.workspace, user, now, MOST_STALLED)
    facts = replace(facts, still_since=_still_since(letter, tx, now), stalled=stalled[0], stalled_total=stalled[1])
    return Call(HOME, {"user_id": user, "view": home_view(facts, visit.words, now)})


def _still_since(letter: Letter, tx: Transaction, now: datetime) -> datetime | None:
    """Since when reminders stand still; None while they do not, or have not begun."""
    if known := letter.params.get("still_since"):
        return datetime.fromisoformat(known)
    at = tx.heartbeats.last(TICK)
    return at if at is not None and now - at > STILL_AFTER else None


KINDS = {
    "card": _card,
    "line": _line,
    **reminder_letters.KINDS,
    **digest_letters.KINDS,
    "whisper": _whisper,
    "approval": _approval,
    "home": _home_view,
    **undelivered.KINDS,
    **passing_on.KINDS,
    **handed_over.KINDS,
    **evidence_letters.KINDS,
    **mail_news.KINDS,
    **stalled_letters.KINDS,
    **import_letters.KINDS,
    **stats_letters.KINDS,
    **incident_letters.KINDS,
    **taken_back.KINDS,
}
# Those that lead to a card somewhere else.
LINKING = {**reminder_letters.LINKING, **seen_again.LINKING, **incident_letters.LINKING}


def _case(letter: Letter, tx: Transaction) -> Case | None:
    return tx.cases.load(letter.workspace, letter.case_number or 0, for_update=False)


def _merged_into(case: Case, entry: LogEntry, log: list[LogEntry], tx: Transaction) -> tuple[str, int] | None:
    """The message that a line joins: the last one of the thread, if the same person began it within the minute."""
    posts = tx.posts.all(case.workspace, case.number)
    lines = [(float(ts), ts, int(name.split(":")[1])) for name, (_, ts) in posts.items() if name.startswith("lines:")]
    if not lines or _is_news_for_all(entry, case, log):
        return None
    _, ts, first = max(lines)
    begun = next((one for one in log if one.seq == first), None)
    if begun is None or begun.seq >= entry.seq:
        return (ts, first) if begun is not None and begun.seq == entry.seq else None
    between = [one for one in log if first <= one.seq <= entry.seq]
    same = all(one.actor.id == entry.actor.id and one.move in QUIET for one in between)
    same = same and not any(_is_news_for_all(one, case, log) for one in between)
    return (ts, first) if same and entry.at - begun.at <= MERGED_WITHIN else None


# Lines that may share a message. What hands the case to somebody stands alone: an edit notifies nobody.
QUIET = frozenset(MOVES) - {"assign", "approve", "ask_requester", "reject", "answer_approver", "found", "note"}
QUIET -= {"close", "not_lost", "reopen", found_again.MOVE}


def _is_news_for_all(entry: LogEntry, case: Case, log: Sequence[LogEntry]) -> bool:
    """The one event of the thread that the whole channel hears: the parcel turned up after money was paid for it.

    Whichever move said so, and once: a second sighting is no news, nor that somebody then says *found*.
    """
    if not _turned_up(entry) or not found_again.money_was_paid(case):
        return False
    heard = [one for one in log if one.seq < entry.seq and (_turned_up(one) or "found_at" in one.changes)]
    return not (heard and heard[-1].move == found_again.MOVE)


def _turned_up(entry: LogEntry) -> bool:
    return entry.move == found_again.MOVE or entry.changes.get("found_at") is not None


def _said(told: str) -> dict[str, Any]:
    blocks: list[Block] = [section(told)]
    return {"text": cut(told, MESSAGE_TEXT_LONGEST), "blocks": blocks}


def _texts(tx: Transaction, workspace: str) -> Text:
    return lambda ref: tx.personal.get(workspace, ref)
