"""Who the buyers of cases are: each kept under a key of its own, found by keyed hashes, and erased alone or all of it.

Texts and packs in which a buyer stands are marked as such when they are kept. So whoever erases the buyer, or brings
back a backup of before and has to erase them again, needs no key to know which ones go as well.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select, update

from cases.buyers import Buyer, by_what, found_by
from storage.buyer_tables import BuyerMarkRow, BuyerRow
from storage.correspondence_tables import CorrespondenceRow
from storage.erasures import BUYER, Erasure, note_erasure
from storage.imports import forget_files
from storage.keys import Keys, new_case_key, seal, unseal
from storage.row import table_of
from storage.sending_tables import SendingRow
from storage.tables import CaseRow
from storage.upsert import upsert
from storage.workspace_keys import WorkspaceKeys

buyers, marks = table_of(BuyerRow), table_of(BuyerMarkRow)
cases = table_of(CaseRow)
written, sendings = table_of(CorrespondenceRow), table_of(SendingRow)


class Buyers:
    """Buyers by workspace and case."""

    def __init__(self, connection: Connection, keys: Keys, workspace_keys: WorkspaceKeys) -> None:
        self._connection = connection
        self._keys = keys
        self._workspace_keys = workspace_keys

    def keep(self, workspace: str, case_number: int, buyer: Buyer, by: str, at: datetime) -> None:
        """Keep who the buyer is, in place of whatever was known of them; whether its time is over is looked at soon."""
        key = new_case_key()
        content = json.dumps(asdict(buyer), ensure_ascii=False).encode("utf-8", "replace")
        row = {
            "workspace": workspace,
            "case_number": case_number,
            "kept_by": by,
            "kept_at": at,
            "look_at": at,
            "locked": self._keys.lock(key, _whose(workspace, case_number)),
            "locked_with": self._keys.name,
            "sealed": seal(key, content, _whose(workspace, case_number, "buyer")),
        }
        self._connection.execute(upsert(self._connection.dialect.name, buyers), row)
        self._connection.execute(delete(marks).where(*_of_case(marks, workspace, case_number)))
        hashed = self._workspace_keys.marks(workspace, *found_by(buyer))
        rows = [{"workspace": workspace, "mark": one, "case_number": case_number} for one in dict.fromkeys(hashed)]
        if rows:
            self._connection.execute(insert(marks), rows)

    def get(self, workspace: str, case_number: int) -> Buyer | None:
        """The buyer of a case; None where nobody said who that is, or it was erased."""
        row = self._connection.execute(select(buyers).where(*_of_case(buyers, workspace, case_number))).first()
        if row is None:
            return None
        key = self._keys.unlock(row.locked, row.locked_with, _whose(workspace, case_number))
        content = unseal(key, row.sealed, _whose(workspace, case_number, "buyer"))
        return Buyer(**json.loads(content))

    def is_kept(self, workspace: str, case_number: int) -> bool:
        """Whether anything is kept of the buyer, without opening it."""
        query = select(buyers.c.case_number).where(*_of_case(buyers, workspace, case_number))
        return self._connection.execute(query).first() is not None

    def named(self, workspace: str, written: str) -> list[int]:
        """The cases whose buyer has this name, telephone number or e-mail address, by number."""
        words = by_what(written)
        if not words:
            return []
        query = select(marks.c.case_number).where(
            marks.c.workspace == workspace, marks.c.mark.in_(self._workspace_keys.marks(workspace, *words))
        )
        return sorted(set(self._connection.execute(query).scalars()))

    def erase(self, workspace: str, case_number: int, at: datetime, by: str, refs: Sequence[str] = ()) -> None:
        """Destroy the buyer's key, with every letter and pack in which they stand, and note that it was done.

        `refs` are the texts that told them and were changed (in a restored backup they are emptied), and the letters
        that told them before anybody had entered who they are.
        """
        forget_buyer(self._connection, workspace, case_number)
        its = (*_of_case(written, workspace, case_number), written.c.tells_buyer | written.c.id.in_(list(refs)))
        self._connection.execute(update(written).where(*its).values(content=None, answer=None, next_at=None))
        told = (*_of_case(sendings, workspace, case_number), sendings.c.tells_buyer)
        self._connection.execute(update(sendings).where(*told).values(sealed=None, next_at=None))
        forget_files(self._connection, workspace, case_number)
        note_erasure(self._connection, Erasure(workspace, case_number, at, by, BUYER, tuple(refs)))

    def count(self, workspace: str) -> int:
        """Of how many cases the buyer is kept."""
        query = select(func.count()).select_from(buyers).where(buyers.c.workspace == workspace)
        return self._connection.execute(query).scalar_one()

    def due(self, now: datetime, most: int) -> list[tuple[str, int]]:
        """Workspace and case of buyers that are due to be looked at, the longest waiting first. Holds nothing."""
        query = select(buyers.c.workspace, buyers.c.case_number).where(buyers.c.look_at <= now)
        rows = self._connection.execute(query.order_by(buyers.c.look_at, buyers.c.case_number).limit(most))
        return [(row[0], row[1]) for row in rows]

    def is_due(self, workspace: str, case_number: int, now: datetime) -> bool:
        """Whether a buyer is still kept and due to be looked at."""
        its = _of_case(buyers, workspace, case_number)
        query = select(buyers.c.case_number).where(*its, buyers.c.look_at <= now)
        return self._connection.execute(query).first() is not None

    def closed_before(self, workspace: str, before: datetime) -> int:
        """Of how many cases that were closed before an instant the buyer is still kept."""
        same = (cases.c.workspace == buyers.c.workspace) & (cases.c.number == buyers.c.case_number)
        query = select(func.count()).select_from(buyers).join(cases, same)
        its = (buyers.c.workspace == workspace, cases.c.status == "closed", cases.c.closed_at <= before)
        return int(self._connection.execute(query.where(*its)).scalar_one())

    def look_at_all(self, workspace: str, at: datetime) -> None:
        """Look at every buyer of a workspace from an instant on: how long they are kept has changed."""
        self._connection.execute(update(buyers).where(buyers.c.workspace == workspace).values(look_at=at))

    def look_again(self, workspace: str, case_numbers: Iterable[int], at: datetime) -> None:
        """Look at these at an instant, whether their time is over, and not before."""
        its = (buyers.c.workspace == workspace, buyers.c.case_number.in_(list(case_numbers)))
        self._connection.execute(update(buyers).where(*its).values(look_at=at))


def forget_buyer(connection: Connection, workspace: str, case_number: int) -> None:
    """Destroy the key of a case's buyer and whatever they are found by; nothing else is touched or noted."""
    connection.execute(delete(buyers).where(*_of_case(buyers, workspace, case_number)))
    connection.execute(delete(marks).where(*_of_case(marks, workspace, case_number)))


def _of_case(table: Table, workspace: str, case_number: int) -> tuple[ColumnElement[bool], ...]:
    return table.c.workspace == workspace, table.c.case_number == case_number


def _whose(workspace: str, case_number: int, ref: str = "") -> str:
    return f"buyer/{workspace}/{case_number}/{ref}"
