"""What a marketplace lets sellers write to its buyers, and whether a text keeps to it.

Checked on what is really about to be sent, after a person has edited it. What is ours to say stays allowed: the
numbers of the case's own parcels and its order are no telephone numbers.
"""

import re
from collections.abc import Iterable
from datetime import date

from cases.late_pattern import LatePattern
from cases.light_dataclass import dataclass

IN_TEXT = ("links", "emails", "phones", "addresses")
ASKED = ("ask_statement", "ask_phone", "ask_address")
OUTSIDE = "outside"
FORBIDDEN = (*IN_TEXT, *ASKED, OUTSIDE)
# What asks a buyer for something, by kind of text.
ASKS_FOR = {"statement": "ask_statement"}

_ENDS = "com|net|org|info|biz|shop|store|app|io|me|ly|eu|de|fr|es|it|nl|pl|uk|cn|hk|jp|us|ca|au|at|ch|be"
LINK = LatePattern(rf"https?://\S+|\bwww\.\S+|(?<![\w@.])(?:[a-z0-9-]+\.)+(?:{_ENDS})\b(?:/\S*)?", re.IGNORECASE)
EMAIL = LatePattern(r"[\w.+-]+\s*(?:@|\(at\)|\[at\]|＠)\s*[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
PHONE = LatePattern(r"(?<![\w.,-])(?:\+|00)?\(?\d(?:[\s()./–-]{0,2}\d){6,14}(?![\w-])")
# A street with its number, in the ways of the languages we write.
ADDRESS = LatePattern(
    r"\b\d{1,5}[a-z]?,?\s+(?:[A-Z][\w'.-]*\s+){0,4}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|way)\b"
    r"|\b[\w.-]*(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse)\s+\d{1,4}\b"
    r"|\b\d{1,4}(?:\s?(?:bis|ter))?,?\s+(?:rue|avenue|boulevard|chemin|place|impasse|quai)\s+\w"
    r"|\b(?:calle|avenida|avda\.|plaza|paseo|carrer)\s+[\w\s.'-]{1,40},?\s*(?:n\.?º\s*)?\d{1,4}\b"
    r"|[\u4e00-\u9fff]{2,12}(?:路|街|道|巷)\s*\d{1,5}\s*号"
    r"|\bP\.?\s?O\.?\s?Box\s+\d+|\bPostfach\s+\d+",
    re.IGNORECASE,
)
DATE = LatePattern(r"\b20\d\d[-/.]\d{1,2}[-/.]\d{1,2}\b|\b\d{1,2}[-/.]\d{1,2}[-/.]20\d\d\b")
# Marketplaces by other names than the rules have, as people enter them in a form.
ALSO_CALLED = {
    "tiktokshop": "tiktok",
    "抖音": "tiktok",
    "亚马逊": "amazon",
    "亞馬遜": "amazon",
    "amz": "amazon",
    "沃尔玛": "walmart",
    "沃爾瑪": "walmart",
    "易贝": "ebay",
}
PATTERNS = {"links": LINK, "emails": EMAIL, "phones": PHONE, "addresses": ADDRESS}


@dataclass(frozen=True, slots=True)
class MessageRule:
    """One thing a marketplace forbids, with the page that says so. `through` are endings of e-mail addresses that lead
    into its own messages."""

    marketplace: str
    forbids: str
    text: str
    text_zh: str
    source: str
    confidence: str
    checked: date
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a text breaks, and the words that break it."""

    rule: MessageRule
    words: str


def site_of(marketplace: str | None) -> str:
    """A marketplace as the rules call it: `amazon` for amazon.de, `tiktok` for TikTok Shop."""
    plain = (marketplace or "").strip().casefold()
    first = re.split(r"[.\s_-]", plain, maxsplit=1)[0]
    return ALSO_CALLED.get(first, first)


def rules_of(marketplace: str | None, rules: Iterable[MessageRule]) -> tuple[MessageRule, ...]:
    """The rules of a case's marketplace; none where it has none, or nobody has entered it."""
    site = site_of(marketplace)
    return tuple(one for one in rules if site and one.marketplace == site)


def forbids(rules: Iterable[MessageRule], what: str) -> MessageRule | None:
    """The rule that forbids something; None where nothing does."""
    return next((one for one in rules if one.forbids == what), None)


def breaches(text: str, rules: Iterable[MessageRule], allowed: Iterable[str] = ()) -> tuple[Breach, ...]:
    """Every rule that a text breaks; `allowed` are numbers and names that may stand in it whatever they look like."""
    plain = text
    for one in sorted(filter(None, allowed), key=len, reverse=True):
        plain = plain.replace(one, "□")
    found = []
    for rule in rules:
        looked_at = DATE.sub("□", EMAIL.sub("□", plain)) if rule.forbids != "emails" else plain
        words = PATTERNS[rule.forbids].search(looked_at) if rule.forbids in PATTERNS else None
        if words is not None:
            found.append(Breach(rule, words[0].strip()))
    return tuple(found)


def may_send_to(address: str, rules: Iterable[MessageRule]) -> MessageRule | None:
    """The rule by which a buyer may not be written to at an e-mail address; None where nothing forbids it."""
    rule = forbids(rules, OUTSIDE)
    domain = address.rpartition("@")[2].casefold()
    if rule is None or any(
        re.fullmatch(rf"{re.escape(one)}\.[a-z]{{2,3}}(\.[a-z]{{2}})?", domain) for one in rule.through
    ):
        return None
    return rule
