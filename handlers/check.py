"""`/lost check`: address, telephone number and value looked at before a parcel goes out. Nothing of it is kept."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cases.address_check import Facts, Shipment, findings, not_looked_at
from cases.case import Case, Order, Parcel
from cases.claim_amounts import Exchange
from cases.money import Money
from cases.value_check import value_checked
from cases.words import N_, Refused, Sentence, WrongField
from handlers.as_typed import as_typed
from handlers.filled_in import FilledIn
from handlers.rules_in_force import rule_book
from handlers.views.check import Checked, Packed, check_form, checked_blocks, checked_modal, checked_text
from handlers.views.packaging import packaging_blocks, packaging_head
from handlers.visit import Answer, Verb, Visit

LONGEST = 2000


def asked(visit: Visit) -> Answer:
    """A pasted address is looked at at once; without one there is a form."""
    if visit.ask.kind != "command":
        # What is said in a channel stays there, and what answers it is kept until it was sent.
        raise Refused(N_("Addresses are looked at through /lost check only, where nobody else reads them."))
    text = as_typed(visit.ask.text).strip()
    if not text:
        return Answer(view=check_form(visit.words, {"ch": visit.ask.channel}))
    if len(text) > LONGEST:
        raise Refused(N_("That is longer than an address. Paste one address at a time."))
    checked = _checked(visit, _typed(text))
    return Answer(text=checked_text(checked, visit.words), blocks=checked_blocks(checked, visit.words))


def packaging(visit: Visit) -> Answer:
    """`/lost check packaging KIND`: how to pack goods of a kind, or goods by their name."""
    from partners.packaging import advice_for, kinds_of

    goods = as_typed(visit.ask.text).strip()
    kinds = kinds_of(goods)
    if goods and not kinds:
        raise Refused(
            N_(
                "Tracer knows no kind of goods in “{goods}”. Write what it is in a word, like vase, phone or perfume; "
                "/lost check packaging shows the kinds."
            ),
            goods=goods[:60],
        )
    words = visit.words
    return Answer(text=packaging_head(kinds, words), blocks=packaging_blocks(kinds, advice_for(kinds), words))


def sent(visit: Visit) -> Answer:
    """The form was sent: what was found, in front of it; nothing of either is kept."""
    return Answer(view=checked_modal(_checked(visit, _filled_in(visit.ask.filled)), visit.words))


def _typed(text: str) -> Shipment:
    # Data of posts and telephones are read when they are needed first: the bot starts without them.
    from partners.addresses.typed import read_typed

    return read_typed(text)


def _filled_in(filled: Mapping[str, Any]) -> Shipment:
    from partners.addresses.typed import carrier_and_service

    form, said = FilledIn(), {name: " ".join(str(value or "").split()) for name, value in filled.items()}
    courier = carrier_and_service(said.get("carrier", ""))
    shipment = Shipment(
        country=form.read(_country, "country", said.get("country", ""), otherwise=None),
        name=said.get("name", ""),
        lines=tuple(one for line in str(filled.get("lines") or "").splitlines() if (one := " ".join(line.split()))),
        city=said.get("city", ""),
        region=said.get("region", ""),
        postcode=said.get("postcode", ""),
        phone=said.get("phone", ""),
        carrier=courier.code,
        carrier_name=courier.name,
        service=courier.service,
        origin=form.read(_country, "origin", said.get("origin", ""), otherwise=None),
        value=form.read(_value, said.get("value", ""), otherwise=None),
        goods=said.get("goods", ""),
    )
    form.check()
    return shipment


def _checked(visit: Visit, shipment: Shipment) -> Checked:
    facts = _facts(shipment)
    today = visit.at.date()
    exchange = Exchange(visit.tx.rates(visit.workspace).of(today), today)
    value = value_checked(_as_case(visit, shipment), rule_book(visit.tx, visit.workspace), exchange, today)
    packed = _packed(shipment.goods) if shipment.goods else None
    return Checked(shipment, findings(shipment, facts), value, not_looked_at(shipment, facts), packed)


def _packed(goods: str) -> Packed:
    from partners.packaging import advice_for, kinds_of

    kinds = kinds_of(goods)
    return Packed(kinds, advice_for(kinds))


def _facts(shipment: Shipment) -> Facts:
    """What those say who know posts, telephones and carriers."""
    from partners.addresses.carrier_habits import habit
    from partners.addresses.phones import phone_facts
    from partners.addresses.postal import postal_facts

    country = shipment.country
    about = (shipment.service, country)
    return Facts(
        postal_facts(country, shipment.region, shipment.postcode) if country else None,
        phone_facts(shipment.phone, country),
        habit(shipment.carrier, "po_box", *about),
        habit(shipment.carrier, "letters", *about),
    )


def _as_case(visit: Visit, shipment: Shipment) -> Case:
    """The shipment as the rules look at one: a case that is none and is kept nowhere."""
    parcel = Parcel("", shipment.carrier, shipment.carrier_name or None)
    parcel = replace(
        parcel,
        destination=shipment.country,
        origin=shipment.origin,
        service=shipment.service,
        shipped_on=visit.at.date(),
    )
    order = Order(paid=shipment.value, goods=shipment.goods or None)
    return Case(visit.workspace, 0, 0, visit.at, visit.who.id, (parcel,), order)


def _country(name: str, written: str) -> str | None:
    from partners.addresses.typed import country_written

    if not written:
        return None
    code = country_written(written)
    if code is None:
        text = N_("“{country}” is no country Tracer knows. Write its two letters, like DE, or its name.")
        raise WrongField(name, Sentence(text, {"country": written[:40]}))
    return code


def _value(written: str) -> Money | None:
    from partners.addresses.typed import read_value

    if not written:
        return None
    money = read_value(written)
    if money is None:
        text = N_("{written} is not an amount. Write it with its currency, like 31 EUR.")
        raise WrongField("value", Sentence(text, {"written": written[:40]}))
    return money


VERBS = (
    Verb(
        "check",
        N_("[ADDRESS, COUNTRY, TELEPHONE, CARRIER, VALUE]"),
        N_("look at an address before shipping; nothing of it is kept; without one: a form"),
        asked,
        ("地址", "address"),
        writes=False,
    ),
    Verb(
        "check packaging",
        N_("[GOODS]"),
        N_("how to pack what you ship, with sources"),
        packaging,
        ("包装", "packaging"),
        writes=False,
    ),
)
FORMS = {"check": sent}
