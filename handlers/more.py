"""*More* on a card: everything that is legal now, and the whole history."""

from handlers.prospects import prospects_in
from handlers.sightings import sightings_in
from handlers.views.history import history_modal
from handlers.views.more import more_modal
from handlers.views.story import story_line
from handlers.visit import Answer, Visit


def more(visit: Visit) -> Answer:
    """The modal with every legal move."""
    case = visit.desk.case(_number(visit))
    meta = {"ch": visit.ask.channel}
    prospects, seen = prospects_in(visit.tx, case), sightings_in(visit.tx, case, visit.at)
    return Answer(view=more_modal(case, visit.words, visit.at, meta, visit.who.roles, prospects, seen))


def history(visit: Visit) -> Answer:
    """Every move of the case, newest first, with who, when and in what words."""
    case = visit.desk.case(_number(visit))
    entries = visit.tx.cases.log(visit.workspace, case.number)
    told = [
        f"*{visit.words.moment(one.at)}*\n"
        + story_line(
            one, case, visit.words, lambda ref: visit.tx.personal.get(visit.workspace, ref), as_it_happens=False
        )
        for one in reversed(entries)
    ]
    return Answer(view=history_modal(told, visit.words))


def _number(visit: Visit) -> int:
    number = visit.ask.value.get("c")
    return number if isinstance(number, int) else 0


CLICKS = {"more": more, "history": history}
