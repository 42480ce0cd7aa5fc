"""`/api/METHOD`: reading a call, refusing it where Slack would, working on it, answering."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

from bot.playground.faults import Fault
from bot.playground.refusals import Refused, TooFast
from bot.playground.web_api import METHODS, Call, Method
from bot.playground.web_api.scheduled import post_what_is_due
from bot.playground.world import SlackWorld

ALL_SCOPES = sorted(
    {scope for method in METHODS.values() for scope in (method.scope or "").split("|") if scope}
    | {"commands", "app_mentions:read", "chat:write.public", "users:read.email", "metadata.message:read"}
)


async def answer_call(world: SlackWorld, request: web.Request) -> web.StreamResponse:
    """Answers one call of the app, with the faults and limits of the world, and writes it into the log."""
    name = request.match_info["method"]
    args, warnings = await _arguments(request)
    token = _token(request, args)
    fault = world.faults.for_call(name)
    if fault is not None and fault.delay:
        await asyncio.sleep(fault.delay)
    if fault is not None and fault.refuse_connection:
        world.note_call(name, args, {"ok": False, "error": "(connection dropped before the call)"}, 0)
        return _hang_up(request)
    status, answer, headers = _failed(fault) or _worked(world, name, args, token, warnings)
    if fault is not None and fault.lose_answer:
        world.note_call(name, args, answer, 0)
        return _hang_up(request)
    world.note_call(name, args, answer, status)
    headers |= {"x-oauth-scopes": ",".join(sorted(world.app.scopes or ALL_SCOPES)), "x-slack-req-id": "playground"}
    return web.json_response(answer, status=status, headers=headers)


def _worked(
    world: SlackWorld, name: str, args: dict, token: str, warnings: list[str]
) -> tuple[int, dict, dict[str, str]]:
    try:
        method = METHODS.get(name)
        if method is None:
            raise Refused("unknown_method", req_method=name)
        call = Call(world, name, args, warnings)
        _refuse_strangers(world, method, token)
        world.limits.spend(name, method.tier, _counted_channel(world, call))
        post_what_is_due(world)
        answer = {"ok": True, **method.work(call)}
    except Refused as no:
        answer = no.answer()
    except TooFast as wait:
        return 429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(wait.seconds)}
    if warnings:
        answer["warning"] = ",".join(warnings)
        answer.setdefault("response_metadata", {})["warnings"] = list(warnings)
    return 200, answer, {}


def _refuse_strangers(world: SlackWorld, method: Method, token: str) -> None:
    if method.token == "none":
        return
    if not token:
        raise Refused("not_authed")
    known = {world.app.bot_token: "bot", world.app.app_token: "app"}
    if token not in known:
        raise Refused("invalid_auth")
    if known[token] != method.token:
        raise Refused("not_allowed_token_type")
    if method.token == "bot" and world.app.uninstalled:
        raise Refused("account_inactive")
    if method.token == "bot" and not world.app.may(method.scope):
        granted = ",".join(sorted(world.app.scopes or ()))
        raise Refused("missing_scope", needed=(method.scope or "").split("|")[0], provided=granted)


def _counted_channel(world: SlackWorld, call: Call) -> str:
    """Returns one name for a conversation, however the call named it."""
    wanted = call.text("channel")
    if wanted in world.people:
        return world.direct_channel(wanted, world.app.bot_user).id if wanted != world.app.bot_user else wanted
    named = (one.id for one in world.channels.values() if one.name == wanted.removeprefix("#"))
    return wanted if wanted in world.channels else next(named, wanted)


def _failed(fault: Fault | None) -> tuple[int, dict, dict[str, str]] | None:
    if fault is None:
        return None
    if fault.retry_after is not None:
        return 429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(fault.retry_after)}
    if fault.status is not None:
        return fault.status, {"ok": False, "error": fault.error or "fatal_error"}, {}
    if fault.error is not None:
        return 200, {"ok": False, "error": fault.error}, {}
    return None


async def _arguments(request: web.Request) -> tuple[dict[str, Any], list[str]]:
    args: dict[str, Any] = dict(request.query)
    warnings: list[str] = []
    if request.content_type == "application/json":
        if request.charset is None:
            warnings.append("missing_charset")
        sent = await request.text()
        body = json.loads(sent) if sent.strip() else {}
        args |= body if isinstance(body, dict) else {}
    elif request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        form = await request.post()
        args |= {name: value for name, value in form.items() if isinstance(value, str)}
    return args, warnings


def _token(request: web.Request, args: dict[str, Any]) -> str:
    header = request.headers.get("Authorization", "")
    in_body = args.pop("token", None)
    return header.removeprefix("Bearer ").strip() if header else str(in_body or "")


def _hang_up(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
