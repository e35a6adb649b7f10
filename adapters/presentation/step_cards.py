"""The tasks of a request on cards: the list on its own, the card that another team has of them, a button for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from adapters.presentation.buttons import OFFERS, private_answers
from adapters.presentation.desk_words import DeskWords, spread, summarize
from core.fulfilment import proving, steps
from core.fulfilment.halting import kept_from
from core.fulfilment.task import status_of
from core.processes import TASK
from core.tickets.plan import Plan, Task
from core.tickets.ticket import Ticket
from core.ui.cards import MOST_VIEWERS, Action, Button, Card, Section
from core.ui.on_demand import FORM
from core.ui.text import Run, Text, isolate, shorten

_MOST = 3
"""Tasks that have a button of their own at once."""
_FIRST = ("note", "skip", "fail")
"""What stands first in a menu."""
_LONGEST = 40
"""Letters of a task's name on a button."""


def listed(desk: DeskWords, ticket: Ticket, facts: dict[str, object]) -> Text:
    """All tasks of a request with their states; nothing where the request itself stands for its only one."""
    shown = desk.view(ticket).tasks
    return desk.say("tasks", "list", {**facts, "tasks": shown}) if shown else ()


def team_card(desk: DeskWords, ticket: Ticket, team: str, facts: dict[str, object]) -> Card | None:
    """The card of a team that has tasks of another team's request; None where it has none.

    Of a private request it says no more than what is to be done: what that is for, they open for their own eyes.
    """
    mine = steps.of_team(ticket, team)
    if not mine:
        return None
    refs = {task.ref for task in mine}
    shown = tuple(replace(each, team="") for each in desk.view(ticket).tasks if each.ref in refs)
    facts = {**facts, "tasks": shown, "left": any(task.current for task in mine)}
    known, listed = desk.policy.teams.get(team), desk.say("tasks", "list", facts)
    asked = () if ticket.private else answered(desk, ticket, facts)
    return Card(
        summarize(desk.say("tasks", "summary", facts)),
        title=desk.say("tasks", "title", facts),
        sections=tuple(Section(each) for each in (desk.say("tasks", "about", facts), asked, listed) if each),
        buttons=(*buttons(desk, mine), *_claims(desk, mine), *_looks(desk, ticket, team)),
        more=_more(desk, mine),
        all_more=_all_more(desk, mine),
        tone="neutral" if any(not task.over for task in mine) else "muted",
        ticket=ticket.ref,
        viewers=tuple(dict.fromkeys((known.lead, *known.members)))[:MOST_VIEWERS] if known else (),
    )


def _claims(desk: DeskWords, plan: Plan) -> tuple[Button, ...]:
    """A way to take each task that nobody has."""
    free = [task for task in plan if task.state in ("ready", "in_progress") and task.assignee is None]
    return tuple(_on_task(desk, "claim", task, named=len(free) > 1) for task in free[:_MOST])


def _more(desk: DeskWords, plan: Plan) -> tuple[Button, ...]:
    """What else the graph allows for a task that is under way; where there are several, a way to that of each."""
    current = [task for task in plan if task.current]
    if len(current) != 1:
        return tuple(_on_task(desk, "more_actions", task, named=True) for task in current)
    task = current[0]
    offered = TASK.offers(status_of(task.state), assigned=task.assignee is not None)
    names = [name for name in (*offered.staff, *offered.more) if name not in ("claim", "finish", "run", "retry")]
    first = [name for name in _FIRST if name in names]
    return tuple(_on_task(desk, name, task) for name in (*first, *(name for name in names if name not in first)))


def _all_more(desk: DeskWords, plan: Plan) -> Button | None:
    current = [task for task in plan if task.current]
    return _on_task(desk, "more_actions", current[0]) if len(current) == 1 else None


def _on_task(desk: DeskWords, name: str, task: Task, *, named: bool = False) -> Button:
    """A button of a task that stands on another record's card; `named` where several have it."""
    offer = OFFERS[name]
    arguments: dict[str, str | int | bool] = {"ticket": task.ref}
    if offer.asks:
        arguments["ask"] = True
    label = desk.label(f"{name}_task", shorten(desk.task_name(task), _LONGEST)) if named else desk.label(name)
    return Button(label, Action(offer.command, arguments), opens_form=offer.form)


def wanted(desk: DeskWords, ticket: Ticket) -> Text:
    """What a task is for, of the request that it is a step of: what was ordered, for whom, and what was answered."""
    facts: dict[str, object] = {"ticket": desk.view(ticket)}
    return spread((Run(isolate(ticket.title), bold=True),), below(desk, ticket, facts))


def below(desk: DeskWords, ticket: Ticket, facts: dict[str, object]) -> Text:
    """The same below the title of the request itself."""
    return spread(desk.say("tasks", "whom", facts), answered(desk, ticket, facts))


def answered(desk: DeskWords, ticket: Ticket, facts: dict[str, object]) -> Text:
    """What was answered, and why it is urgent where that was asked."""
    urgent = desk.say("triage_card", "urgent", facts) if desk.view(ticket).urgent else ()
    return spread(desk.say("triage_card", "answers", facts), urgent)


def _looks(desk: DeskWords, ticket: Ticket, team: str) -> tuple[Button, ...]:
    """The ways to what is not on the card: what a private request is about, and the private answers of any."""
    task = steps.spoken_of(ticket, team)
    if task is None or not task.current:
        return ()
    open_task = Button(desk.label("show"), Action("show", {"ticket": task.ref}))
    return (*desk.press(private_answers(ticket), ticket), *((open_task,) if ticket.private else ()))


def of_own_team(ticket: Ticket) -> Plan:
    """A request's tasks that its own team does, as far as they are records."""
    return tuple(task for task in ticket.plan if task.team == ticket.team and task.ref)


def buttons(desk: DeskWords, plan: Iterable[Task]) -> tuple[Button, ...]:
    """A way to say of each task of a request that is under way that it is done, to let it run, or to try one again that
    failed, where nothing keeps people from it.
    """
    shown = (task for task in plan if task.current and _name(task) not in kept_from(task.halt))
    drawn = [_button(desk, task) for task in shown][:_MOST]
    return tuple(one if not number else replace(one, style="default") for number, one in enumerate(drawn))


def _button(desk: DeskWords, task: Task) -> Button:
    name = _name(task)
    label = desk.label(f"{name}_task", shorten(desk.task_name(task), _LONGEST))
    if name == "finish" and proving.needs_word(desk.policy, task):
        return Button(label, Action(name, {"ticket": task.ref, FORM: True}), "primary", opens_form=True)
    return Button(label, Action(name, {"ticket": task.ref}), "primary")


def _name(task: Task) -> str:
    return "retry" if task.state == "failed" else "run" if task.awaits else "finish"
