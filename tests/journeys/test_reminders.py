"""What is overdue rings once in the thread and turns the card red; a closed case rings no more."""

from tests.journeys.team import Team, text_of
from tests.journeys.ways import clicked, decided, line_of, next_line, paid_case, with_approver

LIN = "<@U0LIN0000>"


def rings(team: Team) -> list[str]:
    """The lines of the thread that a clock wrote, without the dates of other zones."""
    return [line.partition(" (<!date")[0] for line in team.story() if "It was due" in line or "still waiting" in line]


async def with_the_carrier(team: Team) -> None:
    """Everything of ours is done; UPS owes an answer since Monday."""
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "nothing_owed", reason="Cash on delivery.")
    await team.does(team.lin, "no_claim", reason="No cover.")
    await team.records(team.lin, "ask_carrier|I1|not_opened")


async def test_a_step_that_is_overdue_rings_once_and_the_card_turns_red(team: Team) -> None:
    await with_approver(team)
    await team.opens()
    assert text_of(team.card()).startswith("🟡")
    await team.wait(hours=6)
    assert rings(team) == [
        "nobody yet (agents): take the case and confirm the cause. It was due 2026-11-23 (Mon) 15:00 CST"
    ]
    head = text_of(team.card()).splitlines()[0]
    assert head == "🔴 *LOST-0001* · UPS …6784 · *overdue*"
    await team.wait(hours=6)
    assert len(rings(team)) == 1


async def test_the_owner_is_named_in_the_ring(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.wait(hours=6)
    assert rings(team)[0].startswith(f"{LIN}: confirm the cause. It was due")


async def test_doing_the_step_turns_the_card_back(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.wait(hours=6)
    await clicked(team, team.lin, team.card(), "form:triage", cause="customs")
    assert text_of(team.card()).startswith("🟡") and "overdue" not in text_of(team.card())


async def test_a_carrier_that_is_silent_is_named_with_the_day_and_the_button_to_chase(team: Team) -> None:
    await with_the_carrier(team)
    assert text_of(team.card()).startswith("🔵")
    await team.wait(days=3)
    assert rings(team) == [
        f"{LIN}: still waiting for the carrier's answer. It was expected by 2026-11-26 (Thu) 09:00 CST"
    ]
    assert text_of(team.card()).startswith("🔴")
    assert line_of(team, "Search") == "UPS: inquiry sent, *silent; was due 2026-11-26 (Thu)*"
    await clicked(team, team.lin, team.card(), "form:ask_again", via="phone")
    assert text_of(team.card()).startswith("🔵") and line_of(team, "Search") == "UPS: inquiry sent"


async def test_talk_and_notes_reset_no_silence(team: Team) -> None:
    await with_the_carrier(team)
    before = next_line(team)
    await team.does(team.lin, "note", text="Still nothing.")
    await team.lin.says("lost-parcels", "Anybody heard of UPS?", team.card().ts)
    await team.settle()
    assert next_line(team) == before


async def test_an_approval_that_nobody_gives_rings_for_finance(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "900")
    await decided(team, goods="250")
    await team.wait(hours=6)
    assert rings(team)[0].startswith("finance: approve, ask or reject. It was due 2026-11-23 (Mon) 15:00 CST")


async def test_a_closed_case_rings_nothing(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "not_lost", outcome="delivered")
    before = team.story()
    await team.wait(days=4)
    assert team.story() == before and text_of(team.card()).startswith("✅")


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


async def test_waiting_until_a_date_rings_in_the_morning_of_that_day(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "no_claim", reason="No cover.")
    await team.does(team.lin, "not_needed", "I1", reason="Asked on the phone.")
    await team.does(team.lin, "wait", until="2026-11-25", reason="It may still come.")
    await team.wait(days=2)
    assert rings(team) == [f"{LIN}: decide again: the wait is over. It was due 2026-11-25 (Wed) 09:00 CST"]
    team.check_everything_shown()
