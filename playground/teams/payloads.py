"""Activities as Teams sends them to the app, and a message as a message extension hands it over."""

from __future__ import annotations

import html
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from playground.teams.protocol import Json
from playground.teams.tenant import Conversation, Person, Post


def stamp(instant: datetime) -> str:
    """A time as activities carry it."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def conversation_of(where: Conversation, tenant_id: str, thread: str | None) -> Json:
    """The conversation of an activity; in a channel its id names the thread."""
    about: Json = {"conversationType": where.kind, "tenantId": tenant_id}
    if where.kind != "personal":
        about["isGroup"] = True
    if where.kind == "groupChat" and where.name:
        about["name"] = where.name
    inside = f"{where.id};messageid={thread}" if where.kind == "channel" and thread else where.id
    return about | {"id": inside}


def channel_data(where: Conversation, tenant_id: str) -> Json:
    """Team, channel and tenant of an activity."""
    data: Json = {"tenant": {"id": tenant_id}}
    if where.team:
        data |= {
            "teamsChannelId": where.id, "teamsTeamId": where.team.id, "channel": {"id": where.id, "name": where.name},
            "team": {"id": where.team.id, "name": where.team.name, "aadGroupId": where.team.group_id},
        }  # fmt: skip
    return data


def client_info(person: Person) -> Json:
    """What Teams tells of the person's client."""
    return {"locale": "en-US", "country": "US", "platform": "Web", "timezone": person.tz, "type": "clientInfo"}


def local_time(person: Person, now: datetime) -> Json:
    """The person's own time."""
    local = now.astimezone(ZoneInfo(person.tz))
    return {"localTimestamp": local.isoformat(timespec="milliseconds"), "localTimezone": person.tz}


def as_html(text: str, mentions: list[Json]) -> str:
    """Typed text as the HTML that Teams sends beside it."""
    body = html.escape(text, quote=False)
    for number, entity in enumerate(mentions):
        name = html.escape(entity["mentioned"]["name"], quote=False)
        span = f'<span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="{number}">{name}</span>'
        body = body.replace(f"&lt;at&gt;{name}&lt;/at&gt;", span, 1)
    return "<p>" + body.replace("\n", "<br>") + "</p>"


def payload_of(post: Post, author: Person | None, app_name: str, link: str) -> Json:
    """A message as `messagePayload` of a message-extension command."""
    about = post.activity
    mentions = [entity for entity in about.get("entities", []) if entity.get("type") == "mention"]
    sender: Json = {"device": None, "conversation": None, "user": None, "application": None}
    if author:
        sender["user"] = {
            "userIdentityType": "aadUser", "id": author.directory_id, "displayName": author.name,
        }  # fmt: skip
    else:
        bot = post.author.removeprefix("28:")
        sender["application"] = {"applicationIdentityType": "bot", "id": bot, "displayName": app_name}
    attached = [
        {"id": str(number), "contentType": a["contentType"], "contentUrl": a.get("contentUrl"),
         "content": a.get("content"), "name": a.get("name"), "thumbnailUrl": None}
        for number, a in enumerate(about.get("attachments", [])) if a["contentType"] != "text/html"
    ]  # fmt: skip
    return {
        "id": post.id, "replyToId": post.root, "createdDateTime": stamp(post.at),
        "lastModifiedDateTime": stamp(post.at) if post.edited else None, "deleted": False, "subject": None,
        "summary": None, "importance": "normal", "locale": "en-us", "linkToMessage": link,
        "body": {"contentType": "html", "content": as_html(about.get("text") or "", mentions)}, "from": sender,
        "reactions": [], "attachments": attached,
        "mentions": [{"id": n, "mentionText": e["mentioned"]["name"]} for n, e in enumerate(mentions)],
    }  # fmt: skip
