"""How fast and how stubbornly letters are sent.

Slack's limits: about one message a second and channel, several hundred a minute and workspace, and a tier per
method (https://docs.slack.dev/apis/web-api/rate-limits; each method's page names its tier).
"""

import random
from collections import deque
from dataclasses import field
from datetime import datetime, timedelta

from cases.light_dataclass import dataclass
from handlers.deliveries import DELETE, DELETE_FILE, EDIT, HOME, POST, WHISPER

MINUTE = timedelta(seconds=60)
# From one sending to the next. Counted from an answer's arrival a channel would get less than Slack allows; what the
# network adds to one and not to the other is less than the short bursts that Slack lets pass.
BETWEEN_POSTS = timedelta(seconds=1.03)
# Somewhat below what Slack promises: 300 messages, tier 3 (50 and more), tier 4 (100 and more) a minute.
A_MINUTE = {
    POST: 290,
    EDIT: 48,
    WHISPER: 96,
    HOME: 96,
    DELETE: 48,
    DELETE_FILE: 48,
    "conversations.history": 48,
    "conversations.replies": 48,
}
LANES_THAT_MEAN_ALL = 3


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a letter is tried again after failures that another try may mend.

    Both limits must be reached before it is given up, so that neither a long outage nor a long stop of this
    program uses up a letter's chances. Refusals of the token and an unreachable Slack never count.
    """

    first_pause: timedelta = timedelta(seconds=1)
    longest_pause: timedelta = timedelta(seconds=60)
    attempts: int = 12
    period: timedelta = timedelta(hours=24)

    def pause(self, attempts: int) -> timedelta:
        """How long to wait after so many attempts: doubled each time up to the longest, give or take a tenth."""
        doubled = self.first_pause * 2.0 ** min(max(attempts - 1, 0), 20)
        return min(doubled, self.longest_pause) * random.uniform(0.9, 1.1)

    def is_over(self, attempts: int, owed_since: datetime, now: datetime) -> bool:
        """Whether a letter was tried often enough and for long enough."""
        return attempts >= self.attempts and now - owed_since >= self.period


@dataclass(slots=True)
class Paces:
    """What this process has sent within the last minute, per workspace and method, and who asked it to slow down.

    A minute's limit is the workspace's, so processes that send at the same time take equal parts of it: `sharers` is
    how many they are, this one included.
    """

    between_posts: timedelta = BETWEEN_POSTS
    a_minute: dict[str, int] = field(default_factory=lambda: dict(A_MINUTE))
    sharers: int = 1
    _sent: dict[tuple[str, str], deque[datetime]] = field(default_factory=dict)
    _held: dict[tuple[str, str], datetime] = field(default_factory=dict)
    _slowed: dict[str, dict[str, datetime]] = field(default_factory=dict)

    def lane_pause(self, method: str) -> timedelta:
        """How long a lane rests from a call on: a channel is limited in posts only, the rest by method."""
        return self.between_posts if method == POST else timedelta(0)

    def reserve(self, workspace: str, method: str, now: datetime) -> datetime:
        """Take the next free place for a call of a method and return its instant, now or later."""
        at = max(now, self._held.get((workspace, method), now))
        if (most := self.a_minute.get(method)) is None:
            return at
        ours = max(1, most // max(1, self.sharers))
        sent = self._sent.setdefault((workspace, method), deque(maxlen=most))
        if len(sent) >= ours:
            at = max(at, sent[-ours] + MINUTE, sent[-1])
        sent.append(at)
        return at

    def hold(self, workspace: str, method: str, until: datetime) -> None:
        """Call a method no more before an instant."""
        self._held[workspace, method] = max(until, self._held.get((workspace, method), until))

    def slowed(self, workspace: str, lane: str, now: datetime, until: datetime) -> bool:
        """Note that Slack slowed a lane down; True when so many lanes were that the workspace itself is meant."""
        lanes = self._slowed.setdefault(workspace, {})
        lanes[lane] = until
        for gone in [one for one, end in lanes.items() if end <= now]:
            del lanes[gone]
        return len(lanes) >= LANES_THAT_MEAN_ALL
