"""Works that wait for SQLite's one writer at the same moment: kept by one commit, so that they share its wait for the
disk. Each is whole by itself: one that fails is taken back alone, and none is answered for before it is on the disk.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection

from cases.light_dataclass import dataclass
from storage.engines import run_plainly
from storage.transaction import Transaction

# The first of those who share waits for the last: never longer than a person would notice.
SHARED_SECONDS = 0.008


@dataclass(slots=True)
class Waiting:
    """A unit of work, who waits for it, and what became of it."""

    work: Callable[[Transaction], Any]
    future: "asyncio.Future[Any]"
    result: Any = None
    error: BaseException | None = None


class SharedCommits:
    """The line of works that wait, kept on the writer's thread.

    `begin` opens a transaction of the database, `transaction` makes our own of its connection.
    """

    def __init__(
        self,
        writer: Executor,
        begin: Callable[[], AbstractContextManager[Connection]],
        transaction: Callable[[Connection], Transaction],
    ) -> None:
        self._writer = writer
        self._begin = begin
        self._transaction = transaction
        self._line: deque[Waiting] = deque()

    async def keep(self, work: Callable[[Transaction], Any]) -> Any:
        """Do a work and return what it returns once it is kept; raise what it raises.

        Cancelling takes it out of the line; once begun it runs to its end.
        """
        one = Waiting(work, asyncio.get_running_loop().create_future())
        self._line.append(one)
        self._writer.submit(self._keep_some)
        return await one.future

    def _keep_some(self) -> None:
        """Do and keep those who are first in line, if anybody is. Where keeping itself fails, none of them is kept
        and each is told so.
        """
        if not self._line:
            return
        taken: list[Waiting] = []
        try:
            with self._begin() as connection:
                self._do_some(connection, taken)
        except BaseException as error:
            for one in taken:
                one.error = error
        _tell(taken)

    def _do_some(self, connection: Connection, taken: list[Waiting]) -> None:
        until = time.monotonic() + SHARED_SECONDS
        while self._line and (not taken or time.monotonic() < until):
            one = self._line.popleft()
            if not one.future.cancelled():
                taken.append(one)
                self._do(connection, one)

    def _do(self, connection: Connection, one: Waiting) -> None:
        """Do one work within the transaction that is open, or take it back."""
        run_plainly(connection, "SAVEPOINT one")
        try:
            tx = self._transaction(connection)
            one.result = one.work(tx)
            tx.finish()
        except BaseException as error:
            one.error = error
            # Where SQLite gave up the whole transaction (a full disk), this raises, and nobody's work is kept.
            run_plainly(connection, "ROLLBACK TO one")
        run_plainly(connection, "RELEASE one")


def _tell(taken: Sequence[Waiting]) -> None:
    """Wake those who wait, all of a loop at once: each waking of a loop costs as much as a statement."""
    for loop in {one.future.get_loop() for one in taken}:
        its = [one for one in taken if one.future.get_loop() is loop]
        if not loop.is_closed():
            loop.call_soon_threadsafe(_answer, its)


def _answer(told: Sequence[Waiting]) -> None:
    for one in told:
        if one.future.done():
            continue
        if one.error is not None:
            one.future.set_exception(one.error)
        else:
            one.future.set_result(one.result)
