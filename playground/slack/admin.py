"""What an administrator of the workspace does, and what a test breaks or reads: /admin, /faults, /log."""

from __future__ import annotations

from playground import admin
from playground.slack.limits import Fault
from playground.slack.slack import Slack
from playground.slack.workspace import Channel, Member, person_from


class Admin(admin.Admin[Fault]):
    """Acts by name, in process and by request. Names of channels and people are as people say them."""

    ACTS = (
        "archive", "unarchive", "rename", "delete", "kick", "invite", "create", "deactivate", "reactivate",
        "block_directs", "arrive", "uninstall", "reinstall", "pacing",
    )  # fmt: skip

    def __init__(self, slack: Slack) -> None:
        super().__init__(slack, Fault)
        self._slack = slack

    def _channel(self, name: str) -> Channel:
        found = self._slack.space.find_channel(name)
        if found is None:
            raise KeyError(f"there is no channel {name}")
        return found

    def _member(self, name: str | None) -> Member:
        return self._slack.space.find_person(name) if name else self._slack.bot

    def archive(self, channel: str) -> None:
        """Archive a channel."""
        self._slack.archive(self._channel(channel))

    def unarchive(self, channel: str) -> None:
        """Bring it back."""
        self._slack.archive(self._channel(channel), back=True)

    def kick(self, channel: str, user: str | None = None) -> None:
        """Take a person, or without one the app, out of a channel."""
        self._slack.leave(self._channel(channel), self._member(user).id)

    def invite(self, channel: str, user: str | None = None) -> None:
        """Let a person, or without one the app, into a channel."""
        self._slack.join(self._channel(channel), self._member(user).id, inviter="USLACKBOT")

    def create(self, channel: str, private: bool = False, members: list[str] | None = None) -> None:
        """Make a channel."""
        inside = {self._slack.space.find_person(name).id for name in members or []}
        self._slack.space.add_channel(channel, private=private, members=inside)
        self._slack.changes.tell("channels")

    def rename(self, channel: str, name: str) -> None:
        """Give a channel another name."""
        self._slack.rename(self._channel(channel), name)

    def delete(self, channel: str) -> None:
        """Delete a channel."""
        self._slack.delete_channel(self._channel(channel))

    def deactivate(self, user: str) -> None:
        """Somebody leaves the company."""
        member = self._member(user)
        member.active = False
        self._slack.user_changed(member)

    def reactivate(self, user: str) -> None:
        """And comes back."""
        member = self._member(user)
        member.active = True
        self._slack.user_changed(member)

    def lose_chat(self, user: str) -> None:
        """A person's conversation with the app is closed for good; the next one is another."""
        self._slack.space.lose_direct(frozenset({self._member(user).id, self._slack.bot.id}))

    def block_directs(self, user: str, on: bool = True) -> None:
        """The app cannot write to this person directly (any more)."""
        self._member(user).no_direct_messages = on

    def arrive(self, **person: object) -> None:
        """Somebody new: handle, real_name, email, title, tz."""
        self._slack.arrive(person_from(dict(person)))

    def uninstall(self) -> None:
        """The app is taken out; its tokens are worth nothing."""
        self._slack.emit("app_uninstalled", {"type": "app_uninstalled"})
        self._slack.app.installed = False

    def reinstall(self) -> None:
        """And put back."""
        self._slack.app.installed = True
