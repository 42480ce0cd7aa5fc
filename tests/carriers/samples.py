"""The published sample numbers: https://github.com/jkeen/tracking_number_data (MIT, see test_numbers.LICENSE.txt)."""

import json
from pathlib import Path
from typing import NamedTuple

from partners.carriers.numbers import Recognised


class Sample(NamedTuple):
    """A published number, the courier it names, and whether it is a valid one."""

    number: str
    courier: str
    definition: str
    valid: bool

    def fits(self, recognised: Recognised) -> bool:
        """Whether the courier is among the candidates; S10 numbers come back as a national post's."""
        return any(self.is_meant_by(candidate) for candidate in recognised.candidates)

    def is_first_in(self, recognised: Recognised) -> bool:
        """Whether the courier is the best candidate."""
        return bool(recognised.candidates) and self.is_meant_by(recognised.candidates[0])

    def is_meant_by(self, candidate) -> bool:
        return candidate.courier == self.courier or candidate.definition == self.courier == "s10"


def _samples(kind: str) -> list[Sample]:
    file = Path(__file__).with_name("test_numbers.json")
    rows = json.loads(file.read_text(encoding="utf-8"))[kind]
    return [Sample(row["number"], row["courier_code"], row["definition"], kind == "valid") for row in rows]


VALID = _samples("valid")
INVALID = _samples("invalid")
