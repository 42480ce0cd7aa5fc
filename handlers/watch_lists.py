"""Lists of numbers that somebody gave as a file: fetched from Slack, read line by line, and watched.

Nobody waits for it: the file is wanted from the message or form on, and whoever gave it hears what became of it.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from cases.letters import FIRST, Letter
from cases.words import N_, Refused, Sentence
from handlers.begin_watching import Watcher, begin_watching
from handlers.evidence_fetching import (
    GIVEN_UP_AFTER,
    PAUSES,
    TAKEN_FOR,
    CannotFetch,
    Clock,
    FileIsGone,
    FileTooLarge,
    SlackFiles,
)
from handlers.language import cut
from handlers.views.kit import MESSAGE_TEXT_LONGEST
from handlers.views.watch import Begun, list_told
from handlers.who import who_is
from partners.carriers.number_lists import LARGEST_BYTES, ListedNumber, NumberList, read_number_list, too_large
from storage.database import Database
from storage.transaction import Transaction
from storage.wanted_files import WantedFile

# So many numbers begin to be watched in one transaction, so that others get their turn.
BATCH = 100
log = structlog.get_logger("tracer.watching")


class WatchLists:
    """Reads wanted lists. `after` is called when something was told: to wake the courier."""

    def __init__(
        self, database: Database, clock: Clock, slack: SlackFiles, *, after: Callable[[], None] = lambda: None
    ) -> None:
        self._database = database
        self._clock = clock
        self._slack = slack
        self._after = after

    async def sweep(self) -> int:
        """Read every list that is due; return how many that were."""
        read = 0
        while due := await self._due():
            for file in due:
                await self._read(file)
                self._after()
            read += len(due)
        return read

    async def _due(self) -> list[WantedFile]:
        now = self._clock.now()
        due_at = await self._database.read(lambda tx: tx.wanted_files.next_due(lists=True))
        if due_at is None or due_at > now:
            return []
        return await self._database.write(lambda tx: tx.wanted_files.due(now, now + TAKEN_FOR, 1, lists=True))

    async def _read(self, file: WantedFile) -> None:
        try:
            listed = await asyncio.to_thread(read_number_list, await self._content(file))
            await self._watch(file, listed)
        except Refused as refused:
            await self._left_out(file, refused.sentence)
        except FileIsGone:
            await self._left_out(file, Sentence(N_("The file was deleted in Slack before it was read. Send it again.")))
        except FileTooLarge:
            await self._left_out(file, too_large())
        except (CannotFetch, OSError) as error:
            await self._later(file, str(error) or type(error).__name__)

    async def _content(self, file: WantedFile) -> bytes:
        found = await self._slack.look(file.slack_file)
        if found.is_elsewhere or found.is_page:
            raise Refused(N_("This is a link or a web page, not a file with numbers. Send the CSV file itself."))
        if found.size > LARGEST_BYTES:
            raise FileTooLarge
        return await self._slack.content(found)

    async def _watch(self, file: WantedFile, listed: NumberList) -> None:
        """Watch what the file lists, some at a time; with the last of them it is wanted no more, and that is told."""
        at = self._clock.now()
        begun = Begun(())
        parts = [listed.numbers[start : start + BATCH] for start in range(0, len(listed.numbers), BATCH)] or [()]
        for part in parts[:-1]:
            begun += await self._database.write(lambda tx, some=part: _begun(tx, file, some, at))  # type: ignore[misc]

        def finish(tx: Transaction) -> None:
            if tx.wanted_files.done(file):
                told = begun + _begun(tx, file, parts[-1], at)
                words = who_is(tx, file.workspace, file.by).words
                _whisper(tx, file, list_told(told, listed, words), at)

        await self._database.write(finish)

    async def _later(self, file: WantedFile, why: str) -> None:
        now = self._clock.now()
        if now - file.at > GIVEN_UP_AFTER:
            log.error("A list could not be fetched from Slack and is given up", file=file.slack_file, why=why)
            text = N_(
                "The file could not be fetched from Slack for three days, and nothing of it is watched. Send it again."
            )
            await self._left_out(file, Sentence(text))
            return
        log.warning("A list could not be fetched yet; it is tried again", file=file.slack_file, why=why)
        again = now + PAUSES[min(file.tries, len(PAUSES) - 1)]
        await self._database.write(lambda tx: tx.wanted_files.again(file, again))

    async def _left_out(self, file: WantedFile, why: Sentence) -> None:
        at = self._clock.now()

        def tell(tx: Transaction) -> None:
            if tx.wanted_files.done(file):
                _whisper(tx, file, who_is(tx, file.workspace, file.by).words.say(why), at)

        await self._database.write(tell)


def _begun(tx: Transaction, file: WantedFile, some: Sequence[ListedNumber], at: datetime) -> Begun:
    watcher = Watcher(file.workspace, file.by, file.channel, at)
    return begin_watching(tx, watcher, [(one.one, one.carrier) for one in some])


def _whisper(tx: Transaction, file: WantedFile, text: str, at: datetime) -> None:
    """A private word to whoever gave the file, where they gave it."""
    params = {"user": file.by, "text": cut(text, MESSAGE_TEXT_LONGEST)}
    if not (file.channel or "D").startswith("D"):
        params |= {"channel": file.channel or ""}
    key = f"list:{file.slack_file}:{at.timestamp():.3f}"
    tx.outbox.add(Letter(key, file.workspace, f"user:{file.by}", "whisper", None, params, FIRST), at)
