"""What *Contact* proposes: to whom, which text, in which language, and what it says as far as the case knows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from cases.buyer_messages import ASKS_FOR, MessageRule, forbids, rules_of
from cases.case import Case
from cases.correspondence import BUYER, CARRIER, CUSTOMS, KINDS, Addressee, kinds_for
from cases.cover import country_in
from handlers.desks import desk_programme
from handlers.draft_facts import facts_in
from handlers.drafting import Draft, draft
from handlers.known_buyer import buyer_for
from handlers.views.contact_form import DAYS, Choice
from handlers.visit import Visit
from partners.carriers.desks import desk_language

SPOKEN_IN = {
    "de": "DE AT LI",
    "fr": "FR MC",
    "es": "ES MX AR CL CO CR CU DO EC GT HN NI PA PE PR PY SV UY VE BO",
    "zh": "CN",
}
LANGUAGE_OF = {country: language for language, countries in SPOKEN_IN.items() for country in countries.split()}


def message_rules_for(case: Case, addressee: Addressee) -> tuple[MessageRule, ...]:
    """What the case's marketplace forbids in messages to its buyers; nothing of that holds for anybody else."""
    if addressee.to != BUYER or not case.order.marketplace:
        return ()
    from partners.marketplaces import message_rules

    return rules_of(case.order.marketplace, message_rules())


def allowed_kinds(case: Case, addressee: Addressee) -> tuple[str, ...]:
    """The texts that may be written to somebody now, the likeliest first."""
    rules = message_rules_for(case, addressee)
    return tuple(one for one in kinds_for(case, addressee) if forbids(rules, ASKS_FOR.get(one, "")) is None)


def chosen(visit: Visit, case: Case, addressee: Addressee, kind: str | None, language: str | None, way: str) -> Choice:
    """A choice in which everything fits: a text that goes to nobody of that kind gives way to the likeliest."""
    kinds = allowed_kinds(case, addressee)
    picked = kind if kind in kinds else kinds[0]
    languages = KINDS[picked].languages
    proposed = language if language in languages else language_for(visit, case, addressee)
    return Choice(addressee, picked, proposed if proposed in languages else "en", way)


def language_for(visit: Visit, case: Case, addressee: Addressee) -> str:
    """The language of whoever is written to: of the desk by where it is, of buyer and customs by the destination."""
    if addressee.to in (BUYER, CUSTOMS):
        return LANGUAGE_OF.get(country_in(case.parcel.destination) or "", "en")
    if addressee.to == CARRIER and desk_language(case.parcel.carrier) == "zh_CN":
        return "zh"
    programme = desk_programme(visit.tx, case, addressee)
    found = LANGUAGE_OF.get(programme.country.partition("-")[0], "en") if programme else "en"
    return found if found in ("de", "fr", "zh") else "en"


def written_for(visit: Visit, case: Case, choice: Choice, said: Mapping[str, Any]) -> tuple[Draft, Draft | None]:
    """The text of a choice, and what it says in the reader's language where that is another; `said` are facts that
    somebody has filled in by now."""
    # What was filled in stays a field of the form, so that it outlives another choice.
    text = replace(_drafted(visit, case, choice, said), gaps=_drafted(visit, case, choice, {}).gaps)
    own = "zh" if visit.words.language == "zh_CN" else "en"
    if own == choice.language:
        return text, None
    return text, _drafted(visit, case, replace(choice, language=own), said)


def read_said(filled: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in for gaps, by the name of the fact; a day as a day."""
    said: dict[str, Any] = {}
    for block, value in filled.items():
        name = block.removeprefix("gap.")
        if block == name or not isinstance(value, str) or not value.strip():
            continue
        said[name] = _day(value) if name in DAYS else value.strip()
    return {name: value for name, value in said.items() if value is not None}


def _drafted(visit: Visit, case: Case, choice: Choice, said: Mapping[str, Any]) -> Draft:
    facts = facts_in(
        visit.tx,
        case,
        choice.kind,
        choice.addressee.line,
        choice.language,
        visit.at,
        by=visit.who.id,
        zone=visit.words.zone,
        buyer=buyer_for(visit, case),
    )
    return draft(choice.kind, {**facts, **said}, choice.language, lambda name: visit.words.term(f"gap:{name}"))


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
