"""*Take it over* on a reminder at the lead's rung and above: whoever can act takes a case that its owner cannot."""

from cases.act import Act
from cases.words import N_
from handlers.language import Marked
from handlers.visit import SILENT, Answer, Visit


def taken_over(visit: Visit) -> Answer:
    """The case is the clicker's from now on; who had it reads it in the thread. Twice is no mistake."""
    number = visit.ask.value.get("c")
    case = visit.desk.case(number if isinstance(number, int) else 0)
    if case.owner != visit.who.id:
        move, details = ("take", {}) if case.owner is None else ("assign", {"person": visit.who.id})
        visit.desk.move(case.number, Act(move, visit.who.actor, details=details))
    visit.whisper(visit.words(N_("{reference} is yours."), reference=Marked(f"*{case.reference}*")))
    return SILENT


CLICKS = {"take_over": taken_over}
