"""views.*: modals and Home tabs."""

from __future__ import annotations

from bot.playground.block_limits import check_view
from bot.playground.refusals import Refused
from bot.playground.web_api.calling import Call, complaints, method
from bot.playground.windows import View
from bot.playground.world import SlackWorld


@method("views.open", tier=4)
def open_view(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/views.open"""
    content = _content(call, "modal")
    trigger = call.world.passes.spend_trigger(call.needed("trigger_id"))
    view = call.world.new_view(trigger.user, content)
    call.world.windows.open(view)
    return _shown(call.world, view)


@method("views.push", tier=4)
def push(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/views.push"""
    content = _content(call, "modal")
    trigger = call.world.passes.spend_trigger(call.needed("trigger_id"))
    view = call.world.new_view(trigger.user, content)
    call.world.windows.push(view)
    return _shown(call.world, view)


@method("views.update", tier=4)
def update(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/views.update"""
    content = _content(call, None)
    view = call.world.windows.find(call.text("view_id"), call.text("external_id"))
    if view is None:
        raise Refused("not_found")
    _refuse_old_hash(call, view)
    _refuse_other_type(view, content)
    view.show(content, call.world.stamps.next())
    return _shown(call.world, view)


@method("views.publish", tier=4)
def publish(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/views.publish"""
    user = call.needed("user_id")
    content = _content(call, "home")
    person = call.world.people.get(user)
    if person is None or person.is_bot:
        raise Refused("user_not_found" if person is None else "not_enabled")
    home = call.world.windows.homes.get(user)
    if home is None:
        home = call.world.new_view(user, content)
        call.world.windows.publish(home)
    else:
        _refuse_old_hash(call, home)
        home.show(content, call.world.stamps.next())
    return _shown(call.world, home)


def _content(call: Call, kind: str | None) -> dict:
    view = call.structure("view")
    if not isinstance(view, dict):
        raise Refused("invalid_arguments", messages=["[ERROR] missing required field: view"])
    problems = check_view(view)
    if any(problem.code == "view_too_large" for problem in problems):
        raise Refused("view_too_large")
    if kind is not None and view.get("type") != kind:
        raise Refused("invalid_arguments", messages=[f"[ERROR] must be {kind} [json-pointer:/view/type]"])
    if problems:
        raise Refused("invalid_arguments", messages=complaints(problems))
    return view


def _refuse_old_hash(call: Call, view: View) -> None:
    if call.text("hash") and call.text("hash") != view.hash:
        raise Refused("hash_conflict")


def _refuse_other_type(view: View, content: dict) -> None:
    if content["type"] != view.type:
        raise Refused("invalid_arguments", messages=[f"[ERROR] must be {view.type} [json-pointer:/view/type]"])


def _shown(world: SlackWorld, view: View) -> dict:
    world.changes.say("home" if view.type == "home" else "views", {view.user})
    return {"view": view.as_slack()}
