"""What a reminder says: what is to be done, by when, and what happens otherwise. No blame, and nothing in between."""

from datetime import date

from cases.case import Case, Claim, Clock, Dispute
from cases.ladder import CHANNEL, HARD, MISSED, THREAD, deadline_of, unanswered_chases
from cases.light_dataclass import dataclass
from cases.lines import entity
from cases.money import Money
from cases.moves import MOVES
from cases.recovered import owed_back
from cases.words import N_, Person, Term
from handlers.language import Marked, Words, brief
from handlers.views.claim_windows import trap_told
from handlers.views.move_form import line_title
from handlers.views.steps import step_term

CHASED_BY = {"carrier_silence": ("ask_again",), "claim_silence": ("chase_payer",), "payment": ("chase_payer",)}
GOODWILL = frozenset({"filing_deadline", "appeal_deadline"})
NAME_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is to be said: a clock of a case that sounds at a rung, and the working days left until or since its date.

    `small` says that the sum is below what the workspace chases to the end, `today` that no day is left after this
    one; `link` leads to the case's card. `beside` are the other cases of its incident whose carrier is as silent: one
    letter concerns them all. `at_stake` is what the payer of a claim would pay at most, as far as that is known. `role`
    is whose step it is where it is not the owner's; `roles` are those of whoever reads it, None in a channel.
    """

    case: Case
    clock: Clock
    level: int
    workdays: int
    small: bool = False
    link: str | None = None
    today: bool = False
    beside: tuple[str, ...] = ()
    at_stake: Money | None = None
    role: str | None = None
    roles: frozenset[str] | None = None

    def may(self, move: str) -> bool:
        """Whether whoever reads it may make such a move; in a channel somebody may."""
        return self.roles is None or bool(MOVES[move].roles & self.roles)


def told_of(one: Reminder, words: Words) -> str:
    """What, by when, and what happens otherwise; mrkdwn."""
    if one.level >= MISSED:
        return _missed(one, words)
    if one.clock.kind == "filing_opens":
        return _opens(one, words)
    if one.clock.kind == "approval":
        return _approval(one, words)
    if one.clock.kind in HARD:
        return _deadline(one, words)
    if one.clock.side == "silence":
        return _silence(one, words)
    return _ours(one, words)


def _what(one: Reminder, words: Words) -> Marked:
    """The step as it begins a sentence."""
    told = str(_step(one, words))
    return Marked(told[:1].upper() + told[1:])


def _step(one: Reminder, words: Words) -> Marked:
    """The step inside a sentence, with whom it concerns where that is known."""
    told = words.term(step_term(one.case, one.clock.kind, one.clock.key))
    known = one.clock.terms.get("programme") if one.clock.kind == "filing_deadline" else None
    if known:
        told = words(N_("{what} with {party}"), what=Marked(told), party=brief(known, NAME_LONGEST))
    return Marked(told)


def _deadline(one: Reminder, words: Words) -> str:
    told = [_until(one, words), trap_told(one.clock, words), _otherwise(one, words)]
    return words.in_a_row(*(part for part in told if part))


def _until(one: Reminder, words: Words) -> str:
    what, due = _what(one, words), deadline_of(one.clock)
    last_day = one.clock.terms.get("last_day")
    if one.workdays <= 0 or one.level >= CHANNEL:
        if last_day:
            text = N_("{what} before {day}. Hardly any working time is left until then: now is the last moment.")
            return words(text, what=what, day=date.fromisoformat(last_day))
        text = N_("{what} by {due}. Hardly any working time is left until then: now is the last moment.")
        return words(text, what=what, due=due)
    if one.today and last_day:
        text = N_("{what} before {day}: today is the last day.")
        return words(text, what=what, day=date.fromisoformat(last_day))
    if one.today:
        return words(N_("{what} by {due}: today is the last day."), what=what, due=due)
    if last_day:
        return words.count(
            N_("{what} before {day}: {n} working day is left."),
            N_("{what} before {day}: {n} working days are left."),
            one.workdays,
            what=what,
            day=date.fromisoformat(last_day),
        )
    return words.count(
        N_("{what} by {due}: {n} working day is left."),
        N_("{what} by {due}: {n} working days are left."),
        one.workdays,
        what=what,
        due=due,
    )


def _otherwise(one: Reminder, words: Words) -> str:
    """What a deadline that passes costs."""
    order, kind = one.case.order, one.clock.kind
    if kind == "filing_deadline":
        lost = one.at_stake or order.cost or order.paid
        if lost is not None and not lost.amount:
            return ""
        if lost is not None:
            return words(N_("After that date about {money} is lost."), money=lost)
        return words(N_("After that date nobody has to pay for it."))
    if kind in ("buyer_answer", "dispute_answer"):
        if order.paid:
            text = N_("Without an answer it may be decided for the buyer, and {money} be debited.")
            return words(text, money=order.paid)
        return words(N_("Without an answer it may be decided for the buyer, at our cost."))
    told = {
        "evidence_request": N_("Without an answer the claim may be closed."),
        "appeal_deadline": N_("After that the decision stands."),
        "storage_ends": N_("After that it may go back or be destroyed."),
        "inquiry_deadline": N_("After that the carrier need not search any more."),
    }
    return words(told[kind]) if kind in told else ""


def _missed(one: Reminder, words: Words) -> str:
    told = words(N_("The date has passed: {what}, by {due}."), what=_step(one, words), due=deadline_of(one.clock))
    if one.clock.kind in GOODWILL:
        choose = N_("Nothing was closed. Choose: late all the same, ask for goodwill, or write it off.")
    else:
        choose = N_("Nothing was closed. Choose what to do now.")
    return words.in_a_row(told, words(choose))


def _opens(one: Reminder, words: Words) -> str:
    known = one.clock.terms.get("programme")
    if known:
        return words(N_("A claim with {party} can be filed from now on."), party=brief(known, NAME_LONGEST))
    return words(N_("The claim can be filed from now on."))


def _silence(one: Reminder, words: Words) -> str:
    told, asked = _silent(one, words), unanswered_chases(one.case, one.clock)
    if asked > 1:
        in_vain = words.count(N_("It was asked {n} time in vain."), N_("It was asked {n} times in vain."), asked)
        told = words.in_a_row(told, in_vain)
    if one.clock.kind in CHASED_BY and one.may(CHASED_BY[one.clock.kind][0]):
        told = words.in_a_row(told, words(N_("A follow-up is ready to be copied.")))
    return told


def _silent(one: Reminder, words: Words) -> str:
    """Who owes us what, and since when."""
    kind, line = one.clock.kind, _line(one)
    if kind == "replacement_arrival":
        return words(N_("The replacement should have arrived by {due}."), due=one.clock.due_at)
    party, since = _party(one, words), words.day(one.clock.since)
    if kind == "payment" and isinstance(line, Claim) and line.granted is not None:
        text = N_("{party} has not paid all of the {money} that it approved. Last contact: {date}.")
        return words(text, party=party, money=line.granted, date=since)
    if kind == "claim_silence":
        return words.count(
            N_("{party} has not decided for {n} working day. Last contact: {date}."),
            N_("{party} has not decided for {n} working days. Last contact: {date}."),
            one.workdays,
            party=party,
            date=since,
        )
    return words.count(
        N_("{party} has not answered for {n} working day. Last contact: {date}."),
        N_("{party} has not answered for {n} working days. Last contact: {date}."),
        one.workdays,
        party=party,
        date=since,
    )


def _party(one: Reminder, words: Words) -> str:
    line = _line(one)
    if isinstance(line, Claim):
        return brief(line.payer, NAME_LONGEST)
    if isinstance(line, Dispute):
        return brief(line.through, NAME_LONGEST)
    return line_title(one.case, one.clock.key.rpartition(":")[2], words) or words.term(one.clock.waiting_on)


def _line(one: Reminder) -> object:
    try:
        return entity(one.case, one.clock.key.rpartition(":")[2])
    except KeyError:
        return None


def _approval(one: Reminder, words: Words) -> str:
    line = one.clock.key.rpartition(":")[2]
    remedy = next(remedy for remedy in one.case.remedies if remedy.id == line)
    told = words(
        N_("{kind} of {money}, asked for by {who}, waits for approval since {since}."),
        kind=Term(remedy.kind),
        money=remedy.total,
        who=Person(remedy.decided_by),
        since=one.clock.started_at,
    )
    buyer = one.case.clock("buyer_answer")
    if buyer is not None and buyer.due_at is not None:
        return words.in_a_row(told, words(N_("The buyer is to be answered by {due}."), due=buyer.due_at))
    return words.in_a_row(told, words(N_("The buyer gets nothing until it is decided.")))


def _ours(one: Reminder, words: Words) -> str:
    what, due = _what(one, words), one.clock.due_at
    if one.level <= THREAD:
        told = words(N_("{what}, by {due}."), what=what, due=due)
    else:
        told = words(N_("{what}. It was due {due}."), what=what, due=due)
    why = {
        "first_look": N_("What comes next depends on it."),
        "first_contact": N_("The search begins only when the carrier was asked."),
        "decision": N_("The buyer gets nothing until it is decided."),
        "execution": N_("The buyer gets nothing until it is done."),
        "find_date": N_("A date that nobody knows may pass unnoticed."),
    }
    text = N_("Everything in it has ended.") if one.clock.key == "task:close" else why.get(one.clock.kind)
    because = words(text) if text else _of_claim(_line(one), words)
    return words.in_a_row(told, because) if because else told


def _of_claim(line: object, words: Words) -> str:
    """What a claim waits for us with: how much is offered, or to be paid back."""
    if not isinstance(line, Claim):
        return ""
    party = brief(line.payer, NAME_LONGEST)
    if line.state == "offered" and line.granted is not None:
        if line.asked is None:
            return words(N_("{party} offers {money}."), party=party, money=line.granted)
        return words(N_("{party} offers {money} of {asked}."), party=party, money=line.granted, asked=line.asked)
    owed = owed_back(line) if line.state == "repay_owed" else None
    return words(N_("{party} is owed {money} back."), party=party, money=owed) if owed is not None else ""
