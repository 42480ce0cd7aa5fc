"""Another key for the installation: every key of a case, a buyer, a workspace, a watched parcel and an
imported file is locked anew.

What the keys open stays as it is: only the small locked keys are written. All of them change in one transaction, so
that a process that dies on the way leaves the key of before in force, or the new one, and never something between.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, func, select, update

from storage.buyer_tables import BuyerRow, WorkspaceKeyRow
from storage.database import Database
from storage.errors import WrongKey
from storage.import_tables import ImportRow
from storage.keys import Keys, next_to
from storage.tables import CaseKeyRow, table_of
from storage.watched_tables import WatchedRow

# Each table of locked keys, with what tells its rows apart and what their keys are bound to.
KEPT_IN: tuple[tuple[Table, tuple[str, ...], str], ...] = (
    (table_of(CaseKeyRow), ("workspace", "case_number"), "{}/{}/"),
    (table_of(WatchedRow), ("workspace", "number"), "watched/{}/{}/"),
    (table_of(ImportRow), ("workspace", "key"), "import/{}/{}/"),
    (table_of(BuyerRow), ("workspace", "case_number"), "buyer/{}/{}/"),
    (table_of(WorkspaceKeyRow), ("workspace",), "workspace/{}/"),
)


def rotate(database: Database, new: Keys) -> int:
    """Lock every key with the new one and return how many were changed; what is locked with it already stays.

    Raises WrongKey, with nothing changed, when one is locked with neither of the two.
    """
    # Asked for first, so that a new key that is none is refused, and a key file made, where nothing is locked yet.
    name = new.name
    with database.transaction() as tx:
        changes = [
            (table, where, new.lock(database.keys.unlock(row.locked, row.locked_with, whose), whose))
            for table, where, row, whose in _every_key(tx.connection)
            if row.locked_with != name
        ]
        for table, where, locked in changes:
            changed = update(table).where(*(table.c[name] == value for name, value in where.items()))
            tx.connection.execute(changed.values(locked=locked, locked_with=name))
    return len(changes)


def rotate_file(database: Database) -> int:
    """Give an installation whose key lives in the data directory a fresh one, and return how many keys changed.

    The new key lies beside the old one (`tracer.key.next`) before anything is locked with it, and takes its place after
    the commit. A process that dies in between leaves both, and everything opens; the next rotation goes on from there.
    """
    file = database.keys.file
    if file is None:
        raise WrongKey("There is no data directory in which a key could live. Set TRACER_DATA.")
    next_file = next_to(file)
    changed = rotate(database, Keys(None, next_file))
    next_file.replace(file)
    database.keys.forget()
    return changed


def opened_by_none(database: Database) -> int:
    """How many keys were locked with one that is not there any more: what they open is lost until it is.

    Raises WrongKey where the key file holds no key.
    """
    count = 0
    with database.reading() as tx:
        for table, _, _ in KEPT_IN:
            locked_with = table.c.locked_with
            kept = select(locked_with, func.count()).where(table.c.locked.is_not(None)).group_by(locked_with)
            count += sum(some for name, some in tx.connection.execute(kept) if not database.keys.opens(name))
    return count


def _every_key(connection: Connection) -> Iterator[tuple[Table, dict[str, Any], Any, str]]:
    for table, names, bound_to in KEPT_IN:
        query = select(*(table.c[name] for name in names), table.c.locked, table.c.locked_with)
        for row in connection.execute(query.where(table.c.locked.is_not(None))).all():
            where = {name: getattr(row, name) for name in names}
            yield table, where, row, bound_to.format(*where.values())
