"""Files taken from Slack: by the address it gives, with the token only where it may go, and no further than is kept."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.settings import GivenSettings
from bot.slack_client import slack_client, slack_session
from bot.slack_files import FilesOfSlack
from cases.file_kinds import LARGEST_BYTES
from handlers.evidence_fetching import CannotFetch, FileInSlack, FileIsGone, FileTooLarge

TOKEN = "xoxb-1-2-abc"


class Shelf:
    """A Slack with one file, which can be as unhelpful as it likes."""

    def __init__(self) -> None:
        self.file: dict[str, Any] = {"name": "a.jpg", "size": 3, "mimetype": "image/jpeg", "mode": "hosted"}
        self.error = ""
        self.answer = web.Response(body=b"abc", content_type="image/jpeg")
        self.asked: list[tuple[str, str | None]] = []
        self.base = ""

    async def info(self, request: web.Request) -> web.Response:
        if self.error:
            return web.json_response({"ok": False, "error": self.error})
        return web.json_response({"ok": True, "file": {"url_private_download": f"{self.base}/file", **self.file}})

    async def content(self, request: web.Request) -> web.Response:
        self.asked.append((request.path, request.headers.get("Authorization")))
        return self.answer

    async def elsewhere(self, request: web.Request) -> web.Response:
        self.asked.append((request.path, request.headers.get("Authorization")))
        return web.Response(body=b"secret", content_type="image/jpeg")


@pytest.fixture
async def shelf() -> AsyncIterator[Shelf]:
    shelf, app = Shelf(), web.Application()
    app.router.add_route("*", "/api/files.info", shelf.info)
    app.router.add_get("/file", shelf.content)
    app.router.add_get("/elsewhere", shelf.elsewhere)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    shelf.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield shelf
    await runner.cleanup()


@pytest.fixture
async def files(shelf: Shelf) -> AsyncIterator[FilesOfSlack]:
    settings = GivenSettings(slack_api_url=f"{shelf.base}/api/", slack_bot_token=TOKEN)
    async with slack_session(settings) as session:
        yield FilesOfSlack(slack_client(settings, session))


async def test_a_file_is_looked_at_and_fetched_with_the_token(shelf: Shelf, files: FilesOfSlack) -> None:
    found = await files.look("F1")
    assert found == FileInSlack("a.jpg", 3, f"{shelf.base}/file")
    assert await files.content(found) == b"abc"
    assert shelf.asked == [("/file", f"Bearer {TOKEN}")]


async def test_to_wherever_a_file_sends_us_nothing_is_asked(shelf: Shelf, files: FilesOfSlack) -> None:
    shelf.answer = web.Response(status=302, headers={"Location": "/elsewhere"})
    with pytest.raises(CannotFetch):
        await files.content(await files.look("F1"))
    assert [path for path, _ in shelf.asked] == ["/file"]


@pytest.mark.parametrize("error", ["file_not_found", "file_deleted"])
async def test_a_file_that_slack_no_longer_has_is_gone(shelf: Shelf, files: FilesOfSlack, error: str) -> None:
    shelf.error = error
    with pytest.raises(FileIsGone):
        await files.look("F1")


@pytest.mark.parametrize("mode", ["tombstone", "hidden_by_limit"])
async def test_a_file_that_slack_only_remembers_is_gone(shelf: Shelf, files: FilesOfSlack, mode: str) -> None:
    shelf.file["mode"] = mode
    with pytest.raises(FileIsGone):
        await files.look("F1")


@pytest.mark.parametrize("error", ["ratelimited", "missing_scope", "internal_error"])
async def test_what_may_pass_is_no_end(shelf: Shelf, files: FilesOfSlack, error: str) -> None:
    shelf.error = error
    with pytest.raises(CannotFetch, match=error):
        await files.look("F1")


@pytest.mark.parametrize(
    ("status", "outcome"), [(404, FileIsGone), (410, FileIsGone), (500, CannotFetch), (429, CannotFetch)]
)
async def test_the_answer_for_the_content_says_whether_to_try_again(
    shelf: Shelf, files: FilesOfSlack, status: int, outcome: type[Exception]
) -> None:
    shelf.answer = web.Response(status=status)
    with pytest.raises(outcome):
        await files.content(await files.look("F1"))


async def test_a_sign_in_page_is_no_file(shelf: Shelf, files: FilesOfSlack) -> None:
    shelf.answer = web.Response(text="<html>Sign in", content_type="text/html")
    with pytest.raises(CannotFetch):
        await files.content(await files.look("F1"))


async def test_a_file_larger_than_it_says_is_read_no_further_than_is_kept(shelf: Shelf, files: FilesOfSlack) -> None:
    shelf.answer = web.Response(body=b"x" * (LARGEST_BYTES + 1), content_type="image/jpeg")
    with pytest.raises(FileTooLarge):
        await files.content(await files.look("F1"))


async def test_a_link_elsewhere_and_a_page_are_told_apart_before_anything_is_fetched(
    shelf: Shelf, files: FilesOfSlack
) -> None:
    shelf.file |= {"is_external": True, "mode": "external"}
    assert (await files.look("F1")).is_elsewhere
    shelf.file = {"name": "a.html", "mimetype": "text/html"}
    assert (await files.look("F1")).is_page
    assert shelf.asked == []


async def test_where_nobody_answers_it_is_tried_again() -> None:
    settings = GivenSettings(slack_api_url="http://127.0.0.1:1/api/", slack_bot_token=TOKEN)
    async with slack_session(settings) as session:
        files = FilesOfSlack(slack_client(settings, session))
        with pytest.raises(CannotFetch):
            await files.look("F1")
        with pytest.raises(CannotFetch):
            await files.content(FileInSlack("a", 1, "http://127.0.0.1:1/file"))
