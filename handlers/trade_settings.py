"""*Labels and marketplaces* in the settings: where the team sells, and where it buys its labels.

A new case of which neither is said is taken to be of the only marketplace there is, and shipped with the usual label.
"""

import re

from cases.rights import check_may_do
from cases.words import N_, Sentence, WrongField
from handlers.filled_in import FilledIn
from handlers.settings_preview import previewed
from handlers.views.trade_settings_form import TradeSettings, trade_settings_form
from handlers.visit import Answer, Visit
from partners.carriers.pasted import read_pasted
from partners.programmes.labels import LABELS

MOST_MARKETPLACES, LONGEST_NAME = 30, 60


def asked(visit: Visit) -> Answer:
    """The form, for an admin."""
    check_may_do("settings", visit.who.roles)
    settings = visit.settings
    facts = TradeSettings(settings.version, settings.marketplaces, settings.label)
    return Answer(view=trade_settings_form(facts, visit.words, visit.ask.channel or visit.ask.meta.get("ch")))


def sent(visit: Visit) -> Answer:
    """The form was sent: what would change is shown first."""
    check_may_do("settings", visit.who.roles)
    filled, before = visit.ask.filled, visit.settings
    form = FilledIn()
    update = {
        "version": visit.ask.meta.get("v", before.version),
        "marketplaces": form.read(read_marketplaces, filled.get("marketplaces") or "", otherwise=before.marketplaces),
        "label": filled.get("label") if filled.get("label") in LABELS else "",
    }
    form.check()
    return previewed(visit, before.model_copy(update=update))


def read_marketplaces(written: str) -> list[str]:
    """Marketplaces as people list them, each once and named as cases name them: `Amazon DE` is `amazon.de`.

    Raises WrongField for too many, and for a name that is too long to be one.
    """
    found: list[str] = []
    for piece in filter(None, (one.strip() for one in re.split(r"[,，;；、\n]+", written))):
        if len(piece) > LONGEST_NAME:
            text = N_("“{piece}” is too long for a marketplace. Separate them by commas, like amazon.de, ebay.com.")
            raise WrongField("marketplaces", Sentence(text, {"piece": piece[:40]}))
        name = read_pasted(piece).hints.marketplace or " ".join(piece.casefold().split())
        if name not in found:
            found.append(name)
    if len(found) > MOST_MARKETPLACES:
        text = N_("These are {count} marketplaces; Tracer keeps {most}. Leave out those where you sell least.")
        raise WrongField("marketplaces", Sentence(text, {"count": len(found), "most": MOST_MARKETPLACES}))
    return found


CLICKS = {"trade_settings": asked}
FORMS = {"trade_settings": sent}
