"""App Home drawn anew when something of whoever looks at it changes: once for all that changes within some seconds.

Only for those who opened it lately: everybody else gets it fresh when they open it. That it is drawn anew tells Slack
something and nobody else, so that nothing can go round in a circle.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from cases.case import Case
from cases.letters import SOON, Letter
from cases.light_dataclass import dataclass
from storage.transaction import Transaction

LATELY = timedelta(hours=8)
GATHERED_FOR = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Changed:
    """That something of a person's changed: by which version of which case, and when (UTC)."""

    workspace: str
    person: str
    because: str
    at: datetime


def home_changes(tx: Transaction, before: Case | None, after: Case, approvers: Iterable[str], at: datetime) -> None:
    """Note whose App Home a move changes: the owner's, whoever's it was before, and of those who may approve it."""
    people = {after.owner, after.backup, before.owner if before else None, *approvers}
    for person in people:
        if person and person[0] in "UW":
            tx.put_off(redraw, Changed(after.workspace, person, f"{after.reference}:{after.version}", at))


def redraw(tx: Transaction, changed: list[Changed]) -> None:
    """Owe their Home to those of them who opened it lately, unless it waits to be sent already."""
    for workspace in sorted({one.workspace for one in changed}):
        latest = {one.person: one for one in changed if one.workspace == workspace}
        since = min(one.at for one in latest.values()) - LATELY
        for person in tx.homes.looked_since(workspace, sorted(latest), since):
            one = latest[person]
            key, lane = f"home:{person}:{one.because}", f"home:{person}"
            letter = Letter(key, workspace, lane, "home", None, {"user": person}, SOON, one.at + GATHERED_FOR)
            tx.outbox.add_or_join(letter, one.at)
