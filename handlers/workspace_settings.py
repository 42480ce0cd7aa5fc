"""`/lost settings`: limits, approvers, channels, hours and language of a workspace, for admins."""

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from cases.money import read_money
from cases.retention import MOST_DAYS
from cases.rights import DEFAULT_LEAD_LIMITS, DEFAULT_LIMITS, check_may_do
from cases.words import N_, Refused, Sentence, WrongField
from handlers.chosen_in_a_form import channel_chosen, members_chosen
from handlers.desk import blocks_of
from handlers.filled_in import FilledIn
from handlers.rules_in_force import is_known_place
from handlers.settings_preview import previewed
from handlers.views.settings_form import USUAL_BLOCKS, SettingsFacts, settings_form
from handlers.visit import Answer, Verb, Visit
from handlers.where_posted import usable
from handlers.who import limits_of

# A comma within a number belongs to it: EUR 31,50, USD 1,000.00
BETWEEN_LIMITS = re.compile(r"[;；，\n]|(?<!\d),|,(?!\d)")


def asked(visit: Visit) -> Answer:
    """The form, for an admin."""
    check_may_do("settings", visit.who.roles)
    return Answer(view=settings_form(form_facts(visit), visit.words, visit.ask.channel))


def sent(visit: Visit) -> Answer:
    """The form was sent: what would change is shown first, all of it or nothing is kept."""
    check_may_do("settings", visit.who.roles)
    filled, before = visit.ask.filled, visit.settings
    form = FilledIn()

    def read(reading: Callable[..., Any], name: str, *besides: Any) -> Any:
        return form.read(reading, *besides, filled.get(name) or "", otherwise=getattr(before, name))

    approvers = form.read(_approvers, visit, filled.get("approvers") or [], otherwise=before.approvers)
    allowed = filled.get("allowed") or []
    update = {
        "version": visit.ask.meta.get("v", before.version),
        "limits": _unless_usual(read(read_limits, "limits", "limits"), before.limits, DEFAULT_LIMITS),
        "lead_limits": _unless_usual(
            read(read_limits, "lead_limits", "lead_limits"), before.lead_limits, DEFAULT_LEAD_LIMITS
        ),
        "approvers": approvers,
        "approvals_channel": channel_chosen(filled.get("approvals_channel")),
        "default_channel": channel_chosen(filled.get("default_channel")),
        "timezone": read(_zone, "timezone"),
        "blocks": _unless_usual(read(_blocks, "blocks"), before.blocks, USUAL_BLOCKS.replace(", ", ",")),
        "holidays": read(_place, "holidays"),
        "days_off": read(_days, "days_off", "days_off"),
        "extra_workdays": read(_days, "extra_workdays", "extra_workdays"),
        "keep_buyers_days": read(_kept_days, "keep_buyers_days"),
        "language": filled.get("language") or before.language,
        "allow_shared_channels": "shared" in allowed,
        "allow_guests": "guests" in allowed,
    }
    form.check()
    new = before.model_copy(update=update)
    return previewed(visit, new)


def form_facts(visit: Visit) -> SettingsFacts:
    """The settings as the form shows them."""
    settings, limits = visit.settings, limits_of(visit.settings)
    channels = [one for one in visit.tx.channels.all(visit.workspace) if usable(one, visit.settings)]
    return SettingsFacts(
        version=settings.version,
        limits=limits.agent,
        lead_limits=limits.lead,
        approvers=settings.approvers,
        approvals_channel=settings.approvals_channel,
        default_channel=settings.default_channel,
        channels=[(one.id, one.name) for one in channels],
        timezone=settings.timezone,
        blocks=USUAL_BLOCKS if settings.blocks == "auto" else settings.blocks,
        holidays=settings.holidays,
        days_off=settings.days_off,
        extra_workdays=settings.extra_workdays,
        language=settings.language,
        keep_buyers_days=settings.keep_buyers_days,
        allow_shared_channels=settings.allow_shared_channels,
        allow_guests=settings.allow_guests,
    )


def _unless_usual(read: Any, before: Any, usual: Any) -> Any:
    """What was filled in; where nobody ever set it and it is the usual value, it stays unset."""
    return before if read == usual and before in ("auto", "", {}) else read


def read_limits(name: str, written: str) -> dict[str, Decimal]:
    """Limits as people write them: `EUR 100, USD 100`. Raises WrongField with the piece that does not do."""
    limits: dict[str, Decimal] = {}
    for piece in filter(None, (one.strip() for one in BETWEEN_LIMITS.split(written))):
        match = re.fullmatch(r"([A-Za-z]{3}|[€£$¥])\s*([\d.,]+)|([\d.,]+)\s*([A-Za-z]{3}|[€£$¥])", piece)
        if match is None:
            raise WrongField(
                name, Sentence(N_("“{piece}” is not a limit. Write them like EUR 100, USD 100."), {"piece": piece[:40]})
            )
        try:
            money = read_money(match[2] or match[3], match[1] or match[4], may_be_zero=True)
        except Refused as refused:
            raise WrongField(name, refused.sentence) from None
        limits[money.currency] = money.amount
    if not limits:
        raise WrongField(name, Sentence(N_("Write at least one limit. EUR 0 means that everything needs approval.")))
    return limits


def _approvers(visit: Visit, chosen: list[str]) -> list[str]:
    text = N_("{name} cannot approve: that is a bot, a guest or somebody who has left.")
    return members_chosen(visit, "approvers", chosen, text)


def _zone(written: str) -> str:
    try:
        ZoneInfo(written.strip())
    except (KeyError, ValueError, OSError):
        text = N_("“{zone}” is not a time zone. Write one such as Asia/Shanghai or Europe/Berlin.")
        raise WrongField("timezone", Sentence(text, {"zone": written[:40]})) from None
    return written.strip()


def _place(written: str) -> str:
    """The country, with a region where holidays differ, whose public holidays the team has; empty for none."""
    place = written.strip().upper()
    if place and not is_known_place(place):
        text = N_("No holidays are known of “{written}”. Write a country such as CN, or a region such as DE-NW.")
        raise WrongField("holidays", Sentence(text, {"written": written.strip()[:20]}))
    return place


def _days(name: str, written: str) -> list[str]:
    """Dates as people list them, in order, each once."""
    days = set()
    for piece in filter(None, re.split(r"[\s,，;；、]+", written)):
        try:
            days.add(date.fromisoformat(piece).isoformat())
        except ValueError:
            text = N_("{value} is not a date. Write it like 2026-04-03.")
            raise WrongField(name, Sentence(text, {"value": piece[:20]})) from None
    return sorted(days)


def _kept_days(written: str) -> int:
    days = int(written.strip()) if written.strip().isdecimal() and len(written.strip()) < 9 else 0
    if not 1 <= days <= MOST_DAYS:
        text = N_("“{written}” is not a number of days. Write one from 1 to {most}.")
        raise WrongField("keep_buyers_days", Sentence(text, {"written": written.strip()[:20], "most": MOST_DAYS}))
    return days


def _blocks(written: str) -> str:
    """Working blocks in order, without overlap, as `09:00-12:00,13:00-18:00`."""
    text = N_("“{written}” are not working hours. Write blocks in order, like 09:00-12:00, 13:00-18:00.")
    wrong = WrongField("blocks", Sentence(text, {"written": written[:60]}))
    plain = written.replace("–", "-").replace("，", ",").replace("：", ":")
    try:
        blocks = blocks_of(re.sub(r"(?<!\d)(\d):", r"0\1:", plain))
    except ValueError:
        raise wrong from None
    edges = [edge for block in blocks for edge in block]
    if any(later <= earlier for earlier, later in pairwise(edges)):
        raise wrong
    return ",".join(f"{_hour(opens)}-{_hour(closes)}" for opens, closes in blocks)


def _hour(at: time) -> str:
    return at.strftime("%H:%M")


VERBS = (
    Verb(
        "settings",
        "",
        N_("limits, approvers, channels, hours and language of the workspace (admins)"),
        asked,
        ("设置",),
        writes=False,
    ),
)
CLICKS = {"settings": asked}
FORMS = {"settings": sent}
