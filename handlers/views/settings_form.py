"""The workspace's settings in one modal: who may decide how much, who approves, where cards go, when the team works."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cases.light_dataclass import dataclass
from cases.retention import USUAL_DAYS
from cases.words import N_
from handlers.language import LANGUAGES, Words
from handlers.views.kit import Block, actions, button, context, field, modal, option, select, text_input

# The working hours of a team that has set none.
USUAL_BLOCKS = "09:00-12:00, 13:00-18:00"


@dataclass(frozen=True, slots=True)
class SettingsFacts:
    """The settings as they stand; `version` comes back with the form, so that nobody overwrites a newer change."""

    version: int
    limits: Mapping[str, Decimal]
    lead_limits: Mapping[str, Decimal]
    approvers: Sequence[str]
    approvals_channel: str | None
    default_channel: str | None
    channels: Sequence[tuple[str, str]]
    timezone: str
    blocks: str
    holidays: str
    days_off: Sequence[str]
    extra_workdays: Sequence[str]
    language: str
    allow_shared_channels: bool
    allow_guests: bool
    keep_buyers_days: int = USUAL_DAYS


def settings_form(facts: SettingsFacts, words: Words, channel: str | None = None) -> Block:
    """The modal for an admin; `channel` is where it was asked for, and where the answer goes."""
    approvers: Block = {"type": "multi_users_select", "action_id": "approvers"}
    if facts.approvers:
        approvers["initial_users"] = list(facts.approvers)
    blocks: list[Block] = [
        context(words(N_("Reminders, channels, where you sell and ship and the rest have forms of their own:"))),
        actions(_others(words), block_id="others"),
        _limits(words, N_("An agent decides alone up to"), "limits", facts.limits),
        _limits(words, N_("A lead decides and approves up to"), "lead_limits", facts.lead_limits),
        field(
            words(N_("Who approves what is above")),
            approvers,
            "approvers",
            hint=words(N_("Nobody approves their own request, so name two. Empty: the workspace's owners and admins.")),
        ),
        context(words(N_("Requests go to each approver directly, or to one channel if you choose it:"))),
        _channel(words(N_("Channel for approvals")), "approvals_channel", facts, facts.approvals_channel, words),
        _channel(words(N_("Channel for new cards")), "default_channel", facts, facts.default_channel, words),
        field(
            words(N_("Time zone of the team")),
            text_input("timezone", initial=facts.timezone, most=60),
            "timezone",
            optional=False,
        ),
        field(
            words(N_("Working hours, Monday to Friday")),
            text_input("blocks", initial=facts.blocks, placeholder="09:00-12:00, 13:00-18:00", most=100),
            "blocks",
            optional=False,
        ),
        *_calendar(words, facts),
        field(
            words(N_("Language of posts")),
            select("language", [option(name, code) for code, name in LANGUAGES.items()], facts.language),
            "language",
            optional=False,
        ),
        field(
            words(N_("Days for which it is kept who a buyer is")),
            text_input("keep_buyers_days", initial=str(facts.keep_buyers_days), most=5),
            "keep_buyers_days",
            optional=False,
            hint=words(KEPT),
        ),
        _allowed(words, facts),
    ]
    title, meta = words(N_("Settings")), {"v": facts.version, "ch": channel}
    return modal("settings", title, blocks, submit=words(N_("Save")), close=words(N_("Cancel")), meta=meta)


KEPT = N_(
    "Counted from the closing of the case; then name, address and contact are erased, and the case stays. What a "
    "marketplace demands comes first: Amazon's buyers are erased 30 days after the delivery."
)


def _others(words: Words) -> list[Block]:
    """The ways to everything else that can be set."""
    return [
        button(words(N_("Reminders")), "reminder_settings"),
        button(words(N_("Roles")), "roles"),
        button(words(N_("Channels")), "channel_settings"),
        button(words(N_("Labels & marketplaces")), "trade_settings"),
        button(words(N_("Your own contracts")), "own_rules_set"),
        button(words(N_("Insurance")), "insurance_add"),
        button(words(N_("What is connected")), "connections"),
    ]


def _calendar(words: Words, facts: SettingsFacts) -> list[Block]:
    return [
        field(
            words(N_("Public holidays of")),
            text_input("holidays", initial=facts.holidays, placeholder="DE-NW", most=10),
            "holidays",
            hint=words(N_("Two letters, such as CN or DE; with a region where holidays differ, such as DE-NW.")),
        ),
        field(
            words(N_("Other days off of the team")),
            text_input("days_off", initial=", ".join(facts.days_off), placeholder="2026-12-24", most=1000),
            "days_off",
        ),
        field(
            words(N_("Weekend days or holidays that are worked")),
            text_input("extra_workdays", initial=", ".join(facts.extra_workdays), placeholder="2027-02-06", most=1000),
            "extra_workdays",
            hint=words(N_("China's make-up workdays are known already.")),
        ),
    ]


def _limits(words: Words, label: str, name: str, limits: Mapping[str, Decimal]) -> Block:
    written = ", ".join(f"{code} {amount.normalize():f}" for code, amount in sorted(limits.items()))
    return field(
        words(label),
        text_input(name, initial=written, placeholder="EUR 100, USD 100", most=1000),
        name,
        hint=words(N_("A currency that is not named always needs approval.")),
    )


def _channel(label: str, name: str, facts: SettingsFacts, chosen: str | None, words: Words) -> Block:
    options = [option(words(N_("None in particular")), "none")]
    # The chosen one first: Slack shows a hundred, and a choice that is not among them would be lost by saving.
    channels = sorted(facts.channels, key=lambda one: one[0] != chosen)
    options += [option(f"#{title}", channel) for channel, title in channels]
    return field(label, select(name, options, chosen or "none"), name)


def _allowed(words: Words, facts: SettingsFacts) -> Block:
    shared = option(words(N_("Channels shared with another organisation")), "shared")
    guests = option(words(N_("Guests")), "guests")
    element: Block = {"type": "checkboxes", "action_id": "allowed", "options": [shared, guests]}
    on = [one for one, is_on in ((shared, facts.allow_shared_channels), (guests, facts.allow_guests)) if is_on]
    if on:
        element["initial_options"] = on
    return field(words(N_("Allow Tracer for")), element, "allowed")
