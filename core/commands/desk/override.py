"""Override: somebody stands in on a schedule for a stretch of time, and such an override is taken back.

Typed behind `/oncall override`, or in a form; both read the same words. Only the lead of a team that the schedule
staffs, or an admin, may.
"""

from __future__ import annotations

from datetime import datetime

from core.calendars.oncall import Override, Schedule
from core.commands.desk.standing_in import leads, need_staff, take_person
from core.commands.registry import Asking, DeskCommand
from core.errors import Refusal
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.policy import Policy
from core.queries import rota
from core.ui.blanks import Blank, Question, options, wording
from core.ui.grammar import find_key
from core.ui.inbound import Reply, Shown, Submit
from core.ui.reading import chosen, text_of
from core.ui.stretch import FIELD, read_stretches


def stand_in(asked: Asking, text: str) -> Reply:
    """Keep the overrides that the words ask for, and say what is kept. Raises Refusal."""
    policy = asked.engine.policy
    person, rest = take_person(asked, text)
    if person is None:
        raise Refusal("nobody_stands_in")
    schedule, rest = _take_schedule(policy, person, rest)
    return _keep(asked, schedule, person, rest)


def _take_schedule(policy: Policy, person: PersonId, text: str) -> tuple[Schedule, str]:
    """The schedule that is named, else the first that the person is in; and the words without it."""
    for name in sorted(policy.schedules, key=len, reverse=True):
        if (found := find_key(text, name)) is not None:
            return policy.schedules[name], f"{text[: found.start()]} {text[found.end() :]}"
    own = next((each for each in policy.schedules.values() if person in each.members), None)
    if own is None:
        raise Refusal("no_schedule", schedules=tuple(policy.schedules))
    return own, text


def _keep(asked: Asking, schedule: Schedule, person: PersonId, when: str) -> Reply:
    engine, now = asked.engine, asked.engine.now()
    need_staff(engine.policy, person, "person")
    _need_lead(engine.policy, asked.person.id, schedule)
    stretches = [
        Override(schedule.name, person, each.start, each.end) for each in read_stretches(when, now, schedule.tz)
    ]
    said = [_stand_in_once(asked, override, schedule) for override in stretches]
    meanwhile = (each for each in asked.tx.rota().absences if each.person == person)
    away = [each for each in meanwhile if any(each.start < one.end and one.start < each.end for one in stretches)]
    said += [phrase("away_from", person=person, start=each.start, end=each.end, zone=schedule.tz) for each in away]
    return _answer(asked, *said)


def _stand_in_once(asked: Asking, override: Override, schedule: Schedule) -> Phrase:
    """Keep it, as one with what they have beside it, or say that it stands already."""
    known = asked.tx.rota()
    o, zone = known.standing(override), schedule.tz
    if o is not None:
        return phrase("stands_in_already", person=o.person, schedule=o.schedule, start=o.start, end=o.end, zone=zone)
    o, gone = known.joined(override)
    for each in gone:
        asked.tx.drop_override(each)
    asked.tx.save_override(o, asked.person.id, asked.engine.now())
    return phrase("stands_in", person=o.person, schedule=o.schedule, start=o.start, end=o.end, zone=zone)


def _need_lead(policy: Policy, person: PersonId, schedule: Schedule) -> None:
    if not leads(policy, person, schedule.members):
        raise Refusal("schedule_lead_only", schedule=schedule.name)


def _answer(asked: Asking, *said: Phrase) -> Reply:
    return Shown(rota.who_is_on_call(asked.engine, asked.tx, asked.person.id, said))


def take_back(asked: Asking, text: str) -> Reply:
    """Take back the one override that typed words name: of a person, on a schedule, in a stretch. Raises Refusal."""
    policy, now = asked.engine.policy, asked.engine.now()
    named = next((name for name in sorted(policy.schedules, key=len, reverse=True) if find_key(text, name)), None)
    if named and (found := find_key(text, named)):
        text = f"{text[: found.start()]} {text[found.end() :]}"
    person, rest = take_person(asked, text)
    known = [each for each in asked.tx.rota().overrides if each.end > now]
    meant = [each for each in known if person in (None, each.person) and named in (None, each.schedule)]
    if rest.strip():
        zone = policy.schedules[named].tz if named else policy.company.zone
        asked_for = read_stretches(rest, now, zone)
        meant = [each for each in meant if any(one.start < each.end and each.start < one.end for one in asked_for)]
    if not meant:
        raise Refusal("no_override")
    if len(meant) > 1:
        raise Refusal("which_override")
    return _drop(asked, meant[0])


def pressed_back(asked: Asking) -> Reply:
    """Take back the override that a button names. Raises Refusal."""
    try:
        start, end = (datetime.fromisoformat(str(asked.arguments.get(name))) for name in ("start", "end"))
    except ValueError:
        raise Refusal("no_override") from None
    schedule, person = (str(asked.arguments.get(name)) for name in ("schedule", "person"))
    return _drop(asked, Override(schedule, person, start, end))


def _drop(asked: Asking, override: Override) -> Reply:
    schedule = asked.engine.policy.schedules.get(override.schedule)
    if schedule is not None:
        _need_lead(asked.engine.policy, asked.person.id, schedule)
    if not asked.tx.drop_override(override):
        raise Refusal("no_override")
    zone = schedule.tz if schedule else asked.engine.policy.company.zone
    o = override
    gone = phrase("no_longer_stands_in", person=o.person, schedule=o.schedule, start=o.start, end=o.end, zone=zone)
    return _answer(asked, gone)


def form(asked: Asking) -> Reply:
    """Open the form: who, on which schedule, when."""
    engine = asked.engine
    schedules = options({name: wording("override_on", schedule=name) for name in engine.policy.schedules})
    return engine.open_form(
        Blank(
            "override",
            wording("override_title"),
            (
                Question("person", wording("override_person"), "user"),
                Question("schedule", wording("override_schedule"), "select", choices=schedules),
                Question(FIELD, wording("override_when"), "text", max_length=80, hint=wording("override_when_hint")),
            ),
            engine.reading().command_id,
            submit=wording("override_submit"),
        )
    )


def submit(asked: Asking, _: Submit) -> Reply:
    """Keep what was filled in. Raises Refusal at its field."""
    person = chosen(asked.values, "person", ask="nobody_stands_in")
    schedule = asked.engine.policy.schedules.get(chosen(asked.values, "schedule", ask="no_schedule_chosen"))
    if schedule is None:
        raise Refusal("no_schedule", field="schedule", schedules=tuple(asked.engine.policy.schedules))
    return _keep(asked, schedule, person, text_of(asked.values, FIELD, ask="no_when"))


COMMAND = DeskCommand(
    name="override",
    usage="(press Let somebody stand in)",
    help="Let somebody stand in on call.",
    answer=form,
    submit=submit,
    changes=False,
    for_staff=True,
)
TAKE_BACK = DeskCommand(
    name="take_back_override",
    usage="(press Take back)",
    help="Take an on-call override back.",
    answer=pressed_back,
    for_staff=True,
)
