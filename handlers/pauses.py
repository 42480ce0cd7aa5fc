"""Whose notifications are paused in Slack: asked for just before something rings, for those who may hear of it.

Only people with something due are asked about, each at most every ten minutes by all processes together. Without the
permission, or without an answer, nobody's are paused: reminders go on as they did.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from cases.moves import ADMIN, FINANCE, LEAD
from handlers.deliveries import error_word
from handlers.members import as_pause
from handlers.who import with_any_role
from storage.database import Database
from storage.records import Person
from storage.transaction import Transaction

# https://docs.slack.dev/reference/methods/dnd.teamInfo
AT_ONCE = 50
MOST_QUESTIONS = 3
# Reminders wait no longer than this for an answer.
LONGEST_WAIT_SECONDS = 3.0
ASK_AGAIN_AFTER = timedelta(minutes=10)
AFTER_A_REFUSAL = timedelta(hours=1)
REFUSALS = frozenset({"missing_scope", "unknown_method", "not_allowed_token_type", "method_deprecated"})
MOST_CASES = 500
WHO_ELSE_HEARS = frozenset({LEAD, ADMIN, FINANCE})
log = structlog.get_logger("tracer.pauses")


class Pauses:
    """Asks Slack whose notifications are paused, and keeps what it says."""

    def __init__(self, database: Database, slack: AsyncWebClient) -> None:
        self._database = database
        self._slack = slack
        self._not_before: datetime | None = None

    async def learn(self, now: datetime) -> None:
        """Ask about everybody who may hear of what is due now. A failure is logged, and not asked again for a while."""
        if self._not_before is not None and now < self._not_before <= now + AFTER_A_REFUSAL:
            return
        self._not_before = None
        try:
            wanted = await self._database.read(lambda tx: _not_asked_lately(tx, now))
            for workspace, users in wanted.items():
                for first in range(0, min(len(users), AT_ONCE * MOST_QUESTIONS), AT_ONCE):
                    await self._ask(workspace, users[first : first + AT_ONCE], now)
        except Exception as error:
            # Whatever it was, what is due rings.
            self._goes_without(now, error)

    async def _ask(self, workspace: str, users: list[str], now: datetime) -> None:
        asked = self._slack.api_call("dnd.teamInfo", params={"users": ",".join(users), "team_id": workspace})
        answer = (await asyncio.wait_for(asked, LONGEST_WAIT_SECONDS)).data
        told = answer.get("users") if isinstance(answer, dict) else None
        known = told if isinstance(told, Mapping) else {}
        pauses = {user: as_pause(one) if isinstance(one := known.get(user), Mapping) else None for user in users}
        await self._database.write(lambda tx: tx.people.keep_pauses(workspace, pauses, now))

    def _goes_without(self, now: datetime, error: Exception) -> None:
        why = error_word(error) if isinstance(error, SlackApiError) else str(error) or type(error).__name__
        self._not_before = now + (AFTER_A_REFUSAL if why in REFUSALS else ASK_AGAIN_AFTER)
        if why == "missing_scope":
            log.info("Paused notifications are not looked at: the permission dnd:read was not given")
        else:
            log.warning("Slack could not say whose notifications are paused; reminders go out all the same", why=why)


def _not_asked_lately(tx: Transaction, now: datetime) -> dict[str, list[str]]:
    """By workspace the members who may hear of what is due: owners, whoever stands in, approvers and leads."""
    wanted: dict[str, set[str]] = {}
    for workspace, owner, backup in tx.clocks.heard_by(now, MOST_CASES):
        known = wanted.setdefault(workspace, set())
        person = tx.people.get(workspace, owner) if owner else None
        known.update(one for one in (owner, backup, person.backup if person else None) if one)
    for workspace, users in wanted.items():
        settings = tx.settings(workspace).get()
        users.update(with_any_role(tx, workspace, settings, WHO_ELSE_HEARS))
    return {
        workspace: [user for user in sorted(users) if _is_to_be_asked(tx.people.get(workspace, user), now)]
        for workspace, users in wanted.items()
    }


def _is_to_be_asked(person: Person | None, now: datetime) -> bool:
    if person is None or person.is_bot or person.deleted or person.synced_at is None:
        return False
    return person.pauses_asked_at is None or abs(now - person.pauses_asked_at) >= ASK_AGAIN_AFTER
