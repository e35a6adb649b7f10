"""Finish, skip, fail and retry: what became of one of the tasks of a request.

Said on the task itself, or on its request with the task's name. Who may: its assignee, a responder of its team while
nobody has it, the lead of that team, and the lead of the team that has the request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.approvals import state
from core.commands.base import Command, ticket_blank
from core.commands.step_names import names_of, spoken_of
from core.errors import Refusal
from core.fulfilment import calls, outlook, proving, steps, task
from core.fulfilment.graph import named
from core.fulfilment.halting import kept_from
from core.fulfilment.wanted import need_wanted
from core.naming import phrase_from
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.policy import Policy
from core.processes import TASK, Status, TaskDetails
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import need_responder, not_team
from core.tickets.plan import Plan, Task, TaskState
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, Wording, options, wording
from core.ui.reading import Arguments, Reading, Said, Values, text_of
from core.ui.text import clean

LONGEST = 1000
_OPEN: tuple[TaskState, ...] = ("ready", "in_progress")
_AHEAD: tuple[TaskState, ...] = ("blocked", "waiting_date", "ready", "in_progress", "failed")


@dataclass(frozen=True, slots=True)
class Step:
    """Which task, by its key, its name or its number (empty on the task itself, or where only one can be meant); why.

    Of the words that follow a command on a request the name is still to be told from the reason: `spoken`.
    """

    key: str = ""
    reason: str = ""
    spoken: bool = False


def allow(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """Who may on the task; on a request whoever may on one of its tasks."""
    if isinstance(ticket.details, TaskDetails):
        task.need_hand(policy, ticket, person)
        return
    if not any(policy.team(each.team).has(person) for each in ticket.plan):
        need_responder(policy, ticket, person)
    if not ticket.plan:
        raise Refusal("no_steps", ref=ticket.ref)


def finish(draft: Draft, step: Step) -> None:
    """It is done: what waited for it may begin. Refused to whoever comes second, with who was first."""
    if isinstance(draft.ticket.details, TaskDetails):
        _need_under_way(draft, by_hand=bool(draft.ticket.details.automation))
        request = draft.look(draft.ticket.details.parent)
        need_wanted(draft.policy, request, draft.at, (draft.ticket.ref,))
        proving.finish(draft, step.reason)
        return
    spoken_of, _ = _named(draft.ticket.plan, step)
    worded = spoken_of is not None and proving.needs_word(draft.policy, spoken_of)
    key, said = meant(draft, step, _OPEN, why=worded)
    need_wanted(draft.policy, draft.ticket, draft.at, (key,))
    found = named(draft.ticket.plan, key)
    if found is not None and found.state in _OPEN:
        proving.need_word(draft.policy, found, said)
    if found is not None and not found.over and found.ref and _is_for_its_record(draft.policy, found):
        draft.happen(e.StepToProve(key, said))
    else:
        steps.finish(draft, key, said.strip() if worded else "")


def _is_for_its_record(policy: Policy, step: Task) -> bool:
    """Whether its record decides what comes of *Done*: it is read back, or people did what its automation would not."""
    failed = step.state == "failed" and step.automation is not None
    worded = step.state in _OPEN and proving.needs_word(policy, step)
    return failed or worded or proving.read_by(policy, step.automation or "") is not None


def _kept(before: Ticket, after: Ticket) -> Phrase | None:
    """What whoever leaves out the step that takes something away reads: who hears of that."""
    return phrase("kept_now", person=after.beneficiary) if outlook.is_kept(before.plan, after.plan) else None


def _being_read(after: Ticket, reading: Reading) -> Phrase | None:
    """What whoever says that it is done reads where that is read back first."""
    details = after.details
    if isinstance(details, TaskDetails):
        call = details.call
        waits = after.open and call is not None and bool(call.asked) and call.outcome is None
        checked = [details.automation] if waits else []
    else:
        checked = [each.automation or "" for each in after.plan if each.checked]
    found = next(filter(None, (proving.read_by(reading.policy, one) for one in checked)), None)
    return phrase("read_back_now", outside=found[0]) if found else None


def skip(draft: Draft, step: Step) -> None:
    """It is not needed, for a reason; what waited for it may begin."""
    if isinstance(draft.ticket.details, TaskDetails):
        _move(draft, "skipped", step.reason, *TASK.later, "ready", "in_progress", "on_hold", "failed")
    else:
        steps.skip(draft, *meant(draft, step, _AHEAD, why=True))


def fail(draft: Draft, step: Step) -> None:
    """It cannot be done as it is, for a reason; what waits for it goes on waiting, and a lead is told."""
    if isinstance(draft.ticket.details, TaskDetails):
        _need_under_way(draft)
        _move(draft, "failed", step.reason, "ready", "in_progress", "on_hold")
    else:
        steps.fail(draft, *meant(draft, step, _OPEN, why=True))


def retry(draft: Draft, step: Step) -> None:
    """It failed and is tried again, with its time from now on."""
    details = draft.ticket.details
    if not isinstance(details, TaskDetails):
        key = meant(draft, step, ("failed",), why=False)[0]
        _need_agreed(draft.ticket, key)
        need_wanted(draft.policy, draft.ticket, draft.at, (key,))
        steps.retry(draft, key)
    elif not draft.ticket.failed:
        raise Refusal("task_not_failed", task=details.key)
    else:
        request = draft.look(details.parent)
        _need_agreed(request, draft.ticket.ref)
        need_wanted(draft.policy, request, draft.at, (draft.ticket.ref,))
        task.move(draft, e.TaskMoved(TASK.initial))


def _need_agreed(request: Ticket, key: str) -> None:
    """Refuse while people have to agree anew to what is ordered, or its day is still to come: of that nothing is tried
    before, but what is owed.
    """
    if calls.waits_for_agreement(request, key):
        raise Refusal("agreed_first", ref=request.ref, people=state.awaited(request))
    if request.hold is not None and calls.waits_for_day(request, key):
        raise Refusal("day_first", ref=request.ref, at=request.hold.until)


def _need_under_way(draft: Draft, *, by_hand: bool = False) -> None:
    """Refuse unless somebody can be at it: who was first, or what it waits for; `by_hand` also where it failed."""
    ticket = draft.ticket
    details = task.need_task(ticket)
    if ticket.done or ticket.status == TASK.closed:
        raise Refusal("step_done", ref=ticket.ref, person=ticket.assignee)
    if ticket.over:
        raise Refusal("task_over", task=details.key)
    if ticket.failed and not by_hand:
        raise Refusal("task_failed", task=details.key)
    if ticket.status in TASK.later:
        raise Refusal("step_waits", ref=ticket.ref, at=details.begins)


def _move(draft: Draft, to: Status, reason: str, *states: Status) -> None:
    details = task.need_task(draft.ticket)
    if draft.ticket.status not in states:
        raise Refusal("task_over", task=details.key)
    if not reason.strip():
        raise Refusal("no_task_reason", field="text")
    task.move(draft, e.TaskMoved(to, said=reason.strip()))


def meant(draft: Draft, step: Step, states: tuple[TaskState, ...], *, why: bool) -> tuple[str, str]:
    """The key of the task that is meant on a request, and with `why` the reason that stands behind its name.

    `states` are those in which it may stand. Raises Refusal where none can be, or where it is not theirs, or
    where words name no task and are no reason.
    """
    ticket = draft.ticket
    found, said = _named(ticket.plan, step)
    unheard = step.spoken and said and not why
    if unheard or (found is None and step.key and not step.spoken):
        raise _which(_theirs(draft, states), ticket)
    if found is None:
        found = _only(_theirs(draft, states), ticket)
    if not found.over:  # else they are told what became of it
        _need_hand(draft.policy, ticket, found, draft.actor)
    return found.key, said


def _theirs(draft: Draft, states: tuple[TaskState, ...]) -> Plan:
    possible = tuple(each for each in draft.ticket.plan if each.state in states)
    return tuple(each for each in possible if _has_hand(draft.policy, draft.ticket, each, draft.actor)) or possible


def _only(possible: Plan, ticket: Ticket) -> Task:
    if len(possible) == 1:
        return possible[0]
    raise _which(possible, ticket)


def _which(possible: Plan, ticket: Ticket) -> Refusal:
    if not possible:
        return Refusal("no_step_now", ref=ticket.ref)
    return Refusal("which_step", field="step", tasks=tuple(each.do or each.key for each in possible))


def _named(plan: Plan, step: Step) -> tuple[Task | None, str]:
    """The task that is named, and what is said besides; with typed words its name stands first, the longest wins."""
    if not step.spoken:
        said = step.key.casefold()
        return next((each for each in plan if said in names_of(each)), None), step.reason
    return spoken_of(plan, step.key)


def is_step(ticket: Ticket, said: str, policy: Policy) -> bool:
    """Whether words are what one of the tasks of a request is called, and nothing besides but how that was shown."""
    found, more = _named(ticket.plan, Step(said, spoken=True))
    return found is not None and (not more or (found.state in _OPEN and proving.needs_word(policy, found)))


def _has_hand(policy: Policy, ticket: Ticket, each: Task, person: PersonId) -> bool:
    team = policy.team(each.team)
    if person in (team.lead, policy.team(ticket.team).lead):
        return True
    has = each.assignee if each.ref else ticket.assignee
    return team.has(person) and has in (None, person)


def _need_hand(policy: Policy, ticket: Ticket, each: Task, person: PersonId) -> None:
    if _has_hand(policy, ticket, each, person):
        return
    team = policy.team(each.team)
    if not team.has(person):
        raise not_team(policy, ticket, each.team, person)
    holder = each.assignee or ticket.assignee
    raise Refusal("not_yours", ref=each.ref or ticket.ref, holder=holder, lead=team.lead)


def read_press(arguments: Arguments) -> Step:
    """A press on a task, or with a task's name."""
    return Step(str(arguments.get("step", "")))


def read_which(said: Said, _: Reading) -> Step:
    """`finish [task]`."""
    return _read(said)


def read_why(said: Said, _: Reading) -> Step | None:
    """`skip [task] <why>`."""
    step = _read(said)
    return step if step.key or step.reason else None


def _read(said: Said) -> Step:
    text = clean(said.text)
    on_task = said.ticket is not None and isinstance(said.ticket.details, TaskDetails)
    return Step(reason=text) if on_task else Step(text, spoken=True)


def read_form(values: Values, _: Reading) -> Step:
    """The task and the reason."""
    return Step(_step(values), text_of(values, "text", ask="no_task_reason"))


def read_which_form(values: Values, _: Reading) -> Step:
    """The task, and what shows that it is done, where that was asked."""
    said = values.get("text")
    return Step(_step(values), clean(said) if isinstance(said, str) else "")


def _step(values: Values) -> str:
    step = values.get("step")
    return step if isinstance(step, str) else ""


def _is_read_back(ticket: Ticket, policy: Policy) -> bool:
    details = ticket.details
    own = [details.automation] if isinstance(details, TaskDetails) else []
    theirs = [each.automation or "" for each in ticket.plan if each.state in _OPEN]
    return any(proving.read_by(policy, one) for one in (*own, *theirs))


def _takes_word(ticket: Ticket, policy: Policy) -> bool:
    """Whether how it was shown may be asked: what a task takes away is known to its request alone."""
    on_task = isinstance(ticket.details, TaskDetails)
    return on_task or any(proving.needs_word(policy, each) for each in ticket.plan if each.state in _OPEN)


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that can become of a task: how it is asked for, from which states, and what its form says.

    With `why` it takes a reason, and ends something; else the task alone is enough, also pressed.
    """

    name: str
    words: tuple[str, ...]
    help: str
    example: str
    decide: Callable[[Draft, Step], None]
    states: tuple[TaskState, ...]
    title: Callable[[str], Wording]
    submit: Wording
    why: Wording | None = None
    hint: Wording = ""
    tells_of: Callable[[Ticket, Ticket], Phrase | None] | None = None
    tells_requester: bool = False
    """Whether who asked reads the reason."""
    proves: bool = False
    """Whether what shows it is asked where nobody else can tell that it is so."""

    def form(self, ticket: Ticket, reading: Reading) -> Blank:
        """Which task, where that is to be said, and why."""
        questions = []
        possible = {each.key: each.do or phrase_from(each.key) for each in ticket.plan if self._may_be(each)}
        if not isinstance(ticket.details, TaskDetails):
            only = next(iter(possible)) if len(possible) == 1 else None
            questions.append(Question("step", wording("step_which"), "select", choices=options(possible), value=only))
        if self.why is not None:
            questions.append(Question("text", self.why, "long_text", max_length=LONGEST, hint=self.hint))
        elif self.proves and _is_read_back(ticket, reading.policy):
            questions.append(
                Question("text", wording("finish_proof"), "long_text", required=False, max_length=LONGEST,
                         hint=wording("finish_proof_hint"))
            )  # fmt: skip
        elif self.proves and _takes_word(ticket, reading.policy):
            questions.append(
                Question("text", wording("finish_word"), "text", required=False, max_length=LONGEST,
                         hint=wording("finish_word_hint"))
            )  # fmt: skip
        return ticket_blank(self.name, self.title(ticket.ref), ticket, reading, *questions, submit=self.submit)

    def _may_be(self, step: Task) -> bool:
        return step.state in self.states and self.name not in kept_from(step.halt)

    def command(self) -> Command[Step]:
        """The command that makes it."""
        asks = ("which_step", "no_proof", "no_word") if self.why is None else ("which_step", "no_task_reason")
        return Command(
            name=self.name,
            words=self.words,
            usage=f"{self.words[0]} [task]" if self.why is None else f"{self.words[0]} [task] <why>",
            help=self.help,
            example=self.example,
            allow=allow,
            decide=self.decide,
            read_press=read_press if self.why is None else None,
            read_words=read_which if self.why is None else read_why,
            form=self.form,
            read_form=read_which_form if self.why is None else read_form,
            by_form_only=frozenset(asks),
            answer=_being_read if self.proves else None,
            tells_of=self.tells_of,
            read_by_requester=self.tells_requester,
            of_step=True,
            kind="request",
            group="work" if self.why is None else "end",
        )


FINISH, SKIP, FAIL, RETRY = (
    move.command()
    for move in (
        Move(
            name="finish",
            words=("finish", "step done"),
            help="Say that a task of a request is done: what waits for it may begin.",
            example="finish order",
            decide=finish,
            states=_OPEN,
            title=lambda ref: wording("finish_title", ref=ref),
            submit=wording("finish_submit"),
            proves=True,
        ),
        Move(
            name="skip",
            words=("skip",),
            help="Say that a task of a request is not needed, and why.",
            example="skip asset It is on the list already.",
            decide=skip,
            states=_AHEAD,
            title=lambda ref: wording("skip_title", ref=ref),
            submit=wording("skip_submit"),
            why=wording("skip_why"),
            hint=wording("skip_hint"),
            tells_requester=True,
            tells_of=_kept,
        ),
        Move(
            name="fail",
            words=("fail",),
            help="Say that a task of a request cannot be done as it is; the lead decides how it goes on.",
            example="fail order The model is sold out.",
            decide=fail,
            states=_OPEN,
            title=lambda ref: wording("fail_title", ref=ref),
            submit=wording("fail_submit"),
            why=wording("fail_why"),
            hint=wording("fail_hint"),
        ),
        Move(
            name="retry",
            words=("retry",),
            help="Try a task again that failed; its time begins anew.",
            example="retry order",
            decide=retry,
            states=("failed",),
            title=lambda ref: wording("retry_title", ref=ref),
            submit=wording("retry_submit"),
        ),
    )
)
