"""Lines of money that came, put beside the claims they may be for, and booked once somebody has confirmed that."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal

from cases.act import Act
from cases.case import Actor, Case, Claim, LogEntry
from cases.lines import entity
from cases.matching import Incoming, Matched, Owed, Part, Proposal, matched, taken_back, without_doubles
from cases.money import Money
from cases.words import N_, NoLongerApplies, Refused, Term
from handlers.desk import Desk
from handlers.language import Marked, Words
from handlers.views.money_received import Line
from storage.incoming_money import OPEN, KeptLine
from storage.transaction import Transaction

LONGEST_REFERENCE = 80
MOST_TOLD = 5
# What a claim may still be paid from, where nobody has noted the payer's word: the money itself is that word.
UNANSWERED = frozenset({"filed", "info_requested", "appealed"})
NOON = time(12)


def lines_with_claims(tx: Transaction, workspace: str, kept: Sequence[KeptLine]) -> list[Line]:
    """Each of these lines with what it may be for, in one look at the claims."""
    left = [_left_of(one) for one in kept]
    claims = tx.receivables(workspace).meant_by(left) if left else []
    proposed = without_doubles([matched(one, claims) for one in left])
    return [Line(_whole(one, mark), one.left, one.version) for one, mark in zip(kept, proposed, strict=True)]


def taken_back_told(tx: Transaction, workspace: str, out: Sequence[Incoming], words: Words) -> list[str]:
    """What somebody should look at of the money that went out: payers may have taken back what they had paid."""
    claims = tx.receivables(workspace).meant_by(out) if out else []
    text = N_(
        "🟠 {money} went out and names {claim} of {reference}, which {payer} has paid. If they took it back, note "
        "“{move}” in its “More”."
    )
    told = [
        words(
            text,
            money=one.money,
            claim=owed.claim,
            reference=Marked(f"*{owed.reference_of_case}*"),
            payer=owed.payer,
            move=Term("payment_reversed"),
        )
        for one in out
        for owed in taken_back(one, claims)
    ]
    left = len(told) - MOST_TOLD
    return told[:MOST_TOLD] + ([words.count(N_("and {n} more"), N_("and {n} more"), left)] if left > 0 else [])


def line_of(tx: Transaction, workspace: str, key: object, version: object) -> KeptLine:
    """A line that is still as a button showed it; refused with a sentence where somebody has settled it meanwhile."""
    kept = tx.incoming_money(workspace).line(key) if isinstance(key, str) else None
    if kept is None or kept.state != OPEN or kept.version != version:
        raise NoLongerApplies(N_("That line was settled meanwhile. “/lost money” shows what is still unmatched."))
    return kept


def confirm(desk: Desk, actor: Actor, kept: KeptLine, proposal: Proposal) -> KeptLine:
    """Book what a line is for: the payer's word where nobody has noted it, then the payment, claim by claim.

    Raises Refused with a sentence where one of them may not be booked; the caller then gives up the transaction.
    """
    for part in proposal.parts:
        book(desk, actor, kept, part.owed.case, part.owed.claim, part.money)
    return desk.tx.incoming_money(desk.workspace).use(kept, proposal.parts, actor.id, desk.at)


def book(desk: Desk, actor: Actor, kept: KeptLine, number: int, target: str, money: Money, text: str = "") -> None:
    """The moves by which a claim gets an amount of a line, in the claim's own currency."""
    case = desk.case(number)
    claim = _claim(desk, number, target)
    if claim.state in UNANSWERED:
        case = desk.move(number, Act("claim_approved", actor, target, {"money": money}, claim.state))
    elif claim.state == "paid" and claim.granted is not None and money.currency == claim.granted.currency:
        # It was taken for all that they pay when it came: the money itself says that they grant more.
        case = desk.move(number, Act("claim_approved", actor, target, {"money": claim.granted + money}, claim.state))
    elif claim.state == "offered":
        if money != claim.granted:
            raise Refused(
                N_(
                    "{reference}: {payer} has offered {offered}, and {money} came. If that is their new offer, note it "
                    "first: “{move}”. Else accept the one they made."
                ),
                reference=case.reference,
                payer=claim.payer,
                offered=claim.granted,
                money=money,
                move=Term("claim_offered"),
            )
        case = desk.move(number, Act("accept_offer", actor, target, {}, claim.state))
    details = {"money": money, "reference": _reference(kept.incoming), "incoming": kept.incoming.key}
    details |= {"at": _noon_of(kept.incoming, desk.at)} if kept.incoming.on else {}
    details |= {"text": text} if text else {}
    if money.currency != kept.incoming.money.currency:
        details["original"] = kept.left
    desk.move(case.number, Act("claim_paid", actor, target, details))


def give_back(tx: Transaction, case: Case, claim: str, wrong: Money, actor: Actor, at: datetime) -> list[KeptLine]:
    """The lines that are unmatched again because a claim has not got this money after all, as they are now.

    The line that was booked last comes first, each for as much as was taken from it. One in another currency was
    booked as a whole, and comes back as a whole or not at all.
    """
    money, left, back = tx.incoming_money(case.workspace), wrong.amount, []
    booked = [one for one in tx.cases.log(case.workspace, case.number) if _is_of(one, claim)]
    for entry in reversed(booked):
        kept = money.line(str(entry.details["incoming"]))
        part = _part_of(kept, case.number, claim) if kept is not None else Decimal(0)
        if kept is None or not part or left <= 0:
            continue
        as_booked = _money_of(entry)
        if as_booked.currency == kept.left.currency:
            back.append(money.give_back(kept, case.number, claim, actor.id, at, left))
            left -= min(left, part)
        elif as_booked.amount <= left:
            back.append(money.give_back(kept, case.number, claim, actor.id, at))
            left -= as_booked.amount
    return back


def _is_of(entry: LogEntry, claim: str) -> bool:
    """Whether an entry of the log booked a line for a claim."""
    return entry.move == "claim_paid" and entry.target == claim and bool(entry.details.get("incoming"))


def _money_of(entry: LogEntry) -> Money:
    """What an entry booked, in the currency of the claim."""
    given = entry.details["money"]
    assert isinstance(given, Mapping)
    return Money(Decimal(str(given["amount"])), str(given["currency"]))


def _part_of(kept: KeptLine, case: int, claim: str) -> Decimal:
    its = [Decimal(one["amount"]) for one in kept.uses if (one["case"], one["claim"]) == (case, claim)]
    return sum(its, Decimal(0))


def _claim(desk: Desk, number: int, target: str) -> Claim:
    try:
        claim = entity(desk.case(number), target)
    except KeyError:
        claim = None
    if not isinstance(claim, Claim):
        raise NoLongerApplies(N_("This case has no line {target}."), target=target)
    return claim


def _reference(incoming: Incoming) -> str:
    """What finds the payment again at the bank: the line's words with digits in them. The others may name somebody, and
    what stands in a case's log stays there.
    """
    words = [one for one in incoming.text.split() if any(map(str.isdigit, one)) and "@" not in one]
    return " ".join(words)[:LONGEST_REFERENCE] or incoming.key[:12]


def _noon_of(incoming: Incoming, now: datetime) -> datetime:
    assert incoming.on is not None
    return min(now, datetime.combine(incoming.on, NOON, UTC))


def _left_of(kept: KeptLine) -> Incoming:
    """A line as what is left of it."""
    one = kept.incoming
    return Incoming(one.key, kept.left, one.text, one.payer, one.on)


def _whole(kept: KeptLine, found: Matched) -> Matched:
    return Matched(kept.incoming, found.proposals, found.hint)


def part_by_hand(kept: KeptLine, number: int, target: str, payer: str, money: Money) -> Part:
    """What a line gives to a claim that somebody named: the amount itself, or all of it where currencies differ."""
    taken = money if money.currency == kept.left.currency else kept.left
    return Part(Owed(number, target, payer, "", None), taken)
