"""Who the buyer of a case is, for whoever may see it and for nobody else; that they saw it is noted in the log."""

from cases.act import Act
from cases.buyers import Buyer, may_see_buyer, names_buyer
from cases.case import Case
from handlers.visit import Visit


def buyer_for(visit: Visit, case: Case) -> Buyer | None:
    """The buyer, as far as known; None where nothing is, and for whoever may not see it."""
    if not may_see_buyer(case, visit.who.actor):
        return None
    return visit.tx.buyers.get(visit.workspace, case.number)


def tells_buyer(visit: Visit, case: Case, *texts: str | None) -> bool:
    """Whether the buyer stands in any of these texts, whoever reads them."""
    buyer = visit.tx.buyers.get(visit.workspace, case.number)
    return buyer is not None and any(names_buyer(text, buyer) for text in texts if text)


def note_shown(visit: Visit, case: Case) -> Case:
    """Note in the log, and nowhere else, that somebody was shown who the buyer is. Returns the case after it."""
    return visit.desk.move(case.number, Act("see_buyer", visit.who.actor, details={"quiet": True}))
