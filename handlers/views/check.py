"""What `/lost check` asks for and what it found: one sentence each, with what would be right."""

from collections.abc import Mapping, Sequence
from typing import Any

from cases.address_check import Finding, Shipment
from cases.light_dataclass import dataclass
from cases.rules import Rule
from cases.value_check import ValueChecked
from cases.words import N_, Sentence
from handlers.language import Marked, Words, cut, escaped, shortened
from handlers.views.kit import Block, context, field, fitting, modal, paragraphs, section, text_input
from handlers.views.packaging import packaging_head, packaging_lines
from handlers.views.rule_words import sourced, told_of_rule
from partners.packaging import Advice

MOST_IN_LINE, MOST_IN_ADDRESS = 200, 600
LONGEST_READ, MOST_RULES, MOST_ADVICE = 100, 3, 4
# Slack takes so much text in a message: each part is kept short enough that the parts together fit.
LONGEST_FINDING, LONGEST_RULE, LONGEST_READING = 700, 700, 1500
# Parts of a sentence that are countries, by their ISO codes.
COUNTRIES = ("country", "phone_country")


@dataclass(frozen=True, slots=True)
class Packed:
    """The kinds that goods are of, and how those are packed."""

    kinds: Sequence[str]
    advice: Sequence[Advice]


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything that was found of one shipment, and what was not looked at."""

    shipment: Shipment
    findings: Sequence[Finding]
    value: ValueChecked
    left_out: Sequence[Sentence]
    packed: Packed | None = None

    @property
    def wrong(self) -> int:
        """How many things there are to put right."""
        return len(self.findings) + len(self.value.wrong)


def check_form(words: Words, meta: Mapping[str, Any], values: Mapping[str, Any] | None = None) -> Block:
    """The modal: what stands on the label, and what is in the parcel."""
    values = values or {}
    blocks = [
        context(words(N_("Nothing of this is kept or written down anywhere: it is looked at and forgotten."))),
        _line(
            words(N_("Country")), "country", values, "DE", optional=False, hint=words(N_("Two letters, or its name."))
        ),
        _line(words(N_("Name")), "name", values),
        field(
            words(N_("Street and house number")),
            text_input("lines", initial=values.get("lines"), lines=True, most=MOST_IN_ADDRESS),
            "lines",
            hint=words(N_("A line each, as on the label.")),
        ),
        _line(words(N_("City")), "city", values),
        _line(words(N_("State, province or region")), "region", values),
        _line(words(N_("Postcode")), "postcode", values, "10115"),
        _line(words(N_("Telephone")), "phone", values, "+49 30 123456"),
        _line(words(N_("Carrier and service")), "carrier", values, "UPS"),
        _line(words(N_("Shipped from")), "origin", values, "CN", hint=words(N_("A country: covers differ by it."))),
        _line(words(N_("Value")), "value", values, "300 USD", hint=words(N_("Compared with the carrier's cover."))),
        _line(words(N_("Goods")), "goods", values, hint=words(N_("Then it is said how such goods are packed."))),
    ]
    look, cancel = words(N_("Look at it")), words(N_("Cancel"))
    return modal("check", words(N_("Before shipping")), blocks, submit=look, close=cancel, meta=meta)


def checked_modal(checked: Checked, words: Words) -> Block:
    """The findings on top of the form, which is still filled in below."""
    blocks = fitting(checked_blocks(checked, words), 90)
    return modal("checked", words(N_("Before shipping")), blocks, submit=None, close=words(N_("Back")), meta={})


def checked_text(checked: Checked, words: Words) -> str:
    """The outcome in one line."""
    if not checked.wrong:
        return words(N_("Nothing was found to complain about."))
    n = checked.wrong
    return words.count(
        N_("{n} thing to put right before this is shipped:"), N_("{n} things to put right before this is shipped:"), n
    )


def checked_blocks(checked: Checked, words: Words) -> list[Block]:
    """Every finding, then what is known of the cover, how the address was read, and what was not looked at."""
    lines = [_found(one, words) for one in checked.findings]
    lines += [cut(f"• {_said(one, words)}", LONGEST_FINDING) for one in checked.value.wrong]
    blocks = [section(f"*{checked_text(checked, words)}*"), *paragraphs(lines)]
    known = [*checked.value.known, *checked.value.unknown]
    blocks += paragraphs([cut(_said(one, words), LONGEST_FINDING) for one in known])
    blocks += [context(cut(_rule(one, words), LONGEST_RULE)) for one in checked.value.rules[:MOST_RULES]]
    if checked.packed is not None:
        told = packaging_lines(checked.packed.advice, words)[:MOST_ADVICE]
        blocks += paragraphs([f"*{packaging_head(checked.packed.kinds, words)}*", *told])
    if not checked.shipment.by_fields:
        blocks.append(
            context(
                words(N_("Read as: {parts}"), parts=Marked(cut(_read_as(checked.shipment, words), LONGEST_READING)))
            )
        )
    left_out = [_said(one, words) for one in checked.left_out]
    kept = words(N_("Nothing of this address is kept."))
    return [*blocks, context(words.in_a_row(*left_out, kept))]


def country_name(code: str, words: Words) -> str:
    """A country as the reader calls it, with its two letters."""
    from babel import Locale

    name = Locale.parse("zh_Hans_CN" if words.language == "zh_CN" else "en").territories.get(code)
    return f"{name} ({code})" if name else code


def _found(one: Finding, words: Words) -> str:
    told = cut(f"• {_said(one.sentence, words)}", LONGEST_FINDING)
    if one.habit is None:
        return told
    text = one.habit.text_zh if words.language == "zh_CN" else one.habit.text
    source = sourced(one.habit.source, one.habit.checked, one.habit.confidence, words)
    return cut(f"{words.in_a_row(told, escaped(text))} _{source}_", LONGEST_FINDING)


def _said(sentence: Sentence, words: Words) -> str:
    params = {
        name: country_name(str(value), words) if name in COUNTRIES and value else value
        for name, value in sentence.params.items()
    }
    return words(sentence.text, **params) if params else words(sentence.text)


def _rule(rule: Rule, words: Words) -> str:
    """A rule by which the value was judged, with its source: a workspace's own one has none."""
    told = told_of_rule(rule, words)
    if not rule.source.startswith("http"):
        return told
    return f"{told} {sourced(rule.source, rule.checked, rule.confidence, words)}"


def _read_as(shipment: Shipment, words: Words) -> str:
    """How a pasted address was taken apart, so that a wrong reading is seen."""
    parts = (
        (N_("country"), country_name(shipment.country, words) if shipment.country else ""),
        (N_("postcode"), shipment.postcode),
        (N_("region"), shipment.region),
        (N_("telephone"), shipment.phone),
        (N_("carrier"), " ".join(filter(None, (shipment.carrier_name, shipment.service)))),
        (N_("value"), words.money(shipment.value) if shipment.value else ""),
        (N_("contents"), shipment.goods),
        (N_("address"), " / ".join(shipment.lines)),
    )
    return " · ".join(
        words(N_("{what}: {part}"), what=words(name), part=shortened(part, LONGEST_READ))
        for name, part in parts
        if part
    )


def _line(
    label: str,
    name: str,
    values: Mapping[str, Any],
    placeholder: str | None = None,
    *,
    optional: bool = True,
    hint: str | None = None,
) -> Block:
    element = text_input(name, initial=values.get(name), placeholder=placeholder, most=MOST_IN_LINE)
    return field(label, element, name, optional=optional, hint=hint)
