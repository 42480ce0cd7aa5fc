"""Files in Slack, looked at and fetched through the one client and session of the process."""

from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import slack_client
from cases.file_kinds import LARGEST_BYTES
from handlers.evidence_fetching import CannotFetch, FileInSlack, FileIsGone, FileTooLarge

# https://docs.slack.dev/reference/methods/files.info
GONE = frozenset({"file_not_found", "file_deleted"})
GONE_STATUS = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
# A tombstone is a deleted file; the other is one that the workspace's plan no longer shows.
GONE_MODES = frozenset({"tombstone", "hidden_by_limit"})
# As these a file is served like Slack's sign-in page, from which nobody could tell it.
PAGES = frozenset({"text/html", "application/xhtml+xml"})
# Slack keeps only a link to these: https://docs.slack.dev/reference/objects/file-object
ELSEWHERE_MODES = frozenset({"external"})


class FilesOfSlack:
    """How evidence comes from Slack: the file object asked for anew, its content read no further than what is kept."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def look(self, file_id: str) -> FileInSlack:
        """What Slack says of a file now. Raises FileIsGone or CannotFetch."""
        try:
            answer = await self._client.files_info(file=file_id)
        except SlackApiError as error:
            word = str(error.response.get("error") or error.response.status_code)
            raise (FileIsGone(word) if word in GONE else CannotFetch(word)) from None
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise CannotFetch(type(error).__name__) from None
        return _file(answer.get("file") or {})

    async def content(self, file: FileInSlack) -> bytes:
        """The bytes behind a file's own address, as it was given. Raises FileIsGone, FileTooLarge or CannotFetch."""
        session: Any = self._client.session
        try:
            content: bytes = await session.download(file.url, self._client.token, limit_bytes=LARGEST_BYTES)
            return content
        except slack_client.FileTooLarge:
            raise FileTooLarge from None
        except aiohttp.ClientResponseError as error:
            raise (FileIsGone() if error.status in GONE_STATUS else CannotFetch(f"status {error.status}")) from None
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise CannotFetch(type(error).__name__) from None


def _file(told: dict[str, Any]) -> FileInSlack:
    if told.get("mode") in GONE_MODES:
        raise FileIsGone(str(told["mode"]))
    elsewhere = bool(told.get("is_external")) or told.get("mode") in ELSEWHERE_MODES
    url = told.get("url_private_download") or told.get("url_private") or ""
    if not url and not elsewhere:
        raise CannotFetch("Slack gives no address")
    size = told.get("size")
    page = str(told.get("mimetype") or "").lower() in PAGES
    return FileInSlack(str(told.get("name") or ""), size if isinstance(size, int) else 0, str(url), elsewhere, page)
