"""The buyer of a case: name, address and how to reach them. Kept apart from the case, shown to few, found by hashes."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from cases.case import Actor, Case
from cases.making import Making
from cases.rights import SEE_ALL, may_see_personal
from cases.words import N_, NotAllowed

NAME_LONGEST, ADDRESS_LONGEST, PHONE_LONGEST, EMAIL_LONGEST = 120, 500, 40, 254
# As many digits tell a telephone number apart, with or without its country or a leading zero.
DIGITS_COMPARED, DIGITS_LEAST = 9, 7
HIDDEN = "•••"


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


def check_may_see_buyer(case: Case, actor: Actor) -> None:
    """Refuse what is known of the buyer to whoever has nothing to do with the case."""
    if not may_see_personal(case, actor):
        raise NotAllowed(
            N_("The buyer of {reference} is shown to its owner, whoever stands in, leads, finance and admins."),
            roles=SEE_ALL,
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
