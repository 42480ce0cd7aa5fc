"""The documents of a case: what each payer wants, what is there and what is missing, and *What is this?*

What is unsorted stands first, because it helps nobody until somebody says what it is.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cases.case import Case, Evidence
from cases.evidence import SET_ASIDE, SLOTS, UNSORTED, Need, missing
from cases.light_dataclass import dataclass
from cases.words import N_, Person
from handlers.language import Marked, Words, brief, quoted
from handlers.views.evidence_words import evidence_told
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
    section,
    select,
    text_input,
)

NAME_LONGEST = 60
LACKING = "lacking"
MOST_BLOCKS = 90
# What one upload takes: https://docs.slack.dev/reference/block-kit/block-elements/file-input-element
MOST_FILES = 10


@dataclass(frozen=True, slots=True)
class FileShown:
    """A kept file as people see it; `name` is None when it cannot be read any more."""

    id: str
    slot: str
    name: str | None
    by: str
    at: datetime
    misnamed: bool = False


def evidence_modal(
    case: Case,
    needed: Sequence[Need],
    files: Sequence[FileShown],
    waiting: int,
    said: Sequence[tuple[str, str]],
    words: Words,
    meta: Mapping[str, Any],
) -> Block:
    """The modal of *Evidence*. `waiting` files are on their way; `said` is each payer with its rule's own words."""
    blocks: list[Block] = [section(_head(case, needed, words))]
    if waiting:
        text = words.count(
            N_("{n} file is being fetched from Slack; look again in a moment."),
            N_("{n} files are being fetched from Slack; look again in a moment."),
            waiting,
        )
        blocks.append(context(text))
    new = [one for one in files if one.slot == UNSORTED]
    if new:
        blocks += [DIVIDER, section(words(N_("*What are these?*")))]
        blocks += [block for one in new for block in _file(case, one, needed, words)]
    blocks.append(DIVIDER)
    for need in needed:
        here = [one for one in files if one.slot == need.slot]
        if need.payers or here:
            blocks.append(section(_slot(need, words)))
            blocks += [block for one in here for block in _file(case, one, needed, words)]
    aside = [one for one in files if one.slot == SET_ASIDE]
    if aside:
        blocks.append(section(f"*{words.term(f'slot:{SET_ASIDE}')}*"))
        blocks += [block for one in aside for block in _file(case, one, needed, words)]
    not_needed = [words.term(f"slot:{one.slot}") for one in needed if not one.payers and not one.has]
    if not_needed:
        blocks.append(context(words(N_("Nobody asks for: {slots}."), slots=Marked(words(N_(", ")).join(not_needed)))))
    blocks += [context(words(N_("{payer} wants: {text}"), payer=payer, text=text)) for payer, text in said]
    blocks = [*fitting(blocks, MOST_BLOCKS), *_adding(needed, words)]
    carried = {**meta, "c": case.number}
    title, close = words(N_("Evidence")), words(N_("Close this"))
    return modal("evidence", title, blocks, submit=words(N_("Save")), close=close, meta=carried)


def what_is_this(case: Case, kept: Evidence, name: str | None, needed: Sequence[Need], words: Words) -> list[Block]:
    """The private question about a file that somebody just sent."""
    return [section(asked(case, name, words)), actions([_choice(case, kept.id, needed, words)], block_id="what")]


def asked(case: Case, name: str | None, words: Words) -> str:
    """The question in words."""
    text = N_("What is {file}? It is kept for {reference}, and sorted it counts for the claim.")
    return words(text, file=_named(name, words), reference=case.reference)


def which_case(
    cases: Sequence[tuple[int, str]],
    message_ts: str,
    count: int,
    words: Words,
    may_be_payments: bool = False,
    may_be_parcels: bool = False,
) -> list[Block]:
    """The private question which case files of a direct message are for; `cases` are numbers with their names.

    Who handles money may say that they are no evidence but a bank's or carrier's payments; of tables, that they are
    lists of parcels to open cases for.
    """
    value = {"m": message_ts}
    others = [button(words(N_("Open cases for its parcels")), "evidence_parcels", value)] if may_be_parcels else []
    others += [button(words(N_("These are payments")), "evidence_payments", value)] if may_be_payments else []
    if not cases:
        return [section(which_case_text(count, words)), *([actions(others, block_id="case")] if others else [])]
    options = [option(name, f'{{"c":{number},"m":"{message_ts}"}}') for number, name in cases]
    return [
        section(which_case_text(count, words)),
        context(words(N_("Not in the list? Send it once more with the reference beside it, such as LOST-0142."))),
        actions([select("evidence_case", options, placeholder=words(N_("Choose the case"))), *others], block_id="case"),
    ]


def which_case_text(count: int, words: Words) -> str:
    """That question in words."""
    return words.count(
        N_("Which case is this file for? It is kept as soon as you say so."),
        N_("Which case are these {n} files for? They are kept as soon as you say so."),
        count,
    )


def lacking_blocks(slots: Sequence[str], must_agree: bool, words: Words) -> list[Block]:
    """What a claim lacks, where somebody is about to file it; a box to tick where it must not be overlooked."""
    names = words(N_(", ")).join(words.term(f"slot:{one}") for one in slots)
    told = context(words(N_("Missing for this payer: {slots}. “Evidence” takes them."), slots=Marked(names)))
    if not must_agree:
        return [told]
    element: Block = {
        "type": "checkboxes",
        "action_id": LACKING,
        "options": [option(words(N_("File it though these are missing")), "yes")],
    }
    return [told, field(words(N_("The claim is not complete")), element, LACKING)]


def _head(case: Case, needed: Sequence[Need], words: Words) -> str:
    return f"*{case.reference}*  {evidence_told(case, needed, words)}"


def _slot(need: Need, words: Words) -> str:
    name = words.term(f"slot:{need.slot}")
    name = name[:1].upper() + name[1:]
    payers = Marked(words(N_(", ")).join(quoted(brief(one)) for one in need.payers))
    if not need.payers:
        return words(N_("*{slot}*  nobody asks for it"), slot=name)
    if need.has:
        return words(N_("✅ *{slot}*  for {payers}"), slot=name, payers=payers)
    return words(N_("⬜ *{slot}*  missing, for {payers}"), slot=name, payers=payers)


def _file(case: Case, one: FileShown, needed: Sequence[Need], words: Words) -> list[Block]:
    """What a file is called and from whom, what it is, and a button to have it."""
    line = words(
        N_("{file}, from {who}, {day}"), file=_named(one.name, words), who=Person(one.by), day=words.day(one.at)
    )
    if one.misnamed:
        line += "\n" + words(N_("Its name ends as if it were another kind of file; it was kept as what it is."))
    mine = button(words(N_("Send me")), "see_evidence", {"c": case.number, "e": one.id})
    return [section(line), actions([_choice(case, one.id, needed, words, one.slot), mine], block_id=f"file:{one.id}")]


def _named(name: str | None, words: Words) -> Marked:
    return Marked(f"*{quoted(brief(name, NAME_LONGEST))}*") if name else Marked(words(N_("the file")))


def _choice(case: Case, file: str, needed: Sequence[Need], words: Words, slot: str = UNSORTED) -> Block:
    """The select of documents: what is missing first."""
    options = [option(_capital(words.term(f"slot:{one}")), _value(case, file, one)) for one in _order(needed)]
    initial = _value(case, file, slot) if slot else None
    return select("sort_evidence", options, initial, words(N_("What is this?")))


def _order(needed: Sequence[Need]) -> list[str]:
    lacking = missing(needed)
    return [*lacking, *(one for one in SLOTS if one not in lacking), SET_ASIDE]


def _value(case: Case, file: str, slot: str) -> str:
    return f'{{"c":{case.number},"e":"{file}","s":"{slot}"}}'


def _adding(needed: Sequence[Need], words: Words) -> list[Block]:
    file_input: Block = {"type": "file_input", "action_id": "files", "max_files": MOST_FILES}
    options = [option(_capital(words.term(f"slot:{one}")), one) for one in _order(needed)]
    return [
        DIVIDER,
        field(
            words(N_("Add files")),
            file_input,
            "files",
            hint=words(N_("The originals, as they came: PDF, photos, e-mails, tables. Up to 25 MB each.")),
        ),
        field(words(N_("What are they?")), select("slot", options), "slot"),
        field(words(N_("Note")), text_input("note", most=500), "note"),
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
