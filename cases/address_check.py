"""Whether an address will do before a parcel goes out: what is wrong, what would be right, what was not looked at.

Nothing here knows postcodes or telephone numbers: those who do give facts, and these rules make findings of them.
"""

from collections.abc import Iterator
from datetime import date

from cases.address_words import has_house_number, po_box_in, script_of
from cases.light_dataclass import dataclass
from cases.money import Money
from cases.words import N_, Sentence, Term

# Where a label is not made without the state or province.
LABELS_NEED_REGION = frozenset({"AU", "BR", "CA", "CN", "IN", "MX", "US"})
FORBIDDEN, ALLOWED = "forbidden", "allowed"
LATIN_ONLY = "latin"
LONGEST_QUOTED = 80


@dataclass(frozen=True, slots=True)
class Shipment:
    """What somebody is about to ship, and to where; empty where nothing was said.

    `country` and `origin` are ISO codes, `carrier` is a courier's code. `by_fields`: each part was filled in by itself,
    so that one that is not there is missing; of an address that was pasted in one piece some parts are not known apart.
    """

    country: str | None = None
    name: str = ""
    lines: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postcode: str = ""
    phone: str = ""
    carrier: str | None = None
    carrier_name: str = ""
    service: str | None = None
    origin: str | None = None
    value: Money | None = None
    goods: str = ""
    by_fields: bool = True


@dataclass(frozen=True, slots=True)
class PostalFacts:
    """What the post of a country says. None in `fits` and `of_region`: there was nothing to compare.

    `region` is how the post writes the region, empty where it knows none by that name; `knows_regions` whether it has a
    list of them at all.
    """

    uses_postcodes: bool
    needs_postcode: bool
    needs_city: bool = False
    example: str = ""
    fits: bool | None = None
    knows_regions: bool = False
    region: str = ""
    region_example: str = ""
    of_region: bool | None = None
    example_there: str = ""


@dataclass(frozen=True, slots=True)
class PhoneFacts:
    """What a telephone number is: whether it can be one, in which form, of which country, and how one looks there."""

    is_possible: bool
    is_valid: bool = False
    is_international: bool = False
    international: str = ""
    country: str | None = None
    example: str = ""


@dataclass(frozen=True, slots=True)
class Habit:
    """What is known of a carrier's labels and doors: `po_box` (forbidden, allowed) or `letters` (latin), sourced."""

    about: str
    value: str
    text: str
    text_zh: str
    source: str
    checked: date
    confidence: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that those who know posts, telephones and carriers say of one shipment; None: nothing is known."""

    postal: PostalFacts | None = None
    phone: PhoneFacts | None = None
    po_box: Habit | None = None
    letters: Habit | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to put right before shipping, with what would be right; `habit` where a carrier's own word says so."""

    about: str
    sentence: Sentence
    habit: Habit | None = None


def findings(shipment: Shipment, facts: Facts) -> tuple[Finding, ...]:
    """What is wrong with an address, in the order in which a label is read."""
    return (
        *_of_country(shipment, facts.postal),
        *_of_street(shipment, facts.postal),
        *_of_box(shipment, facts.po_box),
        *_of_region(shipment, facts.postal),
        *_of_postcode(shipment, facts.postal),
        *_of_letters(shipment, facts.letters),
        *_of_phone(shipment, facts.phone, facts.postal is not None),
    )


def not_looked_at(shipment: Shipment, facts: Facts) -> tuple[Sentence, ...]:
    """What nobody looked at: so that an address without findings is not taken for one that was proved right."""
    said = [Sentence(N_("Whether the street, the number and the telephone exist is not looked at."))]
    if shipment.region and facts.postal and not facts.postal.region and shipment.country not in LABELS_NEED_REGION:
        text = N_("“{region}” is no region that the address data know by this name, so it was compared with nothing.")
        said.append(Sentence(text, {"region": _quoted(shipment.region)}))
    if shipment.postcode and (facts.postal is None or facts.postal.of_region is None):
        said.append(Sentence(N_("Whether the postcode belongs to the city is not known here.")))
    elif shipment.postcode:
        said.append(Sentence(N_("The postcode was compared with the region, not with the city.")))
    if shipment.carrier is None:
        said.append(
            Sentence(N_("No carrier is named: what it prints, and whether it goes to P.O. boxes, is left out."))
        )
    return tuple(said)


def _of_country(shipment: Shipment, postal: PostalFacts | None) -> Iterator[Finding]:
    if shipment.country is None:
        yield _found(
            "country",
            N_("The country is missing: write DE, or Germany. Else nothing can be compared."),
        )
    elif postal is None:
        yield _found(
            "country",
            N_("The address data know no country {country}. Look at its two letters."),
            country=shipment.country,
        )


def _of_street(shipment: Shipment, postal: PostalFacts | None) -> Iterator[Finding]:
    if shipment.by_fields and not shipment.city and postal is not None and postal.needs_city:
        yield _found("city", N_("The city is missing."))
    if not shipment.lines:
        yield _found("street", N_("The street is missing: write it with the house number."))
    elif po_box_in(shipment.lines) is None and not has_house_number(shipment.lines):
        yield _found(
            "house_number",
            N_("No house number is in “{line}”. Ask the buyer for it; only a house with a name of its own needs none."),
            line=_quoted(shipment.lines[-1]),
        )


def _of_box(shipment: Shipment, habit: Habit | None) -> Iterator[Finding]:
    line = po_box_in(shipment.lines)
    if line is None or (habit is not None and habit.value == ALLOWED):
        return
    said = {"line": _quoted(line), "carrier": shipment.carrier_name}
    if habit is not None:
        text = N_("“{line}” is a P.O. box, and {carrier} does not deliver there. Ask the buyer for a street address.")
        yield Finding("po_box", Sentence(text, said), habit)
    elif not shipment.carrier_name:
        text = N_("“{line}” is a P.O. box. UPS, FedEx and DHL Express go to none: choose a carrier that does.")
        yield Finding("po_box", Sentence(text, {"line": said["line"]}))
    else:
        text = N_("“{line}” is a P.O. box. Whether {carrier} delivers there is not known here: ask them first.")
        yield Finding("po_box", Sentence(text, said))


def _of_region(shipment: Shipment, postal: PostalFacts | None) -> Iterator[Finding]:
    if postal is None or not postal.knows_regions:
        return
    said = {"country": shipment.country, "example": postal.region_example}
    if not shipment.region and shipment.country in LABELS_NEED_REGION:
        yield _found("region", N_("The state or province is missing: in {country} write it like {example}."), **said)
    elif shipment.region and not postal.region and shipment.country in LABELS_NEED_REGION:
        yield _found(
            "region",
            N_("“{region}” is no state or province that the post of {country} knows. Write it like {example}."),
            region=_quoted(shipment.region),
            **said,
        )


def _of_postcode(shipment: Shipment, postal: PostalFacts | None) -> Iterator[Finding]:
    if postal is None:
        return
    said = {"postcode": _quoted(shipment.postcode), "country": shipment.country, "example": postal.example}
    if not shipment.postcode:
        if postal.needs_postcode:
            yield _found("postcode", N_("The postcode is missing: in {country} it looks like {example}."), **said)
    elif not postal.uses_postcodes:
        # Zeros are what shops write where a field must not be empty.
        if shipment.postcode.strip("0- "):
            text = N_("{country} has no postcodes, and “{postcode}” is written. Look whether the country is right.")
            yield _found("postcode", text, **said)
    elif postal.fits is False:
        yield _found(
            "postcode", N_("“{postcode}” is no postcode of {country}: one looks like {example}. Ask the buyer."), **said
        )
    elif postal.of_region is False:
        yield _found(
            "postcode",
            N_("{postcode} is no postcode of {region}: there one looks like {example}. One of the two is wrong."),
            **said | {"region": postal.region, "example": postal.example_there or postal.example},
        )


def _of_letters(shipment: Shipment, habit: Habit | None) -> Iterator[Finding]:
    """One finding for all that is not in Latin letters: who prints a label cannot print half of it."""
    parts = (shipment.name, *shipment.lines, shipment.city, shipment.region)
    found = [(one, script) for one in parts if (script := script_of(one)) is not None]
    if not found:
        return
    text, script = found[0]
    said = {"text": _quoted(text), "script": Term(f"script:{script}"), "carrier": shipment.carrier_name}
    if habit is not None:
        written = N_("“{text}” is written in {script}, and {carrier} prints Latin letters only: write it in those.")
        yield Finding("letters", Sentence(written, said), habit)
    elif not shipment.carrier_name:
        written = N_("“{text}” is written in {script}. Abroad, parcels are addressed in Latin letters: write both.")
        yield Finding("letters", Sentence(written, said))
    else:
        written = N_(
            "“{text}” is written in {script}. Whether {carrier} prints that is not known here; abroad, parcels are "
            "addressed in Latin letters, so write both."
        )
        yield Finding("letters", Sentence(written, said))


def _of_phone(shipment: Shipment, phone: PhoneFacts | None, knows_country: bool) -> Iterator[Finding]:
    example = phone.example if phone else ""
    if not shipment.phone:
        text = N_(
            "The telephone number is missing: carriers call before they send a parcel back. Write it like {example}."
        )
        yield _found("phone", text, example=example or "+49 30 123456")
        return
    if phone is None or (shipment.country is None and not phone.is_possible):
        return
    said = {"phone": _quoted(shipment.phone), "example": example or "+49 30 123456"}
    if not phone.is_possible:
        yield _found("phone", N_("“{phone}” cannot be a telephone number. One looks like {example}."), **said)
    elif not phone.is_valid:
        text = N_("No such telephone number is given out: “{phone}”. Count its digits; one looks like {example}.")
        yield _found("phone", text, **said)
    elif not phone.is_international:
        text = N_("Write the telephone number in international form: {international}.")
        yield _found("phone", text, international=phone.international)
    elif phone.country and knows_country and phone.country != shipment.country:
        yield _found(
            "phone",
            N_("The telephone number is one of {phone_country}, the address is in {country}. Is it the buyer's?"),
            phone_country=phone.country,
            country=shipment.country,
        )


def _found(about: str, text: str, **said: object) -> Finding:
    return Finding(about, Sentence(text, said))


def _quoted(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTED else text[: LONGEST_QUOTED - 1] + "…"
