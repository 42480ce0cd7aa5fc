"""What Tracer posted and takes back, because what is personal of its case was erased.

Deleting is a letter like any other: owed with the erasure, tried again until Slack has done it, and told of where it
never will. What is gone already counts as done.
"""

from datetime import datetime

from cases.case import Case
from cases.letters import SOON, Letter
from cases.words import N_
from handlers.deliveries import DELETE, DELETE_FILE, Call
from storage.transaction import Transaction

MESSAGE, FILE, LIST = "take_back_message", "take_back_file", "take_back_list"
STILL_THERE = {
    MESSAGE: N_(
        "A message about {reference} in {place} holds what was erased and could not be deleted, because {why}. "
        "Delete it there by hand."
    ),
    FILE: N_(
        "A file of {reference} that Tracer sent holds what was erased and could not be deleted, because {why}. "
        "Delete it in Slack by hand."
    ),
    LIST: N_(
        "A file with lines that were left out of an import could not be deleted after its time, because {why}. Delete "
        "it in Slack by hand: it may name buyers."
    ),
}


def message_letter(case: Case, channel: str, ts: str, by: str) -> Letter:
    """Delete a message of ours; `by` erased it and hears of it where that cannot be done."""
    params = {"channel": channel, "ts": ts, "by": by}
    return Letter(f"{MESSAGE}:{channel}:{ts}", case.workspace, channel, MESSAGE, case.number, params, SOON)


def file_letter(case: Case, file: str, by: str) -> Letter:
    """Delete a file of ours, wherever it was posted; `by` as for messages."""
    params = {"file": file, "by": by}
    return Letter(f"{FILE}:{file}", case.workspace, f"user:{by}", FILE, case.number, params, SOON)


def list_letter(workspace: str, file: str, by: str) -> Letter:
    """Delete a file of ours with lines of an imported one, which belong to no case; `by` as for messages."""
    return Letter(f"{FILE}:{file}", workspace, f"user:{by}", LIST, None, {"file": file, "by": by}, SOON)


def _message(letter: Letter, tx: Transaction, now: datetime) -> Call:
    return Call(DELETE, {"channel": letter.params["channel"], "ts": letter.params["ts"]})


def _file(letter: Letter, tx: Transaction, now: datetime) -> Call:
    return Call(DELETE_FILE, {"file": letter.params["file"]})


KINDS = {MESSAGE: _message, FILE: _file, LIST: _file}
