"""What a person does on the page (`POST /page/do`), carried out by the same actor that tests use."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from bot.playground.acting import Actor
from bot.playground.happenings import change_person
from bot.playground.people import Person
from bot.playground.refusals import NotThere
from bot.playground.rooms import Message
from bot.playground.web_api.scheduled import post_what_is_due
from bot.playground.windows import View

if TYPE_CHECKING:
    from bot.playground.slack_server import SlackServer

FURTHEST_WIND_HOURS = 24 * 366
# As long as somebody's day; nobody waits for them so long.
PAUSE_HOURS = 12


async def do(server: SlackServer, person: Person, asked: dict[str, Any]) -> dict[str, Any]:
    """Does one thing as a person and returns the page's answer: `ok`, and what belongs to it.

    Raises NotThere, LookupError or ValueError, whose text tells the person what was wrong.
    """
    deed = DEEDS.get(str(asked.get("do")))
    if deed is None:
        raise ValueError(f"nobody can do {asked.get('do')!r} here; there are {', '.join(DEEDS)}")
    return {"ok": True} | (await deed(server.person(person), asked) or {})


async def _say(actor: Actor, asked: dict) -> None:
    await actor.says(asked["channel"], asked["text"], asked.get("thread_ts") or None)


async def _command(actor: Actor, asked: dict) -> None:
    room = actor.world.channel(asked["channel"])
    room.read[actor.id] = actor.world.stamps.next()
    await actor.types(room, asked["text"], asked.get("thread_ts") or None)


async def _click(actor: Actor, asked: dict) -> None:
    await actor.clicks(
        _target(actor, asked),
        asked["action_id"],
        block_id=asked["block_id"],
        selected=asked.get("selected"),
        state=asked.get("state") or {},
        lenient=True,
    )


async def _suggest(actor: Actor, asked: dict) -> dict:
    target = _target(actor, asked)
    found = await actor.asks_for_options(target, asked["action_id"], str(asked.get("value", "")))
    grouped = bool(found) and "options" in found[0]
    return {"option_groups" if grouped else "options": found}


async def _submit(actor: Actor, asked: dict) -> dict:
    view = actor.world.windows.find(asked["view_id"], None)
    if view is None:
        raise NotThere("this window is not open any more")
    result = await actor.fills_and_submits(view, asked.get("values") or {}, lenient=True)
    if result.ok:
        return {}
    return {"ok": False, "errors": result.errors} | ({"error": result.notice} if result.notice else {})


async def _close_view(actor: Actor, asked: dict) -> None:
    view = actor.world.windows.find(asked["view_id"], None)
    if view is not None:
        await actor.closes(view)


async def _shortcut(actor: Actor, asked: dict) -> None:
    await actor.uses_message_shortcut(asked["callback_id"], _message(actor, asked))


async def _global_shortcut(actor: Actor, asked: dict) -> None:
    await actor.uses_global_shortcut(asked["callback_id"])


async def _open_home(actor: Actor, asked: dict) -> None:
    await actor.opens_home(asked.get("tab", "home"))


async def _read(actor: Actor, asked: dict) -> None:
    actor.world.channel(asked["channel"]).read[actor.id] = actor.world.stamps.next()


async def _wind(actor: Actor, asked: dict) -> None:
    hours = float(asked["hours"])
    if not 0 < hours <= FURTHEST_WIND_HOURS:
        raise ValueError("the clock can be wound forward by up to a year at a time")
    wind = actor.server.on_wind
    if wind is None:
        raise ValueError("this clock cannot be wound")
    done = wind(hours)
    if inspect.isawaitable(done):
        await done
    post_what_is_due(actor.world)
    actor.world.changes.say("clock")


async def _outage(actor: Actor, asked: dict) -> None:
    tracker = actor.server.tracker
    if tracker is None:
        raise ValueError("there is no tracker here that could be switched off")
    tracker.switch_off(bool(asked["on"]))


async def _pause(actor: Actor, asked: dict) -> None:
    now = int(actor.world.stamps.now().timestamp())
    begins, ends = (now, now + PAUSE_HOURS * 3600) if asked["on"] else (1, 1)
    change_person(actor.world, actor.person, dnd_from=begins, dnd_until=ends)


async def _set_locale(actor: Actor, asked: dict) -> None:
    change_person(actor.world, actor.person, locale=str(asked["locale"]))


def _target(actor: Actor, asked: dict) -> Message | View:
    match asked["container"]:
        case "message":
            return _message(actor, asked)
        case "home":
            found = actor.home
        case _:
            found = actor.world.windows.find(asked["view_id"], None)
    if found is None:
        raise NotThere("this window is not open any more")
    return found


def _message(actor: Actor, asked: dict) -> Message:
    seen = actor.sees(asked["channel"])
    found = next((one for one in seen if one.ts == asked["ts"]), None)
    if found is None:
        raise NotThere("this message is not there any more")
    return found


Deed = Callable[[Actor, dict], Awaitable[dict | None]]
DEEDS: dict[str, Deed] = {
    "say": _say,
    "command": _command,
    "click": _click,
    "suggest": _suggest,
    "submit": _submit,
    "close_view": _close_view,
    "shortcut": _shortcut,
    "global_shortcut": _global_shortcut,
    "open_home": _open_home,
    "read": _read,
    "wind": _wind,
    "outage": _outage,
    "pause": _pause,
    "set_locale": _set_locale,
}
