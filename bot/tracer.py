"""The composition root: everything is built here, once, from settings, database, client and clock."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.mail_settings import mail_server
from bot.pulse import Pulse
from bot.settings import Settings
from bot.slack_files import FilesOfSlack
from bot.slack_uploads import UploadsToSlack
from bot.ticker import Ticker
from bot.tracker_settings import accesses, asking_order, delivery_secrets, insurers_to_file_with
from cases.light_dataclass import dataclass
from handlers import case_export, claim_pack, import_left_out, kept_file
from handlers.book_files import BOOKS, BookFiles
from handlers.buyer_retention import BuyerRetention
from handlers.case_export_making import CaseExportMaking
from handlers.cause_in_time import CauseInTime
from handlers.claim_filing import ClaimFiling
from handlers.claim_pack_making import PackMaking
from handlers.compose import compose
from handlers.courier import Courier
from handlers.digest_letters import owe_due_digests
from handlers.directory import Directory
from handlers.evidence_fetching import EvidenceFetching
from handlers.file_sending import FileSending
from handlers.following import Following
from handlers.forwarder_files import BY_FORWARDER, ForwarderFiles
from handlers.import_left_out import LeftOutMaking
from handlers.kept_allowance import KeptAllowance
from handlers.kept_file import KeptFileMaking
from handlers.mail_sending import MailSending
from handlers.mass_loss import MassLoss
from handlers.metronome import Metronome
from handlers.misdelivered import misdelivered
from handlers.parcel_imports import ParcelImports
from handlers.passing_on import PassingOn
from handlers.pauses import Pauses
from handlers.payer_files import BY_PAYER, PayerFiles
from handlers.people_first import PeopleFirst
from handlers.rate_keeping import RateKeeping
from handlers.reception import Reception
from handlers.regular_jobs import RegularJobs
from handlers.reminders import ring
from handlers.stats_files import STATS, StatsFiles
from handlers.tracker_deliveries import TrackerDeliveries
from handlers.undelivered import on_given_up
from handlers.watch_lists import WatchLists
from storage.database import Database
from storage.evidence_store import EvidenceStore


class Identity:
    """Who the bot is in its workspace: asked of Slack once and kept, because Bolt would ask at every delivery.

    No delivery waits for the answer: until it is there, deliveries are taken without it.
    """

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._asking = asyncio.Lock()
        self._learning: asyncio.Task[None] | None = None
        self.result: AuthorizeResult | None = None
        self.slack_url: str | None = None

    def as_far_as_known(self) -> AuthorizeResult:
        """The bot's own ids and token, or the token alone; what is missing is then asked for in the background."""
        if self.result is not None:
            return self.result
        if self._learning is None or self._learning.done():
            self._learning = asyncio.create_task(self._learn())
        return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=self._client.token)

    async def _learn(self) -> None:
        with contextlib.suppress(Exception):  # whatever it was, the next delivery is another chance
            await self.authorize()

    async def authorize(self) -> AuthorizeResult:
        """The bot's own ids and token. Raises what the client raises where Slack does not tell them."""
        async with self._asking:
            if self.result is None:
                us = await self._client.auth_test()
                self.slack_url = us.get("url")
                self.result = AuthorizeResult(
                    enterprise_id=us.get("enterprise_id"),
                    team_id=us["team_id"],
                    bot_id=us.get("bot_id"),
                    bot_user_id=us["user_id"],
                    bot_token=self._client.token,
                )
        return self.result


@dataclass(slots=True)
class Tracer:
    """The bot, put together: `bolt` takes Slack's deliveries, the rest works beside it."""

    bolt: AsyncApp
    courier: Courier
    directory: Directory
    metronome: Metronome
    passing_on: PassingOn
    ticker: Ticker
    reception: Reception
    identity: Identity
    _tasks: list[asyncio.Task[None]]
    following: Following | None = None
    deliveries: TrackerDeliveries | None = None
    fetching: EvidenceFetching | None = None
    sending: FileSending | None = None
    mailing: MailSending | None = None
    mass_loss: MassLoss | None = None
    causes: CauseInTime | None = None
    lists: WatchLists | None = None
    imports: ParcelImports | None = None
    filing: ClaimFiling | None = None
    buyers: BuyerRetention | None = None

    async def sync_directory(self) -> None:
        """Look at who we are, and at people and channels once, so that the first click finds them known."""
        try:
            await self.identity.authorize()
        finally:
            await self.directory.sync()

    async def start_working(self) -> None:
        """Deliver letters, ring clocks and look things up, until `stop_working`."""
        self._tasks = [
            asyncio.create_task(self.courier.run(), name="courier"),
            asyncio.create_task(self.directory.run(), name="directory"),
        ]
        self.ticker.start()

    async def stop_working(self) -> None:
        """Begin nothing more and finish what is under way."""
        if self.following is not None:
            self.following.finish()
        await self.ticker.stop()
        await self.courier.stop()
        await self.directory.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        if self.following is not None:
            await self.following.close()
        if self.filing is not None:
            await self.filing.close()


def build(settings: Settings, database: Database, client: AsyncWebClient, clock: Clock) -> Tracer:
    """Everything, wired and not yet started; nothing is asked of Slack or of the database here."""
    identity = Identity(client)
    directory = Directory(database, client, clock)
    process = f"{socket.gethostname()}:{os.getpid()}"
    people = PeopleFirst()
    courier = Courier(
        database,
        client,
        clock,
        _at_this_moment(clock, identity),
        worker=process,
        on_given_up=_told_at_this_moment(clock),
        people=people,
    )
    mailing = _mailing(settings, database, clock, courier)
    reception = Reception(
        database,
        client,
        directory,
        clock.now,
        courier.wake,
        partial(_bot_user, identity),
        lambda: identity.slack_url,
        mailing.sender if mailing is not None else None,
        people,
        partial(_ourselves, identity),
    )
    metronome = Metronome(
        database,
        clock,
        ring,
        digests=owe_due_digests,
        before_ringing=Pauses(database, client).learn,
        after_ringing=courier.wake,
        people=people,
        process=process,
    )
    passing_on = PassingOn(database, clock, after=courier.wake)
    url = settings.heartbeat_url
    sign_of_life = Pulse(url, lambda: metronome.ticked_at, clock.now) if url else None
    following = _following(settings, database, clock, courier)
    jobs = RegularJobs(database, clock, process)
    proofs = delivery_secrets(settings)
    deliveries = TrackerDeliveries(database, clock, proofs, after=courier.wake) if proofs else None
    fetching = _fetching(database, client, clock, courier)
    sending = _sending(database, client, clock, courier)
    filing = _filing(settings, database, clock, courier)
    mass_loss = MassLoss(database, clock, after=courier.wake)
    causes = CauseInTime(database, clock, after=courier.wake)
    lists = WatchLists(database, clock, FilesOfSlack(client), after=courier.wake)
    imports = ParcelImports(database, clock, FilesOfSlack(client), after=courier.wake)
    buyers = BuyerRetention(database, clock, after=courier.wake)
    ticker = Ticker(
        metronome,
        passing_on,
        directory,
        jobs,
        sign_of_life,
        following=following,
        deliveries=deliveries,
        fetching=fetching,
        sending=sending,
        mailing=mailing,
        mass_loss=mass_loss,
        causes=causes,
        lists=lists,
        rates=_rates(settings, database, clock),
        imports=imports,
        filing=filing,
        buyers=buyers,
    )
    bolt = _bolt(settings, client, identity)
    reception.listen(bolt)
    made = Tracer(bolt, courier, directory, metronome, passing_on, ticker, reception, identity, [])
    made.following, made.deliveries, made.fetching = following, deliveries, fetching
    made.sending, made.filing = sending, filing
    made.mass_loss, made.lists, made.imports = mass_loss, lists, imports
    made.causes = causes
    made.mailing, made.buyers = mailing, buyers
    return made


def _rates(settings: Settings, database: Database, clock: Clock) -> RateKeeping | None:
    """Who fetches rates; nobody in a rehearsal, from which nothing is asked of the world outside."""
    if settings.rates_from == "off" or not settings.talks_to_slack_itself:
        return None
    return RateKeeping(database, clock, tuple(settings.rates_from.split(",")))


def _fetching(database: Database, client: AsyncWebClient, clock: Clock, courier: Courier) -> EvidenceFetching | None:
    """Who keeps the files that people give; None where there is no data directory to keep them in."""
    if database.data_directory is None:
        return None
    return EvidenceFetching(database, clock, FilesOfSlack(client), EvidenceStore(database), after=courier.wake)


def _sending(database: Database, client: AsyncWebClient, clock: Clock, courier: Courier) -> FileSending | None:
    """Who makes and sends the files that people ask for; None where there is no data directory."""
    directory = database.data_directory
    if directory is None:
        return None
    store = EvidenceStore(database)
    makers = {
        claim_pack.PACK: PackMaking(database, store, directory.path).make,
        case_export.EXPORT: CaseExportMaking(database, store, directory.path).make,
        BY_FORWARDER: ForwarderFiles(database).make,
        BY_PAYER: PayerFiles(database).make,
        import_left_out.LEFT_OUT: LeftOutMaking(database).make,
        kept_file.KEPT_FILE: KeptFileMaking(database, store).make,
        BOOKS: BookFiles(database).make,
        STATS: StatsFiles(database).make,
    }
    return FileSending(database, clock, UploadsToSlack(client), makers, after=courier.wake)


def _mailing(settings: Settings, database: Database, clock: Clock, courier: Courier) -> MailSending | None:
    """Who sends e-mail; None where no mail server is set, and then nothing of it is loaded."""
    server = mail_server(settings)
    if server is None:
        return None
    store = EvidenceStore(database) if database.data_directory is not None else None
    return MailSending(database, clock, server, settings.smtp_from, store, after=courier.wake)


def _filing(settings: Settings, database: Database, clock: Clock, courier: Courier) -> ClaimFiling | None:
    """Who files claims with insurers there are keys for; None where there is none, and then nothing of it is loaded."""
    found = insurers_to_file_with(settings)
    if not found:
        return None
    from partners.insurers.set_up import set_up

    ready = set_up(found)
    store = EvidenceStore(database) if database.data_directory is not None else None
    return ClaimFiling(database, clock, ready.insurers, store, after=courier.wake, close=ready.close)


def _following(settings: Settings, database: Database, clock: Clock, courier: Courier) -> Following | None:
    """Who asks the trackers there are keys for; None where there is none, and then nothing of it is loaded."""
    found = accesses(settings)
    if not found:
        return None
    from partners.tracking.set_up import set_up

    ready = set_up(found, lambda name, per_day: KeptAllowance(database, clock, name, per_day))
    order = asking_order(settings)
    return Following(database, clock, ready.trackers, ready.limits, order, after=courier.wake, close=ready.close)


def _at_this_moment(clock: Clock, identity: Identity) -> Callable[..., Any]:
    return lambda letter, tx: compose(letter, tx, clock.now(), identity.slack_url)


def _told_at_this_moment(clock: Clock) -> Callable[..., Any]:
    return lambda letter, error, tx: on_given_up(letter, error, tx, clock.now())


def _bot_user(identity: Identity) -> str | None:
    return identity.result.bot_user_id if identity.result else None


def _ourselves(identity: Identity) -> tuple[str, str | None] | None:
    """Our workspace and its organisation, once Slack has told us who we are."""
    us = identity.result
    return (us.team_id, us.enterprise_id) if us and us.team_id else None


def _bolt(settings: Settings, client: AsyncWebClient, identity: Identity) -> AsyncApp:
    async def authorize() -> AuthorizeResult:
        return identity.as_far_as_known()

    secret = settings.slack_signing_secret
    # process_before_response: commit, then acknowledge. Without it an event is acknowledged before it is kept,
    # and every answer waits for a ten-millisecond poll.
    # Without a name Bolt looks for one in the source of everything that is loaded: a tenth of a start.
    app = AsyncApp(
        name="tracer",
        client=client,
        signing_secret=secret.get_secret_value() if secret else "",
        authorize=authorize,
        process_before_response=True,
        raise_error_for_unhandled_request=True,
    )
    app.error(misdelivered)
    return app
