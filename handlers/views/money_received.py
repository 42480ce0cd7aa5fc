"""Money that came: entering it, what each line may be for, confirming that, matching by hand, and setting aside."""

from collections.abc import Mapping, Sequence
from typing import Any

from cases.light_dataclass import dataclass
from cases.matching import Matched, Proposal
from cases.money import Money
from cases.statement_lines import ACCOUNT, BILL, LinesRead
from cases.words import N_, Term
from handlers.language import Marked, Words, brief, quoted
from handlers.views.kit import (
    Block,
    actions,
    button,
    context,
    field,
    fitting,
    modal,
    option,
    section,
    select,
    text_input,
)
from handlers.views.move_form import COMMON_CURRENCIES, CURRENCIES, currency_field

PAGE, MOST_PROBLEMS, MOST_BLOCKS, MOST_PARTS = 10, 5, 80, 6
LONGEST_TEXT, LONGEST_PAYER = 160, 40
FILE_TYPES = ["csv", "txt", "tsv", "xlsx"]
KINDS = ((ACCOUNT, N_("A bank or payment account")), (BILL, N_("A carrier's invoice, on which credits are below zero")))


@dataclass(frozen=True, slots=True)
class Line:
    """A line with what it may be for: `left` is what of it is unmatched, `version` what its buttons were drawn for."""

    matched: Matched
    left: Money
    version: int


def money_in_form(words: Words, meta: Mapping[str, Any]) -> Block:
    """The form: lines as they are pasted, or the file of a bank or carrier, and what amounts without a currency are."""
    lines = text_input("lines", lines=True, placeholder=words(N_("Such as 2026-03-02 UPS 4711 55.00 USD")))
    files: Block = {
        "type": "file_input",
        "action_id": "files",
        "filetypes": ["csv", "txt", "tsv", "xlsx"],
        "max_files": 5,
    }
    kinds = [option(words(text), name) for name, text in KINDS]
    codes = [*COMMON_CURRENCIES, *(code for code in CURRENCIES if code not in COMMON_CURRENCIES)]
    currencies = select("currency", [option(code, code) for code in codes], placeholder=words(N_("As the lines say")))
    blocks = [
        context(
            words(N_("Nothing is booked by this: each line is shown with the claims it may be for, to be confirmed."))
        ),
        field(words(N_("Lines")), lines, "lines", hint=words(N_("One payment a line, with its amount and its words."))),
        field(words(N_("Or files (CSV or Excel)")), files, "files"),
        field(words(N_("Where they are from")), select("kind", kinds, ACCOUNT), "kind", optional=False),
        field(words(N_("Currency of amounts without one")), currencies, "currency"),
    ]
    title, send = words(N_("Money received")), words(N_("Read"))
    return modal("money_in", title, blocks, submit=send, close=words(N_("Cancel")), meta=meta)


def read_told(read: LinesRead, new: int, words: Words) -> list[str]:
    """What became of the lines that were read, a sentence each, with those that could not be."""
    told = [words.count(N_("{n} new line."), N_("{n} new lines."), new)]
    if known := len(read.lines) - new:
        told.append(words.count(N_("{n} line was known already."), N_("{n} lines were known already."), known))
    if read.doubles:
        told.append(
            words.count(
                N_("{n} line stood there twice and counts once."),
                N_("{n} lines stood there twice and count once."),
                read.doubles,
            )
        )
    told += _left_alone(read, words)
    told = [words.in_a_row(*told)]
    told += [problem_told(one.number, words.say(one.sentence), words) for one in read.problems[:MOST_PROBLEMS]]
    left = len(read.problems) - MOST_PROBLEMS
    return told + ([words.count(N_("and {n} more"), N_("and {n} more"), left)] if left > 0 else [])


def _left_alone(read: LinesRead, words: Words) -> list[str]:
    told = []
    if read.went_out:
        told.append(
            words.count(
                N_("{n} line is no money that came, and was left alone."),
                N_("{n} lines are no money that came, and were left alone."),
                read.went_out,
            )
        )
    if read.totals:
        told.append(words.count(N_("{n} line adds up others."), N_("{n} lines add up others."), read.totals))
    return told


def problem_told(number: int, why: str, words: Words) -> str:
    """That a line could not be read, and why."""
    return words(N_("Line {number} was left out: {why}"), number=number, why=Marked(why))


def unmatched_modal(
    lines: Sequence[Line], total: int, first: int, words: Words, *, may_confirm: bool, said: Sequence[str] = ()
) -> Block:
    """Lines that belong to no claim yet, the newest first, each with what it may be for and its buttons."""
    blocks = [section(one) for one in said if one]
    certain = [one.matched.certain.mark for one in lines if one.matched.certain]
    if may_confirm and certain:
        label = words.count(N_("Confirm {n} certain match"), N_("Confirm all {n} certain matches"), len(certain))
        value = {"f": first, "w": certain}
        blocks.append(actions([button(label, "money_confirm_all", value, "primary")], block_id="all"))
    if not lines:
        blocks.append(section(words(N_("Nothing is unmatched."))))
    shown = [block for one in lines for block in _line(one, words, may_confirm)]
    blocks += fitting(shown, MOST_BLOCKS)
    row = (
        [button(words(N_("Show more")), "money_unmatched", {"f": first + len(lines)})]
        if total > first + len(lines)
        else []
    )
    row += [button(words(N_("Set aside")), "money_set_aside", {"f": 0})] if not first else []
    if may_confirm and sum(1 for one in lines if is_leftover(one)) > 1:
        row.append(button(words(N_("Set aside all without a claim")), "money_aside_all"))
    blocks += [actions(row, block_id="pages")] if row else []
    title = words(N_("Unmatched money"))
    made = modal("money_unmatched", title, blocks, submit=None, close=words(N_("Close this")), meta={"f": first})
    # After a line was settled it stands on top of itself as it was before.
    return made | {"clear_on_close": True}


def is_leftover(line: Line) -> bool:
    """Whether a line names no claim, and none is owed just its amount: of a whole month most lines are such."""
    return not line.matched.proposals and not line.matched.hint


def _line(line: Line, words: Words, may_confirm: bool) -> list[Block]:
    blocks: list[Block] = [section(line_told(line, words))]
    for place, one in enumerate(line.matched.proposals):
        told = proposal_told(one, words)
        value = {"k": line.matched.incoming.key, "v": line.version, "w": one.mark}
        mark = button(words(N_("Confirm")), f"money_confirm:{place}", value) if may_confirm else None
        blocks.append(section(told, accessory=mark))
    if line.matched.hint:
        blocks.append(context(words.term(line.matched.hint)))
    elif not line.matched.proposals:
        blocks.append(context(words(N_("No claim is named in it, and none is owed just this amount."))))
    if may_confirm:
        value = {"k": line.matched.incoming.key, "v": line.version}
        by_hand = button(words(N_("Match by hand")), "money_match", value)
        aside = button(words(N_("Not for a claim")), "money_aside", value)
        blocks.append(actions([by_hand, aside], block_id=f"l{line.matched.incoming.key}"))
    return blocks


def line_told(line: Line, words: Words) -> str:
    """A line as it came: how much, when, from whom, in its own words; and what of it is left."""
    one = line.matched.incoming
    parts = [f"*{words.money(one.money)}*"]
    parts += [words.day(one.on)] if one.on else []
    parts += [
        quoted(brief(text, longest)) for text, longest in ((one.payer, LONGEST_PAYER), (one.text, LONGEST_TEXT)) if text
    ]
    if line.left != one.money:
        parts.append(words(N_("{money} of it is left"), money=line.left))
    return " · ".join(parts)


def proposal_told(one: Proposal, words: Words) -> str:
    """What a line may be for, how much of it, and why that is thought."""
    told = [
        f"{part.owed.reference_of_case} {quoted(brief(part.owed.payer, LONGEST_PAYER))} {words.money(part.money)}"
        for part in one.parts[:MOST_PARTS]
    ]
    left = len(one.parts) - len(told)
    told += [words.count(N_("and {n} more"), N_("and {n} more"), left)] if left > 0 else []
    parts = " + ".join(told)
    return f"→ {parts}\n      {words.term(one.why)}"


def match_form(
    line: Line, words: Words, meta: Mapping[str, Any], *, currency: str | None = None, amount: Money | None = None
) -> Block:
    """By hand: which claim, and how much of it in the claim's currency."""
    about = amount or line.left
    blocks = [
        context(line_told(line, words)),
        field(
            words(N_("Which claim")),
            text_input("claim", placeholder=words(N_("Such as LOST-0142 C1")), most=80),
            "claim",
            optional=False,
            hint=words(
                N_("The case, and which of its claims where it has several: LOST-0142 C2. Or the claim's reference.")
            ),
        ),
        field(words.term("money"), text_input("amount", initial=str(about.amount), most=20), "money", optional=False),
        currency_field(words, currency or about.currency),
        context(
            words(N_("In the claim's currency. Where the line is in another one, enter what it was worth and why."))
        ),
        field(words.term("text"), text_input("text", lines=True, most=500), "text"),
    ]
    title = words(N_("Match by hand"))
    return modal("money_match", title, blocks, submit=words(N_("Confirm")), close=words(N_("Cancel")), meta=meta)


def aside_form(line: Line, words: Words, meta: Mapping[str, Any]) -> Block:
    """That a line belongs to no claim, and why."""
    blocks = [
        context(line_told(line, words)),
        field(words.term("reason"), text_input("reason", most=200), "reason", optional=False),
    ]
    title = words(N_("Not for a claim"))
    return modal("money_aside", title, blocks, submit=words(N_("Save")), close=words(N_("Cancel")), meta=meta)


def aside_all_form(lines: Sequence[Line], words: Words, meta: Mapping[str, Any]) -> Block:
    """That none of the lines without a claim belongs to one, and why; with what they come to, by currency."""
    sums: dict[str, Money] = {}
    for one in lines:
        sums[one.left.currency] = sums[one.left.currency] + one.left if one.left.currency in sums else one.left
    told = words.count(
        N_("{n} line names no claim, and none is owed just its amount: {sums}."),
        N_("{n} lines name no claim, and none is owed just their amount: {sums}."),
        len(lines),
        sums=Marked(" · ".join(words.money(sums[name]) for name in sorted(sums))),
    )
    blocks = [
        section(told),
        context(words(N_("Lines that may be for a claim stay where they are. Each can be taken up again."))),
        field(words.term("reason"), text_input("reason", most=200), "reason", optional=False),
    ]
    title = words(N_("Not for a claim"))
    return modal("money_aside_all", title, blocks, submit=words(N_("Save")), close=words(N_("Cancel")), meta=meta)


def settled_modal(lines: Sequence[tuple[Line, str]], words: Words, *, first: int = 0, total: int = 0) -> Block:
    """Lines that were set aside, with what was said of them and the button to take one up again; a page at a time."""
    blocks: list[Block] = []
    for line, why in lines:
        value = {"k": line.matched.incoming.key, "v": line.version}
        told = f"{line_told(line, words)}\n      {quoted(brief(why, LONGEST_TEXT))}"
        blocks.append(section(told, accessory=button(words(N_("Take up again")), "money_take_up", value)))
    blocks = blocks or [section(words(N_("Nothing was set aside.")))]
    if total > first + len(lines):
        more = button(words(N_("Show more")), "money_set_aside", {"f": first + len(lines)})
        blocks = [*fitting(blocks, MOST_BLOCKS), actions([more], block_id="pages")]
    title, meta = words(N_("Set aside")), {"asides": 1, "f": first}
    return modal(
        "money_set_aside",
        title,
        fitting(blocks, MOST_BLOCKS + 1),
        submit=None,
        close=words(N_("Close this")),
        meta=meta,
    )


def confirmed_told(count: int, left: int, words: Words) -> str:
    """How many payments were booked just now, and how many lines are left."""
    booked = words.count(N_("{n} payment is booked."), N_("{n} payments are booked."), count)
    rest = words.count(N_("{n} line is still unmatched."), N_("{n} lines are still unmatched."), left)
    return words.in_a_row(booked, rest)


def refused_told(reference: str, why: str, words: Words) -> str:
    """That a certain match was not booked after all, and why."""
    return words(N_("{reference} was left: {why}"), reference=Term(reference), why=Marked(why))
