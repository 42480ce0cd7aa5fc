"""Two ways of asking a server: so many at once, as fast as it answers; or at given instants, however it answers.

A small HTTP client of our own: a library's would take more of the machine than the server that is measured.
"""

import asyncio
import gc
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

READY_AHEAD = 400


class Connection(asyncio.Protocol):
    """A connection that is kept: one request at a time, whose answer is the status and the body."""

    def __init__(self) -> None:
        self._received = bytearray()
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.Transport | None = None
        self.is_open = True

    @classmethod
    async def open(cls, port: int) -> "Connection":
        """A connection to a port of this machine."""
        _, connection = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return connection

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a whole request and return status and body of the answer."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._received[:end])
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        if len(self._received) < end + 4 + length:
            return
        body = bytes(self._received[end + 4 : end + 4 + length])
        self._received.clear()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((int(head[9:12]), body))

    def connection_lost(self, error: Exception | None) -> None:
        self.is_open = False
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or ConnectionError("the server closed the connection"))


@dataclass
class Asked:
    """What became of one closed loop: how many were answered, in how many seconds, and which answers were wrong."""

    count: int = 0
    seconds: float = 0.0
    wrong: list[tuple[int, bytes]] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.count / self.seconds


async def at_once(
    port: int, seconds: float, many: int, request: Callable[[], bytes], right: Callable[[bytes], bool]
) -> Asked:
    """Ask for some seconds, always so many at once; an answer counts only if it is the right one."""
    ready = [request() for _ in range(READY_AHEAD)]
    connections = [await Connection.open(port) for _ in range(many)]
    asked = Asked()
    gc.collect()
    gc.disable()
    begun = time.perf_counter()
    until = begun + seconds

    async def one(connection: Connection) -> None:
        while time.perf_counter() < until:
            status, body = await connection.ask(ready.pop() if ready else request())
            if status == 200 and right(body):
                asked.count += 1
            else:
                asked.wrong.append((status, body))

    await asyncio.gather(*(one(connection) for connection in connections))
    asked.seconds = time.perf_counter() - begun
    gc.enable()
    for connection in connections:
        connection.close()
    return asked


async def as_they_come(
    port: int, seconds: float, per_second: float, request: Callable[[], bytes], right: Callable[[bytes], bool]
) -> list[float]:
    """Ask at instants that do not wait for answers, at random as people do; return how long each took, in seconds.

    The time counts from the instant at which it should have been asked, so that a stall is seen by everybody who
    would have met it. Raises AssertionError for a wrong answer.
    """
    chance = random.Random(7)
    idle: list[Connection] = [await Connection.open(port) for _ in range(16)]
    took: list[float] = []
    wrong: list[tuple[int, bytes]] = []

    async def one(at: float) -> None:
        # A server closes a connection that was idle for some seconds.
        idle[:] = [known for known in idle if known.is_open]
        connection = idle.pop() if idle else await Connection.open(port)
        status, body = await connection.ask(request())
        took.append(time.perf_counter() - at)
        idle.append(connection)
        if status != 200 or not right(body):
            wrong.append((status, body))

    tasks = set()
    # A collection of ours would count as fifty milliseconds of everybody's waiting.
    gc.collect()
    gc.disable()
    at = begun = time.perf_counter()
    while at < begun + seconds:
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        tasks.add(asyncio.create_task(one(at)))
        at += chance.expovariate(per_second)
    await asyncio.gather(*tasks)
    gc.enable()
    for connection in idle:
        connection.close()
    assert not wrong, f"{len(wrong)} of {len(took)} answers were wrong, the first: {wrong[0]}"
    return took
