"""A text as an e-mail: headers, words and attachments, under a Message-ID that is the same however often it is sent."""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime, parseaddr

from cases.file_kinds import MAIL
from cases.light_dataclass import dataclass

# One address, in letters that every mail server takes.
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LONGEST_ADDRESS = 254
LONGEST_NAME, LONGEST_ENDING = 100, 8
MAIL_IN_MAIL = "application/octet-stream"


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
    # Seven bits only: not every server on the way takes eight.
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    message["From"] = Address(display_name=name, username=user, domain=domain)
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    message.set_content(body)
    for file in files:
        # An e-mail as a part of another may not be encoded, and would not arrive as it was kept:
        # https://www.rfc-editor.org/rfc/rfc2046#section-5.2.1
        typed = MAIL_IN_MAIL if file.content_type == MAIL else file.content_type
        kind, _, exact = typed.partition("/")
        name = file_name(file.name)
        message.add_attachment(file.content, maintype=kind, subtype=exact or "octet-stream", filename=name)
    return message.as_bytes()


def file_name(name: str) -> str:
    """A file's name as it can stand in a header: in one line, not too long, and without marks that turn its order."""
    seen = "".join(one for one in name if one.isprintable()).replace("/", "-").replace("\\", "-").strip(" .")
    stem, dot, ending = seen.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        return seen[:LONGEST_NAME] or "file"
    return f"{stem[:LONGEST_NAME]}.{ending}"
