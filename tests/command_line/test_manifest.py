"""The manifest obeys Slack's schema: https://docs.slack.dev/reference/app-manifest"""

import json
import re

import pytest

from bot.manifest import EVENTS, SCOPES, AddressRefused, manifest, manifest_text, reasons_text

BOTH = [("socket", None), ("http", "https://tracer.example.com")]


@pytest.mark.parametrize(("mode", "url"), BOTH)
def test_every_text_is_within_slacks_limits(mode: str, url: str | None) -> None:
    made = manifest(mode, url)  # type: ignore[arg-type]
    shown, features = made["display_information"], made["features"]
    assert 1 <= len(shown["name"]) <= 35
    assert 1 <= len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    assert re.fullmatch("#[0-9a-f]{6}", shown["background_color"])
    assert re.fullmatch(r"[a-z0-9._-]{1,80}", features["bot_user"]["display_name"])
    for shortcut in features["shortcuts"]:
        assert 1 <= len(shortcut["name"]) <= 24
        assert 1 <= len(shortcut["description"]) <= 150
        assert 1 <= len(shortcut["callback_id"]) <= 255
    for command in features["slash_commands"]:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
    assert len(made["settings"]["event_subscriptions"]["bot_events"]) <= 100
    assert len(made["oauth_config"]["scopes"]["bot"]) <= 255


def test_it_holds_what_tracer_needs_of_slack() -> None:
    made = manifest()
    assert made["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert made["features"]["bot_user"] == {"display_name": "tracer", "always_online": True}
    [command] = made["features"]["slash_commands"]
    assert (command["command"], command["should_escape"]) == ("/lost", True)
    shortcuts = {one["callback_id"]: (one["type"], one["name"]) for one in made["features"]["shortcuts"]}
    assert shortcuts == {
        "open_case": ("message", "Open lost-parcel case"),
        "open_case_global": ("global", "Open a lost-parcel case"),
    }
    assert made["settings"]["interactivity"] == {"is_enabled": True}
    assert made["settings"]["token_rotation_enabled"] is False


def test_socket_mode_names_no_address() -> None:
    made = manifest("socket")
    assert made["settings"]["socket_mode_enabled"] is True
    assert "url" not in json.dumps(made).replace("background_color", "")


def test_http_names_one_address_three_times() -> None:
    made = manifest("http", "https://tracer.example.com:8443/")
    address = "https://tracer.example.com:8443/slack/events"
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["interactivity"]["request_url"] == address
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert made["features"]["slash_commands"][0]["url"] == address


@pytest.mark.parametrize(
    ("mode", "url", "says"),
    [
        ("http", None, "say where Slack reaches Tracer"),
        ("http", "http://tracer.example.com", "say where Slack reaches Tracer"),
        ("http", "tracer.example.com", "say where Slack reaches Tracer"),
        ("http", "https://tracer.example.com/bot", "--url takes the address alone"),
        ("http", "https://tracer.example.com/?a=b", "--url takes the address alone"),
        ("socket", "https://tracer.example.com", "In Socket Mode Slack needs no address"),
    ],
)
def test_an_address_that_slack_cannot_use_is_refused(mode: str, url: str | None, says: str) -> None:
    with pytest.raises(AddressRefused, match=re.escape(says)):
        manifest(mode, url)  # type: ignore[arg-type]


def test_every_scope_has_a_reason_and_is_asked_for_once() -> None:
    names = [scope.name for scope in SCOPES]
    assert len(set(names)) == len(names)
    assert all(len(scope.reason) > 20 and scope.reason.endswith(".") for scope in SCOPES)


def test_optional_scopes_stand_in_both_lists_as_slack_wants() -> None:
    scopes = manifest()["oauth_config"]["scopes"]
    assert set(scopes["bot_optional"]) < set(scopes["bot"])
    assert scopes["bot_optional"] == [scope.name for scope in SCOPES if scope.optional]


def test_every_event_has_the_scopes_that_slack_wants_for_it_and_none_of_them_is_optional() -> None:
    required = {scope.name for scope in SCOPES if not scope.optional}
    assert {scope for scopes in EVENTS.values() for scope in scopes} <= required


def test_the_reasons_name_every_scope_and_mark_the_optional_ones() -> None:
    lines = reasons_text().splitlines()[2:]
    assert [line.split()[0] for line in lines] == [scope.name for scope in SCOPES]
    assert [" optional " in line for line in lines] == [scope.optional for scope in SCOPES]


def test_the_text_is_the_manifest_as_json() -> None:
    assert json.loads(manifest_text("socket", None, "Parcel Desk")) == manifest("socket", None, "Parcel Desk")
    assert manifest(name="Parcel Desk")["features"]["bot_user"]["display_name"] == "parcel-desk"
