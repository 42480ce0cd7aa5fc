"""What this installation knows of itself without asking anybody: where cards go, who approves, what is late."""

from datetime import datetime, timedelta

from cases.words import N_, Person
from handlers.language import Marked
from handlers.opening import default_channel
from handlers.regular_jobs import troubles
from handlers.visit import Visit
from handlers.who import approvers

LATE_LETTER = timedelta(minutes=5)
LATE_TICK = timedelta(minutes=2)
LATELY = timedelta(days=7)
WARNING = "⚠️"


def findings(visit: Visit) -> list[str]:
    """One line a finding: ✅ or ⚠️ with what to do."""
    lines = [_channel(visit), _approvers(visit), _people(visit), _letters(visit), _tick(visit), _slack(visit)]
    return [*lines, *_closed_to_us(visit), *_undelivered(visit), *_jobs(visit)]


def problems(visit: Visit) -> list[str]:
    """Those of them that somebody should do something about."""
    return [line for line in findings(visit) if line.startswith(WARNING)]


def _channel(visit: Visit) -> str:
    channel = default_channel(visit)
    if channel is None:
        return "⚠️ " + visit.words(
            N_("Tracer is in no channel. Type “/invite @Tracer” in the channel for lost parcels.")
        )
    return "✅ " + visit.words(
        N_("New cards go to {channel} unless opened elsewhere."), channel=Marked(f"<#{channel.id}>")
    )


def _approvers(visit: Visit) -> str:
    people = approvers(visit.tx, visit.workspace, visit.settings)
    if not people:
        return "⚠️ " + visit.words(N_("Nobody can approve. An admin sets approvers: /lost settings."))
    told = tuple(Person(one) for one in people[:5])
    if len(people) == 1:
        return "⚠️ " + visit.words(
            N_("Only {people} can approve, and not their own requests. Add a second: /lost settings."), people=told
        )
    return "✅ " + visit.words(N_("Approvals: {people}."), people=told)


def _people(visit: Visit) -> str:
    known = [one for one in visit.tx.people.all(visit.workspace) if one.synced_at]
    if not known:
        return "⚠️ " + visit.words(
            N_("Slack's list of people has not been read yet. It is read at start; see the log if this stays.")
        )
    return "✅ " + visit.words.count(N_("{n} person is known."), N_("{n} people are known."), len(known))


def _letters(visit: Visit) -> str:
    oldest = visit.tx.outbox.oldest_unsent(visit.workspace)
    if oldest is not None and visit.at - oldest > LATE_LETTER:
        return "⚠️ " + visit.words(
            N_("The oldest message to Slack has waited since {since}. See /health and the log."), since=oldest
        )
    return "✅ " + visit.words(N_("No message to Slack is late."))


def _closed_to_us(visit: Visit) -> list[str]:
    """The channels in which Tracer is and may not write, with who can change that."""
    names = [f"<#{one.id}>" for one in visit.tx.channels.all(visit.workspace) if one.is_member and one.may_not_write]
    if not names:
        return []
    told = visit.words(
        N_(
            "Slack does not let Tracer write in {channels}. Whoever manages the channel lets it post there, and types "
            "/lost and a number there: it is tried again at once."
        ),
        channels=Marked(" ".join(names)),
    )
    return [f"{WARNING} {told}"]


def _undelivered(visit: Visit) -> list[str]:
    """What reached nobody lately, and whether somebody would hear of the next one in any case."""
    lost = visit.tx.outbox.given_up_since(visit.at - LATELY, visit.workspace)
    lines = []
    if lost.count:
        told = visit.words.count(
            N_("{n} message could not be delivered within the last week. Slack's word for the last: {why}."),
            N_("{n} messages could not be delivered within the last week. Slack's word for the last: {why}."),
            lost.count,
            why=lost.word,
        )
        lines.append(f"⚠️ {told}")
    if visit.settings.last_resort_channel is None:
        lines.append("ℹ️ " + visit.words(N_("No channel of last resort is set. An admin chooses one: /lost reminders.")))
    return lines


def _jobs(visit: Visit) -> list[str]:
    return [
        "⚠️ "
        + visit.words(
            N_("A regular job fails since {at}: {job} ({error}). The log of {process} says why."),
            at=one.at,
            job=one.job,
            error=one.error,
            process=one.process or "?",
        )
        for one in troubles(visit.tx)
    ]


def _tick(visit: Visit) -> str:
    at = visit.tx.heartbeats.last("tick")
    if at is None or visit.at - at > LATE_TICK:
        return "⚠️ " + visit.words(N_("The clock has not ticked lately. Is “tracer run” or “tracer worker” running?"))
    return "✅ " + visit.words(N_("The clock ticks."))


def _slack(visit: Visit) -> str:
    at: datetime | None = visit.tx.heartbeats.last("slack")
    if at is None:
        return "ℹ️ " + visit.words(N_("Nothing has been posted to Slack yet."))
    return "✅ " + visit.words(N_("Slack last took a message {at}."), at=at)
