"""The claim form: whom to claim from, by when and where, how much and why, what to write there, and *I filed it*."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cases.case import Case, Claim
from cases.denials import denial_of
from cases.finding import is_lost_no_more
from cases.ladder import deadline_of
from cases.money import Money
from cases.moves import MOVES
from cases.targets import legal_moves
from cases.whom_to_claim import Side
from cases.words import N_, Person, Term
from handlers.language import Marked, Words, brief, cut, quoted
from handlers.views.claim_amount_words import amount_told
from handlers.views.claim_facts import PayerShown
from handlers.views.claim_line import claim_state
from handlers.views.claim_windows import filing_told_of
from handlers.views.evidence import lacking_blocks
from handlers.views.filing_form import filing_blocks
from handlers.views.guard_words import beside_told, guard_told, names_told, with_rule
from handlers.views.kit import (
    DIVIDER,
    Block,
    actions,
    button,
    context,
    field,
    fitting,
    modal,
    option,
    paragraphs,
    section,
    select,
    text_input,
)
from handlers.views.move_form import LABELS, PAYER_KINDS, again_field, currency_field, may_be_second
from handlers.views.rule_words import linked, rules_text

ANOTHER, WHOM = "another", "whom"
MOST_BLOCKS = 85
MOST_MOVES = 20


def claim_form(
    case: Case,
    sides: Sequence[Side],
    chosen: str | None,
    shown: PayerShown | None,
    words: Words,
    now: datetime,
    meta: Mapping[str, Any],
    roles: frozenset[str],
) -> Block:
    """The modal: the payers to choose from, and all about the chosen one."""
    head = context(_head(case, words))
    element = _payers(sides, chosen, words)
    carried = {**meta, "c": case.number, "p": chosen}
    title, close = words(N_("Claim")), words(N_("Close this"))
    claim = shown.claim if shown else None
    about = _about(case, shown, words, now) if shown is not None else []
    if shown is not None and claim is not None and claim.state not in ("drafted", "withdrawn"):
        # Nothing is filled in here, and Slack takes no input without a button to send it.
        blocks = [
            head,
            section(words(N_("Whom to claim from")), WHOM, element),
            *_under_way(case, claim, shown, words, roles),
        ]
        return modal("claim", title, fitting([*blocks, *about], MOST_BLOCKS), submit=None, close=close, meta=carried)
    label = field(words(N_("Whom to claim from")), element, WHOM, optional=False) | {"dispatch_action": True}
    if shown is None and chosen != ANOTHER:
        return modal("claim", title, [head, label], submit=words(N_("Next")), close=close, meta=carried)
    carried["t"] = claim.id if claim is not None and claim.state == "drafted" else None
    directly = filing_blocks(case, claim, shown.filing, words) if shown is not None and shown.filing else []
    blocks = [*fitting([head, label, *directly, *about], MOST_BLOCKS), *_inputs(case, shown, words, chosen or "")]
    return modal("claim", title, blocks, submit=words(N_("Save")), close=words(N_("Cancel")), meta=carried)


def block_of(name: str, payer: str) -> str:
    """The block of an input: one for each payer, because Slack keeps what was typed where the block stays the same."""
    return f"{name}@{payer}"


def _head(case: Case, words: Words) -> str:
    made = [f"{quoted(brief(one.payer, 30))}{words(N_(': '))}{words.term(claim_state(one))}" for one in case.claims]
    told = words(N_(", ")).join(made) or words(N_("nothing claimed yet"))
    return f"*{case.reference}*  ·  {told}"


def _payers(sides: Sequence[Side], chosen: str | None, words: Words) -> Block:
    options = [option(_called(one, words), one.programme.id) for one in sides]
    options.append(option(words(N_("Another payer")), ANOTHER))
    return select("claim_payer", options, chosen, placeholder=words(N_("Choose a payer")))


def _called(side: Side, words: Words) -> str:
    """A payer, and what it is to the parcel; plain text."""
    return words.plain(N_("{payer} ({kind})"), payer=brief(side.programme.name, 40), kind=Term(side.programme.role))


def _about(case: Case, shown: PayerShown, words: Words, now: datetime) -> list[Block]:
    """What is known of the payer: dates, other payers, guards, who and where, documents, amount, what to write."""
    lines = [*_turned_up(case, shown, words), *_dates(case, shown, words, now)]
    lines += beside_told(shown.side, shown.facts.get("stands", ()), words)
    if elsewhere := shown.side.elsewhere:
        text = N_("Tell them of the claim on {payers}: it is among the fields below.")
        lines.append(words(text, payers=names_told(elsewhere, words)))
    lines += [guard_told(one, words) for one in shown.guards]
    lines += [_fact(name, shown, words) for name in ("who_may_file", "channel", "documents") if shown.facts.get(name)]
    if shown.web:
        lines.append(words(N_("Their form: {link}"), link=Marked(linked(shown.web))))
    lines.append(_documents(shown, words))
    if shown.attested is not None:
        who, at = shown.attested
        lines.append(
            words(N_("*Facts confirmed*  by {who} on {at}, for a claim pack"), who=Person(who), at=words.day(at))
        )
    blocks = paragraphs([cut(line, 1500) for line in lines if line])
    code = f"C:{shown.claim.id}" if shown.claim is not None else f"P:{shown.side.programme.id}"
    look = [
        button(words(N_("Evidence")), "evidence", {"c": case.number}),
        button(words(N_("Claim pack")), "claim_pack", {"c": case.number, "p": code}),
    ]
    blocks += [actions(look, "claim_look"), DIVIDER, *paragraphs(amount_told(shown.proposal, words)), DIVIDER]
    return [*blocks, *_to_copy(shown, words)]


def _turned_up(case: Case, shown: PayerShown, words: Words) -> list[str]:
    """That a parcel is lost no more whose claim has not been filed yet: what is claimed has to be true."""
    if not is_lost_no_more(case) or (shown.claim is not None and shown.claim.state != "drafted"):
        return []
    text = N_(
        "⚠️ The parcel turned up. Claim only for what is still missing or damaged, and say so in “{details}”. Where "
        "nothing is, choose “{no_claim}”."
    )
    return [words(text, details=Term("move:set_parcel"), no_claim=Term("move:no_claim"))]


def _dates(case: Case, shown: PayerShown, words: Words, now: datetime) -> list[str]:
    told = filing_told_of(case, shown.side.programme.id, words, now)
    if told:
        return [words(N_("*When*  {told}"), told=Marked(told))]
    return []


def _fact(name: str, shown: PayerShown, words: Words) -> str:
    rules = shown.facts[name]
    label = words.term(f"rule:{name}")
    sources = ", ".join(dict.fromkeys(linked(one.source) for one in rules if one.source))
    return f"*{label[:1].upper()}{label[1:]}*  {quoted(rules_text(rules, words))} ({sources})"


def _documents(shown: PayerShown, words: Words) -> str:
    have = [one for one in shown.needed if one.payers and one.has]
    missing = [one for one in shown.needed if one.is_missing]
    comma = words(N_(", "))
    told = []
    if have:
        names = comma.join(words.term(f"slot:{one.slot}") for one in have)
        told.append(words(N_("✓ have: {slots}"), slots=Marked(names)))
    if missing:
        names = comma.join(words.term(f"slot:{one.slot}") for one in missing)
        told.append(words(N_("✗ missing: {slots}"), slots=Marked(names)))
    return words(N_("*Documents*  {told}"), told=Marked("  ·  ".join(told))) if told else ""


def _to_copy(shown: PayerShown, words: Words) -> list[Block]:
    """The fields with their values as text to copy, numbered as the payer asks for them."""
    head = words(N_("*To copy into their form*, in its order")) if shown.knows_form else words(
        N_("*To copy into their form* (the usual fields; the order of this form is not known)"))  # fmt: skip
    lines = [head]
    for place, one in enumerate(shown.fields, 1):
        if one.value:
            value = f"`{quoted(brief(one.value, 300)).replace('`', '')}`"
        elif one.by_hand:
            value = words(N_("✍️ by hand"))
        else:
            value = words(N_("🟠 not known"))
        lines.append(words(N_("{place}. {label}: {value}"), place=place, label=one.label, value=Marked(value)))
    return paragraphs(lines)


def _under_way(case: Case, claim: Claim, shown: PayerShown, words: Words, roles: frozenset[str]) -> list[Block]:
    """A claim that is filed already: how it stands, and what may be recorded of it now."""
    money = claim.received or claim.granted or claim.asked
    said = words(N_("*Claim on {payer}*  {state}, {money}, reference {reference}"), payer=brief(claim.payer, 60),
                 state=Term(claim_state(claim)), money=money, reference=claim.reference)  # fmt: skip
    directly = filing_blocks(case, claim, shown.filing, words) if shown.filing else []
    blocks: list[Block] = [DIVIDER, section(said), *directly, *_denied(case, claim, shown, words)]
    made = [
        button(words.move(one.move), f"form:{one.move}:{claim.id}", {"c": case.number, "t": claim.id, "s": one.state})
        for one in legal_moves(case)
        if one.target == claim.id and MOVES[one.move].roles & roles
    ]
    return [*blocks, actions(made[:MOST_MOVES], "claim_moves")] if made else blocks


def _denied(case: Case, claim: Claim, shown: PayerShown, words: Words) -> list[Block]:
    """Of a denial: the reason, what mends it and what of that is missing, by when and how often one may appeal."""
    if claim.state != "denied":
        return []
    denial = denial_of(claim.denial)
    lines = []
    if denial is not None:
        lines.append(words(N_("*Why they denied*  {reason}"), reason=words(denial.name)))
        lines.append(words(N_("*What may mend it*  {mending}"), mending=words(denial.mending)))
        if lacking := denial.missing(case):
            names = words(N_(", ")).join(words.term(f"slot:{one}") for one in lacking)
            lines.append(words(N_("✗ missing: {slots}"), slots=Marked(names)))
    else:
        lines.append(
            words(N_("🟠 Their reason is none that is known here. Ask them which document or fact is missing."))
        )
    clock = case.clock(f"appeal_deadline:{claim.id}")
    ends = deadline_of(clock) if clock is not None else None
    if ends is not None:
        lines.append(words(N_("*Appeal*  by {due}"), due=ends))
    else:
        lines.append(words(N_("*Appeal*  🟠 until when is not known: find the date")))
    for rule in shown.facts.get("appeals_once", ()):
        lines.append(with_rule(words(N_("⚠️ They hear one appeal only: a lead looks at it first.")), rule, words))
    lines += [_fact("appeal_channel", shown, words)] if shown.facts.get("appeal_channel") else []
    return paragraphs(lines)


def _inputs(case: Case, shown: PayerShown | None, words: Words, chosen: str) -> list[Block]:
    """What a person fills in: who (where nobody is known), how much, and once it is filed the reference."""
    claim = shown.claim if shown else None
    drafted = claim if claim is not None and claim.state == "drafted" else None
    money = (drafted.asked if drafted else None) or (shown.proposal.money if shown else None)
    blocks: list[Block] = [DIVIDER]
    if shown is None:
        blocks.append(context(words(N_("🟠 No rules are known of this payer: find out by when to claim and how."))))
        kinds = [option(words.term(one)[:1].upper() + words.term(one)[1:], one) for one in PAYER_KINDS]
        blocks.append(field(words(LABELS["payer"]), text_input("payer", most=80), "payer", optional=False))
        blocks.append(field(words.term("payer_kind"), select("payer_kind", kinds), "payer_kind", optional=False))
    blocks += _amount(case, money, words, chosen)
    hint = words(N_("Only once it is filed with them. Left empty, the claim is prepared and waits for you to file it."))
    reference = text_input("reference", most=200)
    blocks.append(field(words(N_("I filed it: their reference")), reference, block_of("reference", chosen), hint=hint))
    day: Block = {"type": "datepicker", "action_id": "at"}
    blocks.append(field(words.term("at"), day, block_of("at", chosen)))
    if shown is not None and shown.lacking:
        blocks += lacking_blocks(shown.lacking, bool(case.evidence), words)
    if may_be_second(case, "file_claim" if drafted else "draft_claim", drafted.id if drafted else None):
        blocks.append(again_field(words))
    return blocks


def _amount(case: Case, money: Money | None, words: Words, chosen: str) -> list[Block]:
    known = money or case.order.paid or case.order.cost
    amount = text_input("amount", initial=str(money.amount) if money else None, placeholder="31.50", most=20)
    return [
        field(words.term("money"), amount, block_of("money", chosen), optional=False),
        currency_field(words, known.currency if known else None, block_of("currency", chosen)),
    ]
