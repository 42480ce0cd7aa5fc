"""The forms for a workspace's own rules: whose, what the contract says, what that means, and what holds now."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any

from cases.light_dataclass import dataclass
from cases.own_rules import LONGEST_NAME, LONGEST_WHY, Override
from cases.rules import PERIODS, Rule
from cases.words import N_, Person, Term
from handlers.language import Words, brief, quoted
from handlers.views.kit import Block, actions, button, context, modal, option, section, select, text_input
from handlers.views.kit import field as labelled
from handlers.views.move_form import currency_field
from handlers.views.rule_words import period_told, rule_told, rules_text, value_told

MOST_LISTED = 20
UNTIL = N_("For example: {anchor} on {begins} → until {ends}")


@dataclass(frozen=True, slots=True)
class Asked:
    """One period of the form: the input's name, the rule it sets, its label, and what it may count from."""

    name: str
    rule: str
    label: str
    anchors: tuple[str, ...]
    example: tuple[int, str]


FROM_CLAIM = ("claim_decided", "claim_filed", "documents")
FROM_SHIPPING = ("shipped", "first_scan", "last_scan", "expected_delivery", "label_created", "delivered")
ASKED = (
    Asked("inquiry", "investigation_earliest", N_("Inquiry possible from"), FROM_SHIPPING, (7, "days")),
    Asked("claim", "claim_latest", N_("Claim until"), (*FROM_SHIPPING, "inquiry"), (30, "days")),
    Asked("answer", "investigation_length", N_("They answer an inquiry within"), ("inquiry",), (5, "working_days")),
    Asked("decide", "claim_decision", N_("They decide a claim within"), ("claim_filed",), (10, "working_days")),
    Asked("pay", "payment", N_("They pay within"), (*FROM_CLAIM, *FROM_SHIPPING), (30, "days")),
)  # fmt: skip
# Every other value that a contract can replace, one at a time.
OTHERS = tuple(one for one in PERIODS if one not in {asked.rule for asked in ASKED})
OTHER_ANCHORS = (
    "shipped",
    "last_scan",
    "expected_delivery",
    "delivered",
    "claim_decided",
    "denied",
    "notice",
    "buyer_message",
    "documents",
)


@dataclass(frozen=True, slots=True)
class Whose:
    """The programme that a form is about; `public` is what its public rules say, by field."""

    programme: str
    name: str
    is_known: bool
    public: Mapping[str, Sequence[Rule]] = field(default_factory=dict)
    own: Sequence[Override] = ()
    country: str = "CN"


@dataclass(frozen=True, slots=True)
class Previewed:
    """One value before it is kept: what it stands instead of, and a worked example where it is a period."""

    rule: str
    values: Mapping[str, Any]
    instead_of: str | None = None
    begins: date | None = None
    ends: date | None = None


def which_form(groups: Sequence[tuple[str, Sequence[tuple[str, str]]]], words: Words, meta: Mapping[str, Any]) -> Block:
    """Whose rules are to be set: one that is known, in groups of (id, name), or a name of one's own."""
    element = select("programme", [], placeholder=words(N_("Choose one")))
    element.pop("options")
    element["option_groups"] = [
        {
            "label": {"type": "plain_text", "text": words(label)},
            "options": [option(name, programme) for programme, name in those[:100]],
        }
        for label, those in groups
        if those
    ]
    blocks = [
        section(words(N_("Whose contract is it? Choose one, or write the name of a forwarder that is not listed."))),
        labelled(words(N_("Carrier, insurer or marketplace")), element, "programme"),
        labelled(words(N_("Or another name")), text_input("name", most=LONGEST_NAME), "name"),
    ]
    title = words(N_("Rules of our own"))
    return modal("own_rules_which", title, blocks, submit=words(N_("Next")), close=words(N_("Cancel")), meta=meta)


def terms_form(whose: Whose, words: Words, meta: Mapping[str, Any]) -> Block:
    """What the contract says, what it says already filled in; everything is optional but one value and the reason."""
    own = {one.field: one for one in whose.own}
    blocks = [
        section(
            words(
                N_("*{name}*: what does your contract say? Leave empty what it does not say."), name=brief(whose.name)
            )
        )
    ]
    for asked in ASKED:
        blocks += _period(asked, own.get(asked.rule), whose.public.get(asked.rule), words)
    blocks += _other(words)
    blocks += _cover(own.get("liability_default"), whose.public.get("liability_default"), words)
    if not whose.is_known:
        hint = words(N_("Two letters, such as CN or DE; with a region where holidays differ, such as DE-NW."))
        country = text_input("country", initial=whose.country, most=10)
        blocks.append(labelled(words(N_("Whose working days count")), country, "country", hint=hint))
    why = text_input("why", placeholder=words(N_("contract 2026-04, clause 7")), most=LONGEST_WHY)
    blocks.append(labelled(words(N_("Where it is written")), why, "why", optional=False))
    carried = {**meta, "p": whose.programme, "n": whose.name, "k": whose.is_known}
    title = words(N_("Rules of our own"))
    return modal("own_rules", title, blocks, submit=words(N_("Next")), close=words(N_("Cancel")), meta=carried)


def _period(asked: Asked, own: Override | None, public: Sequence[Rule] | None, words: Words) -> list[Block]:
    typed = text_input(
        asked.name, initial=_written(own, words), placeholder=period_told(*asked.example, words), most=40
    )
    hint = words.plain(N_("Public rule: {text}"), text=brief(rules_text(public, words), 200)) if public else None
    blocks = [labelled(words(asked.label), typed, asked.name, hint=hint)]
    if len(asked.anchors) > 1:
        chosen = own.values["anchor"] if own else asked.anchors[0]
        blocks.append(labelled(words(N_("counted from")), _anchors(f"{asked.name}_from", asked.anchors, chosen, words),
                               f"{asked.name}_from"))  # fmt: skip
    return blocks


def _other(words: Words) -> list[Block]:
    rules = [option(words.term(f"rule:{one}"), one) for one in OTHERS]
    period = text_input("other_period", placeholder=period_told(30, "days", words), most=40)
    return [
        labelled(words(N_("Anything else it sets")), select("other", rules), "other"),
        labelled(words(N_("How long")), period, "other_period"),
        labelled(
            words(N_("counted from")), _anchors("other_from", OTHER_ANCHORS, OTHER_ANCHORS[0], words), "other_from"
        ),
    ]


def _cover(own: Override | None, public: Sequence[Rule] | None, words: Words) -> list[Block]:
    money = own.money if own else None
    typed = text_input("cover", initial=str(money.amount) if money else None, placeholder="100", most=20)
    hint = words.plain(N_("Public rule: {text}"), text=brief(rules_text(public, words), 200)) if public else None
    return [
        labelled(words(N_("Cover for one parcel")), typed, "cover", hint=hint),
        currency_field(words, money.currency if money else "USD", "cover_currency"),
    ]


def _anchors(name: str, anchors: Sequence[str], chosen: str, words: Words) -> Block:
    return select(name, [option(words.term(f"anchor:{one}"), one) for one in anchors], chosen)


def _written(own: Override | None, words: Words) -> str | None:
    """A period as people write it, so that a form sent as it is shown changes nothing."""
    if own is None or "amount" not in own.values:
        return None
    return period_told(own.values["amount"], own.values["unit"], words)


def preview(whose: Whose, previewed: Sequence[Previewed], why: str, words: Words, meta: Mapping[str, Any]) -> Block:
    """What will hold, with a worked example of each date, before it is kept."""
    blocks = [section(words(N_("*{name}*: this will hold from now on."), name=brief(whose.name)))]
    blocks += [section(_preview_line(one, words)) for one in previewed]
    blocks.append(context(words(N_("As written in: {why}"), why=brief(why, LONGEST_WHY))))
    blocks.append(context(words(N_("Clocks that run already keep the dates they were started with."))))
    title = words(N_("Is this right?"))
    return modal("own_rules_keep", title, blocks, submit=words(N_("Keep it")), close=words(N_("Back")), meta=meta)


def _preview_line(one: Previewed, words: Words) -> str:
    line = words(N_("*{rule}*: {value}"), rule=Term(f"rule:{one.rule}"), value=value_told(one.values, words))
    if one.begins and one.ends:
        anchor = Term(f"anchor:{one.values['anchor']}")
        opens = one.rule.endswith(("_earliest", "_after"))
        example = N_("For example: {anchor} on {begins} → from {ends}") if opens else UNTIL
        line += "\n" + words(example, anchor=anchor, begins=one.begins, ends=one.ends)
    if one.instead_of:
        line += "\n" + words(N_("instead of: {old}"), old=one.instead_of)
    return line


def own_rules_list(
    own: Sequence[Override], names: Mapping[str, str], words: Words, *, may_change: bool, page: int = 1
) -> list[Block]:
    """What holds now instead of public rules, each with who set it and why, and for admins a button to end it."""
    if not own:
        text = words(N_("No rules of your own are set. An admin sets them: /lost rules set."))
        return [section(text), *_set_button(words, may_change)]
    blocks = [section(words(N_("*Rules of your own contracts*")))]
    first = (page - 1) * MOST_LISTED
    for one in own[first : first + MOST_LISTED]:
        ending = _end_button(one, words) if may_change else None
        blocks.append(section(_listed(one, names, words), accessory=ending))
    blocks += _set_button(words, may_change, page if len(own) > first + MOST_LISTED else None)
    return blocks


def _listed(one: Override, names: Mapping[str, str], words: Words) -> str:
    name = quoted(brief(one.name or names.get(one.programme, one.programme)))
    day, why = words.day(one.changed_at), brief(one.why, 200)
    told = words(N_("set by {who} on {day}: {why}"), who=Person(one.changed_by), day=day, why=why)
    return f"*{name}* · {rule_told(one, words)}\n{told}"


def _end_button(one: Override, words: Words) -> Block:
    ends = button(words(N_("End")), "own_rules_end", {"o": one.id}, "danger")
    question = words.plain(N_("From now on the public rule holds again. Clocks that run keep their dates."))
    return ends | {"confirm": _confirm(words(N_("End this rule?")), question, words)}


def _confirm(title: str, question: str, words: Words) -> Block:
    def text(said: str) -> Block:
        return {"type": "plain_text", "text": said}

    return {
        "title": text(title),
        "text": text(question),
        "confirm": text(words(N_("End it"))),
        "deny": text(words(N_("Keep it"))),
    }


def _set_button(words: Words, may_change: bool, page: int | None = None) -> list[Block]:
    made = [button(words(N_("Set a rule")), "own_rules_set", {})] if may_change else []
    if page:
        made.append(button(words(N_("Next page")), "own_rules_page", {"p": page + 1}))
    return [actions(made, "own_rules")] if made else []
