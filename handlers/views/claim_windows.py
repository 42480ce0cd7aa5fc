"""By when a claim must be with each payer, in the card's few words; and by whose rules nothing is paid at all."""

from datetime import date, datetime

from cases.case import Case, Clock
from cases.ladder import deadline_of
from cases.programmes import EARLIEST_AFTER_LATEST, Window
from cases.rules import GROWS_OLD_AFTER
from cases.words import N_, Term
from handlers.language import Marked, Words, brief, cut
from handlers.views.rule_words import told_of_rule

PAYER_LONGEST = 40
# Whether a window is shut before it opens, in the card's few words, with what to do.
TRAPS = {
    True: N_("⚠️ {due} – shut before it opens: try to file now, keep the refusal"),
    False: N_("⚠️ {due} – hardly any time: prepare the documents now"),
}


def filing_told(case: Case, words: Words, now: datetime) -> list[str]:
    """One piece of mrkdwn for each payer whose last day is running, the earliest first."""
    filing = [one for one in case.clocks if one.kind == "filing_deadline"]
    filing.sort(key=lambda one: (one.due_at is None, one.due_at or now))
    several = len(filing) > 1 or any(":" in one.key for one in filing)
    return [_filing(case, one, words, now, named=several) for one in filing]


def filing_told_of(case: Case, payer: str, words: Words, now: datetime) -> str:
    """By when a claim must be with one payer, by its programme's id; empty where no date of it is running."""
    clock = case.clock(f"filing_deadline:{payer}")
    return _filing(case, clock, words, now, named=False) if clock is not None else ""


def unpaid_told(one: Window, words: Words) -> str:
    """That a payer pays nothing for this parcel, and why."""
    assert one.not_covered is not None
    return words(
        N_("{payer} pays nothing here: {rule}"),
        payer=brief(one.programme.name, PAYER_LONGEST),
        rule=Marked(cut(told_of_rule(one.not_covered, words), 3 * PAYER_LONGEST)),
    )


def is_old(clock: Clock, now: datetime) -> bool:
    """Whether nobody has looked at the source of a clock's rule for half a year."""
    checked = clock.terms.get("checked")
    return (
        checked is not None and now.date() - date.fromisoformat(checked) > GROWS_OLD_AFTER and not clock.terms.get("by")
    )


def missing_of(clock: Clock) -> list[str]:
    """What of the parcel must be entered before this clock has a date, by the rule's name for it."""
    return [one for one in clock.terms.get("missing", "").split(",") if one]


def trap_told(clock: Clock, words: Words) -> str:
    """What is wrong with a window that is shut before it opens, or too short to be noticed; empty where nothing is."""
    trap = clock.terms.get("trap")
    if not trap:
        return ""
    if trap == EARLIEST_AFTER_LATEST:
        return words(
            N_(
                "By their rules the claim opens only after its last day. Try to file now, keep a picture of the "
                "refusal, and write to their support before the last day."
            )
        )
    return words(N_("By their rules there are less than three working days to file. Prepare the documents now."))


def _filing(case: Case, filing: Clock, words: Words, now: datetime, *, named: bool) -> str:
    told = _due(filing, words)
    opens = case.clock(f"filing_opens:{filing.key.partition(':')[2]}")
    if opens is not None and opens.due_at is not None and opens.due_at > now:
        told = words(N_("{due}, not before {day}"), due=Marked(told), day=words.day(first_day(opens) or opens.due_at))
    if trap := filing.terms.get("trap"):
        told = words(TRAPS[trap == EARLIEST_AFTER_LATEST], due=Marked(told))
    if is_old(filing, now):
        told = words(N_("{due} (rule not checked for half a year)"), due=Marked(told))
    if not named:
        return told
    payer = filing.terms.get("programme") or words.term("carrier")
    return words(N_("{payer}: {told}"), payer=brief(payer, PAYER_LONGEST), told=Marked(told))


def first_day(opens: Clock) -> date | None:
    """The first day for a claim as the rule gives it, which is the same day in every zone."""
    day = opens.terms.get("first_day")
    return date.fromisoformat(day) if day else None


def _due(filing: Clock, words: Words) -> str:
    if filing.due_at is None and (missing := missing_of(filing)):
        return words(N_("🟠 deadline unknown, enter {fact}"), fact=Term(f"anchor:{missing[0]}"))
    if filing.due_at is None:
        return words(N_("🟠 deadline unknown, find the date"))
    # A last day without an hour is told as the day: the hour would be midnight, and mislead.
    last_day = filing.terms.get("last_day")
    if last_day:
        return words(N_("file before {day}"), day=words.day(date.fromisoformat(last_day)))
    return words(N_("file by {due}"), due=deadline_of(filing))
