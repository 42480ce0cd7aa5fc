"""files.*: uploading in three steps, and looking at what was uploaded."""

from __future__ import annotations

import mimetypes
from urllib.parse import quote

from bot.playground.refusals import Refused
from bot.playground.rooms import SharedFile
from bot.playground.web_api.calling import Call, method
from bot.playground.web_api.messages import authorship, refuse_bad_blocks, writable
from bot.playground.world import SlackWorld

# https://slack.com/help/articles/201330736: one gigabyte.
LARGEST_BYTES = 1024**3


@method("files.getUploadURLExternal", scope="files:write", tier=4)
def announce(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/files.getUploadURLExternal"""
    call.needed("filename", "length")
    length = call.number("length", 0)
    if length <= 0:
        raise Refused("invalid_arguments", messages=["[ERROR] must be greater than 0 [json-pointer:/length]"])
    if length > LARGEST_BYTES:
        raise Refused("file_upload_size_restricted")
    upload = call.world.passes.new_upload(call.world.names.next("F"), call.text("filename"), length)
    return {"upload_url": f"{call.world.base_url}/upload/v1/{upload.key}", "file_id": upload.file_id}


@method("files.completeUploadExternal", scope="files:write", tier=4)
def complete(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/files.completeUploadExternal"""
    wanted = call.structure("files")
    if not wanted or not isinstance(wanted, list):
        raise Refused("invalid_arguments", messages=["[ERROR] missing required field: files"])
    blocks = call.structure("blocks", "invalid_blocks_format")
    refuse_bad_blocks(blocks)
    if call.text("channel_id") in call.world.people:
        # Only `channels` takes people: https://github.com/slackapi/bolt-js/issues/2115
        pattern = "input must match regex pattern: ^[CGDZ][A-Z0-9]{8,}$ [json-pointer:/channel_id]"
        raise Refused("invalid_arguments", messages=[f"[ERROR] {pattern}"])
    places = [one for one in [call.text("channel_id"), *call.text("channels").split(",")] if one]
    rooms = [writable(Call(call.world, call.method, {"channel": place})) for place in places]
    files = [_arrived(call, one) for one in wanted]
    for room in rooms:
        call.world.post(
            room,
            call.world.app.bot_user,
            text=call.text("initial_comment"),
            blocks=blocks or [],
            thread_ts=call.text("thread_ts") or None,
            files=files,
            **authorship(call.world),
        )
    return {"files": [one.as_slack() for one in files]}


@method("files.info", scope="files:read", tier=4)
def info(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/files.info"""
    found = call.world.files.get(call.needed("file"))
    if found is None:
        raise Refused("file_not_found")
    if not _reachable(call.world, found):
        raise Refused("file_not_found")
    return {"file": found.as_slack(), "comments": [], "response_metadata": {"next_cursor": ""}}


@method("files.delete", scope="files:write", tier=3)
def delete(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/files.delete"""
    found = call.world.files.get(call.needed("file"))
    if found is None:
        raise Refused("file_not_found")
    if found.user != call.world.app.bot_user:
        raise Refused("cant_delete_file")
    del call.world.files[found.id]
    return {}


def keep(world: SlackWorld, file_id: str, name: str, content: bytes, user: str, title: str = "") -> SharedFile:
    """Keeps a file and gives it the address from which the app can fetch it with its token."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = SharedFile(file_id, name, kind, content, user, world.stamps.seconds(), title)
    file.url = f"{world.base_url}/files-pri/{world.team.id}-{file_id}/{quote(name)}"
    world.files[file_id] = file
    return file


def _arrived(call: Call, wanted: dict) -> SharedFile:
    passes = call.world.passes
    file_id = wanted.get("id") if isinstance(wanted, dict) else None
    upload = next((one for one in passes.uploads.values() if one.file_id == file_id), None)
    if upload is None or upload.content is None:
        raise Refused("file_not_found")
    del passes.uploads[upload.key]
    bot = call.world.app.bot_user
    return keep(call.world, upload.file_id, upload.name, upload.content, bot, wanted.get("title", ""))


def _reachable(world: SlackWorld, file: SharedFile) -> bool:
    bot = world.app.bot_user
    return file.user == bot or file.given_to_app or any(world.channels[one].has(bot) for one in file.channels)
