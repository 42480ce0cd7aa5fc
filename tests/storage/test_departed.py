"""Who has left and still owns open cases, and which; two who pass cases on do not do it at the same time."""

from dataclasses import replace

from cases.case import Case
from storage.database import Database
from storage.records import Person
from storage.transaction import Transaction
from tests.storage.telling import MEI, NOON, T1, keep, later, move, open_case, report

OTHER = "UOTHER"


def owned(database: Database, owner: str, backup: str | None = None, workspace: str = T1) -> Case:
    """A case of somebody's."""
    with database.transaction() as tx:
        first = report(tx.cases.next_number(workspace), workspace=workspace)
        return keep(tx, replace(first, case=replace(first.case, owner=owner, backup=backup)))


def leave(database: Database, *users: str, workspace: str = T1) -> None:
    with database.transaction() as tx:
        tx.people.upsert(Person(workspace=workspace, id=one, deleted=True, synced_at=NOON) for one in users)


def owners(database: Database) -> list[tuple[str, str]]:
    with database.reading() as tx:
        return tx.departed.owners()


def test_only_who_has_left_and_owns_an_open_case_is_named(database: Database) -> None:
    owned(database, MEI.id)
    closed = owned(database, OTHER)
    with database.transaction() as tx:
        keep(tx, move(closed, "not_lost", outcome="delivered"))
        tx.people.upsert([Person(workspace=T1, id=MEI.id, synced_at=NOON)])
    leave(database, OTHER, "UNOBODY")
    assert owners(database) == []
    leave(database, MEI.id)
    assert owners(database) == [(T1, MEI.id)]


def test_each_workspace_has_its_own_people(database: Database) -> None:
    owned(database, MEI.id, workspace="T2")
    leave(database, MEI.id)
    assert owners(database) == []


def test_their_cases_come_with_who_stands_in_the_one_due_first_on_top(database: Database) -> None:
    second, first = owned(database, MEI.id, OTHER), owned(database, MEI.id)
    open_case(database)
    with database.transaction() as tx:
        keep(tx, move(second, "triage", later(1), cause="customs"))
        found = tx.departed.cases_of(T1, MEI.id)
    assert sorted(found) == sorted([(second.number, OTHER), (first.number, None)])
    with database.reading() as tx:
        dues = {one.number: one.next_due for one in tx.departed.still_with(T1, [second.number, first.number], [MEI.id])}
    assert [number for number, _ in found] == sorted(dues, key=lambda number: (dues[number], number))


def test_of_some_cases_those_still_with_some_people_are_told(database: Database) -> None:
    mine, others, nobodys = owned(database, MEI.id), owned(database, OTHER), open_case(database)
    numbers = [mine.number, others.number, nobodys.number]

    def with_whom(*who: str | None) -> list[int]:
        with database.reading() as tx:
            return sorted(one.number for one in tx.departed.still_with(T1, numbers, who))

    assert with_whom(MEI.id) == [mine.number]
    assert with_whom(OTHER, None) == [others.number, nobodys.number]
    with database.reading() as tx:
        assert tx.departed.still_with(T1, [], [None]) == ()


def test_a_second_process_leaves_it_to_the_first(database: Database) -> None:
    if database.dialect != "postgresql":
        with database.transaction() as tx:
            assert tx.departed.alone()
        return

    def alone(tx: Transaction) -> bool:
        return tx.departed.alone()

    other = Database.open(database.url.render_as_string(hide_password=False))
    with database.transaction() as tx:
        assert alone(tx)
        with other.transaction() as beside:
            assert not alone(beside)
    with other.transaction() as beside:
        assert alone(beside)
    other.close()
