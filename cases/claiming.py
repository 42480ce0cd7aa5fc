"""A claim on a payer: prepared, filed, answered, paid or not, and what is owed back of it.

No payer is asked twice for one loss unless somebody says so, and what comes in never exceeds what was lost.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cases.case import Case, Claim
from cases.lines import entity, with_line
from cases.making import Making
from cases.money import Money
from cases.moves import LEAD, party_of
from cases.programmes import hears_one_appeal
from cases.recovered import owed_back
from cases.references import reference_key
from cases.rule_book import RuleBook
from cases.tracks import CLAIM, STAYS
from cases.whom_to_claim import asked_already, excluded_by, filed_beside
from cases.words import N_, NoLongerApplies, NotAllowed, Refused, Term

SENT = frozenset({"file_claim", "chase_payer"})
GRANTED = frozenset({"claim_approved", "claim_offered"})
# From when on the money is promised.
PROMISED = frozenset({"claim_approved", "accept_offer"})


def _no_claim(making: Making) -> Case:
    if making.case.claims or making.case.claim_end:
        raise NoLongerApplies(N_("There is a claim already. Withdraw it or write it off instead."))
    return replace(making.case, claim_end="not_claimed")


def _draft_claim(making: Making) -> Case:
    """One more claim; on a payer that was asked already, or beside one that excludes it, only where that is meant."""
    if not making.given("again"):
        _check_not_asked_yet(making)
    making.target = f"C{len(making.case.claims) + 1}"
    claim = Claim(
        making.target,
        making.given("payer"),
        making.given("payer_kind"),
        asked=making.given("money"),
        contact_at=making.now,
        rates=tuple(making.given("rates") or ()),
    )
    return replace(making.case, claims=(*making.case.claims, claim), claim_end=None)


def _check_not_asked_yet(making: Making) -> None:
    case, payer, rules = making.case, making.given("payer"), making.circumstances.terms.rules
    before = asked_already(case, payer, rules)
    if before is not None:
        raise Refused(
            N_(
                "{payer} has a claim for this loss already ({state}). Two claims for one loss are refused; if this is "
                "really a second one, tick “Ask all the same”."
            ),
            payer=before.payer,
            state=Term(before.state),
            field=Term("payer"),
        )
    other = excluded_by(case, payer, rules)
    if other is not None:
        raise Refused(
            N_(
                "A claim on {other} is under way, and by its rules only one of the two pays. Withdraw that one first, "
                "or tick “Ask all the same”."
            ),
            other=other.claim.payer,
            field=Term("payer"),
        )


def check_not_filed_beside(case: Case, claim: Claim, rules: RuleBook) -> None:
    """Refuse to file what was filed already with this payer, or with one beside whom this one pays nothing."""
    other = filed_beside(case, claim, rules)
    if other is not None:
        raise Refused(
            N_(
                "A claim on {other} was filed already ({state}), and this one would be a second for one loss. If it is "
                "meant, tick “Ask all the same”."
            ),
            other=other.payer,
            state=Term(other.state),
            field=Term("again"),
        )


def _claim_moved(making: Making) -> Case:
    claim = _claim(making)
    changes: dict[str, Any] = {"contact_at": making.when, "reason": making.given("reason")}
    changes["unanswered"] = _unanswered(making, claim)
    changes["answer_by"] = making.stated("answer_by")
    if making.given("reference"):
        changes |= _named(claim, making.given("reference"))
    if making.act.move == "file_claim":
        changes["filed_at"] = making.when
    if making.act.move in PROMISED:
        changes["granted_at"] = making.when
    if making.act.move in GRANTED:
        changes["granted"] = _in_claim_currency(claim, making.given("money"))
    return _moved(making, **changes)


def _named(claim: Claim, reference: str) -> dict[str, str]:
    """What the payer calls the claim from the first; what it calls by another name later, money comes under as well."""
    if claim.reference is None or claim.state == "drafted":
        return {"reference": reference}
    return {"granted_as": reference} if reference_key(reference) != reference_key(claim.reference) else {}


def _file(making: Making) -> Case:
    """Filed with the payer, perhaps for another amount than was prepared; a second time only where that is meant."""
    if not making.given("again"):
        check_not_filed_beside(making.case, _claim(making), making.circumstances.terms.rules)
    case = _claim_moved(making)
    money = making.given("money")
    return with_line(case, making.target or "", asked=money) if money is not None else case


def _denied(making: Making) -> Case:
    """Denied: the reason, as far as somebody or its wording tells, stays with the claim."""
    return with_line(_claim_moved(making), making.target or "", denial=making.given("denial"))


def _appeal(making: Making) -> Case:
    """An appeal; where the payer hears only one, a lead makes it."""
    rule = _hears_one_appeal(making)
    if rule and making.act.actor.kind == "person" and LEAD not in making.act.actor.roles:
        raise NotAllowed(
            N_("{payer} hears one appeal only, so a lead looks at it first."),
            roles=frozenset({LEAD}),
            payer=_claim(making).payer,
        )
    return _claim_moved(making)


def _hears_one_appeal(making: Making) -> bool:
    """Whether the payer of this claim hears a single appeal, by its rules."""
    payer = making.circumstances.terms.rules.payer_of(making.case, _claim(making).payer)
    return hears_one_appeal(making.case, payer)


def _approved(making: Making) -> Case:
    """Granted. What the payer says last holds, but for what has come already: that was granted at the least."""
    case = _claim_moved(making)
    claim = entity(case, making.target or "")
    assert isinstance(claim, Claim) and claim.granted is not None
    if claim.received is None or not claim.received.amount:
        return case
    if claim.received > claim.granted:
        raise Refused(
            N_("{money} is less than the {received} that came already. Enter all that they grant."),
            money=claim.granted,
            received=claim.received,
        )
    return with_line(case, claim.id, state="paid" if claim.received == claim.granted else "part_paid")


def _claim_paid(making: Making) -> Case:
    """Money counts up to what was granted; more than that is refused, less leaves the claim part paid."""
    claim = _claim(making)
    assert claim.granted is not None
    paid = _in_claim_currency(claim, making.given("money"))
    received = claim.received + paid if claim.received else paid
    if received > claim.granted:
        raise Refused(
            N_("{money} would be more than the {granted} that were granted. Check the amount and the case."),
            money=paid,
            granted=claim.granted,
        )
    state = "paid" if received == claim.granted else "part_paid"
    return with_line(making.case, claim.id, state=state, received=received, contact_at=making.now)


def _owed_again(making: Making) -> Case:
    """All of it is owed back: the parcel was found, or the payer wants it."""
    return with_line(_claim_moved(making), making.target or "", to_repay=None)


def _repaid(making: Making) -> Case:
    """What was owed back is paid back; what was rightly received is kept."""
    claim = _claim(making)
    owed = owed_back(claim)
    if owed is None:
        return _moved(making, contact_at=making.when)
    whole = claim.repaid + owed if claim.repaid else owed
    state = "paid" if claim.received is not None and claim.received > whole else "repaid"
    return with_line(
        making.case,
        claim.id,
        state=state,
        repaid=whole,
        to_repay=None,
        contact_at=making.when,
    )


def _keep_claim(making: Making) -> Case:
    return with_line(making.case, making.target or "", kept_though_found=True, reason=making.given("reason"))


def _claim(making: Making) -> Claim:
    line = entity(making.case, making.target or "")
    assert isinstance(line, Claim)
    return line


def _moved(making: Making, **changes: Any) -> Case:
    """The claim in its new state, with further changes of it."""
    claim = _claim(making)
    step = CLAIM.step(claim.state, making.act.move)
    assert step is not None, f"{making.act.move} from {claim.state}"
    state = claim.state if step.to == (STAYS,) else step.to[0]
    return with_line(making.case, claim.id, state=state, **changes)


def _unanswered(making: Making, claim: Claim) -> int:
    """What was sent since the payer was last heard from: only its own word sets that back."""
    if making.act.move in SENT:
        return claim.unanswered + 1
    return 0 if party_of(making.act.move) == "P" else claim.unanswered


def _in_claim_currency(claim: Claim, money: Money) -> Money:
    known = claim.granted or claim.asked
    if known is not None and known.currency != money.currency:
        raise Refused(
            N_("This claim is in {currency}; {money} cannot be counted against it. Enter the amount in {currency}."),
            currency=known.currency,
            money=money,
        )
    return money


CLAIM_EFFECTS: dict[str, Callable[[Making], Case]] = {
    **dict.fromkeys((step.move for step in CLAIM.steps), _claim_moved),
    "no_claim": _no_claim,
    "draft_claim": _draft_claim,
    "file_claim": _file,
    "claim_approved": _approved,
    "claim_denied": _denied,
    "appeal_claim": _appeal,
    "claim_paid": _claim_paid,
    "payment_reversed": _owed_again,
    "found_after_payment": _owed_again,
    "repaid": _repaid,
    "keep_claim": _keep_claim,
}
