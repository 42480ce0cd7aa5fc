"""Verbs about one case, after `/lost` or after @Tracer in its thread: show, note, assign, found, close…"""

import re

from cases.act import Act
from cases.case import Case
from cases.closing import NOT_LOST, WHEREABOUTS
from cases.words import N_, Person, Refused
from handlers.as_typed import as_typed, parts_of
from handlers.case_refs import case_named
from handlers.language import Marked
from handlers.may_own import check_may_own
from handlers.private_card import private_card
from handlers.views.move_form import move_form
from handlers.visit import Answer, Verb, Visit

# A mention as Slack escapes it: https://docs.slack.dev/interactivity/implementing-slash-commands#escaping
MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
# What one line of the thread shows of somebody's words; a longer note becomes several, so that all of it is read.
LONGEST_NOTE = 1200
BACKUP = re.compile(r"\bbackup\b|代班", re.IGNORECASE)


def mentioned(visit: Visit) -> Answer:
    """@Tracer and nothing else: the case of the thread with its buttons, else what could be said."""
    try:
        return show(visit)
    except Refused:
        raise Refused(
            N_("Here I am. Say what to do, for example “@Tracer show LOST-0142”; “@Tracer help” lists everything.")
        ) from None


def show(visit: Visit) -> Answer:
    """The card once more, privately, with its buttons."""
    case, _ = case_named(visit, visit.ask.text)
    return private_card(visit, case)


def note(visit: Visit) -> Answer:
    """Keep a note in the case and its thread."""
    case, text = case_named(visit, visit.ask.text)
    if not text:
        raise Refused(N_("What is the note? Write it after the reference: /lost note 142 The buyer called."))
    for part in parts_of(_plainly(visit, text), LONGEST_NOTE):
        case = visit.desk.move(case.number, _act(visit, "note", text=part))
    return _done(visit, case, N_("Noted in {reference}."))


def assign(visit: Visit) -> Answer:
    """Give a case to somebody, and name who stands in for them in it."""
    case, text = case_named(visit, visit.ask.text)
    whom, _, stands_in = BACKUP.sub("\n", text, count=1).partition("\n")
    person, backup = _person_in(visit, whom), _person_in(visit, stands_in)
    if person is None:
        raise Refused(N_("To whom? Mention the person: /lost assign 142 @lin"))
    for one in (person, backup):
        if one is not None:
            check_may_own(visit, one)
    made = visit.desk.move(case.number, _act(visit, "assign", person=person, backup=backup or ""))
    if backup:
        text = N_("{reference} is now {who}'s, and {backup} stands in.")
        return _done(visit, made, text, who=Person(person), backup=Person(backup))
    return _done(visit, made, N_("{reference} is now {who}'s."), who=Person(person))


def _person_in(visit: Visit, text: str) -> str | None:
    found = MENTION.search(text)
    return found[1] if found else visit.who.id if text.strip().lower() in ("me", "我") else None


def found(visit: Visit) -> Answer:
    """The parcel turned up."""
    case, text = case_named(visit, visit.ask.text)
    where, rest = _choice(visit, text, WHEREABOUTS)
    if where is None:
        return _form_or_refusal(visit, case, "found", WHEREABOUTS)
    return _done(
        visit,
        visit.desk.move(case.number, _act(visit, "found", whereabouts=where, text=_plainly(visit, rest))),
        DONE_FOUND,
    )


def not_lost(visit: Visit) -> Answer:
    """Nothing was lost: close the case with what happened."""
    case, text = case_named(visit, visit.ask.text)
    outcome, rest = _choice(visit, text, NOT_LOST)
    if outcome is None:
        return _form_or_refusal(visit, case, "not_lost", NOT_LOST)
    return _done(
        visit,
        visit.desk.move(case.number, _act(visit, "not_lost", outcome=outcome, text=_plainly(visit, rest))),
        DONE_CLOSED,
    )


def close(visit: Visit) -> Answer:
    """Close a case whose tracks have all ended."""
    case, text = case_named(visit, visit.ask.text)
    return _done(visit, visit.desk.move(case.number, _act(visit, "close", text=_plainly(visit, text))), DONE_CLOSED)


def reopen(visit: Visit) -> Answer:
    """Open a closed case again, with the reason."""
    case, text = case_named(visit, visit.ask.text)
    if not text:
        raise Refused(N_("Why? Write the reason after the reference: /lost reopen 142 The parcel was scanned again."))
    return _done(
        visit,
        visit.desk.move(case.number, _act(visit, "reopen", reason=_plainly(visit, text))),
        N_("{reference} is open again."),
    )


def take(visit: Visit) -> Answer:
    """Take a case that nobody has."""
    case, _ = case_named(visit, visit.ask.text)
    return _done(visit, visit.desk.move(case.number, _act(visit, "take")), N_("{reference} is yours."))


DONE_FOUND = N_("{reference}: noted as found. Its card says what has to be settled now.")
DONE_CLOSED = N_("{reference} is closed.")


def _plainly(visit: Visit, text: str) -> str:
    """What somebody wrote, with names in place of mentions: it is told to nobody but who reads the case."""

    def name_of(user: str) -> str | None:
        person = visit.tx.people.get(visit.workspace, user)
        return person.name if person else None

    return as_typed(text, name_of)


def _act(visit: Visit, move: str, **details: str) -> Act:
    return Act(move, visit.who.actor, details={name: value for name, value in details.items() if value})


def _done(visit: Visit, case: Case, text: str, **params: object) -> Answer:
    return Answer(text=visit.words(text, reference=Marked(f"*{case.reference}*"), **params))


def _choice(visit: Visit, text: str, choices: tuple[str, ...]) -> tuple[str | None, str]:
    """The choice a text begins with, in English or the reader's language, and the rest."""
    plain = text.strip().lower().replace(" ", "_")
    for one in sorted(choices, key=len, reverse=True):
        for word in (one, visit.words.term(one).lower().replace(" ", "_")):
            if plain.startswith(word):
                return one, text.strip()[len(word) :].strip(" :，,：")
    return None, text


def _form_or_refusal(visit: Visit, case: Case, move: str, choices: tuple[str, ...]) -> Answer:
    """A form where Slack can open one; in a thread the words that would do."""
    if visit.ask.trigger_id:
        return Answer(view=move_form(case, move, None, None, visit.words, {"ch": visit.ask.channel}))
    told = visit.words(N_(", ")).join(visit.words.term(one).lower() for one in choices)
    raise Refused(N_("Say what happened, one of: {choices}."), choices=Marked(told))


MENTIONED = Verb("mentioned", "", "", mentioned)
VERBS = (
    Verb(
        "show",
        N_("CASE"),
        N_("the card once more, privately; CASE is 142, LOST-0142, a number or a link"),
        show,
        ("显示", "查看"),
    ),
    Verb("take", N_("CASE"), N_("take a case"), take, ("认领",)),
    Verb("note", N_("CASE text"), N_("keep a note in the case"), note, ("备注",)),
    Verb("assign", N_("CASE @person [backup @person]"), N_("give a case to somebody"), assign, ("owner", "指派")),
    Verb("found", N_("CASE [where]"), N_("the parcel turned up"), found, ("找到",)),
    Verb("notlost", N_("CASE [what happened]"), N_("nothing was lost: close it"), not_lost, ("not-lost", "未丢")),
    Verb("close", N_("CASE"), N_("close a case when everything in it has ended"), close, ("关闭", "结案")),
    Verb("reopen", N_("CASE reason"), N_("open a closed case again"), reopen, ("重开",)),
)
