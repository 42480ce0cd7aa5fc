"""The buyer of a case: name, address and how to reach them. Kept apart from the case, shown to few, found by hashes."""

import re
import unicodedata
from collections.abc import Callable

from cases.case import Actor, Case
from cases.light_dataclass import dataclass
from cases.making import Making
from cases.moves import FINANCE, LEAD
from cases.rights import is_theirs
from cases.words import N_, NotAllowed

NAME_LONGEST, ADDRESS_LONGEST, PHONE_LONGEST, EMAIL_LONGEST = 120, 500, 40, 254
# As many digits tell a telephone number apart, with or without its country or a leading zero.
DIGITS_COMPARED, DIGITS_LEAST = 9, 7
HIDDEN = "•••"
# A shorter word of a name (“de”, “Li”) is in too many others.
NAME_WORD_LEAST = 3
_NUMBER = re.compile(r"\+?\d[\d\s()/.-]{5,}\d")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Buyer:
    """What is known of a buyer; the address has a line for each of its lines. What is not known is empty."""

    name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""

    @property
    def is_known(self) -> bool:
        """Whether anything is known of them."""
        return bool(self.name or self.address or self.phone or self.email)

    @property
    def addressee(self) -> str:
        """Name and address in one line, as a letter names the addressee; empty where neither is known."""
        return ", ".join(filter(None, (self.name, *(line.strip() for line in self.address.splitlines()))))


def masked(buyer: Buyer) -> Buyer:
    """The same, so that whoever knows the buyer recognises them and nobody else learns anything."""
    user, at, domain = buyer.email.partition("@")
    return Buyer(
        " ".join(f"{word[0]}{HIDDEN}" for word in buyer.name.split()),
        HIDDEN if buyer.address else "",
        f"{HIDDEN}{buyer.phone[-2:]}" if buyer.phone else "",
        f"{user[:1]}{HIDDEN}{at}{domain}" if buyer.email else "",
    )


def names_buyer(text: str, buyer: Buyer) -> bool:
    """Whether a text has the buyer's name, a line of the address, the number or the e-mail address in it."""
    folded = _folded(text)
    lines = [line.strip() for line in buyer.address.splitlines() if any(map(str.isdigit, line))]
    return any(_folded(one) in folded for one in (buyer.name, buyer.phone, buyer.email, *lines) if one.strip())


def without_buyer(text: str, buyer: Buyer) -> str:
    """The text with marks in place of whatever tells the buyer: name, lines of the address, number, e-mail address.

    What is written too differently to be found piece by piece, though it tells them, goes as a whole.
    """
    numbers = set(by_what(buyer.phone))
    told = _NUMBER.sub(lambda one: HIDDEN if numbers & set(by_what(one[0])) else one[0], text) if numbers else text
    lines = [line for line in buyer.address.splitlines() if any(map(str.isdigit, line))]
    words = [word for word in re.findall(r"\w+", buyer.name) if len(word) >= NAME_WORD_LEAST]
    for one in (buyer.email, *lines, buyer.name, *words):
        told = _written(one).sub(HIDDEN, told) if one.strip() else told
    return HIDDEN if names_buyer(told, buyer) else told


def _written(one: str) -> re.Pattern[str]:
    """It as a word or words of its own, with any spaces between them; Chinese has none around a name."""
    inner = r"\s+".join(map(re.escape, one.split()))
    return re.compile(rf"(?<!\w){inner}s?(?!\w)" if _LATIN.search(one) else inner, re.IGNORECASE)


def by_what(written: str) -> tuple[str, ...]:
    """What a buyer is looked for by, as it is compared: an e-mail address, a telephone number, else a name."""
    text = _folded(written)
    if "@" in text:
        return (f"email {text}",)
    digits = re.sub(r"\D", "", text)
    if len(digits) >= DIGITS_LEAST and not any(map(str.isalpha, text)):
        return (f"phone {digits[-DIGITS_COMPARED:]}",)
    words = sorted(re.findall(r"\w+", text))
    return (f"name {' '.join(words)}",) if words else ()


def found_by(buyer: Buyer) -> tuple[str, ...]:
    """Everything a buyer can be found by, each as `by_what` makes it."""
    return tuple(dict.fromkeys(what for one in (buyer.name, buyer.phone, buyer.email) for what in by_what(one)))


def may_see_buyer(case: Case, actor: Actor) -> bool:
    """Whether somebody may read who the buyer is: leads, agents of their own cases as of all that is personal, and
    finance while a request of the case waits for them.
    """
    waits = any(one.state in ("awaiting_approval", "asked") for one in case.remedies)
    return LEAD in actor.roles or is_theirs(case, actor) or (FINANCE in actor.roles and waits)


def check_may_see_buyer(case: Case, actor: Actor) -> None:
    """Refuse what is known of the buyer to whoever has nothing to do with it."""
    if not may_see_buyer(case, actor):
        raise NotAllowed(
            N_(
                "The buyer of {reference} is shown to its owner, whoever stands in, leads, and to finance while a "
                "request waits for approval."
            ),
            roles=frozenset({LEAD}),
            reference=case.reference,
        )


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _unchanged_for_who_may_see(making: Making) -> Case:
    """Entered or looked at: nothing of it stands in the case itself."""
    if making.act.actor.kind == "person":
        check_may_see_buyer(making.case, making.act.actor)
    return making.case


BUYER_EFFECTS: dict[str, Callable[[Making], Case]] = {
    "set_buyer": _unchanged_for_who_may_see,
    "see_buyer": _unchanged_for_who_may_see,
    "erase_buyer": _unchanged_for_who_may_see,
}
