"""What comes near or goes quiet is said to the right person, once, with the one thing to do about it."""

import re
from datetime import timedelta

from tests.journeys.numbers import with_check_digit
from tests.journeys.team import Team, buttons_of, text_of
from tests.journeys.ways import clicked, decided, line_of, next_line, paid_case, with_approver

LIN = "<@U0LIN0000>"
SECOND = with_check_digit("1Z999AA1012345679")


def rings(team: Team, number: int = 1) -> list[str]:
    """The reminders of a case's thread: their first lines, without the dates of other zones."""
    found = [one for one in team.server.thread(team.card(number))[1:] if any_button(one)]
    return [without_tokens(text_of(one).splitlines()[0]) for one in found]


def any_button(message: object) -> bool:
    return bool(buttons_of(message))  # type: ignore[arg-type]


def without_tokens(text: str) -> str:
    """What is read: without the dates of other zones, and of a link only its words."""
    return re.sub(r"<https?:[^|>]*\|([^>]*)>", r"\1", re.sub(r" \(<!date[^>]*>\)", "", text))


def nudges(team: Team, who: object) -> list[str]:
    """What somebody was reminded of directly, a message each."""
    found = [one for one in team.direct(who) if any(b.get("block_id", "").startswith("do:") for b in one.blocks)]  # type: ignore[arg-type]
    return [without_tokens(text_of(one)) for one in found]


async def with_the_carrier(team: Team) -> None:
    """Everything of ours is done; UPS owes an answer since Monday."""
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "nothing_owed", reason="Cash on delivery.")
    await team.does(team.lin, "no_claim", reason="No cover.")
    await team.records(team.lin, "ask_carrier|I1|not_opened")


async def later(team: Team, **time: float) -> None:
    """Time passes, and the messages that gather for a moment are sent."""
    await team.wait(**time)
    await team.wait(seconds=6)


async def test_half_way_to_its_hour_a_step_is_named_in_the_thread_and_nobody_is_written_to(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await later(team, hours=3.5)
    assert rings(team) == [f"{LIN}: Confirm the cause, by 2026-11-23 (Mon) 15:00 CST. What comes next depends on it."]
    assert nudges(team, team.lin) == []


async def test_an_overdue_step_is_said_to_its_owner_directly_and_the_card_turns_red(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    assert text_of(team.card()).startswith("🟡")
    await later(team, hours=6)
    assert nudges(team, team.lin) == [
        "*LOST-0001* · UPS …6784\nConfirm the cause. It was due 2026-11-23 (Mon) 15:00 CST. What comes next depends on "
        "it.\nConfirm the cause\nI am on it\nShow the card"
    ]
    assert text_of(team.card()).splitlines()[0].startswith("🔴 *LOST-0001* · UPS …6784")
    await later(team, hours=3)
    assert len(nudges(team, team.lin)) == 1


async def test_a_case_that_nobody_took_is_its_leads(team: Team) -> None:
    await with_approver(team)
    await team.opens()
    await later(team, hours=6)
    assert nudges(team, team.lin) == []
    assert nudges(team, team.maya) == [
        "*LOST-0001* · UPS …6784 · nobody yet\nTake the case and confirm the cause. It was due 2026-11-23 (Mon) 02:00 "
        "EST. What comes next depends on it.\nTake it\nI am on it\nShow the card"
    ]


async def test_doing_the_step_turns_the_card_back_and_stops_the_climb(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await later(team, hours=6)
    await clicked(team, team.lin, team.card(), "form:triage", cause="customs")
    assert text_of(team.card()).startswith("🟡") and "overdue" not in text_of(team.card())


async def test_a_silent_carrier_climbs_from_the_thread_to_the_owner_to_the_lead(team: Team) -> None:
    await with_the_carrier(team)
    assert text_of(team.card()).startswith("🔵")
    # Monday morning in Shenzhen is Sunday at UPS: the third working day after it is Wednesday, Thursday is a holiday.
    await later(team, days=2)
    assert rings(team) == [
        f"{LIN}: UPS has not answered for 3 working days. Last contact: 2026-11-23 (Mon). "
        "A follow-up is ready to be copied."
    ]
    assert line_of(team, "Search") == "UPS: inquiry sent, *silent; was due 2026-11-25 (Wed)*"
    assert nudges(team, team.lin) == [] and nudges(team, team.maya) == []
    await later(team, days=1)
    assert len(nudges(team, team.lin)) == 1 and "UPS has not answered for 3 working days" in nudges(team, team.lin)[0]
    await later(team, days=1)
    assert len(nudges(team, team.lin)) == 2 and "UPS has not answered for 4 working days" in nudges(team, team.lin)[1]
    assert nudges(team, team.maya) == []
    await later(team, days=3)
    assert len(nudges(team, team.maya)) == 1 and len(nudges(team, team.lin)) == 3
    team.check_everything_shown()


async def test_the_third_chase_in_vain_is_the_leads_at_once(team: Team) -> None:
    await with_the_carrier(team)
    for _ in range(2):
        await later(team, days=5)
        await team.records(team.lin, "ask_again|I1|requested", via="phone")
    await later(team, days=5)
    assert nudges(team, team.maya)[-1].startswith(
        f"*LOST-0001* · UPS …6784 · {LIN}\nUPS has not answered for 3 working days. Last contact: 2026-12-02 (Wed). "
        "It was asked 3 times in vain."
    )


async def test_talk_and_notes_reset_no_silence(team: Team) -> None:
    await with_the_carrier(team)
    before = next_line(team)
    await team.does(team.lin, "note", text="Still nothing.")
    await team.lin.says("lost-parcels", "Anybody heard of UPS?", team.card().ts)
    await team.settle()
    assert next_line(team) == before


async def test_an_approval_that_nobody_gives_reaches_its_approvers_directly(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "900")
    await decided(team, goods="250")
    await later(team, hours=6)
    assert nudges(team, team.priya)[0].startswith(
        f"*LOST-0001* · UPS …6784 · {LIN}\nRefund of EUR 250.00, asked for by {LIN}, waits for approval since 2026-"
    )


async def test_however_many_are_due_a_person_gets_one_message_in_half_an_hour(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.opens(SECOND)
    await team.clicks(team.lin, team.card(2), "move:take")
    await later(team, hours=6)
    found = nudges(team, team.lin)
    assert len(found) == 1 and found[0].startswith("*2 things need you*")
    assert "*LOST-0001*" in found[0] and "*LOST-0002*" in found[0]


async def test_what_an_outage_held_up_is_said_when_the_team_is_back_and_once(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    team.clock.wind(timedelta(hours=6))
    await team.tracer.metronome.tick()
    # Nobody sends from Monday afternoon on; Slack is back at night.
    team.clock.wind(timedelta(hours=8))
    await team.settle()
    assert nudges(team, team.lin) == []
    team.clock.wind(timedelta(hours=10))
    await team.settle()
    assert len(nudges(team, team.lin)) == 1 and "Confirm the cause." in nudges(team, team.lin)[0]
    await later(team, hours=0.1)
    assert ["Confirm the cause." in one for one in nudges(team, team.lin)] == [True, False]


async def test_i_am_on_it_holds_the_climb(team: Team) -> None:
    await with_the_carrier(team)
    await later(team, days=3)
    message = [one for one in team.direct(team.lin) if "has not answered" in text_of(one)][-1]
    await team.clicks(team.lin, message, "acknowledge")
    await later(team, days=3)
    assert len(nudges(team, team.lin)) == 1 and nudges(team, team.maya) == []
    await later(team, days=3)
    assert len(nudges(team, team.lin)) == 2 and nudges(team, team.maya) == []
    assert any("is on it" in line for line in team.story())


async def test_a_deadline_is_counted_back_from_and_reaches_the_channel_at_last(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "set_date", clock="filing_deadline:ups", until="2026-12-09", source="Their terms.")
    for one in ("nothing_owed", "not_needed:I1"):
        move, _, line = one.partition(":")
        await team.does(team.lin, move, line, reason="Nothing to do.")
    before = len(nudges(team, team.maya))
    await later(team, days=14, hours=21)
    assert nudges(team, team.maya) == []
    await later(team, hours=10)
    broadcasts = [one for one in team.server.thread(team.card()) if one.broadcast]
    told = [line.splitlines()[1] for line in nudges(team, team.lin) if "File the claim" in line]
    by = "File the claim with UPS by 2026-12-09 (Wed) 00:00 CST"
    lost = "After that date about EUR 31.00 is lost."
    assert told == [
        # The card is older than a week: what is said in its thread is said directly as well.
        f"{by}: 6 working days are left. {lost}",
        f"{by}: 3 working days are left. {lost}",
        f"{by}: today is the last day. {lost}",
        f"{by}. Hardly any working time is left until then: now is the last moment. {lost}",
    ]
    assert len(nudges(team, team.maya)) == 2 and before == 0
    # Whoever reads it in the channel has not read the thread: it names its case.
    assert [without_tokens(text_of(one)).splitlines()[0] for one in broadcasts] == [
        f"*LOST-0001* ({LIN}): {by}. Hardly any working time is left until then: now is the last moment. {lost}"
    ]


async def test_the_last_call_for_a_deadline_is_not_sent_after_it(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "set_date", clock="filing_deadline:ups", until="2026-11-27", source="Their terms.")
    await later(team, days=3, hours=5)
    before = nudges(team, team.lin)
    team.clock.wind(timedelta(hours=2))
    await team.tracer.metronome.tick()
    # Its letters wait: Slack was not to be reached, or so many were before them.
    team.clock.wind(timedelta(hours=12))
    await team.settle()
    assert nudges(team, team.lin) == before
    assert not [one for one in team.server.thread(team.card()) if one.broadcast]


async def test_a_missed_deadline_closes_nothing_and_asks_what_now(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "set_date", clock="filing_deadline:ups", until="2026-11-27", source="Their terms.")
    await later(team, days=5)
    assert (await team.case()).is_open
    missed = [one for one in rings(team) if "The date has passed" in one]
    assert len(missed) == 1 and "ask for goodwill" in missed[0]
    last = [one for one in team.server.thread(team.card()) if "The date has passed" in text_of(one)][-1]
    assert buttons_of(last)[:3] == ["Prepare a claim", "Ask for goodwill", "No claim"]


async def test_a_closed_case_rings_nothing(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "not_lost", outcome="delivered")
    before = team.story()
    await later(team, days=4)
    assert team.story() == before and text_of(team.card()).startswith("✅") and nudges(team, team.lin) == []


async def test_the_watch_of_a_closed_case_ends_in_silence(team: Team) -> None:
    await with_the_carrier(team)
    await team.does(team.lin, "give_up", "I1", reason="Never answered.")
    await clicked(team, team.lin, team.card(), "form:close")
    before = team.story()
    assert [one.key for one in (await team.case()).clocks] == ["watch"]
    team.clock.wind((await team.case()).clocks[0].due_at - team.clock.now())  # type: ignore[operator]
    await team.tracer.metronome.tick()
    await team.settle()
    assert team.story() == before


async def test_waiting_until_a_date_is_told_in_the_morning_of_that_day(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "no_claim", reason="No cover.")
    await team.does(team.lin, "not_needed", "I1", reason="Asked on the phone.")
    await team.does(team.lin, "wait", until="2026-11-25", reason="It may still come.")
    await later(team, days=2)
    assert "Decide again at the end of the wait. It was due 2026-11-25 (Wed) 09:00 CST." in nudges(team, team.lin)[-1]
    team.check_everything_shown()


async def test_a_day_without_the_worker_is_made_up_for_once(team: Team) -> None:
    await with_the_carrier(team)
    team.clock.wind(timedelta(days=10))
    await team.tracer.metronome.tick()
    await team.settle()
    await later(team, seconds=10)
    assert len(nudges(team, team.maya)) == 1 and len(rings(team)) <= 1


async def test_what_was_settled_meanwhile_is_not_reminded_of(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    team.clock.wind(timedelta(hours=6))
    await team.tracer.metronome.tick()
    await team.lin.types("lost-parcels", "/lost notlost 1 delivered")
    await later(team, seconds=10)
    assert not (await team.case()).is_open and nudges(team, team.lin) == []


async def test_a_card_older_than_a_week_that_needs_somebody_is_said_to_its_owner_with_a_link(team: Team) -> None:
    await with_the_carrier(team)
    await team.records(team.lin, "carrier_acknowledged|I1|requested")
    await later(team, days=2, hours=14)
    assert len(rings(team)) == 1 and nudges(team, team.lin) == []
    await team.records(team.lin, "ask_again|I1|acknowledged", via="phone")
    await later(team, days=5, hours=12)
    assert len(rings(team)) == 2 and len(nudges(team, team.lin)) == 1
    message = [one for one in team.direct(team.lin) if "has not answered" in text_of(one)][-1]
    card = team.card()
    link = f"https://northwind-parcels.slack.com/archives/{card.channel}/p{card.ts.replace('.', '')}"
    assert text_of(message).startswith(f"*<{link}|LOST-0001>* · UPS …6784\nUPS has not answered")


async def test_what_could_not_ring_by_day_is_not_rung_at_night(team: Team) -> None:
    await with_the_carrier(team)
    # Nothing runs from Monday until Wednesday 22:00 in Shenzhen; the reminder was due at nine.
    team.clock.wind(timedelta(days=2, hours=12))
    await team.tracer.metronome.tick()
    await later(team, hours=10)
    assert rings(team) == [] and nudges(team, team.lin) == []
    await later(team, hours=2)
    assert len(nudges(team, team.lin)) == 1


async def test_reminders_in_chinese_say_what_by_when_and_what_otherwise(team: Team) -> None:
    await with_the_carrier(team)
    await team.types(team.lin, "/lost lang zh")
    await later(team, days=3)
    assert nudges(team, team.lin) == [
        "*LOST-0001* · UPS …6784\n"
        "UPS 已 3 个工作日没有回复。上次联系：2026-11-23 (周一)。催询文字已备好，可直接复制。\n"
        "查看并发送\n对方已回复\n稍后提醒\n我在跟进\n查看卡片"
    ]
