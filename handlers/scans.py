"""`/lost scans CASE`: the whole timeline of its parcels; and scans that somebody pastes, read as far as they can be."""

from datetime import timedelta

from cases.case import Case
from cases.scan_kinds import UNKNOWN
from cases.timelines import timeline
from cases.words import N_, Sentence, WrongField
from handlers.case_refs import case_named
from handlers.tracked import keep_pasted
from handlers.views.scans import Timelines, paste_form, pasted_modal, scans_modal
from handlers.visit import Answer, Verb, Visit
from partners.tracking.by_hand import read_by_hand

# Whoever was asked so lately has nothing new to say.
ASKED_JUST_NOW = timedelta(minutes=10)
MOST_IN_A_MESSAGE = 45
NOTHING_READ = N_("No scan was recognised in it. Each needs a date and what happened: 2026-04-03 18:00 Delivered.")


def asked(visit: Visit) -> Answer:
    """The timeline of a case that was named, or of the thread's."""
    case, _ = case_named(visit, visit.ask.text)
    return _shown(visit, case)


def clicked(visit: Visit) -> Answer:
    """*Scans* on a card or in *More*."""
    return _shown(visit, _case(visit, visit.ask.value))


def paste(visit: Visit) -> Answer:
    """*Paste scans*: the form."""
    return Answer(view=paste_form(_case(visit, visit.ask.value), visit.words, {"ch": visit.ask.channel}))


def pasted(visit: Visit) -> Answer:
    """The form was sent: keep what was understood, and say what was not."""
    case = _case(visit, visit.ask.meta)
    numbers = [one.number for one in case.parcels]
    chosen = visit.ask.filled.get("number")
    number = chosen if chosen in numbers else numbers[0]
    parcel = next(one for one in case.parcels if one.number == number)
    text = visit.ask.filled.get("text") or ""
    read = read_by_hand(text, number, visit.at, parcel.carrier)
    if not any(scan.kind != UNKNOWN for scan in read.scans):
        raise WrongField("text", Sentence(NOTHING_READ))
    news = keep_pasted(visit.desk, case, number, read.scans, text, visit.who.actor)
    events = timeline(read.scans)
    return Answer(view=pasted_modal(events, len(news.new), read.left_over, visit.words), replaces_view=True)


def ask_now(visit: Visit) -> Answer:
    """*Ask again now*: the trackers are asked within seconds, unless they were just now."""
    case = _case(visit, visit.ask.value)
    looks = visit.tx.trackers.looks(visit.workspace, case.number)
    asked_at = max((one.at for one in looks), default=None)
    if asked_at is not None and visit.at - asked_at < ASKED_JUST_NOW:
        just_now = N_("The trackers were asked at {when}; they are asked again later.")
        return _shown(visit, case, visit.words(just_now, when=asked_at))
    for parcel in case.parcels:
        visit.tx.trackers.ask_again(visit.workspace, case.number, parcel.number, visit.at)
    coming = N_("The trackers are being asked. What they say that is new comes to the card.")
    return _shown(visit, case, visit.words(coming))


def _shown(visit: Visit, case: Case, said: str | None = None) -> Answer:
    timelines = _timelines(visit, case)
    looks = visit.tx.trackers.looks(visit.workspace, case.number)
    can_ask = bool(looks) and said is None
    view = scans_modal(case, timelines, looks, visit.words, visit.at, can_ask=can_ask, said=said)
    if visit.ask.trigger_id is None:
        # In a thread no modal can be opened: the same blocks, privately.
        text = visit.words(N_("Scans of {reference}"), reference=case.reference)
        return Answer(text=text, blocks=view["blocks"][:MOST_IN_A_MESSAGE])
    return Answer(view=view, replaces_view=said is not None)


def _timelines(visit: Visit, case: Case) -> Timelines:
    scans = visit.tx.scans.of_case(visit.workspace, case.number)
    by_number = {one.number: [scan for scan in scans if scan.number == one.number] for one in case.parcels}
    return {number: timeline(theirs) for number, theirs in by_number.items() if theirs or len(by_number) == 1}


def _case(visit: Visit, value: object) -> Case:
    number = value.get("c") if isinstance(value, dict) else None
    return visit.desk.case(number if isinstance(number, int) else 0)


VERBS = (
    Verb(
        "scans",
        N_("CASE"),
        N_("where it was seen, by whom, in what words; and a place to paste scans into"),
        asked,
        ("扫描", "轨迹"),
        writes=False,
    ),
)
CLICKS = {"scans": clicked, "paste_scans": paste, "ask_trackers": ask_now}
FORMS = {"paste_scans": pasted}
