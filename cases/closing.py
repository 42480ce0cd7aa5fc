"""How a case ends: by a person's move, when every track has ended; never by silence."""

from dataclasses import replace
from datetime import datetime

from cases.case import Case, Claim, Dispute
from cases.lines import with_line
from cases.remedies import live_remedies, remedy_ended, remedy_state
from cases.tracks import CLAIM, DISPUTE, INVESTIGATION
from cases.words import N_, Refused, Term

# Ways in which a case turns out to be none. After the last two the buyer still has nothing: they end no remedy.
NOT_LOST = ("delivered", "duplicate", "wrong_number", "returned", "our_mistake")
STILL_OWED = frozenset({"returned", "our_mistake"})
PAYER_KINDS = ("carrier", "insurer", "marketplace")
WHEREABOUTS = ("moving", "customs", "pickup_point", "returning", "delivered", "damaged")
CAUSES = (
    "transport_accident",
    "lost_scan",
    "wrong_scan",
    "customs",
    "address",
    "theft_after_delivery",
    "returned_to_sender",
    "not_handed_over",
    "unknown",
)


def open_tracks(case: Case) -> list[tuple[str, str]]:
    """What keeps a case open: (track, state) of everything that has not ended, a buyer left waiting included."""
    still = [("investigation", one.state) for one in case.investigations if one.state not in INVESTIGATION.ends]
    if not remedy_ended(case):
        still.append(("remedy", remedy_state(case)))
    still += [("dispute", one.state) for one in case.disputes if one.state not in DISPUTE.ends]
    if case.claim_end is None and not case.claims:
        still.append(("claim", "undecided"))
    still += [("claim", one.state) for one in case.claims if one.state not in CLAIM.ends]
    return still + ([("buyer", "buyer_answer")] if case.buyer_waiting_since else [])


def close(case: Case, now: datetime) -> Case:
    """The closed case; refused, with what is still open, until every track has ended."""
    still = open_tracks(case)
    if still:
        track, state = still[0]
        if track == "buyer":
            raise _unanswered()
        raise Refused(
            N_(
                "The case cannot be closed yet: {track} is “{state}” ({count} open in all). End that first: see “More”."
            ),
            track=Term(track),
            state=Term(state),
            count=len(still),
        )
    return replace(case, status="closed", outcome=case.outcome or "resolved", closed_at=now)


def not_lost(case: Case, outcome: str, now: datetime) -> Case:
    """The first-class way out: nothing was lost. Refused while money or goods are bound for it, or the buyer waits."""
    reason = hinders_not_lost(case)
    if reason is not None:
        raise reason
    if outcome in STILL_OWED and not remedy_ended(case):
        raise Refused(
            N_("The buyer still has nothing ({outcome}). Decide refund, resend or nothing owed before you close it."),
            outcome=Term(outcome),
        )
    return _ended(case, outcome, now)


def hinders_not_lost(case: Case) -> Refused | None:
    """Why a case cannot be closed as not lost, whatever the outcome; None when it can."""
    live = live_remedies(case)
    if live:
        return Refused(
            N_("{money} is “{state}” for this case. Withdraw or finish that before you close it as not lost."),
            money=live[0].total,
            state=Term(live[0].state),
        )
    lines: tuple[Dispute | Claim, ...] = (*case.disputes, *case.claims)
    for line in lines:
        ends = CLAIM.ends if line.id.startswith("C") else DISPUTE.ends
        if line.state not in ends and line.state != "drafted":
            return Refused(
                N_("{line} is still “{state}”. End it before you close the case as not lost."),
                line=Term("claim" if line.id.startswith("C") else "dispute"),
                state=Term(line.state),
            )
    return _unanswered() if case.buyer_waiting_since else None


def _unanswered() -> Refused:
    return Refused(N_("A message of the buyer waits for an answer. Log the answer before you close the case."))


def _ended(case: Case, outcome: str, now: datetime) -> Case:
    end = "delivered" if outcome == "delivered" else "returned" if outcome == "returned" else "not_needed"
    for search in case.investigations:
        if search.state not in INVESTIGATION.ends:
            case = with_line(case, search.id, state=end, contact_at=now)
    for claim in case.claims:
        if claim.state == "drafted":
            case = with_line(case, claim.id, state="withdrawn", contact_at=now)
    return replace(
        case,
        remedy_end=case.remedy_end or (None if remedy_ended(case) else "nothing_owed"),
        claim_end=case.claim_end or (None if case.claims else "not_claimed"),
        waiting_until=None,
        buyer_waiting_since=None,
        status="closed",
        outcome="not_lost",
        cause=case.cause if outcome == "delivered" else outcome,
        closed_at=now,
    )


def reopen(case: Case, now: datetime) -> Case:
    """The case open again, as it stood; what `not lost` ended by itself is open again too."""
    undone = case.outcome == "not_lost"
    if undone:
        case = _with_ends_undone(case, now)
    return replace(
        case,
        status="open",
        outcome=None,
        closed_at=None,
        reopened_at=now,
        remedy_end=None if undone and case.remedy_end == "nothing_owed" else case.remedy_end,
        claim_end=None if undone else case.claim_end,
    )


def _with_ends_undone(case: Case, now: datetime) -> Case:
    """The lines that closing as not lost ended, and only those, where they can go on."""
    for search in case.investigations:
        if search.state in INVESTIGATION.ends and search.contact_at == case.closed_at:
            case = with_line(case, search.id, state="requested" if search.asked else "not_opened", contact_at=now)
    for claim in case.claims:
        if claim.state == "withdrawn" and claim.contact_at == case.closed_at:
            case = with_line(case, claim.id, state="drafted", contact_at=now)
    return case
