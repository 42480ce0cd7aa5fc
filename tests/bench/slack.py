"""A Slack that answers at once and remembers nothing but how much it was asked: `python -m tests.bench.slack PORT`."""

import itertools
import sys
from collections import Counter
from typing import Any

from aiohttp import web

from tests.bench.commands import BOT, BOT_USER, CHANNELS, PEOPLE, TEAM

_stamps = itertools.count(1)
_asked: Counter[str] = Counter()
PERSON = {"team_id": TEAM, "deleted": False, "is_bot": False, "locale": "en-US", "tz": "Europe/Berlin"}


async def answer(request: web.Request) -> web.Response:
    """What the real one would say, as far as Tracer reads it."""
    method = request.match_info["method"]
    _asked[method] += 1
    asked = await request.json() if request.content_type == "application/json" else {}
    return web.json_response({"ok": True, **_told(method, asked)})


def _told(method: str, asked: dict[str, Any]) -> dict[str, Any]:
    if method == "auth.test":
        return {"team_id": TEAM, "team": "Bench", "user_id": BOT_USER, "user": "tracer", "bot_id": BOT}
    if method == "users.list":
        return {"members": [{"id": one, "name": one.lower(), "profile": {}, **PERSON} for one in PEOPLE]}
    if method == "users.conversations":
        return {"channels": [{"id": one, "name": one.lower(), "is_channel": True} for one in CHANNELS]}
    if method.startswith("chat."):
        return {"channel": asked.get("channel"), "ts": asked.get("ts") or f"1700000000.{next(_stamps):06d}"}
    return {}


async def counted(_request: web.Request) -> web.Response:
    """How often each method was asked."""
    return web.json_response(_asked)


def serve(port: int) -> None:
    """Serve it until the process is ended."""
    app = web.Application()
    app.router.add_get("/asked", counted)
    app.router.add_route("*", "/api/{method}", answer)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
