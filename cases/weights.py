"""The weight of a parcel as people write it, in kilograms."""

import re
import unicodedata
from decimal import Decimal

from cases.words import N_, Refused, Term

# Source: https://www.nist.gov/pml/special-publication-811/nist-guide-si-appendix-b-conversion-factors
IN_KILOGRAMS = {
    "kg": Decimal(1),
    "公斤": Decimal(1),
    "千克": Decimal(1),
    "g": Decimal("0.001"),
    "克": Decimal("0.001"),
    "lb": Decimal("0.45359237"),
    "lbs": Decimal("0.45359237"),
    "oz": Decimal("0.028349523125"),
}
HEAVIEST = Decimal(2000)
GRAM = Decimal("0.001")
_WRITTEN = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d]*)\.?")


def read_weight(written: str) -> Decimal:
    """The weight in kilograms, to the gram; without a unit kilograms are meant. Raises Refused for anything else."""
    found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", written).strip().lower())
    factor = IN_KILOGRAMS.get(found[2] or "kg") if found else None
    if found is None or factor is None:
        raise Refused(
            N_("{written} is not a weight. Write it like 1.2 (kilograms) or 800 g."),
            written=written.strip()[:20] or "–",
            field=Term("weight"),
        )
    weight = (Decimal(found[1].replace(",", ".")) * factor).quantize(GRAM)
    if not 0 < weight <= HEAVIEST:
        raise Refused(
            N_("{written} is no weight of a parcel. Check the unit."), written=written.strip()[:20],
            field=Term("weight"),
        )  # fmt: skip
    return weight
