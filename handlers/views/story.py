"""The case's thread: one line for each move, in the words of the table of moves."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from cases.case import Case, LogEntry, NextStep, TextRef
from cases.denials import denial_of
from cases.money import Money
from cases.moves import AGENT, MOVES
from cases.recovered import kept, owed_back
from cases.targets import entity
from cases.tracks import MONEY_REMEDIES, REMEDY_DONE
from cases.words import N_, Person, Sentence, Term
from handlers.glossary import clock_term
from handlers.language import Marked, Words, cut, shortened
from handlers.views.card import masked, whose
from handlers.views.steps import step_term

LINE_LONGEST = 2800
QUOTE_LONGEST = 2000
Text = Callable[[str], str | None]
# In place of words whose case's personal data was erased.
ERASED = N_("(erased)")


def story_line(entry: LogEntry, case: Case, words: Words, text_of: Text, *, as_it_happens: bool = True) -> str:
    """What was done, by whom, with what followed from it: `text_of` finds the words kept apart.

    Told later (`as_it_happens` false) it says nothing of the next step, which has changed since. Only what is told in
    the thread masks the case's numbers: the channel reads it, and a full number lets strangers follow the parcel.
    """
    text_of = _masking(case, text_of) if as_it_happens else text_of
    told = words(_told(entry), **_params(entry, case, words, text_of))
    who = f"<@{entry.actor.id}>" if entry.actor.kind == "person" else "Tracer"
    line = f"{who} {told}{_extra(entry, words, text_of)}"
    consequence = _consequence(entry, case, words) if as_it_happens else ""
    return cut(line, LINE_LONGEST - len(consequence)) + consequence


def _masking(case: Case, text_of: Text) -> Text:
    def told(ref: str) -> str | None:
        text = text_of(ref)
        if text is None:
            return None
        for parcel in case.parcels:
            text = text.replace(parcel.number, masked(parcel.number))
        return text

    return told


def _told(entry: LogEntry) -> str:
    """The move's own sentence; who gives a case to themselves has taken it over from somebody."""
    if entry.move == "assign" and entry.details.get("person") == entry.actor.id:
        return N_("took the case over")
    return MOVES[entry.move].told


def _params(entry: LogEntry, case: Case, words: Words, text_of: Text) -> dict[str, Any]:
    params = {name: _typed(name, value, text_of) for name, value in entry.details.items()}
    params.setdefault("party", _party(entry, case, words))
    if "lines" in entry.details or "money" not in params:
        params["money"] = _money(entry, case)
    booked = next((one for one in case.booked if one.id == entry.details.get("booked")), None)
    if booked is not None:
        params |= {"account": Term(f"account:{booked.account}"), "money": booked.money}
    if isinstance(params.get("clock"), str):
        key = params["clock"]
        params["clock"] = Term(clock_term(key.partition(":")[0], key))
    return params


def _typed(name: str, value: Any, text_of: Text) -> Any:
    """A detail as the log kept it, back as what it was."""
    if isinstance(value, TextRef):
        value = {"ref": value.ref}
    if isinstance(value, Mapping) and "ref" in value:
        text = text_of(value["ref"])
        return Sentence(ERASED) if text is None else shortened(text or "…", QUOTE_LONGEST)
    if isinstance(value, Mapping) and "currency" in value:
        return Money(Decimal(value["amount"]), value["currency"])
    if name in ("until", "answer_by", "expected_on", "at") and isinstance(value, str):
        return datetime.fromisoformat(value)
    if name == "person" and isinstance(value, str):
        return Person(value)
    if name == "account":
        return Term(f"account:{value}")
    if name in ("cause", "whereabouts", "outcome", "payer_kind"):
        return Term(str(value))
    if name in ("slot", "denial", "to", "prevention") and value is not None:
        return Term(f"{name}:{value}")
    if name == "scan":
        return Term(f"scan:{value}")
    if name == "number" and isinstance(value, str):
        return masked(value)
    return value


def _money(entry: LogEntry, case: Case) -> Money | None:
    if entry.target is None:
        return None
    try:
        line = entity(case, entry.target)
    except KeyError:
        return None
    return getattr(line, "total", None) or getattr(line, "granted", None) or getattr(line, "asked", None)


def _party(entry: LogEntry, case: Case, words: Words) -> str | Term:
    if entry.target is None:
        return Term("carrier")
    try:
        line = entity(case, entry.target)
    except KeyError:
        return Term("carrier")
    named = getattr(line, "party", None) or getattr(line, "payer", None) or getattr(line, "through", None)
    return named if named and named != "?" else Term("carrier")


BESIDES = ("at", "via", "reference", "answer_by", "expected_on", "until", "reason", "denial", "source", "text")


def _extra(entry: LogEntry, words: Words, text_of: Text) -> str:
    """What was written beside the move and is not in its sentence."""
    told = MOVES[entry.move].told
    parts = [_text_sent(entry, words)] if entry.details.get("written") else []
    for name in BESIDES:
        value = _typed(name, entry.details.get(name), text_of)
        if value is not None and f"{{{name}}}" not in told:
            shown = words.day(value) if name == "at" else value
            parts.append(words(N_("{label}: {text}"), label=words.term(name), text=shown))
    return "\n> " + "\n> ".join(part.replace("\n", "\n> ") for part in parts) if parts else ""


def _text_sent(entry: LogEntry, words: Words) -> str:
    """Which text was sent; its words are read in a form, because a thread is no place for a buyer's name."""
    return words(
        N_("{text} in {language}, kept word for word as {id}: “Contact” shows it."),
        text=Term(f"text:{entry.details.get('text_kind')}"),
        language=Term(f"language:{entry.details.get('language')}"),
        id=str(entry.details["written"]),
    )


def _consequence(entry: LogEntry, case: Case, words: Words) -> str:
    """Whose move it is now, where it became somebody else's, and that a request waits for approval."""
    if entry.after == "awaiting_approval" and entry.before != "awaiting_approval":
        return "\n" + words(N_("It waits for approval."))
    if entry.after == "closed" and entry.before != "closed":
        return "\n" + closing_summary(entry, case, words)
    owed = _owed_again(entry, case) if entry.move == "claim_paid" else None
    if owed is not None:
        return "\n" + words(N_("⚠️ More came than was lost: {money} has to be paid back."), money=owed)
    denial = denial_of(entry.details.get("denial")) if entry.move == "claim_denied" else None
    if denial is not None:
        return "\n" + words(N_("What may mend it: {mending}"), mending=words(denial.mending))
    step = case.next_step
    mine = entry.actor.kind == "person" and step is not None and step.owner == entry.actor.id
    if step is None or mine or not _hands_over(entry, step):
        return ""
    what = words.term(step_term(case, step.kind, step.key))
    return "\n" + words(N_("Next: {who}, {what}, by {due}."), who=whose(step, words), what=what, due=step.due_at)


def _hands_over(entry: LogEntry, step: NextStep) -> bool:
    """Whether a move made the next step somebody else's, who is named: a person, or a role whose right it is."""
    return entry.move in HANDS_OVER if step.owner else entry.move in LEFT_TO_A_ROLE and step.role != AGENT


def _owed_again(entry: LogEntry, case: Case) -> Money | None:
    """What of a payment is above the loss and still owed back to whoever paid it."""
    claim = next((one for one in case.claims if one.id == entry.target), None)
    return owed_back(claim) if claim is not None and entry.after == "repay_owed" != entry.before else None


def closing_summary(entry: LogEntry, case: Case, words: Words) -> str:
    """What a closed case comes to: outcome and cause, money out and in, and how long it took."""
    told = [words(N_("*Outcome*  {outcome}"), outcome=Term(case.outcome or "resolved"))]
    if case.cause:
        told[0] += " · " + words(N_("cause: {cause}"), cause=Term(case.cause))
    if case.prevention:
        told[0] += " · " + words(N_("avoidable by: {prevention}"), prevention=Term(f"prevention:{case.prevention}"))
    out = [words(N_("refunded {money}"), money=one) for one in _totals(_refunds(case))]
    out += [words(N_("replacement {money}"), money=one) for one in _totals(_resends(case))]
    debits = [one.money for one in case.debits if not one.returned]
    out += [words(N_("debited {money}"), money=one) for one in _totals(debits)]
    received = [money for one in case.claims if (money := kept(one)) is not None]
    nothing = words(N_("nothing"))
    told.append(words(N_("*Money out*  {money}"), money=Marked(" · ".join(out) or nothing)))
    came_in = " · ".join(words.money(one) for one in _totals(received)) or nothing
    told.append(words(N_("*Money in*  {money}"), money=Marked(came_in)))
    days = (entry.at - case.opened_at).days
    took = words.count(N_("{n} day"), N_("{n} days"), days) if days else words(N_("less than a day"))
    told.append(words(N_("*Took*  {time}"), time=took))
    return "\n".join(told)


def _refunds(case: Case) -> list[Money]:
    return [one.total for one in case.remedies if one.kind in MONEY_REMEDIES and one.state == "refunded"]


def _resends(case: Case) -> list[Money]:
    return [one.total for one in case.remedies if one.kind == "resend" and one.state in REMEDY_DONE]


def _totals(amounts: list[Money]) -> list[Money]:
    """One sum a currency: different ones are never added up."""
    sums: dict[str, Money] = {}
    for one in amounts:
        sums[one.currency] = sums[one.currency] + one if one.currency in sums else one
    return list(sums.values())


# After these the next step is usually somebody else's, who should hear of it; elsewhere nobody is mentioned.
LEFT_TO_A_ROLE = frozenset({"claim_offered", "claim_denied", "payment_reversed", "found_after_payment"})
HANDS_OVER = frozenset({"approve", "ask_requester", "reject", "assign", "answer_approver"})
