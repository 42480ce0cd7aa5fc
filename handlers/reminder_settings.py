"""`/lost reminders`: how steep the ladder is, how long each step may take, who hears last; for admins."""

from collections.abc import Mapping
from datetime import date

from cases.ladder import PRESETS
from cases.on_call import on_call
from cases.own_periods import SETTABLE, periods_of, read_own_period
from cases.rights import check_may_do
from cases.terms import DEFAULT_PERIODS, Period
from cases.words import N_, Refused, Sentence, WrongField
from handlers.chosen_in_a_form import channel_chosen, members_chosen
from handlers.filled_in import FilledIn
from handlers.rules_in_force import team_calendar
from handlers.settings_preview import previewed
from handlers.views.reminder_settings_form import LADDERS, ReminderSettings, reminder_settings_form
from handlers.visit import Answer, Verb, Visit
from handlers.where_posted import usable
from handlers.whom import may_work
from handlers.workspace_settings import read_limits

assert LADDERS.keys() == PRESETS.keys()


def asked(visit: Visit) -> Answer:
    """The form, for an admin."""
    check_may_do("settings", visit.who.roles)
    return Answer(view=reminder_settings_form(facts_of(visit), visit.words, visit.ask.channel))


def facts_of(visit: Visit) -> ReminderSettings:
    """The settings as the form shows them."""
    settings = visit.settings
    small = [f"{code} {amount.normalize():f}" for code, amount in sorted(settings.small_amounts.items())]
    channels = [(one.id, one.name) for one in visit.tx.channels.all(visit.workspace) if usable(one, visit.settings)]
    return ReminderSettings(
        version=settings.version,
        ladder=settings.ladder,
        periods=periods_of(settings.periods),
        small_amounts=", ".join(small),
        leads_channel=settings.leads_channel,
        last_resort_channel=settings.last_resort_channel,
        on_call=settings.on_call,
        turns=on_call(settings.on_call, team_calendar(settings).date_of(visit.at)),
        channels=channels,
        broadcasts=settings.broadcasts,
        peak_from=settings.peak_from,
        peak_until=settings.peak_until,
    )


def sent(visit: Visit) -> Answer:
    """The form was sent: what would change is shown first, all of it or nothing is kept."""
    check_may_do("settings", visit.who.roles)
    filled, before = visit.ask.filled, visit.settings
    form = FilledIn()
    peak = form.read(_peak, filled.get("peak_from"), filled.get("peak_until"), otherwise=(None, None))
    small = (filled.get("small_amounts") or "").strip()
    update = {
        "version": visit.ask.meta.get("v", before.version),
        "ladder": filled.get("ladder") if filled.get("ladder") in PRESETS else before.ladder,
        "periods": _periods(filled, form),
        "small_amounts": form.read(read_limits, "small_amounts", small, otherwise={}) if small else {},
        "leads_channel": channel_chosen(filled.get("leads_channel")),
        "last_resort_channel": channel_chosen(filled.get("last_resort_channel")),
        "on_call": form.read(_on_call, visit, filled.get("on_call") or [], otherwise=before.on_call),
        "broadcasts": "broadcasts" in (filled.get("broadcasts") or []),
        "peak_from": peak[0],
        "peak_until": peak[1],
    }
    form.check()
    new = before.model_copy(update=update)
    return previewed(visit, new)


def _periods(filled: Mapping[str, object], form: FilledIn) -> dict[str, str]:
    """What differs from the usual, as settings keep it. An empty field goes back to the usual."""
    own: dict[str, str] = {}
    for kind in SETTABLE:
        written = filled.get(kind)
        if not isinstance(written, str) or not written.strip():
            continue
        period = form.read(_period, kind, written, otherwise=DEFAULT_PERIODS[kind])
        if period != DEFAULT_PERIODS[kind]:
            own[kind] = str(period)
    return own


def _period(kind: str, written: str) -> Period:
    try:
        return read_own_period(kind, written)
    except Refused as refused:
        raise WrongField(kind, refused.sentence) from None


def _peak(first: object, last: object) -> tuple[str | None, str | None]:
    """Both days of the peak season, or neither."""
    if not first and not last:
        return None, None
    if not (isinstance(first, str) and isinstance(last, str)):
        missing = "peak_until" if first else "peak_from"
        raise WrongField(
            missing, Sentence(N_("A peak season needs both days. Choose this one too, or clear the other."))
        )
    if date.fromisoformat(last) < date.fromisoformat(first):
        raise WrongField("peak_until", Sentence(N_("The peak season ends before it begins. Choose a later day.")))
    return first, last


def _on_call(visit: Visit, chosen: list[str]) -> list[str]:
    text = N_("{name} cannot be on call: that is a bot, a guest or somebody who has left.")
    people = members_chosen(visit, "on_call", chosen, text)
    for known in filter(None, (visit.tx.people.get(visit.workspace, one) for one in people)):
        if not may_work(known, visit.settings):
            text = N_("{name} cannot be on call: that takes an agent or a lead.")
            raise WrongField("on_call", Sentence(text, {"name": known.real_name or known.name}))
    return people


VERBS = (Verb("reminders", "", N_("how soon and how loudly Tracer reminds (admins)"), asked, ("提醒",), writes=False),)
CLICKS = {"reminder_settings": asked}
FORMS = {"reminder_settings": sent}
