"""What a payer's form asks for, field by field in its own order, with what the case knows ready to copy.

What is personal is never filled in here: names, addresses and bank details are taken from where they are kept.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from cases.case import Case, Claim
from cases.cover import Contract
from cases.light_dataclass import dataclass
from cases.money import MINOR_DIGITS, Money
from cases.recovered import postage_of
from cases.remedies import refunded
from cases.rules import OWN_ACCOUNT
from cases.words import N_
from handlers.language import Words
from partners.programmes.labels import LABELS

# Asked for by nearly every form, for a payer whose own is not known.
USUAL = (
    "tracking_number",
    "loss",
    "service",
    "shipped_on",
    "origin",
    "destination",
    "goods",
    "value",
    "weight",
    "amount",
    "inquiry",
    "elsewhere",
    "sender",
    "recipient",
    "bank",
)
# Personal, or never known here: filled in by hand.
BY_HAND = frozenset(
    {
        "posted_at",
        "postcode",
        "packaging",
        "serial_numbers",
        "category",
        "settlement",
        "sender",
        "recipient",
        "recipient_name",
        "recipient_contact",
        "claimant",
        "account_number",
        "bank",
    }
)
LABELS_OF_FIELDS = {
    "tracking_number": N_("Tracking number"),
    "loss": N_("What kind of loss"),
    "carrier": N_("Carrier"),
    "service": N_("Service"),
    "label": N_("Where the label was bought"),
    "shipped_on": N_("Handed over on"),
    "label_on": N_("Label made on"),
    "posted_at": N_("Where it was handed over"),
    "expected_on": N_("Delivery expected on"),
    "last_scan_on": N_("Last scan on"),
    "delivered_on": N_("Delivered on"),
    "origin": N_("Sent from"),
    "destination": N_("Sent to"),
    "postcode": N_("Postcode of the delivery"),
    "order_ref": N_("Order number"),
    "marketplace": N_("Marketplace or shop"),
    "goods": N_("Description of the goods"),
    "packaging": N_("Description of the packaging"),
    "serial_numbers": N_("Serial numbers or marks"),
    "category": N_("Category of the goods"),
    "value": N_("Value of the goods"),
    "cost": N_("What the goods cost us"),
    "paid": N_("What the buyer paid in all"),
    "declared": N_("Declared value"),
    "postage": N_("Postage paid"),
    "weight": N_("Weight"),
    "amount": N_("Amount claimed"),
    "settlement": N_("How it shall be settled"),
    "replacement_sent": N_("Whether a replacement was sent"),
    "refund": N_("Refunded to the buyer"),
    "inquiry": N_("Reference of the inquiry"),
    "policy_number": N_("Number of the policy"),
    "elsewhere": N_("Claims on others for the same loss"),
    "sender": N_("Sender: name, address, phone"),
    "recipient": N_("Recipient: name, address, phone"),
    "recipient_name": N_("Recipient's name"),
    "recipient_contact": N_("Recipient's contact"),
    "claimant": N_("Claimant: name, address, phone"),
    "account_number": N_("Account number with them"),
    "bank": N_("Bank account for the payment"),
}


@dataclass(frozen=True, slots=True)
class Filled:
    """One field of a payer's form: its label, the value to copy (None: not known), and whether a hand must fill it."""

    name: str
    label: str
    value: str | None
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What fields may be filled with: the case, the amount, the value of the goods as this payer counts it, the
    insurance it is claimed under, claims on others.
    """

    case: Case
    amount: Money | None = None
    value: Money | None = None
    contract: Contract | None = None
    elsewhere: tuple[Claim, ...] = ()


def claim_fields(names: Sequence[str], facts: FormFacts, words: Words) -> list[Filled]:
    """The fields of a form in the order in which the payer asks for them; the usual ones where that is not known."""
    return [_filled(name, facts, words) for name in dict.fromkeys([*(names or USUAL), *_always(names, facts)])]


def _always(names: Sequence[str], facts: FormFacts) -> Iterable[str]:
    """What was asked of others is told wherever something was, whether the form asks for it or not."""
    return ("elsewhere",) if facts.elsewhere and "elsewhere" not in (names or USUAL) else ()


def _filled(name: str, facts: FormFacts, words: Words) -> Filled:
    read = VALUES.get(name)
    value = read(facts, words) if read is not None else None
    return Filled(name, words(LABELS_OF_FIELDS[name]), value, name in BY_HAND)


def _label(facts: FormFacts, words: Words) -> str | None:
    label = facts.case.parcel.label
    return None if label is None or label == OWN_ACCOUNT else LABELS.get(label, label)


def _day(name: str) -> Callable[[FormFacts, Words], str | None]:
    def read(facts: FormFacts, words: Words) -> str | None:
        day = getattr(facts.case.parcel, name)
        return day.isoformat() if day else None

    return read


def _money(money: Money | None) -> str | None:
    if money is None:
        return None
    return f"{money.currency} {money.amount.quantize(Decimal(1).scaleb(-MINOR_DIGITS.get(money.currency, 2)))}"


def _inquiry(facts: FormFacts, words: Words) -> str | None:
    return next((one.reference for one in facts.case.investigations if one.reference), None)


def _elsewhere(facts: FormFacts, words: Words) -> str:
    if not facts.elsewhere:
        return words.plain(N_("none"))
    told = [
        words.plain(
            N_("{payer}: {state}, {money}"),
            payer=one.payer,
            state=words.term(f"claim:{one.state}" if one.state == "approved" else one.state),
            money=one.received or one.granted or one.asked,
        )
        for one in facts.elsewhere
    ]
    return words(N_("; ")).join(told)


def _replacement(facts: FormFacts, words: Words) -> str:
    sent = any(one.kind == "resend" and one.state in ("replacement_moving", "satisfied") for one in facts.case.remedies)
    return words.plain(N_("yes")) if sent else words.plain(N_("no"))


def _weight(facts: FormFacts, words: Words) -> str | None:
    weight = facts.case.parcel.weight
    return f"{weight.normalize():f} kg" if weight else None


VALUES: dict[str, Callable[[FormFacts, Words], str | None]] = {
    "tracking_number": lambda facts, words: facts.case.parcel.number,
    "loss": lambda facts, words: words.term(f"loss:{facts.case.loss_type}"),
    "carrier": lambda facts, words: facts.case.parcel.carrier_name,
    "service": lambda facts, words: facts.case.parcel.service,
    "label": _label,
    "shipped_on": lambda facts, words: _day("shipped_on")(facts, words) or _day("first_scan_on")(facts, words),
    **{name: _day(name) for name in ("label_on", "expected_on", "last_scan_on", "delivered_on")},
    "origin": lambda facts, words: facts.case.parcel.origin,
    "destination": lambda facts, words: facts.case.parcel.destination,
    "order_ref": lambda facts, words: facts.case.order.ref,
    "marketplace": lambda facts, words: facts.case.order.marketplace,
    "goods": lambda facts, words: facts.case.order.goods,
    "value": lambda facts, words: _money(facts.value or facts.case.order.paid or facts.case.order.cost),
    "cost": lambda facts, words: _money(facts.case.order.cost),
    "paid": lambda facts, words: _money(facts.case.order.paid),
    "declared": lambda facts, words: _money(facts.case.parcel.declared),
    "postage": lambda facts, words: _money(postage_of(facts.case)),
    "weight": _weight,
    "amount": lambda facts, words: _money(facts.amount),
    "replacement_sent": _replacement,
    "refund": lambda facts, words: _money(refunded(facts.case)),
    "inquiry": _inquiry,
    "policy_number": lambda facts, words: facts.contract.policy_number if facts.contract else None,
    "elsewhere": _elsewhere,
}
