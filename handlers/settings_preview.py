"""A change of the settings is shown before it is kept, and kept as it was shown or not at all."""

from datetime import timedelta
from typing import Any

from cases.rights import check_may_do
from cases.words import N_, NoLongerApplies
from handlers.new_approvers import ask_new_approvers, who_approves
from handlers.views.kit import packed
from handlers.views.settings_preview import settings_preview
from handlers.visit import Answer, Visit
from handlers.who_is_left_out import take_from_those_left_out
from storage.errors import StaleSettings
from storage.records import Settings

# A modal carries three thousand characters; a change that is longer is kept without a look at it.
LONGEST_CHANGE = 2500


def previewed(visit: Visit, new: Settings) -> Answer:
    """What would change, in a modal in place of the form; refused where the form was made from older settings."""
    before = visit.settings
    if new.version != before.version:
        raise NoLongerApplies(MEANWHILE)
    old, changed = (one.model_dump(mode="json") for one in (before, new))
    changes = {name: [old[name], changed[name]] for name in changed if old[name] != changed[name]}
    if not changes:
        return Answer(text=visit.words(N_("Nothing was changed: the settings are as they were.")))
    if len(packed(changes)) > LONGEST_CHANGE:
        return _keep(visit, new)
    meta = {"v": before.version, "ch": visit.ask.meta.get("ch")}
    erased_now = None
    if "keep_buyers_days" in changes:
        erased_now = visit.tx.buyers.closed_before(visit.workspace, visit.at - timedelta(days=new.keep_buyers_days))
    return Answer(view=settings_preview(changes, visit.words, meta, erased_now), replaces_view=True)


def kept(visit: Visit) -> Answer:
    """*Keep*: the change as it was shown."""
    check_may_do("settings", visit.who.roles)
    changes: Any = visit.ask.meta.get("n")
    values = {name: pair[1] for name, pair in changes.items()} if isinstance(changes, dict) else {}
    known = {**visit.settings.model_dump(mode="json"), **values, "version": visit.ask.meta.get("v")}
    return _keep(visit, Settings.model_validate(known))


def _keep(visit: Visit, new: Settings) -> Answer:
    before, approved = visit.settings, who_approves(visit, visit.settings)
    try:
        after = visit.tx.settings(visit.workspace).put(new, by=visit.who.id, at=visit.at)
    except StaleSettings:
        raise NoLongerApplies(MEANWHILE) from None
    take_from_those_left_out(visit, before.approvers, after.approvers)
    ask_new_approvers(visit, approved, after)
    if after.keep_buyers_days != before.keep_buyers_days:
        visit.tx.buyers.look_at_all(visit.workspace, visit.at)
    changed = {name for name, value in after.model_dump().items() if value != getattr(before, name)}
    if changed <= OF_REMINDERS:
        text = N_("Kept. Clocks that start from now on run by it; those that run keep their date.")
        return Answer(text=visit.words(text))
    return Answer(text=visit.words(N_("The settings are kept. They hold for every decision from now on.")))


OF_REMINDERS = frozenset(
    {
        *("ladder", "periods", "small_amounts", "leads_channel", "last_resort_channel", "broadcasts", "on_call"),
        *("peak_from", "peak_until", "version", "changed_by", "changed_at"),
    }
)
MEANWHILE = N_("Somebody changed the settings meanwhile. Open them again: /lost settings.")
FORMS = {"settings_keep": kept}
