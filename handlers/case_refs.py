"""Which case somebody means: by reference, by number, by a link to its card, or by being in its thread."""

import re

from cases.case import Case
from cases.words import N_, Refused
from handlers.visit import Visit
from partners.carriers.numbers import normalise

REFERENCE = re.compile(r"(?:LOST)?[-#\s]*0*(\d{1,7})", re.IGNORECASE)
# A permalink as Slack makes it: https://docs.slack.dev/reference/methods/chat.getPermalink
LINK = re.compile(r"<?https?://\S*?/archives/([A-Z0-9]+)/p(\d{10})(\d{6})\S*")


def case_named(visit: Visit, text: str) -> tuple[Case, str]:
    """The case that the text begins with, or that the thread belongs to, and the rest of the text.

    Raises Refused with a sentence when neither names one.
    """
    first, _, rest = text.strip().partition(" ")
    number = _number(visit, first)
    if number is not None:
        return visit.desk.case(number), rest.strip()
    in_thread = _of_thread(visit)
    if in_thread is not None:
        return visit.desk.case(in_thread), text.strip()
    raise Refused(N_("Which case? Say its reference, for example LOST-0142 or 142. “/lost list” shows the open ones."))


def reference_in(text: str) -> int | None:
    """The case number when a text is nothing but a reference (LOST-0142, #142, 142), else None."""
    match = REFERENCE.fullmatch(text.strip())
    return int(match[1]) if match else None


def _number(visit: Visit, word: str) -> int | None:
    if not word:
        return None
    if link := LINK.match(word):
        return visit.tx.posts.case_at(visit.workspace, link[1], f"{link[2]}.{link[3]}")
    if (number := reference_in(word)) is not None:
        return number
    found = visit.tx.cases.by_tracking(visit.workspace, [normalise(word)])
    return next((cases[0].number for cases in found.values() if cases), None)


def _of_thread(visit: Visit) -> int | None:
    ask = visit.ask
    if not ask.thread_ts or not ask.channel:
        return None
    return visit.tx.posts.case_at(visit.workspace, ask.channel, ask.thread_ts)
