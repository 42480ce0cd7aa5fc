"""*Make private* and *Show it to everybody* in *More*, and what becomes of what the channel has read already."""

from cases.act import Act
from cases.words import N_
from handlers.language import Marked
from handlers.visit import Answer, Visit


def hidden(visit: Visit) -> Answer:
    """From now on the channel sees only that there is a case; what its thread says already stays there."""
    text = N_(
        "{reference} is private now: only its owner, whoever stands in, leads, finance and admins see it. What its "
        "thread says already stays there."
    )
    return _made(visit, "make_private", text)


def shown_again(visit: Visit) -> Answer:
    """The card is the channel's again."""
    return _made(visit, "make_public", N_("{reference} is shown to everybody again."))


def _made(visit: Visit, move: str, text: str) -> Answer:
    number = visit.ask.value.get("c")
    case = visit.desk.move(number if isinstance(number, int) else 0, Act(move, visit.who.actor))
    return Answer(text=visit.words(text, reference=Marked(f"*{case.reference}*")))


CLICKS = {"make_private": hidden, "make_public": shown_again}
