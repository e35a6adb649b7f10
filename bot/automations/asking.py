"""What an automation is told of a request: what was agreed to last, for whom, and what was answered.

What is taken away, or read back, is whose it was when it was given, whoever asked for it is by now.

Private answers are opened only for an automation that is `sensitive`, and that it was shown them is in the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.engine import Engine
from core.fulfilment.calling import automation_of
from core.fulfilment.grants import held_by
from core.people import SYSTEM, PersonId
from core.ports.automations import Answered, Asking
from core.ports.tickets import Transaction
from core.processes import RequestDetails, TaskDetails
from core.tickets import events as e
from core.tickets.agreed import Agreed, agreed_to
from core.tickets.ticket import Ticket

HIDDEN = "•••"
"""What stands where an automation repeats a private answer."""


def asking(engine: Engine, tx: Transaction, task: Ticket) -> Asking | None:
    """The call that a task waits for; None where the settings declare its automation no longer."""
    details = task.details
    found = automation_of(engine.policy, details) if isinstance(details, TaskDetails) else None
    if found is None or not isinstance(details, TaskDetails) or details.call is None:
        return None
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
        body["private_answers"] = _opened(engine, tx, request, agreed, task.ref)
    return Asking(automation, call.action, call.key, engine.clock.now(), body, call.reads)


def unsaid(answered: Answered, asking: Asking) -> Answered:
    """An answer without the private answers that it repeats: its note and its proof are read by everybody."""
    private = asking.body.get("private_answers")
    words = sorted(map(str, private.values()), key=len, reverse=True) if isinstance(private, dict) else ()
    note, proof = answered.note, answered.proof
    for each in filter(None, words):
        note, proof = note.replace(each, HIDDEN), proof.replace(each, HIDDEN)
    return replace(answered, note=note, proof=proof)


def _opened(engine: Engine, tx: Transaction, request: Ticket, agreed: Agreed, task: str) -> dict[str, str]:
    """The private answers that were agreed to; that a task's automation is shown them is written down once, however
    often it is asked.
    """
    opened = ((field, tx.unseal(request.ref, field, agreed.version)) for field in agreed.details.sealed)
    read = {field: said for field, said in opened if said is not None}
    if read and not _was_shown(tx.log(request.ref), tuple(read), task):
        looked = e.AnswersRead(tuple(read), task)
        engine.run(tx, request, SYSTEM, engine.now(), lambda draft: draft.happen(looked))
    return read


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
