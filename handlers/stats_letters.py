"""A scorecard that somebody shared: written in the channel's language when it is sent, without any private case."""

from datetime import datetime

from cases.letters import SOON, Letter
from handlers.deliveries import POST, Call
from handlers.stats_facts import scorecard
from handlers.views.scorecard import scorecard_blocks, scorecard_text
from handlers.who import channel_words
from storage.transaction import Transaction

SCORECARD = "scorecard"


def shared_letter(
    workspace: str, channel: str, by: str, days: int, until: datetime, key: str, *, with_money: bool
) -> Letter:
    """The letter that posts a scorecard as of an instant; `key` is the same for the same click."""
    params = {"channel": channel, "by": by, "days": days, "until": until.isoformat(), "money": with_money}
    return Letter(f"{SCORECARD}:{key}", workspace, channel, SCORECARD, None, params, SOON)


def _shared(letter: Letter, tx: Transaction, now: datetime) -> Call | None:
    params = letter.params
    words = channel_words(tx, letter.workspace, params["channel"], tx.settings(letter.workspace).get())
    until = datetime.fromisoformat(params["until"])
    by, days, with_money = params["by"], params["days"], bool(params["money"])
    card = scorecard(tx, letter.workspace, by, days, until, words, for_all=True, with_money=with_money)
    said = {"text": scorecard_text(card, words), "blocks": scorecard_blocks(card, words, may_share=False)}
    return Call(POST, {**said, "channel": params["channel"], "unfurl_links": False})


KINDS = {SCORECARD: _shared}
