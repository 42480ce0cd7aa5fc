"""Gathering what a claim pack is made of, as the case stands in one transaction."""

from collections.abc import Collection
from dataclasses import replace

from cases.case import Case, Claim
from cases.claim_amounts import value_basis
from cases.light_dataclass import dataclass
from cases.rules import Programme
from cases.timelines import timeline
from handlers.claim_document import Attester, Enclosed, Material, fits_a_pack
from handlers.draft_facts import facts_in
from handlers.drafting import Draft, draft
from handlers.known_buyer import buyer_for
from handlers.pack_words import language_for
from handlers.prospects import prospects_in
from handlers.rules_in_force import rule_book
from handlers.visit import Visit
from storage.transaction import Transaction

# A claim in one of these is asked of nobody any more.
OVER = frozenset({"withdrawn"})


@dataclass(frozen=True, slots=True)
class Payer:
    """Somebody a pack can be for: a choice's code, the name, their claim, and the rules they go by, if known."""

    code: str
    name: str
    claim: Claim | None
    programme: Programme | None

    @property
    def language(self) -> str:
        """The language they are written to in."""
        return language_for(self.programme.country) if self.programme else "en"


def payers_of(tx: Transaction, case: Case) -> list[Payer]:
    """Those a pack can be for: whoever a claim was drafted on, then whoever one may be made on."""
    book = rule_book(tx, case.workspace)
    claimed = [one for one in case.claims if one.state not in OVER]
    found = [Payer(f"C:{one.id}", one.payer, one, book.payer_of(case, one.payer)) for one in claimed]
    taken = {one.programme.id for one in found if one.programme} | set(case.no_claim_on)
    found += [Payer(f"P:{one.id}", one.name, None, one) for one in book.payers(case) if one.id not in taken]
    if not found:
        found.append(Payer("P:", case.parcel.carrier_name or "?", None, None))
    return found


def kept_files(tx: Transaction, case: Case) -> list[tuple[str, Enclosed]]:
    """Every kept file of a case by its id there, in the order in which they came; numbers are given later."""
    known = {one.sha256: one for one in tx.evidence.of_case(case.workspace, case.number)}
    return [
        (one.id, Enclosed(0, one.slot, kept.name, kept.content_type, kept.size, one.sha256, kept.at))
        for one in case.evidence
        if (kept := known.get(one.sha256)) is not None
    ]


def usually_enclosed(files: Collection[tuple[str, Enclosed]]) -> list[str]:
    """The ids of those that go with a pack unless somebody says otherwise."""
    return [name for name, file in files if fits_a_pack(file.slot)]


def first_letter(visit: Visit, case: Case, payer: Payer, language: str) -> Draft:
    """The covering letter as it is proposed; what is not known stays a visible gap."""
    line, zone = payer.claim.id if payer.claim else None, visit.words.zone
    buyer = buyer_for(visit, case)
    facts = facts_in(visit.tx, case, "claim", line, language, visit.at, by=visit.who.id, zone=zone, buyer=buyer)
    facts["party"] = facts.get("party") or payer.name
    return draft("claim", facts, language, lambda name: visit.words.term(f"gap:{name}"))


def material_of(
    visit: Visit,
    case: Case,
    payer: Payer,
    files: Collection[str],
    letter: tuple[str, str],
    attester: Attester,
    *,
    names_addressee: bool,
) -> Material:
    """All that a pack for this payer consists of, with the files of those ids, numbered; `names_addressee`: nobody
    else reads it, so it may say who the buyer is."""
    wanted = [file for name, file in kept_files(visit.tx, case) if name in files]
    enclosed = [replace(file, number=number) for number, file in enumerate(wanted, 1)]
    lost = {one.number for one in case.parcels if one.role != "replacement"}
    scans = [one for one in visit.tx.scans.of_case(case.workspace, case.number) if one.number in lost]
    log = visit.tx.cases.log(case.workspace, case.number)
    buyer = buyer_for(visit, case) if names_addressee else None
    return Material(
        case,
        payer.name,
        payer.claim,
        log,
        timeline(scans),
        enclosed,
        letter,
        attester,
        _policy(visit.tx, case, payer),
        case.order.paid is None or (payer.programme is not None and value_basis(case, payer.programme)[0] == "cost"),
        buyer.addressee if buyer else "",
    )


def _policy(tx: Transaction, case: Case, payer: Payer) -> str:
    """The number of the insurance contract, where this payer is its insurer."""
    cover = prospects_in(tx, case).cover
    contract = cover.contract if cover else None
    if contract is None or contract.insurer not in payer.name:
        return ""
    return contract.policy_number or contract.name
