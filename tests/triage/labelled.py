"""Reading the labelled histories and asking triage about one; the words of a scan become its kind as in the product."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cases.case import Parcel
from cases.scans import Look, Scan
from cases.triage import triage
from cases.verdicts import DeemedLost, Measures, Told, Verdict
from cases.working_time import Calendar
from partners.tracking.thresholds import patience
from partners.tracking.wordings import kind_of
from partners.working_days import calendar_for, is_known

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Labelled:
    """One history of a file, with the cause and next step that a careful person would name."""

    file: str
    entry: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.entry["name"])

    @property
    def language(self) -> str:
        return str(self.entry.get("language", "en"))

    @property
    def cause(self) -> str:
        return str(self.entry["expect"])

    @property
    def causes(self) -> frozenset[str]:
        return frozenset({self.cause, *self.entry.get("also", ())})

    @property
    def next_steps(self) -> frozenset[str]:
        return frozenset({self.entry["next"], *self.entry.get("next_also", ())})

    @property
    def scans(self) -> list[Scan]:
        return [read_scan(line) for line in self.entry["scans"]]


def histories(folder: str) -> Iterator[Labelled]:
    """Every history of a folder, in the order of its files."""
    for path in sorted((FOLDER / folder).glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["history"]:
            yield Labelled(path.stem, entry)


def judged(history: Labelled) -> Verdict:
    """What triage says of a history."""
    entry, now = history.entry, _utc(history.entry["now"])
    return triage(_parcel(entry), history.scans, _looks(entry, now), _told(entry), _measures(entry), now)


def read_scan(line: str) -> Scan:
    """A scan of one line: when | place | the carrier's words | marks."""
    when, place, words, *marks = (part.strip() for part in line.split("|"))
    named = dict(mark.split(":", 1) for mark in " ".join(marks).split() if ":" in mark)
    at, local = _when(when)
    city, region, country = _place(place)
    return Scan(
        kind=named.get("kind") or kind_of(words)[0] or "unknown",
        words=words,
        provider="17track",
        number=named.get("number", ""),
        at=at,
        local=local,
        city=city,
        region=region,
        country=country,
        carrier=named.get("carrier"),
        taken_back="taken_back" in " ".join(marks),
    )


def _when(written: str) -> tuple[datetime | None, datetime]:
    day, hour, offset = written.split()
    local = datetime.fromisoformat(f"{day} {hour}")
    if offset == "?":
        return None, local
    return datetime.fromisoformat(f"{day}T{hour}{offset}").astimezone(UTC), local


def _place(written: str) -> tuple[str | None, str | None, str | None]:
    parts = [part.strip() for part in written.split(",") if part.strip()]
    if not parts:
        return None, None, None
    city = parts[0] if len(parts) > 1 else None
    return city, parts[1] if len(parts) > 2 else None, parts[-1]


def _parcel(entry: dict[str, Any]) -> Parcel:
    return Parcel(
        number="0" * 20,
        carrier=entry.get("carrier"),
        service=entry.get("service"),
        origin=entry.get("origin"),
        destination=entry.get("destination"),
        label_on=_day(entry.get("label_on")),
        shipped_on=_day(entry.get("shipped_on")),
        expected_on=_day(entry.get("expected_on")),
    )


def _told(entry: dict[str, Any]) -> Told:
    return Told(
        handed_over_on=_day(entry.get("proof")),
        buyer=entry.get("buyer"),
        city=entry.get("city"),
        region=entry.get("region"),
        signed=entry.get("pod", False),
        number_doubted=entry.get("number_doubted", False),
    )


def _looks(entry: dict[str, Any], now: datetime) -> list[Look]:
    if "trackers" not in entry:
        return [Look("17track", "0" * 20, now, "scans" if entry["scans"] else "not_found", now, now)]
    return [_look(line, now) for line in entry["trackers"]]


def _look(line: str, now: datetime) -> Look:
    provider, outcome, _, since, *good = line.split()
    good_at = _utc(f"{good[1]} 00:00") if good else None
    return Look(provider, "0" * 20, good_at if outcome == "scans" and good_at else now, outcome,
                _utc(f"{since} 00:00"), good_at)  # fmt: skip


def _measures(entry: dict[str, Any]) -> Measures:
    countries = {read_scan(line).country for line in entry["scans"]} | {entry.get("origin"), entry.get("destination")}
    return Measures(patience(), {one: _calendar(one) for one in countries if one}, _deemed(entry))


def _calendar(country: str) -> Calendar:
    return calendar_for(country) if is_known(country) else Calendar()


def _deemed(entry: dict[str, Any]) -> tuple[DeemedLost, ...]:
    if "deemed" not in entry:
        return ()
    rule, _, day = entry["deemed"].rpartition(" ")
    return (DeemedLost(rule, date.fromisoformat(day)),)


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)
