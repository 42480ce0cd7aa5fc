"""Working through files of parcels: fetched, looked at, and once a person has said so, a case opened for each line.

The file is read anew at every start, and the cases of some lines are opened in one transaction together with the note
of how far it got: whoever dies in between leaves nothing undone and opens nothing twice.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import structlog

from cases.case import Case, Order, Parcel
from cases.light_dataclass import dataclass
from cases.words import N_, Refused, Sentence
from handlers.as_many_as_fit import as_many_as_fit
from handlers.desk import Report
from handlers.evidence_fetching import (
    GIVEN_UP_AFTER,
    PAUSES,
    CannotFetch,
    Clock,
    FileIsGone,
    FileTooLarge,
    SlackFiles,
)
from handlers.import_left_out import LEFT_OUT, forget, layout_of
from handlers.import_letters import owe_message
from handlers.opening import home_channel, parcel_of
from handlers.shipped_files import keep_figures, look_at_figures, read_figures
from handlers.visit import Ask, Visit
from handlers.watched import hand_over
from handlers.which_parcel import UNKNOWN
from handlers.who import who_is
from partners.parcel_files.columns import Columns, recognised_columns
from partners.parcel_files.grid import LARGEST_BYTES, Grid, read_grid, too_large
from partners.parcel_files.parcels import FiledParcel, FiledParcels, Layout, LeftOut, read_parcels
from storage.case_lists import CaseSummary
from storage.database import Database
from storage.imports import (
    ASKING,
    DONE,
    OPENED,
    OPENING,
    REFUSED,
    SHIPPED,
    WANTED,
    WAS_CLOSED,
    WAS_OPEN,
    ParcelImport,
)
from storage.sendings import NO_CASE, Sending
from storage.transaction import Transaction

TAKEN_FOR = timedelta(minutes=5)
# A file that nobody answers about, or that is done, is forgotten with all that stands in it.
KEPT_FOR = timedelta(days=7)
# In one transaction as many lines as leave clicks their turn.
FIRST_LINES, MOST_LINES, TRANSACTION_SECONDS = 10, 50, 0.05
LOOKED_UP = 500
SHOWN_FIRST, SHOWN_BAD, TELLINGS = 3, 5, 20
log = structlog.get_logger("tracer.imports")


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was understood."""

    grid: Grid
    columns: Columns
    layout: Layout
    filed: FiledParcels


class ParcelImports:
    """Works through files of parcels. `after` is called when something was told: to wake the courier."""

    def __init__(
        self, database: Database, clock: Clock, slack: SlackFiles, *, after: Callable[[], None] = lambda: None
    ) -> None:
        self._database = database
        self._clock = clock
        self._slack = slack
        self._after = after

    async def sweep(self) -> int:
        """Do what is due; return with how many files something was done."""
        seen_to = 0
        while (one := await self._due()) is not None:
            await self._see_to(one)
            self._after()
            seen_to += 1
        return seen_to

    async def _due(self) -> ParcelImport | None:
        now = self._clock.now()
        due_at = await self._database.read(lambda tx: tx.imports.next_due())
        if due_at is None or due_at > now:
            return None
        return await self._database.write(lambda tx: tx.imports.due(now, now + TAKEN_FOR))

    async def _see_to(self, one: ParcelImport) -> None:
        try:
            if one.of == SHIPPED and one.state in (WANTED, OPENING):
                await self._figures(one)
            elif one.state == WANTED:
                await self._look(one)
            elif one.state == OPENING:
                await self._open(one)
            else:
                await self._database.write(lambda tx: forget(tx, one, self._clock.now()))
        except Refused as refused:
            await self._end(one, refused.sentence)
        except FileIsGone:
            await self._end(one, Sentence(N_("The file was deleted in Slack before it was read. Send it again.")))
        except FileTooLarge:
            await self._end(one, too_large())
        except (CannotFetch, OSError) as error:
            await self._later(one, str(error) or type(error).__name__)

    async def _look(self, one: ParcelImport) -> None:
        """Read the file, say what it would come to, and wait for a person's word."""
        content, name = await self._content(one)
        read = await asyncio.to_thread(_read, content, one)
        counts = await self._counts(one, read.filed)
        at = self._clock.now()

        def keep(tx: Transaction) -> None:
            now = tx.imports.get(one.workspace, one.key, for_update=True)
            if now is None or now.state != WANTED:
                return
            home = home_channel(_visit(tx, now, at), now.channel).id
            kept, chosen = tx.imports.shown(now), bool(now.layout.get("chosen"))
            tx.imports.keep_content(now, content)
            tx.imports.keep_shown(now, _shown(read, name or str(kept.get("name") or ""), chosen=chosen))
            layout = _layout(read, chosen=chosen)
            tx.imports.change(now, state=ASKING, layout=layout, counts={**counts, "home": home}, next_at=at + KEPT_FOR)
            owe_message(tx, now, at, f"{ASKING}:{at.timestamp():.3f}")

        await self._database.write(keep)

    async def _figures(self, one: ParcelImport) -> None:
        """Figures of what was shipped: they are looked at like parcels, and then kept at once, whole or not at all."""
        content, name = await self._content(one)
        figures = await asyncio.to_thread(read_figures, content, one)
        at = self._clock.now()
        until = at + KEPT_FOR
        if one.state == WANTED:
            await self._database.write(lambda tx: look_at_figures(tx, one, figures, content, name, until, at))
        else:
            await self._database.write(lambda tx: keep_figures(tx, one, figures, until, at))

    async def _content(self, one: ParcelImport) -> tuple[bytes, str]:
        """The file, and what it is called if it had to be fetched."""
        kept = await self._database.read(lambda tx: tx.imports.content(one))
        if kept is not None:
            return kept, ""
        found = await self._slack.look(one.slack_file)
        if found.is_elsewhere or found.is_page:
            raise Refused(N_("This is a link or a web page, not a file of parcels. Send the CSV or Excel file itself."))
        if found.size > LARGEST_BYTES:
            raise FileTooLarge
        return await self._slack.content(found), found.name

    async def _counts(self, one: ParcelImport, filed: FiledParcels) -> dict[str, int]:
        counts = {"lines": filed.lines, "bad": len(filed.left_out), "new": 0, "open": 0, "closed": 0}
        numbers = [parcel.one.number for parcel in filed.parcels]
        for start in range(0, len(numbers), LOOKED_UP):
            some = numbers[start : start + LOOKED_UP]
            found = await self._database.read(lambda tx, some=some: tx.cases.by_tracking(one.workspace, some))  # type: ignore[misc]
            n_open = sum(cases[0].is_open for cases in found.values())
            counts["open"] += n_open
            counts["closed"] += len(found) - n_open
            counts["new"] += len(some) - len(found)
        return counts

    async def _open(self, one: ParcelImport) -> None:
        """Open the cases from where it got to, some lines at a time."""
        content, _ = await self._content(one)
        filed = (await asyncio.to_thread(_read, content, one)).filed
        left = deque(parcel for parcel in filed.parcels if parcel.line >= one.next_line)
        many = FIRST_LINES
        while left:
            some = [left.popleft() for _ in range(min(many, len(left)))]
            begun = time.monotonic()
            work = partial(self._some, one=one, filed=filed, some=some, left=len(left))
            if not await self._database.write(work):
                return
            many = as_many_as_fit(len(some), time.monotonic() - begun, TRANSACTION_SECONDS, MOST_LINES)
            self._after()
        at = self._clock.now()
        await self._database.write(lambda tx: _finish(tx, one, filed, at))

    def _some(
        self, tx: Transaction, one: ParcelImport, filed: FiledParcels, some: Sequence[FiledParcel], left: int
    ) -> bool:
        """Open the cases of a few lines, after which so many are left; False where somebody else has gone on."""
        now, at = tx.imports.get(one.workspace, one.key, for_update=True), self._clock.now()
        if now is None or now.state != OPENING or now.next_line > some[0].line:
            return False
        numbers = [parcel.one.number for parcel in some]
        tx.cases.hold_numbers(one.workspace, numbers)
        existing = tx.cases.by_tracking(one.workspace, numbers)
        tx.meet(one.workspace, one.by, now.channel)
        visit = _visit(tx, now, at)
        made = _opened(visit, [parcel for parcel in some if parcel.one.number not in existing], now.channel)
        became = [(parcel.line, *_became(parcel, existing, made)) for parcel in some]
        tx.imports.note_lines(now, became)
        done = len(filed.parcels) - left + len(filed.left_out)
        counts = {**now.counts, "done": done, "lines": filed.lines}
        tx.imports.change(now, next_line=some[-1].line + 1, counts=counts, next_at=at + TAKEN_FOR)
        step = max(1, filed.lines // TELLINGS)
        if done // step != now.counts.get("done", 0) // step:
            owe_message(tx, now, at, f"{OPENING}:{done // step}")
        return True

    async def _later(self, one: ParcelImport, why: str) -> None:
        now = self._clock.now()
        if now - one.at > GIVEN_UP_AFTER:
            log.error("A file of parcels could not be fetched from Slack and is given up", why=why)
            text = N_("The file could not be fetched from Slack for three days, and nothing was opened. Send it again.")
            await self._end(one, Sentence(text))
            return
        log.warning("A file of parcels could not be fetched yet; it is tried again", why=why)
        again = now + PAUSES[min(one.tries, len(PAUSES) - 1)]
        await self._database.write(lambda tx: tx.imports.change(one, next_at=again))

    async def _end(self, one: ParcelImport, why: Sentence) -> None:
        """Nothing more is opened, and whoever gave the file hears why; what was opened stays."""
        at = self._clock.now()

        def tell(tx: Transaction) -> None:
            now = tx.imports.get(one.workspace, one.key, for_update=True)
            if now is None:
                return
            words = who_is(tx, one.workspace, one.by).words
            shown = {**tx.imports.shown(now), "why": words.plain(why.text, **why.params)}
            tx.imports.keep_shown(now, shown)
            counts = {**now.counts, "opened": tx.imports.count(now).get(OPENED, 0)}
            tx.imports.change(now, state=REFUSED, counts=counts, next_at=at + KEPT_FOR)
            owe_message(tx, now, at, REFUSED)

        await self._database.write(tell)


def _read(content: bytes, one: ParcelImport) -> Read:
    """The file as it is understood, with the columns that a person chose if they did; runs in a thread."""
    grid = read_grid(content)
    columns = recognised_columns(grid.rows)
    layout = Layout(columns.places, columns.header_line)
    if one.layout.get("chosen") or one.state == OPENING:
        layout = layout_of(one)
    filed = read_parcels(grid, layout, one.at.date())
    return Read(grid, columns, layout, filed)


def _layout(read: Read, *, chosen: bool) -> dict[str, Any]:
    layout = read.layout
    return {
        "places": dict(layout.places),
        "header_line": layout.header_line,
        "day_first": layout.day_first,
        "currency": layout.currency,
        "chosen": chosen,
    }


def _shown(read: Read, name: str, *, chosen: bool) -> dict[str, Any]:
    """What of the file its message and form show: column names, the first lines, the first bad ones, what is asked."""
    some = [cells for line, cells in read.grid.rows if line > (read.layout.header_line or 0)][:SHOWN_FIRST]
    width = max([len(read.columns.names), *map(len, some)], default=0)
    columns = [
        [_at(read.columns.names, n)[:60], next((row[n][:40] for row in some if _at(row, n)), "")] for n in range(width)
    ]
    doubtful = {} if chosen else {field: list(ones) for field, ones in read.columns.doubtful.items()}
    return {
        "name": name,
        "columns": columns,
        "first": [_line_told(parcel) for parcel in read.filed.parcels[:SHOWN_FIRST]],
        "bad": [_bad_told(bad) for bad in read.filed.left_out[:SHOWN_BAD]],
        "doubtful": doubtful,
        "asks": sorted(read.filed.asks),
        "sheet": read.grid.sheet,
        "others": list(read.grid.others),
    }


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _line_told(parcel: FiledParcel) -> list[str]:
    day: date | None = parcel.shipped_on
    told = (
        parcel.one.number,
        parcel_of(parcel.one, _carrier(parcel)).carrier_name,
        parcel.order,
        parcel.marketplace,
        parcel.goods,
        str(parcel.price) if parcel.price else None,
        str(parcel.cost) if parcel.cost else None,
        day.isoformat() if day else None,
        parcel.destination,
        parcel.service,
        parcel.label,
        parcel.origin,
        parcel.hub,
        parcel.warehouse,
        parcel.sku,
        parcel.packaging,
    )
    return [one for one in told if one]


def _bad_told(bad: LeftOut) -> list[Any]:
    return [bad.line, bad.place, bad.written[:40], bad.why, bad.carrier]


def _visit(tx: Transaction, one: ParcelImport, at: datetime) -> Visit:
    return Visit(Ask("import", one.workspace, one.by, at, one.key, channel=one.channel), tx)


def _opened(visit: Visit, parcels: Sequence[FiledParcel], channel: str | None) -> dict[str, int]:
    """Open the cases of these lines; return their numbers by tracking number."""
    cases, home = visit.tx.cases, home_channel(visit, channel).id
    its_numbers = cases.next_numbers(visit.workspace, len(parcels)) if parcels else range(0)
    made: list[tuple[FiledParcel, Case]] = []
    with cases.opened_together():
        for parcel, number in zip(parcels, its_numbers, strict=True):
            order = Order(parcel.order, parcel.marketplace, parcel.price, parcel.cost, parcel.goods)
            report = Report(_parcel(parcel), order, home)
            made.append((parcel, visit.desk.open(report, visit.who.actor, number)))
    for parcel, case in made:
        hand_over(visit.desk, case, parcel.one.number)
        if parcel.buyer is not None:
            visit.tx.buyers.keep(visit.workspace, case.number, parcel.buyer, visit.who.id, visit.at)
    return {parcel.one.number: case.number for parcel, case in made}


def _became(
    parcel: FiledParcel, existing: Mapping[str, Sequence[CaseSummary]], made: Mapping[str, int]
) -> tuple[str, int]:
    """What became of a line, and the number of the case it is about."""
    if cases := existing.get(parcel.one.number):
        return WAS_OPEN if cases[0].is_open else WAS_CLOSED, cases[0].number
    return OPENED, made[parcel.one.number]


def _parcel(parcel: FiledParcel) -> Parcel:
    told = parcel_of(parcel.one, _carrier(parcel))
    return replace(
        told,
        destination=parcel.destination or told.destination,
        shipped_on=parcel.shipped_on,
        service=parcel.service,
        label=parcel.label,
        origin=parcel.origin or told.origin,
        hub=parcel.hub,
        warehouse=parcel.warehouse,
        sku=parcel.sku,
        packaging=parcel.packaging,
    )


def _carrier(parcel: FiledParcel) -> str | None:
    """The carrier that stands in the line; without one, a number that only fits by its length stays unknown."""
    if parcel.carrier:
        return parcel.carrier
    return None if parcel.one.verdict == "known" else UNKNOWN


def _finish(tx: Transaction, one: ParcelImport, filed: FiledParcels, at: datetime) -> None:
    """Say what came of it, and send what was left out."""
    now = tx.imports.get(one.workspace, one.key, for_update=True)
    if now is None or now.state != OPENING:
        return
    n = tx.imports.count(now)
    counts = {**now.counts, "opened": n.get(OPENED, 0), "open": n.get(WAS_OPEN, 0), "closed": n.get(WAS_CLOSED, 0)}
    counts |= {"bad": len(filed.left_out)}
    tx.imports.change(now, state=DONE, counts=counts, next_at=at + KEPT_FOR)
    owe_message(tx, now, at, DONE)
    if counts["open"] or counts["closed"] or counts["bad"]:
        sending = Sending(now.workspace, f"{LEFT_OUT}:{now.key}", NO_CASE, LEFT_OUT, now.by, at, {"import": now.key})
        tx.sendings.want(sending)
