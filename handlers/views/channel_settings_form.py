"""The channels that Tracer is in: where new cards go, and in which language each is written to."""

from collections.abc import Mapping, Sequence
from typing import Any

from cases.light_dataclass import dataclass
from cases.words import N_
from handlers.language import LANGUAGES, Words
from handlers.views.kit import Block, context, field, modal, option, select

# Each has a field of its own.
MOST_CHANNELS = 40
AS_WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """The channels (id, name, language of its own or None), and the settings' version."""

    version: int
    channels: Sequence[tuple[str, str, str | None]]
    default: str | None
    language: str


def channel_settings_form(facts: ChannelFacts, words: Words, meta: Mapping[str, Any]) -> Block:
    """The modal for an admin or a lead."""
    title, close = words(N_("Channels")), words(N_("Cancel"))
    if not facts.channels:
        text = N_("Tracer is in no channel. Type “/invite @Tracer” in the channel for lost parcels.")
        return modal("channel_settings", title, [context(words(text))], submit=None, close=close, meta=meta)
    as_workspace = words(N_("As the workspace: {language}"), language=LANGUAGES[facts.language])
    languages = [option(as_workspace, AS_WORKSPACE), *(option(name, code) for code, name in LANGUAGES.items())]
    blocks: list[Block] = [
        context(words(N_("Where posts are written in which language, for everybody who reads there.")))
    ]
    for channel, name, language in facts.channels[:MOST_CHANNELS]:
        element = select(f"lang_{channel}", languages, language or AS_WORKSPACE)
        blocks.append(field(f"#{name}", element, f"lang_{channel}", optional=False))
    left = len(facts.channels) - MOST_CHANNELS
    if left > 0:
        more = words.count(
            N_("{n} more channel: type “/lost lang channel zh” in it."),
            N_("{n} more channels: type “/lost lang channel zh” in them."),
            left,
        )
        blocks.append(context(more))
    return modal("channel_settings", title, blocks, submit=words(N_("Save")), close=close, meta=meta)
