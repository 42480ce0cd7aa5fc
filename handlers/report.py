"""The form for reporting parcels, and the two shortcuts that open it."""

from typing import Any

from cases.words import N_, Sentence, WrongField
from handlers.language import Marked
from handlers.opening import cases_of, open_case, order_filled_in, parcel_of, preview_of, where_it_went
from handlers.views.report_form import MOST_IN_NUMBERS, report_form
from handlers.visit import Answer, Visit
from handlers.which_parcel import Question, question_about
from partners.carriers.numbers import Recognised, recognise
from partners.carriers.pasted import Hints, read_pasted

# Longer than any message that Slack lets a person or an app write.
MOST_FROM_A_MESSAGE = 60_000


def opened_by_shortcut(visit: Visit) -> Answer:
    """*Open lost-parcel case* on a message: the form, with the numbers found in the message filled in."""
    found = read_pasted(visit.ask.text[:MOST_FROM_A_MESSAGE])
    numbers = "\n".join(one.number for one in found.numbers)
    order = " ".join(filter(None, (found.hints.marketplace, found.hints.order)))
    values = {"numbers": numbers[:MOST_IN_NUMBERS], "order": order if len(found.numbers) == 1 else ""}
    said = ""
    if visit.ask.message_ts and not found.numbers:
        said = visit.words(N_("No tracking number was found in that message. Paste it here."))
    elif found.too_many:
        said = visit.words(
            N_("Only the first {limit} numbers are filled in; {more} more are in that message."),
            limit=len(found.numbers),
            more=found.too_many,
        )
    return Answer(view=report_form(visit.words, {"ch": visit.ask.channel}, values, said))


def asked(visit: Visit) -> Answer:
    """A button that opens the empty form."""
    return Answer(view=report_form(visit.words, {"ch": visit.ask.channel}))


def reported(visit: Visit) -> Answer:
    """The form was sent: one number opens its case, several show the preview first."""
    filled = visit.ask.filled
    pasted = read_pasted(filled.get("numbers") or "")
    if not pasted.numbers:
        raise WrongField("numbers", Sentence(N_("No tracking number is in that. Paste one as it stands on the label.")))
    order_filled_in(filled, pasted.hints)
    if len(pasted.numbers) > 1 or pasted.too_many:
        return Answer(view=preview_of(visit, pasted, filled), replaces_view=True)
    return _one(visit, pasted.numbers[0], pasted.hints)


def _one(visit: Visit, one: Recognised, hints: Hints) -> Answer:
    existing = cases_of(visit, [one.number]).get(one.number)
    if existing is not None and existing.is_open:
        raise _already(one.number, existing.reference)
    question = question_about(one, hints, existing, visit.words)
    if question is None:
        return _opened(visit, one, hints.carrier, hints)
    answer = _answered(visit, one)
    if answer is None:
        return Answer(view=_asking(visit, one, question), replaces_view=True)
    carrier, number = answer
    if number != one.number and (open_as := cases_of(visit, [number]).get(number)) is not None:
        raise _already(number, open_as.reference)
    return _opened(visit, recognise(number), carrier, hints)


def _opened(visit: Visit, one: Recognised, carrier: str | None, hints: Hints) -> Answer:
    filled = visit.ask.filled
    parcel = parcel_of(one, carrier)
    made = open_case(visit, parcel, order_filled_in(filled, hints), (filled.get("note") or "").strip() or None)
    text = visit.words(
        N_("{reference} is open. Its card is in {channel}."),
        reference=Marked(f"*{made.case.reference}*"),
        channel=Marked(f"<#{made.case.home_channel}>"),
    )
    return Answer(text=text + where_it_went(visit, made))


def _already(number: str, reference: str) -> WrongField:
    text = N_("{number} is in {reference} already. “/lost {reference}” shows it.")
    return WrongField("numbers", Sentence(text, {"number": number, "reference": reference}))


def _answered(visit: Visit, one: Recognised) -> tuple[str, str] | None:
    """Carrier and number of the answer to the question in the form; None when it was about another number."""
    if visit.ask.meta.get("q") != one.number:
        return None
    carrier, _, number = (visit.ask.filled.get("which") or "").partition(" ")
    return (carrier, number) if number else None


def _asking(visit: Visit, one: Recognised, question: Question) -> dict[str, Any]:
    """The form once more, with what was filled in and the question about its number."""
    answers = [(choice.label, f"{choice.carrier} {choice.number}") for choice in question.choices]
    meta = {"ch": visit.ask.channel, "q": one.number}
    return report_form(visit.words, meta, visit.ask.filled, question.text, answers)


SHORTCUTS = {"open_case": opened_by_shortcut, "open_case_global": opened_by_shortcut}
CLICKS = {"report": asked}
FORMS = {"report": reported}
