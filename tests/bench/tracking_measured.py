"""Tracking: histories read and judged, thousands of cases asked about at a tracker's quota, a flood of deliveries."""

import asyncio
import hashlib
import json
import os
import statistics
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from sqlalchemy import NullPool, create_engine, text

from bot.clock import Clock
from cases.case import Actor, Order, Parcel
from cases.triage import triage
from cases.verdicts import Measures, Told
from handlers.desk import Desk, Report
from handlers.following import Following
from partners.tracking.pace import Unlimited
from partners.tracking.set_up import Access, set_up
from partners.tracking.seventeen import read_update
from partners.tracking.thresholds import patience
from storage.database import Database
from storage.engines import address
from tests.bench.commands import CHANNELS, PEOPLE, TEAM, ups_number
from tests.bench.limited_tracker import MOST_NUMBERS, PER_SECOND, item
from tests.bench.load import as_they_come
from tests.bench.machine import DIALECTS, Machine
from tests.bench.rows import Row, at_least, at_most

HISTORIES, ROUNDS = 10_000, 3
HISTORY_BUDGET = 60.0
REFRESHED, A_TRANSACTION = 5_000, 100
QUOTA_BUDGET, FLAT_BUDGET = 0.95, 1.05
A_SECOND, A_MINUTE, CASES = 200, 60, 2_000
KEY = "benchmark-key"
PATIENCE_SECONDS = 600.0
UNREAD = "SELECT count(*) FROM tracker_answers WHERE waiting_since IS NOT NULL"
KEPT = "SELECT count(*) FROM scans"
OPENED_BEFORE = timedelta(days=3)


async def history_rows(machine: Machine) -> Iterator[Row]:
    """Answers of ten scans each, from bytes to a verdict; against taking the same bytes apart as JSON."""
    many = max(1_000, int(HISTORIES * machine.scale))
    bodies = [json.dumps(item(ups_number(n), n % 4)).encode() for n in range(many)]
    measures, now = Measures(patience()), datetime.now(UTC)
    rounds = [(_took(_read_bare, bodies), _took(_judged, bodies, measures, now)) for _ in range(ROUNDS + 1)][1:]
    ratio = statistics.median(ours / bare for bare, ours in rounds)
    ours = statistics.median(pair[1] for pair in rounds)
    figure = f"{ours * 1e6 / many:,.0f} µs each, {many / ours:,.0f} a second"
    return iter([at_most(f"{many:,} histories read and judged", figure, ratio, HISTORY_BUDGET)])


async def refresh_rows(machine: Machine) -> Iterator[Row]:
    """Every case is asked about twice at the quota: when nothing is known, then when each fifth has news."""
    rows = []
    many = max(500, int(REFRESHED * machine.scale))
    base = f"http://127.0.0.1:{machine.limited_tracker.port}/"
    for dialect, name in DIALECTS.items():
        database = Database.open(machine.fresh_database(dialect), data_directory=machine.fresh_directory())
        _open_cases(database, many)
        ready = set_up([Access("17track", KEY, base_url=base + "track/v2.4/")], lambda *_: Unlimited())
        following = Following(database, Clock(), ready.trackers, ready.limits, ("17track",), close=ready.close)
        for what in ("looked up", "refreshed"):
            _make_all_due(database)
            used: list[float] = []
            watching = asyncio.create_task(_watch_memory(used))
            asked = 0
            while asked < many:
                asked += await following.sweep()
            watching.cancel()
            rate, refused = await _seen_by(base)
            allowed = PER_SECOND * MOST_NUMBERS
            figure = f"{rate:.1f}/s of {allowed:.0f}/s, {refused} times 429"
            row = at_least(f"{many:,} cases {what}, {name}", figure, rate / allowed, QUOTA_BUDGET)
            rows.append(row if not refused else row.short())
        # What is loaded and kept for good is there after the first third.
        early, late = used[len(used) // 3], used[-1]
        rows.append(at_most("  memory meanwhile", f"{early:.0f} MB, then {late:.0f} MB", late / early, FLAT_BUDGET))
        await following.close()
        database.close()
    return iter(rows)


async def flood_rows(machine: Machine) -> Iterator[Row]:
    """Signed deliveries as they come, to Tracer as it is deployed; all must be taken, and each scan be kept."""
    rows = []
    seconds = max(5.0, A_MINUTE * machine.scale)
    trackers = {"TRACK17_KEY": KEY, "TRACK17_URL": f"http://127.0.0.1:{machine.limited_tracker.port}/track/v2.4/"}
    for dialect, name in DIALECTS.items():
        url, data = machine.fresh_database(dialect), machine.fresh_directory()
        database = Database.open(url, data_directory=data)
        _open_cases(database, CASES)
        database.close()
        sent: list[bytes] = []
        with machine.served(dialect, url, works=True, data=data, more=trackers) as tracer:
            request = _deliveries(sent)
            took = sorted(await as_they_come(tracer.port, seconds, A_SECOND, request, lambda body: True))
            over = time.perf_counter()
            await _until_read(url)
            late = time.perf_counter() - over
        p99 = took[int(len(took) * 0.99)]
        figure = f"{len(took) / seconds:.0f}/s, p99 {p99 * 1000:.0f} ms, read {late:.0f} s after"
        rows.append(at_least(f"{len(took):,} deliveries, {name}", figure, _scalar(url, KEPT) / len(sent), 1.0))
    return iter(rows)


def _took(work: Any, *given: Any) -> float:
    begun = time.process_time()
    work(*given)
    return time.process_time() - begun


def _read_bare(bodies: list[bytes]) -> None:
    for body in bodies:
        json.loads(body)


def _judged(bodies: list[bytes], measures: Measures, now: datetime) -> None:
    for body in bodies:
        answer = read_update(json.loads(body), body)
        assert answer is not None
        parcel = Parcel(answer.number, "ups", "UPS", origin="CN", destination="DE")
        triage(parcel, answer.scans, (), Told(), measures, now)


def _open_cases(database: Database, many: int) -> None:
    """So many cases of a few days ago, none of which is to be asked about yet."""
    at = Clock().now() - OPENED_BEFORE
    actor = Actor("person", PEOPLE[0], frozenset({"agent"}))
    for first in range(0, many, A_TRANSACTION):
        with database.transaction() as tx:
            desk = Desk(tx, TEAM, at)
            for n in range(first, min(first + A_TRANSACTION, many)):
                parcel = Parcel(ups_number(n), "ups", "UPS", origin="CN", destination="DE")
                desk.open(Report(parcel, Order(), CHANNELS[n % len(CHANNELS)]), actor)
    with database.transaction() as tx:
        tx.connection.execute(text("UPDATE case_parcels SET next_ask_at = NULL"))
        tx.connection.execute(text("DELETE FROM outbox"))
        tx.connection.execute(text("UPDATE clocks SET ring_at = NULL"))


def _make_all_due(database: Database) -> None:
    with database.transaction() as tx:
        tx.connection.execute(text("UPDATE case_parcels SET next_ask_at = (SELECT min(opened_at) FROM cases)"))


async def _watch_memory(used: list[float]) -> None:
    """What this process has in use, in MB, every half second."""
    while True:
        out = await asyncio.to_thread(_resident)
        used.append(out)
        await asyncio.sleep(0.5)


def _resident() -> float:
    out = subprocess.run(["ps", "-o", "rss=", "-p", str(os.getpid())], capture_output=True, check=True)
    return int(out.stdout) * 1024 / 1e6


async def _seen_by(base: str) -> tuple[float, int]:
    """Numbers a second that the tracker was asked about, from its first call to its last, and how many it refused."""
    async with aiohttp.ClientSession() as session, session.get(base + "seen") as answer:
        seen = await answer.json()
    taken = seen["taken"]
    return sum(numbers for _, numbers in taken[1:]) / (taken[-1][0] - taken[0][0]), seen["refused"]


def _deliveries(sent: list[bytes]) -> Any:
    """Whole requests, one after the other: each brings one scan more of one of the cases, signed as 17TRACK signs."""

    def request() -> bytes:
        which, scans = len(sent) % CASES, len(sent) // CASES
        said = {"event": "TRACKING_UPDATED", "data": item(ups_number(which), 0)}
        events = said["data"]["track_info"]["tracking"]["providers"][0]["events"]  # type: ignore[index]
        said["data"]["track_info"]["tracking"]["providers"][0]["events"] = events[-1 - scans : len(events) - scans]  # type: ignore[index]
        body = json.dumps(said).encode()
        sent.append(body)
        lines = (
            b"POST /trackers/17track HTTP/1.1",
            b"Host: 127.0.0.1",
            b"Content-Type: application/json",
            b"Content-Length: " + str(len(body)).encode(),
            b"sign: " + hashlib.sha256(body + b"/" + KEY.encode()).hexdigest().encode(),
        )
        return b"\r\n".join((*lines, b"", body))

    return request


async def _until_read(url: str) -> None:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while _scalar(url, UNREAD):
        assert time.monotonic() < give_up_at, "deliveries are still unread"
        await asyncio.sleep(0.5)


def _scalar(url: str, query: str) -> int:
    """What a query counts, beside whoever has the database open."""
    engine = create_engine(address(url), poolclass=NullPool)
    with engine.connect() as connection:
        found = int(connection.execute(text(query)).scalar_one())
    engine.dispose()
    return found
