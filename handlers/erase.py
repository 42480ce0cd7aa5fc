"""`/lost erase 142` and *Erase personal data*: what is personal of a case, of an order's cases or a buyer's, goes.

An admin's alone, after a look at what goes and what stays.
"""

from cases.buyers import masked
from cases.case import Case
from cases.rights import check_may
from cases.words import N_, NoLongerApplies, Person, Refused
from handlers.as_typed import as_typed
from handlers.case_refs import case_named
from handlers.erasing import erase
from handlers.language import Marked
from handlers.permalinks import permalink
from handlers.views.erase_form import MOST_CASES, erase_form
from handlers.visit import Answer, Verb, Visit

ORDER, BUYER = ("order", "订单"), ("buyer", "买家")
MOST_LINKS = 20


def typed(visit: Visit) -> Answer:
    """By command: one case, `order` and its number, or `buyer` and a name, number or e-mail address, for all theirs."""
    check_may("erase", visit.who.actor)
    first, _, rest = visit.ask.text.strip().partition(" ")
    if first.lower() in ORDER:
        return _form(visit, _of_order(visit, rest.strip()))
    if first.lower() in BUYER and rest.strip():
        return _form(visit, _of_buyer(visit, as_typed(rest).strip()))
    case, _ = case_named(visit, visit.ask.text)
    return _form(visit, [case])


def clicked(visit: Visit) -> Answer:
    """The button in *More*."""
    check_may("erase", visit.who.actor)
    number = visit.ask.value.get("c")
    return _form(visit, [visit.desk.case(number if isinstance(number, int) else 0)])


def confirmed(visit: Visit) -> Answer:
    """The form was sent: all of its cases are erased, or none."""
    check_may("erase", visit.who.actor)
    numbers = visit.ask.meta.get("n")
    if not isinstance(numbers, list) or not numbers:
        raise NoLongerApplies(N_("That form is out of date, and nothing was erased. Type /lost erase once more."))
    cases = [visit.desk.case(int(number)) for number in numbers]
    given = [one.by for case in cases for one in visit.tx.imports.with_case(visit.workspace, case.number)]
    theirs = [place for case in cases for place in erase(visit.desk, case, visit.who.actor)]
    references = visit.words(N_(", ")).join(case.reference for case in cases)
    told = [
        visit.words(
            N_(
                "What was personal of {references} is erased here. What Tracer posted of it in Slack is being deleted; "
                "you hear of whatever cannot be."
            ),
            references=Marked(f"*{references}*"),
        )
    ]
    links = [f"<{link}>" for place in theirs[:MOST_LINKS] if (link := permalink(visit.slack_url, place))]
    if theirs:
        text = visit.words.count(
            N_("{n} message with files that people posted themselves stays: only they or an owner of the workspace "
               "can delete it."),
            N_("{n} messages with files that people posted themselves stay: only they or an owner of the workspace "
               "can delete them."),
            len(theirs),
        )  # fmt: skip
        told.append("\n".join([text, *links]))
    if given:
        text = N_(
            "The imported file in which it stood was sent to Tracer by {people}, and only they can delete it there."
        )
        told.append(visit.words(text, people=tuple(Person(one) for one in dict.fromkeys(given))))
    return Answer(text="\n".join(told), closes_all=True)


def _form(visit: Visit, cases: list[Case]) -> Answer:
    if not visit.ask.trigger_id:
        raise Refused(N_("Erasing is confirmed in a form, which opens only from a command: type /lost erase 142."))
    meta = {"ch": visit.ask.channel or visit.ask.meta.get("ch")}
    buyers = {one.number: visit.tx.buyers.get(visit.workspace, one.number) for one in cases}
    known = {number: masked(buyer) for number, buyer in buyers.items() if buyer is not None}
    return Answer(view=erase_form(cases, visit.words, meta, known))


def _of_order(visit: Visit, ref: str) -> list[Case]:
    found = visit.tx.cases.for_order(visit.workspace, ref) if ref else []
    if not found:
        raise Refused(
            N_("No case has the order {ref}. Type it as the case shows it: /lost erase order 305-1234567-1234567."),
            ref=ref,
        )
    if len(found) > MOST_CASES:
        raise Refused(
            N_("That order has more than {n} cases. Erase them one by one: /lost erase LOST-0142."), n=MOST_CASES
        )
    return [visit.desk.case(one.number) for one in found]


def _of_buyer(visit: Visit, written: str) -> list[Case]:
    """What was typed is told nobody again: an answer that is kept would keep it too."""
    found = visit.tx.buyers.named(visit.workspace, written)
    if not found:
        raise Refused(
            N_(
                "No case has a buyer of that name, number or address. Type it whole, as it was entered; the buyers of "
                "some cases may be erased already, and an order finds these too: /lost erase order 305-1234567-1234567."
            )
        )
    if len(found) > MOST_CASES:
        raise Refused(
            N_("That buyer has more than {n} cases. Erase them one by one: /lost erase LOST-0142."), n=MOST_CASES
        )
    return [visit.desk.case(number) for number in found]


VERBS = (
    Verb(
        "erase",
        N_("CASE, order ORDER, or buyer NAME"),
        N_("destroy what is personal of a case, or of all cases of an order or a buyer (admins)"),
        typed,
        ("删除个人信息",),
        writes=False,
    ),
)
CLICKS = {"erase": clicked}
FORMS = {"erase": confirmed}
