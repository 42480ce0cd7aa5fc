"""The Web API methods of the playground's Slack, grouped by what they concern."""

from bot.playground.web_api import (  # noqa: F401  (importing them is what registers the methods)
    conversations,
    files,
    messages,
    people,
    reactions,
    scheduled,
    team,
    views,
)
from bot.playground.web_api.calling import METHODS, Call, Method

__all__ = ["METHODS", "Call", "Method"]
