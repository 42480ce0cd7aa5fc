"""A workspace's own rules: what its contracts say instead of a programme's public rules, with who and why."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from cases.light_dataclass import dataclass
from cases.money import MINOR_DIGITS, Money
from cases.rules import ANCHORS, PERIODS, Programme, Rule
from cases.words import N_, Refused, Term

# The longest that any contract can mean by a period, by its unit.
LONGEST = {"hours": 8784, "days": 3660, "working_days": 2600, "months": 120, "years": 10}
# What a contract can say of an amount, beside the periods of `cases/rules.py`.
AMOUNTS = ("liability_default", "declared_max")
LONGEST_WHY, LONGEST_NAME = 300, 60
OWN = "own:"


@dataclass(frozen=True, slots=True)
class Override:
    """One value of a workspace's own, by programme and field.

    `values` holds `amount`, `unit` and `anchor` of a period, or `money` (a decimal as text) and `currency`; `name` and
    `country` where the programme is a forwarder of which no rules are public.
    """

    id: str
    programme: str
    field: str
    values: Mapping[str, Any]
    why: str
    changed_by: str
    changed_at: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None

    @property
    def name(self) -> str | None:
        """What the forwarder is called, where no public programme says so."""
        return self.values.get("name")

    @property
    def money(self) -> Money | None:
        """The amount, where this is one."""
        written = self.values.get("money")
        return Money(Decimal(written), self.values["currency"]) if written is not None else None


def own_programme_id(name: str) -> str:
    """The id of a forwarder that a workspace names itself; no programme of the data can have it."""
    return f"{OWN}{name}"


def check_override(one: Override) -> None:
    """Raise Refused, with a sentence, unless this is a value that a rule can have."""
    if not one.why:
        raise Refused(N_("Say why: which contract and clause it is from, for example “contract 2026-04, clause 7”."))
    if len(one.why) > LONGEST_WHY or not one.programme or len(one.name or "") > LONGEST_NAME:
        raise Refused(N_("A name or reason is missing or too long. Shorten it and send again."))
    if one.field in AMOUNTS:
        _check_amount(one)
    elif one.field in PERIODS:
        _check_period(one)
    else:
        raise Refused(N_("Tracer knows no rule “{field}” that a contract could set."), field=one.field)


def _check_amount(one: Override) -> None:
    try:
        money = one.money
    except (InvalidOperation, KeyError, TypeError):
        money = None
    if money is None or not money.is_an_amount or money.currency not in MINOR_DIGITS:
        raise Refused(N_("The cover for one parcel must be an amount with its currency, such as EUR 100."))


def _check_period(one: Override) -> None:
    amount, unit = one.values.get("amount"), one.values.get("unit")
    if unit not in LONGEST or one.values.get("anchor") not in ANCHORS:
        raise Refused(N_("“{field}” needs a unit, and what it is counted from."), field=Term(f"rule:{one.field}"))
    if isinstance(amount, bool) or not isinstance(amount, int) or not 0 <= amount <= LONGEST[unit]:
        raise Refused(
            N_("{amount} cannot be a period here. Enter a whole number from 0 to {most}."),
            amount=str(amount)[:20],
            most=LONGEST[unit],
        )


def with_own_rules(
    programmes: Iterable[Programme], overrides: Iterable[Override], zone_of: Callable[[str], str]
) -> tuple[Programme, ...]:
    """The programmes as the workspace's contracts have them, and a programme for each forwarder it named itself.

    `zone_of` gives the time zone of a country. An own value stands instead of every public one of its field; one that
    gives a parcel cover also takes away that there is none.
    """
    by_programme: dict[str, list[Override]] = {}
    for one in overrides:
        by_programme.setdefault(one.programme, []).append(one)
    changed = [_changed(one, by_programme.pop(one.id, [])) for one in programmes]
    return (*changed, *(_own_programme(name, its_own, zone_of) for name, its_own in by_programme.items()))


def rule_of(one: Override) -> Rule:
    """An own value as a rule, with who set it and why in place of a source."""
    values, money = one.values, one.money
    return Rule(
        id=f"{one.programme}.own_{one.field}",
        programme=one.programme,
        field=one.field,
        text=_text(one),
        checked=one.changed_at.date(),
        amount=values.get("amount"),
        unit=values.get("unit"),
        anchor=values.get("anchor"),
        money=money,
        covered=money.amount > 0 if money and one.field == "liability_default" else None,
        confidence="high",
        by=one.changed_by,
        why=one.why,
        set_at=one.changed_at,
    )


def _changed(programme: Programme, its_own: list[Override]) -> Programme:
    if not its_own:
        return programme
    own = tuple(_instead(rule_of(one), programme) for one in its_own)
    fields = {one.field for one in own}
    covered = any(one.covered for one in own)
    public = tuple(one for one in programme.rules if one.field not in fields and not (covered and one.covered is False))
    return replace(programme, rules=own + public)


def _instead(own: Rule, programme: Programme) -> Rule:
    """An own value with every public one of its field that it stands instead of."""
    return replace(own, instead_of=tuple(one for one in programme.rules if one.field == own.field and not one.unknown))


def _own_programme(programme: str, its_own: list[Override], zone_of: Callable[[str], str]) -> Programme:
    name = next((one.name for one in its_own if one.name), programme)
    country = next((one.values["country"] for one in its_own if one.values.get("country")), "CN")
    rules = tuple(rule_of(one) for one in its_own)
    carriers = () if programme.startswith(OWN) else (programme,)
    return Programme(programme, name, "carrier", country, zone_of(country), carriers, (programme,), rules=rules)


def _text(one: Override) -> str:
    if one.money is not None:
        return f"{one.money.currency} {one.money.amount}"
    unit, anchor = (str(one.values[name]).replace("_", " ") for name in ("unit", "anchor"))
    return f"{one.values['amount']} {unit} from {anchor}"
