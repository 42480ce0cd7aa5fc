"""The number definitions, read from the data files on first use and kept.

How to teach Tracer the next carrier's numbers:

1. Add a row to `data/house_formats.json`: an `id`, anchored `patterns` for the number without spaces and
   dashes, a `confidence` (`high` or `medium` when the letters tell; `low` when half the world writes numbers
   of that shape, which makes it a mere hint), and a `note` with the reason. A carrier whose numbers end in a
   check digit is better described in `data/definitions/`, one file per courier, with the named groups
   `SerialNumber` and `CheckDigit` and a `validation.checksum` that `check_digits.py` knows.
2. Add the carrier to `names.py`: code, name, and what people type for it. A row whose `id` is not the
   courier's code gets its courier in `COURIER_OF_ROW` below.
3. Add one real number and one with a slip to the table in `tests/carriers/test_numbers.py`.
"""

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path
from typing import Any

from cases.light_dataclass import dataclass
from partners.carriers.check_digits import Rule, knows, right_check_digit
from partners.carriers.names import post_code

DATA = Path(__file__).parent / "data"
LONGEST = 41
FEWEST_DIGITS_IN_A_HINT = 4
LENGTH_ALONE = 4

# Rows whose id is not the code of the courier they belong to.
COURIER_OF_ROW = {
    "4px_lp": "4px",
    "amazon_uk": "amazon",
    "china_post_domestic": "china_post",
    "dhl_parcel_3s": "dhl",
    "dhl_piece": "dhl",
    "dhl_piece_express": "dhl",
    "dpd_14": "dpd",
    "fedex_door_tag": "fedex",
    "lasership_other": "lasership",
    "postnl_3s": "postnl",
    "royal_mail_2d": "royal_mail",
    "sf_express_domestic": "sf_express",
    "swiss_post_domestic": "swiss_post",
    "yto_express": "yto_express",
}
# The first letters of the …YQ numbers name the line.
LINES_OF_YQ = {
    "BCE": "bluecare",
    "CJP": "cjpacket",
    "JCE": "jcex",
    "TYZ": "topyou",
    "USK": "usky",
    "WNB": "wanb",
}
# S10 knows Royal Mail's GB numbers with their check digit; a shape without it would let slips through.
ROWS_KNOWN_BETTER_ELSEWHERE = {"royal_mail"}
# The twenty digits of DHL Paket are an SSCC behind the application identifier 00
# (https://www.gs1.org/standards/id-keys/sscc), so GS1's check digit tells.
SSCC = r"(?P<SerialNumber>003\d{16})(?P<CheckDigit>\d)"
# The same without its identifier, as some shops copy it; 40434 is the number that GS1 gave to German parcels.
SSCC_ALONE = r"(?P<SerialNumber>340434\d{11})(?P<CheckDigit>\d)"
# FedEx Ground Economy prints the postal number without its first 92, which its check digit counts all the same.
# https://images.fedex.com/us/software/pdf/FedEx_SmartPost_Job_Aid_v2600_06222012.pdf
GROUND_ECONOMY = r"(?P<SerialNumber>(?:6129|7489)\d{15})(?P<CheckDigit>\d)"
GS1_CHECK: Rule = {"name": "mod10", "evens_multiplier": 3, "odds_multiplier": 1, "reverse": True}


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """One number format of one courier; `hint` marks a shape that is too common to decide anything."""

    courier: str
    ident: str
    pattern: re.Pattern[str]
    checksum: Rule | None = None
    prepend: tuple[re.Pattern[str], str] | None = None
    lookups: tuple[dict[str, Any], ...] = ()
    must_exist: frozenset[str] = frozenset()
    hint: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """A number that has the form of a definition; `holds` is None where the form has no check digit."""

    definition: Definition
    number: str
    groups: dict[str, str | None]
    courier: str
    found: dict[str, dict[str, Any]] = field(default_factory=dict)
    missed: int = 0
    expected: str | None = None
    holds: bool | None = None
    serial_from: int = 0


@functools.lru_cache(maxsize=4096)
def matching(number: str) -> tuple[Match, ...]:
    """Every definition whose form the number has, check digit right or wrong, in the order of the data.

    The number is normalised: upper case, no spaces or dashes. Anything longer than 41 characters, or with a
    character that is no letter A-Z or digit, matches nothing.
    """
    if not number or len(number) > LONGEST or not (number.isascii() and number.isalnum()):
        return ()
    return tuple(match for entry in _entries_for(number) if (match := _match(entry, number)) is not None)


def insisted(definition: Definition, number: str) -> int:
    """How distinctive the form of this number is: two for every character that must be what it is.

    A length that may neither grow nor shrink adds four, one that may do only one of these adds one; so a
    mere count of digits never comes to more than four.
    """
    fits = definition.pattern.fullmatch
    firm_ends = (fits(number + "0") is None) + (fits(number[:-1]) is None)
    return 2 * firm_characters(definition, number) + (0, 1, LENGTH_ALONE)[firm_ends]


def firm_characters(definition: Definition, number: str) -> int:
    """How many characters of the number the form allows no other letter or digit for."""
    fits = definition.pattern.fullmatch
    return sum(fits(number[:i] + _other(number[i]) + number[i + 1 :]) is None for i in range(len(number)))


def _other(character: str) -> str:
    if character.isdigit():
        return "0" if character == "9" else "9"
    return "X" if character == "Q" else "Q"


def _match(definition: Definition, number: str) -> Match | None:
    hit = definition.pattern.fullmatch(number)
    if hit is None or (definition.hint and sum(map(str.isdigit, number)) < FEWEST_DIGITS_IN_A_HINT):
        return None
    groups = hit.groupdict()
    found, missed = _looked_up(definition, groups)
    if not definition.must_exist <= found.keys():
        return None
    expected = _expected(definition, groups)
    return Match(
        definition,
        number,
        groups,
        _courier(definition, groups, number),
        found,
        missed,
        expected,
        None if definition.checksum is None else expected == groups["CheckDigit"],
        hit.start("SerialNumber") if groups.get("RoutingApplicationId") else 0,
    )


def _expected(definition: Definition, groups: dict[str, str | None]) -> str | None:
    if definition.checksum is None:
        return None
    serial = groups["SerialNumber"] or ""
    if definition.prepend is not None and definition.prepend[0].search(serial):
        serial = definition.prepend[1] + serial
    return right_check_digit(serial, definition.checksum)


def _looked_up(definition: Definition, groups: dict[str, str | None]) -> tuple[dict[str, dict[str, Any]], int]:
    found: dict[str, dict[str, Any]] = {}
    for lookup in definition.lookups:
        row = _row(lookup, groups.get(lookup["regex_group_name"]) or "")
        if row is not None:
            found[lookup["name"]] = row
    return found, len(definition.lookups) - len(found)


def _row(lookup: dict[str, Any], written: str) -> dict[str, Any] | None:
    exact: dict[str, Any] | None = lookup["exact"].get(written)
    if exact is not None:
        return exact
    return next((row for pattern, row in lookup["patterns"] if pattern.fullmatch(written)), None)


def _courier(definition: Definition, groups: dict[str, str | None], number: str) -> str:
    if definition.courier == "s10":
        return post_code(groups["CountryCode"] or "")
    if definition.courier == "yq_suffix":
        return LINES_OF_YQ.get(number[:3], "yq_suffix")
    return definition.courier


def _entries_for(number: str) -> tuple[Definition, ...]:
    with_letters, digits_only = all_definitions()
    return digits_only if number.isdigit() else with_letters


@functools.cache
def all_definitions() -> tuple[tuple[Definition, ...], tuple[Definition, ...]]:
    """All definitions twice: those a number with letters can have, and those a number of digits can have."""
    ours = (
        Definition("dhl_paket", "dhl_paket_sscc", re.compile(SSCC), GS1_CHECK),
        Definition("dhl_paket", "dhl_paket_sscc_alone", re.compile(SSCC_ALONE), GS1_CHECK),
        Definition(
            "fedex", "fedex_ground_economy", re.compile(GROUND_ECONOMY), GS1_CHECK, prepend=(re.compile(""), "92")
        ),
    )
    shapes = (*_shapes("crossborder_formats.json"), *_shapes("house_formats.json"))
    loaded = (*_published(), *ours, *shapes)
    with_letters = tuple(entry for entry in loaded if re.search(r"[A-Z]", _bare(entry.pattern.pattern)))
    digits_only = tuple(entry for entry in loaded if not _needs_a_letter(entry.pattern.pattern))
    return with_letters, digits_only


@functools.cache
def national_posts() -> dict[str, str]:
    """Country letters of S10 numbers and the post that issues them, as the data name it."""
    posts: dict[str, str] = dict(_read("house_formats.json")["posts"])
    for lookup in _read("definitions/s10.json")["tracking_numbers"][0]["additional"]:
        if lookup["name"] == "Courier":
            posts.update({row["matches"]: row["courier"] for row in lookup["lookup"]})
    return posts


def _published() -> Iterator[Definition]:
    for file in sorted((DATA / "definitions").glob("*.json")):
        courier = json.loads(file.read_text(encoding="utf-8"))
        for entry in courier["tracking_numbers"]:
            yield _definition(courier["courier_code"], entry)


def _definition(courier: str, entry: dict[str, Any]) -> Definition:
    validation = entry.get("validation", {})
    checksum = validation.get("checksum")
    if checksum is not None and not knows(checksum):
        raise ValueError(f"{courier}: the checksum {checksum['name']!r} is not known to check_digits.py")
    prepend = validation.get("serial_number_format", {}).get("prepend_if")
    return Definition(
        courier=courier,
        ident=entry.get("id") or entry["name"],
        pattern=re.compile(_compact(entry["regex"])),
        checksum=checksum,
        prepend=prepend and (re.compile(_compact(prepend["matches_regex"])), prepend["content"]),
        lookups=tuple(_lookup(courier, row) for row in entry.get("additional", [])),
        must_exist=frozenset(validation.get("additional", {}).get("exists", [])),
    )


def _lookup(courier: str, listed: dict[str, Any]) -> dict[str, Any]:
    rows = listed["lookup"]
    exact = {row["matches"]: row for row in rows if "matches" in row}
    if courier == "s10" and listed["name"] == "Courier":
        exact = {letters: {"matches": letters, "courier": name} for letters, name in national_posts().items()}
    patterns = [(re.compile(row["matches_regex"]), row) for row in rows if "matches_regex" in row]
    return {**listed, "exact": exact, "patterns": patterns}


def _shapes(file: str) -> Iterator[Definition]:
    for row in _read(file)["formats"]:
        if row["id"] in ROWS_KNOWN_BETTER_ELSEWHERE:
            continue
        for shape in row["patterns"]:
            courier = COURIER_OF_ROW.get(row["id"], row["id"])
            pattern = re.compile(_compact(shape.strip("^$")))
            yield Definition(courier, row["id"], pattern, hint=row["confidence"] == "low")


def _read(file: str) -> Any:
    return json.loads((DATA / file).read_text(encoding="utf-8"))


def _compact(pattern: str | list[str]) -> str:
    """The pattern for a number without spaces and dashes; a dash that the data asks for may be missing."""
    text = pattern if isinstance(pattern, str) else "".join(pattern)
    text = text.replace(r"\s*", "").replace(r"[0-9A-Z\s]", "[0-9A-Z]").replace(r"\b", "")
    text = text.replace("(?<", "(?P<").replace("(?P<!", "(?<!").replace("(?P<=", "(?<=")
    text = re.sub(r"\((?:\?:)?(\[[^]]*\])\)", r"\1", text)
    return re.sub(r"-(?![^[]*\])", "-?", text).replace(r"\d", "[0-9]")


def _bare(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(", pattern)


def _needs_a_letter(pattern: str) -> bool:
    """Whether no number of digits alone can have this form: a letter, or a class of letters only, is in it."""
    without_mixed_classes = re.sub(r"\[[^]]*0-9[^]]*\]", "", _bare(pattern))
    return re.search(r"[A-Z]", without_mixed_classes) is not None
