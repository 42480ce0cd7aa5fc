"""`kill -9` while a mail server has a text in hand: that is told as uncertain, and it is not sent again by itself."""

from pathlib import Path

from bot.playground.acting import Actor
from bot.playground.rooms import Message
from bot.playground.slack_server import SlackServer
from storage.correspondence import Written
from storage.database import Database
from tests.correspondence.post_office import post_office
from tests.outages.afterwards import becomes, looking_into
from tests.outages.busy_hour import busy_world, ups_number
from tests.outages.processes import Processes, in_slack
from tests.outages.test_evidence_killed import card_of


async def test_a_text_that_a_killed_process_was_handing_over_is_not_sent_again(
    processes: Processes, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    url = f"sqlite:///{data / 'tracer.db'}"
    with post_office() as office:
        mail = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(office.port), "SMTP_SECURITY": "none"}
        mail["SMTP_FROM"] = "Shop <claims@shop.example>"
        async with SlackServer(busy_world(1), retry_pause=0.02) as server:
            first = await (await processes.start("run", **in_slack(server), **mail)).ready()
            worker, channel, team = server.person("worker-0"), "parcels-0", server.world.team.id
            await worker.types(channel, f"/lost {ups_number(1)}")
            with looking_into(url, data) as database:
                await becomes(lambda: card_of(database, team), 20, "there is no card")
                _, card = card_of(database, team)
            office.thinks_seconds = 5.0
            await sends(worker, next(one for one in worker.sees(channel) if one.ts == card))
            await becomes(lambda: len(office.got) == 1, 20, "the mail server was given nothing")
            await first.kill()
            office.thinks_seconds = 0.0
            second = await (
                await processes.start("run", **in_slack(server), **mail, TRACER_CLOCK_OFFSET="+11m")
            ).ready()
            with looking_into(url, data) as database:
                await becomes(lambda: text_in(database, team).state == "unsure", 30, "nobody says that it is uncertain")
                one = text_in(database, team)
            assert await second.stop() == 0
            assert [got["Message-ID"] for got in office.got] == [one.message_id]
            with looking_into(url, data) as database, database.reading() as tx:
                case = tx.cases.load(team, 1, for_update=False)
                assert case is not None and case.investigations[0].state == "not_opened"
        assert [line for one in processes.started for line in one.log if "Traceback" in line] == []


async def sends(who: Actor, card: Message) -> None:
    """The inquiry of the card's case, by mail."""
    await who.clicks(card, "contact")
    await becomes(lambda: blocks_of(who), 20, "the form did not open")
    assert who.view is not None
    await who.clicks(who.view, "contact_way", selected="mail")
    await becomes(lambda: "address" in blocks_of(who), 20, "the form has no address")
    assert who.view is not None
    blocks = [one for one in blocks_of(who) if one.startswith("gap.")]
    said = {one: "2026-11-01" if one == "gap.shipped_on" else "Germany" for one in blocks}
    sent = await who.fills_and_submits(who.view, {**said, "address": "desk@ups.example"})
    assert sent.closed, sent.errors


def blocks_of(who: Actor) -> list[str]:
    return [one.get("block_id", "") for one in who.view.content["blocks"]] if who.view is not None else []


def text_in(database: Database, team: str) -> Written:
    with database.reading() as tx:
        one = tx.correspondence.get(team, 1, "M1")
    assert one is not None
    return one
