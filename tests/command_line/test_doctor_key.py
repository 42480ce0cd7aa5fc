"""The check-up of the key of personal data."""

from bot.doctor_key import key_findings
from storage.database import Database
from storage.keys import Keys, new_key
from storage.personal import Kind


def keep_two(database: Database) -> None:
    """What the buyer wrote in two cases, each under a key of its case."""
    with database.transaction() as tx:
        for number in (1, 2):
            tx.personal.put("T1", number, Kind.BUYER, "It never came.")


def test_a_key_that_opens_everything_needs_no_word_and_none_is_made_for_the_question(sqlite_database: Database) -> None:
    assert key_findings(sqlite_database) == []
    assert not sqlite_database.keys.exists
    keep_two(sqlite_database)
    assert key_findings(sqlite_database) == []


def test_what_another_key_locked_is_counted_with_what_brings_it_back(sqlite_database: Database) -> None:
    keep_two(sqlite_database)
    sqlite_database.keys = Keys(new_key(), None)
    (finding,) = key_findings(sqlite_database)
    assert finding.ok is False
    assert finding.sentence == (
        "2 case(s), parcel(s) or file(s) were locked with another key than the present one: nobody can read what is "
        "personal of them."
    )
    assert finding.what_to_do.startswith("Set TRACER_KEY to the key that was used then, or bring tracer.key back")


def test_a_key_file_that_is_gone_or_holds_no_key_is_said(sqlite_database: Database) -> None:
    keep_two(sqlite_database)
    file = sqlite_database.data_directory.key_file
    file.unlink()
    (gone,) = key_findings(sqlite_database)
    assert gone.facts == {"count": 2} and not file.exists()
    file.write_text("short\n")
    sqlite_database.keys.forget()
    (broken,) = key_findings(sqlite_database)
    assert broken.sentence.startswith(f"The key of personal data cannot be read ({file} holds no key.")
