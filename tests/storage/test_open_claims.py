"""The claims that payers have, and the columns that are kept for them, on both databases."""

from storage.database import Database
from tests.storage.telling import NOON, T1, later, open_case
from tests.storage.test_money_kept import claimed, moved, usd

NAMED = (("number", "面单号"), ("case", None))


def test_open_claims_are_those_that_a_payer_has_as_far_as_somebody_may_see_them(database: Database) -> None:
    prepared, filed, paid, private = (open_case(database) for _ in range(4))
    with database.transaction() as tx:
        moved(tx, prepared, "draft_claim", payer="DHL", payer_kind="carrier", money=usd("9"))
        claimed(tx, moved(tx, filed, "assign", person="U7"), "50", "CL-2")
        case = claimed(tx, paid, "50", "CL-3", granted="45")
        claimed(tx, moved(tx, moved(tx, private, "make_private"), "assign", person="U8"), "50", "CL-4")
        moved(tx, case, "claim_paid", 50, money=case.claims[0].granted, reference="B1")
    with database.reading() as tx:
        seen = {
            (owner, reader): tx.open_claims(T1, owner, reader).of(["UPS"])
            for owner, reader in ((None, None), (None, "U7"), ("U7", "U7"), (None, "U8"))
        }
        assert seen == {
            (None, None): [(2, "C1"), (4, "C1")],
            (None, "U7"): [(2, "C1")],
            ("U7", "U7"): [(2, "C1")],
            (None, "U8"): [(2, "C1"), (4, "C1")],
        }
        assert tx.open_claims(T1, None, None).payers() == ["UPS"]
        assert tx.open_claims("T2", None, None).payers() == []
        assert [case.number for case in tx.cases.several(T1, [4, 2, 9, 2])] == [2, 4]


def test_columns_are_kept_by_party_and_forgotten(database: Database) -> None:
    with database.transaction() as tx:
        columns = tx.export_columns(T1)
        columns.keep("payer", "ups", (("case", None),), by="U1", at=NOON)
        columns.keep("payer", "ups", NAMED, by="U2", at=later(1))
        columns.keep("forwarder", "ups", (("order", None),), by="U1", at=NOON)
        tx.export_columns("T2").keep("payer", "ups", (("goods", None),), by="U1", at=NOON)
    with database.transaction() as tx:
        columns = tx.export_columns(T1)
        assert columns.get("payer", "ups") == NAMED
        assert columns.get("payer", "dhl") == ()
        assert columns.parties("payer") == ["ups"]
        assert (columns.forget("payer", "ups"), columns.forget("payer", "ups")) == (True, False)
        assert (columns.get("payer", "ups"), columns.get("forwarder", "ups")) == ((), (("order", None),))
        assert tx.export_columns("T2").get("payer", "ups") == (("goods", None),)
