"""Whom to ask about a number, and when to ask again: seldom where nothing moves, often where a date is near."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from cases.light_dataclass import dataclass
from cases.scans import Look
from partners.tracking import asking
from partners.tracking.asking import Answer, Trouble
from partners.tracking.pace import seconds_to_midnight

# A carrier knows its own parcels best; then whoever follows most carriers of the lines from China.
DEFAULT_ORDER = ("dhl", "ups", "17track", "aftership", "easypost")
# Trackers that know one house's parcels only, and whose those are.
OWN_PARCELS_ONLY = {
    "dhl": frozenset({"dhl", "dhl_paket", "deutsche_post"}),
    "ups": frozenset({"ups"}),
}
# What needs a person is tried again after this, in case the person has been.
REST_AFTER_PERMANENT = timedelta(hours=1)
NOT_LOOKED_AT_AGAIN = timedelta(days=60)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# Silence up to so long, and how often a number is asked about then.
BY_SILENCE = ((2 * DAY, 4 * HOUR), (7 * DAY, 8 * HOUR), (21 * DAY, 12 * HOUR))
LONG_SILENCE = DAY
OLD_CASE = 45 * DAY
# A deadline as near as this, and how long to wait at most.
BY_DEADLINE = ((DAY, HOUR), (3 * DAY, 3 * HOUR))
FIRST_WAIT_FOR_NEWS, FIRST_WAIT_AFTER_FAULT, LONGEST_WAIT_AFTER_FAULT = 10 * MINUTE, 5 * MINUTE, 6 * HOUR
NOT_FOUND_SOON, NOT_FOUND_LATER, SOON = 6 * HOUR, DAY, 3 * DAY
# Numbers that were asked about together come apart by so much, or all would come back at one moment.
SPREAD = 0.1
# Of a day's allowance, this part is for numbers that are in a hurry.
KEPT_FOR_THE_HURRIED = 0.1
# And this part is for the numbers of cases: what is only watched takes nothing of it.
KEPT_FOR_CASES = 0.5


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides how often a number is asked about: its news and its case. Instants are UTC."""

    opened_at: datetime
    news_at: datetime | None = None
    deadline_at: datetime | None = None
    closed_at: datetime | None = None


def whom_to_ask(
    carrier: str | None, order: Sequence[str], available: Collection[str], looks: Sequence[Look], now: datetime
) -> tuple[str, ...]:
    """The trackers for one number, the first to be asked first, the next when it fails or does not know.

    Who had scans to show at last comes before who never had; else the order stands. A carrier's own tracker is
    asked about that carrier's parcels only, and one that needs a person's help not again within the hour.
    """
    seen = {look.provider: look for look in looks}
    may = [name for name in order if name in available and _concerns(name, carrier) and not _rests(seen.get(name), now)]
    return tuple(sorted(may, key=lambda name: not (name in seen and seen[name].good_at)))


def ask_again_at(now: datetime, answer: Answer, standing: Standing, lasting: timedelta) -> datetime | None:
    """When to ask about a number next; None: never by itself again.

    `lasting` is for how long the tracker has answered in this way: what brings nothing is asked about after as long
    again, so that the waits grow by themselves.
    """
    if standing.closed_at is not None and now - standing.closed_at > NOT_LOOKED_AT_AGAIN:
        return None
    trouble = answer.trouble
    if trouble is not None and trouble.kind == "quota":
        return now + timedelta(seconds=seconds_to_midnight(now)) + HOUR * SPREAD * _share(answer.number)
    wait = _wait(answer.outcome, trouble, now, standing, lasting)
    if trouble is None or not trouble.retry_after:
        wait = min(wait, _hurry(now, standing) or wait)
    return now + wait * (1 + SPREAD * _share(answer.number))


def hurries(now: datetime, standing: Standing) -> bool:
    """Whether a deadline is so near that the number may use what is kept back of the day's allowance."""
    return _hurry(now, standing) is not None


def share_of_day(per_day: int, hurried: bool) -> int:
    """How much of a day's allowance a number may draw on."""
    return per_day if hurried else int(per_day * (1 - KEPT_FOR_THE_HURRIED))


def share_of_watched(per_day: int) -> int:
    """How much of a day's allowance may be used up before numbers that are only watched have to wait."""
    return int(per_day * (1 - KEPT_FOR_CASES))


def _concerns(tracker: str, carrier: str | None) -> bool:
    own = OWN_PARCELS_ONLY.get(tracker)
    return own is None or carrier in own


def _rests(look: Look | None, now: datetime) -> bool:
    broken = look is not None and look.outcome == asking.FAILED and look.why in asking.PERMANENT
    return broken and look is not None and look.why != "broken_question" and now - look.at < REST_AFTER_PERMANENT


def _wait(outcome: str, trouble: Trouble | None, now: datetime, standing: Standing, lasting: timedelta) -> timedelta:
    if trouble is not None:
        grown = min(max(lasting, FIRST_WAIT_AFTER_FAULT), LONGEST_WAIT_AFTER_FAULT)
        asked = timedelta(seconds=trouble.retry_after or 0)
        return LONGEST_WAIT_AFTER_FAULT if trouble.is_permanent else max(grown, asked)
    if standing.closed_at is not None:
        return DAY
    if outcome == asking.PENDING:
        return min(max(lasting, FIRST_WAIT_FOR_NEWS), LONGEST_WAIT_AFTER_FAULT)
    if outcome != asking.SCANS:
        return NOT_FOUND_SOON if now - standing.opened_at < SOON else NOT_FOUND_LATER
    silence = now - (standing.news_at or standing.opened_at)
    wait = next((often for longest, often in BY_SILENCE if silence <= longest), LONG_SILENCE)
    return wait * 2 if now - standing.opened_at > OLD_CASE else wait


def _hurry(now: datetime, standing: Standing) -> timedelta | None:
    """How long to wait at most for a deadline's sake; one that has passed hurries nothing."""
    if standing.deadline_at is None or standing.closed_at is not None or standing.deadline_at < now:
        return None
    left = standing.deadline_at.astimezone(UTC) - now
    return next((most for nearest, most in BY_DEADLINE if left <= nearest), None)


def _share(number: str) -> float:
    """A number's own place between 0 and 1, the same every time."""
    return int.from_bytes(hashlib.sha256(number.encode("utf-8", "replace")).digest()[:4]) / 2**32
