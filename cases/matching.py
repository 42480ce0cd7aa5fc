"""Which claims a line of incoming money pays: what it names, what is owed, and how sure that is.

Nothing is booked by itself. A proposal is certain where every claim it names is named exactly, has been approved, and
is owed exactly what came; anything else is offered one by one, with why it is thought of.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from cases.light_dataclass import dataclass
from cases.money import Money
from cases.references import cases_in, differ_by_a_typo, reference_key, references_in

# What payers have promised: money for these claims is expected, and in full.
PROMISED = frozenset({"approved", "part_paid"})
HAVE_MONEY = frozenset({"part_paid", "paid"})
MOST_OFFERS = 3
SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Incoming:
    """A line of a bank statement or an invoice: what came, when (where it says so), from whom, and its own words."""

    key: str
    money: Money
    text: str
    payer: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """A claim that money may be for. `left` is what its payer still owes; None where nothing is owed any more."""

    case: int
    claim: str
    payer: str
    state: str
    left: Money | None
    reference: str | None = None
    numbers: tuple[str, ...] = ()
    order: str | None = None
    granted_as: str | None = None

    @property
    def reference_of_case(self) -> str:
        """The case as people say it."""
        return f"LOST-{self.case:04d}"

    @property
    def keys(self) -> frozenset[str]:
        """Everything by which a line may name it exactly, as references are compared."""
        written = (self.reference, self.granted_as, self.order, *self.numbers)
        return frozenset(key for one in written if (key := reference_key(one)) and len(key) >= 5)


@dataclass(frozen=True, slots=True)
class Part:
    """How much of what came goes to one claim."""

    owed: Owed
    money: Money


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a line may be for. `why` names the reason in the words of the glossary; only a `certain` one needs no look.

    Where less is asked for than came, the rest stays unmatched.
    """

    parts: tuple[Part, ...]
    why: str
    certain: bool = False

    @property
    def mark(self) -> str:
        """The same for the same amounts to the same claims: what was shown is told by it from what it has become."""
        told = "\n".join(f"{one.owed.case} {one.owed.claim} {one.money}" for one in self.parts)
        return hashlib.sha256(told.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Matched:
    """A line with what it may be for, best first; `hint` says why nothing is proposed, where something was found."""

    incoming: Incoming
    proposals: tuple[Proposal, ...] = ()
    hint: str = ""

    @property
    def certain(self) -> Proposal | None:
        """The proposal that may be confirmed together with others, if there is one."""
        return next((one for one in self.proposals[:1] if one.certain), None)


def matched(incoming: Incoming, claims: Iterable[Owed]) -> Matched:
    """What a line may be for, among the claims that it could mean."""
    known = sorted(set(claims), key=lambda one: (one.case, one.claim))
    text = f"{incoming.text} {incoming.payer}"
    numbers, pieces = cases_in(text), references_in(text)
    named = [one for one in known if one.case in numbers or not one.keys.isdisjoint(pieces)]
    alike = [one for one in named if one.left is not None and one.left.currency == incoming.money.currency]
    if alike:
        return Matched(incoming, _of_named(incoming, alike))
    others = [one for one in known if one not in named and _is_owed_in(one, incoming.money.currency)]
    # What is left of a line whose claim has its money may be for one that it names with a slip, never for any other.
    known_here = frozenset(key for one in named for key in one.keys)
    guesses = _slips(incoming, others, known_here) if named else _guesses(incoming, others)
    return Matched(incoming, guesses, _hint(named))


def taken_back(went_out: Incoming, claims: Iterable[Owed]) -> tuple[Owed, ...]:
    """The claims with money that went out may be theirs: it names their own reference, and they were paid.

    By a tracking number or an order it may as well be a refund to the buyer.
    """
    pieces = references_in(f"{went_out.text} {went_out.payer}")
    paid = {
        one
        for one in claims
        if one.state in HAVE_MONEY and pieces & {reference_key(one.reference), reference_key(one.granted_as)}
    }
    return tuple(sorted(paid, key=lambda one: (one.case, one.claim)))


def without_doubles(proposed: Sequence[Matched]) -> tuple[Matched, ...]:
    """The same, where no claim is certain for two lines at once: each of them has to be looked at."""
    taken: dict[tuple[int, str], int] = {}
    for one in proposed:
        for part in one.certain.parts if one.certain else ():
            place = (part.owed.case, part.owed.claim)
            taken[place] = taken.get(place, 0) + 1
    return tuple(_doubted(one) if _is_taken_twice(one, taken) else one for one in proposed)


def _is_taken_twice(one: Matched, taken: dict[tuple[int, str], int]) -> bool:
    parts = one.certain.parts if one.certain else ()
    return any(taken[part.owed.case, part.owed.claim] > 1 for part in parts)


def _doubted(one: Matched) -> Matched:
    offers = tuple(Proposal(offer.parts, "match:twice" if offer.certain else offer.why) for offer in one.proposals)
    return Matched(one.incoming, offers, one.hint)


def _of_named(incoming: Incoming, named: list[Owed]) -> tuple[Proposal, ...]:
    """Named exactly: all of it, all of several together, a part, or more than is owed."""
    came = incoming.money
    promised = [one for one in named if one.state in PROMISED]
    whole = [_all_of(one) for one in named]
    if len(named) > 1:
        together = _total([part.money for part in whole])
        if together == came:
            certain = len(promised) == len(named)
            return (Proposal(tuple(whole), "match:several" if certain else "match:not_approved", certain),)
        own = [part for part in whole if part.money == came]
        rest = [_as_far_as_it_goes(one, came) for one in named]
        offers = [Proposal((part,), "match:one_of_several") for part in own or rest]
        return tuple(offers[:MOST_OFFERS])
    [part] = whole
    if part.money == came:
        certain = bool(promised)
        return (Proposal((part,), "match:exact" if certain else "match:not_approved", certain),)
    if not promised:
        return (Proposal((_as_far_as_it_goes(named[0], came),), "match:not_approved"),)
    why = "match:part" if part.money > came else "match:more"
    return (Proposal((_as_far_as_it_goes(named[0], came),), why),)


def _guesses(incoming: Incoming, owed: list[Owed]) -> tuple[Proposal, ...]:
    """Named with a slip, or not at all and of the very amount: offered, never more."""
    came = incoming.money
    if slips := _slips(incoming, owed):
        return slips
    same = [one for one in owed if one.left == came and one.state in PROMISED]
    of_payer = [one for one in same if _is_named_payer(incoming, one)]
    why = "match:amount_and_payer" if of_payer else "match:amount"
    offers = [Proposal((_all_of(one),), why) for one in (of_payer or same)[:MOST_OFFERS]]
    offers += _whole_debts(incoming, owed)
    if not offers:
        # Many payers pay without a word before: what was claimed is a guess where it is just that, and they are named.
        asked = [one for one in owed if one.left == came and _is_named_payer(incoming, one)]
        offers = [Proposal((_all_of(one),), "match:asked_and_payer") for one in asked]
    return tuple(offers[:MOST_OFFERS])


def _slips(incoming: Incoming, owed: list[Owed], exact: frozenset[str] = frozenset()) -> tuple[Proposal, ...]:
    """Those that are named but for a character; what names another claim exactly is no slip."""
    pieces = references_in(incoming.text) - exact
    found = [one for one in owed if any(differ_by_a_typo(key, piece) for key in one.keys for piece in pieces)]
    offers = [Proposal((_as_far_as_it_goes(one, incoming.money),), "match:typo") for one in found]
    return tuple(offers[:MOST_OFFERS])


def _whole_debts(incoming: Incoming, owed: list[Owed]) -> list[Proposal]:
    """One transfer for everything that a payer has promised; of the payer that the line names first."""
    of_payers: dict[str, list[Owed]] = {}
    for one in owed:
        if one.state in PROMISED:
            of_payers.setdefault(one.payer.casefold().strip(), []).append(one)
    debts = [its for its in of_payers.values() if len(its) > 1 and _total([_all_of(one).money for one in its])
             == incoming.money]  # fmt: skip
    debts.sort(key=lambda its: not _is_named_payer(incoming, its[0]))
    return [Proposal(tuple(_all_of(one) for one in its), "match:whole_debt") for its in debts]


def _is_named_payer(incoming: Incoming, owed: Owed) -> bool:
    payer = owed.payer.casefold().strip()
    return len(payer) >= SHORTEST_NAME and payer in f"{incoming.text} {incoming.payer}".casefold()


def _is_owed_in(one: Owed, currency: str) -> bool:
    return one.left is not None and one.left.currency == currency


def _hint(named: list[Owed]) -> str:
    if not named:
        return ""
    return "match:other_currency" if any(one.left is not None for one in named) else "match:nothing_owed"


def _all_of(owed: Owed) -> Part:
    assert owed.left is not None
    return Part(owed, owed.left)


def _as_far_as_it_goes(owed: Owed, came: Money) -> Part:
    """All that came, or all that is owed, whichever is less. What nobody has approved yet is what came."""
    assert owed.left is not None
    return Part(owed, owed.left if came > owed.left else came)


def _total(amounts: list[Money]) -> Money:
    return Money(sum((one.amount for one in amounts), Decimal(0)), amounts[0].currency)
