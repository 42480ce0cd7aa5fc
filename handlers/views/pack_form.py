"""The form of a claim pack: for whom, in which language, with which letter and documents, confirmed by whom."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cases.case import Case
from cases.light_dataclass import dataclass
from cases.words import N_
from handlers.language import Marked, Words, brief, quoted
from handlers.views.evidence import LACKING, lacking_blocks
from handlers.views.kit import (
    DIVIDER,
    OPTIONS_MOST,
    PLACEHOLDER_LONGEST,
    Block,
    actions,
    button,
    context,
    field,
    modal,
    option,
    plain,
    section,
    select,
    text_input,
)

LANGUAGES = {"en": N_("English"), "de": N_("German"), "fr": N_("French"), "zh": N_("Chinese")}
DIRECTLY, IN_THREAD = "direct", "thread"
# A letter that would not fit into Slack's field is cut there, and what is sent is what stands in it.
LONGEST_LETTER, LONGEST_SUBJECT, LONGEST_NAME = 3000, 200, 100
EARLIER_SHOWN = 3


@dataclass(frozen=True, slots=True)
class PackProposed:
    """What the form begins with. `payers` and `files` are codes with names; `chosen` the ids that are enclosed unless
    somebody says otherwise; `earlier` the keys of packs made before, with their payer and when."""

    payers: Sequence[tuple[str, str]]
    payer: str
    language: str
    subject: str
    letter: str
    files: Sequence[tuple[str, str, str | None]]
    chosen: frozenset[str]
    lacking: Sequence[str]
    name: str
    earlier: Sequence[tuple[str, str, datetime]] = ()


def pack_form(case: Case, proposed: PackProposed, words: Words, meta: Mapping[str, Any]) -> Block:
    """The modal. Another payer or language begins it anew, because the letter is another one then."""
    payers = [option(brief(name), code) for code, name in proposed.payers]
    languages = [option(words(name), code) for code, name in LANGUAGES.items()]
    about = N_(
        "One PDF with letter, facts, scans, money and the list of documents, and an archive with the originals. "
        "Nothing is sent to the payer: you send it."
    )
    blocks: list[Block] = [section(f"*{case.reference}*\n{words(about)}")]
    blocks += _earlier(case, proposed, words)
    for block_id, label, options, initial in (
        ("payer", N_("For whom"), payers, proposed.payer),
        (f"language:{proposed.payer}", N_("In which language"), languages, proposed.language),
    ):
        element = select(f"pack_{block_id.partition(':')[0]}", options, initial)
        blocks.append(field(words(label), element, block_id, optional=False) | {"dispatch_action": True})
    # Slack keeps what somebody typed in a field of the same name: another letter needs another name.
    which = f"{proposed.payer}:{proposed.language}"
    subject = text_input("subject", initial=proposed.subject, most=LONGEST_SUBJECT)
    letter = text_input("letter", initial=proposed.letter, lines=True, most=LONGEST_LETTER)
    hint = words(N_("What stands in ⟦ ⟧ is not known: write it in, or take the line out."))
    blocks.append(field(words(N_("Subject of the letter")), subject, f"subject:{which}", optional=False))
    blocks.append(field(words(N_("Letter")), letter, f"letter:{which}", optional=False, hint=hint))
    blocks += _documents(proposed, words)
    blocks.append(_where(words))
    name = text_input("name", initial=proposed.name, most=LONGEST_NAME)
    firm = text_input("for", most=LONGEST_NAME)
    blocks.append(DIVIDER)
    blocks.append(field(words(N_("Your name, as it stands in the declaration")), name, "name", optional=False))
    blocks.append(field(words(N_("For which company")), firm, "for"))
    blocks.append(context(words(N_("By sending this you confirm what the case says; the pack names you for it."))))
    carried = {**meta, "c": case.number, "p": proposed.payer, "l": proposed.language}
    title, submit = words(N_("Claim pack")), words(N_("Confirm and make"))
    return modal("claim_pack", title, blocks, submit=submit, close=words(N_("Cancel")), meta=carried)


def _documents(proposed: PackProposed, words: Words) -> list[Block]:
    if not proposed.files:
        blocks = [context(words(N_("No document is kept of this case yet. “Evidence” takes them.")))]
    else:
        options = [option(_file(slot, name, words), code) for code, slot, name in list(proposed.files)[:OPTIONS_MOST]]
        element: Block = {
            "type": "multi_static_select",
            "action_id": "documents",
            "options": options,
            "placeholder": plain(words(N_("Choose the documents")), PLACEHOLDER_LONGEST),
        }
        chosen = [one for one in options if one["value"] in proposed.chosen]
        if chosen:
            element["initial_options"] = chosen
        blocks = [field(words(N_("Documents that go with it")), element, "documents")]
    return [*blocks, *_lacking(proposed, words)]


def _lacking(proposed: PackProposed, words: Words) -> list[Block]:
    """What this payer wants and nobody has given yet, with a box to tick for whoever goes on without it."""
    if not proposed.lacking:
        return []
    told, *_ = lacking_blocks(proposed.lacking, False, words)
    options = [option(words(N_("Make it though these are missing")), "yes")]
    element: Block = {"type": "checkboxes", "action_id": LACKING, "options": options}
    return [told, field(words(N_("The pack is not complete")), element, LACKING)]


def _file(slot: str, name: str | None, words: Words) -> str:
    term = words.term(f"slot:{slot}")
    return brief(f"{term[:1].upper()}{term[1:]} · {name}" if name else term, 75)


def _where(words: Words) -> Block:
    options = [
        option(words(N_("To me, directly")), DIRECTLY),
        option(words(N_("Into the case's thread, where the channel can read it")), IN_THREAD),
    ]
    return field(words(N_("Where to")), select("where", options, DIRECTLY), "where", optional=False)


def _earlier(case: Case, proposed: PackProposed, words: Words) -> list[Block]:
    """Packs that were made before, each to be had once more as it was."""
    if not proposed.earlier:
        return []
    rows: list[Block] = []
    for key, payer, at in list(proposed.earlier)[-EARLIER_SHOWN:]:
        text = words(N_("Made for {payer} on {day}"), payer=Marked(quoted(brief(payer))), day=words.day(at))
        again = button(words(N_("Send it again")), "pack_again", {"c": case.number, "k": key})
        rows += [context(text), actions([again], block_id=f"again:{key[-40:]}")]
    return rows
