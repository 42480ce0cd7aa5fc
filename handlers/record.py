"""Every other move: by a button, by the form of what it asks for, or by *Mark sent / log reply*."""

import re
from collections.abc import Mapping
from typing import Any

from cases.act import Act
from cases.case import Case, Claim
from cases.decide import check_may_begin
from cases.denials import denial_in
from cases.money import Money
from cases.moves import MOVES
from cases.rights import check_may
from cases.words import N_, NoLongerApplies, Refused, Sentence, WrongField
from handlers.before_filing import check_before_filing, filing_warnings
from handlers.case_refs import case_named
from handlers.comparing import not_compared
from handlers.filed_through import (
    only_here,
    refuse_to_withdraw_here,
    under_way,
    withdrawn_there_first,
)
from handlers.incoming import give_back
from handlers.may_own import check_may_own
from handlers.opening import followed_parcel
from handlers.prospects import prospects_in
from handlers.sightings import sightings_in
from handlers.views.evidence import LACKING
from handlers.views.more import may_record, more_modal, record_modal, unpick
from handlers.views.move_form import AGAIN, move_form, payer_name, read_details, wrong_field
from handlers.views.verdict import cause_modal, confirmed_of
from handlers.visit import SILENT, Answer, Verb, Visit

DAY = re.compile(r"20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def moved(visit: Visit) -> Answer:
    """A button that is the move itself: take, approve. Taking twice what is one's own is no mistake."""
    move, value = _move_in(visit.ask.name), visit.ask.value
    case = visit.desk.case(_number(value))
    if move != "take" or case.owner != visit.who.id or not case.is_open:
        case = visit.desk.move(case.number, Act(move, visit.who.actor, _text(value, "t"), {}, _text(value, "s")))
    if not visit.ask.in_view:
        return SILENT
    # In *More* the button would stay as it was: the view shows what is possible now.
    prospects, seen = prospects_in(visit.tx, case), sightings_in(visit.tx, case, visit.at)
    view = more_modal(case, visit.words, visit.at, {"ch": _channel(visit)}, visit.who.roles, prospects, seen)
    return Answer(view=view, replaces_view=True)


def form_asked(visit: Visit) -> Answer:
    """A button whose move asks for something: its form, unless the move would be refused whatever is filled in."""
    move, value = _move_in(visit.ask.name), visit.ask.value
    case = visit.desk.case(_number(value))
    target, seen = _text(value, "t"), _text(value, "s")
    check_may_begin(case, Act(move, visit.who.actor, target, seen=seen))
    if move == "triage" and (sightings := sightings_in(visit.tx, case, visit.at)):
        meta, named = {"ch": _channel(visit)}, confirmed_of(case)
        return Answer(view=cause_modal(case.number, case.reference, sightings.verdict, visit.words, meta, named))
    meta = {"ch": _channel(visit)}
    claim = _claim_filed(case, move, target)
    if claim is not None and (why := under_way(visit.tx, case, claim)) is not None:
        raise NoLongerApplies(why.text, **why.params)
    if move == "withdraw_claim":
        there = withdrawn_there_first(visit.tx, case, target, visit.words, meta, visit.at)
        if there is not None:
            return Answer(view=there)
    form = move_form(case, move, target, seen, visit.words, meta, _proposed(value))
    return Answer(view=_with_warnings(visit, case, move, target, form))


def _with_warnings(visit: Visit, case: Case, move: str, target: str | None, view: dict[str, Any]) -> dict[str, Any]:
    """The form of filing a claim tells what it hangs on and lacks; that of withdrawing one, what that does not do."""
    claim = _claim_filed(case, move, target)
    more = filing_warnings(visit.tx, case, claim, visit.words) if claim else []
    if move == "withdraw_claim":
        more = only_here(visit.tx, case, target, visit.words)
    return view | {"blocks": [*view["blocks"], *more]}


def _claim_filed(case: Case, move: str, target: str | None) -> Claim | None:
    return next((one for one in case.claims if one.id == target), None) if move == "file_claim" else None


def _proposed(value: Mapping[str, Any]) -> dict[str, str]:
    """What the button proposes for the form that it opens: how nothing was lost, or until when to wait."""
    outcome, until = _text(value, "o"), _text(value, "u")
    proposed = {"outcome": outcome} if outcome else {}
    if until and DAY.fullmatch(until):
        proposed["until"] = until
    return proposed


def form_sent(visit: Visit) -> Answer:
    """The form of a move was sent: make the move."""
    meta = visit.ask.meta
    move, target, seen = _known(meta.get("m")), _text(meta, "t"), _text(meta, "s")
    try:
        _make(visit, move, target, seen)
    except WrongField as wrong:
        if move != "file_claim" or wrong.field not in (AGAIN, LACKING) or wrong.field in visit.ask.filled:
            raise
        # Changed since the form was drawn: as it is now, it has where to say that it is meant.
        case = visit.desk.case(_number(meta))
        form = move_form(case, move, target, seen, visit.words, {"ch": _channel(visit)})
        return Answer(view=_with_warnings(visit, case, move, target, form), replaces_view=True)
    return SILENT


def record_asked(visit: Visit) -> Answer:
    """*Mark sent / log reply* on the card: what could have happened, by counterparty."""
    return _recording(visit, visit.desk.case(_number(visit.ask.value)))


def record_typed(visit: Visit) -> Answer:
    """`/lost reply 142`: the same."""
    case, _ = case_named(visit, visit.ask.text)
    return _recording(visit, case)


def _recording(visit: Visit, case: Case) -> Answer:
    if not case.is_open:
        raise NoLongerApplies(N_("{reference} is closed. Re-open it first."), reference=case.reference)
    return Answer(view=_record(visit, case, None))


def record_chosen(visit: Visit) -> Answer:
    """Something was chosen inside that form: what it asks for."""
    case = visit.desk.case(_number(visit.ask.meta))
    return Answer(view=_record(visit, case, visit.ask.text), replaces_view=True)


def recorded(visit: Visit) -> Answer:
    """That form was sent. Where the choice was not drawn yet (some clients send no news of it), it is drawn now."""
    meta, chosen = visit.ask.meta, visit.ask.filled.get("what")
    move, target, state = unpick(chosen)
    if not move:
        raise WrongField("what", Sentence(N_("Choose what happened.")))
    if meta.get("m") != move or meta.get("t") != target:
        case = visit.desk.case(_number(meta))
        check_may_begin(case, Act(_known(move), visit.who.actor, target, seen=state if target else None))
        return Answer(view=_record(visit, case, chosen), replaces_view=True)
    _make(visit, _known(move), target, state if target else None)
    return SILENT


def _record(visit: Visit, case: Case, chosen: str | None) -> dict[str, Any]:
    move, target, _ = unpick(chosen)
    if not may_record(case, visit.who.roles):
        check_may("buyer_wrote", visit.who.actor)
    view = record_modal(case, visit.words, chosen, {"ch": _channel(visit)}, visit.who.roles)
    return _with_warnings(visit, case, move, target, view)


def _make(visit: Visit, move: str, target: str | None, seen: str | None) -> Case:
    case = visit.desk.case(_number(visit.ask.meta))
    if (claim := _claim_filed(case, move, target)) is not None:
        check_before_filing(visit.tx, case, claim, visit.ask.filled, visit.words)
    if move == "withdraw_claim":
        refuse_to_withdraw_here(visit.tx, case, target, visit.at)
    details = read_details(move, visit.ask.filled, visit.words, visit.at)
    if details.get("number"):
        details |= _parcel(details["number"])
    if move == "claim_denied" and not details.get("denial") and (known := denial_in(details.get("reason", ""))):
        details["denial"] = known.code
    if details.get("programme"):
        details["payer_name"] = payer_name(case, details["programme"])
    for field in ("person", "backup"):
        if details.get(field):
            _check_owner(visit, field, details[field])
    try:
        made = visit.desk.move(case.number, Act(move, visit.who.actor, target, details, seen))
        if move in ("claim_paid", "correct_payment"):
            _tell_of_money(visit, made, target or "", details["money"] if move == "correct_payment" else None)
        return made
    except Refused as refused:
        # What can be corrected is said below its field, and everything else that was typed stays.
        name = wrong_field(refused, move, details) if type(refused) is Refused else None
        if name is None:
            raise
        raise WrongField(name, refused.sentence) from None


def _tell_of_money(visit: Visit, case: Case, target: str, wrong: Money | None) -> None:
    """Tell what stands among the unmatched money again after a correction, and what nobody but a person can compare."""
    text = N_("{money} of a line that came is unmatched now. “/lost money” shows it.")
    lines = give_back(visit.tx, case, target, wrong, visit.who.actor, visit.at) if wrong else []
    told = [visit.words(text, money=one.left) for one in lines]
    told += [one for one in (not_compared(visit.tx, case, visit.words, visit.at.date()),) if one]
    if told:
        visit.whisper("\n".join(told))


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


def _check_owner(visit: Visit, field: str, user: str) -> None:
    """Refuse below its field whoever could not work on the case, by name: below a field Slack shows no mentions."""
    try:
        check_may_own(visit, user)
    except Refused as refused:
        known = visit.tx.people.get(visit.workspace, user)
        name = (known.real_name or known.name) if known is not None else user
        raise WrongField(field, Sentence(refused.sentence.text, {"who": name})) from None


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


def _text(value: Mapping[str, Any], name: str) -> str | None:
    text = value.get(name)
    return text if isinstance(text, str) else None


def _channel(visit: Visit) -> str | None:
    """Where the person is: a click inside a modal names no channel, the modal carries it."""
    return visit.ask.channel or _text(visit.ask.meta, "ch")


VERBS = (
    Verb("reply", N_("CASE"), N_("what was sent to somebody, or heard from them, as a form"), record_typed,
         ("sent", "log", "回复", "已发送"), writes=False),
)  # fmt: skip
CLICKS = {"move": moved, "form": form_asked, "record": record_asked, "what": record_chosen}
FORMS = {"move": form_sent, "record": recorded}
