"""What an insurer's interface tells of a claim becomes moves of its case, told in the thread; money stays finance's.

A delivery only says that there is something new: how the claim stands is asked, so that an old, repeated or late one
changes nothing. A message is told once, by the id of its event.
"""

import json
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cases.act import Act
from cases.case import Actor, Case, Claim
from cases.denials import denial_in
from cases.filings import FILED, OVER, REFUSED
from cases.letters import FIRST, Letter
from cases.money import Money
from cases.moves import AGENT
from cases.tracks import CLAIM
from cases.words import N_, Refused, Sentence
from handlers.desk import Desk
from handlers.who import channel_words, who_is
from partners.insurers.desk import APPROVED, DENIED, ENDED, NEEDS_INFO, OFFERED, UNKNOWN, WAITING, ClaimThere
from partners.insurers.known import INTERFACES
from storage.filings import Filing
from storage.transaction import Transaction

# While they decide, and once they have: an appeal is decided too. Webhooks are faster where there are any.
ASK_EVERY, ASK_DECIDED_EVERY = timedelta(hours=6), timedelta(days=1)
ASKED_AT_MOST = timedelta(days=90)
DECIDED = frozenset({APPROVED, OFFERED, DENIED, ENDED})
LONGEST_MESSAGE = 2500


def is_filed(tx: Transaction, filing: Filing, there: ClaimThere, now: datetime) -> None:
    """The claim is there, made now or found: it is filed here too, in the name of whoever clicked."""
    insurer = INTERFACES[filing.insurer]
    desk = Desk(tx, filing.workspace, now)
    case = desk.case(filing.case_number)
    other = tx.filings.by_reference(filing.insurer, there.id)
    if other is not None and other.key != filing.key:
        text = N_(
            "{insurer} has a claim on this parcel already, {id}, which belongs to {other}. Nothing was filed again."
        )
        params = {"insurer": insurer.name, "id": there.id, "other": f"LOST-{other.case_number:04d}"}
        tx.filings.change(filing, state=REFUSED, next_at=None, why={"text": text, "params": params})
        tell(tx, filing, Sentence(text, params), now)
        return
    values = {"state": FILED, "reference": there.id, "status": there.status, "since": now, "why": None, "tries": 0}
    tx.filings.change(filing, **values, next_at=now if there.outcome != WAITING else now + ASK_EVERY)
    if there.outcome != WAITING:
        # How it stands is told by the next look, once it is filed.
        tx.filings.change(filing, status=None)
    asked = there.requested or Decimal(json.loads(filing.content or b"{}").get("amount", 0))
    # They have it, whatever was filed with others meanwhile.
    details: dict[str, Any] = {"reference": there.id, "via": insurer.name, "again": True}
    if asked:
        details["money"] = Money(asked, insurer.currency)
    _moved(desk, filing, case, Act("file_claim", _clicker(tx, filing), filing.claim, details, "drafted"))
    if there.made_at is not None and there.made_at < filing.at - timedelta(hours=1):
        text = N_(
            "{insurer} had a claim on this parcel already, {id}. Nothing was filed again; Tracer follows that one."
        )
        tell(tx, filing, Sentence(text, {"insurer": insurer.name, "id": there.id}), now)


def news_of(tx: Transaction, filing: Filing, there: ClaimThere, now: datetime) -> None:
    """How the claim stands now: a move where that is new, and when to ask again."""
    desk = Desk(tx, filing.workspace, now)
    case = desk.case(filing.case_number)
    kept = tx.filings.get(*filing.key)
    if kept is None or kept.state != FILED:
        return
    since = kept.since or now
    if there.status != kept.status:
        claim = next((one for one in case.claims if one.id == filing.claim), None)
        if claim is not None:
            _tell_news(desk, kept, case, claim, there)
        since = now
    every = ASK_DECIDED_EVERY if there.outcome in DECIDED else ASK_EVERY
    again = now + every if now - since < ASKED_AT_MOST else None
    tx.filings.change(filing, status=there.status, since=since, tries=0, why=None, next_at=again)


def is_cancelled(tx: Transaction, filing: Filing, there: ClaimThere, now: datetime) -> None:
    """It is cancelled there, and withdrawn here in the name of whoever wanted it."""
    desk = Desk(tx, filing.workspace, now)
    case = desk.case(filing.case_number)
    reason = json.loads(filing.content or b"{}").get("reason") or "–"
    tx.filings.change(filing, state=OVER, status=there.status, since=now, why=None, next_at=None)
    _moved(desk, filing, case, Act("withdraw_claim", _clicker(tx, filing), filing.claim, {"reason": reason}))


def keep_event(tx: Transaction, insurer: str, key: str, claim: str, message: str | None, now: datetime) -> None:
    """An event about a claim was delivered: it is asked about at once, and a message is told in its thread."""
    filing = tx.filings.by_reference(insurer, claim)
    if filing is None or tx.inbox.seen(filing.workspace, f"claims.{insurer}", key, now):
        return
    # Held before its filing, as everybody does who changes both.
    desk = Desk(tx, filing.workspace, now)
    case = desk.case(filing.case_number)
    if filing.next_at is None or filing.next_at > now:
        tx.filings.change(filing, next_at=now)
    if message is not None:
        name = INTERFACES[insurer].name
        text = N_("Message of {insurer} about the claim {reference} (answer by e-mail, or with “Contact”): {text}")
        _note(desk, filing, case, Sentence(text, {"insurer": name, "reference": claim, "text": message}))


def tell(tx: Transaction, filing: Filing, why: Sentence, at: datetime) -> None:
    """Tell whoever clicked, privately."""
    words = who_is(tx, filing.workspace, filing.user).words
    params = {"user": filing.user, "text": words.say(why)}
    key = f"filing:{filing.case_number}:{filing.claim}:{at.timestamp():.3f}:{zlib.crc32(why.text.encode()):x}"
    tx.outbox.add(Letter(key, filing.workspace, f"user:{filing.user}", "whisper", None, params, FIRST), at)


def _tell_news(desk: Desk, filing: Filing, case: Case, claim: Claim, there: ClaimThere) -> None:
    """The move that a new status is; what no move of ours says, or is no longer possible, is noted."""
    insurer = INTERFACES[filing.insurer]
    move, details = there.outcome, _details(there, insurer.currency)
    if move == DENIED and claim.state == "appealed":
        move = "appeal_denied"
    is_said = move == APPROVED or (move == OFFERED and claim.state == "offered")
    is_known = is_said and details is not None and details["money"] == claim.granted
    if details is not None and not is_known and CLAIM.step(claim.state, move) is not None:
        actor = Actor("partner", filing.insurer)
        _moved(desk, filing, case, Act(move, actor, filing.claim, details))
        return
    text = STANDS.get(there.outcome, STANDS[UNKNOWN])
    if there.outcome == WAITING and claim.state == "info_requested":
        # They go on; who answered them, and with what, is ours to say.
        text = GOES_ON
    params = {"insurer": insurer.name, "reference": there.id, "status": there.status, "detail": there.detail or "–"}
    if there.approved is not None and there.outcome in (APPROVED, OFFERED):
        text, params = APPROVED_SO_MUCH, params | {"money": Money(there.approved, insurer.currency)}
    used = {name: value for name, value in params.items() if f"{{{name}}}" in text}
    _note(desk, filing, case, Sentence(text, used))


def _details(there: ClaimThere, currency: str) -> Mapping[str, Any] | None:
    """What the move of an outcome is given; None where there is no such move, or what it needs was not told."""
    said = there.detail or there.status
    if there.outcome == NEEDS_INFO:
        return {"text": said}
    if there.outcome in (APPROVED, OFFERED) and there.approved:
        return {"money": Money(there.approved, currency)}
    if there.outcome == DENIED:
        denial = denial_in(said)
        return {"reason": said, **({"denial": denial.code} if denial else {})}
    return None


STANDS = {
    WAITING: N_("{insurer} on the claim {reference}: {status}. {detail}"),
    ENDED: N_("{insurer} has cancelled the claim {reference}: {detail} Withdraw it here, or ask them why."),
    UNKNOWN: N_("{insurer} on the claim {reference}: {status}. {detail} That is nothing Tracer knows; look there."),
}
STANDS |= dict.fromkeys((NEEDS_INFO, DENIED, APPROVED, OFFERED), STANDS[WAITING])
GOES_ON = N_(
    "{insurer} on the claim {reference}: {status}. {detail} If they were answered, log that, so that its clock stops."
)
APPROVED_SO_MUCH = N_("{insurer} on the claim {reference}: {status}, {money}. {detail}")


def _note(desk: Desk, filing: Filing, case: Case, said: Sentence) -> None:
    words = channel_words(desk.tx, filing.workspace, case.home_channel or "", desk.settings)
    text = words.plain(said.text, **said.params)[:LONGEST_MESSAGE]
    _moved(desk, filing, case, Act("note", Actor("partner", filing.insurer), details={"text": text}))


def _moved(desk: Desk, filing: Filing, case: Case, act: Act) -> None:
    """Make a move; where the case does not take it any more, whoever clicked hears what was to be noted and why not."""
    try:
        with desk.tx.savepoint():
            desk.move(case.number, act)
    except Refused as refused:
        text = N_(
            "{insurer} has news of the claim {reference} of {case} that could not be noted. {why} Look there, and "
            "record it by hand."
        )
        params = {
            "insurer": INTERFACES[filing.insurer].name,
            "reference": act.details.get("reference") or filing.reference or "–",
            "case": case.reference,
            "why": who_is(desk.tx, filing.workspace, filing.user).words.say(refused.sentence),
        }
        tell(desk.tx, filing, Sentence(text, params), desk.at)


def _clicker(tx: Transaction, filing: Filing) -> Actor:
    """Whoever clicked, with the right they had then: their roles may have changed since."""
    who = who_is(tx, filing.workspace, filing.user)
    return Actor("person", filing.user, who.roles | {AGENT})
