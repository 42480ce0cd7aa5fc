"""What people can write, at its worst, and how a text is looked through for what must never come of it."""

import re
from collections.abc import Iterator
from typing import Any

OVERRIDE, ISOLATE, JOINER, NOTHING = "\u202e", "\u2066", "\u200d", "\u200b"
FAMILY = f"👩{JOINER}👩{JOINER}👧{JOINER}👦"
SHORT = (
    "<!channel>",
    "<!here|x>",
    "<!everyone>",
    "<@U123>",
    "<#C123|general>",
    "<!subteam^S1>",
    "<http://x.example|y>",
    "<!date^1^{date}^http://x.example|y>",
    "@channel @here #general http://x.example www.x.example",
    "*bold* _it_ ~gone~ `code` ```block",
    "> quote\n>>> long quote",
    "&lt;!channel&gt; &amp; & < > && <<<",
    "{reference} {0} {} %s %(x)s",
    f"مزهرية {OVERRIDE}RUE 001 طرد",
    f"{ISOLATE}abc {OVERRIDE}{OVERRIDE}",
    "זה אגרטל, 31 EUR",
    f"{FAMILY} 👍🏽 🇩🇪 ✈️",
    "a\nb\r\nc\td",
    "  ",
    "–",
    "花瓶，“易碎”",
    f"{NOTHING}{NOTHING}",
    ":rotating_light: :sob:",
    "\x00\x07\x1b[31m",
)
LONG = (
    "<!channel>" * 200,
    "&" * 2000,
    "<" * 2000,
    "*" * 2000,
    "_a_ " * 500,
    "a" * 2000,
    "汉" * 2000,
    FAMILY * 285,
    "شكرا جزيلا " * 180,
    "\n" * 2000,
    "a\n" * 1000,
    (OVERRIDE + "abc") * 500,
    "```" * 660,
    "<http://x.example|y> " * 95,
)
EVERYTHING = " ".join(SHORT)
ALL = (*SHORT, *LONG, EVERYTHING, "")

# The only marks that Tracer makes itself: people, channels, dates, links to its own cards, and to the sources of rules,
# which show nothing but their site.
# https://docs.slack.dev/messaging/formatting-message-text
OURS = re.compile(
    r"<@[UW][A-Z0-9]+>|<#[CG][A-Z0-9]+>|<https://[\w-]+\.slack\.com/archives/[A-Z0-9]+/p\d+\|[^<>|]+>"
    r"|<!date\^\d+\^\{date_short_pretty\} \{time\}\|\d{4}-\d\d-\d\d \d\d:\d\d UTC>"
    r"|<https?://[^\s<>|]+\|[\w.-]+>"
)
AN_ENTITY = re.compile(r"&(amp|lt|gt);")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2067]")


def texts(payload: Any) -> Iterator[tuple[str, str]]:
    """Every text object of a payload: its type and its text."""
    if isinstance(payload, dict):
        if payload.get("type") in ("mrkdwn", "plain_text") and isinstance(payload.get("text"), str):
            yield payload["type"], payload["text"]
        else:
            for one in payload.values():
                yield from texts(one)
    elif isinstance(payload, list):
        for one in payload:
            yield from texts(one)


def marks_of_others(mrkdwn: str) -> list[str]:
    """What Slack would take for a mark of its own in a text, besides the ones that Tracer makes; [] is right."""
    bare = re.sub("^>", "", OURS.sub("", mrkdwn), flags=re.MULTILINE)
    found = [bare[max(hit.start() - 10, 0) : hit.end() + 20] for hit in re.finditer("[<>]", bare)]
    found += [
        bare[hit.start() : hit.end() + 10] for hit in re.finditer("&", bare) if not AN_ENTITY.match(bare, hit.start())
    ]
    return found
