"""A kept file for somebody's own eyes: asked for in *Evidence*, noted in the log, sent directly and to nobody else."""

from cases.act import Act
from cases.file_kinds import ENDINGS
from cases.rights import check_may_see
from cases.words import N_
from handlers.file_sending import FileToSend, Made
from handlers.language import Marked
from handlers.visit import Answer, Visit
from handlers.who import who_is
from partners.pack.archive import name_in_archive
from storage.database import Database
from storage.evidence_store import EvidenceStore
from storage.sendings import Sending
from storage.transaction import Transaction

KEPT_FILE = "evidence"


def asked(visit: Visit) -> Answer:
    """*Send me*, beside a file."""
    number, name = visit.ask.value.get("c"), visit.ask.value.get("e")
    case = visit.desk.case(number if isinstance(number, int) else 0)
    check_may_see(case, visit.who.actor)
    kept = next((one for one in case.evidence if one.id == name), None)
    details = {"evidence": str(name), "slot": kept.slot if kept else "", "quiet": True}
    visit.desk.move(case.number, Act("see_evidence", visit.who.actor, details=details))
    assert kept is not None
    params = {"sha256": kept.sha256, "slot": kept.slot}
    key = f"{KEPT_FILE}:{visit.ask.key}"
    visit.tx.sendings.want(Sending(visit.workspace, key, case.number, KEPT_FILE, visit.who.id, visit.at, params))
    return Answer(text=visit.words(N_("It comes to you directly in a moment.")))


class KeptFileMaking:
    """Takes the original out of the store, as it was given."""

    def __init__(self, database: Database, store: EvidenceStore) -> None:
        self._database = database
        self._store = store

    async def make(self, sending: Sending) -> Made | None:
        """The original under its own name; None where it was erased meanwhile."""
        workspace, number, digest = sending.workspace, sending.case_number, str(sending.params["sha256"])
        content = await self._store.content(workspace, number, digest)
        found = await self._database.read(lambda tx: _named(tx, sending, digest))
        if content is None or found is None:
            return None
        name, comment = found
        return Made((FileToSend(name, name, content, len(content)),), comment)


def _named(tx: Transaction, sending: Sending, digest: str) -> tuple[str, str] | None:
    """What the file is called, and the words above it."""
    files = tx.evidence.of_case(sending.workspace, sending.case_number)
    file = next((one for one in files if one.sha256 == digest), None)
    if file is None:
        return None
    words = who_is(tx, sending.workspace, sending.user).words
    slot = words.term(f"slot:{sending.params['slot']}")
    ending = ENDINGS.get(file.content_type, ("bin",))[0]
    name = name_in_archive(0, "", file.name, ending)[3:] if file.name else f"{slot}.{ending}"
    text = N_("{reference}: {slot}, as it was given. Only you were sent it.")
    reference = Marked(f"*LOST-{sending.case_number:04d}*")
    return name, words(text, reference=reference, slot=Marked(slot))


CLICKS = {"see_evidence": asked}
