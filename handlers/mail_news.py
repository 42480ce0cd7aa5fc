"""What is told of an e-mail that did not simply go out: to whoever sent it, and in the case's thread.

The words are made when they are sent: what a mail server said may name a person and stands in no letter.
"""

from datetime import datetime
from typing import Any

from cases.case import Case
from cases.letters import Letter
from handlers.deliveries import POST, Call
from handlers.mail_sending import NEWS_HERE, NEWS_TO
from handlers.views.kit import section
from handlers.views.mail_news import mail_line, mail_news, mail_news_text
from handlers.who import channel_words, who_is
from storage.correspondence import Written
from storage.transaction import Transaction


def _to_sender(letter: Letter, tx: Transaction, now: datetime) -> Call | None:
    """Directly to whoever sent it, with what can be done; nothing where that was settled meanwhile."""
    case, one = _found(letter, tx)
    if case is None or one is None or one.state != letter.params["state"]:
        return None
    user = letter.params["user"]
    words = who_is(tx, letter.workspace, user).words
    said: dict[str, Any] = {"text": mail_news_text(case, one, words), "blocks": mail_news(case, one, words)}
    return Call(POST, {"channel": user, **said})


def _in_thread(letter: Letter, tx: Transaction, now: datetime) -> Call | None:
    case, one = _found(letter, tx)
    posted = tx.posts.get(letter.workspace, case.number, "card") if case else None
    if case is None or one is None or posted is None:
        return None
    words = channel_words(tx, letter.workspace, posted[0], tx.settings(letter.workspace).get())
    told = mail_line(case, one, letter.params["state"], words)
    return Call(POST, {"channel": posted[0], "thread_ts": posted[1], "text": told, "blocks": [section(told)]})


def _found(letter: Letter, tx: Transaction) -> tuple[Case | None, Written | None]:
    case = tx.cases.load(letter.workspace, letter.case_number or 0, for_update=False)
    one = tx.correspondence.get(letter.workspace, letter.case_number or 0, letter.params["id"])
    return case, one


KINDS = {NEWS_TO: _to_sender, NEWS_HERE: _in_thread}
