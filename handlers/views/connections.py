"""The partners Tracer is connected to and how they do, the rules it knows, and how long it keeps what."""

from collections.abc import Sequence
from datetime import datetime

from cases.light_dataclass import dataclass
from cases.words import N_, Sentence
from handlers.language import Words
from handlers.views.kit import DIVIDER, Block, context, modal, section


@dataclass(frozen=True, slots=True)
class Partner:
    """A tracker by name: when it answered last, when it failed last, and why."""

    name: str
    answered_at: datetime | None
    failed_at: datetime | None
    why: Sentence | None


def connections(partners: Sequence[Partner], rules: int, old: int, kept: tuple[int, int], words: Words) -> Block:
    """The modal; `old` of the `rules` have values that nobody has checked for half a year, `kept` is days."""
    lines = trackers_told(partners, words)
    count = words.count(N_("{n} set of rules is known."), N_("{n} sets of rules are known."), rules)
    told = [count]
    if old:
        unchecked = words.count(
            N_("{n} value has not been checked for 180 days: cards mark its date."),
            N_("{n} values have not been checked for 180 days: cards mark their dates."),
            old,
        )
        told.append(unchecked)
    keeps = words(
        N_(
            "Cases, their documents and their story are kept until somebody erases them. What Slack delivered is "
            "remembered for {days} days, messages to Slack for {longer} days."
        ),
        days=kept[0],
        longer=kept[1],
    )
    blocks: list[Block] = [
        section(f"*{words(N_('Trackers'))}*"),
        context("\n".join(lines)),
        DIVIDER,
        section(f"*{words(N_('Rules'))}*"),
        context(words.in_a_row(*told)),
        DIVIDER,
        section(f"*{words(N_('What is kept how long'))}*"),
        context(keeps),
    ]
    title = words(N_("Connections"))
    return modal("connections", title, blocks, submit=None, close=words(N_("Close this")), meta={})


def trackers_told(partners: Sequence[Partner], words: Words) -> list[str]:
    """One line a tracker, with what to do about one that fails; one line where none was asked."""
    if not partners:
        return [
            words(N_("No tracker has been asked yet. Whoever runs Tracer sets its key, as the operating manual tells."))
        ]
    return [_partner(one, words) for one in partners]


def _partner(one: Partner, words: Words) -> str:
    failing = one.failed_at is not None and (one.answered_at is None or one.failed_at > one.answered_at)
    if failing:
        when = words(N_("⚠️ {name} failed last at {at}."), name=one.name, at=one.failed_at)
        return words.in_a_row(when, words.say(one.why)) if one.why else when
    if one.answered_at is None:
        return words(N_("{name} has not answered yet."), name=one.name)
    return words(N_("✅ {name} answered last at {at}."), name=one.name, at=one.answered_at)
