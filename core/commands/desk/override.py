"""Override: somebody stands in on a schedule for a stretch of time, and such an override is taken back.

Typed behind `/oncall override`, or in a form; both read the same words. Only the lead of a team that the schedule
staffs, or an admin, may.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.calendars.oncall import Override, Schedule, is_on_call_within
from core.commands.desk.duty import tell_of_shifts
from core.commands.desk.standing_in import leaders_of, leads, need_staff, take_person
from core.commands.registry import Asking, DeskCommand
from core.errors import Refusal
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.policy import Policy
from core.queries import rota
from core.ui.blanks import Blank, Question, options, wording
from core.ui.cards import Action, Button, packed
from core.ui.grammar import find_key, take_word
from core.ui.inbound import Reply, Shown, Submit
from core.ui.reading import chosen, text_of
from core.ui.slips import Mistyped
from core.ui.text import flatten, shorten
from core.ui.when.matching import meant_by
from core.ui.when.stretch import FIELD, LONGEST, begins_with_time, read_stretches

MOST_OFFERED = 5
"""So many overrides are offered where words fit more than one."""
TAKES_BACK = ("remove", "delete", "cancel", "undo", "withdraw")
"""What begins words that take an override back, behind `override` as well."""
_ALL = ("", "all", "alle", "everything")
"""What names no single one: a mistake of one word takes nobody off, so they are listed."""


def stand_in(asked: Asking, text: str) -> Reply:
    """Keep the overrides that the words ask for, and say what is kept. Raises Refusal."""
    policy = asked.engine.policy
    word, behind = take_word(text)
    if word.casefold() in TAKES_BACK:
        return take_back(asked, behind)
    person, rest = take_person(asked, text)
    if person is None and word and not begins_with_time(text):
        raise Refusal("nobody_called_so", text=shorten(word, 40))
    if person is None:
        raise Refusal("nobody_stands_in")
    need_staff(policy, person, "person")
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
    before = asked.tx.rota()
    stretches = [
        Override(schedule.name, person, each.start, each.end) for each in read_stretches(when, now, schedule.tz)
    ]
    said = [each for override in stretches for each in _stand_in_once(asked, override, schedule)]
    tell_of_shifts(engine, asked.tx, asked.person.id, before)
    meanwhile = (each for each in asked.tx.rota().absences if each.person == person)
    away = [each for each in meanwhile if any(each.start < one.end and one.start < each.end for one in stretches)]
    said += [phrase("away_from", person=person, start=each.start, end=each.end, zone=schedule.tz) for each in away]
    return _answer(asked, *said)


def _stand_in_once(asked: Asking, override: Override, schedule: Schedule) -> tuple[Phrase, ...]:
    """Keep it, or say that it stands already; and where it touches others of theirs, how long that is as a whole.

    In whose place they come is said, and where else they are on call then: both are easily overlooked. What was given
    before stays as it was, so that only this is taken back with it.
    """
    known, o = asked.tx.rota(), override
    zone, whole = schedule.tz, known.whole(o)
    long = phrase(
        "stands_in_as_a_whole", person=o.person, schedule=o.schedule, start=whole.start, end=whole.end, zone=zone
    )
    beside = (long,) if whole != o else ()
    if known.standing(o) is not None:
        return (
            phrase("stands_in_already", person=o.person, schedule=o.schedule, start=o.start, end=o.end, zone=zone),
            *beside,
        )
    if o in known.overrides:  # somebody else's has overtaken it: from now on it is the last that was given
        asked.tx.drop_override(o)
    asked.tx.save_override(o, asked.person.id, asked.engine.now())
    said = phrase(
        "stands_in",
        person=o.person,
        schedule=o.schedule,
        start=o.start,
        end=o.end,
        zone=zone,
        people=known.others_beside(o),
    )
    both = (each for each in asked.engine.policy.schedules.values() if each.name != o.schedule)
    return (said, *beside, *(phrase("on_call_there_too", person=o.person, schedule=each.name) for each in both
                             if is_on_call_within(each, o.person, o.start, o.end, known)))  # fmt: skip


def _need_lead(policy: Policy, person: PersonId, schedule: Schedule) -> None:
    if not leads(policy, person, schedule.members):
        raise Refusal("schedule_lead_only", schedule=schedule.name, people=leaders_of(policy, schedule.members))


def _answer(asked: Asking, *said: Phrase) -> Reply:
    return Shown(rota.who_is_on_call(asked.engine, asked.tx, asked.person.id, said))


def listed(asked: Asking) -> Reply:
    """Who stands in and will, each with the button that takes it back."""
    some = any(each.end > asked.engine.now() for each in asked.tx.rota().holding())
    return _answer(asked, *(() if some else (phrase("nobody_stands_in_yet"),)))


def take_back(asked: Asking, text: str) -> Reply:
    """Take back the one override that typed words name: of a person, on a schedule, in a stretch. Raises Refusal.

    The words may be those of the list. Where more than one fits, each has its button.
    """
    policy, now = asked.engine.policy, asked.engine.now()
    if text.strip(" .!").casefold() in _ALL:
        return listed(asked)
    named = next((name for name in sorted(policy.schedules, key=len, reverse=True) if find_key(text, name)), None)
    if named and (found := find_key(text, named)):
        text = f"{text[: found.start()]} {text[found.end() :]}"
    person, rest = take_person(asked, text)
    known = [each for each in asked.tx.rota().overrides if each.end > now]
    meant = [each for each in known if person in (None, each.person) and named in (None, each.schedule)]
    if rest := rest.strip(" :,."):
        zones = [policy.schedules[each.schedule].tz for each in meant if each.schedule in policy.schedules]
        own = (asked.person.zone,) if asked.person.zone else ()
        meant = list(meant_by(rest, meant, now, (*zones, policy.company.zone, *own)))
    if not meant:
        raise Refusal("no_override")
    if len(meant) > 1:
        raise _ask_which(asked, meant)
    return _drop(asked, meant[0])


def _ask_which(asked: Asking, meant: Sequence[Override]) -> Mistyped:
    """The question which of them, with a button for each of the next, and what to type for the first."""
    policy, words = asked.engine.policy, asked.engine.presenter.words
    soonest = sorted(meant, key=lambda each: (each.start, each.schedule))

    def zone(o: Override) -> str:
        return policy.schedules[o.schedule].tz if o.schedule in policy.schedules else policy.company.zone

    def button(o: Override) -> Button | None:
        said = phrase("one_stands_in", person=o.person, schedule=o.schedule, start=o.start, end=o.end, zone=zone(o))
        return packed(flatten(words(said)), Action("take_back_override", arguments_of(o)))

    first = soonest[0]
    refusal = Refusal(
        "which_override", person=first.person, schedule=first.schedule, start=first.start, end=first.end,
        zone=zone(first), more=len(meant) > MOST_OFFERED,
    )  # fmt: skip
    return Mistyped(refusal, [button(each) for each in soonest[:MOST_OFFERED]])


def arguments_of(o: Override) -> dict[str, str]:
    """What a button that takes an override back says of it."""
    return {"schedule": o.schedule, "person": o.person, "start": o.start.isoformat(), "end": o.end.isoformat()}


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
    before = asked.tx.rota()
    if not asked.tx.drop_override(override):
        raise Refusal("no_override")
    tell_of_shifts(asked.engine, asked.tx, asked.person.id, before)
    zone = schedule.tz if schedule else asked.engine.policy.company.zone
    left = (
        each
        for each in asked.tx.rota().overrides
        if (each.schedule, each.person) == (override.schedule, override.person)
        and each.start < override.end
        and override.start < each.end
    )
    return _answer(
        asked,
        phrase(
            "no_longer_stands_in",
            person=override.person,
            schedule=override.schedule,
            start=override.start,
            end=override.end,
            zone=zone,
        ),
        *(
            phrase(
                "still_stands_in", person=each.person, schedule=each.schedule, start=each.start, end=each.end, zone=zone
            )
            for each in left
        ),
    )


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
                Question(
                    FIELD, wording("override_when"), "text", max_length=LONGEST, hint=wording("override_when_hint")
                ),
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
    room={FIELD: LONGEST},
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
