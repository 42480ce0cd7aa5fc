"""Every element of Block Kit that a person can press, pick or tick: what the page then sends."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from tests.playground_page.a_bad_week import LIN, LOST, MAYA, button, mrkdwn, plain

pytestmark = pytest.mark.asyncio(loop_scope="session")


def option(text: str, value: str, **more) -> dict:
    return {"text": plain(text), "value": value, **more}


THREE = [option("One", "1"), option("Two", "2", description=plain("the middle one")), option("Three", "3")]


CLICKS = [
    (button("Press", "a", value="v"), "Press", {"value": "v"}),
    ({"type": "radio_buttons", "action_id": "a", "options": THREE}, "Two", {"selected": "2"}),
    (
        {"type": "checkboxes", "action_id": "a", "options": THREE, "initial_options": [THREE[2]]},
        "One",
        {"selected": ["1", "3"]},
    ),
]


async def test_a_click_says_what_was_clicked(show_all, slack):
    blocks = [[{"type": "actions", "block_id": "b", "elements": [element]}] for element, _, _ in CLICKS]
    clicks = zip(await show_all(blocks=blocks), CLICKS, strict=True)
    for number, (message, (_, label, sent)) in enumerate(clicks, start=1):
        await message.get_by_text(label, exact=True).click()
        deed = await slack.deed("click", number)
        ts = await message.get_attribute("data-ts")
        expected = {"as": LIN, "container": "message", "channel": LOST, "ts": ts, "block_id": "b", "action_id": "a"}
        assert {key: deed[key] for key in expected} == expected
        assert {key: deed[key] for key in sent} == sent


async def test_a_double_click_is_sent_twice_and_looks_busy_meanwhile(show, slack):
    slack.held = asyncio.Event()
    message = await show([{"type": "actions", "block_id": "b", "elements": [button("Refund", "refund", value="1")]}])
    await message.get_by_role("button", name="Refund").dblclick()
    await slack.deed("click", 2)
    await expect(message.get_by_role("button", name="Refund")).to_have_attribute("aria-busy", "true")
    slack.held.set()
    await expect(message.get_by_role("button", name="Refund")).to_have_attribute("aria-busy", "false")
    assert len(slack.deeds("click")) == 2


async def test_a_confirmation_is_asked_for_first(show, slack):
    question = {
        "title": plain("Sure?"),
        "text": mrkdwn("*Really?*"),
        "confirm": plain("Do it"),
        "deny": plain("Stop"),
        "style": "danger",
    }
    message = await show(
        [{"type": "actions", "block_id": "b", "elements": [button("Close", "close", confirm=question)]}]
    )
    dialog = message.page.locator("dialog.confirm")
    await message.get_by_role("button", name="Close").click()
    await expect(dialog).to_contain_text("Really?")
    await dialog.get_by_role("button", name="Stop").click()
    await expect(dialog).to_have_count(0)
    assert slack.deeds("click") == []
    await message.get_by_role("button", name="Close").click()
    await dialog.get_by_role("button", name="Do it").click()
    assert (await slack.deed("click"))["action_id"] == "close"


async def test_a_link_button_opens_its_address_and_is_a_click_too(show, slack):
    message = await show(
        [{"type": "actions", "block_id": "b", "elements": [button("Portal", "portal", url="https://x.example/")]}]
    )
    link = message.get_by_role("link", name="Portal")
    await expect(link).to_have_attribute("href", "https://x.example/")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await link.evaluate("(node) => node.addEventListener('click', (event) => event.preventDefault())")
    await link.click()
    assert (await slack.deed("click"))["action_id"] == "portal"


async def test_a_select_is_searched_by_keyboard(show, slack):
    message = await show(
        [
            {
                "type": "actions",
                "block_id": "b",
                "elements": [{"type": "static_select", "action_id": "a", "options": THREE}],
            }
        ]
    )
    await message.locator('[data-action-id="a"]').click()
    await message.page.keyboard.type("th")
    await expect(message.page.get_by_role("option")).to_have_text(["Three"])
    await message.page.keyboard.press("Enter")
    assert (await slack.deed("click"))["selected"] == "3"
    await expect(message.locator('[data-action-id="a"]')).to_have_text("Three")


async def test_grouped_and_several_options(show, slack):
    groups = [{"label": plain("Carriers"), "options": THREE[:2]}, {"label": plain("Others"), "options": THREE[2:]}]
    element = {"type": "multi_static_select", "action_id": "a", "option_groups": groups, "max_selected_items": 2}
    message = await show([{"type": "section", "block_id": "b", "text": plain("Pick"), "accessory": element}])
    await message.locator('[data-action-id="a"]').click()
    page = message.page
    await expect(page.locator(".options-group")).to_have_text(["Carriers", "Others"])
    for value in ["1", "3", "2"]:
        await page.locator(f'[role="option"][data-value="{value}"]').click()
    assert (await slack.deed("click", 2))["selected"] == ["1", "3"]
    await expect(message.locator(".chip")).to_have_text(["One", "Three"])


PICKS = (
    ("users_select", "Maya Ortiz", MAYA),
    ("channels_select", "talk", "C0TALK"),
    ("conversations_select", "lost-finance", "C0FIN"),
    ("multi_users_select", "Priya Nair", ["U0PRIYA"]),
)


async def test_people_and_channels_to_pick(show_all, slack):
    elements = [{"type": kind, "action_id": "a"} for kind, _, _ in PICKS]
    shown = await show_all(blocks=[[{"type": "actions", "block_id": "b", "elements": [one]}] for one in elements])
    for number, (message, (_, name, selected)) in enumerate(zip(shown, PICKS, strict=True), start=1):
        await message.locator('[data-action-id="a"]').click()
        await message.page.get_by_role("option", name=name).click()
        assert (await slack.deed("click", number))["selected"] == selected


async def test_an_external_select_asks_the_app(show, slack):
    slack.answers["suggest"] = lambda deed: {"ok": True, "options": [option(f"found {deed['value']}", "f")]}
    element = {"type": "external_select", "action_id": "a", "min_query_length": 2}
    message = await show([{"type": "actions", "block_id": "b", "elements": [element]}])
    await message.locator('[data-action-id="a"]').click()
    await message.page.keyboard.type("ups")
    await message.page.get_by_role("option", name="found ups").click()
    assert (await slack.deed("click"))["selected"] == "f"
    await expect(message.locator('[data-action-id="a"]')).to_have_text("found ups")


async def test_an_overflow_menu(show, slack):
    element = {"type": "overflow", "action_id": "a", "options": [option("History", "h"), option("Export", "e")]}
    message = await show([{"type": "section", "block_id": "b", "text": plain("Case"), "accessory": element}])
    await message.locator('[data-action-id="a"]').click()
    await message.page.get_by_role("menuitem", name="Export").click()
    assert (await slack.deed("click"))["selected"] == "e"


async def test_dates_and_times_to_pick(show, slack):
    elements = [
        {"type": "datepicker", "action_id": "d", "initial_date": "2026-04-09"},
        {"type": "timepicker", "action_id": "t"},
        {"type": "datetimepicker", "action_id": "dt", "initial_date_time": 1775094000},
    ]
    message = await show([{"type": "actions", "block_id": "b", "elements": elements}])
    page = message.page
    await message.locator('[data-action-id="d"]').click()
    await page.locator('[data-day="2026-04-17"]').click()
    assert (await slack.deed("click"))["selected"] == "2026-04-17"
    await message.locator('[data-action-id="t"]').click()
    await page.locator('.popover [data-value="09:30"]').click()
    assert (await slack.deed("click", 2))["selected"] == "09:30"
    fields = message.locator('[data-action-id="dt"]')
    await expect(fields.first).to_have_value("2026-04-02")
    await expect(fields.nth(1)).to_have_value("09:40")
    await fields.nth(1).fill("10:40")
    assert (await slack.deed("click", 3))["selected"] == 1775094000 + 3600
