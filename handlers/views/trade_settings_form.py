"""Where the team sells, and where its labels are bought: what is taken of new cases of which nobody says it."""

from collections.abc import Sequence

from cases.light_dataclass import dataclass
from cases.words import N_
from handlers.language import Words
from handlers.views.kit import Block, context, field, modal, option, select, text_input
from handlers.views.label_sellers import label_sellers

NO_LABEL = "none"


@dataclass(frozen=True, slots=True)
class TradeSettings:
    """The settings as they stand; `version` comes back with the form. An empty `label` is none in particular."""

    version: int
    marketplaces: Sequence[str]
    label: str


def trade_settings_form(facts: TradeSettings, words: Words, channel: str | None = None) -> Block:
    """The modal for an admin."""
    labels = [option(words(N_("None in particular")), NO_LABEL)]
    labels += label_sellers(words)
    blocks: list[Block] = [
        field(
            words(N_("Marketplaces and shops where you sell")),
            text_input("marketplaces", initial=", ".join(facts.marketplaces), placeholder="amazon.de", most=1500),
            "marketplaces",
            hint=words(N_("With only one, new cases are of it unless somebody says otherwise.")),
        ),
        field(
            words(N_("Where your labels are bought")),
            select("label", labels, facts.label or NO_LABEL),
            "label",
            optional=False,
            hint=words(N_("It decides whose deadlines hold. A case can say otherwise: More, Parcel and route.")),
        ),
        context(words(N_("Cases that are open already stay as they are."))),
    ]
    title, meta = words(N_("Labels & marketplaces")), {"v": facts.version, "ch": channel}
    return modal("trade_settings", title, blocks, submit=words(N_("Save")), close=words(N_("Cancel")), meta=meta)
