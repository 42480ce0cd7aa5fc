"""Which rules hold for a case, and what date each of them gives.

Scope first, then the stricter: a value counts only where label, service, lane, customer and loss fit; among those
that fit, the earlier last day is the one that is used, whatever its confidence, and the others are shown beside it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from cases.case import Case, Parcel
from cases.cover import country_in
from cases.light_dataclass import dataclass
from cases.periods import ends_on
from cases.rules import OWN_ACCOUNT, Programme, Rule, Scope
from cases.working_time import Calendar

# What a rule may count from that somebody knows of the parcel, and what it is called on a parcel.
OF_THE_PARCEL = {
    "label_created": "label_on",
    "shipped": "shipped_on",
    "first_scan": "first_scan_on",
    "last_scan": "last_scan_on",
    "expected_delivery": "expected_on",
    "delivered": "delivered_on",
}
# A loss after a delivery scan, to which alone a window counted from the delivery applies.
AFTER_DELIVERY = frozenset({"not_received", "stolen", "damaged", "contents_missing"})
SHORTEST_WINDOW_WORKDAYS = 3
EARLIEST_AFTER_LATEST, SHORT_WINDOW = "earliest_after_latest", "short_window"


@dataclass(frozen=True, slots=True)
class Dated:
    """A rule and the day it gives; None where what it counts from is not known. `at` is there where hours count."""

    rule: Rule
    anchored_on: date | None = None
    day: date | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """When a claim may be made on one payer: the first day, the last one, what else was said, what is not known.

    `opens` and `closes` are the values that are used; `others` the looser ones that are shown beside; `missing` what
    of the parcel somebody must enter before a date is known; `not_covered` the rule by which nothing is paid at all;
    `asks` what is not known of the parcel and would change the date (`service`, `lane`).
    """

    programme: Programme
    opens: Dated | None = None
    closes: Dated | None = None
    others: tuple[Dated, ...] = ()
    missing: tuple[str, ...] = ()
    not_covered: Rule | None = None
    trap: str | None = None
    asks: tuple[str, ...] = ()


def fits(rule: Rule, case: Case) -> bool:
    """Whether a rule's scope fits what is known of the case. What is not known yet excludes nothing."""
    scope, parcel = rule.scope, case.parcel
    if scope.carrier and parcel.carrier and parcel.carrier not in scope.carrier:
        return False
    # That no scan is known does not say there was none; one that is known does.
    if scope.customer == "private" or (scope.scanned is False and _was_scanned(parcel)):
        return False
    return (
        _fits_lane(scope, parcel)
        and _fits_service(scope, parcel)
        and _fits_loss(rule, case)
        and _fits_label(scope, parcel)
    )


def _fits_lane(scope: Scope, parcel: Parcel) -> bool:
    if not (scope.origin or scope.destination or scope.destination_not or scope.lane):
        return True
    origin, destination = country_in(parcel.origin), country_in(parcel.destination)
    if scope.origin and origin and origin not in scope.origin:
        return False
    if scope.destination and destination and destination not in scope.destination:
        return False
    if destination in scope.destination_not:
        return False
    return not (scope.lane and origin and destination and scope.lane != _lane(origin, destination))


def _lane(origin: str, destination: str) -> str:
    return "domestic" if origin == destination else "international"


def _was_scanned(parcel: Parcel) -> bool:
    return any((parcel.first_scan_on, parcel.last_scan_on, parcel.delivered_on))


def _fits_service(scope: Scope, parcel: Parcel) -> bool:
    if not scope.service or not parcel.service:
        return True
    known = parcel.service
    return any(_names(known, one) or _names(one, known) for one in scope.service)


def _of_its_service(programme: Programme, found: list[Rule], parcel: Parcel) -> list[Rule]:
    """Without rules of a service whose name is but part of the one meant: Priority Mail in Priority Mail Express."""
    if not parcel.service:
        return found
    named = {name for rule in programme.rules for name in rule.scope.service if _names(parcel.service, name)}
    part = {name for name in named if any(_in_words(name) != _in_words(one) and _names(one, name) for one in named)}
    meant = named - part
    return [rule for rule in found if not meant or not rule.scope.service or rule.scope.service & meant]


def _names(longer: str, shorter: str) -> bool:
    """Whether a service's name holds another one, as whole words: `registered items` is no EMS."""
    return f" {_in_words(shorter)} " in f" {_in_words(longer)} "


def _in_words(name: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in name.casefold()).split())


def _fits_loss(rule: Rule, case: Case) -> bool:
    if rule.scope.loss and case.loss_type not in rule.scope.loss:
        return False
    # A parcel that was never delivered has no day of delivery to count from.
    return rule.anchor != "delivered" or case.loss_type in AFTER_DELIVERY


def _fits_label(scope: Scope, parcel: Parcel) -> bool:
    """A reseller's rule is for its own customers; where nobody said otherwise the label is one's own account's."""
    label = parcel.label or OWN_ACCOUNT
    return label in scope.label if scope.label else True


def rules_for(case: Case, programme: Programme, *fields: str) -> tuple[Rule, ...]:
    """The programme's rules of these fields that hold for the case; a platform's own before its carrier's."""
    found = _of_its_service(programme, [rule for rule in programme.of(*fields) if fits(rule, case)], case.parcel)
    label = case.parcel.label
    of_label = [rule for rule in found if label and label in rule.scope.label]
    return tuple(of_label or found)


def dated(rule: Rule, case: Case, calendar: Calendar, since: datetime | None = None, *, opening: bool = False) -> Dated:
    """A rule with the day it gives for a case.

    What it counts from is a fact of the parcel, else `since`: when the notice, denial or message came (UTC).
    `opening` marks a first day; of a last one a parcel counts as lost from the day after.
    """
    if not rule.gives_a_date or rule.amount is None or rule.unit is None:
        return Dated(rule)
    if rule.unit == "hours" and rule.anchor not in OF_THE_PARCEL:
        return Dated(rule) if since is None else _in_hours(rule, since, calendar)
    anchor = _anchor_day(rule, case, calendar, since)
    if anchor is None:
        return Dated(rule)
    worked = calendar.with_saturdays() if rule.saturdays else calendar
    day = ends_on(anchor, rule.amount, rule.unit, worked)
    if rule.field == "lost_after" and not opening:
        day += timedelta(days=1)
    return Dated(rule, anchor, day)


def _in_hours(rule: Rule, since: datetime, calendar: Calendar) -> Dated:
    assert rule.amount is not None
    at = since + timedelta(hours=rule.amount)
    return Dated(rule, calendar.date_of(since), calendar.date_of(at), at)


def _anchor_day(rule: Rule, case: Case, calendar: Calendar, since: datetime | None) -> date | None:
    of_parcel = OF_THE_PARCEL.get(rule.anchor or "")
    if of_parcel is not None:
        known: date | None = getattr(case.parcel, of_parcel)
        return known
    return calendar.date_of(since) if since is not None else None


def strictest(found: Iterable[Dated]) -> Dated | None:
    """The earliest of those that have a day; among equals the one whose source is trusted more."""
    known = [one for one in found if one.day is not None]
    order = {"high": 0, "medium": 1, "low": 2, "": 0}
    return min(known, key=lambda one: (one.day, order.get(one.rule.confidence, 3)), default=None)


def window(case: Case, programme: Programme, calendar: Calendar) -> Window:
    """When a claim may be made on a programme, and what stands in the way."""
    last = [dated(rule, case, calendar) for rule in rules_for(case, programme, "claim_latest")]
    first = [dated(rule, case, calendar, opening=True) for rule in rules_for(case, programme, "claim_earliest")]
    closes = strictest(last)
    known_first = [one for one in first if one.day is not None]
    # Nobody may file before the latest of the first days.
    opens = max(known_first, key=lambda one: one.day or date.min, default=None)
    missing = [one.rule.anchor for one in last if _waits_for_a_fact(one)]
    return Window(
        programme,
        opens,
        closes,
        tuple(one for one in (*last, *first) if one not in (opens, closes)),
        tuple(dict.fromkeys(one for one in missing if one)),
        unpaid_by(case, programme),
        _trap(opens, closes, calendar),
        _asks(case, [one.rule for one in (*last, *first)]),
    )


def _asks(case: Case, rules: Iterable[Rule]) -> tuple[str, ...]:
    """What is not known of the parcel and tells rules apart that give different dates."""
    parcel, fitting = case.parcel, [rule for rule in rules if rule.gives_a_date]
    unknown = {
        "service": parcel.service is None,
        "lane": country_in(parcel.origin) is None or country_in(parcel.destination) is None,
    }
    told = {
        "service": lambda scope: bool(scope.service),
        "lane": lambda scope: bool(scope.lane or scope.origin or scope.destination or scope.destination_not),
    }
    return tuple(name for name, is_unknown in unknown.items() if is_unknown and _tells_apart(fitting, told[name]))


def _tells_apart(rules: list[Rule], is_scoped: Callable[[Scope], bool]) -> bool:
    """Whether rules of one field that hold for some only differ from others of that field."""
    return any(
        is_scoped(one.scope)
        and one.field == other.field
        and (one.amount, one.unit, one.anchor) != (other.amount, other.unit, other.anchor)
        for one in rules
        for other in rules
    )


def _waits_for_a_fact(one: Dated) -> bool:
    return one.rule.gives_a_date and one.day is None and one.rule.anchor in OF_THE_PARCEL


def unpaid_by(case: Case, programme: Programme) -> Rule | None:
    """The rule by which a programme pays nothing for a case; None unless that is certain."""
    found = rules_for(case, programme, "not_covered", "liability_default")
    return next((rule for rule in found if rule.covered is False and fits_for_certain(rule.scope, case.parcel)), None)


def hears_one_appeal(case: Case, payer: Programme | None) -> bool:
    """Whether a payer hears a single appeal against its denial of a claim, by its rules."""
    return payer is not None and bool(rules_for(case, payer, "appeals_once"))


def fits_for_certain(scope: Scope, parcel: Parcel) -> bool:
    """Whether everything is known that a rule looks at: that nothing is paid is never said on a guess."""
    origin, destination = country_in(parcel.origin), country_in(parcel.destination)
    return not (
        scope.per
        or (scope.origin and origin is None)
        or ((scope.destination or scope.destination_not) and destination is None)
        or (scope.lane and None in (origin, destination))
        or (scope.carrier and parcel.carrier is None)
        or (scope.service and not any(_names(parcel.service or "", one) for one in scope.service))
        or (scope.scanned is not None and scope.scanned is not _was_scanned(parcel))
    )


def _trap(opens: Dated | None, closes: Dated | None, calendar: Calendar) -> str | None:
    """A window that is shut before it opens, or too short to be noticed in time."""
    if opens is None or closes is None or opens.day is None or closes.day is None:
        return None
    if opens.day > closes.day:
        return EARLIEST_AFTER_LATEST
    days = calendar.workdays_between(opens.day - timedelta(days=1), closes.day)
    return SHORT_WINDOW if days < SHORTEST_WINDOW_WORKDAYS else None


def payers(programmes: Iterable[Programme], case: Case) -> tuple[Programme, ...]:
    """The programmes on which a claim can be made for a case, the carrier's first; law gives windows to nobody.

    A label that was bought from somebody is claimed from them: the carrier's rule is then only shown beside, unless it
    has one for such labels itself. An insurer of such labels shuts no carrier out: not every label is insured, and then
    the carrier's last day is the only one.
    """
    label = case.parcel.label
    able = [one for one in programmes if one.role != "law" and one.of("claim_latest", "claim_earliest")]
    shut_out = {name for one in able for name in one.instead_of}
    if label not in (None, OWN_ACCOUNT) and any(label in one.labels and one.role != "insurer" for one in able):
        shut_out |= {one.id for one in able if one.role == "carrier" and not _is_for(one, label)}
    order = {"carrier": 0, "insurer": 1, "marketplace": 2}
    return tuple(sorted((one for one in able if one.id not in shut_out), key=lambda one: order[one.role]))


def within_the_law(payer: Programme, concerning: Iterable[Programme], case: Case) -> Programme:
    """A carrier's programme with the last days that the law sets for the same carriers, so that the stricter counts.

    Only limits for a kind of loss that somebody named, and where everything else they look at is known: what may hold,
    or holds on a condition, is only shown beside. So is all of it where the workspace's own contract gives the day: a
    carrier may grant more time than the law does.
    """
    if payer.role != "carrier" or any(rule.by and fits(rule, case) for rule in payer.of("claim_latest")):
        return payer
    limits = [
        rule
        for law in concerning
        if law.role == "law" and set(law.carriers) & set(payer.carriers)
        for rule in law.of("claim_latest")
        if rule.scope.loss and fits(rule, case) and fits_for_certain(rule.scope, case.parcel)
    ]
    return replace(payer, rules=(*payer.rules, *limits)) if limits else payer


def _is_for(programme: Programme, label: str | None) -> bool:
    return label in programme.labels or any(label in rule.scope.label for rule in programme.of("claim_latest"))


def programme_of_party(programmes: Iterable[Programme], name: str) -> Programme | None:
    """The programme that somebody means who wrote a payer's or marketplace's name.

    The whole name, else the beginning of one name only: two that could be meant are nobody's. A law is no payer.
    """
    wanted, known = _plain(name), tuple(one for one in programmes if one.role != "law")
    if not wanted:
        return None
    for one in known:
        if wanted in {_plain(word) for word in (one.id, one.name, *one.carriers, *one.marketplaces, *one.labels)}:
            return one
    begun = [one for one in known if _plain(one.name).startswith(f"{wanted} ")]
    return begun[0] if len(begun) == 1 else None


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").split())


def told(one: Dated, programme: Programme, case: Case, others: Iterable[Dated] = ()) -> Mapping[str, str]:
    """What is copied onto a clock, so that its date can be explained when the rule has changed long since."""
    rule = one.rule
    known = {
        "rule": rule.id,
        "programme": programme.name,
        "text": rule.text,
        "field": rule.field,
        "amount": str(rule.amount) if rule.amount is not None else None,
        "unit": rule.unit,
        "anchor": rule.anchor,
        "anchored_on": one.anchored_on.isoformat() if one.anchored_on else None,
        "source": rule.source,
        "checked": rule.checked.isoformat(),
        "confidence": rule.confidence,
        "by": rule.by,
        "why": rule.why,
        "set_at": rule.set_at.isoformat() if rule.set_at else None,
        "others": "\n".join(_other(other) for other in others),
        "instead_of": "\n".join(_other(Dated(public)) for public in rule.instead_of if fits(public, case)),
    }
    return {name: value for name, value in known.items() if value}


def _other(one: Dated) -> str:
    """Another version of a rule in one line: its day, period and anchor as far as there are any, source and words, and
    the condition on which it holds."""
    rule, day = one.rule, one.day.isoformat() if one.day else ""
    period = (str(rule.amount), rule.unit or "") if rule.amount is not None else ("", "")
    return "\t".join((day, *period, rule.anchor or "", rule.source, rule.text, rule.text_zh, rule.scope.per or "",
                      rule.scope.per_zh))  # fmt: skip
