"""Scorecards: what each reader sees, the cases behind a line, and the same in the channel and as a file."""

import csv
import io

from tests.journeys.team import DHL, HOME, UPS, USPS, Team, buttons_of, text_of
from tests.journeys.ways import give_roles, paid_case, whisper, with_approver


async def two_carriers(team: Team) -> None:
    """UPS lost a vase, has answered and has paid 20 of the 55 that were asked for; DHL has lost a parcel of Lin's."""
    await with_approver(team)
    await paid_case(team, "89")
    await team.records(team.lin, "ask_carrier|I1|not_opened")
    await team.wait(days=2)
    await team.records(team.lin, "carrier_acknowledged|I1|requested")
    await team.does(team.lin, "book_money", account="fee", money="60", currency="EUR", reason="Customs.")
    await team.does(team.lin, "draft_claim", payer="UPS", payer_kind="carrier", money="55")
    await team.records(team.lin, "file_claim|C1|drafted", reference="CL-771")
    await team.wait(days=4)
    await team.records(team.lin, "claim_approved|C1|filed", money="55")
    await team.does(team.priya, "claim_paid", "C1", money="20", reference="B-1")
    await team.types(team.lin, f"/lost {DHL}")


async def test_a_scorecard_tells_what_each_carrier_came_to_and_opens_its_cases(team: Team) -> None:
    await two_carriers(team)
    told = await team.types(team.priya, "/lost stats 30d carrier")
    lines = text_of(told.private[0]).splitlines()
    assert lines[0] == "*Scorecard by carrier, 30 days to 2026-11-29 (Sun)*"
    assert lines[3:7] == [
        "*UPS*",
        "1 case (few) · 0 lost for good · 0 not lost · reply after 3.0 d (2 answers) · claims: 1 filed, 1 paid · "
        "pay-out 100 % (21–100 %, 1 settled, few) · cash after 4.0 d · "
        "EUR 60.00 lost, EUR 20.00 recovered, *EUR 40.00 left*",
        "Show cases",
        "*DHL Paket*",
    ]
    await team.clicks(team.priya, told.private[0], "stats_cases:0")
    shown = [one for one in team.priya.sees(HOME) if one.only_for == team.priya.id][-1]
    assert "LOST-0001" in text_of(shown) and "LOST-0002" not in text_of(shown)
    figures = ["1 open", "1 answered", "1 with a claim filed", "1 with a claim paid", "1 with a claim settled"]
    assert buttons_of(shown)[1:] == ["All 1", *figures, "1 with cash", "1 with money lost or back"]
    await team.clicks(team.priya, told.private[0], "stats_cases:all")
    whole = [one for one in team.priya.sees(HOME) if one.only_for == team.priya.id][-1]
    assert "LOST-0002" in text_of(whole) and "2 open" in buttons_of(whole)
    await team.clicks(team.priya, whole, "stats_cases:paid")
    paid = [one for one in team.priya.sees(HOME) if one.only_for == team.priya.id][-1]
    assert "LOST-0001" in text_of(paid) and "LOST-0002" not in text_of(paid)


async def test_a_scorecard_tells_how_it_was_in_as_many_days_before(team: Team) -> None:
    await team.types(team.lin, f"/lost {UPS}")
    await team.wait(days=40)
    for number in (DHL, USPS):
        await team.types(team.lin, f"/lost {number}")
    told = text_of((await team.types(team.priya, "/lost stats 30d")).private[0]).splitlines()
    assert told[1].endswith(" · ↗ from 1 case")
    assert told[told.index("*USPS*") + 1].endswith(" · ↗ from 0 cases")


async def test_agents_and_viewers_read_it_without_money_and_viewers_post_nothing(team: Team) -> None:
    await two_carriers(team)
    told = await team.types(team.lin, "/lost stats")
    assert "EUR" not in text_of(told.private[0])
    assert "Its money is for finance, leads and admins." in text_of(told.private[0])
    await give_roles(team, team.lin.id, "viewer")
    seen = await team.types(team.lin, "/lost stats")
    assert buttons_of(seen.private[0]) == ["Show cases"] * 3
    for refused in (
        await team.types(team.lin, "/lost stats csv"),
        await team.clicks(team.lin, told.private[0], "stats_csv"),
    ):
        assert refused.private[-1].text.startswith("Who only looks reads the scorecard here and is sent no files")
    before = len(team.world.channel(HOME).messages)
    shared = whisper(await team.clicks(team.lin, told.private[0], "stats_share"))
    assert shared.startswith("Who only looks posts nothing in a channel.")
    posted = [one for one in team.world.channel(HOME).messages[before:] if not one.only_for]
    assert posted == []


async def test_a_shared_scorecard_leaves_private_cases_out_whoever_shares_it(team: Team) -> None:
    await two_carriers(team)
    await team.clicks(team.maya, team.card(2), "move:take")
    await team.clicks(team.maya, team.card(2), "more")
    assert team.maya.view is not None
    await team.clicks(team.maya, team.maya.view, "make_private")
    told = await team.types(team.maya, "/lost stats")
    assert "*DHL Paket*" in text_of(told.private[0])
    assert "*DHL Paket*" not in text_of((await team.types(team.lin, "/lost stats")).private[0])
    await team.clicks(team.maya, told.private[0], "stats_share")
    [post] = [one for one in team.world.channel(HOME).messages if not one.only_for and "Scorecard" in text_of(one)]
    assert "*UPS*" in text_of(post) and "DHL" not in text_of(post) and "*EUR 40.00 left*" in text_of(post)
    await team.clicks(team.maya, post, "stats_cases:0")
    assert "LOST-0001" in text_of([one for one in team.maya.sees(HOME) if one.only_for == team.maya.id][-1])


async def test_the_scorecard_as_a_file_and_in_chinese(team: Team) -> None:
    await two_carriers(team)
    await team.types(team.priya, "/lost lang zh")
    told = await team.types(team.priya, "/lost 统计 30天 线路")
    assert text_of(told.private[0]).startswith("*按线路统计，截至")
    answer = whisper(await team.types(team.priya, "/lost stats csv carrier"))
    assert answer == "统计会以文件形式私信发给你。"
    assert team.tracer.sending is not None
    await team.tracer.sending.sweep()
    await team.settle()
    [message] = [one for one in team.direct(team.priya) if one.files]
    [file] = message.files
    head, ups, dhl = csv.reader(io.StringIO(file.content.decode("utf-8-sig"), newline=""))
    assert (head[0], head[-1], len(head)) == ("分组", "净损失 EUR", len(ups))
    assert (ups[:5], ups[-3:], dhl[:2]) == (
        ["UPS", "1", "0", "0", "2"],
        ["60.00", "20.00", "40.00"],
        ["DHL Paket", "1"],
    )


async def test_what_is_not_understood_and_what_is_not_there_is_said(team: Team) -> None:
    assert "is not understood, so nothing was counted" in whisper(await team.types(team.lin, "/lost stats 17d"))
    empty = whisper(await team.types(team.lin, "/lost stats"))
    assert empty.endswith("No case was opened in this time.")
