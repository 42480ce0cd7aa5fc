"""users.*, usergroups.*, dnd.*: who is there."""

from __future__ import annotations

from bot.playground.people import Person, UserGroup
from bot.playground.refusals import Refused
from bot.playground.web_api.calling import Call, method, page


@method("users.info", scope="users:read", tier=4)
def info(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/users.info"""
    return {"user": _shown(call, _person(call))}


@method("users.list", scope="users:read", tier=2)
def list_people(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/users.list"""
    ours = [one for one in call.world.people.values() if one.team_id == call.world.team.id]
    found, cursor = page(ours, call)
    return {
        "members": [_shown(call, one) for one in found],
        "cache_ts": call.world.stamps.seconds(),
        "response_metadata": {"next_cursor": cursor},
    }


@method("users.profile.get", scope="users.profile:read", tier=4)
def profile(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/users.profile.get"""
    return {"profile": _person(call).profile(with_email=call.world.app.may("users:read.email"))}


@method("users.lookupByEmail", scope="users:read.email", tier=3)
def by_email(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/users.lookupByEmail"""
    wanted = call.needed("email").lower()
    for person in call.world.people.values():
        if person.profile().get("email", "").lower() == wanted:
            return {"user": _shown(call, person)}
    raise Refused("users_not_found")


@method("usergroups.list", scope="usergroups:read", tier=2)
def list_groups(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/usergroups.list"""
    with_users = call.flag("include_users")
    return {"usergroups": [_group(call, group, with_users) for group in call.world.groups]}


@method("usergroups.users.list", scope="usergroups:read", tier=2)
def people_of_group(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/usergroups.users.list"""
    wanted = call.needed("usergroup")
    found = next((group for group in call.world.groups if group.id == wanted), None)
    if found is None:
        raise Refused("no_such_subteam")
    return {"users": list(found.users)}


@method("dnd.info", scope="dnd:read", tier=3)
def do_not_disturb(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/dnd.info (nobody here sleeps)."""
    return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1, "snooze_enabled": False}


def _person(call: Call) -> Person:
    found = call.world.people.get(call.text("user") or "")
    if found is None:
        raise Refused("user_not_found")
    return found


def _shown(call: Call, person: Person) -> dict:
    return person.as_slack(with_locale=call.flag("include_locale"), with_email=call.world.app.may("users:read.email"))


def _group(call: Call, group: UserGroup, with_users: bool) -> dict:
    shown = {
        "id": group.id,
        "team_id": call.world.team.id,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "description": "",
        "is_external": False,
        "date_create": 1700000000,
        "date_delete": 0,
        "user_count": len(group.users),
    }
    return shown | ({"users": list(group.users)} if with_users else {})
