"""Whose rules can be set: the programmes that are known, carriers without public rules, and names of one's own."""

from collections.abc import Iterable, Mapping

from cases.own_rules import Override, own_programme_id
from cases.rules import Programme, Rule
from cases.words import N_
from handlers.views.own_rules import Whose
from partners.carriers.names import CARRIERS, carrier_typed, fold

ROLES = (
    ("carrier", N_("Carriers and forwarders")),
    ("insurer", N_("Insurance and shipping protection")),
    ("marketplace", N_("Marketplaces and payment services")),
    ("law", N_("Law")),
)
# Forwarders out of China whose working days are China's, where no programme says otherwise.
FORWARDERS_COUNTRY = "CN"


def insurers() -> list[Whose]:
    """The programmes of insurers, by name."""
    those = [_public(one, ()) for one in programmes().values() if one.role == "insurer"]
    return sorted(those, key=lambda one: one.name.casefold())


def groups(own: Iterable[Override]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything whose rules can be set, in groups of (id, name) under a label."""
    known = programmes()
    made = [(label, [(one.id, one.name) for one in known.values() if one.role == role]) for role, label in ROLES]
    served = {code for one in known.values() if one.role == "carrier" for code in one.carriers}
    without = [(code, name) for code, (name, _) in CARRIERS.items() if code not in known and code not in served]
    named = {one.programme: one.name for one in own if one.name and one.programme not in CARRIERS}
    made.insert(0, (N_("Names of your own"), list(named.items())))
    made.insert(2, (N_("Carriers and forwarders without public rules"), without))
    return [(label, sorted(those, key=lambda one: fold(one[1]))) for label, those in made]


def names(own: Iterable[Override]) -> dict[str, str]:
    """What every programme is called, by id."""
    return {programme: name for _, those in groups(own) for programme, name in those}


def whose(programme: str, own: Iterable[Override], name: str | None = None) -> Whose:
    """A programme by its id, with its public rules and the workspace's own; `name` where it is a new one."""
    its_own = [one for one in own if one.programme == programme]
    known = programmes().get(programme)
    if known is not None:
        return _public(known, its_own)
    called = CARRIERS[programme][0] if programme in CARRIERS else None
    called = called or next((one.name for one in its_own if one.name), None) or name or programme
    countries = [one.values["country"] for one in its_own if one.values.get("country")]
    country = countries[-1] if countries else FORWARDERS_COUNTRY
    return Whose(programme, called, is_known=False, own=its_own, country=country)


def programme_named(written: str, own: Iterable[Override]) -> str | None:
    """The id of what somebody means by an id, a name or a carrier's nickname; None where it is no name known."""
    wanted = fold(written)
    for programme, name in names(own).items():
        if wanted in (fold(programme), fold(name)):
            return programme
    code = carrier_typed(written)
    if code is None:
        return None
    return next((one.id for one in programmes().values() if code in one.carriers and one.role == "carrier"), code)


def new_programme(name: str) -> str:
    """The id of a forwarder that the workspace names itself; the same name has the same id."""
    return own_programme_id(fold(name))


def programmes() -> Mapping[str, Programme]:
    """The programmes with public rules, by id."""
    # Rule data is read when it is needed first: the bot starts without it.
    from partners.programmes import programmes as known

    return known()


def _public(one: Programme, own: Iterable[Override]) -> Whose:
    told: dict[str, list[Rule]] = {}
    for rule in one.rules:
        if not rule.unknown:
            told.setdefault(rule.field, []).append(rule)
    its_own = [override for override in own if override.programme == one.id]
    return Whose(one.id, one.name, is_known=True, public=told, own=its_own, country=one.country)
