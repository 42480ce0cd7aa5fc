"""Short-lived permissions: triggers that open views, response_urls, tickets for sockets and uploads."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from bot.playground.refusals import Refused
from bot.playground.stamps import secret

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5


@dataclass
class Trigger:
    """What lets an app open one view for one person, within three seconds of what they did."""

    id: str
    user: str
    from_view: str | None
    born: float
    used: bool = False


@dataclass
class ResponseUrl:
    """Where an app may answer a command or a click: five times, for half an hour."""

    key: str
    user: str
    channel: str
    thread_ts: str | None
    born: float
    original_ts: str | None = None
    uses: int = 0


@dataclass
class Upload:
    """A file on its way: announced, then sent to its own address, then completed."""

    key: str
    file_id: str
    name: str
    length: int
    content: bytes | None = None


@dataclass
class Passes:
    """All permissions handed out. Their time is real time, never the world's clock."""

    triggers: dict[str, Trigger] = field(default_factory=dict)
    responses: dict[str, ResponseUrl] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)
    trigger_seconds: float = TRIGGER_SECONDS
    response_seconds: float = RESPONSE_SECONDS

    def new_trigger(self, user: str, from_view: str | None = None) -> str:
        """Returns a trigger_id for what a person did just now."""
        born = time.monotonic()
        trigger = Trigger(f"{int(time.time() * 1000)}.{len(self.triggers) + 1}.{secret()}", user, from_view, born)
        self.triggers[trigger.id] = trigger
        return trigger.id

    def spend_trigger(self, trigger_id: str) -> Trigger:
        """Returns the trigger and uses it up. Raises Refused for an unknown, used, or too old one."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() - trigger.born > self.trigger_seconds:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger

    def new_response(
        self, user: str, channel: str, thread_ts: str | None = None, original_ts: str | None = None
    ) -> str:
        """Returns the key of a new response_url."""
        key = secret()
        self.responses[key] = ResponseUrl(key, user, channel, thread_ts, time.monotonic(), original_ts)
        return key

    def spend_response(self, key: str) -> ResponseUrl:
        """Returns what a response_url stands for and counts the use. Raises Refused when it is over."""
        response = self.responses.get(key)
        if response is None or time.monotonic() - response.born > self.response_seconds:
            raise Refused("expired_url")
        if response.uses >= RESPONSE_USES:
            raise Refused("used_url")
        response.uses += 1
        return response

    def new_link(self) -> str:
        """Returns a ticket for one Socket Mode connection."""
        ticket = secret()
        self.links.add(ticket)
        return ticket

    def new_upload(self, file_id: str, name: str, length: int) -> Upload:
        """Returns the place where the bytes of an announced file will arrive."""
        upload = Upload(secret(), file_id, name, length)
        self.uploads[upload.key] = upload
        return upload
