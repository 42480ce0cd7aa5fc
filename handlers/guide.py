"""`/lost help`: made from the verbs that are registered, so that it can name nothing that is not there."""

import json
from functools import lru_cache

from cases.words import N_
from handlers.language import Words, escaped
from handlers.views.kit import Block, context, paragraphs, section
from handlers.visit import Answer, Verb, Visit

CLOCKS_WORDS = ("clocks", "clock", "reminders", "时钟", "提醒")
ABOUT_CLOCKS = (
    N_(
        "Every open case has one next step with a due time. Only what is done or heard moves it; talk and notes do not."
    ),
    N_(
        "What counts as activity: what was sent, heard, decided or entered. Talk, notes and “I am on it” reset nothing."
    ),
    N_("A silence is counted from your inquiry, on their working days. Only an answer of that party resets it."),
    N_("A reminder climbs: the thread, then the owner directly, then the backup as well, then the lead."),
    N_("What only a lead or finance may do, such as accepting an offer, is named as theirs and rings them."),
    N_("A deadline is counted back from: about half-way, 3 working days, 1 working day, 8 and 2 working hours before."),
    N_("Everything you are reminded of stands in one message, at most one every half hour."),
    N_(
        "Nothing is sent while the team is off, except the last call for a deadline that ends before it is back: that "
        "goes to the owner, whoever stands in, and whoever is on call (the Home tab names them), else the leads."
    ),
    N_("“I am on it” holds the climb of a silence or a task for some working days; a deadline goes on."),
    N_("Snooze pauses silences and tasks, with a reason and an end. It never passes a deadline."),
    N_("Whoever is away is stood in for by the backup, then by the lead: /lost away 2026-12-05 @maya, /lost back."),
    N_(
        "Away is also who says so in their Slack status, or has paused notifications for over two hours; a shorter "
        "pause is waited out."
    ),
    N_("The third chase in vain goes to the lead. A chase that was sent starts the period anew."),
    N_("A small sum is not taken to the lead; writing it off is proposed."),
    N_("Nothing is ever closed by silence. A missed deadline asks what to do now."),
)
KNOWN_VERBS: tuple[Verb, ...] = ()


def helped(visit: Visit) -> Answer:
    """Every verb with how it is used, in the reader's language; `clocks` explains the reminders instead."""
    if visit.ask.text.strip().lower() in CLOCKS_WORDS:
        return clocks_answer(visit.words)
    return help_answer(visit.words)


def clocks_answer(words: Words) -> Answer:
    """What starts, resets and pauses a clock, and who hears of it when."""
    told = [f"• {words(text)}" for text in ABOUT_CLOCKS]
    text = words(N_("How Tracer reminds:"))
    return Answer(text=text, blocks=[section(f"*{text}*"), section("\n".join(told))])


def help_answer(words: Words) -> Answer:
    """The same without a transaction: help writes nothing and asks nothing."""
    text = words(N_("Tracer follows lost parcels to the end. One command, many words:"))
    lines = "\n".join(_line(verb, words) for verb in KNOWN_VERBS)
    blocks: list[Block] = [section(text), *paragraphs(lines.split("\n")), context(_threads(words))]
    return Answer(text=text, blocks=blocks)


@lru_cache(maxsize=8)
def help_body(language: str) -> str:
    """The answer to `/lost help` as Slack takes it, JSON made once for each language."""
    answer = help_answer(Words(language))
    return json.dumps({"response_type": "ephemeral", "text": answer.text, "blocks": answer.blocks})


def _line(verb: Verb, words: Words) -> str:
    name = "" if verb.name == "lost" else f" {verb.name}"
    usage = f" {escaped(words(verb.usage))}" if verb.usage else ""
    return f"`/lost{name}{usage}`  {words(verb.about)}"


def _threads(words: Words) -> str:
    return words(
        N_("In a case's thread, where Slack has no commands: @Tracer note …, @Tracer assign @lin, @Tracer found.")
    )


VERBS = (Verb("help", "", N_("this list"), helped, ("帮助", "?", "？"), writes=False),)
