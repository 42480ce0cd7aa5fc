"""The composers: messages, commands, mentions, files."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.playground_page.a_bad_week import BOT, LIN, LOST, MAYA, TALK, button, message, stamp

pytestmark = pytest.mark.asyncio(loop_scope="session")

HERE = '[data-composer="channel"] textarea'
THREAD = '[data-composer="thread"] textarea'


async def test_enter_sends_and_shift_enter_starts_a_line(page, slack):
    await page.click(HERE)
    await page.keyboard.type("one")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("two <b> & three")
    await page.keyboard.press("Enter")
    assert await slack.deed("say") == {"as": LIN, "do": "say", "channel": LOST, "text": "one\ntwo <b> & three"}
    await expect(page.locator(HERE)).to_have_value("")


async def test_nothing_but_blanks_is_not_sent(page, slack):
    await page.fill(HERE, "  \n ")
    await page.press(HERE, "Enter")
    await page.fill(HERE, "x")
    await page.press(HERE, "Enter")
    assert (await slack.deed("say"))["text"] == "x"


async def test_a_slash_offers_the_commands_with_their_help(page, slack):
    await page.click(HERE)
    await page.keyboard.type("/l")
    await expect(page.get_by_role("option")).to_contain_text("/lost NUMBER… | list | show 142 | help")
    await expect(page.get_by_role("option")).to_contain_text("Report a lost parcel, or see what is open")
    await page.keyboard.press("Enter")
    await expect(page.locator(HERE)).to_have_value("/lost ")
    await expect(page.locator(".composer-note")).to_contain_text("Report a lost parcel")
    await page.keyboard.type("1Z999AA10123456784")
    await page.keyboard.press("Enter")
    assert await slack.deed("command") == {
        "as": LIN,
        "do": "command",
        "channel": LOST,
        "text": "/lost 1Z999AA10123456784",
    }


async def test_a_whole_command_is_sent_by_the_first_enter(page, slack):
    await page.click(HERE)
    await page.keyboard.type("/lost")
    await page.keyboard.press("Enter")
    assert (await slack.deed("command"))["text"] == "/lost"


async def test_a_thread_knows_no_commands_and_says_so(page, slack):
    await page.locator("[data-thread-of]").click()
    await page.fill(THREAD, "/lost found 142")
    await expect(page.locator("#thread .composer-note")).to_have_text(
        "Slash commands do not work in threads. Use the buttons, or write to @Tracer here."
    )
    await page.press(THREAD, "Enter")
    await page.fill(THREAD, "@Tracer found")
    await page.press(THREAD, "Enter")
    deed = await slack.deed("say")
    assert (deed["text"], deed["thread_ts"]) == (f"<@{BOT}> found", stamp(52, 2))
    assert slack.deeds("command") == []


async def test_people_and_channels_are_completed_and_sent_as_ids(page, slack):
    await page.click(HERE)
    await page.keyboard.type("hi @ma")
    await expect(page.get_by_role("option")).to_have_text(["MOMaya OrtizLead"])
    await page.keyboard.press("Tab")
    await page.keyboard.type("see #ta")
    await page.keyboard.press("Enter")
    await page.keyboard.type("and a@b.example")
    await page.keyboard.press("Enter")
    assert (await slack.deed("say"))["text"] == f"hi <@{MAYA}> see <#{TALK}|talk> and a@b.example"


async def test_a_mention_in_a_command_carries_the_name(page, slack):
    await page.fill(HERE, "/lost assign 142 @Maya Ortiz")
    await page.press(HERE, "Enter")
    assert (await slack.deed("command"))["text"] == f"/lost assign 142 <@{MAYA}|maya>"


async def test_what_was_typed_survives_news_and_going_elsewhere(page, slack):
    await page.click(HERE)
    await page.keyboard.type("half a sen")
    slack.first["messages"][LOST].append(message(LOST, stamp(0, 2), MAYA, "news"))
    await slack.say_changed(f"channel:{LOST}")
    await expect(page.get_by_text("news", exact=True)).to_be_visible()
    await expect(page.locator(HERE)).to_be_focused()
    await page.keyboard.type("tence")
    await page.click(f'[data-channel="{TALK}"]')
    await expect(page.locator(HERE)).to_have_value("")
    await page.click(f'[data-channel="{LOST}"]')
    await expect(page.locator(HERE)).to_have_value("half a sentence")


async def test_a_message_that_could_not_be_sent_comes_back_with_the_reason(page, slack):
    slack.answers["say"] = {"ok": False, "error": "lin cannot write in #lost-parcels"}
    await page.fill(HERE, "hello")
    await page.press(HERE, "Enter")
    await expect(page.locator(".composer-note")).to_have_text("That did not work: lin cannot write in #lost-parcels")
    await expect(page.locator(HERE)).to_have_value("hello")


async def test_a_file_is_attached_by_the_paper_clip(page, slack):
    async with page.expect_file_chooser() as chooser:
        await page.locator('#pane [data-tool="attach"]').click()
    await (await chooser.value).set_files({"name": "invoice.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})
    await slack.uploaded()
    assert slack.uploads == [{"as": LIN, "channel": LOST, "thread_ts": "", "name": "invoice.pdf", "content": b"%PDF"}]


async def test_a_file_is_dropped_on_the_thread(page, slack):
    await page.locator("[data-thread-of]").click()
    await page.locator("#thread").evaluate(
        """(node) => {
            const carried = new DataTransfer();
            carried.items.add(new File(["seen"], "scan.txt", { type: "text/plain" }));
            const event = (name) => new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: carried });
            node.dispatchEvent(event("dragover"));
            window.wasOffered = node.dataset.drop;
            node.dispatchEvent(event("drop"));
        }"""
    )
    await slack.uploaded()
    assert await page.evaluate("window.wasOffered") == "Drop the file here to share it"
    assert slack.uploads == [
        {"as": LIN, "channel": LOST, "thread_ts": stamp(52, 2), "name": "scan.txt", "content": b"seen"}
    ]


async def test_a_global_shortcut_is_used_from_the_composer(page, slack):
    await page.locator('#pane [data-tool="shortcuts"]').click()
    await page.get_by_role("menuitem", name="Report a lost parcel").click()
    assert (await slack.deed("global_shortcut"))["callback_id"] == "report"


async def test_a_field_in_a_message_keeps_what_is_typed_when_the_message_changes(page, slack):
    field = {
        "type": "input",
        "block_id": "f",
        "label": {"type": "plain_text", "text": "Note"},
        "dispatch_action": True,
        "element": {"type": "plain_text_input", "action_id": "note"},
    }
    press = {"type": "actions", "block_id": "b", "elements": [button("Save", "save")]}
    slack.first["messages"][LOST] = [message(LOST, stamp(2, 1), BOT, blocks=[field, press])]
    await slack.say_changed(f"channel:{LOST}")
    await page.locator('[data-action-id="note"]').click()
    await page.keyboard.type("kept")
    slack.first["messages"][LOST][0]["edited"] = True
    await slack.say_changed(f"channel:{LOST}")
    await expect(page.locator(".edited")).to_be_visible()
    await expect(page.locator('[data-action-id="note"]')).to_be_focused()
    await page.keyboard.type("!")
    await page.keyboard.press("Enter")
    deed = await slack.deed("click")
    assert (deed["action_id"], deed["selected"], deed["state"]) == ("note", "kept!", {"f": {"note": "kept!"}})
