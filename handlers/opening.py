"""Opening cases, whichever way they came: where the card goes, which parcel it is, and whether one is open already."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cases.case import Case, Order, Parcel
from cases.money import MINOR_DIGITS, Money
from cases.words import N_, Refused
from handlers.desk import Report
from handlers.language import shortened
from handlers.visit import Visit
from partners.carriers.numbers import Candidate, Recognised, courier_name, recognise
from partners.carriers.pasted import Hints
from storage.case_lists import CaseSummary
from storage.records import Channel

LONGEST_ORDER_REF, LONGEST_GOODS = 80, 200


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that was opened, and whether its card went elsewhere than where it was asked for."""

    case: Case
    went_elsewhere: bool


def open_case(visit: Visit, parcel: Parcel, order: Order, note: str | None = None) -> Opened:
    """Open one case; its card goes to the channel where it was asked for if the bot is there, else to the default."""
    home = home_channel(visit)
    report = Report(parcel, order, home.id, note=note)
    return Opened(visit.desk.open(report, visit.who.actor), went_elsewhere=home.id != visit.ask.channel)


def open_already(visit: Visit, numbers: Iterable[str]) -> dict[str, CaseSummary]:
    """The open case each of these numbers belongs to, where there is one."""
    found = visit.tx.cases.by_tracking(visit.workspace, list(numbers))
    return {number: cases[0] for number, cases in found.items() if cases and cases[0].is_open}


def home_channel(visit: Visit) -> Channel:
    """Where a new card goes. Refused with a sentence when the bot is in no channel at all."""
    here = visit.tx.channels.get(visit.workspace, visit.ask.channel) if visit.ask.channel else None
    if here is not None and usable(here, visit):
        return here
    default = default_channel(visit)
    if default is None:
        raise Refused(
            N_("Tracer is in no channel yet. Invite it with “/invite @Tracer” in the channel for lost parcels.")
        )
    return default


def default_channel(visit: Visit) -> Channel | None:
    """The workspace's default channel if it can be used, else the first one that can."""
    channels = [one for one in visit.tx.channels.all(visit.workspace) if usable(one, visit)]
    wanted = visit.settings.default_channel
    return next((one for one in channels if one.id == wanted), channels[0] if channels else None)


def usable(channel: Channel, visit: Visit) -> bool:
    """Whether cards may be posted there: the bot is in it, it is not archived, not shared outside."""
    shared = channel.is_ext_shared and not visit.settings.allow_shared_channels
    return channel.is_member and not channel.is_archived and not shared


def parcel_of(one: Recognised, carrier: str | None = None) -> Parcel:
    """The parcel for a recognised number; `carrier` is what a person said, `unknown` included."""
    chosen = next((c for c in one.candidates if c.courier == carrier), None)
    if chosen is not None:
        return _parcel(one, chosen)
    if carrier == "unknown":
        return Parcel(one.number)
    if carrier:
        return Parcel(one.number, carrier, courier_name(carrier), weak=True)
    return _parcel(one, one.candidates[0]) if one.candidates else Parcel(one.number)


def followed_parcel(written: str) -> Parcel:
    """The parcel for a number that a person gives for a replacement or as a second number of the same parcel."""
    one = recognise(written)
    if not one.number:
        raise Refused(
            N_("“{written}” is not a tracking number. Paste it as it stands on the label."), written=written[:40]
        )
    return parcel_of(one)


def order_of(hints: Hints) -> Order:
    """What was written beside a number: marketplace, order, goods and their price."""
    currency = hints.currency if hints.currency in MINOR_DIGITS else None
    paid = Money(hints.value, currency) if hints.value and currency else None
    goods = shortened(hints.note, LONGEST_GOODS) if hints.note else None
    ref = shortened(hints.order, LONGEST_ORDER_REF) if hints.order else None
    return Order(ref=ref, marketplace=hints.marketplace, paid=paid, goods=goods)


def with_order(order: Order, **known: object) -> Order:
    """The order with what else is known of it; what is empty stays as it was."""
    return replace(order, **{name: value for name, value in known.items() if value})


def _parcel(one: Recognised, candidate: Candidate) -> Parcel:
    return Parcel(
        one.number,
        candidate.courier,
        candidate.name,
        weak=candidate.confidence == "weak",
        destination=candidate.destination,
    )
