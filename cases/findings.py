"""What last quarter's losses teach: at most a handful of findings, each with its numbers and what to do about it.

A finding stands on enough cases, and on a difference that chance does not explain: the ranges in which the true shares
lie do not touch. Where that is not so, nothing is said.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cases.light_dataclass import dataclass
from cases.prevention import PREVENTIONS
from cases.scorecards import FEW, FEW_LOST, Names, Score, interval

ROUTE, PREVENTION = "route", "prevention"
# By what losses are compared with those of all the others, beside routes and preventions.
COMPARED = ("carrier", "lane", "hub", "warehouse", "sku", "packaging")
MOST_FINDINGS, MOST_OF_A_KIND = 5, 2
# A share of losses tells something by itself when it is most of them.
MOST_OF_THEM = 0.5
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, and between which shares the true one lies."""

    part: int
    whole: int

    @property
    def range(self) -> tuple[float, float]:
        return interval(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: `by` and `names` say of what, as scorecards do.

    `lost` is its loss rate, or for preventions its share of the losses somebody looked back at; `other` what it is
    compared with, and `other_names` who that is (none: all the others together). `of_losses` is its share of the losses
    to the same country. `excess` is how many losses there would have been less, had it been like the other.
    """

    by: str
    names: Names
    lost: Share
    excess: float
    other: Share | None = None
    other_names: Names = ()
    of_losses: Share | None = None


def findings(scores: Mapping[str, Sequence[Score]]) -> tuple[Finding, ...]:
    """The findings among scorecards by `COMPARED`, `ROUTE` and `PREVENTION`; what would have spared most first."""
    found = [
        *_most(_of_routes(scores.get(ROUTE, ()))),
        *(one for by in COMPARED for one in _most(_of_groups(by, scores.get(by, ())))),
        *_most(_of_preventions(scores.get(PREVENTION, ()))),
    ]
    return tuple(sorted(found, key=lambda one: (-one.excess, one.by, _text(one.names)))[:MOST_FINDINGS])


def _most(found: Iterable[Finding]) -> list[Finding]:
    return sorted(found, key=lambda one: (-one.excess, _text(one.names)))[:MOST_OF_A_KIND]


def _of_routes(scores: Sequence[Score]) -> Iterator[Finding]:
    """To one country, a service that loses clearly more than another; without shipments, one that has most losses."""
    for country in sorted({one.names[0] for one in scores if one.names[0]}):
        there = [one for one in scores if one.names[0] == country and None not in one.names]
        all_lost = sum(one.lost for one in scores if one.names[0] == country)
        for one in there:
            best = _best_of([other for other in there if other is not one and _is_worse(one, other)])
            share = Share(one.lost, all_lost)
            if best is not None:
                yield _finding(ROUTE, one, Share(best.shipped_lost, best.shipped), best.names, share)
            elif _stands_out(share, there):
                yield Finding(ROUTE, one.names, share, 0.0, of_losses=share)


def _stands_out(share: Share, there: Sequence[Score]) -> bool:
    """Whether one of several services has most of the losses, where nobody told how many parcels were shipped."""
    compared = any(one.has_rate for one in there) or len(there) < 2
    return not compared and share.whole >= FEW and share.range[0] > MOST_OF_THEM


def _of_groups(by: str, scores: Sequence[Score]) -> Iterator[Finding]:
    """A carrier, warehouse, … that loses clearly more than all the others together."""
    rated = [one for one in scores if one.has_rate and None not in one.names]
    shipped, lost = sum(one.shipped for one in rated), sum(one.shipped_lost for one in rated)
    for one in rated:
        others = Score(shipped=shipped - one.shipped, shipped_lost=lost - one.shipped_lost)
        if _is_worse(one, others):
            yield _finding(by, one, Share(others.shipped_lost, others.shipped))


def _of_preventions(scores: Sequence[Score]) -> Iterator[Finding]:
    """What could have avoided clearly more of the losses than an even share of the words there are."""
    named = [one for one in scores if one.names and one.names[0] in PREVENTIONS]
    whole = sum(one.opened for one in named)
    for one in named:
        share = Share(one.opened, whole)
        enough = whole >= FEW and one.opened >= FEW_LOST
        if one.names[0] != NOTHING and enough and share.range[0] > 1 / len(PREVENTIONS):
            yield Finding(PREVENTION, one.names, share, float(one.opened))


def _is_worse(one: Score, other: Score) -> bool:
    """Whether a group lost clearly more of its parcels than another, both with enough behind them."""
    if not (one.has_rate and other.has_rate) or one.is_small_rate or other.shipped < FEW:
        return False
    return Share(one.shipped_lost, one.shipped).range[0] > Share(other.shipped_lost, other.shipped).range[1]


def _best_of(some: Sequence[Score]) -> Score | None:
    """The one whose loss rate is lowest for sure."""
    return min(some, key=lambda one: Share(one.shipped_lost, one.shipped).range[1], default=None)


def _finding(by: str, one: Score, other: Share, other_names: Names = (), of_losses: Share | None = None) -> Finding:
    excess = one.shipped_lost - one.shipped * other.part / other.whole
    return Finding(by, one.names, Share(one.shipped_lost, one.shipped), excess, other, other_names, of_losses)


def _text(names: Names) -> tuple[str, ...]:
    return tuple(name or "" for name in names)
