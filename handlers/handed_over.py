"""The one message to whoever has somebody's cases from now on."""

from collections.abc import Sequence
from datetime import datetime

from cases.letters import FIRST, Letter
from handlers.case_rows import row_of
from handlers.deliveries import POST, Call
from handlers.views.handed_over import handed_over
from handlers.who import who_is
from storage.transaction import Transaction

KIND = "handed_over"


def handed_over_letter(workspace: str, key: str, by: str, person: str, other: str, numbers: Sequence[int]) -> Letter:
    """Tells `other` that these cases of `person` are theirs, and who said so."""
    params = {"by": by, "person": person, "other": other, "numbers": list(numbers)}
    return Letter(f"{KIND}:{other}:{key}", workspace, f"user:{other}", KIND, None, params, FIRST)


def _handed_over(letter: Letter, tx: Transaction, now: datetime) -> Call | None:
    """Those of the cases that are still the reader's."""
    by, person, other = (str(letter.params[name]) for name in ("by", "person", "other"))
    found = tx.departed.still_with(letter.workspace, letter.params["numbers"], (other,))
    if not found:
        return None
    words = who_is(tx, letter.workspace, other).words
    text, blocks = handed_over(by, person, [row_of(one) for one in found], words, now)
    return Call(POST, {"channel": other, "text": text, "blocks": blocks})


KINDS = {KIND: _handed_over}
