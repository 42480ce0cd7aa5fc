"""`/lost rules set` and `/lost rules mine`: what a workspace's own contracts say instead of public rules."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from cases.money import read_money
from cases.own_rules import AMOUNTS, LONGEST_NAME, Override, check_override
from cases.periods import ends_on, read_period
from cases.rights import check_may_do, may_do
from cases.rules import PERIODS
from cases.words import N_, NoLongerApplies, Refused, Sentence, WrongField
from cases.working_time import Calendar
from handlers.as_typed import as_typed
from handlers.known_programmes import groups, names, new_programme, programme_named, whose
from handlers.rules_in_force import calendar_of, rule_book
from handlers.views.own_rules import (
    ASKED,
    OTHER_ANCHORS,
    OTHERS,
    Previewed,
    Whose,
    own_rules_list,
    preview,
    terms_form,
    which_form,
)
from handlers.views.rule_words import rules_text, value_told
from handlers.visit import Answer, Verb, Visit

# Cases whose dates are looked up again at once; the others' are at their next move.
MOST_COUNTED_ANEW = 200
COUNTRY = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


def set_asked(visit: Visit) -> Answer:
    """The form for whose contract it is, or, where that was said, for what it says; for an admin."""
    check_may_do("own_rules", visit.who.roles)
    written = as_typed(visit.ask.text).strip() if visit.ask.kind == "command" else ""
    meta = {"ch": visit.ask.channel or visit.ask.meta.get("ch")}
    own = visit.tx.overrides.current(visit.workspace)
    if not written:
        return Answer(view=which_form(groups(own), visit.words, meta))
    if len(written) > LONGEST_NAME:
        raise Refused(N_("That name is too long. Use at most {most} characters."), most=LONGEST_NAME)
    programme = programme_named(written, own) or new_programme(written)
    return Answer(view=terms_form(whose(programme, own, written), visit.words, meta))


def which_sent(visit: Visit) -> Answer:
    """It was said whose contract it is: the form for what it says."""
    check_may_do("own_rules", visit.who.roles)
    own = visit.tx.overrides.current(visit.workspace)
    name = " ".join((visit.ask.filled.get("name") or "").split())
    chosen = visit.ask.filled.get("programme")
    if not name and not chosen:
        raise WrongField("programme", Sentence(N_("Choose one, or write a name below.")))
    if name and chosen:
        raise WrongField("name", Sentence(N_("Either choose one above or write a name, not both.")))
    programme = chosen if chosen else programme_named(name, own) or new_programme(name)
    if chosen and chosen not in names(own):
        raise NoLongerApplies(N_("Tracer knows no such programme any more. Begin again: /lost rules set."))
    form = terms_form(whose(programme, own, name or None), visit.words, {"ch": visit.ask.meta.get("ch")})
    return Answer(view=form, replaces_view=True)


def terms_sent(visit: Visit) -> Answer:
    """What the contract says was filled in: show what it means before it is kept."""
    check_may_do("own_rules", visit.who.roles)
    about, why = _about(visit), (visit.ask.filled.get("why") or "").strip()
    read = _read(visit.ask.filled, about)
    _check(about, read, why, visit)
    own = {one.field: one for one in about.own}
    changed = {rule: values for rule, values in read.items() if rule not in own or own[rule].values != values}
    if not changed:
        raise WrongField("claim", Sentence(N_("Nothing is filled in that does not hold already. Change at least one.")))
    today = Calendar(visit.settings.timezone).date_of(visit.at)
    told = [_previewed(rule, values, about, today, visit) for rule, values in changed.items()]
    meta = {"ch": visit.ask.meta.get("ch"), "p": about.programme, "r": changed, "w": why}
    return Answer(view=preview(about, told, why, visit.words, meta))


def kept(visit: Visit) -> Answer:
    """The preview was confirmed: keep every value, all or none."""
    check_may_do("own_rules", visit.who.roles)
    meta = visit.ask.meta
    programme, values, why = meta.get("p"), meta.get("r"), meta.get("w")
    if not isinstance(programme, str) or not isinstance(values, dict) or not isinstance(why, str):
        raise NoLongerApplies(N_("This form is too old. Begin again: /lost rules set."))
    own = visit.tx.overrides.current(visit.workspace)
    for rule, one in values.items():
        visit.tx.overrides.add(visit.workspace, programme, rule, one, why=why, by=visit.who.id, at=visit.at)
    dated = _date_what_was_unknown(visit, programme)
    name = next((one["name"] for one in values.values() if one.get("name")), None)
    said = N_("Kept: {name} follows your contract from now on. “/lost rules mine” lists what you have set.")
    told = visit.words(said, name=whose(programme, own, name).name)
    if dated:
        now_known = visit.words.count(
            N_("{n} open case whose date was unknown has one now."),
            N_("{n} open cases whose date was unknown have one now."),
            dated,
        )
        told = visit.words.in_a_row(told, now_known)
    return Answer(text=told)


def mine(visit: Visit) -> Answer:
    """What holds instead of public rules, with who set it and why."""
    page = visit.ask.value.get("p")
    return _listed(visit, page if isinstance(page, int) and page > 0 else 1)


def ended(visit: Visit) -> Answer:
    """One of them is ended by an admin; the public rule holds again."""
    check_may_do("own_rules", visit.who.roles)
    wanted = visit.ask.value.get("o")
    one = next((one for one in visit.tx.overrides.current(visit.workspace) if one.id == wanted), None)
    if one is None or not visit.tx.overrides.end(visit.workspace, one.id, by=visit.who.id, at=visit.at):
        raise NoLongerApplies(N_("That rule has been ended already. “/lost rules mine” shows what holds now."))
    called = whose(one.programme, [one]).name
    said = N_("Ended for {name}: {rule}. Where there is a public rule it holds again.")
    return Answer(text=visit.words(said, name=called, rule=value_told(one.values, visit.words)))


def _listed(visit: Visit, page: int) -> Answer:
    own = visit.tx.overrides.current(visit.workspace)
    blocks = own_rules_list(own, names(own), visit.words, may_change=may_do("own_rules", visit.who.roles), page=page)
    said = visit.words.count(N_("{n} rule of your own"), N_("{n} rules of your own"), len(own))
    return Answer(text=said, blocks=blocks)


def _date_what_was_unknown(visit: Visit, programme: str) -> int:
    """Look up the dates of open cases again that nobody knew until now; running clocks keep theirs."""
    book, found = rule_book(visit.tx, visit.workspace), 0
    for number in visit.tx.clocks.undated(visit.workspace, MOST_COUNTED_ANEW):
        case = visit.desk.case(number)
        if any(one.id == programme for one in book.concerning(case)):
            found += visit.desk.recount(case, visit.who.actor)
    return found


def _about(visit: Visit) -> Whose:
    programme, name = visit.ask.meta.get("p"), visit.ask.meta.get("n")
    if not isinstance(programme, str):
        raise NoLongerApplies(N_("This form is too old. Begin again: /lost rules set."))
    return whose(programme, visit.tx.overrides.current(visit.workspace), name if isinstance(name, str) else None)


def _read(filled: Mapping[str, Any], about: Whose) -> dict[str, dict[str, Any]]:
    """The values by rule. Raises WrongField with the input that does not do."""
    besides: dict[str, Any] = {}
    if not about.is_known:
        besides = {"name": about.name, "country": _country(filled)}
    read: dict[str, dict[str, Any]] = {}
    for asked in ASKED:
        if _typed(filled, asked.name):
            anchor = filled.get(f"{asked.name}_from") or asked.anchors[0]
            read[asked.rule] = _period(filled, asked.name, anchor, asked.anchors) | besides
    if _typed(filled, "other_period") or filled.get("other"):
        read[_other(filled)] = _period(filled, "other_period", filled.get("other_from"), OTHER_ANCHORS) | besides
    if _typed(filled, "cover"):
        read["liability_default"] = _cover(filled) | besides
    if not read:
        raise WrongField(ASKED[0].name, Sentence(N_("Fill in at least one of the values.")))
    return read


def _typed(filled: Mapping[str, Any], name: str) -> str:
    return (filled.get(name) or "").strip()


def _period(filled: Mapping[str, Any], name: str, anchor: str | None, anchors: tuple[str, ...]) -> dict[str, Any]:
    if anchor not in anchors:
        raise WrongField(f"{name}_from", Sentence(N_("Choose what it is counted from.")))
    try:
        period = read_period(_typed(filled, name))
    except Refused as refused:
        raise WrongField(name, refused.sentence) from None
    return {"amount": period.amount, "unit": period.unit, "anchor": anchor}


def _other(filled: Mapping[str, Any]) -> str:
    rule = filled.get("other")
    if rule not in OTHERS:
        raise WrongField("other", Sentence(N_("Choose what the period below is for.")))
    return str(rule)


def _cover(filled: Mapping[str, Any]) -> dict[str, Any]:
    try:
        money = read_money(_typed(filled, "cover"), filled.get("cover_currency") or "", may_be_zero=True)
    except Refused as refused:
        raise WrongField("cover", refused.sentence) from None
    return {"money": str(money.amount), "currency": money.currency}


def _country(filled: Mapping[str, Any]) -> str:
    written = _typed(filled, "country").upper()
    if not COUNTRY.fullmatch(written):
        text = N_(
            "“{written}” is no calendar. Write a country with two letters, such as CN, or a region such as DE-NW."
        )
        raise WrongField("country", Sentence(text, {"written": written[:20]}))
    return written


def _check(about: Whose, read: Mapping[str, Mapping[str, Any]], why: str, visit: Visit) -> None:
    """Raise WrongField where the rules would refuse a value, below the input that it came from."""
    inputs = {asked.rule: asked.name for asked in ASKED} | dict.fromkeys(AMOUNTS, "cover")
    for rule, values in read.items():
        try:
            check_override(Override("", about.programme, rule, values, why, visit.who.id, visit.at))
        except Refused as refused:
            name = inputs.get(rule, "other_period") if why else "why"
            raise WrongField(name, refused.sentence) from None


def _previewed(rule: str, values: Mapping[str, Any], about: Whose, today: date, visit: Visit) -> Previewed:
    before = next((one for one in about.own if one.field == rule), None)
    public = rules_text(about.public.get(rule, ()), visit.words)
    instead = value_told(before.values, visit.words) if before else public or None
    if rule not in PERIODS:
        return Previewed(rule, values, instead)
    place = values.get("country") or about.country
    calendar = calendar_of(place, visit.settings.timezone)
    ends = ends_on(today, values["amount"], values["unit"], calendar)
    return Previewed(rule, values, instead, today, ends)


VERBS = (
    Verb(
        "rules set",
        N_("[carrier]"),
        N_("set what your own contract says instead of a public rule (admins)"),
        set_asked,
        ("规则 设置", "规则设置"),
        writes=False,
    ),
    Verb(
        "rules mine",
        "",
        N_("the rules of your own contracts, who set them and why"),
        mine,
        ("rules own", "规则 我的", "我的规则"),
        writes=False,
    ),
)
CLICKS = {"own_rules_set": set_asked, "own_rules_end": ended, "own_rules_page": mine}
FORMS = {"own_rules_which": which_sent, "own_rules": terms_sent, "own_rules_keep": kept}
