"""A modal that only says something: a refusal, or that a form could not be used any more."""

from cases.words import N_
from handlers.language import Words
from handlers.views.kit import Block, modal, section


def help_modal(words: Words, blocks: list[Block]) -> Block:
    """What there is to know, and a button to close it."""
    return modal("help", words(N_("Help")), blocks, submit=None, close=words(N_("Close this")), meta={})


def notice_modal(words: Words, text: str) -> Block:
    """The sentence and a button to close it, and with it whatever lies below: that is out of date by now."""
    made = modal("notice", "Tracer", [section(text)], submit=None, close=words(N_("Close this")), meta={})
    return made | {"clear_on_close": True}
