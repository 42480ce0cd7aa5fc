"""Filing a claim through a payer's interface: what the claim form shows of it, the form that files, and cancelling."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from cases.case import Case, Claim
from cases.filings import CANCELLING, FILED, MAY_BEGIN, REFUSED, UNKNOWN, UNSETTLED, WANTED
from cases.light_dataclass import dataclass
from cases.words import N_, Sentence
from handlers.language import Marked, Words, brief, quoted
from handlers.views.evidence import lacking_blocks
from handlers.views.kit import (
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
    text_input,
)
from partners.insurers.known import Interface

LONGEST_DESCRIPTION = 2000


@dataclass(frozen=True, slots=True)
class FilingShown:
    """An interface that a payer has, and how far the filing through it is: its state (None: not begun), the payer's
    own word for how the claim stands, and why something was not done."""

    interface: Interface
    state: str | None = None
    status: str | None = None
    why: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class FilingProposed:
    """What the form begins with. `files` are ids with slot, name and whether they are sent unless somebody says
    otherwise; `left_out` the names of documents that the interface does not take."""

    interface: Interface
    claim: str | None
    amount: Decimal | None
    description: str
    email: str
    name: str
    files: Sequence[tuple[str, str, str | None, bool]]
    lacking: Sequence[str]
    left_out: Sequence[str] = ()


def filing_blocks(case: Case, claim: Claim | None, shown: FilingShown, words: Words) -> list[Block]:
    """Beside “I filed it”: a button that files it through the interface, or how far that is."""
    name, blocks = shown.interface.name, []
    drafted = claim is None or claim.state in ("drafted", "withdrawn")
    target = claim.id if claim is not None and claim.state == "drafted" else None
    carried = {"c": case.number, "t": target, "p": shown.interface.code}
    told = _stands(shown, words)
    if drafted and (shown.state is None or shown.state in MAY_BEGIN):
        offer = words(N_("{insurer} takes this claim directly: with the documents, followed by itself."), insurer=name)
        file = button(words(N_("File with {insurer}"), insurer=name), "file_through", carried)
        blocks.append(section("\n".join(one for one in (told, offer) if one), accessory=file))
    elif told and shown.state == FILED and claim is not None and not drafted:
        cancel = button(words(N_("Cancel at {insurer}"), insurer=name), "cancel_through", {**carried, "t": claim.id})
        if claim.state == "info_requested":
            text = N_("{insurer} asks by e-mail too. Answer there, or write from here and choose the documents.")
            asks = words(text, insurer=name)
            answer = button(words(N_("Answer with documents")), "contact", {"c": case.number, "t": claim.id})
            blocks += [section(f"{told}\n{asks}"), actions([answer, cancel], "claim_there")]
        else:
            blocks.append(section(told, accessory=cancel))
    elif told:
        blocks.append(section(told))
    return blocks


def _stands(shown: FilingShown, words: Words) -> str:
    """How far it is, what to do or not to do, and why something did not work."""
    text = STANDS.get(shown.state or "")
    if text is None:
        return ""
    params = {"insurer": shown.interface.name, "status": shown.status or "–"}
    said = words(text, **{name: value for name, value in params.items() if f"{{{name}}}" in text})
    if not shown.why:
        return said
    return f"{said}\n{words.say(Sentence(shown.why['text'], shown.why.get('params', {})))}"


STANDS = {
    WANTED: N_("⏳ It is being filed with {insurer}. Do not file it by hand meanwhile."),
    UNKNOWN: N_(
        "🟠 Whether {insurer} has it is not known. Tracer looks there before anything is sent again; do not file it by "
        "hand meanwhile."
    ),
    UNSETTLED: N_(
        "🟠 Whether {insurer} has it could not be found out. Look into their dashboard: if it is there, enter its "
        "number below; if not, file it once more."
    ),
    FILED: N_("Filed with {insurer} and followed there. They say: {status}."),
    CANCELLING: N_("⏳ It is being cancelled at {insurer}."),
    REFUSED: N_("🟠 It was not filed with {insurer}."),
}


def filing_form(case: Case, proposed: FilingProposed, words: Words, meta: Mapping[str, Any]) -> Block:
    """The form whose sending files the claim."""
    insurer = proposed.interface
    about = words(
        N_("Parcel {number}, {loss}. Sending this form files the claim with {insurer}, in your company's name."),
        number=case.parcel.number,
        loss=words.term(f"loss:{case.loss_type}"),
        insurer=insurer.name,
    )
    amount = text_input("amount", initial=f"{proposed.amount:.2f}" if proposed.amount else None, most=20)
    email = text_input("email", initial=proposed.email, most=200)
    description = text_input("description", initial=proposed.description, lines=True, most=LONGEST_DESCRIPTION)
    name = text_input("name", initial=proposed.name, most=100)
    label = words(N_("Amount claimed, in {currency}"), currency=insurer.currency)
    hint = words(N_("They write to this address when something is missing."))
    blocks: list[Block] = [
        section(f"*{case.reference}*\n{about}"),
        field(label, amount, "amount", optional=False),
        field(words(N_("What happened, in English")), description, "description", optional=False),
        field(words(N_("E-mail for their questions")), email, "email", optional=False, hint=hint),
        field(words(N_("Who is paid, if it is not your company as they know it")), name, "name"),
        *_documents(proposed, words),
    ]
    if proposed.lacking:
        blocks += lacking_blocks(proposed.lacking, True, words)
    carried = {**meta, "c": case.number, "t": proposed.claim, "p": insurer.code}
    title, submit = words(N_("File with {insurer}"), insurer=insurer.name), words(N_("File it"))
    return modal("file_through", title, blocks, submit=submit, close=words(N_("Cancel")), meta=carried)


def cancel_form(case: Case, claim: Claim, insurer: Interface, words: Words, meta: Mapping[str, Any]) -> Block:
    """Asks why a claim is cancelled at the payer."""
    about = words(
        N_("{reference}: {insurer} is asked to cancel the claim {claim}. Once they have, it is withdrawn here too."),
        reference=Marked(f"*{case.reference}*"),
        insurer=insurer.name,
        claim=claim.reference or claim.id,
    )
    reason = text_input("reason", lines=True, most=1000)
    blocks = [section(about), field(words(N_("Why")), reason, "reason", optional=False)]
    carried = {**meta, "c": case.number, "t": claim.id, "p": insurer.code}
    title, submit = words(N_("Cancel the claim")), words(N_("Cancel it there"))
    return modal("cancel_through", title, blocks, submit=submit, close=words(N_("Back")), meta=carried)


def _documents(proposed: FilingProposed, words: Words) -> list[Block]:
    blocks: list[Block] = []
    if proposed.files:
        files = list(proposed.files)[:OPTIONS_MOST]
        options = [option(_file(slot, name, words), code) for code, slot, name, _ in files]
        element: Block = {
            "type": "multi_static_select",
            "action_id": "documents",
            "options": options,
            "placeholder": plain(words(N_("Choose the documents")), PLACEHOLDER_LONGEST),
        }
        chosen = [one for one, file in zip(options, files, strict=True) if file[3]]
        if chosen:
            element["initial_options"] = chosen
        blocks.append(field(words(N_("Documents that go with it")), element, "documents"))
    else:
        blocks.append(context(words(N_("No document is kept of this case yet. “Evidence” takes them."))))
    if proposed.left_out:
        names = words(N_(", ")).join(quoted(brief(one, 40)) for one in proposed.left_out[:10])
        text = N_("Not sent, because {insurer} takes PDF, JPEG and PNG: {files}")
        blocks.append(context(words(text, insurer=proposed.interface.name, files=Marked(names))))
    return blocks


def _file(slot: str, name: str | None, words: Words) -> str:
    term = words.term(f"slot:{slot}")
    return brief(f"{term[:1].upper()}{term[1:]} · {name}" if name else term, 75)
