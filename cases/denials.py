"""Why payers deny claims, by the words they use, and what mends it: the documents and the argument of an appeal.

A denial is pasted as it came, in English, Chinese, German or French. Where its words fit several reasons the one that
can be mended by documents comes first; where they fit none, nobody guesses.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from cases.case import Case
from cases.denial_wordings import WORDINGS
from cases.evidence import (
    ASSIGNMENT,
    CONVERSATION,
    CORRESPONDENCE,
    DAMAGE,
    HANDED_OVER,
    LABEL,
    NON_RECEIPT,
    ORDER,
    PACKAGING,
    PAYMENT,
    POLICE,
    SCANS,
    VALUE,
    WAYBILL,
    has,
)
from cases.words import N_


@dataclass(frozen=True)
class Denial:
    """A reason for which claims are denied: what it is called, what mends it, and the documents that this takes."""

    code: str
    name: str
    mending: str
    slots: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All its wordings as one pattern, made when a denial is read first."""
        return re.compile("|".join(WORDINGS[self.code]), re.IGNORECASE)

    def missing(self, case: Case) -> tuple[str, ...]:
        """The documents that would mend it and that are not there."""
        return tuple(one for one in self.slots if not has(case, one))


# In the order in which they are looked for: what documents mend first, what says least last.
DENIALS = (
    Denial(
        "description",
        N_("Goods not described well enough"),
        N_("Describe the goods so that they can be told apart: brand, model, colour, size, serial "
           "number, quantity."),
        (VALUE, ORDER),
    ),
    Denial(
        "value",
        N_("Value not proved"),
        N_("Send the invoice that proves the value as this payer counts it: of the purchase, or to the "
           "buyer."),
        (VALUE, PAYMENT),
    ),
    Denial(
        "receiver",
        N_("Recipient could not be reached"),
        N_("Give a phone number or e-mail at which the recipient answers, and the recipient's own "
           "statement."),
        (NON_RECEIPT, CONVERSATION),
    ),
    Denial(
        "statement",
        N_("Statement of non-receipt missing or not valid"),
        N_("Get the recipient's statement of non-receipt, signed and dated as this payer wants it."),
        (NON_RECEIPT,),
    ),
    Denial(
        "no_scan",
        N_("No acceptance scan"),
        N_("Prove the hand-over another way: a receipt or manifest with stamp, the pick-up record, "
           "photos of the hand-over."),
        (HANDED_OVER, SCANS, WAYBILL),
    ),
    Denial(
        "delivered",
        N_("Delivered, by their records"),
        N_("Ask for the proof of delivery (name, signature, GPS, photo), compare it with the address, "
           "and send the buyer's statement; where it was stolen, the police report."),
        (NON_RECEIPT, CONVERSATION, POLICE, SCANS),
    ),
    Denial(
        "packaging",
        N_("Packaging not sufficient"),
        N_("Show the packing: photos from before sending and of the damage, materials, and that it meets "
           "their guide."),
        (PACKAGING, DAMAGE),
    ),
    Denial(
        "address",
        N_("Address wrong or incomplete"),
        N_("Compare the label with the order's address: where they are the same, send both; where not, "
           "it was our mistake."),
        (LABEL, ORDER),
    ),
    Denial(
        "too_late",
        N_("Filed too late, by their count"),
        N_("Count the days anew by their own rule and prove the day of filing; what was written to them "
           "before may count."),
        (CORRESPONDENCE, HANDED_OVER, SCANS),
    ),
    Denial(
        "too_early",
        N_("Filed before it is taken, or while they still search"),
        N_("Note from when they take it, file it again on that day, and keep this answer: it proves that "
           "you asked in time."),
        (CORRESPONDENCE,),
    ),
    Denial(
        "claimant",
        N_("Not the one who may claim"),
        N_("Have the one who may claim file it (often the shipper or who paid), or send their written "
           "assignment of rights."),
        (ASSIGNMENT,),
    ),
    Denial(
        "duplicate",
        N_("Claimed or paid already"),
        N_("Look which claim they mean and answer with its reference; where another payer paid, only the "
           "rest may be asked."),
        (CORRESPONDENCE,),
    ),
    Denial(
        "excluded",
        N_("Goods or country not covered"),
        N_("Read the list that they mean: where the goods or country are not on it, say so with the "
           "product page and the invoice."),
        (VALUE, ORDER),
    ),
    Denial(
        "no_cover",
        N_("No cover was bought, or the service has none"),
        N_("Prove the cover (label, declared value, policy). Where there is none, look whether another "
           "payer owes it."),
        (LABEL, WAYBILL),
    ),
    Denial(
        "force_majeure",
        N_("Force majeure, or an act of an authority"),
        N_("Ask which event and where the parcel was then; compare with the scans. A parcel seen "
           "afterwards was not lost by it."),
        (SCANS, CORRESPONDENCE),
    ),
    Denial(
        "documents",
        N_("Documents missing"),
        N_("Send what they named, all at once, with the claim's reference; ask what exactly is missing "
           "where they named nothing."),
        (VALUE, WAYBILL, NON_RECEIPT),
    ),
)  # fmt: skip
BY_CODE = {one.code: one for one in DENIALS}
CODES = tuple(BY_CODE)
# A denial is read from its first page; what is quoted below it is not theirs.
LONGEST_READ = 4000


def denials_in(text: str) -> tuple[Denial, ...]:
    """The reasons that the words of a denial fit, the likeliest first; none where nothing fits."""
    plain = " ".join(unicodedata.normalize("NFKC", text[:LONGEST_READ]).replace("\u2019", "'").split())
    return tuple(one for one in DENIALS if one.pattern.search(plain))


def denial_in(text: str) -> Denial | None:
    """The one reason that a denial is taken for; people may name another."""
    found = denials_in(text)
    return found[0] if found else None


def denial_of(code: str | None) -> Denial | None:
    """A reason by its code; None where it is none that is known, or nobody could tell."""
    return BY_CODE.get(code or "")
