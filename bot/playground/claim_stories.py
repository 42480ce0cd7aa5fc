"""What becomes of claims in the playground: which story a parcel's claim has is told by its number alone."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Turn:
    """How a claim stands from so many hours after it was filed on; `approved` is the share of it that is granted,
    `message` what the insurer writes beside it."""

    after_hours: float
    status: str
    detail: str
    approved: Decimal | None = None
    message: str | None = None


MADE = Turn(0, "submitted", "Claim was created.")
LOOKED_AT = Turn(12, "in_review", "A claims specialist looks at the documents.")
WHOLE = (MADE, LOOKED_AT, Turn(48, "approved", "The claim was approved in full.", Decimal(1)))
PART = (MADE, LOOKED_AT, Turn(48, "approved_partial", "Only the cost of the goods is covered.", Decimal("0.6")))
ASKED = (
    MADE,
    Turn(12, "needs_action", "Proof of value is missing.", message="Please send an invoice with items and total."),
    Turn(96, "in_review", "The documents have come."),
    Turn(120, "approved", "The claim was approved in full.", Decimal(1)),
)
DENIED = (MADE, LOOKED_AT, Turn(48, "rejected", "There is no acceptance scan by the carrier."))
FOR_ANYBODY = (WHOLE, PART, ASKED, DENIED)
# The boots of the bad week: the longest story.
CAST = {"9400111206206406260787": ASKED}


def turns_of(number: str) -> tuple[Turn, ...]:
    """The story of a claim on a parcel, first turn first."""
    share = hashlib.sha256(number.encode()).digest()[0] % len(FOR_ANYBODY)
    return CAST.get(number) or FOR_ANYBODY[share]
