"""Rules as people read them: whose are known, and what each says, since when, by which source."""

from collections.abc import Iterable, Sequence
from datetime import date

from cases.rules import FACTS, PERIODS, Programme, Rule, Scope
from cases.words import N_, Person
from handlers.language import Marked, Words, brief, quoted
from handlers.views.kit import HOME_BLOCKS_MOST, Block, context, fitting, modal, paragraphs, section
from handlers.views.label_sellers import label_seller
from handlers.views.rule_words import linked, sourced, told_of_rule

ORDER = (*PERIODS, *FACTS)
NAME_LONGEST = 60


def programmes_list(
    programmes: Iterable[Programme], roles: Sequence[tuple[str, str]], words: Words, today: date
) -> Block:
    """The names of everybody whose rules are known, by what they are; those to be checked again are marked."""
    known = sorted(programmes, key=lambda one: one.name.casefold())
    blocks: list[Block] = []
    for role, label in roles:
        names = [_name(one, today) for one in known if one.role == role]
        if names:
            blocks += paragraphs([f"*{words(label)}*", words(N_(", ")).join(names)])
    hint = N_(
        "“/lost rules ups” shows every rule of one. 🟠: some of its rules were last checked over half a year ago."
    )
    return _modal([context(words(hint)), *blocks], words)


def programme_rules(programme: Programme, words: Words, today: date) -> Block:
    """Every rule of a programme: what, for which parcels, by which source, checked when."""
    rules = sorted(programme.rules, key=lambda one: ORDER.index(one.field))
    blocks = [section(f"*{quoted(programme.name)}*" + (f" · {linked(programme.web)}" if programme.web else ""))]
    own = N_("An admin sets what your own contract says instead: “/lost rules set {name}”.")
    blocks.append(context(words(own, name=programme.name)))
    return _modal([*blocks, *paragraphs(_rule(one, words, today) for one in rules)], words)


def _modal(blocks: list[Block], words: Words) -> Block:
    blocks = fitting(blocks, HOME_BLOCKS_MOST)
    return modal("rules", words(N_("Rules")), blocks, submit=None, close=words(N_("Close this")), meta={})


def _name(one: Programme, today: date) -> str:
    return f"{quoted(brief(one.name, NAME_LONGEST))}{' 🟠' if any(rule.is_old(today) for rule in one.rules) else ''}"


def _rule(rule: Rule, words: Words, today: date) -> str:
    what = words.term(f"rule:{rule.field}")
    if rule.unknown:
        return words(N_("• *{what}*: not known"), what=Marked(quoted(what)))
    told = words(N_("• *{what}*: {text}"), what=Marked(quoted(what)), text=Marked(told_of_rule(rule, words)))
    if scope := _scope(rule.scope, words):
        told += words(N_(" – only {scope}"), scope=Marked(scope))
    if rule.by:
        told += "\n      " + words(
            N_("From your own contract, set by {who}: {why}"), who=Person(rule.by), why=rule.why or "–"
        )
    else:
        told += "\n      " + sourced(rule.source, rule.checked, rule.confidence, words)
    if rule.is_old(today):
        told += " " + words(N_("🟠 to be checked again"))
    return told


def _scope(scope: Scope, words: Words) -> str:
    """For which parcels a rule holds, where it does not for all."""
    told = []
    if scope.lane:
        told.append(words.term(f"lane:{scope.lane}"))
    if scope.origin:
        told.append(words(N_("from {countries}"), countries=_listed(scope.origin)))
    if scope.destination:
        told.append(words(N_("to {countries}"), countries=_listed(scope.destination)))
    if scope.destination_not:
        told.append(words(N_("not to {countries}"), countries=_listed(scope.destination_not)))
    if scope.carrier:
        told.append(quoted(_listed(scope.carrier)))
    if scope.scanned is not None:
        told.append(words.term("scanned" if scope.scanned else "not_scanned"))
    if scope.service:
        told.append(quoted(_listed(scope.service)))
    if scope.label:
        told.append(
            words(N_("labels of {names}"), names=words(N_(", ")).join(label_seller(one, words) for one in scope.label))
        )
    told += [words.term(f"loss:{one}") for one in sorted(scope.loss)]
    if scope.customer:
        told.append(words.term(f"customer:{scope.customer}"))
    if scope.per:
        chinese = words.language == "zh_CN" and scope.per_zh
        told.append(quoted(brief(chinese or scope.per, 200)))
    return words(N_(", ")).join(told)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
