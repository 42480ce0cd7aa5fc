"""What a change of the settings comes to, before it is kept: each setting with what it was and what it would be."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cases.rights import DEFAULT_LEAD_LIMITS, DEFAULT_LIMITS
from cases.words import N_
from handlers.language import LANGUAGES, Marked, Words, cut, quoted
from handlers.views.kit import Block, context, modal, section
from handlers.views.label_sellers import label_seller
from handlers.views.reminder_settings_form import LADDERS
from handlers.views.settings_form import USUAL_BLOCKS

LABELS = {
    "limits": N_("An agent decides alone up to"),
    "lead_limits": N_("A lead decides and approves up to"),
    "approvers": N_("Who approves what is above"),
    "approvals_channel": N_("Channel for approvals"),
    "default_channel": N_("Channel for new cards"),
    "timezone": N_("Time zone of the team"),
    "blocks": N_("Working hours, Monday to Friday"),
    "holidays": N_("Public holidays of"),
    "days_off": N_("Other days off of the team"),
    "extra_workdays": N_("Weekend days or holidays that are worked"),
    "language": N_("Language of posts"),
    "allow_shared_channels": N_("Channels shared with another organisation"),
    "allow_guests": N_("Guests"),
    "keep_buyers_days": N_("Days for which it is kept who a buyer is"),
    "marketplaces": N_("Marketplaces and shops where you sell"),
    "label": N_("Where your labels are bought"),
    "ladder": N_("How steep"),
    "periods": N_("Periods of your own"),
    "small_amounts": N_("Small sums"),
    "leads_channel": N_("Channel of the leads"),
    "last_resort_channel": N_("Channel of last resort"),
    "on_call": N_("On call after hours"),
    "broadcasts": N_("Tell the whole channel, once"),
    "peak_from": N_("Peak season from"),
    "peak_until": N_("Peak season until"),
}
# What holds where nobody has set anything.
UNSET: Mapping[str, Any] = {
    "limits": {code: str(amount) for code, amount in DEFAULT_LIMITS.items()},
    "lead_limits": {code: str(amount) for code, amount in DEFAULT_LEAD_LIMITS.items()},
    "blocks": USUAL_BLOCKS,
}
PEOPLE, CHANNELS = frozenset({"approvers", "on_call"}), frozenset(name for name in LABELS if name.endswith("_channel"))
VALUE_LONGEST = 400


def settings_preview(
    changes: Mapping[str, Any], words: Words, meta: Mapping[str, Any], erased_now: int | None = None
) -> Block:
    """The modal with every change (name to [before, after], as JSON has them), and a button that keeps them.

    `erased_now`: of how many cases the buyer would be erased at once; None where that is not what changes.
    """
    blocks: list[Block] = [context(words(N_("This is what would change. Nothing is kept yet.")))]
    for name, (before, after) in changes.items():
        label = words(LABELS[name]) if name in LABELS else name
        told = words(
            N_("*{what}*\n{before} → {after}"),
            what=label,
            before=Marked(_told(name, before, words)),
            after=Marked(_told(name, after, words)),
        )
        blocks.append(section(told))
    if erased_now is not None:
        text = words.count(
            N_("⚠️ The buyer of {n} closed case would be erased at once, for good."),
            N_("⚠️ The buyers of {n} closed cases would be erased at once, for good."),
            erased_now,
        )
        blocks.append(section(text if erased_now else words(N_("No buyer would be erased at once."))))
    title = words(N_("Settings"))
    return modal(
        "settings_keep", title, blocks, submit=words(N_("Keep")), close=words(N_("Cancel")), meta={**meta, "n": changes}
    )


def _told(name: str, value: Any, words: Words) -> str:
    """One value as people read it, as mrkdwn."""
    if name in UNSET and value in ("auto", "", {}):
        value = UNSET[name]
    if name == "approvers" and not value:
        return words(N_("the workspace's owners and admins"))
    if isinstance(value, bool):
        return words(N_("yes")) if value else words(N_("no"))
    if not value:
        return "–"
    if name in CHANNELS:
        return f"<#{value}>"
    if name in PEOPLE:
        return words(N_(", ")).join(f"<@{one}>" for one in value)
    if name == "language":
        return quoted(LANGUAGES.get(value, value))
    if name == "label":
        return quoted(label_seller(value, words))
    if name == "ladder":
        return words(LADDERS[value]) if value in LADDERS else quoted(value)
    if isinstance(value, Mapping):
        pairs = (f"{words.term(key)} {_plain(amount)}" for key, amount in sorted(value.items()))
        return cut(quoted(words(N_(", ")).join(pairs)), VALUE_LONGEST)
    told = words(N_(", ")).join(map(str, value)) if isinstance(value, list) else str(value)
    return cut(quoted(told), VALUE_LONGEST)


def _plain(written: Any) -> str:
    """An amount without empty digits behind it; a period as it is kept."""
    try:
        return f"{Decimal(written).normalize():f}"
    except (ArithmeticError, ValueError, TypeError):
        return str(written)
