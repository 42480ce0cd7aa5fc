"""Insurance contracts in Slack: the list, the form of one, which one covers a case, and choosing it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from cases.case import Case
from cases.cover import NO_POLICY, Contract, Cover
from cases.money import Money
from cases.words import N_, Person
from handlers.language import Marked, Words, brief, quoted
from handlers.views.kit import Block, actions, button, context, field, modal, option, section, select, text_input
from handlers.views.move_form import currency_field

MOST_LISTED = 15
ITS_OWN = "own"
NOWHERE: frozenset[str] = frozenset()
# The member states of the European Union, which contracts name as one.
# Source: https://european-union.europa.eu/principles-countries-history/eu-countries_en
EU = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
)  # fmt: skip


def contract_list(
    contracts: Sequence[Contract],
    programmes: Mapping[str, str],
    words: Words,
    *,
    may_change: bool,
    first: int = 0,
) -> list[Block]:
    """The contracts of a workspace, each with what it covers, and for admins the buttons to change them."""
    if not contracts:
        text = words(N_("No insurance contract is entered, so no case says whether one covers it."))
        return [section(text), *_below(words, may_change, None)]
    blocks = [section(words(N_("*Insurance contracts*")))]
    for one in contracts[first : first + MOST_LISTED]:
        blocks.append(section("\n".join(contract_lines(one, programmes, words))))
        if may_change:
            value = {"i": one.id, "v": one.version}
            edits = button(words(N_("Edit")), "insurance_edit", value)
            blocks.append(actions([edits, _ending(one, words)], block_id=f"contract{one.id}"))
    following = first + MOST_LISTED
    return blocks + _below(words, may_change, following if len(contracts) > following else None)


def contract_lines(one: Contract, programmes: Mapping[str, str], words: Words) -> list[str]:
    """What a contract says, a line each, as mrkdwn."""
    until = words.day(one.ends_on) if one.ends_on else words(N_("until it is ended"))
    period = words(N_("{begins} – {until}"), begins=one.starts_on, until=until)
    lines = [f"*{quoted(brief(one.name, 120))}* · {period}"]
    lanes = words(N_("from {origins} to {destinations}"), origins=_lane(one.origins, words),
                  destinations=_lane(one.destinations, words))  # fmt: skip
    amounts = [words(N_("up to {money} a parcel"), money=one.cap)] if one.cap else []
    amounts += [words(N_("excess {money}"), money=one.excess)] if one.excess else []
    premium = _premium(one.premium, one.premium_percent)
    amounts += [words(N_("premium {money} a parcel"), money=one.premium)] if one.premium else []
    amounts += [words(N_("premium {percent} of the value"), percent=premium)] if one.premium_percent else []
    lines.append(" · ".join([lanes, *amounts]))
    for label, text in (
        (N_("Goods: {text}"), one.goods),
        (N_("Not covered: {text}"), one.exclusions),
        (N_("Declared: {text}"), one.declared_how),
        (N_("Rules: {text}"), programmes.get(one.programme, one.programme) if one.programme else None),
    ):
        if text:
            lines.append(words(label, text=brief(text, 300)))
    if one.by and one.at:
        lines.append(words(N_("entered by {who} on {day}"), who=Person(one.by), day=words.day(one.at)))
    return lines


def contract_form(
    one: Contract | None, programmes: Sequence[tuple[str, str]], words: Words, meta: Mapping[str, Any]
) -> Block:
    """The form of a new contract, or of one as it stands."""
    its: dict[str, Any] = {name: getattr(one, name, None) for name in Contract.__slots__}
    currency = its["cap"] or its["excess"] or its["premium"]
    where = words(N_("Countries with two letters each, or EU. Empty: anywhere."))
    rules = [option(words(N_("Its own: set them with /lost rules set")), ITS_OWN)]
    rules += [option(name, programme) for programme, name in programmes]
    blocks = [
        _text(words(N_("Insurer")), "insurer", its["insurer"], optional=False, most=80),
        _text(words(N_("Policy number")), "policy_number", its["policy_number"], optional=False, most=80),
        field(words(N_("Begins on")), _date("starts_on", its["starts_on"]), "starts_on", optional=False),
        field(words(N_("Ends on, the last day of cover")), _date("ends_on", its["ends_on"]), "ends_on"),
        _text(words(N_("Parcels from")), "origins", _codes(its["origins"] or NOWHERE), hint=where),
        _text(words(N_("Parcels to")), "destinations", _codes(its["destinations"] or NOWHERE), hint=where),
        _text(words(N_("Covered up to, for one parcel")), "cap", _amount(its["cap"]), most=20),
        _text(words(N_("Excess, what we bear ourselves")), "excess", _amount(its["excess"]), most=20),
        _text(
            words(N_("Premium for one parcel")),
            "premium",
            _premium(its["premium"], its["premium_percent"]),
            most=20,
            hint=words(N_("An amount like 1.20, or percent of the value like 0.8 %. /lost stats insure weighs it.")),
        ),
        currency_field(words, currency.currency if currency else "EUR"),
        _text(words(N_("Which goods")), "goods", its["goods"], most=1000, lines=True),
        _text(words(N_("What it does not cover")), "exclusions", its["exclusions"], most=1000, lines=True),
        _text(words(N_("How a parcel is declared")), "declared_how", its["declared_how"], most=1000, lines=True),
        field(
            words(N_("Whose rules and deadlines it follows")),
            select("programme", rules, its["programme"] or ITS_OWN),
            "programme",
        ),
    ]
    carried = {**meta, "i": one.id if one else None, "v": one.version if one else None}
    title = words(N_("Insurance contract"))
    return modal("insurance", title, blocks, submit=words(N_("Save")), close=words(N_("Cancel")), meta=carried)


def _premium(amount: Money | None, percent: Decimal | None) -> str | None:
    return f"{percent.normalize():f} %" if percent is not None else _amount(amount)


def cover_line(cover: Cover, words: Words) -> str:
    """Which contract covers the case, or that none does, as one short piece of mrkdwn."""
    one = cover.contract
    if one is not None and one.cap:
        return words(N_("covered by {name}, up to {money}"), name=brief(one.name, 60), money=one.cap)
    if one is not None:
        return words(N_("covered by {name}"), name=brief(one.name, 60))
    if cover.asks and not cover.is_chosen:
        return words(N_("🟠 {name} may cover it: enter the countries"), name=brief(cover.asks[0].name, 60))
    return words(N_("no insurance covers it"))


def cover_form(case: Case, cover: Cover, words: Words, meta: Mapping[str, Any]) -> Block:
    """Why each contract covers a case or does not, and the choice of another one."""
    colon = words(N_(": "))
    fitting = [*([cover.contract] if cover.contract else []), *cover.others]
    blocks = [section(f"*{case.reference}*{colon}{cover_line(cover, words)}")]
    blocks += [context(f"✓ {quoted(brief(one.name, 100))}") for one in fitting[:MOST_LISTED]]
    missing = words(N_("The country the parcel went from or to is not known yet."))
    blocks += [context(f"? {quoted(brief(one.name, 100))}{colon}{missing}") for one in cover.asks[:MOST_LISTED]]
    blocks += [
        context(f"✗ {quoted(brief(one.name, 100))}{colon}{words.say(why)}") for one, why in cover.why_not[:MOST_LISTED]
    ]
    every = {one.id: one for one in [*fitting, *cover.asks, *(one for one, _ in cover.why_not)]}
    if not every:
        blocks.append(section(words(N_("An admin enters contracts with /lost insurance."))))
        title = words(N_("Insurance"))
        return modal("cover", title, blocks, submit=None, close=words(N_("Close this")), meta=meta)
    options = [option(brief(one.name, 70), one.id) for one in every.values()][:99]
    options.append(option(words(N_("None of them")), NO_POLICY))
    chosen = cover.contract.id if cover.contract else NO_POLICY if cover.is_chosen else None
    blocks.append(field(words(N_("Which one is used")), select("policy", options, chosen), "policy", optional=False))
    blocks.append(_text(words(N_("Reason")), "text", most=1000, lines=True))
    title, carried = words(N_("Insurance")), {**meta, "c": case.number}
    return modal("cover", title, blocks, submit=words(N_("Save")), close=words(N_("Cancel")), meta=carried)


def _text(
    label: str,
    name: str,
    initial: str | None = None,
    *,
    optional: bool = True,
    most: int = 200,
    lines: bool = False,
    hint: str | None = None,
) -> Block:
    typed = text_input(name, initial=initial, lines=lines, most=most)
    return field(label, typed, name, optional=optional, hint=hint)


def _date(name: str, day: Any) -> Block:
    made: Block = {"type": "datepicker", "action_id": name}
    return made | {"initial_date": day.isoformat()} if day else made


def _amount(money: Money | None) -> str | None:
    return str(money.amount) if money else None


def _codes(countries: frozenset[str]) -> str:
    """Countries as the form takes them, the European Union as one word where all of it is meant."""
    rest = countries - EU if countries >= EU else countries
    return ", ".join((["EU"] if rest is not countries else []) + sorted(rest))


def _lane(countries: frozenset[str], words: Words) -> Marked:
    return Marked(_codes(countries) if countries else words(N_("anywhere")))


def _ending(one: Contract, words: Words) -> Block:
    def text(said: str) -> Block:
        return {"type": "plain_text", "text": said}

    ends = button(words(N_("End")), "insurance_end", {"i": one.id, "v": one.version}, "danger")
    question = words(
        N_("No case will be covered by it any more, open ones included. What it was stays in the records.")
    )
    return ends | {
        "confirm": {
            "title": text(words(N_("End this contract?"))),
            "text": text(question),
            "confirm": text(words(N_("End it"))),
            "deny": text(words(N_("Keep it"))),
        }
    }


def _below(words: Words, may_change: bool, following: int | None) -> list[Block]:
    made = [button(words(N_("Add a contract")), "insurance_add", {})] if may_change else []
    if following is not None:
        made.append(button(words(N_("Next page")), "insurance_page", {"f": following}))
    return [actions(made, "insurance")] if made else []
