"""Slack's mrkdwn as the page draws it, friendly and hostile."""

from __future__ import annotations

import time

import pytest
from playwright.async_api import expect

from tests.playground_page.a_bad_week import LIN, LOST, MAYA, NOW

pytestmark = pytest.mark.asyncio(loop_scope="session")

TODAY = int(NOW.timestamp())


async def markup(message) -> str:
    """Returns the text's HTML without the classes, which are the style sheet's business."""
    return await message.locator(".message-text").evaluate(
        """(node) => {
            const copy = node.cloneNode(true);
            for (const one of copy.querySelectorAll("*"))
                for (const name of one.getAttributeNames())
                    if (!["href"].includes(name)) one.removeAttribute(name);
            return copy.innerHTML;
        }"""
    )


MARKS = (
    ("*bold* _italic_ ~gone~ `code`", "<strong>bold</strong> <em>italic</em> <s>gone</s> <code>code</code>"),
    ("*bold _and italic_*", "<strong>bold <em>and italic</em></strong>"),
    ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
    ("* not bold* and *not bold *", "* not bold* and *not bold *"),
    ("`*no* &lt;b&gt;`", "<code>*no* &lt;b&gt;</code>"),
    ("before\n```\n*as is* &amp;\n```\nafter", "before<pre>*as is* &amp;</pre>after"),
    ("&gt; one\n&gt; *two*\nthree", "<blockquote>one\n<strong>two</strong></blockquote>three"),
    (">>> all\nof it", "<blockquote>all\nof it</blockquote>"),
    ("- one\n- two", "- one\n- two"),
    ("R&amp;D &lt;tag&gt; &nbsp; &amp;lt;", "R&amp;D &lt;tag&gt; &amp;nbsp; &amp;lt;"),
    ("<https://ups.example/a?b=1&amp;c=2|track>", '<a href="https://ups.example/a?b=1&amp;c=2">track</a>'),
    ("see https://ups.example/x.", 'see <a href="https://ups.example/x">https://ups.example/x</a>.'),
    ("<mailto:a@b.example|a@b.example>", '<a href="mailto:a@b.example">a@b.example</a>'),
    ("*<https://x.example/1|LOST-0142>*", '<strong><a href="https://x.example/1">LOST-0142</a></strong>'),
    (
        f"<@{MAYA}> in <#{LOST}|lost-parcels>",
        "<span>@<bdi>maya</bdi></span> in <button>#<bdi>lost-parcels</bdi></button>",
    ),
    ("<@U0NOBODY|sam> <!subteam^S1|@finance>", "<span>@<bdi>sam</bdi></span> <span>@finance</span>"),
    ("<!here> <!channel>", "<span>@here</span> <span>@channel</span>"),
    (":package: :nonsense: 10:30:00", "<span>📦</span> :nonsense: 10:30:00"),
    ("*:red_circle: now*", "<strong><span>🔴</span> now</strong>"),
    ("*粗体* 和 _斜体_", "<strong>粗体</strong> 和 <em>斜体</em>"),
)


async def test_marks_become_elements(show_all):
    messages = await show_all([text for text, _ in MARKS])
    assert [await markup(one) for one in messages] == [html for _, html in MARKS]


DATES = (
    (f"<!date^{TODAY}^{{date_num}}|x>", "2026-04-02"),
    (f"<!date^{TODAY}^{{date_short_pretty}} at {{time}}|x>", "today at 9:40 AM"),
    (f"<!date^{TODAY - 86400}^{{date_pretty}}|x>", "yesterday"),
    (f"<!date^{TODAY + 86400}^{{date_long_pretty}}|x>", "tomorrow"),
    (f"<!date^{TODAY}^{{date_short}}|x>", "Apr 2, 2026"),
    (f"<!date^{TODAY}^{{date_long}}|x>", "Thursday, April 2, 2026"),
    (f"<!date^{TODAY}^{{time_secs}}|x>", "9:40:00 AM"),
    (f"<!date^{TODAY - 7200}^{{ago}}|x>", "2 hours ago"),
    (f"<!date^{TODAY}^{{unknown}} {{time}}|x>", "{unknown} 9:40 AM"),
    ("<!date^soon^{date}|in a while>", "in a while"),
)


async def test_a_date_is_told_in_the_readers_zone(show_all):
    messages = await show_all([token for token, _ in DATES])
    assert [await one.locator(".message-text").inner_text() for one in messages] == [words for _, words in DATES]


async def test_a_dates_own_link_is_followed(show):
    message = await show(text=f"<!date^{TODAY}^{{date_num}}^https://x.example/|x>")
    await expect(message.locator(".message-text a")).to_have_attribute("href", "https://x.example/")


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "<javascript:alert(1)|click me>",
    "<data:text/html,boo|click me>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<https://x.example/|<img src=x onerror=alert(1)>>",
    "*<script>*",
    ":<b>:",
)


async def test_what_looks_like_markup_stays_text(show_all):
    messages = await show_all(HOSTILE)
    bodies = [one.locator(".message-text") for one in messages]
    found = [body.locator("script, img, [onerror], a[href^='javascript'], a[href^='data']") for body in bodies]
    assert [await one.count() for one in found] == [0] * len(HOSTILE)
    assert all([await body.inner_text() for body in bodies])


UNCLOSED = (
    "*a " * 10_000,
    "<" * 30_000,
    "<a" * 15_000 + ">",
    "`" * 30_001,
    "_*~" * 10_000,
    ":a" * 15_000,
    "```" * 9_001,
    "&gt;" * 8_000,
    "[a](" * 8_000,
    "https://" * 4_000,
    "> " * 15_000,
    "**a " * 8_000,
)


async def test_thousands_of_unclosed_markers_are_drawn_at_once(show_all):
    """What grows faster than the text takes minutes; a busy machine takes some seconds for a page."""
    began = time.monotonic()
    in_markdown = [[{"type": "markdown", "text": text[:12_000]}] for text in UNCLOSED]
    in_mrkdwn = [[{"type": "section", "text": {"type": "mrkdwn", "text": text}}] for text in UNCLOSED]
    for message in await show_all(blocks=[*in_markdown, *in_mrkdwn]):
        await expect(message).to_be_visible()
    assert time.monotonic() - began < 15


async def test_a_long_word_breaks_instead_of_widening_the_page(show):
    message = await show(text="W" * 2_000)
    assert await message.evaluate("(node) => node.scrollWidth <= node.clientWidth")


async def test_right_to_left_text_does_not_turn_what_stands_around_it(show, slack):
    message = await show(text="الطرد مفقود\nLOST-0142 open", username="\u202eמיה")
    await expect(message.locator(".message-text")).to_have_attribute("dir", "auto")
    assert await message.locator(".author").evaluate(
        "(node) => [node.tagName, getComputedStyle(node).unicodeBidi]"
    ) == ["BDI", "isolate"]
    assert (
        await message.locator(".message-text").evaluate("(node) => getComputedStyle(node).unicodeBidi") == "plaintext"
    )
    head, author = (
        await message.locator(".message-head").bounding_box(),
        await message.locator(".author").bounding_box(),
    )
    assert author["x"] - head["x"] < 1


async def test_a_mention_of_the_reader_stands_out(show):
    message = await show(text=f"<@{LIN}> and <@{MAYA}>")
    await expect(message.locator(".mention-me")).to_have_text("@lin")
    await expect(message.locator(".mention")).to_have_count(2)


async def test_standard_markdown_is_a_language_of_its_own(show):
    text = (
        "# Head\n**strong** *soft* ~~no~~ [x](https://x.example/) \\*as is\\*\n\n- [x] done\n- [ ] open\n\n1. one\n\n"
        "> said\n\n| a | b |\n|---|---|\n| 1 | `2` |\n\n---\n```py\ncode\n```"
    )
    body = (await show([{"type": "markdown", "text": text}])).locator(".block-markdown")
    await expect(body.locator("h3")).to_have_text("Head")
    await expect(body.locator("strong")).to_have_text("strong")
    await expect(body.locator("em")).to_have_text("soft")
    await expect(body.locator("a")).to_have_attribute("href", "https://x.example/")
    await expect(body.locator("> .md-paragraph")).to_contain_text("*as is*")
    await expect(body.locator("ul li")).to_have_text(["☑ done", "☐ open"])
    await expect(body.locator("ol li")).to_have_text(["one"])
    await expect(body.locator("blockquote")).to_have_text("said")
    await expect(body.locator("td")).to_have_text(["1", "2"])
    await expect(body.locator("hr")).to_have_count(1)
    await expect(body.locator("pre")).to_have_text("code")
