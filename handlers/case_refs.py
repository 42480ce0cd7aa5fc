"""Which case somebody means: by reference, by number, by a link to its card, or by being in its thread."""

import re
from collections.abc import Iterator

from cases.case import Case
from cases.words import N_, Refused
from handlers.visit import Visit
from partners.carriers.numbers import normalise, recognise
from partners.carriers.pasted import read_pasted

REFERENCE = re.compile(r"(?:LOST)?[-#\s]*(\d{1,7})", re.IGNORECASE)
BARE = re.compile(r"\d{1,7}")
# A permalink as Slack makes it: https://docs.slack.dev/reference/methods/chat.getPermalink
LINK = re.compile(r"<?https?://[^\s<>|]*?/archives/([A-Z0-9]+)/p(\d{10})(\d{6})([^\s<>|]*)(?:\|[^<>]*)?>?")
ROOT = re.compile(r"[?&;]thread_ts=(\d{10}\.\d{6})")
# A tracking number typed with spaces is at most so many words.
MOST_WORDS = 12


def case_named(visit: Visit, text: str) -> tuple[Case, str]:
    """The case that the text begins with, or that the thread belongs to, and the rest of the text.

    In a case's thread nothing has to be named, and a number is rather a part of what is said: another case is meant
    there only by its whole reference, a link or a tracking number. Raises Refused with a sentence where no case is
    named.
    """
    text = text.strip()
    here = _of_thread(visit)
    number, rest = _named(visit, text)
    if number is None and here is None:
        raise _nothing_named(text)
    if number is None or (here is not None and _is_part_of_what_is_said(visit, text, number, here)):
        assert here is not None
        return visit.desk.case(here), text
    return visit.desk.case(number), rest


def reference_in(text: str) -> int | None:
    """The case number when a text is nothing but a reference (LOST-0142, #142, 142), else None."""
    match = REFERENCE.fullmatch(text.strip())
    return int(match[1]) if match else None


def link_in(text: str) -> str | None:
    """The first link to a message in Slack that a text holds, as it stands there."""
    link = LINK.search(text)
    return link[0] if link else None


def _named(visit: Visit, text: str) -> tuple[int | None, str]:
    """The number of the case that a text names, and what is left of it."""
    first, rest = _split(text)
    if link := LINK.match(text):
        return _case_at(visit, link), text[link.end() :].strip()
    if first.lower() in ("lost", "#") and reference_in(_split(rest)[0]) is not None:
        return reference_in(_split(rest)[0]), _split(rest)[1]
    if (number := reference_in(first)) is not None:
        return number, rest
    return _by_tracking(visit, text)


def _split(text: str) -> tuple[str, str]:
    first, *rest = text.split(maxsplit=1) or [""]
    return first, rest[0] if rest else ""


def _case_at(visit: Visit, link: re.Match[str]) -> int | None:
    """The case whose card, or a message in whose thread, a permalink leads to."""
    at = visit.tx.posts.case_at(visit.workspace, link[1], f"{link[2]}.{link[3]}")
    root = ROOT.search(link[4])
    return at if at is not None or root is None else visit.tx.posts.case_at(visit.workspace, link[1], root[1])


def _by_tracking(visit: Visit, text: str) -> tuple[int | None, str]:
    """The case of the tracking number that a text begins with, in one word or with spaces; the longest counts."""
    readings = {number: rest for number, rest in _readings(text) if number}
    found = visit.tx.cases.by_tracking(visit.workspace, readings) if readings else {}
    known = [number for number in found if found[number]]
    if not known:
        return None, text
    longest = max(known, key=len)
    return found[longest][0].number, readings[longest]


def _readings(text: str) -> Iterator[tuple[str, str]]:
    first, rest = _split(text)
    for one in read_pasted(first).numbers:
        yield one.number, rest
    yield recognise(first).number, rest
    ends = [hit.end() for hit in re.finditer(r"\S+", text)][:MOST_WORDS]
    for end in ends:
        yield normalise(text[:end]), text[end:].strip()


def _is_part_of_what_is_said(visit: Visit, text: str, number: int, here: int) -> bool:
    """Whether bare digits at the beginning, in a case's thread, belong to the words behind them.

    Refused where they could as well be another case: nothing is written into the wrong one.
    """
    first, rest = _split(text)
    if number == here or not rest or not BARE.fullmatch(first):
        return False
    if visit.tx.cases.load(visit.workspace, number, for_update=False) is None:
        return True
    raise Refused(
        N_(
            "This thread belongs to {here}. If you mean the other case, write {reference}; "
            "if not, begin with a word instead of the number."
        ),
        here=f"LOST-{here:04d}",
        reference=f"LOST-{number:04d}",
    )


def _nothing_named(text: str) -> Refused:
    numbers = read_pasted(text).numbers
    if numbers:
        return Refused(N_("No case has the number {number}. “/lost {number}” opens one."), number=numbers[0].number)
    if link_in(text):
        return Refused(N_("No case has its card there. “/lost list” shows the open ones."))
    return Refused(N_("Which case? Say its reference, for example LOST-0142 or 142. “/lost list” shows the open ones."))


def _of_thread(visit: Visit) -> int | None:
    ask = visit.ask
    if not ask.thread_ts or not ask.channel:
        return None
    return visit.tx.posts.case_at(visit.workspace, ask.channel, ask.thread_ts)
