"""What Slack sends to an app: the shapes of commands, clicks, submissions, shortcuts and events."""

from __future__ import annotations

from bot.playground.people import Person
from bot.playground.rooms import Channel, Message
from bot.playground.stamps import secret
from bot.playground.windows import View
from bot.playground.world import SlackWorld


def slash_command(
    world: SlackWorld,
    person: Person,
    channel: Channel,
    command: str,
    text: str,
    response_url: str,
    trigger_id: str,
) -> dict[str, str]:
    """Returns the fields of a slash command
    (https://docs.slack.dev/interactivity/implementing-slash-commands)."""
    return {
        "token": world.app.verification_token,
        "team_id": person.team_id,
        "team_domain": world.team.domain,
        "channel_id": channel.id,
        "channel_name": "privategroup" if channel.kind == "private" else channel.name,
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": world.app.id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def block_actions(
    world: SlackWorld,
    person: Person,
    place: Message | View,
    actions: list[dict],
    state: dict,
    response_url: str | None,
    trigger_id: str,
) -> dict:
    """Returns the payload of a click or choice in a message, modal or Home tab
    (https://docs.slack.dev/reference/interaction-payloads/block_actions-payload)."""
    where = _in_view(place) if isinstance(place, View) else _in_message(world, place, state)
    answerable = {} if response_url is None else {"response_url": response_url}
    return {
        "type": "block_actions",
        **_everywhere(world, person),
        "user": acting(person, with_username=True),
        "trigger_id": trigger_id,
        **where,
        **answerable,
        "actions": actions,
    }


def block_suggestion(world: SlackWorld, person: Person, place: Message | View, element: dict, typed: str) -> dict:
    """Returns the payload that asks the app for the options of an external select."""
    where = _in_view(place) if isinstance(place, View) else _in_message(world, place, {})
    return {
        "type": "block_suggestion",
        **_everywhere(world, person),
        "user": acting(person, with_username=True),
        **where,
        "action_id": element["action_id"],
        "block_id": element["block_id"],
        "value": typed,
    }


def view_submission(world: SlackWorld, person: Person, view: View, trigger_id: str) -> dict:
    """Returns the payload of a submitted modal, its state filled in
    (https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload)."""
    return {
        "type": "view_submission",
        **_everywhere(world, person),
        "user": acting(person, with_username=True),
        "trigger_id": trigger_id,
        "view": view.as_slack(),
        "response_urls": [],
    }


def view_closed(world: SlackWorld, person: Person, view: View, *, cleared: bool) -> dict:
    """Returns the payload of a modal that somebody closed without submitting."""
    return {
        "type": "view_closed",
        **_everywhere(world, person),
        "user": acting(person, with_username=True),
        "view": view.as_slack(),
        "is_cleared": cleared,
    }


def message_shortcut(
    world: SlackWorld, person: Person, callback_id: str, message: Message, response_url: str, trigger_id: str
) -> dict:
    """Returns the payload of a shortcut used on a message
    (https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload)."""
    channel = world.channels[message.channel]
    return {
        "type": "message_action",
        **_everywhere(world, person),
        "action_ts": world.stamps.next(),
        "user": acting(person, with_username=False),
        "channel": {"id": channel.id, "name": channel.name},
        "callback_id": callback_id,
        "trigger_id": trigger_id,
        "response_url": response_url,
        "message_ts": message.ts,
        "message": channel.shown(message),
    }


def global_shortcut(world: SlackWorld, person: Person, callback_id: str, trigger_id: str) -> dict:
    """Returns the payload of a shortcut used from the search bar or the composer."""
    return {
        "type": "shortcut",
        **_everywhere(world, person),
        "action_ts": world.stamps.next(),
        "user": acting(person, with_username=True),
        "callback_id": callback_id,
        "trigger_id": trigger_id,
    }


def event_callback(world: SlackWorld, event: dict) -> dict:
    """Returns the wrapper around an event; its id stays the same when it is sent again
    (https://docs.slack.dev/apis/events-api/)."""
    channel = world.channels.get(str(event.get("channel", "")))
    return {
        "token": world.app.verification_token,
        "team_id": event.get("team") or world.team.id,
        "context_team_id": world.team.id,
        "context_enterprise_id": None,
        "api_app_id": world.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": world.names.next("Ev"),
        "event_time": int(float(event["event_ts"])),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": world.team.id,
                "user_id": world.app.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": bool(channel and channel.shared),
        "event_context": f"4-{secret()}",
    }


def acting(person: Person, *, with_username: bool) -> dict:
    """Returns the short user object of interactions."""
    known = {"id": person.id, "name": person.name, "team_id": person.team_id}
    return {"username": person.name, **known} if with_username else known


def _everywhere(world: SlackWorld, person: Person) -> dict:
    return {
        "token": world.app.verification_token,
        # In a channel shared with others, theirs where one of them acts.
        "team": {"id": person.team_id, "domain": world.team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "api_app_id": world.app.id,
    }


def _in_view(view: View) -> dict:
    return {"container": {"type": "view", "view_id": view.id}, "view": view.as_slack()}


def _in_message(world: SlackWorld, message: Message, state: dict) -> dict:
    channel = world.channels[message.channel]
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    where = {
        "container": container,
        "channel": {"id": channel.id, "name": channel.name},
        "state": {"values": state},
    }
    # Slack does not repeat an ephemeral message in the payload: it does not keep it.
    return where if message.only_for else where | {"message": channel.shown(message)}
