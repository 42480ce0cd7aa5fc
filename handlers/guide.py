"""`/lost help`: made from the verbs that are registered, so that it can name nothing that is not there."""

import json
from functools import lru_cache

from cases.words import N_
from handlers.language import Words
from handlers.views.kit import Block, context, section
from handlers.visit import Answer, Verb, Visit

KNOWN_VERBS: tuple[Verb, ...] = ()


def helped(visit: Visit) -> Answer:
    """Every verb with how it is used, in the reader's language."""
    return help_answer(visit.words)


def help_answer(words: Words) -> Answer:
    """The same without a transaction: help writes nothing and asks nothing."""
    text = words(N_("Tracer follows lost parcels to the end. One command, many words:"))
    lines = "\n".join(_line(verb, words) for verb in KNOWN_VERBS)
    blocks: list[Block] = [section(text), section(lines), context(_threads(words))]
    return Answer(text=text, blocks=blocks)


@lru_cache(maxsize=8)
def help_body(language: str) -> str:
    """The answer to `/lost help` as Slack takes it, JSON made once for each language."""
    answer = help_answer(Words(language))
    return json.dumps({"response_type": "ephemeral", "text": answer.text, "blocks": answer.blocks})


def _line(verb: Verb, words: Words) -> str:
    name = "" if verb.name == "lost" else f" {verb.name}"
    usage = f" {words(verb.usage)}" if verb.usage else ""
    return f"`/lost{name}{usage}`  {words(verb.about)}"


def _threads(words: Words) -> str:
    return words(
        N_("In a case's thread, where Slack has no commands: @Tracer note …, @Tracer assign @lin, @Tracer found.")
    )


VERBS = (Verb("help", "", N_("this list"), helped, ("帮助", "?", "？"), writes=False),)
