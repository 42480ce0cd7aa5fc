"""One thing that somebody asked for, and the answer to it: what every feature is given and gives back."""

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime
from functools import cached_property
from typing import Any

from cases.case import Case
from cases.letters import FIRST, Letter
from cases.light_dataclass import dataclass
from cases.words import N_, NoLongerApplies, Refused
from handlers.desk import Desk
from handlers.language import Marked, Words
from handlers.permalinks import permalink
from handlers.views.kit import Block
from handlers.who import Who, who_is
from storage.records import Settings
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Ask:
    """What arrived from Slack, already translated: nothing raw is needed beyond this.

    `kind` is command, click, form, shortcut or mention. `value` is what a button carried, `meta` what a modal
    carried, `filled` the inputs of a modal by block id. `key` is the same for a repeated delivery. `only_lists`: all of
    `files` are tables in plain text; `only_tables`: in plain text or workbooks. `homes` are the workspace and the
    organisation that the person acts from, where Slack says so; `from_elsewhere` is that neither is ours.
    """

    kind: str
    workspace: str
    user: str
    at: datetime
    key: str
    text: str = ""
    channel: str | None = None
    thread_ts: str | None = None
    trigger_id: str | None = None
    name: str = ""
    value: Mapping[str, Any] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)
    filled: Mapping[str, Any] = field(default_factory=dict)
    in_view: bool = False
    view_id: str | None = None
    message_text: str = ""
    message_ts: str | None = None
    on_card: bool = False
    files: tuple[str, ...] = ()
    only_lists: bool = False
    only_tables: bool = False
    homes: frozenset[str] = frozenset()
    from_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person gets at once: a private text, or a modal, or errors below the fields of a form."""

    text: str | None = None
    blocks: list[Block] | None = None
    view: Block | None = None
    replaces_view: bool = False
    errors: Mapping[str, str] | None = None
    closes_all: bool = False


SILENT = Answer()


class Visit:
    """A request inside its transaction: who asks, what for, and the desk to do it at.

    `mail_from` is whom e-mail comes from; None where this installation sends none.
    """

    def __init__(self, ask: Ask, tx: Transaction, slack_url: str | None = None, mail_from: str | None = None) -> None:
        self.ask = ask
        self.tx = tx
        self.slack_url = slack_url
        self.mail_from = mail_from

    @cached_property
    def settings(self) -> Settings:
        return self.tx.settings(self.ask.workspace).get()

    @cached_property
    def who(self) -> Who:
        return who_is(self.tx, self.ask.workspace, self.ask.user, self.settings)

    @cached_property
    def desk(self) -> Desk:
        return Desk(self.tx, self.ask.workspace, self.ask.at, self.settings, self.who.actor)

    @property
    def words(self) -> Words:
        return self.who.words

    @property
    def workspace(self) -> str:
        return self.ask.workspace

    @property
    def at(self) -> datetime:
        return self.ask.at

    def place_of(self, case: Case) -> Marked:
        """Where a case's card is: its channel, and once the card is posted a link to it."""
        posted = self.tx.posts.get(self.workspace, case.number, "card")
        link = permalink(self.slack_url, posted)
        if posted is None or link is None:
            return Marked(f"<#{posted[0] if posted else case.home_channel}>")
        return Marked(f"<#{posted[0]}> (<{link}|{self.words(N_('go to the card'))}>)")

    def whisper(self, text: str) -> None:
        """Owe the person who asks a private text, where they are if they are in a channel, else directly."""
        self.desk.owe(whisper_letter(self.ask, text))


def whisper_letter(ask: Ask, text: str, blocks: list[Block] | None = None) -> Letter:
    """A private answer to a click or a mention; it goes to the person directly where no channel shows it."""
    params = {"user": ask.user, "channel": ask.channel, "thread_ts": ask.thread_ts, "text": text, "blocks": blocks}
    if ask.kind == "mention" and (ask.channel or "").startswith("D"):
        # Who writes to Tracer alone is answered with a message that stays.
        params |= {"channel": None, "thread_ts": None}
    return Letter(
        f"whisper:{ask.key}",
        ask.workspace,
        f"user:{ask.user}",
        "whisper",
        None,
        {name: value for name, value in params.items() if value is not None},
        FIRST,
    )


def refuse_outsiders(visit: Visit) -> None:
    """Refuse guests, and channels shared with another organisation, unless an admin allows them.

    Who acts from another workspace, and of whom Slack has told nothing yet, counts as a guest.
    """
    is_guest = visit.who.is_guest or (visit.ask.from_elsewhere and not visit.who.known)
    if is_guest and not visit.settings.allow_guests:
        raise Refused(N_("Guests cannot use Tracer here. An admin can allow it: /lost settings."))
    channel = visit.tx.channels.get(visit.workspace, visit.ask.channel) if visit.ask.channel else None
    if channel is not None and channel.is_ext_shared and not visit.settings.allow_shared_channels:
        raise Refused(
            N_("This channel is shared with another organisation, so Tracer stays silent here. Use one of your own.")
        )


def refuse_a_card_of_before(visit: Visit) -> None:
    """Refuse a button of a card that is in a channel and is not the one kept for its case.

    After a backup was brought back, numbers that were given since it was made are given again; a card of before
    stays in Slack and would act on the case that has its number now.
    """
    ask, number = visit.ask, visit.ask.value.get("c")
    if not ask.on_card or ask.channel is None or ask.channel[0] not in "CG" or not isinstance(number, int):
        return
    kept = visit.tx.posts.get(visit.workspace, number, "card")
    if kept is not None and kept != (ask.channel, ask.message_ts):
        raise NoLongerApplies(
            N_("This is an old card of {reference}, and nothing was changed. The one that counts is in {channel}."),
            reference=f"LOST-{number:04d}",
            channel=Marked(f"<#{kept[0]}>"),
        )


Act = Callable[[Visit], Answer]


@dataclass(frozen=True, slots=True)
class Verb:
    """A word after `/lost`, or after @Tracer in a thread: how it is used, what it is for, and what does it."""

    name: str
    usage: str
    about: str
    act: Act
    also: tuple[str, ...] = ()
    writes: bool = True
