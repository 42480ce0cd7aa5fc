"""Cards that stand in Slack and are not the ones that are kept: left by a backup that was brought back."""

from sqlalchemy import text

from tests.journeys.team import DHL, UPS, Team, text_of


async def test_a_card_of_before_a_restore_does_not_act_on_the_case_that_has_its_number_now(team: Team) -> None:
    old = await team.opens(UPS)
    await forget_everything(team)
    await team.types(team.maya, f"/lost {DHL}")
    cards = team.cards()
    assert len(cards) == 2 and cards[0].ts == old.ts
    version = await team.version()
    told = await team.clicks(team.lin, old, "move:take")
    assert "This is an old card of LOST-0001, and nothing was changed." in told.text
    assert await team.version() == version
    await team.clicks(team.lin, cards[1], "move:take")
    assert (await team.case()).owner == team.lin.id
    assert "…2557" in text_of(team.cards()[1])


async def test_the_copy_of_a_card_that_somebody_asked_for_works_like_the_card(team: Team) -> None:
    await team.opens(UPS)
    told = await team.types(team.lin, "/lost show 1")
    await team.clicks(team.lin, told.private[0], "move:take")
    assert (await team.case()).owner == team.lin.id


FORGOTTEN = "clocks case_parcels case_log posts case_money counters inbox outbox cases".split()


async def forget_everything(team: Team) -> None:
    """As if the disk had been lost and an empty backup brought back: people, channels and settings stay known."""

    def forget(tx) -> None:
        for table in FORGOTTEN:
            tx.connection.execute(text(f"DELETE FROM {table}"))

    await team.database.write(forget)
