"""What the courier's tests write letters with, and how they look at what became of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text

from bot.playground.rooms import Message
from bot.playground.slack_server import SlackServer
from cases.letters import SOON, Letter
from handlers.courier import Courier
from handlers.deliveries import Call
from storage.database import Database
from storage.records import Channel
from storage.transaction import Transaction

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TEAM = "T0TRACER0"
LIN, GUS = "U0LIN0000", "U0GUS0000"


class StandingClock:
    """A clock that moves only when it is wound, or slept by."""

    def __init__(self, start: datetime = NOON) -> None:
        self._now = start
        self.offset = timedelta(0)

    def now(self) -> datetime:
        return self._now

    def wind(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        self.wind(seconds)


def compose(letter: Letter, tx: Transaction) -> Call | None:
    """What the letters of these tests become: one small rule for each kind."""
    return KINDS[letter.kind](letter, tx)


def _post(letter: Letter, tx: Transaction) -> Call:
    args: dict[str, Any] = {"channel": letter.params.get("channel", letter.lane), "text": letter.params["text"]}
    args |= {name: letter.params[name] for name in ("blocks", "thread_ts") if name in letter.params}
    return Call("chat.postMessage", args)


def _card(letter: Letter, tx: Transaction) -> Call:
    blocks = [
        {"type": "section", "block_id": "card", "text": {"type": "mrkdwn", "text": letter.params.get("text", "card")}},
        {"type": "divider"},
    ]
    said = {"text": letter.params.get("text", "card"), "blocks": blocks}
    place = tx.posts.get(letter.workspace, letter.case_number or 0, "card")
    if place is not None:
        return Call("chat.update", {"channel": place[0], "ts": place[1], **said})
    return Call("chat.postMessage", {"channel": _usable(letter, tx), **said}, remembers="card")


def _line(letter: Letter, tx: Transaction) -> Call:
    place = tx.posts.get(letter.workspace, letter.case_number or 0, "card")
    args = {"channel": place[0], "thread_ts": place[1]} if place else {"channel": _usable(letter, tx)}
    return Call("chat.postMessage", {**args, "text": letter.params["text"]})


def _whisper(letter: Letter, tx: Transaction) -> Call:
    user, said = letter.params["user"], {"text": letter.params["text"]}
    if letter.params.get("direct"):
        return Call("chat.postMessage", {"channel": user, **said})
    return Call("chat.postEphemeral", {"channel": letter.params["channel"], "user": user, **said})


def _home(letter: Letter, tx: Transaction) -> Call:
    return Call(
        "views.publish", {"user_id": letter.params["user"], "view": {"type": "home", "blocks": [{"type": "divider"}]}}
    )


def _url(letter: Letter, tx: Transaction) -> Call:
    if letter.params.get("direct"):
        return _whisper(letter, tx)
    said = {"text": letter.params["text"], "response_type": "ephemeral"}
    return Call("response_url", said, url=letter.params["url"])


def _nothing(letter: Letter, tx: Transaction) -> None:
    return None


def _broken(letter: Letter, tx: Transaction) -> Call:
    raise KeyError("a mistake of ours")


def _usable(letter: Letter, tx: Transaction) -> str:
    channel = tx.channels.get(letter.workspace, letter.lane)
    if letter.lane != "default" and (channel is None or (channel.is_member and not channel.is_archived)):
        return letter.lane
    default = tx.channels.default(letter.workspace)
    return default.id if default else letter.lane


KINDS = {
    "post": _post,
    "card": _card,
    "line": _line,
    "whisper": _whisper,
    "home": _home,
    "url": _url,
    "nothing": _nothing,
    "broken": _broken,
}


class Office:
    """An outbox, a Slack, and the courier between them."""

    def __init__(
        self, database: Database, server: SlackServer, slack: AsyncWebClient, clock: StandingClock, **more: Any
    ) -> None:
        self.database = database
        self.server = server
        self.world = server.world
        self.clock = clock
        self.told: list[tuple[str, str]] = []
        self.courier = Courier(
            database,
            slack,
            clock,
            compose,
            worker="w1",
            on_given_up=self._given_up,
            post_to_url=self._post_to_url,
            sleep=clock.sleep,
            **more,
        )

    async def write(self, kind: str, key: str, lane: str, *, case: int | None = None, **params: Any) -> None:
        """Owe a letter as of now."""
        priority = params.pop("priority", SOON)
        params.setdefault("text", key)
        letter = Letter(key, TEAM, lane, kind, case, params, priority)
        await self.database.write(lambda tx: tx.outbox.add(letter, self.clock.now()))

    async def drain(self, seconds: float) -> int:
        """Let so many seconds pass, with the courier at work, and return how many letters arrived."""
        end = self.clock.now() + timedelta(seconds=seconds)
        arrived = await self.courier.drain(seconds)
        self.clock.wind(max(0.0, (end - self.clock.now()).total_seconds()))
        return arrived

    async def make_default(self, channel: str) -> None:
        def make(tx: Transaction) -> None:
            tx.channels.upsert([Channel(workspace=TEAM, id=channel, is_member=True)])
            tx.channels.make_default(TEAM, channel)

        await self.database.write(make)

    async def letters(self) -> dict[str, tuple[str, str | None]]:
        """Every letter: its key to its state and error."""

        def read(tx: Transaction) -> dict[str, tuple[str, str | None]]:
            rows = tx.connection.execute(text("SELECT key, state, error FROM outbox ORDER BY id"))
            return {row.key: (row.state, row.error) for row in rows}

        return await self.database.read(read)

    async def states(self) -> dict[str, str]:
        return {key: state for key, (state, _) in (await self.letters()).items()}

    async def place(self, case: int, purpose: str = "card") -> tuple[str, str] | None:
        return await self.database.read(lambda tx: tx.posts.get(TEAM, case, purpose))

    def channel(self, name: str) -> str:
        return self.world.channel(name).id

    def posted(self, name: str) -> list[Message]:
        """What stands in a channel and its threads, oldest first, deleted messages left out."""
        return [one for one in self.world.channel(name).messages if not one.deleted]

    def texts(self, name: str) -> list[str]:
        return [one.text for one in self.posted(name)]

    def calls(self, method: str) -> int:
        return sum(call.method == method for call in self.world.calls)

    def _given_up(self, letter: Letter, error: str, tx: Transaction) -> list[Letter]:
        self.told.append((letter.key, error))
        said = {"text": f"given up: {letter.key}: {error}"}
        return [Letter(f"notice:{letter.key}", letter.workspace, f"user:{LIN}", "post", None, {"channel": LIN, **said})]

    async def _post_to_url(self, url: str, payload: dict[str, Any]) -> None:
        import aiohttp

        async with aiohttp.ClientSession() as session, session.post(url, json=payload) as answer:
            answer.raise_for_status()
