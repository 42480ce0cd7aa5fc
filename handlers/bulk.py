"""The preview of many numbers was sent: open the clear ones and those that were ticked, and nothing twice."""

from cases.case import Case
from cases.words import N_, Refused
from handlers.language import Marked
from handlers.opening import open_already, open_case, order_filled_in, parcel_of, where_it_went
from handlers.visit import Answer, Visit
from handlers.which_parcel import UNKNOWN
from partners.carriers.numbers import recognise
from partners.carriers.pasted import LIMIT, Hints


def opened(visit: Visit) -> Answer:
    """Open each chosen number that has no open case by now; say how many, and which were left."""
    filled = visit.ask.filled
    chosen = _chosen(visit)
    if not chosen:
        raise Refused(N_("No number was chosen, so no case was opened. Tick the ones to open and send again."))
    existing = open_already(visit, chosen)
    order = order_filled_in(filled, Hints(marketplace=visit.ask.meta.get("mk")))
    note = (filled.get("note") or "").strip() or None
    carriers = _carriers_told(visit)
    new = [number for number in chosen if number not in existing]
    made = [
        open_case(visit, parcel_of(recognise(number), _carrier(visit, number, carriers)), order, note) for number in new
    ]
    words = visit.words
    text = words.count(N_("{n} case was opened."), N_("{n} cases were opened."), len(made))
    if made:
        text += " " + _where(visit, [one.case for one in made]) + where_it_went(visit, made[0])
    if existing:
        already = words.count(N_("{n} was open already."), N_("{n} were open already."), len(existing))
        text = words.in_a_row(text, already)
    return Answer(text=text)


def _where(visit: Visit, cases: list[Case]) -> str:
    first, last = cases[0].reference, cases[-1].reference
    references = f"*{first}*" if first == last else f"*{first}* – *{last}*"
    return visit.words(
        N_("{references}, in {channel}."),
        references=Marked(references),
        channel=Marked(f"<#{cases[0].home_channel}>"),
    )


def _chosen(visit: Visit) -> list[str]:
    listed = [number for number in visit.ask.meta.get("n", []) if isinstance(number, str)]
    for block, values in visit.ask.filled.items():
        if block.startswith("tick") and isinstance(values, list):
            listed += values
    return list(dict.fromkeys(listed))[:LIMIT]


def _carriers_told(visit: Visit) -> dict[str, str]:
    """The carriers that stood beside single numbers, by number."""
    listed, told = visit.ask.meta.get("n", []), visit.ask.meta.get("by", {})
    return {listed[place]: carrier for carrier, places in told.items() for place in places if place < len(listed)}


def _carrier(visit: Visit, number: str, told: dict[str, str]) -> str | None:
    """The carrier that was typed beside the number or all of them; one that only fits by its length stays unknown."""
    recognised = recognise(number)
    if number in told:
        return told[number]
    if hinted := visit.ask.meta.get("k"):
        return None if recognised.verdict == "known" else str(hinted)
    return None if recognised.verdict == "known" else UNKNOWN


FORMS = {"bulk": opened}
