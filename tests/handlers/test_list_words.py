"""The words of `/lost list` as filters."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from cases.words import Refused
from handlers.list_filters import filters_of
from storage.case_lists import Filters

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DHL_AND_ITS_HOUSE = ("dhl", "deutsche_post", "dhl_paket")


def read(text: str, zone: str = "Asia/Shanghai") -> Filters:
    return filters_of(text, "U0LIN0000", NOW, zone)


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("", Filters()),
        ("mine", Filters(owner="U0LIN0000")),
        ("我的 待批", Filters(owner="U0LIN0000", needs_approval=True)),
        ("silent", Filters(silent=True)),
        ("closed mine", Filters(status="closed", owner="U0LIN0000")),
        ("all", Filters(status=None)),
        ("carrier:UPS", Filters(carrier=("ups",))),
        ("carrier:dhl", Filters(carrier=DHL_AND_ITS_HOUSE)),
        ("承运商：顺丰", Filters(carrier=("sf_express",))),
        ("carrier:nobody", Filters(carrier=("nobody",))),
        ("market:Amazon.DE", Filters(marketplace="amazon.de")),
        ("平台:ebay", Filters(marketplace="ebay")),
        ("305-1234567-1234567", Filters(text="305-1234567-1234567")),
        ("1z 999 aa1 01 2345 6784", Filters(text="1Z999AA10123456784")),
        ("LOST-0142", Filters(text="LOST-0142")),
        ("carrier:", Filters(text="carrier:")),
        ("lane:cn-de", Filters(origin="CN", destination="DE")),
        ("线路:cn-", Filters(origin="CN")),
        ("lane:-de", Filters(destination="DE")),
        ("lane:de", Filters(destination="DE")),
        ("days:30", Filters(opened_after=NOW - timedelta(days=30))),
        ("age:30", Filters(opened_before=NOW - timedelta(days=30))),
        ("age:>7", Filters(opened_before=NOW - timedelta(days=7))),
        ("天数:<7", Filters(opened_after=NOW - timedelta(days=7))),
        ("money:>100", Filters(worth_from=Decimal(100))),
        ("money:<50EUR", Filters(worth_to=Decimal(50), worth_currency="EUR")),
        ("金额:100-500usd", Filters(worth_from=Decimal(100), worth_to=Decimal(500), worth_currency="USD")),
        ("cause:customs", Filters(cause="customs")),
        ("原因:海关清关", Filters(cause="customs")),
        ("cause:missing_scan", Filters(cause="lost_scan")),
        ("陶瓷 花瓶", Filters(text="陶瓷 花瓶")),
        ("mine INQ 77", Filters(owner="U0LIN0000", text="INQ 77")),
    ],
)
def test_words_become_filters_and_the_rest_is_looked_for(text: str, filters: Filters) -> None:
    assert read(text) == filters


@pytest.mark.parametrize(
    ("zone", "end"),
    [
        ("Asia/Shanghai", datetime(2026, 11, 23, 15, 59, 59, 999999, UTC)),
        ("America/New_York", datetime(2026, 11, 23, 4, 59, 59, 999999, UTC)),
        ("UTC", datetime(2026, 11, 23, 23, 59, 59, 999999, UTC)),
    ],
)
def test_due_ends_with_the_readers_day(zone: str, end: datetime) -> None:
    assert read("due", zone) == Filters(due_by=end)


@pytest.mark.parametrize("text", ["lane:china", "lane:-", "days:soon", "days:1000", "age:old", "money:much", "money:>"])
def test_what_follows_a_colon_and_cannot_be_read_is_refused_with_what_would_be_right(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read(text)
    assert caught.value.sentence.params["word"] == text
