"""Stories of one ticket, played on the pure core: who asks for what and when, and how often the desk looks at time.

A story is made once and may be played in many ways; whatever the desk refuses changes nothing, as in a transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from core.agenda import agenda, tick
from core.commands import REGISTRY
from core.commands.assign import Assign
from core.commands.base import Nothing
from core.commands.cancel import Cancel
from core.commands.change import Change
from core.commands.convert import Convert
from core.commands.hold import PutOnHold
from core.commands.prio import Prio
from core.commands.release import Release
from core.commands.reopen import Reopen
from core.commands.reply import Spoken
from core.commands.resolve import Resolve
from core.commands.transfer import Transfer
from core.commands.update_date import Until
from core.errors import Refusal
from core.intake.opening import Opening, open_ticket
from core.people import SYSTEM, PersonId
from core.policy import Policy
from core.processes import IncidentDetails, RequestDetails
from core.tickets.draft import Draft
from core.tickets.events import Happened
from core.tickets.ticket import Ticket
from tests.fakes.desk import DOMAIN, LEVELS, instant, shipped

FIRST, LAST = instant("2026-10-16 00:00 CEST"), instant("2026-10-27 00:00 CET")
"""When stories begin: so that many run through the clock change and the company's day off."""
MIA, DANA, EMRE, LENA, OMAR, PRIYA = (
    f"{name}@{DOMAIN}"
    for name in ("mia.feld", "dana.roth", "emre.aydin", "lena.vogt", "omar.haddad", "priya.nair")
)  # fmt: skip
PEOPLE = (MIA, DANA, EMRE, LENA, OMAR, PRIYA)

Arguments = Callable[[datetime], Any]


@dataclass(frozen=True)
class Act:
    """Somebody asks for something `after` the act before; `late` is how long the desk hears of it afterwards.

    `who` may be a part that is cast when it is played: `requester`, `owner` (assignee, else lead), `lead`, `responder`.
    """

    after: timedelta
    who: PersonId
    command: str
    make: Arguments
    late: timedelta = timedelta()
    shown: str = ""

    def __repr__(self) -> str:
        late = f", heard {self.late} late" if self.late else ""
        return f"+{self.after} {self.who.partition('.')[0]}: {self.command} {self.shown}{late}"

    def person(self, ticket: Ticket, policy: Policy) -> PersonId:
        """Who that is on this ticket."""
        team = policy.teams[ticket.team]
        parts = {
            "requester": ticket.requester,
            "owner": ticket.assignee or team.lead,
            "lead": team.lead,
            "responder": team.members[0],
        }
        return parts.get(self.who, self.who)


@dataclass(frozen=True)
class Story:
    """A ticket opened at `start`, what people then ask for, and how long time goes on afterwards."""

    start: datetime
    opening: Opening
    acts: tuple[Act, ...]
    rest: timedelta


@dataclass
class Play:
    """A ticket being played. `log` is everything that happened, oldest first; `now` the last look at the clock."""

    policy: Policy
    ticket: Ticket
    now: datetime
    log: list[Happened] = field(default_factory=list)
    states: list[Ticket] = field(default_factory=list)
    """The ticket after each decision and each look."""

    def look(self, at: datetime) -> None:
        """What the sweep does."""
        self.now = max(self.now, at)
        self._keep(self._draft(self.now, SYSTEM))

    def act(self, act: Act, at: datetime) -> bool:
        """What the desk does with what somebody asks for; False when it is refused, and then nothing happened."""
        who = act.person(self.ticket, self.policy)
        draft = self._draft(at, who)
        command = REGISTRY.tickets[act.command]
        try:
            command.allow(self.policy, draft.ticket, who)
            command.decide(draft, act.make(at))
        except Refusal:
            return False
        tick(draft)
        self._keep(draft)
        return True

    def _draft(self, at: datetime, who: PersonId) -> Draft:
        draft = Draft(self.ticket, self.policy, at, who)
        tick(draft)
        return draft

    def _keep(self, draft: Draft) -> None:
        self.ticket = draft.ticket
        self.log += draft.happened
        self.states.append(draft.ticket)

    def instants(self) -> Iterable[datetime]:
        """Every instant that time brings from here on, looked up anew after each."""
        coming = agenda(self.ticket, self.policy)
        return [one.at for one in coming]


def begin(story: Story, policy: Policy | None = None) -> Play:
    """The ticket as it was opened."""
    policy = policy or shipped()
    draft = open_ticket(story.opening, 1000, policy, story.start)
    tick(draft)
    return Play(policy, draft.ticket, story.start, list(draft.happened), [draft.ticket])


def step_to(play: Play, at: datetime) -> None:
    """Look whenever something falls due, up to `at`."""
    while True:
        due = [one for one in play.instants() if one <= at]
        if not due:
            break
        play.look(min(due))
    play.look(at)


def jump_to(play: Play, at: datetime) -> None:
    """Look only at the end."""
    play.look(at)


def play_out(story: Story, passing: Callable[[Play, datetime], None] = step_to, policy: Policy | None = None) -> Play:
    """Play a story to its end; `passing` lets time go by between the acts."""
    play = begin(story, policy)
    at = story.start
    for act in story.acts:
        at += act.after
        passing(play, at + act.late)
        play.act(act, at)
        passing(play, at + act.late)
    passing(play, max(at, play.now) + story.rest)
    return play


_gaps = st.one_of(
    st.integers(0, 900).map(lambda seconds: timedelta(seconds=seconds)),
    st.integers(0, 60 * 6).map(lambda minutes: timedelta(minutes=minutes)),
    st.integers(0, 24 * 4).map(lambda hours: timedelta(hours=hours)),
)
CHANGES = (
    Change(title="VPN drops in Hamburg"),
    Change(requester=PRIYA),
    Change(service="identity"),
    Change(service="erp"),
    Change(service="security-report"),
)
_ASKERS = frozenset({"withdraw", "confirm", "just_comment", "add_detail"})
_people = st.sampled_from(PEOPLE)
_levels = st.integers(1, 4)


def _always(command: str, arguments: Any) -> st.SearchStrategy[tuple[str, Arguments, str]]:
    return st.just((command, lambda _: arguments, repr(arguments)))


def _wait(command: str, kind: type) -> st.SearchStrategy[tuple[str, Arguments, str]]:
    def made(hours: int) -> tuple[str, Arguments, str]:
        def make(at: datetime) -> Any:
            until = at + timedelta(hours=hours)
            return PutOnHold("vendor", "TeleNord", "TN-881", until) if kind is PutOnHold else Until(until)

        return command, make, f"+{hours} h"

    return st.integers(1, 80).map(made)


def _given(command: str, strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, Arguments, str]]:
    return strategy.map(lambda arguments: (command, lambda _: arguments, repr(arguments)))


_wishes: st.SearchStrategy[tuple[str, Arguments, str]] = st.one_of(
    *(_always(name, Nothing()) for name in ("claim", "ack", "resume", "nudge", "withdraw", "confirm", "just_comment")),
    _always("reply", Spoken("I am on it.")),
    _always("reply", Spoken("Please reconnect once.")),
    _always("ask", Spoken("Since when?")),
    _given("add_detail", st.sampled_from(("It dropped again.", "thanks!", "Berlin.")).map(Spoken)),
    _always("resolve", Resolve("workaround", "Use the other profile.", "volume")),
    _always("resolve", Resolve("no_fault", "Nothing found.", "other")),
    _always("reopen", Reopen()),
    _always("reopen", Reopen("still broken")),
    _given("prio", st.builds(Prio, _levels, _levels)),
    _given("prio", st.builds(Prio, _levels)),
    _always("note", Spoken("Rule 12 looks odd.")),
    _always("ask", Spoken("Which profile?")),
    _wait("hold", PutOnHold),
    _wait("update_date", Until),
    _always("hold", PutOnHold("change", None, "CHG-77", None)),
    _always("hold", PutOnHold("problem", None, "PRB-7", None)),
    _given("add_detail", st.sampled_from(("It dropped again.", "thanks!", "Berlin.")).map(Spoken)),
    _given("prio", st.builds(Prio, _levels, _levels)),
    _given("prio", st.builds(lambda to: Prio(override=to, reason="as agreed"), st.sampled_from(tuple(LEVELS)))),
    _given("transfer", st.sampled_from(("infra", "service-desk", "security")).map(lambda to: Transfer(to, "theirs"))),
    _given("assign", _people.map(Assign)),
    _always("give_back", Nothing()),
    _always("release", Release()),
    _given("change", st.sampled_from(CHANGES)),
    _given("convert", st.builds(Convert, st.just("question"), _levels, _levels)),
    _always("resolve", Resolve("fixed", "The profile was reissued.", "other")),
    _always("cancel", Cancel("not_an_incident")),
    _always("reopen", Reopen("it dropped again")),
)  # fmt: skip


@st.composite
def acts(draw: st.DrawFn, late: bool = False) -> Act:
    """Somebody asks for something: mostly those who may, now and then anybody."""
    command, make, shown = draw(_wishes)
    usual = ("requester",) if command in _ASKERS else ("owner", "lead", "owner", "responder")
    who = draw(_people) if draw(st.integers(0, 5)) == 0 else draw(st.sampled_from(usual))
    delay = draw(st.integers(0, 90)) if late and draw(st.booleans()) else 0
    return Act(draw(_gaps), who, command, make, timedelta(seconds=delay), shown)


@st.composite
def openings(draw: st.DrawFn) -> Opening:
    """An incident of any priority, or now and then a request."""
    service = draw(st.sampled_from(("network", "web-shop", "erp")))
    if draw(st.integers(0, 4)) == 0:
        return Opening(
            "Miro licence",
            "workplace-it",
            MIA,
            MIA,
            "slack_command",
            details=RequestDetails(item="question"),
            team="service-desk",
        )
    impact, urgency = LEVELS[draw(st.sampled_from(tuple(LEVELS)))]
    details = IncidentDetails(impact=impact, urgency=urgency)
    return Opening("VPN drops", service, MIA, MIA, "slack_command", details=details)


@st.composite
def stories(draw: st.DrawFn, most: int = 12, late: bool = False) -> Story:
    """A story of some weeks."""
    whole = int((LAST - FIRST).total_seconds())
    start = FIRST + timedelta(
        seconds=draw(st.one_of(st.integers(0, whole), st.integers(0, whole // 900).map(_quarter)))
    )
    return Story(
        start,
        draw(openings()),
        tuple(draw(st.lists(acts(late), min_size=min(most, draw(st.integers(1, 8))), max_size=most))),
        draw(st.integers(0, 24 * 20).map(lambda hours: timedelta(hours=hours))),
    )


def _quarter(number: int) -> int:
    return number * 900
