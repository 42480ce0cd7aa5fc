"""The lines of a case's tracks (I1, R2, D1, C1): finding one by its id, and the case with one changed."""

from dataclasses import replace
from typing import Any

from cases.case import Case, Claim, Dispute, Investigation, Remedy

Line = Investigation | Remedy | Dispute | Claim
HOLDERS = {"investigation": "investigations", "remedy": "remedies", "dispute": "disputes", "claim": "claims"}


def entity(case: Case, target: str) -> Line:
    """The line of that id; KeyError where the case has none."""
    for holder in HOLDERS.values():
        for line in getattr(case, holder):
            if line.id == target:
                return line  # type: ignore[no-any-return]
    raise KeyError(target)


def with_line(case: Case, target: str, **changes: Any) -> Case:
    """The case with one line changed."""
    for holder in HOLDERS.values():
        lines = getattr(case, holder)
        if any(line.id == target for line in lines):
            changed = tuple(replace(line, **changes) if line.id == target else line for line in lines)
            held: dict[str, Any] = {holder: changed}
            return replace(case, **held)
    raise KeyError(target)
