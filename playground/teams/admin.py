"""What an administrator of the tenant does, and what a test breaks or reads: /teams/admin, faults and log."""

from __future__ import annotations

from playground import admin
from playground.teams.limits import Fault
from playground.teams.payloads import channel_data
from playground.teams.teams import Teams
from playground.teams.tenant import Conversation, Person, Team


class Admin(admin.Admin[Fault]):
    """Acts by name, in process and by request. Names of channels and people are as people say them."""

    ACTS = (
        "arrive", "block", "create", "deactivate", "delete", "forget_app", "group", "hide_address", "invite",
        "join_team", "kick", "latency", "leave_team", "move_service", "old_client", "pacing", "reactivate", "rename",
        "revoke_tokens", "rotate_keys", "rsc", "token_life", "wrong_tokens",
    )  # fmt: skip

    def __init__(self, teams: Teams) -> None:
        super().__init__(teams, Fault, base="/teams")
        self._teams = teams

    def _team(self, name: str | None = None) -> Team:
        for team in self._teams.tenant.teams.values():
            if name in (None, team.id, team.name):
                return team
        raise LookupError(f"there is no team {name}")

    # people

    def block(self, user: str, on: bool = True) -> None:
        """A person blocks the bot, or lets it speak again."""
        self._teams.tenant.person(user).blocked = on

    def forget_app(self, user: str) -> None:
        """The app is no longer installed for a person, and nobody tells it."""
        self._teams.tenant.person(user).has_app = False

    def lose_chat(self, user: str) -> None:
        """A person's chat with the bot dies, and nobody tells it; from now on they write in a new one."""
        self._teams.tenant.lose_personal(self._teams.tenant.person(user))

    def deactivate(self, user: str) -> None:
        """Somebody leaves the company."""
        self._teams.tenant.person(user).active = False

    def reactivate(self, user: str) -> None:
        """And comes back."""
        self._teams.tenant.person(user).active = True

    def old_client(self, user: str, on: bool = True) -> None:
        """A person's Teams does not know Action.Execute: its fallback is taken."""
        self._teams.tenant.person(user).old_client = on

    def hide_address(self, user: str, on: bool = True) -> None:
        """A person's address is not in rosters."""
        self._teams.tenant.person(user).email_hidden = on

    async def arrive(self, **person: object) -> None:
        """Somebody new, in the team too: handle, real_name, email, title, tz."""
        newcomer = self._teams.tenant.add_person(dict(person))
        await self.join_team(newcomer.id)

    async def join_team(self, user: str, team: str | None = None) -> None:
        """A person becomes a member of a team."""
        await self._member(self._team(team), self._teams.tenant.person(user), joins=True)

    async def leave_team(self, user: str, team: str | None = None) -> None:
        """A person is taken out of a team."""
        await self._member(self._team(team), self._teams.tenant.person(user), joins=False)

    async def _member(self, team: Team, person: Person, *, joins: bool) -> None:
        if joins:
            team.members.add(person.id)
        else:
            team.members.discard(person.id)
        general = self._teams.tenant.conversations[team.id]
        about = self._teams.activity("conversationUpdate", person, general)
        about["membersAdded" if joins else "membersRemoved"] = [person.as_account()]
        about["channelData"]["eventType"] = "teamMemberAdded" if joins else "teamMemberRemoved"
        if team.bot_in:
            await self._teams.outbound.ask(about)

    # channels and chats

    async def create(self, channel: str, members: list[str] | None = None, team: str | None = None) -> None:
        """Make a channel; with members it is private."""
        made = self._teams.tenant.add_channel(self._team(team), channel, members=members)
        await self._channel_event(made, "channelCreated")

    async def rename(self, channel: str, name: str) -> None:
        """Give a channel another name."""
        found = self._teams.tenant.channel(channel)
        found.name = name
        await self._channel_event(found, "channelRenamed")

    async def delete(self, channel: str) -> None:
        """Delete a channel."""
        found = self._teams.tenant.channel(channel)
        del self._teams.tenant.conversations[found.id]
        if found.team:
            found.team.channels.remove(found)
        await self._channel_event(found, "channelDeleted")

    async def _channel_event(self, channel: Conversation, event: str) -> None:
        if channel.team is None or not channel.team.bot_in:
            return
        about = self._teams.activity("conversationUpdate", self._some_member(channel), channel)
        about["channelData"] = channel_data(channel, self._teams.tenant.id) | {"eventType": event}
        await self._teams.outbound.ask(about)

    def _some_member(self, channel: Conversation) -> Person:
        return self._teams.tenant.people[min(channel.members)]

    def group(self, name: str, members: list[str], app: bool = True) -> None:
        """Make a group chat, with or without the app."""
        self._teams.tenant.add_group(name, members, bot_in=app)

    def admit(self, channel: str, user: str) -> None:
        """Let a person into a private channel."""
        self._teams.tenant.channel(channel).members.add(self._teams.tenant.person(user).id)

    def kick(self, channel: str) -> None:
        """Take the app out of a (private) channel or a group chat, and nobody tells it."""
        self._teams.tenant.channel(channel).bot_in = False

    def invite(self, channel: str) -> None:
        """And put it back."""
        self._teams.tenant.channel(channel).bot_in = True

    # the service

    def rsc(self, permission: str, on: bool = True) -> None:
        """Grant a resource-specific permission (`ChannelMessage.Read.Group`, `ChatMessage.Read.Chat`), or take it."""
        granted = self._teams.app.permissions
        if on:
            granted.add(permission)
        else:
            granted.discard(permission)

    def latency(self, seconds: float) -> None:
        """How long every call to the Connector takes, in real seconds."""
        self._teams.latency = seconds

    def rotate_keys(self, retire: bool = True) -> None:
        """Sign with a new key from now on; with `retire` the old ones are no longer published."""
        self._teams.keys.rotate(retire=retire)

    def wrong_tokens(self, how: str, times: int = 1) -> None:
        """Make the tokens of the next activities wrong; `how` is one of keys.WRONG_TOKENS."""
        self._teams.keys.break_next(how, times)

    def revoke_tokens(self) -> None:
        """What the login gave to the app so far is worth nothing."""
        self._teams.grants.revoke()

    def token_life(self, seconds: int) -> None:
        """How long the login's next tokens live, on the playground's clock."""
        self._teams.grants.life = seconds

    def move_service(self, path: str) -> None:
        """The Connector's address in activities changes: a path that follows `/teams/connector`, such as `emea`."""
        self._teams.region = path.strip("/")

    # by request

    def _acted(self) -> None:
        self._teams.changes.tell("teams_admin")
