"""The form behind a bare `/lost`: only the number is needed."""

from collections.abc import Mapping, Sequence
from typing import Any

from cases.words import N_
from handlers.language import Words
from handlers.views.kit import Block, field, modal, option, section, select, text_input

MOST_IN_NUMBERS, MOST_IN_LINES, MOST_IN_NOTES = 3000, 200, 2000


def report_form(
    words: Words,
    meta: Mapping[str, Any],
    values: Mapping[str, Any] | None = None,
    said: str = "",
    answers: Sequence[tuple[str, str]] = (),
) -> Block:
    """The modal. `values` is what is known by field, from a message for instance.

    `said` stands above the fields, as mrkdwn; with `answers` (label, value) it is a question about the number.
    """
    values = values or {}
    blocks = [section(said)] if said else []
    if answers:
        choices = [option(label, value) for label, value in answers]
        # A question that has one answer is answered by sending the form again.
        only = answers[0][1] if len(answers) == 1 else None
        blocks.append(field(words(N_("Your answer")), select("which", choices, only), "which", optional=False))
    numbers = field(
        words(N_("Tracking number, or several")),
        text_input(
            "numbers",
            initial=values.get("numbers"),
            lines=True,
            placeholder="1Z999AA10123456784",
            most=MOST_IN_NUMBERS,
        ),
        "numbers",
        optional=False,
        hint=words(N_("As you have it: with spaces, in a link, up to 50 at once.")),
    )
    note = note_field(words, values.get("note"))
    blocks += [numbers, *order_fields(words, values), note]
    return modal(
        "report", words(N_("Lost parcel")), blocks, submit=words(N_("Open case")), close=words(N_("Cancel")), meta=meta
    )


def order_fields(words: Words, values: Mapping[str, Any]) -> list[Block]:
    """What was ordered, where, and what the buyer paid."""
    placeholders = {
        "order": (words(N_("Marketplace and order")), "amazon.de 305-1234567-1234567"),
        "goods": (words(N_("Goods")), words(N_("vase"))),
        "paid": (words(N_("What the buyer paid")), "31 EUR"),
    }
    return [
        field(label, text_input(name, initial=values.get(name), placeholder=shown, most=MOST_IN_LINES), name)
        for name, (label, shown) in placeholders.items()
    ]


def note_field(words: Words, note: str | None) -> Block:
    """A note to begin the case with."""
    return field(words(N_("Note")), text_input("note", initial=note, lines=True, most=MOST_IN_NOTES), "note")
