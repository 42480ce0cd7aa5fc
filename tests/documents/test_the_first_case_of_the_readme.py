"""The first case of the README, walked: every button it names is there when it says so, and the case ends closed."""

from pathlib import Path

from tests.journeys.conftest import no_proxy, tracked_team
from tests.journeys.team import Team, actions_of, buttons_of, text_of
from tests.journeys.test_parcels_that_move import days_go_by, look
from tests.journeys.ways import line_of

__all__ = ["no_proxy", "tracked_team"]

README = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")
COMMAND = "/lost 1Z999AA10123456784"


async def test_the_first_case_goes_as_the_readme_tells_it(tracked_team: Team) -> None:
    team = tracked_team
    await team.settings(approvers=[team.priya.id])
    await team.types(team.lin, told(COMMAND))
    assert told("the card shows the last scan, the route and the likely cause")
    await look(team)
    assert line_of(team, "Last scan").endswith("Cologne DE") and line_of(team, "Likely cause")
    assert told("Take it") in buttons_of(team.card())
    await team.clicks(team.lin, team.card(), "move:take")

    assert told("Refund") in buttons_of(team.card())
    await team.decides(team.lin, team.card(), "choose_refund", goods=told("150"), paid="150", reason="The buyer waits.")
    assert (await team.case()).remedies[0].state == "awaiting_approval"

    (request,) = team.direct(team.priya)
    assert buttons_of(request) == [told("Approve"), told("Ask"), told("Reject")]
    await team.clicks(team.priya, request, next(action for action in actions_of(request) if "approve" in action))
    if team.priya.view is not None:
        await team.submits(team.priya)
    assert (await team.case()).remedies[0].state == "approved"

    assert told("Refund made") in buttons_of(team.card())
    await team.clicks(team.lin, team.card(), "form:refund_done")
    await team.submits(team.lin, {"reference": "R-1"})

    assert told("Mark sent / log reply") in buttons_of(team.card())
    await team.records(team.lin, "ask_carrier|I1|not_opened", via="web form")
    await team.records(team.lin, "carrier_confirmed_loss|I1|requested", via="e-mail")

    assert told("More") in buttons_of(team.card())
    assert told("No claim")
    await team.does(team.lin, "no_claim", reason="Not insured.")

    assert told("Close") in buttons_of(team.card())
    await team.clicks(team.lin, team.card(), "form:close")
    await team.submits(team.lin)
    assert not (await team.case()).is_open

    assert told("+3 days") and told("your parcel is found after it was paid for")
    await days_go_by(team, 3)
    assert "seen again" in text_of(team.direct(team.priya)[-1])


def told(words: str) -> str:
    """The words, which the README must say."""
    assert words in README, f"the README does not say {words!r}"
    return words
