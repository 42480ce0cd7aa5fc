"""The playground's clock is wound past what falls due on the way, and never in a leap."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot.clock import Clock
from bot.playground.rig import Rig


@pytest.mark.parametrize(("hours", "stops", "longest"), [(1, 1, 1), (24, 6, 4), (72, 18, 4), (24 * 365, 24, 365)])
async def test_what_falls_due_on_the_way_rings_on_the_way(hours: int, stops: int, longest: int) -> None:
    clock, rung, told = Clock(), [], []

    async def tick() -> None:
        rung.append(clock.offset)

    async def drain(wait: float) -> None:
        told.append(wait)

    tracer: Any = SimpleNamespace(metronome=SimpleNamespace(tick=tick), courier=SimpleNamespace(drain=drain))
    server: Any = None
    rig, began = Rig(server, tracer, server, clock), clock.offset
    await rig.forward(clock.now() + timedelta(hours=hours))
    assert (len(rung), len(told)) == (stops, stops)
    steps = [after - before for before, after in zip([began, *rung], rung, strict=False)]
    assert max(steps) <= timedelta(hours=longest, seconds=1)
    assert timedelta(0) <= timedelta(hours=hours) - (clock.offset - began) < timedelta(seconds=2)
