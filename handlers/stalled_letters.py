"""The message that offers somebody their watched parcels that stall: made when it is sent, of those that still do."""

from datetime import datetime

from cases.letters import Letter
from cases.watching import Watched
from handlers.deliveries import POST, Call
from handlers.language import cut
from handlers.views.kit import MESSAGE_TEXT_LONGEST
from handlers.views.watch import offer_blocks
from handlers.watched import STALLED
from handlers.who import who_is
from storage.transaction import Transaction


def stalled_call(letter: Letter, tx: Transaction, now: datetime, slack_url: str | None = None) -> Call | None:
    """The direct message, in the reader's language; None where nothing of it stalls any more."""
    person, offer_at = letter.params["person"], datetime.fromisoformat(letter.params["offer_at"])
    offered = tx.watched.offered(letter.workspace, person, offer_at)
    cases = tx.cases.by_tracking(letter.workspace, [one.number for one in offered]) if offered else {}
    parcels = [
        one for one in offered if _still(one, now) and not any(case.is_open for case in cases.get(one.number, []))
    ]
    if not parcels:
        return None
    # Where it could not be delivered somebody else reads it, in their own language.
    reader = letter.params.get("reader", person)
    owners = {one.by for one in parcels}
    whose = None if owners == {reader} else next(iter(sorted(owners)))
    query = {"at": letter.params["offer_at"], "to": person}
    told, blocks = offer_blocks(parcels, who_is(tx, letter.workspace, reader).words, query, whose)
    return Call(POST, {"channel": reader, "text": cut(told, MESSAGE_TEXT_LONGEST), "blocks": blocks})


def _still(one: Watched, now: datetime) -> bool:
    return one.stalled_since is not None and (one.quiet_until is None or one.quiet_until <= now)


KINDS = {STALLED: stalled_call}
