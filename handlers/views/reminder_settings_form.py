"""How the team wants to be reminded: how steep, after how long, where the leads read, which sums are small."""

from collections.abc import Mapping, Sequence

from cases.light_dataclass import dataclass
from cases.own_periods import SETTABLE
from cases.terms import Period
from cases.words import N_, Person
from handlers.language import Words
from handlers.views.kit import Block, context, field, modal, option, select, text_input
from handlers.views.rule_words import period_told

LADDERS = {
    "standard": N_("Standard: each working day one step louder"),
    "calm": N_("Calm: two working days a step, nothing half-way"),
    "strict": N_("Strict: earlier warnings, and sooner to the lead"),
}
# Whose hours and days they are is said above the fields.
UNITS = {"team_hours": "hours", "team_days": "working_days", "party_days": "working_days", "days": "days"}


@dataclass(frozen=True, slots=True)
class ReminderSettings:
    """The settings as they stand; `version` comes back with the form. `turns` is who is on call, this week's first."""

    version: int
    ladder: str
    periods: Mapping[str, Period]
    small_amounts: str
    leads_channel: str | None
    last_resort_channel: str | None
    on_call: Sequence[str]
    turns: Sequence[str]
    channels: Sequence[tuple[str, str]]
    broadcasts: bool
    peak_from: str | None
    peak_until: str | None


def reminder_settings_form(facts: ReminderSettings, words: Words, channel: str | None = None) -> Block:
    """The modal for an admin."""
    ladders = [option(words(text), name) for name, text in LADDERS.items()]
    blocks: list[Block] = [
        field(words(N_("How steep")), select("ladder", ladders, facts.ladder), "ladder", optional=False),
        context(words(N_("How long each may take before Tracer reminds. Your hours are working hours of the team:"))),
        *(_period(kind, facts, words) for kind in SETTABLE),
        field(
            words(N_("Small sums")),
            text_input("small_amounts", initial=facts.small_amounts, placeholder="EUR 15, USD 15", most=300),
            "small_amounts",
            hint=words(N_("Below these a case is not taken to the lead; writing it off is proposed.")),
        ),
        _channel(words(N_("Channel of the leads")), "leads_channel", facts.leads_channel, facts, words),
        _channel(words(N_("Channel of last resort")), "last_resort_channel", facts.last_resort_channel, facts, words),
        _on_call(words, facts.on_call),
        *_turns(words, facts.turns),
        _broadcasts(words, facts.broadcasts),
        context(words(N_("Peak season: between these days carriers and payers get half as much time again."))),
        _date(words(N_("Peak season from")), "peak_from", facts.peak_from),
        _date(words(N_("Peak season until")), "peak_until", facts.peak_until),
    ]
    save, cancel = words(N_("Save")), words(N_("Cancel"))
    meta = {"v": facts.version, "ch": channel}
    return modal("reminder_settings", words(N_("Reminders")), blocks, submit=save, close=cancel, meta=meta)


def _period(kind: str, facts: ReminderSettings, words: Words) -> Block:
    period = facts.periods[kind]
    written = text_input(kind, initial=period_told(period.amount, UNITS[period.unit], words), most=40)
    return field(words.term(kind), written, kind)


def _channel(label: str, name: str, chosen: str | None, facts: ReminderSettings, words: Words) -> Block:
    options = [option(words(N_("None in particular")), "none")]
    # The chosen one first: Slack shows a hundred, and a choice that is not among them would be lost by saving.
    options += [option(f"#{title}", one) for one, title in sorted(facts.channels, key=lambda one: one[0] != chosen)]
    return field(label, select(name, options, chosen or "none"), name)


def _on_call(words: Words, people: Sequence[str]) -> Block:
    element: Block = {"type": "multi_users_select", "action_id": "on_call"}
    if people:
        element["initial_users"] = list(people)
    return field(
        words(N_("On call after hours")),
        element,
        "on_call",
        hint=words(
            N_(
                "They take turns week by week, in this order. Whose week it is gets the last call for a deadline that "
                "ends before the team is back, beside the case's owner. Empty: the leads do."
            )
        ),
    )


def _turns(words: Words, people: Sequence[str]) -> list[Block]:
    """Whose week it is, which the order of a list does not tell."""
    if len(people) < 2:
        return []
    text = N_("This week it is {person}, from Monday on {other}.")
    return [context(words(text, person=Person(people[0]), other=Person(people[1])))]


def _broadcasts(words: Words, on: bool) -> Block:
    text = words(N_("Tell the whole channel, once"))
    choice = option(text, "broadcasts")
    element: Block = {"type": "checkboxes", "action_id": "broadcasts", "options": [choice]}
    if on:
        element["initial_options"] = [choice]
    return field(
        words(N_("A deadline ends within hours and nobody acted, or a parcel turns up after it was paid for")),
        element,
        "broadcasts",
    )


def _date(label: str, name: str, chosen: str | None) -> Block:
    element: Block = {"type": "datepicker", "action_id": name}
    if chosen:
        element["initial_date"] = chosen
    return field(label, element, name)
