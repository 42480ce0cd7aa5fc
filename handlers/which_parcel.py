"""What cannot be told from a number alone: the question, and the answers a person can give to it."""

from cases.light_dataclass import dataclass
from cases.words import N_
from handlers.language import Marked, Words, quoted
from partners.carriers.numbers import Recognised
from partners.carriers.pasted import Hints
from storage.case_lists import CaseSummary

MOST_CARRIERS = 4
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: its label, the carrier that then holds (`unknown` included), and the number."""

    label: str
    carrier: str
    number: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, as mrkdwn, and what can be answered."""

    text: str
    choices: tuple[Choice, ...]


def question_about(one: Recognised, hints: Hints, existing: CaseSummary | None, words: Words) -> Question | None:
    """What has to be asked before a case is opened for a number; None when nothing has to.

    `existing` is the closed case of the number, if it had one.
    """
    if existing is not None:
        return _had_a_case(one, existing, words)
    if one.verdict == "slip":
        return _slip(one, hints.carrier, words)
    if hints.carrier or one.verdict == "known":
        return None
    return _several(one, words) if one.verdict == "ambiguous" else _nobodys(one, words)


def _had_a_case(one: Recognised, existing: CaseSummary, words: Words) -> Question:
    text = words(
        N_("{number} had a case before: {reference}, which is closed. Look at that one, or open a new case."),
        number=one.number,
        reference=existing.reference,
    )
    carrier = one.candidates[0].courier if one.verdict == "known" else existing.carrier or UNKNOWN
    return Question(text, (Choice(words(N_("Open a new case")), carrier, one.number),))


def _several(one: Recognised, words: Words) -> Question:
    offered = one.candidates[:MOST_CARRIERS]
    text = words(
        N_("{number} could be {carriers}. Which label did you buy?"),
        number=one.number,
        carriers=Marked(words(N_(" or ")).join(quoted(candidate.name) for candidate in offered)),
    )
    choices = [Choice(candidate.name, candidate.courier, one.number) for candidate in offered]
    if one.slips:
        text = words.in_a_row(text, _explained(one, words))
    choices += _mended(one, words)
    return Question(text, (*choices, Choice(words(N_("Not sure")), UNKNOWN, one.number)))


def _slip(one: Recognised, carrier: str | None, words: Words) -> Question:
    """A wrong check digit is explained; the one repair that makes sense is offered first."""
    mended = _mended(one, words)
    if mended:
        then = words(N_("Did you mean {number}?"), number=mended[0].number)
    else:
        then = words(N_("Compare it with the label."))
    as_it_is = Choice(words(N_("Open it as it is")), carrier or UNKNOWN, one.number)
    return Question(words.in_a_row(_explained(one, words), then), (*mended, as_it_is))


def _nobodys(one: Recognised, words: Words) -> Question:
    text = words(N_("No carrier that Tracer knows has numbers like {number}. Is it right?"), number=one.number)
    return Question(text, (Choice(words(N_("Open as unknown carrier")), UNKNOWN, one.number),))


def _mended(one: Recognised, words: Words) -> list[Choice]:
    """The number that was meant, where only one can have been."""
    offers = {slip.mended for slip in one.slips if slip.mended}
    mended = one.slips[0].mended if len(offers) == 1 else None
    if mended is None:
        return []
    return [Choice(words.plain(N_("Use {number}"), number=mended), one.slips[0].courier, mended)]


def _explained(one: Recognised, words: Words) -> str:
    slip = one.slips[0]
    if slip.expected is None:
        return words(N_("{number} is not a {carrier} number as it stands."), number=one.number, carrier=slip.name)
    return words(
        N_("{number} looks like {carrier}, but its check digit does not fit: {found} where it should be {expected}."),
        number=one.number,
        carrier=slip.name,
        found=slip.found,
        expected=slip.expected,
    )
