"""What was written to others: kept word for word, sealed, sent once, gone with the case's key."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from storage.correspondence import BOUNCED, MAIL, REFUSED, SENT, UNSURE, WAITING, Written
from storage.database import Database
from tests.storage.telling import NOON, T1, open_case

BODY = "Dear UPS team,\n\n您好 🙂 \u0000 \ud800 Anna Meier, Hauptstraße 7"
SOON = NOON + timedelta(minutes=10)


def written(**changes: Any) -> Written:
    one = Written(
        T1, 1, "M1", "inquiry", "carrier", "I1", "en", "U1", NOON, MAIL, WAITING, "Subject", BODY, "a@b.example",
        message_id="<1@shop.example>", files=("0" * 64, "1" * 64),
    )  # fmt: skip
    return replace(one, **changes)


@pytest.fixture
def kept(database: Database) -> Database:
    open_case(database)
    with database.transaction() as tx:
        assert tx.correspondence.next_id(T1, 1) == "M1"
        tx.correspondence.keep(written(), next_at=NOON)
        assert tx.correspondence.next_id(T1, 1) == "M2"
    return database


def test_a_text_is_read_as_it_was_written_and_lies_sealed(kept: Database) -> None:
    with kept.reading() as tx:
        one = tx.correspondence.get(T1, 1, "M1")
        assert one is not None and one.body is not None
        assert one.body.replace("?", "") == BODY.replace("\ud800", "")
        assert (one.address, one.files, one.line) == ("a@b.example", ("0" * 64, "1" * 64), "I1")
        raw = str(tx.connection.execute(text("SELECT * FROM correspondence")).all())
        assert "Anna" not in raw and "a@b.example" not in raw and "Subject" not in raw
        assert tx.correspondence.get(T1, 1, "M2") is None and tx.correspondence.of_case(T1, 1) == [one]


def test_one_that_is_due_is_taken_by_one_and_due_again_if_they_die(kept: Database) -> None:
    with kept.transaction() as tx:
        assert tx.correspondence.next_due() == NOON
        assert [one.id for one in tx.correspondence.due(NOON, SOON, 5)] == ["M1"]
        assert tx.correspondence.due(NOON, SOON, 5) == []
        assert [one.id for one in tx.correspondence.due(SOON, SOON + timedelta(minutes=10), 5)] == ["M1"]


def test_only_one_begins_and_what_ended_stays_so(kept: Database) -> None:
    one = written()
    with kept.transaction() as tx:
        its = tx.correspondence
        assert its.begin(one) and not its.begin(one)
        assert its.ended(one, SENT, "250 kept", SOON) and not its.ended(one, REFUSED) and not its.ended(one, UNSURE)
        found = its.get(T1, 1, "M1")
        assert found is not None and (found.state, found.sent_at, found.answer) == (SENT, SOON, "250 kept")
        assert not its.send_once_more(one, SOON) and its.next_due() is None and its.unfinished() == 0
        assert its.ended(one, BOUNCED) and not its.ended(one, BOUNCED)


def test_what_may_have_been_sent_is_sent_again_or_called_sent_by_a_person_only(kept: Database) -> None:
    one = written()
    with kept.transaction() as tx:
        its = tx.correspondence
        assert not its.ended(one, UNSURE)
        assert its.begin(one) and its.ended(one, UNSURE) and its.next_due() is None
        assert its.send_once_more(one, SOON) and its.next_due() == SOON and its.unfinished() == 1
        assert its.begin(one) and its.ended(one, UNSURE) and its.ended(one, SENT, "", SOON)


def test_patience_counts_its_tries(kept: Database) -> None:
    with kept.transaction() as tx:
        assert tx.correspondence.again(written(), SOON, "451 later")
        found = tx.correspondence.get(T1, 1, "M1")
        assert found is not None and (found.state, found.tries, found.answer) == (WAITING, 1, "451 later")


def test_erased_with_its_case_it_has_no_words_and_goes_nowhere(kept: Database) -> None:
    with kept.transaction() as tx:
        tx.personal.erase_case(T1, 1, NOON, "U1")
    with kept.reading() as tx:
        one = tx.correspondence.get(T1, 1, "M1")
        assert one is not None and (one.body, one.subject, one.address, one.answer) == (None, None, None, None)
        assert len(one.sha256) == 64 and tx.correspondence.next_due() is None
