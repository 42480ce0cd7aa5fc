"""A tracker to talk to, for every test that wants one."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.tracking.stand_in import StandIn, stand_in


@pytest_asyncio.fixture
async def tracker() -> AsyncIterator[StandIn]:
    async with stand_in() as standing:
        yield standing
