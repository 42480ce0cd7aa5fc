"""The form for the hours at which approvers hear of requests."""

from collections.abc import Mapping
from typing import Any

from cases.words import N_
from handlers.language import Words
from handlers.views.kit import Block, context, field, modal, text_input


def approval_hours_form(hours: str, version: int, words: Words, meta: Mapping[str, Any]) -> Block:
    """The hours as they are kept, to be changed; empty means at once."""
    shown = ", ".join(hours.split(",")) if hours else None
    blocks = [
        context(
            words(
                N_(
                    "Requests are told together at these hours on working days, in the team's zone. One that cannot "
                    "wait, because a clock of the buyer's or its own ends before, is told sooner. Empty: each at once."
                )
            )
        ),
        field(words(N_("Hours")), text_input("hours", initial=shown, placeholder="11:00, 16:00", most=60), "hours"),
    ]
    title = words(N_("Hours for approvals"))
    carried = {**meta, "v": version}
    return modal("approval_hours", title, blocks, submit=words(N_("Save")), close=words(N_("Cancel")), meta=carried)
