"""Requests that wait are shown to whoever may decide them from now on; otherwise they would wait unseen."""

from handlers.desk import Desk
from handlers.visit import Visit
from handlers.who import approvers
from storage.case_lists import Filters
from storage.records import Settings

MOST_REQUESTS = 200


def ask_new_approvers(visit: Visit, before: tuple[list[str], str | None], after: Settings) -> None:
    """Owe every waiting request anew where those who may decide, or their channel, are others than before."""
    if before == who_approves(visit, after):
        return
    desk = Desk(visit.tx, visit.workspace, visit.at, after)
    for one in visit.tx.cases.listing(visit.workspace, Filters(needs_approval=True), 1, MOST_REQUESTS).cases:
        desk.ask_approvers(desk.case(one.number), "approvers")


def who_approves(visit: Visit, settings: Settings) -> tuple[list[str], str | None]:
    """Everybody who may approve any amount, and the channel their requests go to."""
    return approvers(visit.tx, visit.workspace, settings), settings.approvals_channel
