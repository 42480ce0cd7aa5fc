"""The preview of many numbers was sent: open the clear ones and those that were ticked, and nothing twice."""

from cases.case import Order
from cases.words import N_, Refused
from handlers.language import Marked
from handlers.opening import open_already, open_case, parcel_of
from handlers.visit import Answer, Visit
from partners.carriers.numbers import recognise
from partners.carriers.pasted import LIMIT


def opened(visit: Visit) -> Answer:
    """Open each chosen number that has no open case by now; say how many, and which were left."""
    chosen = _chosen(visit)
    if not chosen:
        raise Refused(N_("No number was chosen, so no case was opened. Tick the ones to open and send again."))
    existing = open_already(visit, chosen)
    new = [number for number in chosen if number not in existing]
    order = Order(marketplace=visit.ask.meta.get("mk"))
    made = [open_case(visit, parcel_of(recognise(number), _carrier(visit, number)), order).case for number in new]
    words = visit.words
    text = words.count(N_("{n} case was opened."), N_("{n} cases were opened."), len(made))
    if made:
        references = f"*{made[0].reference}*" if len(made) == 1 else f"*{made[0].reference}* – *{made[-1].reference}*"
        text += " " + words(
            N_("{references}, in {channel}."),
            references=Marked(references),
            channel=Marked(f"<#{made[0].home_channel}>"),
        )
    if existing:
        text += " " + words.count(N_("{n} was open already."), N_("{n} were open already."), len(existing))
    return Answer(text=text)


def _chosen(visit: Visit) -> list[str]:
    listed = [number for number in visit.ask.meta.get("n", []) if isinstance(number, str)]
    for block, values in visit.ask.filled.items():
        if block.startswith("tick") and isinstance(values, list):
            listed += values
    return list(dict.fromkeys(listed))[:LIMIT]


def _carrier(visit: Visit, number: str) -> str | None:
    """The carrier that was typed beside the numbers; one that only fits by its length stays unknown until asked."""
    hinted = visit.ask.meta.get("k")
    if hinted:
        return str(hinted)
    return None if recognise(number).verdict == "known" else "unknown"


FORMS = {"bulk": opened}
