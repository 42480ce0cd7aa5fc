"""Sending files to people: what is owed is made, uploaded and posted once, whoever dies on the way.

Slack takes files in three steps. The last one posts them, and cannot be told from its repetition: so what they are
called is noted right before it, and after a crash they are looked for before anything is posted again.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import IO, Protocol

import structlog

from cases.letters import FIRST, Letter
from cases.light_dataclass import dataclass
from cases.words import N_, Refused, Sentence
from handlers.who import who_is
from storage.database import Database
from storage.errors import StorageError
from storage.sendings import Sending
from storage.transaction import Transaction

BATCH = 1
# Long enough to make and upload a large pack over a slow line; whoever dies with it leaves it due again then.
TAKEN_FOR = timedelta(minutes=10)
PAUSES = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
GIVEN_UP_AFTER = timedelta(days=1)
# Slack's words for a place that cannot be posted to: https://docs.slack.dev/reference/methods/chat.postMessage
WRONG_PLACE = frozenset(
    "channel_not_found not_in_channel is_archived thread_not_found channel_type_not_supported".split()
)
# https://docs.slack.dev/reference/methods/files.getUploadURLExternal
TOO_LARGE = frozenset({"file_upload_size_restricted"})
# The names under which a system says that no room is left: the disk is full, or the user's share of it.
NO_ROOM = frozenset({28, 122})
log = structlog.get_logger("tracer.files")


@dataclass(frozen=True, slots=True)
class FileToSend:
    """A file by its name and title, with its bytes (or an open file, at its beginning) and how many they are."""

    name: str
    title: str
    content: bytes | IO[bytes]
    size: int


@dataclass(frozen=True, slots=True)
class Made:
    """What was made for somebody: the files, and the words above them."""

    files: tuple[FileToSend, ...]
    comment: str


class CannotSend(Exception):
    """Slack does not take the files now; the message says why in a word or two."""


class SlackRefuses(Exception):
    """Slack will never take the files so; the message is its word for why."""


class Clock(Protocol):
    """What tells the time, in UTC."""

    def now(self) -> datetime: ...


class SlackUploads(Protocol):
    """How files are brought to Slack. Everything here raises CannotSend or SlackRefuses."""

    async def direct_with(self, user: str) -> str: ...

    async def upload(self, file: FileToSend) -> str: ...

    async def post(
        self, files: Sequence[tuple[str, str]], channel: str, thread_ts: str | None, comment: str
    ) -> None: ...

    async def is_posted(self, file: str) -> bool: ...


Maker = Callable[[Sending], Awaitable[Made | None]]


class FileSending:
    """Sends what is owed. `makers` say by kind what it consists of; they raise Refused with a sentence where it cannot
    be made, and give None where nobody is owed it any more."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        slack: SlackUploads,
        makers: Mapping[str, Maker],
        *,
        after: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._slack = slack
        self._makers = makers
        self._after = after

    async def sweep(self) -> int:
        """See to everything that is due; return how much that was."""
        seen_to = 0
        while due := await self._due():
            for sending in due:
                await self._see_to(sending)
                self._after()
            seen_to += len(due)
        return seen_to

    async def _due(self) -> list[Sending]:
        now = self._clock.now()
        due_at = await self._database.read(lambda tx: tx.sendings.next_due())
        if due_at is None or due_at > now:
            return []
        return await self._database.write(lambda tx: tx.sendings.due(now, now + TAKEN_FOR, BATCH))

    async def _see_to(self, sending: Sending) -> None:
        try:
            if sending.uploads is None or not await self._arrived(sending.uploads):
                made = await self._makers[sending.kind](sending)
                if made is None:
                    await self._ended(sending, None)
                    return
                with _closing(made):
                    await self._send(sending, made)
            await self._ended(sending, self._clock.now())
        except Refused as refused:
            await self._left_out(sending, refused.sentence)
        except SlackRefuses as word:
            if str(word) in TOO_LARGE:
                large = N_(
                    "Slack takes no file so large in this workspace. Ask for fewer documents, or for one by one."
                )
                await self._left_out(sending, Sentence(large))
                return
            refuses = N_("Slack did not take the file ({why}). Ask for it once more, or tell your admin.")
            await self._left_out(sending, Sentence(refuses, {"why": str(word)}))
        except OSError as error:
            await self._later(sending, error.strerror or type(error).__name__, no_room=error.errno in NO_ROOM)
        except (CannotSend, StorageError) as error:
            await self._later(sending, str(error) or type(error).__name__)
        except Exception as error:
            # A mistake of our own holds up nobody else's files.
            log.exception("Files could not be made", key=sending.key, kind=sending.kind)
            await self._later(sending, type(error).__name__)

    async def _arrived(self, uploads: Mapping[str, object]) -> bool:
        return await self._slack.is_posted(str(uploads["first"]))

    async def _send(self, sending: Sending, made: Made) -> None:
        channel = sending.channel or await self._slack.direct_with(sending.user)
        files = [(await self._slack.upload(one), one.title) for one in made.files]
        noted = {"first": files[0][0], "files": [file for file, _ in files]}
        await self._database.write(lambda tx: tx.sendings.may_have_been_posted(sending, noted))
        try:
            await self._slack.post(files, channel, sending.thread_ts, made.comment)
        except SlackRefuses as word:
            if sending.channel is None or str(word) not in WRONG_PLACE:
                raise
            # The thread is gone, or the bot is no longer there: whoever asked still gets it.
            await self._slack.post(files, await self._slack.direct_with(sending.user), None, made.comment)

    async def _ended(self, sending: Sending, sent_at: datetime | None) -> None:
        await self._database.write(lambda tx: tx.sendings.done(sending, sent_at))

    async def _later(self, sending: Sending, why: str, *, no_room: bool = False) -> None:
        """Try again after a while, which grows; a full disk is said at once, and after a day that it will not come."""
        now = self._clock.now()
        if now - sending.at > GIVEN_UP_AFTER:
            log.error("Files could not be sent and are given up", key=sending.key, why=why)
            never = N_("A file that you asked for could not be made for a day, and is not tried again. Ask once more.")
            await self._left_out(sending, Sentence(never))
            return
        log.warning("Files could not be sent yet; it is tried again", key=sending.key, why=why)
        again = now + PAUSES[min(sending.tries, len(PAUSES) - 1)]

        def keep(tx: Transaction) -> None:
            tx.sendings.again(sending, again)
            if no_room and sending.tries == 0:
                full = N_(
                    "The disk of Tracer's server is full, so your file was not made. It is tried again by itself."
                )
                _whisper(tx, sending, Sentence(full), now)

        await self._database.write(keep)

    async def _left_out(self, sending: Sending, why: Sentence) -> None:
        """Tell whoever asked that it does not come, and why; then nothing of it is owed any more."""
        at = self._clock.now()

        def tell(tx: Transaction) -> None:
            tx.sendings.done(sending, None)
            _whisper(tx, sending, why, at)

        await self._database.write(tell)


@contextmanager
def _closing(made: Made) -> Iterator[None]:
    """Open files are closed whatever becomes of them."""
    try:
        yield
    finally:
        for one in made.files:
            if not isinstance(one.content, bytes):
                one.content.close()


def _whisper(tx: Transaction, sending: Sending, why: Sentence, at: datetime) -> None:
    words = who_is(tx, sending.workspace, sending.user).words
    params = {"user": sending.user, "text": words.say(why)}
    key = f"sending:{sending.key}:{at.timestamp():.3f}"
    tx.outbox.add(Letter(key, sending.workspace, f"user:{sending.user}", "whisper", None, params, FIRST), at)
