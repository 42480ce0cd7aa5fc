"""How a case learns that a text was sent: by the move that its track waits for, else as something that was written."""

from typing import Any

from cases.act import Act
from cases.case import Actor, Case
from cases.correspondence import WROTE, move_for
from cases.words import NoLongerApplies, NotAllowed
from handlers.desk import Desk
from storage.correspondence import Written


def record_sent(desk: Desk, case: Case, written: Written, actor: Actor, *, surely: bool = False) -> Case:
    """Make the move that says so. `surely`: the text is out, so that it is told even where no track waits any more.

    Raises Refused where the move may not be made.
    """
    move, target = move_for(case, written.kind, written.line)
    details: dict[str, Any] = {"written": written.id, "text_kind": written.kind, "language": written.language}
    if written.via:
        details["via"] = written.via
    try:
        return desk.move(case.number, _act(move, target, details, written, actor))
    except (NoLongerApplies, NotAllowed):
        if not surely or move == WROTE:
            raise
        return desk.move(case.number, _act(WROTE, None, details, written, actor))


def _act(move: str, target: str | None, details: dict[str, Any], written: Written, actor: Actor) -> Act:
    if move == WROTE:
        return Act(WROTE, actor, None, {**details, "to": written.to})
    if move == "file_claim":
        # Whether it is a second claim was looked at before it went out; out it is, whatever was filed meanwhile.
        return Act(move, actor, target, {**details, "reference": written.reference or "", "again": True})
    return Act(move, actor, target, details)
