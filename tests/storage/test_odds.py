"""How often a carrier's claims were paid and its parcels turned up, on both databases: of closed cases one may see."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from cases.case import Claim, LogEntry
from cases.decide import Decision
from cases.document import changes_between
from cases.expected_costs import Odds
from storage.database import Database
from tests.storage.telling import MEI, NOON, T1, euros, keep, open_case

YEAR_AGO = NOON - timedelta(days=365)
PAID = Claim("C1", "UPS", "carrier", "paid", euros("55"), euros("55"), euros("55"), "CL-1")
DENIED = replace(PAID, state="denied_final", granted=None, received=None)


def became(database: Database, carrier: str = "ups", workspace: str = T1, **now: Any) -> None:
    """A case as it is in the end, whatever moves led there."""
    before = open_case(database, workspace=workspace, carrier=carrier)
    told: dict[str, Any] = {"status": "closed", "outcome": "resolved", "closed_at": NOON - timedelta(days=9), **now}
    after = replace(before, version=2, **told)
    changes = changes_between(before, after)
    entry = LogEntry(2, NOON, MEI, "close", None, "open", "closed", {}, changes)
    with database.transaction() as tx:
        keep(tx, Decision(after, entry))


def test_odds_count_closed_cases_of_one_carrier_payer_year_and_reader(database: Database) -> None:
    became(database, claims=(PAID,))
    became(database, claims=(DENIED,))
    became(database, claims=(replace(DENIED, state="withdrawn"), replace(DENIED, id="C2", state="written_off")))
    became(database, claims=(replace(PAID, payer="XCover"),))
    became(database, outcome="not_lost", cause="lost_scan")
    became(database, outcome="not_lost", cause="duplicate")
    became(database, found_at=NOON)
    became(database, claims=(PAID,), private=True, owner="UANA")
    became(database, "dhl", claims=(PAID,))
    became(database, workspace="T2", claims=(PAID,))
    became(database, claims=(PAID,), closed_at=YEAR_AGO)
    became(database, claims=(PAID,), status="open", closed_at=None)
    with database.reading() as tx:
        everybody, ben, ana = (tx.odds(T1, YEAR_AGO, reader) for reader in (None, "UBEN", "UANA"))
        assert [one.paid("ups", "UPS") for one in (everybody, ben, ana)] == [Odds(2, 4), Odds(1, 3), Odds(2, 4)]
        assert [one.turned_up("ups") for one in (everybody, ben, ana)] == [Odds(2, 7), Odds(2, 6), Odds(2, 7)]
        assert (everybody.paid("dhl", "UPS"), everybody.paid("gls", "GLS")) == (Odds(1, 1), Odds())
        assert (everybody.turned_up("dhl"), everybody.turned_up("gls")) == (Odds(0, 1), Odds())
