"""`/lost insurance`: a workspace's insurance contracts, which of them covers a case, and choosing one for it."""

import functools
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from cases.act import Act
from cases.cover import NO_POLICY, Contract, Cover, cover_of, shipped_on
from cases.money import Money, read_money
from cases.rights import check_may_do, may_do
from cases.words import N_, NoLongerApplies, Refused, Sentence, WrongField
from handlers.case_refs import case_named
from handlers.known_programmes import insurers
from handlers.views.insurance import EU, ITS_OWN, contract_form, contract_list, cover_form
from handlers.views.kit import section
from handlers.visit import SILENT, Answer, Verb, Visit

BETWEEN = re.compile(r"[,，;；、/\n]+")
LONGEST_LANE = 400
PERCENT, MOST_PERCENT = re.compile(r"(\d{1,2}(?:\.\d{1,3})?)\s*%"), 50
GONE = N_("Somebody has changed or ended that contract meanwhile. “/lost insurance” shows what holds now.")


def asked(visit: Visit) -> Answer:
    """The contracts of the workspace, with the buttons to change them for an admin; of a case, which one covers it."""
    if visit.ask.text.strip():
        case, _ = case_named(visit, visit.ask.text)
        return Answer(view=cover_form(case, _cover(visit, case.number), visit.words, {"ch": visit.ask.channel}))
    return _listed(visit)


def turned(visit: Visit) -> Answer:
    """The next page of the list."""
    first = visit.ask.value.get("f")
    return _listed(visit, first if isinstance(first, int) and first > 0 else 0)


def add_asked(visit: Visit) -> Answer:
    """The form of a new contract, for an admin."""
    check_may_do("contracts", visit.who.roles)
    return Answer(view=contract_form(None, _choices(), visit.words, {"ch": visit.ask.channel}))


def edit_asked(visit: Visit) -> Answer:
    """The form of a contract as it stands, for an admin."""
    check_may_do("contracts", visit.who.roles)
    one = _contract(visit, visit.ask.value)
    return Answer(view=contract_form(one, _choices(), visit.words, {"ch": visit.ask.channel}))


def sent(visit: Visit) -> Answer:
    """The form was sent: keep the contract, whole or not at all."""
    check_may_do("contracts", visit.who.roles)
    meta = visit.ask.meta
    made = _read(visit, Contract("", "", "", date.min))
    if made.ends_on is not None and made.ends_on < made.starts_on:
        raise WrongField("ends_on", Sentence(N_("It ends before it begins. Correct one of the two dates.")))
    if meta.get("i"):
        its_own = replace(made, id=str(meta["i"]), version=_version(meta))
        if visit.tx.contracts.edit(visit.workspace, its_own, by=visit.who.id, at=visit.at) is None:
            raise NoLongerApplies(GONE)
    else:
        visit.tx.contracts.add(visit.workspace, made, by=visit.who.id, at=visit.at)
    said = N_("The contract {name} is kept. Cards show it from their next change on.")
    return Answer(text=visit.words(said, name=made.name))


def ended(visit: Visit) -> Answer:
    """A contract is ended, by an admin; what it was stays in the records."""
    check_may_do("contracts", visit.who.roles)
    one = _contract(visit, visit.ask.value)
    if not visit.tx.contracts.end(visit.workspace, one.id, one.version, by=visit.who.id, at=visit.at):
        raise NoLongerApplies(GONE)
    return Answer(text=visit.words(N_("The contract {name} is ended. It covers no case any more."), name=one.name))


def cover_asked(visit: Visit) -> Answer:
    """Which contract covers a case, why the others do not, and the choice of another."""
    number = _number(visit.ask.value)
    case = visit.desk.case(number)
    return Answer(view=cover_form(case, _cover(visit, number), visit.words, {"ch": visit.ask.channel}))


def chosen(visit: Visit) -> Answer:
    """Somebody chose the contract of a case."""
    filled = visit.ask.filled
    policy = filled.get("policy")
    known = {one.id: one for one in visit.tx.contracts.current(visit.workspace)}
    if policy != NO_POLICY and policy not in known:
        raise NoLongerApplies(GONE)
    details: dict[str, Any] = {"policy": policy}
    if policy in known:
        details["insurance"] = known[policy].name
    if (filled.get("text") or "").strip():
        details["text"] = filled["text"].strip()
    visit.desk.move(_number(visit.ask.meta), Act("choose_policy", visit.who.actor, None, details))
    return SILENT


def _listed(visit: Visit, first: int = 0) -> Answer:
    contracts = visit.tx.contracts.current(visit.workspace)
    names = dict(_choices())
    blocks = contract_list(contracts, names, visit.words, may_change=may_do("contracts", visit.who.roles), first=first)
    said = visit.words.count(N_("{n} insurance contract"), N_("{n} insurance contracts"), len(contracts))
    return Answer(text=said, blocks=blocks or [section(said)])


def _cover(visit: Visit, number: int) -> Cover:
    case = visit.desk.case(number)
    return cover_of(case, visit.tx.contracts.current(visit.workspace), shipped_on(case))


def _contract(visit: Visit, named: Any) -> Contract:
    for one in visit.tx.contracts.current(visit.workspace):
        if one.id == named.get("i") and one.version == _version(named):
            return one
    raise NoLongerApplies(GONE)


def _version(named: Any) -> int:
    version = named.get("v")
    return version if isinstance(version, int) else 0


def _number(named: Any) -> int:
    number = named.get("c")
    return number if isinstance(number, int) else 0


def _choices() -> list[tuple[str, str]]:
    return [(one.programme, one.name) for one in insurers()]


def _read(visit: Visit, blank: Contract) -> Contract:
    """What was filled in. Raises WrongField with the input that does not do."""
    filled = visit.ask.filled
    currency = filled.get("currency") or ""
    programme = filled.get("programme")
    return replace(
        blank,
        insurer=_needed(filled, "insurer"),
        policy_number=_needed(filled, "policy_number"),
        starts_on=_day(filled, "starts_on") or visit.at.date(),
        ends_on=_day(filled, "ends_on"),
        origins=_countries(filled, "origins"),
        destinations=_countries(filled, "destinations"),
        goods=_text(filled, "goods"),
        cap=_money(filled, "cap", currency),
        excess=_money(filled, "excess", currency),
        **_premium(filled, currency),
        exclusions=_text(filled, "exclusions"),
        declared_how=_text(filled, "declared_how"),
        programme=programme if programme in dict(_choices()) and programme != ITS_OWN else None,
    )


def _needed(filled: Any, name: str) -> str:
    text = _text(filled, name)
    if not text:
        raise WrongField(name, Sentence(N_("This is needed: it is how people tell contracts apart.")))
    return " ".join(text.split())


def _text(filled: Any, name: str) -> str | None:
    return (filled.get(name) or "").strip() or None


def _day(filled: Any, name: str) -> date | None:
    written = filled.get(name)
    if not written:
        return None
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        text = N_("{value} is not a date. Write it like 2026-04-03.")
        raise WrongField(name, Sentence(text, {"value": str(written)[:20]})) from None


def _money(filled: Any, name: str, currency: str) -> Money | None:
    written = _text(filled, name)
    try:
        return read_money(written, currency) if written else None
    except Refused as refused:
        raise WrongField(name, refused.sentence) from None


def _premium(filled: Any, currency: str) -> dict[str, Any]:
    """A premium for each parcel, as an amount or in hundredths of the value: 1.20, 0.8 %."""
    written = (_text(filled, "premium") or "").translate({ord("％"): "%", ord(","): "."})
    if not written.endswith("%"):
        return {"premium": _money(filled, "premium", currency), "premium_percent": None}
    found = PERCENT.fullmatch(written)
    percent = Decimal(found[1]) if found else Decimal(0)
    if not 0 < percent < MOST_PERCENT:
        text = N_("Write the premium as an amount for one parcel, like 1.20, or in percent of its value, like 0.8 %.")
        raise WrongField("premium", Sentence(text))
    return {"premium": None, "premium_percent": percent}


def _countries(filled: Any, name: str) -> frozenset[str]:
    written = (filled.get(name) or "")[:LONGEST_LANE]
    found: set[str] = set()
    for piece in filter(None, (one.strip() for one in BETWEEN.split(written))):
        found |= _country(piece) or _several(piece, name)
    return frozenset(found)


def _several(piece: str, name: str) -> set[str]:
    """Codes with nothing but spaces between them: CN HK US."""
    found: set[str] = set()
    for word in piece.split():
        one = _country(word)
        if not one:
            text = N_("“{written}” is no country Tracer knows. Write two letters each, such as CN, DE, US, or EU.")
            raise WrongField(name, Sentence(text, {"written": piece[:40]}))
        found |= one
    return found


def _country(written: str) -> set[str]:
    """The countries somebody means by a code, a name in English or Chinese, or EU; none where it is no country."""
    if written.upper() == "EU":
        return set(EU)
    code = _country_names().get(written.casefold())
    return {code} if code else set()


@functools.cache
def _country_names() -> dict[str, str]:
    from babel import Locale

    names = {"uk": "GB", "usa": "US", "uae": "AE"}
    for language in ("en", "zh"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"):
                names[name.casefold()] = names[code.casefold()] = code
    return names


VERBS = (
    Verb(
        "insurance",
        N_("[CASE]"),
        N_("the insurance contracts, or which one covers a case"),
        asked,
        ("insurances", "policy", "policies", "保险"),
        writes=False,
    ),
)
CLICKS = {
    "insurance_add": add_asked,
    "insurance_edit": edit_asked,
    "insurance_end": ended,
    "insurance_page": turned,
    "cover": cover_asked,
}
FORMS = {"insurance": sent, "cover": chosen}
