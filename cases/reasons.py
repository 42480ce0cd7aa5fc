"""The sentences that speak for a verdict, each with the scans it rests on."""

from collections.abc import Sequence
from datetime import date, datetime

from cases.scan_kinds import KINDS, UNKNOWN
from cases.scans import Look, Scan
from cases.verdicts import DeemedLost, Reason
from cases.words import N_, Sentence


def seen(scan: Scan) -> Reason:
    """What a scan says: when, where, and what happened."""
    said = Sentence(KINDS.get(scan.kind, KINDS[UNKNOWN]).sentence)
    place = ", ".join(part for part in (scan.city or scan.region, scan.country) if part)
    if scan.day and place:
        return Reason(
            Sentence(N_("{said} Recorded on {day} in {place}."), {"day": scan.day, "place": place, "said": said}),
            (scan,),
        )
    if scan.day:
        return Reason(Sentence(N_("{said} Recorded on {day}."), {"day": scan.day, "said": said}), (scan,))
    return Reason(said, (scan,))


def quiet(scan: Scan, since: date, until: date) -> Reason:
    """That silence has lasted longer than is ordinary."""
    text = N_("Nobody has had it in hand since {since}; until {until} that was ordinary there.")
    return Reason(Sentence(text, {"since": since, "until": until}), (scan,))


def still_ordinary(scan: Scan, until: date) -> Reason:
    """That silence is ordinary for a while yet."""
    return Reason(Sentence(N_("Silence is ordinary there until {until}."), {"until": until}), (scan,))


def looked(looks: Sequence[Look], good_at: datetime | None) -> Reason:
    """How the trackers answer, where they no longer say anything."""
    names = ", ".join(dict.fromkeys(look.provider for look in looks)) or "–"
    if good_at is None:
        return Reason(Sentence(N_("No tracker has answered yet: {names}."), {"names": names}))
    text = N_("The trackers have shown nothing since {day}: {names}.")
    return Reason(Sentence(text, {"day": good_at.date(), "names": names}))


def deemed(rule: DeemedLost) -> Reason:
    """That a rule deems it lost, and since when."""
    text = N_("It counts as lost from {day} on, by the rule of {rule}.")
    return Reason(Sentence(text, {"day": rule.day, "rule": rule.rule}))
