"""The words of `/lost list` as filters."""

from datetime import UTC, datetime

import pytest

from handlers.listing import filters_of
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
