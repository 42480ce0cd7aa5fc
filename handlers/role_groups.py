"""Roles that come with a Slack user group: whoever is in the group has the role, as long as they are in it."""

from collections.abc import Mapping
from typing import Any

from storage.records import UserGroup
from storage.transaction import Transaction


def as_user_group(told: Mapping[str, Any], workspace: str) -> UserGroup:
    """A user group object as we keep it; https://docs.slack.dev/reference/objects/usergroup-object"""
    people = [one for one in told.get("users") or () if isinstance(one, str)]
    return UserGroup(
        workspace=workspace,
        id=str(told["id"]),
        handle=str(told.get("handle") or ""),
        name=str(told.get("name") or ""),
        people=people,
    )


def give_roles_of_groups(tx: Transaction, workspace: str) -> None:
    """Everybody's roles by the groups they are in, as groups and settings stand in this transaction."""
    people_of = {one.id: one.people for one in tx.user_groups.all(workspace)}
    roles: dict[str, set[str]] = {}
    for role, group in tx.settings(workspace).get().role_groups.items():
        for person in people_of.get(group, ()):
            roles.setdefault(person, set()).add(role)
    tx.people.set_group_roles(workspace, roles)
