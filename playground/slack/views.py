"""Modals in a stack of three and home tabs, with the triggers that open them and the state of their inputs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from playground.clock import Clock
from playground.slack.blocks import view_complaints, view_too_large
from playground.slack.elements import STATEFUL
from playground.slack.installed_app import InstalledApp
from playground.slack.protocol import Json, SlackError
from playground.slack.workspace import Workspace

TRIGGER_SECONDS = 3.0
MOST_VIEWS = 3


@dataclass(slots=True)
class Trigger:
    """A right to open one view for this person; `view` is the modal it was earned in."""

    user: str
    earned: float
    view: str | None = None
    used: bool = False


class Triggers:
    """Hands out trigger ids and takes each back once, within three seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[str, Trigger] = {}

    def give(self, user: str, view: str | None = None) -> str:
        """A new trigger id for what this person just did."""
        if len(self._known) > 5_000:
            for old in list(self._known)[:2_500]:
                del self._known[old]
        name = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._known[name] = Trigger(user, self._clock.patience(), view)
        return name

    def take(self, name: str) -> Trigger:
        """Use a trigger up. Raises invalid_, exchanged_ or expired_trigger_id."""
        trigger = self._known.get(name)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if self._clock.patience() - trigger.earned > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        trigger.used = True
        return trigger


def inputs_of(blocks: list[Json]) -> list[tuple[Json, Json]]:
    """Every stateful element of these blocks with the block it stands in."""
    found: list[tuple[Json, Json]] = []
    for block in blocks:
        match block.get("type"):
            case "input":
                elements = [block["element"]]
            case "section":
                elements = [block["accessory"]] if "accessory" in block else []
            case "actions":
                elements = block["elements"]
            case _:
                elements = []
        found += [(block, element) for element in elements if element["type"] in STATEFUL]
    return found


def empty_value(element: Json) -> Json:
    """The state of an untouched element: its initial value, or none."""
    kind: str = element["type"]
    if kind.startswith("multi_"):
        name = {"users": "selected_users", "conversations": "selected_conversations", "channels": "selected_channels"}
        key = name.get(kind.split("_")[1], "selected_options")
        return {"type": kind, key: element.get(key.replace("selected_", "initial_"), [])}
    key, initial = {
        "checkboxes": ("selected_options", "initial_options"), "radio_buttons": ("selected_option", "initial_option"),
        "static_select": ("selected_option", "initial_option"),
        "external_select": ("selected_option", "initial_option"),
        "users_select": ("selected_user", "initial_user"), "channels_select": ("selected_channel", "initial_channel"),
        "conversations_select": ("selected_conversation", "initial_conversation"),
        "datepicker": ("selected_date", "initial_date"), "timepicker": ("selected_time", "initial_time"),
        "datetimepicker": ("selected_date_time", "initial_date_time"), "file_input": ("files", "initial_files"),
        "rich_text_input": ("rich_text_value", "initial_value"),
    }.get(kind, ("value", "initial_value"))  # fmt: skip
    empty: object = [] if kind in ("checkboxes", "file_input") else None
    return {"type": kind, key: element.get(initial, empty)}


def name_parts(blocks: list[Json], fresh: str) -> list[Json]:
    """Blocks as Slack stores them: every block has a block_id, every interactive element an action_id."""
    named: list[Json] = []
    for number, given in enumerate(blocks):
        block = given | {"block_id": given.get("block_id") or f"{fresh}{number}"}
        if block["type"] == "actions":
            block["elements"] = [_named(e, f"{fresh}{number}.{n}") for n, e in enumerate(block["elements"])]
        for holder in ("accessory", "element"):
            if isinstance(block.get(holder), dict) and block[holder]["type"] != "image":
                block[holder] = _named(block[holder], f"{fresh}{number}.0")
        named.append(block)
    return named


def _named(element: Json, fresh: str) -> Json:
    return element if element.get("action_id") else element | {"action_id": fresh}


class Views:
    """Every open view. A person's modals are a list, the one they see last."""

    def __init__(self, space: Workspace, app: InstalledApp) -> None:
        self._space = space
        self._app = app
        self.by_id: dict[str, Json] = {}
        self.stacks: dict[str, list[Json]] = {}
        self.homes: dict[str, Json] = {}
        self.errors: dict[str, dict[str, str]] = {}
        self.owners: dict[str, str] = {}

    def judge(self, view: object, kind: str, replacing: str | None = None) -> Json:
        """The view if Slack would take it. Raises invalid_arguments or view_too_large."""
        if not isinstance(view, dict):
            raise SlackError(
                "invalid_arguments", messages=["[ERROR] missing required field: view [json-pointer:/view]"]
            )
        if view_too_large(view):
            raise SlackError("view_too_large")
        if view.get("type") != kind:
            wrong = f"[ERROR] must be a {kind} [json-pointer:/view/type]"
            raise SlackError("invalid_arguments", messages=[wrong])
        if complaints := view_complaints(view):
            raise SlackError("invalid_arguments", messages=complaints)
        external = view.get("external_id")
        if external:
            holders = (known["id"] for known in self.by_id.values() if known["external_id"] == external)
            if any(holder != replacing for holder in holders):
                raise SlackError("duplicate_external_id")
        return view

    def _make(self, user: str, view: Json, below: Json | None, identity: str | None = None) -> Json:
        space, app = self._space, self._app
        identity = identity or space.next_id("V")
        made: Json = {
            "id": identity, "team_id": space.team_id, "type": view["type"], "callback_id": view.get("callback_id", ""),
            "private_metadata": view.get("private_metadata", ""), "external_id": view.get("external_id", ""),
            "blocks": name_parts(view["blocks"], secrets.token_hex(3)), "title": view.get("title"),
            "submit": view.get("submit"), "close": view.get("close"), "state": {"values": {}},
            "clear_on_close": view.get("clear_on_close", False), "notify_on_close": view.get("notify_on_close", False),
            "submit_disabled": False, "previous_view_id": below["id"] if below else None,
            "root_view_id": below["root_view_id"] if below else identity, "app_id": app.app_id, "bot_id": app.bot_id,
            "app_installed_team_id": space.team_id, "hash": f"{space.next_ts()}.{secrets.token_hex(4)}",
        }  # fmt: skip
        fill_state(made, {})
        self.by_id[identity] = made
        self.owners[identity] = user
        return made

    def open(self, user: str, view: Json) -> Json:
        """A new stack with this view; an older one is gone."""
        for old in self.stacks.pop(user, []):
            self._forget(old)
        made = self._make(user, view, None)
        self.stacks[user] = [made]
        return made

    def push(self, user: str, view: Json) -> Json:
        """Put a view on top. Raises push_limit_reached above three."""
        stack = self.stacks.get(user)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= MOST_VIEWS:
            raise SlackError("push_limit_reached")
        made = self._make(user, view, stack[-1])
        stack.append(made)
        return made

    def replace(self, old: Json, view: Json) -> Json:
        """Show other contents in an open view: same id, new hash; inputs that stay keep what was put in."""
        owner = self.owners[old["id"]]
        made = self._make(owner, view, None, old["id"])
        made["previous_view_id"], made["root_view_id"] = old["previous_view_id"], old["root_view_id"]
        fill_state(made, old["state"]["values"])
        self.errors.pop(old["id"], None)
        for place, known in enumerate(stack := self.stacks.get(owner, [])):
            if known["id"] == old["id"]:
                stack[place] = made
        if self.homes.get(owner, {}).get("id") == old["id"]:
            self.homes[owner] = made
        return made

    def publish(self, user: str, view: Json) -> Json:
        """Set a person's home tab."""
        old = self.homes.get(user)
        made = self.replace(old, view) if old else self._make(user, view, None)
        self.homes[user] = made
        return made

    def find(self, view_id: str | None, external_id: str | None) -> Json:
        """An open view. Raises not_found."""
        if view_id and view_id in self.by_id:
            return self.by_id[view_id]
        for view in self.by_id.values():
            if external_id and view["external_id"] == external_id:
                return view
        raise SlackError("not_found")

    def pop(self, user: str) -> Json | None:
        """Close the top view."""
        stack = self.stacks.get(user, [])
        if not stack:
            return None
        gone = stack.pop()
        self._forget(gone)
        if not stack:
            self.stacks.pop(user, None)
        return gone

    def clear(self, user: str) -> list[Json]:
        """Close all views of a person, the top first."""
        gone = []
        while view := self.pop(user):
            gone.append(view)
        return gone

    def _forget(self, view: Json) -> None:
        self.by_id.pop(view["id"], None)
        self.owners.pop(view["id"], None)
        self.errors.pop(view["id"], None)


def fill_state(view: Json, values: Json) -> None:
    """Set the state of every input: what is given for it, or its initial value."""
    state: Json = {}
    for block, element in inputs_of(view["blocks"]):
        given = values.get(block["block_id"], {}).get(element["action_id"])
        fits = isinstance(given, dict) and given.get("type", element["type"]) == element["type"]
        value = {"type": element["type"]} | given if fits else empty_value(element)
        state.setdefault(block["block_id"], {})[element["action_id"]] = value
    view["state"] = {"values": state}
