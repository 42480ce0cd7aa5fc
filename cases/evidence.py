"""The documents of a case by slot: what each payer wants of it, what is there, and what is missing.

Which slots are needed follows from the kind of loss and of payer, and from the words of each programme's own rule
about documents. Those words stay beside it: what a payer says always counts more than what is read from it here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cases.case import Case, Evidence, TextRef
from cases.light_dataclass import dataclass
from cases.making import Making
from cases.programmes import Window, fits
from cases.rules import Programme, Rule
from cases.words import N_, NoLongerApplies, Refused

UNSORTED = ""
# Kept, but no payer's business: a wrong picture, or a file somebody sent twice in two formats.
SET_ASIDE = "set_aside"
ORDER, VALUE, WAYBILL, LABEL, SCANS = "order", "value", "waybill", "label", "scans"
HANDED_OVER, PACKAGING, NON_RECEIPT, CONVERSATION = "handed_over", "packaging", "non_receipt", "conversation"
PAYMENT, REMEDY, POLICE, ASSIGNMENT = "payment", "remedy", "police", "assignment"
DAMAGE, CORRESPONDENCE = "damage", "correspondence"
# In the order in which people collect them.
SLOTS = (
    ORDER,
    VALUE,
    WAYBILL,
    LABEL,
    SCANS,
    HANDED_OVER,
    PACKAGING,
    NON_RECEIPT,
    CONVERSATION,
    PAYMENT,
    REMEDY,
    POLICE,
    ASSIGNMENT,
    DAMAGE,
    CORRESPONDENCE,
)
# What every payer of a kind wants whatever its rules say.
OF_KIND = {
    "carrier": (VALUE, WAYBILL),
    "insurer": (VALUE, WAYBILL, SCANS),
    "marketplace": (ORDER, SCANS),
}
# What a kind of loss is shown by, to any payer.
OF_LOSS: dict[str, tuple[str, ...]] = {
    "not_received": (NON_RECEIPT,),
    "stolen": (NON_RECEIPT, POLICE),
    "damaged": (DAMAGE, PACKAGING),
    "contents_missing": (DAMAGE, PACKAGING),
}
# Slots that say nothing of a loss of another kind, whatever a rule's words mention.
ONLY_FOR = {
    DAMAGE: frozenset({"damaged", "contents_missing"}),
    PACKAGING: frozenset({"damaged", "contents_missing"}),
    POLICE: frozenset({"stolen"}),
}
# How rules name what they want, in the English of the rule data.
READ_AS = (
    (ORDER, r"order number|order details|asin"),
    (VALUE, r"invoice|proof of value|receipt or invoice|purchase value|what the merchant paid|value certificate"),
    (WAYBILL, r"waybill|bill of lading|manifest|original receipt|sender's copy|proof of (the )?shipment"),
    (LABEL, r"(^|, )(the )?(shipping )?label\b"),
    (SCANS, r"\bscans?\b|(^|, |: )tracking\b(?! number)"),
    (HANDED_OVER, r"proof of (deposit|posting|lodgement|hand-over)|certificate of posting|(lodgement|postage) receipt"
                  r"|receipt of postage|signature on delivery"),
    (PACKAGING, r"packaging"),
    (NON_RECEIPT, r"statement|affidavit|declaration|denial|that nothing came"),
    (CONVERSATION, r"messages? with|buyer's message"),
    (PAYMENT, r"proof of payment|payment record"),
    (REMEDY, r"(screenshot|proof) of the re(fund|send|placement)|proof of the refund|number or proof of the resend"),
    (POLICE, r"police"),
    (ASSIGNMENT, r"assignment of rights"),
    (DAMAGE, r"photos?|pictures?|report of damage|proof of damage|damaged goods"),
)  # fmt: skip
# Where buyers may not be asked to sign anything; the exported conversation stands in its place.
ASKS_NOTHING = frozenset({"amazon"})
# A stolen or undelivered parcel's buyer is asked for a statement; a lost one was never there to be received.
AFTER_DELIVERY = frozenset({"not_received", "stolen"})
NEEDED_AT_ALL = (VALUE, WAYBILL)


@dataclass(frozen=True, slots=True)
class Need:
    """One slot of a case: the payers that want it (by name; empty where nobody does), and whether it is filled."""

    slot: str
    payers: tuple[str, ...]
    has: bool

    @property
    def is_missing(self) -> bool:
        return bool(self.payers) and not self.has


def needs(case: Case, payers: Sequence[Programme]) -> tuple[Need, ...]:
    """Every slot with who wants it and whether it is filled.

    Where no payer is known yet, what nearly every payer wants is wanted by the carrier.
    """
    wanted: dict[str, list[str]] = {slot: [] for slot in SLOTS}
    for payer in payers:
        for slot in _wanted_by(payer, case):
            wanted[slot].append(payer.name)
    if not payers:
        for slot in _of_the_loss(case, (*NEEDED_AT_ALL, *OF_LOSS.get(case.loss_type, ()))):
            wanted[slot].append(case.parcel.carrier_name or "?")
    return tuple(Need(slot, tuple(dict.fromkeys(names)), has(case, slot)) for slot, names in wanted.items())


def needs_by(case: Case, windows: Sequence[Window]) -> tuple[Need, ...]:
    """The same by what is known of the payers: one that pays nothing, or is asked for nothing, wants nothing."""
    asked = [one.programme for one in windows if one.not_covered is None and one.programme.id not in case.no_claim_on]
    if windows and not asked:
        return tuple(Need(slot, (), has(case, slot)) for slot in SLOTS)
    return needs(case, asked)


def missing(needed: Iterable[Need]) -> tuple[str, ...]:
    """The slots that somebody wants and that nothing is in."""
    return tuple(one.slot for one in needed if one.is_missing)


def missing_for(case: Case, payer: Programme) -> tuple[str, ...]:
    """What a claim on this payer lacks."""
    return missing(needs(case, (payer,)))


def has(case: Case, slot: str) -> bool:
    """Whether a slot is filled: by a kept file, or by what the case itself knows."""
    if any(one.slot == slot for one in case.evidence):
        return True
    if slot == SCANS:
        return bool(case.parcel.first_scan_on or case.parcel.last_scan_on)
    if slot == ORDER:
        return bool(case.order.ref and case.order.paid)
    return False


def unsorted(case: Case) -> tuple[Evidence, ...]:
    """The kept files of which nobody has said yet what they are."""
    return tuple(one for one in case.evidence if one.slot == UNSORTED)


def documents_said(case: Case, payer: Programme) -> tuple[Rule, ...]:
    """A payer's own rules about documents that fit this case, whose words people read."""
    return tuple(rule for rule in payer.of("documents") if not rule.unknown and fits(rule, case))


def _wanted_by(payer: Programme, case: Case) -> tuple[str, ...]:
    """What one payer wants of a case of this kind, in the order of the slots."""
    found = {*OF_KIND.get(payer.role, ()), *OF_LOSS.get(case.loss_type, ())}
    for rule in documents_said(case, payer):
        found |= {slot for slot, pattern in READ_AS if re.search(pattern, rule.text, re.IGNORECASE)}
    return tuple(slot for slot in SLOTS if slot in _of_the_loss(case, found))


def _of_the_loss(case: Case, slots: Iterable[str]) -> list[str]:
    """Without what this kind of loss has none of, and with the conversation where the buyer may not be asked."""
    fitting = [one for one in slots if case.loss_type in ONLY_FOR.get(one, {case.loss_type})]
    if _may_not_ask(case):
        fitting = [CONVERSATION if one == NON_RECEIPT else one for one in fitting]
    elif case.loss_type not in AFTER_DELIVERY:
        fitting = [one for one in fitting if one != NON_RECEIPT]
    return fitting


def _may_not_ask(case: Case) -> bool:
    return (case.order.marketplace or "").partition(".")[0].strip().casefold() in ASKS_NOTHING


def _added(making: Making) -> Case:
    """One more kept file; the same bytes are there once, however often they are sent."""
    case, digest, slot = making.case, making.given("sha256"), making.given("slot") or UNSORTED
    if any(one.sha256 == digest for one in case.evidence):
        raise NoLongerApplies(N_("This file is kept in {reference} already."), reference=case.reference)
    _check_slot(slot)
    kept = Evidence(f"E{len(case.evidence) + 1}", digest, slot, _note(making))
    return replace(case, evidence=(*case.evidence, kept))


def _sorted(making: Making) -> Case:
    """A kept file is in another slot than before, or nobody knows any more what it is."""
    case, name, slot = making.case, making.given("evidence"), making.given("slot") or UNSORTED
    _check_slot(slot)
    known = next((one for one in case.evidence if one.id == name), None)
    if known is None:
        raise NoLongerApplies(N_("{reference} has no such file. “/lost evidence” shows what it has."),
                              reference=case.reference)  # fmt: skip
    if known.slot == slot and _note(making) is None:
        raise NoLongerApplies(N_("That file is there already; nothing was changed."))
    changed = replace(known, slot=slot, note=_note(making) or known.note)
    return replace(case, evidence=tuple(changed if one.id == name else one for one in case.evidence))


def _note(making: Making) -> TextRef | None:
    """What somebody wrote about a file; by then it lies apart."""
    text = making.given("text")
    return text if isinstance(text, TextRef) else None


def _check_slot(slot: str) -> None:
    if slot not in (*SLOTS, SET_ASIDE, UNSORTED):
        raise Refused(N_("“{slot}” is no kind of document that Tracer knows. Choose one from the list."), slot=slot)


def _seen(making: Making) -> Case:
    """A kept file goes to somebody: nothing changes but that the log says so."""
    if not any(one.id == making.given("evidence") for one in making.case.evidence):
        raise NoLongerApplies(N_("{reference} has no such file. “/lost evidence” shows what it has."),
                              reference=making.case.reference)  # fmt: skip
    return making.case


def _taken_out(making: Making) -> Case:
    """What is kept of the case goes to a payer or to somebody of ours: nothing changes but that the log says so."""
    return making.case


EVIDENCE_EFFECTS = {
    "add_evidence": _added,
    "sort_evidence": _sorted,
    "see_evidence": _seen,
    "confirm_pack": _taken_out,
    "export_case": _taken_out,
}
