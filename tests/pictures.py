"""`python -m tests.pictures`: takes the pictures of the README from the playground, anew and by itself.

It starts the playground with its bad week, twice (in English and in Chinese), and photographs what a person sees in
Chromium. Run by hand when the cards or the page have changed; nothing of it runs with the tests.
"""

import asyncio
import contextlib
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, async_playwright

from bot import logs
from bot.clock import Clock
from bot.playground.rig import Rig, bot_beside, settings_for
from bot.playground.scripted_tracker import ScriptedTracker
from bot.playground.seed import COAT, KNIFE, a_bad_week
from bot.playground.slack_server import SlackServer
from bot.playground.start import installed_app
from bot.playground.world import SlackWorld
from storage.database import Database
from storage.transaction import Transaction
from tests.playground_page.conftest import QUIET

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
SIZE = {"width": 1280, "height": 800}
LARGEST_BYTES = 300 * 1024
PATIENCE_MS = 10_000

Scene = Callable[[Page, Rig], Awaitable[None]]


async def take_them_all() -> list[Path]:
    """Take every picture and return the files, in the order in which they were taken.

    Ends with a sentence where a picture is larger than a page should have to load.
    """
    PICTURES.mkdir(exist_ok=True)
    async with a_browser() as browser:
        async with a_playground() as rig:
            taken = [await photographed(browser, rig, *picture) for picture in ENGLISH]
        async with a_playground(language="zh_CN") as rig:
            taken += [await photographed(browser, rig, *picture) for picture in CHINESE]
    for file in taken:
        if file.stat().st_size > LARGEST_BYTES:
            sys.exit(f"{file.name} has {file.stat().st_size // 1024} KB; {LARGEST_BYTES // 1024} are the most.")
    return taken


async def channel(page: Page, rig: Rig) -> None:
    """The channel with the cards of the week."""
    await page.wait_for_selector("#pane .message")


async def thread(page: Page, rig: Rig) -> None:
    """A card with its story beside it."""
    card = await card_of(page, rig, COAT)
    await card.locator("[data-thread-of]").click()
    await page.wait_for_selector("#thread .message")
    await card.scroll_into_view_if_needed()


async def refund(page: Page, rig: Rig) -> None:
    """The decision, from a card that somebody has just opened."""
    composer = page.locator('[data-composer="channel"] textarea')
    await composer.fill(f'/lost {KNIFE} amazon.de 305-1187730-4456210 "chef\'s knife, 46.90 EUR"')
    await composer.press("Enter")
    await rig.server.until(lambda: rig.server.world.sees("lin", "lost-parcels")[-1].blocks)
    await rig.tracer.courier.drain(2)
    await rig.look_for_parcels()
    await rig.tracer.courier.drain(2)
    card = await card_of(page, rig, KNIFE)
    await card.get_by_role("button", name="Refund").click()
    await page.wait_for_selector('#modal [data-block-id="goods"]')
    await page.fill('#modal [data-block-id="goods"] input', "46.90")


async def waiting(page: Page, rig: Rig) -> None:
    """What Tracer sent to a person, with buttons."""
    await page.wait_for_selector("#pane .message button")


async def home(page: Page, rig: Rig) -> None:
    """App Home."""
    await page.wait_for_selector("#pane .home button")


# The file, who looks, where (as in the page's address), and what that person does first.
ENGLISH: tuple[tuple[str, str, str, Scene], ...] = (
    ("channel", "maya", "", channel),
    ("thread", "maya", "", thread),
    ("approval", "priya", "app/messages", waiting),
    ("home", "maya", "app/home", home),
    ("refund", "lin", "", refund),
)
CHINESE: tuple[tuple[str, str, str, Scene], ...] = (("chinese", "lin", "", thread),)


async def card_of(page: Page, rig: Rig, number: str) -> Locator:
    """The card of a parcel's case, in the channel that is open."""
    team = rig.server.world.team.id

    def where(tx: Transaction) -> str:
        (case,) = tx.cases.by_tracking(team, [number])[number]
        post = tx.posts.get(team, case.number, "card")
        assert post is not None, "the card is not posted yet"
        return post[1]

    return page.locator(f'#pane .message[data-ts="{await rig.database.read(where)}"]')


async def photographed(browser: Browser, rig: Rig, name: str, who: str, place: str, scene: Scene) -> Path:
    """Open the page as somebody, somewhere; play the scene; keep what is then to be seen."""
    address = f"{rig.server.page_url}?as={rig.server.world.person(who).id}"
    page = await browser.new_page(viewport=SIZE, reduced_motion="reduce")
    page.set_default_timeout(PATIENCE_MS)
    # The hint for a first visit is for whoever visits; it is in no picture.
    await page.add_init_script("localStorage.setItem('tracer-playground:first-visit-done', 'yes')")
    await page.goto(f"{address}#{place}" if place else address)
    await page.wait_for_selector("#sidebar [data-channel]")
    await scene(page, rig)
    await rig.tracer.courier.drain(2)
    await page.wait_for_load_state("networkidle")
    await page.mouse.move(0, SIZE["height"] - 1)
    file = PICTURES / f"{name}.png"
    await page.screenshot(path=file, animations="disabled")
    await page.close()
    return file


@contextlib.asynccontextmanager
async def a_playground(language: str = "en") -> AsyncIterator[Rig]:
    """A playground after its bad week, with posts of the team's channel in one language; gone afterwards."""
    data = Path(tempfile.mkdtemp(prefix="tracer-pictures-"))
    clock = Clock()
    world = SlackWorld(now=clock.now, app=installed_app(), limits=False)
    world.person("lin").locale = "en-US" if language == "en" else "zh-CN"
    tracker = ScriptedTracker(clock.now, world.changes)
    server = SlackServer(world, on_wind=lambda hours: clock.wind(timedelta(hours=hours)), tracker=tracker)
    database = Database.open(f"sqlite:///{data / 'tracer.db'}", data_directory=data)
    try:
        await asyncio.to_thread(database.migrate)
        async with tracker, server:
            logs.set_up(settings_for(server, data).model_copy(update={"log_level": "ERROR"}))
            async with bot_beside(server, database, clock, data, tracker) as rig:
                await speak(rig, language)
                await a_bad_week(rig)
                yield rig
    finally:
        await asyncio.to_thread(database.close)
        shutil.rmtree(data, ignore_errors=True)


async def speak(rig: Rig, language: str) -> None:
    """Let the posts of every channel be in a language, as `/lost lang channel` does."""
    team = rig.server.world.team.id
    rooms = [room.id for room in rig.server.world.channels.values()]

    def choose(tx: Transaction) -> None:
        for room in rooms:
            if tx.channels.get(team, room) is not None:
                tx.channels.choose_language(team, room, language)

    await rig.database.write(choose)


@contextlib.asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, as in the tests of the page."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("The pictures are taken with Chromium, which is not installed: apt install chromium fonts-noto-cjk")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield running
        await running.close()


if __name__ == "__main__":
    for taken_file in asyncio.run(take_them_all()):
        print(f"{taken_file.name:<14} {taken_file.stat().st_size // 1024:>4} KB")
