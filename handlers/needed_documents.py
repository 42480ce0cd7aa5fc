"""Which documents a case needs by the rules in force, and which it has."""

from cases.case import Case, Claim
from cases.evidence import Need, documents_said, missing_for, needs_by
from cases.rules import Programme
from handlers.language import Words
from handlers.prospects import prospects_in
from handlers.rules_in_force import rule_book
from handlers.views.evidence import FileShown
from handlers.views.rule_words import rules_text
from storage.transaction import Transaction


def needs_in(tx: Transaction, case: Case) -> tuple[Need, ...]:
    """Every document with who wants it and whether it is there, by the rules as they are now."""
    return needs_by(case, prospects_in(tx, case).windows)


def lacking_for(tx: Transaction, case: Case, claim: Claim) -> tuple[str, ...]:
    """What a claim lacks, by its payer's rules; where none are known, by what such payers want in general."""
    known = rule_book(tx, case.workspace).payer_of(case, claim.payer)
    return missing_for(case, known or Programme(claim.payer, claim.payer, claim.payer_kind, "", "UTC"))


def words_of_payers(tx: Transaction, case: Case, words: Words) -> list[tuple[str, str]]:
    """Each payer with what its own rules say about documents."""
    payers = [(one.name, documents_said(case, one)) for one in rule_book(tx, case.workspace).payers(case)]
    return [(name, rules_text(rules, words)) for name, rules in payers if rules]


def files_of(tx: Transaction, case: Case) -> list[FileShown]:
    """The kept files of a case, in the order in which they came."""
    known = {one.sha256: one for one in tx.evidence.of_case(case.workspace, case.number)}
    return [
        FileShown(one.id, one.slot, kept.name, kept.by, kept.at, kept.misnamed)
        for one in case.evidence
        if (kept := known.get(one.sha256)) is not None
    ]
