"""The one shape of claiming from an insurer through its interface: look, file, follow, cancel.

What goes wrong says what is known afterwards: refused (nothing is there), not now (nothing was sent), or unknown (it
may be there, so somebody has to look before anything is sent again).
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from cases.light_dataclass import dataclass
from cases.words import N_, Sentence
from partners.tracking.asking import Trouble

# The kinds of documents that insurers tell apart.
CONVERSATION, INVOICE, SUPPORTING = "conversation", "invoice", "supporting"
# What has become of a claim there. The moves of the claim track by their names, and what is no answer yet.
WAITING, ENDED, UNKNOWN = "waiting", "ended", "unknown"
NEEDS_INFO, APPROVED, OFFERED, DENIED = "payer_needs_info", "claim_approved", "claim_offered", "claim_denied"


@dataclass(frozen=True, slots=True)
class Document:
    """A document that goes with a claim: which kind it is, what it is by its content, and its bytes."""

    kind: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ClaimToFile:
    """What is sent. `loss` is our word for the kind of loss; the amount is in the insurer's own currency."""

    number: str
    loss: str
    amount: Decimal
    description: str
    contact_email: str
    recipient_name: str | None = None
    reference: str = ""
    documents: Sequence[Document] = ()


@dataclass(frozen=True, slots=True)
class ClaimThere:
    """A claim as the insurer has it. `status` is its own word, `outcome` ours, `detail` what it says about it."""

    id: str
    number: str
    status: str
    outcome: str
    detail: str | None = None
    requested: Decimal | None = None
    approved: Decimal | None = None
    made_at: datetime | None = None


class NotNow(Exception):
    """Nothing was sent, or nothing was made of it; the same may be tried again after so many seconds."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.kind)
        self.trouble = trouble

    @property
    def after(self) -> float | None:
        """The seconds the insurer itself asked for."""
        return self.trouble.retry_after


class OutcomeUnknown(Exception):
    """It was sent, and there is no answer that can be read: it may have been done."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.kind)
        self.trouble = trouble


class ClaimRefused(Exception):
    """The insurer does not do it, and trying the same again is in vain; the sentence says why."""

    def __init__(self, sentence: Sentence, trouble: Trouble) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.trouble = trouble


REFUSALS = {
    400: N_("{insurer} could not read the claim: “{said}”."),
    401: N_("{insurer} does not accept the key. Whoever runs Tracer has to check it."),
    402: N_("{insurer} wants a payment or another plan first: “{said}”. Whoever runs Tracer has to look at it."),
    403: N_("{insurer} does not allow this with the present key: “{said}”. Whoever runs Tracer has to look at it."),
    404: N_("{insurer} knows no insurance on this parcel, or no such claim: “{said}”."),
    422: N_("{insurer} does not take the claim so: “{said}”. Correct that and file again."),
}
REFUSED = N_("{insurer} refused (status {status}): “{said}”.")
MOVED = N_("{insurer} is no longer at this address. Whoever runs Tracer has to set its address anew.")


class Insurer(Protocol):
    """Somebody who takes claims. `name` is its code. Everything raises NotNow, OutcomeUnknown or ClaimRefused."""

    name: str

    async def find(self, number: str, since: datetime) -> ClaimThere | None:
        """The newest claim on a parcel that was not cancelled, made from an instant on; None where there is none."""
        ...

    async def file(self, claim: ClaimToFile) -> ClaimThere:
        """Make a claim. Never called twice without looking."""
        ...

    async def look(self, id: str) -> ClaimThere:
        """How a claim stands."""
        ...

    async def cancel(self, id: str) -> ClaimThere:
        """Cancel a claim; one that is cancelled already stays so."""
        ...
