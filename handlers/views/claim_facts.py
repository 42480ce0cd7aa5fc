"""Everything that a claim form tells of one payer, gathered from the case and the rules in force."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from cases.case import Case, Claim
from cases.claim_amounts import NO_RATES, Exchange, Proposal, proposed
from cases.cover import Contract, cover_of, shipped_on
from cases.evidence import Need, missing, needs
from cases.light_dataclass import dataclass
from cases.programmes import rules_for
from cases.refund_guards import Guard, refund_guards
from cases.rule_book import CONTRACT, RuleBook
from cases.rules import Programme, Rule
from cases.whom_to_claim import Side
from handlers.language import Words
from handlers.views.claim_fields import Filled, FormFacts, claim_fields
from handlers.views.filing_form import FilingShown

TOLD = ("who_may_file", "channel", "documents", "stands", "appeals_once", "appeal_channel")


@dataclass(frozen=True, slots=True)
class PayerShown:
    """One payer of a case: how it stands, what to ask of it and why, its form, documents, guards, and its rules.

    `filing` is there where it takes claims through an interface, `attested` where somebody has confirmed the facts of a
    claim pack for it: who did so last (a Slack user id), and when.
    """

    side: Side
    proposal: Proposal
    fields: Sequence[Filled]
    knows_form: bool
    lacking: tuple[str, ...]
    needed: Sequence[Need]
    guards: Sequence[Guard]
    facts: Mapping[str, Sequence[Rule]]
    web: str | None = None
    filing: FilingShown | None = None
    attested: tuple[str, datetime] | None = None

    @property
    def claim(self) -> Claim | None:
        """The claim on it, if one was made."""
        return self.side.claim


def payer_shown(case: Case, side: Side, rules: RuleBook, words: Words, exchange: Exchange = NO_RATES) -> PayerShown:
    """What is shown of a payer; amounts in other currencies are converted by the dated rates that are kept."""
    payer = side.programme
    contract = contract_of(case, payer, rules.contracts)
    proposal = proposed(case, payer, contract, side.elsewhere, exchange)
    form = next((one for one in rules_for(case, payer, "claim_form") if not one.unknown), None)
    needed = needs(case, (payer,))
    facts = FormFacts(case, proposal.money, proposal.value, contract, side.elsewhere)
    return PayerShown(
        side,
        proposal,
        claim_fields(form.names if form else (), facts, words),
        form is not None,
        missing(needed),
        needed,
        [one for one in refund_guards(case, rules) if one.payer.id == payer.id],
        {name: [one for one in rules_for(case, payer, name) if not one.unknown] for name in TOLD},
        (form.web if form else None) or payer.web,
    )


def contract_of(case: Case, payer: Programme, contracts: tuple[Contract, ...]) -> Contract | None:
    """The insurance under which a payer is asked, where the workspace has entered it."""
    if payer.role != "insurer" or not contracts:
        return None
    covering = cover_of(case, contracts, shipped_on(case)).contract
    return covering if covering and payer.id in (covering.programme, f"{CONTRACT}{covering.id}") else None
