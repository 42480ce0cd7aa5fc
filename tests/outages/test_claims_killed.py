"""`kill -9` while a claim is filed with an insurer and while a pack is made: one claim, and one pack that is whole."""

import asyncio
import io
import itertools
import zipfile
from pathlib import Path
from typing import Any

from bot.playground.acting import Actor
from bot.playground.slack_server import SlackServer
from tests.insurers.easypost_desk import KEY, easypost_desk
from tests.outages.afterwards import becomes, looking_into
from tests.outages.busy_hour import busy_world, ups_number
from tests.outages.processes import Processes, Running, in_slack
from tests.outages.test_evidence_killed import card_of

# What a dead process had in hand is due again after ten minutes, which a start with a later clock shortens.
MINUTES_LATER = 11
PARCEL = {"label": "easypost", "origin": "US", "destination": "US", "shipped_on": "2026-09-01"}


async def test_a_claim_and_a_pack_survive_a_killed_process_and_come_once(processes: Processes, tmp_path: Path) -> None:
    data, starts, number = tmp_path / "data", itertools.count(1), ups_number(1)
    url = f"sqlite:///{data / 'tracer.db'}"
    async with SlackServer(busy_world(1), retry_pause=0.02) as server, easypost_desk() as desk:

        async def starts_again() -> Running:
            later = {"TRACER_CLOCK_OFFSET": f"+{next(starts) * MINUTES_LATER}m"}
            keys = {"EASYPOST_KEY": KEY, "EASYPOST_URL": desk.base, "EASYPOST_PER_DAY": "0"}
            return await (await processes.start("run", **in_slack(server), **later, **keys)).ready()

        now = await starts_again()
        worker, team = server.person("worker-0"), server.world.team.id
        await worker.types("parcels-0", f'/lost {number} amazon.com 305-1 "vase, 31 USD"')
        with looking_into(url, data) as database:
            await becomes(lambda: card_of(database, team), 20, "there is no card")
            _, card = card_of(database, team) or ("", "")
            [message] = [one for one in worker.sees("parcels-0") if one.ts == card]
            await worker.clicks(message, "more")
            await clicked(worker, "form:set_parcel:", PARCEL)
            await worker.types("parcels-0", "/lost claim 1")
            assert worker.view is not None
            await worker.clicks(worker.view, "claim_payer", selected="easypost_insurance")
            desk.hold_at("file")
            await clicked(worker, "file_through", {"amount": "31", "email": "claims@shop.example", "lacking": ["yes"]})
            await asyncio.wait_for(desk.holds.wait(), 20)
            await now.kill()
            # It had taken the claim, and the answer came to nobody.
            desk.hold = None
            desk.has(number, requested_amount="31.00")
            now = await starts_again()

            def is_filed() -> bool:
                with database.reading() as tx:
                    kept = tx.filings.get(team, 1, "C1")
                    return kept is not None and kept.state == "filed"

            await becomes(is_filed, 20, "the claim was not found")
            assert (len(desk.claims), desk.filed) == (1, [])
            await worker.types("parcels-0", "/lost pack 1")
            assert worker.view is not None
            sent = await worker.fills_and_submits(worker.view, {"name": "Worker", "lacking": ["yes"]})
            assert sent.closed, sent.errors
            await now.kill()
            now = await starts_again()

            def is_sent() -> bool:
                with database.reading() as tx:
                    return tx.sendings.next_due() is None and bool(tx.sendings.of_case(team, 1, "pack"))

            await becomes(is_sent, 30, "the pack was not sent")
            assert await now.stop() == 0
        room = server.world.direct_channel(worker.id, server.world.app.bot_user)
        came = [file for message in room.messages for file in message.files]
        assert [one.name.rpartition(".")[2] for one in came] == ["pdf", "zip"]
        assert zipfile.ZipFile(io.BytesIO(came[1].content)).testzip() is None
        assert [line for one in processes.started for line in one.log if "Traceback" in line] == []


async def clicked(worker: Actor, action: str, values: dict[str, Any]) -> None:
    """Something is clicked in the modal in front, and the form that it opens sent."""
    assert worker.view is not None
    await worker.clicks(worker.view, action)
    assert worker.view is not None
    sent = await worker.fills_and_submits(worker.view, values)
    assert not sent.errors, sent.errors
