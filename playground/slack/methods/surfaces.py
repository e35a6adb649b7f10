"""views.*, apps.connections.open: modals, home tabs, sockets."""

from __future__ import annotations

import secrets

from playground.slack.methods.registry import Method, need, truth
from playground.slack.protocol import Json, SlackError
from playground.slack.slack import Slack


def _asked(args: Json) -> str:
    trigger = args.get("trigger_id") or args.get("interactivity_pointer")
    if not trigger:
        raise SlackError("invalid_arguments", messages=["[ERROR] missing required field: trigger_id"])
    return str(trigger)


def open_view(slack: Slack, args: Json) -> Json:
    """views.open."""
    view = slack.views.judge(args.get("view"), "modal")
    trigger = slack.triggers.take(_asked(args))
    made = slack.views.open(trigger.user, view)
    slack.changes.tell("views", only=trigger.user)
    return {"view": made}


def push_view(slack: Slack, args: Json) -> Json:
    """views.push: with a trigger that was earned in a modal."""
    view = slack.views.judge(args.get("view"), "modal")
    trigger = slack.triggers.take(_asked(args))
    if trigger.view is None:
        raise SlackError("invalid_trigger_id")
    made = slack.views.push(trigger.user, view)
    slack.changes.tell("views", only=trigger.user)
    return {"view": made}


def _check_hash(args: Json, old: Json | None) -> None:
    if args.get("hash") and old is not None and args["hash"] != old["hash"]:
        raise SlackError("hash_conflict")


def update_view(slack: Slack, args: Json) -> Json:
    """views.update by view_id or external_id."""
    if not args.get("view_id") and not args.get("external_id"):
        raise SlackError("invalid_arguments", messages=["[ERROR] missing required field: view_id or external_id"])
    old = slack.views.find(args.get("view_id"), args.get("external_id"))
    view = slack.views.judge(args.get("view"), old["type"], replacing=old["id"])
    _check_hash(args, old)
    owner = slack.views.owners[old["id"]]
    made = slack.views.replace(old, view)
    slack.changes.tell("home" if made["type"] == "home" else "views", only=owner)
    return {"view": made}


def publish_view(slack: Slack, args: Json) -> Json:
    """views.publish: a person's home tab."""
    user = need(args, "user_id")
    if user not in slack.space.members:
        raise SlackError("user_not_found")
    if not slack.app.home:
        raise SlackError("not_enabled")
    old = slack.views.homes.get(user)
    view = slack.views.judge(args.get("view"), "home", replacing=old["id"] if old else None)
    _check_hash(args, old)
    made = slack.views.publish(user, view)
    slack.changes.tell("home", only=user)
    return {"view": made}


def open_connection(slack: Slack, args: Json) -> Json:
    """apps.connections.open: an address for one Socket Mode connection."""
    ticket = secrets.token_urlsafe(16)
    slack.tickets.add(ticket)
    address = slack.address.replace("http://", "ws://", 1)
    suffix = "&debug_reconnects=true" if truth(args, "debug_reconnects") else ""
    return {"url": f"{address}/socket?ticket={ticket}&app_id={slack.app.app_id}{suffix}"}


METHODS = {
    "views.open": Method(open_view),
    "views.push": Method(push_view),
    "views.update": Method(update_view),
    "views.publish": Method(publish_view),
    "apps.connections.open": Method(open_connection, takes="app"),
}
