"""Drivers that act as a person in Teams, for tests that read like stories."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping

from playground import people
from playground.teams.app_answers import Words
from playground.teams.buttons import Buttons, Seen
from playground.teams.dialogs import PEOPLE, Dialog, dataset_of
from playground.teams.forwarding import ForwardingHands
from playground.teams.protocol import Json, NotPossible
from playground.teams.reader import Reader
from playground.teams.screen import Form, Message, Nothing, Notice, Sight, Value
from playground.teams.teams import Teams
from playground.teams.tenant import Conversation, Person, Post


class Place(people.Place[Message]):
    """A chat, channel or thread as one person sees it."""

    _actor: Actor

    def __init__(self, actor: Actor, where: Conversation, thread: str | None = None) -> None:
        self._actor = actor
        self.where = where
        self.thread = thread

    def __repr__(self) -> str:
        return f"<Place {self.where.name or self.where.id} {self.messages}>"

    @property
    def id(self) -> str:
        """The conversation's id, with the thread's if it is one."""
        return f"{self.where.id};messageid={self.thread}" if self.thread else self.where.id

    @property
    def messages(self) -> list[Message]:
        """What was posted here for all, oldest first: the channel's own, or a thread's replies without its root."""
        posts = self.where.replies(self.thread) if self.thread else self.where.roots()
        return [Message(self._actor, post) for post in posts if post.only is None]


class Actor(people.Actor[Message, Place]):
    """One person at their Teams. Acts return what the person then sees: a dialog, a notice, a private message, nothing.

    AppFailed is raised when the app did not answer as it should, NotPossible when Teams would not let them.
    """

    def __init__(self, teams: Teams, person: Person, hands: ForwardingHands, buttons: Buttons) -> None:
        super().__init__(teams.runtime, person.name)
        self.teams = teams
        self.person = person
        self.reader = Reader(person)
        self._hands = hands
        self._buttons = buttons

    @property
    def id(self) -> str:
        """Their id in activities, `29:...`."""
        return self.person.id

    @property
    def directory_id(self) -> str:
        """Their aadObjectId."""
        return self.person.directory_id

    # seeing

    def channel(self, name: str) -> Place:
        """A channel or group chat they are in. NotPossible when there is none, or they are not."""
        return Place(self, self._hands.place(self.person, name))

    def thread(self, message: Message) -> Place:
        """The replies under a message."""
        return Place(self, message.post.conversation, message.post.thread)

    @property
    def direct(self) -> Place:
        """Their chat with the app."""
        return Place(self, self.teams.tenant.personal(self.person))

    def directs(self) -> list[Message]:
        """Everything the app wrote to them directly, oldest first."""
        return [message for message in self.direct.messages if message.by_app]

    @property
    def ephemerals(self) -> list[Message]:
        """What only they see (targeted messages, a day long), in any conversation, oldest first."""
        tenant = self.teams.tenant
        found = [
            post for where in tenant.conversations.values() for post in where.posts.values()
            if post.only == self.id and tenant.sees(self.person, post)
        ]  # fmt: skip
        return [Message(self, post) for post in sorted(found, key=lambda post: int(post.id))]

    @property
    def form(self) -> Form | None:
        """The dialog on their screen."""
        dialog = self.teams.dialogs.get(self.id)
        return Form(self, dialog) if dialog else None

    async def _seeing(self, act: Callable[[], Awaitable[Seen]], message: Message | None = None) -> Sight:
        """Act, and see what is new: a dialog, a notice, a private message, or the message whose card changed."""
        seen, whispered = await self._watching(act)
        match seen:
            case Dialog():
                return Form(self, seen)
            case Words(text):
                return Notice(text)
        if whispered:
            return whispered
        if isinstance(seen, Post):
            return Message(self, seen)
        return message if message and seen is not None else Nothing()

    # speaking

    async def says(
        self,
        text: str,
        channel: str | Place | None = None,
        thread: Message | None = None,
        files: Mapping[str, bytes] | None = None,
        pasted: Mapping[str, bytes] | None = None,
    ) -> Message:
        """Write in a channel or group, in the thread of a message, or (without both) directly to the app.

        `@Name` of the app or of a member becomes a mention. `files` are uploads, `pasted` pictures in the text.
        """
        if thread:
            flat = thread.post.conversation.kind != "channel"
            place = Place(self, thread.post.conversation, None if flat else thread.post.thread)
        else:
            place = self._place(channel)
        return Message(self, await self._hands.say(self.person, place.where, text, place.thread, files, pasted))

    async def forwards(self, message: Message, to: str | Place | None = None, words: str = "") -> Message:
        """Forward a message to a channel or group, or (without one) to the app."""
        return Message(self, await self._hands.forward(self.person, message.post, self._place(to).where, words))

    async def types(self, line: str, channel: str | Place | None = None) -> Sight:
        """Type a line as `says` does, and see what the app whispers back before it has answered the request."""

        async def act() -> Seen:
            await self.says(line, channel)
            return None

        return await self._seeing(act)

    async def edits(self, message: Message, text: str, without: Collection[str] = ()) -> None:
        """Change an own message."""
        await self._hands.edit(self.person, message.post, text, without)

    async def deletes(self, message: Message) -> None:
        """Delete an own message."""
        await self._hands.delete(self.person, message.post)

    async def undeletes(self, message: Message) -> None:
        """Take the deletion of an own message back."""
        await self._hands.undelete(self.person, message.post)

    async def reacts(self, message: Message, name: str, *, remove: bool = False) -> None:
        """Add a reaction (`like`, `heart`, ...), or take it away."""
        await self._hands.react(self.person, message.post, name, remove=remove)

    # buttons, dialogs, commands

    async def presses(self, where: Sight, label: str) -> Sight:
        """Press a button by its label; "More > Hold" or "Hold" for one on a card behind a button."""
        if isinstance(where, Form):
            return await where.presses(label)
        message = where.message
        return await self.acts(message, message.action(label))

    async def acts(self, message: Message, action: Json) -> Sight:
        """Do an action as the card writes it; for what no visible word can say."""
        card, values = message.card or {}, message.state
        return await self._seeing(lambda: self._buttons.press(self.person, message.post, card, action, values), message)

    async def submits(self, form: Form, action: Json) -> Sight:
        """Press a button of a dialog."""
        return await self._seeing(lambda: self._buttons.submit(self.person, form.dialog, action))

    async def searches(self, form: Form, element: Json, words: str) -> list[Json]:
        """Ask for the choices of a field that asks while one types."""
        return await self._buttons.options(self.person, form.dialog, element, words)

    def closes(self) -> None:
        """Close the dialog."""
        self._buttons.close(self.person)

    async def looks(self, message: Message) -> Sight:
        """Look at a message: a card that lists them in refresh.userIds is refreshed for them."""
        return await self._seeing(lambda: self._buttons.look(self.person, message.post), message)

    async def refreshes(self, message: Message) -> Sight:
        """Choose "Refresh card" in the message's menu."""
        return await self._seeing(lambda: self._buttons.refresh(self.person, message.post), message)

    def watches(self, on: bool = True) -> None:
        """Keep Teams open: every card that lists them is refreshed for them as it comes."""
        self.person.watching = on

    async def shortcut(self, name: str, message: Message | None = None, channel: str | Place | None = None) -> Sight:
        """Use a message-extension command by its title or id: on a message, or where they write."""
        commands = self.teams.app.commands.values()
        known = next((command for command in commands if name in (command.title, command.id)), None)
        if known is None:
            raise NotPossible(f"There is no command {name!r}; there are {[command.title for command in commands]}.")
        where = message.post.conversation if message else self._place(channel).where
        post = message.post if message else None
        return await self._seeing(lambda: self._buttons.command(self.person, known, where, post))

    # installing

    async def installs(self, where: str | None = None, *, remove: bool = False) -> None:
        """Install the app (or take it out) for themselves, or in a team or group chat by its name or id."""
        team = next((t for t in self.teams.tenant.teams.values() if where and where in (t.id, t.name)), None)
        what = team or (self._hands.place(self.person, where) if where else None)
        if isinstance(what, Conversation) and what.kind == "channel":
            raise NotPossible("An app is installed in a team, not in a channel.")
        await self._hands.install(self.person, what, on=not remove)

    # values

    def value_for(self, element: Json, value: Value) -> str:
        """What Adaptive Cards sends of an input when a person put this into it."""
        if element["type"] == "Input.Toggle":
            return str(element.get("valueOn", "true") if value in (True, "true") else element.get("valueOff", "false"))
        if value is None:
            return ""
        if element["type"] != "Input.ChoiceSet":
            return str(value)
        values = [value] if isinstance(value, str) else list(value) if not isinstance(value, bool) else []
        return ",".join(self._choice(element, name) for name in values)

    def _choice(self, element: Json, name: str) -> str:
        for choice in element.get("choices", []):
            if name in (choice["title"], self.reader.markdown(choice["title"])):
                return str(choice["value"])
        if dataset_of(element) == PEOPLE:
            return self.teams.tenant.person(name).directory_id
        if dataset_of(element) is not None:
            raise LookupError("its choices come from the app: use `await form.chooses(...)`")
        raise LookupError(f"no choice {name!r}; there are {[c['title'] for c in element.get('choices', [])]}")
