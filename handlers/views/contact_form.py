"""*Contact*: whom to write to, the text with its gaps, what it says in the reader's language, and *mark as sent*."""

from collections.abc import Mapping, Sequence
from dataclasses import field as made
from datetime import date
from typing import Any

from cases.buyer_messages import ASKED, IN_TEXT, MessageRule, forbids
from cases.case import Case
from cases.correspondence import BUYER, KINDS, Addressee
from cases.evidence import CORRESPONDENCE, SET_ASIDE, UNSORTED
from cases.light_dataclass import dataclass
from cases.words import N_
from handlers.drafting import Draft
from handlers.language import Marked, Words, brief, escaped, quoted
from handlers.views.evidence import lacking_blocks
from handlers.views.kit import (
    DIVIDER,
    OPTION_LONGEST,
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
from handlers.views.move_form import line_title
from handlers.views.rule_words import linked, sourced

LONGEST_TEXT, LONGEST_SUBJECT, LONGEST_ANSWER = 3000, 150, 600
MOST_EARLIER, MOST_GAPS, MOST_RULES, MOST_DESKS = 5, 12, 8, 3
# Texts that list what is enclosed.
WITH_DOCUMENTS = frozenset({"carrier_answer", "claim", "payer_answer", "appeal", "customs_answer"})
# Slack shows at most so many checkboxes: https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element
MOST_FILES = 10
# What takes more than a line to say.
LONG = frozenset({"answer", "grounds", "wanted", "denied_because"})


# What a day is entered for; the rest is written.
DAYS = frozenset({"shipped_on", "contact_on", "last_day", "write_by"})


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody has chosen so far: to whom, which text, in which language, and by hand or by mail."""

    addressee: Addressee
    kind: str
    language: str
    way: str = "hand"

    @property
    def text_block(self) -> str:
        """The input of the text: one of its own for each text, language and addressee."""
        return text_block(self.kind, self.language, self.addressee.code)

    @property
    def subject_block(self) -> str:
        """The input of the subject."""
        return subject_block(self.kind, self.language, self.addressee.code)


@dataclass(frozen=True, slots=True)
class Desk:
    """A carrier's or payer's desk. `said` is the rule's own words in English and Chinese, `source` the page of it."""

    name: str
    link: str = ""
    email: str = ""
    said: str = ""
    said_zh: str = ""
    source: str = ""
    checked: date | None = None
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class ContactShown:
    """What the form shows beside the choice itself. `text` is what somebody has made of the draft by now, `move` what
    will be recorded, `lacking` the documents that a claim lacks, `mail_from` whom mail comes from (None: none can be
    sent), `said` what somebody has filled in for gaps, `files` the case's files: id, which document, name,
    `buyer_address` where the buyer is reached by e-mail."""

    addressees: Sequence[Addressee]
    kinds: Sequence[str]
    draft: Draft
    text: str | None = None
    translation: Draft | None = None
    rules: Sequence[MessageRule] = ()
    desks: Sequence[Desk] = ()
    earlier: Sequence[Any] = ()
    move: str = ""
    lacking: Sequence[str] = ()
    mail_from: str | None = None
    said: Mapping[str, Any] = made(default_factory=dict)
    files: Sequence[tuple[str, str, str | None]] = ()
    buyer_address: str = ""


def kind_block(addressee: Addressee) -> str:
    """The input of which text it is. Slack keeps what was chosen in an input of the same name, so that those of another
    addressee have another one."""
    return f"kind.{addressee.code}"


def language_block(addressee: Addressee, kind: str) -> str:
    """The input of the language of that text to that addressee."""
    return f"language.{addressee.code}.{kind}"


def text_block(kind: str, language: str, addressee: str = "") -> str:
    """The block of the text: another text is another block, else Slack would keep what was typed into the first."""
    return ".".join(filter(None, ("text", kind, language, addressee)))


def subject_block(kind: str, language: str, addressee: str = "") -> str:
    """The block of the subject."""
    return ".".join(filter(None, ("subject", kind, language, addressee)))


def contact_form(case: Case, choice: Choice, shown: ContactShown, words: Words, meta: Mapping[str, Any]) -> Block:
    """The modal. Choosing another addressee, text or language draws it anew."""
    how = N_("Check the text of {reference}, send it your way, then mark it as sent.")
    blocks: list[Block] = [context(words(how, reference=Marked(f"*{case.reference}*")))]
    blocks += _choices(case, choice, shown, words)
    blocks += [context(line) for line in _rules(case, choice, shown, words)]
    blocks += _gaps(shown, words)
    subject = text_input("subject", initial=shown.draft.subject, most=LONGEST_SUBJECT)
    blocks.append(field(words(N_("Subject")), subject, choice.subject_block))
    element = text_input("text", initial=shown.text or shown.draft.body, lines=True, most=LONGEST_TEXT)
    blocks.append(field(words(N_("Text")), element, choice.text_block, optional=False))
    blocks += [context(line) for line in desk_lines(shown.desks, words)]
    blocks += _sending(choice, shown, words)
    if shown.translation is not None:
        blocks.append(DIVIDER)
        translated = f"*{escaped(shown.translation.subject)}*\n{escaped(shown.translation.body)}"
        blocks += paragraphs([words(N_("*In your language*")), translated])
    blocks += _earlier(case, shown, words)
    carried = {**meta, "c": case.number, "to": choice.addressee.code, "k": choice.kind, "l": choice.language}
    title, submit = words(N_("Contact")), words(N_("Send") if _by_mail(choice, shown) else N_("Mark as sent"))
    return modal(
        "contact",
        title,
        fitting(blocks, 100),
        submit=submit,
        close=words(N_("Cancel")),
        meta={**carried, "w": choice.way},
    )


def sent_text_modal(case: Case, one: Any, words: Words) -> Block:
    """A text that was sent, word for word, with to whom, by whom and how."""
    blocks: list[Block] = [context(_of_one(case, one, words))]
    if one.body is None:
        blocks.append(section(words(N_("Its words were erased with the case's personal data."))))
    else:
        blocks += paragraphs([f"*{escaped(one.subject or '–')}*", *escaped(one.body).split("\n")])
    if one.way == "mail":
        blocks += _of_mail(case, one, words)
    blocks.append(context(words(N_("SHA-256 of subject and text: {sha256}"), sha256=one.sha256)))
    return modal("sent_text", words(N_("Sent text")), fitting(blocks, 100), submit=None, close=words(N_("Close this")),
                 meta={"c": case.number})  # fmt: skip


def _of_mail(case: Case, one: Any, words: Words) -> list[Block]:
    """What an e-mail has beside its words, and what only a person can know of it."""
    told = [words(N_("To: {address}"), address=one.address or "–")]
    told += [words(N_("Message-ID: {id}"), id=one.message_id or "–")]
    if one.files:
        told.append(words.count(N_("{n} file went with it"), N_("{n} files went with it"), len(one.files)))
    told += [words(N_("The mail server said: {answer}"), answer=one.answer)] if one.answer else []
    blocks: list[Block] = [context("\n".join(told))]
    value = {"c": case.number, "m": one.id}
    if one.state in ("sent", "unsure"):
        where = N_("Tracer reads no mailbox. What is answered, or comes back, is seen where answers go; note it here.")
        blocks.append(context(words(where)))
        made = [button(words(N_("It came back")), "mail_bounced", value)]
        made += [button(words(N_("It arrived")), "mail_arrived", value)] if one.state == "unsure" else []
        blocks.append(actions(made, "mail"))
    return blocks


def _choices(case: Case, choice: Choice, shown: ContactShown, words: Words) -> list[Block]:
    to = [option(_addressee(case, one, words), one.code) for one in shown.addressees]
    kinds = [option(_capital(words.term(f"text:{one}")), one) for one in shown.kinds]
    languages = [option(_capital(words.term(f"language:{one}")), one) for one in KINDS[choice.kind].languages]
    made = (
        (words(N_("To")), select("contact_to", to, choice.addressee.code), "to"),
        (words(N_("What")), select("contact_kind", kinds, choice.kind), kind_block(choice.addressee)),
        (
            words(N_("Language")),
            select("contact_language", languages, choice.language),
            language_block(choice.addressee, choice.kind),
        ),
    )
    return [field(label, element, block, optional=False) | {"dispatch_action": True} for label, element, block in made]


def _addressee(case: Case, one: Addressee, words: Words) -> str:
    line = line_title(case, one.line, words) if one.line else ""
    return _capital(line or words.term(f"to:{one.to}"))


def _rules(case: Case, choice: Choice, shown: ContactShown, words: Words) -> list[str]:
    """What the marketplace forbids, each with the page that says so; and what nobody here knows of it."""
    chinese = words.language == "zh_CN"
    told = [
        words.in_a_row(
            escaped(rule.text_zh if chinese else rule.text),
            sourced(rule.source, rule.checked, rule.confidence, words),
        )
        for rule in shown.rules[:MOST_RULES]
    ]
    if choice.addressee.to != BUYER or not case.order.marketplace:
        return told
    name = brief(case.order.marketplace, 40)
    if not shown.rules:
        text = N_("🟠 What {marketplace} forbids in messages to buyers is not known here. Look at its rules first.")
        return [words(text, marketplace=name)]
    unknown = [one for one in (*IN_TEXT, *ASKED) if forbids(shown.rules, one) is None]
    if unknown:
        what = words(N_(", ")).join(words.term(f"forbids:{one}") for one in unknown)
        text = N_("🟠 Not known of {marketplace}, so look at its rules: {what}.")
        told.append(words(text, marketplace=name, what=Marked(what)))
    return told


def _gaps(shown: ContactShown, words: Words) -> list[Block]:
    """A field for every fact that is missing: it fills every place where the text has that gap."""
    if not shown.draft.gaps:
        return []
    blocks: list[Block] = [section(words(N_("*Still missing.* Fill it in here, or in the text in place of ⟦…⟧.")))]
    for name in shown.draft.gaps[:MOST_GAPS]:
        known = shown.said.get(name)
        element: Block = {"type": "datepicker", "action_id": name}
        if name not in DAYS:
            element = text_input(name, initial=str(known or ""), lines=name in LONG, most=LONGEST_ANSWER)
        elif isinstance(known, date):
            element["initial_date"] = known.isoformat()
        blocks.append(field(_capital(words.term(f"gap:{name}")), element, f"gap.{name}"))
    return blocks


def desk_lines(desks: Sequence[Desk], words: Words) -> list[str]:
    """How a desk is reached, each way with its source."""
    told = []
    for desk in desks[:MOST_DESKS]:
        said = desk.said_zh if words.language == "zh_CN" else desk.said
        parts = [quoted(said)] if said else []
        parts += [linked(desk.link)] if desk.link else []
        parts += [quoted(desk.email)] if desk.email else []
        how = f"*{quoted(desk.name)}*  {' · '.join(parts)}"
        source = sourced(desk.source, desk.checked, desk.confidence, words) if desk.checked else ""
        told.append(f"{how}\n{source}".strip())
    return told


def _by_mail(choice: Choice, shown: ContactShown) -> bool:
    return choice.way == "mail" and shown.mail_from is not None


def _sending(choice: Choice, shown: ContactShown, words: Words) -> list[Block]:
    """How it is sent, and what the move that records it asks for."""
    blocks: list[Block] = []
    if shown.mail_from is not None:
        ways = [option(words(N_("I send it myself")), "hand"), option(words(N_("By e-mail, now")), "mail")]
        element = select("contact_way", ways, "mail" if _by_mail(choice, shown) else "hand")
        hint = words.plain(N_("It comes from {sender}, who gets the answers."), sender=shown.mail_from)
        label = words(N_("How is it sent?"))
        blocks.append(field(label, element, "way", optional=False, hint=hint) | {"dispatch_action": True})
    if shown.move == "file_claim":
        hint = words(N_("Under which they know the claim; our own, such as LOST-0142, if they have none yet."))
        blocks.append(field(words(N_("Reference")), text_input("reference", most=80), "reference", hint=hint))
        if shown.lacking:
            blocks += lacking_blocks(tuple(shown.lacking), True, words)
    if _by_mail(choice, shown):
        return blocks + _mail_fields(choice, shown, words)
    via = text_input("via", placeholder=words.plain(N_("web form, e-mail, phone, WeChat")), most=60)
    blocks.append(field(words(N_("Sent by")), via, "via"))
    return blocks


def _mail_fields(choice: Choice, shown: ContactShown, words: Words) -> list[Block]:
    """The address and the files. A buyer's address is proposed only where somebody entered it in the case."""
    desk = next((one.email for one in shown.desks if one.email), "")
    known = shown.buyer_address if choice.addressee.to == BUYER else desk
    address = text_input("address", initial=known, most=254)
    blocks = [field(words(N_("E-mail address")), address, "address", optional=False)]
    files = [
        option(brief(words(N_(": ")).join((_capital(words.term(f"slot:{slot}")), name or id)), OPTION_LONGEST), id)
        for id, slot, name in shown.files[:MOST_FILES]
    ]
    if files:
        element: Block = {"type": "checkboxes", "action_id": "files", "options": files}
        enclosed = [one for one, (_, slot, _) in zip(files, shown.files, strict=False) if _goes_with(choice, slot)]
        if enclosed:
            element["initial_options"] = enclosed
        blocks.append(field(words(N_("Files that go with it")), element, "files"))
    return blocks


def _goes_with(choice: Choice, slot: str) -> bool:
    """Whether a file is enclosed unless somebody says otherwise: what the text itself lists as enclosed."""
    return choice.kind in WITH_DOCUMENTS and slot not in (UNSORTED, SET_ASIDE, CORRESPONDENCE)


def _earlier(case: Case, shown: ContactShown, words: Words) -> list[Block]:
    if not shown.earlier:
        return []
    blocks: list[Block] = [DIVIDER, section(words(N_("*Written before*")))]
    for one in list(reversed(shown.earlier))[:MOST_EARLIER]:
        opens = button(words(N_("Read")), f"contact_read:{one.id}", {"c": case.number, "m": one.id})
        blocks.append(section(_of_one(case, one, words), accessory=opens))
    return blocks


def _of_one(case: Case, one: Any, words: Words) -> str:
    line = line_title(case, one.line, words) if one.line else ""
    return words(
        N_("{id}: {text} in {language}, to {to}, {day}, {state}"),
        id=one.id,
        text=words.term(f"text:{one.kind}"),
        language=words.term(f"language:{one.language}"),
        to=brief(line) if line else words.term(f"to:{one.to}"),
        day=words.day(one.sent_at or one.at),
        state=words.term(f"sending:{one.state}"),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
