"""Found after it was paid for: owner and finance hear once that a settled case's parcel was seen, and what they can do.

What it says is made when it is sent. A find that somebody has entered meanwhile is told by the case's thread.
"""

from datetime import datetime

from cases.act import Act
from cases.case import Actor, Case
from cases.found_again import MOVE
from cases.letters import FIRST, Letter
from handlers.deliveries import POST, Call
from handlers.desk import Desk
from handlers.permalinks import permalink
from handlers.views.seen_again import seen_again_told
from handlers.who import approvers, who_is
from handlers.whom import people_for
from storage.transaction import Transaction


def tell_seen_again(desk: Desk, case: Case, number: str, kind: str, actor: Actor) -> None:
    """Log that the parcel was seen, which its thread tells, and owe each who has to decide one direct message."""
    made = desk.move(case.number, Act(MOVE, actor, details={"number": number, "scan": kind}))
    for reader in _readers(desk, made):
        if reader != actor.id:
            desk.owe(_letter(made, kind, reader))


def _readers(desk: Desk, case: Case) -> list[str]:
    """The owner, whoever stands in for them or the leads, and everybody who may approve money; each once."""
    owners = people_for("owner", case, desk.tx, desk.settings, desk.at)
    return list(dict.fromkeys([*owners, *approvers(desk.tx, desk.workspace, desk.settings)]))


def _letter(case: Case, kind: str, reader: str) -> Letter:
    key, params = f"{MOVE}:{case.reference}:{case.version}:{reader}", {"scan": kind, "reader": reader}
    return Letter(key, case.workspace, f"user:{reader}", MOVE, case.number, params, FIRST)


def seen_again_call(letter: Letter, tx: Transaction, now: datetime, slack_url: str | None = None) -> Call | None:
    """The direct message, in the reader's language."""
    case = tx.cases.load(letter.workspace, letter.case_number or 0, for_update=False)
    if case is None or case.found_at is not None:
        return None
    reader, posted = letter.params["reader"], tx.posts.get(letter.workspace, case.number, "card")
    words = who_is(tx, letter.workspace, reader).words
    text, blocks = seen_again_told(case, letter.params["scan"], words, permalink(slack_url, posted))
    return Call(POST, {"channel": reader, "text": text, "blocks": blocks})


# Leads to a card somewhere else.
LINKING = {MOVE: seen_again_call}
