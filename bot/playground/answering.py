"""What Slack does with an app's answers: to commands, to response_urls, to submitted modals."""

from __future__ import annotations

from bot.playground.block_limits import check_view
from bot.playground.refusals import Refused
from bot.playground.rooms import Message
from bot.playground.web_api.calling import Call
from bot.playground.web_api.messages import authorship, content_of
from bot.playground.windows import View
from bot.playground.world import SlackWorld

ACTIONS = {"errors", "update", "push", "clear"}


def answer_command(world: SlackWorld, user: str, channel_id: str, body: dict) -> Message | None:
    """Shows what an app said in its acknowledgement of a command; nothing when it said nothing.

    Raises Refused when the message is not one that Slack shows.
    """
    if not any(body.get(name) for name in ("text", "blocks", "attachments")):
        return None
    return _say(world, user, channel_id, None, body)


def answer_by_url(world: SlackWorld, key: str, body: dict) -> None:
    """Does what an app asked of a response_url: answer, replace or delete. Raises Refused
    (https://docs.slack.dev/interactivity/handling-user-interaction#message_responses)."""
    response = world.passes.spend_response(key)
    original = _original(world, response.channel, response.original_ts)
    if _yes(body.get("delete_original")):
        if original is not None:
            world.delete(original)
        return
    if _yes(body.get("replace_original")) and original is not None:
        content = content_of(Call(world, "response_url", body))
        world.edit(original, **content)
        return
    place = body.get("thread_ts") or response.thread_ts
    _say(world, response.user, response.channel, place, body)


def answer_submission(world: SlackWorld, view: View, body: dict) -> dict[str, str]:
    """Does what an app answered to a submitted modal and returns its errors by block id.

    No answer closes the modal. Raises Refused when the answer is not one that Slack understands.
    """
    action = body.get("response_action")
    if action is None:
        world.windows.close(view)
    elif action not in ACTIONS:
        raise Refused("invalid_response_action")
    elif action == "errors":
        view.errors = _errors(view, body.get("errors"))
    elif action == "clear":
        world.windows.clear(view.user)
    else:
        _show(world, view, action, body.get("view"))
    world.changes.say("views", {view.user})
    return view.errors if action == "errors" else {}


def _say(world: SlackWorld, user: str, channel_id: str, thread_ts: str | None, body: dict) -> Message:
    channel = world.channels[channel_id]
    content = content_of(Call(world, "response_url", body))
    if body.get("response_type", "ephemeral") == "in_channel":
        return world.post(channel, world.app.bot_user, thread_ts=thread_ts, **authorship(world), **content)
    return world.whisper(channel, user, thread_ts=thread_ts, **content)


def _original(world: SlackWorld, channel_id: str, ts: str | None) -> Message | None:
    channel = world.channels[channel_id]
    found = [one for one in (*channel.messages, *channel.whispers) if one.ts == ts and not one.deleted]
    return found[0] if found else None


def _errors(view: View, errors: object) -> dict[str, str]:
    if not isinstance(errors, dict) or not errors:
        raise Refused("invalid_errors")
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if any(block_id not in inputs or not said for block_id, said in errors.items()):
        raise Refused("invalid_errors")
    return {block_id: str(said) for block_id, said in errors.items()}


def _show(world: SlackWorld, view: View, action: str, content: object) -> None:
    problems = check_view(content) if isinstance(content, dict) else None
    if problems is None or problems or not isinstance(content, dict) or content.get("type") != "modal":
        raise Refused("invalid_view", messages=[problem.message for problem in problems or []])
    if action == "update":
        view.show(content, world.stamps.next())
    else:
        world.windows.push(world.new_view(view.user, content))


def _yes(value: object) -> bool:
    return value is True or str(value).lower() == "true"
