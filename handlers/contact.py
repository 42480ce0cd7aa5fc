"""*Contact*: a text to carrier, payer, customs or buyer, ready to be checked, copied and marked as sent."""

from typing import Any

from cases.act import Act
from cases.case import Case, Clock
from cases.correspondence import (
    BUYER,
    KINDS,
    PAYER,
    WROTE,
    Addressee,
    addressee_of,
    addressees,
    kinds_for,
    move_for,
    proposed,
)
from cases.decide import check_may_begin
from cases.rights import check_may, check_may_see
from cases.words import N_, NoLongerApplies
from handlers.case_refs import case_named
from handlers.contact_checks import checked, lacking
from handlers.contact_proposal import (
    allowed_kinds,
    chosen,
    language_for,
    message_rules_for,
    read_said,
    written_for,
)
from handlers.desks import desk_programme, desks_of
from handlers.known_buyer import buyer_for, note_shown, tells_buyer
from handlers.language import Marked
from handlers.needed_documents import files_of
from handlers.sent_texts import record_sent
from handlers.views.contact_form import (
    Choice,
    ContactShown,
    contact_form,
    kind_block,
    language_block,
    sent_text_modal,
)
from handlers.visit import SILENT, Answer, Verb, Visit
from storage.correspondence import HAND, MAIL, Written

# Facts that are kept in the case once somebody has said them, so that nobody is asked again.
KEPT_IN_ORDER = {"goods": "goods", "order": "ref"}
OF_A_CLOCK = {"claim_silence": "payer_chase", "payment": "payment_chase", "carrier_silence": "chase"}


def typed(visit: Visit) -> Answer:
    """`/lost contact 142`: the text that is due now."""
    case, _ = case_named(visit, visit.ask.text)
    addressee, kind = proposed(case)
    return _opened(visit, case, addressee, kind)


def asked(visit: Visit) -> Answer:
    """*Contact* on the card or in *More*, or beside a claim whose payer asks for something."""
    case = visit.desk.case(_number(visit.ask.value))
    line = visit.ask.value.get("t")
    addressee = next((one for one in addressees(case) if line and one.line == line), None)
    if addressee is not None:
        return _opened(visit, case, addressee, kinds_for(case, addressee)[0])
    addressee, kind = proposed(case)
    return _opened(visit, case, addressee, kind)


def chased(visit: Visit) -> Answer:
    """*Review & send* or *Ask for goodwill* on a reminder: the text that its clock waits for."""
    case, clock = _clock_of(visit)
    line = clock.key.rpartition(":")[2]
    addressee = next((one for one in addressees(case) if one.line == line), None)
    if visit.ask.name.endswith(":goodwill"):
        return _opened(visit, case, addressee or _payer_of(case), "goodwill")
    if addressee is None or clock.kind not in OF_A_CLOCK:
        raise NoLongerApplies(N_("This button is too old. Use the ones on the card."))
    kind = "dispute_chase" if any(one.id == line for one in case.disputes) else OF_A_CLOCK[clock.kind]
    return _opened(visit, case, addressee, kind)


def changed(visit: Visit) -> Answer:
    """Another addressee, text, language or way was chosen: the form anew. What was edited stays while it can."""
    case, before = _form_of(visit)
    filled, field = visit.ask.filled, visit.ask.name.removeprefix("contact_")
    chosen_here = {
        "to": "to",
        "kind": kind_block(before.addressee),
        "language": language_block(before.addressee, before.kind),
        "way": "way",
    }
    picked = {**{name: filled.get(block) for name, block in chosen_here.items()}, field: visit.ask.text}
    addressee = addressee_of(case, str(picked["to"])) or before.addressee
    moved = addressee != before.addressee
    language = None if moved else picked["language"] or before.language
    choice = chosen(visit, case, addressee, None if moved else picked["kind"], language, picked["way"] or before.way)
    same = (choice.addressee, choice.kind, choice.language) == (before.addressee, before.kind, before.language)
    text = filled.get(before.text_block) if same else None
    return Answer(view=_form(visit, case, choice, text), replaces_view=True)


def sent(visit: Visit) -> Answer:
    """*Mark as sent* or *Send*: the text is kept word for word, and its case learns of it. No gap may be open."""
    case, choice = _form_of(visit)
    written = checked(visit, case, choice)
    _keep_what_was_said(visit, case, read_said(visit.ask.filled))
    if written.way == MAIL:
        return _by_mail(visit, visit.desk.case(case.number), written)
    kept = visit.tx.correspondence.keep(written)
    record_sent(visit.desk, visit.desk.case(case.number), kept, visit.who.actor)
    return SILENT


def _by_mail(visit: Visit, case: Case, written: Written) -> Answer:
    """Kept and due: it goes out by itself, and its case learns of it when it is out."""
    move, target = move_for(case, written.kind, written.line)
    check_may_begin(case, Act(move, visit.who.actor, target))
    kept = visit.tx.correspondence.keep(written, next_at=visit.at)
    text = N_("{reference}: the e-mail {id} is on its way. The thread says when it is out.")
    return Answer(text=visit.words(text, reference=Marked(f"*{case.reference}*"), id=kept.id))


def read(visit: Visit) -> Answer:
    """A text that was sent, word for word."""
    case = visit.desk.case(_number(visit.ask.value))
    check_may_see(case, visit.who.actor)
    id = visit.ask.value.get("m")
    written = visit.tx.correspondence.get(visit.workspace, case.number, id) if isinstance(id, str) else None
    if written is None:
        raise NoLongerApplies(N_("This button is too old. Use the ones on the card."))
    if written.tells_buyer and written.body is not None:
        note_shown(visit, case)
    return Answer(view=sent_text_modal(case, written, visit.words))


def _opened(visit: Visit, case: Case, addressee: Addressee, kind: str) -> Answer:
    check_may(WROTE, visit.who.actor)
    picked = kind if kind in KINDS and KINDS[kind].to == addressee.to else None
    choice = chosen(visit, case, addressee, picked, language_for(visit, case, addressee), HAND)
    if picked and picked != choice.kind and KINDS[picked].to == addressee.to:
        choice = Choice(addressee, picked, choice.language, choice.way)
    return Answer(view=_form(visit, case, choice, None))


def _form(visit: Visit, case: Case, choice: Choice, text: str | None) -> dict[str, Any]:
    """The form of a choice; `text` is what somebody has made of it by now."""
    said = read_said(visit.ask.filled)
    draft, own = written_for(visit, case, choice, said)
    kinds = allowed_kinds(case, choice.addressee)
    shown_ = ContactShown(
        addressees=addressees(case),
        kinds=kinds if choice.kind in kinds else (choice.kind, *kinds),
        draft=draft,
        text=text,
        translation=own,
        rules=message_rules_for(case, choice.addressee),
        desks=desks_of(desk_programme(visit.tx, case, choice.addressee), case),
        earlier=tuple(visit.tx.correspondence.of_case(visit.workspace, case.number)),
        move=move_for(case, choice.kind, choice.addressee.line)[0],
        lacking=lacking(visit, case, choice),
        mail_from=visit.mail_from,
        said=said,
        files=tuple((one.id, one.slot, one.name) for one in files_of(visit.tx, case)),
        buyer_address=_buyer_address(visit, case, choice),
    )
    # Noted once for each form, however often it is drawn anew.
    noted = visit.ask.meta.get("b")
    if not noted and tells_buyer(visit, case, draft.subject, draft.body, shown_.buyer_address):
        noted = 1
        note_shown(visit, case)
    meta = {"ch": visit.ask.channel or visit.ask.meta.get("ch"), "b": noted}
    return contact_form(case, choice, shown_, visit.words, meta)


def _buyer_address(visit: Visit, case: Case, choice: Choice) -> str:
    """Where the buyer is reached by e-mail, where that is how a text to them goes."""
    if choice.addressee.to != BUYER or choice.way != MAIL or visit.mail_from is None:
        return ""
    buyer = buyer_for(visit, case)
    return buyer.email if buyer else ""


def _keep_what_was_said(visit: Visit, case: Case, said: dict[str, Any]) -> None:
    """What somebody filled in about order and parcel is known from now on."""
    order = {name: said[fact] for fact, name in KEPT_IN_ORDER.items() if said.get(fact)}
    order = {name: value for name, value in order.items() if getattr(case.order, name) is None}
    if order and case.is_open:
        visit.desk.move(case.number, Act("set_order", visit.who.actor, details=order))
    if said.get("shipped_on") and case.is_open and case.parcel.shipped_on is None:
        visit.desk.move(case.number, Act("set_parcel", visit.who.actor, details={"shipped_on": said["shipped_on"]}))


def _form_of(visit: Visit) -> tuple[Case, Choice]:
    """The case and the choice that the form in front of somebody was made for."""
    meta = visit.ask.meta
    case = visit.desk.case(_number(meta))
    addressee = addressee_of(case, str(meta.get("to")))
    kind, language = meta.get("k"), meta.get("l")
    if addressee is None or kind not in KINDS or language not in KINDS[str(kind)].languages:
        raise NoLongerApplies(N_("This form is too old. Open it once more with “Contact” on the card."))
    return case, Choice(addressee, str(kind), str(language), str(meta.get("w") or HAND))


def _clock_of(visit: Visit) -> tuple[Case, Clock]:
    value = visit.ask.value
    case, key = visit.desk.case(_number(value)), value.get("k")
    clock = case.clock(key) if isinstance(key, str) else None
    if clock is None:
        raise NoLongerApplies(N_("That has been settled meanwhile. The card shows what is open."))
    return case, clock


def _payer_of(case: Case) -> Addressee:
    """Whoever would be asked for goodwill where the clock is of no claim yet."""
    return next(one for one in addressees(case) if one.to == PAYER)


def _number(value: Any) -> int:
    number = value.get("c")
    return number if isinstance(number, int) else 0


VERBS = (
    Verb(
        "contact",
        N_("CASE"),
        N_("a text to carrier, payer, customs or buyer: check it, send it, mark it as sent"),
        typed,
        ("write", "联系", "发信"),
    ),
)
CLICKS = {
    "contact": asked,
    "chase": chased,
    "contact_to": changed,
    "contact_kind": changed,
    "contact_language": changed,
    "contact_way": changed,
    "contact_read": read,
}
FORMS = {"contact": sent}
