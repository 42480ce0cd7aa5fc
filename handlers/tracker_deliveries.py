"""What trackers deliver by themselves: proved and kept at once, read afterwards.

A delivery that is repeated changes nothing and is answered alike; one about a number that nobody follows is taken and
forgotten. What it says lies under the key of its case or watched parcel, as everything does that trackers say.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import structlog

from handlers.claim_news import keep_event
from handlers.tracked import keep_told
from handlers.watched import keep_told_of_watched
from partners.carriers.numbers import normalise
from storage.database import Database
from storage.errors import StorageError
from storage.transaction import Transaction
from storage.watched import RawAnswer

if TYPE_CHECKING:
    from partners.tracking.webhooks import Delivered

# Where trackers are told to deliver to: /trackers/17track and so on.
PATH = "/trackers"
TAKEN = "Taken."
ASK_AFTER = timedelta(minutes=2)
LONGEST_TRANSACTION_SECONDS = 0.015
MOST_TRANSACTIONS = 10_000
log = structlog.get_logger("tracer.trackers")


class Clock(Protocol):
    """What tells the time, in UTC."""

    def now(self) -> datetime: ...


class TrackerDeliveries:
    """Takes deliveries and reads them. `secrets` proves each tracker's; `after` is called when something was kept."""

    def __init__(
        self, database: Database, clock: Clock, secrets: Mapping[str, str], *, after: Callable[[], None] = lambda: None
    ) -> None:
        self._database = database
        self._clock = clock
        self._secrets = secrets
        self._after = after

    async def take(self, tracker: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
        """The status and the sentence a delivery is answered with; it is kept by then, and read soon after.

        A database that is busy is a 503: the tracker delivers again.
        """
        # The readers bring the client library along, which only who asks trackers has loaded.
        from partners.tracking.webhooks import DeliveryRefused, take_delivery

        try:
            delivered = take_delivery(tracker, body, headers, self._secrets.get(tracker))
        except DeliveryRefused as refused:
            log.warning("A tracker's delivery was refused", tracker=tracker[:40], status=refused.status)
            return refused.status, str(refused.sentence)
        keep = self._keep if delivered.answer is not None else _of_a_claim if is_of_a_claim(delivered.event) else None
        if keep is None:
            return 200, TAKEN
        try:
            await self._database.write(lambda tx: keep(tx, delivered, body, self._clock.now()), shares_commit=True)
        except StorageError as busy:
            log.warning("A tracker's delivery could not be kept", tracker=tracker, why=type(busy).__name__)
            return 503, "That cannot be kept just now. Deliver it again."
        if delivered.answer is None:
            self._after()
        return 200, TAKEN

    async def read(self) -> int:
        """Read what was delivered and not read yet, and act upon it; return how many deliveries that was."""
        if not await self._database.read(lambda tx: tx.scans.has_unread() or tx.watched.has_unread()):
            return 0
        read = 0
        for _ in range(MOST_TRANSACTIONS):
            some = await self._database.write(
                lambda tx: self._read_some(tx, self._clock.now()) or _read_of_watched(tx, self._clock.now())
            )
            if not some:
                break
            read += some
            self._after()
        return read

    def _keep(self, tx: Transaction, delivered: "Delivered", body: bytes, now: datetime) -> None:
        assert delivered.answer is not None
        number = normalise(delivered.answer.number)
        for workspace, case_number in tx.trackers.cases_of(number):
            key = f"{delivered.key}:{case_number}"
            if not tx.inbox.seen(workspace, f"tracker.{delivered.tracker}", key, now):
                tx.scans.deliver(workspace, case_number, delivered.tracker, number, body, now)
        for workspace in tx.watched.workspaces_of(number):
            if not tx.inbox.seen(workspace, f"tracker.{delivered.tracker}", f"{delivered.key}:watched", now):
                tx.watched.keep_raw(workspace, number, RawAnswer(delivered.tracker, now, body), unread=True)

    def _read_some(self, tx: Transaction, now: datetime) -> int:
        from partners.tracking.webhooks import read_again

        end_at = time.monotonic() + LONGEST_TRANSACTION_SECONDS
        waiting = tx.scans.delivered()
        for place, one in enumerate(waiting, 1):
            # Whatever is in it, it is not tried for ever: its bytes stay.
            tx.scans.was_read(one)
            body = tx.scans.raw_answer(one.workspace, one.case_number, one.sha256)
            answer = read_again(one.provider, body) if body is not None else None
            if answer is not None:
                scans = tuple(replace(scan, number=one.number) for scan in answer.scans)
                try:
                    with tx.savepoint():
                        told = replace(answer, number=one.number, scans=scans)
                        keep_told(tx, one.workspace, one.case_number, told, now, may_be_late=True)
                        # Asking tells what a delivery cannot: whether something was taken back.
                        tx.trackers.ask_again(one.workspace, one.case_number, one.number, now + ASK_AFTER)
                except Exception as error:
                    why = f"{type(error).__name__}: {error}"
                    log.error("A delivery could not be acted upon", case=one.case_number, why=why)
            if time.monotonic() > end_at:
                return place
        return len(waiting)


def is_of_a_claim(event: str) -> bool:
    """Whether an event of EasyPost, who tracks and insures, is about a claim."""
    return event.startswith(("claim.", "claims."))


def _of_a_claim(tx: Transaction, delivered: "Delivered", body: bytes, now: datetime) -> None:
    """An insurer's news of a claim: asked about by whoever files, so that nothing of it needs to be kept here."""
    from partners.insurers.easypost import read_event

    read = read_event(body)
    if read is not None:
        keep_event(tx, delivered.tracker, delivered.key, *read, now)


def _read_of_watched(tx: Transaction, now: datetime) -> int:
    """Read deliveries about parcels that are only watched; return how many those were."""
    from partners.tracking.webhooks import read_again

    waiting = tx.watched.unread()
    for one in waiting:
        tx.watched.was_read(one)
        [raw] = tx.watched.raws(one.workspace, one.number, one.sha256)
        answer, watched = read_again(one.provider, raw.content), tx.watched.get(one.workspace, one.number)
        if answer is None or watched is None:
            continue
        try:
            with tx.savepoint():
                keep_told_of_watched(tx, watched, [replace(answer, number=one.number)], now, may_be_late=True)
                tx.watched.ask_again(one.workspace, one.number, now + ASK_AFTER)
        except Exception as error:
            log.error("A delivery could not be acted upon", why=f"{type(error).__name__}: {error}")
    return len(waiting)
