"""Slash commands as Slack sends them: signed, each with its own trigger, numbers valid and never used before."""

import hashlib
import hmac
import itertools
import random
import time
from collections.abc import Iterator
from urllib.parse import urlencode

SECRET = "5e1f00d5e1f00d5e1f00d5e1f00d5e1f"
TEAM, BOT_USER, BOT = "T0BENCH00", "U0TRACER0", "B0TRACER0"
PEOPLE = tuple(f"U0PERSON{n:02d}" for n in range(20))
CHANNELS = tuple(f"C0PARCEL{n:02d}" for n in range(60))
PATH = "/slack/events"

_counter = itertools.count(1)
_chance = random.Random(1)


def ups_number(serial: int) -> str:
    """A UPS number with the right check digit; one for every serial below ten thousand million.

    1Z, six characters of the shipper, two digits of the service, seven of the package and a check digit: letters
    count as (code point - 63) mod 10, every second character twice, and all must sum to a multiple of ten.
    """
    body = f"999AA1{serial:09d}"
    values = [int(one) if one.isdigit() else (ord(one) - 63) % 10 for one in body]
    total = sum(values[0::2]) + 2 * sum(values[1::2])
    return f"1Z{body}{-total % 10}"


def unused_numbers() -> Iterator[str]:
    """Numbers that no other process of this machine begins with either, for as long as one likes."""
    first = 100_000 + int(time.time()) % 800_000
    return (ups_number(first * 1000 + n) for n in itertools.count())


def command(text: str) -> bytes:
    """A whole HTTP request: somebody types /lost and a text in one of the channels, just now."""
    number = next(_counter)
    body = urlencode(
        {
            "token": "unused",
            "team_id": TEAM,
            "team_domain": "bench",
            "channel_id": _chance.choice(CHANNELS),
            "channel_name": "parcels",
            "user_id": _chance.choice(PEOPLE),
            "user_name": "person",
            "command": "/lost",
            "text": text,
            "api_app_id": "A0BENCH00",
            "is_enterprise_install": "false",
            "response_url": f"https://hooks.slack.com/commands/{number}",
            "trigger_id": f"{number}.{time.time_ns()}",
        }
    ).encode()
    stamp = str(int(time.time())).encode()
    signature = hmac.new(SECRET.encode(), b"v0:" + stamp + b":" + body, hashlib.sha256).hexdigest().encode()
    lines = (
        f"POST {PATH} HTTP/1.1".encode(),
        b"Host: 127.0.0.1",
        b"Content-Type: application/x-www-form-urlencoded",
        b"Content-Length: " + str(len(body)).encode(),
        b"X-Slack-Request-Timestamp: " + stamp,
        b"X-Slack-Signature: v0=" + signature,
    )
    return b"\r\n".join((*lines, b"", body))
