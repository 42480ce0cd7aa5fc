"""A browser for all tests of the page, and a page in it for each."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Error, Page, async_playwright, expect

from tests.playground_page import a_bad_week
from tests.playground_page.stub_slack import StubSlack

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What Chromium itself says of a server that refuses on purpose.
REFUSED = "Failed to load resource: the server responded with a status of"
EXPECTED = (f"{REFUSED} 503", f"{REFUSED} 404")
OpenPage = Callable[..., Awaitable[Page]]
# What has to come comes at once, but for a machine that is busy with other tests.
PATIENT_MS = 20_000
expect.set_options(timeout=PATIENT_MS)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium. Without it the tests of the page are skipped, or fail where nothing may be skipped."""
    chromium = shutil.which("chromium")
    if chromium is None:
        reason = "The page is tested in Chromium, which is not installed: `apt install chromium`."
        if os.environ.get("TRACER_NOTHING_MAY_SKIP") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield running
        await running.close()


@pytest_asyncio.fixture(loop_scope="session")
async def slack() -> AsyncIterator[StubSlack]:
    """A stand-in for the playground's server in which three people have a bad week."""
    states = {person["id"]: a_bad_week.state(person["id"]) for person in a_bad_week.PEOPLE}
    async with StubSlack(states) as stub:
        yield stub


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def profile(browser: Browser) -> AsyncIterator[BrowserContext]:
    """One profile with one window that stays open: to make both anew is half of what a page costs."""
    context = await browser.new_context(viewport={"width": 1280, "height": 820}, reduced_motion="reduce")
    context.set_default_timeout(PATIENT_MS)
    await context.new_page()
    yield context
    await context.close()


@contextlib.asynccontextmanager
async def watched(profile: BrowserContext) -> AsyncIterator[OpenPage]:
    """Opens addresses, at which nothing is remembered yet; afterwards asserts that no script failed there.

    What a page remembers belongs to its address, whose port is the test's own, and is forgotten with the test.
    """
    problems: list[str] = []
    stays = set(profile.pages)

    async def open_it(address: str, wait_for: str = "#sidebar [data-channel]") -> Page:
        page = await profile.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        await page.goto(address)
        await page.wait_for_selector(wait_for)
        return page

    try:
        yield open_it
    finally:
        found = [problem for problem in problems if not problem.startswith(EXPECTED)]
        for page in set(profile.pages) - stays:
            with contextlib.suppress(Error):  # a page that came to nothing has no memory either
                await page.evaluate("localStorage.clear()")
            await page.close()
    assert found == []


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(profile: BrowserContext, slack: StubSlack) -> AsyncIterator[OpenPage]:
    """Opens addresses; the stand-in outlives the pages, so that none sees it go."""
    async with watched(profile) as open_it:
        yield open_it


@pytest_asyncio.fixture(loop_scope="session")
async def page(open_page: OpenPage, slack: StubSlack) -> Page:
    """The page as Lin, in #lost-parcels."""
    return await open_page(f"{slack.address}?as={a_bad_week.LIN}", wait_for=".message")


@pytest_asyncio.fixture(loop_scope="session")
async def show(open_page: OpenPage, slack: StubSlack) -> Callable[..., Awaitable[Any]]:
    """Shows one message of the bot's with the given blocks or text, and returns that message's locator."""

    async def show_it(blocks: list[dict[str, Any]] | None = None, text: str = "", **more: Any) -> Any:
        slack.states[a_bad_week.LIN] = a_bad_week.showing(blocks or [], text, **more)
        page = await open_page(f"{slack.address}?as={a_bad_week.LIN}", wait_for=".message")
        return page.locator("#pane .message")

    return show_it


@pytest_asyncio.fixture(loop_scope="session")
async def show_all(open_page: OpenPage, slack: StubSlack) -> Callable[..., Awaitable[list[Any]]]:
    """Shows a message of the bot's for each text, or each list of blocks, and returns their locators in that order."""

    async def show_them(texts: Sequence[str] = (), *, blocks: Sequence[list[dict[str, Any]]] = ()) -> list[Any]:
        shown = [("", one) for one in blocks] or [(text, []) for text in texts]
        slack.states[a_bad_week.LIN] = a_bad_week.showing_all(shown)
        page = await open_page(f"{slack.address}?as={a_bad_week.LIN}", wait_for=".message")
        messages = page.locator("#pane .message")
        await expect(messages).to_have_count(len(shown))
        return await messages.all()

    return show_them
