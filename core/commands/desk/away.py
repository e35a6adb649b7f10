"""Away: somebody is out of office from an instant until another, and is back by themselves.

Meanwhile ladders pass over them and the rotation gives their shifts to the next member who is there. What they have is
offered in its threads to whoever takes it, from when they are away; their leads are told at once. What they would have
to agree to is decided by the delegate whom they name, else by the next in their line (`core.approvals.lines`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from core import absences
from core.calendars.oncall import Absence, Rota, on_call
from core.commands.desk import help as help_
from core.commands.desk.standing_in import leads, take_person, zone_of
from core.commands.registry import Asking, DeskCommand, Slash
from core.errors import Refusal
from core.notifications.absence import AWAY, DEPUTY, Away, Deputy
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.policy import Policy
from core.ports.outbox import Notice
from core.queries import rota
from core.tickets.permissions import is_staff, may_see
from core.ui.blanks import Blank, Question, wording
from core.ui.cards import say
from core.ui.grammar import MentionPart, take_word
from core.ui.inbound import Reply, Shown, Submit
from core.ui.reading import text_of
from core.ui.stretch import FIELD, Stretch, read_stretches

_DELEGATE = re.compile(r"(?<![\w-])(?:delegates?|deputy|substitute)(?:\s+(?:is|to))?[\s:]+", re.IGNORECASE)
_FOR = re.compile(r"(?<![\w-])for(?=\s|$)", re.IGNORECASE)
"""Stands before whoever is away; what is left are words of time."""
NAMED = 10
"""As many of somebody's tickets are named to a lead, the most urgent first; of the others it is said how many."""


def answer(asked: Asking) -> Reply:
    """`/away until friday [katrin.stahl] [delegate paul.brandt]`, `/away back [person] [day]`; alone it opens the form.

    Raises Refusal.
    """
    text = asked.text.strip()
    if help_.is_asked(text):
        return help_.answer(asked)
    if not text:
        return form(asked)
    word, rest = take_word(text)
    return come_back(asked, rest) if word.casefold() == "back" else leave(asked, text)


def leave(asked: Asking, text: str) -> Reply:
    """Keep when somebody is away: whoever asks, or another for whom they may say so. Raises Refusal."""
    text, delegate = _take_delegate(asked, text)
    person, when = take_person(asked, text)
    return _keep(asked, person or asked.person.id, _FOR.sub(" ", when), delegate)


def _take_delegate(asked: Asking, text: str) -> tuple[str, PersonId | None]:
    """The words without the one who decides meanwhile, and who that is. Raises Refusal where nobody known is named."""
    found = _DELEGATE.search(text)
    if found is None:
        return text, None
    behind = text[found.end() :]
    parts = [part for part in asked.parts if isinstance(part, MentionPart) and str(part) in behind]
    named, rest = take_person(replace(asked, parts=parts), behind)
    if named is None:
        raise Refusal("no_delegate", field="delegate")
    return f"{text[: found.start()]} {rest}", named


def _keep(asked: Asking, person: PersonId, when: str, delegate: PersonId | None = None) -> Reply:
    engine, now = asked.engine, asked.engine.now()
    if person != asked.person.id and not _speaks_for(engine.policy, asked.person.id, person):
        raise Refusal("absence_lead_only", person=person)
    if delegate == person:
        raise Refusal("own_delegate", field="delegate")
    zone = zone_of(asked, person)
    stretches = read_stretches(when, now, zone)
    if len(stretches) > 1:
        raise Refusal("one_absence", field=FIELD)
    absence = Absence(person, stretches[0].start, stretches[0].end, delegate)
    _need_news(asked.tx.rota(), absence)
    asked.tx.save_absence(absence, asked.person.id, now)
    absences.take_up(engine, asked.tx, now)
    asked.tx.write_notices(_told(asked, absence))
    away = phrase("away_from", person=person, start=absence.start, end=absence.end, zone=zone)
    count = min(asked.tx.count(absences.theirs(person)), absences.OFFERS)
    said = [away, phrase("tickets_offered", count=count, person=person, later=absence.start > now)]
    if delegate is not None:
        said.append(phrase("decides_meanwhile", person=delegate, holder=person))
    said += [
        phrase("shift_of_other", schedule=name, person=stand_in) for name, stand_in in _substitutes(asked, absence)
    ]
    return Shown(rota.who_is_on_call(engine, asked.tx, asked.person.id, said))


def _need_news(known: Rota, absence: Absence) -> None:
    """Raises Refusal where all of it was said before."""
    same = (each for each in known.absences if each.person == absence.person)
    same = (each for each in same if absence.delegate in (None, each.delegate))
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
    uncovered = rota.gaps_of(engine.policy, tx.rota(), absence, now)
    said = []
    for lead in hear:
        named = tuple(each.ref for each in urgent if may_see(engine.policy, each, lead))[:NAMED]
        facts = Away(
            absence.person, absence.start, absence.end, named, others=count - len(named),
            nobody_on=tuple(gap.schedule for gap in uncovered),
            nobody_from=tuple(gap.start.isoformat() for gap in uncovered),
        )  # fmt: skip
        said.append(AWAY.notice(facts, ticket=None, to=f"direct:{lead}", key=f"away:{engine.new_id()}", at=now))
    if absence.delegate not in (None, asked.person.id):
        deputy = Deputy(absence.person, absence.start, absence.end)
        to, key = f"direct:{absence.delegate}", f"deputy:{engine.new_id()}"
        said.append(DEPUTY.notice(deputy, ticket=None, to=to, key=key, at=now))
    return said


def _speaks_for(policy: Policy, person: PersonId, of: PersonId) -> bool:
    """Who may say when another is away: the lead of a team of theirs, the owners of the catalog, and the admins."""
    return leads(policy, person, (of,)) or policy.has_role(person, "catalog_owner")


def come_back(asked: Asking, text: str = "") -> Reply:
    """`/away back [person] [day]`: end the absence that is now, or the planned one of that day. Raises Refusal.

    Of whoever asks, or of somebody for whom they may say so.
    """
    now = asked.engine.now()
    named, rest = take_person(asked, text)
    person = named or asked.person.id
    stretches = _days(asked, rest.strip(" .!"), person)
    if person != asked.person.id and not _speaks_for(asked.engine.policy, asked.person.id, person):
        raise Refusal("absence_lead_only", person=person)
    theirs = _coming(asked, person)
    if stretches:
        meant = [each for each in theirs if any(one.start < each.end and each.start < one.end for one in stretches)]
    else:
        meant = [each for each in theirs if each.start <= now]
    if not meant and theirs:
        first = min(theirs, key=lambda each: each.start)
        zone = zone_of(asked, person)
        name = () if person == asked.person.id else (person.partition("@")[0],)
        day = first.start.astimezone(ZoneInfo(zone)).date().isoformat()
        raise Refusal(
            "away_later", person=person, start=first.start, end=first.end, zone=zone,
            day=" ".join((*name, day)),
        )  # fmt: skip
    said = _end(asked, person, meant)
    return Shown(rota.who_is_on_call(asked.engine, asked.tx, asked.person.id, said))


def pressed_back(asked: Asking) -> Reply:
    """End the absence of one's own that the button stands on; one that is now with all that is. Raises Refusal.

    The page that had the button reads as it is by now, without it.
    """
    start = asked.arguments.get("start")
    if start is None:  # a button from before there were some for each
        return come_back(asked)
    person, now = asked.person.id, asked.engine.now()
    theirs = _coming(asked, person)
    meant = [each for each in theirs if each.start.isoformat() == start]
    if any(each.start <= now for each in meant):
        meant = [each for each in theirs if each.start <= now]
    said = _end(asked, person, meant)
    words = asked.engine.presenter.words
    page = rota.who_is_on_call(asked.engine, asked.tx, person, said)
    return Shown(say(words(said[0])), pressed=page)


def _days(asked: Asking, text: str, person: PersonId) -> Sequence[Stretch]:
    if not text:
        return ()
    try:
        return read_stretches(text, asked.engine.now(), zone_of(asked, person))
    except Refusal:
        staff = is_staff(asked.engine.policy, asked.person.id)
        raise Refusal("no_rota_words", staff=staff, near=None) from None  # it may be somebody who is not known


def _coming(asked: Asking, person: PersonId) -> list[Absence]:
    """The absences of somebody that are not over."""
    return [each for each in asked.tx.rota().absences if each.person == person and each.end > asked.engine.now()]


def _end(asked: Asking, person: PersonId, ending: Sequence[Absence]) -> list[Phrase]:
    """End these absences. Returns what is to be said: that they are back, or what they planned no more, and what is
    still planned. Raises Refusal where there are none.
    """
    engine, now, zone = asked.engine, asked.engine.now(), zone_of(asked, person)
    if not ending:
        raise Refusal("not_away", person=person)
    for each in ending:
        asked.tx.drop_absence(each)
    for each in ending:
        absences.end_offers(engine, asked.tx, each, asked.tx.rota())
    said = [
        phrase("not_away_then", person=person, start=each.start, end=each.end, zone=zone)
        for each in ending
        if each.start > now
    ]
    if len(said) < len(ending):
        said.insert(0, phrase("back_again", person=person))
    planned = [each for each in _coming(asked, person) if each.start > now]
    return said + [phrase("away_from", person=person, start=each.start, end=each.end, zone=zone) for each in planned]


def form(asked: Asking) -> Reply:
    """Open the form: when."""
    return asked.engine.open_form(
        Blank(
            "away",
            wording("away_title"),
            (
                Question(FIELD, wording("away_when"), "text", max_length=80, hint=wording("away_when_hint")),
                Question(
                    "delegate", wording("away_delegate"), "user", required=False, hint=wording("away_delegate_hint")
                ),
            ),
            asked.engine.reading().command_id,
            submit=wording("away_submit"),
        )
    )


def submit(asked: Asking, _: Submit) -> Reply:
    """Keep what was filled in. Raises Refusal at its field."""
    delegate = asked.values.get("delegate")
    when = text_of(asked.values, FIELD, ask="no_when")
    return _keep(asked, asked.person.id, when, delegate if isinstance(delegate, str) and delegate else None)


COMMAND = DeskCommand(
    name="away",
    words=("away",),
    usage="/away until <day> [person] [delegate <person>]",
    told="workers",
    help="Be passed over while you are away; your tickets are offered to others, a delegate decides for you.",
    example="away until friday delegate paul.brandt",
    answer=answer,
    submit=submit,
    slash=Slash("away", help="Say when you are away", usage="[until Friday] [delegate @paul] or back"),
    behind="time",
)
BACK = DeskCommand(
    name="back_again",
    usage="(press I am back, or Take back)",
    help="End an absence of yours, or one that is planned.",
    answer=pressed_back,
)
