"""A desk behind its door: the real store in memory, the shipped app.yaml, the real words, a clock that tests move.

People speak to it as a channel would. What it says goes through the real outbox and is kept in `said`, in order,
spoken at the instant the clock shows; what has become moot by then lands in `moot`. Redrawn cards are no messages:
they are counted in `cards`.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from adapters.presentation import CardPresenter
from bot.policy_file import load
from bot.runtime.logs import ErrorRecords
from core.desk import Desk
from core.engine import Engine
from core.lifecycle.agenda import Due, agenda
from core.notifications.kinds import kind_of, moot, shape_of
from core.people import Person, PersonId, Speaker
from core.policy import Policy
from core.ports.messages import Capabilities
from core.ports.outbox import FactValue, Notice
from core.ports.tickets import Binding, Search
from core.tickets.events import Event, File, Happened
from core.tickets.evolve import fold
from core.tickets.ticket import SlaClock, Ticket
from core.ui.cards import Action
from core.ui.forms import FormValue
from core.ui.inbound import (
    Edited,
    FieldErrors,
    Heard,
    MentionPart,
    Parts,
    Press,
    Quoted,
    Reply,
    Shown,
    Submit,
    Where,
    Words,
)
from storage import AsyncStore, open_store

E = TypeVar("E")

APP = Path(__file__).parents[2] / "app.yaml"
BERLIN = ZoneInfo("Europe/Berlin")
DOMAIN = "nordlicht.example"
STRANGERS = ("mia.feld", "jan.kolb", "tom.berg")
"""Employees without a role: the requester of most stories, a colleague, one more."""
LEVELS = {"P1": (1, 1), "P2": (3, 1), "P3": (4, 1), "P4": (4, 2), "P5": (4, 4)}
"""Impact and urgency whose priority by the shipped matrix is this."""
_OFFSETS = {"CEST": 2, "CET": 1, "UTC": 0, "Z": 0}
_WRITTEN = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?) ?(CEST|CET|UTC|Z)")


def instant(written: str | datetime) -> datetime:
    """`2026-10-27 09:18 CET` as UTC. The zone is always named, so that the doubled hour is no riddle."""
    if isinstance(written, datetime):
        return written.astimezone(UTC)
    found = _WRITTEN.fullmatch(written.strip())
    if found is None:
        raise ValueError(f"write an instant like 2026-10-27 09:18 CET, not {written!r}")
    day, time, zone = found.groups()
    local = datetime.fromisoformat(f"{day}T{time}")
    return (local - timedelta(hours=_OFFSETS[zone])).replace(tzinfo=UTC)


def _begins(line: str) -> datetime:
    found = _WRITTEN.match(line)
    if found is None:
        raise ValueError(f"a line begins with its instant: {line!r}")
    return instant(found.group())


def local(at: datetime) -> str:
    """An instant as `2026-10-27 09:18 CET`, with seconds where there are any: what failures show."""
    there = at.astimezone(BERLIN)
    return f"{there:%Y-%m-%d %H:%M:%S %Z}" if there.second else f"{there:%Y-%m-%d %H:%M %Z}"


@cache
def shipped() -> Policy:
    """The policy of the shipped app.yaml."""
    return load(APP).policy


class SetClock:
    """A clock that a test moves."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class KnownPlaces:
    """`#desk-triage` is `slack:T1/C-desk-triage`, and every other place of the settings likewise.

    Without `admin` the settings' admin channel was not found. With `both` each team has a triage channel on Teams, too.
    """

    def __init__(self, policy: Policy, *, admin: bool = True, both: bool = False) -> None:
        self.policy = policy
        self.has_admin = admin
        self.both = both

    def triage(self, team: str) -> tuple[str, ...]:
        written = self.policy.teams[team].triage.get("slack")
        teams = (f"teams:x/19:{team}",) if self.both else ()
        return (_place(written), *teams) if written else teams

    def admin(self) -> tuple[str, ...]:
        written = self.policy.places["slack"].admin
        return (_place(written),) if written and self.has_admin else ()

    def team_reading(self, place: str) -> str | None:
        reading = {_place(written): team for written, team in self.policy.places["slack"].requests.items()}
        return reading.get(place)


class NoReactions:
    """What is known of Teams before it is spoken to: no emoji can be put on a message there."""

    capabilities = Capabilities(
        threads=True, edits=True, private_replies=False, dialogs=True, lookup=False, reactions=False, commands=False,
        gaps={"commands": "words to the desk"},
    )  # fmt: skip


class KnownPeople:
    """`slack:T1/U-mia.feld` and `teams:x/U-mia.feld` are mia.feld@nordlicht.example, and so on; all live in Berlin."""

    def __init__(self) -> None:
        self.vips: set[PersonId] = set()

    async def identify(self, speaker: Speaker) -> Person:
        return self.person(f"{speaker.id.partition('/U-')[2]}@{DOMAIN}")

    def person(self, person: PersonId) -> Person:
        name = " ".join(part.capitalize() for part in person.partition("@")[0].split("."))
        account = (("slack", speaker_of(person)),)
        return Person(person, name, "Europe/Berlin", account, vip=person in self.vips)


_HOUSES = {"slack": "slack:T1", "teams": "teams:x"}


def speaker_of(person: PersonId, channel: str = "slack") -> str:
    return f"{_HOUSES[channel]}/U-{person.partition('@')[0]}"


def _place(written: str) -> str:
    return f"slack:T1/C-{written.removeprefix('#')}"


def _direct(person: PersonId, channel: str = "slack") -> str:
    return f"{_HOUSES[channel]}/D-{person.partition('@')[0]}"


@dataclass(frozen=True)
class Said:
    """One message of the desk. `at` is when it was spoken, `caused` when what it is about happened; `text` its words.

    `to` is `triage:<team>`, `requester`, `admins`, a first name (a direct message), or `message` (a reaction).
    """

    kind: str
    to: str
    at: datetime
    caused: datetime
    facts: Mapping[str, FactValue]
    text: str
    notice: Notice

    @property
    def line(self) -> str:
        """`2026-10-27 09:18 CET warning_direct lena`."""
        return f"{local(self.at)} {self.kind} {self.to}"


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
            _direct(self.id, self.channel), "direct", quoting, message or self.desk.message(),
            flat=self.channel == "teams",
        )  # fmt: skip

    async def submits(
        self,
        command: str,
        values: Mapping[str, FormValue | None],
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
        **values: FormValue | None,
    ) -> str:
        """Fill in the incident form so that the matrix gives `priority`; returns the number. Delivers what is said."""
        impact, urgency = LEVELS[priority]
        categories = self.desk.policy.services[service].categories
        given: dict[str, FormValue | None] = {
            "title": title, "service": service, "impact": str(impact), "urgency": str(urgency),
            f"category:{service}": categories[0], "critical": priority == "P1", **values,
        }  # fmt: skip
        reply = await self.submits("open_incident", given, {"home": home}, at=at)
        assert not isinstance(reply, FieldErrors), reply.errors
        return await self.desk.newest()

    async def orders(self, item: str, *, at: datetime | str | None = None, **answers: FormValue | None) -> str:
        """Fill in an item's form; returns the number."""
        reply = await self.submits("open_request", answers, {"item": item}, at=at)
        assert not isinstance(reply, FieldErrors), reply.errors
        return await self.desk.newest()

    async def fills(
        self, command: str, ref: str, *, at: datetime | str | None = None, **values: FormValue | None
    ) -> Reply:
        """Send the form of a ticket's command (`resolve`, `prio`, `ask`, `hold`, `transfer`, ...)."""
        return await self.submits(command, values, {"ticket": ref}, at=at)

    async def presses(
        self, command: str, ref: str, *, at: datetime | str | None = None, **arguments: str | int | bool
    ) -> Reply:
        """Press a button of a ticket's card."""
        triage = Where(self.desk.triage_of(ref), message="9.9")
        action = Action(command, {"ticket": ref} | arguments)
        return await self.desk.hears(Press(self.speaker, self.desk.when(at), self.desk.fresh("press"), triage, action))

    async def writes(self, ref: str, text: str, *, at: datetime | str | None = None) -> Reply:
        """Write in the requester's thread of a ticket."""
        place, root = await self.desk.thread(ref, "requester")
        kind = "direct" if "/D-" in place else "channel"
        where = Where(place, kind, thread=root, message=self.desk.message())  # type: ignore[arg-type]
        return await self.desk.hears(Words(self.speaker, self.desk.when(at), self.desk.fresh("words"), where, (text,)))

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
        key, when = self.desk.fresh("words"), self.desk.when(at)
        return await self.desk.hears(Words(self.speaker, when, key, where, parts, command, to_bot, files))

    async def types(self, command: str, *said: str | Someone, place: str = "#it-help") -> Reply:
        """A slash command without its slash."""
        return await self._speaks(Where(_place(place)), said, None, to_bot=True, command=command)

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
        where = Where(_place(place), "channel", thread=thread, message=self.desk.message())
        return await self._speaks(where, said, at, to_bot=to_bot)

    async def edits(self, where: Where, text: str | None, *, at: datetime | str | None = None) -> Reply:
        """Change an own message (None: delete it)."""
        key = self.desk.fresh("edit")
        return await self.desk.hears(Edited(self.speaker, self.desk.when(at), key, where, text))

    async def marks(self, quoted: Quoted, command: str, *, at: datetime | str | None = None) -> Reply:
        """Use `create_from_message`, `create_by_emoji` or `ticket_actions` on a message."""
        key = self.desk.fresh("mark")
        heard = Press(self.speaker, self.desk.when(at), key, quoted.where, Action(command), quoted)
        return await self.desk.hears(heard)


@dataclass
class DeskHouse:
    """The desk, its clock and everything it said."""

    desk: Desk
    store: AsyncStore
    clock: SetClock
    people: KnownPeople
    places: KnownPlaces
    said: list[Said] = field(default_factory=list)
    moot: list[Said] = field(default_factory=list)
    edits: list[Said] = field(default_factory=list)
    """Earlier messages changed or taken back: nobody hears of that."""
    cards: list[tuple[datetime, str, str]] = field(default_factory=list)
    """Every drawing of a card: when, `triage_card` or `requester_card`, where."""
    delivers: bool = True
    lives: dict[PersonId, str] = field(default_factory=dict)
    """On which channel the desk writes to a person; Slack where nothing is said."""
    checked: int = 0
    _counter: Iterator[int] = field(default_factory=lambda: count(1))
    _team: dict[str, str] = field(default_factory=dict)

    @property
    def policy(self) -> Policy:
        return self.desk.engine.policy

    @property
    def now(self) -> datetime:
        return self.clock.at

    def person(self, name: str) -> Someone:
        """Somebody by first name or by `first.last`."""
        return Someone(self, self.id_of(name))

    def id_of(self, name: str) -> PersonId:
        """The person id of a first name or `first.last`."""
        policy = shipped()
        everybody = [one.partition("@")[0] for one in (*policy.responders, *policy.managers)] + [*STRANGERS]
        if name in everybody:
            return f"{name}@{DOMAIN}"
        found = sorted({one for one in everybody if one.split(".")[0] == name})
        assert len(found) == 1, f"who is {name}? {found}"
        return f"{found[0]}@{DOMAIN}"

    def fresh(self, kind: str) -> str:
        return f"{kind}-{next(self._counter)}"

    def message(self) -> str:
        return f"{next(self._counter)}.0"

    def when(self, at: datetime | str | None) -> datetime:
        return self.now if at is None else instant(at)

    # what happens

    async def hears(self, heard: Heard) -> Reply:
        """Let the desk hear something, let due time happen, and let it say what it has to say now."""
        reply = await self.desk.hear(heard)
        await self._settle()
        return reply

    async def until(self, at: datetime | str) -> None:
        """Let time pass, stopping wherever the desk has something to do, as the real sweep does."""
        target = instant(at)
        assert target >= self.now, f"{local(target)} has passed: it is {local(self.now)}"
        while True:
            soonest = await self._soonest()
            if soonest is None or soonest > target:
                break
            self.clock.at = max(soonest, self.now)
            await self._settle()
        self.clock.at = target
        await self._settle()

    async def jump(self, at: datetime | str) -> None:
        """Let time pass while the desk is out: it looks again only at the end."""
        target = instant(at)
        assert target >= self.now, f"{local(target)} has passed: it is {local(self.now)}"
        self.clock.at = target
        await self._settle()

    async def passes(self, **passed: float) -> None:
        """Let so much time pass, as `until` does."""
        await self.until(self.now + timedelta(**passed))

    async def _soonest(self) -> datetime | None:
        due = await self.store.read(lambda tx: tx.next_due())
        talk = await self.store.outbox.next_at(self.now) if self.delivers else None
        return min((one for one in (due, talk) if one is not None), default=None)

    async def _settle(self) -> None:
        while await self.desk.sweep():
            pass
        if self.delivers:
            await self.deliver()

    async def deliver(self) -> None:
        """Say everything that may be said now."""
        while leased := await self.store.outbox.lease(self.now, "tests", limit=50, lease_for=timedelta(minutes=1)):
            for each in leased:
                notice = each.notice
                ticket = await self.ticket(notice.ticket) if notice.ticket else None
                if moot(notice, ticket):
                    self.moot.append(self._said(notice, ticket))
                    await self.store.outbox.drop_moot(each.id, self.now)
                    continue
                said = self._said(notice, ticket)
                if shape_of(notice) == "card":
                    self.cards.append((self.now, notice.kind, notice.to))
                elif shape_of(notice) in ("edit", "delete"):
                    self.edits.append(said)
                else:
                    self.said.append(said)
                binding = await self._binding(notice, ticket)
                assert await self.store.outbox.done(each.id, binding, self.now)

    def _said(self, notice: Notice, ticket: Ticket | None) -> Said:
        card = self.desk.engine.presenter.notice(notice, ticket, self.now)
        to = notice.to
        if to.startswith("direct:"):
            to = to.removeprefix("direct:").partition("@")[0].split(".")[0]
        elif to.startswith("message:"):
            to = "message"
        return Said(notice.kind, to, self.now, notice.at, notice.facts, card.summary, notice)

    async def _binding(self, notice: Notice, ticket: Ticket | None) -> Binding | None:
        if ticket is None or shape_of(notice) in ("edit", "react", "delete"):
            return None
        place, message = notice.place, self.message()
        if notice.to.startswith("direct:"):
            person = notice.to.removeprefix("direct:")
            place = _direct(person, self.lives.get(person, "slack"))
        elif notice.to == "requester":
            place = place or _direct(ticket.requester, self.lives.get(ticket.requester, "slack"))
        if place is None:
            return None
        known = await self.store.read(lambda tx: tx.bindings(ticket.ref))
        card = "requester" if notice.to == "requester" else notice.to
        home = ticket.home.partition("#")[2] or None if card == "requester" else None
        if shape_of(notice) == "card":
            there = any(one.role == card and one.place == place for one in known)
            return None if there else Binding(ticket.ref, card, place, message, home)
        if shape_of(notice) == "direct":
            return Binding(ticket.ref, f"notice:{notice.key}", place, message)
        role = kind_of(notice).role_of(notice)
        root = home or next((one.message for one in known if one.role == card and one.place == place), None)
        return Binding(ticket.ref, role, place, message, root)

    # what is

    async def ticket(self, ref: str) -> Ticket:
        """The ticket as it is stored."""
        found = await self.store.read(lambda tx: tx.ticket(ref))
        assert found is not None, f"there is no {ref}"
        self._team[ref] = found.team
        return found

    async def stored_clock(self, ref: str, metric: str) -> SlaClock:
        """One clock of a ticket."""
        clock = (await self.ticket(ref)).clock(metric)
        assert clock is not None, f"{ref} has no {metric} clock"
        return clock

    async def agenda(self, ref: str) -> tuple[Due, ...]:
        """What time will bring to a ticket."""
        return agenda(await self.ticket(ref), self.policy)

    async def due(self, ref: str, kind: str) -> str | None:
        """The instant of one line of the agenda, as `local` writes it; None when it is not there."""
        return next((local(one.at) for one in await self.agenda(ref) if one.kind == kind), None)

    async def log(self, ref: str) -> tuple[Happened, ...]:
        """A ticket's whole log."""
        return await self.store.read(lambda tx: tx.log(ref))

    async def happened(self, ref: str, *kinds: type[Event]) -> list[Happened]:
        """The entries of a ticket's log of these kinds."""
        return [entry for entry in await self.log(ref) if isinstance(entry.event, kinds)]

    async def events(self, ref: str, kind: type[E]) -> list[E]:
        """What happened to a ticket, of one kind."""
        return [entry.event for entry in await self.log(ref) if isinstance(entry.event, kind)]

    async def newest(self) -> str:
        found = await self.store.read(lambda tx: tx.search(Search(limit=1)))
        ref = found[0].ref
        await self.ticket(ref)
        return ref

    def triage_of(self, ref: str) -> str:
        return self.places.triage(self._team[ref])[0]

    async def thread(self, ref: str, role: str, channel: str | None = None) -> tuple[str, str]:
        """Where a card of a ticket stands (on one channel): its place and the root of its thread."""
        found = await self.store.read(lambda tx: tx.bindings(ref, role))
        found = tuple(one for one in found if channel in (None, one.place.partition(":")[0])) or found
        assert found, f"{ref} has no {role} card"
        return found[0].place, found[0].thread or found[0].message

    async def message_in(self, ref: str, said_in: str | None) -> Where:
        """Where a message stands that was written in the requester's thread (`Comment.said_in`)."""
        _, root = await self.thread(ref, "requester")
        place, _, message = (said_in or "").partition("#")
        return Where(place, "direct" if "/D-" in place else "channel", thread=root, message=message)

    def lines(self, *, since: int = 0) -> list[str]:
        """Everything said (reactions too), as `Said.line`."""
        return [one.line for one in self.said[since:]]

    def hears_now(self, *expected: str) -> None:
        """What was said since the last look and nothing else, each as `2026-10-27 09:18 CET warning_direct lena`.

        Conversations keep their own order; between them, what is said at one instant has none.
        """
        heard = sorted(self.said[self.checked :], key=lambda one: (one.at, one.line))
        self.checked = len(self.said)
        wanted = sorted(expected, key=lambda line: (_begins(line), line))
        lines = [one.line for one in heard]
        if lines != wanted:
            raise AssertionError("\n".join(("said:", *lines, "expected:", *wanted)))

    def nothing_else_was_said(self) -> None:
        """Nothing was said since the last look."""
        self.hears_now()

    def use(self, policy: Policy) -> None:
        """Take other rules (`desk.adopt` must follow)."""
        self.desk.use(policy)
        self.places.policy = policy


def sentence(reply: Reply) -> str:
    """The words of a private answer or of a field's error."""
    if isinstance(reply, FieldErrors):
        return " ".join(reply.errors.values())
    assert isinstance(reply, Shown), reply
    return reply.card.summary


def refused(reply: Reply) -> str:
    """The sentence of an expected no; fails when it was none."""
    assert isinstance(reply, FieldErrors) or (isinstance(reply, Shown) and reply.refusal), reply
    return sentence(reply)


@asynccontextmanager
async def open_desk(
    at: datetime | str,
    *,
    policy: Policy | None = None,
    store: AsyncStore | None = None,
    admin: bool = True,
    both: bool = False,
    started: int = 1,
) -> AsyncIterator[DeskHouse]:
    """A desk whose clock shows `at`, on Slack or on `both`, started so many times on its store.

    At the end every stored ticket must be its log's fold.
    """
    policy = policy or shipped()
    clock = SetClock(instant(at))
    people = KnownPeople()
    places = KnownPlaces(policy, admin=admin, both=both)
    channels = {"slack": None, "teams": NoReactions()}
    presenter = CardPresenter(policy, people)
    async with store or open_store("sqlite+aiosqlite:///:memory:", now=clock.now) as opened:
        engine = Engine(opened, policy, clock, places, people, presenter, channels, ErrorRecords())  # type: ignore[arg-type]
        house = DeskHouse(Desk(engine), opened, clock, people, places, _counter=count((started - 1) * 10_000 + 1))
        yield house
        await folds(house)


async def folds(house: DeskHouse) -> None:
    """Every stored ticket is the fold of its log, and the agenda's earliest instant is the one stored."""
    refs = await house.store.read(lambda tx: [one.ref for one in tx.search(Search(limit=100))])
    for ref in refs:
        assert fold(await house.log(ref)) == await house.ticket(ref)


def with_rules(**changes: object) -> Policy:
    """The shipped policy with other `sla_rules`."""
    policy = shipped()
    return replace(policy, rules=replace(policy.rules, **changes))  # type: ignore[arg-type]
