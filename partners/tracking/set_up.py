"""The trackers that there are keys for, ready to be asked: no key, no tracker, and Tracer works without any."""

from collections.abc import Callable, Mapping, Sequence

import httpx

from cases.light_dataclass import dataclass
from partners.tracking import aftership, dhl, easypost, seventeen, ups
from partners.tracking.aftership import AfterShip
from partners.tracking.asking import Tracker
from partners.tracking.calling import caller_client
from partners.tracking.dhl import Dhl
from partners.tracking.easypost import EasyPost
from partners.tracking.pace import Allowance, Limits, Pace, Unlimited
from partners.tracking.seventeen import SeventeenTrack
from partners.tracking.ups import Ups

# Where each is found, and what it allows.
BASE_URLS = {
    "17track": seventeen.BASE_URL,
    "aftership": aftership.BASE_URL,
    "easypost": easypost.BASE_URL,
    "dhl": dhl.BASE_URL,
    "ups": ups.BASE_URL,
}
LIMITS = {
    "17track": seventeen.LIMITS,
    "aftership": aftership.LIMITS,
    "easypost": easypost.LIMITS,
    "dhl": dhl.LIMITS,
    "ups": ups.LIMITS,
}


@dataclass(frozen=True, slots=True)
class Access:
    """What is needed to ask one tracker; `secret` beside the key where it has both."""

    name: str
    key: str
    secret: str = ""
    base_url: str = ""
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class SetUp:
    """The trackers by name, and what each allows. Close them at the end."""

    trackers: Mapping[str, Tracker]
    limits: Mapping[str, Limits]
    clients: Sequence[httpx.AsyncClient] = ()

    async def close(self) -> None:
        """Let go of every connection."""
        for client in self.clients:
            await client.aclose()


def set_up(accesses: Sequence[Access], allowance: Callable[[str, int], Allowance]) -> SetUp:
    """Make every tracker there is an access to; `allowance` keeps so much a day, by the tracker's name."""
    trackers: dict[str, Tracker] = {}
    limits: dict[str, Limits] = {}
    clients: list[httpx.AsyncClient] = []
    for access in accesses:
        allowed = access.limits or LIMITS[access.name]
        client = caller_client(access.base_url or BASE_URLS[access.name])
        left = Unlimited() if allowed.per_day is None else allowance(access.name, allowed.per_day)
        trackers[access.name] = _tracker(access, client, Pace(allowed), left)
        limits[access.name] = allowed
        clients.append(client)
    return SetUp(trackers, limits, clients)


def _tracker(access: Access, client: httpx.AsyncClient, pace: Pace, left: Allowance) -> Tracker:
    if access.name == "ups":
        return Ups(client, access.key, access.secret, pace, left)
    return WITH_ONE_KEY[access.name](client, access.key, pace, left)


WITH_ONE_KEY: dict[str, Callable[[httpx.AsyncClient, str, Pace, Allowance], Tracker]] = {
    "17track": SeventeenTrack,
    "aftership": AfterShip,
    "easypost": EasyPost,
    "dhl": Dhl,
}
