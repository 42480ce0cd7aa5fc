"""The case's one card: at most nine lines, and whose move it is in the second of them.

It changes with a move or a ring only, so it never says how long ago or in how many hours: dates are absolute.
"""

from datetime import datetime

from cases.case import Case, Investigation, NextStep, Parcel, Remedy
from cases.closing import open_tracks
from cases.evidence import needs_by
from cases.ladder import HARD, deadline_of
from cases.moves import AGENT
from cases.programmes import rules_for
from cases.prospects import Prospects
from cases.remedies import is_undecided, remedy_ended
from cases.sightings import Sightings
from cases.targets import LegalMove, legal_moves
from cases.tracks import REMEDY_DONE, REMEDY_LIVE
from cases.wanted import NOBODY, US
from cases.words import N_, Person, Term
from handlers.language import Marked, Words, brief, cut, escaped, quoted
from handlers.views.claim_line import claim_told
from handlers.views.claim_windows import filing_told, unpaid_told
from handlers.views.evidence_words import evidence_told
from handlers.views.insurance import cover_line
from handlers.views.kit import CARD_BLOCK, Block, actions, button, section
from handlers.views.money_told import money_told
from handlers.views.move_form import line_title
from handlers.views.rule_words import linked
from handlers.views.scans import scans_line
from handlers.views.steps import moves_of_step, step_term
from handlers.views.verdict import cause_line, confirmed_of

# Five and *More*: no more than one row of a wide screen takes.
MOST_BUTTONS, MOST_LINES = 5, 9
NOTHING_KNOWN = Prospects()
BETWEEN = "  ·  "
# While a claim stands so, its documents decide what becomes of it.
WANTS_EVIDENCE = frozenset({"drafted", "info_requested"})
# While a search stands so, somebody may have to go to the carrier's own page.
ASKS_THERE = frozenset({"not_opened", "requested", "acknowledged", "info_owed"})
LINE_LONGEST, LIST_LONGEST = 340, 300
NAME_LONGEST, NAME_IN_NEXT_LONGEST = 40, 24


def card(
    case: Case,
    words: Words,
    now: datetime,
    prospects: Prospects = NOTHING_KNOWN,
    seen: Sightings | None = None,
) -> list[Block]:
    """The blocks of a case's card, in a channel's language; `prospects` is what the rules say of its payers, `seen`
    what trackers and people saw of the parcel.
    """
    return [
        section("\n".join(card_lines(case, words, now, prospects, seen)), block_id=CARD_BLOCK),
        actions(buttons(case, words), block_id="moves"),
    ]


def card_lines(
    case: Case,
    words: Words,
    now: datetime,
    prospects: Prospects = NOTHING_KNOWN,
    seen: Sightings | None = None,
) -> list[str]:
    """The card as text: head, next step, what was seen, then one line a track and one for the money."""
    lines = [
        _head(case, words, now),
        _next(case, words),
        *_seen(case, words, seen),
        _buyer(case, words),
        _search(case, words, now, prospects),
        _disputes(case, words, now),
        _claims(case, words, now, prospects),
        _evidence(case, words, prospects),
        _money(case, words),
        _more_facts(case, words, seen),
    ]
    return _at_most_nine([line for line in lines if line])


def _at_most_nine(lines: list[str]) -> list[str]:
    """Each line cut where it is too long. Where there would be too many, the last one (what else is known of the case)
    is left to *More*, and the two before it share a line.
    """
    kept = lines[:-1] if len(lines) > MOST_LINES else lines
    if len(kept) > MOST_LINES:
        evidence, money = (cut(line, LINE_LONGEST // 2 - len(BETWEEN)) for line in kept[-2:])
        kept = [*kept[:-2], f"{evidence}{BETWEEN}{money}"]
    return [cut(line, LINE_LONGEST) for line in kept]


def _seen(case: Case, words: Words, seen: Sightings | None) -> list[str]:
    """The last scan and the way so far; then the likely cause, while the case is open, or what a person said of it."""
    if seen is None:
        return []
    cause = cause_line(seen.verdict, words, confirmed_of(case)) if case.is_open else ""
    return [scans_line(seen.events, words), cause]


def card_text(case: Case, words: Words) -> str:
    """The card in one plain line, for notifications and screen readers."""
    text = words.plain(
        N_("{reference}, {carrier} {number}: {next}"),
        reference=case.reference,
        carrier=carrier_of(case.parcel, words),
        number=masked(case.parcel.number),
        next=_next_plain(case, words),
    )
    return escaped(text)


def light(case: Case, now: datetime) -> str:
    """The card's colour, which never stands alone: closed, overdue, a date to be found, our move, theirs."""
    step = case.next_step
    if step is None:
        return "✅"
    if is_overdue(case, now):
        return "🔴"
    if step.kind == "find_date":
        return "🟠"
    return "🟡" if step.waiting_on == US else "🔵"


def is_overdue(case: Case, now: datetime) -> bool:
    """Whether something that anybody owes has come due: us our next step, or a counterparty its answer."""
    return any(one.due_at is not None and one.due_at <= now for one in case.clocks if one.waiting_on != NOBODY)


def masked(number: str) -> str:
    """The last four characters: a full number lets strangers follow the parcel."""
    return f"…{number[-4:]}" if len(number) > 4 else number


def carrier_of(parcel: Parcel, words: Words) -> str:
    """The carrier's name, or that nobody knows it."""
    return parcel.carrier_name or words(N_("unknown carrier"))


def buttons(case: Case, words: Words) -> list[Block]:
    """The buttons that are legal now: what moves the case most first, *More* always last."""
    if not case.is_open:
        return [button(words.term("reopen"), "form:reopen", {"c": case.number})]
    made = [_button(case, one, words, place == 0) for place, one in enumerate(_first_moves(case))]
    record = button(words(N_("Mark sent / log reply")), "record", {"c": case.number})
    contact = button(words(N_("Contact")), "contact", {"c": case.number})
    wide = len(made) >= MOST_BUTTONS - 1 and made[MOST_BUTTONS - 2]["action_id"].startswith("decide:")
    shown = made[: MOST_BUTTONS - 1] if wide else [*made[: MOST_BUTTONS - 2], record]
    return [*shown, contact, button(words(N_("More")), "more", {"c": case.number})]


def _first_moves(case: Case) -> list[LegalMove]:
    """What deserves a button of its own: the next step's own move, taking the case, the decision, what waits."""
    legal = legal_moves(case)
    step = [one for one in moves_of_step(case) if case.owner or one.move != "triage"]
    take = [one for one in legal if one.move == "take"]
    # While a dispute is open a refund goes through it only, and then there is no button for one.
    decision = [one for one in legal if one.move in CHOICES] if is_undecided(case) else []
    waits = [one for one in legal if one.move in PRESSING or (one.move == "close" and not open_tracks(case))]
    wanted = [*step[:1], *take, *decision, *waits, *step[1:]]
    return list(dict.fromkeys(wanted))


CHOICES = ("choose_refund", "choose_resend")
# The moves that end a wait of somebody's, when they are legal: worth a button of their own.
PRESSING = frozenset(
    {
        "answer_approver",
        "refund_done",
        "replacement_shipped",
        "replacement_delivered",
        "answer_dispute",
        "intercept",
        "cancel_remedy",
    }
)
# These are clicked to do what comes next; deciding about money never looks more inviting than not deciding.
PLAIN = frozenset({"take", *CHOICES, "no_claim", "set_date", "withdraw_claim", "cancel_remedy", "intercept"})


def _button(case: Case, one: LegalMove, words: Words, first: bool) -> Block:
    """A move's button. Two lines that may make the same move are told apart by their names."""
    style = "primary" if first and one.move not in PLAIN else None
    if one.move in CHOICES:
        return button(words.move(one.move), f"decide:{one.move}", {"c": case.number, "s": one.state}, style)
    if one.move == "draft_claim":
        return button(words(N_("Claim")), "claim", {"c": case.number}, style)
    value = {"c": case.number, "t": one.target, "s": one.state if one.target else None}
    kind = "move" if one.move == "take" else "form"
    alike = [other for other in legal_moves(case) if other.move == one.move]
    if len(alike) == 1 or one.target is None:
        return button(words.move(one.move), f"{kind}:{one.move}", value, style)
    label = f"{words.move(one.move)} – {line_title(case, one.target, words)}"
    return button(label, f"{kind}:{one.move}:{one.target}", value, style)


def _head(case: Case, words: Words, now: datetime) -> str:
    parcel = case.parcel
    parts = [f"{light(case, now)} *{case.reference}*", f"{quoted(carrier_of(parcel, words))} {masked(parcel.number)}"]
    if parcel.destination:
        parts.append(f"→ {quoted(brief(parcel.destination, NAME_LONGEST))}")
    if case.order.marketplace:
        parts.append(quoted(brief(case.order.marketplace, NAME_LONGEST)))
    if case.order.ref:
        parts.append(quoted(brief(case.order.ref, NAME_LONGEST)))
    if not case.is_open:
        parts.append(f"*{words.term('closed')}*")
    elif is_overdue(case, now):
        parts.append(f"*{words(N_('overdue'))}*")
    return " · ".join(parts)


def _next(case: Case, words: Words) -> str:
    step = case.next_step
    if step is None:
        outcome = Term(case.outcome or "resolved")
        if case.prevention is None:
            return words(N_("*Closed*  {outcome}"), outcome=outcome)
        avoidable = Term(f"prevention:{case.prevention}")
        return words(N_("*Closed*  {outcome} · avoidable by: {prevention}"), outcome=outcome, prevention=avoidable)
    what = words.term(step_term(case, step.kind, step.key))
    if step.waiting_on == US:
        return words(N_("*Our move*  {who}: {what}, by {due}"), who=whose(step, words), what=what, due=step.due_at)
    owner = f"  ·  <@{case.owner}>" if case.owner else ""
    party = brief(_waiting_party(case, step.key, words), NAME_IN_NEXT_LONGEST)
    return words(N_("*Their move*  {party}: {what}, we act on {due}"), party=party, what=what, due=step.due_at) + owner


def whose(step: NextStep, words: Words) -> Person | Term | str:
    """Who has to make the next step: a person, those whose right it is, or nobody yet of those who work on cases."""
    if step.owner:
        return Person(step.owner)
    if step.role != AGENT:
        return Term(step.role)
    return words(N_("nobody yet ({role})"), role=Term(step.role))


def _next_plain(case: Case, words: Words) -> str:
    step = case.next_step
    if step is None:
        return words.term("closed")
    who = words.plain(N_("our move")) if step.waiting_on == US else words.term(step.waiting_on)
    return words.plain(
        N_("{who}: {what} by {due}"), who=who, what=words.term(step_term(case, step.kind, step.key)), due=step.due_at
    )


def _waiting_party(case: Case, key: str, words: Words) -> str:
    line = key.rpartition(":")[2]
    for one in case.investigations:
        if one.id == line:
            return party_of(one, words)
    for claim in case.claims:
        if claim.id == line:
            return claim.payer
    for dispute in case.disputes:
        if dispute.id == line:
            return dispute.through
    return carrier_of(case.parcel, words)


def party_of(search: Investigation, words: Words) -> str:
    """Whoever was asked to search, by name where it is known; not escaped."""
    return brief(search.party, NAME_LONGEST) if search.party != "?" else words.term("carrier")


def listed(told: list[str], words: Words) -> Marked:
    """Pieces of mrkdwn beside each other, as many as one line of the card has room for, and how many are left."""
    kept, length = 0, 0
    for one in told:
        length += len(one) + len(BETWEEN)
        if kept and length > LIST_LONGEST:
            break
        kept += 1
    left = len(told) - kept
    more = [words.count(N_("and {n} more"), N_("and {n} more"), left)] if left else []
    return Marked(BETWEEN.join([*told[:kept], *more]))


def state_of(name: str, state: str, words: Words) -> str:
    """Somebody's name and how it stands there, as mrkdwn."""
    return words(N_("{name}: {state}"), name=brief(name, NAME_LONGEST), state=Term(state))


def _buyer(case: Case, words: Words) -> str:
    told = [_remedy(one, words) for one in case.remedies if one.state in REMEDY_LIVE or one.state in REMEDY_DONE]
    if case.remedy_end:
        told.append(words.term(case.remedy_end))
    if not told:
        told = [words(N_("wait until {date}"), date=words.day(case.waiting_until))] if case.waiting_until else []
        told = told or [words.term("undecided")]
    if case.buyer_waiting_since:
        waits = words(N_("a message of the buyer waits for an answer"))
        told.append(waits + _by(case, "buyer_answer", words))
    return words(N_("*Buyer*  {told}"), told=listed(told, words))


def _remedy(one: Remedy, words: Words) -> str:
    told = words(N_("{kind} {money}: {state}"), kind=Term(one.kind), money=one.total, state=Term(one.state))
    if one.reference:
        told += f" ({quoted(brief(one.reference, NAME_LONGEST))})"
    if one.kind == "resend" and one.state in REMEDY_LIVE and not one.address_confirmed:
        told += words(N_(", address not confirmed yet"))
    if one.replacement and one.state == "replacement_moving":
        told += f" ({masked(one.replacement)})"
    return told


def _search(case: Case, words: Words, now: datetime, prospects: Prospects) -> str:
    told, desk = [], _desk_of_carrier(case, prospects)
    for one in case.investigations:
        where = words(N_(", ")) + words.term(one.whereabouts) if one.state == "located" and one.whereabouts else ""
        reference = f" ({quoted(brief(one.reference, NAME_LONGEST))})" if one.reference else ""
        told.append(
            state_of(party_of(one, words), one.state, words) + where + reference + _late(case, one.id, words, now)
        )
        if desk and one.state in ASKS_THERE and one.party == case.parcel.carrier_name:
            told[-1] += f" · {linked(desk)}"
    return words(N_("*Search*  {told}"), told=listed(told, words))


def _desk_of_carrier(case: Case, prospects: Prospects) -> str:
    """The page on which the carrier takes inquiries and claims, as far as its rules that fit the case name one."""
    carriers = [one.programme for one in (*prospects.windows, *prospects.beside) if one.programme.role == "carrier"]
    pages = [rule.web for one in carriers[:1] for rule in rules_for(case, one, "channel") if rule.web]
    return pages[0] if pages else ""


def _late(case: Case, line: str, words: Words, now: datetime) -> str:
    """That a counterparty's answer on this line was due, and when; nothing while there is time."""
    clocks = [one for one in case.clocks if one.key.endswith(f":{line}") and one.waiting_on not in (US, NOBODY)]
    late = [one.due_at for one in clocks if one.due_at is not None and one.due_at <= now]
    return words(N_(", *silent; was due {day}*"), day=words.day(late[0])) if late else ""


def _by(case: Case, line: str, words: Words) -> str:
    """By when we owe an answer on this line, where others set that date: it may not be the case's next step."""
    ours = [one for one in case.clocks if one.kind in HARD and one.key.rpartition(":")[2] == line]
    ends = [end for one in ours if (end := deadline_of(one)) is not None]
    return words(N_(", by {due}"), due=words.moment(min(ends))) if ends else ""


def _disputes(case: Case, words: Words, now: datetime) -> str:
    told = [
        state_of(one.through, one.state, words) + _by(case, one.id, words) + _late(case, one.id, words, now)
        for one in case.disputes
    ]
    return words(N_("*Dispute*  {told}"), told=listed(told, words)) if told else ""


def _claims(case: Case, words: Words, now: datetime, prospects: Prospects) -> str:
    told = filing_told(case, words, now)
    told += [claim_told(one, words) + _by(case, one.id, words) + _late(case, one.id, words, now) for one in case.claims]
    if case.claim_end and not case.claims:
        told.append(words.term(case.claim_end))
    if case.claim_end is None:
        told += [unpaid_told(one, words) for one in prospects.unpaid if one.programme.id not in case.no_claim_on]
    if prospects.cover is not None:
        told.append(cover_line(prospects.cover, words))
    return words(N_("*Claim*  {told}"), told=listed(told, words)) if told else ""


def _evidence(case: Case, words: Words, prospects: Prospects) -> str:
    """What is there and what is missing, once something is kept or a claim is on its way."""
    if not case.evidence and not any(one.state in WANTS_EVIDENCE for one in case.claims):
        return ""
    told = evidence_told(case, needs_by(case, prospects.windows), words)
    return words(N_("*Evidence*  {told}"), told=Marked(told))


def _money(case: Case, words: Words) -> str:
    told = money_told(case, words)
    return words(N_("*Money*  {told}"), told=listed(told, words)) if told else ""


def _more_facts(case: Case, words: Words, seen: Sightings | None) -> str:
    told = []
    if case.cause and (seen is None or case.named_cause is None):
        told.append(words(N_("cause: {cause}"), cause=Term(case.cause)))
    if case.found_at and case.is_open and not remedy_ended(case):
        told.append(words(N_("*the parcel was found*")))
    if case.order.goods:
        told.append(quoted(brief(case.order.goods, 2 * NAME_LONGEST)))
    told += [f"LOST-{number:04d}" for number in case.linked]
    if case.incident:
        told.insert(0, words(N_("incident {incident}"), incident=case.incident))
    return words(N_("*Case*  {told}"), told=listed(told, words)) if told else ""
