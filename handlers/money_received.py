"""Money that came: pasted or sent as a file, put beside the claims it may be for, and booked when that is confirmed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cases.case import Claim
from cases.matching import Matched, Proposal
from cases.money import Money, read_money
from cases.moves import ADMIN, FINANCE, LEAD
from cases.references import reference_key
from cases.rights import check_may
from cases.statement_lines import ACCOUNT, BILL, read_lines
from cases.words import N_, NoLongerApplies, NotAllowed, Refused, Sentence, WrongField
from handlers.case_refs import reference_in
from handlers.comparing import not_compared
from handlers.files_of_a_message import files_of_the_message
from handlers.incoming import book, confirm, line_of, lines_with_claims, part_by_hand, taken_back_told
from handlers.views.money_received import (
    PAGE,
    Line,
    aside_all_form,
    aside_form,
    confirmed_told,
    is_leftover,
    match_form,
    money_in_form,
    read_told,
    refused_told,
    settled_modal,
    unmatched_modal,
)
from handlers.visit import Answer, Visit
from storage.incoming_money import OPEN, SET_ASIDE, KeptLine
from storage.receivables import Receivables
from storage.wanted_files import PAYMENTS, WantedFile

# A month of a busy account; more are set aside by a second click.
MOST_AT_ONCE = 300
MAY_ENTER = frozenset({FINANCE, LEAD, ADMIN})


def asked(visit: Visit) -> Answer:
    """The form for lines and files."""
    _only_who_may(visit)
    return Answer(view=money_in_form(visit.words, {"ch": visit.ask.channel}))


def entered(visit: Visit) -> Answer:
    """The form was sent: lines are kept and shown with their claims, files are fetched and then told of."""
    _only_who_may(visit)
    filled = visit.ask.filled
    text, files = (
        (filled.get("lines") or "").strip(),
        [one for one in filled.get("files") or [] if isinstance(one, str)],
    )
    if not text and not files:
        raise WrongField("lines", Sentence(N_("Paste at least one line, or choose a file.")))
    kind = filled.get("kind") if filled.get("kind") in (ACCOUNT, BILL) else ACCOUNT
    for file in files:
        _want(visit, file, kind, filled.get("currency"))
    if not text:
        return Answer(text=visit.words(N_("The file is being read. You get a message with what it holds.")))
    try:
        read = read_lines(text, kind, filled.get("currency"))
    except Refused as refused:
        raise WrongField("lines", refused.sentence) from None
    if not read.lines and read.problems:
        raise WrongField("lines", read.problems[0].sentence)
    new = visit.tx.incoming_money(visit.workspace).keep(read.lines, "pasted", visit.who.id, visit.at)
    told = read_told(read, new, visit.words) + taken_back_told(visit.tx, visit.workspace, read.out, visit.words)
    return Answer(view=_unmatched(visit, 0, told), replaces_view=True)


def sent_directly(visit: Visit) -> Answer:
    """Files of a direct message are no evidence but payments: whoever sent them says so."""
    _only_who_may(visit)
    for file in files_of_the_message(visit):
        _want(visit, file.slack_file, ACCOUNT, None)
    return Answer(text=visit.words(N_("The file is being read. You get a message with what it holds.")))


def listed(visit: Visit) -> Answer:
    """Lines that are unmatched, from a place on."""
    _only_who_may(visit)
    first = visit.ask.value.get("f")
    return _seen(visit, first if isinstance(first, int) and first > 0 else 0)


def confirmed(visit: Visit) -> Answer:
    """*Confirm* beside a proposal: it is booked as it was shown, or refused where it has changed."""
    check_may("claim_paid", visit.who.actor)
    kept = line_of(visit.tx, visit.workspace, visit.ask.value.get("k"), visit.ask.value.get("v"))
    [line] = lines_with_claims(visit.tx, visit.workspace, [kept])
    shown = next((one for one in line.matched.proposals if one.mark == visit.ask.value.get("w")), None)
    if shown is None:
        raise NoLongerApplies(N_("What this line may be for has changed. Look at it once more."))
    confirm(visit.desk, visit.who.actor, kept, shown)
    return _seen(visit, _first(visit), said=1, more=_not_compared(visit, shown))


def all_confirmed(visit: Visit) -> Answer:
    """Every certain match that was shown: each is booked by itself, and one that may not be is told and left."""
    check_may("claim_paid", visit.who.actor)
    lines, _ = visit.tx.incoming_money(visit.workspace).page(OPEN, _first(visit), PAGE)
    found = lines_with_claims(visit.tx, visit.workspace, lines)
    wanted = visit.ask.value.get("w")
    booked, refused = 0, []
    for kept, line in zip(lines, found, strict=True):
        certain = line.matched.certain
        if certain is None or not isinstance(wanted, list) or certain.mark not in wanted:
            continue
        try:
            _check(visit, certain)
            confirm(visit.desk, visit.who.actor, kept, certain)
            booked += 1
            refused += _not_compared(visit, certain)
        except Refused as why:
            reference = certain.parts[0].owed.reference_of_case
            refused.append(refused_told(reference, visit.words.say(why.sentence), visit.words))
    return _seen(visit, _first(visit), said=booked, more=refused)


def _not_compared(visit: Visit, proposal: Proposal) -> list[str]:
    """What of the cases that were paid nobody but a person can compare with their loss."""
    cases = {part.owed.case: visit.desk.case(part.owed.case) for part in proposal.parts}
    told = [not_compared(visit.tx, one, visit.words, visit.at.date()) for one in cases.values()]
    return [one for one in told if one]


def _check(visit: Visit, proposal: Proposal) -> None:
    """Refuse before anything is booked what could not be booked whole: a refusal half-way would leave a part."""
    for part in proposal.parts:
        case = visit.desk.case(part.owed.case)
        claim = next((one for one in case.claims if one.id == part.owed.claim), None)
        if not case.is_open or claim is None or claim.state not in ("approved", "part_paid"):
            raise NoLongerApplies(N_("It has changed meanwhile. Look at the case, and match the line by hand."))


def match_asked(visit: Visit) -> Answer:
    """*Match by hand*: which claim, and how much."""
    check_may("claim_paid", visit.who.actor)
    kept = line_of(visit.tx, visit.workspace, visit.ask.value.get("k"), visit.ask.value.get("v"))
    [line] = lines_with_claims(visit.tx, visit.workspace, [kept])
    return Answer(view=match_form(line, visit.words, {"k": kept.incoming.key, "v": kept.version, "f": _first(visit)}))


def matched_by_hand(visit: Visit) -> Answer:
    """Somebody named the claim and the amount."""
    check_may("claim_paid", visit.who.actor)
    filled, meta = visit.ask.filled, visit.ask.meta
    kept = line_of(visit.tx, visit.workspace, meta.get("k"), meta.get("v"))
    number, target = _claim_named(visit, filled.get("claim") or "")
    try:
        money = read_money(filled.get("money") or "", filled.get("currency") or "")
    except Refused as refused:
        raise WrongField("money", refused.sentence) from None
    _check_amount(kept, money)
    text = (filled.get("text") or "").strip()
    if money.currency != kept.left.currency and not text:
        raise WrongField("text", Sentence(N_("Say by which rate it was converted: the bank's own, or of which day.")))
    try:
        book(visit.desk, visit.who.actor, kept, number, target, money, text)
    except WrongField:
        raise
    except Refused as refused:
        raise WrongField("money", refused.sentence) from None
    payer = next(one.payer for one in visit.desk.case(number).claims if one.id == target)
    part = part_by_hand(kept, number, target, payer, money)
    visit.tx.incoming_money(visit.workspace).use(kept, [part], visit.who.id, visit.at)
    loss = not_compared(visit.tx, visit.desk.case(number), visit.words, visit.at.date())
    told = [confirmed_told(1, visit.tx.incoming_money(visit.workspace).count(OPEN), visit.words)]
    return _back_to_the_list(visit, told + ([loss] if loss else []))


def aside_asked(visit: Visit) -> Answer:
    """*Not for a claim*: why not."""
    _only_who_may(visit)
    kept = line_of(visit.tx, visit.workspace, visit.ask.value.get("k"), visit.ask.value.get("v"))
    meta = {"k": kept.incoming.key, "v": kept.version, "f": _first(visit)}
    [line] = lines_with_claims(visit.tx, visit.workspace, [kept])
    return Answer(view=aside_form(line, visit.words, meta))


def set_aside(visit: Visit) -> Answer:
    """A line belongs to no claim: it is kept with the reason, and counts no more as unmatched."""
    _only_who_may(visit)
    kept = line_of(visit.tx, visit.workspace, visit.ask.meta.get("k"), visit.ask.meta.get("v"))
    why = (visit.ask.filled.get("reason") or "").strip()
    if not why:
        raise WrongField("reason", Sentence(N_("Say why, so that nobody looks for it again.")))
    visit.tx.incoming_money(visit.workspace).set_aside(kept, why, visit.who.id, visit.at)
    return _back_to_the_list(visit, [visit.words(N_("Set aside. “Take up again” brings it back."))])


def all_aside_asked(visit: Visit) -> Answer:
    """*Set aside all without a claim*: how many these are, what they come to, and why."""
    check_may("claim_paid", visit.who.actor)
    lines = [line for _, line in _leftovers(visit)]
    return Answer(view=aside_all_form(lines, visit.words, {"n": len(lines), "at": visit.at.isoformat()}))


def all_set_aside(visit: Visit) -> Answer:
    """None of them belongs to a claim. A line that came since, or that may be for a claim by now, stays."""
    check_may("claim_paid", visit.who.actor)
    why = (visit.ask.filled.get("reason") or "").strip()
    if not why:
        raise WrongField("reason", Sentence(N_("Say why, so that nobody looks for it again.")))
    seen = datetime.fromisoformat(str(visit.ask.meta.get("at")))
    money, count = visit.tx.incoming_money(visit.workspace), 0
    for kept, _ in _leftovers(visit):
        if kept.kept_at <= seen:
            money.set_aside(kept, why, visit.who.id, visit.at)
            count += 1
    told = visit.words.count(N_("{n} line is set aside."), N_("{n} lines are set aside."), count)
    return Answer(text=visit.words.in_a_row(told, visit.words(N_("“Take up again” brings each of them back."))))


def _leftovers(visit: Visit) -> list[tuple[KeptLine, Line]]:
    """The newest lines that name no claim, and whose amount is owed by none."""
    kept, _ = visit.tx.incoming_money(visit.workspace).page(OPEN, 0, MOST_AT_ONCE)
    found = zip(kept, lines_with_claims(visit.tx, visit.workspace, kept), strict=True)
    return [(one, line) for one, line in found if is_leftover(line)]


def set_aside_listed(visit: Visit) -> Answer:
    """The lines that were set aside, a page at a time."""
    _only_who_may(visit)
    first = _first(visit)
    kept, total = visit.tx.incoming_money(visit.workspace).page(SET_ASIDE, first, 2 * PAGE)
    lines = [(_plain(one), one.why or "") for one in kept]
    # Another page stands in the place of the one before, and the first one on top of the unmatched.
    view = settled_modal(lines, visit.words, first=first, total=total)
    return Answer(view=view, replaces_view=visit.ask.in_view and bool(visit.ask.meta.get("asides")))


def taken_up(visit: Visit) -> Answer:
    """A line that was set aside is unmatched again."""
    _only_who_may(visit)
    key = visit.ask.value.get("k")
    kept = visit.tx.incoming_money(visit.workspace).line(key) if isinstance(key, str) else None
    if kept is None or kept.state != SET_ASIDE or kept.version != visit.ask.value.get("v"):
        raise NoLongerApplies(N_("That line was settled meanwhile. “/lost money” shows what is still unmatched."))
    visit.tx.incoming_money(visit.workspace).take_up_again(kept, visit.who.id, visit.at)
    return set_aside_listed(visit)


def _seen(visit: Visit, first: int, said: int | None = None, more: Sequence[str] = ()) -> Answer:
    left = visit.tx.incoming_money(visit.workspace).count(OPEN)
    told = [confirmed_told(said, left, visit.words), *more] if said is not None else []
    return Answer(view=_unmatched(visit, first, told), replaces_view=visit.ask.in_view)


def _back_to_the_list(visit: Visit, told: Sequence[str]) -> Answer:
    """The unmatched lines in the place of the form: whoever matches by hand or sets aside has the next line to do."""
    first = visit.ask.meta.get("f")
    return Answer(view=_unmatched(visit, first if isinstance(first, int) else 0, told), replaces_view=True)


def _unmatched(visit: Visit, first: int, said: Sequence[str]) -> Any:
    kept, total = visit.tx.incoming_money(visit.workspace).page(OPEN, first, PAGE)
    lines = lines_with_claims(visit.tx, visit.workspace, kept)
    may_confirm = FINANCE in visit.who.roles
    return unmatched_modal(lines, total, first, visit.words, may_confirm=may_confirm, said=said)


def _plain(kept: KeptLine) -> Line:
    return Line(Matched(kept.incoming), kept.left, kept.version)


def _claim_named(visit: Visit, written: str) -> tuple[int, str]:
    """The case and the claim that somebody named: by case, by case and claim, or by the claim's own reference."""
    plain, _, line = written.strip().rpartition(" ")
    if not plain or line[:1].upper() != "C" or not line[1:].isdigit():
        plain, line = written.strip(), ""
    number = reference_in(plain)
    if number is None:
        found = _by_reference(visit.tx.receivables(visit.workspace), written)
        if len(found) == 1:
            return found[0]
        text = N_("No claim is called {written}. Write its case, such as LOST-0142, or its reference as it was noted.")
        raise WrongField("claim", Sentence(text, {"written": written.strip()[:40] or "–"}))
    claims = _payable(visit, number, line.upper())
    if len(claims) == 1:
        return number, claims[0].id
    if not claims:
        none = N_("LOST-{number} has no claim that money may be for.")
        raise WrongField("claim", Sentence(none, {"number": f"{number:04d}"}))
    text = N_("LOST-{number} has {count} claims that money may be for. Add which one: LOST-{number} C1.")
    raise WrongField("claim", Sentence(text, {"number": f"{number:04d}", "count": len(claims)}))


def _payable(visit: Visit, number: int, line: str) -> list[Claim]:
    try:
        case = visit.desk.case(number)
    except NoLongerApplies as gone:
        raise WrongField("claim", gone.sentence) from None
    waits = ("filed", "info_requested", "appealed", "offered", "approved", "part_paid")
    # One that has its money is meant where no other waits: payers pay in parts without a word.
    open_ones = [one for one in case.claims if one.state in waits] or [
        one for one in case.claims if one.state == "paid"
    ]
    return [one for one in case.claims if one.id == line] if line else open_ones


def _by_reference(receivables: Receivables, written: str) -> list[tuple[int, str]]:
    key = reference_key(written)
    return [(one.case, one.claim) for one in receivables.called(key)] if key else []


def _check_amount(kept: KeptLine, money: Money) -> None:
    if money.currency == kept.left.currency and money > kept.left:
        text = N_("Only {left} of this line is left. Enter that much or less.")
        raise WrongField("money", Sentence(text, {"left": kept.left}))


def _want(visit: Visit, file: str, kind: str, currency: object) -> None:
    """Note that a file is to be fetched and read as payments; what it holds is told afterwards."""
    slot = f"{kind}:{currency}" if isinstance(currency, str) and currency else kind
    wanted = WantedFile(visit.workspace, file, PAYMENTS, visit.who.id, visit.at, "payments", slot)
    visit.tx.wanted_files.want(wanted)


def _first(visit: Visit) -> int:
    for place in (visit.ask.value.get("f"), visit.ask.meta.get("f")):
        if isinstance(place, int) and place > 0:
            return place
    return 0


def _only_who_may(visit: Visit) -> None:
    if not visit.who.roles & MAY_ENTER:
        raise NotAllowed(N_("Money that came is entered and matched by finance."), roles=frozenset({FINANCE}))


CLICKS = {
    "evidence_payments": sent_directly,
    "money_in": asked,
    "money_unmatched": listed,
    "money_confirm": confirmed,
    "money_confirm_all": all_confirmed,
    "money_match": match_asked,
    "money_aside": aside_asked,
    "money_aside_all": all_aside_asked,
    "money_set_aside": set_aside_listed,
    "money_take_up": taken_up,
}
FORMS = {
    "money_in": entered,
    "money_match": matched_by_hand,
    "money_aside": set_aside,
    "money_aside_all": all_set_aside,
}
