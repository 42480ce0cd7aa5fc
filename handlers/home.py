"""App Home, made when somebody opens it and after they change something on it."""

from cases.letters import FIRST, Letter
from handlers.case_rows import row_of
from handlers.views.home import HomeFacts
from handlers.visit import SILENT, Answer, Visit
from storage.case_lists import Filters
from storage.transaction import Transaction

ROWS = 10


def opened(visit: Visit) -> Answer:
    """Somebody opened the Home tab: owe them the view. The Messages tab needs none."""
    if visit.ask.text in ("", "home"):
        owe_home(visit)
    return SILENT


def other_language(visit: Visit) -> Answer:
    """The language button: from now on the other language, and Home in it."""
    other = "zh_CN" if visit.words.language == "en" else "en"
    visit.tx.people.choose_language(visit.workspace, visit.who.id, other)
    owe_home(visit)
    return SILENT


def owe_home(visit: Visit) -> None:
    """Owe the person who asks their Home view anew."""
    user = visit.who.id
    visit.desk.owe(
        Letter(f"home:{user}:{visit.ask.key}", visit.workspace, f"home:{user}", "home", None, {"user": user}, FIRST)
    )


def home_facts(tx: Transaction, workspace: str, user: str, is_admin: bool) -> HomeFacts:
    """What Home shows to somebody, in a fixed number of queries."""
    mine = tx.cases.listing(workspace, Filters(owner=user), 1, ROWS)
    everything = tx.cases.listing(workspace, Filters(), 1, ROWS)
    approvals = tx.cases.listing(workspace, Filters(needs_approval=True), 1, ROWS)
    unowned = [one for one in everything.cases if one.owner is None]
    return HomeFacts(
        mine=[row_of(one) for one in mine.cases],
        mine_total=mine.total,
        unowned=[row_of(one) for one in unowned],
        unowned_total=len(unowned),
        approvals=[row_of(one) for one in approvals.cases],
        open_total=everything.total,
        is_admin=is_admin,
        channels=sum(1 for one in tx.channels.all(workspace) if one.is_member and not one.is_archived),
    )


CLICKS = {"other_language": other_language}
EVENTS = {"app_home_opened": opened}
