"""*File with EasyPost*: a claim filed by one click through the payer's own interface, and cancelled by another.

The click only keeps what is to be filed; sending, looking and following happen afterwards, whoever dies on the way.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from cases.act import Act
from cases.case import Case, Claim
from cases.claim_amounts import Exchange
from cases.decide import check_may_begin
from cases.file_kinds import MEGABYTE
from cases.filings import CANCELLING, FILED, MAY_BEGIN, WANTED
from cases.money import Money, read_money
from cases.prospects import prospects_of
from cases.rights import check_may_see
from cases.whom_to_claim import Side, sides
from cases.words import N_, NoLongerApplies, Refused, Sentence, WrongField
from handlers.before_filing import check_not_second
from handlers.claim_document import Enclosed
from handlers.claim_material import kept_files
from handlers.filed_through import can_file
from handlers.language import Marked
from handlers.rules_in_force import rule_book
from handlers.views.claim_facts import PayerShown, payer_shown
from handlers.views.evidence import LACKING
from handlers.views.filing_form import LONGEST_DESCRIPTION, FilingProposed, cancel_form, filing_form
from handlers.visit import Answer, Visit
from partners.insurers.desk import SUPPORTING
from partners.insurers.known import INTERFACES, Interface
from storage.filings import Filing

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def asked(visit: Visit) -> Answer:
    """*File with EasyPost* in the claim form."""
    case, interface, shown = _about(visit, visit.ask.value)
    _check_may_file(visit, case, interface, shown.claim)
    return Answer(view=filing_form(case, _proposed(visit, case, interface, shown), visit.words, _meta(visit)))


def confirmed(visit: Visit) -> Answer:
    """The form was sent: the claim is prepared, if it was not, and what is to be filed is kept."""
    case, interface, shown = _about(visit, visit.ask.meta)
    _check_may_file(visit, case, interface, shown.claim)
    content = _content(visit, case, interface, shown)
    claim = _prepared(visit, case, shown, Money(Decimal(content["amount"]), interface.currency))
    before = visit.tx.filings.get(visit.workspace, case.number, claim.id)
    if before is not None and before.state not in MAY_BEGIN:
        raise NoLongerApplies(N_("{insurer}: this is under way already."), insurer=interface.name)
    # What was sent before and may have arrived is looked for first, whoever files it now.
    visit.tx.filings.keep(
        Filing(
            visit.workspace,
            case.number,
            claim.id,
            interface.code,
            case.parcel.number,
            visit.who.id,
            visit.at,
            WANTED,
            json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"),
            next_at=visit.at,
        )
    )
    coming = N_("{reference}: the claim is being filed with {insurer}. What becomes of it is told in the thread.")
    visit.whisper(visit.words(coming, reference=Marked(f"*{case.reference}*"), insurer=interface.name))
    return Answer(closes_all=True)


def asked_to_cancel(visit: Visit) -> Answer:
    """*Cancel at EasyPost* in the claim form."""
    case, claim, filing = _filed(visit, visit.ask.value)
    return Answer(view=cancel_form(case, claim, INTERFACES[filing.insurer], visit.words, _meta(visit)))


def cancelled(visit: Visit) -> Answer:
    """The form was sent: it is cancelled there, and withdrawn here once it is."""
    case, _, filing = _filed(visit, visit.ask.meta)
    reason = str(visit.ask.filled.get("reason") or "").strip()
    if not reason:
        raise WrongField("reason", Sentence(N_("Say why: it stands in the case's thread.")))
    content = json.loads(filing.content or b"{}") | {"reason": reason}
    wanted = replace(
        filing,
        state=CANCELLING,
        user=visit.who.id,
        at=visit.at,
        tries=0,
        why=None,
        next_at=visit.at,
        content=json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"),
    )
    visit.tx.filings.keep(wanted)
    text = N_("{reference}: {insurer} is asked to cancel the claim. What becomes of it is told in the thread.")
    name = INTERFACES[filing.insurer].name
    visit.whisper(visit.words(text, reference=Marked(f"*{case.reference}*"), insurer=name))
    return Answer(closes_all=True)


def _about(visit: Visit, value: Mapping[str, Any]) -> tuple[Case, Interface, PayerShown]:
    """The case, the interface, and all that is known of the payer behind it."""
    number, interface = value.get("c"), INTERFACES.get(str(value.get("p")))
    case = visit.desk.case(number if isinstance(number, int) else 0)
    if not case.is_open:
        raise NoLongerApplies(N_("{reference} is closed. Re-open it first."), reference=case.reference)
    rules = rule_book(visit.tx, visit.workspace)
    found = sides(case, prospects_of(case, rules), rules)
    side: Side | None = next((one for one in found if interface and one.programme.id == interface.programme), None)
    if interface is None or side is None:
        raise NoLongerApplies(N_("Nobody who takes claims directly may pay for {reference}."), reference=case.reference)
    exchange = Exchange(visit.tx.rates(visit.workspace).of(visit.at.date()), visit.at.date())
    return case, interface, payer_shown(case, side, rules, visit.words, exchange)


def _check_may_file(visit: Visit, case: Case, interface: Interface, claim: Claim | None) -> None:
    """Refuse who may not file, what is filed already, and what nobody here can file."""
    check_may_see(case, visit.who.actor)
    if not can_file(visit.tx, interface, visit.at):
        raise Refused(N_("There is no key for {insurer} here. File it by hand, or ask whoever runs Tracer."),
                      insurer=interface.name)  # fmt: skip
    drafted = claim if claim is not None and claim.state == "drafted" else None
    if drafted is not None:
        check_may_begin(case, Act("file_claim", visit.who.actor, drafted.id))
        check_not_second(visit.tx, case, drafted)
        filing = visit.tx.filings.get(visit.workspace, case.number, drafted.id)
        if filing is not None and filing.state not in MAY_BEGIN:
            raise NoLongerApplies(N_("{insurer}: this is under way already."), insurer=interface.name)
    elif claim is not None and claim.state != "withdrawn":
        raise NoLongerApplies(N_("{payer} has this claim already."), payer=claim.payer)
    else:
        check_may_begin(case, Act("draft_claim", visit.who.actor))


def _prepared(visit: Visit, case: Case, shown: PayerShown, money: Money) -> Claim:
    if shown.claim is not None and shown.claim.state == "drafted":
        return shown.claim
    programme = shown.side.programme
    details = {
        "payer": programme.name,
        "payer_kind": programme.role,
        "money": money,
        "rates": shown.proposal.rates,
    }
    return visit.desk.move(case.number, Act("draft_claim", visit.who.actor, None, details)).claims[-1]


def _proposed(visit: Visit, case: Case, interface: Interface, shown: PayerShown) -> FilingProposed:
    drafted = shown.claim if shown.claim is not None and shown.claim.state == "drafted" else None
    known = [drafted.asked if drafted else None, shown.proposal.money]
    money = next((one for one in known if one is not None and one.currency == interface.currency), None)
    sent, left_out = _documents(visit, case, interface)
    before = visit.tx.filings.get(visit.workspace, case.number, drafted.id) if drafted else None
    typed = json.loads(before.content) if before is not None and before.content else {}
    return FilingProposed(
        interface,
        drafted.id if drafted else None,
        Decimal(typed["amount"]) if typed else money.amount if money else None,
        typed.get("description") or _description(case),
        typed.get("email") or "",
        typed.get("name") or "",
        [(name, file.slot, file.name, True) for name, file in sent],
        shown.lacking,
        left_out,
    )


def _documents(visit: Visit, case: Case, interface: Interface) -> tuple[list[tuple[str, Enclosed]], list[str]]:
    """The kept files that the interface takes, and the names of those of a kind that it does not."""
    meant = [(name, file) for name, file in kept_files(visit.tx, case) if file.slot in interface.kinds]
    taken = [(name, file) for name, file in meant if file.content_type in interface.types]
    return taken, [file.name or name for name, file in meant if file.content_type not in interface.types]


def _description(case: Case) -> str:
    """What the claim is about, in their language, from what is known."""
    parcel, order = case.parcel, case.order
    told = [HAPPENED[case.loss_type]]
    if order.goods:
        told.append(f"Contents: {order.goods}.")
    if parcel.shipped_on:
        told.append(f"Shipped on {parcel.shipped_on.isoformat()}.")
    if parcel.last_scan_on:
        told.append(f"Last scan on {parcel.last_scan_on.isoformat()}.")
    return " ".join(told)


# In the insurer's language: it goes to them as it is, after somebody has read it.
HAPPENED = {
    "lost": "The parcel was never delivered and its tracking has stopped.",
    "destroyed": "The carrier reports that the parcel was destroyed.",
    "not_received": "Tracking shows a delivery, but the recipient states that nothing was received.",
    "stolen": "The parcel was stolen after its delivery.",
    "damaged": "The parcel arrived and its contents are damaged.",
    "contents_missing": "The parcel arrived and part of its contents is missing.",
}


def _content(visit: Visit, case: Case, interface: Interface, shown: PayerShown) -> dict[str, Any]:
    """What is sent, as it was filled in. Raises WrongField with what does not do."""
    filled = visit.ask.filled
    money = _amount(str(filled.get("amount") or ""), interface)
    description = str(filled.get("description") or "").strip()[:LONGEST_DESCRIPTION]
    if not description:
        raise WrongField("description", Sentence(N_("Say what happened: {insurer} takes no claim without it."),
                                                 {"insurer": interface.name}))  # fmt: skip
    email = str(filled.get("email") or "").strip()
    if not _EMAIL.fullmatch(email):
        raise WrongField("email", Sentence(N_("That is no e-mail address. Write it such as claims@example.com.")))
    if shown.lacking and not filled.get(LACKING):
        names = visit.words(N_(", ")).join(visit.words.term(f"slot:{one}") for one in shown.lacking)
        text = N_("Missing: {slots}. Tick this box to file all the same, or close the form and add them first.")
        raise WrongField(LACKING, Sentence(text, {"slots": Marked(names)}))
    return {
        "loss": case.loss_type,
        "amount": str(money.amount),
        "description": description,
        "email": email,
        "name": " ".join(str(filled.get("name") or "").split()) or None,
        "documents": _chosen(visit, case, interface),
    }


def _amount(written: str, interface: Interface) -> Money:
    try:
        money = read_money(written, interface.currency)
    except Refused as refused:
        raise WrongField("amount", refused.sentence) from None
    if money.currency != interface.currency or not money.amount or not money.is_an_amount:
        text = N_("{insurer} pays in {currency}: enter the amount in {currency}, above zero.")
        raise WrongField("amount", Sentence(text, {"insurer": interface.name, "currency": interface.currency}))
    return money


def _chosen(visit: Visit, case: Case, interface: Interface) -> list[dict[str, str]]:
    """The documents that go with it. Refused where one is too large, all are, or what they insist on is not there."""
    wanted = frozenset(visit.ask.filled.get("documents") or ())
    files = [file for name, file in _documents(visit, case, interface)[0] if name in wanted]
    block = "documents" if _documents(visit, case, interface)[0] else "description"
    for file in files:
        if file.size > interface.largest_file:
            text = N_("“{file}” has {size} MB, and one document may have {most}. Leave it out, or give it smaller.")
            params = {
                "file": file.name or "–",
                "size": _megabytes(file.size),
                "most": _megabytes(interface.largest_file),
            }
            raise WrongField(block, Sentence(text, params))
    whole = sum(file.size for file in files)
    if whole > interface.largest_whole:
        text = N_("These documents are {whole} MB together, and a claim takes {most}. Leave the largest ones out.")
        params = {"whole": _megabytes(whole), "most": _megabytes(interface.largest_whole)}
        raise WrongField(block, Sentence(text, params))
    kinds = {interface.kinds[file.slot] for file in files}
    if case.loss_type in interface.needs_support and SUPPORTING not in kinds:
        text = N_("{insurer} takes no claim of this kind without a supporting document, such as a photo, the label or "
                  "a police report. Add one under “Evidence” first.")  # fmt: skip
        raise WrongField(block, Sentence(text, {"insurer": interface.name}))
    return [{"sha256": one.sha256, "kind": interface.kinds[one.slot], "type": one.content_type} for one in files]


def _megabytes(size: int) -> int:
    return -(-size // MEGABYTE)


def _filed(visit: Visit, value: Mapping[str, Any]) -> tuple[Case, Claim, Filing]:
    """A claim that is filed through an interface and may be withdrawn by who asks."""
    number, target = value.get("c"), value.get("t")
    case = visit.desk.case(number if isinstance(number, int) else 0)
    claim = next((one for one in case.claims if one.id == target), None)
    filing = visit.tx.filings.get(visit.workspace, case.number, claim.id) if claim is not None else None
    if claim is None or filing is None or filing.state != FILED:
        raise NoLongerApplies(N_("This claim is not filed through an interface, or it is being cancelled already."))
    check_may_begin(case, Act("withdraw_claim", visit.who.actor, claim.id))
    return case, claim, filing


def _meta(visit: Visit) -> dict[str, Any]:
    return {"ch": visit.ask.channel or visit.ask.meta.get("ch")}


CLICKS = {"file_through": asked, "cancel_through": asked_to_cancel}
FORMS = {"file_through": confirmed, "cancel_through": cancelled}
