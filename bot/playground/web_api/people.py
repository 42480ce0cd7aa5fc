"""users.*, usergroups.*, dnd.*: who is there."""

from __future__ import annotations

from bot.playground.people import Person, UserGroup
from bot.playground.refusals import Refused
from bot.playground.web_api.calling import Call, method, page

# Whom dnd.teamInfo tells of at once.
MOST_AT_ONCE = 50


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
    """https://docs.slack.dev/reference/methods/dnd.info"""
    return _person(call).do_not_disturb() | {"snooze_enabled": False}


@method("dnd.teamInfo", scope="dnd:read", tier=2)
def who_is_not_to_be_disturbed(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/dnd.teamInfo: of up to fifty people."""
    asked = [one for one in (call.text("users") or "").split(",") if one]
    if not asked:
        raise Refused("no_users_provided")
    if len(asked) > MOST_AT_ONCE or any(one not in call.world.people for one in asked):
        raise Refused("user_not_visible")
    return {"users": {one: call.world.people[one].do_not_disturb() for one in asked}}


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
