"""A database that was lived in, another machine to restore it on, and archives that somebody meddled with."""

import hashlib
import io
import tarfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from cases.buyers import Buyer
from cases.case import Actor
from cases.ledger import LedgerLine, Place
from cases.letters import Letter
from cases.mass_loss import Stand, Together
from cases.matching import Incoming
from cases.money import Money
from cases.rates import Rate
from cases.scans import Look, Scan
from cases.shipped import Shipped
from cases.watching import Watched
from storage.backup import restore
from storage.case_satellites import ledger_row
from storage.cause_looks import CauseLook
from storage.correspondence import Written
from storage.database import Database
from storage.errors import BackupRefused
from storage.evidence import KeptFile, Laid
from storage.filings import Filing
from storage.homes import Looking
from storage.imports import ParcelImport
from storage.keys import key_mark
from storage.money_tables import LedgerRow
from storage.records import Channel, Person, Settings, UserGroup
from storage.sendings import Sending
from storage.tables import Row, table_of
from storage.transaction import Transaction
from storage.wanted_files import WantedFile
from storage.watch_tables import ClaimRow, ContractRow, EndedRow, NudgeRow, OverrideRow, ScheduleRow
from storage.watched import RawAnswer
from tests.databases import DIALECTS, Databases
from tests.storage.telling import NOON, T1, keep, open_case, refund

BUYER = "Jürgen Müller 王小明"
ANSWER = f'{{"recipient": "{BUYER}"}}'.encode()
PHOTO = b"\x89PNG\r\n\x00photo"


@pytest.fixture(params=DIALECTS)
def empty(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Database]:
    """Another machine: a database that nothing was ever migrated in, and a data directory of its own."""
    yield from another_machine(databases, request.param, tmp_path / "elsewhere")


@pytest.fixture
def alike(database: Database, databases: Databases, tmp_path: Path) -> Iterator[Database]:
    """Another machine with the same kind of database: `test_backup` shows that a backup means the same to the other."""
    yield from another_machine(databases, database.dialect, tmp_path / "elsewhere")


@pytest.fixture
def empty_sqlite(databases: Databases, tmp_path: Path) -> Iterator[Database]:
    """Another machine with SQLite, for what has nothing to do with the database."""
    yield from another_machine(databases, "sqlite", tmp_path / "elsewhere")


def another_machine(databases: Databases, dialect: str, directory: Path) -> Iterator[Database]:
    directory.mkdir()
    url = databases.empty(dialect, directory)
    database = Database.open(url, data_directory=directory / "data")
    yield database
    database.close()
    databases.drop(url)


def lived_in(database: Database) -> str:
    """A database with something in every table, and evidence; returns the reference of the buyer's name."""
    case = open_case(database)
    with database.transaction() as tx:
        keep(tx, refund(case))
        ref, _ = tx.personal.put(T1, 1, "buyer", BUYER)
        tx.personal.put(T1, 1, "note", "called twice")
        tx.personal.erase_case(T1, 77, NOON, "UADMIN")
        tx.outbox.add_all([Letter("sent", T1, "C1", "post"), Letter("owed", T1, "C2", "post", params={"n": 1})], NOON)
        tx.outbox.sent(tx.outbox.claim(NOON, 30, 1, "w")[0].id, NOON, "C1", "1.0", NOON)
        tx.inbox.handled(T1, "slack.event", "Ev1", NOON, {"text": "ok"})
        tx.posts.set(T1, 1, "card", "C1", "1.0")
        tx.people.upsert([Person(workspace=T1, id="U1", name="mei", roles=["lead"], is_admin=True, synced_at=NOON)])
        tx.channels.upsert([Channel(workspace=T1, id="C1", name="lost")])
        tx.settings(T1).put(Settings(limits={"EUR": "50.00"}), by="U1", at=NOON)
        tx.heartbeats.beat("tick", NOON)
        _tracked(tx)
        _watched(tx)
        _evidence(tx)
        _money(tx)
        _incident(tx)
        _correspondence(tx)
        _filing(tx)
        _import(tx)
        _desk(tx)
    photo = database.data_directory.evidence / "T1" / "photo.png"
    photo.parent.mkdir(exist_ok=True)
    photo.write_bytes(PHOTO)
    return ref


def _tracked(tx: Transaction) -> None:
    """A row in each table that tracking is kept in."""
    scan = Scan("delivered", f"Signed by {BUYER}", "17track", "1Z", NOON, NOON.replace(tzinfo=None), city="Berlin")
    tx.scans.keep_answer(T1, 1, "17track", "1Z", [scan], ANSWER, NOON)
    tx.trackers.keep_look(T1, 1, Look("17track", "1Z", NOON, "scans", NOON, expected_on=NOON.date()))
    tx.trackers.take(T1, "17track", NOON.date(), 1, 100)
    tx.trackers.met_strange_words(T1, "17track", ["InTransit_Teleported"], NOON)
    tx.watched.add(Watched(T1, "2Z", "U1", NOON))
    tx.watched.keep_raw(T1, "2Z", RawAnswer("17track", NOON, ANSWER))
    tx.watched.note_message(T1, "U1", NOON)


def _evidence(tx: Transaction) -> None:
    """A row in each table that evidence is kept in."""
    digest = hashlib.sha256(PHOTO).hexdigest()
    laid = Laid(T1, 1, digest, len(PHOTO), key_mark(tx.personal.key_for(T1, 1)))
    tx.evidence.keep(laid, KeptFile(digest, len(PHOTO), "image/png", False, f"{BUYER}.png", "U1", NOON, "thread"))
    tx.wanted_files.want(WantedFile(T1, "F1", 1, "U1", NOON, "thread"))


def _money(tx: Transaction) -> None:
    """A row in each table that money is kept in; the case's own ledger is there already, or is made here."""
    tx.rates(T1).keep([Rate("EUR", "USD", Decimal("1.0321"), NOON.date(), "ecb", NOON)])
    tx.incoming_money(T1).keep(
        [Incoming("K1", Money(Decimal("55.00"), "USD"), "ADJ 1Z999", "UPS")], "a.csv", "U1", NOON
    )
    case = tx.cases.load(T1, 1)
    assert case is not None
    line = LedgerLine(case.version, NOON, Actor("person", "U1"), "book_money", Place("fee", "USD", "M1"), Decimal("1"))
    tx.connection.execute(insert(table_of(LedgerRow)), ledger_row(T1, 1, 99, line))


def _incident(tx: Transaction) -> None:
    """A row in each table that mass loss is kept in."""
    stand = Stand(NOON, "arrived", "leipzig, DE", "Leipzig DE", "CZ3081", "BAG1234567")
    tx.stands.keep(T1, 1, stand, NOON)
    tx.cause_looks.keep(CauseLook(T1, 1, "too_early", "wait", NOON))
    what = Together("hub", "leipzig, DE", "ups", "CN", "DE", (1,), NOON, NOON, "Leipzig DE")
    made = tx.incidents.propose(T1, what, (1,), by="clock", at=NOON, channel="C1")
    errand = {"by": "U1", "roles": ["lead"], "at": NOON, "details": {"via": "web form"}}
    tx.incidents.owe(T1, made.number, "join", [1], errand)


def _correspondence(tx: Transaction) -> None:
    """A text that waits to go out by mail."""
    text = f"Dear {BUYER}"
    one = Written(T1, 1, "M1", "holding", "buyer", None, "en", "U1", NOON, "mail", "waiting", text, text, "a@b.example")
    tx.correspondence.keep(one, next_at=NOON)


def _desk(tx: Transaction) -> None:
    """Who looks at App Home, a user group, a file that is owed to somebody, and the columns of another."""
    tx.homes.opened(T1, "U1", NOON, Looking())
    tx.user_groups.keep(T1, [UserGroup(workspace=T1, id="S1", handle="finance", people=["U1"])])
    tx.sendings.want(Sending(T1, "export:1", 1, "export", "U1", NOON, content=BUYER.encode()))
    tx.export_columns(T1).keep("payer", "ups", (("number", "Waybill No"),), by="U1", at=NOON)


def _import(tx: Transaction) -> None:
    """A file of parcels that waits for a word, what became of one of its lines, and a figure of what was shipped."""
    one = ParcelImport(T1, "E1", "U1", NOON, "C1", "F2")
    tx.imports.want(one)
    tx.imports.keep_content(one, BUYER.encode())
    tx.imports.note_lines(one, [(2, "opened", 1)])
    tx.shipped(T1).put(Shipped("2026-10", 1200, "ups", destination="DE"))


def _filing(tx: Transaction) -> None:
    """A claim that waits to be filed through an interface."""
    tx.buyers.keep(T1, 1, Buyer(name=BUYER), "U1", NOON)
    tx.filings.keep(Filing(T1, 1, "C1", "easypost", "1Z", "U1", NOON, content=BUYER.encode(), next_at=NOON))


def _watched(tx: Transaction) -> None:
    """A row in each table that reminders, digests, rules and claims are kept in."""
    kept = {"workspace": T1, "changed_by": "U1", "changed_at": NOON}
    claim = {"workspace": T1, "case_number": 1, "claim": "C1", "payer": "UPS", "payer_kind": "carrier"}
    schedule = {"workspace": T1, "place": "C1", "kind": "daily", "is_on": True, "at": "09:00", "days": ["mon"]}
    schedule |= {"parts": [], "when_empty": "line", "when_missed": "late", "plain": False, "last_for": NOON.date()}
    rows: dict[type[Row], dict[str, object]] = {
        NudgeRow: {"workspace": T1, "person": "U1", "send_at": NOON, "case_number": 1, "clock": "decision", "rung": 2},
        ScheduleRow: schedule,
        OverrideRow: {**kept, "id": "O1", "programme": "ups", "field": "payment", "values": {"amount": 30}, "why": "x"},
        ContractRow: {
            **kept, "id": "P1", "insurer": "XCover", "policy_number": "7", "starts_on": NOON.date(), "terms": {"cap": 1}
        },
        EndedRow: {"workspace": T1, "case_number": 1, "kind": "decision", "due_at": NOON, "ended_at": NOON},
        ClaimRow: {**claim, "state": "filed", "currency": "USD", "asked": Decimal("20.00")},
    }  # fmt: skip
    for table, row in rows.items():
        tx.connection.execute(insert(table_of(table)), row)


def everything(tx: Transaction, but: frozenset[str] = frozenset()) -> dict[str, list]:
    return {
        name: sorted(map(repr, tx.connection.execute(select(table))))
        for name, table in Row.metadata.tables.items()
        if name not in but
    }


def assert_refused(database: Database, archive: Path, said: str) -> None:
    with pytest.raises(BackupRefused, match=said):
        restore(database, archive)
    assert database.schema_state() == "new"
    assert [path for path in database.data_directory.path.rglob("*") if path.is_file() and path.suffix != ".lock"] == []


def rewrite(archive: Path, part: str, change) -> None:
    packed = io.BytesIO()
    with tarfile.open(archive) as old, tarfile.open(fileobj=packed, mode="w:gz") as new:
        for member in old:
            content = old.extractfile(member).read()
            if member.name == part:
                content = change(content)
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    archive.write_bytes(packed.getvalue())
