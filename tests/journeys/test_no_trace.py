"""What is personal lies nowhere in plain, and once it was erased nowhere at all: files, logs and backups are read."""

import tarfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from storage.backup import back_up, restore
from storage.database import Database
from tests.journeys.team import USPS, Team
from tests.journeys.test_buyers import enters
from tests.journeys.test_evidence import drops
from tests.journeys.test_importing import dropped, worked
from tests.journeys.test_money import approved
from tests.journeys.test_money import enters as enters_money
from tests.journeys.ways import paid_case, with_approver

# One word for every kind of text; each is said once and nowhere else. Notes stay plain until they are erased.
NOTES = ("Xnotex",)
SEALED = (
    *("Xnamex", "Xstreetx", "xmailx", "555867401"),
    *("Xmessagex", "Xletterx", "Xevidencex", "Ximportx", "Xrowx", "Xbankx", "Xasidex", "Xsearchx", "Xaskedx"),
)
FILE = b"%PDF-1.7\n1 0 obj<<>>endobj\n(Xevidencex)\nstartxref\n9\n%%EOF\n"


async def a_busy_week(team: Team) -> None:
    """A case with everything that people can say of a buyer, and what a bank and a shop said."""
    await with_approver(team)
    await paid_case(team, "89")
    await approved(team, "55")
    await team.types(team.lin, "/lost note 1 Xnotex was here")
    await team.records(team.lin, "buyer_wrote||open", text="Where is it? Xmessagex")
    await enters(
        team,
        team.lin,
        buyer_name="Anna Xnamex",
        buyer_address="Xstreetx 9\n10115 Berlin",
        buyer_phone="+49 555867401",
        buyer_email="xmailx@example.com",
    )
    await team.types(team.lin, "/lost buyer 1")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "see_buyer")
    await team.types(team.lin, "/lost list Xsearchx")
    await team.types(team.maya, "/lost erase buyer Xaskedx")
    await drops(team, team.lin, [("Xfilex.pdf", FILE)], team.card())
    await team.types(team.lin, "/lost contact 1")
    assert team.lin.view is not None
    block = next(one["block_id"] for one in team.lin.view.content["blocks"] if one["block_id"].startswith("text."))
    sent = await team.submits(team.lin, {block: "To Anna Xnamex, Xstreetx 9: Xletterx"})
    assert sent.closed, sent.errors
    await enters_money(team, "2026-11-23 UPS CLAIM CL-771 Xbankx 55.00 EUR\n2026-11-23 Xasidex 0.12 EUR")
    assert team.priya.view is not None
    await team.clicks(team.priya, team.priya.view, "money_confirm_all")
    table = f"Tracking number;Recipient name;Ship to address\n{USPS};Ben Ximportx;Xrowx 3\n".encode()
    await team.clicks(team.lin, await dropped(team, "list.csv", table), "import_open")
    await worked(team)


async def check_that_it_is_kept(team: Team) -> None:
    """What is looked for in vain below is really there, and is read by whoever may."""
    with team.database.reading() as tx:
        buyers = [tx.buyers.get(team.id, number) for number in (1, 2)]
        assert [one and one.name for one in buyers] == ["Anna Xnamex", "Ben Ximportx"]
        assert [one.body for one in tx.correspondence.of_case(team.id, 1)] == ["To Anna Xnamex, Xstreetx 9: Xletterx"]
        money = tx.incoming_money(team.id)
        lines = [one.incoming.text for state in ("matched", "open") for one in money.page(state, 0, 5)[0]]
        assert [word in line for word, line in zip(("Xbankx", "Xasidex"), lines, strict=True)] == [True, True]
        [message] = tx.personal.of_case(team.id, 1, "message")
        assert tx.personal.get(team.id, message) == "Where is it? Xmessagex"


def lying(*places: Path) -> bytes:
    """Every byte of these files and folders, archives unpacked."""
    found = bytearray()
    for place in places:
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.is_file():
                found += path.read_bytes()
            if path.suffix == ".tar":
                with tarfile.open(path) as tar:
                    for member in tar:
                        file = tar.extractfile(member)
                        found += file.read() if file else b""
    return bytes(found)


def traces(content: bytes, words: Iterable[str]) -> list[str]:
    return [one for one in words if one.lower().encode() in content.lower()]


async def test_nothing_personal_lies_in_plain_and_what_was_erased_nowhere(
    team: Team, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "tracer")
    await a_busy_week(team)
    await check_that_it_is_kept(team)
    data = team.database.data_directory
    assert data is not None
    monday = tmp_path / "kept" / "monday.tar"
    monday.parent.mkdir()
    back_up(team.database, monday)
    file = Path(str(team.database.url.database))
    files = [*file.parent.glob(f"{file.name}*"), data.evidence, monday]
    assert traces(lying(*files), SEALED) == []
    # The test would see it: notes are plain as long as they are kept.
    assert traces(lying(*files), NOTES) == [*NOTES]

    for number in (1, 2):
        await team.types(team.maya, f"/lost erase {number}")
        assert team.maya.view is not None and team.maya.view.callback_id == "erase"
        await team.submits(team.maya)
    assert team.tracer.buyers is not None and team.tracer.fetching is not None
    await team.tracer.buyers.sweep()
    await team.tracer.fetching.store.sweep(settled=0)
    everything = (*NOTES, *SEALED)
    assert traces(lying(*file.parent.glob(f"{file.name}*"), data.evidence), (*everything, "Xfilex")) == []
    said = capfd.readouterr()
    assert traces(f"{said.out}{said.err}{caplog.text}".encode(), everything) == []

    back_up(team.database, monday.with_name("tuesday.tar"))
    elsewhere = tmp_path / "elsewhere"
    restored = Database.open(f"sqlite:///{elsewhere / 'tracer.db'}", data_directory=elsewhere)
    try:
        restore(restored, monday)
        with restored.transaction() as tx:
            assert tx.buyers.get(team.id, 1) is None and tx.buyers.get(team.id, 2) is None
            assert [one.body for one in tx.correspondence.of_case(team.id, 1)] == [None]
            assert tx.evidence.of_case(team.id, 1) == () and tx.personal.key_of(team.id, 1) is None
            texts = [ref for kind in ("note", "message") for ref in tx.personal.of_case(team.id, 1, kind)]
            lines, _ = tx.incoming_money(team.id).page("matched", 0, 5)
            assert texts == [] and [one.incoming.text for one in lines] == [""]
        assert traces(lying(*elsewhere.glob("tracer.db*")), everything) == []
    finally:
        restored.close()
