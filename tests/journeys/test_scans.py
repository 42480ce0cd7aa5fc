"""Scans in Slack: the timeline of a case, what a person pastes, and what trackers tell the thread."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from cases.scans import Scan
from handlers.following import Following
from handlers.tracked import keep_told
from partners.tracking.asking import Answer, Trouble
from partners.tracking.pace import Unlimited
from partners.tracking.set_up import Access, set_up
from tests.journeys.team import DHL, UPS, Team, text_of
from tests.tracking.stand_in import NO_LIMITS, Said, stand_in

PAGE = """Delivered, Front Porch
RENO, NV 89501
November 20, 2026, 10:05 am

Arrived at Facility
RENO, NV 89501
November 19, 2026, 6:10 am

Held in a blue van"""


async def a_tracker_tells(team: Team, kind: str, day: int, **more: Any) -> None:
    """17TRACK answers about the case's number, as if it had just been asked."""
    at = datetime(2026, 11, day, 10, 0, tzinfo=UTC)
    scan = Scan(kind, kind, "17track", UPS, at, at.replace(tzinfo=None), city="Reno", country="US", **more)
    now = team.clock.now()
    known = await team.database.read(
        lambda tx: [one for one in tx.scans.of_case(team.id, 1) if one.provider == "17track"]
    )
    answer = Answer("17track", UPS, "scans", (*known, scan), raw=f"{day}".encode())
    await team.database.write(lambda tx: keep_told(tx, team.id, 1, answer, now))
    await team.settle()


async def test_the_timeline_is_one_command_away(team: Team) -> None:
    await team.opens()
    await a_tracker_tells(team, "accepted", 18)
    await team.types(team.lin, "/lost scans 1")
    shown = text_of(team.lin.view)
    assert "The carrier took the parcel over." in shown
    assert UPS in shown


async def test_a_case_without_scans_says_what_to_do(team: Team) -> None:
    await team.opens()
    await team.types(team.maya, "/lost scans 1")
    assert "Paste what the carrier's page shows" in text_of(team.maya.view)


async def test_what_is_the_matter_with_a_tracker_is_told_in_words_wherever_somebody_looks(team: Team) -> None:
    await team.opens()
    for kind, said, in_chinese in (
        ("key", "17TRACK does not accept the key. Whoever runs Tracer has to check it.", "17TRACK 不接受当前密钥。"),
        ("failing", "17TRACK has a fault of its own. Tracer asks again by itself.", "17TRACK 自身出现故障。"),
    ):
        at = team.clock.now()
        answer = Answer("17track", UPS, "failed", trouble=Trouble(kind))
        await team.database.write(lambda tx, answer=answer, at=at: keep_told(tx, team.id, 1, answer, at))
        await team.types(team.lin, "/lost scans 1")
        assert said in text_of(team.lin.view)
        assert said in text_of((await team.types(team.lin, "/lost doctor")).private[-1])
        await team.types(team.maya, "/lost settings")
        assert team.maya.view is not None
        await team.clicks(team.maya, team.maya.view, "connections")
        assert "⚠️ 17TRACK failed last at" in text_of(team.maya.view) and said in text_of(team.maya.view)
        await team.types(team.lin, "/lost lang zh")
        assert in_chinese in text_of((await team.types(team.lin, "/lost doctor")).private[-1])
        await team.types(team.lin, "/lost lang en")


async def test_a_page_is_pasted_and_read_and_what_was_not_understood_is_said(team: Team) -> None:
    await team.opens()
    await team.types(team.maya, "/lost scans 1")
    await team.clicks(team.maya, team.maya.view, "paste_scans")
    sent = await team.submits(team.maya, {"text": PAGE})
    assert sent.errors == {}
    shown = text_of(team.maya.view)
    assert "2 new scans were kept." in shown
    assert "Line 9: “Held in a blue van”. There is no date with it." in shown
    case = await team.case()
    assert (case.parcel.first_scan_on.isoformat(), case.parcel.delivered_on.isoformat()) == ("2026-11-19", "2026-11-20")
    assert f"<@{team.maya.id}> saw in the tracking: It was delivered." in team.story()[-1]


async def test_a_text_without_a_scan_changes_nothing_and_says_what_is_needed(team: Team) -> None:
    await team.opens()
    before = await team.case()
    await team.types(team.maya, "/lost scans 1")
    await team.clicks(team.maya, team.maya.view, "paste_scans")
    sent = await team.submits(team.maya, {"text": "where is it?"})
    assert list(sent.errors) == ["text"]
    assert sent.errors["text"].startswith("No scan was recognised in it.")
    assert await team.case() == before
    assert await team.database.read(lambda tx: tx.scans.of_case(team.id, 1)) == ()


async def test_the_thread_hears_of_a_delivery_and_not_of_every_scan(team: Team) -> None:
    await team.opens()
    await a_tracker_tells(team, "accepted", 18)
    quiet = team.story()
    await a_tracker_tells(team, "arrived", 19)
    assert team.story() == quiet
    await a_tracker_tells(team, "delivered", 20)
    assert team.story()[len(quiet) :] == ["Tracer saw in the tracking: It was delivered."]


async def test_asking_again_is_for_whoever_has_waited(team: Team) -> None:
    await team.opens()
    await a_tracker_tells(team, "accepted", 18)
    await team.types(team.maya, "/lost scans 1")
    await team.clicks(team.maya, team.maya.view, "ask_trackers")
    assert text_of(team.maya.view).startswith("The trackers were asked at 2026-11-22 (Sun) 21:00 EST")
    due = await team.database.read(lambda tx: tx.trackers.next_due())
    await team.wait(hours=1)
    await team.types(team.maya, "/lost scans 1")
    await team.clicks(team.maya, team.maya.view, "ask_trackers")
    assert await team.database.read(lambda tx: tx.trackers.next_due()) != due


async def test_while_a_tracker_does_not_answer_people_work_on(team: Team) -> None:
    await team.opens()
    async with stand_in() as tracker:
        tracker.says("gettrackinfo", Said(hangs=True))
        access = Access("17track", "key", base_url=tracker.base, limits=NO_LIMITS)
        ready = set_up([access], lambda *_: Unlimited())
        following = Following(team.database, team.clock, ready.trackers, ready.limits, ("17track",))
        sweeping = asyncio.create_task(following.sweep())
        await asyncio.wait_for(tracker.is_asked.wait(), 5)
        # The playground's Slack refuses whatever takes three seconds.
        await team.types(team.lin, f"/lost {DHL}")
        await team.clicks(team.lin, team.card(2), "move:take")
        assert (await team.case(2)).owner == team.lin.id
        assert not sweeping.done()
        sweeping.cancel()
        await asyncio.gather(sweeping, return_exceptions=True)
        await ready.close()


async def test_scans_can_be_asked_for_in_the_cases_thread(team: Team) -> None:
    card = await team.opens()
    await a_tracker_tells(team, "accepted", 18)
    [said] = await team.says(team.maya, f"<@{team.world.app.bot_user}> scans", thread=card)
    assert "The carrier took the parcel over." in text_of(said)
