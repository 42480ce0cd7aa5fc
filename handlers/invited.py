"""When the bot is invited into a channel: the cards that could not be posted there follow."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.notices import card_letter
from storage.transaction import Transaction


def cards_follow(tx: Transaction, workspace: str, event: Mapping[str, Any], bot_user: str | None, at: datetime) -> None:
    """Owe the card of every open case at home there that has none; nothing for the comings of anybody else."""
    channel = event.get("channel")
    if event.get("type") != "member_joined_channel" or event.get("user") != bot_user or not isinstance(channel, str):
        return
    for number in tx.posts.cases_without_card(workspace, channel):
        case = tx.cases.load(workspace, number, for_update=False)
        if case is not None:
            tx.outbox.add(card_letter(case, f"invited:{at.timestamp():.3f}"), at)
