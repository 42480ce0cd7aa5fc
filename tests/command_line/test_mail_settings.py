"""The mail server in the settings: what is refused with a sentence, what stays secret, and what the check-up says."""

import pytest
from pydantic import ValidationError

from bot.doctor_mail import mail_findings
from bot.mail_settings import mail_server
from bot.settings import GivenSettings, secrets_of
from tests.correspondence.post_office import post_office


def test_without_a_host_there_is_no_mail() -> None:
    assert mail_server(GivenSettings()) is None


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("TLS", 465), ("none", 25)])
def test_the_usual_port_follows_from_the_security(security: str, port: int) -> None:
    server = mail_server(GivenSettings(smtp_host="localhost", smtp_from="a@shop.example", smtp_security=security))
    assert server is not None and (server.port, server.security) == (port, security.lower())


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"smtp_host": "mail.example"}, "SMTP_FROM is not: mail needs an address that it comes from"),
        ({"smtp_from": "nobody at all"}, "must be an e-mail address"),
        ({"smtp_host": "m.example", "smtp_from": "a@b.example", "smtp_user": "u"}, "Set both, or neither"),
        (
            {"smtp_host": "m.example", "smtp_from": "a@b.example", "smtp_user": "u", "smtp_password": "p",
             "smtp_security": "none"},
            "for anybody to read. Use starttls or tls",
        ),
        ({"smtp_security": "ssl"}, "starttls"),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_refused_with_a_sentence(given: dict[str, str], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        GivenSettings(**given)


def test_the_password_is_a_secret() -> None:
    settings = GivenSettings(
        smtp_host="m.example", smtp_from="a@b.example", smtp_user="u", smtp_password="pass-word-77"
    )
    assert "pass-word-77" in secrets_of(settings)
    assert "pass-word-77" not in repr(settings) and "pass-word-77" not in repr(mail_server(settings))


async def test_the_check_up_says_whether_mail_is_taken() -> None:
    with post_office() as office:
        given = {"smtp_host": "127.0.0.1", "smtp_from": "Shop <a@b.example>", "smtp_security": "none"}
        (found,) = await mail_findings(GivenSettings(**given, smtp_port=office.port), None)
        assert (found.ok, found.sentence) == (True, f"127.0.0.1:{office.port} takes mail from Shop <a@b.example>.")
    (found,) = await mail_findings(GivenSettings(**given, smtp_port=office.port), None)
    assert found.ok is False and found.sentence.startswith(f"127.0.0.1:{office.port} takes no mail (")
    assert found.what_to_do.startswith("Check SMTP_HOST")
    assert await mail_findings(GivenSettings(), None) == []
