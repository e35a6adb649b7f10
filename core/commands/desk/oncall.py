"""Who is on call, in words: `/oncall`, and `/oncall override @jonas 18:00-22:00 [schedule]`."""

from __future__ import annotations

from collections.abc import Sequence

from core.calendars.oncall import Override
from core.commands.registry import Asking, DeskCommand, Slash
from core.engine import Engine
from core.errors import Refusal
from core.people import PersonId
from core.ports.tickets import Transaction
from core.queries import lists
from core.tickets.permissions import is_staff
from core.ui.grammar import MentionPart, find_key, time_range_instants
from core.ui.inbound import Reply, Shown


def answer(asked: Asking) -> Reply:
    """Who is on call, after an override where the words ask for one. Raises Refusal."""
    if asked.text.lower().startswith("override"):
        _stand_in(asked.engine, asked.tx, asked.person.id, asked.parts, asked.text[len("override") :])
    return Shown(lists.who_is_on_call(asked.engine, asked.tx))


def _stand_in(engine: Engine, tx: Transaction, person: PersonId, parts: Sequence[str | MentionPart], text: str) -> None:
    mentioned = [part.person for part in parts if isinstance(part, MentionPart)]
    if not mentioned:
        raise Refusal("nobody_stands_in")
    named = [name for name in engine.policy.schedules if find_key(text, name)]
    own = [each for each in engine.policy.schedules.values() if mentioned[0] in each.members]
    schedule = engine.policy.schedules[named[0]] if named else own[0] if own else None
    if schedule is None:
        raise Refusal("no_schedule", schedules=tuple(engine.policy.schedules))
    span = next((word for word in text.split() if ":" in word or word[:1].isdigit()), "")
    start, end = time_range_instants(span, engine.now(), schedule.tz)
    stand_in(engine, tx, person, Override(schedule.name, mentioned[0], start, end))


def stand_in(engine: Engine, tx: Transaction, person: PersonId, override: Override) -> None:
    """Keep an on-call override. Only the lead of a team that the schedule staffs, or an admin, may."""
    schedule = engine.policy.schedules[override.schedule]
    if not is_staff(engine.policy, override.person):
        raise Refusal("not_staff", person=override.person)
    led = [team for team in engine.policy.leads(person) if set(schedule.members) & set(team.members)]
    if not led and not engine.policy.has_role(person, "admin"):
        raise Refusal("schedule_lead_only", schedule=schedule.name)
    tx.save_override(override, person, engine.now())


COMMAND = DeskCommand(
    name="oncall",
    words=("oncall", "on call"),
    usage="/oncall",
    help="Who is on call.",
    example="oncall",
    answer=answer,
    slash=Slash("oncall", help="Who is on call", usage="[team]"),
    behind="of_staff",
)
