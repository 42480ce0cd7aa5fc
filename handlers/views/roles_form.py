"""Who does what in the team: five lists of people, each perhaps with a Slack user group beside it."""

from collections.abc import Mapping, Sequence

from cases.light_dataclass import dataclass
from cases.words import N_, Person
from handlers.language import Marked, Words
from handlers.views.kit import Block, context, field, modal, option, select

# What each role is for, in the order in which they are shown.
ROLES = {
    "agent": N_("Opens cases, works on them, and decides up to the agents' limit"),
    "lead": N_("Decides and approves up to the leads' limit, and sees private cases"),
    "finance": N_("Approves what is above the limits, pays, and matches money"),
    "admin": N_("Changes settings, rules and roles"),
    "viewer": N_("Looks only"),
}
NO_GROUP = "none"


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """Who has which role by hand, which user group (id) gives it besides, and which groups there are (id, handle)."""

    version: int
    people: Mapping[str, Sequence[str]]
    groups: Mapping[str, str]
    known_groups: Sequence[tuple[str, str]]


def roles_form(facts: RoleFacts, words: Words, channel: str | None = None) -> Block:
    """The modal for an admin."""
    blocks: list[Block] = [
        context(words(N_("Whoever is in no list is an agent; owners and admins of the workspace are admins always.")))
    ]
    for role, about in ROLES.items():
        blocks.append(_people(role, about, facts, words))
        if facts.known_groups:
            blocks.append(_group(role, facts, words))
    if not facts.known_groups:
        blocks.append(context(words(NO_GROUPS)))
    meta = {"v": facts.version, "ch": channel}
    return modal("roles", words(N_("Roles")), blocks, submit=words(N_("Save")), close=words(N_("Cancel")), meta=meta)


NO_GROUPS = N_(
    "No user group of Slack is known here. They are part of Slack's paid plans, and reading them needs the permission "
    "`usergroups:read`; with them a role can go to everybody in a group."
)


def roles_told(people: Mapping[str, Sequence[str]], words: Words) -> str:
    """Who has which role now, a line each, for somebody who may not change it."""
    lines = []
    for role in ROLES:
        who = words(N_(", ")).join(f"<@{one}>" for one in people.get(role, ())) or words(N_("nobody"))
        lines.append(words(N_("*{role}*  {people}"), role=Marked(words.term(role)), people=Marked(who)))
    return "\n".join(lines)


def changes_told(changes: Sequence[tuple[str, Sequence[str]]], words: Words) -> list[str]:
    """What people are from now on, a line each: user id, and their roles."""
    return [
        words(N_("{person}: {roles}"), person=Person(user), roles=Marked(words(N_(", ")).join(map(words.term, roles))))
        for user, roles in changes
    ]


def _people(role: str, about: str, facts: RoleFacts, words: Words) -> Block:
    element: Block = {"type": "multi_users_select", "action_id": role}
    if facts.people.get(role):
        element["initial_users"] = list(facts.people[role])
    label = words.term(role)
    return field(label[:1].upper() + label[1:], element, role, hint=words(about))


def _group(role: str, facts: RoleFacts, words: Words) -> Block:
    chosen = facts.groups.get(role, NO_GROUP)
    options = [option(words(N_("No user group")), NO_GROUP)]
    # The chosen one first: Slack shows a hundred, and a choice that is not among them would be lost by saving.
    options += [
        option(f"@{handle}", one) for one, handle in sorted(facts.known_groups, key=lambda one: one[0] != chosen)
    ]
    label = words(N_("… and everybody in the user group"))
    return field(label, select(f"group_{role}", options, chosen), f"group_{role}")
