"""The key of a workspace: it seals what is personal and belongs to no case, and hashes what buyers are found by."""

import hashlib
import hmac

from sqlalchemy import Connection, delete, select

from storage.buyer_tables import WorkspaceKeyRow
from storage.keys import Keys, new_case_key, seal, unseal
from storage.row import table_of
from storage.upsert import insert_into

workspace_keys = table_of(WorkspaceKeyRow)


class WorkspaceKeys:
    """The keys of workspaces, each made when it is first needed."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys
        self._known: dict[str, bytes] = {}

    def sealed(self, workspace: str, ref: str, content: bytes) -> bytes:
        """The content under the workspace's key, bound to its reference."""
        return seal(self._made(workspace), content, f"{_whose(workspace)}{ref}")

    def opened(self, workspace: str, ref: str, content: bytes | None) -> bytes | None:
        """The content again; None where there is none, or the key was destroyed."""
        key = self._of(workspace)
        return None if content is None or key is None else unseal(key, content, f"{_whose(workspace)}{ref}")

    def marks(self, workspace: str, *words: str) -> list[str]:
        """What is found again without being read: each word hashed with the workspace's key."""
        key = self._made(workspace)
        return [hmac.new(key, f"buyer mark {one}".encode(), hashlib.sha256).hexdigest() for one in words]

    def destroy(self, workspace: str) -> None:
        """Make everything under the workspace's key unreadable."""
        self._known.pop(workspace, None)
        self._connection.execute(delete(workspace_keys).where(workspace_keys.c.workspace == workspace))

    def _made(self, workspace: str) -> bytes:
        key = self._of(workspace)
        if key is None:
            locked = self._keys.lock(new_case_key(), _whose(workspace))
            row = {"workspace": workspace, "locked": locked, "locked_with": self._keys.name}
            added = insert_into(self._connection.dialect.name, workspace_keys).on_conflict_do_nothing()
            self._connection.execute(added, row)
            key = self._of(workspace)
        assert key is not None
        return key

    def _of(self, workspace: str) -> bytes | None:
        if workspace not in self._known:
            query = select(workspace_keys).where(workspace_keys.c.workspace == workspace)
            row = self._connection.execute(query).first()
            if row is None:
                return None
            self._known[workspace] = self._keys.unlock(row.locked, row.locked_with, _whose(workspace))
        return self._known[workspace]


def _whose(workspace: str) -> str:
    return f"workspace/{workspace}/"
