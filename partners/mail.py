"""Handing one e-mail to the team's own mail server, and telling apart what is certain from what is not.

Until the server is given the text nothing can have been sent; once it has said yes everything has. In between, where
the connection breaks, nobody knows: that is said, and never decided by sending once more.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import field
from typing import TYPE_CHECKING

from cases.light_dataclass import dataclass

if TYPE_CHECKING:
    from aiosmtplib import SMTP

STARTTLS, TLS, PLAIN = "starttls", "tls", "none"
USUAL_PORT = {STARTTLS: 587, TLS: 465, PLAIN: 25}
# Greylisting servers think for a while; whole messages with attachments travel within this.
ANSWER_SECONDS, WHOLE_SECONDS = 60.0, 300.0


class MailLater(Exception):
    """Nothing was sent, and it may work later: no connection, or a server that says so."""


class MailRefused(Exception):
    """Nothing was sent, and it never will be as it is; the message is the server's own words."""


class MailUnsure(Exception):
    """The connection broke while the text was handed over: it may have been sent."""


class TakenBySomebodyElse(Exception):
    """Somebody else is handing over the same message."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, and as whom. `security` is starttls, tls or none."""

    host: str
    port: int
    security: str = STARTTLS
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    answer_seconds: float = ANSWER_SECONDS

    async def hand_over(self, sender: str, to: str, message: bytes, begin: Callable[[], Awaitable[bool]]) -> str:
        """Hand one message over and return the server's answer.

        `begin` is called right before the server is given the text; where it returns False somebody else does so.
        Raises MailLater, MailRefused, MailUnsure or TakenBySomebodyElse.
        """
        from aiosmtplib import SMTPException, SMTPResponseException

        client = self._client()
        begun = False
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                await self._connect(client)
                await client.mail(sender)
                await client.rcpt(to)
                if not await begin():
                    raise TakenBySomebodyElse
                begun = True
                answer = await client.data(message)
        except SMTPResponseException as error:
            if begun and not _is_no(error.code):
                # Neither a yes nor a no that the protocol knows, behind a text that it has.
                raise MailUnsure(_words(error.code, error.message)) from None
            raise _of_answer(error.code, error.message) from None
        except (SMTPException, OSError, TimeoutError, ssl.SSLError) as error:
            said = str(error) or type(error).__name__
            raise (MailUnsure(said) if begun else MailLater(said)) from None
        finally:
            await _leave(client)
        return f"{answer.code} {answer.message}"

    async def greeted(self) -> None:
        """Connect, sign in and leave again: whether mail could be handed over. Raises MailLater or MailRefused."""
        from aiosmtplib import SMTPException, SMTPResponseException

        client = self._client()
        try:
            async with asyncio.timeout(self.answer_seconds):
                await self._connect(client)
        except SMTPResponseException as error:
            raise _of_answer(error.code, error.message) from None
        except (SMTPException, OSError, TimeoutError, ssl.SSLError) as error:
            raise MailLater(str(error) or type(error).__name__) from None
        finally:
            await _leave(client)

    def _client(self) -> "SMTP":
        # Loaded when the first mail goes out: most processes never send one.
        from aiosmtplib import SMTP

        return SMTP(
            hostname=self.host,
            port=self.port,
            use_tls=self.security == TLS,
            start_tls=self.security == STARTTLS,
            timeout=self.answer_seconds,
        )

    async def _connect(self, client: "SMTP") -> None:
        from aiosmtplib import SMTPAuthenticationError, SMTPException

        await client.connect()
        if not self.user:
            return
        try:
            await client.login(self.user, self.password or "")
        except SMTPAuthenticationError as error:
            # What is wrong here is a setting and not the message: it waits until somebody has mended it.
            raise SMTPException(f"{error.code} {error.message}") from None


def _of_answer(code: int, said: str) -> Exception:
    """A server's no: for now with a code of 4xx, for good with one of 5xx."""
    return MailLater(_words(code, said)) if code < 500 else MailRefused(_words(code, said))


def _is_no(code: int) -> bool:
    """Whether an answer says that nothing was taken: https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1"""
    return 400 <= code <= 599


def _words(code: int, said: str) -> str:
    return " ".join(f"{code} {said}".split())


async def _leave(client: "SMTP") -> None:
    """Say goodbye where that is still possible; what was said before stands either way."""
    from aiosmtplib import SMTPException

    if not client.is_connected:
        return
    try:
        async with asyncio.timeout(5):
            await client.quit()
    except (SMTPException, OSError, TimeoutError):
        client.close()
