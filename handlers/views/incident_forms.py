"""The forms of an incident: the one letter to its carrier, the carrier's answer, and cases to be added."""

from collections.abc import Mapping, Sequence
from typing import Any

from cases.closing import WHEREABOUTS
from cases.correspondence import DESK_LANGUAGES
from cases.incidents import ANSWERS, Incident
from cases.light_dataclass import dataclass
from cases.words import N_
from handlers.drafting import Draft
from handlers.incident_draft import KIND
from handlers.language import Words, escaped
from handlers.views.contact_form import LONGEST_SUBJECT, LONGEST_TEXT, Desk, desk_lines, subject_block, text_block
from handlers.views.kit import Block, context, field, modal, option, paragraphs, select, text_input

MOST_PARAGRAPHS = 40


@dataclass(frozen=True, slots=True)
class LetterShown:
    """What the form of the one letter shows: the text in the chosen language, what it says in the reader's own where
    that is another, and how the carrier's desk is reached.
    """

    draft: Draft
    language: str
    translation: Draft | None = None
    desks: Sequence[Desk] = ()


def letter_form(incident: Incident, shown: LetterShown, words: Words, meta: Mapping[str, Any]) -> Block:
    """The modal: the text to copy and edit, what it says in the reader's language, and *mark as sent*."""
    how = N_("*{incident}*: copy this text, send it your way, then mark it as sent. Every case of it keeps it.")
    via = text_input("via", placeholder=words.plain(N_("web form, e-mail, phone, WeChat")), most=60)
    reference = text_input("reference", most=80)
    languages = [option(_capital(words.term(f"language:{one}")), one) for one in DESK_LANGUAGES]
    chosen = select("incident_language", languages, shown.language)
    subject = text_input("subject", initial=shown.draft.subject, most=LONGEST_SUBJECT)
    text = text_input("text", initial=shown.draft.body, lines=True, most=LONGEST_TEXT)
    blocks = [
        context(words(how, incident=incident.reference)),
        field(words(N_("Language")), chosen, "language", optional=False) | {"dispatch_action": True},
        field(words(N_("Subject")), subject, subject_block(KIND, shown.language)),
        field(words(N_("Text")), text, text_block(KIND, shown.language), optional=False),
        *(context(line) for line in desk_lines(shown.desks, words)),
        field(words(N_("Sent by")), via, "via"),
        field(words(N_("Their reference, if they gave one")), reference, "reference"),
    ]
    if len(shown.draft.body) > LONGEST_TEXT:
        blocks.append(context(words(N_("The text is longer than a form of Slack's takes. Here it is whole:"))))
        blocks += paragraphs(escaped(shown.draft.body).split("\n"))[:MOST_PARAGRAPHS]
    if shown.translation is not None:
        translated = f"*{escaped(shown.translation.subject)}*\n{escaped(shown.translation.body)}"
        blocks.append(context(words(N_("*In your language*"))))
        blocks += paragraphs(translated.split("\n"))[:MOST_PARAGRAPHS]
    return modal(
        "incident_letter",
        words(N_("One letter")),
        blocks,
        submit=words(N_("Mark as sent")),
        close=words(N_("Cancel")),
        meta={**meta, "i": incident.number, "a": incident.asked, "l": shown.language},
    )


def answer_form(incident: Incident, words: Words, meta: Mapping[str, Any]) -> Block:
    """The modal that asks what the carrier answered for all of them."""
    how = N_("*{incident}*: what you enter here is logged in every case of it that still waits for this carrier.")
    answers = [option(_capital(words.term(one)), one) for one in ANSWERS]
    places = [option(_capital(words.term(one)), one) for one in WHEREABOUTS]
    what_they_wrote = words(N_("What they wrote; for a refusal or a question it is needed"))
    blocks = [
        context(words(how, incident=incident.reference)),
        field(words(N_("What did they answer?")), select("what", answers), "what", optional=False),
        field(words(N_("Where the parcels are, if they located them")), select("whereabouts", places), "whereabouts"),
        field(what_they_wrote, text_input("text", lines=True, most=2000), "text"),
        field(words(N_("Their reference")), text_input("reference", most=80), "reference"),
        field(words.term("at"), {"type": "datepicker", "action_id": "at"}, "at"),
    ]
    return modal(
        "incident_replied",
        words(N_("They replied")),
        blocks,
        submit=words(N_("Log it for all")),
        close=words(N_("Cancel")),
        meta={**meta, "i": incident.number, "h": incident.heard_at.isoformat() if incident.heard_at else ""},
    )


def add_form(incident: Incident, words: Words, meta: Mapping[str, Any]) -> Block:
    """The modal that asks which cases belong to an incident as well."""
    which = text_input(
        "cases", placeholder=words.plain(N_("142, LOST-0143, or tracking numbers")), lines=True, most=600
    )
    blocks = [
        context(words(N_("*{incident}*: which cases belong to it as well?"), incident=incident.reference)),
        field(words(N_("Cases")), which, "cases", optional=False),
    ]
    return modal(
        "incident_add",
        words(N_("Add cases")),
        blocks,
        submit=words(N_("Add")),
        close=words(N_("Cancel")),
        meta={**meta, "i": incident.number},
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
