"""A letter: one message that Tracer owes to Slack, decided together with the move that caused it."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any

from cases.light_dataclass import dataclass

FIRST, SOON, LATER = 0, 5, 9


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be said and where; the words are made when it is sent.

    `key` is the letter's identity: the same key is never kept twice. `lane` is the place that is paced as one
    (a channel id, or `user:U1`); within a lane a lower `priority` goes first. `params` is JSON.
    """

    key: str
    workspace: str
    lane: str
    kind: str
    case_number: int | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    priority: int = SOON
    not_before: datetime | None = None
