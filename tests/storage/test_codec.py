"""Whatever can happen to a ticket is stored and read back as it was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, datetime, timedelta, timezone
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.calendars.hours import Duration
from core.people import Person
from core.processes import RequestDetails
from core.tickets.events import Closed, Event, Reminded
from core.tickets.plan import Task
from core.tickets.ticket import Ticket
from storage import codec
from storage.instants import instant, micros
from storage.packing import pack

_TEXT = st.text(st.characters(codec=None, categories=None), max_size=30)
_INSTANTS = st.integers(0, 10**16).map(instant)


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type that the core's dataclasses use."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return st.one_of([values(each) for each in inner])
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple:
        if inner[-1] is ...:
            return st.lists(values(inner[0]), max_size=3).map(tuple)
        return st.tuples(*map(values, inner))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return st.dictionaries(values(inner[0]), values(inner[1]), max_size=3)
    if is_dataclass(hint):
        return objects(hint)
    simple = {str: _TEXT, int: st.integers(), bool: st.booleans(), datetime: _INSTANTS, type(None): st.none()}
    return simple[hint]


def objects(cls: Any) -> st.SearchStrategy[Any]:
    """Any instance of a dataclass, with fields left at their defaults now and then; no time is less than none."""
    if cls is Duration:
        return st.builds(Duration, st.integers(min_value=0), values(get_type_hints(Duration)["unit"]))
    hints = get_type_hints(cls)
    given_always = {each.name: values(hints[each.name]) for each in fields(cls) if not _has_default(each)}
    sometimes = {each.name: values(hints[each.name]) for each in fields(cls) if _has_default(each)}
    return st.fixed_dictionaries(given_always, optional=sometimes).map(lambda chosen: cls(**chosen))


def _has_default(each: Any) -> bool:
    return each.default is not MISSING or each.default_factory is not MISSING


@given(st.one_of([objects(event) for event in get_args(Event)]))
def test_every_event_comes_back_as_it_happened(event: Event) -> None:
    assert codec.read_event(*codec.write_event(event)) == event


@given(objects(Ticket))
def test_every_ticket_comes_back_as_it_stood(ticket: Ticket) -> None:
    assume(len(ticket.plan) != 1 or ticket.plan[0].team == ticket.team)  # another one is of before it took it along
    assert codec.read(Ticket, codec.write(ticket)) == ticket


@given(objects(Person))
def test_every_person_comes_back_as_they_were(person: Person) -> None:
    assert codec.read(Person, codec.write(person)) == person


@given(objects(Ticket))
def test_what_is_written_is_ascii_without_a_null_byte(ticket: Ticket) -> None:
    data = codec.write(ticket)
    assert data.isascii()
    assert "\x00" not in data


@given(_TEXT)
def test_a_column_of_text_holds_nothing_that_a_database_refuses(text: str) -> None:
    column = codec.plain(text)
    assert "\x00" not in column
    column.encode("utf-8")


@given(_INSTANTS, _INSTANTS)
def test_stored_instants_are_exact_and_sort_as_time_does(one: datetime, other: datetime) -> None:
    assert instant(micros(one)) == one
    assert (micros(one) < micros(other)) == (one < other)


@given(st.dictionaries(_TEXT, st.one_of(_TEXT, st.integers(), st.booleans(), st.none(), st.lists(_TEXT).map(tuple))))
def test_the_facts_of_a_notice_come_back_with_their_tuples(facts: dict[str, Any]) -> None:
    assert codec.read_facts(codec.write_facts(facts)) == facts


def test_a_name_that_an_event_is_stored_under_is_never_given_up() -> None:
    in_old_logs = (
        "assigned cancelled claimed clock_cancelled clock_marked clock_paused clock_resumed clock_retargeted"
        " clock_started clock_stopped closed comment_deleted comment_edited commented followed_up held ladder_acked"
        " ladder_armed ladder_ended nobody_answered opened priority_changed reminded reopen_offered reopened resolved"
        " resumed started step_fired transferred"
    )
    assert set(in_old_logs.split()) <= set(codec.EVENTS)


def test_a_log_from_before_a_field_was_added_is_read_with_its_default() -> None:
    old = json.loads(codec.write(Ticket(ref="INC-1", handoff_count=3)))
    del old["handoff_count"]
    assert codec.read(Ticket, json.dumps(old)) == Ticket(ref="INC-1")


def test_a_field_that_is_gone_is_passed_over() -> None:
    assert codec.read_event("closed", '{"confirmed":true,"mood":"happy"}') == Closed(confirmed=True)


def test_an_event_of_a_newer_version_is_refused_in_a_sentence() -> None:
    with pytest.raises(LookupError, match="'teleported' that this version does not know"):
        codec.read_event("teleported", "{}")


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("clock_cancelled", '{"metric":"teleport","reason":"merged"}'),
        ("clock_paused", '{"metric":"resolution","reason":"teleport","elapsed":1}'),
        ("step_fired", '{"mode":"teleport","to":[],"due_for":"2026-11-02T09:00:00+00:00"}'),
        ("linked", '{"kind":"teleport","ref":"INC-1"}'),
    ],
)
def test_a_word_of_a_newer_version_is_refused_in_a_sentence(kind: str, data: str) -> None:
    with pytest.raises(LookupError, match=r"Stored is 'teleport' where this version knows \w+, .*by a newer one\."):
        codec.read_event(kind, data)


@pytest.mark.parametrize(
    ("field", "stored"),
    [
        ("status", "teleport"),
        ("priority", "teleport"),
        ("links", [["teleport", "INC-2"]]),
        ("clocks", [{"metric": "ack", "state": "teleport"}]),
        ("clocks", [{"metric": "ack", "pause_on": ["vendor", "teleport"]}]),
        ("clocks", [{"metric": "ack", "marks": ["50", "teleport"]}]),
    ],
)
def test_a_ticket_in_words_of_a_newer_version_is_refused_in_a_sentence(field: str, stored: object) -> None:
    ticket = json.loads(codec.write(Ticket(ref="INC-1")))
    with pytest.raises(LookupError, match="Stored is 'teleport' where this version knows"):
        codec.read(Ticket, json.dumps({**ticket, field: stored}))


def test_an_instant_of_another_zone_is_stored_in_utc() -> None:
    berlin = datetime(2026, 11, 2, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    kind, data = codec.write_event(Reminded(1, berlin))
    assert json.loads(data)["closes_at"] == "2026-11-02T09:00:00+00:00"
    assert codec.read_event(kind, data) == Reminded(1, berlin)


def test_the_hour_that_a_zone_has_twice_is_stored_as_two() -> None:
    twice = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    stored = [
        codec.read(Ticket, codec.write(Ticket(created_at=twice.replace(fold=fold)))).created_at for fold in (0, 1)
    ]
    assert stored == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)]


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        codec.write(Reminded(1, datetime(2026, 11, 2, 10, 0)))  # noqa: DTZ001
    with pytest.raises(TypeError):
        micros(datetime(2026, 11, 2, 10, 0))  # noqa: DTZ001


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Text or an instant: both are text in JSON."""

    when: datetime | str


@dataclass(frozen=True, slots=True)
class Unheard:
    """A type the codec has no way for."""

    words: set[str]


@pytest.mark.parametrize(
    "value", [Ambiguous("x"), Ambiguous(datetime(2026, 1, 1, tzinfo=UTC)), Unheard(set())], ids=["text", "time", "set"]
)
def test_a_type_without_one_way_back_is_refused_when_it_is_first_seen(value: object) -> None:
    with pytest.raises(TypeError, match=r"read back from JSON|cannot be stored"):
        codec.write(value)


def test_one_state_is_always_the_same_ticket_and_what_is_written_anew_another() -> None:
    stored = pack(codec.write(Ticket(ref="INC-1")))
    assert codec.read_ticket(stored) is codec.read_ticket(bytes(bytearray(stored)))
    assert codec.read_ticket(pack(codec.write(Ticket(ref="INC-1", version=1)))) == Ticket(ref="INC-1", version=1)
    newer = json.dumps({"ref": "INC-1", "status": "frozen"})
    for _ in range(2):
        with pytest.raises(LookupError, match="newer"):
            codec.read_ticket(newer)


@pytest.mark.parametrize(
    ("task", "team"),
    [
        (Task("create", "service-desk", state="ready"), "infra"),
        (Task("create", "service-desk", state="failed", said="The name is taken."), "infra"),
        (Task("create", "service-desk"), "service-desk"),
        (Task("create", "service-desk", state="ready", ref="TASK-1001", opened=True), "service-desk"),
        (Task("create", "service-desk", state="ready", dated=True), "service-desk"),
    ],
)
def test_of_an_older_request_that_was_handed_over_its_only_task_went_along(task: Task, team: str) -> None:
    older = Ticket(ref="REQ-1000", team="infra", details=RequestDetails(), status="in_fulfilment", plan=(task,))
    assert [one.team for one in codec.read(Ticket, codec.write(older)).plan] == [team]


def test_what_is_empty_by_default_takes_no_room() -> None:
    assert len(codec.write(Ticket(ref="INC-1"))) < 150
