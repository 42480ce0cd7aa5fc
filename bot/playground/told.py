"""What a person has in front of them after they did something."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.playground.rooms import Message
from bot.playground.windows import View
from bot.playground.world import Notice, SlackWorld


@dataclass
class Told:
    """What the app and Slack told a person since they did something. It keeps up: later answers appear too."""

    world: SlackWorld
    user: str
    channel: str | None
    since: str
    view_before: tuple[str, str] | None = None
    notices_before: int = 0
    acknowledged: bool = False

    @property
    def answers(self) -> list[Message]:
        """Returns the app's new messages that the person sees in this channel, ephemeral ones included."""
        if self.channel is None:
            return []
        seen = self.world.sees(self.user, self.channel)
        return [one for one in seen if one.ts > self.since and one.bot_id]

    @property
    def private(self) -> list[Message]:
        """Returns those answers that only this person sees."""
        return [one for one in self.answers if one.only_for]

    @property
    def text(self) -> str:
        """Returns the text of all answers, one below the other."""
        return "\n".join(one.text for one in self.answers)

    @property
    def view(self) -> View | None:
        """Returns the modal in front of the person if it is new or was changed, or None."""
        top = self.world.windows.top(self.user)
        return None if top is None or (top.id, top.hash) == self.view_before else top

    @property
    def notice(self) -> str | None:
        """Returns the last sentence of Slack's own ("… failed with the error …"), or None."""
        fresh: list[Notice] = self.world.notices(self.user)[self.notices_before :]
        return fresh[-1].text if fresh else None


@dataclass(frozen=True)
class Submitted:
    """What came of submitting a modal: closed, changed (`view` is what is now in front), or errors by block."""

    ok: bool
    errors: dict[str, str] = field(default_factory=dict)
    view: View | None = None
    notice: str | None = None

    @property
    def closed(self) -> bool:
        """Says whether no modal is left."""
        return self.ok and self.view is None


def told(world: SlackWorld, user: str, channel: str | None) -> Told:
    """Returns an empty `Told` that begins now."""
    top = world.windows.top(user)
    before = (top.id, top.hash) if top else None
    return Told(world, user, channel, world.stamps.next(), before, len(world.notices(user)))
