"""Every other move: by a button, by the form of what it asks for, or by *Mark sent / log reply*."""

from collections.abc import Mapping
from typing import Any

from cases.case import Case
from cases.decide import Act
from cases.moves import MOVES
from cases.words import N_, NoLongerApplies, Refused, Sentence, WrongField
from handlers.opening import followed_parcel
from handlers.views.more import record_modal, unpick
from handlers.views.move_form import move_form, read_details
from handlers.visit import SILENT, Answer, Visit


def moved(visit: Visit) -> Answer:
    """A button that is the move itself: take, approve."""
    move = _move_in(visit.ask.name)
    value = visit.ask.value
    visit.desk.move(_number(value), Act(move, visit.who.actor, value.get("t"), {}, value.get("s")))
    return SILENT


def form_asked(visit: Visit) -> Answer:
    """A button whose move asks for something: its form."""
    move, value = _move_in(visit.ask.name), visit.ask.value
    case = visit.desk.case(_number(value))
    if not case.is_open and move != "reopen":
        raise NoLongerApplies(N_("{reference} is closed. Re-open it first."), reference=case.reference)
    return Answer(view=move_form(case, move, value.get("t"), value.get("s"), visit.words, {"ch": visit.ask.channel}))


def form_sent(visit: Visit) -> Answer:
    """The form of a move was sent: make the move."""
    meta = visit.ask.meta
    _make(visit, _known(meta.get("m")), meta.get("t"), meta.get("s"))
    return SILENT


def record_asked(visit: Visit) -> Answer:
    """*Mark sent / log reply* on the card: what could have happened, by counterparty."""
    case = visit.desk.case(_number(visit.ask.value))
    return Answer(view=record_modal(case, visit.words, None, {"ch": visit.ask.channel}))


def record_chosen(visit: Visit) -> Answer:
    """Something was chosen inside that form: what it asks for."""
    case = visit.desk.case(_number(visit.ask.meta))
    view = record_modal(case, visit.words, visit.ask.text, {"ch": visit.ask.channel or visit.ask.meta.get("ch")})
    return Answer(view=view, replaces_view=True)


def recorded(visit: Visit) -> Answer:
    """That form was sent. Where the choice was not drawn yet (some clients send no news of it), it is drawn now."""
    meta, chosen = visit.ask.meta, visit.ask.filled.get("what")
    move, target, state = unpick(chosen)
    if not move:
        raise WrongField("what", Sentence(N_("Choose what happened.")))
    if meta.get("m") != move or meta.get("t") != target:
        case = visit.desk.case(_number(meta))
        view = record_modal(case, visit.words, chosen, {"ch": meta.get("ch")})
        return Answer(view=view, replaces_view=True)
    _make(visit, _known(move), target, state if target else None)
    return SILENT


def _make(visit: Visit, move: str, target: str | None, seen: str | None) -> Case:
    details = read_details(move, visit.ask.filled, visit.words, visit.at)
    if details.get("number"):
        details |= _parcel(details["number"])
    return visit.desk.move(_number(visit.ask.meta), Act(move, visit.who.actor, target, details, seen))


def _parcel(written: str) -> dict[str, Any]:
    try:
        parcel = followed_parcel(written)
    except Refused as refused:
        raise WrongField("number", refused.sentence) from None
    return {
        "number": parcel.number,
        "carrier": parcel.carrier,
        "carrier_name": parcel.carrier_name,
        "weak": parcel.weak,
    }


def _move_in(action_id: str) -> str:
    parts = action_id.split(":")
    return _known(parts[1] if len(parts) > 1 else None)


def _known(move: object) -> str:
    if not isinstance(move, str) or move not in MOVES:
        raise NoLongerApplies(N_("This button is too old. Use the ones on the card."))
    return move


def _number(value: Mapping[str, Any]) -> int:
    number = value.get("c")
    return number if isinstance(number, int) else 0


CLICKS = {"move": moved, "form": form_asked, "record": record_asked, "what": record_chosen}
FORMS = {"move": form_sent, "record": recorded}
