"""What each choice for the buyer is expected to cost from here on: refund, resend or wait. A hint, never a choice made.

Everything is in the currency of the order, and what is in another one is left out and said to be. A share counts only
where enough of the team's own closed cases stand behind it.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from cases.booking import AT_THE_DOOR
from cases.case import Case
from cases.light_dataclass import dataclass
from cases.money import MINOR_DIGITS, Money
from cases.recovered import postage_of
from cases.remedies import refund_bound
from cases.scorecards import FEW
from cases.words import N_, Sentence

REFUND, RESEND, WAIT = "refund", "resend", "wait"


@dataclass(frozen=True, slots=True)
class Odds:
    """How often something came about among the team's own closed cases: `hits` of `whole`."""

    hits: int = 0
    whole: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether so many cases stand behind it that a share says something."""
        return self.whole >= FEW

    @property
    def share(self) -> Decimal:
        """The share; nothing of nothing."""
        return Decimal(self.hits) / self.whole if self.whole else Decimal(0)


@dataclass(frozen=True, slots=True)
class Basis:
    """What is known beside the case: what a payer would pay at most, and how often such claims were paid.

    `turned_up` is how often such parcels did; `cover` is None where nobody pays or it is not known.
    """

    payer: str = ""
    cover: Money | None = None
    paid: Odds = Odds()
    turned_up: Odds = Odds()


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: what goes out, what is expected back, and what remains; None where that cannot be said, with why."""

    kind: str
    out: Money | None = None
    back: Money | None = None
    net: Money | None = None
    lacks: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """The choices of one case in one currency, and on what they rest."""

    currency: str
    choices: tuple[Choice, ...]
    basis: Basis
    left_out: tuple[Money, ...] = ()


def expected_costs(case: Case, basis: Basis) -> Expected | None:
    """What each choice is expected to cost; None while neither price nor cost of the order is entered."""
    order = case.order
    known = order.paid or order.cost
    if known is None:
        return None
    currency = known.currency
    postage = postage_of(case)
    others = (order.cost, postage, basis.cover)
    left_out = tuple(one for one in others if one is not None and one.currency != currency)
    if basis.cover is not None and basis.cover.currency != currency:
        basis = replace(basis, cover=None)
    back = _back(basis)
    refund = _with_back(_refund(case, currency), back)
    resend = _with_back(_resend(case, currency, postage), back)
    choices = [one for one in (refund, resend) if one is not None]
    return Expected(currency, (*choices, _wait(choices, basis.turned_up, currency)), basis, left_out)


def _refund(case: Case, currency: str) -> Choice | None:
    """What is left of what the buyer paid; no choice where nothing is, or where it is paid at the door."""
    paid = case.order.paid
    if case.order.payment == AT_THE_DOOR:
        return None
    if paid is None:
        return Choice(REFUND, lacks=(Sentence(N_("What the buyer paid is not entered.")),))
    bound = refund_bound(case)
    left = paid - bound if bound is not None and bound.currency == currency else paid
    return Choice(REFUND, left) if left.amount > 0 else None


def _resend(case: Case, currency: str, postage: Money | None) -> Choice:
    """The goods once more, and the postage of the lost parcel as the best guess at a new one's."""
    cost = case.order.cost
    if cost is None or cost.currency != currency:
        return Choice(RESEND, lacks=(Sentence(N_("What the goods cost us is not entered in {currency}."),
                                              {"currency": currency}),))  # fmt: skip
    if postage is None or postage.currency != currency:
        text = N_("The price of a new label is not entered in {currency}, so it is left out.")
        return Choice(RESEND, cost, lacks=(Sentence(text, {"currency": currency}),))
    return Choice(RESEND, cost + postage)


def _back(basis: Basis) -> Money | None:
    """What a claim is expected to bring, whatever the buyer gets."""
    if basis.cover is None or not basis.paid.is_enough:
        return None
    return _rounded(basis.cover.amount * basis.paid.share, basis.cover.currency)


def _with_back(choice: Choice | None, back: Money | None) -> Choice | None:
    if choice is None or choice.out is None:
        return choice
    if back is None:
        return replace(choice, net=choice.out)
    return replace(choice, back=back, net=choice.out - back)


def _wait(choices: list[Choice], turned_up: Odds, currency: str) -> Choice:
    """Nothing where the parcel turns up; else the cheaper of the others follows, later."""
    nets = list(_nets(choices))
    if not turned_up.is_enough:
        text = N_("Not enough data: {whole} of {few} closed cases.")
        return Choice(WAIT, lacks=(Sentence(text, {"whole": turned_up.whole, "few": FEW}),))
    if not nets:
        return Choice(WAIT, lacks=(Sentence(N_("Neither refund nor resend can be reckoned.")),))
    return Choice(WAIT, net=_rounded((1 - turned_up.share) * min(nets), currency))


def _nets(choices: list[Choice]) -> Iterator[Decimal]:
    for one in choices:
        if one.net is not None:
            yield one.net.amount


def _rounded(amount: Decimal, currency: str) -> Money:
    digits = MINOR_DIGITS.get(currency, 2)
    return Money(amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP), currency)
