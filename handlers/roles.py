"""`/lost roles`: who is agent, lead, finance, admin or viewer, by hand and by user group; given by an admin."""

from collections.abc import Mapping

from cases.moves import ADMIN, FINANCE
from cases.rights import check_may_do, may_do
from cases.words import N_, NoLongerApplies, Sentence, WrongField
from handlers.chosen_in_a_form import members_chosen
from handlers.filled_in import FilledIn
from handlers.new_approvers import ask_new_approvers, who_approves
from handlers.role_groups import give_roles_of_groups
from handlers.views.kit import section
from handlers.views.roles_form import NO_GROUP, ROLES, RoleFacts, changes_told, roles_form, roles_told
from handlers.visit import Answer, Verb, Visit
from handlers.who import members, roles_of, with_any_role
from storage.errors import StaleSettings
from storage.records import Person, Settings

MOST_TOLD = 30


def asked(visit: Visit) -> Answer:
    """The form, for an admin; everybody else is told who does what."""
    if not may_do("roles", visit.who.roles):
        told = roles_told(_have_now(visit), visit.words)
        return Answer(text=told, blocks=[section(told)])
    return Answer(view=roles_form(role_facts(visit), visit.words, visit.ask.channel))


def opened(visit: Visit) -> Answer:
    """The same from a button, for an admin only."""
    check_may_do("roles", visit.who.roles)
    return asked(visit)


def role_facts(visit: Visit) -> RoleFacts:
    """The roles as the form shows them; whoever is set as an approver has the finance role."""
    people = members(visit.tx, visit.workspace)
    settings = visit.settings
    given = {role: [one.id for one in people if role in _by_hand(one, settings)] for role in ROLES}
    groups = [(one.id, one.handle or one.name) for one in visit.tx.user_groups.all(visit.workspace)]
    return RoleFacts(settings.version, given, settings.role_groups, groups)


def sent(visit: Visit) -> Answer:
    """The form was sent: everybody's roles, all or none."""
    check_may_do("roles", visit.who.roles)
    filled, before, approved = visit.ask.filled, visit.settings, who_approves(visit, visit.settings)
    roles_before = {one.id: roles_of(one, before) for one in members(visit.tx, visit.workspace)}
    form = FilledIn()
    lists = {role: form.read(_people, visit, role, filled.get(role) or [], otherwise=[]) for role in ROLES}
    form.check()
    chosen = {role: filled.get(f"group_{role}") for role in ROLES}
    groups = {role: group for role, group in chosen.items() if group and group != NO_GROUP}
    known = {one.id for one in visit.tx.user_groups.all(visit.workspace)}
    if not known:
        # No group could be chosen in the form: what was chosen before stays.
        groups = before.role_groups
    update = {
        "version": visit.ask.meta.get("v", before.version),
        "role_groups": groups,
        "approvers": lists[FINANCE],
    }
    after = _kept(visit, before.model_copy(update=update))
    _give(visit, lists)
    give_roles_of_groups(visit.tx, visit.workspace)
    _check_nobody_is_locked_out(visit, after)
    ask_new_approvers(visit, approved, after)
    return Answer(text="\n".join(_told(visit, roles_before, after)))


def _kept(visit: Visit, new: Settings) -> Settings:
    try:
        return visit.tx.settings(visit.workspace).put(new, by=visit.who.id, at=visit.at)
    except StaleSettings:
        raise NoLongerApplies(
            N_("Somebody changed the settings meanwhile. Open them again and repeat yours.")
        ) from None


def _give(visit: Visit, lists: Mapping[str, list[str]]) -> None:
    for person in members(visit.tx, visit.workspace):
        roles = sorted(role for role, people in lists.items() if person.id in people)
        if roles != sorted(person.roles):
            visit.tx.people.set_roles(visit.workspace, person.id, roles)


def _check_nobody_is_locked_out(visit: Visit, after: Settings) -> None:
    """Refuse a change after which nobody could change settings, or approve."""
    have = [roles_of(one, after) for one in members(visit.tx, visit.workspace)]
    if not any(ADMIN in roles for roles in have):
        raise WrongField(ADMIN, Sentence(N_("Then nobody could change settings any more. Leave at least one admin.")))
    if not any(FINANCE in roles for roles in have):
        raise WrongField(FINANCE, Sentence(N_("Then nobody could approve any more. Leave at least one approver.")))


def _told(visit: Visit, before: Mapping[str, frozenset[str]], after: Settings) -> list[str]:
    now = {one.id: roles_of(one, after) for one in members(visit.tx, visit.workspace)}
    changed = [(user, _in_order(roles)) for user, roles in now.items() if roles != before.get(user)]
    if not changed:
        return [visit.words(N_("Everybody keeps their roles."))]
    lines = [visit.words(N_("The roles are kept and hold from the next click on:"))]
    lines += changes_told(changed[:MOST_TOLD], visit.words)
    left = len(changed) - MOST_TOLD
    if left > 0:
        lines.append(visit.words.count(N_("… and {n} more"), N_("… and {n} more"), left))
    return lines


def _people(visit: Visit, role: str, users: list[str]) -> list[str]:
    text = N_("{name} can have no role: that is a bot, a guest or somebody who has left.")
    return members_chosen(visit, role, users, text)


def _by_hand(person: Person, settings: Settings) -> set[str]:
    return {*person.roles, *((FINANCE,) if person.id in settings.approvers else ())}


def _have_now(visit: Visit) -> dict[str, list[str]]:
    return {role: with_any_role(visit.tx, visit.workspace, visit.settings, frozenset({role})) for role in ROLES}


def _in_order(roles: frozenset[str]) -> list[str]:
    return [role for role in ROLES if role in roles]


VERBS = (Verb("roles", "", N_("who is agent, lead, finance, admin or viewer"), asked, ("角色",), writes=False),)
CLICKS = {"roles": opened}
FORMS = {"roles": sent}
