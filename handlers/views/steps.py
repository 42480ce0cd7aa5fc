"""The next step in words and buttons: what exactly is to be done, and by which moves it is done.

A clock's kind alone says too little for whoever has to act: a *task* may be a claim to file or a question to answer.
"""

from cases.case import Case
from cases.exact_step import exact_step, is_found_before_filing, line_of, to_find
from cases.targets import LegalMove, legal_moves
from handlers.glossary import exact_term

# What ends the wait that a clock stands for, the likeliest first.
ENDED_BY: dict[str, tuple[str, ...]] = {
    "first_look": ("triage",),
    "first_contact": ("ask_carrier",),
    "buyer_answer": ("answer_buyer",),
    "dispute_answer": ("answer_dispute",),
    "execution": ("refund_done", "replacement_shipped"),
    "replacement_arrival": ("replacement_delivered", "replacement_lost"),
    "carrier_silence": ("ask_again", "parcel_delivered"),
    "storage_ends": ("parcel_delivered", "return_received"),
    "inquiry_deadline": ("ask_carrier", "not_needed"),
    "filing_deadline": ("file_claim", "draft_claim", "no_claim"),
    "evidence_request": ("answer_payer",),
    "appeal_deadline": ("appeal_claim", "appeal_dispute"),
    "payment": ("claim_paid", "chase_payer"),
    "claim_silence": ("chase_payer", "claim_approved", "claim_denied"),
}
OF_A_TASK = (
    "answer_approver",
    "answer_carrier",
    "ask_elsewhere",
    "file_claim",
    "accept_offer",
    "appeal_claim",
    "repaid",
    "payer_released",
)
# Tasks that are the case's own, by the clock's key.
OF_ONE_TASK = {
    "task:found": (
        "intercept",
        "cancel_remedy",
        "keep_remedy",
        "withdraw_claim",
        "keep_claim",
        "found_after_payment",
    ),
    "task:no_claim": ("no_claim", "draft_claim"),
    "task:close": ("close",),
}


# Of these the date itself is what is looked for; of the others it is known or done with once somebody has acted.
FOUND_OUT = frozenset({"storage_ends", "replacement_arrival"})


def step_term(case: Case, kind: str, key: str) -> str:
    """The glossary's word for what a clock of this case asks for, as exact as its line allows."""
    return exact_term(exact_step(case, kind, key), kind)


def moves_of_step(case: Case) -> list[LegalMove]:
    """The legal moves that do what the case's next step asks for, the likeliest first."""
    step = case.next_step
    return moves_of(case, step.kind, step.key) if step else []


def moves_of(case: Case, kind: str, key: str) -> list[LegalMove]:
    """The legal moves that end the wait of one clock, the likeliest first; of one without a line those on any."""
    line = line_of(key)
    wanted = _wanted(kind, key)
    if is_found_before_filing(case, kind, key):
        wanted = ("no_claim", *(one for one in wanted if one != "no_claim"))
    elif kind == "find_date" and to_find(case, key.partition(":")[2]) == "facts":
        wanted = ("set_parcel", *wanted)
    has_line = any(one.id == line for one in (*case.investigations, *case.remedies, *case.disputes, *case.claims))
    legal = [one for one in legal_moves(case) if one.target in (None, line) or not has_line]
    return sorted((one for one in legal if one.move in wanted), key=lambda one: wanted.index(one.move))


def _wanted(kind: str, key: str) -> tuple[str, ...]:
    if kind == "find_date":
        what = key.split(":")[1]
        ending = _wanted(what, "")
        return ("set_date", *ending) if what in FOUND_OUT else (*ending, "set_date")
    if key in OF_ONE_TASK:
        return OF_ONE_TASK[key]
    return OF_A_TASK if kind == "task" else ENDED_BY.get(kind, ())
