"""A claim pack's content in its reader's language: what is known of a case, worded, in the order a clerk reads it.

Everything comes from the case and its log; what is not known is left out or said to be unknown. What is ours alone
(notes, who decided what, the words of the buyer) is not in it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cases.case import Case, Claim, LogEntry
from cases.evidence import CORRESPONDENCE, SET_ASIDE, UNSORTED
from cases.file_kinds import GIF, JPEG, PNG, WEBP
from cases.ledger import ACCOUNTS, Place, standing
from cases.light_dataclass import dataclass
from cases.lines import entity
from cases.money import Money
from cases.timelines import Event
from handlers.pack_words import PackWords
from partners.pack.document import (
    Column,
    Declaration,
    Document,
    Facts,
    Letter,
    Part,
    Photograph,
    Photographs,
    Table,
)

# Beyond these a pack is no longer read; the others are in the archive all the same.
MOST_PHOTOGRAPHS = 60
PICTURES = frozenset({JPEG, PNG, GIF, WEBP})
# What a payer is told of the story. Whatever else happened is between us, the buyer and our colleagues.
TOLD_TO_PAYERS = frozenset(
    "report ask_carrier ask_again ask_elsewhere answer_carrier carrier_acknowledged carrier_refused "
    "carrier_needs_info carrier_located parcel_delivered return_received carrier_destroyed carrier_confirmed_loss "
    "deemed_lost give_up buyer_wrote refund_done replacement_shipped replacement_delivered debited dispute_opened "
    "file_claim claim_approved claim_offered claim_denied appeal_claim claim_paid found".split()
)
DAYS = ("label_on", "shipped_on", "first_scan_on", "last_scan_on", "expected_on", "delivered_on")
# A claim in one of these asks nothing of anybody.
NOT_ASKED = frozenset({"drafted", "withdrawn"})
# The accounts of the ledger that are a payer's business; fees and how other claims ended are ours.
OF_A_CLAIM = ("claimed", "approved", "received")
TOLD_ACCOUNTS = frozenset(
    {"goods", "shipping", "tax", "duty", "cost", "refunded", "credited", "debited", "resend", "freight",
     "import_charges", *OF_A_CLAIM}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A kept file that goes with a pack: its number there, which document it is, and what is known of it."""

    number: int
    slot: str
    name: str | None
    content_type: str
    size: int
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Attester:
    """Who confirms what a pack says: their name as they wrote it, for whom they speak, and when (UTC)."""

    name: str
    speaks_for: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Material:
    """All that a pack is made of. `claim` is None while no claim on this payer was drafted; `policy` names the
    insurance contract, `events` are the parcel's own happenings, `letter` is subject and text.
    `tells_cost`: this payer goes by what the goods cost us, which is nobody else's business. `addressee`: the buyer's
    name and address, where it may be told."""

    case: Case
    payer: str
    claim: Claim | None
    log: Sequence[LogEntry]
    events: Sequence[Event]
    enclosed: Sequence[Enclosed]
    letter: tuple[str, str]
    attester: Attester
    policy: str = ""
    tells_cost: bool = True
    addressee: str = ""


def fits_a_pack(slot: str) -> bool:
    """Whether a file of this kind is enclosed unless somebody says otherwise: sorted, and meant for a claim."""
    return slot not in (UNSORTED, SET_ASIDE, CORRESPONDENCE)


def claim_document(material: Material, words: PackWords) -> Document:
    """The document, ready to be set in type."""
    case, word = material.case, words.wording
    numbers = word("between").join(one.number for one in _lost(case))
    names = {"case": case.reference, "number": numbers, "payer": material.payer}
    subject, text = material.letter
    parts: list[Part] = [
        Letter(subject, text),
        Facts(word("heading.facts"), _facts(material, words)),
        _done(material, words),
        _scans(material, words),
        _money(material, words),
        _documents(material, words),
        _declaration(material.attester, words),
    ]
    if pictures := _photographs(material, words):
        parts.append(pictures)
    return Document(
        title=words.known("title", case.loss_type),
        subtitle=word("subtitle", **names),
        running=word("running", **names),
        page_of=word("page", page="{page}", pages="{pages}"),
        language=words.language,
        at=material.attester.at,
        parts=tuple(parts),
    )


def _lost(case: Case) -> list[Any]:
    return [one for one in case.parcels if one.role != "replacement"]


def _facts(material: Material, words: PackWords) -> tuple[tuple[str, str], ...]:
    case, claim, word = material.case, material.claim, words.wording
    parcel, order = case.parcel, case.order
    label = word("fact.own_account") if parcel.label == "own" else parcel.label
    named: list[tuple[str, object]] = [
        (word("fact.claim_reference"), claim.reference if claim else None),
        (word("fact.asked"), words.money(claim.asked) if claim and claim.asked else None),
        (word("fact.policy"), material.policy),
        (word("fact.numbers"), word("between").join(one.number for one in _lost(case))),
        (word("fact.carrier"), parcel.carrier_name),
        (word("fact.service"), parcel.service),
        (word("fact.label"), label),
        (word("fact.loss"), words.known("loss", case.loss_type)),
        (word("fact.origin"), parcel.origin and words.country(parcel.origin)),
        (word("fact.addressee"), material.addressee),
        (word("fact.destination"), parcel.destination and words.country(parcel.destination)),
        *((word(f"fact.{name}"), _day(getattr(parcel, name), words)) for name in DAYS),
        *_inquiries(case, words),
        (word("fact.order"), order.ref),
        (word("fact.marketplace"), order.marketplace),
        (word("fact.goods"), order.goods),
    ]
    return tuple((name, str(value)) for name, value in named if value)


def _inquiries(case: Case, words: PackWords) -> list[tuple[str, object]]:
    told = []
    for one in case.investigations:
        party = case.parcel.carrier_name or words.wording("unknown") if one.party == "?" else one.party
        state = words.known("search", one.state)
        reference = words.wording("done.reference", reference=one.reference) if one.reference else ""
        told.append(
            (
                words.wording("fact.inquiry", party=party),
                words.wording("beside").join(filter(None, (state, reference))),
            )
        )
    return told


def _day(day: date | None, words: PackWords) -> str | None:
    return words.day(day) if day else None


def _done(material: Material, words: PackWords) -> Table:
    word = words.wording
    rows = [_row_of(entry, material, words) for entry in material.log if entry.move in TOLD_TO_PAYERS]
    rows.sort(key=lambda row: row[0])
    columns = (Column(word("column.when"), 14), Column(word("column.what"), 86))
    return Table(word("heading.done"), columns, tuple(rows), empty=word("note.nothing_done"))


def _row_of(entry: LogEntry, material: Material, words: PackWords) -> tuple[str, str]:
    details = entry.details
    params = {"party": _party(entry, material, words), "money": _amount(entry, material.case, words)}
    told = words.wording(f"done.{entry.move}", **params)
    if isinstance(details.get("reference"), str):
        told = words.wording("beside").join((told, words.wording("done.reference", reference=details["reference"])))
    elif entry.move == "replacement_shipped" and isinstance(details.get("number"), str):
        told = words.wording("beside").join((told, str(details["number"])))
    at = details.get("at")
    return words.day(datetime.fromisoformat(at) if isinstance(at, str) else entry.at), told


def _party(entry: LogEntry, material: Material, words: PackWords) -> str:
    """Who the move concerns: as it was named in it, else as the line of the case is."""
    for name in ("party", "through"):
        if isinstance(entry.details.get(name), str):
            return str(entry.details[name])
    line = _line(entry, material.case)
    named = getattr(line, "party", None) or getattr(line, "payer", None) or getattr(line, "through", None)
    return str(named) if named and named != "?" else material.case.parcel.carrier_name or words.wording("unknown")


def _amount(entry: LogEntry, case: Case, words: PackWords) -> str:
    given = entry.details.get("money")
    if isinstance(given, Mapping) and "currency" in given:
        return words.money(Money(Decimal(str(given["amount"])), str(given["currency"])))
    line = _line(entry, case)
    money = getattr(line, "total", None) or getattr(line, "asked", None)
    return words.money(money) if isinstance(money, Money) else ""


def _line(entry: LogEntry, case: Case) -> object | None:
    try:
        return entity(case, entry.target) if entry.target else None
    except KeyError:
        return None


def _scans(material: Material, words: PackWords) -> Table:
    word = words.wording
    columns = (
        Column(word("column.when"), 21),
        Column(word("column.where"), 19),
        Column(word("column.what"), 25),
        Column(word("column.words"), 35),
    )
    rows = tuple(_scan_row(event, words) for event in material.events)
    note = word("note.scans") if rows else ""
    return Table(word("heading.scans"), columns, rows, note, word("note.no_scans"))


def _scan_row(event: Event, words: PackWords) -> tuple[str, str, str, str]:
    scan = event.scan
    what = words.known("scan", scan.kind)
    if scan.taken_back:
        what = f"{what} ({words.wording('note.taken_back')})"
    return words.scanned(scan), words.place(event), what, " ".join(scan.words.split())


def _money(material: Material, words: PackWords) -> Table:
    word = words.wording
    columns = (Column(word("column.what"), 70), Column(word("column.amount"), 30, amounts=True))
    rows = tuple((name, words.money(money)) for name, money in _amounts(material, words))
    asked_elsewhere = any(one is not material.claim and one.state not in NOT_ASKED for one in material.case.claims)
    note = word("money.elsewhere") if asked_elsewhere else word("money.nothing_elsewhere")
    return Table(word("heading.money"), columns, rows, note, word("money.no_amounts"))


def _amounts(material: Material, words: PackWords) -> list[tuple[str, Money]]:
    """What the ledger says of the loss, currency by currency: what was paid and given, what is claimed here, and what
    was claimed elsewhere for the same loss. A claim that is not filed yet is already made by this document."""
    standing_now, claim = standing(material.case), material.claim
    if claim is not None and claim.asked is not None and claim.reference is None:
        standing_now = {**standing_now, Place("claimed", claim.asked.currency, claim.id): claim.asked.amount}
    ordered = sorted(standing_now, key=lambda place: (place.currency, ACCOUNTS.index(place.account), place.line or ""))
    own = material.case.order.paid.currency if material.case.order.paid else ""
    ordered.sort(key=lambda place: place.currency != own)
    return [
        (_account(place, material, words), Money(standing_now[place], place.currency))
        for place in ordered
        if place.account in TOLD_ACCOUNTS and (place.account != "cost" or material.tells_cost)
    ]


def _account(place: Place, material: Material, words: PackWords) -> str:
    if place.account not in OF_A_CLAIM:
        return words.wording(f"money.{place.account}")
    if material.claim is not None and place.line == material.claim.id:
        return words.wording(f"money.{place.account}")
    payer = place.party or words.wording("unknown")
    return words.wording(f"money.{place.account}_elsewhere", payer=payer)


def _documents(material: Material, words: PackWords) -> Table:
    word = words.wording
    columns = (
        Column(word("column.number"), 7),
        Column(word("column.shows"), 30),
        Column(word("column.file"), 35),
        Column(word("column.size"), 12),
        Column(word("column.kept"), 16),
    )
    rows = tuple(
        (
            str(one.number),
            words.known("slot", one.slot),
            one.name or word("unknown"),
            words.size(one.size),
            words.day(one.at),
        )
        for one in material.enclosed
    )
    below = tuple(f"SHA-256 {one.sha256}" for one in material.enclosed)
    note = word("note.documents") if rows else ""
    return Table(word("heading.documents"), columns, rows, note, word("note.no_documents"), below)


def _photographs(material: Material, words: PackWords) -> Photographs | None:
    pictures = [one for one in material.enclosed if one.content_type in PICTURES][:MOST_PHOTOGRAPHS]
    shown = tuple(Photograph(f"{one.number} · {words.known('slot', one.slot)}", one.sha256) for one in pictures)
    return Photographs(words.wording("heading.photographs"), shown, words.wording("note.unreadable")) if shown else None


def attested(attester: Attester, words: PackWords) -> str:
    """What somebody confirmed, in the words of the pack, with who they are: as it is kept with the case."""
    who = ", ".join(one for one in (attester.name, attester.speaks_for) if one)
    return f"{who}: {words.wording('declaration.text')}"


def _declaration(attester: Attester, words: PackWords) -> Declaration:
    word = words.wording
    rows = [(word("declaration.name"), attester.name)]
    if attester.speaks_for:
        rows.append((word("declaration.for"), attester.speaks_for))
    rows.append((word("declaration.at"), words.moment(attester.at)))
    return Declaration(word("heading.declaration"), word("declaration.text"), tuple(rows))
