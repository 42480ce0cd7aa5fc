"""The words of a list command, as what is looked for: people narrow a list the same way wherever they do."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from cases.closing import CAUSES
from cases.wanted import US
from cases.words import N_, Refused
from handlers.language import LANGUAGES, Words
from partners.carriers.glances import looks_like_a_number
from partners.carriers.names import carrier_typed, one_house
from partners.carriers.numbers import normalise
from storage.case_lists import Filters

WORDS: dict[str, dict[str, Any]] = {
    "mine": {"owner": "me"},
    "我的": {"owner": "me"},
    "ours": {"waiting_on": US},
    "due": {"due_by": "today"},
    "到期": {"due_by": "today"},
    "silent": {"silent": True},
    "waiting": {"silent": True},
    "沉默": {"silent": True},
    "无回复": {"silent": True},
    "approve": {"needs_approval": True},
    "approvals": {"needs_approval": True},
    "approval": {"needs_approval": True},
    "待批": {"needs_approval": True},
    "closed": {"status": "closed"},
    "已结": {"status": "closed"},
    "open": {"status": "open"},
    "all": {"status": None},
    "全部": {"status": None},
}
PREFIXES = {
    "carrier": "carrier",
    "承运商": "carrier",
    "market": "marketplace",
    "marketplace": "marketplace",
    "平台": "marketplace",
    "lane": "lane",
    "线路": "lane",
    "cause": "cause",
    "原因": "cause",
    "days": "days",
    "天": "days",
    "age": "age",
    "天数": "age",
    "money": "money",
    "金额": "money",
}
LANE = re.compile(r"([a-z]{2})?(?:-|>|→)?([a-z]{2})?")
AGE = re.compile(r"([<>])?(\d{1,3})")
MONEY = re.compile(r"(?:([<>])(\d{1,9})|(\d{1,9})-(\d{1,9}))([a-z]{3})?")


def filters_of(text: str, me: str, now: datetime, zone: str) -> Filters:
    """The words of a list command as filters; what is no filter is looked for as text.

    `due` means by the end of the reader's day. A number is looked for as it is kept, however it is spaced. Refused
    where what follows a colon cannot be read.
    """
    query: dict[str, Any] = {}
    rest = []
    for word in text.replace("：", ":").split():
        name, colon, value = word.partition(":")
        if word.lower() in WORDS:
            query |= WORDS[word.lower()]
        elif colon and name.lower() in PREFIXES and value:
            query[PREFIXES[name.lower()]] = value.lower()
        else:
            rest.append(word)
    if query.get("owner") == "me":
        query["owner"] = me
    if "due_by" in query:
        query["due_by"] = _end_of_day(now, zone)
    for name, reading in READ_FURTHER.items():
        if written := query.pop(name, None):
            query |= reading(written, now)
    if carrier := query.get("carrier"):
        query["carrier"] = one_house(carrier_typed(carrier) or carrier)
    return Filters(**query, text=_searched(" ".join(rest)))


def _lane(written: str, now: datetime) -> dict[str, Any]:
    """`cn-de`, or one end of it: `cn-`, `-de`, `de` (where it goes)."""
    found = LANE.fullmatch(written)
    if found is None or not (found[1] or found[2]):
        raise Refused(
            N_(
                "“{word}” is not understood, so nothing was looked for. Write it like lane:cn-de, lane:cn- or lane:-de."
            ),
            word=f"lane:{written}"[:40],
        )
    first, second = found[1], found[2]
    if second is None and not written.endswith(("-", ">", "→")):
        first, second = None, first
    ends = {"origin": first, "destination": second}
    return {name: country.upper() for name, country in ends.items() if country}


def _days(written: str, now: datetime) -> dict[str, Any]:
    """Opened within so many days."""
    if not (written.isdecimal() and len(written) < 4):
        raise Refused(
            N_(
                "“{word}” is not understood, so nothing was looked for. "
                "Write days:30 for what was opened within 30 days."
            ),
            word=f"days:{written}"[:40],
        )
    return {"opened_after": now - timedelta(days=int(written))}


def _age(written: str, now: datetime) -> dict[str, Any]:
    """Older than so many days, or younger with `<`."""
    found = AGE.fullmatch(written)
    if found is None:
        raise Refused(
            N_(
                "“{word}” is not understood, so nothing was looked for. "
                "Write age:30 for what is older than 30 days, age:<30 for younger."
            ),
            word=f"age:{written}"[:40],
        )
    at = now - timedelta(days=int(found[2]))
    return {"opened_after": at} if found[1] == "<" else {"opened_before": at}


def _money(written: str, now: datetime) -> dict[str, Any]:
    """What an order is worth: `>100`, `<50eur`, `100-500usd`."""
    found = MONEY.fullmatch(written)
    if found is None:
        raise Refused(
            N_(
                "“{word}” is not understood, so nothing was looked for. "
                "Write it like money:>100, money:<50eur or money:100-500usd."
            ),
            word=f"money:{written}"[:40],
        )
    sign, one, low, high, currency = found.groups()
    query: dict[str, Any] = {"worth_currency": currency.upper()} if currency else {}
    if sign:
        return query | {"worth_from" if sign == ">" else "worth_to": Decimal(one)}
    return query | {"worth_from": Decimal(low), "worth_to": Decimal(high)}


def _cause(written: str, now: datetime) -> dict[str, Any]:
    """A cause by its name in the code or in either language."""
    for cause in CAUSES:
        names = {cause, *(Words(language).term(cause).lower().replace(" ", "_") for language in LANGUAGES)}
        if written in names:
            return {"cause": cause}
    return {"cause": written}


READ_FURTHER: dict[str, Callable[[str, datetime], dict[str, Any]]] = {
    "lane": _lane,
    "days": _days,
    "age": _age,
    "money": _money,
    "cause": _cause,
}


def _end_of_day(now: datetime, zone: str) -> datetime:
    return datetime.combine(now.astimezone(ZoneInfo(zone)).date(), time.max, ZoneInfo(zone)).astimezone(UTC)


def _searched(text: str) -> str:
    number = normalise(text)
    return number if looks_like_a_number(number) and not any(mark in text for mark in "-#") else text
