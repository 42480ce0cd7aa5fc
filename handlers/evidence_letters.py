"""What people are asked about the files they gave: what one is, and which case it is for.

The words are made when it is sent: a file's name is personal and stands in no letter, and a question that was answered
meanwhile is not asked.
"""

from datetime import datetime
from typing import Any

from cases.case import Case
from cases.evidence import UNSORTED
from cases.letters import FIRST, Letter
from cases.moves import FINANCE, MOVES
from handlers.deliveries import POST, WHISPER, Call
from handlers.needed_documents import needs_in
from handlers.views.card import masked
from handlers.views.evidence import asked, what_is_this, which_case, which_case_text
from handlers.views.kit import OPTIONS_MOST
from handlers.who import who_is
from storage.case_lists import Filters
from storage.transaction import Transaction
from storage.wanted_files import WantedFile

WHAT_IS_THIS, WHICH_CASE = "what_is_this", "which_case"


def question_about(file: WantedFile, case: Case, sha256: str) -> Letter:
    """*What is this?*, to whoever gave a file that nobody has sorted yet."""
    params = {"user": file.by, "sha256": sha256, "channel": file.channel, "thread_ts": file.thread_ts}
    params = {name: value for name, value in params.items() if value is not None}
    key = f"{WHAT_IS_THIS}:{case.reference}:{sha256}:{file.message_ts or file.slack_file}"
    return Letter(key, case.workspace, f"user:{file.by}", WHAT_IS_THIS, case.number, params, FIRST)


def privately(tx: Transaction, workspace: str, params: dict[str, Any], said: dict[str, Any]) -> Call:
    """Said to one person where they gave the file, or directly where the bot is not or they wrote to it alone."""
    channel, user = params.get("channel"), params["user"]
    known = tx.channels.get(workspace, channel) if channel else None
    if not channel or channel.startswith("D") or (known is not None and not known.is_member):
        return Call(POST, {"channel": user, **said})
    if params.get("thread_ts"):
        said["thread_ts"] = params["thread_ts"]
    return Call(WHISPER, {"channel": channel, "user": user, **said})


def _what_is_this(letter: Letter, tx: Transaction, now: datetime) -> Call | None:
    case = tx.cases.load(letter.workspace, letter.case_number or 0, for_update=False)
    digest, user = letter.params["sha256"], letter.params["user"]
    kept = next((one for one in case.evidence if one.sha256 == digest), None) if case else None
    file = next((one for one in tx.evidence.of_case(letter.workspace, letter.case_number or 0)
                 if one.sha256 == digest), None)  # fmt: skip
    if case is None or kept is None or file is None or kept.slot != UNSORTED:
        return None
    words = who_is(tx, letter.workspace, user).words
    blocks = what_is_this(case, kept, file.name, needs_in(tx, case), words)
    return privately(
        tx, letter.workspace, dict(letter.params), {"text": asked(case, file.name, words), "blocks": blocks}
    )


def _which_case(letter: Letter, tx: Transaction, now: datetime) -> Call | None:
    user, stamp = letter.params["user"], letter.params["message_ts"]
    files = tx.wanted_files.without_a_case(letter.workspace, user, stamp)
    if not files:
        return None
    who = who_is(tx, letter.workspace, user)
    names = _open_cases(tx, letter.workspace, user, who.sees_only)
    text = which_case_text(len(files), who.words)
    pays, reports = FINANCE in who.roles, bool(letter.params.get("tables") and MOVES["report"].roles & who.roles)
    if not (names or pays or reports):
        return Call(POST, {"channel": user, "text": text})
    blocks = which_case(names, stamp, len(files), who.words, may_be_payments=pays, may_be_parcels=reports)
    return Call(POST, {"channel": user, "text": text, "blocks": blocks})


def _open_cases(tx: Transaction, workspace: str, user: str, reader: str | None) -> list[tuple[int, str]]:
    """The open cases somebody may mean, their own first, with what they are known by."""
    own = tx.cases.listing(workspace, Filters(owner=user), 1, OPTIONS_MOST).cases
    every = tx.cases.listing(workspace, Filters(reader=reader), 1, OPTIONS_MOST).cases
    found = {one.number: one for one in (*own, *every)}
    return [
        (number, f"{one.reference} · {masked(one.tracking_number)} · {one.order_ref or '–'}")
        for number, one in list(found.items())[:OPTIONS_MOST]
    ]


KINDS = {WHAT_IS_THIS: _what_is_this, WHICH_CASE: _which_case}
