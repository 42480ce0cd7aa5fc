"""HTTP delivery as seen from Slack: signed requests to the app's address
(https://docs.slack.dev/authentication/verifying-requests-from-slack)."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import aiohttp

from bot.playground.delivery import ACK_SECONDS, Reply
from bot.playground.world import SlackWorld

FORM = "application/x-www-form-urlencoded"


def signed(body: str, secret: str, at: int | None = None) -> dict[str, str]:
    """Returns the two headers by which an app knows that a body comes from Slack; `at` defaults to real time."""
    stamp = str(int(time.time()) if at is None else at)
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


class HttpPosts:
    """Sends everything to one address of the app, which may be set later (`app_url`)."""

    def __init__(self, world: SlackWorld, app_url: str | None, secret: str, ack_seconds: float = ACK_SECONDS) -> None:
        self.app_url = app_url
        self._world = world
        self._secret = secret
        self._ack_seconds = ack_seconds
        self._session: aiohttp.ClientSession | None = None
        self._repeats: set[asyncio.Task] = set()

    async def send(self, kind: str, payload: dict, *, attempt: int = 0, reason: str = "") -> Reply:
        """Posts one delivery, signed, and returns the app's reply, or why there was none in time."""
        body, headers = _as_request(kind, payload)
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        if self._world.faults.takes_envelope():
            repeat = asyncio.get_running_loop().create_task(self._post(kind, body, headers))
            self._repeats.add(repeat)
            repeat.add_done_callback(self._repeats.discard)
        return await self._post(kind, body, headers)

    async def verify_address(self) -> bool:
        """Sends `url_verification` and says whether the app gave the challenge back."""
        challenge = {"token": self._world.app.verification_token, "challenge": "3eZbrw1a", "type": "url_verification"}
        reply = await self.send("events_api", challenge)
        return reply.acknowledged and "3eZbrw1a" in (reply.body.get("challenge"), reply.body.get("text"))

    async def stop(self) -> None:
        """Closes the connections to the app."""
        for task in list(self._repeats):
            task.cancel()
        await asyncio.gather(*self._repeats, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _post(self, kind: str, body: str, headers: dict[str, str]) -> Reply:
        if self.app_url is None:
            return Reply(False, problem="dispatch_failed", reason="connection_failed")
        if self._session is None:
            self._session = aiohttp.ClientSession()
        sent = headers | signed(body, self._secret)
        timeout = aiohttp.ClientTimeout(total=self._ack_seconds)
        try:
            async with self._session.post(self.app_url, data=body.encode(), headers=sent, timeout=timeout) as answer:
                return self._read(kind, answer.status, answer.headers, await answer.text())
        except TimeoutError:
            return Reply(False, problem="operation_timeout", reason="http_timeout")
        except aiohttp.ClientError:
            return Reply(False, problem="dispatch_failed", reason="connection_failed")

    def _read(self, kind: str, status: int, headers, text: str) -> Reply:
        fine = 200 <= status < 300 if kind == "events_api" else status == 200
        if not fine:
            stop = headers.get("X-Slack-No-Retry") == "1"
            return Reply(False, problem="dispatch_failed", reason="http_error", no_retry=stop)
        if self._world.faults.takes_ack():
            return Reply(False, problem="operation_timeout", reason="http_timeout")
        return Reply(True, _body(text))


def _as_request(kind: str, payload: dict) -> tuple[str, dict[str, str]]:
    agent = {"User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)", "Accept": "*/*"}
    if kind == "slash_commands":
        return urlencode(payload), agent | {"Content-Type": FORM}
    if kind == "interactive":
        return urlencode({"payload": json.dumps(payload)}), agent | {"Content-Type": FORM}
    return json.dumps(payload), agent | {"Content-Type": "application/json"}


def _body(text: str) -> dict:
    if not text.strip():
        return {}
    try:
        read = json.loads(text)
    except ValueError:
        return {"text": text}
    return read if isinstance(read, dict) else {"text": text}
