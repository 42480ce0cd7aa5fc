"""What the environment says about the team's own mail server; without it texts are copied and sent by hand."""

import re
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings

if TYPE_CHECKING:
    from partners.mail import MailServer

SECRETS = ("smtp_password",)
# One address, in letters that every mail server takes.
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class MailSettings(BaseSettings):
    """All of it is optional: no host, no mail. Each field is the variable of the same name in capitals."""

    smtp_host: str = ""
    smtp_port: int | None = Field(default=None, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr | None = None
    # Whom mail comes from, and who gets the answers: claims@shop.example, or Shop <claims@shop.example>.
    smtp_from: str = ""

    @field_validator("smtp_security", mode="before")
    @classmethod
    def _security_in_any_case(cls, value: Any) -> Any:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator(*SECRETS)
    @classmethod
    def _trim_password(cls, value: SecretStr | None) -> SecretStr | None:
        trimmed = value.get_secret_value().strip() if value else ""
        return SecretStr(trimmed) if trimmed else None

    @field_validator("smtp_from")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value and not ADDRESS.fullmatch(parseaddr(value)[1]):
            raise ValueError("must be an e-mail address, such as claims@shop.example or Shop <claims@shop.example>")
        return value

    @model_validator(mode="after")
    def _all_that_mail_needs(self) -> "MailSettings":
        if self.smtp_host and not self.smtp_from:
            raise ValueError(
                "SMTP_HOST is set, and SMTP_FROM is not: mail needs an address that it comes from. Set SMTP_FROM, or "
                "leave SMTP_HOST out"
            )
        if (self.smtp_password is None) != (not self.smtp_user):
            raise ValueError(
                "The mail server needs SMTP_USER and SMTP_PASSWORD, and only one of them is set. Set both, or neither"
            )
        if self.smtp_password is not None and self.smtp_security == "none" and self.smtp_host not in LOOPBACK:
            raise ValueError(
                "SMTP_SECURITY=none would send SMTP_PASSWORD over the network for anybody to read. Use starttls or tls"
            )
        return self


def mail_server(settings: MailSettings) -> "MailServer | None":
    """The mail server that is set; None where there is none, and then nothing of it is loaded."""
    if not settings.smtp_host:
        return None
    from partners.mail import USUAL_PORT, MailServer

    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    port = settings.smtp_port or USUAL_PORT[settings.smtp_security]
    return MailServer(settings.smtp_host, port, settings.smtp_security, settings.smtp_user or None, password)
