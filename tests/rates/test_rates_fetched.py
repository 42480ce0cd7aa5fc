"""Rates come from the central bank and the monetary fund with their day, or not at all; nothing is guessed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import httpx
import pytest

from cases.rates import Rate
from handlers.rate_keeping import RateKeeping
from handlers.regular_jobs import JobFailed
from partners.rates.central_bank import RatesNotRead
from partners.rates.fetching import fetched
from storage.database import Database
from storage.records import Person

NOW = datetime(2026, 4, 1, 15, 30, tzinfo=UTC)
ECB = """\
KEY,FREQ,CURRENCY,CURRENCY_DENOM,TIME_PERIOD,OBS_VALUE,OBS_STATUS
EXR.D.USD.EUR.SP00.A,D,USD,EUR,2026-03-30,1.0812,A
EXR.D.USD.EUR.SP00.A,D,USD,EUR,2026-03-31,,H
EXR.D.JPY.EUR.SP00.A,D,JPY,EUR,2026-03-30,161.85,A
"""
IMF = (
    "SDRs per Currency unit for March 2026\r\nCurrency\tMarch 30, 2026\tMarch 31, 2026\r\n"
    "Euro(1)\t0.8512000000\tNA\r\nU.S. dollar\t0.7291\t0.7300\r\nAlgerian dinar\t0.0055\t0.0055\r\n"
    "SDRs per Currency unit for March 2026 Continued\r\nCurrency\tApril 01, 2026\r\nU.S. dollar\t0.7310\r\n"
)
Answer = Callable[[httpx.Request], httpx.Response]


def answering(text: str, status: int = 200) -> Answer:
    return lambda request: httpx.Response(status, text=text)


async def got(source: str, answer: Answer) -> list[Rate]:
    return await fetched(source, date(2026, 3, 28), NOW, httpx.MockTransport(answer))


async def test_the_central_banks_rates_by_day() -> None:
    found = await got("ecb", answering(ECB))
    assert [(one.base, one.quote, str(one.value), one.on) for one in found] == [
        ("EUR", "USD", "1.0812", date(2026, 3, 30)),
        ("EUR", "JPY", "161.85", date(2026, 3, 30)),
    ]
    assert {(one.source, one.kept_at) for one in found} == {("ecb", NOW)}


async def test_the_monetary_funds_tables_of_two_months() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url.params["SelectDate"]))
        return httpx.Response(200, text=IMF)

    found = await got("imf", answer)
    assert asked == ["2026-03-28", "2026-04-01"]
    assert [(one.base, one.quote, str(one.value), one.on.isoformat()) for one in found[:4]] == [
        ("EUR", "XDR", "0.8512000000", "2026-03-30"),
        ("USD", "XDR", "0.7291", "2026-03-30"),
        ("USD", "XDR", "0.7300", "2026-03-31"),
        ("USD", "XDR", "0.7310", "2026-04-01"),
    ]


@pytest.mark.parametrize("source", ["ecb", "imf"])
@pytest.mark.parametrize("answer", [answering("<html>Sorry</html>"), answering("", 503), answering("x" * 5_000_000)])
async def test_what_is_no_list_of_rates_gives_none(source: str, answer: Answer) -> None:
    with pytest.raises(RatesNotRead):
        await got(source, answer)


async def test_a_line_that_is_cut_gives_none() -> None:
    def cut(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route")

    with pytest.raises(RatesNotRead, match="ConnectError"):
        await got("ecb", cut)


class Standing:
    def now(self) -> datetime:
        return NOW


async def test_rates_are_kept_for_every_workspace_and_one_source_that_fails_keeps_no_other(database: Database) -> None:
    with database.transaction() as tx:
        tx.people.upsert([Person(workspace="T1", id="U1"), Person(workspace="T2", id="U1")])
    since: list[date] = []

    async def fetch(source: str, day: date, now: datetime) -> list[Rate]:
        since.append(day)
        if source == "imf":
            raise RatesNotRead("status 503")
        return [Rate("EUR", "USD", Decimal("1.0812"), date(2026, 3, 30), source, now)]

    keeping = RateKeeping(database, Standing(), ("imf", "ecb"), fetch)
    for _ in range(2):
        with pytest.raises(JobFailed, match="imf: status 503"):
            await keeping.sweep()
    assert since == [NOW.date() - timedelta(days=10)] * 3 + [date(2026, 3, 30)]
    with database.reading() as tx:
        for workspace in ("T1", "T2"):
            assert [str(one.value) for one in tx.rates(workspace).of(NOW.date())] == ["1.0812"]
