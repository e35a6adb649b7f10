"""users.*, team.info, bots.info, auth.test, api.test: who is who."""

from __future__ import annotations

from playground.slack.methods.registry import Method, need, page
from playground.slack.payloads import user_object
from playground.slack.protocol import Json, SlackError
from playground.slack.slack import Slack
from playground.slack.workspace import Member


def _shown(slack: Slack, member: Member) -> Json:
    user = user_object(slack.space, member, with_email=slack.app.may("users:read.email"))
    if member is slack.bot:
        user["profile"] |= {"api_app_id": slack.app.app_id, "bot_id": slack.app.bot_id}
    return user


def _member(slack: Slack, args: Json) -> Member:
    member = slack.space.members.get(need(args, "user"))
    if member is None:
        raise SlackError("user_not_found")
    return member


def info(slack: Slack, args: Json) -> Json:
    """users.info."""
    return {"user": _shown(slack, _member(slack, args))}


def list_users(slack: Slack, args: Json) -> Json:
    """users.list."""
    chosen, cursor = page(list(slack.space.members.values()), args, 200, 1000)
    return {
        "members": [_shown(slack, member) for member in chosen], "cache_ts": int(slack.clock.now().timestamp()),
        "response_metadata": {"next_cursor": cursor},
    }  # fmt: skip


def by_email(slack: Slack, args: Json) -> Json:
    """users.lookupByEmail: never a deactivated person, nor one who hides the address."""
    member = slack.space.members.get(slack.space.by_email.get(need(args, "email").strip().lower(), ""))
    if member is None or not member.active or member.email_hidden:
        raise SlackError("users_not_found")
    return {"user": _shown(slack, member)}


def profile(slack: Slack, args: Json) -> Json:
    """users.profile.get: with the fields that the workspace made, which users.info leaves out."""
    member = _member(slack, args)
    shown = _shown(slack, member)["profile"]
    if member.manager:
        label = {"label": "Manager"} if str(args.get("include_labels", "")).lower() in ("true", "1") else {}
        shown["fields"] = {"Xf0MANAGER": {"value": member.manager, "alt": "", **label}}
    return {"profile": shown}


def presence(slack: Slack, args: Json) -> Json:
    """users.getPresence."""
    _member(slack, args)
    return {"presence": "active", "online": True}


def team(slack: Slack, args: Json) -> Json:
    """team.info."""
    space = slack.space
    return {
        "team": {"id": space.team_id, "name": space.team_name, "domain": space.domain, "email_domain": "", "icon": {}}
    }


def bot(slack: Slack, args: Json) -> Json:
    """bots.info."""
    if need(args, "bot") != slack.app.bot_id:
        raise SlackError("bot_not_found")
    app = slack.app
    known = {"id": app.bot_id, "deleted": False, "name": app.name, "updated": 0, "app_id": app.app_id}
    return {"bot": known | {"user_id": app.bot_user, "icons": {}}}


def who_am_i(slack: Slack, args: Json) -> Json:
    """auth.test."""
    app, space = slack.app, slack.space
    return {
        "url": f"{slack.address}/", "team": space.team_name, "user": app.bot_handle, "team_id": space.team_id,
        "user_id": app.bot_user, "bot_id": app.bot_id, "app_id": app.app_id, "is_enterprise_install": False,
    }  # fmt: skip


def list_groups(slack: Slack, args: Json) -> Json:
    """usergroups.list."""
    return {"usergroups": list(slack.space.groups.values())}


def echo(slack: Slack, args: Json) -> Json:
    """api.test: says back what it was given; `error` makes it fail."""
    if args.get("error"):
        raise SlackError(str(args["error"]), args=args)
    return {"args": args}


METHODS = {
    "users.info": Method(info, ("users:read",)),
    "users.list": Method(list_users, ("users:read",)),
    "users.lookupByEmail": Method(by_email, ("users:read.email",)),
    "users.profile.get": Method(profile, ("users.profile:read",)),
    "users.getPresence": Method(presence, ("users:read",)),
    "usergroups.list": Method(list_groups, ("usergroups:read",)),
    "team.info": Method(team, ("team:read",)),
    "bots.info": Method(bot, ("users:read",)),
    "auth.test": Method(who_am_i, takes="any"),
    "api.test": Method(echo, takes="none"),
}
