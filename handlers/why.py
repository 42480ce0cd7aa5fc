"""`/lost why CASE`: every running clock with what gives its date, and who pays nothing by whose rules."""

from cases.case import Case
from cases.words import N_
from handlers.case_refs import case_named
from handlers.language import Marked
from handlers.prospects import prospects_in
from handlers.views.why import why_blocks, why_modal
from handlers.visit import Answer, Verb, Visit


def asked(visit: Visit) -> Answer:
    """The dates of a case that was named, or of the thread's."""
    case, _ = case_named(visit, visit.ask.text)
    return _explained(visit, case)


def clicked(visit: Visit) -> Answer:
    """*Why this date* on a reminder, or *Why these dates* in *More*."""
    number = visit.ask.value.get("c")
    answer = _explained(visit, visit.desk.case(number if isinstance(number, int) else 0))
    # In front of a modal a message would not be seen.
    return Answer(view=why_modal(answer.blocks or [], visit.words)) if visit.ask.trigger_id else answer


def _explained(visit: Visit, case: Case) -> Answer:
    blocks = why_blocks(
        case,
        prospects_in(visit.tx, case),
        visit.words,
        visit.at,
        text_of=lambda ref: visit.tx.personal.get(visit.workspace, ref),
    )
    head = visit.words(N_("Why {reference} has these dates"), reference=Marked(f"*{case.reference}*"))
    return Answer(text=head, blocks=blocks)


VERBS = (
    Verb(
        "why",
        N_("CASE"),
        N_("what gives each of its dates: rule, source, when it was checked"),
        asked,
        ("为什么", "依据"),
        writes=False,
    ),
)
CLICKS = {"why": clicked}
