"""Where something can be posted now: the place it was meant for, else one that can be written to."""

from handlers.deliveries import NOT_IN_THERE
from storage.records import Channel, Settings
from storage.transaction import Transaction


def place_for(wanted: str | None, workspace: str, settings: Settings, tx: Transaction) -> str | None:
    """The channel that was meant, else the default one, else any the bot is in; where none is known to do, the first
    that was meant.
    """
    for one in filter(None, (wanted, settings.default_channel)):
        known = tx.channels.get(workspace, one)
        if known is not None and usable(known, settings):
            return one
    others = (one.id for one in tx.channels.all(workspace) if usable(one, settings))
    return next(others, wanted)


def usable(channel: Channel, settings: Settings) -> bool:
    """Whether cards may be posted there: the bot is in it and may write, it is not archived, not shared outside."""
    shared = channel.is_ext_shared and not settings.allow_shared_channels
    return channel.is_member and not channel.is_archived and not channel.may_not_write and not shared


def mark_unusable(tx: Transaction, workspace: str, channel: str, error: str) -> None:
    """Note that a channel cannot be written to: archived, not joined, or joined and closed to the bot's posts."""
    known = tx.channels.get(workspace, channel) or Channel(workspace=workspace, id=channel)
    if error == "is_archived":
        change = {"is_archived": True}
    else:
        change = {"is_member": False} if error in NOT_IN_THERE else {"is_member": True, "may_not_write": True}
    tx.channels.upsert([known.model_copy(update=change)])
