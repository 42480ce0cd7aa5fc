"""The check-up of evidence: is every kept file there, and as it was given."""

from bot.findings import Finding
from storage.database import Database
from storage.evidence_store import MISSING, EvidenceStore


def _(text: str) -> str:
    """Marks a sentence for the catalogues; it is translated where it is shown."""
    return text


async def evidence_findings(database: Database) -> list[Finding]:
    """What is to be said of the kept files: each is read, opened with its case's key, and its hash compared."""
    kept = await database.read(lambda tx: tx.evidence.all_kept())
    if not kept or database.data_directory is None:
        return []
    broken = await EvidenceStore(database).broken()
    if not broken:
        says = _("Each of the {count} kept files of evidence is there and as it was given.")
        return [Finding("evidence", True, says, facts={"count": len(kept)})]
    first = broken[0]
    facts = {"count": len(broken), "case": f"LOST-{first.case_number:04d}", "file": first.sha256[:12]}
    if all(one.why == MISSING for one in broken):
        says = _("{count} kept file(s) of evidence are not on this machine, the first: {case}, {file}.")
        to_do = _("Bring them back from the last backup (`tracer restore`), or run this where TRACER_DATA has them.")
        return [Finding("evidence", False, says, to_do, facts)]
    says = _("{count} kept file(s) of evidence are missing, changed or cannot be opened, the first: {case}, {file}.")
    to_do = _("See whether TRACER_KEY is the one they were locked with, and whether the disk is well; then bring them "
              "back from the last backup (`tracer restore`).")  # fmt: skip
    return [Finding("evidence", False, says, to_do, facts)]
