"""files.*: what a file is, and the three steps in which an app uploads one."""

from __future__ import annotations

import mimetypes
import secrets

from playground.slack.files import new_file
from playground.slack.methods.registry import Method, member_channel, need
from playground.slack.protocol import Json, SlackError
from playground.slack.slack import Slack
from playground.slack.workspace import Upload


def file_info(slack: Slack, args: Json) -> Json:
    """files.info."""
    file = slack.space.files.get(need(args, "file"))
    if file is None:
        raise SlackError("file_not_found")
    return {"file": file, "comments": [], "response_metadata": {"next_cursor": ""}}


def get_upload_url(slack: Slack, args: Json) -> Json:
    """files.getUploadURLExternal: where so many bytes can be sent, and the id that the file will have."""
    name, given = need(args, "filename"), need(args, "length")
    if not given.isdecimal() or not int(given):
        raise SlackError("invalid_arguments", messages=["[ERROR] length must be a number above zero"])
    identity, ticket = slack.space.next_id("F"), secrets.token_urlsafe(24)
    slack.space.uploads[ticket] = Upload(identity, name, int(given))
    return {"upload_url": f"{slack.address}/upload/v1/{ticket}", "file_id": identity}


def complete_upload(slack: Slack, args: Json) -> Json:
    """files.completeUploadExternal: the files are there; with `channel_id` they are shared in a message."""
    files = args.get("files")
    if not isinstance(files, list) or not files or not all(isinstance(each, dict) for each in files):
        raise SlackError("invalid_arguments", messages=["[ERROR] missing required field: files"])
    channel = member_channel(slack, str(args["channel_id"])) if args.get("channel_id") else None
    made = []
    for each in files:
        found = next((up for up in slack.space.uploads.values() if up.id == each.get("id") and up.content), None)
        if found is None or found.content is None:
            raise SlackError("file_not_found")
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        known = new_file(slack, slack.bot.id, channel, found.id, found.name, kind, found.content)
        known["title"] = str(each.get("title") or found.name)
        made.append(known)
    if channel is not None:
        thread = {"thread_ts": str(args["thread_ts"])} if args.get("thread_ts") else {}
        words = {"text": str(args.get("initial_comment") or "")}
        slack.post_as_app(channel, {**words, **thread, "subtype": "file_share", "files": made, "upload": False})
    return {"files": [{"id": each["id"], "title": each["title"]} for each in made]}


def delete(slack: Slack, args: Json) -> Json:
    """files.delete: a bot deletes what it uploaded, and messages show it no more."""
    file = slack.space.files.get(need(args, "file"))
    if file is None:
        raise SlackError("file_not_found")
    if file["mode"] == "tombstone":
        raise SlackError("file_deleted")
    if file["user"] != slack.bot.id:
        raise SlackError("cant_delete_file")
    file["mode"] = "tombstone"
    slack.space.contents.pop(file["id"], None)
    return {}


METHODS = {
    "files.delete": Method(delete, ("files:write",)),
    "files.info": Method(file_info, ("files:read",)),
    "files.getUploadURLExternal": Method(get_upload_url, ("files:write",)),
    "files.completeUploadExternal": Method(complete_upload, ("files:write",)),
}
