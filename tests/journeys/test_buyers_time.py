"""When a buyer's time is over: erased by itself, once, with what tells them, while the case and the rest of it stay."""

import asyncio
from datetime import timedelta
from pathlib import Path

from cases.act import Act
from cases.case import Actor
from cases.decide import replay
from cases.document import to_document
from handlers.buyer_retention import BuyerRetention
from handlers.desk import Desk
from storage.transaction import Transaction
from tests.journeys.team import Team, text_of
from tests.journeys.test_buyers import ANNA, enters, kept, moves, with_buyer
from tests.journeys.test_no_trace import lying, traces
from tests.journeys.ways import ORDER, keeps_settings, paid_case

CARRIER = Actor("partner", "ups")


async def sweeps(team: Team) -> int:
    assert team.tracer.buyers is not None
    erased = await team.tracer.buyers.sweep()
    await team.settle()
    return erased


async def delivered(team: Team) -> None:
    """A tracker says that the parcel was delivered today."""
    now, case = team.clock.now(), await team.case()
    details = {"number": case.parcel.number, "scan": "delivered", "delivered_on": now.date(), "quiet": True}

    def tell(tx: Transaction) -> None:
        Desk(tx, team.id, now).move(1, Act("tracked", CARRIER, None, details))

    await team.database.write(tell)


async def test_amazons_buyer_is_erased_thirty_days_after_delivery_though_the_case_is_open(team: Team) -> None:
    await team.opens(hints=ORDER.format(price="31"))
    await enters(team, team.lin)
    await team.types(team.lin, "/lost contact 1")
    await team.submits(team.lin, {"gap.shipped_on": "2026-11-20", "gap.destination": "DE"})
    await delivered(team)
    assert await sweeps(team) == 0
    team.clock.wind(timedelta(days=29))
    assert await sweeps(team) == 0 and await kept(team) == ANNA
    team.clock.wind(timedelta(days=1))
    lines, before = len(team.story()), await team.case()
    both = [BuyerRetention(team.database, team.clock) for _ in range(2)]
    assert sum(await asyncio.gather(*(one.sweep() for one in both))) == 1
    await team.settle()
    assert await kept(team) is None and (await moves(team))[-1] == ("erase_buyer", "clock")
    [letter] = await team.database.read(lambda tx: tx.correspondence.of_case(team.id, 1))
    assert letter.body is None
    after = await team.case()
    assert after.is_open and (after.order, after.parcels, after.clocks) == (before.order, before.parcels, before.clocks)
    log = await team.database.read(lambda tx: tx.cases.log(team.id, 1))
    assert to_document(replay(log)) == to_document(after)
    assert len(team.story()) == lines and await sweeps(team) == 0


async def test_notes_and_the_buyers_words_stay_without_who_they_are_from(team: Team) -> None:
    await paid_case(team)
    await team.types(team.lin, "/lost contact 1")
    assert team.lin.view is not None
    block = next(one["block_id"] for one in team.lin.view.content["blocks"] if one["block_id"].startswith("text."))
    # A letter that names her before anybody has entered who she is.
    assert (await team.submits(team.lin, {block: "It was for Anna Müller."})).closed
    await enters(team, team.lin)
    await team.types(team.lin, "/lost note 1 Frau Müller (0170 5558867) was not at home.")
    await team.wait(minutes=5)
    await team.types(team.lin, "/lost note 1 The carrier says two weeks.")
    await team.records(team.lin, "buyer_wrote||open", text="Where is it? Anna Müller, Hauptstraße 9")
    await team.records(team.lin, "answer_buyer||open", text="It is with your neighbour.")
    await team.types(team.lin, "/lost notlost 1 delivered")
    team.clock.wind(timedelta(days=91))
    assert await sweeps(team) == 1
    told = "\n".join(team.story())
    assert "Müller" not in told and "Hauptstraße" not in told and "The carrier says two weeks." in told
    with team.database.reading() as tx:
        refs = [one for kind in ("note", "message") for one in tx.personal.of_case(team.id, 1, kind)]
        left = {tx.personal.get(team.id, one) for one in refs}
        assert [one.body for one in tx.correspondence.of_case(team.id, 1)] == [None]
    file = Path(str(team.database.url.database))
    assert traces(lying(*file.parent.glob(f"{file.name}*")), ("Müller", "Hauptstraße", "5558867")) == []
    assert {"Frau ••• (•••) was not at home.", "Where is it? •••, •••", "It is with your neighbour."} <= left


async def test_a_shorter_time_says_first_how_many_are_erased_and_erases_them_then(team: Team) -> None:
    await with_buyer(team)
    await team.types(team.lin, "/lost notlost 1 delivered")
    team.clock.wind(timedelta(days=40))
    assert await sweeps(team) == 0 and await kept(team) == ANNA
    await team.types(team.maya, "/lost settings")
    for wrong in ("0", "3651", "ten"):
        errors = (await team.submits(team.maya, {"keep_buyers_days": wrong})).errors
        assert "is not a number of days. Write one from 1 to 3650." in errors["keep_buyers_days"], wrong
    await team.submits(team.maya, {"keep_buyers_days": "30"})
    assert team.maya.view is not None
    told = text_of(team.maya.view)
    assert "The buyer of 1 closed case would be erased at once, for good." in told and "90 → 30" in told
    assert await sweeps(team) == 0
    await team.submits(team.maya)
    assert await sweeps(team) == 1 and await kept(team) is None
    await team.types(team.maya, "/lost settings")
    await team.submits(team.maya, {"keep_buyers_days": "60"})
    assert team.maya.view is not None and "No buyer would be erased at once." in text_of(team.maya.view)


async def test_in_chinese(team: Team) -> None:
    await with_buyer(team)
    await team.types(team.lin, "/lost notlost 1 delivered")
    team.clock.wind(timedelta(days=40))
    await team.types(team.maya, "/lost lang 中文")
    await team.types(team.maya, "/lost 设置")
    assert team.maya.view is not None and "买家信息保存天数" in text_of(team.maya.view)
    await keeps_settings(team, {"keep_buyers_days": "30"})
    assert await sweeps(team) == 1
