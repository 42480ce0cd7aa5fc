"""The chase in one click: a follow-up ready to be copied, and *mark as sent*, which starts the silence anew."""

from datetime import datetime

from cases.act import Act
from cases.case import Case, Clock
from cases.ladder import deadline_of
from cases.targets import legal_moves
from cases.words import N_, NoLongerApplies
from handlers.language import Words, escaped
from handlers.views.follow_up_form import follow_up, follow_up_form
from handlers.views.move_form import line_title
from handlers.visit import SILENT, Answer, Visit
from partners.carriers.desks import desk_language

SENT = {"carrier_silence": "ask_again", "claim_silence": "chase_payer", "payment": "chase_payer"}


def asked(visit: Visit) -> Answer:
    """*Follow-up text* or *Ask for goodwill* on a reminder: the letter in a modal."""
    case, clock = _named(visit, visit.ask.value)
    goodwill = visit.ask.name.endswith(":goodwill")
    kind = "goodwill" if goodwill else clock.kind
    if kind not in ("carrier_silence", "claim_silence", "payment", "goodwill"):
        raise NoLongerApplies(N_("This button is too old. Use the ones on the card."))
    language = "en" if clock.waiting_on == "marketplace" else desk_language(case.parcel.carrier)
    letter = _letter(case, clock, kind, Words(language, visit.words.zone))
    own = _letter(case, clock, kind, visit.words) if visit.words.language != language else None
    meta = {"k": clock.key, "g": goodwill or None, "ch": visit.ask.channel}
    view = follow_up_form(case, letter, escaped(own) if own else None, visit.words, meta, marks=True)
    return Answer(view=view)


def sent(visit: Visit) -> Answer:
    """*Mark as sent*: the text is kept word for word, and the period of silence begins anew."""
    case, clock = _named(visit, visit.ask.meta)
    filled = visit.ask.filled
    details = {name: filled[name].strip() for name in ("text", "via") if (filled.get(name) or "").strip()}
    line = clock.key.rpartition(":")[2]
    move = SENT.get(clock.kind)
    if visit.ask.meta.get("g") or move is None or not _is_legal(case, move, line):
        # Asking for goodwill moves no track: it is told in the case.
        visit.desk.move(case.number, Act("note", visit.who.actor, details={"text": details.get("text", "")}))
        return SILENT
    visit.desk.move(case.number, Act(move, visit.who.actor, line, details))
    return SILENT


def _is_legal(case: Case, move: str, line: str) -> bool:
    return any(one.move == move and one.target == line for one in legal_moves(case))


def _named(visit: Visit, value: object) -> tuple[Case, Clock]:
    number, key = (value.get("c"), value.get("k")) if isinstance(value, dict) else (None, None)
    case = visit.desk.case(number if isinstance(number, int) else 0)
    clock = case.clock(key) if isinstance(key, str) else None
    if clock is None:
        raise NoLongerApplies(N_("That has been settled meanwhile. The card shows what is open."))
    return case, clock


def _letter(case: Case, clock: Clock, kind: str, words: Words) -> str:
    line = clock.key.rpartition(":")[2]
    party = _party(case, line, words)
    reference = next(
        (one.reference for one in (*case.investigations, *case.claims, *case.disputes) if one.id == line), None
    )
    since = deadline_of(clock) if kind == "goodwill" else _since(clock)
    if kind == "claim_silence" and any(one.id == line for one in case.disputes):
        kind = "dispute_silence"
    return follow_up(case, party, kind, since, reference, words)


def _party(case: Case, line: str, words: Words) -> str:
    """The party of a line by its name, for a greeting."""
    claim = next((one for one in case.claims if one.id == line), None)
    if claim is not None:
        return claim.payer
    return line_title(case, line, words) or case.parcel.carrier_name or words.term("carrier")


def _since(clock: Clock) -> datetime | None:
    try:
        return datetime.fromisoformat(clock.anchor.partition("|")[0])
    except ValueError:
        return None


CLICKS = {"chase": asked}
FORMS = {"chase": sent}
