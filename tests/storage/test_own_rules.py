"""A workspace's own values in place of a programme's: what is kept, ended and remembered."""

from datetime import datetime
from typing import Any

import pytest

from cases.own_rules import Override
from cases.words import Refused
from handlers.language import Words
from storage.database import Database
from storage.transaction import Transaction
from tests.storage.telling import NOON, T1, later

THIRTY_DAYS = {"amount": 30, "unit": "days", "anchor": "shipped"}
COVER = {"money": "100.00", "currency": "USD"}


def add(tx: Transaction, field: str = "payment", at: datetime = NOON, **more: Any) -> Override:
    given = {"workspace": T1, "programme": "yunexpress", "values": THIRTY_DAYS, "why": "contract 2026-04", "by": "U1"}
    given |= more
    return tx.overrides.add(
        given["workspace"],
        given["programme"],
        field,
        given["values"],
        why=given["why"],
        by=given["by"],
        at=at,
    )


def test_a_value_holds_from_when_it_is_kept_with_who_and_why(database: Database) -> None:
    with database.transaction() as tx:
        made = add(tx, why=" contract 2026-04 ")
        assert tx.overrides.current(T1) == (made,)
    with database.reading() as tx:
        (kept,) = tx.overrides.current(T1)
    assert kept == made
    assert (kept.programme, kept.field, kept.values) == ("yunexpress", "payment", THIRTY_DAYS)
    assert (kept.why, kept.changed_by, kept.changed_at, kept.ended_at) == ("contract 2026-04", "U1", NOON, None)


def test_a_new_value_ends_the_old_one_and_both_are_remembered(database: Database) -> None:
    with database.transaction() as tx:
        old, other = add(tx), add(tx, "claim_latest")
        new = add(tx, at=later(1), by="U2", values=THIRTY_DAYS | {"amount": 45})
        assert tx.overrides.current(T1) == (other, new)
    with database.reading() as tx:
        history = tx.overrides.history(T1)
    assert history[0] == new
    ended = next(one for one in history if one.id == old.id)
    assert (ended.ended_at, ended.ended_by, ended.values) == (later(1), "U2", THIRTY_DAYS)
    assert len(history) == 3


def test_one_is_ended_once_and_by_its_own_workspace_only(database: Database) -> None:
    with database.transaction() as tx:
        made, theirs = add(tx), add(tx, workspace="T2")
        assert tx.overrides.end("T2", made.id, by="U2", at=later(1)) is False
        assert tx.overrides.end(T1, made.id, by="U2", at=later(1)) is True
        assert tx.overrides.end(T1, made.id, by="U3", at=later(2)) is False
        assert tx.overrides.current(T1) == ()
        assert tx.overrides.current("T2") == (theirs,)
        assert [(one.ended_by, one.ended_at) for one in tx.overrides.history(T1)] == [("U2", later(1))]


WRONG = [
    ("payment", THIRTY_DAYS | {"amount": -1}, "-1 cannot be a period here. Enter a whole number from 0 to 3660."),
    ("payment", THIRTY_DAYS | {"amount": 30.5}, "30.5 cannot be a period here. Enter a whole number from 0 to 3660."),
    ("payment", THIRTY_DAYS | {"amount": True}, "True cannot be a period here. Enter a whole number from 0 to 3660."),
    ("payment", THIRTY_DAYS | {"amount": 121, "unit": "months"}, None),
    ("payment", THIRTY_DAYS | {"unit": "moons"}, None),
    ("payment", {"amount": 30, "unit": "days"}, None),
    (
        "liability_default",
        THIRTY_DAYS,
        "The cover for one parcel must be an amount with its currency, such as EUR 100.",
    ),
    ("liability_default", COVER | {"money": "much"}, None),
    ("liability_default", COVER | {"currency": "XXQ"}, None),
    ("liability_default", COVER | {"money": "NaN"}, None),
    ("weather", THIRTY_DAYS, "Tracer knows no rule “weather” that a contract could set."),
]


@pytest.mark.parametrize(("field", "values", "said"), WRONG)
def test_what_no_rule_can_have_is_refused_and_the_old_value_stays(
    database: Database, field: str, values: dict[str, Any], said: str | None
) -> None:
    with database.transaction() as tx:
        before = (add(tx, "liability_default", values=COVER), add(tx, "payment"))
        with pytest.raises(Refused) as refused:
            add(tx, field, values=values, at=later(1))
        assert tx.overrides.current(T1) == before
    assert said is None or Words().say(refused.value.sentence) == said


def test_a_value_without_a_reason_is_refused(database: Database) -> None:
    with database.transaction() as tx:
        with pytest.raises(Refused, match="Say why"):
            add(tx, why="  ")
        assert tx.overrides.history(T1) == ()
