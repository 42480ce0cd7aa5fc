"""Channels, threads, the sidebar, the bar at the top: what a person sees and where they can go."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.playground_page.a_bad_week import (
    BOT,
    DM,
    LIN,
    LOST,
    MAYA,
    PRIYA,
    TALK,
    in_chinese,
    message,
    stamp,
    state,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_sidebar_lists_channels_conversations_and_the_app(page):
    await expect(page.locator("#sidebar [data-channel]")).to_have_text(
        ["lost-parcels", "talk1", "lost-finance", "MOMaya Ortiz"]
    )
    await expect(page.locator("#sidebar [data-app]")).to_have_text("Tracer")
    await expect(page.locator(f'[data-channel="{LOST}"]')).to_have_attribute("aria-current", "page")
    await expect(page.locator("h1")).to_have_text("lost-parcels")


async def test_going_to_an_unread_channel_marks_it_read(page, slack):
    await expect(page.locator(f'[data-channel="{TALK}"] .badge')).to_have_text("1")
    await page.click(f'[data-channel="{TALK}"]')
    assert (await slack.deed("read"))["channel"] == TALK
    await expect(page.locator(f'[data-channel="{TALK}"] .badge')).to_have_count(0)
    await expect(page.locator("#pane .message")).to_contain_text("Coffee machine is back")


async def test_a_message_says_who_when_and_that_it_was_edited(page):
    card = page.locator(f'#pane .message[data-ts="{stamp(52, 2)}"]')
    await expect(card.locator(".author")).to_have_text("Tracer")
    await expect(card.locator(".app-tag")).to_have_text("APP")
    await expect(card.locator(".when")).to_have_text("8:48 AM")
    await expect(card.locator(".edited")).to_have_text("(edited)")


async def test_days_are_headed_and_quick_talk_is_drawn_together(page, slack):
    await expect(page.locator(".day-line")).to_have_text(["Yesterday", "Today"])
    talk = [
        message(LOST, stamp(9, 1), MAYA, "one"),
        message(LOST, stamp(8, 1), MAYA, "two"),
        message(LOST, stamp(1, 1), MAYA, "late"),
    ]
    slack.first["messages"][LOST] = talk
    await slack.say_changed(f"channel:{LOST}")
    await expect(page.locator("#pane .message .author")).to_have_count(2)
    await expect(page.locator("#pane .message-compact")).to_have_text("9:32 AMtwo")


async def test_only_the_reader_sees_an_ephemeral_message_and_is_told_so(page):
    private = page.locator('.message[data-kind="ephemeral"]')
    await expect(private.locator(".private-line")).to_have_text("Only visible to you")
    await expect(private.locator(".hover-bar")).to_have_count(0)


async def test_replies_are_summed_up_in_the_channel_and_read_in_the_thread(page):
    root = stamp(52, 2)
    await expect(page.locator("#pane .message")).to_have_count(6)
    summary = page.locator(f'[data-thread-of="{root}"]')
    await expect(summary).to_contain_text("4 replies")
    await summary.click()
    thread = page.locator("#thread")
    await expect(thread.locator(".message")).to_have_count(5)
    await expect(thread.locator("textarea")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(thread).to_be_hidden()


async def test_a_thread_names_the_day_of_what_is_not_of_today(open_page, slack):
    root = stamp(5 * 1440, 1)
    times = [root, stamp(1440, 2), stamp(10, 3)]
    slack.first["messages"][LOST] = [message(LOST, ts, MAYA, "word", thread_ts=root) for ts in times]
    page = await open_page(f"{slack.address}?as={LIN}#{LOST}/{root}")
    await expect(page.locator("#thread .when")).to_have_text(["Mar 28 9:40 AM", "Yesterday 9:40 AM", "9:30 AM"])


async def test_a_broadcast_reply_stands_in_the_channel_too(page, slack):
    slack.first["messages"][LOST].append(
        message(LOST, stamp(1, 9), BOT, "Found!", thread_ts=stamp(52, 2), broadcast=True)
    )
    await slack.say_changed(f"channel:{LOST}")
    last = page.locator("#pane .message").last
    await expect(last).to_contain_text("Found!")
    await last.get_by_text("replied to a thread").click()
    await expect(page.locator("#thread .message")).to_have_count(6)


async def test_a_message_that_changes_is_drawn_anew_and_the_others_stay_the_same_nodes(page, slack):
    await page.evaluate("document.querySelectorAll('#pane .message').forEach((node) => { node.mine = true; })")
    slack.first["messages"][LOST][2]["text"] = "Buyer wrote again"
    await slack.say_changed(f"channel:{LOST}")
    await expect(page.get_by_text("Buyer wrote again")).to_be_visible()
    assert (
        await page.evaluate("[...document.querySelectorAll('#pane .message')].filter((node) => node.mine).length") == 5
    )


async def test_new_messages_follow_a_reader_at_the_bottom_and_leave_others_where_they_are(page, slack):
    talk = slack.first["messages"][LOST]
    talk[:0] = [message(LOST, stamp(3000 - number, 1), MAYA, f"older {number}") for number in range(60)]
    await slack.say_changed(f"channel:{LOST}")
    await expect(page.get_by_text("older 59")).to_have_count(1)
    scroller = page.locator("#pane .scroller")
    at_end = "(node) => node.scrollHeight - node.scrollTop - node.clientHeight < 2"
    assert await scroller.evaluate(at_end)
    await scroller.evaluate("(node) => { node.scrollTop = 300; }")
    talk.append(message(LOST, stamp(0, 3), MAYA, "news below"))
    await slack.say_changed(f"channel:{LOST}")
    await expect(page.get_by_text("news below")).to_have_count(1)
    assert await scroller.evaluate("(node) => node.scrollTop") == 300


async def test_a_change_above_the_messages_leaves_scrolling_and_writing_alone(page, slack):
    talk = slack.first["messages"][LOST]
    talk[:0] = [message(LOST, stamp(3000 - number, 1), MAYA, f"older {number}") for number in range(60)]
    await slack.say_changed(f"channel:{LOST}")
    await page.locator("#pane textarea").focus()
    await page.locator("#pane .scroller").evaluate("(node) => { node.scrollTop = 500; node.mine = true; }")
    slack.first["channels"][0]["shared"] = True
    slack.first["messages"][LOST][0]["text"] = "older still"
    await slack.say_changed(f"channel:{LOST}")
    await expect(page.get_by_text("Shared with another organisation")).to_be_visible()
    assert await page.locator("#pane .scroller").evaluate("(node) => [node.scrollTop, node.mine]") == [500, True]
    await expect(page.locator("#pane textarea")).to_be_focused()


async def test_a_message_shortcut_is_used_from_the_messages_menu(page, slack):
    one = page.locator("#pane .message").first
    await one.hover()
    await one.locator('[data-tool="message-menu"]').click()
    await page.get_by_role("menuitem", name="Open lost-parcel case").click()
    deed = await slack.deed("shortcut")
    assert (deed["callback_id"], deed["channel"], deed["ts"]) == ("open_case", LOST, await one.get_attribute("data-ts"))


async def test_another_person_is_one_click_away(page, slack):
    await page.click(f'[data-person="{MAYA}"]')
    await expect(page.locator(f'[data-person="{MAYA}"]')).to_have_attribute("aria-pressed", "true")
    await expect(page.locator(".clock-face")).to_have_text("Wed, Apr 1 · 9:40 PM")
    await expect(page.locator(".mention-me")).to_have_count(0)
    assert f"as={MAYA}" in page.url
    await page.reload()
    await expect(page.locator(f'[data-person="{MAYA}"]')).to_have_attribute("aria-pressed", "true")


async def test_everybody_beyond_four_waits_in_a_menu(open_page, slack):
    people = slack.first["people"]
    people.extend(
        {"id": f"U0EXTRA{number}", "name": f"extra{number}", "real_name": f"Extra {number}", "title": ""}
        for number in range(3)
    )
    page = await open_page(slack.address)
    await expect(page.locator("#top-bar [data-person]")).to_have_count(4)
    slack.states["U0EXTRA2"] = {**slack.first, "me": {**people[-1], "locale": "en-US", "tz": "UTC"}}
    await page.click('[data-tool="more-people"]')
    await page.get_by_role("menuitem", name="Extra 2").click()
    await expect(page.locator('#top-bar [data-person="U0EXTRA2"]')).to_have_attribute("aria-pressed", "true")


async def test_a_person_of_another_playground_gives_way_to_one_of_this(open_page, slack):
    page = await open_page(f"{slack.address}?as=U0GONE")
    assert f"as={LIN}" in page.url


async def test_the_language_is_the_persons_own_and_switches_at_once(page, slack):
    def switch(deed):
        slack.states[LIN] = in_chinese(slack.states[LIN])
        return {"ok": True}

    slack.answers["set_locale"] = switch
    await page.get_by_role("button", name="中文").click()
    assert (await slack.deed("set_locale"))["locale"] == "zh-CN"
    await expect(page.locator(".side-title").first).to_have_text("频道")
    await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    await expect(page.locator(".day-line").last).to_have_text("今天")
    await expect(page.locator(".clock-face")).to_have_text("4月2日周四 09:40")
    await page.click(f'[data-person="{PRIYA}"]')
    await expect(page.locator(".side-title").first).to_have_text("Channels")


async def test_the_clock_is_wound_forward(page, slack):
    await expect(page.locator(".clock-face")).to_have_text("Thu, Apr 2 · 9:40 AM")
    for number, (label, hours) in enumerate([("+1 h", 1), ("+1 day", 24), ("+3 days", 72)], start=1):
        await page.get_by_role("button", name=label, exact=True).click()
        assert (await slack.deed("wind", number))["hours"] == hours


async def test_the_first_visit_hint_types_the_command_and_goes_once_it_was_sent(page, slack):
    hint = page.locator('[data-hint="first-visit"]')
    await expect(hint).to_contain_text("/lost 1Z999AA10123456784")
    await hint.get_by_role("button", name="Type it for me").click()
    await page.keyboard.press("Enter")
    assert (await slack.deed("command"))["text"] == "/lost 1Z999AA10123456784"
    await expect(hint).to_have_count(0)
    await page.reload()
    await expect(page.locator(".message").first).to_be_visible()
    await expect(hint).to_have_count(0)


async def test_the_home_tab_is_asked_for_drawn_and_clicked(page, slack):
    await page.click('[data-app="tracer"]')
    await slack.deed("open_home")
    home = page.locator('[data-view="home"]')
    await expect(home.get_by_role("heading").first).to_have_text("Good morning, Lin")
    await home.get_by_role("button", name="Decide").click()
    deed = await slack.deed("click")
    assert (deed["container"], deed["view_id"], deed["value"]) == ("home", "VH1", "LOST-0142")
    await page.click('[data-tab="messages"]')
    await page.fill('[data-composer="channel"] textarea', "hello")
    await page.keyboard.press("Enter")
    assert (await slack.deed("say"))["channel"] == DM


async def test_a_home_that_was_never_published_says_so(open_page, slack):
    slack.first["home"] = None
    page = await open_page(f"{slack.address}?as={LIN}#app/home")
    await expect(page.locator(".home-waiting")).to_have_text("Fetching the Home tab…")
    await expect(page.locator(".home-waiting")).to_have_text("Tracer has not published a Home tab for you yet.")


async def test_notices_are_shown_once(page, slack):
    slack.first["notices"].append({"id": "N1", "text": "/lots is not a valid command <b>", "kind": "error"})
    await slack.say_changed("notices")
    await expect(page.locator(".toast")).to_contain_text("/lots is not a valid command <b>")
    await page.locator(".toast button").click()
    await slack.say_changed("notices")
    await page.click(f'[data-channel="{TALK}"]')
    await expect(page.locator(".toast")).to_have_count(0)


async def test_a_deed_that_failed_is_told(page, slack):
    slack.answers["click"] = {"ok": False, "error": "this message is not there any more"}
    await page.get_by_role("button", name="Refund").first.click()
    await expect(page.locator(".toast-error")).to_contain_text("this message is not there any more")


async def test_files_and_reactions_stand_below_their_message(show):
    files = [
        {
            "id": "F1",
            "name": "invoice.pdf",
            "mimetype": "application/pdf",
            "size": 250_000,
            "url": "/page/file/F1/invoice.pdf",
        }
    ]
    one = await show(text="here", files=files, reactions=[{"name": "eyes", "count": 2, "users": [LIN, MAYA]}])
    await expect(one.locator('[data-file="F1"]')).to_contain_text("invoice.pdf")
    await expect(one.locator('[data-file="F1"]')).to_contain_text("244.1 KB")
    await expect(one.locator(".reaction")).to_have_text("👀 2")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"archived": True}, "This channel is archived: nothing new can be written here."),
        ({"member": False}, "You are not in this channel, so you can only read it."),
    ],
)
async def test_where_nobody_can_write_there_is_no_composer(open_page, slack, change, sentence):
    slack.first["channels"][0] |= change
    page = await open_page(f"{slack.address}?as={LIN}#{LOST}")
    await expect(page.locator(".composer-shut")).to_have_text(sentence)
    await expect(page.locator("#pane textarea")).to_have_count(0)


async def test_a_shared_channel_and_a_missing_bot_are_said(open_page, slack):
    slack.first["channels"][0] |= {"shared": True, "bot_in": False}
    page = await open_page(f"{slack.address}?as={LIN}#{LOST}")
    await expect(page.locator(".pane-head .pill")).to_have_text(
        ["Shared with another organisation", "Tracer is not in this channel"]
    )
    await expect(page.locator('[data-hint="first-visit"]')).to_have_count(0)


async def test_nothing_is_wider_than_a_window_of_a_thousand_pixels(page):
    await page.set_viewport_size({"width": 1000, "height": 700})
    await page.locator("[data-thread-of]").click()
    await expect(page.locator("#thread")).to_be_visible()
    areas = "[...document.querySelectorAll('#top-bar, #pane, #thread')]"
    assert await page.evaluate(f"{areas}.filter((node) => node.scrollWidth > node.clientWidth).length") == 0
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_lost_connection_is_told_and_taken_up_again(page, slack):
    slack.broken = True
    await slack.say_changed(f"channel:{LOST}")
    await expect(page.locator("body.offline")).to_have_count(1)
    slack.broken = False
    slack.first["messages"][LOST].append(message(LOST, stamp(0, 5), MAYA, "back again"))
    await expect(page.get_by_text("back again")).to_be_visible()
    await expect(page.locator("body.offline")).to_have_count(0)


async def test_the_state_of_a_different_person_shows_nothing_of_the_first(open_page, slack):
    slack.states[PRIYA] = state(PRIYA, messages={LOST: [message(LOST, stamp(1, 1), MAYA, "for Priya")]}, notices=[])
    page = await open_page(f"{slack.address}?as={LIN}")
    await page.click(f'[data-person="{PRIYA}"]')
    await expect(page.locator("#pane .message")).to_have_text(["MOMaya Ortiz2:39 AMfor Priya"])
