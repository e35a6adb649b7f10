"""The company of the shipped app.yaml: its policy, its places, its people, and how they speak to the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.policy_file import load
from core.people import Person, PersonId, Speaker
from core.policy import Policy
from core.tickets.events import File
from core.ui.cards import Action
from core.ui.forms import Filled, Form
from core.ui.inbound import Edited, FieldErrors, MentionPart, Parts, Press, Quoted, Reply, Submit, Where, Words

if TYPE_CHECKING:
    from tests.fakes.desk import DeskHouse

APP = Path(__file__).parents[2] / "app.yaml"
DOMAIN = "nordlicht.example"
STRANGERS = ("mia.feld", "jan.kolb", "tom.berg")
"""Employees without a role: the requester of most stories, a colleague, one more."""
LEVELS = {"P1": (1, 1), "P2": (3, 1), "P3": (4, 1), "P4": (4, 2), "P5": (4, 4)}
"""Impact and urgency whose priority by the shipped matrix is this."""
_HOUSES = {"slack": "slack:T1", "teams": "teams:x"}


@cache
def shipped() -> Policy:
    """The policy of the shipped app.yaml."""
    return load(APP).policy


def with_rules(**changes: object) -> Policy:
    """The shipped policy with other `sla_rules`."""
    policy = shipped()
    return replace(policy, rules=replace(policy.rules, **changes))  # type: ignore[arg-type]


class KnownPlaces:
    """`#desk-triage` is `slack:T1/C-desk-triage`, and every other place of the settings likewise.

    Without `admin` the settings' admin channel was not found. With `both` each team has a triage channel on Teams, too.
    """

    def __init__(self, policy: Policy, *, admin: bool = True, both: bool = False) -> None:
        self.policy = policy
        self.has_admin = admin
        self.both = both

    def triage(self, team: str) -> tuple[str, ...]:
        written = self.policy.team(team).triage.get("slack")
        teams = (f"teams:x/19:{team}",) if self.both else ()
        return (place_of(written), *teams) if written else teams

    def is_open(self, place: str) -> bool:
        return True

    def admin(self) -> tuple[str, ...]:
        written = self.policy.places["slack"].admin
        return (place_of(written),) if written and self.has_admin else ()

    def team_reading(self, place: str) -> str | None:
        reading = {place_of(written): team for written, team in self.policy.places["slack"].requests.items()}
        return reading.get(place)


class KnownPeople:
    """`slack:T1/U-mia.feld` and `teams:x/U-mia.feld` are mia.feld@nordlicht.example, and so on; all live in Berlin."""

    def __init__(self) -> None:
        self.vips: set[PersonId] = set()
        self.names: dict[PersonId, str] = {}
        """What those are called whose name is not that of their address."""
        self.lives: dict[PersonId, str] = {}
        """On which channel the desk writes to a person; Slack where nothing is said."""

    async def identify(self, speaker: Speaker) -> Person:
        return self.person(f"{speaker.id.partition('/U-')[2]}@{DOMAIN}")

    def person(self, person: PersonId) -> Person:
        written = " ".join(part.capitalize() for part in person.partition("@")[0].split("."))
        name = self.names.get(person, written)
        account = (("slack", speaker_of(person)),)
        return Person(person, name, "Europe/Berlin", account, vip=person in self.vips)

    # What delivery asks: who is where.

    async def know(self, people: Sequence[PersonId]) -> None:
        """Everybody is known."""

    async def platforms_of(self, person: PersonId) -> Sequence[str]:
        return (self.lives.get(person, "slack"),)

    async def account(self, person: PersonId, channel: str) -> str | None:
        return speaker_of(person, channel)


def speaker_of(person: PersonId, channel: str = "slack") -> str:
    return f"{_HOUSES[channel]}/U-{person.partition('@')[0]}"


def place_of(written: str) -> str:
    """A channel of Slack as people write it (`#it-help`)."""
    return f"slack:T1/C-{written.removeprefix('#')}"


def chat_of(speaker: str) -> str:
    """The conversation of a speaker with the desk."""
    return speaker.replace("/U-", "/D-")


@dataclass
class Someone:
    """A person who speaks to the desk. `at` on everything is the platform's own time of it (default: now)."""

    desk: DeskHouse
    id: PersonId
    channel: str = "slack"

    @property
    def speaker(self) -> Speaker:
        return Speaker(self.channel, speaker_of(self.id, self.channel))

    @property
    def on_teams(self) -> Someone:
        """The same person, speaking on Teams."""
        return replace(self, channel="teams")

    def chat(self, message: str | None = None, quoting: str | None = None) -> Where:
        """A spot in their own conversation with the desk, which is flat on Teams."""
        return Where(
            chat_of(self.speaker.id), "direct", quoting, message or self.desk.message(),
            flat=self.channel == "teams",
        )  # fmt: skip

    async def submits(
        self,
        command: str,
        values: Mapping[str, Filled | None],
        context: Mapping[str, str | int | bool],
        *,
        at: datetime | str | None = None,
        command_id: str | None = None,
    ) -> Reply:
        """Send a form."""
        when = self.desk.when(at)
        key = command_id or self.desk.fresh("form")
        return await self.desk.hears(Submit(self.speaker, when, command, key, context, values))

    async def reports(
        self,
        priority: str = "P3",
        *,
        service: str = "network",
        title: str = "VPN drops every hour",
        at: datetime | str | None = None,
        home: str = "direct",
        **values: Filled | None,
    ) -> str:
        """Fill in the incident form so that the matrix gives `priority`; returns the number. Delivers what is said."""
        impact, urgency = LEVELS[priority]
        categories = self.desk.policy.services[service].categories
        given: dict[str, Filled | None] = {
            "title": title, "service": service, "impact": str(impact), "urgency": str(urgency),
            f"category:{service}": categories[0], "critical": priority == "P1", **values,
        }  # fmt: skip
        reply = await self.submits("open_incident", given, {"home": home}, at=at)
        assert not isinstance(reply, FieldErrors), reply.errors
        return await self.desk.newest()

    async def orders(self, item: str, *, at: datetime | str | None = None, **answers: Filled | None) -> str:
        """Fill in an item's form; returns the number."""
        reply = await self.submits("open_request", answers, {"item": item}, at=at)
        assert not isinstance(reply, FieldErrors), reply.errors
        return await self.desk.newest()

    async def sends_form(self, form: Form, **values: Filled | None) -> Reply:
        """Send a form that was opened, with its context."""
        return await self.submits(form.command, values, form.context)

    async def fills(
        self, command: str, ref: str, *, at: datetime | str | None = None, **values: Filled | None
    ) -> Reply:
        """Send the form of a ticket's command (`resolve`, `prio`, `ask`, `hold`, `transfer`, ...)."""
        return await self.submits(command, values, {"ticket": ref}, at=at)

    async def presses(
        self, command: str, ref: str, *, at: datetime | str | None = None, **arguments: str | int | bool
    ) -> Reply:
        """Press a button of a ticket's card."""
        await self.desk.ticket(ref)
        triage = Where(self.desk.triage_of(ref), message="9.9")
        action = Action(command, {"ticket": ref} | arguments)
        return await self.desk.hears(Press(self.speaker, self.desk.when(at), self.desk.fresh("press"), triage, action))

    async def presses_anywhere(self, command: str, **arguments: str | int | bool) -> Reply:
        """Press a button in their own conversation that is about no ticket."""
        action, when = Action(command, arguments), self.desk.when(None)
        return await self.desk.hears(Press(self.speaker, when, self.desk.fresh("press"), self.chat(), action))

    async def writes(self, ref: str, text: str, *, at: datetime | str | None = None) -> Reply:
        """Write in the requester's thread of a ticket."""
        place, root = await self.desk.thread(ref, "requester")
        kind = "direct" if "/D-" in place else "channel"
        where = Where(place, kind, thread=root, message=self.desk.message())  # type: ignore[arg-type]
        return await self.desk.hears(Words(self.speaker, self.desk.when(at), self.desk.heard_as(where), where, (text,)))

    async def tells(self, ref: str, *parts: str | Someone, at: datetime | str | None = None) -> Reply:
        """Write a command to the desk in the triage thread (`assign`, person) or, unaddressed, `>> words`."""
        return await self._in_triage(ref, parts, at, to_bot=True)

    async def answers(self, ref: str, text: str, *, at: datetime | str | None = None) -> Reply:
        """Answer the requester from the triage thread with `>>`."""
        return await self._in_triage(ref, (f">> {text}",), at, to_bot=False)

    async def notes(self, ref: str, text: str, *, at: datetime | str | None = None) -> Reply:
        """Plain words in the triage thread: internal."""
        return await self._in_triage(ref, (text,), at, to_bot=False)

    async def _in_triage(
        self, ref: str, said: Iterable[str | Someone], at: datetime | str | None, *, to_bot: bool
    ) -> Reply:
        ticket = await self.desk.ticket(ref)
        place, root = await self.desk.thread(ref, f"triage:{ticket.team}", self.channel)
        where = Where(place, "channel", thread=root, message=self.desk.message())
        return await self._speaks(where, said, at, to_bot=to_bot)

    async def _speaks(
        self, where: Where, said: Iterable[str | Someone], at: datetime | str | None, *, to_bot: bool = False,
        command: str | None = None, files: tuple[File, ...] = (),
    ) -> Reply:  # fmt: skip
        parts: Parts = tuple(one if isinstance(one, str) else MentionPart(one.speaker) for one in said)
        key, when = self.desk.heard_as(where), self.desk.when(at)
        return await self.desk.hears(Words(self.speaker, when, key, where, parts, command, to_bot, files))

    async def types(self, command: str, *said: str | Someone, place: str = "#it-help") -> Reply:
        """A slash command without its slash."""
        return await self._speaks(Where(place_of(place)), said, None, to_bot=True, command=command)

    async def sends(
        self, *said: str | Someone, at: datetime | str | None = None, message: str | None = None,
        quoting: str | None = None, files: tuple[File, ...] = (),
    ) -> Reply:  # fmt: skip
        """A direct message to the desk, outside any thread (on Teams perhaps below a quoted message)."""
        return await self._speaks(self.chat(message, quoting), said, at, to_bot=True, files=files)

    async def says_in(
        self, place: str, *said: str | Someone, thread: str | None = None, to_bot: bool = False,
        at: datetime | str | None = None,
    ) -> Reply:  # fmt: skip
        """Words in a channel (`#it-help`), in a thread of it or not."""
        where = Where(place_of(place), "channel", thread=thread, message=self.desk.message())
        return await self._speaks(where, said, at, to_bot=to_bot)

    async def edits(
        self,
        where: Where,
        text: str | None,
        *,
        at: datetime | str | None = None,
        to_bot: bool = False,
        files: tuple[File, ...] | None = None,
    ) -> Reply:
        """Change an own message (None: delete it); `to_bot`, so that it mentions the desk; `files` it has by then."""
        key = self.desk.fresh("edit")
        return await self.desk.hears(
            Edited(
                self.speaker, self.desk.when(at), key, where, text, to_bot=to_bot or where.kind == "direct",
                mentioned=to_bot, of=self.desk.key_of(where), files=files,
            )
        )  # fmt: skip

    async def undeletes(self, where: Where, text: str) -> Reply:
        """Bring an own message back that was deleted, as one can in Teams."""
        key = self.desk.fresh("edit")
        return await self.desk.hears(
            Edited(
                self.speaker, self.desk.now, key, where, text, restored=True, to_bot=where.kind == "direct",
                of=self.desk.key_of(where),
            )
        )  # fmt: skip

    async def marks(self, quoted: Quoted, command: str, *, at: datetime | str | None = None) -> Reply:
        """Use `create_from_message`, `create_by_emoji` or `ticket_actions` on a message."""
        key = self.desk.fresh("mark")
        heard = Press(self.speaker, self.desk.when(at), key, quoted.where, Action(command), quoted)
        return await self.desk.hears(heard)
