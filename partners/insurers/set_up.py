"""The insurers that there are keys for, ready to be asked: no key, no insurer, and claims are filed by hand."""

from collections.abc import Mapping, Sequence

import httpx

from cases.light_dataclass import dataclass
from partners.insurers import easypost
from partners.insurers.desk import Insurer
from partners.insurers.easypost import EasyPostClaims, Turns
from partners.tracking.calling import caller_client
from partners.tracking.easypost import BASE_URL


@dataclass(frozen=True, slots=True)
class SetUp:
    """The insurers by name. Close them at the end."""

    insurers: Mapping[str, Insurer]
    clients: Sequence[httpx.AsyncClient]

    async def close(self) -> None:
        """Let go of every connection."""
        for client in self.clients:
            await client.aclose()


def set_up(keys: Mapping[str, tuple[str, str]]) -> SetUp:
    """Make every insurer there is a key for, given with its address (empty: its own)."""
    insurers: dict[str, Insurer] = {}
    clients: list[httpx.AsyncClient] = []
    for name, (key, address) in keys.items():
        client = caller_client(address or BASE_URL)
        insurers[name] = EasyPostClaims(client, key, Turns(easypost.LIMITS))
        clients.append(client)
    return SetUp(insurers, clients)
