"""The insurers that take claims through an interface: for which programme, in which currency, with which documents."""

from collections.abc import Mapping

from cases.evidence import (
    ASSIGNMENT,
    CORRESPONDENCE,
    DAMAGE,
    HANDED_OVER,
    LABEL,
    NON_RECEIPT,
    ORDER,
    PACKAGING,
    PAYMENT,
    POLICE,
    REMEDY,
    SCANS,
    VALUE,
    WAYBILL,
)
from cases.evidence import CONVERSATION as MESSAGES
from cases.file_kinds import JPEG, MEGABYTE, PDF, PNG
from cases.light_dataclass import dataclass
from partners.insurers.desk import CONVERSATION, INVOICE, SUPPORTING


@dataclass(frozen=True, slots=True)
class Interface:
    """How an insurer takes claims: `kinds` says by the slot of a document as what it is sent; slots that are not in it
    are not sent. `needs_support` are the losses that it takes only with a supporting document. `cancelled` is its word
    for a claim that was cancelled. Sizes in bytes."""

    code: str
    name: str
    programme: str
    currency: str
    kinds: Mapping[str, str]
    needs_support: frozenset[str]
    types: frozenset[str]
    largest_file: int
    largest_whole: int
    cancelled: str


# EasyPost tells of no limits to what it takes; these are what any interface of this kind takes without trouble.
INTERFACES = {
    "easypost": Interface(
        "easypost",
        "EasyPost",
        "easypost_insurance",
        "USD",
        {
            **dict.fromkeys((MESSAGES, NON_RECEIPT, CORRESPONDENCE), CONVERSATION),
            **dict.fromkeys((VALUE, ORDER, PAYMENT), INVOICE),
            **dict.fromkeys(
                (WAYBILL, LABEL, SCANS, HANDED_OVER, PACKAGING, POLICE, ASSIGNMENT, DAMAGE, REMEDY), SUPPORTING
            ),
        },
        frozenset({"not_received", "stolen", "damaged", "contents_missing"}),
        frozenset({PDF, JPEG, PNG}),
        10 * MEGABYTE,
        20 * MEGABYTE,
        "cancelled",
    )
}
BY_PROGRAMME = {one.programme: one for one in INTERFACES.values()}
