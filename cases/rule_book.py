"""The rules in force: every programme that is known, whose days it counts, and which of them concern a case."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from cases.case import Case
from cases.cover import Contract, cover_of, shipped_on
from cases.own_rules import OWN
from cases.programmes import payers, programme_of_party, within_the_law
from cases.rules import OWN_ACCOUNT, Programme, Rule
from cases.working_time import Calendar

CONTRACT = "contract:"
MOST_REMEMBERED = 5_000
# Where the working days of a marketplace's site are, if its ending is not the country's own code.
WESTERNMOST = "America/Los_Angeles"
SITES = {"com": ("US", WESTERNMOST), "uk": ("GB-ENG", "Europe/London")}


def _monday_to_friday(place: str, zone: str) -> Calendar:
    return Calendar(zone or "UTC")


@dataclass(frozen=True)
class RuleBook:
    """Every programme by its id, with the workspace's own values in place, and its insurance contracts.

    `calendar_of` gives the working days of a place (`US`, `DE-NW`) in a zone, its own where none is named.
    """

    programmes: Mapping[str, Programme] = field(default_factory=dict)
    contracts: tuple[Contract, ...] = ()
    calendar_of: Callable[[str, str], Calendar] = _monday_to_friday

    def calendar(self, programme: Programme) -> Calendar:
        """The working days that a programme counts, in the zone of its dates."""
        return self.calendar_of(programme.country, programme.zone)

    def calendar_for(self, programme: Programme, case: Case) -> Calendar:
        """The same for one case, where a marketplace's working days are those of the site's country.

        Where nobody said which site it is, no holiday is left out and the westernmost one's dates count: a last day
        that is told a day early costs nothing.
        """
        if not programme.by_site:
            return self.calendar(programme)
        name, _, site = (case.order.marketplace or "").casefold().partition(".")
        if not site or name not in programme.marketplaces:
            return Calendar(WESTERNMOST)
        end = site.rpartition(".")[2]
        return self.calendar_of(*SITES.get(end, (end.upper(), "")))

    def concerning(self, case: Case) -> tuple[Programme, ...]:
        """The programmes that a case falls under: its carrier's, that of where its label was bought, its
        marketplace's, its insurer's, and one that somebody chose.

        A contract whose insurer's rules nobody has entered stands for itself, with every date unknown.
        """
        if not self.programmes and not self.contracts:
            return ()
        parcel, site = case.parcel, (case.order.marketplace or "").partition(".")[0].casefold()
        key = (parcel.carrier, parcel.carrier_name, parcel.label, site, case.programme)
        if not self.contracts and key in self._asked:
            return self._asked[key]
        found = [
            *self._by_carrier.get(parcel.carrier or "", ()),
            *self._by_label.get(parcel.label or OWN_ACCOUNT, ()),
            *self._by_marketplace.get(site, ()),
            *self._named(parcel.carrier_name, parcel.label),
            *self._insurer(case),
        ]
        if case.programme is not None and case.programme in self.programmes:
            found.append(self.programmes[case.programme])
        concerned = tuple({one.id: one for one in found}.values())
        if not self.contracts and len(self._asked) < MOST_REMEMBERED:
            self._asked[key] = concerned
        return concerned

    def payers(self, case: Case) -> tuple[Programme, ...]:
        """The programmes on which a claim may be made for a case, the carrier's first; with the law's last days."""
        found = self.concerning(case)
        return tuple(within_the_law(one, found, case) for one in payers(found, case))

    def carrier_of(self, case: Case, party: str = "") -> Programme | None:
        """The programme of whoever searches: the named party's, else that of the case's carrier."""
        named = self.of_party(party) if party not in ("", "?", case.parcel.carrier_name) else None
        return named or next((one for one in self.concerning(case) if one.role == "carrier"), None)

    def marketplace_of(self, case: Case, party: str = "") -> Programme | None:
        """The programme of the marketplace or payment service that is named, else of where the order was made.

        The hours of one are never another's: somebody who is named and not known has none.
        """
        if party:
            return self.of_party(party) or self.of_party(party.partition(".")[0])
        return next((one for one in self.concerning(case) if one.role == "marketplace"), None)

    def payer_of(self, case: Case, party: str) -> Programme | None:
        """The programme of a payer by the name that somebody wrote; first among those that concern the case."""
        concerning = self.concerning(case)
        found = programme_of_party(concerning, party) or self.of_party(party)
        return found and within_the_law(found, concerning, case)

    def of_party(self, party: str) -> Programme | None:
        """The programme that somebody means by a name; None where it is none that is known."""
        return programme_of_party(self.programmes.values(), party) if party.strip() else None

    def _insurer(self, case: Case) -> Iterable[Programme]:
        if not self.contracts:
            return
        covering = cover_of(case, self.contracts, shipped_on(case)).contract
        if covering is not None:
            yield self.programmes.get(covering.programme or "") or _of_contract(covering)

    def _named(self, *names: str | None) -> Iterable[Programme]:
        """The forwarders that the workspace named itself and that a parcel was given to."""
        wanted = {_plain(name) for name in names if name}
        return [one for one in self._own if _plain(one.name) in wanted or one.id in names]

    @cached_property
    def _asked(self) -> dict[tuple[str | None, ...], tuple[Programme, ...]]:
        """What was asked for before, by everything that it hangs on where no insurance contract is in it."""
        return {}

    @cached_property
    def _own(self) -> tuple[Programme, ...]:
        return tuple(one for one in self.programmes.values() if one.id.startswith(OWN))

    @cached_property
    def _by_carrier(self) -> Mapping[str, list[Programme]]:
        return _by(self.programmes.values(), lambda one: one.carriers)

    @cached_property
    def _by_label(self) -> Mapping[str, list[Programme]]:
        return _by(self.programmes.values(), lambda one: one.labels)

    @cached_property
    def _by_marketplace(self) -> Mapping[str, list[Programme]]:
        return _by(self.programmes.values(), lambda one: one.marketplaces)


def _by(programmes: Iterable[Programme], keys: Callable[[Programme], Iterable[str]]) -> Mapping[str, list[Programme]]:
    found: dict[str, list[Programme]] = {}
    for one in programmes:
        for key in keys(one):
            found.setdefault(key, []).append(one)
    return found


def _of_contract(contract: Contract) -> Programme:
    """A contract of which nothing but its own terms is known: by when to claim must be found out."""
    name = f"{CONTRACT}{contract.id}"
    unknown = Rule(f"{name}.claim_latest", name, "claim_latest", contract.name, date.min, unknown=True)
    return Programme(name, contract.name, "insurer", "", "UTC", rules=(unknown,))


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
