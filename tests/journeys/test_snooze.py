"""A snooze shows the date it comes to before it is kept, and passes no deadline."""

from datetime import timedelta

import pytest

from tests.journeys.team import Team, text_of
from tests.journeys.test_reminders import later, nudges, rings, with_the_carrier
from tests.journeys.ways import next_line, nothing_changes, paid_case, whisper, with_approver


async def asked(team: Team) -> dict[str, str]:
    """The ends that the form of a snooze offers, by name."""
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "snooze")
    assert team.lin.view is not None
    [ends] = [one["element"] for one in team.lin.view.content["blocks"] if one.get("block_id") == "end"]
    return {one["value"]: one["text"]["text"] for one in ends["options"]}


async def test_every_end_says_the_date_it_comes_to(team: Team) -> None:
    await with_the_carrier(team)
    assert await asked(team) == {
        "tomorrow": "Tomorrow morning: 2026-11-24 (Tue) 09:00 CST",
        "workdays": "In three working days: 2026-11-26 (Thu) 09:00 CST",
        "reply": "Until they reply, at the latest 2026-12-07 (Mon) 09:00 CST",
        "date": "On the date below, at 09:00 where the team is",
    }


async def test_the_ends_are_told_in_chinese(team: Team) -> None:
    await with_the_carrier(team)
    await team.types(team.lin, "/lost lang zh")
    assert (await asked(team))["workdays"] == "3 个工作日后：2026-11-26 (周四) 09:00 CST"


async def test_a_ready_made_end_is_what_it_said(team: Team) -> None:
    await with_the_carrier(team)
    await asked(team)
    sent = await team.submits(team.lin, {"end": "workdays", "reason": "They promised Thursday."})
    assert sent.closed
    [snooze] = (await team.case()).snoozes
    assert snooze.until.isoformat() == "2026-11-26T01:00:00+00:00"
    assert "2026-11-26 (Thu) 09:00 CST" in next_line(team)
    await later(team, days=2)
    assert rings(team) == [] and nudges(team, team.lin) == []


async def test_no_end_is_offered_that_a_deadline_comes_before(team: Team) -> None:
    await with_the_carrier(team)
    due = int((team.clock.now() + timedelta(days=3)).timestamp())
    await team.records(team.lin, "dispute_opened||open", through="Amazon", answer_by=due)
    # The dispute is to be answered on Thursday at ten: Wednesday morning is the last that is offered.
    assert await asked(team) == {
        "tomorrow": "Tomorrow morning: 2026-11-24 (Tue) 09:00 CST",
        "reply": "Until they reply, at the latest 2026-11-25 (Wed) 09:00 CST",
        "date": "On the date below, at 09:00 where the team is",
    }


async def test_a_deadline_of_which_only_our_own_hour_is_past_is_not_snoozed_over(team: Team) -> None:
    await with_the_carrier(team)
    # Saturday's deadline is due for us on Friday at noon. On Friday afternoon it still lies ahead.
    due = int((team.clock.now() + timedelta(days=5)).timestamp())
    await team.records(team.lin, "dispute_opened||open", through="Amazon", answer_by=due)
    await later(team, days=4, hours=5)
    async with nothing_changes(team):
        await asked(team)
        sent = await team.submits(team.lin, {"end": "date", "until": "2026-12-04", "reason": "Later."})
        assert not sent.closed and "cannot pass a deadline" in str(sent.errors["until"])


async def test_without_a_reason_nothing_sleeps(team: Team) -> None:
    await with_the_carrier(team)
    async with nothing_changes(team):
        await asked(team)
        sent = await team.submits(team.lin, {"end": "tomorrow", "reason": "  "})
        assert not sent.closed and list(sent.errors) == ["reason"]


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("3d They promised", "2026-11-26"),
        ("3 working days They promised", "2026-11-26"),
        ("until 2026-12-01 They promised", "2026-12-01"),
        ("tomorrow They promised", "2026-11-24"),
        ("until they reply They promised", "2026-12-07"),
        ("3个工作日 They promised", "2026-11-26"),
        ("明天 They promised", "2026-11-24"),
    ],
)
async def test_what_is_typed_is_shown_as_a_date_before_it_is_kept(team: Team, typed: str, until: str) -> None:
    await with_the_carrier(team)
    await team.types(team.lin, f"/lost snooze 1 {typed}")
    assert team.lin.view is not None and (await team.case()).snoozes == ()
    blocks = {one.get("block_id"): one.get("element", {}) for one in team.lin.view.content["blocks"]}
    assert blocks["until"]["initial_date"] == until
    assert blocks["reason"]["initial_value"] == "They promised"


@pytest.mark.parametrize("typed", ["9999d They promised", "0d They promised", "1000 working days They promised"])
async def test_a_snooze_of_no_days_or_of_years_is_refused_and_never_taken_for_the_reason(
    team: Team, typed: str
) -> None:
    await with_the_carrier(team)
    async with nothing_changes(team):
        told = await team.types(team.lin, f"/lost snooze 1 {typed}")
        assert whisper(told) == "A snooze lasts from one day to a year. Write for example 3d."
        assert team.lin.view is None


async def test_in_a_thread_it_sleeps_at_once_and_the_answer_has_the_date(team: Team) -> None:
    await with_the_carrier(team)
    [told] = await team.says(team.lin, f"<@{team.world.app.bot_user}> snooze 3d They promised", thread=team.card())
    assert "*LOST-0001* sleeps until 2026-11-26 (Thu) 09:00 CST" in text_of(told)
    told = await team.types(team.lin, "/lost wake 1")
    assert whisper(told) == "*LOST-0001* is awake again." and (await team.case()).snoozes == ()


async def test_a_snooze_makes_a_silence_no_shorter(team: Team) -> None:
    await with_the_carrier(team)
    await later(team, days=5)
    await team.says(team.lin, f"<@{team.world.app.bot_user}> snooze 3d They promised", thread=team.card())
    await team.types(team.lin, "/lost wake 1")
    await later(team, days=1)
    assert "*Gone quiet: 1*  UPS 6 d" in text_of((await team.types(team.lin, "/lost digest preview")).private[0])
    await team.lin.opens_home()
    await team.settle()
    assert team.lin.home is not None and "silent for 6 days" in text_of(team.lin.home)


async def test_a_snooze_says_its_date_pauses_the_silence_and_ends_by_itself(team: Team) -> None:
    await with_the_carrier(team)
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "snooze")
    assert team.lin.view is not None
    assert "2026-11-26" in text_of(team.lin.view)
    sent = await team.submits(team.lin, {"end": "date", "until": "2026-12-04", "reason": "They promised Friday."})
    assert sent.closed
    assert "2026-12-04 (Fri) 09:00 CST" in next_line(team)
    await later(team, days=9)
    assert rings(team) == []
    await later(team, days=3)
    assert len(rings(team)) == 1


async def test_an_answer_ends_a_snooze_at_once(team: Team) -> None:
    await with_the_carrier(team)
    await team.types(team.lin, "/lost snooze 1 5d They promised")
    await team.submits(team.lin, {"end": "date", "until": "2026-12-04", "reason": "They promised Friday."})
    assert (await team.case()).snoozes
    await team.records(team.lin, "carrier_acknowledged|I1|requested")
    assert (await team.case()).snoozes == ()
    await later(team, days=3)
    assert len(rings(team)) == 1


async def test_a_snooze_past_a_deadline_is_refused_below_its_field(team: Team) -> None:
    await with_the_carrier(team)
    due = int((team.clock.now() + timedelta(days=4)).timestamp())
    await team.records(team.lin, "dispute_opened||open", through="Amazon", answer_by=due)
    async with nothing_changes(team):
        await team.clicks(team.lin, team.card(), "more")
        assert team.lin.view is not None
        await team.clicks(team.lin, team.lin.view, "snooze")
        sent = await team.submits(team.lin, {"end": "date", "until": "2026-12-04", "reason": "Later."})
        assert not sent.closed and "cannot pass a deadline" in str(sent.errors["until"])


async def test_where_only_our_own_steps_are_left_there_is_nothing_to_snooze(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "nothing_owed", reason="Cash on delivery.")
    await team.does(team.lin, "no_claim", reason="No cover.")
    async with nothing_changes(team):
        told = await team.types(team.lin, "/lost snooze 1 5d because")
        assert whisper(told) == (
            "Nothing in LOST-0001 can be snoozed: only waiting for others and tasks can, never a deadline."
        )
