"""What somebody wants to do, and under which circumstances: all that a rule is given besides the case."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from decimal import Decimal
from typing import Any

from cases.case import Actor
from cases.light_dataclass import dataclass
from cases.rates import Rate
from cases.rights import Limits
from cases.terms import Terms


@dataclass(frozen=True, slots=True)
class Act:
    """A move somebody wants to make: `target` names the line it concerns (I1, R2, D1, C1), `seen` the state its
    button showed, `details` what was filled in, already read (Money, datetime, TextRef, str)."""

    move: str
    actor: Actor
    target: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a rule may look at besides the case: the time, the terms, the limits, and the order's other cases.

    `decided_elsewhere` is everything decided in those for the same order, by currency (limits count it);
    `refunded_elsewhere` is the refunds and credits among it (what the buyer paid bounds them). `rates` are the dated
    rates of the day, where currencies have to be compared.
    """

    now: datetime
    terms: Terms = field(default_factory=Terms)
    limits: Limits = field(default_factory=Limits)
    decided_elsewhere: Mapping[str, Decimal] = field(default_factory=dict)
    refunded_elsewhere: Mapping[str, Decimal] = field(default_factory=dict)
    rates: tuple[Rate, ...] = ()
