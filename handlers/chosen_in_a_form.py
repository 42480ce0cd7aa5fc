"""What people chose in a settings form: members of the team, a channel or none."""

from cases.words import Sentence, WrongField
from handlers.visit import Visit


def members_chosen(visit: Visit, field: str, users: list[str], refusal: str) -> list[str]:
    """The people, refused below their field for a bot, a guest or somebody who has left.

    `refusal` is the sentence for it, with a place for {name}. Whom Slack has not told of yet is taken as said.
    """
    for user in users:
        person = visit.tx.people.get(visit.workspace, user)
        if person is not None and (person.is_bot or person.deleted or person.is_restricted):
            raise WrongField(field, Sentence(refusal, {"name": person.real_name or person.name}))
    return users


def channel_chosen(value: str | None) -> str | None:
    """The channel, or None where none was wanted."""
    return None if value in (None, "", "none") else value
