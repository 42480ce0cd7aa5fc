"""What the check-up says of trackers: who is asked, who answers, and which of their words Tracer does not know."""

from datetime import datetime, timedelta

from bot.findings import Finding
from bot.tracker_settings import TrackerSettings, asking_order, tracker_names
from partners.tracking.asking import NAMES, PERMANENT, Trouble
from storage.database import Database
from storage.trackers import Answering

# Who has not answered for so long, though asked, is down or has no numbers to be asked about.
LONG_AGO = timedelta(hours=24)
MOST_WORDS = 5


def _(text: str) -> str:
    """Marks a sentence for the catalogues; it is translated where it is shown."""
    return text


async def tracker_findings(
    settings: TrackerSettings, database: Database, now: datetime, workspace: str | None
) -> list[Finding]:
    """One finding for each tracker with a key, and one for words that no table has; nothing without any key."""
    names = tracker_names(settings)
    if not names:
        return []
    answering = await database.read(lambda tx: tx.trackers.answering())
    found = [_of_one(name, answering.get(name), now) for name in asking_order(settings) if name in names]
    strange = await database.read(lambda tx: tx.trackers.strange_words(workspace)) if workspace else []
    if strange:
        words = ", ".join(f"{NAMES.get(one, one)} {word} ({times})" for one, word, times in strange[:MOST_WORDS])
        says = _("{count} status(es) of trackers are in no table of Tracer's and count as unknown: {words}.")
        what = _("Report them, so that the next version knows them.")
        found.append(Finding("tracker words", None, says, what, {"count": len(strange), "words": words}))
    return found


def _of_one(name: str, seen: Answering | None, now: datetime) -> Finding:
    facts: dict[str, object] = {"name": NAMES[name]}
    if seen is None or (seen.answered_at is None and seen.failed_at is None):
        return Finding("tracker", None, _("{name} has a key, and has not been asked yet."), facts=facts)
    failing = seen.failed_at is not None and (seen.answered_at is None or seen.failed_at > seen.answered_at)
    if not failing:
        facts["when"] = f"{seen.answered_at:%Y-%m-%dT%H:%M%z}"
        return Finding("tracker", True, _("{name} answered last at {when}."), facts=facts)
    why = seen.why or "nonsense"
    permanent = why in PERMANENT
    lasting = permanent or seen.answered_at is None or now - seen.answered_at > LONG_AGO
    facts |= {"why": str(Trouble(why).sentence(NAMES[name]))}
    what = _("Look at its key, plan and address: docs/operating.md names the variables.") if permanent else ""
    return Finding("tracker", False if lasting else None, "{why}", what, facts)
