"""Which documents a case needs by the rules in force, and which it has."""

from cases.case import Case
from cases.evidence import Need, documents_said, missing_for, needs
from handlers.language import Words
from handlers.rules_in_force import rule_book
from handlers.views.evidence import FileShown
from handlers.views.rule_words import rules_text
from storage.transaction import Transaction


def needs_in(tx: Transaction, case: Case) -> tuple[Need, ...]:
    """Every document with who wants it and whether it is there, by the rules as they are now."""
    return needs(case, rule_book(tx, case.workspace).payers(case))


def lacking_for(tx: Transaction, case: Case, payer: str) -> tuple[str, ...]:
    """What a claim on a payer lacks, by the name that somebody wrote; nothing where no rules of it are known."""
    programme = rule_book(tx, case.workspace).payer_of(case, payer)
    return missing_for(case, programme) if programme else ()


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
