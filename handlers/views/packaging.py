"""How to pack goods: the advice for their kinds, each line with its source."""

from collections.abc import Sequence

from cases.words import N_
from handlers.language import Marked, Words, cut, escaped
from handlers.views.kit import Block, context, paragraphs, section
from handlers.views.rule_words import linked
from partners.packaging import Advice

KINDS = {
    "breakable": N_("what can break"),
    "electronics": N_("electronics"),
    "battery": N_("batteries, alone or in a device"),
    "liquid": N_("liquids"),
    "valuable": N_("jewellery and other valuables"),
    "flat": N_("flat things: books, records, pictures"),
    "sharp": N_("sharp things"),
    "powder": N_("powders"),
    "heavy": N_("heavy things"),
}
MOST_LINES, LONGEST_LINE = 8, 320


def packaging_lines(advice: Sequence[Advice], words: Words) -> list[str]:
    """A line of mrkdwn for each piece of advice."""
    chinese = words.language == "zh_CN"
    told = ((escaped(one.text_zh if chinese else one.text), Marked(linked(one.source))) for one in advice[:MOST_LINES])
    return [cut(f"• {text} ({source})", LONGEST_LINE) for text, source in told]


def packaging_head(kinds: Sequence[str], words: Words) -> str:
    """For which goods the advice is."""
    if not kinds:
        return words(N_("How to pack it:"))
    return words(N_("How to pack {kinds}:"), kinds=words(N_(", ")).join(words(KINDS[one]) for one in kinds))


def packaging_blocks(kinds: Sequence[str], advice: Sequence[Advice], words: Words) -> list[Block]:
    """The advice for some kinds of goods, and what other kinds there are."""
    names = [f"`{one}` {words(name)}" for one, name in KINDS.items()]
    others = words(N_("Kinds: {kinds}"), kinds=Marked(words(N_(", ")).join(names)))
    lines = packaging_lines(advice, words)
    return [section(f"*{packaging_head(kinds, words)}*"), *paragraphs(lines), context(others)]
