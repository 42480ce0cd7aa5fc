"""From `/lost` to closed: the first case a team works, as each of them sees it."""

from tests.journeys.team import UPS, Team, buttons_of, text_of


async def test_a_number_opens_a_case_whose_card_says_whose_move_it_is(team: Team) -> None:
    told = await team.types(team.lin, f"/lost {UPS}")
    assert told.private[0].text == f"*LOST-0001* is open for UPS {UPS}. Its card is in <#C0LOSTPAR>."
    lines = text_of(team.card()).splitlines()
    assert lines[0] == "🟡 *LOST-0001* · UPS …6784"
    assert lines[1].startswith("*Our move*  nobody yet (agents): take the case and confirm the cause, by 2026-11-23")
    assert buttons_of(team.card()) == ["Take it", "Refund", "Resend", "Mark sent / log reply", "More"]
    team.check_everything_shown()
