"""The directory of people and channels: what Slack says of them, kept at hand so that no click waits for Slack.

Handlers read the tables. What they do not find there is asked for in the background; events and a full look every
half hour keep the rest true. A look that fails is logged and tried again later, and is never fatal.
"""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal, Protocol

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.deliveries import error_word, retry_after, status_of
from handlers.members import applied, as_channel, as_person, left
from handlers.role_groups import as_user_group, give_roles_of_groups
from storage.database import Database
from storage.records import Person
from storage.transaction import Transaction

PAGE = 200
MOST_PAGES = 500
SLOWED_DOWN_AT_MOST = 20
LONGEST_WAIT_SECONDS = 120.0
ASK_AGAIN_AFTER = timedelta(minutes=10)
FULL_LOOK_EVERY = timedelta(minutes=30)
UNKNOWN_PERSON = frozenset({"user_not_found", "user_not_visible", "users_not_found"})
UNKNOWN_CHANNEL = frozenset({"channel_not_found", "no_permission", "missing_scope"})

# https://docs.slack.dev/reference/methods/usergroups.list
NO_GROUPS = frozenset({"plan_upgrade_required", "missing_scope", "unknown_method", "not_allowed_token_type"})
UNKNOWN_QUESTION = frozenset({"unknown_method", "method_deprecated"})

Kind = Literal["person", "channel", "groups"]
log = structlog.get_logger("tracer.directory")


class NothingTold(Exception):
    """An answer that says "ok" and not what it was asked for."""


class Clock(Protocol):
    """What tells the time, in UTC."""

    def now(self) -> datetime: ...


class Directory:
    """Keeps people and channels of one workspace as Slack sees them; asks Slack once which workspace that is."""

    def __init__(
        self,
        database: Database,
        slack: AsyncWebClient,
        clock: Clock,
        *,
        workspace: str | None = None,
        bot_user: str | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._slack = slack
        self._clock = clock
        self._workspace = workspace
        self._bot_user = bot_user
        self._sleep = sleep
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wanted: deque[tuple[Kind, str]] = deque()
        self._asked: dict[tuple[Kind, str], datetime] = {}
        self._woken = asyncio.Event()
        self._stopping = False
        self.synced_at: datetime | None = None

    async def sync(self) -> bool:
        """Look at everybody and at every channel of ours; True when both worked. A failure is logged, not raised."""
        done = [await self._tried(self.sync_people), await self._tried(self.sync_channels)]
        await self._tried(self.sync_groups)
        if all(done):
            self.synced_at = self._clock.now()
        return all(done)

    def looked_lately(self, within: timedelta) -> bool:
        """Whether a full look succeeded within that time."""
        return self.synced_at is not None and abs(self._clock.now() - self.synced_at) < within

    async def sync_people(self) -> int:
        """Keep what Slack says of every member (users.list), page by page, and return how many there are."""
        workspace = await self.workspace()
        count = 0
        async for page in self._pages("users.list", {"include_locale": "true"}, "members"):
            await self._keep_people([as_person(member, workspace, self._clock.now()) for member in page])
            count += len(page)
        return count

    async def sync_channels(self) -> int:
        """Keep what Slack says of the channels the bot is in, note those it has left, and return how many it is in."""
        workspace = await self.workspace()
        asked = {"types": "public_channel,private_channel", "exclude_archived": "false"}
        seen = []
        async for one in self._ours(asked):
            seen.append(as_channel({**one, "is_member": True}, workspace, self._clock.now()))
        ours = {channel.id for channel in seen}

        def keep(tx: Transaction) -> None:
            tx.channels.upsert(seen)
            gone = [one for one in tx.channels.all(workspace) if one.is_member and one.id not in ours]
            tx.channels.upsert(left(channel, self._clock.now()) for channel in gone)

        await self._database.write(keep)
        return len(seen)

    async def sync_groups(self, _: str = "") -> int:
        """Keep which user groups there are (usergroups.list) and the roles they give; return how many there are.

        They are part of paid plans, and their permission is optional: where Slack refuses, what was known stays.
        """
        workspace = await self.workspace()
        try:
            answer = await self._asked_for("usergroups.list", {"include_users": "true"})
        except SlackApiError as error:
            if error_word(error) in NO_GROUPS:
                return 0
            raise
        told = answer.get("usergroups")
        if not isinstance(told, list):
            return 0
        groups = [as_user_group(one, workspace) for one in told if isinstance(one, Mapping) and one.get("id")]

        def keep(tx: Transaction) -> None:
            if groups != tx.user_groups.all(workspace):
                tx.user_groups.keep(workspace, groups)
            give_roles_of_groups(tx, workspace)

        await self._database.write(keep)
        return len(groups)

    async def refresh_person(self, user: str) -> None:
        """Ask Slack about one person and keep what it says; somebody unknown to Slack stays unknown to us."""
        workspace = await self.workspace()
        try:
            answer = await self._asked_for("users.info", {"user": user, "include_locale": "true"})
        except SlackApiError as error:
            if error_word(error) in UNKNOWN_PERSON:
                return
            raise
        await self._keep_people([as_person(_told(answer, "user"), workspace, self._clock.now())])

    async def refresh_channel(self, channel: str) -> None:
        """Ask Slack about one channel and keep what it says; one that Slack does not show us we are not in."""
        workspace = await self.workspace()
        try:
            answer = await self._asked_for("conversations.info", {"channel": channel})
        except SlackApiError as error:
            if error_word(error) not in UNKNOWN_CHANNEL:
                raise
            await self._database.write(lambda tx: self._mark_left(tx, workspace, channel))
            return
        told = _told(answer, "channel")
        if told.get("is_im") or told.get("is_mpim"):
            return
        await self._database.write(lambda tx: self._keep_channel(tx, workspace, told))

    def apply(self, event: Mapping[str, Any], tx: Transaction, *, workspace: str, bot_user: str | None) -> bool:
        """Keep what an event says of a person or channel, in the caller's transaction; False when it says nothing.

        What the event leaves open is asked for soon. May be called from any thread.
        """
        told = applied(event, tx, workspace=workspace, bot_user=bot_user, at=self._clock.now())
        if told is None:
            return False
        for kind, id in told:
            self.look_up_soon(kind, id, anew=True)
        return True

    def look_up_soon(self, kind: Kind, id: str, *, anew: bool = False) -> None:
        """Ask Slack about somebody or some channel in the background; from any thread, as often as one likes.

        The same one is asked about once in ten minutes, unless something is known to have changed (`anew`).
        """
        now = self._clock.now()
        with self._lock:
            asked_at = self._asked.get((kind, id))
            if not anew and asked_at is not None and abs(now - asked_at) < ASK_AGAIN_AFTER:
                return
            self._asked[kind, id] = now
        self._wanted.append((kind, id))
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._woken.set)

    async def run(self) -> None:
        """Look up what is asked for until `stop`."""
        self._loop = asyncio.get_running_loop()
        while not self._stopping:
            self._woken.clear()
            await self.look_up_now()
            if not self._wanted and not self._stopping:
                await self._woken.wait()

    async def look_up_now(self) -> int:
        """Look up everything that was asked for until now and return how much that was."""
        count, looks = 0, {"person": self.refresh_person, "channel": self.refresh_channel, "groups": self.sync_groups}
        while self._wanted and not self._stopping:
            kind, id = self._wanted.popleft()
            look = looks[kind]
            if not await self._tried(partial(look, id)):
                with self._lock:
                    self._asked.pop((kind, id), None)
            count += 1
        self._forget_old_questions()
        return count

    async def stop(self) -> None:
        """Ask Slack nothing more; `run` returns after that."""
        self._stopping = True
        self._woken.set()

    async def workspace(self) -> str:
        """The id of the workspace that our token belongs to."""
        if self._workspace is None:
            us = await self._asked_for("auth.test", {})
            self._workspace, self._bot_user = str(us["team_id"]), self._bot_user or us.get("user_id")
        return self._workspace

    async def _tried(self, look: Callable[[], Awaitable[Any]]) -> bool:
        try:
            await look()
            return True
        except Exception as error:
            # Whatever went wrong, people and channels are also told of by events and by the next full look.
            why = str(error) or type(error).__name__
            if isinstance(error, SlackApiError):
                why = error_word(error) or f"status {status_of(error)}"
            log.warning("People or channels could not be read from Slack now", why=why)
            return False

    async def _pages(self, method: str, asked: dict[str, Any], field: str) -> AsyncIterator[list[dict[str, Any]]]:
        cursor = ""
        for _ in range(MOST_PAGES):
            answer = await self._asked_for(method, {**asked, "limit": PAGE, **({"cursor": cursor} if cursor else {})})
            if not isinstance(answer.get(field), list):
                # "ok" alone is what some stand-ins say to whatever they do not know: nothing was told.
                raise NothingTold(f"{method} says nothing of {field}")
            yield [one for one in answer[field] if isinstance(one, Mapping) and one.get("id")]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def _ours(self, asked: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        """The conversations the bot is in, picked from all there are where Slack does not know the shorter question."""
        try:
            async for page in self._pages("users.conversations", asked, "channels"):
                for one in page:
                    yield one
        except SlackApiError as error:
            if error_word(error) not in UNKNOWN_QUESTION:
                raise
            async for page in self._pages("conversations.list", asked, "channels"):
                for one in page:
                    if one.get("is_member"):
                        yield one

    async def _asked_for(self, method: str, params: dict[str, Any]) -> Mapping[str, Any]:
        """Slack's answer, after as much waiting as it wants. Raises what the client raises."""
        for _ in range(SLOWED_DOWN_AT_MOST):
            try:
                answer = await self._slack.api_call(method, params=params)
                return answer.data if isinstance(answer.data, dict) else {}
            except SlackApiError as error:
                if status_of(error) != 429 or self._stopping:
                    raise
                await self._sleep(min(retry_after(error), LONGEST_WAIT_SECONDS))
        raise TimeoutError(f"Slack slowed {method} down {SLOWED_DOWN_AT_MOST} times in a row")

    async def _keep_people(self, people: list[Person]) -> None:
        await self._database.write(lambda tx: tx.people.upsert(people))

    def _keep_channel(self, tx: Transaction, workspace: str, told: Mapping[str, Any]) -> None:
        """Keep what is told; where it is not told whether we are in there, what we knew stays, and else we try."""
        known = tx.channels.get(workspace, str(told["id"]))
        member = {"is_member": known.is_member if known else True}
        tx.channels.upsert([as_channel({**member, **told}, workspace, self._clock.now())])

    def _mark_left(self, tx: Transaction, workspace: str, channel: str) -> None:
        known = tx.channels.get(workspace, channel)
        if known is not None:
            tx.channels.upsert([left(known, self._clock.now())])

    def _forget_old_questions(self) -> None:
        now = self._clock.now()
        with self._lock:
            self._asked = {key: at for key, at in self._asked.items() if abs(now - at) < ASK_AGAIN_AFTER}


def _told(answer: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    told = answer.get(field)
    if not isinstance(told, Mapping) or not told.get("id"):
        raise NothingTold(f"the answer says nothing of the {field}")
    return told
