"""*More* on a card: everything that is legal now, and the whole history."""

from cases.words import N_
from handlers.views.kit import SECTION_LONGEST, modal, section
from handlers.views.more import more_modal
from handlers.views.story import story_line
from handlers.visit import Answer, Visit

MOST_SECTIONS = 40


def more(visit: Visit) -> Answer:
    """The modal with every legal move."""
    case = visit.desk.case(_number(visit))
    return Answer(view=more_modal(case, visit.words, visit.at, {"ch": visit.ask.channel}))


def history(visit: Visit) -> Answer:
    """Every move of the case, newest first, with who, when and in what words."""
    case = visit.desk.case(_number(visit))
    entries = visit.tx.cases.log(visit.workspace, case.number)
    told = [
        f"*{visit.words.moment(one.at)}*\n"
        + story_line(one, case, visit.words, lambda ref: visit.tx.personal.get(visit.workspace, ref))
        for one in reversed(entries)
    ]
    blocks = [section(line[:SECTION_LONGEST]) for line in told[:MOST_SECTIONS]]
    if len(told) > MOST_SECTIONS:
        blocks.append(section(visit.words(N_("… and {n} earlier ones."), n=len(told) - MOST_SECTIONS)))
    title = visit.words(N_("History"))
    return Answer(view=modal("history", title, blocks, submit=None, close=visit.words(N_("Close this")), meta={}))


def _number(visit: Visit) -> int:
    number = visit.ask.value.get("c")
    return number if isinstance(number, int) else 0


CLICKS = {"more": more, "history": history}
