"""Fetching what people gave: each wanted file is taken from Slack once, judged by its bytes, and kept for its case.

Slack hides files after a while, and a claim takes longer. The order is: the bytes for good, then the row, the move and
the question in one transaction. Whoever dies in between leaves the file wanted, and it is fetched again.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from cases.act import Act
from cases.case import Case
from cases.evidence import UNSORTED
from cases.file_kinds import LARGEST_BYTES, FileKind, ending_of, kind_of, too_large, web_page
from cases.letters import FIRST, Letter
from cases.light_dataclass import dataclass
from cases.words import N_, Refused, Sentence
from handlers.bank_files import keep_payments
from handlers.desk import Desk
from handlers.evidence_letters import question_about
from handlers.language import Marked, Words
from handlers.who import who_is
from storage.database import Database
from storage.errors import EvidenceErased, StaleCase
from storage.evidence import KeptFile, Laid
from storage.evidence_store import EvidenceStore
from storage.transaction import Transaction
from storage.wanted_files import PAYMENTS, WantedFile

# One after the other, so that nobody waits for a file that somebody else has in hand.
BATCH = 1
# Long enough for one file over a slow line; whoever dies with it leaves it due again then.
TAKEN_FOR = timedelta(minutes=5)
PAUSES = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
GIVEN_UP_AFTER = timedelta(days=3)
UNCLAIMED_FOR = timedelta(days=30)
log = structlog.get_logger("tracer.evidence")


@dataclass(frozen=True, slots=True)
class FileInSlack:
    """A file as Slack describes it. `is_elsewhere`: Slack has only a link to it; `is_page`: it would serve a page."""

    name: str
    size: int
    url: str
    is_elsewhere: bool = False
    is_page: bool = False


class FileIsGone(Exception):
    """The file was deleted in Slack, or Slack no longer shows it."""


class FileTooLarge(Exception):
    """The file is larger than what is kept."""


class CannotFetch(Exception):
    """Slack does not give the file now; the message says why in a word or two."""


class Clock(Protocol):
    """What tells the time, in UTC."""

    def now(self) -> datetime: ...


class SlackFiles(Protocol):
    """How files are looked at and fetched in Slack."""

    async def look(self, file_id: str) -> FileInSlack: ...

    async def content(self, file: FileInSlack) -> bytes: ...


class EvidenceFetching:
    """Fetches wanted files. `after` is called when something was kept or told: to wake the courier."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        slack: SlackFiles,
        store: EvidenceStore,
        *,
        after: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._slack = slack
        self.store = store
        self._after = after

    async def sweep(self) -> int:
        """Fetch every file that is due; return how many that were."""
        fetched = 0
        while due := await self._due():
            for file in due:
                await self._fetch(file)
                self._after()
            fetched += len(due)
        return fetched

    async def tidy(self) -> int:
        """Sweep away bytes that nobody is told of, and forget files for which nobody named a case."""
        before = self._clock.now() - UNCLAIMED_FOR
        await self._database.write(lambda tx: tx.wanted_files.forget_unclaimed(before))
        return await self.store.sweep()

    async def _due(self) -> list[WantedFile]:
        now = self._clock.now()
        due_at = await self._database.read(lambda tx: tx.wanted_files.next_due())
        if due_at is None or due_at > now:
            return []
        return await self._database.write(lambda tx: tx.wanted_files.due(now, now + TAKEN_FOR, BATCH))

    async def _fetch(self, file: WantedFile) -> None:
        name = ""
        try:
            found = await self._slack.look(file.slack_file)
            name = found.name
            content = await self._content(found)
            if file.case_number == PAYMENTS:
                await self._database.write(lambda tx: keep_payments(tx, file, content, self._clock.now()))
                return
            kind = await asyncio.to_thread(kind_of, content, name)
            await self._keep(file, name, content, kind)
        except Refused as refused:
            await self._left_out(file, name, refused.sentence)
        except FileIsGone:
            gone = N_("A file was deleted in Slack before it could be kept. If it matters, send it once more.")
            await self._left_out(file, name, Sentence(gone))
        except FileTooLarge:
            await self._left_out(file, name, Sentence(too_large()))
        except (CannotFetch, EvidenceErased, StaleCase, OSError) as error:
            await self._later(file, str(error) or type(error).__name__)
        except Exception as error:
            # A mistake of our own holds up nobody else's files, and whoever gave this one hears of it in the end.
            log.exception("A file could not be kept", file=file.slack_file)
            await self._later(file, type(error).__name__)

    async def _content(self, found: FileInSlack) -> bytes:
        if found.is_elsewhere:
            raise Refused(
                N_("A link to a file outside of Slack was not kept, because it can change. Send the file itself.")
            )
        if found.is_page:
            raise Refused(web_page())
        if found.size > LARGEST_BYTES:
            raise FileTooLarge
        return await self._slack.content(found)

    async def _keep(self, file: WantedFile, name: str, content: bytes, kind: FileKind) -> None:
        laid = await self.store.lay_down(file.workspace, file.case_number, content)
        at = self._clock.now()
        await self._database.write(lambda tx: _kept(tx, file, name, kind, laid, at))

    async def _later(self, file: WantedFile, why: str) -> None:
        """Try again after a while, which grows; after some days say that it will not come."""
        now = self._clock.now()
        if now - file.at > GIVEN_UP_AFTER:
            log.error("A file could not be fetched from Slack and is given up", file=file.slack_file, why=why)
            text = N_("A file could not be fetched from Slack for three days and was not kept. Send it once more.")
            await self._left_out(file, "", Sentence(text))
            return
        log.warning("A file could not be kept yet; it is tried again", file=file.slack_file, why=why)
        again = now + PAUSES[min(file.tries, len(PAUSES) - 1)]
        await self._database.write(lambda tx: tx.wanted_files.again(file, again))

    async def _left_out(self, file: WantedFile, name: str, why: Sentence) -> None:
        """Tell whoever gave it that it was not kept, why, and what would do; then nothing of it is wanted any more."""
        at = self._clock.now()

        def tell(tx: Transaction) -> None:
            if tx.wanted_files.done(file):
                words = who_is(tx, file.workspace, file.by).words
                _whisper(tx, file, _reason(why, ending_of(name), words), at)

        await self._database.write(tell)


def _kept(tx: Transaction, file: WantedFile, name: str, kind: FileKind, laid: Laid, at: datetime) -> None:
    """Row, move and question together; a file whose case was erased meanwhile is wanted no more."""
    if not tx.wanted_files.done(file):
        return
    desk, who = Desk(tx, file.workspace, at), who_is(tx, file.workspace, file.by)
    case = desk.case(file.case_number)
    known = next((one for one in case.evidence if one.sha256 == laid.sha256), None)
    if tx.evidence.has(file.workspace, case.number, laid.sha256):
        if known is not None and known.slot == UNSORTED and file.slot:
            details = {"evidence": known.id, "slot": file.slot} | ({"text": file.note} if file.note else {})
            desk.move(case.number, Act("sort_evidence", who.actor, details=details))
        else:
            _whisper(tx, file, _already_kept(case, known.slot if known else UNSORTED, who.words), at)
        return
    tx.evidence.keep(laid, _row(file, name, kind, laid, at))
    if known is None:
        details = {"sha256": laid.sha256, "slot": file.slot} | ({"text": file.note} if file.note else {})
        # An unsorted file is seen in the thread already; the line comes when somebody says what it is.
        details |= {"quiet": True} if file.slot == UNSORTED and file.came_by == "thread" else {}
        case = desk.move(case.number, Act("add_evidence", who.actor, details=details))
    if file.slot == UNSORTED:
        desk.owe(question_about(file, case, laid.sha256))


def _row(file: WantedFile, name: str, kind: FileKind, laid: Laid, at: datetime) -> KeptFile:
    return KeptFile(
        laid.sha256,
        laid.size,
        kind.content_type,
        kind.misnamed,
        name,
        file.by,
        at,
        file.came_by,
        file.slack_file,
        file.channel,
        file.message_ts,
    )


def _already_kept(case: Case, slot: str, words: Words) -> str:
    text = N_("That file is kept in {reference} already: {slot}.")
    return words(text, reference=Marked(f"*{case.reference}*"), slot=Marked(words.term(f"slot:{slot}")))


def _reason(why: Sentence, ending: str, words: Words) -> str:
    """Why a file was left out; its ending tells which of several it was, its name would say too much."""
    told = words.say(why)
    return words(N_("About the .{ending} file: {reason}"), ending=ending, reason=Marked(told)) if ending else told


def _whisper(tx: Transaction, file: WantedFile, text: str, at: datetime) -> None:
    """A private word to whoever gave a file, where they gave it."""
    direct = (file.channel or "D").startswith("D")
    params = {"user": file.by, "text": text}
    if not direct:
        params |= {"channel": file.channel or ""} | ({"thread_ts": file.thread_ts} if file.thread_ts else {})
    key = f"file:{file.slack_file}:{file.case_number}:{at.timestamp():.3f}"
    tx.outbox.add(Letter(key, file.workspace, f"user:{file.by}", "whisper", None, params, FIRST), at)
