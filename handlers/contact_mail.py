"""What only a person can know of an e-mail: that it arrived after all, is to be sent again, or came back."""

from cases.case import Case
from cases.letters import SOON, Letter
from cases.words import N_, NoLongerApplies
from handlers.language import Marked
from handlers.mail_sending import NEWS_HERE, is_out
from handlers.visit import Answer, Visit
from storage.correspondence import BOUNCED, Written


def arrived(visit: Visit) -> Answer:
    """*It arrived*: from now on their answer is waited for."""
    case, one = _named(visit)
    if one.state != "unsure":
        raise _settled()
    is_out(visit.tx, one, visit.at, one.answer or "")
    return Answer(text=visit.words(N_("{reference}: {id} is noted as sent."), reference=_bold(case), id=one.id))


def again(visit: Visit) -> Answer:
    """*Send it once more*, under the Message-ID it had: where it did arrive, mail programmes see that it is one."""
    case, one = _named(visit)
    if one.body is None or not visit.tx.correspondence.send_once_more(one, visit.at):
        raise _settled()
    return Answer(text=visit.words(N_("{reference}: {id} is being sent once more."), reference=_bold(case), id=one.id))


def came_back(visit: Visit) -> Answer:
    """*It came back*: nobody has read it."""
    case, one = _named(visit)
    if one.way != "mail" or not visit.tx.correspondence.ended(one, BOUNCED, one.answer or ""):
        raise _settled()
    key = f"{NEWS_HERE}:{visit.workspace}:{case.number}:{one.id}:{BOUNCED}"
    params = {"id": one.id, "state": BOUNCED}
    lane = case.home_channel or "default"
    visit.desk.owe(Letter(key, visit.workspace, lane, NEWS_HERE, case.number, params, SOON))
    text = N_("{reference}: {id} is noted as come back. “Contact” writes it anew, to another address or another way.")
    return Answer(text=visit.words(text, reference=_bold(case), id=one.id))


def _named(visit: Visit) -> tuple[Case, Written]:
    value = visit.ask.value
    number, id = value.get("c"), value.get("m")
    case = visit.desk.case(number if isinstance(number, int) else 0)
    one = visit.tx.correspondence.get(visit.workspace, case.number, id) if isinstance(id, str) else None
    if one is None:
        raise NoLongerApplies(N_("This button is too old. Use the ones on the card."))
    return case, one


def _settled() -> NoLongerApplies:
    return NoLongerApplies(N_("That has been settled meanwhile. “Contact” shows what was sent."))


def _bold(case: Case) -> Marked:
    return Marked(f"*{case.reference}*")


CLICKS = {"mail_arrived": arrived, "mail_again": again, "mail_bounced": came_back}
