"""A team with a bad week: eight parcels, told move by move as the days went by.

Every move goes through the desk, the courier and the real cards, with the clock standing where the story is; so what
the page shows is what the bot really does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.playground.rig import Rig
from cases.act import Act
from cases.case import Actor, Case, Line, Order
from cases.money import Money
from handlers.desk import Desk, Report
from handlers.opening import parcel_of
from handlers.who import who_is
from partners.carriers.numbers import recognise
from storage.transaction import Transaction

LIN, MAYA, PRIYA = "lin", "maya", "priya"
BEGAN = timedelta(days=7)
STEP = timedelta(minutes=7)


@dataclass(frozen=True)
class Moment:
    """Something that happened: how many hours after the story began, who did what to which parcel of it."""

    after_hours: float
    who: str
    parcel: str
    move: str
    details: dict[str, Any] = field(default_factory=dict)


def _eur(amount: str, currency: str = "EUR") -> Money:
    return Money(Decimal(amount), currency)


def _goods(amount: str, currency: str = "EUR", shipping: str | None = None) -> tuple[Line, ...]:
    lines = [Line("goods", _eur(amount, currency))]
    return tuple(lines + ([Line("shipping", _eur(shipping, currency))] if shipping else []))


@dataclass(frozen=True)
class Day:
    """A date so many days from the moment that is told; before it where that is negative."""

    days: int


def _deadline(programme: str, days: int, source: str) -> dict[str, Any]:
    """Until when the claim on somebody must be filed, as somebody looked it up."""
    return {"clock": f"filing_deadline:{programme}", "until": timedelta(days=days), "source": source}


def _route(origin: str, destination: str, shipped: int, expected: int, **more: Any) -> dict[str, Any]:
    """What is known of a parcel: from the last, by the rules, its dates follow."""
    days = {"shipped_on": Day(shipped), "first_scan_on": Day(shipped), "expected_day": Day(expected)}
    return {"origin": origin, "destination": destination, **days, **more}


VASE, LAMP, COAT, TOYS = "00340434161094042557", "YT2133821236040818", "1Z5R89390357567127", "LP00473000221080"
BOOTS, TEA, KNIFE, PHONE = "9400111206206406260787", "UG336196744YP", "1Z999AA10123456784", "SF6043310798724"
ORDERS = {
    VASE: Order("305-4471203-9982345", "amazon.de", _eur("89"), _eur("31"), "blue vase"),
    LAMP: Order("12-09871-55321", "ebay.co.uk", _eur("42.50", "GBP"), _eur("12", "GBP"), "desk lamp"),
    COAT: Order("#1042", "shopify", _eur("220", "USD"), _eur("74", "USD"), "rain coat, size M"),
    TOYS: Order("8190034412", "aliexpress", _eur("18.90"), None, "wooden toys"),
    BOOTS: Order("#1038", "shopify", _eur("130", "USD"), _eur("52", "USD"), "hiking boots"),
    TEA: Order("28-11420-90417", "ebay.com", _eur("24", "USD"), None, "tea set"),
    PHONE: Order("576461203948", "tiktok", _eur("59"), _eur("22"), "phone stand"),
}
STORY = (
    Moment(2, LIN, VASE, "report"),
    Moment(2.5, LIN, VASE, "triage", {"cause": "lost_scan"}),
    Moment(3, LIN, VASE, "ask_carrier", {"via": "DHL Geschäftskundenportal", "reference": "NF-2210984"}),
    Moment(3.2, LIN, VASE, "set_date", _deadline("deutsche_post", 51, "DHL business terms")),
    Moment(3.5, LIN, LAMP, "report"),
    Moment(4, LIN, LAMP, "ask_carrier", {"via": "WeChat"}),
    Moment(4.1, LIN, LAMP, "set_date", _deadline("yunexpress", 24, "our contract with YunExpress")),
    Moment(4.2, LIN, LAMP, "choose_refund", {"lines": _goods("42.50", "GBP"), "reason": "Buyer waits since three weeks."}),
    Moment(22, LIN, LAMP, "refund_done", {"reference": "eBay refund 5120-771"}),
    Moment(24, MAYA, COAT, "report"),
    Moment(25, MAYA, COAT, "triage", {"cause": "transport_accident", "text": "Truck fire near Louisville."}),
    Moment(25.5, MAYA, COAT, "set_parcel", _route("US", "US 40202", -9, -4, service="Ground", last_scan_on=Day(-6))),
    Moment(26, MAYA, COAT, "choose_resend", {"lines": _goods("74", "USD", "14"), "address_confirmed": True,
                                             "reason": "Loyal buyer; we have stock."}),
    Moment(30, MAYA, COAT, "carrier_confirmed_loss", {"via": "UPS claims desk", "reference": "C-88120"}),
    Moment(31, MAYA, COAT, "draft_claim", {"payer": "UPS", "payer_kind": "carrier", "money": _eur("100", "USD")}),
    Moment(31.2, MAYA, COAT, "file_claim", {"reference": "UPS-7719204"}),
    Moment(47, LIN, TOYS, "report"),
    Moment(48, LIN, TOYS, "triage", {"cause": "customs"}),
    Moment(48.5, LIN, TOYS, "set_date", _deadline("cainiao", 17, "our contract with Cainiao")),
    Moment(49, LIN, TOYS, "wait", {"until": timedelta(days=6), "reason": "Held at customs, papers were sent."}),
    Moment(50, MAYA, BOOTS, "report"),
    Moment(51, MAYA, BOOTS, "ask_carrier", {"via": "usps.com", "reference": "MRC-55120"}),
    Moment(51.5, MAYA, BOOTS, "set_parcel", _route("US", "US 97201", -33, -28, service="Ground Advantage",
                                              label="easypost")),
    Moment(70, LIN, TEA, "report"),
    Moment(71, LIN, TEA, "buyer_wrote", {"via": "eBay message"}),
    Moment(71.1, LIN, TEA, "set_parcel", {"loss_type": "not_received"}),
    Moment(72, LIN, TEA, "ask_carrier", {"via": "WeChat 燕文客服"}),
    Moment(72.5, LIN, TEA, "set_date", _deadline("yanwen", 27, "our contract with Yanwen")),
    Moment(96, MAYA, COAT, "replacement_shipped", {"number": "1Z8V92A70367203024", "carrier": "ups",
                                                   "carrier_name": "UPS", "expected_on": timedelta(days=3)}),
    Moment(120, LIN, TEA, "dispute_opened", {"through": "eBay", "answer_by": timedelta(days=2), "reference": "5-77120"}),
    Moment(142, LIN, VASE, "carrier_acknowledged", {"via": "e-mail"}),
    Moment(143, MAYA, BOOTS, "choose_refund", {"lines": _goods("130", "USD"), "reason": "Silent for six days."}),
    Moment(164, LIN, PHONE, "report"),
    Moment(165, LIN, PHONE, "choose_refund", {"lines": _goods("59"), "reason": "Third loss on this lane this month."}),
    Moment(165.5, LIN, PHONE, "note", {"text": "SF says the bag was scanned in Liège and not since."}),
    Moment(166, LIN, VASE, "choose_refund", {"lines": _goods("89", "EUR", "12"), "paid": _eur("101"),
                                             "reason": "A-to-z claim is likely tomorrow."}),
)  # fmt: skip

# What brings a number that the tracker was never asked about.
NAMES_A_NUMBER = frozenset({"report", "replacement_shipped"})


async def a_bad_week(rig: Rig) -> None:
    """Tell the story from a week ago until now; afterwards the clock stands at the present again."""
    limits, rig.server.world.limits.on = rig.server.world.limits.on, False
    team, home = rig.server.world.team.id, rig.server.world.channel("lost-parcels").id
    people = {name: rig.server.world.person(name).id for name in (LIN, MAYA, PRIYA)}
    present = rig.clock.offset
    rig.clock.set_back(BEGAN)
    began, numbers = rig.clock.now(), {}
    await rig.database.write(lambda tx: _settle(tx, team, home, people[PRIYA], people[MAYA], began))
    for moment in STORY:
        await rig.forward(began + timedelta(hours=moment.after_hours))
        tell = _told(team, home, people, numbers, moment, rig.clock.now())
        numbers[moment.parcel] = await rig.database.write(tell)
        if moment.move in NAMES_A_NUMBER:
            await rig.look_for_parcels()
        await rig.tracer.courier.drain(0)
    await rig.forward(rig.clock.now() + (present - rig.clock.offset))
    await rig.look_for_parcels()
    rig.server.world.limits.on = limits


def _settle(tx: Transaction, team: str, home: str, approver: str, admin: str, at: datetime) -> None:
    """The settings that the team made on its first day."""
    before = tx.settings(team).get()
    chosen = {"approvers": [approver], "default_channel": home, "timezone": "Asia/Shanghai", "holidays": "CN"}
    tx.settings(team).put(before.model_copy(update=chosen), by=admin, at=at)


def _told(
    team: str, home: str, people: dict[str, str], numbers: dict[str, int], moment: Moment, at: datetime
) -> Callable[[Transaction], int]:
    def tell(tx: Transaction) -> int:
        desk, actor = Desk(tx, team, at), who_is(tx, team, people[moment.who]).actor
        if moment.move == "report":
            return _opened(desk, actor, moment.parcel, home).number
        number = numbers[moment.parcel]
        details = {name: _at(at, value) for name, value in moment.details.items()}
        _made(desk, actor, number, moment.move, details)
        return number

    return tell


def _at(at: datetime, value: Any) -> Any:
    """A detail as of the moment that is told: instants and dates are told by how far they are away."""
    if isinstance(value, Day):
        return (at + timedelta(days=value.days)).date()
    return at + value if isinstance(value, timedelta) else value


def _opened(desk: Desk, actor: Actor, number: str, home: str) -> Case:
    return desk.open(Report(parcel_of(recognise(number)), ORDERS[number], home), actor)


def _made(desk: Desk, actor: Actor, number: int, move: str, details: dict[str, Any]) -> Case:
    return desk.move(number, Act(move, actor, details=details))
