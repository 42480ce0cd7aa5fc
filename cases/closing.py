"""How a case ends: by a person's move, when every track has ended; never by silence."""

from dataclasses import replace
from datetime import datetime

from cases.case import Case, Claim, Dispute
from cases.remedies import live_remedies, remedy_ended, remedy_state
from cases.targets import with_line
from cases.tracks import CLAIM, DISPUTE, INVESTIGATION
from cases.words import N_, Refused, Term

NOT_LOST = ("delivered", "returned", "duplicate", "wrong_number", "our_mistake")
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
    """What keeps a case open: (track, state) of everything that has not ended."""
    still = [("investigation", one.state) for one in case.investigations if one.state not in INVESTIGATION.ends]
    if not remedy_ended(case):
        still.append(("remedy", remedy_state(case)))
    still += [("dispute", one.state) for one in case.disputes if one.state not in DISPUTE.ends]
    if case.claim_end is None and not case.claims:
        still.append(("claim", "undecided"))
    still += [("claim", one.state) for one in case.claims if one.state not in CLAIM.ends]
    return still


def close(case: Case, now: datetime) -> Case:
    """The closed case; refused, with what is still open, until every track has ended."""
    still = open_tracks(case)
    if still:
        track, state = still[0]
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
    """The first-class way out: nothing was lost. Refused while money or goods are bound for it."""
    live = live_remedies(case)
    if live:
        raise Refused(
            N_("{money} is “{state}” for this case. Withdraw or finish that before you close it as not lost."),
            money=live[0].total,
            state=Term(live[0].state),
        )
    lines: tuple[Dispute | Claim, ...] = (*case.disputes, *case.claims)
    for line in lines:
        ends = CLAIM.ends if line.id.startswith("C") else DISPUTE.ends
        if line.state not in ends and line.state != "drafted":
            raise Refused(
                N_("{line} is still “{state}”. End it before you close the case as not lost."),
                line=Term("claim" if line.id.startswith("C") else "dispute"),
                state=Term(line.state),
            )
    return _ended(case, outcome, now)


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
    for search in case.investigations if undone else ():
        case = with_line(case, search.id, state="requested" if search.asked else "not_opened", contact_at=now)
    return replace(
        case,
        status="open",
        outcome=None,
        closed_at=None,
        reopened_at=now,
        remedy_end=None if undone and case.remedy_end == "nothing_owed" else case.remedy_end,
        claim_end=None if undone else case.claim_end,
    )
