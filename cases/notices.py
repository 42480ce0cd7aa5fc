"""Who must hear of a move: the letters that follow from it, decided here and written with it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from cases.case import Case, Remedy
from cases.decide import Decision
from cases.letters import FIRST, SOON, Letter

# A move that the card alone tells; a line in the thread would say it twice.
TOLD_BY_THE_CARD = frozenset({"report"})
APPROVAL_STATES = frozenset({"awaiting_approval", "asked"})


def letters_for(decision: Decision, approvers: Iterable[str], told: Mapping[str, Iterable[str]]) -> list[Letter]:
    """The letters a move causes: the card anew, a line in its thread unless it is quiet, and the approvers' cards.

    `approvers` are those who may decide a request (the requester's own card would be no use to anybody), or the
    channel for approvals; `told` says by remedy who has its card already: each is brought up to date.
    """
    case, entry = decision.case, decision.entry
    letters = [card_letter(case)]
    if entry.move not in TOLD_BY_THE_CARD and not entry.details.get("quiet"):
        letters.append(line_letter(case, entry.seq))
    if "remedies" not in entry.changes:
        return letters
    for remedy in case.remedies:
        new = approvers if remedy.id == entry.target else ()
        letters += approval_letters(case, remedy, new, told.get(remedy.id, ()), str(entry.seq))
    return letters


def card_letter(case: Case, because: str = "") -> Letter:
    """The case's one card, brought up to date; `because` tells apart refreshes that no move caused."""
    key = f"card:{case.reference}:{case.version}{because and ':' + because}"
    return Letter(key, case.workspace, _lane(case), "card", case.number, priority=FIRST)


def line_letter(case: Case, seq: int) -> Letter:
    """One line of the story, in the card's thread."""
    key = f"line:{case.reference}:{seq}"
    return Letter(key, case.workspace, _lane(case), "line", case.number, {"seq": seq}, SOON)


def ring_letter(case: Case, clock_key: str, rings: int, level: int) -> Letter:
    """A clock that sounds in the case's thread, once, as loud as the rung says."""
    key = f"ring:{_sounding(case, clock_key, rings)}"
    params = {"clock": clock_key, "level": level}
    return Letter(key, case.workspace, _lane(case), "ring", case.number, params, SOON)


def nudges_letter(workspace: str, person: str, send_at: datetime) -> Letter:
    """The one message with everything that somebody is reminded of at an instant (UTC)."""
    key, params = f"nudges:{person}:{send_at.isoformat()}", {"person": person, "send_at": send_at.isoformat()}
    return Letter(key, workspace, f"user:{person}", "nudges", None, params, SOON, send_at)


def lead_line_letter(case: Case, clock_key: str, rings: int, channel: str, level: int) -> Letter:
    """One line in the leads' channel: a case that its owner alone does not bring forward."""
    key = f"lead:{_sounding(case, clock_key, rings)}"
    return Letter(key, case.workspace, channel, "lead_line", case.number, {"clock": clock_key, "level": level}, SOON)


def _sounding(case: Case, clock_key: str, rings: int) -> str:
    """Which sounding it is: a clock that was started anew counts its rings from one again."""
    clock = case.clock(clock_key)
    started = f"{clock.started_at.timestamp():.0f}" if clock else "0"
    return f"{case.reference}:{clock_key}:{started}:{rings}"


def approval_letters(
    case: Case, remedy: Remedy, readers: Iterable[str], told: Iterable[str], because: str
) -> list[Letter]:
    """The approvers' cards for one request: new ones for `readers` while it waits, and those of `told` anew.

    Readers are user ids, or the channel for approvals. `because` tells letters of one request apart.
    """
    asked = [one for one in readers if one != remedy.decided_by] if remedy.state in APPROVAL_STATES else []
    return [
        Letter(
            f"approval:{case.reference}:{remedy.id}:{reader}:{because}",
            case.workspace,
            f"user:{reader}" if reader[0] in "UW" else reader,
            "approval",
            case.number,
            {"remedy": remedy.id, "reader": reader},
            FIRST,
        )
        for reader in dict.fromkeys([*asked, *told])
    ]


def _lane(case: Case) -> str:
    return case.home_channel or "default"
