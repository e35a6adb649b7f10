"""A kind of notice judged by what it does: its facts outlive a version, and its value decides what delivery does."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery.batching import waited
from bot.delivery.direct_limit import Heard
from core.notifications.facts import Facts, read, stored
from core.notifications.kind import Buttons, Kind
from core.notifications.kinds import KINDS, moot
from core.notifications.parts import LAST, PART
from core.ports.outbox import FactValue, Notice
from core.tickets import events as e
from storage.codec import read_facts, write_facts
from tests.core.test_announce import NOW, _ticket
from tests.fakes.playing import DANA, MIA

OLDER: dict[str, dict[str, object]] = json.loads(
    (Path(__file__).parents[1] / "storage" / "older_notices.json").read_text(encoding="utf-8")
)
"""Facts of every kind as a desk wrote them before they had types."""


@pytest.mark.parametrize("kind", sorted(OLDER))
def test_a_notice_that_an_older_desk_left_waiting_is_read_and_judged(kind: str) -> None:
    kept = read_facts(json.dumps(OLDER[kind]))
    facts = read(KINDS[kind].facts, kept)
    assert {name: stored(facts)[name] for name in kept} == kept
    started = e.ClockStarted("resolution", "always", 60, (), "v", NOW + timedelta(minutes=1))
    moot(Notice(kind, "INC-1000", f"direct:{DANA}", "k", NOW, NOW, kept), _ticket(started))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_is_stored_comes_back_as_it_was(kind: str) -> None:
    example = KINDS[kind].example
    assert read(KINDS[kind].facts, read_facts(write_facts(stored(example)))) == example


def test_facts_that_a_later_desk_adds_are_no_hindrance() -> None:
    kind = KINDS["claimed"]
    assert read(kind.facts, {"person": DANA, "instead_of": "requester", "mood": "good"}) == kind.facts(person=DANA)


def test_a_fact_that_is_missing_is_not_made_up() -> None:
    with pytest.raises(TypeError, match="person"):
        read(KINDS["claimed"].facts, {})


def test_a_word_of_a_later_desk_is_refused_in_a_sentence() -> None:
    kept = stored(KINDS["breach"].example) | {"metric": "teleport"}
    with pytest.raises(TypeError, match=r"Breached\.metric is 'teleport', where this version knows ack, response,"):
        read(KINDS["breach"].facts, kept)


@dataclass(frozen=True, slots=True)
class Made(Facts):
    """Facts of a kind that is made up here."""

    text: str = "x"


MADE = Kind("made_up", "direct", Made())


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch):
    """Registers a kind and gives a notice of it that has waited overnight."""

    def add(kind: Kind[Made]) -> Notice:
        monkeypatch.setitem(KINDS, kind.name, kind)
        early = NOW - timedelta(hours=10)
        return kind.notice(Made(), ticket="INC-1000", to=f"direct:{DANA}", key="k", at=early, not_before=NOW)

    return add


def test_a_message_that_waited_may_be_said_with_others_unless_its_kind_says_no(waiting) -> None:
    assert waited(waiting(MADE))
    assert not waited(waiting(replace(MADE, merges=False)))
    assert not waited(waiting(replace(MADE, urgency="page")))
    assert not waited(waiting(replace(MADE, shape="line")))


@pytest.mark.parametrize(
    ("kind", "held"),
    [
        (MADE, True),
        (replace(MADE, limited=False), False),
        (replace(MADE, urgency="page"), True),
        (replace(MADE, shape="line"), False),
    ],
    ids=["words", "not limited", "page", "stands in for a thread"],
)
def test_the_limit_of_the_hour_holds_back_what_its_kind_lets_it(waiting, kind: Kind[Made], held: bool) -> None:
    notice = waiting(kind)
    assert (Heard().then([notice], NOW).until(notice, 1, NOW) is not None) == held


@pytest.mark.parametrize(
    ("kind", "to", "waits"),
    [
        (MADE, f"direct:{DANA}", True),
        (MADE, "triage:service-desk", False),
        (replace(MADE, calls=True), "triage:service-desk", True),
        (replace(MADE, urgency="page"), f"direct:{DANA}", False),
        (replace(MADE, urgency="refresh"), f"direct:{DANA}", False),
    ],
)
def test_what_is_for_one_person_waits_for_working_hours_unless_it_is_a_page(
    kind: Kind[Made], to: str, waits: bool
) -> None:
    assert kind.waits(to) == waits


def test_a_copy_of_words_is_bound_to_them_and_others_to_their_role_or_themselves() -> None:
    notice = Notice("made_up", "INC-1000", f"requester:{MIA}", "k", NOW, NOW, {"comment": "c7"})
    assert replace(MADE, relayed=True).role_of(notice) == "comment:c7"
    assert replace(MADE, role="resolution").role_of(notice) == "resolution"
    assert MADE.role_of(notice) == "notice:k"


def test_buttons_follow_the_ticket_as_it_is_when_it_is_said() -> None:
    buttons = Buttons(
        open=("transfer",), fix=("set_hold",), done=("confirm",), over=("follow_up",), ever=("show",), claim=True
    )
    new = _ticket()
    taken = _ticket(e.Claimed(DANA))
    done = _ticket(e.Resolved("fixed", "Reissued.", NOW))
    over = _ticket(e.Resolved("fixed", "Reissued.", NOW), e.Closed(True))
    assert buttons.under(new, "response") == ("claim", "transfer", "show")
    assert buttons.under(taken, "resolution") == ("set_hold", "transfer", "show")
    assert buttons.under(done, "resolution") == ("confirm", "show")
    assert buttons.under(replace(taken, status="on_hold"), "resolution") == ("transfer", "show"), "it waits already"
    assert buttons.under(over, "resolution") == ("follow_up", "show")
    assert buttons.under(replace(over, followed_up_by=("INC-1001",)), "resolution") == ("show",), "it was used"


def test_an_assignment_is_judged_by_whom_it_is_for() -> None:
    given = _ticket(e.Assigned(DANA))
    facts: dict[str, FactValue] = {"by": MIA, "to": (DANA,)}
    assert not moot(Notice("assigned", "INC-1000", f"direct:{DANA}", "k", NOW, NOW, facts), given)
    assert moot(Notice("assigned", "INC-1000", f"direct:{MIA}", "k", NOW, NOW, facts), given)


@pytest.mark.parametrize("kind", sorted(name for name, each in KINDS.items() if each.role and each.words))
def test_no_part_of_a_long_message_stands_for_another_message_of_its_kind(kind: str) -> None:
    each = KINDS[kind]
    asked = ("", "1", "2", "3") if "asked" in each.fact_names else ("",)
    notices = [
        Notice(kind, "INC-1000", f"requester:{MIA}", f"{turn}-{part}", NOW, NOW, {"asked": turn, **in_part(part)})
        for turn in asked
        for part in (1, 2, 3)
    ]
    assert len({each.role_of(notice) for notice in notices}) == len(notices)


def in_part(number: int) -> dict[str, FactValue]:
    """The facts that say which part of its words a notice holds."""
    return {PART: number, LAST: 3} if number > 1 else {}
