"""Trackers in the environment: no key, no tracker; their limits and addresses; keys that stay secret."""

import subprocess
import sys

import pytest

from bot.settings import GivenSettings, SettingsRefused, read_settings, secrets_of
from bot.tracker_settings import SECRETS, TRACKERS, accesses, asking_order, delivery_secrets
from partners.tracking.asking import NAMES
from partners.tracking.order import DEFAULT_ORDER
from partners.tracking.pace import Limits, Unlimited
from partners.tracking.set_up import BASE_URLS, LIMITS, Access, set_up


def refusal(monkeypatch: pytest.MonkeyPatch, **variables: str) -> list[str]:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsRefused) as refused:
        read_settings()
    return refused.value.sentences


def test_without_a_key_there_is_no_tracker_and_their_library_is_not_even_loaded() -> None:
    assert accesses(GivenSettings()) == []
    code = "import sys; import bot.tracer; assert 'httpx' not in sys.modules, 'httpx'"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_each_key_is_a_tracker_with_its_own_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACK17_KEY", " k17 ")
    monkeypatch.setenv("DHL_KEY", "kdhl")
    monkeypatch.setenv("UPS_CLIENT_ID", "id")
    monkeypatch.setenv("UPS_CLIENT_SECRET", "secret")
    assert accesses(read_settings()) == [
        Access("17track", "k17", limits=LIMITS["17track"]),
        Access("dhl", "kdhl", limits=Limits(0.2, 1, 250)),
        Access("ups", "id", "secret", limits=LIMITS["ups"]),
    ]


def test_limits_and_addresses_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("KEY", "k"), ("URL", "https://stand-in.example/v2"), ("PER_SECOND", "0.5"), ("PER_DAY", "0")):
        monkeypatch.setenv(f"EASYPOST_{name}", value)
    [access] = accesses(read_settings())
    assert access == Access("easypost", "k", "", "https://stand-in.example/v2/", Limits(0.5, 1, 0))


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (
            {"DHL_URL": "ftp://x"},
            "DHL_URL must be an address such as https://api.example.com/, without ? or #. Now it is 'ftp://x'.",
        ),
        ({"UPS_PER_SECOND": "0"}, "UPS_PER_SECOND Input should be greater than 0. Now it is '0'."),
        (
            {"TRACKER_ORDER": "ups,fedex"},
            "TRACKER_ORDER must name trackers, with commas between them: 17track, aftership, easypost, dhl, ups. "
            "Now it is 'ups,fedex'.",
        ),
        (
            {"UPS_CLIENT_ID": "id"},
            "UPS needs UPS_CLIENT_ID and UPS_CLIENT_SECRET, and only one of them is set. Set both, or neither.",
        ),
    ],
)
def test_what_cannot_be_worked_with_gets_a_sentence(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], sentence: str
) -> None:
    [said] = refusal(monkeypatch, **variables)
    assert said.removeprefix("Value error, ") == sentence


def test_the_order_is_as_set_and_nobody_is_left_out() -> None:
    assert asking_order(GivenSettings()) == DEFAULT_ORDER
    settings = GivenSettings(tracker_order="EasyPost, ups,easypost")
    assert asking_order(settings) == ("easypost", "ups", "dhl", "17track", "aftership")


def test_every_key_is_known_to_the_masks() -> None:
    keys = {name: f"secret-of-{name}" for name in SECRETS}
    assert set(keys.values()) <= set(secrets_of(GivenSettings(**keys)))
    assert "secret-of" not in repr(GivenSettings(**keys))


def test_what_proves_a_delivery_is_there_only_where_it_is_set() -> None:
    assert delivery_secrets(GivenSettings()) == {}
    settings = GivenSettings(track17_key="a", easypost_webhook_secret="b", easypost_key="c")
    assert delivery_secrets(settings) == {"17track": "a", "easypost": "b"}


async def test_every_tracker_can_be_set_up() -> None:
    asked_for = []

    def allowance(name: str, per_day: int) -> Unlimited:
        asked_for.append((name, per_day))
        return Unlimited()

    ready = set_up([Access(name, "k", "s") for name in TRACKERS.values()], allowance)
    assert {name: tracker.name for name, tracker in ready.trackers.items()} == {
        name: name for name in TRACKERS.values()
    }
    assert set(BASE_URLS) == set(LIMITS) == set(NAMES) == set(TRACKERS.values()) == set(DEFAULT_ORDER)
    assert asked_for == [("dhl", 250)]
    await ready.close()
