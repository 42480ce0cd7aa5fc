"""`/lost digest`: see, send, schedule and stop the digests of a channel, and one's own."""

import re
from dataclasses import replace
from zoneinfo import ZoneInfo

from cases.digests import DAILY, MONTHLY, PARTS, PERSONAL, WEEKDAYS, WEEKLY, times_of
from cases.rights import check_may_do
from cases.words import N_, Refused, Sentence, WrongField
from handlers.digest_letters import FINANCE_AT, FINANCE_PARTS, digest_letter, plan_of, postponed, started, told, usual
from handlers.language import LANGUAGES, Words
from handlers.views.digest_form import Coming, DigestSettings, coming_line, digest_form, overview
from handlers.visit import Answer, Verb, Visit
from handlers.where_posted import usable
from storage.records import Channel
from storage.schedules import Schedule

MOST_TIMES = 4
KINDS = {
    DAILY: ("daily", "day", "每日", "日报", "每天"),
    WEEKLY: ("weekly", "week", "每周", "周报"),
    MONTHLY: ("monthly", "month", "每月", "月报"),
}
WORDS = {
    "preview": ("preview", "预览"),
    "now": ("now", "现在", "立即"),
    "schedule": ("schedule", "设置", "定时", "安排"),
    "off": ("off", "stop", "关闭", "停止"),
    "me": ("me", "my", "我", "我的"),
}
FINANCE_WORDS = ("finance", "财务")
TIME = re.compile(r"\d{1,2}:\d{2}")


def digest(visit: Visit) -> Answer:
    """`/lost digest [preview · now · schedule · off] [weekly · monthly]`, `/lost digest me 09:00 · finance · off`."""
    typed = visit.ask.text.lower().replace("：", ":").split()
    if not typed:
        return _overview(visit)
    wanted = next((name for name, words in WORDS.items() if typed[0] in words), None)
    if wanted == "me":
        return _mine(visit, typed[1:])
    if wanted is None:
        raise Refused(N_("Say what to do: /lost digest preview, now, schedule, off, or me 09:00."))
    return {"preview": _preview, "now": _now, "schedule": _form, "off": _off}[wanted](visit, _kind(typed[1:]))


def previewed(visit: Visit) -> Answer:
    """The Preview button."""
    return _preview(visit, _kind_of_button(visit))


def asked(visit: Visit) -> Answer:
    """A button that opens the modal of one kind of digest."""
    return _form(visit, _kind_of_button(visit))


def sent(visit: Visit) -> Answer:
    """The modal was sent: keep the schedule, and say when the next digest comes."""
    channel, kind = _channel(visit), str(visit.ask.meta.get("k"))
    check_may_do("channel_digest", visit.who.roles)
    if kind not in KINDS:
        raise Refused(N_("This form is of no use any more. Open it again: /lost digest schedule."))
    filled = visit.ask.filled
    days = filled.get("days") or []
    known = visit.tx.schedules.get(visit.workspace, channel.id, kind) or usual(visit.workspace, channel.id, kind)
    wanted = replace(
        known,
        at=_times(filled.get("at") or ""),
        days=() if kind == MONTHLY else _days([days] if isinstance(days, str) else days),
        zone=_zone(filled.get("zone") or ""),
        language=filled.get("language") if filled.get("language") in LANGUAGES else None,
        parts=_parts(kind, filled.get("parts") or []),
        when_empty="nothing" if filled.get("empty") == "nothing" else "line",
        when_missed="skip" if filled.get("missed") == "skip" else "late",
        plain="plain" in (filled.get("plain") or []),
    )
    return Answer(text=_kept(visit, wanted))


def muted(visit: Visit) -> Answer:
    """*Mute today*: nothing more of these digests here before tomorrow."""
    place = visit.who.id if (visit.ask.channel or "D").startswith("D") else visit.ask.channel or ""
    schedules = [postponed(one, visit.tx, visit.at) for one in visit.tx.schedules.of(visit.workspace, place)]
    if not schedules:
        return Answer(text=visit.words(N_("No digest is scheduled here, so none comes.")))
    lines = [coming_line(_coming(one, visit), visit.words) for one in schedules]
    return Answer(text="\n".join([visit.words(N_("No more digests here today.")), *lines]))


def _overview(visit: Visit) -> Answer:
    place = visit.who.id if (visit.ask.channel or "D").startswith("D") else visit.ask.channel or ""
    coming = [_coming(one, visit) for one in visit.tx.schedules.of(visit.workspace, place)]
    if place != visit.who.id:
        coming += [_coming(one, visit) for one in visit.tx.schedules.of(visit.workspace, visit.who.id)]
    return Answer(text=visit.words(N_("Digests")), blocks=overview(coming, visit.words))


def _preview(visit: Visit, kind: str) -> Answer:
    """What a digest would tell now, shown to nobody else."""
    place = visit.ask.channel or visit.who.id
    if place.startswith("D"):
        place, kind = visit.who.id, PERSONAL if kind == DAILY else kind
    schedule = visit.tx.schedules.get(visit.workspace, place, kind) or usual(visit.workspace, place, kind)
    language = schedule.language or _place_language(visit, place)
    words = Words(language, schedule.zone or (visit.words.zone if schedule.is_personal else visit.settings.timezone))
    said = told(replace(schedule, when_empty="line"), visit.tx, visit.at, words)
    assert said is not None
    return Answer(text=said["text"], blocks=said["blocks"])


def _now(visit: Visit, kind: str) -> Answer:
    """Post a digest in this channel at once; what is scheduled comes all the same."""
    check_may_do("post_digest", visit.who.roles)
    channel = _channel(visit)
    schedule = usual(visit.workspace, channel.id, kind)
    visit.desk.owe(digest_letter(schedule, f"now:{visit.ask.key}", {}))
    return Answer(text=visit.words(N_("The digest is on its way to this channel.")))


def _form(visit: Visit, kind: str) -> Answer:
    channel = _channel(visit)
    check_may_do("channel_digest", visit.who.roles)
    known = visit.tx.schedules.get(visit.workspace, channel.id, kind) or usual(visit.workspace, channel.id, kind)
    facts = DigestSettings(
        kind,
        known.at,
        known.days,
        known.parts,
        known.when_empty,
        known.when_missed,
        known.plain,
        known.zone,
        known.language,
        visit.settings.timezone,
    )
    return Answer(view=digest_form(facts, visit.words, channel.id))


def _off(visit: Visit, kind: str) -> Answer:
    channel = _channel(visit)
    check_may_do("channel_digest", visit.who.roles)
    was_on = visit.tx.schedules.off(visit.workspace, channel.id, kind, by=visit.who.id, at=visit.at)
    if was_on:
        return Answer(text=visit.words(N_("No more of these digests come to this channel.")))
    return Answer(text=visit.words(N_("No such digest came to this channel, and none will.")))


def _mine(visit: Visit, typed: list[str]) -> Answer:
    """One's own digest: at an hour, as finance gets it, or no more."""
    me = visit.who.id
    if typed and typed[0] in WORDS["off"]:
        visit.tx.schedules.off(visit.workspace, me, PERSONAL, by=me, at=visit.at)
        return Answer(text=visit.words(N_("You get no digest of your own any more.")))
    if typed and typed[0] in WORDS["preview"]:
        schedule = visit.tx.schedules.get(visit.workspace, me, PERSONAL) or usual(visit.workspace, me, PERSONAL)
        said = told(replace(schedule, when_empty="line"), visit.tx, visit.at, visit.words)
        assert said is not None
        return Answer(text=said["text"], blocks=said["blocks"])
    wanted = visit.tx.schedules.get(visit.workspace, me, PERSONAL) or usual(visit.workspace, me, PERSONAL)
    if typed and typed[0] in FINANCE_WORDS:
        check_may_do("finance_digest", visit.who.roles)
        wanted = replace(wanted, at=FINANCE_AT, parts=FINANCE_PARTS)
    else:
        at = ",".join(typed) if typed else wanted.at
        wanted = replace(wanted, at=_times_typed(at), parts=("do_now",) if typed else wanted.parts)
    return Answer(text=_kept(visit, wanted))


def _kept(visit: Visit, wanted: Schedule) -> str:
    """Keep a schedule switched on, and say when it comes next."""
    on = started(replace(wanted, changed_by=visit.who.id, changed_at=visit.at), visit.tx, visit.at)
    visit.tx.schedules.put(on)
    return coming_line(_coming(on, visit), visit.words)


def _coming(one: Schedule, visit: Visit) -> Coming:
    zone = plan_of(one, visit.tx, visit.settings).zone
    return Coming(one.kind, one.at.replace(",", ", "), zone, one.next_at)


def _channel(visit: Visit) -> Channel:
    """The channel that is spoken of: Tracer must be in it, or it could post nothing there."""
    channel = visit.tx.channels.get(visit.workspace, visit.ask.channel) if visit.ask.channel else None
    if channel is None or not usable(channel, visit.settings):
        raise Refused(N_("Type this in a channel that Tracer is in. For yourself: /lost digest me 09:00."))
    return channel


def _place_language(visit: Visit, place: str) -> str:
    known = visit.tx.channels.get(visit.workspace, place) if place[:1] in "CG" else None
    if place == visit.who.id:
        return visit.words.language
    return (known.language if known else None) or visit.settings.language


def _kind(typed: list[str]) -> str:
    if not typed:
        return DAILY
    found = next((kind for kind, words in KINDS.items() if typed[0] in words), None)
    if found is None:
        raise Refused(N_("“{word}” is no kind of digest. Say daily, weekly or monthly."), word=typed[0][:20])
    return found


def _kind_of_button(visit: Visit) -> str:
    kind = visit.ask.value.get("k")
    return kind if kind in KINDS else DAILY


def _times(written: str) -> str:
    """Times as they are kept, `09:00` or `11:00,16:00`; refused below the field, or in a sentence."""
    pieces = [one for one in re.split(r"[,;，；、\s]+", written.replace("：", ":")) if one]
    wrong = Sentence(N_("“{written}” is no time. Write it like 09:00, or 11:00, 16:00."), {"written": written[:40]})
    if not pieces or len(pieces) > MOST_TIMES or not all(TIME.fullmatch(one) for one in pieces):
        raise WrongField("at", wrong)
    try:
        times = times_of(",".join(one.zfill(5) for one in pieces))
    except ValueError:
        raise WrongField("at", wrong) from None
    return ",".join(f"{one:%H:%M}" for one in times)


def _times_typed(written: str) -> str:
    """The same in a command, where a refusal is a sentence and no field."""
    try:
        return _times(written)
    except WrongField as wrong:
        raise Refused(wrong.sentence.text, **wrong.sentence.params) from None


def _days(chosen: list[str]) -> tuple[str, ...]:
    days = tuple(day for day in WEEKDAYS if day in chosen)
    if not days:
        raise WrongField("days", Sentence(N_("Choose at least one day, or end the digest with /lost digest off.")))
    return days


def _parts(kind: str, chosen: list[str]) -> tuple[str, ...]:
    parts = tuple(part for part in PARTS[kind] if part in chosen)
    if not parts:
        raise WrongField("parts", Sentence(N_("Choose at least one thing to tell, or use /lost digest off.")))
    return parts


def _zone(written: str) -> str | None:
    if not written.strip():
        return None
    try:
        ZoneInfo(written.strip())
    except (KeyError, ValueError, OSError):
        text = N_("“{zone}” is not a time zone. Write one such as Asia/Shanghai or Europe/Berlin.")
        raise WrongField("zone", Sentence(text, {"zone": written[:40]})) from None
    return written.strip()


VERBS = (
    Verb(
        "digest",
        N_("[preview · now · schedule · off] [weekly · monthly] · me 09:00 · me finance · me off"),
        N_("what is due and who has gone quiet, for this channel or for you"),
        digest,
        ("摘要", "简报", "日报"),
    ),
)
CLICKS = {"digest_preview": previewed, "digest_schedule": asked, "digest_mute": muted}
FORMS = {"digest": sent}
