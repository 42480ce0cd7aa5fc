"""Snoozing in a modal: ready-made ends with the date they come to, and the reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from cases.case import Case
from cases.snoozing import Pause
from cases.words import N_
from handlers.language import Words
from handlers.views.kit import Block, context, field, modal, option, text_input

NAMES = {
    "tomorrow": N_("Tomorrow morning: {when}"),
    "workdays": N_("In three working days: {when}"),
    "opening": N_("When the claim can be filed: {when}"),
    "reply": N_("Until they reply, at the latest {when}"),
    "day_before": N_("As long as the deadline allows: {when}"),
}
ON_A_DATE = "date"


def snooze_form(
    case: Case,
    what: str,
    pauses: Sequence[Pause],
    words: Words,
    meta: Mapping[str, Any],
    *,
    chosen: str | None = None,
    day: str | None = None,
    reason: str | None = None,
) -> Block:
    """The modal; `what` names what is paused. `chosen` is a pause's name, `day` a date that was typed (ISO)."""
    options = [option(words.plain(NAMES[one.name], when=words.moment(one.until)), one.name) for one in pauses]
    options.append(option(words(N_("On the date below, at 09:00 where the team is")), ON_A_DATE))
    picked = next((one for one in options if one["value"] == chosen), None)
    element: Block = {"type": "radio_buttons", "action_id": "end", "options": options}
    if picked:
        element["initial_option"] = picked
    date: Block = {"type": "datepicker", "action_id": "until"}
    if day:
        date["initial_date"] = day
    blocks = [
        context(
            words(N_("*{reference}*, what is paused: {what}. Deadlines go on."), reference=case.reference, what=what)
        ),
        field(words(N_("Until when?")), element, "end", optional=False),
        field(words(N_("Date")), date, "until"),
        field(words(N_("Why?")), text_input("reason", initial=reason, most=500), "reason", optional=False),
        context(words(N_("An answer of whom you wait for ends it at once."))),
    ]
    carried = {**meta, "c": case.number}
    return modal(
        "snooze", words(N_("Snooze")), blocks, submit=words(N_("Save")), close=words(N_("Cancel")), meta=carried
    )
