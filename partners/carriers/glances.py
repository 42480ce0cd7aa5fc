"""A cheap first look at a string of characters: could it be a tracking number, and how sure is that?

`numbers.recognise` explains one number at length; where a text can be read in many ways, each reading is only
glanced at.
"""

import functools
from enum import IntEnum

from partners.carriers.definitions import LENGTH_ALONE, Match, firm_characters, insisted, matching
from partners.carriers.numbers import confidence_of

SHORTEST, LONGEST, FEWEST_DIGITS = 6, 41, 4


class Glance(IntEnum):
    """What a first look says, the surer the greater."""

    NOTHING = 0
    WEAK = 1
    REFUSED = 2
    REFUSED_IN_LETTERS = 3
    FAIR = 4
    GOOD = 5
    STRONG = 6


_OF_CONFIDENCE = {"strong": Glance.STRONG, "good": Glance.GOOD, "fair": Glance.FAIR, "weak": Glance.WEAK}


def looks_like_a_number(number: str) -> bool:
    """Whether a normalised string may be opened as a tracking number even when no carrier knows it."""
    if not (SHORTEST <= len(number) <= LONGEST and number.isascii() and number.isalnum()):
        return False
    return sum(map(str.isdigit, number)) >= FEWEST_DIGITS


@functools.lru_cache(maxsize=4096)
def glance(number: str) -> Glance:
    """The surest that can be said of a normalised number: a courier's form, or a courier's refusal of it.

    `REFUSED_IN_LETTERS` is a wrong check digit in a form with letters or leading digits of its own.
    """
    return max((_of(match, number) for match in matching(number)), default=Glance.NOTHING)


def letters_belong(number: str, letters: int) -> bool:
    """Whether some form insists on characters of its own, as many as the letters typed apart (two at most)."""
    return any(
        firm_characters(match.definition, number) >= min(letters, 2)
        for match in matching(number)
        if match.holds is not False
    )


def _of(match: Match, number: str) -> Glance:
    if match.holds is not False:
        return _OF_CONFIDENCE[confidence_of(match, number)]
    distinctive = insisted(match.definition, number) >= LENGTH_ALONE + 4
    return Glance.REFUSED_IN_LETTERS if distinctive or not number.isdigit() else Glance.REFUSED
