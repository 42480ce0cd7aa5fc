"""Where no worker runs, every answer says so: reminders that nobody sends are missed by nobody."""

from datetime import timedelta

from handlers.metronome import TICK
from handlers.standing_still import LastTick
from handlers.views.still import STILL_AFTER
from tests.journeys.team import MONDAY, Team, text_of
from tests.journeys.ways import paid_case, with_approver

STILL = "⚠️ Reminders stand still since 2026-11-22 (Sun) 21:00 EST"
MEND = "no worker is running. Whoever operates Tracer sees why with “tracer doctor”."


def last_line(told: str) -> str:
    return told.splitlines()[-1]


async def stops(team: Team) -> None:
    """The worker ticks for the last time, and three minutes pass."""
    await team.ticks()
    team.worker_runs = False
    team.clock.wind(timedelta(minutes=3))


async def test_an_answer_to_a_command_has_one_line_more(team: Team) -> None:
    await team.types(team.maya, "/lost lang en")
    await stops(team)
    told = await team.types(team.maya, "/lost notlost 99 delivered")
    assert told.private[0].text.splitlines()[0].startswith("There is no case LOST-0099.")
    assert last_line(told.private[0].text).startswith(STILL)
    assert last_line(told.private[0].text).endswith(MEND)
    assert len(told.private[0].text.splitlines()) == 2


async def test_so_have_help_a_list_with_blocks_and_what_is_asked_in_a_channel(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await stops(team)
    for command in ("/lost help", "/lost list", "/lost show 1"):
        told = await team.types(team.lin, command)
        assert last_line(text_of(told.private[0])).endswith(MEND), command
    (answer,) = await team.says(team.priya, f"<@{team.world.app.bot_user}> show 1")
    assert last_line(text_of(answer)).endswith(MEND)


async def test_nothing_is_said_while_the_worker_ticks_nor_once_it_ticks_again(team: Team) -> None:
    for command in ("/lost help", "/lost list"):
        assert "stand still" not in text_of((await team.types(team.lin, command)).private[0])
    await stops(team)
    assert "stand still" in text_of((await team.types(team.lin, "/lost help")).private[0])
    team.worker_runs = True
    for command in ("/lost help", "/lost list"):
        assert "stand still" not in text_of((await team.types(team.lin, command)).private[0])


async def test_help_asks_the_database_only_where_all_seems_not_to_be_well(team: Team) -> None:
    await team.types(team.lin, "/lost help")
    team.clock.wind(timedelta(seconds=50))
    reads = []
    read = team.database.read

    async def counted(work: object) -> object:
        reads.append(work)
        return await read(work)  # type: ignore[arg-type]

    team.database.read = counted  # type: ignore[method-assign, assignment]
    await team.lin.types("lost-parcels", "/lost help")
    assert reads == []


async def test_app_home_says_it_though_nobody_sends_letters(team: Team) -> None:
    await with_approver(team)
    await stops(team)
    await team.maya.opens_home()
    await team.server.events_taken()
    assert team.maya.home is not None
    assert any(line.endswith(MEND) for line in text_of(team.maya.home).splitlines())


async def test_in_chinese(team: Team) -> None:
    await team.types(team.maya, "/lost lang zh")
    await stops(team)
    told = await team.types(team.maya, "/lost list")
    assert last_line(text_of(told.private[0])).endswith(
        "没有 worker 在运行。请运维 Tracer 的人运行“tracer doctor”查看原因。"
    )


def test_a_start_is_no_alarm_and_a_tick_of_any_process_counts() -> None:
    last = LastTick(MONDAY)
    assert last.still_since(MONDAY + STILL_AFTER) is None
    late = MONDAY + STILL_AFTER + timedelta(seconds=1)
    assert last.still_since(late) == MONDAY
    last.seen(None)
    assert last.still_since(late) == MONDAY
    last.seen(MONDAY - timedelta(days=1))
    assert last.still_since(late) == MONDAY
    last.seen(late)
    assert last.still_since(late) is None


async def test_the_tick_is_read_with_what_every_request_reads_first(team: Team) -> None:
    await team.database.write(lambda tx: tx.heartbeats.beat(TICK, MONDAY, "w1"))
    await team.database.write(lambda tx: tx.heartbeats.beat(TICK, MONDAY + timedelta(hours=1), "w2"))

    def looked(tx: object) -> object:
        tx.meet(team.id, team.lin.id, None)  # type: ignore[attr-defined]
        return tx.ticked_at  # type: ignore[attr-defined]

    assert await team.database.read(looked) == MONDAY + timedelta(hours=1)  # type: ignore[arg-type]
