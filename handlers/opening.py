"""Opening cases, whichever way they came: where the card goes, which parcel it is, and whether one is open already."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from cases.case import Case, Order, Parcel
from cases.light_dataclass import dataclass
from cases.money import Money, read_money
from cases.words import N_, Refused, WrongField
from handlers.desk import Report
from handlers.language import Marked, shortened
from handlers.views.bulk_preview import bulk_preview
from handlers.views.kit import Block
from handlers.visit import Visit
from handlers.watched import hand_over
from handlers.where_posted import usable
from partners.carriers.beside import without_price
from partners.carriers.glances import looks_like_a_number
from partners.carriers.numbers import Candidate, Recognised, courier_name, recognise
from partners.carriers.pasted import LIMIT, Hints, Pasted, read_pasted
from storage.case_lists import CaseSummary
from storage.records import Channel

LONGEST_ORDER_REF, LONGEST_GOODS = 80, 200
# One number with a currency before or behind it.
ONE_AMOUNT = re.compile(r"([^\d+\-.,'\s]*)\s*([+-]?[\d.,'\s]*\d[\d.,']*)\s*([^\d+\-.,'\s]*)")


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that was opened, and whether its card went elsewhere than where it was asked for."""

    case: Case
    went_elsewhere: bool


def open_case(
    visit: Visit, parcel: Parcel, order: Order, note: str | None = None, channel: str | None = None
) -> Opened:
    """Open one case; its card goes to the channel where it was asked for if the bot is there, else to the default.

    `channel` is where it was asked for, if not where the request came from. What was seen of the parcel while it was
    only watched goes with it.
    """
    asked = channel or visit.ask.channel
    home = home_channel(visit, asked)
    made = visit.desk.open(Report(parcel, order, home.id, note=note), visit.who.actor)
    if hand_over(visit.desk, made, parcel.number):
        made = visit.desk.case(made.number)
    return Opened(made, went_elsewhere=home.id != asked)


def where_it_went(visit: Visit, made: Opened) -> str:
    """Why a card went elsewhere or may not appear, with a space before it; empty where that needs no word."""
    asked = visit.ask.channel
    known = visit.tx.channels.get(visit.workspace, asked) if asked else None
    if not made.went_elsewhere and known is None:
        return " " + visit.words(N_("If no card appears there, type “/invite @Tracer” there, and it follows."))
    if not made.went_elsewhere or not asked or asked.startswith("D"):
        return ""
    if known is not None and known.is_archived:
        return " " + visit.words(N_("The channel where you asked is archived."))
    return " " + visit.words(N_("Tracer is not in this channel; “/invite @Tracer” brings it here."))


def preview_of(visit: Visit, pasted: Pasted, filled: Mapping[str, Any] | None = None) -> Block:
    """What would happen to many numbers, as a modal; `filled` is what was filled in beside them."""
    cases = cases_of(visit, [one.number for one in pasted.numbers])
    return bulk_preview(
        pasted,
        {number: one.reference for number, one in cases.items() if one.is_open},
        LIMIT,
        visit.words,
        {"ch": visit.ask.channel},
        closed={number: one.reference for number, one in cases.items() if not one.is_open},
        filled=filled,
    )


def cases_of(visit: Visit, numbers: Iterable[str]) -> dict[str, CaseSummary]:
    """The case each of these numbers belongs to, the open one if there is one; nothing for the unknown.

    Until this visit ends nobody else opens a case for them, so that two at once make one case.
    """
    asked = list(numbers)
    visit.tx.cases.hold_numbers(visit.workspace, asked)
    found = visit.tx.cases.by_tracking(visit.workspace, asked)
    return {number: cases[0] for number, cases in found.items() if cases}


def open_already(visit: Visit, numbers: Iterable[str]) -> dict[str, CaseSummary]:
    """The open case each of these numbers belongs to, where there is one; held as by `cases_of`."""
    return {number: one for number, one in cases_of(visit, numbers).items() if one.is_open}


def home_channel(visit: Visit, asked: str | None) -> Channel:
    """Where a new card goes. Refused with a sentence when it is known that no channel can be written to."""
    here = visit.tx.channels.get(visit.workspace, asked) if asked else None
    if here is not None and usable(here, visit.settings):
        return here
    default = default_channel(visit)
    if default is None and here is None and (asked or "").startswith(("C", "G")):
        # Slack has told of no channel at all. Rather than refuse, post where it was asked for: if the bot is not in
        # there, Slack says so, whoever opened the case hears of it, and the card follows the invitation.
        return Channel(workspace=visit.workspace, id=str(asked))
    if default is None:
        raise Refused(
            N_("Tracer is in no channel yet. Invite it with “/invite @Tracer” in the channel for lost parcels.")
        )
    return default


def default_channel(visit: Visit) -> Channel | None:
    """The workspace's default channel if it can be used, else the first one that can."""
    channels = [one for one in visit.tx.channels.all(visit.workspace) if usable(one, visit.settings)]
    wanted = visit.settings.default_channel
    return next((one for one in channels if one.id == wanted), channels[0] if channels else None)


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
    found = read_pasted(written).numbers
    if len(found) > 1:
        raise Refused(N_("There are {count} numbers in that. Give one at a time."), count=len(found))
    one = found[0] if found else recognise(written)
    if not looks_like_a_number(one.number):
        raise Refused(
            N_("“{written}” is not a tracking number. Paste it as it stands on the label."), written=written[:40]
        )
    return parcel_of(one)


def order_of(hints: Hints) -> Order:
    """What was written beside a number: marketplace, order, goods and their price, if it can be one."""
    try:
        paid = _paid_beside(hints)
    except Refused:
        paid = None
    note = without_price(hints.note) if hints.note and paid is not None else hints.note
    goods = shortened(note, LONGEST_GOODS) if note else None
    ref = shortened(hints.order, LONGEST_ORDER_REF) if hints.order else None
    return Order(ref=ref, marketplace=hints.marketplace, paid=paid, goods=goods)


def left_out(visit: Visit, hints: Hints) -> str:
    """Why a price that was written beside a number is not kept, with a space before it; empty where it is."""
    try:
        _paid_beside(hints)
    except Refused as refused:
        why = visit.words.say(refused.sentence)
        return " " + visit.words(N_("The price was left out: {why}"), why=Marked(why))
    return ""


def order_filled_in(filled: Mapping[str, Any], hints: Hints) -> Order:
    """The order as a form tells it; what its fields leave out comes from what stood beside the number.

    Raises WrongField where the amount is none.
    """
    beside, known = order_of(hints), {}
    if written := _line(filled, "order"):
        typed = read_pasted(written).hints
        ref = typed.order or (None if typed.marketplace else written)
        known |= {"marketplace": typed.marketplace, "ref": shortened(ref, LONGEST_ORDER_REF) if ref else None}
    if goods := _line(filled, "goods"):
        read = order_of(read_pasted('"' + goods.replace('"', "") + '"').hints)
        known |= {"goods": read.goods or shortened(goods, LONGEST_GOODS), "paid": read.paid}
    if paid := _line(filled, "paid"):
        known["paid"] = _amount("paid", paid)
    return replace(beside, **{name: value for name, value in known.items() if value})


def _line(filled: Mapping[str, Any], name: str) -> str:
    return " ".join((filled.get(name) or "").split())


def _paid_beside(hints: Hints) -> Money | None:
    if not hints.value:
        return None
    if hints.currency is None:
        raise Refused(N_("{amount} of what? Write the currency beside it, like 31 EUR."), amount=str(hints.value))
    return read_money(str(hints.value), hints.currency)


def _amount(name: str, written: str) -> Money:
    """An amount with its currency in one field: `31 EUR`, `€31`."""
    found = ONE_AMOUNT.fullmatch(unicodedata.normalize("NFKC", written))
    try:
        if found is None or (found[1] and found[3]):
            raise Refused(
                N_("{written} is not an amount. Write it with its currency, like 31 EUR."), written=written[:40]
            )
        currency = found[1] or found[3]
        if not currency:
            raise Refused(N_("{amount} of what? Write the currency beside it, like 31 EUR."), amount=written)
        return read_money(written, currency)
    except Refused as refused:
        raise WrongField(name, refused.sentence) from None


def _parcel(one: Recognised, candidate: Candidate) -> Parcel:
    return Parcel(
        one.number,
        candidate.courier,
        candidate.name,
        weak=candidate.confidence == "weak",
        destination=candidate.destination,
    )
