"""The one message of an import, to whoever gave the file: posted once, edited ever after, from what is kept by then."""

from datetime import datetime
from typing import Any

from cases.letters import FIRST, Letter
from handlers.deliveries import EDIT, POST, Call
from handlers.language import cut
from handlers.views.kit import MESSAGE_TEXT_LONGEST
from handlers.views.parcel_import import Standing, import_message
from handlers.views.shipped import shipped_message
from handlers.who import who_is
from storage.imports import SHIPPED, ParcelImport
from storage.transaction import Transaction

IMPORT = "import"


def owe_message(tx: Transaction, one: ParcelImport, at: datetime, because: str) -> None:
    """Owe the message anew; the same reason is told once."""
    key = f"{IMPORT}:{one.key}:{because}"
    tx.outbox.add(Letter(key, one.workspace, f"user:{one.by}", IMPORT, None, {"import": one.key}, FIRST), at)


def standing_of(tx: Transaction, one: ParcelImport) -> Standing:
    """How an import stands, as views show it."""
    return Standing(one.key, one.state, one.counts, one.layout, tx.imports.shown(one))


def _message(letter: Letter, tx: Transaction, now: datetime) -> Call | None:
    one = tx.imports.get(letter.workspace, letter.params["import"])
    if one is None:
        return None
    told = shipped_message if one.of == SHIPPED else import_message
    text, blocks = told(standing_of(tx, one), who_is(tx, letter.workspace, one.by).words)
    args: dict[str, Any] = {"text": cut(text, MESSAGE_TEXT_LONGEST), "blocks": blocks}
    if one.message_channel and one.message_ts:
        return Call(EDIT, {**args, "channel": one.message_channel, "ts": one.message_ts})
    return Call(POST, {**args, "channel": one.by}, remembers=IMPORT)


KINDS = {IMPORT: _message}
