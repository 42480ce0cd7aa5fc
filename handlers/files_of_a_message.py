"""The files of a direct message that belong to no case yet, once somebody has said what they are."""

from cases.words import N_, NoLongerApplies
from handlers.visit import Visit
from storage.wanted_files import WantedFile


def files_of_the_message(visit: Visit) -> list[WantedFile]:
    """The files of the message that a click is about, which are waited for no longer. Refused with a sentence where
    there are none left.
    """
    stamp = visit.ask.value.get("m")
    files = visit.tx.wanted_files.without_a_case(visit.workspace, visit.who.id, stamp) if isinstance(stamp, str) else []
    if not files:
        raise NoLongerApplies(N_("These files have their case already, or were forgotten. Send them again if need be."))
    for file in files:
        visit.tx.wanted_files.done(file)
    return files
