"""Erasing what is personal of a case: here at once, and in Slack whatever Tracer itself posted of it."""

from collections.abc import Callable, Mapping
from typing import Any

from cases.act import Act
from cases.buyers import names_buyer, without_buyer
from cases.case import Actor, Case, LogEntry, TextRef
from handlers.desk import Desk
from handlers.evidence_letters import WHAT_IS_THIS
from handlers.import_left_out import LEFT_OUT
from handlers.taken_back import file_letter, message_letter
from storage.errors import WrongKey

LINES = "lines:"


def erase(desk: Desk, case: Case, actor: Actor) -> list[tuple[str, str]]:
    """Erase it and note so in the log. Returns channel and ts of the messages in which people themselves gave files.

    Those are theirs: no bot may delete them. Raises Refused, with nothing done, where it is not for the actor to do.
    """
    tx, at = desk.tx, desk.at
    theirs = [
        (one.channel, one.message_ts)
        for one in tx.evidence.of_case(case.workspace, case.number)
        if one.channel and one.message_ts
    ]
    desk.move(case.number, Act("erase", actor))
    _take_back(desk, case, actor.id or "")
    tx.personal.erase_case(case.workspace, case.number, at, actor.id or actor.kind)
    desk.refresh(desk.case(case.number), "erased")
    return list(dict.fromkeys(theirs))


def erase_buyer(desk: Desk, case: Case, actor: Actor, move: str = "erase_buyer") -> Case:
    """Erase who the buyer is, with the letters and packs in which they stand, and note so in the log; the rest stays.

    In notes, and in what the buyer wrote, marks take the place of what tells them. In Slack every file and message of
    ours that tells them is taken back. Raises Refused, with nothing done, where it is not for the actor to do.
    """
    tx, by = desk.tx, actor.id or actor.kind
    # What Slack does not let us delete is told to a person, also where the clock erased it.
    told = by if actor.kind == "person" else case.owner or case.opened_by
    moved = desk.move(case.number, Act(move, actor, details={"quiet": True}))
    files = tx.sendings.uploaded(case.workspace, case.number, telling_buyer=True)
    for file in (*files, *_of_imports(desk, case)):
        desk.owe(file_letter(case, file, told))
    refs = _told_no_more(desk, case)
    _take_back_lines(desk, case, told, lambda value: _reference(value) in refs)
    tx.buyers.erase(case.workspace, case.number, desk.at, by, refs)
    return moved


def _told_no_more(desk: Desk, case: Case) -> list[str]:
    """Put marks in place of what tells the buyer; return the references of the texts and letters in which it stood."""
    tx = desk.tx
    try:
        buyer = tx.buyers.get(case.workspace, case.number)
        if buyer is None:
            return []
        letters = [
            one.id
            for one in tx.correspondence.of_case(case.workspace, case.number)
            if names_buyer("\n".join(filter(None, (one.subject, one.body, one.address))), buyer)
        ]
        return letters + tx.personal.rewrite(case.workspace, case.number, lambda text: without_buyer(text, buyer))
    except WrongKey:
        # Whoever has lost the key still gets rid of the buyer; what notes tell of them nobody can look for.
        return []


def _take_back(desk: Desk, case: Case, by: str) -> None:
    """Owe the deletion of every message and file of ours that holds words, names or files of the case."""
    tx = desk.tx
    _take_back_lines(desk, case, by, lambda value: _reference(value) is not None)
    for channel, ts in tx.outbox.posted(case.workspace, case.number, WHAT_IS_THIS):
        desk.owe(message_letter(case, channel, ts, by))
    files = tx.sendings.uploaded(case.workspace, case.number)
    for file in (*files, *_of_imports(desk, case)):
        desk.owe(file_letter(case, file, by))


def _of_imports(desk: Desk, case: Case) -> list[str]:
    """The files that were sent back of imported ones in which a line stands for the case."""
    keys = [one.key for one in desk.tx.imports.with_case(case.workspace, case.number)]
    return desk.tx.sendings.uploaded_of_imports(case.workspace, LEFT_OUT, keys) if keys else []


def _take_back_lines(desk: Desk, case: Case, by: str, holds: Callable[[object], bool]) -> None:
    """Owe the deletion of the messages of the thread that tell a move of which some detail holds what is erased."""
    tx = desk.tx
    posts = tx.posts.all(case.workspace, case.number)
    for purpose in lines_with_words(posts, tx.cases.log(case.workspace, case.number), holds):
        channel, ts = posts[purpose]
        desk.owe(message_letter(case, channel, ts, by))
        tx.posts.forget(case.workspace, case.number, purpose)


def lines_with_words(posts: Mapping[str, Any], log: list[LogEntry], holds: Callable[[object], bool]) -> list[str]:
    """The messages of the thread, by purpose, in which such words stand.

    A message is known by the first move that it tells; it may tell those that follow, up to the next message.
    """
    worded = [entry.seq for entry in log if any(holds(value) for value in entry.details.values())]
    first = sorted(int(purpose.removeprefix(LINES)) for purpose in posts if purpose.startswith(LINES))
    # One end for each beginning: a thread may have no message at all.
    ends = [*first[1:], log[-1].seq + 1 if log else 0][: len(first)]
    return [
        f"{LINES}{begin}" for begin, end in zip(first, ends, strict=True) if any(begin <= seq < end for seq in worded)
    ]


def _reference(value: object) -> str | None:
    """The reference of somebody's words; None of anything else."""
    if isinstance(value, TextRef):
        return value.ref
    return str(value["ref"]) if isinstance(value, Mapping) and "ref" in value else None
