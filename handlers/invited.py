"""When a channel opens to the bot, by an invitation or because it may write again: the missing cards follow."""

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
    _follow(tx, workspace, channel, at)


def is_tried_again(tx: Transaction, workspace: str, channel: str, at: datetime) -> None:
    """Take a channel that refused our posts for open again, because somebody asks for something there.

    Whoever mended it would else wait for the next look at all channels. Where it still refuses, the first post notes
    it anew and whoever the case is with is told.
    """
    known = tx.channels.get(workspace, channel)
    if known is None or not known.may_not_write:
        return
    tx.channels.upsert([known.model_copy(update={"may_not_write": False})])
    _follow(tx, workspace, channel, at)


def _follow(tx: Transaction, workspace: str, channel: str, at: datetime) -> None:
    """Owe the cards of the open cases at home there that have none."""
    for number in tx.posts.cases_without_card(workspace, channel):
        case = tx.cases.load(workspace, number, for_update=False)
        if case is not None:
            tx.outbox.add(card_letter(case, f"invited:{at.timestamp():.3f}"), at)
