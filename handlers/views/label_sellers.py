"""Where labels are bought, as people know it and as a form offers it."""

from cases.rules import OWN_ACCOUNT
from cases.words import N_
from handlers.language import Words
from handlers.views.kit import Block, option
from partners.programmes.labels import LABELS

OWN_LABEL = N_("Our own account with the carrier")


def label_seller(code: str, words: Words) -> str:
    """A seller of labels by its code; what somebody entered otherwise is its own name."""
    return words(OWN_LABEL) if code == OWN_ACCOUNT else LABELS.get(code, code)


def label_sellers(words: Words, known: str | None = None) -> list[Block]:
    """The sellers as choices, an own account first; what somebody entered otherwise, `known`, stays a choice."""
    others = [known] if known and known not in LABELS else []
    return [option(label_seller(code, words), code) for code in [*LABELS, *others]]
