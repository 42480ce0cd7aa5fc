"""Where something can be posted now: the place it was meant for, else one that can be written to."""

from storage.records import Channel, Settings
from storage.transaction import Transaction


def place_for(wanted: str | None, workspace: str, settings: Settings, tx: Transaction) -> str | None:
    """The channel that was meant, else the default one, else any the bot is in; where none is known to do, the first
    that was meant.
    """
    for one in filter(None, (wanted, settings.default_channel)):
        known = tx.channels.get(workspace, one)
        if known is not None and _usable(known, settings):
            return one
    usable = (one.id for one in tx.channels.all(workspace) if _usable(one, settings))
    return next(usable, wanted)


def _usable(channel: Channel, settings: Settings) -> bool:
    shared = channel.is_ext_shared and not settings.allow_shared_channels
    return channel.is_member and not channel.is_archived and not channel.may_not_write and not shared
