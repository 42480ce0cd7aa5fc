"""The forms of an incident: the one letter to its carrier, the carrier's answer, and cases to be added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.closing import WHEREABOUTS
from cases.incidents import ANSWERS, Incident
from cases.words import N_
from handlers.language import Words, escaped
from handlers.views.incident import days_of
from handlers.views.kit import Block, context, field, modal, option, paragraphs, select, text_input

LETTER_LONGEST = 3000
SUBJECT = N_("Inquiry about {n} parcels that may be missing together")
GREETING = N_("Dear {party} team,")
SEEN_IN = N_("these {n} parcels were last scanned in {mark} ({days}). Nothing has been heard of them since.")
ON_FLIGHT = N_("these {n} parcels were last scanned with flight {mark} ({days}). Nothing has been heard of them since.")
IN_BAG = N_(
    "these {n} parcels were last scanned in bag or consignment {mark} ({days}). Nothing has been heard of them since."
)
BY_HAND = N_("these {n} parcels are missing, and we think that they have one cause.")
ASKED_BEFORE = N_("We asked you about them on {date}.")
PLEASE = N_(
    "Please look into it as one event: tell us what happened, where the parcels are, and by when you decide about each "
    "of them."
)
NUMBERS = N_("The parcels:")
REGARDS = N_("Kind regards")
OPENINGS = {"hub": SEEN_IN, "flight": ON_FLIGHT, "bag": IN_BAG}


@dataclass(frozen=True, slots=True)
class Listed:
    """A parcel as the letter lists it."""

    number: str
    last_at: datetime | None = None
    place: str | None = None


def incident_letter(incident: Incident, party: str, parcels: Sequence[Listed], words: Words) -> str:
    """The one letter, plain text, in the language of `words`, filled with facts of the cases only."""
    n = len(parcels)
    opening = OPENINGS.get(incident.by, BY_HAND) if incident.first_at else BY_HAND
    facts = {"n": n, "mark": incident.mark, "days": days_of(incident, words)}
    parts = [words.plain(SUBJECT, n=n), words.plain(GREETING, party=party), words.plain(opening, **facts)]
    if incident.asked_at is not None:
        parts.append(words.plain(ASKED_BEFORE, date=words.day(incident.asked_at)))
    parts.append(words.plain(PLEASE))
    parts.append("\n".join([words.plain(NUMBERS), *(_parcel(one, words, long=n <= 40) for one in parcels)]))
    return "\n\n".join([*parts, words.plain(REGARDS)])


def letter_form(
    incident: Incident, letter: str, translation: str | None, words: Words, meta: Mapping[str, Any]
) -> Block:
    """The modal: the text to copy and edit, what it says in the reader's language, and *mark as sent*."""
    how = N_("*{incident}*: copy this text, send it your way, then mark it as sent. Every case of it keeps it.")
    via = text_input("via", placeholder=words.plain(N_("web form, e-mail, phone, WeChat")), most=60)
    reference = text_input("reference", most=80)
    blocks = [
        context(words(how, incident=incident.reference)),
        field(
            words(N_("Text")),
            text_input("text", initial=letter, lines=True, most=LETTER_LONGEST),
            "text",
            optional=False,
        ),
        field(words(N_("Sent by")), via, "via"),
        field(words(N_("Their reference, if they gave one")), reference, "reference"),
    ]
    if len(letter) > LETTER_LONGEST:
        blocks.append(context(words(N_("The text is longer than a form of Slack's takes. Here it is whole:"))))
        blocks += paragraphs(escaped(letter).split("\n"))[:40]
    if translation:
        blocks.append(context(words(N_("*In your language*"))))
        blocks += paragraphs(escaped(translation).split("\n"))[:40]
    return modal(
        "incident_letter",
        words(N_("One letter")),
        blocks,
        submit=words(N_("Mark as sent")),
        close=words(N_("Cancel")),
        meta={**meta, "i": incident.number, "a": incident.asked},
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


def _parcel(one: Listed, words: Words, *, long: bool) -> str:
    if not long or one.last_at is None:
        return one.number
    seen = words.day(one.last_at)
    return f"{one.number} – {seen}, {one.place}" if one.place else f"{one.number} – {seen}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
