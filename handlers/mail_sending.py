"""Sending by e-mail what people wrote: each text is handed to the team's mail server once, and how it ended is told.

The order is: the text is kept and due; it is `sending` from right before the server is given it; then its end is noted
together with the move that says so. Whoever dies while the server has it leaves it so, and it becomes *perhaps sent*:
no text is sent a second time unless a person says so, and then under the Message-ID it had.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from cases.case import Actor
from cases.letters import FIRST, SOON, Letter
from cases.words import Refused
from handlers.desk import Desk
from handlers.mail_message import Attached, as_mail, bare
from handlers.sent_texts import record_sent
from handlers.who import who_is
from storage.correspondence import REFUSED, SENDING, SENT, UNSURE, WAITING, Written
from storage.database import Database
from storage.errors import StaleCase
from storage.evidence_store import EvidenceStore
from storage.transaction import Transaction

NEWS_TO, NEWS_HERE = "mail_news", "mail_line"
BATCH = 1
# Longer than handing over may take: who has a text that long is dead, or as good as that.
TAKEN_FOR = timedelta(minutes=10)
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=3))
GIVEN_UP_AFTER = timedelta(hours=24)
TRIES_WHEN_STALE = 5
log = structlog.get_logger("tracer.mail")


class Clock(Protocol):
    """What tells the time, in UTC."""

    def now(self) -> datetime: ...


class MailDoor(Protocol):
    """The team's mail server: see `partners/mail.py` for what it raises."""

    async def hand_over(self, sender: str, to: str, message: bytes, begin: Callable[[], object]) -> str: ...


class MailSending:
    """Sends the texts that are due. `sender` is whom they come from; `after` is called when something is to be told."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        door: MailDoor,
        sender: str,
        store: EvidenceStore | None,
        *,
        after: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._door = door
        self.sender = sender
        self._store = store
        self._after = after

    async def sweep(self) -> int:
        """Send every text that is due; return how many that were."""
        seen = 0
        while due := await self._due():
            for one in due:
                await self._send(one)
                self._after()
            seen += len(due)
        return seen

    async def _due(self) -> list[Written]:
        now = self._clock.now()
        due_at = await self._database.read(lambda tx: tx.correspondence.next_due())
        if due_at is None or due_at > now:
            return []
        return await self._database.write(lambda tx: tx.correspondence.due(now, now + TAKEN_FOR, BATCH))

    async def _send(self, one: Written) -> None:
        from partners.mail import MailLater, MailRefused, MailUnsure, TakenBySomebodyElse

        if one.state == SENDING:
            # Whoever had it died with it: the server may have it or not.
            await self._ended(one, UNSURE, "")
            return
        try:
            message = await self._as_mail(one)
            if message is None:
                await self._ended(one, REFUSED, "")
                return
            begin = self._begin(one)
            answer = await self._door.hand_over(bare(self.sender), one.address or "", message, begin)
        except MailLater as error:
            await self._later(one, str(error))
        except MailRefused as error:
            await self._ended(one, REFUSED, str(error))
        except MailUnsure as error:
            log.warning("A mail may or may not have been sent", case=one.case_number, text=one.id)
            await self._ended(one, UNSURE, str(error))
        except TakenBySomebodyElse:
            return
        else:
            await self._sent(one, answer)

    def _begin(self, one: Written) -> Callable[[], object]:
        async def begin() -> bool:
            return await self._database.write(lambda tx: tx.correspondence.begin(one))

        return begin

    async def _as_mail(self, one: Written) -> bytes | None:
        """The whole message; None where its words or a file of it are gone."""
        if one.body is None or one.address is None or one.message_id is None:
            return None
        files = []
        for sha256 in one.files:
            content = None
            if self._store is not None:
                content = await self._store.content(one.workspace, one.case_number, sha256)
            known = await self._database.read(lambda tx: tx.evidence.of_case(one.workspace, one.case_number))
            kept = next((file for file in known if file.sha256 == sha256), None)
            if content is None or kept is None:
                return None
            files.append(Attached(kept.name or f"{sha256[:12]}", kept.content_type, content))
        return as_mail(self.sender, one.address, one.subject or "", one.body, one.message_id, self._clock.now(), files)

    async def _sent(self, one: Written, answer: str) -> None:
        """Note that it is out, with the move that says so, in one transaction."""
        at = self._clock.now()
        for left in reversed(range(TRIES_WHEN_STALE)):
            try:
                await self._database.write(lambda tx: is_out(tx, one, at, answer))
                return
            except StaleCase:
                if not left:
                    raise

    async def _ended(self, one: Written, state: str, answer: str) -> None:
        at = self._clock.now()

        def end(tx: Transaction) -> None:
            if tx.correspondence.ended(one, state, answer):
                _owe_news(tx, one, state, at)

        await self._database.write(end)

    async def _later(self, one: Written, answer: str) -> None:
        """Try again after a pause that grows; whoever sent it hears of the first failure, and of the last."""
        now = self._clock.now()
        if now - one.at > GIVEN_UP_AFTER:
            await self._ended(one, REFUSED, answer)
            return
        log.warning("A mail could not be sent yet; it is tried again", case=one.case_number, text=one.id)
        again = now + PAUSES[min(one.tries, len(PAUSES) - 1)]

        def note(tx: Transaction) -> None:
            if tx.correspondence.again(one, again, answer) and one.tries == 0:
                tx.outbox.add(_to_sender(one, WAITING), now)

        await self._database.write(note)


def is_out(tx: Transaction, one: Written, at: datetime, answer: str) -> None:
    """A text is out: say so, and make the move that its case waits for; nothing where that was said already."""
    if not tx.correspondence.ended(one, SENT, answer, at):
        return
    desk = Desk(tx, one.workspace, at)
    case = desk.case(one.case_number)
    sender = who_is(tx, one.workspace, one.by)
    # It was theirs to send when they did; what their roles are by now changes nothing of what is out.
    actor = Actor("person", one.by, sender.roles | {"agent"})
    try:
        record_sent(desk, case, replace(one, via="e-mail"), actor, surely=True)
    except Refused as refused:
        log.warning("A mail is out and its case could not be told", case=one.case_number, why=str(refused))


def _owe_news(tx: Transaction, one: Written, state: str, at: datetime) -> None:
    """Tell whoever sent it, with the server's words, and the case's thread, without them."""
    tx.outbox.add(_to_sender(one, state), at)
    case = tx.cases.load(one.workspace, one.case_number, for_update=False)
    lane = (case.home_channel if case else None) or "default"
    key = f"{NEWS_HERE}:{one.workspace}:{one.case_number}:{one.id}:{state}:{one.tries}"
    params = {"id": one.id, "state": state}
    tx.outbox.add(Letter(key, one.workspace, lane, NEWS_HERE, one.case_number, params, SOON), at)


def _to_sender(one: Written, state: str) -> Letter:
    key = f"{NEWS_TO}:{one.workspace}:{one.case_number}:{one.id}:{state}:{one.tries}"
    params = {"id": one.id, "state": state, "user": one.by}
    return Letter(key, one.workspace, f"user:{one.by}", NEWS_TO, one.case_number, params, FIRST)
