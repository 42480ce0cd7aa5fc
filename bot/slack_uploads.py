"""Files brought to Slack through the one client and session of the process, in Slack's three steps.

https://docs.slack.dev/messaging/working-with-files/#upload
"""

from collections.abc import Awaitable, Sequence
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from handlers.deliveries import ALL_TOO_FAST, IN_DOUBT, LATER, error_word, status_of
from handlers.file_sending import CannotSend, FileToSend, SlackRefuses

# What passes by itself, or by somebody's mending the token.
MAY_PASS = ALL_TOO_FAST | IN_DOUBT | LATER | {"ratelimited", "missing_scope", "invalid_auth", "not_authed", ""}


class UploadsToSlack:
    """How files reach people: an address for the bytes, the bytes, and the post."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def direct_with(self, user: str) -> str:
        """The conversation of the bot with somebody; files are posted by a conversation's id only."""
        answer = await self._call(self._client.conversations_open(users=user))
        return str((answer.get("channel") or {}).get("id") or "")

    async def upload(self, file: FileToSend) -> str:
        """Bring the bytes to Slack, where nobody sees them yet; return the file's id there."""
        asked = self._client.files_getUploadURLExternal(filename=file.name, length=file.size)
        announced = await self._call(asked)
        session: Any = self._client.session
        try:
            await session.upload(announced["upload_url"], file.content)
        except aiohttp.ClientResponseError as error:
            raise CannotSend(f"status {error.status}") from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise CannotSend(type(error).__name__) from None
        return str(announced["file_id"])

    async def post(self, files: Sequence[tuple[str, str]], channel: str, thread_ts: str | None, comment: str) -> None:
        """Post uploaded files, each by id and title, in one message."""
        listed = [{"id": file, "title": title} for file, title in files]
        await self._call(
            self._client.files_completeUploadExternal(
                files=listed, channel_id=channel, initial_comment=comment, thread_ts=thread_ts
            )
        )

    async def is_posted(self, file: str) -> bool:
        """Whether an uploaded file was posted anywhere."""
        try:
            told = (await self._call(self._client.files_info(file=file))).get("file") or {}
        except SlackRefuses:
            # An upload that was never completed is no file to Slack.
            return False
        return bool(told.get("channels") or told.get("groups") or told.get("ims") or told.get("shares"))

    async def _call(self, asked: Awaitable[AsyncSlackResponse]) -> dict[str, Any]:
        try:
            answer = await asked
        except SlackApiError as error:
            word = error_word(error)
            if status_of(error) == 429 or word in MAY_PASS:
                raise CannotSend(word or f"status {status_of(error)}") from None
            raise SlackRefuses(word) from None
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise CannotSend(type(error).__name__) from None
        return answer.data if isinstance(answer.data, dict) else {}
