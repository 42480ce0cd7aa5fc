"""What a mistyped number may have been meant to be: neighbours swapped, or a letter read for a digit."""

from collections import defaultdict
from collections.abc import Iterator

from cases.light_dataclass import dataclass
from partners.carriers.definitions import LENGTH_ALONE, LONGEST, Match, insisted, matching

LOOK_ALIKES = {"O": "0", "0": "O", "I": "1", "1": "I", "S": "5", "5": "S", "B": "8", "8": "B"}
LETTERS_LIKE_DIGITS = {letter: digit for letter, digit in LOOK_ALIKES.items() if letter.isalpha()}
# A form without check digit is worth a repair when two letters or more are the courier's own.
DISTINCTIVE = LENGTH_ALONE + 4


@dataclass(frozen=True, slots=True)
class Repair:
    """A number after one repair, and the characters that were replaced ("" for a swap)."""

    number: str
    replaced: str = ""


def repairs(number: str) -> dict[str, list[Repair]]:
    """Couriers, and for each the distinct valid numbers that one repair of this one makes.

    A repair is a swap of two neighbours, or one look-alike. Valid means that the courier's check digit holds.
    """
    found: dict[str, list[Repair]] = defaultdict(list)
    for repair in {entry.number: entry for entry in (*_swapped(number), *_one_look_alike(number))}.values():
        for courier in {match.courier for match in matching(repair.number) if match.holds}:
            found[courier].append(repair)
    return found


def letter_slips(number: str) -> dict[str, list[Repair]]:
    """Couriers whose number this is once letters that look like digits are read as digits.

    Only for numbers that have no courier's form. The letters of one kind are replaced one at a time or all
    at once, so that somebody who always types O for 0 is understood. A form without check digit counts only
    when it is distinctive.
    """
    if len(number) > LONGEST:
        return {}
    found: dict[str, list[Repair]] = defaultdict(list)
    for repair in {entry.number: entry for entry in _read_as_digits(number)}.values():
        for courier in _couriers_of(repair.number):
            found[courier].append(repair)
    return found


def _couriers_of(number: str) -> set[str]:
    return {
        match.courier
        for match in matching(number)
        if match.holds or (match.holds is None and not match.definition.hint and _distinctive(match, number))
    }


def _distinctive(match: Match, number: str) -> bool:
    return insisted(match.definition, number) >= DISTINCTIVE


def _swapped(number: str) -> Iterator[Repair]:
    for place in range(len(number) - 1):
        left, right = number[place], number[place + 1]
        if left != right:
            yield Repair(number[:place] + right + left + number[place + 2 :])


def _one_look_alike(number: str) -> Iterator[Repair]:
    for place, character in enumerate(number):
        if character in LOOK_ALIKES:
            yield Repair(number[:place] + LOOK_ALIKES[character] + number[place + 1 :], character)


def _read_as_digits(number: str) -> Iterator[Repair]:
    for repair in _one_look_alike(number):
        if repair.replaced in LETTERS_LIKE_DIGITS:
            yield repair
    for letter, digit in LETTERS_LIKE_DIGITS.items():
        if letter in number:
            yield Repair(number.replace(letter, digit), letter)
    every = "".join(LETTERS_LIKE_DIGITS.get(character, character) for character in number)
    if every != number:
        yield Repair(every, "".join(sorted(set(number) & LETTERS_LIKE_DIGITS.keys())))
