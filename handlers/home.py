"""App Home, made when somebody opens it and after they change something on it."""

from datetime import datetime

from cases.letters import FIRST, Letter
from cases.moves import ADMIN, FINANCE, LEAD
from handlers.case_rows import row_of
from handlers.views.home import HomeFacts
from handlers.visit import SILENT, Answer, Ask, Visit
from storage.case_lists import Filters, Page
from storage.transaction import Transaction

ROWS = 10
APPROVING = frozenset({FINANCE, LEAD})


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
    visit.desk.owe(home_letter(visit.ask))


def home_letter(ask: Ask, still_since: datetime | None = None) -> Letter:
    """The Home view of whoever asks, as a letter; `still_since` is since when reminders are known to stand still."""
    user, still = ask.user, {"still_since": still_since.isoformat()} if still_since else {}
    params = {"user": user, **still}
    return Letter(f"home:{user}:{ask.key}", ask.workspace, f"home:{user}", "home", None, params, FIRST)


def home_facts(tx: Transaction, workspace: str, user: str, roles: frozenset[str]) -> HomeFacts:
    """What Home shows to somebody with these roles, in a fixed number of queries."""

    def listed(filters: Filters) -> Page:
        return tx.cases.listing(workspace, filters, 1, ROWS)

    ours, theirs = listed(Filters(owner=user, owners_turn=True)), listed(Filters(owner=user, owners_turn=False))
    unowned = listed(Filters(unowned=True))
    approvals = listed(Filters(needs_approval=True)) if roles & APPROVING else None
    return HomeFacts(
        mine=[row_of(one) for one in ours.cases],
        mine_total=ours.total,
        unowned=[row_of(one) for one in unowned.cases],
        unowned_total=unowned.total,
        approvals=[row_of(one) for one in approvals.cases] if approvals else [],
        open_total=tx.cases.count_open(workspace),
        is_admin=ADMIN in roles,
        channels=sum(1 for one in tx.channels.all(workspace) if one.is_member and not one.is_archived),
        theirs=[row_of(one) for one in theirs.cases],
        theirs_total=theirs.total,
        approvals_total=approvals.total if approvals else 0,
    )


CLICKS = {"other_language": other_language}
EVENTS = {"app_home_opened": opened}
