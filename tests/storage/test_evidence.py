"""Files of evidence: sealed bytes on disk and rows that speak of them, on both databases."""

import asyncio
import hashlib
import os
import stat
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from storage.backup import back_up, restore
from storage.database import Database
from storage.errors import EvidenceErased
from storage.evidence import KeptFile, Laid
from storage.evidence_files import DRAFTS, FilesOnDisk
from storage.evidence_store import CHANGED, MISSING, SETTLED_SECONDS, UNREADABLE, BrokenFile, EvidenceStore
from storage.wanted_files import NO_CASE_YET, WantedFile
from tests.storage.telling import NOON, T1, open_case

PHOTO = b"\xff\xd8\xff" + b"photo" * 1000
DIGEST = hashlib.sha256(PHOTO).hexdigest()
KEPT = KeptFile(DIGEST, len(PHOTO), "image/jpeg", False, "Frau Müller.jpg", "ULIN", NOON, "thread", "F1", "C1", "1.2")


async def kept(database: Database, content: bytes = PHOTO, number: int = 1) -> Laid:
    """A file that is laid down and then said to be kept."""
    laid = await EvidenceStore(database).lay_down(T1, number, content)
    await database.write(lambda tx: tx.evidence.keep(laid, replace(KEPT, sha256=laid.sha256, size=laid.size)))
    return laid


def path_of(database: Database, number: int = 1, digest: str = DIGEST) -> Path:
    assert database.data_directory is not None
    return database.data_directory.evidence / T1 / str(number) / digest


def everything_in(directory: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file())


async def test_a_file_comes_back_as_it_was_given_and_lies_sealed(database: Database) -> None:
    open_case(database)
    await kept(database)
    assert await EvidenceStore(database).content(T1, 1, DIGEST) == PHOTO
    with database.reading() as tx:
        assert tx.evidence.of_case(T1, 1) == (KEPT,)
        assert (tx.evidence.of_case(T1, 2), tx.evidence.of_case("T2", 1)) == ((), ())
    path = path_of(database)
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)
    assert b"photophoto" not in path.read_bytes()
    assert await EvidenceStore(database).broken() == []


async def test_the_name_of_a_file_is_sealed_too(sqlite_database: Database) -> None:
    open_case(sqlite_database)
    await kept(sqlite_database)
    sqlite_database.disconnect()
    assert sqlite_database.data_directory is not None
    assert "Müller".encode() not in everything_in(sqlite_database.data_directory.path)


async def test_the_same_file_twice_is_one_for_each_case(database: Database) -> None:
    open_case(database)
    open_case(database)
    for number in (1, 1, 2):
        await kept(database, number=number)
    with database.reading() as tx:
        assert len(tx.evidence.of_case(T1, 1)) == len(tx.evidence.of_case(T1, 2)) == 1
        assert [one[:2] for one in tx.evidence.all_kept()] == [(T1, 1), (T1, 2)]
    assert path_of(database, 1).read_bytes() != path_of(database, 2).read_bytes()


async def test_a_process_that_dies_before_the_row_leaves_bytes_that_nobody_is_told_of(database: Database) -> None:
    open_case(database)
    store = EvidenceStore(database)
    laid = await store.lay_down(T1, 1, PHOTO)
    with database.reading() as tx:
        assert tx.evidence.of_case(T1, 1) == ()
        assert not tx.evidence.has(T1, 1, laid.sha256)
    assert await store.sweep() == 0 and path_of(database).exists()
    assert await store.sweep(settled=0) == 1 and not path_of(database).exists()


async def test_the_sweep_leaves_what_is_kept_what_is_new_and_what_is_not_ours(database: Database) -> None:
    open_case(database)
    await kept(database)
    store = EvidenceStore(database)
    orphan = await store.lay_down(T1, 1, b"another")
    assert database.data_directory is not None
    foreign = database.data_directory.evidence / "README"
    foreign.write_text("ours")
    draft = database.data_directory.path / DRAFTS / "half"
    draft.write_bytes(b"half")
    assert await store.sweep() == 0
    long_ago = time.time() - SETTLED_SECONDS - 60
    for path in (path_of(database), path_of(database, digest=orphan.sha256), draft):
        os.utime(path, (long_ago, long_ago))
    assert await store.sweep() == 2
    assert (path_of(database).exists(), foreign.exists(), draft.exists()) == (True, True, False)
    assert await store.content(T1, 1, DIGEST) == PHOTO


async def test_an_erased_case_loses_its_files_at_once_and_their_bytes_with_the_next_sweep(database: Database) -> None:
    open_case(database)
    open_case(database)
    await kept(database)
    await kept(database, number=2)
    with database.transaction() as tx:
        tx.wanted_files.want(wanted())
        tx.personal.erase_case(T1, 1, NOON, "UMEI")
    store = EvidenceStore(database)
    assert await store.content(T1, 1, DIGEST) is None
    assert await store.content(T1, 2, DIGEST) == PHOTO
    with database.reading() as tx:
        assert (tx.evidence.of_case(T1, 1), tx.wanted_files.waiting_for(T1, 1)) == ((), [])
    assert await store.broken() == []
    assert await store.sweep(settled=0) == 1
    assert (path_of(database, 1).exists(), path_of(database, 2).exists()) == (False, True)


async def test_a_file_that_comes_again_after_the_erasure_is_kept_under_a_new_key(database: Database) -> None:
    open_case(database)
    await kept(database)
    before = path_of(database).read_bytes()
    with database.transaction() as tx:
        tx.personal.erase_case(T1, 1, NOON, "UMEI")
    await kept(database)
    assert await EvidenceStore(database).content(T1, 1, DIGEST) == PHOTO
    assert path_of(database).read_bytes() != before
    with database.reading() as tx:
        assert tx.evidence.of_case(T1, 1) == (KEPT,)


async def test_a_case_erased_between_bytes_and_row_keeps_nothing(database: Database) -> None:
    open_case(database)
    laid = await EvidenceStore(database).lay_down(T1, 1, PHOTO)
    with database.transaction() as tx:
        tx.personal.erase_case(T1, 1, NOON, "UMEI")
    with pytest.raises(EvidenceErased, match="Case 1 was erased at this moment"), database.transaction() as tx:
        tx.evidence.keep(laid, KEPT)
    with database.transaction() as tx:
        tx.personal.key_for(T1, 1)
    with pytest.raises(EvidenceErased), database.transaction() as tx:
        tx.evidence.keep(laid, KEPT)
    with database.reading() as tx:
        assert tx.evidence.all_kept() == []


async def test_the_check_names_what_is_missing_changed_or_somebody_elses(database: Database) -> None:
    for _ in range(4):
        open_case(database)
    for number in (1, 2, 3, 4):
        await kept(database, number=number)
    path_of(database, 1).unlink()
    path_of(database, 2).write_bytes(path_of(database, 2).read_bytes()[:-1] + b"x")
    path_of(database, 3).write_bytes(path_of(database, 4).read_bytes())
    assert await EvidenceStore(database).broken() == [
        BrokenFile(T1, 1, DIGEST, MISSING),
        BrokenFile(T1, 2, DIGEST, UNREADABLE),
        BrokenFile(T1, 3, DIGEST, UNREADABLE),
    ]


async def test_the_check_sees_bytes_that_open_and_are_not_what_the_row_says(database: Database) -> None:
    open_case(database)
    laid = await EvidenceStore(database).lay_down(T1, 1, PHOTO)
    await database.write(lambda tx: tx.evidence.keep(replace(laid, size=5), KEPT))
    assert [one.why for one in await EvidenceStore(database).broken()] == [CHANGED]


async def test_a_backup_takes_the_files_along_and_a_restore_brings_them_whole(
    database: Database, alike: Database, tmp_path: Path
) -> None:
    open_case(database)
    await kept(database)
    with database.transaction() as tx:
        tx.wanted_files.want(wanted())
    (tmp_path / "backups").mkdir()
    back_up(database, tmp_path / "backups" / "b")
    restore(alike, tmp_path / "backups" / "b")
    assert await EvidenceStore(alike).broken() == []
    assert await EvidenceStore(alike).content(T1, 1, DIGEST) == PHOTO
    with alike.reading() as tx:
        assert (tx.evidence.of_case(T1, 1), tx.wanted_files.waiting_for(T1, 1)) == ((KEPT,), [wanted()])


async def test_a_restore_of_an_older_backup_forgets_the_files_of_a_case_erased_since(
    database: Database, tmp_path: Path
) -> None:
    open_case(database)
    await kept(database)
    back_up(database, tmp_path / "b")
    with database.transaction() as tx:
        tx.personal.erase_case(T1, 1, NOON, "UMEI")
    restore(database, tmp_path / "b", force=True)
    store = EvidenceStore(database)
    assert await store.content(T1, 1, DIGEST) is None
    assert await store.broken() == []
    assert await store.sweep(settled=0) == 1


class FullDisk(FilesOnDisk):
    """A disk that takes half of a file and no more."""

    def put(self, name: str, content: bytes) -> None:
        raise OSError(28, "No space left on device")


async def test_a_full_disk_keeps_nothing_and_says_so(sqlite_database: Database) -> None:
    open_case(sqlite_database)
    assert sqlite_database.data_directory is not None
    store = EvidenceStore(sqlite_database, FullDisk(sqlite_database.data_directory))
    with pytest.raises(OSError, match="No space left"):
        await store.lay_down(T1, 1, PHOTO)
    assert not path_of(sqlite_database).exists()


async def test_a_write_that_fails_halfway_leaves_no_draft(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_case(sqlite_database)
    assert sqlite_database.data_directory is not None

    def broken(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    disk = FilesOnDisk(sqlite_database.data_directory)
    with pytest.raises(OSError, match="Input/output"):
        disk.put(f"T1/1/{DIGEST}", PHOTO)
    assert list(disk.names()) == []
    assert list((sqlite_database.data_directory.path / DRAFTS).iterdir()) == []


@pytest.mark.parametrize(
    "name", ["../x", "T1/1/../../tracer.key", f"/T1/1/{'a' * 64}", "T1/1/short", f"T1/x/{'a' * 64}"]
)
def test_no_name_leads_out_of_the_store(sqlite_database: Database, name: str) -> None:
    assert sqlite_database.data_directory is not None
    disk = FilesOnDisk(sqlite_database.data_directory)
    for deed in (lambda: disk.put(name, b"x"), lambda: disk.get(name), lambda: disk.delete(name)):
        with pytest.raises(ValueError, match="names no file of evidence"):
            deed()


def wanted(file: str = "F1", number: int = 1) -> WantedFile:
    return WantedFile(T1, file, number, "ULIN", NOON, "thread", "value", "a note", "C1", "1.1", "1.2")


def later(minutes: int) -> object:
    return NOON + timedelta(minutes=minutes)


def test_a_wanted_file_is_noted_once_and_taken_by_one_at_a_time(database: Database) -> None:
    open_case(database)
    with database.transaction() as tx:
        assert [tx.wanted_files.want(wanted()) for _ in range(2)] == [True, False]
        assert tx.wanted_files.next_due() == NOON
    with database.transaction() as tx:
        assert tx.wanted_files.due(NOON, later(5), 10) == [wanted()]
        assert tx.wanted_files.due(NOON, later(5), 10) == []
    with database.transaction() as tx:
        assert tx.wanted_files.due(later(5), later(10), 10) == [replace(wanted(), tries=1)]
        tx.wanted_files.again(wanted(), later(60))
        assert tx.wanted_files.next_due() == later(60)
        assert [tx.wanted_files.done(wanted()) for _ in range(2)] == [True, False]
        assert tx.wanted_files.next_due() is None


def test_the_longest_waiting_files_come_first_and_no_more_than_asked_for(database: Database) -> None:
    open_case(database)
    with database.transaction() as tx:
        for n, minutes in enumerate((3, 1, 2)):
            tx.wanted_files.want(replace(wanted(f"F{n}"), at=later(minutes)))
        found = tx.wanted_files.due(later(9), later(20), 2)
    assert [one.slack_file for one in found] == ["F1", "F2"]


def test_a_file_for_no_case_yet_waits_until_somebody_names_one_and_is_forgotten_in_time(database: Database) -> None:
    open_case(database)
    unclaimed = wanted(number=NO_CASE_YET)
    with database.transaction() as tx:
        tx.wanted_files.want(unclaimed)
        assert tx.wanted_files.due(later(999), later(1000), 10) == []
        assert tx.wanted_files.without_a_case(T1, "ULIN", "1.2") == [unclaimed]
        assert tx.wanted_files.without_a_case("T2", "ULIN", "1.2") == []
        assert tx.wanted_files.without_a_case(T1, "UMEI", "1.2") == []
        assert tx.wanted_files.forget_unclaimed(NOON) == 0
        tx.wanted_files.want(wanted("F2"))
        assert tx.wanted_files.forget_unclaimed(later(1)) == 1
        assert tx.wanted_files.without_a_case(T1, "ULIN", "1.2") == []
        assert tx.wanted_files.waiting_for(T1, 1) == [wanted("F2")]


async def test_two_who_keep_the_same_file_at_once_end_up_with_one_that_opens(database: Database) -> None:
    open_case(database)
    await asyncio.gather(*(kept(database) for _ in range(4)))
    with database.reading() as tx:
        assert tx.evidence.of_case(T1, 1) == (KEPT,)
    assert await EvidenceStore(database).broken() == []
