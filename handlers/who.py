"""Who somebody is to Tracer: roles, language, zone. Read anew at every click, in the transaction that acts on it."""

from cases.case import Actor
from cases.light_dataclass import dataclass
from cases.moves import ADMIN, AGENT, FINANCE, LEAD
from cases.privacy import SEES_PRIVATE
from cases.rights import DEFAULT_LEAD_LIMITS, DEFAULT_LIMITS, Limits
from handlers.language import Words, language_of
from storage.records import Person, Settings
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Who:
    """A person as the rules see them, and how to talk to them. `known` is False until Slack has told us of them."""

    workspace: str
    id: str
    roles: frozenset[str]
    words: Words
    is_guest: bool = False
    known: bool = True

    @property
    def actor(self) -> Actor:
        """The person as the actor of a move."""
        return Actor("person", self.id, self.roles)

    @property
    def sees_only(self) -> str | None:
        """Whose private cases lists show, as `Filters.reader`: one's own, or everybody's (None)."""
        return None if self.roles & SEES_PRIVATE else self.id

    @property
    def is_admin(self) -> bool:
        return ADMIN in self.roles


def who_is(tx: Transaction, workspace: str, user: str, settings: Settings | None = None) -> Who:
    """What is known of a person now. Somebody unknown is an agent who speaks the workspace's language."""
    settings = settings or tx.settings(workspace).get()
    person = tx.people.get(workspace, user)
    if person is None:
        words = Words(settings.language, settings.timezone)
        return Who(workspace, user, frozenset({AGENT}), words, known=False)
    return Who(
        workspace,
        user,
        roles_of(person, settings),
        words_of(person, settings),
        is_guest=person.is_restricted,
        known=person.synced_at is not None,
    )


def words_of(person: Person, settings: Settings) -> Words:
    """The language somebody chose, else their Slack's, else the workspace's; in their own zone."""
    language = person.chosen_language or language_of(person.locale, settings.language)
    return Words(language, person.tz or settings.timezone)


def channel_words(tx: Transaction, workspace: str, channel: str, settings: Settings) -> Words:
    """The language and zone of a channel's posts: its own, else the workspace's."""
    known = tx.channels.get(workspace, channel)
    return Words((known.language if known else None) or settings.language, settings.timezone)


def roles_of(person: Person, settings: Settings) -> frozenset[str]:
    """The roles somebody was given, by hand or by a user group they are in.

    Until then Slack's owners and admins are admin, lead and finance, others agents.
    Whoever is set as an approver has the finance role; once approvers are set, owners and admins have it no more.
    An owner or admin of the Slack workspace always stays admin, so that nobody can lock everybody out.
    """
    steward, given = person.is_admin or person.is_owner, {*person.roles, *person.group_roles}
    roles = set(given) or ({ADMIN, LEAD, AGENT} if steward else {AGENT})
    if steward:
        roles.add(ADMIN)
        if not given and not settings.approvers:
            roles.add(FINANCE)
    if person.id in settings.approvers:
        roles.add(FINANCE)
    return frozenset(roles)


def approvers(tx: Transaction, workspace: str, settings: Settings) -> list[str]:
    """Everybody who may approve any amount, by user id."""
    return [person.id for person in members(tx, workspace) if FINANCE in roles_of(person, settings)]


def admins(tx: Transaction, workspace: str, settings: Settings) -> list[str]:
    """Everybody who may change settings, by user id."""
    return [person.id for person in members(tx, workspace) if ADMIN in roles_of(person, settings)]


def with_any_role(tx: Transaction, workspace: str, settings: Settings, roles: frozenset[str]) -> list[str]:
    """Everybody who has one of these roles, by user id: who can be asked instead."""
    can_act = [one for one in members(tx, workspace) if settings.allow_guests or not one.is_restricted]
    return [person.id for person in can_act if roles & roles_of(person, settings)]


def members(tx: Transaction, workspace: str) -> list[Person]:
    """The people of a workspace who can act: no bots, nobody who has left."""
    return [one for one in tx.people.all(workspace) if not one.is_bot and not one.deleted and one.synced_at]


def limits_of(settings: Settings) -> Limits:
    """The limits in force: the workspace's own, else sane ones."""
    return Limits(settings.limits or DEFAULT_LIMITS, settings.lead_limits or DEFAULT_LEAD_LIMITS)
