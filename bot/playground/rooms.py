"""Channels, direct messages, and what is written in them."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from bot.playground import kit


@dataclass
class SharedFile:
    """A file somebody or the app uploaded."""

    id: str
    name: str
    mimetype: str
    content: bytes
    user: str
    created: int
    title: str = ""
    channels: list[str] = field(default_factory=list)
    url: str = ""
    given_to_app: bool = False

    def as_slack(self) -> dict:
        """Returns the file object of https://docs.slack.dev/reference/objects/file-object."""
        kind = self.name.rsplit(".", 1)[-1].lower() if "." in self.name else "text"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": kind,
            "pretty_type": kind.upper(),
            "user": self.user,
            "editable": False,
            "size": len(self.content),
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": True,
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": self.url,
            "url_private_download": self.url,
            "channels": [one for one in self.channels if not one.startswith("D")],
            "groups": [],
            "ims": [one for one in self.channels if one.startswith("D")],
            "file_access": "visible",
        }


@dataclass
class Message:
    """A message, a reply, or an ephemeral message (`only_for` names the one who sees it)."""

    channel: str
    ts: str
    user: str
    team: str
    text: str = ""
    blocks: list[dict] = field(default_factory=list)
    attachments: list[dict] = field(default_factory=list)
    thread_ts: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    username: str | None = None
    metadata: dict | None = None
    files: list[SharedFile] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    only_for: str | None = None
    broadcast: bool = False
    edited: dict | None = None
    deleted: bool = False
    client_msg_id: str | None = None
    unfurl: dict = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Says whether the message stands in a thread below another one."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    def snapshot(self) -> Message:
        """Returns the message as it is now, for a person who still looks at it after it has changed."""
        return copy.deepcopy(self)

    def as_slack(self, *, with_metadata: bool = False) -> dict:
        """Returns the message object without what only its channel knows (number of replies)."""
        shown: dict = {"user": self.user, "type": "message", "ts": self.ts}
        optional = {
            "client_msg_id": self.client_msg_id,
            "subtype": self.subtype,
            "bot_id": self.bot_id,
            "app_id": self.app_id,
            "username": self.username,
            "thread_ts": self.thread_ts,
            "edited": self.edited,
        }
        shown |= {name: value for name, value in optional.items() if value is not None}
        shown |= {"text": self.text, "team": self.team}
        lists = {
            "blocks": kit.copied(self.blocks),
            "attachments": kit.copied(self.attachments),
            "files": [file.as_slack() for file in self.files],
            "reactions": reactions_of(self),
        }
        shown |= {name: value for name, value in lists.items() if value}
        if with_metadata and self.metadata:
            shown["metadata"] = kit.copied(self.metadata)
        return shown


def reactions_of(message: Message) -> list[dict]:
    """Returns the reactions of a message as Slack lists them."""
    return [
        {"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items() if users
    ]


@dataclass
class Channel:
    """A public or private channel, or a direct message between two (`kind` "dm")."""

    id: str
    name: str
    kind: str = "channel"
    members: list[str] = field(default_factory=list)
    creator: str = ""
    created: int = 1700000000
    archived: bool = False
    shared: bool = False
    topic: str = ""
    purpose: str = ""
    messages: list[Message] = field(default_factory=list)
    whispers: list[Message] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)

    @property
    def channel_type(self) -> str:
        """Returns the word of message events: "channel", "group" or "im"."""
        return {"channel": "channel", "private": "group", "dm": "im"}[self.kind]

    def has(self, user: str) -> bool:
        """Says whether somebody is a member."""
        return user in self.members

    def message(self, ts: str | None) -> Message | None:
        """Returns the message with that stamp, deleted ones included, or None."""
        return next((one for one in reversed(self.messages) if one.ts == ts), None)

    def replies(self, ts: str) -> list[Message]:
        """Returns the replies below a message, oldest first."""
        return [one for one in self.messages if one.thread_ts == ts and one.ts != ts and not one.deleted]

    def main_line(self) -> list[Message]:
        """Returns what stands in the channel itself, oldest first: no replies but broadcast ones."""
        return [one for one in self.messages if not one.deleted and (not one.is_reply or one.broadcast)]

    def shown(self, message: Message, *, with_metadata: bool = False) -> dict:
        """Returns a message object with the fields of its thread."""
        shown = message.as_slack(with_metadata=with_metadata)
        replies = self.replies(message.ts)
        if replies:
            shown |= {
                "thread_ts": message.ts,
                "reply_count": len(replies),
                "reply_users_count": len({reply.user for reply in replies}),
                "latest_reply": replies[-1].ts,
                "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
                "is_locked": False,
                "subscribed": False,
            }
        root = self.message(message.thread_ts) if message.is_reply else None
        if root is not None:
            shown["parent_user_id"] = root.user
        return shown

    def as_slack(self, *, seen_by: str) -> dict:
        """Returns the conversation object of https://docs.slack.dev/reference/objects/conversation-object."""
        if self.kind == "dm":
            return self._as_direct_message(seen_by)
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "channel",
            "is_group": False,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.kind == "private",
            "is_archived": self.archived,
            "is_general": False,
            "is_shared": self.shared,
            "is_org_shared": False,
            "is_ext_shared": self.shared,
            "is_pending_ext_shared": False,
            "is_member": self.has(seen_by),
            "created": self.created,
            "creator": self.creator,
            "updated": self.created * 1000,
            "unlinked": 0,
            "context_team_id": "T0TRACER0",
            "shared_team_ids": ["T0TRACER0", "T0PARTNER"] if self.shared else ["T0TRACER0"],
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": self.purpose, "creator": "", "last_set": 0},
            "previous_names": [],
        }

    def _as_direct_message(self, seen_by: str) -> dict:
        other = next((one for one in self.members if one != seen_by), seen_by)
        return {
            "id": self.id,
            "created": self.created,
            "is_im": True,
            "is_org_shared": False,
            "is_archived": False,
            "is_user_deleted": False,
            "user": other,
            "priority": 0,
            "context_team_id": "T0TRACER0",
        }
