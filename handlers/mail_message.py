"""A text as an e-mail: headers, words and attachments, under a Message-ID that is the same however often it is sent."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parseaddr

# One address, in letters that every mail server takes.
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a text: its name, its type by inspection, its bytes."""

    name: str
    content_type: str
    content: bytes


def is_address(written: str) -> bool:
    """Whether something is one e-mail address that mail can be handed over for."""
    return len(written) <= LONGEST_ADDRESS and ADDRESS.fullmatch(written) is not None


def new_message_id(sender: str) -> str:
    """A fresh Message-ID in the domain of the sender's address."""
    return f"<{secrets.token_hex(16)}@{bare(sender).rpartition('@')[2]}>"


def bare(sender: str) -> str:
    """The address alone of `Shop <claims@shop.example>`."""
    return parseaddr(sender)[1]


def as_mail(
    sender: str,
    to: str,
    subject: str,
    body: str,
    message_id: str,
    at: datetime,
    files: Sequence[Attached] = (),
) -> bytes:
    """The whole message as a mail server is given it; nothing in subject or address can add a header."""
    from email.headerregistry import Address
    from email.message import EmailMessage
    from email.policy import SMTP

    name, address = parseaddr(sender)
    user, _, domain = address.rpartition("@")
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=name, username=user, domain=domain)
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    message.set_content(body)
    for file in files:
        kind, _, exact = file.content_type.partition("/")
        message.add_attachment(file.content, maintype=kind, subtype=exact or "octet-stream", filename=file.name)
    return message.as_bytes()
