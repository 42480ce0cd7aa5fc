"""The check digits that carriers put at the end of a number, one small rule each.

The rules and their settings come with the number definitions; GS1's mod 10, Luhn, the S10 rule of the
Universal Postal Union (https://www.upu.int/en/postal-solutions/programmes-services/standards), ISO 7064
mod 37/36 of DPD, and two weighted sums of FedEx and DHL.
"""

from collections.abc import Callable, Mapping
from itertools import cycle
from typing import Any

Rule = Mapping[str, Any]

ISO_7064_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def right_check_digit(serial: str, rule: Rule) -> str | None:
    """The one character that belongs behind `serial` under a checksum rule of the definitions.

    None means that no character can be right: the serial holds something the rule cannot count.
    An unknown rule name raises KeyError, so that new data never passes unchecked.
    """
    counted = "".join(str(rule.get("substitutions", {}).get(character, character)) for character in serial)
    try:
        return _RULES[rule["name"]](counted, rule)
    except ValueError:
        return None


def knows(rule: Rule) -> bool:
    """Whether this checksum rule is one that can be computed here."""
    return rule["name"] in _RULES


def _mod10(serial: str, rule: Rule) -> str:
    ordered = serial[::-1] if rule.get("reverse") else serial
    factors = cycle((int(rule.get("evens_multiplier", 1)), int(rule.get("odds_multiplier", 1))))
    total = sum(_worth(character) * factor for character, factor in zip(ordered, factors, strict=False))
    return str(-total % 10)


def _worth(character: str) -> int:
    # UPS counts A as 2, B as 3 … and starts again after nine.
    return int(character) if character.isdigit() else (ord(character) - 3) % 10


def _luhn(serial: str, rule: Rule) -> str:
    total = 0
    for place, character in enumerate(reversed(serial)):
        doubled = int(character) * (1 if place % 2 else 2)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % int(rule.get("modulo", 10)))


def _mod7(serial: str, rule: Rule) -> str:
    return str(int(serial) % int(rule.get("modulo", 7)))


def _weighted(serial: str, rule: Rule) -> str:
    return str(_weighted_sum(serial, rule) % int(rule["modulo1"]) % int(rule["modulo2"]))


def _s10(serial: str, rule: Rule) -> str:
    digit = 11 - _weighted_sum(serial, rule) % int(rule.get("modulo", 11))
    return {10: "0", 11: "5"}.get(digit, str(digit))


def _weighted_sum(serial: str, rule: Rule) -> int:
    return sum(int(character) * int(weight) for character, weight in zip(serial, rule["weightings"], strict=False))


def _mod_37_36(serial: str, rule: Rule) -> str:
    modulo = int(rule.get("modulo", 36))
    alphabet = str(rule.get("alphabet", ISO_7064_CHARACTERS))
    carried = modulo
    for character in serial:
        carried = (carried + alphabet.index(character)) % modulo or modulo
        carried = carried * 2 % (modulo + 1)
    return alphabet[(modulo + 1 - carried) % modulo]


_RULES: dict[str, Callable[[str, Rule], str]] = {
    "mod10": _mod10,
    "luhn": _luhn,
    "mod7": _mod7,
    "sum_product_with_weightings_and_modulo": _weighted,
    "s10": _s10,
    "mod_37_36": _mod_37_36,
}
