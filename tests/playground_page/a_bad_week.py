"""Canned states of the page: a team of three, a few channels, a case card, its thread, a modal, a Home tab."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 4, 2, 1, 40, tzinfo=UTC)
LIN, MAYA, PRIYA, BOT = "U0LIN", "U0MAYA", "U0PRIYA", "U0TRACER"
LOST, TALK, FINANCE, DM = "C0LOST", "C0TALK", "C0FIN", "D0TRACER"

PEOPLE = [
    {"id": LIN, "name": "lin", "real_name": "Lin Yue", "locale": "en-US", "tz": "Asia/Shanghai", "title": "Agent"},
    {
        "id": MAYA,
        "name": "maya",
        "real_name": "Maya Ortiz",
        "locale": "en-US",
        "tz": "America/New_York",
        "title": "Lead",
    },
    {
        "id": PRIYA,
        "name": "priya",
        "real_name": "Priya Nair",
        "locale": "en-US",
        "tz": "Europe/London",
        "title": "Finance",
    },
]
APP = {
    "name": "Tracer",
    "bot_user": BOT,
    "commands": [
        {
            "command": "/lost",
            "usage_hint": "NUMBER… | list | show 142 | help",
            "description": "Report a lost parcel, or see what is open",
        }
    ],
    "message_shortcuts": [{"callback_id": "open_case", "name": "Open lost-parcel case"}],
    "global_shortcuts": [{"callback_id": "report", "name": "Report a lost parcel"}],
}


def stamp(minutes_ago: float, number: int = 0) -> str:
    """Returns the ts of a message that many minutes before now."""
    return f"{NOW.timestamp() - minutes_ago * 60:.0f}.{number:06d}"


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": True}


def button(text: str, action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def message(channel: str, ts: str, user: str, text: str = "", **more: Any) -> dict[str, Any]:
    fields = {"thread_ts": None, "username": None, "blocks": [], "ephemeral": False, "edited": False, "reply_count": 0}
    rest = {"files": [], "reactions": [], "broadcast": False}
    head = {"ts": ts, "user": user, "bot": user == BOT, "text": text, "channel": channel}
    return {**fields, **rest, **head, **more}


def case_card(reference: str = "LOST-0142", **more: Any) -> list[dict[str, Any]]:
    due = int(NOW.timestamp()) + 30_000
    sent = int(NOW.timestamp()) - 86_400
    facts = (
        f":red_circle: *<https://playground.example/case|{reference}>* · UPS …6784 · US → DE · Amazon.de\n"
        f"*Waiting on*  Us: decide refund or resend    *Owner*  <@{LIN}>\n"
        f"*Buyer clock*  A-to-z answer due <!date^{due}^{{date_short_pretty}} {{time}}|2 Apr 18:00>\n"
        f"*UPS*  inquiry sent <!date^{sent}^{{date_short_pretty}}|1 Apr> · 3 of 8 working days\n"
        "*Claim window*  open · closes 27 May (PT) · via ShipStation\n"
        "*Money*  order €89 · cost €31 · cover $100 · expected back €55\n"
        "*Evidence*  ■■■■□□ 4 of 6 · missing: invoice, buyer message"
    )
    return [
        {
            "type": "section",
            "block_id": "card",
            "text": mrkdwn(facts),
            "accessory": button("Take it", "take", value="142"),
        },
        {
            "type": "actions",
            "block_id": "moves",
            "elements": [
                button("Refund", "refund", value="142", style="primary"),
                button("Resend", "resend", value="142"),
                button("Contact", "contact", value="142"),
                button("Snooze", "snooze", value="142"),
                button("More", "more", value="142"),
            ],
        },
    ]


def decide_modal() -> dict[str, Any]:
    option = lambda text, value: {"text": plain(text), "value": value}  # noqa: E731
    return {
        "id": "V1",
        "type": "modal",
        "callback_id": "decide",
        "title": plain("Refund LOST-0142"),
        "submit": plain("Refund €89.00"),
        "close": plain("Not now"),
        "blocks": [
            {
                "type": "alert",
                "block_id": "over",
                "level": "warning",
                "text": mrkdwn("*Over your limit of €50.* Priya Nair will be asked to approve it."),
            },
            {
                "type": "input",
                "block_id": "amount",
                "label": plain("Amount"),
                "element": {
                    "type": "number_input",
                    "action_id": "value",
                    "is_decimal_allowed": True,
                    "initial_value": "89.00",
                },
            },
            {
                "type": "input",
                "block_id": "currency",
                "label": plain("Currency"),
                "element": {
                    "type": "static_select",
                    "action_id": "value",
                    "options": [
                        option("EUR · euro", "EUR"),
                        option("USD · US dollar", "USD"),
                        option("GBP · pound", "GBP"),
                    ],
                    "initial_option": option("EUR · euro", "EUR"),
                },
            },
            {
                "type": "input",
                "block_id": "lines",
                "label": plain("What it covers"),
                "element": {
                    "type": "checkboxes",
                    "action_id": "value",
                    "options": [option("Goods · €79.00", "goods"), option("Shipping · €10.00", "shipping")],
                    "initial_options": [option("Goods · €79.00", "goods"), option("Shipping · €10.00", "shipping")],
                },
            },
            {
                "type": "input",
                "block_id": "reason",
                "label": plain("Reason"),
                "hint": plain("The buyer does not see this."),
                "element": {
                    "type": "plain_text_input",
                    "action_id": "value",
                    "multiline": True,
                    "max_length": 500,
                    "placeholder": plain("Why a refund and not a replacement?"),
                },
            },
            {
                "type": "input",
                "block_id": "day",
                "optional": True,
                "label": plain("Promised to the buyer by"),
                "element": {"type": "datepicker", "action_id": "value", "initial_date": "2026-04-09"},
            },
        ],
    }


def home_view() -> dict[str, Any]:
    def row(mark: str, case: str, what: str, left: str, label: str) -> dict[str, Any]:
        return {
            "type": "section",
            "block_id": f"do-{case}",
            "text": mrkdwn(f"{mark} *{case}* · {what}\n_{left}_"),
            "accessory": button(label, "open", value=case),
        }

    return {
        "id": "VH1",
        "type": "home",
        "callback_id": "home",
        "blocks": [
            {"type": "header", "block_id": "hello", "text": plain("Good morning, Lin")},
            {"type": "context", "block_id": "sum", "elements": [mrkdwn("*2* due today · *1* approval · *0* silent")]},
            {
                "type": "actions",
                "block_id": "start",
                "elements": [
                    button("Open case", "open_case", style="primary"),
                    button("Paste many", "bulk"),
                    button("中文 / EN", "lang"),
                ],
            },
            {"type": "divider", "block_id": "d1"},
            {"type": "header", "block_id": "now", "level": 2, "text": plain("Do now")},
            row(":red_circle:", "LOST-0142", "A-to-z answer to Amazon.de", "18:00 today", "Decide"),
            row(":large_orange_circle:", "LOST-0139", "Documents for XCover", "tomorrow, 12:00", "Add"),
            {"type": "header", "block_id": "others", "level": 2, "text": plain("Waiting on others")},
            {
                "type": "section",
                "block_id": "w",
                "fields": [
                    mrkdwn("*Carriers*\n云途 4 d · USPS 6 d"),
                    mrkdwn("*Insurers*\nXCover 2 d"),
                    mrkdwn("*Money waiting*\n$4 310.00 in 37 claims"),
                    mrkdwn("*Received this month*\n$820.00 · €265.50"),
                ],
            },
        ],
    }


def talk() -> dict[str, list[dict[str, Any]]]:
    root = stamp(52, 2)
    lost = [
        message(LOST, stamp(1500, 1), MAYA, "Storm at the Memphis hub last night. Expect a few of these today :cloud:"),
        message(LOST, stamp(1490, 1), PRIYA, "Noted. I have the limits at €50 this week."),
        message(LOST, stamp(58, 1), LIN, "Buyer of 305-1234567 asks again where the vase is"),
        message(LOST, root, BOT, "LOST-0142 · UPS …6784", blocks=case_card(), reply_count=4, edited=True),
        message(LOST, stamp(50, 3), BOT, "Opened by Lin Yue with `/lost`", thread_ts=root),
        message(
            LOST,
            stamp(47, 4),
            BOT,
            "Likely cause: *missed scan at Memphis*, medium confidence",
            thread_ts=root,
            blocks=[
                {
                    "type": "context",
                    "block_id": "c",
                    "elements": [mrkdwn(":mag: Likely cause: *missed scan at Memphis* · medium confidence")],
                }
            ],
        ),
        message(LOST, stamp(31, 5), LIN, "UPS chat says they opened a trace, reply in 8 working days", thread_ts=root),
        message(
            LOST,
            stamp(30, 6),
            BOT,
            "",
            thread_ts=root,
            blocks=[
                {
                    "type": "section",
                    "block_id": "ask",
                    "text": mrkdwn(f"<@{LIN}>, is this a carrier reply?"),
                    "accessory": button("Log reply", "log_reply", value="142"),
                }
            ],
        ),
        message(
            LOST,
            stamp(12, 7),
            MAYA,
            "Also one to Lyon, `LA123456785CN`, no scan since Friday :eyes:",
            reactions=[{"name": "eyes", "count": 2}],
        ),
        message(
            LOST,
            stamp(6, 8),
            BOT,
            "That number has a wrong check digit.",
            ephemeral=True,
            blocks=[
                {
                    "type": "section",
                    "block_id": "e1",
                    "text": mrkdwn(
                        "`LA123456784CN` has a wrong check digit: it ends in 4, *5* would be right.\nWas this the one?"
                    ),
                },
                {
                    "type": "actions",
                    "block_id": "e2",
                    "elements": [
                        button("Open LA123456785CN", "open", style="primary", value="x"),
                        button("As typed", "as_typed", value="y"),
                    ],
                },
            ],
        ),
    ]
    return {
        LOST: lost,
        TALK: [message(TALK, stamp(300, 1), PRIYA, "Coffee machine is back :tada:")],
        FINANCE: [],
        DM: [],
    }


def state(who: str = LIN, **more: Any) -> dict[str, Any]:
    """Returns a fresh state of the page for one person."""
    channels = [
        {
            "id": LOST,
            "name": "lost-parcels",
            "kind": "channel",
            "member": True,
            "bot_in": True,
            "unread": 0,
            "archived": False,
            "shared": False,
        },
        {
            "id": TALK,
            "name": "talk",
            "kind": "channel",
            "member": True,
            "bot_in": False,
            "unread": 1,
            "archived": False,
            "shared": False,
        },
        {
            "id": FINANCE,
            "name": "lost-finance",
            "kind": "private",
            "member": True,
            "bot_in": True,
            "unread": 0,
            "archived": False,
            "shared": False,
        },
        {
            "id": DM,
            "name": "Tracer",
            "kind": "dm",
            "member": True,
            "bot_in": True,
            "unread": 0,
            "archived": False,
            "shared": False,
        },
        {
            "id": "D0MAYA",
            "name": "maya",
            "kind": "dm",
            "member": True,
            "bot_in": False,
            "unread": 0,
            "archived": False,
            "shared": False,
        },
    ]
    return copy.deepcopy(
        {
            "team": {"name": "Vase & Lamp Co."},
            "me": next(person for person in PEOPLE if person["id"] == who),
            "people": PEOPLE,
            "app": APP,
            "clock": {"offset_seconds": 0, "now": NOW.isoformat()},
            "channels": channels,
            "messages": talk(),
            "home": home_view(),
            "views": [],
            "notices": [],
            **more,
        }
    )


def in_chinese(state_of: dict[str, Any]) -> dict[str, Any]:
    """Returns the state with its person reading Chinese."""
    chinese = copy.deepcopy(state_of)
    chinese["me"] |= {"locale": "zh-CN"}
    return chinese


def showing(blocks: list[dict[str, Any]], text: str = "", **more: Any) -> dict[str, Any]:
    """Returns a state whose channel holds one message of the bot's with these blocks."""
    return state(messages={LOST: [message(LOST, stamp(5, 1), BOT, text, blocks=blocks, **more)]})


def showing_all(shown: Sequence[tuple[str, list[dict[str, Any]]]]) -> dict[str, Any]:
    """Returns a state whose channel holds a message of the bot's for each text with its blocks, in that order."""
    said = [message(LOST, stamp(5, n), BOT, text, blocks=blocks) for n, (text, blocks) in enumerate(shown, start=1)]
    return state(messages={LOST: said})
