"""Modals: fields, checks, errors, the stack, and what happens to what was typed."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.playground_page.a_bad_week import LIN, button, decide_modal, in_chinese, mrkdwn, plain
from tests.playground_page.stub_slack import StubSlack

pytestmark = pytest.mark.asyncio(loop_scope="session")

MODAL = "#modal[open]"


def field(block_id: str, element_type: str, optional: bool = False, dispatch: bool = False, **element: Any) -> dict:
    inner = {"type": element_type, "action_id": "v", **element}
    block = {"type": "input", "block_id": block_id, "label": plain(block_id.title()), "element": inner}
    return block | {"optional": optional, "dispatch_action": dispatch}


def modal(*blocks: dict, view_id: str = "V9", **more: Any) -> dict:
    return {
        "id": view_id,
        "type": "modal",
        "callback_id": "form",
        "title": plain("Form"),
        "submit": plain("Send"),
        "close": plain("Leave"),
        "blocks": list(blocks),
        **more,
    }


async def put(page: Page, slack: StubSlack, *views: dict) -> Any:
    slack.states[LIN]["views"] = list(views)
    await slack.say_changed("views")
    dialog = page.locator("#modal")
    if views:
        await expect(page.locator(f'{MODAL}[data-view="{views[-1]["id"]}"]')).to_be_visible()
    else:
        await expect(dialog).to_be_hidden()
    return dialog


async def test_a_modal_shows_its_own_words_and_sends_what_was_filled_in(page, slack):
    dialog = await put(page, slack, decide_modal())
    await expect(dialog).to_have_attribute("data-view-callback", "decide")
    await expect(dialog.get_by_role("heading")).to_have_text("Refund LOST-0142")
    await expect(dialog.get_by_role("button", name="Not now")).to_be_visible()
    await dialog.get_by_label("Amount").fill("79.5")
    await dialog.get_by_label("Currency").click()
    await page.get_by_role("option", name="GBP").click()
    await dialog.get_by_text("Shipping").click()
    await dialog.get_by_label("Reason").fill("vase\nnot in stock")
    await dialog.get_by_label("Promised").fill("2026-04-30")
    await dialog.get_by_role("button", name="Refund €89.00").click()
    deed = await slack.deed("submit")
    assert deed["view_id"] == "V1"
    assert deed["values"] == {
        "amount": {"value": "79.5"},
        "currency": {"value": "GBP"},
        "lines": {"value": ["goods"]},
        "reason": {"value": "vase\nnot in stock"},
        "day": {"value": "2026-04-30"},
    }


async def test_empty_fields_are_told_before_anything_is_sent(page, slack):
    dialog = await put(page, slack, decide_modal())
    await dialog.get_by_role("button", name="Refund €89.00").click()
    await expect(dialog.locator('[data-error-for="reason"]')).to_have_text("Please complete this field.")
    await expect(dialog.get_by_label("Reason")).to_be_focused()
    await expect(dialog.locator(".input-error")).to_have_count(1)
    assert slack.deeds("submit") == []


WRONG = (
    ({"element_type": "number_input", "is_decimal_allowed": False}, "1.5", "Please enter a whole number."),
    (
        {"element_type": "number_input", "is_decimal_allowed": True, "min_value": "1"},
        "0.5",
        "Please enter 1 or more.",
    ),
    (
        {"element_type": "number_input", "is_decimal_allowed": True, "max_value": "9"},
        "10",
        "Please enter 9 or less.",
    ),
    ({"element_type": "number_input", "is_decimal_allowed": True}, "12 EUR", "Please enter a number."),
    ({"element_type": "plain_text_input", "min_length": 5}, "abc", "Please enter at least 5 characters."),
    ({"element_type": "email_text_input"}, "lin@", "Please enter an e-mail address."),
    (
        {"element_type": "url_text_input"},
        "javascript:alert(1)",
        "Please enter a web address that starts with http:// or https://.",
    ),
)


async def test_values_of_the_wrong_kind_are_told_each_below_its_field(page, slack):
    fields = [field(f"f{number}", **element) for number, (element, _, _) in enumerate(WRONG)]
    dialog = await put(page, slack, modal(*fields))
    for number, (_, entered, _) in enumerate(WRONG):
        await dialog.get_by_label(f"F{number}", exact=True).fill(entered)
    await dialog.get_by_role("button", name="Send").click()
    for number, (_, _, sentence) in enumerate(WRONG):
        await expect(dialog.locator(f'[data-error-for="f{number}"]')).to_have_text(sentence)
    assert slack.deeds("submit") == []


async def test_the_bots_errors_stand_below_their_fields_and_nothing_typed_is_lost(page, slack):
    slack.answers["submit"] = {
        "ok": False,
        "errors": {"amount": "There are only €89.00 left to refund.", "day": "<b>Too late</b>"},
    }
    dialog = await put(page, slack, decide_modal())
    await dialog.get_by_label("Reason").fill("because")
    await dialog.get_by_role("button", name="Refund €89.00").click()
    await expect(dialog.locator('[data-error-for="amount"]')).to_have_text("There are only €89.00 left to refund.")
    await expect(dialog.locator('[data-error-for="day"]')).to_have_text("<b>Too late</b>")
    await expect(dialog.get_by_label("Amount")).to_be_focused()
    await expect(dialog.get_by_label("Amount")).to_have_attribute("aria-invalid", "true")
    await expect(dialog.get_by_label("Reason")).to_have_value("because")
    slack.answers["submit"] = {"ok": True}
    await dialog.get_by_role("button", name="Refund €89.00").click()
    await slack.deed("submit", 2)
    await expect(dialog.locator(".input-error")).to_have_count(0)


async def test_while_it_is_sent_the_button_turns_and_a_second_click_sends_nothing(page, slack):
    slack.held = asyncio.Event()
    dialog = await put(page, slack, modal(field("f", "plain_text_input", initial_value="x")))
    send = dialog.locator('[data-tool="modal-submit"]')
    await send.click()
    await expect(send).to_have_attribute("aria-busy", "true")
    await expect(send).to_be_disabled()
    slack.held.set()
    await expect(send).to_be_enabled()
    assert len(slack.deeds("submit")) == 1


async def test_an_app_that_does_not_answer_is_told_and_the_form_stays(page, slack):
    slack.answers["submit"] = {"ok": False}
    dialog = await put(page, slack, modal(field("f", "plain_text_input")))
    await dialog.get_by_label("F", exact=True).fill("kept")
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog.locator(".modal-trouble")).to_have_text(
        "The app did not answer in time. Nothing was lost from this form; try again."
    )
    await expect(dialog.get_by_label("F", exact=True)).to_have_value("kept")


async def test_enter_in_a_line_sends_the_form(page, slack):
    dialog = await put(page, slack, modal(field("f", "plain_text_input")))
    await expect(dialog.get_by_label("F", exact=True)).to_be_focused()
    await page.keyboard.type("quick")
    await page.keyboard.press("Enter")
    assert (await slack.deed("submit"))["values"] == {"f": {"v": "quick"}}


async def test_enter_in_a_field_that_tells_the_bot_does_not_send_the_form(page, slack):
    dialog = await put(page, slack, modal(field("f", "plain_text_input", dispatch=True)))
    await dialog.get_by_label("F", exact=True).fill("1Z")
    await page.keyboard.press("Enter")
    deed = await slack.deed("click")
    assert (deed["container"], deed["view_id"], deed["selected"], deed["state"]) == (
        "view",
        "V9",
        "1Z",
        {"f": {"v": "1Z"}},
    )
    assert slack.deeds("submit") == []


async def test_a_choice_in_a_form_tells_the_bot_only_where_it_asked_for_it(page, slack):
    options = [{"text": plain("One"), "value": "1"}, {"text": plain("Two"), "value": "2"}]
    quiet = field("quiet", "radio_buttons", options=options)
    loud = field("loud", "radio_buttons", dispatch=True, options=options)
    dialog = await put(page, slack, modal(quiet, loud))
    await dialog.locator('[data-block-id="quiet"]').get_by_text("Two").click()
    await dialog.locator('[data-block-id="loud"]').get_by_text("One").click()
    assert (await slack.deed("click"))["block_id"] == "loud"
    assert len(slack.deeds("click")) == 1


async def test_a_view_that_is_updated_keeps_what_was_typed_and_the_caret(page, slack):
    dialog = await put(page, slack, modal(field("f", "plain_text_input")))
    await page.keyboard.type("hello")
    await page.keyboard.press("Home")
    note = {"type": "section", "block_id": "n", "text": mrkdwn("*7* working days left")}
    slack.states[LIN]["views"] = [modal(note, field("f", "plain_text_input"))]
    await slack.say_changed("views")
    await expect(dialog).to_contain_text("7 working days left")
    await page.keyboard.type("oh ")
    await expect(dialog.get_by_label("F", exact=True)).to_have_value("oh hello")


async def test_a_pushed_view_lies_on_top_and_back_leads_to_what_was_typed(page, slack):
    below = modal(field("f", "plain_text_input"))
    dialog = await put(page, slack, below)
    await dialog.get_by_label("F", exact=True).fill("kept")
    await put(page, slack, below, modal(view_id="V10", title=plain("On top")))
    await expect(dialog.get_by_role("heading")).to_have_text("On top")
    slack.answers["close_view"] = lambda deed: slack.states[LIN]["views"].pop() and {"ok": True}
    await dialog.get_by_role("button", name="Back").click()
    await expect(dialog.get_by_role("heading")).to_have_text("Form")
    await expect(dialog.get_by_label("F", exact=True)).to_have_value("kept")
    assert (await slack.deed("close_view"))["view_id"] == "V10"


async def test_the_cross_closes_the_whole_stack_and_escape_the_topmost(page, slack):
    slack.answers["close_view"] = lambda deed: slack.states[LIN]["views"].pop() and {"ok": True}
    two = [modal(field("f", "plain_text_input")), modal(view_id="V10", title=plain("On top"))]
    dialog = await put(page, slack, *two)
    await page.keyboard.press("Escape")
    await expect(dialog.get_by_role("heading")).to_have_text("Form")
    await put(page, slack, *two)
    await dialog.get_by_role("button", name="Close", exact=True).click()
    await expect(dialog).to_be_hidden()
    assert [deed["view_id"] for deed in slack.deeds("close_view")] == ["V10", "V10", "V9"]


async def test_escape_closes_an_open_menu_before_the_modal(page, slack):
    dialog = await put(page, slack, decide_modal())
    await dialog.get_by_label("Currency").click()
    await page.keyboard.press("Escape")
    await expect(page.locator(".popover")).to_have_count(0)
    await expect(dialog).to_be_visible()
    assert slack.deeds("close_view") == []


async def test_a_view_without_submit_only_closes(page, slack):
    view = modal({"type": "section", "block_id": "s", "text": mrkdwn("*facts*"), "accessory": button("More", "more")})
    del view["submit"], view["close"]
    dialog = await put(page, slack, view)
    await expect(dialog.locator('[data-tool="modal-submit"]')).to_have_count(0)
    await dialog.locator('[data-tool="modal-cancel"]').click()
    assert (await slack.deed("close_view"))["view_id"] == "V9"


async def test_files_are_handed_over_in_a_form(page, slack):
    dialog = await put(page, slack, modal(field("proof", "file_input", filetypes=["pdf"], max_files=2)))
    await dialog.locator('input[type="file"]').set_input_files(
        {"name": "proof.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    )
    await expect(dialog.locator(".file-row")).to_have_text("proof.pdf")
    await dialog.get_by_role("button", name="Send").click()
    assert (await slack.deed("submit"))["values"] == {"proof": {"v": ["F1"]}}
    assert slack.uploads[0]["channel"] == ""


async def test_the_page_speaks_chinese_around_the_bots_words(page, slack):
    slack.states[LIN] = in_chinese(slack.states[LIN])
    view = decide_modal()
    del view["close"]
    dialog = await put(page, slack, view)
    await expect(dialog.locator('[data-tool="modal-cancel"]')).to_have_text("取消")
    await dialog.locator('[data-tool="modal-submit"]').click()
    await expect(dialog.locator('[data-error-for="reason"]')).to_have_text("请填写此项。")
    await expect(dialog.locator(".day-note")).to_have_text("2026年4月9日周四")


async def test_the_focus_stays_inside_the_modal(page, slack):
    await put(page, slack, modal(field("f", "plain_text_input")))
    for _ in range(12):
        await page.keyboard.press("Tab")
        assert await page.evaluate(
            "document.activeElement === document.body || Boolean(document.activeElement.closest('#modal'))"
        )
