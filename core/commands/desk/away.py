"""Away: somebody is out of office from an instant until another, and is back by themselves.

Meanwhile ladders pass over them and the rotation gives their shifts to the next member who is there. What they have is
offered in its threads to whoever takes it, from when they are away; their leads are told at once. What they would have
to agree to is decided by the delegate whom they name, else by the next in their line (`core.approvals.lines`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from core import absences
from core.approvals import lines
from core.approvals.meanwhile import decides, deputies
from core.calendars.oncall import Absence, Rota, on_call
from core.commands.desk import help as help_
from core.commands.desk.duty import tell_of_shifts
from core.commands.desk.standing_in import leaders_of, leads, take_person, zone_of
from core.commands.registry import TYPED, Asking, DeskCommand
from core.errors import Refusal
from core.notifications.absence import AWAY, DEPUTY, RETURNED, Away, Deputy, Returned
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.policy import Policy
from core.ports.outbox import Notice
from core.queries import rota
from core.tickets.permissions import is_staff, may_see
from core.ui.blanks import Blank, Question, wording
from core.ui.cards import Action, packed, say
from core.ui.grammar import MentionPart, take_word
from core.ui.inbound import Reply, Shown, Submit
from core.ui.reading import text_of
from core.ui.slips import Mistyped, near_words
from core.ui.text import shorten
from core.ui.when.stretch import FIELD, LONGEST, Stretch, read_stretches

_DELEGATE = re.compile(r"(?<![\w-])(?:delegates?|deputy|substitute)(?:\s+(?:is|to))?[\s:]+", re.IGNORECASE)
_BACK = "back"
_TIMED = re.compile(r"\s+(?:until|till|from|for|on|to)(?=\s)", re.IGNORECASE)
"""Begins what says when, behind a name."""
NAMED = 10
"""As many of somebody's tickets are named to a lead, the most urgent first; of the others it is said how many."""


def answer(asked: Asking) -> Reply:
    """`away until friday [katrin.stahl] [delegate paul.brandt]`, `away back [person] [day]`; alone it opens the form.

    Raises Refusal.
    """
    return speak_of(asked, asked.text)


def speak_of(asked: Asking, text: str) -> Reply:
    """What the words behind `away` ask for, also where they stand behind `/oncall away`. Raises Refusal."""
    text = text.strip()
    if help_.is_asked(text):
        return help_.explain(asked, COMMAND)
    if not text:
        return form(asked)
    word, rest = take_word(text)
    if word.casefold() == _BACK:
        return come_back(asked, rest)
    try:
        return leave(asked, text)
    except Refusal as refusal:
        if near_words(word, (_BACK,)):
            typed = f"{_BACK} {rest}".strip()
            raise Mistyped(refusal, [packed(shorten(f"away {typed}", 70), Action("away", {TYPED: typed}))]) from None
        raise


def leave(asked: Asking, text: str) -> Reply:
    """Keep when somebody is away: whoever asks, or another for whom they may say so. Raises Refusal."""
    text, delegate, unknown = _take_delegate(asked, text)
    if unknown is not None:
        who, _ = take_person(asked, text)
        meant = Absence(who or asked.person.id, asked.at, asked.at)
        raise Refusal("no_delegate", field="delegate", person=_without_delegate(asked, meant), text=unknown)
    parts = [part for part in asked.parts if not isinstance(part, MentionPart) or str(part) in text]
    person, when = take_person(replace(asked, parts=parts), text)  # without the mention of the delegate
    return _keep(asked, person or asked.person.id, when, delegate)


def _take_delegate(asked: Asking, text: str) -> tuple[str, PersonId | None, str | None]:
    """The words without the one who decides meanwhile, who that is, and what was written where nobody is known by it.

    Raises Refusal where two are named.
    """
    found = _DELEGATE.search(text)
    if found is None:
        return text, None, None
    before, behind = text[: found.start()], text[found.end() :]
    parts = [part for part in asked.parts if isinstance(part, MentionPart) and str(part) in behind]
    named, rest = take_person(replace(asked, parts=parts), behind)
    if named is None:
        return before, None, _TIMED.split(behind)[0].strip()
    return f"{before} {rest}", named, None


def _keep(asked: Asking, person: PersonId, when: str, delegate: PersonId | None = None) -> Reply:
    engine, now = asked.engine, asked.engine.now()
    if person != asked.person.id and not _speaks_for(engine.policy, asked.person.id, person):
        raise Refusal("absence_lead_only", person=person, people=_leaders(asked, person))
    zone = zone_of(asked, person)
    stretches = read_stretches(when, now, zone)
    if len(stretches) > 1:
        raise Refusal("one_absence", field=FIELD)
    absence = Absence(person, stretches[0].start, stretches[0].end, delegate)
    _need_able(asked, absence)
    before = asked.tx.rota()
    was = _said_before(before, absence, now)
    if was is not None:  # the newer word is true, of a longer time and of a shorter one
        absence = replace(absence, start=was.start, delegate=delegate or was.delegate)
    _need_news(before, absence, was)
    if was is not None:
        asked.tx.drop_absence(was)
        absences.end_offers(engine, asked.tx, was, asked.tx.rota())
    asked.tx.save_absence(absence, asked.person.id, now)
    absences.take_up(engine, asked.tx, now)
    asked.tx.write_notices(_told(asked, absence, was))
    tell_of_shifts(engine, asked.tx, asked.person.id, before, person)
    away = phrase("away_from", person=person, start=absence.start, end=absence.end, zone=zone)
    if was is not None:
        away = phrase("away_instead", person=person, start=absence.start, end=absence.end, until=was.end, zone=zone)
    back = absence.end.astimezone(ZoneInfo(zone))
    whole = back.hour == back.minute == 0  # "until Friday" and "to Thursday" are the same, which is easily overlooked
    count = min(asked.tx.count(absences.theirs(person)), absences.OFFERS)
    said = [away, *([phrase("back_on", person=person, first=back.date())] if whole else [])]
    said += [phrase("tickets_offered", count=count, person=person, later=absence.start > now)]
    said += _who_decides(asked, absence)
    said += [
        phrase("shift_of_other", schedule=name, person=stand_in) for name, stand_in in _substitutes(asked, absence)
    ]
    return Shown(rota.who_is_on_call(engine, asked.tx, asked.person.id, said))


def _who_decides(asked: Asking, absence: Absence) -> Iterator[Phrase]:
    """Who decides in their place meanwhile, of whom anything may wait for; that nobody could, where nobody is there."""
    policy, staffing, zone = asked.engine.policy, asked.tx.staffing(), zone_of(asked, absence.person)
    if absence.delegate is None and not decides(policy, staffing, absence.person):
        return
    first, *others = deputies(policy, asked.tx.rota(), staffing, absence)
    if first.person is None:
        yield phrase("nobody_decides_meanwhile", holder=absence.person)
    elif first.owner:
        yield phrase("owner_decides_meanwhile", person=first.person, holder=absence.person)
    else:
        yield phrase("decides_meanwhile", person=first.person, holder=absence.person)
    for each in others:
        if each.person is None:
            yield phrase("nobody_decides_from", holder=absence.person, start=each.start, zone=zone)
        else:
            yield phrase("decides_from", person=each.person, start=each.start, zone=zone)


def _need_able(asked: Asking, absence: Absence) -> None:
    """Raises Refusal where whoever was named to decide meanwhile cannot: why, and who does."""
    delegate, tx = absence.delegate, asked.tx
    if delegate is None:
        return
    if delegate == absence.person:
        raise Refusal("own_delegate", field="delegate", person=_without_delegate(asked, absence))
    if delegate in tx.staffing().left:
        raise Refusal("delegate_left", field="delegate", person=_without_delegate(asked, absence), holder=delegate)
    theirs = [each for each in tx.rota().absences if each.person == delegate]
    if any(each.start <= absence.start and absence.end <= each.end for each in theirs):
        end = max(each.end for each in theirs if each.start <= absence.start)
        person = _without_delegate(asked, absence)
        raise Refusal("delegate_away", field="delegate", person=person, holder=delegate, end=end)


def _without_delegate(asked: Asking, absence: Absence) -> PersonId | None:
    """Who decides for somebody who is away and named nobody."""
    standing = (asked.tx.rota(), asked.tx.staffing(), absence.start)
    return lines.instead_of(lines.as_of(asked.engine.policy, *standing), absence.person, lines.able(*standing))


def _said_before(known: Rota, absence: Absence, now: datetime) -> Absence | None:
    """What was said of the same absence, which ends otherwise now: it began, or begins, when this one does."""
    begins = max(absence.start, now)
    theirs = (each for each in known.absences if each.person == absence.person and each.end > begins)
    same = [each for each in theirs if max(each.start, now) == begins]
    longest = max(same, key=lambda each: each.end, default=None)
    return longest if longest is not None and longest.end != absence.end else None


def _need_news(known: Rota, absence: Absence, was: Absence | None) -> None:
    """Raises Refusal where all of it was said before; what `was` said of it is replaced."""
    same = (each for each in known.absences if each.person == absence.person and each != was)
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


def _told(asked: Asking, absence: Absence, was: Absence | None) -> list[Notice]:
    """What their leads hear at once: each is named the tickets that they may see, and how many others there are.

    And whoever decides for them, or did as they `was` away. All read until when that was to be.
    """
    instead = was.end if was is not None else None
    engine, tx, now = asked.engine, asked.tx, asked.engine.now()
    query = absences.theirs(absence.person)
    count, urgent = tx.count(query), tx.search(query)
    uncovered = rota.gaps_of(engine.policy, tx.rota(), absence, now)
    said = []
    for lead in _hear(asked, absence.person):
        named = tuple(each.ref for each in urgent if may_see(engine.policy, each, lead))[:NAMED]
        facts = Away(
            absence.person, absence.start, absence.end, named, others=count - len(named),
            nobody_on=tuple(gap.schedule for gap in uncovered),
            nobody_from=tuple(gap.start.isoformat() for gap in uncovered),
            instead=instead,
        )  # fmt: skip
        said.append(AWAY.notice(facts, ticket=None, to=f"direct:{lead}", key=f"away:{engine.new_id()}", at=now))
    former = was.delegate if was is not None else None
    for delegate in dict.fromkeys((absence.delegate, former)):
        if delegate in (None, asked.person.id):
            continue
        deputy = Deputy(
            absence.person, absence.start, absence.end,
            instead=instead if delegate == former else None,
            now_with=absence.delegate if delegate != absence.delegate else None,
        )  # fmt: skip
        to, key = f"direct:{delegate}", f"deputy:{engine.new_id()}"
        said.append(DEPUTY.notice(deputy, ticket=None, to=to, key=key, at=now))
    return said


def _hear(asked: Asking, person: PersonId) -> tuple[PersonId, ...]:
    """Whoever leads a team of theirs, and neither is away nor says so."""
    teams = asked.engine.policy.teams_of(person)
    return tuple(dict.fromkeys(team.lead for team in teams if team.lead not in (person, asked.person.id)))


def _told_back(asked: Asking, absence: Absence) -> Iterator[Notice]:
    """What those hear who were told of an absence that is over before its time."""
    engine, now = asked.engine, asked.engine.now()
    facts = Returned(absence.person, absence.start, absence.end, planned=absence.start > now)
    deputies = () if absence.delegate in (None, asked.person.id) else (absence.delegate or "",)
    for person in dict.fromkeys((*_hear(asked, absence.person), *deputies)):
        yield RETURNED.notice(facts, ticket=None, to=f"direct:{person}", key=f"returned:{engine.new_id()}", at=now)


def _leaders(asked: Asking, person: PersonId) -> tuple[PersonId, ...]:
    return tuple(one for one in leaders_of(asked.engine.policy, (person,)) if one != person)


def _speaks_for(policy: Policy, person: PersonId, of: PersonId) -> bool:
    """Who may say when another is away: the lead of a team of theirs, the owners of the catalog, and the admins."""
    return leads(policy, person, (of,)) or policy.has_role(person, "catalog_owner")


def come_back(asked: Asking, text: str = "") -> Reply:
    """`away back [person] [day]`: end the absence that is now, or the planned one of that day. Raises Refusal.

    Of whoever asks, or of somebody for whom they may say so.
    """
    now = asked.engine.now()
    named, rest = take_person(asked, text)
    person = named or asked.person.id
    rest = rest.strip(" .!,:")
    if person != asked.person.id and not _speaks_for(asked.engine.policy, asked.person.id, person):
        raise Refusal("absence_lead_only", person=person, people=_leaders(asked, person))
    theirs = _coming(asked, person)
    meant = _named(asked, rest, person, theirs) if rest else [each for each in theirs if each.start <= now]
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
    if start is None:  # it was typed, or is a button from before there were some for each
        return come_back(asked, asked.text)
    person, now = asked.person.id, asked.engine.now()
    theirs = _coming(asked, person)
    meant = [each for each in theirs if each.start.isoformat() == start]
    if any(each.start <= now for each in meant):
        meant = [each for each in theirs if each.start <= now]
    said = _end(asked, person, meant)
    words = asked.engine.presenter.words
    page = rota.who_is_on_call(asked.engine, asked.tx, person, said)
    return Shown(say(words(said[0])), pressed=page)


def _named(asked: Asking, text: str, person: PersonId, theirs: Sequence[Absence]) -> Sequence[Absence]:
    """The absences that words of time mean: the one that a list prints so, else all of that day. Raises Refusal."""
    now, zone = asked.engine.now(), zone_of(asked, person)
    try:
        asked_for = read_stretches(text, now, zone)
    except Refusal:
        staff = is_staff(asked.engine.policy, asked.person.id)
        raise Refusal("no_rota_words", staff=staff, near=None) from None  # it may be somebody who is not known
    exact = [each for each in theirs if Stretch(each.start, each.end) in asked_for]
    return exact or [each for each in theirs if any(one.start < each.end and each.start < one.end for one in asked_for)]


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
    before = asked.tx.rota()
    for each in ending:
        asked.tx.drop_absence(each)
    for each in ending:
        absences.end_offers(engine, asked.tx, each, asked.tx.rota())
    absences.look_again(engine, asked.tx, now)
    asked.tx.write_notices([each for one in ending for each in _told_back(asked, one)])
    tell_of_shifts(engine, asked.tx, asked.person.id, before, person, back=True)
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
                Question(FIELD, wording("away_when"), "text", max_length=LONGEST, hint=wording("away_when_hint")),
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
    usage="/oncall away until <day> [person] [delegate <person>]",
    told="workers",
    help="Be passed over while you are away; your tickets are offered to others, a delegate decides for you.",
    example="away until friday delegate paul.brandt",
    answer=answer,
    submit=submit,
    room={FIELD: LONGEST},
    behind="time",
)
BACK = DeskCommand(
    name="back_again",
    words=("back",),
    usage="/oncall back",
    help="End an absence of yours, or one that is planned.",
    example="back",
    answer=pressed_back,
    told="workers",
    behind="nothing",
)
