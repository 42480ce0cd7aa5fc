"""Every door there is, found in the table of routes, tried by somebody whom the case is not for.

A door that is added later is tried without being named here: as a word, a button, a form and a shortcut.
"""

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from cases.document import to_document
from cases.moves import ADMIN, AGENT, FINANCE, LEAD, VIEWER
from cases.words import NotAllowed, Refused
from handlers.routes import CLICKS, FORMS, SHORTCUTS, VERBS
from handlers.visit import Act, Answer, Ask, Visit
from storage.errors import StorageError
from storage.transaction import Transaction
from tests.journeys.team import DHL, Team
from tests.journeys.test_rights import everything_kept
from tests.journeys.ways import give_roles

# Nobody whom it is not for reads any of these, whichever way they come.
NUMBER = "LV333333335CN"
SECRETS = ("Xvasex", "403-7654321", "Xnotex", "71.07", NUMBER, "335CN")
MADE_UP = "2026-11-23T02:00:00+00:00"
# What buttons and forms carry, whatever they are: the case, a line of it, a list of cases, a figure of a scorecard.
CARRIED: tuple[dict[str, Any], ...] = (
    {"c": 1, "t": "I1", "s": "not_opened", "k": "daily", "q": "all", "p": 1, "ch": "C1", "v": "1"},
    {"c": 2, "t": "I1", "s": "not_opened", "k": "weekly", "n": [2], "w": "write_off", "r": "Xwhyx", "v": "2"},
    {"c": 1, "n": [1], "w": "assign", "p": "U0PRIYA00", "r": "Xwhyx", "u": MADE_UP, "m": "close", "i": 1},
    {"b": "carrier", "d": 90, "u": MADE_UP, "a": 0, "y": 1, "n": ["china_post"], "f": "opened", "m": 1},
    {"f": "at_risk", "k": "EUR", "t": MADE_UP, "c": 1, "n": 1, "i": 1},
)
FILLED = {"what": "note||open", "text": "Xsaidx", "reason": "Xwhyx", "reference": "1", "person": "U0PRIYA00"}
OF_THEIR_OWN = {"pack", "export", "contact_read", "see_evidence", "claim_pack", "pack_again", "export_case"}
SUFFIXES = ("take", "form", "decide:choose_refund", "choose_refund", "write_off:C1")


@dataclass(frozen=True)
class Door:
    """One way in: what it is called, what stands behind it, and everything it is tried with."""

    kind: str
    name: str
    act: Act
    asks: tuple[Mapping[str, Any], ...]


def doors() -> Iterator[Door]:
    texts = ("1", "LOST-0001 hello", "2 <@U0PRIYA00>", "", "all", "order 305")
    for verb in VERBS.values():
        yield Door("command", verb.name, verb.act, tuple({"text": text} for text in texts))
    for name, act in CLICKS.items():
        named = [f"{name}:{suffix}" for suffix in SUFFIXES]
        asks = tuple({"name": full, "value": value} for full, value in zip(named, CARRIED, strict=True))
        yield Door("click", name, act, asks)
    for name, act in FORMS.items():
        asks = tuple({"name": name, "meta": meta, "filled": FILLED} for meta in CARRIED)
        yield Door("form", name, act, asks)
    for name, act in SHORTCUTS.items():
        yield Door("shortcut", name, act, ({"name": name, "text": "LOST-0001", "message_ts": "1.0"},))


async def a_private_case(team: Team) -> None:
    """Maya's own, with everything in it that somebody else must not read; and beside it one that all see."""
    await team.opens(NUMBER, who=team.maya, hints='amazon.de 403-7654321-7654321 "Xvasex, 71.07 EUR"')
    await team.clicks(team.maya, team.card(), "move:take")
    await team.types(team.maya, "/lost note 1 Xnotex")
    await team.clicks(team.maya, team.card(), "more")
    assert team.maya.view is not None
    await team.clicks(team.maya, team.maya.view, "make_private")
    await team.opens(DHL, who=team.maya)


async def tried(team: Team, door: Door) -> list[str]:
    """What somebody (Lin) is shown or owed when they try it in every way; mistakes of a forged ask count as nothing."""
    shown = []
    for number, more in enumerate(door.asks):
        ask = Ask(
            door.kind, team.id, team.lin.id, team.clock.now(), f"{door.kind}:{door.name}:{number}",
            **{"channel": team.world.channel("lost-parcels").id, "trigger_id": "1.2", "name": door.name, **more},
        )  # fmt: skip
        try:
            answer = await team.database.write(_in(door.act, ask))
        except Refused as refused:
            shown.append(json.dumps([str(refused), {k: str(v) for k, v in refused.sentence.params.items()}]))
        except (KeyError, TypeError, ValueError, AttributeError, AssertionError, IndexError):
            continue
        else:
            shown.append(json.dumps([answer.text, answer.blocks, answer.view, answer.errors], ensure_ascii=False))
    return shown


def _in(act: Act, ask: Ask) -> Callable[[Transaction], Answer]:
    return lambda tx: act(Visit(ask, tx))


async def owed(team: Team) -> str:
    """Every letter and file that was ever owed to Lin, or to everybody."""

    def read(tx: Transaction) -> list[str]:
        rows = tx.connection.exec_driver_sql("SELECT lane, kind, params FROM outbox WHERE kind <> 'card'")
        letters = [str(tuple(row)) for row in rows if team.lin.id in str(row) or row[0].startswith("C")]
        files = tx.connection.exec_driver_sql("SELECT case_number, kind, params FROM sendings")
        return [*letters, *(str(tuple(row)) for row in files if row[0] == 1)]

    return "\n".join(await team.database.read(read))


@pytest.mark.parametrize("role", [VIEWER, AGENT])
async def test_no_door_shows_or_moves_a_private_case_for_whom_it_is_not(team: Team, role: str) -> None:
    await a_private_case(team)
    await give_roles(team, team.lin.id, role)
    before, kept, what_was_owed = to_document(await team.case()), await everything_kept(team), await owed(team)
    leaks = {}
    for door in doors():
        told = "\n".join(await tried(team, door))
        if found := [word for word in SECRETS if word in told]:
            leaks[f"{door.kind} {door.name}"] = found
    assert leaks == {} and to_document(await team.case()) == before
    if role == VIEWER:
        # Who only looks changes nothing at all, by no form either.
        now = await everything_kept(team)
        assert {name: value for name, value in now.items() if value != kept[name]} == {}
    fresh = (await owed(team)).removeprefix(what_was_owed)
    assert [word for word in SECRETS if word in fresh] == []


class _GivenBack(Exception):
    """Nothing of what was tried is kept, so that whoever comes next finds the same."""


async def whose_it_is(team: Team, door: Door, number: int) -> frozenset[str] | None:
    """To whose roles somebody (Lin) is referred by a door; None where it is not for want of a role that they are not
    let in.
    """
    found: list[frozenset[str]] = []
    more = {"channel": team.world.channel("lost-parcels").id, "trigger_id": "1.2", "name": door.name}
    ask = Ask(door.kind, team.id, team.lin.id, team.clock.now(), f"tried:{door.name}", **{**more, **door.asks[number]})

    def tried_once(tx: Transaction) -> None:
        try:
            door.act(Visit(ask, tx))
        except NotAllowed as refused:
            found.append(refused.roles)
        except Exception as other:
            # Whoever is let in may be refused for another reason, or brings what no form of ours does.
            assert not isinstance(other, StorageError)
        raise _GivenBack

    with contextlib.suppress(_GivenBack):
        await team.database.write(tried_once)
    return found[0] if found else None


async def test_whoever_is_named_to_somebody_refused_is_let_in_and_an_agent_only_to_what_is_theirs(team: Team) -> None:
    await team.opens(NUMBER, who=team.maya)
    await team.opens(DHL, who=team.maya)
    await give_roles(team, team.lin.id, VIEWER)
    closed = {}
    for door in doors():
        for number in range(min(2, len(door.asks))):
            if whose := await whose_it_is(team, door, number):
                closed[door.kind, door.name] = (door, number, whose)
                break
    assert len(closed) > 60 and all(VIEWER not in whose for _, _, whose in closed.values())
    shut, open_to_agents = [], set()
    for role in (AGENT, LEAD, FINANCE, ADMIN):
        await give_roles(team, team.lin.id, role)
        for (kind, name), (door, number, whose) in closed.items():
            refused = await whose_it_is(team, door, number)
            if role in whose and refused == whose:
                shut.append(f"{role}: {kind} {name}")
            if role == AGENT and role not in whose and refused is None:
                open_to_agents.add(name)
    assert shut == []
    # A refusal names whom to ask, not everybody who may; what is personal an agent sees of a case that is theirs.
    assert open_to_agents == OF_THEIR_OWN
