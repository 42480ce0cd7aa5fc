"""Ways that several journeys go: a case with money, a request that waits, a refusal that changes nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.playground.acting import Actor
from bot.playground.rooms import Message
from bot.playground.told import Told
from bot.playground.windows import View
from cases.document import to_document
from storage.transaction import Transaction
from tests.journeys.team import UPS, Team, text_of

ORDER = 'amazon.de 305-1234567-1234567 "vase, {price} EUR"'


async def with_approver(team: Team, **more: object) -> None:
    """Priya approves; the team works in Shenzhen."""
    await team.settings(approvers=[team.priya.id], timezone="Asia/Shanghai", **more)


async def paid_case(team: Team, price: str = "31", number: str = UPS) -> Message:
    """Lin opens a case of which the price is known, and takes it; its card is returned."""
    await team.opens(number, hints=ORDER.format(price=price))
    await team.clicks(team.lin, team.cards()[-1], "move:take")
    return team.cards()[-1]


async def decided(team: Team, move: str = "choose_refund", who: Actor | None = None, **values: str) -> Message:
    """Lin decides it and the card is returned."""
    sent = await team.decides(who or team.lin, team.card(), move, **values)
    assert sent.ok and not sent.errors and sent.closed, sent
    return team.card()


async def clicked(team: Team, who: Actor, target: Message | View, action: str, **values: object) -> None:
    """A button and the form it opens, filled in and taken."""
    await team.clicks(who, target, action)
    sent = await team.submits(who, values)
    assert sent.closed, (sent.errors, text_of(sent.view) if sent.view else sent)


async def waiting_request(team: Team, amount: str = "250") -> Message:
    """Lin asks for more than an agent decides alone; Priya's card of the request is returned."""
    await with_approver(team)
    await paid_case(team, "900")
    await decided(team, goods=amount, reason="The buyer waits since three weeks.")
    return request_of(team, team.priya)


def request_of(team: Team, who: Actor) -> Message:
    """The last request for approval in somebody's direct messages."""
    found = [one for one in team.direct(who) if any(block.get("block_id") == "approval" for block in one.blocks)]
    return found[-1]


@asynccontextmanager
async def nothing_changes(team: Team, number: int = 1) -> AsyncIterator[None]:
    """What is done inside leaves the case exactly as it was."""
    before = to_document(await team.case(number))
    yield
    assert to_document(await team.case(number)) == before


def whisper(told: Told) -> str:
    """The one private sentence that somebody got."""
    assert len(told.private) == 1, [one.text for one in told.private]
    return told.private[0].text


def notice(who: Actor) -> str:
    """The sentence in the modal in front of somebody."""
    assert who.view is not None and who.view.callback_id == "notice", who.view
    return text_of(who.view)


def next_line(team: Team, number: int = 1) -> str:
    """The card's second line: whose move it is, what, and by when."""
    return text_of(team.card(number)).splitlines()[1]


def line_of(team: Team, name: str, number: int = 1) -> str:
    """The card's line of that name."""
    found = [line for line in text_of(team.card(number)).splitlines() if line.startswith(f"*{name}*")]
    return found[0].partition("*  ")[2] if found else ""


async def no_admin_any_more(team: Team) -> None:
    """Maya is no admin of the Slack workspace from now on."""

    def demote(tx: Transaction) -> None:
        person = tx.people.get(team.id, team.maya.id)
        assert person is not None
        tx.people.upsert([person.model_copy(update={"is_admin": False, "is_owner": False})])

    await team.database.write(demote)


async def give_roles(team: Team, user: str, *roles: str) -> None:
    """What an admin gave somebody; nothing given means what Slack says of them."""
    await team.database.write(lambda tx: tx.people.set_roles(team.id, user, roles))


async def keeps_settings(team: Team, values: dict[str, object] | None = None) -> dict[str, str]:
    """Maya sends the form of settings in front of her and keeps what it would change; the errors below its fields."""
    sent = await team.submits(team.maya, values)
    if not sent.errors and team.maya.view is not None and team.maya.view.callback_id == "settings_keep":
        sent = await team.submits(team.maya)
    assert sent.errors or sent.closed, sent
    return sent.errors
