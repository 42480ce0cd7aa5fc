"""Parcels that are watched before they are cases: followed, offered where they stall, and opened with their scans."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.playground.rooms import Message
from bot.playground.web_api.files import keep
from cases.scans import Scan
from handlers import begin_watching
from handlers.following import Following
from partners.tracking.asking import NOT_FOUND, SCANS, Answer, Question
from partners.tracking.pace import Limits
from storage.heartbeats import FOLLOWS
from tests.journeys.team import DHL, HOME, UPS, USPS, Team, buttons_of, text_of
from tests.journeys.ways import decided, paid_case, whisper, with_approver

DAY = timedelta(days=1)
NOTHING_SEEN = "No tracker is connected, so Tracer cannot see where these are"


@dataclass
class Roads:
    """A tracker that shows, of each number, the scans it was given: kind and day of November."""

    seen: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    name: str = "17track"
    batch: int = 40

    async def ask(self, questions: Sequence[Question]) -> list[Answer]:
        return [self._answer(one.number) for one in questions]

    def _answer(self, number: str) -> Answer:
        if number not in self.seen:
            return Answer(self.name, number, NOT_FOUND, raw=b"{}")
        scans = tuple(_scan(number, kind, day) for kind, day in self.seen[number])
        return Answer(self.name, number, SCANS, scans, raw=repr(self.seen[number]).encode())


def _scan(number: str, kind: str, day: int) -> Scan:
    at = datetime(2026, 10, 1, 10, 0, tzinfo=UTC) + timedelta(days=day)
    return Scan(kind, kind, "17track", number, at, at.replace(tzinfo=None), city="Shenzhen", country="CN")


async def follow(team: Team, roads: Roads) -> int:
    """The trackers are asked about what is due."""
    limits = {roads.name: Limits(1000.0, None)}
    following = Following(team.database, team.clock, {roads.name: roads}, limits, (roads.name,))
    asked = await following.sweep()
    await team.settle()
    return asked


async def with_tracker(team: Team) -> None:
    await team.database.write(lambda tx: tx.heartbeats.beat(FOLLOWS, team.clock.now()))


async def watched(team: Team) -> dict[str, str]:
    """Who watches which number."""
    page = await team.database.read(lambda tx: tx.watched.page(team.id, None, 1, 100))
    return {one.number: one.by for one in page.parcels}


def offers(team: Team) -> list[Message]:
    """The messages in which parcels were offered to Lin."""
    return [one for one in team.direct(team.lin) if "Not now" in buttons_of(one)]


async def offered(team: Team, roads: Roads, numbers: Sequence[str] = (UPS,)) -> None:
    """Lin watches numbers, they stall, and the message that offers them as cases has come."""
    await with_tracker(team)
    await team.settings(timezone="Asia/Shanghai")
    await team.types(team.lin, f"/lost watch {' '.join(numbers)}")
    roads.seen = {number: [("accepted", 1), ("arrived", 2)] for number in numbers}
    await follow(team, roads)
    await team.wait(hours=1)


async def test_a_number_is_watched_and_makes_no_case(team: Team) -> None:
    await with_tracker(team)
    told = await team.types(team.lin, f"/lost watch {UPS}")
    assert whisper(told) == (
        "1 parcel is watched from now on. You are told when one stands still, with a button for the case. "
        "The list: /lost watch."
    )
    assert team.cards() == []
    listed = (await team.types(team.lin, "/lost watch")).private[0]
    assert text_of(listed).splitlines() == [
        "*You watch 1 parcel*",
        f"🔵 UPS *{UPS}* · no tracker has answered about it yet",
        "Stop watching",
        "Watch more",
    ]


async def test_what_stalls_is_offered_in_one_private_message_and_opened_with_its_scans(team: Team) -> None:
    roads = Roads()
    await offered(team, roads, (UPS, USPS))
    assert team.cards() == []
    [message] = team.direct(team.lin)
    assert text_of(message).splitlines()[0] == "2 parcels that you watch need a look. They are no cases yet."
    assert buttons_of(message) == ["Open case", "Open case", "Open all", "Not now"]
    told = await team.clicks(team.lin, message, f"watch_open:{UPS}")
    assert whisper(told).startswith("*LOST-0001* is open; what was seen of it is kept.")
    case = await team.case()
    assert (case.parcel.number, case.parcel.last_scan_on.isoformat()) == (UPS, "2026-10-03")
    scans, looks = await team.database.read(lambda tx: (tx.scans.of_case(team.id, 1), tx.trackers.looks(team.id, 1)))
    assert [one.kind for one in scans] == ["accepted", "arrived"]
    assert [one.outcome for one in looks] == ["scans"]
    raw = await team.database.read(lambda tx: tx.scans.raw_answer(team.id, 1, scans[0].raw))
    assert raw == repr(roads.seen[UPS]).encode()
    assert "*Last scan*  2026-10-03 (Sat): It arrived at a place on its way." in text_of(team.card())
    assert await watched(team) == {USPS: team.lin.id}


async def test_what_is_followed_already_is_said_and_nothing_changes(team: Team) -> None:
    await with_tracker(team)
    await team.opens(DHL)
    told = await team.types(team.lin, f"/lost watch {DHL}")
    assert whisper(told).startswith(f"{DHL} is a case already: *LOST-0001*, in <#")
    await team.types(team.maya, f"/lost watch {UPS}")
    told = await team.types(team.lin, f"/lost watch {UPS} {DHL}")
    assert whisper(told).splitlines() == [
        f"{DHL} is a case already: *LOST-0001*. Nothing was changed.",
        f"{UPS} is watched already, since 2026-11-23 (Mon), by <@{team.maya.id}>.",
    ]
    assert await watched(team) == {UPS: team.maya.id}


async def test_bad_input_gets_a_sentence(team: Team) -> None:
    await with_tracker(team)
    told = await team.types(team.lin, "/lost watch hello")
    assert whisper(told).startswith("No tracking number is in that.")
    told = await team.types(team.lin, "/lost unwatch")
    assert whisper(told).startswith("Say which number to stop watching")
    told = await team.types(team.lin, f"/lost unwatch {UPS}")
    assert whisper(told) == f"Nobody watches {UPS}. “/lost watch” shows what is watched."
    told = await team.types(team.lin, "/lost watch 1Z999AA10123456785")
    assert "1Z999AA10123456785 does not fit UPS: compare it with the label." in whisper(told)
    assert await watched(team) == {"1Z999AA10123456785": team.lin.id}


async def test_a_workspace_watches_no_more_than_it_may(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    await with_tracker(team)
    monkeypatch.setattr(begin_watching, "MOST_WATCHED", 1)
    told = await team.types(team.lin, f"/lost watch {UPS} {USPS}")
    assert whisper(told).splitlines()[1] == (
        "1 number was left out: a workspace watches 2000 parcels at most. Stop some first: /lost watch."
    )
    assert await watched(team) == {UPS: team.lin.id}


async def test_without_a_tracker_it_says_that_nothing_can_be_seen(team: Team) -> None:
    told = await team.types(team.lin, f"/lost watch {UPS}")
    assert whisper(told).startswith(f"1 parcel is watched from now on.\n{NOTHING_SEEN}")
    assert NOTHING_SEEN in text_of((await team.types(team.lin, "/lost watch")).private[0])


async def test_who_watches_stops_it_and_a_lead_and_nobody_else(team: Team) -> None:
    await with_tracker(team)
    await team.types(team.maya, f"/lost watch {UPS} {USPS}")
    told = await team.types(team.lin, f"/lost unwatch {UPS}")
    assert whisper(told).startswith(f"{UPS} is watched by <@{team.maya.id}>; they can stop it, or a lead.")
    [listed] = (await team.types(team.lin, "/lost watch all")).private
    assert text_of(listed).splitlines()[0] == "*2 parcels are watched*"
    assert f"<@{team.maya.id}>" in text_of(listed)
    told = await team.clicks(team.maya, (await team.types(team.maya, "/lost watch")).private[0], f"watch_stop:{UPS}")
    assert text_of(told.private[0]).splitlines()[0] == "*You watch 1 parcel*"
    told = await team.types(team.maya, f"/lost unwatch {USPS}")
    assert whisper(told) == "1 parcel is watched no longer."
    assert await watched(team) == {}


async def test_all_are_opened_at_once_and_a_second_click_changes_nothing(team: Team) -> None:
    await offered(team, Roads(), (UPS, USPS))
    [message] = team.direct(team.lin)
    told = await team.clicks(team.lin, message, "watch_open_all")
    assert whisper(told).startswith("2 cases are open: *LOST-0001*, *LOST-0002*. What was seen of them is kept.")
    told = await team.clicks(team.lin, message, "watch_open_all")
    assert whisper(told) == "None of these waits any more: they are cases, or nobody watches them now."
    told = await team.clicks(team.lin, message, f"watch_open:{UPS}")
    assert whisper(told).startswith(f"{UPS} is a case already: *LOST-0001*")
    assert len(team.cards()) == 2


async def test_not_now_is_asked_again_after_three_days_and_one_message_a_day_is_all(team: Team) -> None:
    roads = Roads()
    await offered(team, roads, (UPS,))
    [message] = team.direct(team.lin)
    told = await team.clicks(team.lin, message, "watch_later")
    assert whisper(told).startswith("Not now: 1 parcel is offered again on 2026-11-26 (Thu)")
    roads.seen[USPS] = [("accepted", 1), ("arrived", 2)]
    await team.types(team.lin, f"/lost watch {USPS}")
    await follow(team, roads)
    await team.wait(hours=3)
    assert len(offers(team)) == 1
    await team.wait(hours=21)
    assert [UPS in text_of(one) for one in offers(team)] == [True, False]
    assert USPS in text_of(offers(team)[1])
    await team.wait(hours=50)
    await follow(team, roads)
    await team.wait(hours=20)
    assert [UPS in text_of(one) for one in offers(team)] == [True, False, True]


async def test_lost_with_a_watched_number_opens_its_case_with_what_was_seen(team: Team) -> None:
    roads = Roads()
    await offered(team, roads)
    await team.opens(UPS, team.maya)
    assert (await team.case()).parcel.last_scan_on.isoformat() == "2026-10-03"
    assert await watched(team) == {}


async def test_a_delivered_one_is_told_to_nobody_and_leaves_after_three_days(team: Team) -> None:
    await with_tracker(team)
    await team.settings(timezone="Asia/Shanghai")
    await team.types(team.lin, f"/lost watch {UPS}")
    roads = Roads({UPS: [("accepted", 50), ("delivered", 52)]})
    await follow(team, roads)
    await team.wait(hours=24)
    assert team.direct(team.lin) == []
    await with_tracker(team)
    [listed] = (await team.types(team.lin, "/lost watch")).private
    assert text_of(listed).splitlines()[1] == (
        f"✅ UPS *{UPS}* · delivered · last seen 2026-11-22 (Sun) · leaves this list on 2026-11-26 (Thu)"
    )
    await team.tracer.metronome.tidy()
    assert await watched(team) == {UPS: team.lin.id}
    await team.wait(hours=49)
    await team.tracer.metronome.tidy()
    assert await watched(team) == {}


async def test_app_home_shows_what_stalls_and_opens_it(team: Team) -> None:
    await offered(team, Roads())
    await team.lin.opens_home()
    await team.settle()
    assert "*Stalled, not yet cases*" in text_of(team.lin.home)
    await team.clicks(team.lin, team.lin.home, f"watch_open:{UPS}")
    assert (await team.case()).parcel.number == UPS
    assert "*Stalled, not yet cases*" not in text_of(team.lin.home)


async def test_whoever_stands_in_hears_of_it_while_the_watcher_is_away(team: Team) -> None:
    await with_tracker(team)
    await team.settings(timezone="Asia/Shanghai")
    await team.types(team.lin, f"/lost watch {UPS}")
    await team.types(team.lin, "/lost away 2026-12-05")
    await team.types(team.lin, f"/lost backup <@{team.priya.id}>")
    await follow(team, Roads({UPS: [("accepted", 1)]}))
    await team.wait(hours=1)
    [message] = [one for one in team.direct(team.priya) if UPS in text_of(one)]
    assert text_of(message).splitlines()[0] == (
        f"1 parcel that <@{team.lin.id}> watches needs a look. It is no case yet."
    )
    assert not any("Open case" in buttons_of(one) for one in team.direct(team.lin))


async def test_in_chinese(team: Team) -> None:
    await team.types(team.lin, "/lost lang zh")
    await offered(team, Roads())
    [message] = team.direct(team.lin)
    assert text_of(message).splitlines()[0] == "你关注的 1 个包裹需要看一下，尚未开案。"
    assert buttons_of(message) == ["开案", "暂不"]
    told = await team.types(team.lin, f"/lost 取消关注 {UPS}")
    assert whisper(told) == "已停止关注 1 个包裹。"


CSV = f"订单号,运单号,物流公司\n1001,{UPS},UPS\n1002,9.40011E+21,\n1003,{USPS},\n".encode("gb18030")


async def dropped(team: Team, name: str, content: bytes, text: str = "", channel: object = None) -> list[str]:
    """Lin drops a file, and whoever reads lists has done so; returns what Tracer told since."""
    room = channel or team.world.direct_channel(team.lin.id, team.world.app.bot_user)
    before = {one.ts for one in team.lin.sees(room)}
    await team.ticks()
    await team.lin.says(room, text, None, [(name, content)])
    await team.settle()
    assert team.tracer.lists is not None
    await team.tracer.lists.sweep()
    await team.settle()
    return [text_of(one) for one in team.lin.sees(room) if one.ts not in before and one.bot_id]


async def test_a_csv_sent_directly_is_read_and_its_bad_lines_are_told(team: Team) -> None:
    await with_tracker(team)
    told = await dropped(team, "orders.csv", CSV)
    assert told[-1].splitlines() == [
        "The column “运单号” of the file was read.",
        "2 parcels are watched from now on. You are told when one stands still, with a button for the case. "
        "The list: /lost watch.",
        "Line 3: “9.40011E+21”. A spreadsheet has rounded it. Format that column as text and export it again.",
    ]
    assert await watched(team) == {UPS: team.lin.id, USPS: team.lin.id}


async def test_a_csv_beside_a_mention_in_a_channel_is_read_as_well(team: Team) -> None:
    await with_tracker(team)
    await dropped(team, "orders.csv", CSV, f"<@{team.world.app.bot_user}> watch", HOME)
    assert await watched(team) == {UPS: team.lin.id, USPS: team.lin.id}


async def test_a_file_that_is_no_list_is_refused_and_nothing_is_watched(team: Team) -> None:
    told = await dropped(team, "orders.xlsx", b"PK\x03\x04...", "watch")
    assert told[-1] == "This is a spreadsheet, not a CSV file. Save it as “CSV UTF-8” and send that."
    assert await watched(team) == {}


async def test_the_form_takes_numbers(team: Team) -> None:
    await with_tracker(team)
    [listed] = (await team.types(team.lin, "/lost watch")).private
    await team.clicks(team.lin, listed, "watch_add")
    sent = await team.submits(team.lin, {"numbers": "hello"})
    assert list(sent.errors) == ["numbers"]
    assert (await team.submits(team.lin, {"numbers": f"{UPS}\n{USPS}"})).closed
    assert await watched(team) == {UPS: team.lin.id, USPS: team.lin.id}


async def test_the_form_takes_a_file_too(team: Team) -> None:
    await with_tracker(team)
    await team.clicks(team.lin, (await team.types(team.lin, "/lost watch")).private[0], "watch_add")
    file = keep(team.world, team.world.names.next("F"), "orders.csv", CSV, team.lin.id)
    assert (await team.submits(team.lin, {"files": [file.id]})).closed
    assert team.tracer.lists is not None
    assert await team.tracer.lists.sweep() == 1
    assert await watched(team) == {UPS: team.lin.id, USPS: team.lin.id}


async def test_a_resend_is_followed_by_itself_and_that_it_is_lost_too_is_told(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await decided(team, "choose_resend", cost="12", address_confirmed="yes", number=DHL, expected_on="2026-11-27")
    roads = Roads({DHL: [("accepted", 52)]})
    await follow(team, roads)
    assert [one.number for one in await team.database.read(lambda tx: tx.scans.of_case(team.id, 1))] == [DHL]
    heard = len(team.story())
    roads.seen[DHL].append(("lost", 53))
    await team.wait(hours=12)
    await follow(team, roads)
    assert team.story()[heard:] == ["Tracer saw in the tracking: The carrier says that it is lost."]


async def test_a_resend_that_stands_still_is_told_once_before_it_should_have_arrived(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await decided(team, "choose_resend", cost="12", address_confirmed="yes", number=DHL, expected_on="2026-12-31")
    roads = Roads({DHL: [("accepted", 52)]})
    await follow(team, roads)
    heard = len(team.story())
    still = "Tracer saw in the tracking: The replacement has not been seen for longer than is ordinary."
    for _ in range(2):
        team.clock.wind(timedelta(days=20))
        await follow(team, roads)
    assert team.story()[heard:] == [still]
    assert (await team.case()).clock("replacement_arrival:R1") is not None


async def test_a_working_process_reads_lists_and_sends_files_by_itself(team: Team) -> None:
    jobs = {job.id for job in team.tracer.ticker._scheduler.get_jobs()}
    assert {"lists", "files", "evidence"} <= jobs
