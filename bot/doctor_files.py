"""The check-up of what is on its way: files to be fetched, files owed to people, claims to be filed with insurers."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.findings import Finding
from storage.database import Database

# Whatever was to happen is tried again for a day; after an hour something stands in its way.
STUCK_AFTER = timedelta(hours=1)
MOST_NAMED = 5
Late = Sequence[tuple[int, datetime]]


def _(text: str) -> str:
    """Marks a sentence for the catalogues; it is translated where it is shown."""
    return text


async def file_findings(database: Database, now: datetime) -> list[Finding]:
    """What has been on its way for too long, by kind, with the cases; nothing where nothing has."""
    before = now - STUCK_AFTER
    given = await database.read(lambda tx: tx.wanted_files.late(before))
    owed = await database.read(lambda tx: tx.sendings.late(before))
    claims = await database.read(lambda tx: tx.filings.late(before))
    found = [
        _finding("files given", given, GIVEN, FETCH),
        _finding("files owed", owed, OWED, SEND),
        _finding("claims on their way", claims, CLAIMS, FILE),
    ]
    return [one for one in found if one is not None]


GIVEN = _("{count} file(s) that people gave are not fetched yet, the oldest since {since}: {cases}.")
FETCH = _("See whether a worker runs, and whether the bot may still read files; while Slack has them, nothing is lost.")
OWED = _("{count} file(s) that people asked for are not sent yet, the oldest since {since}: {cases}.")
SEND = _("See whether a worker runs and whether the disk of TRACER_DATA has room. They are tried again for a day.")
CLAIMS = _("{count} claim(s) are on their way to an insurer or back, the oldest since {since}: {cases}.")
FILE = _("Their claim form says how far each is, and what to do. Without a worker that has the key, nothing happens.")


def _finding(name: str, late: Late, says: str, to_do: str) -> Finding | None:
    if not late:
        return None
    cases = list(dict.fromkeys(f"LOST-{number:04d}" for number, _at in late if number > 0))
    named = ", ".join(cases[:MOST_NAMED]) + (" …" if len(cases) > MOST_NAMED else "")
    facts = {"count": len(late), "since": f"{late[0][1]:%Y-%m-%d %H:%M} UTC", "cases": named or "–"}
    return Finding(name, False, says, to_do, facts)
