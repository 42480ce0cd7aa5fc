"""One case in the page, click by click from `/lost` to closed, in both languages, with a picture of every step."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, Page, expect

from bot.playground.slack_server import SlackServer
from tests.playground_page.conftest import watched
from tests.playground_page.test_with_the_real_bot import HERE, NUMBER, playground

__all__ = ["playground"]
pytestmark = pytest.mark.asyncio(loop_scope="session")
PNG, LEAST_PICTURE_BYTES = b"\x89PNG\r\n", 10_000
HINTS = 'amazon.de 305-1234567-1234567 "vase, 31.50 EUR"'
# What a reader of each language finds on the card, and what nobody finds there in that language.
READS = {"en-US": ("Our move", "我方"), "zh-CN": ("我方", "Our move")}


class Walk:
    """A person at the page, with pictures taken on the way."""

    def __init__(self, page: Page, pictures: Path) -> None:
        self.page, self.pictures = page, pictures
        self.pane, self.modal = page.locator("#pane"), page.locator("#modal")
        self.taken: list[Path] = []

    def button(self, action: str) -> Locator:
        """A button of the one card in the channel."""
        return self.pane.locator(f'[data-block-id="moves"][data-action-id="{action}"]')

    async def presses(self, action: str) -> None:
        await self.button(action).click()

    async def presses_in_form(self, action: str) -> None:
        await self.modal.locator(f'[data-action-id="{action}"]').click()

    async def writes(self, block: str, text: str) -> None:
        await self.field(block).locator("input, textarea").first.fill(text)

    async def picks(self, select: str, value: str) -> None:
        await self.modal.locator(f'[data-action-id="{select}"]').click()
        await self.page.locator(f'[role="option"][data-value="{value}"]').click()

    async def sends(self) -> None:
        await self.modal.locator('[data-tool="modal-submit"]').click()
        await expect(self.modal).to_be_hidden()

    def field(self, block: str) -> Locator:
        return self.modal.locator(f'[data-block-id="{block}"]')

    async def picture(self, name: str) -> None:
        file = self.pictures / f"{name}.png"
        await self.page.screenshot(path=file)
        self.taken.append(file)


@pytest_asyncio.fixture(loop_scope="session", params=["en-US", "zh-CN"])
async def walk(
    profile: BrowserContext, playground: SlackServer, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Walk]:
    """Lin at the page, she and the channel in one language. TRACER_PICTURES keeps the pictures."""
    pictures = Path(os.environ.get("TRACER_PICTURES") or tmp_path) / request.param
    pictures.mkdir(parents=True, exist_ok=True)
    await playground.person("maya").types("lost-parcels", f"/lost lang channel {request.param[:2]}")
    async with watched(profile) as open_page:
        page = await open_page(playground.page_url)
        await page.click(f'[data-locale="{request.param}"]')
        await expect(page.locator("html")).to_have_attribute("lang", request.param)
        yield Walk(page, pictures)


async def test_a_case_is_clicked_from_lost_to_closed_and_its_thread_tells_it(walk: Walk) -> None:
    await reported_and_taken(walk)
    await cause_confirmed_and_inquiry_sent(walk)
    await refunded(walk)
    await carrier_answered_and_no_claim_made(walk)
    await walk.presses("form:close")
    await walk.sends()
    await expect(walk.button("form:reopen")).to_be_visible()
    await walk.picture("6-closed")

    await walk.pane.locator("[data-thread-of]").click()
    thread = walk.page.locator("#thread")
    for told in ("INQ-77", "31.50", "R-5120", "C-9", "below the excess"):
        await expect(thread).to_contain_text(told)
    await walk.picture("7-story")
    for file in walk.taken:
        content = file.read_bytes()
        assert content.startswith(PNG) and len(content) > LEAST_PICTURE_BYTES, file.name


async def reported_and_taken(walk: Walk) -> None:
    page = walk.page
    await page.fill(HERE, f"/lost {NUMBER} {HINTS}")
    await page.press(HERE, "Enter")
    await expect(walk.button("move:take")).to_be_visible()
    there, not_there = READS[walk.pictures.name]
    await expect(walk.pane).to_contain_text(there)
    await expect(walk.pane).not_to_contain_text(not_there)
    await walk.picture("1-reported")
    await walk.presses("move:take")
    await expect(walk.button("move:take")).to_have_count(0)


async def cause_confirmed_and_inquiry_sent(walk: Walk) -> None:
    await walk.presses("more")
    await expect(walk.modal.locator('[data-action-id="form:triage:"]')).to_be_visible()
    await walk.picture("2-more")
    await walk.presses_in_form("form:triage:")
    # One that is offered whether or not the tracker has told of the parcel by now.
    await walk.picks("cause", "wrong_scan")
    await walk.sends()
    await walk.presses("record")
    await walk.picks("what", "ask_carrier|I1|not_opened")
    await walk.writes("reference", "INQ-77")
    await walk.picture("3-sent")
    await walk.sends()


async def refunded(walk: Walk) -> None:
    await walk.presses("decide:choose_refund")
    await expect(walk.field("goods").locator("input")).to_have_value("31.50")
    await walk.picture("4-refund")
    await walk.sends()
    await walk.presses("form:refund_done")
    await walk.writes("reference", "R-5120")
    await walk.sends()
    await expect(walk.button("form:refund_done")).to_have_count(0)


async def carrier_answered_and_no_claim_made(walk: Walk) -> None:
    await walk.presses("record")
    await walk.picks("what", "carrier_confirmed_loss|I1|requested")
    await walk.writes("reference", "C-9")
    await walk.sends()
    await walk.presses("more")
    await walk.presses_in_form("form:no_claim:")
    await walk.writes("reason", "below the excess")
    await walk.picture("5-no-claim")
    await walk.sends()
