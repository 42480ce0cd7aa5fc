"""A mail server on this machine that takes mail, refuses it, asks for patience, hangs up or thinks for long."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller


class PostOffice:
    """What it has got, and how it behaves next. `hangs_up_after` is where it breaks the connection: rcpt or data."""

    def __init__(self) -> None:
        self.got: list[EmailMessage] = []
        self.later = 0
        self.refuses = False
        self.refuses_words = False
        self.hangs_up_after = ""
        self.thinks_seconds = 0.0
        self.mumbles = ""
        self.port = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.hangs_up_after == "rcpt":
            server.transport.abort()
            return "250 OK"
        if self.refuses:
            return f"550 5.1.1 {address} is not known here"
        if self.later > 0:
            self.later -= 1
            return "451 4.7.1 Greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuses_words:
            return "554 5.7.1 Looks like spam"
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.got.append(mail)
        if self.hangs_up_after == "data":
            server.transport.abort()
        if self.thinks_seconds:
            await asyncio.sleep(self.thinks_seconds)
        return self.mumbles or "250 2.0.0 kept as 7"


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """One that is open until the end; its port is a free one of this machine."""
    office = PostOffice()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        office.port = free.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=office.port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
