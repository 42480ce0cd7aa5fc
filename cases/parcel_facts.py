"""What is known of the parcel besides its number: service, route, dates. The rules of carriers and insurers look at it.

Dates are local where it happened. Weight, declared value and postage say how much can be claimed. Nothing is worked
out from anything else: a date that nobody knows stays unknown.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from cases.case import Case, Parcel
from cases.clocks import open_payers
from cases.cover import country_in
from cases.making import Making
from cases.rules import LOSSES
from cases.words import N_, NoLongerApplies, Refused, Term

WORDS = ("service", "label", "origin", "destination", "hub", "warehouse", "sku", "packaging")
AMOUNTS = ("weight", "declared", "postage")
PAST_DAYS = ("label_on", "shipped_on", "first_scan_on", "last_scan_on", "delivered_on")
# What a form calls the day on which the parcel was expected; an instant of the same name belongs to a replacement.
DAYS = {**{name: name for name in PAST_DAYS}, "expected_day": "expected_on"}
# Of these the earlier one never comes after the later one.
IN_ORDER = (("shipped_on", "last_scan_on"), ("first_scan_on", "last_scan_on"), ("shipped_on", "delivered_on"))
# A day may have begun already where the parcel is.
AHEAD_DAYS = 1


def _set_parcel(making: Making) -> Case:
    """The parcel with what was entered; what was left empty stays as it was."""
    given = {name: making.given(name) for name in (*WORDS, *AMOUNTS) if making.given(name)}
    given |= {field: making.given(name) for name, field in DAYS.items() if making.given(name)}
    loss = making.given("loss_type") or making.case.loss_type
    if loss not in LOSSES:
        raise Refused(N_("“{value}” is none of the choices for “{field}”."), value=loss, field=Term("loss_type"))
    parcel = replace(making.case.parcel, **given)
    if parcel == making.case.parcel and loss == making.case.loss_type:
        raise Refused(N_("Nothing is filled in that is not known already. Change at least one."))
    _check_countries(given)
    _check_days(parcel, given, making.now.date())
    return replace(making.case, parcels=(parcel, *making.case.parcels[1:]), loss_type=loss)


def _check_countries(given: Mapping[str, Any]) -> None:
    for name in ("origin", "destination"):
        if name in given and country_in(given[name]) is None:
            raise Refused(
                N_("“{written}” does not begin with a country. Write its two letters first, such as DE or DE 10115."),
                written=given[name],
                field=Term(name),
            )


def _check_days(parcel: Parcel, given: Mapping[str, Any], today: date) -> None:
    for name in PAST_DAYS:
        day = given.get(name)
        if day is not None and (day - today).days > AHEAD_DAYS:
            raise Refused(N_("{day} has not come yet. Enter the day on which it happened."), day=day, field=Term(name))
    for before, after in IN_ORDER:
        first, last = getattr(parcel, before), getattr(parcel, after)
        if first is not None and last is not None and first > last:
            raise Refused(
                N_("{first} ({before}) would come after {last} ({after}). Correct one of the two."),
                first=first,
                before=Term(before),
                last=last,
                after=Term(after),
                field=Term(before if before in given else after),
            )


def _no_claim_on(making: Making) -> Case:
    """One of several payers is not asked: its last day is nobody's worry any more."""
    payer, case = making.given("programme"), making.case
    if payer not in open_payers(case):
        raise NoLongerApplies(N_("There is no date running for this payer any more. The card shows what is open."))
    return replace(case, no_claim_on=(*case.no_claim_on, payer))


PARCEL_EFFECTS: dict[str, Callable[[Making], Case]] = {
    "set_parcel": _set_parcel,
    "no_claim_on": _no_claim_on,
    # What rules say has changed: nothing moves but the dates that were not known.
    "recount": lambda making: making.case,
}
