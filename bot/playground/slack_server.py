"""The playground's Slack as a server on this machine: Web API, Socket Mode, response_urls, files, page."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.playground.acting import Actor
from bot.playground.answering import answer_by_url
from bot.playground.control import Control
from bot.playground.delivery import ACK_SECONDS, Delivery
from bot.playground.http_posts import HttpPosts
from bot.playground.page_api import LOOPBACK, PageApi, loopback_only
from bot.playground.people import Person
from bot.playground.refusals import Refused
from bot.playground.rooms import Channel, Message
from bot.playground.scripted_tracker import ScriptedTracker
from bot.playground.socket_links import SocketLinks
from bot.playground.web_api.endpoint import answer_call
from bot.playground.world import SlackWorld

LARGEST_BODY = 30 * 1024 * 1024
OnWind = Callable[[float], Awaitable[None] | None]


class SlackServer:
    """Serves one world on loopback while it is entered: `async with SlackServer(world) as server`.

    `mode` is "socket" or "http"; for HTTP `app_url` is where the app listens (it may be set later) and
    `signing_secret` signs. `ack_seconds` and `retry_pause` shorten Slack's waiting for tests. `on_wind` is called
    when somebody winds the clock on the page; `tracker` is the one that can be switched off there. `control` adds
    `/control/…`, by which another process scripts faults and channels. `as_the_browser_reads` gives everybody the
    language of the browser that opens the page first. Raises ValueError for a host that others can
    reach.
    """

    def __init__(
        self,
        world: SlackWorld,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        mode: str = "socket",
        app_url: str | None = None,
        signing_secret: str = "playground-signing-secret",
        on_wind: OnWind | None = None,
        page_dir: Path | None = None,
        ack_seconds: float = ACK_SECONDS,
        retry_pause: float = 1.0,
        control: bool = False,
        tracker: ScriptedTracker | None = None,
        as_the_browser_reads: bool = False,
    ) -> None:
        if host not in LOOPBACK:
            raise ValueError(f"{host} can be reached by others; this Slack listens on 127.0.0.1 only")
        self.world = world
        self.host = host
        self.port = port
        self.mode = mode
        self.signing_secret = signing_secret
        self.on_wind = on_wind
        self.tracker = tracker
        self.as_the_browser_reads = as_the_browser_reads
        self.page_dir = page_dir or Path(__file__).parent / "page"
        self.links = SocketLinks(world, ack_seconds)
        self.posts = HttpPosts(world, app_url, signing_secret, ack_seconds)
        self.delivery = Delivery(world, self.posts if mode == "http" else self.links, retry_pause)
        self._page = PageApi(self)
        self._control = Control(self) if control else None
        self._runner: web.AppRunner | None = None

    @property
    def api_url(self) -> str:
        """Returns the base address of the Web API, for `SLACK_API_URL`."""
        return f"http://{self.host}:{self.port}/api/"

    @property
    def page_url(self) -> str:
        """Returns the address of the page."""
        return f"http://{self.host}:{self.port}/"

    async def start(self) -> None:
        """Starts serving. Raises OSError when the port is taken."""
        app = web.Application(client_max_size=LARGEST_BODY, middlewares=[loopback_only])
        app.add_routes(self._routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.world.base_url = f"http://{self.host}:{self.port}"
        self.world.tell_app = self.delivery.tell

    async def stop(self) -> None:
        """Stops serving and gives up what is under way."""
        self.world.tell_app = lambda event: None
        await self.delivery.stop()
        await self.links.stop()
        await self._page.stop()
        await self.posts.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> SlackServer:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop()

    def person(self, who: str | Person) -> Actor:
        """Returns somebody of the world who can act ("lin", or an id)."""
        return Actor(self, self.world.person(who))

    def sees(self, who: str, where: str | Channel) -> list[Message]:
        """Returns what somebody reads in a channel, oldest first, whispers to them included."""
        return self.world.sees(who, where)

    def thread(self, root: Message) -> list[Message]:
        """Returns a message and the replies below it."""
        return self.world.thread(root)

    async def until(self, condition: Callable[[], Any], within: float = 5) -> Any:
        """Waits until `condition()` holds, asking again after every change here; returns its value.

        Every message, view, notice, API call, connection and delivery counts as a change. Raises TimeoutError.
        """
        return await self.world.changes.until(condition, within)

    async def app_connected(self, within: float = 10) -> None:
        """Waits until the app has a Socket Mode connection. Raises TimeoutError."""
        await self.until(lambda: self.links.count > 0, within)

    async def events_taken(self, within: float = 5) -> None:
        """Waits until the app has taken every event so far. Raises TimeoutError."""
        await self.until(lambda: self.delivery.under_way == 0, within)

    def _routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/api/{method}", self._api),
            web.get("/link/", self.links.serve),
            web.post("/hooks/{kind}/{team}/{key}", self._response),
            web.post("/upload/v1/{key}", self._upload),
            web.get("/files-pri/{id}/{name}", self._file),
            *self._page.routes(),
            *(self._control.routes() if self._control else []),
        ]

    async def _api(self, request: web.Request) -> web.StreamResponse:
        return await answer_call(self.world, request)

    async def _response(self, request: web.Request) -> web.Response:
        try:
            body = json.loads(await request.text())
            answer_by_url(self.world, request.match_info["key"], body)
        except Refused as no:
            status = 404 if no.error in {"expired_url", "used_url"} else 400
            return web.json_response(no.answer(), status=status)
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        return web.Response(text="ok")

    async def _upload(self, request: web.Request) -> web.Response:
        upload = self.world.passes.uploads.get(request.match_info["key"])
        if upload is None:
            return web.Response(status=404, text="upload_not_found")
        if request.content_type.startswith("multipart/"):
            fields = await request.post()
            parts = [one.file.read() for one in fields.values() if isinstance(one, web.FileField)]
            content = parts[0] if parts else b""
        else:
            content = await request.read()
        if len(content) != upload.length:
            return web.Response(status=500, text="length_mismatch")
        upload.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def _file(self, request: web.Request) -> web.Response:
        file = self.world.files.get(request.match_info["id"].partition("-")[2])
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token != self.world.app.bot_token or not self.world.app.may("files:read"):
            # Slack answers a stranger with its sign-in page and status 200.
            return web.Response(text="<!DOCTYPE html><title>Sign in | Slack</title>", content_type="text/html")
        if file is None:
            return web.Response(status=404)
        return web.Response(body=file.content, content_type=file.mimetype)
