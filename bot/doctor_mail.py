"""What the check-up says of mail: whether the mail server that is set takes us, and what has not gone out."""

from bot.findings import Finding
from bot.mail_settings import MailSettings, mail_server
from storage.database import Database


def _(text: str) -> str:
    """Marks a sentence for the catalogues; it is translated where it is shown."""
    return text


async def mail_findings(settings: MailSettings, database: Database | None) -> list[Finding]:
    """Whether mail can be handed over now, and what waits; nothing where no mail server is set."""
    server = mail_server(settings)
    if server is None:
        return []
    from partners.mail import MailLater, MailRefused

    facts: dict[str, object] = {"host": server.host, "port": server.port, "sender": settings.smtp_from}
    try:
        await server.greeted()
        found = [Finding("mail", True, _("{host}:{port} takes mail from {sender}."), facts=facts)]
    except (MailLater, MailRefused) as error:
        facts |= {"why": str(error)}
        says = _("{host}:{port} takes no mail ({why}).")
        what = _("Check SMTP_HOST, SMTP_PORT, SMTP_SECURITY, SMTP_USER and SMTP_PASSWORD.")
        found = [Finding("mail", False, says, what, facts)]
    waiting = await database.read(lambda tx: tx.correspondence.unfinished()) if database is not None else 0
    if waiting:
        says = _("{count} e-mail(s) wait to be sent; each is tried for a day.")
        found.append(Finding("mail", None, says, facts={"count": waiting}))
    return found
