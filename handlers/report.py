"""The form for reporting parcels, and the two shortcuts that open it."""

from cases.words import N_, Sentence, WrongField
from handlers.language import Marked
from handlers.opening import open_already, open_case, order_of, parcel_of, with_order
from handlers.views.bulk_preview import bulk_preview
from handlers.views.report_form import report_form
from handlers.visit import Answer, Visit
from partners.carriers.pasted import LIMIT, Pasted, read_pasted

MOST_FROM_A_MESSAGE = 3000


def opened_by_shortcut(visit: Visit) -> Answer:
    """*Open lost-parcel case* on a message: the form, with the numbers found in the message filled in."""
    found = read_pasted(visit.ask.text[:MOST_FROM_A_MESSAGE]).numbers
    numbers = "\n".join(one.number for one in found)
    return Answer(view=report_form(visit.words, {"ch": visit.ask.channel}, numbers or None))


def asked(visit: Visit) -> Answer:
    """A button that opens the empty form."""
    return Answer(view=report_form(visit.words, {"ch": visit.ask.channel}))


def reported(visit: Visit) -> Answer:
    """The form was sent: one number opens its case, several show the preview first."""
    filled = visit.ask.filled
    pasted = read_pasted(filled.get("numbers") or "")
    if not pasted.numbers:
        raise WrongField("numbers", Sentence(N_("No tracking number is in that. Paste one as it stands on the label.")))
    if len(pasted.numbers) > 1 or pasted.too_many:
        existing = {number: one.reference for number, one in open_already(visit, _numbers(pasted)).items()}
        view = bulk_preview(pasted, existing, LIMIT, visit.words, {"ch": visit.ask.channel})
        return Answer(view=view, replaces_view=True)
    return _open(visit, pasted)


def _open(visit: Visit, pasted: Pasted) -> Answer:
    filled, one = visit.ask.filled, pasted.numbers[0]
    existing = open_already(visit, [one.number])
    if one.number in existing:
        raise WrongField(
            "numbers",
            Sentence(
                N_("{number} is already open as {reference}."),
                {"number": one.number, "reference": existing[one.number].reference},
            ),
        )
    if one.verdict == "slip" and not pasted.hints.carrier:
        _explain_slip(pasted)
    hints = read_pasted(f'{filled.get("order") or ""} "{(filled.get("goods") or "").replace(chr(34), "")}"').hints
    order = with_order(order_of(hints), goods=(filled.get("goods") or "")[:200], marketplace=hints.marketplace)
    if not order.ref and not order.marketplace:
        order = with_order(order, ref=(filled.get("order") or "").strip()[:80])
    made = open_case(visit, parcel_of(one, pasted.hints.carrier), order, (filled.get("note") or "").strip() or None)
    return Answer(
        text=visit.words(
            N_("{reference} is open. Its card is in {channel}."),
            reference=Marked(f"*{made.case.reference}*"),
            channel=Marked(f"<#{made.case.home_channel}>"),
        )
    )


def _explain_slip(pasted: Pasted) -> None:
    """A number that fails its check digit is not opened by a form; `/lost NUMBER` offers the choices."""
    one = pasted.numbers[0]
    mended = next((slip.mended for slip in one.slips if slip.mended), None)
    if mended:
        text = N_(
            "The check digit does not fit {carrier}. Did you mean {mended}? Type /lost {number} to open it as it is."
        )
    else:
        text = N_("The check digit does not fit {carrier}. Compare it with the label, or type /lost {number}.")
    params = {"carrier": one.slips[0].name, "mended": mended, "number": one.number}
    raise WrongField("numbers", Sentence(text, params))


def _numbers(pasted: Pasted) -> list[str]:
    return [one.number for one in pasted.numbers]


SHORTCUTS = {"open_case": opened_by_shortcut, "open_case_global": opened_by_shortcut}
CLICKS = {"report": asked}
FORMS = {"report": reported}
