"""What a person could fill in for a move: valid details made from the move's own fields, and hostile ones."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from cases.booking import BOOKABLE, correctable
from cases.case import Case, Claim, Line, TextRef
from cases.clocks import datable, open_payers
from cases.closing import CAUSES, NOT_LOST, PAYER_KINDS, STILL_OWED, WHEREABOUTS
from cases.lines import entity
from cases.money import Money
from cases.moves import KINDS, MOVES, Field
from cases.prevention import PREVENTIONS
from cases.remedies import refund_bound, remedy_ended
from cases.rules import LOSSES
from cases.snoozing import first_deadline, snoozable
from cases.targets import LegalMove

CURRENCIES = ("EUR", "USD", "XAF")
CHOICES = {
    "whereabouts": WHEREABOUTS,
    "cause": CAUSES,
    "outcome": NOT_LOST,
    "prevention": PREVENTIONS,
    "payer_kind": PAYER_KINDS,
    "account": tuple(one for one in BOOKABLE if one != "import_charges"),
}
CENT = Decimal("0.01")
TEXTS = (TextRef("text:1", "0" * 64), TextRef("text:2", "1" * 64))
HOSTILE: dict[str, tuple[Any, ...]] = {
    "text": ("", "  ", *TEXTS),
    "code": ("", "  ", "x", "<!channel>", "{reference}"),
    "number": ("", "1Z999AA10123456784", "1Z000001"),
    "date": (datetime(1990, 1, 1, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)),
    "choice": ("", "nowhere", "delivered", "returned", "decision", "carrier", "filing_deadline"),
    "person": ("", "UANA"),
    "yes": (True, False),
}
# Ticked beside what a move asks everybody for; a payer may be asked a second time where that is meant.
ALSO = {
    "replacement_shipped": {"address_confirmed": True},
    "draft_claim": {"again": True},
    "file_claim": {"again": True},
}
HOSTILE_AMOUNTS = tuple(map(Decimal, ("0", "-5", "NaN", "Infinity", "9e40", "3", "250")))


class Form:
    """Fills in the details of a move on one case at one moment, as chance has it."""

    def __init__(self, chance: Random, case: Case, now: datetime) -> None:
        self.chance = chance
        self.case = case
        self.now = now

    def valid(self, legal: LegalMove) -> dict[str, Any]:
        """Details with which a legal move must be accepted."""
        if legal.move in ("choose_refund", "choose_credit", "choose_resend"):
            return self._decision(legal.move)
        if legal.move == "set_order":
            return self._order()
        if legal.move == "set_parcel":
            return self._parcel()
        if legal.move == "no_claim_on":
            payer = self.chance.choice(open_payers(self.case))
            return {"programme": payer, "payer_name": payer, "reason": TEXTS[0]}
        fields = [one for one in MOVES[legal.move].fields if one.required or self._some()]
        filled = {one.name: self._value(one, legal) for one in fields}
        return filled | ALSO.get(legal.move, {})

    def hostile(self, move: str) -> dict[str, Any]:
        """Details with parts missing, blank, in the wrong currency, in the past, negative or out of the list."""
        names = [one.name for one in MOVES[move].fields] + ["lines", "paid", "number", "address_confirmed"]
        return {name: self._nasty(name) for name in names if self._some()}

    def money(self) -> Money:
        return Money(self._amount(), self.chance.choice(CURRENCIES))

    def _some(self) -> bool:
        return self.chance.random() < 0.5

    def _amount(self) -> Decimal:
        return CENT * self.chance.randint(1, self.chance.choice((5_000, 70_000)))

    def _value(self, one: Field, legal: LegalMove) -> Any:
        if one.name == "money":
            return self._money(legal)
        if one.name == "outcome" and not remedy_ended(self.case):
            return self.chance.choice([choice for choice in NOT_LOST if choice not in STILL_OWED])
        if one.name == "clock":
            return self.chance.choice(self._clocks(legal.move))
        if one.name == "number":
            return self._number()
        if legal.move == "snooze" and one.name == "until":
            return self._before_the_first_deadline()
        if one.name == "backup":
            return "UBACKUP"
        if one.kind == "date":
            return self._date(one.name)
        if one.name == "booked":
            return self.chance.choice([line.id for line in correctable(self.case)])
        if one.kind == "choice":
            return self.chance.choice(CHOICES[one.name])
        return self.chance.choice(TEXTS if one.kind == "text" else ("PayPal", "UPS", "ref-1"))

    def _date(self, name: str) -> datetime:
        if name == "at":
            return self.now - timedelta(hours=self.chance.randint(0, 200))
        return self.now + timedelta(hours=self.chance.randint(1, 900))

    def _clocks(self, move: str) -> tuple[str, ...]:
        if move == "set_date":
            return datable(self.case)
        return tuple(one.key for one in (snoozable(self.case) if move == "snooze" else self.case.clocks))

    def _before_the_first_deadline(self) -> datetime:
        first = first_deadline(self.case, self.now)
        return self.now + (first - self.now) / 2 if first else self._date("until")

    def _number(self) -> str:
        taken = {parcel.number for parcel in self.case.parcels}
        return next(number for number in map("1Z{:06d}".format, range(10_000)) if number not in taken)

    def _money(self, legal: LegalMove) -> Money:
        claim = entity(self.case, legal.target) if legal.target else None
        if not isinstance(claim, Claim):
            return self.money()
        if legal.move == "correct_payment":
            assert claim.received is not None
            return Money(
                max((claim.received.amount / self.chance.randint(1, 2)).quantize(CENT), CENT), claim.received.currency
            )
        if legal.move == "claim_paid":
            return self._payment(claim)
        if legal.move == "claim_approved" and claim.received:
            # What came already was granted at the least.
            return claim.received + Money(self._amount(), claim.received.currency)
        known = claim.granted or claim.asked
        return Money(self._amount(), known.currency) if known else self.money()

    def _payment(self, claim: Claim) -> Money:
        assert claim.granted is not None
        left = claim.granted - claim.received if claim.received else claim.granted
        part = max((left.amount / 2).quantize(CENT), CENT)
        return left if self._some() else Money(part, left.currency)

    def _decision(self, move: str) -> dict[str, Any]:
        bound = refund_bound(self.case)
        currency = bound.currency if bound else self.chance.choice(CURRENCIES)
        kinds = ("goods", "shipping", "tax")[: self.chance.randint(1, 3)]
        lines = tuple(Line(what, Money(self._amount(), currency)) for what in kinds)
        filled: dict[str, Any] = {"lines": lines, "address_confirmed": True, "reason": TEXTS[0]}
        if move != "choose_resend":
            filled["paid"] = self._enough(sum((line.money.amount for line in lines), Decimal(0)), currency)
        elif self._some():
            filled |= {"number": self._number(), "expected_on": self._date("expected_on") if self._some() else None}
        return filled

    def _enough(self, wanted: Decimal, currency: str) -> Money:
        bound = refund_bound(self.case)
        debits = [one.money.amount for one in self.case.debits if one.money.currency == currency and not one.returned]
        return Money(wanted + (bound.amount if bound else 0) + sum(debits), currency)

    def _order(self) -> dict[str, Any]:
        bound = refund_bound(self.case)
        paid = Money(self._amount() + bound.amount, bound.currency) if bound else self.money()
        return {"paid": paid, "ref": "305-124", "cost": self.money()}

    def _parcel(self) -> dict[str, Any]:
        """Something new each time, with the days in an order in which they can have been."""
        shipped = self.now.date() - timedelta(days=self.chance.randint(2, 40))
        scanned = shipped + timedelta(days=self.chance.randint(0, (self.now.date() - shipped).days))
        days: dict[str, Any] = {"shipped_on": shipped, "first_scan_on": shipped, "last_scan_on": scanned}
        # What a tracker said of a delivery is corrected with the rest, or the days would not go together.
        delivered = scanned if self.case.parcel.delivered_on else None
        days |= {"delivered_on": delivered, "expected_day": shipped + timedelta(days=self.chance.randint(1, 30))}
        more = {"service": f"service {self.case.version}", "loss_type": self.chance.choice(LOSSES)}
        more |= {"label": self.chance.choice(("own", "sendcloud", None)), "origin": self.chance.choice(("US", "CN"))}
        return {name: value for name, value in (days | more).items() if value}

    def _nasty(self, name: str) -> Any:
        if name == "lines":
            return tuple(Line("goods", self._nasty("money")) for _ in range(self.chance.randint(0, 2)))
        if name in ("paid", "money"):
            return Money(self.chance.choice(HOSTILE_AMOUNTS), self.chance.choice(CURRENCIES))
        return self.chance.choice(HOSTILE["yes" if name == "address_confirmed" else KINDS[name]])
