"""A follow-up to a silent counterparty, ready to be copied, and *mark as sent* in the same modal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.case import Case
from cases.words import N_
from handlers.language import Words
from handlers.views.kit import Block, context, field, modal, section, text_input

SUBJECT = N_("Follow-up on parcel {number}")
GREETING = N_("Dear {party} team,")
# The date is that of the last contact, whoever wrote then: the letter says no more of it than that.
ASKED = N_("we asked you about parcel {number}{reference}. Since our last contact on {date} we have heard nothing.")
CLAIMED = N_(
    "we filed a claim for parcel {number}{reference}. Since our last contact on {date} we have heard nothing about it."
)
ANSWERED = N_(
    "we answered the dispute over parcel {number}{reference}. Since our last contact on {date} we have heard nothing "
    "about it."
)
GRANTED = N_(
    "you approved our claim for parcel {number}{reference}; the payment has not arrived yet. Our last contact about it "
    "was on {date}."
)
PLEASE_SEARCH = N_(
    "Please tell us where it was last seen for certain, what the search has found, and by when you decide."
)
PLEASE_DECIDE = N_("Please tell us how it stands, whether anything is missing from us, and by when you decide.")
PLEASE_PAY = N_("Please tell us when it was or will be paid, and under which reference.")
GOODWILL = N_(
    "our claim for parcel {number} comes after its last date ({date}). The loss itself is not in doubt. "
    "We ask you to settle it as a goodwill gesture, and to tell us what you need from us for that."
)
REGARDS = N_("Kind regards")
# What our reference with them is called in the letter.
YOUR_REFERENCE = N_(" (your reference {reference})")


def follow_up(case: Case, party: str, kind: str, since: datetime | None, reference: str | None, words: Words) -> str:
    """The letter, plain text, in the language of `words`; filled with facts of the case only."""
    number = case.parcel.number
    known = words.plain(YOUR_REFERENCE, reference=reference) if reference else ""
    facts = {"number": number, "reference": known, "date": words.day(since) if since else "–"}
    said, please = {
        "carrier_silence": (ASKED, PLEASE_SEARCH),
        "claim_silence": (CLAIMED, PLEASE_DECIDE),
        "dispute_silence": (ANSWERED, PLEASE_DECIDE),
        "payment": (GRANTED, PLEASE_PAY),
        "goodwill": (GOODWILL, ""),
    }[kind]
    parts = [words.plain(SUBJECT, number=number), words.plain(GREETING, party=party), words.plain(said, **facts)]
    parts += [words.plain(please)] if please else []
    return "\n\n".join([*parts, words.plain(REGARDS)])


def follow_up_form(
    case: Case, letter: str, translation: str | None, words: Words, meta: Mapping[str, Any], *, marks: bool
) -> Block:
    """The modal: the text to copy and edit, what it says in the reader's language, and *mark as sent*."""
    how = N_("*{reference}*: copy this text, send it your way, then mark it as sent.")
    via = text_input("via", placeholder=words.plain(N_("web form, e-mail, phone, WeChat")), most=60)
    blocks = [
        context(words(how, reference=case.reference)),
        field(words(N_("Text")), text_input("text", initial=letter, lines=True, most=3000), "text", optional=False),
        field(words(N_("Sent by")), via, "via"),
    ]
    if translation:
        blocks.append(section(words(N_("*In your language*")) + "\n" + translation.replace("\n\n", "\n")))
    submit = words(N_("Mark as sent")) if marks else None
    return modal(
        "chase",
        words(N_("Follow-up")),
        blocks,
        submit=submit,
        close=words(N_("Cancel")),
        meta={**meta, "c": case.number},
    )
