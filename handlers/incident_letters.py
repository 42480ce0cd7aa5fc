"""What an incident tells Slack: its one message, brought up to date, and the lines of that message's thread."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.incidents import ANSWERS, LETTER_SENT, Incident, incident_reference
from cases.letters import SOON, Letter
from cases.words import N_, Person, Term
from handlers.deliveries import EDIT, POST, Call
from handlers.desk import Desk
from handlers.incident_facts import facts_of
from handlers.language import Marked, Words, cut
from handlers.views.incident import incident_message
from handlers.views.kit import MESSAGE_TEXT_LONGEST, section
from handlers.where_posted import place_for
from handlers.who import channel_words, who_is
from storage.transaction import Transaction

MESSAGE, LINE, ASKED = "incident", "incident_line", "incident_asked"
MOST_NAMED = 10
MOST_PEOPLE = 5


def owe_message(desk: Desk, incident: Incident, because: str) -> None:
    """Owe the one message of an incident anew."""
    key = f"{MESSAGE}:{incident.number}:{because}:{desk.at.timestamp():.3f}"
    desk.owe(_letter(desk, incident, key, MESSAGE, {}))


def owe_line(desk: Desk, incident: Incident, what: str, about: str = "", **told: Any) -> None:
    """Owe a line in its thread: `what` names the sentence, `about` tells lines of one name apart."""
    key = f"{LINE}:{incident.number}:{what}:{about or f'{desk.at.timestamp():.3f}'}"
    desk.owe(_letter(desk, incident, key, LINE, {"what": what, **told}))


def _letter(desk: Desk, incident: Incident, key: str, kind: str, params: Mapping[str, Any]) -> Letter:
    lane = incident.channel or "default"
    return Letter(key, desk.workspace, lane, kind, None, {"incident": incident.number, **params}, SOON)


def message_call(letter: Letter, tx: Transaction, now: datetime, slack_url: str | None = None) -> Call | None:
    """Its one message: posted once, edited ever after."""
    incident = tx.incidents.get(letter.workspace, letter.params["incident"])
    if incident is None:
        return None
    settings = tx.settings(letter.workspace).get()
    channel = incident.channel if incident.ts else place_for(incident.channel, letter.workspace, settings, tx)
    if channel is None:
        return None
    words = channel_words(tx, letter.workspace, channel, settings)
    text, blocks = incident_message(facts_of(tx, letter.workspace, incident, now, slack_url), words)
    args: dict[str, Any] = {"channel": channel, "text": text, "blocks": blocks}
    if incident.ts:
        return Call(EDIT, {**args, "ts": incident.ts})
    return Call(POST, {**args, "unfurl_links": False, "unfurl_media": False}, remembers=MESSAGE)


def _line(letter: Letter, tx: Transaction, now: datetime) -> Call | None:
    incident = tx.incidents.get(letter.workspace, letter.params["incident"])
    if incident is None or incident.posted is None:
        return None
    words = channel_words(tx, letter.workspace, incident.posted[0], tx.settings(letter.workspace).get())
    told = line_told(letter.params, words)
    channel, ts = incident.posted
    said = {"text": cut(told, MESSAGE_TEXT_LONGEST), "blocks": [section(told)]}
    return Call(POST, {**said, "channel": channel, "thread_ts": ts})


SENTENCES = {
    "accepted": N_("{who} made it one incident."),
    "declined": N_("{who} said that it is not one incident."),
    "join": N_("{who} added {cases}."),
    "left": N_("{who} took {cases} out."),
    "left_out": N_("{who} left {cases} out."),
    LETTER_SENT: N_("{who} sent the carrier one letter about all of them."),
    "replied": N_("{who} logged the carrier's answer for all of them: {answer}."),
    "closed": N_("{who} closed the incident."),
    "ended": N_("All its cases are closed, and so is the incident."),
    "silent": N_(
        "{who}: no answer to the letter yet. “Letter to the carrier” above makes the follow-up for all of them."
    ),
    "silent_nobodys": N_(
        "Nobody has these cases yet, and there is no answer to the letter. “Letter to the carrier” above makes the "
        "follow-up for all of them."
    ),
    "undecided": N_(
        "{people}: are these cases one incident? They have waited for a lead's answer since {day}, and until then "
        "nobody asks the carrier about all of them."
    ),
    "settled": N_("Its cases were settled before a lead answered, so nothing is left to decide."),
    "may_join": N_("More cases may belong to it: {cases}. The message above has a button for each."),
}
# Why a case did not make a move that was made for all.
REASONS = {
    "closed": N_("Not in {case}: it is closed."),
    "private": N_("Not in {case}: it is private."),
    "elsewhere": N_("Not in {case}: it belongs to another incident."),
    "not_possible": N_("Not in {case}: its search does not allow it now."),
    "refused": N_("Not in {case}: its rules refuse it."),
    "left": N_("Not in {case}: it had left the incident."),
}


def line_told(params: Mapping[str, Any], words: Words) -> str:
    """One line of the thread."""
    if params["what"] == "noted":
        return _noted(params, words)
    what = "silent_nobodys" if params["what"] == "silent" and not params.get("by") else params["what"]
    cases = words(N_(", ")).join(f"*LOST-{number:04d}*" for number in params.get("cases", [])[:MOST_NAMED])
    answer = params.get("answer")
    return words(
        SENTENCES[what],
        who=Person(params["by"]) if params.get("by") else "Tracer",
        cases=Marked(cases),
        people=tuple(Person(one) for one in params.get("people", [])[:MOST_PEOPLE]) or Term("lead"),
        day=words.day(datetime.fromisoformat(params["since"])) if params.get("since") else "",
        answer=Term(answer) if answer in ANSWERS else "",
        incident=incident_reference(params["incident"]),
    )


def _noted(params: Mapping[str, Any], words: Words) -> str:
    """What came of one thing that was done for all: in how many cases it is noted, and in which it is not, and why."""
    told = words.count(N_("Noted in {n} case."), N_("Noted in {n} cases."), params["count"])
    lines = [_left_out(number, why, words) for number, why in params["left_out"][:MOST_NAMED]]
    left = len(params["left_out"]) - MOST_NAMED
    if left > 0:
        lines.append(words.count(N_("… and {n} more case"), N_("… and {n} more cases"), left))
    return "\n".join([told, *lines])


def _left_out(number: int, why: str, words: Words) -> str:
    return words(REASONS.get(why, REASONS["refused"]), case=Marked(f"*LOST-{number:04d}*"))


def asked_call(letter: Letter, tx: Transaction, now: datetime, slack_url: str | None = None) -> Call | None:
    """The message with its buttons, to a lead directly; None once somebody has decided."""
    incident = tx.incidents.get(letter.workspace, letter.params["incident"])
    if incident is None or not incident.is_proposed:
        return None
    reader = letter.params.get("reader", letter.params["person"])
    words = who_is(tx, letter.workspace, reader).words
    text, blocks = incident_message(facts_of(tx, letter.workspace, incident, now, slack_url), words)
    return Call(POST, {"channel": reader, "text": text, "blocks": blocks, "unfurl_links": False, "unfurl_media": False})


KINDS = {LINE: _line}
# Leads to the cards of its cases.
LINKING = {MESSAGE: message_call, ASKED: asked_call}
