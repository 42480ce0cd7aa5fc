"""Scans: what trackers and carriers say happened to a parcel, kept as they said it, corrections included."""

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from cases.light_dataclass import dataclass
from cases.scan_kinds import IF_PLACED, IN_HAND, KINDS, UNKNOWN

# Two scans of one tracker at the same place count as one that was worded anew when they lie no further apart.
REWORDED_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Scan:
    """One event of a parcel's tracking.

    `at` is the instant in UTC, and None while the zone of the wall time `local` is unknown: it is never guessed.
    `has_hour` is false where only a day was given. `code` is the provider's own word for it, `carrier` our code of
    whoever scanned, `raw` the digest of the answer it came in. `taken_back`: the carrier no longer shows it,
    though it shows older ones. `reworded`: the same tracker now says it in other words. `known_as` is its key where
    its words were erased.
    """

    kind: str
    words: str
    provider: str
    number: str = ""
    at: datetime | None = None
    local: datetime | None = None
    has_hour: bool = True
    city: str | None = None
    region: str | None = None
    country: str | None = None
    code: str | None = None
    carrier: str | None = None
    raw: str | None = None
    taken_back: bool = False
    reworded: bool = False
    known_as: str = ""

    @property
    def zoned(self) -> bool:
        """Whether it is known at which instant it happened."""
        return self.at is not None

    @property
    def is_live(self) -> bool:
        """Whether its tracker still says so, in these words."""
        return not (self.taken_back or self.reworded)

    @property
    def has_place(self) -> bool:
        return bool(self.city or self.region or self.country)

    @property
    def is_physical(self) -> bool:
        """Whether somebody had the parcel in hand when it was made."""
        touch = KINDS.get(self.kind, KINDS[UNKNOWN]).touch
        # Of what is not understood a country alone is no place: every notice of that carrier names it.
        placed = bool(self.city or self.region) if self.kind == UNKNOWN else self.has_place
        return touch == IN_HAND or (touch == IF_PLACED and placed)

    @property
    def day(self) -> date | None:
        """The local date where it happened; the UTC date where only the instant is known."""
        when = self.local or self.at
        return when.date() if when else None

    @property
    def key(self) -> str:
        """What makes it the scan it is for its provider: the same in every answer that repeats it.

        Our own word for it is no part of that, because our tables learn.
        """
        if self.known_as:
            return self.known_as
        when = self.local or self.at
        written = when.isoformat() if when else ""
        return _key(self.provider, self.number, written, self.code, self.city, self.country, self.words)


@dataclass(frozen=True, slots=True)
class Look:
    """How a tracker answered at last: `outcome` is scans, pending, not_found, invalid, stopped or failed.

    `since` is from when on it has answered as it does now, `good_at` when it last had scans to show, `why` the kind
    of trouble it was in, `expected_on` the day it expects the delivery.
    """

    provider: str
    number: str
    at: datetime
    outcome: str
    since: datetime
    good_at: datetime | None = None
    status: str | None = None
    why: str | None = None
    expected_on: date | None = None


def looked(before: Look | None, now: Look) -> Look:
    """The look as it follows the one before: a tracker that fails has not forgotten what it said when it did not."""
    good_at = now.at if now.outcome == "scans" else before.good_at if before else None
    if before is None:
        return replace(now, good_at=good_at)
    kept = now.outcome == "failed"
    return replace(
        now,
        since=before.since if before.outcome == now.outcome else now.at,
        good_at=good_at,
        status=before.status if kept else now.status,
        expected_on=before.expected_on if kept else now.expected_on,
    )


def scan_at(instant: datetime) -> tuple[datetime, datetime]:
    """The instant in UTC and the wall time where it happened, of a time that was given with its offset."""
    return instant.astimezone(UTC), instant.replace(tzinfo=None)


def after_answer(kept: Iterable[Scan], answer: Iterable[Scan]) -> tuple[Scan, ...]:
    """What one provider has said of one number, once a newer answer of it is added; nothing is ever dropped.

    A scan that is missing from an answer that shows others as old or older was taken back, unless the answer tells
    it in other words. One that is older than all of the answer was only cut off, and still holds. An answer without
    scans takes nothing back: it says nothing about the parcel.
    """
    fresh = {scan.key: scan for scan in answer}
    known = {scan.key: scan for scan in kept}
    told = _by_carrier(fresh.values())
    after = [_compared(scan, fresh, told) for scan in known.values()]
    return tuple(after) + tuple(scan for key, scan in fresh.items() if key not in known)


def fingerprint(scans: Iterable[Scan]) -> str:
    """The digest of what an answer says, whatever the order it says it in: equal when nothing changed."""
    return hashlib.sha256("\n".join(sorted(scan.key for scan in scans)).encode()).hexdigest()


@lru_cache(maxsize=8192)
def folded(words: str | None) -> str:
    """Words as they are compared: width, case, punctuation and spacing undone."""
    flat = unicodedata.normalize("NFKC", words or "").casefold()
    return " ".join("".join(character if character.isalnum() else " " for character in flat).split())


@lru_cache(maxsize=4096)
def _key(
    provider: str, number: str, when: str, code: str | None, city: str | None, country: str | None, words: str
) -> str:
    parts = (provider, number, when, code or "", folded(city), folded(country), folded(words))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _by_carrier(fresh: Iterable[Scan]) -> Mapping[str | None, Mapping[int, list[Scan]]]:
    """The scans of an answer that have a time, by carrier and minute: of two thousand each finds its own at once."""
    told: dict[str | None, dict[int, list[Scan]]] = defaultdict(lambda: defaultdict(list))
    for scan in fresh:
        if when := _when(scan):
            told[scan.carrier][(when - when.min) // REWORDED_WITHIN].append(scan)
    return told


def _compared(scan: Scan, fresh: Mapping[str, Scan], told: Mapping[str | None, Mapping[int, list[Scan]]]) -> Scan:
    again = fresh.get(scan.key)
    if again is not None:
        better = again if again.zoned or not scan.zoned else scan
        return replace(better, raw=scan.raw or again.raw, taken_back=False, reworded=False)
    # A tracker that follows two carriers may lose sight of one: what only the other shows takes nothing back.
    same = told.get(scan.carrier)
    when = _when(scan)
    if not same or when is None or when < min(_times(same[min(same)])):
        return scan
    minute = (when - when.min) // REWORDED_WITHIN
    near = [other for one in (minute - 1, minute, minute + 1) for other in same.get(one, ())]
    reworded = any(_rewords(other, scan) for other in near)
    return replace(scan, reworded=reworded, taken_back=not reworded)


def _rewords(new: Scan, old: Scan) -> bool:
    """Whether the new scan is the old one, told in other words, or with its zone or place at last."""
    when, before = _when(new), _when(old)
    same_words = folded(new.words) == folded(old.words)
    if new.kind != old.kind and UNKNOWN not in (new.kind, old.kind) and not same_words:
        return False
    near = when is not None and before is not None and abs(when - before) <= REWORDED_WITHIN
    return near and not (old.city and new.city and folded(old.city) != folded(new.city))


def _times(scans: Iterable[Scan]) -> list[datetime]:
    return [when for scan in scans if (when := _when(scan))]


def _when(scan: Scan) -> datetime | None:
    """The wall time as one tracker writes it: good enough to compare what it says with what it said."""
    return scan.local or (scan.at.replace(tzinfo=None) if scan.at else None)
