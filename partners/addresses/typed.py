"""An address as people paste it, in lines or with commas: each piece is what it can be, what is left is the address."""

import re
from collections.abc import Callable
from dataclasses import field
from functools import cache

from cases.address_check import Shipment
from cases.light_dataclass import dataclass
from cases.money import Money, read_money
from cases.words import Refused
from partners.addresses.postal import is_country, is_region, postcode_in
from partners.carriers.names import CARRIERS, carrier_typed, fold
from partners.tracking.countries import country_named

_BREAKS = re.compile(r"[\n\r,;|，；、]+")
_GOODS = re.compile(r"[\"“”「」](?P<goods>[^\"“”「」]{1,200})[\"“”「」]")
_PHONE = re.compile(
    r"(?:(?:tel|phone|telephone|mobile|mob|电话|手机)\s*[.:：]?\s*)?(?P<number>(?:\+|00)?[\d(][\d\s()/.\-]{5,}\d)",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"(?:(?:value|declared|worth|货值|申报|申报价值|价值)\s*[:：]?\s*)?"
    r"(?:(?P<before>[^\W\d_]{1,3}|[^\w\s.,])\s*(?P<one>\d[\d.,']*)|(?P<two>\d[\d.,']*)\s*(?P<behind>[^\W\d_]{1,3}|[^\w\s.,]))",
    re.IGNORECASE,
)
_ENDS_IN_VALUE = re.compile(r"(?P<before>.*\S)\s+(?P<value>\d[\d.,']*\s?[A-Z]{3}|[A-Z]{3}\s?\d[\d.,']*)")
_DIGITS_FIRST = re.compile(r"(?P<code>\d[\d-]{2,8})(?P<city>\s[^\d+]+)?")
_DIGITS_LAST = re.compile(r"(?P<city>[^\d+]+\s)(?P<code>\d[\d-]{2,8})")
# Carriers whose name is told from a piece that goes on with the name of a service.
_BEGIN_SERVICES = frozenset({"ups", "fedex", "dhl", "usps", "dpd", "gls", "evri", "aramex", "yunexpress", "4px", "sf"})
FEWEST_DIGITS = 7
MOST_WORDS_OF_A_COUNTRY = 3
STATES_TOO = frozenset({"georgia"})


@dataclass(frozen=True, slots=True)
class Courier:
    """A carrier by its code, None where it is none that is known, with the service that was named."""

    code: str | None = None
    name: str = ""
    service: str | None = None


NO_COURIER = Courier()


@dataclass(slots=True)
class _Reading:
    """The pieces that are left, and what was found of the others."""

    pieces: list[str]
    found: dict[str, object] = field(default_factory=dict)

    def takes(self, name: str, reads: Callable[[str], object | None], *, last: bool = False) -> None:
        """Give a name to the first piece (or the last) that reads as it, and take it away."""
        for place in reversed(range(len(self.pieces))) if last else range(len(self.pieces)):
            value = reads(self.pieces[place])
            if value is not None:
                self.found[name] = value
                del self.pieces[place]
                return


def read_typed(text: str) -> Shipment:
    """What was pasted, taken apart as far as it can be: the country decides what is a postcode and a region."""
    goods = _GOODS.search(text)
    pieces = [" ".join(one.split()) for one in _BREAKS.split(_GOODS.sub("\n", text))]
    reading = _Reading([part for one in pieces if one for part in _apart(one)])
    reading.takes("carrier", _carrier)
    reading.takes("value", read_value)
    reading.takes("country", _country_by_name, last=True)
    if "country" not in reading.found:
        reading.takes("country", _country_by_letters, last=True)
    if "country" not in reading.found:
        _take_country_behind(reading)
    country = reading.found.get("country")
    postcode = _take_postcode(reading, str(country)) if country else ""
    reading.takes("phone", _phone, last=True)
    region = _take_region(reading, str(country)) if country else ""
    if country and not postcode:
        postcode = _take_mistyped(reading)
    courier = reading.found.get("carrier")
    courier = courier if isinstance(courier, Courier) else NO_COURIER
    value = reading.found.get("value")
    return Shipment(
        country=str(country) if country else None,
        lines=tuple(reading.pieces),
        region=region,
        postcode=postcode,
        phone=str(reading.found.get("phone") or ""),
        carrier=courier.code,
        carrier_name=courier.name,
        service=courier.service,
        value=value if isinstance(value, Money) else None,
        goods=goods["goods"].strip() if goods else "",
        by_fields=False,
    )


def _apart(piece: str) -> list[str]:
    """A piece without the value at its end and the carrier behind a telephone, and these: `0151 4960018 UPS 3 USD`."""
    behind: list[str] = []
    if (ended := _ENDS_IN_VALUE.fullmatch(piece)) and read_value(ended["value"]):
        piece, behind = ended["before"], [ended["value"]]
    before, _, last = piece.rpartition(" ")
    if _phone(before) and carrier_typed(last) in _BEGIN_SERVICES:
        piece, behind = before, [last, *behind]
    return [piece, *behind]


def carrier_and_service(written: str) -> Courier:
    """Whom somebody means who wrote a carrier's name, alone or with a service; one that is not known keeps its name."""
    return _carrier(written) or (Courier(None, written) if written else NO_COURIER)


def country_written(written: str) -> str | None:
    """The ISO code of a country by its letters or one of its names; None where it is none."""
    code = country_named(written.upper() if len(written) == 2 else written) or _country_names().get(written.casefold())
    return code if code and is_country(code) else None


def read_value(written: str) -> Money | None:
    """An amount with its currency, like `300 USD`; None where it is none."""
    found = _VALUE.fullmatch(written.strip())
    if found is None:
        return None
    try:
        return read_money(found["one"] or found["two"], found["before"] or found["behind"])
    except Refused:
        return None


def _carrier(piece: str) -> Courier | None:
    """A carrier's name alone, or with a service behind it."""
    code = carrier_typed(piece)
    if code is not None:
        name = CARRIERS[code][0]
        return Courier(code, name, piece if fold(piece).startswith(f"{fold(name)} ") else None)
    first, _, rest = piece.partition(" ")
    code = carrier_typed(first)
    if code in _BEGIN_SERVICES and rest and len(rest.split()) <= 4 and not any(sign.isdigit() for sign in rest):
        return Courier(code, CARRIERS[code][0], rest)
    return None


def _country_by_name(piece: str) -> str | None:
    return country_written(piece) if not (piece.isascii() and len(piece) < 3) else None


def _take_country_behind(reading: _Reading) -> None:
    """The name of a country at the end of an address without commas: `12 Rue de Rivoli 75001 Paris France`."""
    for place, piece in enumerate(reading.pieces):
        words = piece.split()
        for count in range(min(MOST_WORDS_OF_A_COUNTRY, len(words) - 2), 0, -1):
            name = " ".join(words[-count:])
            # What is also a state's name, or its end, says nothing where nothing parts it from the town.
            if words[-count - 1].casefold() == "new" or name.casefold() in STATES_TOO:
                continue
            if (code := _country_by_name(name)) and any(sign.isdigit() for sign in piece):
                reading.found["country"] = code
                reading.pieces[place] = " ".join(words[:-count])
                return


def _country_by_letters(piece: str) -> str | None:
    return country_written(piece) if len(piece) == 2 and piece.isupper() else None


@cache
def _country_names() -> dict[str, str]:
    """Every country by its English and its Chinese name."""
    from babel import Locale

    return {
        name.casefold(): code
        for language in ("en", "zh")
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha()
    }


def _phone(piece: str) -> str | None:
    found = _PHONE.fullmatch(piece)
    return found["number"] if found and sum(sign.isdigit() for sign in found["number"]) >= FEWEST_DIGITS else None


def _take_postcode(reading: _Reading, country: str) -> str:
    """The last postcode of the country in the pieces; the rest of its piece stays, as what it is of."""
    for place in reversed(range(len(reading.pieces))):
        piece = reading.pieces[place]
        code = None if piece.startswith(("+", "00")) else postcode_in(country, piece)
        if code is not None:
            rest = " ".join(piece.replace(code, " ").split()).strip(" -〒")
            reading.pieces[place : place + 1] = [rest] if rest else []
            return code
    return ""


def _take_mistyped(reading: _Reading) -> str:
    """Digits in the last piece, before the city or behind it, that are no postcode of the country: a mistyped one."""
    if len(reading.pieces) < 2:
        return ""
    *before, last = reading.pieces
    found = _DIGITS_FIRST.fullmatch(last)
    if found is None and any(sign.isdigit() for piece in before for sign in piece):
        found = _DIGITS_LAST.fullmatch(last)
    if found is None:
        return ""
    rest = (found["city"] or "").strip()
    reading.pieces[-1:] = [rest] if rest else []
    return found["code"]


def _take_region(reading: _Reading, country: str) -> str:
    """The last piece that is a region of the country, or whose last word is the letters of one."""
    for place in reversed(range(1, len(reading.pieces))):
        piece = reading.pieces[place]
        if is_region(country, piece):
            del reading.pieces[place]
            return piece
        before, _, word = piece.rpartition(" ")
        if before and len(word) <= 3 and word.isupper() and is_region(country, word):
            reading.pieces[place] = before
            return word
    return ""
