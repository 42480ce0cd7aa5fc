"""The archive behind a pack: originals under safe names, a manifest that proves them, the same bytes every time."""

import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest

from partners.pack.archive import Changed, Member, name_in_archive, write_archive
from partners.pack.wording import LANGUAGES, entries
from tests.packs.samples import NASTY_NAMES

AT = datetime(2026, 4, 3, 10, 30, 5, tzinfo=UTC)


def archive(*members: Member) -> bytes:
    into = io.BytesIO()
    write_archive(into, members, {"case": "LOST-0142"}, AT)
    return into.getvalue()


def test_the_manifest_names_every_file_with_its_hash_and_size() -> None:
    content = b"%PDF original"
    written = zipfile.ZipFile(io.BytesIO(archive(Member("a.pdf", content, told={"shows": "value"}))))
    digest = hashlib.sha256(content).hexdigest()
    assert json.loads(written.read("manifest.json")) == {
        "format": "tracer-archive-1",
        "case": "LOST-0142",
        "files": [{"name": "a.pdf", "sha256": digest, "size": len(content), "shows": "value"}],
    }
    assert written.read("a.pdf") == content and written.testzip() is None
    assert {one.date_time for one in written.infolist()} == {(2026, 4, 3, 10, 30, 4)}


def test_the_same_files_give_the_same_bytes() -> None:
    assert archive(Member("发票.pdf", b"1")) == archive(Member("发票.pdf", b"1"))


def test_a_file_that_is_not_what_was_kept_is_refused() -> None:
    with pytest.raises(Changed, match=r"a\.pdf"):
        archive(Member("a.pdf", b"1", sha256="0" * 64))


@pytest.mark.parametrize("name", NASTY_NAMES)
def test_no_name_leads_out_of_the_archive_or_breaks_a_system(name: str) -> None:
    made = name_in_archive(7, "Proof of value (invoice)", name, "pdf")
    assert made.startswith("07-Proof-of-value-(invoice)") and made.endswith(".pdf")
    assert not set('/\\:*?"<>|\x00\u202e') & set(made) and ".." not in made and len(made) <= 90
    assert zipfile.ZipFile(io.BytesIO(archive(Member(made, b"1")))).namelist() == [made, "manifest.json"]


def test_every_language_of_packs_says_everything_and_fills_in_the_same_names() -> None:
    import string

    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    english = entries("en")
    for language in LANGUAGES:
        its = entries(language)
        assert its.keys() == english.keys(), language
        assert {key: names(text) for key, text in its.items()} == {key: names(text) for key, text in english.items()}
