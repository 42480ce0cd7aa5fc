"""Digests: previewed, scheduled, sent once whatever happens, late or left out, and quiet when there is nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.playground.rooms import Message
from tests.journeys.numbers import ups_numbers
from tests.journeys.team import DHL, HOME, UPS, Team, actions_of, buttons_of, text_of
from tests.journeys.ways import paid_case, waiting_request, whisper, with_approver

LIN = "<@U0LIN0000>"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def digests(team: Team, channel: str = HOME) -> list[Message]:
    """The digests that were posted in a channel, oldest first."""
    return [one for one in team.world.channel(channel).messages if one.blocks and _is_digest(one) and not one.only_for]


def _is_digest(message: Message) -> bool:
    return message.blocks[-1].get("block_id") == "digest_buttons"


def lines(message: Message) -> list[str]:
    return text_of(message).splitlines()[:-3]


async def scheduled(team: Team, kind: str = "", **values: object) -> str:
    """Maya schedules a digest for the channel; what she is told for it."""
    await team.types(team.maya, f"/lost digest schedule {kind}".strip())
    before = len(team.maya.sees(HOME))
    sent = await team.submits(team.maya, values)
    assert sent.closed and not sent.errors, sent.errors
    return str(team.maya.sees(HOME)[before:][-1].text)


async def tick(team: Team) -> None:
    await team.tracer.metronome.tick()
    await team.settle()


async def test_a_preview_works_at_once_and_is_shown_to_nobody_else(team: Team) -> None:
    await with_approver(team)
    told = await team.types(team.lin, "/lost digest preview")
    [message] = told.private
    assert (
        text_of(message).splitlines()[0] == "*Lost parcels · 2026-11-23 (Mon)*  Nothing is due, nobody has gone quiet."
    )
    assert digests(team) == []
    await team.wait(days=3)
    assert digests(team) == []


async def test_what_is_due_is_told_with_who_must_act_first_what_nobody_has_taken(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, number=UPS)
    await team.opens(DHL)
    told = await team.types(team.lin, "/lost digest preview")
    [message] = told.private
    assert lines(message) == [
        "*Lost parcels · 2026-11-23 (Mon)*",
        "*Due today: 2*",
        "🟡 *LOST-0002* · take the case and confirm the cause · by 15:00 · *nobody yet*",
        f"🟡 *LOST-0001* · confirm the cause · by 15:00 · {LIN}",
        "New: 2 · closed: 0",
    ]
    assert buttons_of(message) == ["Open my list", "Show all", "Mute today"]


async def test_what_waits_for_an_approver_is_told_as_finances_and_not_to_who_asked_for_it(team: Team) -> None:
    await waiting_request(team)
    [message] = (await team.types(team.lin, "/lost digest preview")).private
    assert lines(message)[1:3] == ["*Due today: 1*", "🟡 *LOST-0001* · approve, ask or reject · by 15:00 · finance"]
    await team.types(team.lin, "/lost digest me 11:00")
    await team.wait(hours=2)
    [own] = [one for one in team.direct(team.lin) if _is_digest(one)]
    assert "approve, ask or reject" not in text_of(own)


async def test_a_deadline_that_ends_today_is_told_though_something_else_of_its_case_is_overdue(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "set_date", clock="filing_deadline:ups", until="2026-11-27", source="Their terms.")
    await team.wait(days=2)
    [message] = (await team.types(team.lin, "/lost digest preview")).private
    assert "file the claim" not in text_of(message)
    await team.wait(days=1)
    told = lines((await team.types(team.lin, "/lost digest preview")).private[0])
    assert told[1:4] == [
        "*Due today: 1* · *1 is overdue*",
        f"🟡 *LOST-0001* · file the claim · by the end of the day · {LIN}",
        f"🔴 *LOST-0001* · confirm the cause · was due on 2026-11-23 (Mon) · {LIN}",
    ]


async def test_a_party_that_owes_several_answers_is_named_once_with_its_longest_silence(team: Team) -> None:
    await paid_case(team)
    await team.records(team.lin, "ask_carrier|I1|not_opened")
    await team.wait(days=2)
    await team.does(team.lin, "draft_claim", payer="UPS", payer_kind="carrier", money="31")
    await team.does(team.lin, "file_claim", "C1", reference="C-1")
    await team.wait(days=10)
    [message] = (await team.types(team.lin, "/lost digest preview")).private
    assert "*Gone quiet: 2*  UPS 12 d" in lines(message)


async def test_a_scheduled_digest_comes_every_working_day_once(team: Team) -> None:
    await with_approver(team)
    await team.opens()
    told = await scheduled(team)
    assert told.startswith("Daily digest at 09:00; next: 2026-11-24 (Tue) 09:00 CST")
    await team.wait(hours=24)
    assert len(digests(team)) == 1
    for _ in range(3):
        await tick(team)
    assert len(digests(team)) == 1
    await team.wait(days=6)
    days = [lines(one)[0] for one in digests(team)]
    assert days == [
        f"*Lost parcels · 2026-11-{day}*" for day in ("24 (Tue)", "25 (Wed)", "26 (Thu)", "27 (Fri)", "30 (Mon)")
    ]
    team.check_everything_shown()


async def test_one_that_was_missed_is_sent_late_and_once(team: Team) -> None:
    await with_approver(team)
    await scheduled(team)
    team.clock.wind(timedelta(days=3))  # nothing runs until Thursday 10:00
    await tick(team)
    await tick(team)
    assert [lines_of_empty(one) for one in digests(team)] == ["2026-11-26 (Thu)"]


async def test_one_that_was_missed_is_left_out_where_that_was_chosen(team: Team) -> None:
    await with_approver(team)
    await scheduled(team, missed="skip")
    team.clock.wind(timedelta(days=3, hours=3))
    await tick(team)
    assert digests(team) == []
    await team.wait(hours=24)
    assert [lines_of_empty(one) for one in digests(team)] == ["2026-11-27 (Fri)"]


def lines_of_empty(message: Message) -> str:
    return text_of(message).partition("· ")[2].partition("*")[0]


async def test_where_nothing_is_to_tell_nothing_may_be_said(team: Team) -> None:
    await with_approver(team)
    await scheduled(team, empty="nothing")
    await team.wait(days=2)
    assert digests(team) == []
    await team.opens()
    await team.wait(days=1)
    assert len(digests(team)) == 1


async def test_off_is_off(team: Team) -> None:
    await with_approver(team)
    await scheduled(team)
    told = await team.types(team.maya, "/lost digest off")
    assert whisper(told) == "No more of these digests come to this channel."
    await team.wait(days=3)
    assert digests(team) == []
    told = await team.types(team.maya, "/lost digest off")
    assert whisper(told) == "No such digest came to this channel, and none will."


async def test_a_channels_digest_is_a_leads_to_set(team: Team) -> None:
    await with_approver(team)
    told = await team.types(team.lin, "/lost digest schedule")
    assert whisper(told).startswith("The digest of a channel is set by a lead or an admin. Your own: /lost digest me")
    await team.types(team.lin, "/lost digest off")
    assert await team.database.read(lambda tx: tx.schedules.next_due()) is None


@pytest.mark.parametrize(
    "values, field, said",
    [
        ({"at": "9 o'clock"}, "at", "“9 o'clock” is no time. Write it like 09:00, or 11:00, 16:00."),
        ({"at": "25:00"}, "at", "“25:00” is no time. Write it like 09:00, or 11:00, 16:00."),
        ({"zone": "Peking"}, "zone", "“Peking” is not a time zone. Write one such as Asia/Shanghai or Europe/Berlin."),
    ],
)
async def test_what_cannot_be_scheduled_is_said_below_its_field(
    team: Team, values: dict[str, str], field: str, said: str
) -> None:
    await with_approver(team)
    await team.types(team.maya, "/lost digest schedule")
    sent = await team.submits(team.maya, values)
    assert sent.errors == {field: said}
    assert await team.database.read(lambda tx: tx.schedules.next_due()) is None


async def test_the_zone_and_the_language_of_a_digest_are_its_own(team: Team) -> None:
    await with_approver(team)
    told = await scheduled(team, at="8:30", zone="America/New_York", language="zh_CN")
    assert told.startswith("Daily digest at 08:30; next: 2026-11-23 (Mon) 08:30 EST")
    await team.wait(hours=12)
    [message] = digests(team)
    assert "2026-11-23" in text_of(message)


async def test_now_posts_at_once_and_the_schedule_goes_on(team: Team) -> None:
    await with_approver(team)
    await scheduled(team)
    told = await team.types(team.lin, "/lost digest now")
    assert whisper(told) == "The digest is on its way to this channel."
    assert len(digests(team)) == 1
    await team.wait(hours=24)
    assert len(digests(team)) == 2


async def test_muting_leaves_out_what_is_left_of_the_day(team: Team) -> None:
    await with_approver(team)
    told = await scheduled(team, at="11:00, 16:00")
    assert told.startswith("Daily digest at 11:00, 16:00; next: 2026-11-23 (Mon) 11:00 CST")
    await team.wait(hours=2)
    [message] = digests(team)
    told = await team.clicks(team.lin, message, "digest_mute")
    assert "No more digests here today." in told.private[-1].text
    await team.wait(hours=10)
    assert len(digests(team)) == 1
    await team.wait(hours=24)
    assert len(digests(team)) == 3


async def test_the_buttons_show_the_list(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.types(team.lin, "/lost digest now")
    [message] = digests(team)
    assert actions_of(message) == ["list:mine", "list:all", "digest_mute"]
    told = await team.clicks(team.lin, message, "list:mine")
    assert "LOST-0001" in text_of(told.private[-1])


async def test_a_personal_digest_comes_directly_at_ones_own_hour(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.opens(DHL)
    told = await team.types(team.lin, "/lost digest me 14:00")
    assert whisper(told).startswith("Your digest at 14:00; next: 2026-11-23 (Mon) 14:00 CST")
    await team.wait(hours=5)
    [message] = [one for one in team.direct(team.lin) if _is_digest(one)]
    assert lines(message) == [
        "*Your lost parcels · 2026-11-23 (Mon)*",
        "*Do now: 1*",
        "🟡 *LOST-0001* · confirm the cause · by 15:00",
    ]
    told = await team.types(team.lin, "/lost digest me off")
    assert whisper(told) == "You get no digest of your own any more."
    await team.wait(hours=24)
    assert len([one for one in team.direct(team.lin) if _is_digest(one)]) == 1


async def test_finance_gets_approvals_and_money_twice_a_day(team: Team) -> None:
    await with_approver(team)
    told = await team.types(team.priya, "/lost digest me finance")
    assert whisper(told).startswith("Your digest at 11:00, 16:00; next: ")
    told = await team.types(team.lin, "/lost digest me finance")
    assert whisper(told).startswith("The digest of approvals and money is for finance and leads.")


async def test_wrong_words_get_a_sentence(team: Team) -> None:
    await with_approver(team)
    said = {
        "/lost digest tomorrow": "Say what to do: /lost digest preview, now, schedule, off, or me 09:00.",
        "/lost digest now yearly": "“yearly” is no kind of digest. Say daily, weekly or monthly.",
        "/lost digest me 9am": "“9am” is no time. Write it like 09:00, or 11:00, 16:00.",
    }
    for typed, answer in said.items():
        assert whisper(await team.types(team.lin, typed)) == answer
    assert await team.database.read(lambda tx: tx.schedules.next_due()) is None


async def test_everything_can_be_asked_in_chinese(team: Team) -> None:
    await with_approver(team, language="zh_CN")
    asked: dict[str, Callable[[str], bool]] = {
        "/lost 摘要 预览": lambda text: "2026-11-23" in text,
        "/lost 摘要 现在": bool,
        "/lost 摘要 我 9：30": lambda text: "09:30" in text,
    }
    for typed, is_right in asked.items():
        assert is_right(whisper(await team.types(team.lin, typed))), typed
    assert len(digests(team)) == 1


async def test_a_digest_in_chinese_is_one_a_team_would_read(team: Team) -> None:
    await with_approver(team, language="zh_CN")
    await team.types(team.lin, "/lost lang zh")
    await paid_case(team, number=UPS)
    await team.opens(DHL)
    told = await team.types(team.lin, "/lost 摘要 预览")
    [message] = told.private
    assert lines(message) == [
        "*丢件 · 2026-11-23 (周一)*",
        "*今天到期：2*",
        "🟡 *LOST-0002* · 认领案件并确认原因 · 截止 15:00 · *暂无人认领*",
        f"🟡 *LOST-0001* · 确认原因 · 截止 15:00 · {LIN}",
        "新开：2 · 结案：0",
    ]


async def test_more_than_five_steps_are_counted_and_not_listed(team: Team) -> None:
    await with_approver(team)
    for number in ups_numbers(7):
        await team.types(team.lin, f"/lost {number}")
    told = await team.types(team.lin, "/lost digest preview")
    shown = lines(told.private[0])
    assert shown[1] == "*Due today: 7*" and len([line for line in shown if "LOST-" in line]) == 5
    assert "and 2 more" in shown and len(shown) <= 12
