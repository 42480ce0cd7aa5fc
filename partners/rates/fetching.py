"""Asking the European Central Bank and the International Monetary Fund for their rates; neither wants a key."""

from collections.abc import Callable
from datetime import date, datetime

import httpx

from cases.rates import Rate
from partners.rates import central_bank, monetary_fund
from partners.rates.central_bank import RatesNotRead

CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 30.0
LARGEST_BYTES = 4 * 1024 * 1024
SOURCES: dict[str, tuple[str, Callable[[date, date], list[str]], Callable[[str, datetime], list[Rate]]]] = {
    central_bank.SOURCE: (central_bank.ADDRESS, central_bank.paths, central_bank.rates_in),
    monetary_fund.SOURCE: (monetary_fund.ADDRESS, monetary_fund.paths, monetary_fund.rates_in),
}


async def fetched(
    source: str, since: date, now: datetime, transport: httpx.AsyncBaseTransport | None = None
) -> list[Rate]:
    """The rates of a source since a day and until now, and perhaps some before. Raises RatesNotRead."""
    address, paths, read = SOURCES[source]
    timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    found = []
    try:
        async with httpx.AsyncClient(base_url=address, timeout=timeout, transport=transport) as client:
            for path in paths(since, now.date()):
                answer = await client.get(path, headers={"User-Agent": "Tracer"})
                found += read(_text(answer), now)
    except httpx.HTTPError as error:
        raise RatesNotRead(type(error).__name__) from None
    return found


def _text(answer: httpx.Response) -> str:
    if not answer.is_success:
        raise RatesNotRead(f"status {answer.status_code}")
    if len(answer.content) > LARGEST_BYTES:
        raise RatesNotRead("the answer is too large")
    return answer.text
