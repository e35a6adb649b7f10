"""How people, channels and messages look in answers and events."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from playground.slack.installed_app import InstalledApp
from playground.slack.protocol import Json
from playground.slack.workspace import Channel, Member, Workspace


def user_object(space: Workspace, member: Member, *, with_email: bool = True) -> Json:
    """A person as users.info shows them; guests may hide their e-mail address."""
    offset = datetime.now(ZoneInfo(member.tz)).utcoffset()
    first, _, last = member.real_name.partition(" ")
    profile: Json = {
        "real_name": member.real_name, "real_name_normalized": member.real_name, "display_name": member.handle,
        "display_name_normalized": member.handle, "first_name": first, "last_name": last, "title": member.title,
        "status_text": member.status_text, "status_emoji": member.status_emoji,
        "status_expiration": member.status_expiration, "team": space.team_id, "fields": {},
    }  # fmt: skip
    if with_email and member.email and not member.email_hidden:
        profile["email"] = member.email
    return {
        "id": member.id, "team_id": space.team_id, "name": member.handle, "deleted": not member.active,
        "real_name": member.real_name, "tz": member.tz, "tz_label": member.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0, "profile": profile, "is_admin": member.is_admin,
        "is_owner": False, "is_primary_owner": False, "is_restricted": member.is_guest, "is_ultra_restricted": False,
        "is_bot": member.is_bot, "is_app_user": False, "updated": 0,
    }  # fmt: skip


def channel_object(space: Workspace, channel: Channel, viewer: str) -> Json:
    """A conversation as conversations.info shows it to this viewer."""
    common: Json = {
        "id": channel.id, "created": channel.created, "creator": channel.creator, "is_archived": channel.archived,
        "is_im": channel.kind == "im", "is_mpim": channel.kind == "mpim", "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private", "is_private": channel.kind != "public", "is_org_shared": False,
        "is_ext_shared": False, "is_shared": False, "is_general": channel.name == "general",
        "context_team_id": space.team_id,
    }  # fmt: skip
    if channel.kind == "im":
        other = next((u for u in channel.members if u != viewer), viewer)
        return common | {"user": other, "is_open": True, "is_user_deleted": not space.members[other].active}
    return common | {
        "name": channel.name, "name_normalized": channel.name, "is_member": viewer in channel.members,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0}, "num_members": len(channel.members),
        "shared_team_ids": [space.team_id], "pending_shared": [], "previous_names": [], "unlinked": 0,
    }  # fmt: skip


def bot_fields(space: Workspace, app: InstalledApp) -> Json:
    """What marks a message as the app's."""
    return {
        "user": app.bot_user, "bot_id": app.bot_id, "app_id": app.app_id, "team": space.team_id,
        "bot_profile": {
            "id": app.bot_id, "app_id": app.app_id, "user_id": app.bot_user, "name": app.name, "deleted": False,
            "updated": 0, "team_id": space.team_id, "icons": {},
        },
    }  # fmt: skip


def shown(message: Json, *, metadata: bool = False) -> Json:
    """A message as an answer shows it: its metadata only for who asked."""
    return {k: v for k, v in message.items() if metadata or k != "metadata"}


def event_message(channel: Channel, message: Json) -> Json:
    """The `message` event of a posted message."""
    hidden = {"reactions", "reply_count", "reply_users", "reply_users_count", "latest_reply", "subscribed", "metadata"}
    body = {k: v for k, v in message.items() if k not in hidden}
    return body | {"channel": channel.id, "event_ts": message["ts"], "channel_type": channel.event_type}
