"""What people do with their hands: type, press, choose, submit; and what the app is told of it."""

from __future__ import annotations

import asyncio
import copy
import secrets
from collections.abc import Collection, Iterable, Sequence

from playground.slack.app_answers import TROUBLE, check_errors, check_suggestion, find_element
from playground.slack.files import keep_uploads, store_file
from playground.slack.forms import check_inputs
from playground.slack.markup import encode, rich_text
from playground.slack.outbound import Answer
from playground.slack.payloads import shown
from playground.slack.protocol import AppFailed, Json, NotPossible, SlackError
from playground.slack.sharing import shared
from playground.slack.slack import ResponseUrl, Slack, loads
from playground.slack.views import fill_state
from playground.slack.workspace import Channel, Member


class Hands:
    """The acts of people. Each is told to the app and returns when the app has taken it or failed to."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack

    # who and where

    def member(self, user: str) -> Member:
        """An active person. Raises NotPossible."""
        member = self.slack.space.members.get(user)
        if member is None or not member.active:
            raise NotPossible("There is no such person in this workspace.")
        return member

    def channel(self, user: str, name: str, *, write: bool = False) -> Channel:
        """A channel this person can see, or with `write` may write in. Raises NotPossible."""
        channel = self.slack.space.find_channel(name)
        inside = channel is not None and user in channel.members
        if channel is None or (channel.kind != "public" and not inside):
            raise NotPossible("There is no such channel, or it is private and you are not in it.")
        if write and channel.archived:
            raise NotPossible("This channel is archived.")
        if write and not inside:
            raise NotPossible("Join the channel first.")
        return channel

    def _message(self, channel: Channel, ts: str) -> Json:
        message = channel.messages.get(ts)
        if message is None:
            raise NotPossible("This message is gone.")
        return message

    def _who(self, user: str) -> Json:
        member = self.member(user)
        return {"id": user, "username": member.handle, "name": member.handle, "team_id": self.slack.space.team_id}

    def _common(self, kind: str, user: str) -> Json:
        slack = self.slack
        return {
            "type": kind, "user": self._who(user), "api_app_id": slack.app.app_id, "enterprise": None,
            "token": slack.app.verification_token, "is_enterprise_install": False,
            "team": {"id": slack.space.team_id, "domain": slack.space.domain},
        }  # fmt: skip

    # messages

    async def share(self, user: str, name: str, ts: str, to: str, text: str = "", thread_ts: str | None = None) -> Json:
        """Share a message that one sees in another conversation, with words of one's own; returns the new one."""
        channel = self.channel(user, name)
        attached = shared(self.slack, channel, self._message(channel, ts))
        return await self.say(user, to, text, thread_ts, attachments=[attached])

    async def say(
        self,
        user: str,
        name: str,
        text: str,
        thread_ts: str | None = None,
        files: Iterable[Json] = (),
        attachments: Sequence[Json] = (),
    ) -> Json:
        """Write a message, in a thread perhaps, with files or attachments perhaps; returns it."""
        slack = self.slack
        channel = self.channel(user, name, write=True)
        if channel.kind == "im" and slack.bot.id in channel.members and not slack.app.direct_messages:
            raise NotPossible("Sending messages to this app has been turned off.")
        uploads = [store_file(slack, user, channel, file) for file in files]
        if not text.strip() and not uploads and not attachments:
            raise NotPossible("There is nothing to send.")
        encoded = encode(slack.space, text)
        body: Json = {
            "user": user,
            "text": encoded,
            "team": slack.space.team_id,
            "client_msg_id": secrets.token_hex(16),
        }
        if encoded:
            body["blocks"] = [rich_text(encoded, secrets.token_hex(3))]
        if thread_ts:
            root = self._message(channel, thread_ts)
            body |= {"thread_ts": root.get("thread_ts") or thread_ts, "parent_user_id": root.get("user", "")}
        if uploads:
            body |= {"subtype": "file_share", "files": uploads, "upload": False}
        if attachments:
            body["attachments"] = list(attachments)
        message, sent = slack.post(channel, body)
        channel.read[user] = message["ts"]
        if f"<@{slack.bot.id}" in encoded and slack.bot.id in channel.members and channel.kind != "im":
            mention = {k: v for k, v in shown(message).items() if k not in ("subtype", "upload")}
            mention |= {"type": "app_mention", "channel": channel.id, "event_ts": message["ts"]}
            sent.append(slack.emit("app_mention", mention))
        await _arrived(*sent)
        return message

    async def edit(self, user: str, name: str, ts: str, text: str, without: Collection[str] = ()) -> None:
        """Change an own message; the files `without` which it stands from then on are named."""
        channel = self.channel(user, name, write=True)
        message = self._message(channel, ts)
        if message.get("user") != user:
            raise NotPossible("You can only edit your own messages.")
        encoded = encode(self.slack.space, text)
        body: Json = {"text": encoded, "blocks": [rich_text(encoded, secrets.token_hex(3))]}
        if without:
            body["files"] = [file for file in message["files"] if file["name"] not in without]
        await _arrived(self.slack.edit(channel, ts, body, user))

    async def delete(self, user: str, name: str, ts: str) -> None:
        """Delete an own message."""
        channel = self.channel(user, name, write=True)
        if self._message(channel, ts).get("user") != user:
            raise NotPossible("You can only delete your own messages.")
        await _arrived(self.slack.remove(channel, ts))

    async def react(self, user: str, name: str, ts: str, emoji: str, *, remove: bool = False) -> None:
        """Add or take away a reaction."""
        channel = self.channel(user, name, write=True)
        self._message(channel, ts)
        try:
            await _arrived(self.slack.react(channel, ts, user, emoji.strip(":"), remove=remove))
        except SlackError as refusal:
            raise NotPossible(refusal.code.replace("_", " ").capitalize() + ".") from None

    async def join(self, user: str, name: str) -> None:
        """Join a public channel."""
        self.member(user)
        await _arrived(self.slack.join(self.channel(user, name), user))

    async def open_direct(self, user: str, other: str) -> Channel:
        """Open the direct conversation with somebody, or with the app."""
        self.member(user)
        if other not in self.slack.space.members:
            raise NotPossible("There is no such person in this workspace.")
        count = len(self.slack.space.channels)
        channel = self.slack.space.direct(frozenset({user, other}))
        if len(self.slack.space.channels) > count:
            self.slack.changes.tell("channels", channel=channel.id)
        return channel

    async def open_home(self, user: str) -> Json | None:
        """Look at the app's home tab: the app hears of it and may publish it anew."""
        slack = self.slack
        self.member(user)
        if not slack.app.home:
            return None
        event: Json = {
            "type": "app_home_opened", "user": user, "channel": slack.direct_with_app(user).id, "tab": "home",
            "event_ts": slack.space.next_ts(),
        }  # fmt: skip
        if old := slack.views.homes.get(user):
            event["view"] = old
        await _arrived(slack.emit("app_home_opened", event))
        return slack.views.homes.get(user)

    # commands and shortcuts

    async def command(self, user: str, name: str, command: str, text: str) -> None:
        """Type a slash command. Raises AppFailed with the sentence that Slack shows then."""
        slack = self.slack
        member = self.member(user)
        channel = self.channel(user, name, write=True)
        known = slack.app.commands.get(command)
        if known is None or not slack.app.installed:
            raise NotPossible(f"{command} is not a valid command.")
        if known.should_escape:
            text = encode(slack.space, text, with_names=True)
        payload: Json = {
            "token": slack.app.verification_token, "team_id": slack.space.team_id, "team_domain": slack.space.domain,
            "channel_id": channel.id, "channel_name": channel.spoken_name, "user_id": user, "user_name": member.handle,
            "command": command, "text": text, "api_app_id": slack.app.app_id, "is_enterprise_install": "false",
            "response_url": slack.give_response_url(channel, user), "trigger_id": slack.triggers.give(user),
        }  # fmt: skip
        answer = await slack.outbound.ask("slash_commands", payload)
        if not answer.ok:
            raise AppFailed(f"{command} failed with the error {answer.complaint}")
        self._show_answer(channel, user, answer)

    def _show_answer(self, channel: Channel, user: str, answer: Answer) -> None:
        if not answer.body.strip():
            return
        given = loads(answer.body)
        args: Json = given if isinstance(given, dict) else {"text": answer.body}
        if not args:
            return
        right = ResponseUrl(channel.id, user, self.slack.clock.now())
        try:
            self.slack.answer_in_place(channel, right, args)
        except SlackError as refusal:
            raise AppFailed(
                f"The app's answer could not be shown: {refusal.code} {refusal.extra or ''}".strip()
            ) from None

    async def shortcut(self, user: str, callback_id: str, name: str | None = None, ts: str | None = None) -> None:
        """Use a shortcut, on a message if it is a message's."""
        slack = self.slack
        known = slack.app.shortcuts.get(callback_id)
        if known is None or not slack.app.installed:
            raise NotPossible("There is no such shortcut.")
        payload = self._common("message_action" if known.kind == "message" else "shortcut", user)
        payload |= {
            "callback_id": callback_id, "trigger_id": slack.triggers.give(user), "action_ts": slack.space.next_ts(),
        }  # fmt: skip
        if known.kind == "message":
            channel = self.channel(user, name or "")
            message = self._message(channel, ts or "")
            payload |= {
                "message_ts": ts, "message": shown(message), "channel": _brief(channel),
                "response_url": slack.give_response_url(channel, user),
            }  # fmt: skip
        await self._interact(payload)

    async def _interact(self, payload: Json) -> Answer:
        if not self.slack.app.interactive:
            raise AppFailed("This app is not configured to handle interactive responses.")
        answer = await self.slack.outbound.ask("interactive", payload)
        if not answer.ok:
            raise AppFailed(f"{TROUBLE} ({answer.complaint})")
        return answer

    # elements

    async def act(
        self, user: str, container: Json, action: Json, state: Json | None = None, stale: list[Json] | None = None
    ) -> None:
        """Press or choose in a message, a modal or the home tab; `stale` is what the person still had before them."""
        payload, blocks = self._place(user, container, state, may_trigger=True)
        blocks = blocks if stale is None else stale
        payload["type"] = "block_actions"
        element = find_element(blocks, str(action.get("block_id")), str(action.get("action_id")))
        action = {k: v for k, v in action.items() if v is not None} | {"action_ts": self.slack.space.next_ts()}
        action |= {"type": element["type"]}
        if element["type"] == "button":
            action |= {"text": element["text"]} | ({"value": element["value"]} if "value" in element else {})
        await self._interact(payload | {"actions": [action]})

    async def options(self, user: str, container: Json, block_id: str, action_id: str, value: str) -> Json:
        """Ask the app for the options of an external select; `{options}` or `{option_groups}`."""
        payload, _ = self._place(user, container, None)
        payload |= {"type": "block_suggestion", "block_id": block_id, "action_id": action_id, "value": value}
        answer = await self._interact(payload)
        given = loads(answer.body)
        if isinstance(given, dict) and ("options" in given) != ("option_groups" in given):
            return check_suggestion(given)
        raise AppFailed("The options could not be loaded.")

    def _place(
        self, user: str, container: Json, state: Json | None, may_trigger: bool = False
    ) -> tuple[Json, list[Json]]:
        slack = self.slack
        payload = self._common("block_actions", user)
        if container.get("type") == "view":
            view = self._own_view(user, str(container.get("view_id")))
            if state:
                fill_state(view, _merged(view["state"]["values"], keep_uploads(slack, user, state.get("values"))))
            payload |= {"container": {"type": "view", "view_id": view["id"]}, "view": _as_sent(view)}
            if may_trigger:
                payload["trigger_id"] = slack.triggers.give(user, view["id"] if view["type"] == "modal" else None)
            return payload, view["blocks"]
        channel = self.channel(user, str(container.get("channel")))
        ts = str(container.get("ts"))
        whispered = channel.ephemerals.get(user, {}).get(ts)
        message = whispered or self._message(channel, ts)
        place: Json = {"type": "message", "message_ts": ts, "channel_id": channel.id, "is_ephemeral": bool(whispered)}
        if message.get("thread_ts"):
            place["thread_ts"] = message["thread_ts"]
        payload |= {"container": place, "channel": _brief(channel), "state": state or {"values": {}}}
        if not whispered:
            payload["message"] = shown(message)
        if may_trigger:
            payload["trigger_id"] = slack.triggers.give(user)
            payload["response_url"] = slack.give_response_url(
                channel, user, original=ts, ephemeral=bool(whispered), thread_ts=message.get("thread_ts")
            )
        blocks: list[Json] = list(message.get("blocks", []))
        return payload, blocks + [b for a in message.get("attachments", []) for b in a.get("blocks", [])]

    def _own_view(self, user: str, view_id: str) -> Json:
        view = self.slack.views.by_id.get(view_id)
        if view is None or self.slack.views.owners[view_id] != user:
            raise NotPossible("This form is closed.")
        return view

    # modals

    async def submit(self, user: str, view_id: str, values: object) -> dict[str, str]:
        """Submit a modal; returns the errors by block_id, empty when it was taken."""
        slack = self.slack
        view = self._own_view(user, view_id)
        stack = slack.views.stacks.get(user, [])
        if not stack or stack[-1]["id"] != view_id:
            raise NotPossible("This form is not on top.")
        fill_state(view, _merged(view["state"]["values"], keep_uploads(slack, user, values)))
        errors = check_inputs(view)
        if not errors:
            payload = self._common("view_submission", user)
            payload |= {"trigger_id": slack.triggers.give(user, view_id), "view": _as_sent(view), "response_urls": []}
            errors = self._take_submission(user, view, await self._interact(payload))
        if errors:
            slack.views.errors[view_id] = errors
        slack.changes.tell("views", only=user)
        return errors

    def _take_submission(self, user: str, view: Json, answer: Answer) -> dict[str, str]:
        views = self.slack.views
        if view["id"] not in views.by_id:
            return {}  # closed meanwhile, or sent twice and taken the first time
        given = loads(answer.body) if answer.body.strip() else {}
        views.errors.pop(view["id"], None)
        if not isinstance(given, dict) or (given and "response_action" not in given):
            raise AppFailed(f"{TROUBLE} (the answer to the submission has no response_action)")
        try:
            match given.get("response_action"):
                case None:
                    stack = views.stacks.get(user, [])
                    if stack and stack[-1]["id"] == view["id"]:
                        views.pop(user)
                case "clear":
                    views.clear(user)
                case "update":
                    views.replace(view, views.judge(given.get("view"), "modal", replacing=view["id"]))
                case "push":
                    views.push(user, views.judge(given.get("view"), "modal"))
                case "errors":
                    return check_errors(view, given.get("errors"))
                case other:
                    raise AppFailed(f"{TROUBLE} (unknown response_action {other})")
        except SlackError as refusal:
            raise AppFailed(f"{TROUBLE} ({refusal.code} {refusal.extra or ''})") from None
        return {}

    async def close(self, user: str, view_id: str, *, clear: bool = False) -> None:
        """Cancel the top modal, or with `clear` the whole stack."""
        slack = self.slack
        self._own_view(user, view_id)
        top = slack.views.stacks[user][-1]
        if top["id"] != view_id and not clear:
            raise NotPossible("This form is not on top.")
        clear = clear or bool(top["clear_on_close"])
        gone = slack.views.clear(user) if clear else [view] if (view := slack.views.pop(user)) else []
        slack.changes.tell("views", only=user)
        for view in gone:
            if view["notify_on_close"]:
                await self._interact(self._common("view_closed", user) | {"view": view, "is_cleared": clear})


async def _arrived(*sent: asyncio.Task[None] | None) -> None:
    tasks = [task for task in sent if task is not None]
    if tasks:
        await asyncio.wait(tasks)


def _as_sent(view: Json) -> Json:
    """The view with its state of this moment; the person may go on typing."""
    return view | {"state": copy.deepcopy(view["state"])}


def _brief(channel: Channel) -> Json:
    return {"id": channel.id, "name": channel.spoken_name}


def _merged(old: Json, new: object) -> Json:
    """The state of inputs with what a person changed in it; what is no state is left out."""
    given = new.items() if isinstance(new, dict) else ()
    new = {block: inner for block, inner in given if isinstance(inner, dict)}
    return {block: old.get(block, {}) | new.get(block, {}) for block in old.keys() | new.keys()}
