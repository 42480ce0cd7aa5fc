"""Flights, bags and consignments as carriers name them in the words of their scans.

Only what is announced by a word of its own is taken: six letters and digits beside each other may be anything. What is
found is written the same way however the carrier spaced it, so that two parcels can be compared.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import timedelta

from cases.late_pattern import LatePattern
from cases.scans import Scan
from cases.timelines import Event, instant_of, last_physical

# What a bag or a consignment is called in scans of posts, line hauls and forwarders. “Consignment” alone is not among
# them: in Britain it is a single parcel.
_BAG_WORDS = (
    r"(?<![a-z])(?:master air ?way ?bill|air ?way ?bill|mawb|receptacle|container|dispatch|pallet|bag|sack|sacca|saca|"
    r"beutel|sac)(?![a-z])|总包|大包|集包|邮袋|袋牌|袋|主单|提单|容器|托盘"
)
_FLIGHT_WORDS = r"(?<![a-z])(?:flight|flt|vol|vuelo|voo|flug)(?![a-z])|航班|班机|便名"
_NUMBER_WORDS = (
    r"\s*(?:(?:no|nr|n[º°]|num(?:ber|mer|éro|ero)?|id|code|barcode)(?![a-z])|号码|编号|条码|号|码)?\.?\s*[:#\[(]?\s*"
)
_BAG = LatePattern(rf"(?:{_BAG_WORDS}){_NUMBER_WORDS}([A-Z0-9](?:[A-Z0-9]|[ -](?=\d)){{5,33}})", re.IGNORECASE)
# An airline's two letters or digits, and up to four digits: IATA Standard Schedules Information Manual.
_FLIGHT = LatePattern(
    rf"(?:{_FLIGHT_WORDS}){_NUMBER_WORDS}((?:[A-Z]{{2}}|[A-Z]\d|\d[A-Z])[ -]?\d{{2,4}})(?![A-Z0-9])", re.IGNORECASE
)
# A bag is closed where parcels are gathered and opened where they are sorted: its number is not told again between.
BAG_HOLDS = timedelta(days=5)


def flight_of(events: Sequence[Event]) -> str | None:
    """The flight that the last scan, or a notice after it, names: `CZ3081`. One that has landed is none any more."""
    return _last(_FLIGHT, _since_last_scan(events))


def bag_of(events: Sequence[Event], numbers: Iterable[str] = ()) -> str | None:
    """The bag or consignment the parcel was last said to be in, unless that was long before its last scan.

    `numbers` are the parcel's own: they are no bag's.
    """
    last = last_physical(events)
    if last is None:
        return None
    near = [one for one in events if one.scan.is_live and instant_of(last.scan) - instant_of(one.scan) <= BAG_HOLDS]
    return _last(_BAG, near, frozenset(_bare(one) for one in numbers))


def _since_last_scan(events: Sequence[Event]) -> list[Event]:
    last = last_physical(events)
    place = events.index(last) if last is not None else len(events)
    return [one for one in events[place:] if one.scan.is_live]


def _last(pattern: re.Pattern[str], events: Iterable[Event], but: frozenset[str] = frozenset()) -> str | None:
    found = None
    for event in events:
        for scan in event.told_by:
            found = next(iter(_named(pattern, scan, but)), found)
    return found


def _named(pattern: re.Pattern[str], scan: Scan, but: frozenset[str]) -> list[str]:
    words = unicodedata.normalize("NFKC", scan.words)
    named = (_bare(hit[1]) for hit in pattern.finditer(words))
    return [one for one in named if any(sign.isdigit() for sign in one) and one not in but]


def _bare(written: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", written.upper())
