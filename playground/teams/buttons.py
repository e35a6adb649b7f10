"""What a person presses in their Teams: buttons of cards, dialogs, message-extension commands. It makes the invokes."""

from __future__ import annotations

import secrets
from typing import TypeAlias

from playground.app_client import Answer
from playground.teams.app_answers import Continue, Done, FreshCard, Words, read_action, read_choices, read_dialog
from playground.teams.cards import MOST_VIEWERS, inputs_for
from playground.teams.dialogs import PEOPLE, Dialog, Origin, dataset_of, find_errors, gather
from playground.teams.installed_app import Command
from playground.teams.payloads import payload_of
from playground.teams.protocol import CARD, AppFailed, Json, NotPossible
from playground.teams.teams import Teams, card_of, visible
from playground.teams.tenant import Conversation, Person, Post

Seen: TypeAlias = "Words | FreshCard | Dialog | Post | None"


class Buttons:
    """Presses of people. AppFailed when the app answers wrongly, NotPossible when Teams would not let them."""

    def __init__(self, teams: Teams) -> None:
        self.teams = teams
        teams.on_shown = self._refresh_watchers

    # buttons

    async def press(self, person: Person, post: Post, card: Json, action: Json, values: dict[str, str]) -> Seen:
        """Press a button of a message's card, as this person sees (or saw) it, with what stands in its inputs."""
        visible(self.teams, person, post)
        if action["type"] == "Action.Execute" and person.old_client:
            fallback = action.get("fallback")
            if not isinstance(fallback, dict):
                raise NotPossible("This Teams is too old for this button.")
            action = {"title": action.get("title"), **fallback}
        if action["type"] == "Action.ToggleVisibility":
            self.toggle(post.toggled.setdefault(person.id, set()), action)
            self.teams.changed(post)
            return post
        if action["type"] not in ("Action.Execute", "Action.Submit"):
            return None
        inputs = inputs_for(card, action)
        if wrong := find_errors(inputs, values):
            raise NotPossible(" ".join(wrong.values()))
        personal = post.conversation.kind == "personal"
        if not self.teams.is_in(post.conversation) or (personal and (not person.has_app or person.blocked)):
            raise AppFailed("Something went wrong. The app is not here any more.")
        data = action.get("data", {})
        sent = {**data, **gather(inputs, values)} if isinstance(data, dict) else data
        if action["type"] == "Action.Execute":
            return await self._execute(person, post, action, sent)
        return await self._submit(person, post, sent)

    def toggle(self, toggled: set[str], action: Json) -> None:
        """Show what is hidden and hide what is shown."""
        for target in action["targetElements"]:
            name = target if isinstance(target, str) else str(target.get("elementId"))
            toggled ^= {name}

    async def _execute(
        self, person: Person, post: Post, action: Json, data: object, trigger: str = "manual"
    ) -> Words | FreshCard:
        about: Json = {"type": "Action.Execute", "verb": action.get("verb", ""), "data": data}
        if "id" in action:
            about["id"] = action["id"]
        value = {"action": about, "trigger": trigger}
        invoke = self.teams.invoke("adaptiveCard/action", person, post.conversation, value, post)
        seen = read_action(await self.teams.outbound.ask(invoke))
        if isinstance(seen, FreshCard):
            post.views[person.id] = seen.card
            self.teams.changed(post)
        return seen

    async def _submit(self, person: Person, post: Post, data: object) -> Seen:
        special = data.get("msteams", {}) if isinstance(data, dict) else {}
        kind = special.get("type") if isinstance(special, dict) else None
        if kind == "task/fetch":
            return await self._fetch(person, Origin(post.conversation, post), {"data": data})
        about = self.teams.activity("message", person, post.conversation, thread=post.thread)
        about |= {"id": self.teams.tenant.new_id(), "replyToId": post.id, "value": data}
        about["channelData"] |= {"source": {"name": "message"}, "legacy": {"replyToId": post.id}}
        if kind in ("messageBack", "imBack"):
            about |= {"text": special.get("text", special.get("value", "")), "value": special.get("value", data)}
        answer = await self.teams.outbound.ask(about)
        if not answer.ok:
            raise AppFailed(f"Something went wrong. Please try again. ({answer.reason} {answer.status})")
        return None

    # views of single people

    def may_refresh(self, person: Person, post: Post) -> Json | None:
        """The action that refreshes this message's card for this person when they are listed.

        A card that lists nobody is refreshed for everybody where there are few.
        """
        card = card_of(post.activity) or {}
        viewers = card.get("refresh", {}).get("userIds")
        if viewers is None:
            listed = len(post.conversation.members) <= MOST_VIEWERS
        else:
            listed = person.id in viewers or f"8:orgid:{person.directory_id}" in viewers
        return card["refresh"]["action"] if "refresh" in card and listed else None

    async def look(self, person: Person, post: Post) -> Seen:
        """Look at a message: its card is refreshed without asking if this person is listed."""
        visible(self.teams, person, post)
        action = self.may_refresh(person, post)
        if action is None or not self.teams.is_in(post.conversation):
            return None
        return await self._execute(person, post, action, action.get("data", {}), "automatic")

    async def refresh(self, person: Person, post: Post) -> Seen:
        """Choose "Refresh card" in the message's menu."""
        visible(self.teams, person, post)
        card = card_of(post.activity) or {}
        if "refresh" not in card:
            raise NotPossible("This card cannot be refreshed.")
        action = card["refresh"]["action"]
        return await self._execute(person, post, action, action.get("data", {}))

    def _refresh_watchers(self, post: Post) -> None:
        if not (card_of(post.activity) or {}).get("refresh"):
            return
        for member in post.conversation.members:
            person = self.teams.tenant.people[member]
            if person.watching and self.teams.tenant.sees(person, post) and self.may_refresh(person, post):
                self.teams.outbound.later(self._refresh_quietly(person, post))

    async def _refresh_quietly(self, person: Person, post: Post) -> None:
        try:
            await self.look(person, post)
        except (AppFailed, NotPossible):
            return  # the card for all stays, as in Teams; the log of what was sent has the answer

    # dialogs

    async def _fetch(self, person: Person, origin: Origin, about: Json) -> Seen:
        name = "composeExtension/fetchTask" if origin.command else "task/fetch"
        value = about | {"context": {"theme": "default"}}
        invoke = self.teams.invoke(name, person, origin.where, value, origin.post)
        answer = await self.teams.outbound.ask(invoke)
        return self._shown(person, origin, answer, opening=True)

    def _shown(self, person: Person, origin: Origin, answer: Answer, *, opening: bool) -> Seen:
        seen = read_dialog(answer, opening=opening, extension=origin.command is not None)
        match seen:
            case Continue():
                dialog = self.teams.dialogs.get(person.id) if not opening else None
                if dialog is None:
                    dialog = Dialog(secrets.token_hex(8), person.id, origin, "", None)
                dialog.show(seen.title, seen.card, seen.url)
                self.teams.dialogs[person.id] = dialog
                self.teams.changes.tell("teams_dialog", only=person.id)
                return dialog
            case Done(attached):
                self.close(person)
                return self._attached(person, origin.where, attached) if attached else None
        self.close(person)
        return seen

    def _attached(self, person: Person, where: Conversation, attached: Json) -> Post:
        """What a message extension hands back is sent by the person at once."""
        card = {"contentType": CARD, "content": attached["content"]}
        activity: Json = {"type": "message", "text": "", "attachments": [card], "entities": []}
        post = self.teams.tenant.add_post(where, person.id, activity)
        self.teams.changed(post)
        return post

    async def submit(self, person: Person, dialog: Dialog, action: Json) -> Seen:
        """Press a button of the open dialog."""
        if self.teams.dialogs.get(person.id) is not dialog or dialog.card is None:
            raise NotPossible("This dialog is not open (any more).")
        if action["type"] == "Action.ToggleVisibility":
            self.toggle(dialog.toggled, action)
            return dialog
        if action["type"] != "Action.Submit":
            return dialog
        inputs = inputs_for(dialog.card, action)
        dialog.errors = find_errors(inputs, dialog.values)
        if dialog.errors:
            return dialog
        data = action.get("data", {})
        sent = {**data, **gather(inputs, dialog.values)} if isinstance(data, dict) else data
        origin = dialog.origin
        value: Json = {"data": sent, "context": {"theme": "default"}}
        if origin.command:
            value |= self._command_value(origin)
        name = "composeExtension/submitAction" if origin.command else "task/submit"
        invoke = self.teams.invoke(name, person, origin.where, value, origin.post)
        return self._shown(person, origin, await self.teams.outbound.ask(invoke), opening=False)

    def close(self, person: Person) -> None:
        """Close the dialog; the app is not told."""
        if self.teams.dialogs.pop(person.id, None):
            self.teams.changes.tell("teams_dialog", only=person.id)

    async def options(self, person: Person, dialog: Dialog, element: Json, words: str) -> list[Json]:
        """The choices of a field that asks while one types: people from the directory, else from the app."""
        dataset = dataset_of(element)
        if dataset == PEOPLE:
            everybody = self.teams.tenant.people.values()
            return [{"title": p.name, "value": p.directory_id} for p in everybody if words.lower() in p.name.lower()]
        value = {
            "kind": "search", "queryText": words, "queryOptions": {"skip": 0, "top": 15}, "dataset": dataset,
        }  # fmt: skip
        invoke = self.teams.invoke("application/search", person, dialog.origin.where, value, dialog.origin.post)
        return read_choices(await self.teams.outbound.ask(invoke))

    # message extension

    def _command_value(self, origin: Origin) -> Json:
        assert origin.command
        value: Json = {"commandId": origin.command.id, "commandContext": origin.context}
        if origin.about:
            post = origin.about
            author = self.teams.tenant.people.get(post.author)
            link = f"{self.teams.address}/l/message/{post.conversation.id}/{post.id}"
            value["messagePayload"] = payload_of(post, author, self.teams.app.name, link)
        return value

    async def command(self, person: Person, command: Command, where: Conversation, about: Post | None = None) -> Seen:
        """Use a message-extension command: on a message, or where one writes."""
        wanted = "message" if about else "compose"
        if wanted not in command.context and not (wanted == "compose" and "commandBox" in command.context):
            raise NotPossible(f"{command.title} is not offered here.")
        if about:
            visible(self.teams, person, about)
        context = wanted if wanted in command.context else "commandbox"
        origin = Origin(where, command=command, about=about, context=context)
        if command.fetch_task:
            return await self._fetch(person, origin, self._command_value(origin))
        value = self._command_value(origin) | {"data": {}, "context": {"theme": "default"}}
        invoke = self.teams.invoke("composeExtension/submitAction", person, where, value)
        return self._shown(person, origin, await self.teams.outbound.ask(invoke), opening=False)
