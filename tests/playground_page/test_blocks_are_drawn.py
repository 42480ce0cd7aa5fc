"""Every block of Block Kit that the page knows."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.playground_page.a_bad_week import LOST, MAYA, button, mrkdwn, plain

pytestmark = pytest.mark.asyncio(loop_scope="session")

OUTSIDE = "https://pictures.example/vase.png"


def option(text: str, value: str, **more) -> dict:
    return {"text": plain(text), "value": value, **more}


def rich(*elements: dict) -> dict:
    return {"type": "rich_text", "block_id": "b", "elements": list(elements)}


def piece(text: str, **style: bool) -> dict:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


async def test_a_section_has_text_fields_and_an_accessory(show):
    block = {
        "type": "section",
        "block_id": "s",
        "text": mrkdwn("*Case*"),
        "fields": [mrkdwn("*A*\n1"), plain("*B*")],
        "accessory": button("Take it", "take", value="142"),
    }
    message = await show([block])
    await expect(message.locator(".section-text strong")).to_have_text("Case")
    await expect(message.locator(".field-cell")).to_have_text(["A\n1", "*B*"])
    await expect(message.locator('[data-block-id="s"][data-action-id="take"]')).to_have_text("Take it")


async def test_headers_contexts_and_dividers(show):
    blocks = [
        {"type": "header", "text": plain(":package: Head")},
        {"type": "header", "level": 3, "text": plain("Lower")},
        {
            "type": "context",
            "elements": [{"type": "image", "image_url": OUTSIDE, "alt_text": "a vase"}, mrkdwn("_small_")],
        },
        {"type": "divider"},
    ]
    message = await show(blocks)
    await expect(message.get_by_role("heading")).to_have_text(["📦 Head", "Lower"])
    await expect(message.locator(".block-context em")).to_have_text("small")
    await expect(message.locator(".block-context")).to_contain_text("a vase")
    await expect(message.locator("hr")).to_have_count(1)


async def test_a_picture_outside_this_machine_is_described_and_never_fetched(show, slack):
    asked: list[str] = []
    message = await show([{"type": "image", "image_url": OUTSIDE, "alt_text": "a vase", "title": plain("The vase")}])
    message.page.on("request", lambda request: asked.append(request.url))
    await expect(message.get_by_role("img", name="a vase")).to_be_visible()
    await expect(message.locator("figcaption")).to_have_text("The vase")
    await message.page.reload()
    await expect(message.get_by_role("img", name="a vase")).to_be_visible()
    assert [url for url in asked if not url.startswith((slack.address, slack.address.replace("http", "ws")))] == []


async def test_a_picture_of_this_machine_is_shown(show):
    message = await show([{"type": "image", "image_url": "/page/tracer.svg", "alt_text": "the parcel"}])
    await expect(message.locator("img.picture")).to_have_attribute("alt", "the parcel")


async def test_rich_text_has_sections_lists_quotes_and_code(show):
    section = {
        "type": "rich_text_section",
        "elements": [
            piece("bold", bold=True),
            piece(" and ", italic=True),
            piece("gone", strike=True),
            piece("x", code=True),
            piece("u", underline=True),
            {"type": "link", "url": "https://x.example/", "text": "link"},
            {"type": "link", "url": "javascript:alert(1)", "text": "no link"},
            {"type": "user", "user_id": MAYA},
            {"type": "channel", "channel_id": LOST},
            {"type": "usergroup", "usergroup_id": "S1"},
            {"type": "broadcast", "range": "here"},
            {"type": "emoji", "name": "package", "unicode": "1f4e6"},
            {"type": "emoji", "name": "nonsense"},
            {"type": "date", "timestamp": 1775094000, "format": "{date_num}"},
        ],
    }
    item = {"type": "rich_text_section", "elements": [piece("item")]}
    blocks = [
        rich(
            section,
            {"type": "rich_text_list", "style": "ordered", "offset": 2, "elements": [item]},
            {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [item, item]},
            {"type": "rich_text_quote", "elements": [piece("said")]},
            {"type": "rich_text_preformatted", "elements": [piece("<b>code</b>")]},
        )
    ]
    body = (await show(blocks)).locator(".rich-text")
    for tag, text in [
        ("strong", "bold"),
        ("em", " and "),
        ("s", "gone"),
        ("u", "u"),
        ("blockquote", "said"),
        ("pre", "<b>code</b>"),
    ]:
        await expect(body.locator(tag)).to_have_text(text)
    await expect(body.locator("a")).to_have_text(["link"])
    await expect(body.locator(".mention")).to_have_text(["@maya", "#lost-parcels", "@S1", "@here"])
    await expect(body.locator(".emoji")).to_have_text(["📦"])
    await expect(body.locator("time")).to_have_text("2026-04-02")
    await expect(body.locator("ol")).to_have_attribute("start", "3")
    await expect(body.locator("ul li")).to_have_count(2)
    assert ":nonsense:" in await body.inner_text()


async def test_a_table_aligns_its_columns(show):
    rows = [
        [{"type": "raw_text", "text": "Case"}, {"type": "raw_text", "text": "Money"}],
        [
            rich({"type": "rich_text_section", "elements": [piece("LOST-0142", bold=True)]}),
            {"type": "raw_number", "value": 89, "text": "€89"},
        ],
    ]
    message = await show([{"type": "table", "rows": rows, "column_settings": [None, {"align": "right"}]}])
    await expect(message.locator("th")).to_have_text(["Case", "Money"])
    await expect(message.locator("td strong")).to_have_text("LOST-0142")
    await expect(message.locator("td").nth(1)).to_have_css("text-align", "end")


async def test_a_data_table_has_pages_and_sorts_by_a_column(show, slack):
    head = [
        {"type": "raw_text", "text": "Carrier"},
        {"type": "raw_text", "text": "Days"},
        {"type": "raw_text", "text": ""},
    ]
    rows = [
        [
            {"type": "raw_text", "text": name},
            {"type": "raw_number", "value": days, "text": f"{days} d"},
            {"type": "action", "element": button("Chase", f"chase_{days}", value=name)},
        ]
        for name, days in [("UPS", 3), ("云途", 11), ("DHL", 2), ("Evri", 7)]
    ]
    message = await show(
        [{"type": "data_table", "block_id": "t", "caption": "Slowest", "page_size": 2, "rows": [head, *rows]}]
    )
    await expect(message.locator("caption")).to_have_text("Slowest")
    await expect(message.locator("tbody tr")).to_have_count(2)
    await message.get_by_role("button", name="Days").click()
    await message.get_by_role("button", name="Days").click()
    await expect(message.locator("tbody td:nth-child(2)")).to_have_text(["11 d", "7 d"])
    await message.get_by_role("button", name="Next").click()
    await expect(message.locator("tbody td:first-child")).to_have_text(["UPS", "DHL"])
    await message.get_by_role("button", name="Chase").first.click()
    assert (await slack.deed("click"))["value"] == "UPS"


@pytest.mark.parametrize(
    ("kind", "shape", "count"), [("bar", "rect", 4), ("line", "polyline", 2), ("area", "polygon", 2)]
)
async def test_charts_with_axes(show, kind, shape, count):
    points = lambda *values: [{"label": day, "value": value} for day, value in zip(["Mon", "Tue"], values, strict=True)]  # noqa: E731
    chart = {
        "type": kind,
        "series": [{"name": "Lost", "data": points(4, 9)}, {"name": "Found", "data": points(-1, 3)}],
        "axis_config": {"categories": ["Mon", "Tue"], "x_label": "Day", "y_label": "Parcels"},
    }
    message = await show([{"type": "data_visualization", "title": "This week", "chart": chart}])
    await expect(message.locator(f"svg.axes {shape}")).to_have_count(count)
    await expect(message.locator(".legend li")).to_have_text(["Lost", "Found"])
    await expect(message.get_by_role("img")).to_have_attribute(
        "aria-label", "This week: Lost: Mon 4, Tue 9; Found: Mon -1, Tue 3"
    )


async def test_a_pie(show):
    chart = {"type": "pie", "segments": [{"label": "UPS", "value": 3}, {"label": "DHL", "value": 1}]}
    message = await show([{"type": "data_visualization", "title": "Carriers", "chart": chart}])
    await expect(message.locator("svg.pie path")).to_have_count(2)
    await expect(message.locator("svg.pie title").first).to_have_text("UPS: 3 (75%)")


async def test_alerts_cards_and_containers(show, slack):
    card = {
        "type": "card",
        "block_id": "card",
        "title": plain("LOST-0142"),
        "subtitle": mrkdwn("*UPS*"),
        "body": mrkdwn("Vase"),
        "hero_image": {"type": "image", "image_url": OUTSIDE, "alt_text": "hero"},
        "actions": [button("Open", "open_card", value="142")],
    }
    held = [{"type": "section", "block_id": "in", "text": mrkdwn("inside"), "accessory": button("Go", "go")}]
    blocks = [
        {"type": "alert", "level": "warning", "text": mrkdwn("*Careful*")},
        card,
        {"type": "carousel", "elements": [card | {"block_id": "c1"}, card | {"block_id": "c2"}]},
        {"type": "container", "title": plain("Open box"), "has_header_divider": True, "child_blocks": held},
        {
            "type": "container",
            "title": plain("Shut box"),
            "is_collapsible": True,
            "default_collapsed": True,
            "child_blocks": [{"type": "section", "text": mrkdwn("hidden")}],
        },
    ]
    message = await show(blocks)
    await expect(message.locator(".alert-warning strong")).to_have_text("Careful")
    await expect(message.locator(".carousel .block-card")).to_have_count(2)
    await expect(message.get_by_text("hidden")).not_to_be_visible()
    await message.get_by_text("Shut box").click()
    await expect(message.get_by_text("hidden")).to_be_visible()
    await message.locator('[data-action-id="open_card"]').first.click()
    assert (await slack.deed("click"))["block_id"] == "card"
    await message.locator('[data-action-id="go"]').click()
    assert (await slack.deed("click", 2))["block_id"] == "in"


async def test_videos_tasks_and_context_actions(show, slack):
    feedback = {
        "type": "feedback_buttons",
        "action_id": "fb",
        "positive_button": {"text": plain("Good"), "value": "up"},
        "negative_button": {"text": plain("Bad"), "value": "down"},
    }
    blocks = [
        {
            "type": "video",
            "title": plain("How to"),
            "video_url": "https://v.example/1",
            "thumbnail_url": OUTSIDE,
            "alt_text": "a film",
        },
        {"type": "plan", "title": "Steps", "tasks": [{"task_id": "1", "title": "Ask UPS", "status": "complete"}]},
        {
            "type": "context_actions",
            "block_id": "ca",
            "elements": [
                feedback,
                {"type": "icon_button", "icon": "trash", "text": plain("Drop"), "action_id": "drop", "value": "v"},
            ],
        },
    ]
    message = await show(blocks)
    await expect(message.locator(".block-video a")).to_have_attribute("href", "https://v.example/1")
    await expect(message.locator(".task-complete")).to_contain_text("Ask UPS")
    await message.get_by_role("button", name="Bad").click()
    assert (await slack.deed("click"))["value"] == "down"
    await message.get_by_role("button", name="Drop").click()
    assert (await slack.deed("click", 2))["action_id"] == "drop"


async def test_a_block_that_nobody_knows_is_said_to_be_there(show):
    message = await show([{"type": "hologram<b>"}, {"type": "constructor"}])
    await expect(message.locator(".strange")).to_have_count(2)
    await expect(message.locator(".strange").first).to_contain_text("hologram<b>")


async def test_hostile_words_in_every_corner_stay_words(show):
    evil = '"><script>document.title = "broken"</script><img src=x onerror="document.title = 1">'
    choice = {
        "type": "static_select",
        "action_id": "s",
        "placeholder": plain(evil),
        "options": [option(evil, "v")],
        "initial_option": option(evil, "v"),
    }
    blocks = [
        {"type": "header", "block_id": evil, "text": plain(evil)},
        {"type": "section", "text": plain(evil), "fields": [plain(evil)], "accessory": button(evil, evil, value=evil)},
        {"type": "actions", "elements": [choice, button("Link", "l", url="javascript:alert(1)")]},
        {"type": "image", "image_url": "javascript:alert(1)", "alt_text": evil},
        {"type": "video", "title": plain(evil), "video_url": "javascript:alert(1)", "alt_text": evil},
        {"type": "table", "rows": [[{"type": "raw_text", "text": evil}]]},
        {
            "type": "data_visualization",
            "title": evil,
            "chart": {"type": "pie", "segments": [{"label": evil, "value": 1}]},
        },
        {"type": "alert", "level": evil, "text": plain(evil)},
    ]
    message = await show(
        blocks,
        username=evil,
        files=[{"id": "F", "name": evil, "mimetype": "image/svg+xml", "size": 1, "url": "javascript:alert(1)"}],
    )
    assert await message.locator("script, img[onerror], a[href^='javascript']").count() == 0
    assert "broken" not in await message.page.title()
