"""A settled case's parcel was seen again: what was paid for it, what can be done now, and the buttons that do it."""

from cases.case import Case
from cases.found_again import AT_AN_END
from cases.money import Money
from cases.recovered import is_paid
from cases.remedies import refunded
from cases.targets import LegalMove, legal_moves
from cases.words import N_, Term
from handlers.language import Marked, Words
from handlers.views.card import carrier_of, listed, masked, state_of
from handlers.views.kit import Block, actions, button, context, section

# What may follow from it, the likeliest first; a button for each that is legal.
CHOICES = ("found", "intercept", "found_after_payment", "repaid", "reopen", "note")
MOST_BUTTONS = 6
SENT = frozenset({"replacement_moving", "satisfied"})


def seen_again_line(told: str, case: Case, kind: str, words: Words) -> list[Block]:
    """The line of the thread, with what can be done now."""
    return [section(told), *_paid_and_choices(case, kind, words)]


FOUND_CLOSED = (
    N_("*{reference}* was settled, and its parcel has been seen again ({carrier} {number}): {scan}"),
    N_("{reference} was settled, and its parcel has been seen again: {scan}"),
)
FOUND_OPEN = (
    N_("*{reference}* was paid for, and its parcel has been seen again ({carrier} {number}): {scan}"),
    N_("{reference} was paid for, and its parcel has been seen again: {scan}"),
)


def seen_again_told(case: Case, kind: str, words: Words, link: str | None = None) -> tuple[str, list[Block]]:
    """Text and blocks for one who has to decide: `kind` is the scan, `link` leads to the case's card."""
    reference = Marked(f"<{link}|{case.reference}>" if link else case.reference)
    in_full, in_short = FOUND_OPEN if case.is_open else FOUND_CLOSED
    told = words(
        in_full,
        reference=reference,
        carrier=carrier_of(case.parcel, words),
        number=Marked(masked(case.parcel.number)),
        scan=Term(f"scan:{kind}"),
    )
    text = words.plain(in_short, reference=case.reference, scan=Term(f"scan:{kind}"))
    return text, [section(told), *_paid_and_choices(case, kind, words)]


def _paid_and_choices(case: Case, kind: str, words: Words) -> list[Block]:
    told = [_paid(case, words), words(N_("Nothing is changed by this: what follows is yours to say."))]
    told += [f"• {one}" for one in _choices(case, words)]
    if kind not in AT_AN_END:
        told.append(words(N_("It has not arrived anywhere yet; a delivery or a return is told once more.")))
    row = [_button(case, one, words) for one in _offered(case)]
    return [context("\n".join(told)), actions(row[:MOST_BUTTONS], "seen_again")]


def _paid(case: Case, words: Words) -> str:
    """What the case has cost and brought so far: each of it may now be too much."""
    amounts: list[tuple[str, Money | None]] = [(N_("refunded {money}"), refunded(case))]
    amounts += [(N_("debited {money}"), one.money) for one in case.debits if not one.returned]
    amounts += [
        (N_("replacement {money}"), one.total) for one in case.remedies if one.kind == "resend" and one.state in SENT
    ]
    told = [words(text, money=money) for text, money in amounts if money]
    received = [one for one in case.claims if one.received and one.state not in ("repaid", "released")]
    told += [f"{state_of(one.payer, 'paid', words)} {words.money(one.received)}" for one in received if one.received]
    if not told:
        return words(N_("Nothing was paid for it."))
    return words(N_("*Paid for it*  {told}"), told=listed(told, words))


def _choices(case: Case, words: Words) -> list[str]:
    """What people can do about it, in sentences, as far as it concerns this case."""
    moving = any(one.state == "replacement_moving" for one in case.remedies)
    paid_by = [one for one in case.claims if is_paid(one)]
    told = []
    if not case.is_open:
        told.append(words(N_("“Found” opens the case again and says where the parcel is; “Re-open” only opens it.")))
    if moving:
        told.append(words(N_("A replacement is on its way: after “Found” the card lets you stop it.")))
    if paid_by:
        told.append(words(N_("After “Found” the payer's money counts as owed back, until it is repaid or released.")))
    if refunded(case):
        told.append(words(N_("Ask the buyer to pay again, if they agree to it, or let them keep it as a gift.")))
    return [*told, words(N_("A note keeps what you decided."))]


def _offered(case: Case) -> list[LegalMove]:
    legal = [one for one in legal_moves(case) if one.move in CHOICES]
    return sorted(legal, key=lambda one: CHOICES.index(one.move))


def _button(case: Case, one: LegalMove, words: Words) -> Block:
    value = {"c": case.number, "t": one.target, "s": one.state if one.target else None}
    suffix = f":{one.target}" if one.target else ""
    return button(words.move(one.move), f"form:{one.move}{suffix}", value)
