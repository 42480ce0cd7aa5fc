"""The facts of a case that texts are filled with, as they are known at one moment; nothing is guessed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from cases.buyer_messages import forbids, rules_of
from cases.buyers import Buyer
from cases.case import Case, Claim, Dispute, Investigation, LogEntry, Remedy, TextRef
from cases.correspondence import BUYER, KINDS
from cases.cover import country_in
from cases.evidence import CORRESPONDENCE, SLOTS
from cases.ladder import deadline_of
from cases.money import Money
from cases.timelines import last_physical
from cases.tracks import CLAIM_UNPAID
from handlers.drafting import country, phrase, shown, word
from handlers.prospects import prospects_in
from handlers.sightings import sightings_in
from storage.transaction import Transaction

Line = Investigation | Claim | Dispute | None
# What was asked elsewhere is told while it may still be paid, and once it was.
TOLD_ELSEWHERE = CLAIM_UNPAID | {"part_paid", "paid"}
# Whoever asked us for something, by the move that said so.
ASKED_US = ("carrier_needs_info", "payer_needs_info")


def facts_in(
    tx: Transaction,
    case: Case,
    kind: str,
    line: str | None,
    language: str,
    now: datetime,
    *,
    by: str | None = None,
    zone: str = "UTC",
    buyer: Buyer | None = None,
) -> dict[str, Any]:
    """Everything known that a text of a kind may say, in a language; what is not known is None.

    `line` is the search, claim or dispute it concerns, `by` whoever signs it, `zone` where days are told. `buyer` is
    given only where whoever reads the text may see who that is.
    """
    log = tx.cases.log(case.workspace, case.number)
    concerned = _line(case, line)

    def day(at: datetime | None) -> date | None:
        return at.astimezone(ZoneInfo(zone)).date() if at else None

    def text(ref: TextRef | Mapping[str, str] | None) -> str | None:
        known = ref.ref if isinstance(ref, TextRef) else ref.get("ref") if isinstance(ref, Mapping) else None
        return tx.personal.get(case.workspace, known) if known else None

    facts = _of_parcel(case, language)
    facts |= {
        "case": case.reference,
        "party": _party(case, concerned),
        "their_reference": getattr(concerned, "reference", None),
        "contact_on": day(getattr(concerned, "contact_at", None)),
        "asked_on": day(_asked_at(log)),
        "wanted": text(_wanted(log, line)),
        "denied_because": text(concerned.reason) if isinstance(concerned, Claim | Dispute) else None,
        "last_day": day(_last_day(case, line)),
        "until": day(_kept_until(case)),
        "write_by": day(case.waiting_until),
        "documents": _documents(case, language),
        "sender": _name_of(tx, case, by),
    }
    facts |= _of_claim(tx, case, concerned, language)
    facts |= _of_remedy(case, day)
    facts |= _whereabouts(case)
    facts |= {"addressee": buyer.addressee, "addressee_phone": buyer.phone} if buyer else {}
    if KINDS[kind].to == BUYER:
        facts |= _what_may_be_asked(case)
    else:
        facts["last_scan"] = _last_scan(tx, case, language, now)
    return facts


def _of_parcel(case: Case, language: str) -> dict[str, Any]:
    parcel, order = case.parcel, case.order
    return {
        "number": parcel.number,
        "loss": case.loss_type,
        "loss_told": word("losses", case.loss_type, language),
        "service": parcel.service,
        "shipped_on": parcel.shipped_on or parcel.first_scan_on,
        "delivered_on": parcel.delivered_on,
        "origin": _place(parcel.origin, language),
        "destination": _place(parcel.destination, language),
        "order": order.ref,
        "goods": order.goods,
        "value": order.paid,
    }


def _place(written: str | None, language: str) -> str | None:
    """A country by its name, with whatever stands behind its two letters; anything else as it was written."""
    code = country_in(written)
    if code is None or written is None:
        return written
    rest = written.strip()[2:].strip(" ,")
    name = country(code, language) or code
    return f"{name}, {rest}" if rest else name


def _party(case: Case, line: Line) -> str | None:
    named = getattr(line, "party", None) or getattr(line, "payer", None) or getattr(line, "through", None)
    return named if named and named != "?" else case.parcel.carrier_name if isinstance(line, Investigation) else None


def _line(case: Case, line: str | None) -> Line:
    return next((one for one in (*case.investigations, *case.claims, *case.disputes) if one.id == line), None)


def _asked_at(log: Iterable[LogEntry]) -> datetime | None:
    """When the carrier was first asked: the day that was entered, else when it was logged."""
    entry = next((one for one in log if one.move == "ask_carrier"), None)
    if entry is None:
        return None
    stated = entry.details.get("at")
    return datetime.fromisoformat(stated) if isinstance(stated, str) else entry.at


def _wanted(log: Iterable[LogEntry], line: str | None) -> Any:
    """What was last asked of us on a line, else by anybody."""
    asked = [one for one in log if one.move in ASKED_US and (line is None or one.target == line)]
    return asked[-1].details.get("text") if asked else None


def _last_day(case: Case, line: str | None) -> datetime | None:
    """The last day of what is late: of this line's clock, else of filing a claim."""
    clocks = [one for one in case.clocks if one.kind in ("filing_deadline", "appeal_deadline", "evidence_request")]
    its = [one for one in clocks if one.key.rpartition(":")[2] == line]
    ends = [end for one in its or clocks if (end := deadline_of(one)) is not None]
    return min(ends) if ends else None


def _kept_until(case: Case) -> datetime | None:
    ends = [one.due_at for one in case.dates if one.clock.startswith("storage_ends:")]
    return min(ends) if ends else None


def _documents(case: Case, language: str) -> list[str]:
    """What is in the case's evidence, by what it is; letters of before are nobody's document."""
    there = {one.slot for one in case.evidence} - {CORRESPONDENCE}
    return [name for slot in SLOTS if slot in there and (name := word("slots", slot, language))]


def _name_of(tx: Transaction, case: Case, by: str | None) -> str | None:
    person = tx.people.get(case.workspace, by) if by else None
    return (person.real_name or person.name) if person else None


def _of_claim(tx: Transaction, case: Case, line: Line, language: str) -> dict[str, Any]:
    others = [_asked_elsewhere(one, language) for one in case.claims if one is not line and one.state in TOLD_ELSEWHERE]
    if not isinstance(line, Claim):
        return {"others": others}
    cover = prospects_in(tx, case).cover if line.payer_kind == "insurer" else None
    contract = cover.contract if cover else None
    return {
        "others": others,
        "amount": line.asked,
        "granted": line.granted,
        "received": line.received,
        "offered": line.granted if line.state == "offered" else None,
        "policy": contract.policy_number if contract and contract.insurer in line.payer else None,
    }


def _asked_elsewhere(claim: Claim, language: str) -> str:
    name = "received_there" if claim.received else "claimed_there" if claim.asked else "turned_to"
    return phrase(name, {"payer": claim.payer, "amount": claim.received or claim.asked}, language)


def _of_remedy(case: Case, day: Any) -> dict[str, Any]:
    done = [one for one in case.remedies if one.state == "refunded" and one.kind == "refund"]
    resent = [one for one in case.remedies if one.replacement]
    refund: Remedy | None = done[-1] if done else None
    alike = [one.total for one in done if refund and one.total.currency == refund.total.currency]
    replacement: Remedy | None = resent[-1] if resent else None
    return {
        # Goods and postage may have been given back one after the other: the buyer is told the whole.
        "refund": Money(sum((one.amount for one in alike), Decimal(0)), alike[0].currency) if alike else None,
        "refund_reference": refund.reference if refund else None,
        "replacement": replacement.replacement if replacement else None,
        "replacement_on": day(replacement.expected_on) if replacement else None,
    }


def _whereabouts(case: Case) -> dict[str, Any]:
    located = [one.whereabouts for one in case.investigations if one.state == "located" and one.whereabouts]
    delivered = any(one.state == "delivered" for one in case.investigations)
    return {"whereabouts": "delivered" if delivered else located[-1] if located else None}


def _what_may_be_asked(case: Case) -> dict[str, Any]:
    from partners.marketplaces import message_rules

    rules = rules_of(case.order.marketplace, message_rules())
    return {
        "may_ask_address": forbids(rules, "ask_address") is None,
        "may_ask_phone": forbids(rules, "ask_phone") is None,
    }


def _last_scan(tx: Transaction, case: Case, language: str, now: datetime) -> str | None:
    """The last time somebody had the parcel in hand: the day, the place and the carrier's own words."""
    seen = sightings_in(tx, case, now)
    event = last_physical(seen.events) if seen else None
    if event is None:
        return None
    scan = event.scan
    parts = (shown(scan.day, language), scan.city, scan.region, country(scan.country, language), scan.words)
    return ("，" if language == "zh" else ", ").join(str(one) for one in parts if one)
