"""Which couriers a tracking number can belong to, best first, and why another refuses it.

A number is never decided by its digits alone: twelve digits are FedEx, Purolator, GLS, Aramex or J&T. So the
answer is a ranked list, and where digits fit several couriers the verdict is that a person should choose.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import field

from cases.light_dataclass import dataclass
from cases.words import N_
from partners.carriers.definitions import LENGTH_ALONE, Match, insisted, matching, national_posts
from partners.carriers.names import CARRIERS
from partners.carriers.plain_text import without_printed_dots
from partners.carriers.slips import Repair, letter_slips, repairs

CONFIDENCES = ("strong", "good", "fair", "weak")
LETTERS_AND_CHECK_DIGIT = N_("Letters and check digit fit.")
LETTERS_FIT = N_("The letters fit; this form has no check digit.")
CHECK_DIGIT_FITS = N_("The check digit fits.")
ONLY_THE_LENGTH_FITS = N_("Only the number of digits fits; there is no check digit to prove it.")
MERE_HINT = N_("Many carriers write numbers of this form.")
REASONS = (LETTERS_AND_CHECK_DIGIT, LETTERS_FIT, CHECK_DIGIT_FITS, ONLY_THE_LENGTH_FITS, MERE_HINT)

# A candidate this much more distinctive than the next is not put in doubt by it.
CLEARLY_AHEAD = 3
# What a hint weighs less than any form that somebody published as his own.
HINT = 100
WRAPPING = " \t\r\n\"'`*<>()[]{}“”‘’「」『』《》【】.,;:!?、。，；：！？|#=~"
FREE_LETTERS_NEED = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A courier that a number can belong to; `weight` orders candidates of one confidence."""

    courier: str
    name: str
    definition: str
    confidence: str
    reason: str
    service: str | None = None
    destination: str | None = None
    weight: int = field(default=0, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Slip:
    """A courier's refusal of a number, and the one number it may have been meant to be.

    `found` is the check digit as written, or the letters that stand where only digits may; `expected` is the
    right check digit for the rest of the number as written, where it can be named. `mended` is given only
    when exactly one swap of neighbours or one look-alike (O/0, I/1, S/5, B/8) makes a valid number.
    """

    courier: str
    name: str
    expected: str | None
    found: str
    mended: str | None


@dataclass(frozen=True, slots=True)
class Recognised:
    """What is known of one number: `number` is to be kept and compared, `written` is what was typed.

    The ZIP prefix 420… of a USPS label is not part of `number`; it becomes the candidate's destination.
    """

    number: str
    written: str
    candidates: tuple[Candidate, ...]
    slips: tuple[Slip, ...]

    @property
    def verdict(self) -> str:
        """One of `known` (one clear courier), `ambiguous` (ask a person), `slip` and `unknown`.

        Digits alone are ambiguous as soon as a second courier has such numbers, or none proves them. A slip
        is a number that a courier with letters of its own refuses and that no other clearly claims.
        """
        if not self.candidates:
            return "slip" if self.slips else "unknown"
        best = self.candidates[0]
        if best.confidence == "weak":
            return "slip" if self._refused_by_its_letters() else "ambiguous"
        return "ambiguous" if any(_rivals(best, other) for other in self.candidates[1:]) else "known"

    def _refused_by_its_letters(self) -> bool:
        return bool(self.slips) and not self.number.isdigit()


def recognise(written: str) -> Recognised:
    """What is known of one tracking number, written in any case, width and spacing."""
    number = normalise(written)
    matches = matching(number)
    candidates = _ranked([match for match in matches if match.holds is not False])
    sure = frozenset(entry.courier for entry in candidates if entry.confidence != "weak")
    slips = _slips(number, [match for match in matches if match.holds is False and match.courier not in sure])
    if not sure and not slips:
        slips = tuple(_letter_slips(number))
    return Recognised(_without_zip(number, matches, candidates), written, candidates, slips)


def normalise(written: str) -> str:
    """A number as it is kept: NFKC, upper case, without spaces, dashes, invisible characters and wrapping.

    Normalising twice changes nothing. Anything may be passed in; what is no number stays no number.
    """
    before, after = None, written
    while before != after:
        before, after = after, _normalised_once(after)
    return after


def courier_name(code: str) -> str:
    """The name to show for a courier code; an unknown code is shown as it is."""
    if code in CARRIERS:
        return CARRIERS[code][0]
    if code.startswith("post_") and (post := national_posts().get(code[5:].upper())):
        return post
    return code


def confidence_of(match: Match, number: str) -> str:
    """How much a match tells: see `Candidate.confidence`. The check digit is taken to hold where there is one.

    Letters without a check digit count as distinctive unless the form leaves them open on a short number, or
    lets letters and digits mix freely behind them.
    """
    if match.definition.hint:
        return "weak"
    if number.isdigit():
        return "fair" if match.holds is not None else "weak"
    if match.holds is not None:
        return "strong"
    return "good" if _letters_are_distinctive(match, number) else "weak"


def weight_of(match: Match, number: str) -> int:
    """How distinctive the form is, for ordering matches of one confidence; hints weigh least."""
    known_parts = len(match.found) - min(match.missed, 1)
    return insisted(match.definition, number) + known_parts - (HINT if match.definition.hint else 0)


def _normalised_once(text: str) -> str:
    text = without_printed_dots(text)
    if text.isascii():
        return "".join(text.strip(WRAPPING).upper().replace("-", "").split())
    visible = "".join(character for character in text if not _invisible(character))
    flat = unicodedata.normalize("NFKC", visible).strip(WRAPPING).upper()
    return "".join(_digit(character) for character in flat if not _spacing(character))


def _invisible(character: str) -> bool:
    return not character.isascii() and unicodedata.category(character) in ("Cf", "Mn", "Me")


def _spacing(character: str) -> bool:
    return character.isspace() or character in "-−" or unicodedata.category(character) == "Pd"


def _digit(character: str) -> str:
    return character if character.isascii() else str(unicodedata.decimal(character, character))


def _rivals(best: Candidate, other: Candidate) -> bool:
    if other.weight < 0:
        # A hint puts digits in doubt when as much of the number speaks for it as for the best.
        return best.confidence == "fair" and other.weight + HINT >= best.weight
    if best.weight - other.weight >= CLEARLY_AHEAD:
        return False
    # Digits alone leave every courier that has such numbers in the race, letters only their equals.
    return best.confidence == "fair" or other.confidence == best.confidence


def _ranked(matches: list[Match]) -> tuple[Candidate, ...]:
    best: dict[str, Candidate] = {}
    for match in matches:
        # Weighing costs more than all the rest and tells nothing about a form that stands alone.
        candidate = _candidate(match, weight_of(match, match.number) if len(matches) > 1 else 0)
        if match.courier not in best or _rank(candidate) < _rank(best[match.courier]):
            best[match.courier] = candidate
    return tuple(sorted(best.values(), key=_rank))


def _rank(candidate: Candidate) -> tuple[int, int]:
    return CONFIDENCES.index(candidate.confidence), -candidate.weight


def _candidate(match: Match, weight: int) -> Candidate:
    number = match.number
    confidence = confidence_of(match, number)
    return Candidate(
        courier=match.courier,
        name=courier_name(match.courier),
        definition=match.definition.ident,
        confidence=confidence,
        reason=_reason(match, number, confidence),
        service=_service(match),
        destination=_destination(match),
        weight=weight,
    )


def _reason(match: Match, number: str, confidence: str) -> str:
    if confidence == "weak":
        digits_count = number.isdigit() and not match.definition.hint
        return ONLY_THE_LENGTH_FITS if digits_count else MERE_HINT
    return {"strong": LETTERS_AND_CHECK_DIGIT, "good": LETTERS_FIT, "fair": CHECK_DIGIT_FITS}[confidence]


def _service(match: Match) -> str | None:
    row = match.found.get("Service Type") or match.found.get("Application Identifier")
    return row["name"] if row else None


def _destination(match: Match) -> str | None:
    country = match.found.get("Country Code", {}).get("country_short_code")
    zip_code, more = match.groups.get("DestinationZip"), match.groups.get("DestinationZipPlus4")
    if country and zip_code:
        return f"{country} {zip_code.lstrip('0')}".strip()
    return f"{zip_code}-{more}" if zip_code and more else zip_code


def _letters_are_distinctive(match: Match, number: str) -> bool:
    if match.definition.ident == "dhl_ecommerce":
        return number[2:].isdigit()
    return len(number) >= FREE_LETTERS_NEED or insisted(match.definition, number) > LENGTH_ALONE


def _slips(number: str, refusals: list[Match]) -> tuple[Slip, ...]:
    # Where a letter belongs at the end, fifteen digits are somebody else's number rather than a slip of the pen.
    refusals = [match for match in refusals if not (number.isdigit() and (match.expected or "").isalpha())]
    if not refusals:
        return ()
    mended = repairs(number)
    ordered = sorted(refusals, key=lambda match: weight_of(match, number), reverse=True)
    return tuple({match.courier: _slip(match, mended) for match in reversed(ordered)}.values())[::-1]


def _slip(match: Match, mended: dict[str, list[Repair]]) -> Slip:
    offers = mended.get(match.courier, [])
    return Slip(
        courier=match.courier,
        name=courier_name(match.courier),
        expected=match.expected,
        found=match.groups["CheckDigit"] or "",
        mended=offers[0].number if len(offers) == 1 else None,
    )


def _letter_slips(number: str) -> Iterator[Slip]:
    for courier, offers in letter_slips(number).items():
        mended = offers[0].number if len(offers) == 1 else None
        yield Slip(courier, courier_name(courier), None, offers[0].replaced, mended)


def _without_zip(number: str, matches: tuple[Match, ...], candidates: tuple[Candidate, ...]) -> str:
    if not candidates or candidates[0].courier != "usps":
        return number
    cuts = (match.serial_from for match in matches if match.courier == "usps" and match.holds)
    return number[max(cuts, default=0) :]
