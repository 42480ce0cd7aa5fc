"""A finding in a sentence with its numbers, and one with what to do."""

from collections.abc import Mapping, Sequence
from typing import Any

from cases.findings import PREVENTION, ROUTE, Finding, Share
from cases.light_dataclass import dataclass
from cases.words import N_
from handlers.language import Words, brief
from handlers.views.check import country_name
from handlers.views.kit import Block, button, section

LONGEST_NAME = 60
# What to do about a group that loses more than the others.
DO = {
    "carrier": N_("Move parcels to another carrier, or take these figures to its account manager."),
    "lane": N_("Try another service there, or insure what is worth it: /lost insurance."),
    "hub": N_("Ask the carrier what happens there, with these cases in hand."),
    "warehouse": N_("Look at labels and hand-over there, and have every hand-over scanned."),
    "sku": N_("Look at how it is packed: /lost check packaging."),
    "packaging": N_("Pack it otherwise: /lost check packaging says how, by kind of goods."),
}
PREVENT = {
    "address": N_("Look at addresses before shipping: /lost check."),
    "contact": N_("Ask every buyer for a telephone number, and look at it: /lost check."),
    "packaging": N_("Pack by kind of goods: /lost check packaging."),
    "label": N_("Put a second slip inside, take old labels off, and lay the new one flat."),
    "hand_over": N_("Have every hand-over scanned or signed, and keep the list."),
    "service": N_("Look at the services by loss rate: /lost stats service."),
    "insurance": N_("Insure above the carrier's cover, and enter the contract: /lost insurance."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with the names people know, and what its button finds its cases by."""

    finding: Finding
    name: str
    other: str | None
    value: Mapping[str, Any]


def finding_blocks(found: Sequence[Told], words: Words) -> list[Block]:
    """Each finding with a button to its cases."""
    return [
        section(
            finding_line(one, words),
            block_id=f"finding{number}",
            accessory=button(words(N_("Show cases")), f"stats_cases:finding{number}", one.value),
        )
        for number, one in enumerate(found)
    ]


def finding_line(one: Told, words: Words) -> str:
    """The finding and what to do."""
    return words.in_a_row(_evidence(one, words), _action(one, words))


def _evidence(one: Told, words: Words) -> str:
    finding, name = one.finding, brief(one.name, LONGEST_NAME)
    if finding.by == PREVENTION:
        text = N_("*{name}* could have avoided {share} of the losses that somebody looked back at in 90 days.")
        return words(text, name=name, share=_told(finding.lost))
    if finding.by != ROUTE:
        text = N_("*{name}* lost {share} of its parcels in 90 days, all the others together {others}.")
        return words(text, name=name, share=_told(finding.lost), others=_told(finding.other or finding.lost))
    of = finding.of_losses or finding.lost
    said = {"part": of.part, "all": of.whole, "country": country_name(finding.names[0] or "", words), "name": name}
    if finding.other is None:
        text = N_("{part} of {all} losses to {country} in 90 days went with *{name}*.")
        return words(text, **said)
    text = N_(
        "{part} of {all} losses to {country} in 90 days went with *{name}*: it lost {share} of its parcels, "
        "*{other}* {others}."
    )
    other = brief(one.other or "", LONGEST_NAME)
    return words(text, **said, share=_told(finding.lost), other=other, others=_told(finding.other))


def _action(one: Told, words: Words) -> str:
    finding = one.finding
    if finding.by == PREVENTION:
        return words(PREVENT[finding.names[0] or "address"])
    if finding.by != ROUTE:
        return words(DO[finding.by])
    if finding.other is None:
        return words(N_("Tell how many parcels were shipped with each, and it can be compared: /lost stats shipped."))
    return words(N_("Ship with {other} there."), other=brief(one.other or "", LONGEST_NAME))


def _told(share: Share) -> str:
    """So many of so many, with the range in which the true share lies."""
    low, high = share.range
    return f"{share.part:,}/{share.whole:,} ({low:.1%}–{high:.1%})"
