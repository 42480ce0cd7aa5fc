"""`/lost money`: what payers owe, or what one case's ledger comes to, and the moves that are about money."""

from collections.abc import Sequence

from cases.booking import correctable
from cases.case import Case
from cases.ledger import ledger, statements
from cases.money import Money
from cases.moves import ADMIN, FINANCE, LEAD, MOVES
from cases.rates import converted
from cases.targets import LegalMove, legal_moves
from cases.words import N_, NotAllowed
from handlers.case_refs import case_named
from handlers.receivables import owing, unmatched
from handlers.views.receivables import PAGE, Waiting, money_blocks, money_modal, owed_modal
from handlers.views.statement import OFFERED, ON_CLOSED, Together, statement_modal
from handlers.visit import Answer, Verb, Visit

MAY_SEE = frozenset({FINANCE, LEAD, ADMIN})


def typed(visit: Visit) -> Answer:
    """The statement of a case that was named, or of the thread's; without one, what payers owe in all."""
    if not visit.ask.text.strip() and not visit.ask.thread_ts:
        return overview(visit)
    case, _ = case_named(visit, visit.ask.text)
    return _statement(visit, case)


def overview(visit: Visit) -> Answer:
    """What payers owe by payer, currency and age, and what came that is unmatched."""
    _only_who_may(visit)
    owed = owing(visit.tx, visit.workspace, visit.at)
    may_enter = bool(visit.who.roles & MAY_SEE)
    blocks = money_blocks(owed, unmatched(visit.tx, visit.workspace), visit.words, visit.at, may_enter=may_enter)
    return Answer(text=visit.words(N_("Money that payers owe us")), blocks=blocks)


def overview_clicked(visit: Visit) -> Answer:
    """*Look at the money* on App Home."""
    answer = overview(visit)
    return Answer(view=money_modal(answer.blocks or [], visit.words))


def clicked(visit: Visit) -> Answer:
    """*Money* in *More*."""
    number = visit.ask.value.get("c")
    return _statement(visit, visit.desk.case(number if isinstance(number, int) else 0))


def claim_by_claim(visit: Visit) -> Answer:
    """Every claim that is owed, the oldest first, a page at a time."""
    _only_who_may(visit)
    place = visit.ask.value.get("f")
    first = place if isinstance(place, int) and place > 0 else 0
    found = visit.tx.receivables(visit.workspace).page(first, PAGE + 1)
    shown = [Waiting(one.case, one.claim, one.payer, one.state, one.left, one.since) for one in found[:PAGE]]
    may_pay = FINANCE in visit.who.roles
    view = owed_modal(shown, first, len(found) > PAGE, visit.words, visit.at, may_pay=may_pay)
    return Answer(view=view, replaces_view=visit.ask.in_view)


def _statement(visit: Visit, case: Case) -> Answer:
    lines = ledger(visit.tx.cases.log(visit.workspace, case.number))
    meta = {"ch": visit.ask.channel or visit.ask.meta.get("ch"), "c": case.number}
    view = statement_modal(case, lines, _offered(case, visit.who.roles), visit.words, meta, _together(visit, case))
    return Answer(view=view)


def _together(visit: Visit, case: Case) -> Together | None:
    """What a case has cost and brought over all its currencies, by the rates of today; None where one is missing."""
    found = statements(case)
    if len(found) < 2:
        return None
    currency, today = found[0].currency, visit.at.date()
    rates = visit.tx.rates(visit.workspace).of(today)
    made = [converted(one.balance, currency, rates, today) for one in found]
    known = tuple(one for one in made if one is not None)
    if len(known) < len(made):
        return None
    balance: Money = known[0].money
    for one in known[1:]:
        balance = balance + one.money
    return Together(balance, known)


def _offered(case: Case, roles: frozenset[str]) -> Sequence[LegalMove]:
    """The moves about money that the reader may make now; a closed case takes bookings only."""
    legal = [one for one in legal_moves(case) if one.move in OFFERED]
    if not case.is_open:
        names = ON_CLOSED if correctable(case) else ON_CLOSED[:1]
        legal = [LegalMove(name, None, "A", "closed") for name in names]
    legal.sort(key=lambda one: OFFERED.index(one.move))
    return [one for one in legal if MOVES[one.move].roles & roles]


def _only_who_may(visit: Visit) -> None:
    if not visit.who.roles & MAY_SEE:
        raise NotAllowed(
            N_("The money of the whole team is for finance, leads and admins. “/lost money 142” shows one case."),
            roles=frozenset({FINANCE, LEAD}),
        )


VERBS = (
    Verb(
        "money",
        N_("[CASE]"),
        N_("what payers owe us; of a case: every amount and line of its ledger"),
        typed,
        ("receivables", "账目", "应收"),
        writes=False,
    ),
)
CLICKS = {"money": clicked, "money_overview": overview_clicked, "money_owed": claim_by_claim}
