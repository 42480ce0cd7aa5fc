"""The check-up of the work itself: what is promised of every case, letters to Slack, clocks, regular jobs."""

from datetime import datetime, timedelta

from bot.findings import Finding
from bot.health import LETTER_IS_LATE_AFTER, LETTERS_GIVEN_UP_SINCE, TICK_IS_LATE_AFTER
from cases.light_dataclass import dataclass
from cases.promises import broken_promises
from handlers.metronome import TICK
from handlers.regular_jobs import Trouble, troubles
from storage.database import Database
from storage.every_case import every_case
from storage.outbox import LostLetters
from storage.transaction import Transaction


def _(text: str) -> str:
    """Marks a sentence for the catalogues; it is translated where it is shown."""
    return text


async def work_findings(database: Database, now: datetime, workspace: str | None) -> list[Finding]:
    """How the cases, the letters and the clocks stand, as the database tells."""
    signs = await database.read(lambda tx: _signs(tx, workspace, now))
    findings = [_promises(signs), _letters(signs, now), _ticks(signs, now), *map(_trouble_with, signs.troubles)]
    return findings if workspace is None else [_home(signs), *findings]


@dataclass(frozen=True, slots=True)
class _Signs:
    broken: list[str]
    oldest_unsent: datetime | None
    given_up: LostLetters
    troubles: list[Trouble]
    last_tick: datetime | None
    default_channel: str | None


def _signs(tx: Transaction, workspace: str | None, now: datetime) -> _Signs:
    return _Signs(
        broken=_broken(tx),
        oldest_unsent=tx.outbox.oldest_unsent(),
        given_up=tx.outbox.given_up_since(now - LETTERS_GIVEN_UP_SINCE),
        troubles=troubles(tx),
        last_tick=tx.heartbeats.last(TICK),
        default_channel=_default_channel(tx, workspace) if workspace else None,
    )


def _broken(tx: Transaction) -> list[str]:
    """Every promise that does not hold of some case, with the case's reference."""
    return [f"{case.reference}: {phrase}" for case in every_case(tx.connection) for phrase in broken_promises(case)]


def _promises(signs: _Signs) -> Finding:
    if not signs.broken:
        return Finding("cases", True, _("Every open case has a next step, somebody to take it and a clock behind it."))
    says = _("{count} promise(s) do not hold, the first: {first}.")
    to_do = _("Make any move on those cases, a note will do: that sets their next step anew. Then look again.")
    return Finding("cases", False, says, to_do, {"count": len(signs.broken), "first": signs.broken[0]})


def _default_channel(tx: Transaction, workspace: str) -> str | None:
    channel = tx.channels.default(workspace)
    return (channel.name or channel.id) if channel else tx.settings(workspace).get().default_channel


def _home(signs: _Signs) -> Finding:
    if signs.default_channel:
        says = _("Cards without a channel of their own go to {channel}.")
        return Finding("default channel", True, says, facts={"channel": signs.default_channel})
    return Finding(
        "default channel",
        None,
        _("No default channel is set; a card goes where /lost was typed, if the bot is there."),
        _("An admin chooses one in Tracer's App Home → Settings."),
    )


def _letters(signs: _Signs, now: datetime) -> Finding:
    oldest = signs.oldest_unsent
    if oldest is not None and now - oldest > LETTER_IS_LATE_AFTER:
        return Finding(
            "letters",
            False,
            _("A message to Slack has been waiting for {minutes} minutes."),
            _("See whether a process that sends is running (`tracer run` or `tracer worker`), and its log."),
            {"minutes": _minutes(now - oldest)},
        )
    if signs.given_up.count:
        return Finding(
            "letters",
            None,
            _("{count} message(s) could not be delivered within the last week; Slack's word for the last is {why}."),
            _(
                "The log names each (`A letter was given up`). Whoever stands in, the leads and the channel of last "
                "resort were told; choose that channel with: /lost reminders"
            ),
            {"count": signs.given_up.count, "why": signs.given_up.word},
        )
    return Finding("letters", True, _("No message to Slack is late."))


def _ticks(signs: _Signs, now: datetime) -> Finding:
    if signs.last_tick is None:
        return Finding("reminders", None, _("The clock of reminders has never ticked: Tracer has not run yet."))
    if now - signs.last_tick > TICK_IS_LATE_AFTER:
        return Finding(
            "reminders",
            False,
            _("The clock of reminders ticked {minutes} minutes ago, and not since."),
            _("Start Tracer: `tracer run`, or `tracer worker` beside `tracer web`."),
            {"minutes": _minutes(now - signs.last_tick)},
        )
    return Finding("reminders", True, _("The clock of reminders is ticking."))


def _trouble_with(trouble: Trouble) -> Finding:
    return Finding(
        "jobs",
        False,
        _("The regular job “{job}” failed when it was done last ({error}, {process}, {at})."),
        _("It is tried again by itself. The log of that process has the reason: `A regular job failed`."),
        {
            "job": trouble.job,
            "error": trouble.error,
            "process": trouble.process or "?",
            "at": trouble.at.isoformat(timespec="minutes"),
        },
    )


def _minutes(time: timedelta) -> int:
    return int(time.total_seconds() // 60)
