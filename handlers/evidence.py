"""Evidence: files that people drop into a case's thread, send to Tracer directly, or add in a form, and what they are.

Nothing is fetched here: what somebody gave is noted in the event's own transaction, and fetched afterwards.
"""

import re

from cases.act import Act
from cases.case import Case
from cases.letters import FIRST, Letter
from cases.rights import check_may
from cases.words import N_, NoLongerApplies, Refused, Sentence, WrongField
from handlers.case_refs import case_named, reference_in
from handlers.evidence_letters import WHICH_CASE
from handlers.files_of_a_message import files_of_the_message
from handlers.language import Marked
from handlers.needed_documents import files_of, needs_in, words_of_payers
from handlers.views.evidence import evidence_modal
from handlers.visit import SILENT, Answer, Ask, Verb, Visit
from storage.transaction import Transaction
from storage.wanted_files import NO_CASE_YET, WantedFile

# A reference as one writes it beside a photo. A mere number among words is as likely how many there are.
NAMES_A_CASE = re.compile(r"\s*LOST[-#\s]*\d{1,7}\b|\s*<?https?://", re.IGNORECASE)
SAYS_SO_FIRST = re.compile(r"\s*(evidence|证据|凭证)\b\s*", re.IGNORECASE)
LONGEST_NOTE = 500


def concerns_us(tx: Transaction, ask: Ask) -> bool:
    """Whether files were given to Tracer: directly, or in the thread of a case."""
    if (ask.channel or "").startswith("D"):
        return True
    return bool(ask.channel and ask.thread_ts and tx.posts.case_at(ask.workspace, ask.channel, ask.thread_ts))


def given(visit: Visit) -> Answer:
    """Files came in a message: they are wanted from now on, for the thread's case or the one that the words name."""
    ask = visit.ask
    case, note = _case_meant(visit)
    if case is not None:
        check_may("add_evidence", visit.who.actor)
    came_by = "direct" if (ask.channel or "").startswith("D") else "thread"
    for file in ask.files:
        visit.tx.wanted_files.want(_wanted(visit, file, case, came_by, note=note))
    if case is None:
        params = {"user": ask.user, "message_ts": ask.message_ts, "count": len(ask.files), "tables": ask.only_tables}
        visit.desk.owe(
            Letter(f"{WHICH_CASE}:{ask.key}", ask.workspace, f"user:{ask.user}", WHICH_CASE, None, params, FIRST)
        )
    return SILENT


def case_chosen(visit: Visit) -> Answer:
    """Somebody said which case the files of their message are for."""
    check_may("add_evidence", visit.who.actor)
    case = visit.desk.case(_number(visit))
    files = files_of_the_message(visit)
    for file in files:
        visit.tx.wanted_files.want(_wanted(visit, file.slack_file, case, file.came_by, note=file.note))
    return Answer(
        text=visit.words.count(
            N_("The file goes to {reference}."),
            N_("{n} files go to {reference}."),
            len(files),
            reference=Marked(f"*{case.reference}*"),
        )
    )


def typed(visit: Visit) -> Answer:
    """`/lost evidence 142`: what there is and what is missing; in a thread, where no form opens, how to add some."""
    case, _ = case_named(visit, visit.ask.text)
    if not visit.ask.trigger_id:
        raise Refused(N_("Drop the files into this thread; Tracer keeps them and asks what they are."))
    return Answer(view=_form(visit, case))


def asked(visit: Visit) -> Answer:
    """*Evidence* in *More*."""
    return Answer(view=_form(visit, visit.desk.case(_number(visit))))


def sorted_as(visit: Visit) -> Answer:
    """Somebody said what a file is, below the question or in the form."""
    value = visit.ask.value
    file, slot = value.get("e"), value.get("s")
    if not isinstance(file, str) or not isinstance(slot, str):
        raise NoLongerApplies(N_("This button is too old. Use the ones on the card."))
    case = visit.desk.move(
        _number(visit), Act("sort_evidence", visit.who.actor, details={"evidence": file, "slot": slot})
    )
    if visit.ask.in_view:
        return Answer(view=_form(visit, case), replaces_view=True)
    term = visit.words.term(f"slot:{slot}")
    return Answer(text=visit.words(N_("{reference}: kept as {slot}."), reference=Marked(f"*{case.reference}*"),
                                   slot=Marked(term)))  # fmt: skip


def added(visit: Visit) -> Answer:
    """The form was sent: its files are wanted, as what was chosen."""
    filled = visit.ask.filled
    number = visit.ask.meta.get("c")
    case = visit.desk.case(number if isinstance(number, int) else 0)
    files = [one for one in filled.get("files") or [] if isinstance(one, str)]
    slot, note = filled.get("slot") or "", (filled.get("note") or "").strip()[:LONGEST_NOTE]
    if not files:
        if slot or note:
            raise WrongField("files", Sentence(N_("Choose the files first, or close the form: nothing was added.")))
        return SILENT
    for file in files:
        visit.tx.wanted_files.want(_wanted(visit, file, case, "form", slot, note or None))
    return SILENT


def _case_meant(visit: Visit) -> tuple[Case | None, str | None]:
    """The case that files are for, and what was written beside them; None where nobody can tell."""
    ask = visit.ask
    if ask.thread_ts and ask.channel:
        here = visit.tx.posts.case_at(ask.workspace, ask.channel, ask.thread_ts)
        if here is not None:
            return visit.desk.case(here), None
    text = SAYS_SO_FIRST.sub("", ask.text, count=1)
    if not (NAMES_A_CASE.match(text) or reference_in(text) is not None):
        return None, text.strip()[:LONGEST_NOTE] or None
    try:
        case, rest = case_named(visit, text)
    except Refused:
        return None, text.strip()[:LONGEST_NOTE] or None
    return case, rest[:LONGEST_NOTE] or None


def _wanted(
    visit: Visit, file: str, case: Case | None, came_by: str, slot: str = "", note: str | None = None
) -> WantedFile:
    ask = visit.ask
    return WantedFile(
        visit.workspace,
        file,
        case.number if case else NO_CASE_YET,
        visit.who.id,
        visit.at,
        came_by,
        slot,
        note,
        ask.channel,
        ask.thread_ts,
        ask.message_ts,
    )


def _form(visit: Visit, case: Case) -> dict[str, object]:
    waiting = len(visit.tx.wanted_files.waiting_for(visit.workspace, case.number))
    said = words_of_payers(visit.tx, case, visit.words)
    meta = {"ch": visit.ask.channel or visit.ask.meta.get("ch")}
    return evidence_modal(case, needs_in(visit.tx, case), files_of(visit.tx, case), waiting, said, visit.words, meta)


def _number(visit: Visit) -> int:
    number = visit.ask.value.get("c")
    return number if isinstance(number, int) else 0


VERBS = (
    Verb("evidence", N_("CASE"), N_("documents and photos: what is there, what is missing"), typed, ("证据", "凭证")),
)
CLICKS = {"evidence": asked, "sort_evidence": sorted_as, "evidence_case": case_chosen}
FORMS = {"evidence": added}
