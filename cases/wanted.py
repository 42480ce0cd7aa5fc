"""Which clocks must run for a case as it stands, and what each counts from."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from zlib import crc32

from cases.case import Case, Claim, Dispute, Investigation, Remedy
from cases.light_dataclass import dataclass
from cases.moves import LEAD
from cases.programmes import hears_one_appeal, rules_for, unpaid_by
from cases.remedies import is_undecided, unsettled_by_find
from cases.rules import Programme
from cases.terms import Terms

DEADLINE, SILENCE, GATE, TASK = "deadline", "silence", "gate", "task"
US, CARRIER, PAYER, MARKETPLACE, NOBODY = "us", "carrier", "payer", "marketplace", "nobody"
# Clocks whose date comes from outside: a person may enter it, and where nobody has, somebody is asked to find it.
DATED_BY_PEOPLE = frozenset(
    {
        "buyer_answer",
        "storage_ends",
        "replacement_arrival",
        "dispute_answer",
        "appeal_deadline",
        "filing_deadline",
        "evidence_request",
    }
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A clock that must run: what it counts from, its date where somebody stated one, else whose rule gives it.

    `facts` stands for everything of the parcel that the rule may look at; a clock is dated anew when it changes. `role`
    is whose right a rule makes it, where not everybody's who works on cases.
    """

    key: str
    kind: str
    side: str
    waiting_on: str
    since: datetime
    stated: datetime | None = None
    needs_stated: bool = False
    programme: Programme | None = None
    facts: str = ""
    role: str = ""

    @property
    def anchor(self) -> str:
        """What the clock hangs on; a new anchor starts it afresh."""
        stated = self.stated.isoformat() if self.stated else ""
        return f"{self.since.isoformat()}|{stated}" + (f"|{self.facts}" if self.facts else "")


def wanted(case: Case, terms: Terms | None = None) -> list[Wanted]:
    """Every clock that this case needs as it stands; at least one while it is open."""
    terms = terms or Terms()
    if not case.is_open:
        return list(_after_closing(case))
    clocks = [
        *_for_the_case(case, terms),
        *_for_the_decision(case),
        *(clock for one in case.investigations for clock in _for_investigation(one, case, terms)),
        *(clock for one in case.remedies for clock in _for_remedy(one)),
        *(clock for one in case.disputes for clock in _for_dispute(one, case, terms)),
        *_for_filing(case, terms),
        *(clock for one in case.claims for clock in _for_claim(one, case, terms)),
    ]
    if not any(one.side != GATE for one in clocks):
        clocks.append(Wanted("task:close", "task", TASK, US, _latest(case)))
    clocks += _after_payment(case)
    return [_with_stated(one, case) for one in clocks]


def find_date(key: str, started_at: datetime) -> Wanted:
    """A date that no rule gives is somebody's task, due in one working day."""
    return Wanted(f"find_date:{key}", "find_date", TASK, US, started_at)


def unfiled_payers(case: Case, terms: Terms) -> tuple[Programme, ...]:
    """The programmes on which a claim may still be made: not filed there, nor given up."""
    if case.claim_end is not None:
        return ()
    claimed = [(one.state, terms.rules.payer_of(case, one.payer)) for one in case.claims]
    over = {_id(payer) for state, payer in claimed if state != "drafted"} | set(case.no_claim_on)
    prepared = [payer for state, payer in claimed if state == "drafted" and payer is not None]
    left = {one.id: one for one in (*terms.rules.payers(case), *prepared)}
    return tuple(one for one in left.values() if one.id not in over)


def facts_of(case: Case) -> str:
    """Everything that rules of a parcel may look at, as a short text that changes when any of it does."""
    parcel = case.parcel
    known = (
        parcel.carrier,
        parcel.service,
        parcel.label,
        parcel.origin,
        parcel.destination,
        parcel.label_on,
        parcel.shipped_on,
        parcel.first_scan_on,
        parcel.last_scan_on,
        parcel.expected_on,
        parcel.delivered_on,
        case.loss_type,
    )
    return f"{crc32('|'.join(str(one) for one in known).encode()):08x}"


def _after_payment(case: Case) -> Iterator[Wanted]:
    paid = [one.contact_at for one in case.claims if one.state == "paid" and one.contact_at]
    if paid:
        yield Wanted("watch", "watch", GATE, NOBODY, max(paid))


def _after_closing(case: Case) -> Iterator[Wanted]:
    if case.outcome != "not_lost" and case.closed_at:
        yield Wanted("watch", "watch", GATE, NOBODY, case.closed_at)


def _for_the_case(case: Case, terms: Terms) -> Iterator[Wanted]:
    opened = case.reopened_at or case.opened_at
    if not (case.owner and case.triaged):
        yield Wanted("first_look", "first_look", DEADLINE, US, opened)
    if case.buyer_waiting_since:
        place = terms.rules.marketplace_of(case)
        yield Wanted(
            "buyer_answer", "buyer_answer", DEADLINE, US, case.buyer_waiting_since, needs_stated=True, programme=place
        )
    if case.found_at and unsettled_by_find(case):
        yield Wanted("task:found", "task", TASK, US, case.found_at)


def _for_the_decision(case: Case) -> Iterator[Wanted]:
    if not is_undecided(case):
        return
    if case.waiting_until:
        yield Wanted("wait_until", "wait_until", DEADLINE, US, case.opened_at, stated=case.waiting_until)
    else:
        yield Wanted("decision", "decision", DEADLINE, US, _undecided_since(case))


def _for_investigation(one: Investigation, case: Case, terms: Terms) -> Iterator[Wanted]:
    since = one.contact_at or case.reopened_at or case.opened_at
    asked = terms.rules.carrier_of(case, one.party)
    if one.state == "not_opened":
        yield from _for_first_contact(one, case, asked)
    elif one.state in ("requested", "acknowledged"):
        yield Wanted(f"carrier_silence:{one.id}", "carrier_silence", SILENCE, CARRIER, since, programme=asked)
    elif one.state == "located" and one.whereabouts in ("customs", "pickup_point"):
        key = f"storage_ends:{one.id}"
        yield Wanted(key, "storage_ends", DEADLINE, US, since, needs_stated=True, programme=asked)
    elif one.state == "located":
        yield Wanted(f"carrier_silence:{one.id}", "carrier_silence", SILENCE, CARRIER, since, programme=asked)
    elif one.state in ("refused", "info_owed"):
        yield Wanted(f"task:{one.id}", "task", TASK, US, since)


def _for_first_contact(one: Investigation, case: Case, asked: Programme | None) -> Iterator[Wanted]:
    """The inquiry: by when the team wants it sent, and the last day on which the carrier takes one where it says so."""
    since, facts = case.reopened_at or case.opened_at, facts_of(case) if asked else ""
    if case.triaged:
        key = f"first_contact:{one.id}"
        yield Wanted(key, "first_contact", DEADLINE, US, since, programme=asked, facts=facts)
    if asked is not None and any(rule.gives_a_date for rule in rules_for(case, asked, "investigation_latest")):
        key = f"inquiry_deadline:{one.id}"
        yield Wanted(key, "inquiry_deadline", DEADLINE, US, since, programme=asked, facts=facts)


def _for_remedy(one: Remedy) -> Iterator[Wanted]:
    since = one.state_at or one.decided_at
    if one.state == "awaiting_approval":
        yield Wanted(f"approval:{one.id}", "approval", DEADLINE, US, since)
    elif one.state == "asked":
        yield Wanted(f"task:{one.id}", "task", TASK, US, since)
    elif one.state == "approved":
        yield Wanted(f"execution:{one.id}", "execution", DEADLINE, US, since)
    elif one.state == "replacement_moving":
        expected = one.expected_on
        yield Wanted(
            f"replacement_arrival:{one.id}", "replacement_arrival", SILENCE, CARRIER, since, expected, needs_stated=True
        )


def _for_dispute(one: Dispute, case: Case, terms: Terms) -> Iterator[Wanted]:
    since, place = one.contact_at or case.opened_at, terms.rules.marketplace_of(case, one.through)
    if one.state == "opened":
        key = f"dispute_answer:{one.id}"
        yield Wanted(key, "dispute_answer", DEADLINE, US, since, one.answer_by, needs_stated=True, programme=place)
    elif one.state in ("answered", "appealed"):
        yield Wanted(f"claim_silence:{one.id}", "claim_silence", SILENCE, MARKETPLACE, since, programme=place)
    elif one.state == "lost":
        key = f"appeal_deadline:{one.id}"
        yield Wanted(key, "appeal_deadline", DEADLINE, US, since, needs_stated=True, programme=place)


def _for_filing(case: Case, terms: Terms) -> Iterator[Wanted]:
    """By when a claim must be filed with each payer, and from when it may be; a payer nobody knows included."""
    if case.claim_end is not None:
        return
    left = unfiled_payers(case, terms)
    paying = [one for one in left if unpaid_by(case, one) is None]
    facts = facts_of(case) if paying else ""
    for one in paying:
        key = f"filing_deadline:{one.id}"
        yield Wanted(
            key, "filing_deadline", DEADLINE, US, case.opened_at, needs_stated=True, programme=one, facts=facts
        )
        if any(rule.gives_a_date for rule in rules_for(case, one, "claim_earliest")):
            key = f"filing_opens:{one.id}"
            yield Wanted(key, "filing_opens", GATE, NOBODY, case.opened_at, programme=one, facts=facts)
    if _names_nobody(case, terms):
        yield Wanted("filing_deadline", "filing_deadline", DEADLINE, US, case.opened_at, needs_stated=True)
    elif not paying and not case.claims:
        yield Wanted("task:no_claim", "task", TASK, US, case.opened_at)


def _names_nobody(case: Case, terms: Terms) -> bool:
    """Whether somebody owes an answer of whom no rules are known: by when to claim there has to be found out."""
    if any(one.state == "drafted" and terms.rules.payer_of(case, one.payer) is None for one in case.claims):
        return True
    if case.claims or case.no_claim_on:
        return False
    known = terms.rules.payers(case)
    return not any(one.role == "carrier" or one.instead_of or case.parcel.label in one.labels for one in known)


def _for_claim(one: Claim, case: Case, terms: Terms) -> Iterator[Wanted]:
    since, payer = one.contact_at or case.opened_at, terms.rules.payer_of(case, one.payer)
    if one.state in ("filed", "appealed"):
        yield Wanted(f"claim_silence:{one.id}", "claim_silence", SILENCE, PAYER, since, programme=payer)
    elif one.state == "info_requested":
        key = f"evidence_request:{one.id}"
        yield Wanted(key, "evidence_request", DEADLINE, US, since, one.answer_by, programme=payer)
    elif one.state == "denied":
        key, role = f"appeal_deadline:{one.id}", LEAD if hears_one_appeal(case, payer) else ""
        yield Wanted(key, "appeal_deadline", DEADLINE, US, since, one.answer_by, True, programme=payer, role=role)
    elif one.state in ("approved", "part_paid"):
        yield Wanted(f"payment:{one.id}", "payment", SILENCE, PAYER, since, programme=payer)
    elif one.state in ("drafted", "offered", "repay_owed"):
        yield Wanted(f"task:{one.id}", "task", TASK, US, since)


def _with_stated(one: Wanted, case: Case) -> Wanted:
    entered = next((date for date in reversed(case.dates) if date.clock == one.key), None)
    if entered is None or one.kind not in DATED_BY_PEOPLE:
        return one
    return replace(one, stated=entered.due_at)


def _undecided_since(case: Case) -> datetime:
    dropped = [one.state_at for one in case.remedies if one.state == "undecided" and one.state_at]
    return max([case.reopened_at or case.opened_at, *dropped])


def _latest(case: Case) -> datetime:
    """The last moment at which something of the case changed that a *close* task can hang on."""
    contacts = [
        *(one.contact_at for one in case.investigations),
        *(one.contact_at for one in case.claims),
        *(one.contact_at for one in case.disputes),
        *(one.state_at for one in case.remedies),
    ]
    return max([case.reopened_at or case.opened_at, *(moment for moment in contacts if moment)])


def _id(programme: Programme | None) -> str | None:
    return programme.id if programme else None
