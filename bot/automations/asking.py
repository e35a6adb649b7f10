"""What an automation is told of a request: what was agreed to last, for whom, and what was answered.

What is taken away, or read back, is whose it was when it was given, whoever asked for it is by now.

Private answers are opened only for an automation that is `sensitive`, and that it was shown them is in the log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.automations.hiding import Private
from core.engine import Engine
from core.fulfilment.calling import automation_of
from core.fulfilment.grants import held_by
from core.people import SYSTEM, PersonId
from core.ports.automations import MOST_LETTERS, Answered, Asking
from core.ports.tickets import Transaction
from core.processes import RequestDetails, TaskDetails
from core.processes.calls import Outcome
from core.tickets import events as e
from core.tickets.agreed import Agreed, agreed_to
from core.tickets.ticket import Ticket
from core.ui.text import clean, shorten


@dataclass(frozen=True, slots=True)
class NotAsked:
    """Why nobody can be asked as things are: `outside` is its name, and empty where it is not declared any more."""

    outcome: Outcome
    outside: str = ""


def asking(engine: Engine, tx: Transaction, task: Ticket) -> Asking | NotAsked:
    """The call that a task waits for. There is none where the settings declare its automation no longer, and where a
    private answer that it is to be told cannot be opened.
    """
    details = task.details
    found = automation_of(engine.policy, details) if isinstance(details, TaskDetails) else None
    if found is None or not isinstance(details, TaskDetails) or details.call is None:
        return NotAsked("unsigned")
    automation, call = found[0], details.call
    request = engine.ticket(tx, details.parent)
    log = tx.log(request.ref)
    agreed = agreed_to(log, task.ref) or Agreed(RequestDetails())
    ordered = agreed.details
    item = engine.policy.ordered(ordered)
    body: dict[str, object] = {
        "action": call.action,
        "key": call.key,
        "ticket": request.ref,
        "task": task.ref,
        "item": ordered.item,
        "item_name": item.name if item else "",
        "for": _person(engine, held_by(request, log, task.ref)),
        "asked_by": _person(engine, request.requester),
        "answers": dict(ordered.answers),
    }
    if call.reads:
        body["after"] = found[1]
    if automation.sensitive and ordered.sealed:
        opened = {field: tx.unseal(request.ref, field, agreed.version) for field in ordered.sealed}
        if None in opened.values():
            return NotAsked("shut", automation.name)
        body["private_answers"] = opened
        _note_look(engine, tx, request, opened, task.ref)
    private = _private(tx, request, log)
    return Asking(automation, call.action, call.key, engine.clock.now(), body, call.reads, private)


def told(answered: Answered, asking: Asking) -> Answered:
    """An answer as everybody may read it: its note and its proof are one line each, not too long, and repeat no
    private answer. What is hidden is so before anything is cut or joined, or it would not be found.
    """
    private = Private(asking.private)
    note, proof = (_line(private.taken_out_of(each)) for each in (answered.note, answered.proof))
    return replace(answered, note=note, proof=proof)


def _line(said: str) -> str:
    return shorten(" ".join(clean(said).split()), MOST_LETTERS)


def _private(tx: Transaction, request: Ticket, log: Sequence[e.Happened]) -> tuple[str, ...]:
    """All private answers that a request ever had, as far as they can be opened: whoever was told one of them, by
    whichever call, may repeat it.
    """
    fields: set[str] = set()
    ends: list[int | None] = [None]
    for version, entry in enumerate(log, 1):
        match entry.event:
            case e.Opened(details=details) | e.AnswersChanged(details=details) | e.Converted(details=details):
                fields |= details.sealed.keys() if isinstance(details, RequestDetails) else set()
                ends.append(version - 1)
            case e.AnswersSealed(fields=sealed):
                fields.update(sealed)
    opened = (tx.unseal(request.ref, field, end) for field in sorted(fields) for end in ends)
    return tuple(dict.fromkeys(each for each in opened if each))


def _note_look(engine: Engine, tx: Transaction, request: Ticket, opened: Mapping[str, str | None], task: str) -> None:
    """That a task's automation is shown private answers is written down once, however often it is asked."""
    if not _was_shown(tx.log(request.ref), tuple(opened), task):
        looked = e.AnswersRead(tuple(opened), task)
        engine.run(tx, request, SYSTEM, engine.now(), lambda draft: draft.happen(looked))


def _was_shown(log: Sequence[e.Happened], fields: tuple[str, ...], task: str) -> bool:
    """Whether these answers, as they are by now, were shown for that task."""
    for entry in reversed(log):
        match entry.event:
            case e.AnswersChanged():
                return False
            case e.AnswersRead(fields=shown, task=by) if by == task and set(fields) <= set(shown):
                return True
    return False


def _person(engine: Engine, person: PersonId) -> dict[str, str | None]:
    """A person as others know them; who has no verified address is known by name alone."""
    return {"email": person if "@" in person else None, "name": engine.directory.person(person).name}
