"""When a buyer's refund and a payer's money depend on each other: some pay only before it, some only after it."""

from collections.abc import Iterable

from cases.case import Case
from cases.light_dataclass import dataclass
from cases.programmes import rules_for
from cases.remedies import refunded
from cases.rule_book import RuleBook
from cases.rules import Programme, Rule
from cases.whom_to_claim import claim_on

WAIT, FIRST = "wait", "first"
# While a claim stands so, a payer that wants the refund to wait has not decided yet.
UNDECIDED = frozenset({"drafted", "filed", "info_requested", "offered", "denied", "appealed"})


@dataclass(frozen=True, slots=True)
class Guard:
    """A payer whose money hangs on when the buyer is refunded: `wait` with it, or do it `first`; and its rule."""

    payer: Programme
    timing: str
    rule: Rule


def refund_guards(case: Case, rules: RuleBook) -> tuple[Guard, ...]:
    """What holds for a case as it stands; a payer that has decided, or is not asked, guards nothing any more."""
    found = [_guard(case, one, rules) for one in rules.concerning(case)]
    return tuple(one for one in found if one is not None)


def guards_that_wait(guards: Iterable[Guard]) -> tuple[Guard, ...]:
    """Those by which a refund made now may cost a payer's money."""
    return tuple(one for one in guards if one.timing == WAIT)


def _guard(case: Case, payer: Programme, rules: RuleBook) -> Guard | None:
    said = [one for one in rules_for(case, payer, "refund_timing") if not one.unknown]
    if not said or case.claim_end is not None or payer.id in case.no_claim_on:
        return None
    claim = claim_on(case, payer, rules)
    # Of the two the one that costs money where it is overlooked comes first.
    rule = next((one for one in said if one.code == WAIT), said[0])
    if claim is not None and claim.state not in UNDECIDED:
        return None
    if refunded(case) is not None or any(one.state == "satisfied" for one in case.remedies):
        return None
    return Guard(payer, rule.code, rule)
