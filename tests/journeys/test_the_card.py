"""The card at a glance: never more than nine lines, only buttons that are legal now, whatever people typed."""

import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cases.act import Act
from cases.case import Actor, Case, Line, Order, Parcel
from cases.money import Money
from cases.moves import MOVES
from cases.targets import legal_moves
from cases.words import Refused
from handlers.desk import Desk, Report
from storage.transaction import Transaction
from tests.journeys.team import UPS, Team, actions_of, text_of
from tests.journeys.ways import clicked, decided, line_of, paid_case, with_approver

ALL_ROLES = frozenset({"agent", "lead", "finance", "admin"})
NASTY = "<!channel> *bold* _x_ `y` ~z~ &amp; <@U0MAYA000> \u202eevil שלום 🎉\nsecond line " + "x" * 2000


def a_detail(kind: str, name: str, chance: random.Random, team: Team) -> Any:
    """Something that fits a field, as long and nasty as it may be."""
    if kind == "money":
        return Money(Decimal(chance.randint(1, 90)), "EUR")
    if kind == "date":
        return team.clock.now() + timedelta(days=-1 if name == "at" else chance.randint(1, 30))
    choices = {"cause": "customs", "whereabouts": "moving", "outcome": "delivered", "payer_kind": "carrier"}
    if kind == "choice":
        return choices.get(name, "filing_deadline:ups")
    if kind == "person":
        return team.maya.id
    return f"1Z{chance.randint(10**15, 10**16)}" if kind == "number" else NASTY[:200] if kind == "code" else NASTY


def walk(team: Team, seed: int, steps: int) -> Any:
    """A case that went through so many moves by chance, none of which closed it."""

    def work(tx: Transaction) -> None:
        chance = random.Random(seed)
        desk = Desk(tx, team.id, team.clock.now())
        mover, other = (Actor("person", one.id, ALL_ROLES) for one in (team.lin, team.priya))
        order = Order(NASTY[:80], NASTY[:60], Money(Decimal(900), "EUR"), None, NASTY[:200])
        case = desk.open(Report(Parcel(UPS, "ups", "UPS"), order, "C0LOSTPAR"), mover)
        for _ in range(steps):
            one = chance.choice([m for m in legal_moves(case) if m.move not in ("close", "not_lost")])
            details = {f.name: a_detail(f.kind, f.name, chance, team) for f in MOVES[one.move].fields}
            details |= {"lines": (Line("goods", Money(Decimal(20), "EUR")),), "address_confirmed": True}
            try:
                case = desk.move(case.number, Act(one.move, chance.choice((mover, other)), one.target, details))
            except Refused:
                continue

    return work


@pytest.mark.parametrize("seed", range(12))
async def test_the_card_is_short_and_legal_after_whatever_happened(team: Team, seed: int) -> None:
    await team.database.write(walk(team, seed, steps=25))
    await team.settle()
    card = team.card()
    lines = card.blocks[0]["text"]["text"].splitlines()
    assert len(lines) <= 9
    assert "<!channel>" not in "".join(lines) and "<@U0MAYA000>" not in "".join(lines[2:])
    case = await team.case()
    legal = {one.move for one in legal_moves(case)} | {"record", "contact", "claim", "more"}
    shown = [one.split(":")[1] if ":" in one else one for one in actions_of(card)]
    # Five and *More*.
    assert set(shown) <= legal and len(shown) <= 6
    assert len(set(actions_of(card))) == len(actions_of(card))
    assert whose(case, lines[1])
    team.check_everything_shown()


def whose(case: Case, line: str) -> bool:
    """The second line says whose move it is and by when."""
    step = case.next_step
    assert step is not None
    ours = step.waiting_on == "us"
    named = f"<@{step.owner}>" if step.owner else "finance" if step.kind == "approval" else "nobody yet"
    if not ours:
        return line.startswith("*Their move*  ") and "we act on 20" in line
    return line.startswith(f"*Our move*  {named}") and "by 20" in line


async def test_what_comes_first_after_the_decision_is_on_the_card_as_a_button(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await decided(team, goods="31")
    assert "form:refund_done" in actions_of(team.card())
    assert "form:set_parcel" in actions_of(team.card())


async def test_full_numbers_are_in_more_and_not_in_the_channel(team: Team) -> None:
    await paid_case(team)
    assert UPS not in text_of(team.card()) and UPS not in team.card().text
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None and f"Full number: {UPS}" in text_of(team.lin.view)


async def test_a_second_number_belongs_to_the_case_from_then_on(team: Team) -> None:
    await paid_case(team)
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None
    await clicked(team, team.lin, team.lin.view, "form:add_number:", number="00340434161094042557")
    told = await team.types(team.lin, "/lost 00340434161094042557")
    assert "LOST-0001" in told.private[0].text and len(team.cards()) == 1


async def test_the_history_tells_every_move_newest_first_and_nothing_of_what_came_next(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.maya, "assign", person=team.lin.id)
    await clicked(team, team.lin, team.card(), "form:triage", cause="customs")
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "history")
    told = [text.splitlines()[1] for text in (one["text"]["text"] for one in team.lin.view.blocks)]
    assert told == [
        "<@U0LIN0000> confirmed the cause: Customs",
        "<@U0MAYA000> gave the case to <@U0LIN0000>",
        "<@U0LIN0000> took the case",
        "<@U0LIN0000> opened the case",
    ]
    assert "Next:" not in text_of(team.lin.view)


async def test_lines_of_one_person_within_a_minute_share_a_message(team: Team) -> None:
    await paid_case(team)
    await clicked(team, team.lin, team.card(), "form:triage", cause="customs")
    assert len(team.story()) == 1 and len(team.story()[0].splitlines()) == 2
    await team.wait(hours=1)
    await team.does(team.lin, "not_needed", "I1", reason="Asked on the phone.")
    assert len(team.story()) == 2


async def test_the_colour_says_what_the_words_say(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    assert text_of(team.card())[0] == "🟡"
    await team.does(team.lin, "nothing_owed", reason="Cash on delivery.")
    await team.does(team.lin, "not_needed", "I1", reason="Asked on the phone.")
    assert text_of(team.card())[0] == "🟠" and "deadline unknown" in line_of(team, "Claim")
    await team.does(team.lin, "no_claim", reason="No cover.")
    assert text_of(team.card())[0] == "🟡"
