"""The page, the playground's server and the real bot together: a person's first minutes, click by click."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from bot.clock import Clock
from bot.playground.rig import bot_beside
from bot.playground.scripted_tracker import ScriptedTracker
from bot.playground.slack_server import SlackServer
from bot.playground.start import installed_app
from bot.playground.world import SlackWorld
from storage.database import Database
from tests.playground_page.conftest import watched

pytestmark = pytest.mark.asyncio(loop_scope="session")

NUMBER = "1Z999AA10123456784"
HERE = '[data-composer="channel"] textarea'


@pytest_asyncio.fixture(loop_scope="session")
async def playground(sqlite_database: Database, tmp_path: Path) -> AsyncIterator[SlackServer]:
    """A playground nobody has used yet, with the bot connected."""
    clock = Clock()
    world = SlackWorld(now=clock.now, app=installed_app(), limits=False)
    tracker = ScriptedTracker(clock.now, world.changes)
    server = SlackServer(world, on_wind=lambda hours: clock.wind(timedelta(hours=hours)), tracker=tracker)
    async with tracker, server, bot_beside(server, sqlite_database, clock, tmp_path, tracker):
        tracker.tell_by_itself()
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def lin(profile: BrowserContext, playground: SlackServer) -> AsyncIterator[Page]:
    """The page as it opens, switched to English."""
    async with watched(profile) as open_page:
        page = await open_page(playground.page_url)
        await page.click('[data-locale="en-US"]')
        await expect(page.locator("html")).to_have_attribute("lang", "en-US")
        yield page


async def report(page: Page) -> None:
    await page.fill(HERE, f"/lost {NUMBER}")
    await page.press(HERE, "Enter")
    await expect(page.locator("#pane").get_by_role("button", name="Take it")).to_be_visible()


async def test_a_parcel_is_reported_taken_and_refunded(lin):
    await report(lin)
    pane, modal = lin.locator("#pane"), lin.locator("#modal")
    await expect(pane.locator('[data-kind="ephemeral"]')).to_contain_text(NUMBER)
    await pane.get_by_role("button", name="Take it").click()
    await expect(pane.get_by_role("button", name="Take it")).to_have_count(0)
    await expect(pane.locator(".mention-me")).to_have_text("@lin")

    await pane.get_by_role("button", name="Refund").click()
    await expect(modal).to_be_visible()
    await modal.locator('[data-block-id="goods"] input').fill("31.50")
    await modal.locator('[data-tool="modal-submit"]').click()
    await expect(modal.locator('[data-error-for="paid"]')).to_be_visible()
    await expect(modal.locator('[data-block-id="goods"] input')).to_have_value("31.50")
    await modal.locator('[data-block-id="paid"] input').fill("31.50")
    await modal.locator('[data-tool="modal-submit"]').click()
    await expect(modal).to_be_hidden()

    await pane.get_by_role("button", name="Refund made").click()
    await modal.locator('[data-block-id="reference"] input').fill("R-1")
    await modal.locator('[data-tool="modal-submit"]').click()
    await expect(modal).to_be_hidden()
    await expect(pane.locator('.message[data-kind="message"]').last).to_contain_text("R-1")
    await pane.locator("[data-thread-of]").click()
    await expect(lin.locator("#thread")).to_contain_text("31.50")


async def test_a_wrong_amount_is_told_by_the_bot_below_its_field(lin):
    await report(lin)
    modal = lin.locator("#modal")
    await lin.locator("#pane").get_by_role("button", name="Refund").click()
    await modal.locator('[data-block-id="goods"] input').fill("lots")
    await modal.locator('[data-block-id="paid"] input').fill("31.50")
    await modal.locator('[data-tool="modal-submit"]').click()
    await expect(modal.locator('[data-error-for="goods"]')).to_be_visible()
    await expect(modal.locator('[data-block-id="goods"] input')).to_be_focused()


async def test_everybody_sees_the_card_and_nobody_elses_private_answer(lin):
    await report(lin)
    await expect(lin.locator('[data-kind="ephemeral"]')).to_have_count(1)
    await lin.locator("#top-bar").get_by_role("button", name="Maya").click()
    await expect(lin.locator("#pane").get_by_role("button", name="Take it")).to_be_visible()
    await expect(lin.locator('[data-kind="ephemeral"]')).to_have_count(0)


async def test_what_a_person_types_comes_back_as_written(lin):
    await lin.fill(HERE, "*bold* & <b>not</b> :tada: @maya https://ups.example/track?n=1")
    await lin.press(HERE, "Enter")
    said = lin.locator("#pane .message").last
    await expect(said.locator(".text")).to_have_text("bold & <b>not</b> 🎉 @maya https://ups.example/track?n=1")
    await expect(said.locator("strong")).to_have_text("bold")
    await expect(said.locator("a")).to_have_attribute("href", "https://ups.example/track?n=1")


async def test_a_file_is_shared_in_the_channel(lin):
    async with lin.expect_file_chooser() as chooser:
        await lin.locator('#pane [data-tool="attach"]').click()
    await (await chooser.value).set_files({"name": "proof.txt", "mimeType": "text/plain", "buffer": b"seen"})
    await expect(lin.locator(".file-name")).to_have_text("proof.txt")
    assert await lin.evaluate("fetch(document.querySelector('.file').href).then((reply) => reply.text())") == "seen"


async def test_the_clock_winds_forward(lin):
    async with lin.expect_response("**/page/do") as answer:
        await lin.locator('[data-wind="24"]').click()
    assert await (await answer.value).json() == {"ok": True}
    ahead = (await lin.evaluate("fetch('/page/state').then((reply) => reply.json())"))["clock"]["offset_seconds"]
    assert 86_395 <= ahead <= 86_405


async def test_the_parcel_that_was_typed_is_found_on_its_way_unless_the_tracker_is_out(lin):
    outage, card = lin.locator('[data-tool="outage"]'), lin.locator("#pane .message").last
    await outage.click()
    await expect(outage).to_have_text("Tracker is out")
    await outage.click()
    await expect(outage).to_have_text("Tracker outage")
    await report(lin)
    await expect(card).to_contain_text("Shenzhen CN → Hong Kong HK → Cologne DE", timeout=15_000)


async def test_a_command_that_nobody_knows_is_told_by_slack_itself(lin):
    await lin.fill(HERE, "/lots 1Z")
    await lin.press(HERE, "Enter")
    await expect(lin.locator(".toast")).to_contain_text("/lots is not a valid command")


async def test_an_open_list_of_options_outlives_what_arrives_meanwhile(lin, playground):
    await report(lin)
    await lin.locator("#pane").get_by_role("button", name="Mark sent").click()
    await lin.locator('#modal [data-action-id="what"]').click()
    option = lin.locator('[role="option"][data-value="ask_carrier|I1|not_opened"]')
    await expect(option).to_be_visible()
    await playground.person("maya").says("lost-parcels", "Anything new?")
    await expect(lin.locator("#pane")).to_contain_text("Anything new?")
    await option.click()
    await expect(lin.locator('#modal .block[data-block-id="reference"]')).to_be_visible()


async def test_the_link_to_a_card_leads_to_it_and_not_out_of_the_playground(lin):
    await report(lin)
    await lin.fill(HERE, f"/lost {NUMBER}")
    await lin.press(HERE, "Enter")
    await lin.get_by_role("link", name="go to the card").click()
    await expect(lin.locator('[data-composer="thread"] textarea')).to_be_visible()
    await expect(lin.locator("#thread")).to_contain_text("LOST-0001")
