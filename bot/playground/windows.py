"""Views in front of people: the stack of up to three modals, and each person's App Home."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from bot.playground import kit
from bot.playground.refusals import Refused

DEEPEST_STACK = 3


@dataclass
class View:
    """A modal or a Home tab in front of one person; it stays this object when it is updated."""

    id: str
    user: str
    team: str
    type: str
    app_id: str
    bot_id: str
    content: dict = field(repr=False)
    hash: str = ""
    root: str = ""
    previous: str | None = None
    values: dict[str, dict[str, dict]] = field(default_factory=dict, repr=False)
    errors: dict[str, str] = field(default_factory=dict)
    closed: bool = False

    @property
    def blocks(self) -> list[dict]:
        """Returns the blocks as they are kept."""
        return self.content["blocks"]

    @property
    def callback_id(self) -> str:
        """Returns the callback id, "" when the app gave none."""
        return self.content.get("callback_id", "")

    @property
    def external_id(self) -> str:
        """Returns the external id, "" when the app gave none."""
        return self.content.get("external_id", "")

    @property
    def title(self) -> str:
        """Returns the title's text, "" for a Home tab."""
        return (self.content.get("title") or {}).get("text", "")

    def show(self, content: dict, moment: str) -> None:
        """Puts other content into the view; a field keeps what a person entered while its ids and type stay."""
        entered = self.values
        self.content = kept(content)
        self.values = kit.starting_state(self.blocks)
        for block_id, fields in self.values.items():
            for action_id, fresh in fields.items():
                old = entered.get(block_id, {}).get(action_id)
                if old and old["type"] == fresh["type"]:
                    fields[action_id] = old
        self.errors = {}
        self.hash = f"{moment.split('.')[0]}.{secrets.token_hex(4)}"

    def as_slack(self) -> dict:
        """Returns the view object as the app sees it in answers and payloads."""
        return {
            "id": self.id,
            "team_id": self.team,
            "type": self.type,
            "blocks": kit.copied(self.blocks),
            "private_metadata": self.content.get("private_metadata", ""),
            "callback_id": self.callback_id,
            "state": {"values": kit.copied(self.values)},
            "hash": self.hash,
            "title": self.content.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
            "clear_on_close": self.content.get("clear_on_close", False),
            "notify_on_close": self.content.get("notify_on_close", False),
            "close": self.content.get("close"),
            "submit": self.content.get("submit"),
            "previous_view_id": self.previous,
            "root_view_id": self.root,
            "app_id": self.app_id,
            "external_id": self.external_id,
            "app_installed_team_id": self.team,
            "bot_id": self.bot_id,
        }


def kept(content: dict) -> dict:
    """Returns a view payload as Slack stores it."""
    stored = {name: kit.copied(one) for name, one in content.items() if name != "blocks"}
    stored["blocks"] = kit.as_kept(content.get("blocks", []))
    for name in ("title", "submit", "close"):
        if isinstance(stored.get(name), dict):
            stored[name].setdefault("emoji", True)
    return stored


class Windows:
    """All views of the world: who has which modals open, in which order, and everybody's Home."""

    def __init__(self) -> None:
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.all: dict[str, View] = {}

    def top(self, user: str) -> View | None:
        """Returns the modal in front of a person, or None."""
        stack = self.stacks.get(user)
        return stack[-1] if stack else None

    def open(self, view: View) -> None:
        """Puts a modal before a person, in place of any that were open."""
        self.clear(view.user)
        view.root = view.id
        self._keep(view)
        self.stacks[view.user] = [view]

    def push(self, view: View) -> None:
        """Puts a modal on top of the one in front. Raises Refused beyond the third, or above nothing."""
        stack = self.stacks.get(view.user) or []
        if not stack:
            raise Refused("not_found")
        if len(stack) >= DEEPEST_STACK:
            raise Refused("push_limit_reached")
        view.root, view.previous = stack[0].id, stack[-1].id
        self._keep(view)
        stack.append(view)

    def publish(self, view: View) -> None:
        """Makes a view somebody's Home tab."""
        view.root = view.id
        self._keep(view)
        self.homes[view.user] = view

    def close(self, view: View) -> None:
        """Takes one modal away."""
        view.closed = True
        stack = self.stacks.get(view.user, [])
        if view in stack:
            stack.remove(view)

    def clear(self, user: str) -> list[View]:
        """Takes all modals of a person away and returns them, the top one last."""
        gone = self.stacks.pop(user, [])
        for view in gone:
            view.closed = True
        return gone

    def find(self, view_id: str | None, external_id: str | None) -> View | None:
        """Returns the view with that id or external id, while it is in front of somebody."""
        view = self.all.get(view_id or "")
        if view is None and external_id:
            view = self._by_external_id(external_id)
        return None if view is None or view.closed else view

    def _by_external_id(self, external_id: str) -> View | None:
        return next((view for view in self.all.values() if view.external_id == external_id), None)

    def _keep(self, view: View) -> None:
        taken = self._by_external_id(view.external_id) if view.external_id else None
        if taken is not None and taken is not view and not taken.closed:
            raise Refused("duplicate_external_id")
        self.all[view.id] = view
