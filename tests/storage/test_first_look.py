"""What nearly every request asks for first comes in one query, and is true for the whole transaction."""

from datetime import UTC, datetime

from sqlalchemy import event

from cases.cover import Contract
from storage.database import Database
from storage.records import Channel, Person, Settings

TEAM = "T1"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LIN = Person(workspace=TEAM, id="U1", name="lin", tz="Asia/Shanghai", roles=["lead"], synced_at=NOON)
PARCELS = Channel(workspace=TEAM, id="C1", name="parcels", is_member=True, synced_at=NOON)


def test_settings_person_and_channel_come_in_one_query(database: Database) -> None:
    with database.transaction() as tx:
        tx.people.upsert([LIN])
        tx.channels.upsert([PARCELS])
        settings = tx.settings(TEAM).put(Settings(timezone="Asia/Shanghai", approvers=["U1"]), by="U1", at=NOON)
    asked: list[str] = []
    with database.reading() as tx:
        event.listen(tx.connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
        tx.meet(TEAM, "U1", "C1")
        assert tx.settings(TEAM).get() == settings
        assert tx.people.get(TEAM, "U1") == LIN
        assert tx.channels.get(TEAM, "C1") == PARCELS
    assert len(asked) == 1


def test_whom_nobody_has_told_us_of_stays_unknown(database: Database) -> None:
    with database.transaction() as tx:
        tx.people.upsert([LIN.model_copy(update={"workspace": "T2"})])
        tx.channels.upsert([PARCELS])
    with database.reading() as tx:
        tx.meet(TEAM, "U1", None)
        assert tx.settings(TEAM).get() == Settings()
        assert tx.people.get(TEAM, "U1") is None
        assert tx.channels.get(TEAM, "C1") == PARCELS


def test_what_the_transaction_changes_itself_it_sees(database: Database) -> None:
    with database.transaction() as tx:
        tx.meet(TEAM, "U1", "C1")
        tx.people.upsert([LIN])
        tx.channels.upsert([PARCELS])
        tx.channels.choose_language(TEAM, "C1", "zh_CN")
        tx.people.set_roles(TEAM, "U1", ["finance"])
        kept = tx.settings(TEAM).put(Settings(language="zh_CN"), by="U1", at=NOON)
        assert tx.settings(TEAM).get() == kept
        assert tx.people.get(TEAM, "U1") == LIN.model_copy(update={"roles": ["finance"]})
        assert tx.channels.get(TEAM, "C1") == PARCELS.model_copy(update={"language": "zh_CN"})


def test_rules_and_contracts_of_ones_own_are_asked_for_only_where_there_are_any(database: Database) -> None:
    period = {"amount": 30, "unit": "days", "anchor": "shipped"}
    with database.transaction() as tx:
        other = tx.overrides.add("T2", "ups", "payment", period, why="clause 7", by="U1", at=NOON)
        contract = tx.contracts.add("T2", Contract("", "XCover", "1", NOON.date()), by="U1", at=NOON)
        ended = tx.overrides.add(TEAM, "ups", "payment", period, why="clause 7", by="U1", at=NOON)
        tx.overrides.end(TEAM, ended.id, by="U1", at=NOON)
    asked: list[str] = []
    with database.reading() as tx:
        event.listen(tx.connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
        tx.meet(TEAM, "U1", None)
        assert tx.overrides.current(TEAM) == ()
        assert tx.contracts.current(TEAM) == ()
        assert len(asked) == 1
        tx.meet("T2", "U1", None)
        assert tx.overrides.current("T2") == (other,)
        assert tx.contracts.current("T2") == (contract,)
