"""What is written to whom: the kinds of texts, which move says that one was sent, and which is due now.

A *letter* is what Tracer owes to Slack; what goes to carriers, payers, customs and buyers is correspondence.
"""

from cases.case import Case, Claim, Dispute, Investigation
from cases.light_dataclass import dataclass
from cases.targets import legal_moves

CARRIER, PAYER, CUSTOMS, BUYER = "carrier", "payer", "customs", "buyer"
RECIPIENTS = (CARRIER, PAYER, CUSTOMS, BUYER)
# Something was sent that no track waits for: told in the case, and no clock starts.
WROTE = "wrote"
# In which languages desks are written to, and in which buyers are.
DESK_LANGUAGES = ("en", "de", "fr", "zh")
BUYER_LANGUAGES = ("en", "de", "fr", "es", "zh")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of text: to whom, which moves record that it was sent (the first legal one counts), and what of it only
    a person can say (`asks`)."""

    name: str
    to: str
    moves: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there is a text in."""
        return BUYER_LANGUAGES if self.to == BUYER else DESK_LANGUAGES


_TABLE = (
    Kind("inquiry", CARRIER, ("ask_carrier", "ask_elsewhere", "ask_again")),
    Kind("chase", CARRIER, ("ask_again",)),
    # One text about all parcels of an incident: written from there, and kept in each of its cases.
    Kind("incident", CARRIER, ("ask_carrier", "ask_again")),
    Kind("carrier_answer", CARRIER, ("answer_carrier",), ("answer",)),
    Kind("claim", PAYER, ("file_claim",)),
    Kind("payer_answer", PAYER, ("answer_payer",), ("answer",)),
    Kind("payer_chase", PAYER, ("chase_payer",)),
    Kind("payment_chase", PAYER, ("chase_payer",)),
    Kind("appeal", PAYER, ("appeal_claim", "appeal_dispute"), ("grounds",)),
    Kind("goodwill", PAYER),
    Kind("dispute_chase", PAYER),
    Kind("customs_answer", CUSTOMS, ("answer_carrier",), ("answer",)),
    Kind("holding", BUYER, ("answer_buyer",), ("write_by",)),
    Kind("refunded", BUYER, ("answer_buyer",)),
    Kind("resent", BUYER, ("answer_buyer",)),
    Kind("found", BUYER, ("answer_buyer",)),
    Kind("statement", BUYER, ("answer_buyer",)),
    Kind("papers", BUYER, ("answer_buyer",), ("wanted",)),
    Kind("address", BUYER, ("answer_buyer",)),
)
KINDS = {kind.name: kind for kind in _TABLE}


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a text goes to: one of RECIPIENTS, and the line of the case it concerns (None: no line of it)."""

    to: str
    line: str | None = None

    @property
    def code(self) -> str:
        """Both in one word, as a choice carries it: `carrier:I1`, `buyer:`."""
        return f"{self.to}:{self.line or ''}"


def addressees(case: Case) -> tuple[Addressee, ...]:
    """Everybody who may be written to about a case, in the order of its lines."""
    found = [Addressee(CARRIER, one.id) for one in case.investigations]
    found += [Addressee(PAYER, one.id) for one in case.claims] + [Addressee(PAYER, one.id) for one in case.disputes]
    if not case.claims:
        # A payer of whom nothing is asked yet.
        found.append(Addressee(PAYER))
    return (*found, Addressee(BUYER), Addressee(CUSTOMS))


def addressee_of(case: Case, code: str) -> Addressee | None:
    """The addressee of a choice; None where the case has no such line."""
    return next((one for one in addressees(case) if one.code == code), None)


def kinds_for(case: Case, addressee: Addressee) -> tuple[str, ...]:
    """The kinds of text for an addressee, the one that is due first; those that make no sense now are left out."""
    if addressee.to == BUYER:
        return _first(_due_to_buyer(case), [kind.name for kind in _TABLE if kind.to == BUYER])
    if addressee.to == CUSTOMS:
        return ("customs_answer",)
    line = _line(case, addressee)
    if isinstance(line, Investigation):
        return _to_carrier(line)
    if isinstance(line, Claim):
        return _to_payer(line)
    if isinstance(line, Dispute):
        return ("appeal",) if line.state == "lost" else ("dispute_chase",)
    return ("claim", "goodwill")


def proposed(case: Case) -> tuple[Addressee, str]:
    """Whom to write to now, and what: whatever the case's next step waits for, else the first search."""
    step, known = case.next_step, addressees(case)
    line = step.key.rpartition(":")[2] if step else ""
    found = next((one for one in known if one.line == line), None)
    if found is None and step is not None and step.kind in ("buyer_answer", "execution"):
        found = Addressee(BUYER)
    if found is None:
        found = next((one for one in known if one.line and _waits_for_a_word(case, one)), known[0])
    return found, kinds_for(case, found)[0]


def move_for(case: Case, kind: str, line: str | None) -> tuple[str, str | None]:
    """The move and its line by which a case learns that a text was sent; WROTE where no track waits for it."""
    legal = legal_moves(case)
    for move in KINDS[kind].moves:
        found = next((one for one in legal if one.move == move and one.target in (line, None)), None)
        if found is not None:
            return found.move, found.target
    return WROTE, None


def _to_carrier(line: Investigation) -> tuple[str, ...]:
    if line.state == "info_owed":
        return ("carrier_answer", "chase")
    if line.state in ("requested", "acknowledged"):
        return ("chase", "inquiry", "carrier_answer")
    return ("inquiry", "chase")


def _to_payer(claim: Claim) -> tuple[str, ...]:
    if claim.state == "drafted":
        return ("claim", "goodwill")
    if claim.state == "info_requested":
        return ("payer_answer", "payer_chase")
    if claim.state in ("offered", "denied"):
        return ("appeal", "goodwill")
    if claim.state in ("approved", "part_paid"):
        return ("payment_chase", "payer_answer")
    return ("payer_chase", "payer_answer", "goodwill")


def _due_to_buyer(case: Case) -> str:
    """What a buyer should hear as the case stands."""
    remedies = [one for one in case.remedies if one.state != "undecided"]
    last = remedies[-1] if remedies else None
    if last is not None and last.state == "refunded":
        return "refunded"
    if last is not None and last.state in ("replacement_moving", "satisfied"):
        return "resent"
    if last is not None and last.kind == "resend" and last.state == "approved" and not last.address_confirmed:
        return "address"
    if case.found_at is not None:
        return "found"
    if any(one.state == "located" and one.whereabouts == "customs" for one in case.investigations):
        return "papers"
    return "holding"


def _waits_for_a_word(case: Case, addressee: Addressee) -> bool:
    """Whether anything that may be written to them now would move their line."""
    return any(move_for(case, kind, addressee.line)[0] != WROTE for kind in kinds_for(case, addressee)[:1])


def _line(case: Case, addressee: Addressee) -> Investigation | Claim | Dispute | None:
    lines: list[Investigation | Claim | Dispute] = [*case.investigations, *case.claims, *case.disputes]
    return next((one for one in lines if one.id == addressee.line), None)


def _first(one: str, every: list[str]) -> tuple[str, ...]:
    return (one, *(other for other in every if other != one))
