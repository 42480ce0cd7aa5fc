"""The findings of a monthly digest: evidence, sample size, what to do, and the cases behind each."""

from dataclasses import replace
from datetime import timedelta

from cases.case import LogEntry
from cases.decide import Decision
from cases.document import changes_between
from cases.shipped import Shipped
from storage.transaction import Transaction
from tests.journeys.team import UPS, Team, buttons_of, text_of
from tests.storage.telling import MEI, keep, report


async def lost(team: Team, count: int, carrier: str, service: str, prevention: str | None = None) -> None:
    """Cases to Brazil that were closed as lost, seven weeks ago."""
    at = team.clock.now() - timedelta(days=50)

    def write(tx: Transaction) -> None:
        for _ in range(count):
            number = tx.cases.next_number(team.id)
            case = keep(tx, report(number, workspace=team.id, at=at, carrier=carrier))
            parcel = replace(case.parcel, destination="BR", origin="CN", service=service)
            told = {"status": "closed", "outcome": "resolved", "closed_at": at, "prevention": prevention}
            after = replace(case, version=2, parcels=(parcel,), **told)  # type: ignore[arg-type]
            entry = LogEntry(2, at, MEI, "close", None, "open", "closed", {}, changes_between(case, after))
            keep(tx, Decision(after, entry))

    await team.database.write(write)


async def shipped(team: Team, parcels: int, carrier: str, service: str) -> None:
    def write(tx: Transaction) -> None:
        tx.shipped(team.id).put(Shipped("2026-10", parcels, carrier, service, "CN", "BR"))

    await team.database.write(write)


async def test_a_finding_names_numbers_and_what_to_do_and_opens_its_cases(team: Team) -> None:
    await lost(team, 27, "ups", "Ground", "address")
    await lost(team, 2, "dhl", "Express")
    await shipped(team, 300, "ups", "Ground")
    await shipped(team, 240, "dhl", "Express")
    await team.types(team.lin, f"/lost {UPS}")  # this month one parcel is missing
    told = (await team.types(team.maya, "/lost digest preview monthly")).private[0]
    said = text_of(told)
    assert (
        "27 of 29 losses to Brazil (BR) in 90 days went with *BR · UPS · Ground*: it lost 27/300 (6.3%–12.8%) of its "
        "parcels, *BR · DHL · Express* 2/240 (0.2%–3.0%). Ship with BR · DHL · Express there."
    ) in said
    assert "*UPS* lost 27/300 (6.3%–12.8%) of its parcels in 90 days, all the others together 2/240" in said
    assert "Move parcels to another carrier" in said
    assert "could have avoided" not in said  # 27 looked back at are too few
    assert buttons_of(told).count("Show cases") == 2
    opened = await team.clicks(team.maya, told, "stats_cases:finding0")
    assert opened.private[-1].text == "27 cases"


async def test_findings_are_told_in_chinese_and_preventions_from_thirty_on(team: Team) -> None:
    await lost(team, 20, "ups", "Ground", "address")
    await lost(team, 10, "dhl", "Express", "nothing")
    await team.types(team.lin, f"/lost {UPS}")
    await team.types(team.maya, "/lost lang zh")
    await team.types(team.maya, "/lost lang channel zh")
    told = (await team.types(team.maya, "/lost digest preview monthly")).private[0]
    said = text_of(told)
    assert "*核对地址* 本可避免 20/30 (48.8%–80.8%)。发货前检查地址：/lost check。" in said
    opened = await team.clicks(team.maya, told, "stats_cases:finding0")
    assert "20" in opened.private[-1].text


async def test_nothing_is_found_in_a_handful_of_cases(team: Team) -> None:
    await lost(team, 4, "ups", "Ground", "address")
    await shipped(team, 300, "ups", "Ground")
    await team.types(team.lin, f"/lost {UPS}")
    told = (await team.types(team.maya, "/lost digest preview monthly")).private[0]
    assert "in 90 days" not in text_of(told) and "No carrier and no lane lost clearly more than usual." in text_of(told)
