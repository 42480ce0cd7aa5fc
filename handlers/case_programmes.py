"""The programmes that concern a case, each with the values of the workspace's own contracts in place."""

from collections.abc import Callable

from cases.case import Case
from cases.cover import cover_of, shipped_on
from cases.own_rules import Override, own_programme_id, with_own_rules
from cases.rules import Programme
from partners.carriers.names import fold
from partners.programmes import programmes, programmes_for
from storage.transaction import Transaction


def programmes_of(tx: Transaction, case: Case, zone_of: Callable[[str], str]) -> tuple[Programme, ...]:
    """What is known of the programmes of a case, each with the values of the workspace's own contracts in place.

    `zone_of` gives the time zone of a country, for forwarders that the workspace named itself.
    """
    parcel, known = case.parcel, programmes()
    found = {one.id: one for one in programmes_for(parcel.carrier, parcel.label, case.order.marketplace)}
    contracts = tx.contracts.current(case.workspace)
    covering = cover_of(case, contracts, shipped_on(case)).contract if contracts else None
    for named in (covering.programme if covering else None, case.programme):
        if named and named in known:
            found.setdefault(named, known[named])
    own = tx.overrides.current(case.workspace)
    concerned = [one for one in own if one.programme in found or (one.programme not in known and _is_meant(one, case))]
    return with_own_rules(found.values(), concerned, zone_of) if concerned else tuple(found.values())


def _is_meant(one: Override, case: Case) -> bool:
    """Whether a forwarder without public rules is the one that a case's parcel was given to."""
    parcel = case.parcel
    names = {own_programme_id(fold(name)) for name in (parcel.label, parcel.carrier_name) if name}
    return one.programme in {parcel.carrier, parcel.label, case.programme} | names
