"""*Buyer*: who the buyer of a case is and how to reach them. Masked at first; shown whole to few, and then noted."""

from cases.act import Act
from cases.buyers import ADDRESS_LONGEST, EMAIL_LONGEST, NAME_LONGEST, PHONE_LONGEST, Buyer, masked, may_see_buyer
from cases.case import Case
from cases.moves import MOVES
from cases.rights import check_may
from cases.words import N_, NoLongerApplies, Refused, Sentence, WrongField
from handlers.case_refs import case_named
from handlers.erasing import erase_buyer
from handlers.filled_in import FilledIn
from handlers.known_buyer import note_shown
from handlers.language import Marked
from handlers.mail_message import is_address
from handlers.views.buyer import buyer_form, buyer_shown, masked_buyer
from handlers.visit import Answer, Verb, Visit


def typed(visit: Visit) -> Answer:
    """`/lost buyer 142`."""
    case, _ = case_named(visit, visit.ask.text)
    if not visit.ask.trigger_id:
        raise Refused(N_("Who the buyer is stands in a form of your own: type /lost buyer {number}, or use “More”."),
                      number=case.number)  # fmt: skip
    return _opened(visit, case)


def asked(visit: Visit) -> Answer:
    """*Buyer* in *More*."""
    return _opened(visit, _case(visit))


def shown(visit: Visit) -> Answer:
    """*Show it all*: whole, and noted in the log."""
    case = note_shown(visit, _case(visit))
    buyer = visit.tx.buyers.get(visit.workspace, case.number)
    if buyer is None:
        raise NoLongerApplies(NOBODY)
    if MOVES["set_buyer"].roles & visit.who.roles:
        return Answer(view=buyer_form(case, buyer, visit.words, _meta(visit)), replaces_view=True)
    return Answer(view=buyer_shown(case, buyer, visit.words, _meta(visit)), replaces_view=True)


def filled_in(visit: Visit) -> Answer:
    """The form was sent: what stands in it is what is known from now on."""
    number = visit.ask.meta.get("c")
    case = visit.desk.case(number if isinstance(number, int) else 0)
    buyer, known = _read(visit), visit.tx.buyers.is_kept(visit.workspace, case.number)
    if not (buyer.is_known or known):
        raise WrongField("buyer_name", Sentence(N_("Nothing is filled in. Write what you know, or close the form.")))
    if not buyer.is_known:
        erase_buyer(visit.desk, case, visit.who.actor, move="set_buyer")
        return _told(visit, case, N_("{reference}: who the buyer is, is no longer kept."))
    visit.desk.move(case.number, Act("set_buyer", visit.who.actor))
    visit.tx.buyers.keep(visit.workspace, case.number, buyer, visit.who.id, visit.at)
    return _told(visit, case, N_("{reference}: kept who the buyer is. Nobody sees it whole without a note in the log."))


def _opened(visit: Visit, case: Case) -> Answer:
    """What is known, masked; the empty form where nothing is, for whoever may fill it in."""
    check_may("see_buyer", visit.who.actor)
    buyer = visit.tx.buyers.get(visit.workspace, case.number)
    if buyer is not None:
        may_see = may_see_buyer(case, visit.who.actor)
        return Answer(view=masked_buyer(case, masked(buyer), visit.words, _meta(visit), may_see=may_see))
    if not MOVES["set_buyer"].roles & visit.who.roles or not may_see_buyer(case, visit.who.actor):
        raise Refused(NOBODY)
    return Answer(view=buyer_form(case, Buyer(), visit.words, _meta(visit)))


def _read(visit: Visit) -> Buyer:
    """The form, field by field."""
    form, filled = FilledIn(), visit.ask.filled

    def line(name: str, longest: int) -> str:
        return " ".join(str(filled.get(name) or "").split())[:longest]

    lines = [" ".join(one.split()) for one in str(filled.get("buyer_address") or "").splitlines()]
    buyer = Buyer(
        line("buyer_name", NAME_LONGEST),
        "\n".join(filter(None, lines))[:ADDRESS_LONGEST],
        form.read(_phone, line("buyer_phone", PHONE_LONGEST), otherwise=""),
        form.read(_email, line("buyer_email", EMAIL_LONGEST), otherwise=""),
    )
    form.check()
    return buyer


def _phone(written: str) -> str:
    if written and not any(map(str.isdigit, written)):
        text = N_("“{written}” has no digits. Write the number, best with its country: +49 30 901820.")
        raise WrongField("buyer_phone", Sentence(text, {"written": written}))
    return written


def _email(written: str) -> str:
    if written and not is_address(written):
        text = N_("“{written}” is not an e-mail address. Write one such as buyer@example.com.")
        raise WrongField("buyer_email", Sentence(text, {"written": written[:80]}))
    return written


def _told(visit: Visit, case: Case, text: str) -> Answer:
    return Answer(text=visit.words(text, reference=Marked(f"*{case.reference}*")), closes_all=True)


def _case(visit: Visit) -> Case:
    number = visit.ask.value.get("c")
    return visit.desk.case(number if isinstance(number, int) else 0)


def _meta(visit: Visit) -> dict[str, object]:
    return {"ch": visit.ask.channel or visit.ask.meta.get("ch")}


NOBODY = N_("Nobody has said who the buyer of this case is, or it was erased.")
VERBS = (
    Verb("buyer", N_("CASE"), N_("who the buyer is and how to reach them, for those who may see it"), typed, ("买家",)),
)
CLICKS = {"buyer": asked, "see_buyer": shown}
FORMS = {"buyer": filled_in}
