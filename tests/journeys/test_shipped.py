"""What was shipped is told by file and by hand, and scorecards show loss rates with it."""

from datetime import timedelta

from tests.journeys.team import UPS, USPS, Team, buttons_of, text_of
from tests.journeys.test_importing import dropped, sent_back, worked
from tests.journeys.ways import give_roles, whisper, with_approver

FIGURES = b'month,carrier,parcels\n2026-11,UPS,"1,200"\n2026-11,USPS,300\n2026-10,UPS,50\n2026-11,Nobody,3\n'


async def lost_for_good(team: Team) -> None:
    """UPS has lost one parcel for good, and one of USPS is open."""
    await with_approver(team)
    await team.types(team.lin, f"/lost {UPS}")
    await team.types(team.lin, f"/lost {USPS}")
    await team.does(team.lin, "not_needed", "I1", reason="The warehouse saw it burn.")
    await team.does(team.lin, "nothing_owed", reason="Never charged.")
    await team.does(team.lin, "no_claim", reason="No cover.")
    await team.does(team.lin, "close")


async def rate_of(team: Team, name: str) -> str:
    """What a scorecard tells of the loss rate of one carrier."""
    lines = text_of((await team.types(team.priya, "/lost stats 30d")).private[0]).splitlines()
    told = lines[lines.index(f"*{name}*") + 1].split(" · ")
    return next((one for one in told if "loss rate" in one or one.startswith("shipped")), "")


async def test_a_file_is_looked_at_kept_and_takes_the_place_of_the_one_before(team: Team) -> None:
    await lost_for_good(team)
    before = text_of((await team.types(team.priya, "/lost stats 30d")).private[0])
    assert "Tell how many parcels were shipped, and the loss rate is shown: /lost stats shipped." in before
    message = await dropped(team, "shipped.csv", FIGURES, "stats shipped")
    shown = text_of(message).splitlines()
    assert shown[0] == "*shipped.csv: please look before anything is kept.*"
    assert "• 2026-11 · UPS: 1200" in shown and "• 1550 parcels" in shown
    assert await rate_of(team, "UPS") == ""
    await team.clicks(team.lin, message, "import_open")
    assert text_of(await worked(team)).splitlines()[0] == "shipped.csv is done."
    rows = await sent_back(team)
    assert [row[:3] for row in rows[1:]] == [["2026-11", "Nobody", "3"]]
    rate = "*loss rate 0.08 %* (0.01–0.47 %, 1 lost and 0 open of 1200 shipped, few)"
    assert await rate_of(team, "UPS") == rate
    assert "0 lost and 1 open of 300 shipped" in await rate_of(team, "USPS")
    message = await dropped(team, "again.csv", b"month,carrier,parcels\n2026-11,UPS,600\n", "shipped")
    assert "• 2026-11 · UPS: 600 instead of 1200" in text_of(message).splitlines()
    await team.clicks(team.lin, message, "import_open")
    await worked(team)
    assert "1 lost and 0 open of 600 shipped" in await rate_of(team, "UPS")
    assert "0 lost and 1 open of 300 shipped" in await rate_of(team, "USPS")


async def test_a_figure_is_told_by_hand_mended_and_taken_away(team: Team) -> None:
    await lost_for_good(team)
    await team.types(team.lin, "/lost stats shipped")
    assert "No parcels shipped are told yet, so no scorecard shows a loss rate." in text_of(team.lin.view)
    wrong = await team.submits(team.lin, {"month": "2027-01", "parcels": "x", "carrier": "Nobody", "origin": "Mars"})
    assert set(wrong.errors) == {"month", "parcels", "carrier", "origin"}
    kept = await team.submits(team.lin, {"month": "2026年11月", "parcels": "40", "carrier": "ups", "origin": ""})
    assert kept.closed
    assert "1 lost and 0 open of 40 shipped, few" in await rate_of(team, "UPS")
    assert await rate_of(team, "USPS") == "shipped: not told"
    for parcels, said in (("90", "1 lost and 0 open of 90 shipped, few"), ("0", "")):
        await team.types(team.lin, "/lost stats shipped")
        assert "2026-11: " in text_of(team.lin.view)
        await team.submits(team.lin, {"month": "2026-11", "parcels": parcels, "carrier": "ups"})
        assert said in await rate_of(team, "UPS")
    assert await rate_of(team, "UPS") == ""


async def test_who_only_looks_tells_nothing_and_what_was_put_away_is_not_kept(team: Team) -> None:
    message = await dropped(team, "发货量.csv", FIGURES, "发货量")
    await give_roles(team, team.lin.id, "viewer")
    assert whisper(await team.types(team.lin, "/lost stats shipped")).startswith("Who only looks tells no figures")
    await team.clicks(team.lin, message, "import_open")
    await worked(team)
    await give_roles(team, team.lin.id, "agent")
    await team.clicks(team.lin, message, "import_cancel")
    await team.settle()
    assert "发货量.csv was put away; nothing was kept of it." in [text_of(one) for one in team.direct(team.lin)]
    assert await team.database.read(lambda tx: tx.shipped(team.world.team.id).latest(6)) == []
    team.clock.wind(timedelta(days=8))
    assert await team.tracer.imports.sweep() == 1


async def test_columns_are_asked_for_where_they_are_not_recognised_and_all_is_in_chinese(team: Team) -> None:
    await team.types(team.lin, "/lost lang zh")
    message = await dropped(team, "a.csv", "哪个月,承运商,多少\n2026-10,UPS,70\n".encode(), "stats shipped")
    assert [len(buttons_of(message)), "没有认出月份或发货日期的列。" in text_of(message)] == [2, True]
    await team.clicks(team.lin, message, "import_columns")
    assert list((await team.submits(team.lin, {"c_carrier": "1"})).errors) == ["c_month"]
    assert list((await team.submits(team.lin, {"c_month": "0", "c_carrier": "1"})).errors) == ["c_parcels"]
    assert (await team.submits(team.lin, {"c_month": "0", "c_carrier": "1", "c_parcels": "2"})).closed
    message = await worked(team)
    await team.clicks(team.lin, message, "import_open")
    await worked(team)
    assert await team.database.read(lambda tx: tx.shipped(team.world.team.id).latest(6)) == [("2026-10", 70)]
