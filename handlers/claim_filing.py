"""Filing claims through insurers' interfaces: what somebody wants filed is looked for, sent, followed and cancelled.

The click keeps the intent. Right before anything is sent it is noted that from now on nobody knows; whoever finds that
note, after a crash or a broken answer, looks at the insurer first and sends again only what is not there.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

import structlog

from cases.filings import CANCELLING, FILED, OVER, REFUSED, UNKNOWN, UNSETTLED, WANTED
from cases.words import N_, Refused, Sentence
from handlers.claim_news import is_cancelled, is_filed, news_of, tell
from handlers.desk import Desk
from partners.insurers.desk import (
    ENDED,
    ClaimRefused,
    ClaimThere,
    ClaimToFile,
    Document,
    Insurer,
    NotNow,
    OutcomeUnknown,
)
from partners.insurers.known import INTERFACES
from storage.database import Database
from storage.errors import StorageError
from storage.evidence_store import EvidenceStore
from storage.filings import Filing
from storage.heartbeats import FILES
from storage.transaction import Transaction

BATCH = 1
# Longer than the slowest sending takes; whoever dies with it leaves it due again then.
TAKEN_FOR = timedelta(minutes=10)
# A claim that was made a moment ago may not stand in the list yet.
LOOK_AFTER = (timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))
MOST_SENDINGS = len(LOOK_AFTER)
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=1))
GIVEN_UP_AFTER = timedelta(days=1)
# Their windows end sixty days after shipment, so that an older claim on a number is about another parcel.
LOOK_BACK = timedelta(days=180)
NOTED_EVERY = timedelta(hours=1)
log = structlog.get_logger("tracer.claims")


class Clock(Protocol):
    """What tells the time, in UTC."""

    def now(self) -> datetime: ...


class ClaimFiling:
    """Sees to filings that are due. `after` is called when something was kept; `close` lets go of the connections."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        insurers: Mapping[str, Insurer],
        store: EvidenceStore | None,
        *,
        after: Callable[[], None] = lambda: None,
        close: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._insurers = insurers
        self._store = store
        self._after = after
        self._close = close
        self._noted_at: datetime | None = None

    async def close(self) -> None:
        """Let go of the connections to the insurers."""
        if self._close is not None:
            await self._close()

    async def sweep(self) -> int:
        """See to everything that is due; return how much that was."""
        await self._note(self._clock.now())
        seen_to = 0
        while due := await self._due():
            for filing in due:
                await self._see_to(filing)
                self._after()
            seen_to += len(due)
        return seen_to

    async def _note(self, now: datetime) -> None:
        """Note now and then with whom claims can be filed, so that the process that draws the forms knows it."""
        if self._noted_at is None or now - self._noted_at >= NOTED_EVERY:
            for name in self._insurers:
                await self._database.write(lambda tx, name=name: tx.heartbeats.beat(FILES + name, now))  # type: ignore[misc]
            self._noted_at = now

    async def _due(self) -> list[Filing]:
        now = self._clock.now()
        due_at = await self._database.read(lambda tx: tx.filings.next_due())
        if due_at is None or due_at > now:
            return []
        return await self._database.write(lambda tx: tx.filings.due(now, now + TAKEN_FOR, BATCH))

    async def _see_to(self, filing: Filing) -> None:
        insurer = self._insurers.get(filing.insurer)
        steps = {WANTED: self._file, UNKNOWN: self._file, FILED: self._follow, CANCELLING: self._cancel}
        try:
            if insurer is None:
                # Its key was taken away; it may come back.
                await self._change(filing, next_at=self._clock.now() + PAUSES[-1])
            else:
                await steps[filing.state](filing, insurer)
        except (NotNow, OutcomeUnknown) as wait:
            sentence = wait.trouble.sentence(INTERFACES[filing.insurer].name)
            await self._later(filing, sentence, timedelta(seconds=wait.trouble.retry_after or 0))
        except ClaimRefused as refused:
            await self._refused(filing, refused.sentence)
        except Refused as refused:
            await self._refused(filing, refused.sentence)
        except (OSError, StorageError) as error:
            log.warning("A filing could not be seen to", case=filing.case_number, why=type(error).__name__)
            await self._change(filing, next_at=self._clock.now() + PAUSES[0])
        except Exception:
            # A mistake of our own holds up nobody else's claims.
            log.exception("A filing could not be seen to", case=filing.case_number)
            await self._change(filing, next_at=self._clock.now() + PAUSES[-1])

    # -- filing --------------------------------------------------------------------------------------------------------

    async def _file(self, filing: Filing, insurer: Insurer) -> None:
        """Look, and send what is not there."""
        there = await insurer.find(filing.number, filing.at - LOOK_BACK)
        if there is not None:
            await self._is_there(filing, there)
        elif filing.content is None:
            # What is personal of the case was erased: there is nothing to send any more.
            await self._change(filing, state=OVER, next_at=None)
        elif filing.sendings >= MOST_SENDINGS:
            await self._unsettled(filing)
        else:
            claim = await self._claim(filing)
            sent = await self._database.write(lambda tx: _about_to_send(tx, filing, self._clock.now()))
            if sent is not None:
                await self._send(sent, insurer, claim)

    async def _send(self, filing: Filing, insurer: Insurer, claim: ClaimToFile) -> None:
        try:
            made = await insurer.file(claim)
        except NotNow:
            # It never left, or they made nothing of it: what was noted before is taken back.
            await self._change(filing, state=WANTED, sendings=filing.sendings - 1)
            raise
        except OutcomeUnknown as unknown:
            log.warning("It is not known whether a claim was filed", case=filing.case_number, why=str(unknown))
            await self._nobody_knows(filing)
            return
        await self._is_there(filing, made)

    async def _claim(self, filing: Filing) -> ClaimToFile:
        """What is sent, as it was confirmed. Raises Refused where a document of it is gone."""
        content = json.loads(filing.content or b"{}")
        documents = []
        for one in content["documents"]:
            kept = None
            if self._store is not None:
                kept = await self._store.content(filing.workspace, filing.case_number, one["sha256"])
            if kept is None:
                raise Refused(N_("A document of this claim is no longer kept, so nothing was filed. Choose them anew."))
            documents.append(Document(one["kind"], one["type"], kept))
        return ClaimToFile(
            filing.number,
            content["loss"],
            Decimal(content["amount"]),
            content["description"],
            content["email"],
            content["name"],
            f"LOST-{filing.case_number:04d}/{filing.claim}",
            documents,
        )

    async def _is_there(self, filing: Filing, there: ClaimThere) -> None:
        now = self._clock.now()
        await self._database.write(lambda tx: is_filed(tx, filing, there, now))

    async def _nobody_knows(self, filing: Filing) -> None:
        now = self._clock.now()
        again = now + LOOK_AFTER[min(filing.sendings, MOST_SENDINGS) - 1]
        text = N_(
            "It is not known whether {insurer} has received the claim of {reference}: the answer broke off. Tracer "
            "looks there before anything is sent again. Do not file it by hand meanwhile."
        )
        await self._told(filing, Sentence(text, _named(filing)), state=UNKNOWN, next_at=again)

    async def _unsettled(self, filing: Filing) -> None:
        text = N_(
            "Tracer could not find out whether {insurer} has the claim of {reference}. Look into their dashboard: if "
            "it is there, enter its number under “I filed it”; if not, file it once more."
        )
        await self._told(filing, Sentence(text, _named(filing)), state=UNSETTLED, next_at=None)

    # -- following and cancelling --------------------------------------------------------------------------------------

    async def _follow(self, filing: Filing, insurer: Insurer) -> None:
        """Ask how it stands, and tell what is new."""
        there = await insurer.look(filing.reference or "")
        now = self._clock.now()
        await self._database.write(lambda tx: news_of(tx, filing, there, now))

    async def _cancel(self, filing: Filing, insurer: Insurer) -> None:
        """Cancel it there; only then it is withdrawn here."""
        try:
            there = await insurer.cancel(filing.reference or "")
        except ClaimRefused:
            # One that is cancelled already may be refused as well.
            there = await insurer.look(filing.reference or "")
            if there.outcome != ENDED:
                raise
        now = self._clock.now()
        await self._database.write(lambda tx: is_cancelled(tx, filing, there, now))

    # -- what goes wrong -----------------------------------------------------------------------------------------------

    async def _later(self, filing: Filing, why: Sentence, asked: timedelta) -> None:
        """See to it again after a while; what cannot be done for a day is given up, and its person told."""
        now = self._clock.now()
        # Taking back what was noted before sending may have changed it meanwhile.
        kept = await self._database.read(lambda tx: tx.filings.get(*filing.key)) or filing
        given_up = now - kept.at > GIVEN_UP_AFTER
        if given_up and kept.state == UNKNOWN:
            await self._unsettled(kept)
        elif given_up and kept.state in (WANTED, CANCELLING):
            await self._refused(kept, why)
        else:
            again = now + max(asked, PAUSES[min(max(kept.tries, 1), len(PAUSES)) - 1])
            if kept.state != FILED and kept.tries == 1:
                await self._told(kept, why, next_at=again)
            else:
                await self._change(kept, next_at=again, why=_plain(why))

    async def _refused(self, filing: Filing, why: Sentence) -> None:
        """It is not done, and its person told why. A claim that could not be cancelled is followed as before."""
        kept = await self._database.read(lambda tx: tx.filings.get(*filing.key)) or filing
        if kept.state == FILED:
            again = self._clock.now() + GIVEN_UP_AFTER
            if kept.why == _plain(why):
                await self._change(kept, next_at=again)
            else:
                # That it can no longer be followed is told once, and stands in the form until it can.
                await self._told(kept, why, next_at=again)
        elif kept.state == CANCELLING:
            await self._told(kept, why, state=FILED, next_at=self._clock.now() + PAUSES[-1])
        else:
            await self._told(kept, why, state=REFUSED, next_at=None)

    async def _told(self, filing: Filing, why: Sentence, **values: Any) -> None:
        """Change a filing and tell whoever clicked, together."""
        now = self._clock.now()

        def keep(tx: Transaction) -> None:
            tx.filings.change(filing, why=_plain(why), **values)
            tell(tx, filing, why, now)

        await self._database.write(keep)

    async def _change(self, filing: Filing, **values: Any) -> None:
        await self._database.write(lambda tx: tx.filings.change(filing, **values))


def _about_to_send(tx: Transaction, filing: Filing, now: datetime) -> Filing | None:
    """Note that it is sent now; None where it is not to be sent any more, and then nothing is."""
    case = Desk(tx, filing.workspace, now).case(filing.case_number)
    claim = next((one for one in case.claims if one.id == filing.claim), None)
    kept = tx.filings.get(*filing.key)
    if kept is None or (kept.state, kept.tries) != (filing.state, filing.tries):
        # Another process has taken it meanwhile.
        return None
    if claim is None or claim.state != "drafted" or not case.is_open:
        text = N_(
            "The claim of {reference} was filed, withdrawn or closed meanwhile, so nothing was sent to {insurer}."
        )
        tx.filings.change(filing, state=OVER, next_at=None)
        tell(tx, filing, Sentence(text, _named(filing)), now)
        return None
    values: dict[str, Any] = {"state": UNKNOWN, "sendings": filing.sendings + 1, "next_at": now + TAKEN_FOR}
    tx.filings.change(filing, **values)
    return replace(filing, **values)


def _named(filing: Filing) -> dict[str, str]:
    return {"insurer": INTERFACES[filing.insurer].name, "reference": f"LOST-{filing.case_number:04d}"}


def _plain(why: Sentence) -> dict[str, Any]:
    return {"text": why.text, "params": {name: str(value) for name, value in why.params.items()}}
