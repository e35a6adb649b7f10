"""Away: a responder is out of office from an instant until another, and is back by themselves.

Meanwhile ladders pass over them and the rotation gives their shifts to the next member who is there. What they have is
offered in its threads to whoever takes it, from when they are away; their leads are told at once.
"""

from __future__ import annotations

from core import absences
from core.calendars.oncall import Absence, Rota, on_call
from core.commands.desk.standing_in import leads, need_staff, take_person, zone_of
from core.commands.registry import Asking, DeskCommand
from core.errors import Refusal
from core.notifications.absence import AWAY, Away
from core.people import PersonId
from core.phrases import phrase
from core.ports.outbox import Notice
from core.queries import rota
from core.tickets.permissions import is_staff, may_see
from core.ui.blanks import Blank, Question, wording
from core.ui.inbound import Reply, Shown, Submit
from core.ui.reading import text_of
from core.ui.stretch import FIELD, read_stretches

NAMED = 10
"""As many of somebody's tickets are named to a lead, the most urgent first; of the others it is said how many."""


def leave(asked: Asking, text: str) -> Reply:
    """Keep when somebody is away: whoever asks, or one of a team that they lead. Raises Refusal."""
    person, when = take_person(asked, text)
    return _keep(asked, person or asked.person.id, when)


def _keep(asked: Asking, person: PersonId, when: str) -> Reply:
    engine, now = asked.engine, asked.engine.now()
    need_staff(engine.policy, person)
    if person != asked.person.id and not leads(engine.policy, asked.person.id, (person,)):
        raise Refusal("absence_lead_only", person=person)
    zone = zone_of(asked, person)
    stretches = read_stretches(when, now, zone)
    if len(stretches) > 1:
        raise Refusal("one_absence", field=FIELD)
    absence = Absence(person, stretches[0].start, stretches[0].end)
    _need_news(asked.tx.rota(), absence)
    asked.tx.save_absence(absence, asked.person.id, now)
    absences.take_up(engine, asked.tx, now)
    asked.tx.write_notices(_told(asked, absence))
    away = phrase("away_from", person=person, start=absence.start, end=absence.end, zone=zone)
    count = min(asked.tx.count(absences.theirs(person)), absences.OFFERS)
    said = [away, phrase("tickets_offered", count=count, person=person, later=absence.start > now)]
    said += [
        phrase("shift_of_other", schedule=name, person=stand_in) for name, stand_in in _substitutes(asked, absence)
    ]
    return Shown(rota.who_is_on_call(engine, asked.tx, asked.person.id, said))


def _need_news(known: Rota, absence: Absence) -> None:
    """Raises Refusal where all of it was said before."""
    same = (each for each in known.absences if each.person == absence.person)
    if any(each.start <= absence.start and absence.end <= each.end for each in same):
        raise Refusal("away_already", field=FIELD, person=absence.person)


def _substitutes(asked: Asking, absence: Absence) -> list[tuple[str, PersonId | None]]:
    """The schedules on which somebody would have the first shift of their absence, and who has it instead."""
    known, at = asked.tx.rota(), max(absence.start, asked.engine.now())
    without = rota.without(known, absence)
    schedules = asked.engine.policy.schedules.values()
    return [
        (each.name, on_call(each, at, known).person)
        for each in schedules
        if on_call(each, at, without).person == absence.person
    ]


def _told(asked: Asking, absence: Absence) -> list[Notice]:
    """What their leads hear at once: each is named the tickets that they may see, and how many others there are."""
    engine, tx, now = asked.engine, asked.tx, asked.engine.now()
    query = absences.theirs(absence.person)
    count, urgent = tx.count(query), tx.search(query)
    teams = engine.policy.teams_of(absence.person)
    hear = dict.fromkeys(team.lead for team in teams if team.lead not in (absence.person, asked.person.id))
    said = []
    for lead in hear:
        named = tuple(each.ref for each in urgent if may_see(engine.policy, each, lead))[:NAMED]
        facts = Away(absence.person, absence.start, absence.end, named, others=count - len(named))
        said.append(AWAY.notice(facts, ticket=None, to=f"direct:{lead}", key=f"away:{engine.new_id()}", at=now))
    return said


def come_back(asked: Asking, text: str = "") -> Reply:
    """End the absences of whoever asks, or of one of a team that they lead: they are there again. Raises Refusal."""
    engine, now = asked.engine, asked.engine.now()
    named, rest = take_person(asked, text)
    if named is None and rest.strip(" .!"):
        staff = is_staff(engine.policy, asked.person.id)
        raise Refusal("no_rota_words", staff=staff, near=None)  # whoever is meant is not known: not whoever asks
    person = named or asked.person.id
    if person != asked.person.id and not leads(engine.policy, asked.person.id, (person,)):
        raise Refusal("absence_lead_only", person=person)
    ending = [each for each in asked.tx.rota().absences if each.person == person and each.end > now]
    if not ending:
        raise Refusal("not_away", person=person)
    for each in ending:
        asked.tx.drop_absence(each)
    for each in ending:
        absences.end_offers(engine, asked.tx, each, asked.tx.rota())
    return Shown(rota.who_is_on_call(engine, asked.tx, asked.person.id, [phrase("back_again", person=person)]))


def form(asked: Asking) -> Reply:
    """Open the form: when."""
    need_staff(asked.engine.policy, asked.person.id)
    return asked.engine.open_form(
        Blank(
            "away",
            wording("away_title"),
            (Question(FIELD, wording("away_when"), "text", max_length=80, hint=wording("away_when_hint")),),
            asked.engine.reading().command_id,
            submit=wording("away_submit"),
        )
    )


def submit(asked: Asking, _: Submit) -> Reply:
    """Keep what was filled in. Raises Refusal at its field."""
    return _keep(asked, asked.person.id, text_of(asked.values, FIELD, ask="no_when"))


COMMAND = DeskCommand(
    name="away",
    usage="(press I am away)",
    help="Be passed over while you are away; your tickets are offered to others.",
    answer=form,
    submit=submit,
    changes=False,
    for_staff=True,
)
BACK = DeskCommand(
    name="back_again",
    usage="(press I am back)",
    help="End your absence.",
    answer=come_back,
    for_staff=True,
)
