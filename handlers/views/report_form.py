"""The form behind a bare `/lost`: only the number is needed."""

from collections.abc import Mapping
from typing import Any

from cases.words import N_
from handlers.language import Words
from handlers.views.kit import Block, field, modal, text_input


def report_form(words: Words, meta: Mapping[str, Any], numbers: str | None = None) -> Block:
    """The modal; `numbers` are those already known, from a message for instance."""
    blocks = [
        field(
            words(N_("Tracking number, or several")),
            text_input("numbers", initial=numbers, lines=True, placeholder="1Z999AA10123456784"),
            "numbers",
            optional=False,
            hint=words(N_("As you have it: with spaces, in a link, up to 50 at once.")),
        ),
        field(
            words(N_("Marketplace and order")),
            text_input("order", placeholder="amazon.de 305-1234567-1234567", most=200),
            "order",
        ),
        field(
            words(N_("Goods and what the buyer paid")),
            text_input("goods", placeholder=words(N_("vase, 31 EUR")), most=200),
            "goods",
        ),
        field(words(N_("Note")), text_input("note", lines=True, most=2000), "note"),
    ]
    return modal(
        "report", words(N_("Lost parcel")), blocks, submit=words(N_("Open case")), close=words(N_("Cancel")), meta=meta
    )
