"""The payers of one loss side by side: whom to ask, in which order, and what must be told of the others.

A programme's own rules say how a claim on it stands to one on another payer: instead of it, after it, or beside it.
"""

from collections.abc import Iterable
from dataclasses import replace

from cases.case import Case, Claim
from cases.light_dataclass import dataclass
from cases.programmes import Window, rules_for
from cases.prospects import Prospects
from cases.rule_book import RuleBook
from cases.rules import Programme, Rule

# From these a claim brings nothing more, and stands in nobody's way.
GIVEN_UP = frozenset({"withdrawn", "denied_final", "written_off", "repaid"})


@dataclass(frozen=True, slots=True)
class Beside:
    """A claim on another payer that a claim has to do with, and the rule that says how, if one does."""

    claim: Claim
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One payer of a case.

    `window` is what its rules say of dates, `claim` the newest claim on it. `excluded_by` is a claim elsewhere beside
    which none is made here, `either` the payers of which only they or this one pays, `first` those that its rules want
    asked before, `elsewhere` what was asked of others and has to be disclosed.
    """

    window: Window
    claim: Claim | None = None
    excluded_by: Beside | None = None
    either: tuple[tuple[Programme, Rule], ...] = ()
    first: tuple[tuple[Programme, Rule], ...] = ()
    elsewhere: tuple[Claim, ...] = ()

    @property
    def programme(self) -> Programme:
        return self.window.programme


def sides(case: Case, prospects: Prospects, rules: RuleBook) -> tuple[Side, ...]:
    """Everybody who may pay for a case, in the order in which the card names them."""
    programmes = [one.programme for one in prospects.windows]
    return tuple(_side(case, one, programmes, rules) for one in prospects.windows)


def claim_on(case: Case, payer: Programme, rules: RuleBook) -> Claim | None:
    """The newest claim on a payer, one that was withdrawn not counting while there is another."""
    found = [one for one in case.claims if _is_on(one, payer, case, rules)]
    standing = [one for one in found if one.state not in GIVEN_UP]
    return next(reversed(standing or found), None)


def asked_already(case: Case, payer: str, rules: RuleBook) -> Claim | None:
    """The claim by which this payer was asked for this loss before; one that was withdrawn asks for nothing."""
    programme = rules.payer_of(case, payer)
    for one in case.claims:
        same = _plain(one.payer) == _plain(payer) or (programme is not None and _is_on(one, programme, case, rules))
        if same and one.state != "withdrawn":
            return one
    return None


def excluded_by(case: Case, payer: str, rules: RuleBook) -> Beside | None:
    """The claim beside which a claim on this payer pays nothing, by the rules of either."""
    programme = rules.payer_of(case, payer)
    return _excluded(case, programme, rules) if programme is not None else None


def filed_beside(case: Case, claim: Claim, rules: RuleBook) -> Claim | None:
    """The claim that was filed already and beside which filing this one asks twice, or in vain; None where none is."""
    filed = tuple(one for one in case.claims if one.id != claim.id and one.state != "drafted")
    others = replace(case, claims=filed)
    excluding = excluded_by(others, claim.payer, rules)
    return asked_already(others, claim.payer, rules) or (excluding.claim if excluding else None)


def claims_elsewhere(case: Case, payer: str, rules: RuleBook) -> tuple[Claim, ...]:
    """What was asked of other payers for the same loss: every claim that was filed, whatever came of it."""
    programme = rules.payer_of(case, payer)
    return tuple(
        one
        for one in case.claims
        if one.state not in ("drafted", "withdrawn")
        and _plain(one.payer) != _plain(payer)
        and not (programme is not None and _is_on(one, programme, case, rules))
    )


def stances(case: Case, payer: Programme) -> tuple[Rule, ...]:
    """What a payer's rules say of claims on others."""
    return tuple(one for one in rules_for(case, payer, "stands") if not one.unknown)


def _side(case: Case, window: Window, programmes: Iterable[Programme], rules: RuleBook) -> Side:
    payer = window.programme
    first = [
        (other, rule)
        for rule in stances(case, payer)
        if rule.code == "after"
        for other in programmes
        if other is not payer and _means(rule, other) and not _was_asked(case, other, rules)
    ]
    return Side(
        window,
        claim_on(case, payer, rules),
        _excluded(case, payer, rules),
        tuple((other, rule) for other in programmes for rule in _instead(case, payer, other)[:1]),
        tuple(first),
        claims_elsewhere(case, payer.name, rules),
    )


def _excluded(case: Case, payer: Programme, rules: RuleBook) -> Beside | None:
    for claim in case.claims:
        other = rules.payer_of(case, claim.payer)
        if claim.state in GIVEN_UP or other is None or other.id == payer.id:
            continue
        said = _instead(case, payer, other)
        if said:
            return Beside(claim, said[0])
        if other.id in payer.instead_of or payer.id in other.instead_of:
            return Beside(claim)
    return None


def _instead(case: Case, payer: Programme, other: Programme) -> list[Rule]:
    """The rules of either by which only one of the two pays."""
    said = [rule for rule in stances(case, payer) if rule.code == "instead" and _means(rule, other)]
    said += [rule for rule in stances(case, other) if rule.code == "instead" and _means(rule, payer)]
    return said if payer.id != other.id else []


def _was_asked(case: Case, payer: Programme, rules: RuleBook) -> bool:
    return any(one.state != "drafted" and _is_on(one, payer, case, rules) for one in case.claims)


def _is_on(claim: Claim, payer: Programme, case: Case, rules: RuleBook) -> bool:
    known = rules.payer_of(case, claim.payer)
    return known.id == payer.id if known is not None else _plain(claim.payer) == _plain(payer.name)


def _means(rule: Rule, other: Programme) -> bool:
    """Whether a stance is to this payer: named by its id, or by its role."""
    return other.id in rule.names or other.role in rule.names


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
