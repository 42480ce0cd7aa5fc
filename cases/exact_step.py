"""What a step is exactly: a *task* may be a claim to file or a question to answer, which its kind does not say."""

from cases.case import Case, Remedy
from cases.finding import is_lost_no_more
from cases.lines import entity

# Tasks that are the case's own, by the clock's key.
CASE_TASKS = {"task:close": "task_close", "task:found": "task_found", "task:no_claim": "task_no_claim"}


def exact_step(case: Case, kind: str, key: str) -> str:
    """A step's kind, with what its line or the rules add to it: `task:offered`, `execution:ship`.

    Not each of these has words of its own; its kind always has.
    """
    if key in CASE_TASKS:
        return CASE_TASKS[key]
    if kind == "first_look":
        return "first_look:triage" if case.owner else "first_look:take" if case.triaged else kind
    if is_found_before_filing(case, kind, key):
        return "filing_deadline:found"
    if kind == "find_date":
        return f"find_date:{to_find(case, key.partition(':')[2])}"
    state = _state(case, line_of(key))
    if kind == "task":
        return f"task:{state}"
    if kind == "execution":
        return _execution(case, line_of(key))
    if kind == "claim_silence" and line_of(key).startswith("D"):
        return "dispute_silence"
    return "located_silence" if kind == "carrier_silence" and state == "located" else kind


def is_found_before_filing(case: Case, kind: str, key: str) -> bool:
    """Whether a claim, or the date of one, waits for a parcel that is lost no more."""
    about = key.partition(":")[2] if kind == "find_date" else kind
    return about.partition(":")[0] == "filing_deadline" and is_lost_no_more(case)


def to_find(case: Case, key: str) -> str:
    """Which date is looked for; where only the parcel's own dates are missing, those are asked for."""
    if key.startswith("filing_deadline") and any(one.state == "drafted" for one in case.claims):
        return "drafted"
    clock = case.clock(key)
    return "facts" if clock is not None and clock.terms.get("missing") else key.partition(":")[0]


def line_of(key: str) -> str:
    """The line that a clock runs for, by its key."""
    return key.rpartition(":")[2]


def _execution(case: Case, line: str) -> str:
    remedy = next((one for one in case.remedies if one.id == line), None)
    if not isinstance(remedy, Remedy):
        return "execution"
    if remedy.kind != "resend":
        return "execution:pay"
    return "execution:ship" if remedy.address_confirmed else "execution:confirm"


def _state(case: Case, line: str) -> str:
    try:
        return entity(case, line).state
    except KeyError:
        return ""
