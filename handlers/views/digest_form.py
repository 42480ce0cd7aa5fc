"""The modal in which a channel's digest is set, and what is told of the digests that a place gets."""

from collections.abc import Sequence
from datetime import datetime

from cases.digests import DAILY, MONTHLY, PARTS, PERSONAL, WEEKDAYS, WEEKLY
from cases.light_dataclass import dataclass
from cases.words import N_
from handlers.language import LANGUAGES, Words
from handlers.views.kit import Block, actions, button, field, modal, option, section, select, text_input

TITLES = {
    DAILY: N_("Daily digest"),
    WEEKLY: N_("Weekly digest"),
    MONTHLY: N_("Monthly digest"),
    PERSONAL: N_("Your digest"),
}
PART_NAMES = {
    "due": N_("What is due today, and whose it is"),
    "do_now": N_("What is mine to do now"),
    "quiet": N_("Who has gone quiet"),
    "approvals": N_("How many requests wait for approval"),
    "flow": N_("New and closed cases"),
    "money": N_("Money owed, received and at risk"),
    "deadlines": N_("Deadlines met and missed"),
    "slowest": N_("The three slowest counterparties"),
    "carriers": N_("Carriers that lose more than usual"),
    "lanes": N_("Lanes on which more is lost than usual"),
    "causes": N_("Causes and their share"),
    "scorecard": N_("Loss rates, and money left of losses"),
}
DAY_NAMES = dict(
    zip(
        WEEKDAYS,
        (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday")),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """A schedule as the modal shows it; `zone` and `language` None where the place's own count."""

    kind: str
    at: str
    days: Sequence[str]
    parts: Sequence[str]
    when_empty: str
    when_missed: str
    plain: bool
    zone: str | None
    language: str | None
    usual_zone: str


@dataclass(frozen=True, slots=True)
class Coming:
    """A digest that is on, and when it comes next, told in the zone its time is meant in."""

    kind: str
    at: str
    zone: str
    next_at: datetime | None


def digest_form(facts: DigestSettings, words: Words, channel: str) -> Block:
    """The modal of one kind of digest; `channel` is whose it is."""
    blocks = [
        field(
            words(N_("Time")),
            text_input("at", initial=facts.at.replace(",", ", "), placeholder="09:00", most=40),
            "at",
            optional=False,
        ),
        *_days(facts, words),
        field(
            words(N_("Time zone")),
            text_input("zone", initial=facts.zone, placeholder=facts.usual_zone, most=60),
            "zone",
            hint=words(N_("Empty: the team's.")),
        ),
        field(words(N_("Language")), _languages(facts, words), "language", optional=False),
        field(words(N_("What it tells")), _parts(facts, words), "parts", optional=False),
        field(
            words(N_("When there is nothing to tell")),
            select("empty", _empty(words), facts.when_empty),
            "empty",
            optional=False,
        ),
        field(
            words(N_("When it was missed, because Tracer was not running")),
            select("missed", _missed(words), facts.when_missed),
            "missed",
            optional=False,
        ),
    ]
    if facts.kind in (WEEKLY, MONTHLY):
        blocks.append(_plain(facts, words))
    title, meta = words(TITLES[facts.kind]), {"ch": channel, "k": facts.kind}
    return modal("digest", title, blocks, submit=words(N_("Save")), close=words(N_("Cancel")), meta=meta)


def overview(coming: Sequence[Coming], words: Words) -> list[Block]:
    """Which digests this channel gets, and buttons for what can be done."""
    lines = [coming_line(one, words) for one in coming] or [words(N_("No digest comes here yet."))]
    lines.append(words(N_("“/lost digest me 09:00” sends you your own list; “/lost digest off” ends the channel's.")))
    row = [
        button(words(N_("Preview")), "digest_preview", {"k": DAILY}, style="primary"),
        *(button(words(TITLES[kind]), f"digest_schedule:{kind}", {"k": kind}) for kind in (DAILY, WEEKLY, MONTHLY)),
    ]
    return [section("\n".join(lines)), actions(row, block_id="digest_verbs")]


def coming_line(one: Coming, words: Words) -> str:
    """One digest and when it comes next."""
    if one.next_at is None:
        return words(N_("{digest}: off"), digest=words(TITLES[one.kind]))
    words = Words(words.language, one.zone)
    return words(N_("{digest} at {time}; next: {next}"), digest=words(TITLES[one.kind]), time=one.at, next=one.next_at)


def _days(facts: DigestSettings, words: Words) -> list[Block]:
    options = [option(words(name), day) for day, name in DAY_NAMES.items()]
    if facts.kind == MONTHLY:
        return [section(words(N_("It comes on the first working day of the month.")))]
    if facts.kind == WEEKLY:
        chosen = facts.days[0] if facts.days else None
        hint = words(N_("Where that day is off, it comes on the next working day of that week."))
        return [field(words(N_("Day")), select("days", options, chosen), "days", optional=False, hint=hint)]
    hint = words(N_("On the team's days off none comes; on make-up workdays one does."))
    return [field(words(N_("Days")), _checks("days", options, facts.days), "days", optional=False, hint=hint)]


def _languages(facts: DigestSettings, words: Words) -> Block:
    options = [option(words(N_("The channel's own")), "own")]
    options += [option(name, code) for code, name in LANGUAGES.items()]
    return select("language", options, facts.language or "own")


def _parts(facts: DigestSettings, words: Words) -> Block:
    return _checks("parts", [option(words(PART_NAMES[one]), one) for one in PARTS[facts.kind]], facts.parts)


def _empty(words: Words) -> list[Block]:
    return [option(words(N_("One line that says so")), "line"), option(words(N_("Nothing at all")), "nothing")]


def _missed(words: Words) -> list[Block]:
    return [option(words(N_("Send it late, once")), "late"), option(words(N_("Leave it out")), "skip")]


def _plain(facts: DigestSettings, words: Words) -> Block:
    options = [option(words(N_("Lines of text instead of tables and charts")), "plain")]
    return field(words(N_("For old clients")), _checks("plain", options, ["plain"] if facts.plain else []), "plain")


def _checks(action_id: str, options: list[Block], chosen: Sequence[str]) -> Block:
    made: Block = {"type": "checkboxes", "action_id": action_id, "options": options}
    on = [one for one in options if one["value"] in chosen]
    return made | ({"initial_options": on} if on else {})
