"""Who must hear of a move: the letters that follow from it, decided here and written with it."""

from collections.abc import Iterable

from cases.case import Case
from cases.decide import Decision
from cases.letters import FIRST, SOON, Letter

# A move that the card alone tells; a line in the thread would say it twice.
TOLD_BY_THE_CARD = frozenset({"report"})
APPROVAL_STATES = frozenset({"awaiting_approval", "asked"})


def letters_for(decision: Decision, approvers: Iterable[str], approvals_channel: str | None) -> list[Letter]:
    """The letters a move causes: the card anew, a line in its thread, and the approvers' cards.

    `approvers` are those who may decide a request; the requester's own card would be no use to anybody.
    """
    case, entry = decision.case, decision.entry
    letters = [card_letter(case)]
    if entry.move not in TOLD_BY_THE_CARD:
        letters.append(line_letter(case, entry.seq))
    return letters + _approval_letters(decision, approvers, approvals_channel)


def card_letter(case: Case, because: str = "") -> Letter:
    """The case's one card, brought up to date; `because` tells apart refreshes that no move caused."""
    key = f"card:{case.reference}:{case.version}{because and ':' + because}"
    return Letter(key, case.workspace, _lane(case), "card", case.number, priority=FIRST)


def line_letter(case: Case, seq: int) -> Letter:
    """One line of the story, in the card's thread."""
    key = f"line:{case.reference}:{seq}"
    return Letter(key, case.workspace, _lane(case), "line", case.number, {"seq": seq}, SOON)


def ring_letter(case: Case, clock_key: str, rings: int) -> Letter:
    """A clock that sounds: said once in the thread, to whoever owes the next step."""
    key = f"ring:{case.reference}:{clock_key}:{rings}"
    return Letter(key, case.workspace, _lane(case), "ring", case.number, {"clock": clock_key}, SOON)


def _approval_letters(decision: Decision, approvers: Iterable[str], channel: str | None) -> list[Letter]:
    """A new request goes to everybody who may decide it; a decided one is brought up to date wherever it was posted."""
    case, entry = decision.case, decision.entry
    if entry.target is None or not entry.target.startswith("R"):
        return []
    remedy = next((one for one in case.remedies if one.id == entry.target), None)
    if remedy is None or not (APPROVAL_STATES & {entry.before, entry.after, remedy.state}):
        return []
    readers = [channel] if channel else [user for user in approvers if user != remedy.decided_by]
    return [
        Letter(
            f"approval:{case.reference}:{remedy.id}:{reader}:{entry.seq}",
            case.workspace,
            channel or f"user:{reader}",
            "approval",
            case.number,
            {"remedy": remedy.id, "reader": reader},
            FIRST,
        )
        for reader in readers
    ]


def _lane(case: Case) -> str:
    return case.home_channel or "default"
