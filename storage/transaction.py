"""The one transaction object: whatever is kept together is reached through it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from storage.buyers import Buyers
from storage.cases_kept import Cases
from storage.cause_looks import CauseLooks
from storage.channels import Channels
from storage.clocks import Clocks
from storage.contracts import Contracts
from storage.correspondence import Correspondence
from storage.departed import Departed
from storage.digest_behind import DigestBehind
from storage.digest_figures import DigestFigures
from storage.digest_trends import DigestTrends
from storage.evidence import EvidenceRows
from storage.export_columns import ExportColumns
from storage.filings import Filings
from storage.first_look import first_look
from storage.heartbeats import Heartbeats
from storage.home_figures import HomeFigures
from storage.homes import Homes
from storage.imports import Imports
from storage.inbox import Inbox
from storage.incidents import Incidents
from storage.incoming_money import IncomingMoney, seal_plain_lines
from storage.keys import Keys
from storage.later import Later
from storage.ledger_lines import LedgerLines
from storage.nudges import Nudges
from storage.odds import PastOdds
from storage.open_claims import OpenClaims
from storage.outbox import Outbox
from storage.overrides import Overrides
from storage.parcel_stands import ParcelStands
from storage.people import People
from storage.personal import Personal
from storage.posts import Posts
from storage.rates import Rates
from storage.receivables import Receivables
from storage.scans import Scans
from storage.schedules import Schedules
from storage.scorecards import Scorecards
from storage.sendings import Sendings
from storage.settings import SettingsOf
from storage.shipped import ShippedParcels
from storage.trackers import Trackers
from storage.user_groups import UserGroups
from storage.wanted_files import WantedFiles
from storage.watched import WatchedParcels
from storage.workspace_keys import WorkspaceKeys

T = TypeVar("T")


class Transaction:
    """A transaction that is open now. It is used by one thread and is worth nothing once it has ended.

    One that is `reading` locks nothing and is refused by the database when it tries to write.
    """

    def __init__(
        self, connection: Connection, keys: Keys, counting: Engine | None = None, *, reading: bool = False
    ) -> None:
        self._connection = connection
        self._later = Later(connection)
        self._counting = counting
        self.reading = reading
        self.dialect = connection.dialect.name
        self._keys = keys
        self._settings: dict[str, SettingsOf] = {}
        self._put_off: dict[Callable[[Transaction, list[Any]], None], list[Any]] = {}
        self.ticked_at: datetime | None = None

    @property
    def connection(self) -> Connection:
        """The connection, with everything written that was written so far."""
        self._later.now()
        return self._connection

    @cached_property
    def cases(self) -> Cases:
        """Cases with their log, clocks, tracking numbers and decided money."""
        return Cases(self._connection, self._counting, self._later, reading=self.reading)

    @cached_property
    def clocks(self) -> Clocks:
        """The running clocks, as the sweep sees them."""
        return Clocks(self._connection, self._later)

    @cached_property
    def nudges(self) -> Nudges:
        """What people are to be reminded of, gathered by person."""
        return Nudges(self._connection)

    @cached_property
    def outbox(self) -> Outbox:
        """The letters owed to Slack."""
        return Outbox(self._connection, self._later)

    @cached_property
    def inbox(self) -> Inbox:
        """The deliveries from outside that were handled."""
        return Inbox(self._connection)

    @cached_property
    def posts(self) -> Posts:
        """Where things about a case were posted."""
        return Posts(self._connection)

    @cached_property
    def people(self) -> People:
        """The members of a workspace."""
        return People(self._connection)

    @cached_property
    def user_groups(self) -> UserGroups:
        """The user groups of a workspace."""
        return UserGroups(self._connection)

    @cached_property
    def homes(self) -> Homes:
        """Who looks at App Home."""
        return Homes(self._connection)

    @cached_property
    def departed(self) -> Departed:
        """Those who have left and still own cases."""
        return Departed(self._connection)

    @cached_property
    def channels(self) -> Channels:
        """The channels of a workspace."""
        return Channels(self._connection)

    @cached_property
    def personal(self) -> Personal:
        """What is personal about a case, apart from everything else and erasable."""
        return Personal(self._connection, self._keys, self._later)

    @cached_property
    def workspace_keys(self) -> WorkspaceKeys:
        """The key of what is personal of a workspace and belongs to no case."""
        return WorkspaceKeys(self.connection, self._keys)

    @cached_property
    def buyers(self) -> Buyers:
        """Who the buyers of cases are."""
        return Buyers(self.connection, self._keys, self.workspace_keys)

    @cached_property
    def scans(self) -> Scans:
        """What trackers told of a case's parcels, as scans and as it came."""
        return Scans(self._connection, self.personal, self._later)

    @cached_property
    def trackers(self) -> Trackers:
        """Which numbers are asked about next, and how trackers answered at last."""
        return Trackers(self._connection, self._later)

    @cached_property
    def watched(self) -> WatchedParcels:
        """The parcels that are watched and are no cases yet."""
        return WatchedParcels(self._connection, self._keys)

    @cached_property
    def cause_looks(self) -> CauseLooks:
        """Which cases' causes time alone may change, and when they are looked at."""
        return CauseLooks(self._connection)

    @cached_property
    def stands(self) -> ParcelStands:
        """Where parcels were last in hand."""
        return ParcelStands(self._connection, self._later)

    @cached_property
    def imports(self) -> Imports:
        """The files of parcels that people gave."""
        return Imports(self._connection, self._keys)

    @cached_property
    def incidents(self) -> Incidents:
        """Several cases with one cause, worked on as one."""
        return Incidents(self._connection)

    @cached_property
    def evidence(self) -> EvidenceRows:
        """Which files are kept for which case."""
        return EvidenceRows(self._connection, self.personal)

    @cached_property
    def correspondence(self) -> Correspondence:
        """What was written to others, and what is to go out by mail."""
        return Correspondence(self._connection, self.personal)

    @cached_property
    def wanted_files(self) -> WantedFiles:
        """The files that are still to be fetched from Slack."""
        return WantedFiles(self._connection)

    @cached_property
    def sendings(self) -> Sendings:
        """The files that are owed to people."""
        return Sendings(self._connection, self.personal)

    @cached_property
    def filings(self) -> Filings:
        """The claims that are filed with payers through their interfaces."""
        return Filings(self._connection, self.personal)

    @cached_property
    def overrides(self) -> Overrides:
        """The values of the workspace's own contracts that stand in place of a programme's."""
        return Overrides(self._connection)

    @cached_property
    def contracts(self) -> Contracts:
        """The insurance contracts of the workspace."""
        return Contracts(self._connection)

    @cached_property
    def heartbeats(self) -> Heartbeats:
        """When what must keep happening happened last."""
        return Heartbeats(self._connection)

    @cached_property
    def schedules(self) -> Schedules:
        """The digests that channels and people get."""
        return Schedules(self._connection)

    def digest_figures(self, workspace: str, now: datetime, *, with_private: bool = True) -> DigestFigures:
        """What a digest of a workspace tells at an instant (UTC)."""
        return DigestFigures(self.connection, workspace, now, with_private=with_private)

    def home_figures(self, workspace: str, now: datetime) -> HomeFigures:
        """What App Home of a workspace tells at an instant (UTC)."""
        return HomeFigures(self.connection, workspace, now)

    def digest_trends(self, workspace: str, now: datetime) -> DigestTrends:
        """What a week's and a month's digest of a workspace tells at an instant (UTC)."""
        return DigestTrends(self.connection, workspace, now)

    def digest_behind(self, workspace: str, now: datetime) -> DigestBehind:
        """The cases behind the figures of a digest of a workspace as of an instant (UTC)."""
        return DigestBehind(self.connection, workspace, now)

    def receivables(self, workspace: str) -> Receivables:
        """What payers owe a workspace."""
        return Receivables(self.connection, workspace)

    def open_claims(self, workspace: str, owner: str | None, reader: str | None) -> OpenClaims:
        """The claims of a workspace that payers have: everybody's or one owner's, as far as a reader may see them."""
        return OpenClaims(self.connection, workspace, owner, reader)

    def export_columns(self, workspace: str) -> ExportColumns:
        """The columns that forwarders and payers want their cases in."""
        return ExportColumns(self.connection, workspace)

    def incoming_money(self, workspace: str) -> IncomingMoney:
        """The money that came in to a workspace, line by line."""
        return IncomingMoney(self.connection, workspace, self.workspace_keys)

    def seal_plain_lines(self, most: int) -> int:
        """Seal lines of money that an older version kept in plain; how many these were."""
        return seal_plain_lines(self.connection, self.workspace_keys, most)

    def ledger_lines(self, workspace: str) -> LedgerLines:
        """The ledgers of a workspace's cases."""
        return LedgerLines(self.connection, workspace)

    def scorecards(
        self, workspace: str, since: datetime, until: datetime, reader: str | None = None, *, with_private: bool = True
    ) -> Scorecards:
        """How carriers, lanes, warehouses, causes and the like of a workspace did, by the cases of a period."""
        zone = self.settings(workspace).get().timezone
        return Scorecards(self.connection, workspace, since, until, reader, with_private=with_private, zone=zone)

    def odds(self, workspace: str, since: datetime, reader: str | None = None) -> PastOdds:
        """How often claims were paid and parcels turned up in a workspace."""
        return PastOdds(self.connection, workspace, since, reader)

    def shipped(self, workspace: str) -> ShippedParcels:
        """How many parcels a workspace shipped."""
        return ShippedParcels(self.connection, workspace)

    def rates(self, workspace: str) -> Rates:
        """The dated rates of a workspace."""
        return Rates(self.connection, workspace)

    def settings(self, workspace: str) -> SettingsOf:
        """The settings of one workspace."""
        if workspace not in self._settings:
            # Nothing that is written later belongs to them.
            self._settings[workspace] = SettingsOf(self._connection, workspace)
        return self._settings[workspace]

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is done inside is kept with the rest, or taken back alone when an exception leaves it."""
        with self.connection.begin_nested():
            put_off = {work: len(some) for work, some in self._put_off.items()}
            try:
                yield
                self._later.now()
            except BaseException:
                self._later.forget()
                self._put_off = {work: self._put_off[work][:count] for work, count in put_off.items()}
                self._forget_what_was_read()
                raise

    def _forget_what_was_read(self) -> None:
        """Read anew from here on: what is remembered may be of a state that was taken back."""
        for name in [name for name in self.__dict__ if isinstance(getattr(type(self), name, None), cached_property)]:
            del self.__dict__[name]

    def put_off(self, work: "Callable[[Transaction, list[T]], None]", one: T) -> None:
        """Do some work right before the commit, once, for everything that was put off for it; if it fails, nothing is
        kept. What locks rows that others want too belongs here: it is done in one order, and locks for a moment only.
        """
        self._put_off.setdefault(work, []).append(one)

    def finish(self) -> None:
        """Do what was put off until now."""
        while self._put_off:
            work = next(iter(self._put_off))
            work(self, self._put_off.pop(work))
        self._later.now()

    def read_ahead(self, cases: Iterable[tuple[str, int]]) -> None:
        """Read in a few queries what trackers have told of these cases, and hold the cases unless this only reads.

        Afterwards `cases.load`, what `scans`, `trackers` and `stands` tell of them, and whether a card of theirs waits,
        ask the database no more.
        """
        of_workspace: dict[str, set[int]] = {}
        for workspace, number in cases:
            of_workspace.setdefault(workspace, set()).add(number)
        for workspace, numbers in sorted(of_workspace.items()):
            these = sorted(numbers)
            # Held first: whoever changes what trackers told of a case holds it.
            self.cases.read_ahead(workspace, these)
            self.personal.read_ahead(workspace, these)
            self.scans.read_ahead(workspace, these)
            self.trackers.read_ahead(workspace, these)
            self.stands.read_ahead(workspace, these)
            if not self.reading:
                self.outbox.read_ahead(workspace, these)

    def meet(self, workspace: str, user: str, channel: str | None, delivery: tuple[str, str] = ("", "")) -> bool:
        """Read in one query what nearly every request asks for first: the settings, who asks, and where.

        Afterwards `settings`, `people` and `channels` know these without asking the database, `overrides`,
        `contracts` and `watched` know when there are none, and `ticked_at` is when the clock of reminders ticked last.
        Returns whether the delivery of that source and key was handled before.
        """
        seen = first_look(self.connection, workspace, user, channel, delivery)
        self.ticked_at = seen.ticked_at
        self.settings(workspace).already_read(seen.settings)
        self.people.already_read(workspace, user, seen.person)
        if channel:
            self.channels.already_read(workspace, channel, seen.channel)
        if not seen.has_overrides:
            self.overrides.there_are_none(workspace)
        if not seen.has_contracts:
            self.contracts.there_are_none(workspace)
        if not seen.has_watched:
            self.watched.there_are_none(workspace)
        return seen.was_handled
