"""Looking through what somebody reads for words of the other language."""

import re
from collections.abc import Iterator
from typing import Any

from cases.money import MINOR_DIGITS
from handlers.payer_files import CELLS
from handlers.routes import VERBS
from partners.carriers.names import CARRIERS
from partners.programmes.labels import LABELS
from tests.views.nasty import OURS, texts

# What stays as it is in Chinese: the product, its commands, codes, names, zones, and the trade's English beside its
# Chinese on first use.
OF_BOTH = frozenset(
    """
    Tracer Slack lost invite tracer run worker doctor health list help lang settings show note assign found close
    reopen take notlost en zh auto channel mine due silent approve closed carrier ups market amazon lin me
    LOST INC English inquiry claim dispute delivered not received WeChat App Home
    UTC CST CET GMT EST PST PDT Asia Shanghai Europe Berlin America Los Angeles Argentina ComodRivadavia
    SHA UPS DHL USPS FedEx PayPal Paket eCommerce de US XAF SDR CN DE NW AU Priority Mail International DDP DAP CSV
    Excel xlsx
    XDR EU
    """.split()
) | set(MINOR_DIGITS)
LABEL_NAMES = frozenset(word for name in LABELS.values() for word in re.findall("[A-Za-z]{2,}", name))
CARRIER_NAMES = frozenset(word for name, _ in CARRIERS.values() for word in re.findall("[A-Za-z]{2,}", name))
A_NUMBER = re.compile(r"\b(?=\w*\d)\w{2,}\b")
ENGLISH = re.compile(r"[A-Za-z]{2,}")
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uff60]+")
CODE = re.compile(r"`[^`]*`")
# What follows a verb in a command that a text names, to be typed as it stands in either language.
AFTER_A_VERB = ("me", "off", "mine", "due", "schedule", "ups", *CELLS)
COMMAND = re.compile(
    rf"(?:/lost|@Tracer)(?: (?:{'|'.join(sorted([*VERBS, *AFTER_A_VERB], key=len, reverse=True))})\b)+"
)


def said(payload: Any) -> Iterator[str]:
    """Every text of a payload, the one for notifications included, without marks of Slack's and without code."""
    for _, text in texts(payload):
        yield text
    if isinstance(payload, dict) and isinstance(payload.get("text"), str):
        yield payload["text"]


def english_in(text: str, names: frozenset[str] = frozenset()) -> list[str]:
    """English words in a text for a Chinese reader that have no business there."""
    bare = A_NUMBER.sub("", COMMAND.sub("", CODE.sub("", OURS.sub("", text))))
    return [word for word in ENGLISH.findall(bare) if word not in OF_BOTH | CARRIER_NAMES | LABEL_NAMES | names]


def chinese_in(text: str) -> list[str]:
    """Chinese in a text for an English reader; the button that switches the language is in the other one."""
    return [found for found in CHINESE.findall(text) if found != "中文"]
