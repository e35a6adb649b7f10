"""Reactions: an event on one ticket asks others, in the same transaction, each by its own rules, until nobody asks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.decision import MOST_AT_ONCE
from core.engine import Engine
from core.processes import IncidentDetails
from core.reactions.following_up import LeadOn
from core.reactions.linking import LinkBack, linked
from core.reactions.merging import CloseInto, LetGo, TakeIn
from core.reactions.table import REACTIONS, Ask, Asked, react
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.evolve import fold
from core.tickets.ticket import Ticket
from core.ui.cards import Action
from core.ui.inbound import FieldErrors, Press, Where
from storage import codec
from tests.commands.reading import quiet
from tests.fakes.desk import DeskHouse, instant, open_desk, refused, shipped

MORNING = "2026-10-27 09:00 CET"
DANA = "dana.roth@nordlicht.example"


@pytest.fixture
async def desk():
    async with open_desk(MORNING) as opened:
        yield opened


async def reported(desk: DeskHouse, many: int, **values: str) -> list[str]:
    """So many incidents of Mia's."""
    return [await desk.person("mia").reports(title=f"VPN drops, number {number}", **values) for number in range(many)]


def engine_of(desk: DeskHouse) -> Engine:
    return desk.desk.engine


def asks_when_claimed(desk: DeskHouse, *asks: Ask, **more: object) -> None:
    """Whoever claims a ticket thereby asks this of others."""
    engine_of(desk).reactions = {**REACTIONS, e.Claimed: lambda ticket, event: asks, **more}  # type: ignore[dict-item]


FAULT = IncidentDetails(impact=3, urgency=2)


def draft_of(*happened: e.Event) -> Draft:
    opened = e.Opened(
        "INC-1000", FAULT, "new", "VPN drops", "", "mia", "mia", "mia", "slack_command", "network", "P3", "matrix",
        "service-desk", False,
    )  # fmt: skip
    at = instant(MORNING)
    return Draft(fold([e.Happened(at, "mia", each) for each in (opened, *happened)]), shipped(), at, DANA)


# what is asked


@pytest.mark.parametrize(
    ("happened", "asked"),
    [
        (e.Linked("caused", "INC-1", ours=True), (LinkBack("INC-1", "consequence", "INC-1000"),)),
        (e.Linked("caused", "CHG-77"), ()),
        (e.Absorbed("INC-1", ("jan",)), (CloseInto("INC-1", "INC-1000", ("jan",)),)),
        (e.Merged("INC-1", ("mia",)), (TakeIn("INC-1", "INC-1000", ("mia",), "P3"),)),
        (e.Merged("INC-1", ("mia",), taken_in=True), ()),
        (e.Commented("c1", "mia", "requester", True, "Still."), ()),
    ],
)
def test_an_event_asks_the_other_side(happened: e.Event, asked: tuple[Ask, ...]) -> None:
    entry = e.Happened(instant(MORNING), DANA, happened)
    assert react(draft_of().ticket, (entry,)) == tuple(Asked(one, DANA, entry.at) for one in asked)


def test_an_undone_merge_asks_back_those_who_came_with_it() -> None:
    merge = draft_of(e.Merged("INC-1", ("mia",))).ticket
    asked = react(merge, (e.Happened(instant(MORNING), DANA, e.Unmerged("INC-1")),))
    assert [one.ask for one in asked] == [LetGo("INC-1", "INC-1000", ("mia",))]


def test_each_event_is_seen_on_the_ticket_as_those_before_it_left_it() -> None:
    entries = [e.Happened(instant(MORNING), DANA, each) for each in (e.Merged("INC-1", ("mia",)), e.Unmerged("INC-1"))]
    asked = [one.ask for one in react(draft_of().ticket, entries)]
    assert asked == [TakeIn("INC-1", "INC-1000", ("mia",), "P3"), LetGo("INC-1", "INC-1000", ("mia",))]


def test_a_follow_up_asks_what_it_follows() -> None:
    opened = e.Opened(
        "INC-1001", FAULT, "new", "VPN drops", "", "mia", "mia", "mia", "slack_message", "network", "P3", "matrix",
        "service-desk", False, follow_up_of="INC-1000",
    )  # fmt: skip
    asked = react(Ticket(), (e.Happened(instant(MORNING), "mia", opened),))
    assert [one.ask for one in asked] == [LeadOn("INC-1000", "INC-1001")]


ASKS = st.one_of(
    st.builds(
        LinkBack,
        st.just("INC-1000"),
        st.sampled_from(["related", "caused", "consequence", "duplicates", "duplicate"]),
        st.sampled_from(["INC-1", "INC-2"]),
    ),
    st.builds(TakeIn, st.just("INC-1000"), st.sampled_from(["INC-1", "INC-2"]), st.sampled_from([(), ("jan",)])),
    st.builds(CloseInto, st.just("INC-1000"), st.sampled_from(["INC-1", "INC-2"]), st.sampled_from([(), ("jan",)])),
    st.builds(LetGo, st.just("INC-1000"), st.sampled_from(["INC-1", "INC-2"]), st.sampled_from([(), ("jan",)])),
    st.builds(LeadOn, st.just("INC-1000"), st.sampled_from(["INC-1", "INC-2"])),
)


@given(ASKS, st.sampled_from([(), (e.Linked("duplicate", "INC-1"),), (e.Followed("jan"),)]))
def test_what_is_asked_a_second_time_is_done_already(ask: Ask, before: tuple[e.Event, ...]) -> None:
    draft = draft_of(*before)
    ask.decide(draft)
    done = list(draft.happened)
    if not isinstance(ask, TakeIn) or draft.ticket.open:
        ask.decide(draft)
    assert draft.happened == done


@given(ASKS)
def test_every_ask_comes_back_from_storage_as_it_was(ask: Ask) -> None:
    assert codec.read_ask(*codec.write_ask(ask)) == ask


def test_the_names_under_which_asks_are_stored_stay() -> None:
    assert set(codec.ASKS) == {
        "go_on", "settle_access", "prove_task", "name_task",
        "link_back", "take_in", "close_into", "let_go", "lead_on", "keep_steps", "open_task", "move_task", "hide_task",
        "note_step", "halt_task", "hand_task", "call_out", "run_task", "recall_call", "call_anew",
    }  # fmt: skip
    assert set(codec.ASKS.values()) == set(get_args(Ask))


# what becomes of it


async def test_a_chain_of_three_moves_together_by_one_person_at_one_instant(desk: DeskHouse) -> None:
    first, second, third = await reported(desk, 3)
    at = "2026-10-27 08:59 CET"
    asks_when_claimed(desk, LinkBack(second, "caused", first))
    engine_of(desk).reactions = {
        **engine_of(desk).reactions,
        e.Linked: lambda ticket, _: (LeadOn(third, ticket.ref),) if ticket.ref == second else (),
    }
    drawn = len(desk.cards)
    quiet(await desk.person("dana").presses("claim", first, at=at))
    assert await desk.events(second, e.Linked) == [e.Linked("caused", first, ours=True)]
    assert await desk.events(third, e.FollowedUp) == [e.FollowedUp(second)]
    entries = [(await desk.log(ref))[-1] for ref in (second, third)]
    assert {(entry.actor, entry.at) for entry in entries} == {(desk.id_of("dana"), instant(at))}
    await desk.passes(seconds=1)
    assert len(desk.cards) > drawn


async def test_two_that_ask_each_other_come_to_an_end(desk: DeskHouse) -> None:
    first, second = await reported(desk, 2)
    quiet(await desk.person("dana").fills("link", first, kind="caused", number=second))
    assert await desk.events(first, e.Linked) == [e.Linked("caused", second, ours=True)]
    assert await desk.events(second, e.Linked) == [e.Linked("consequence", first, ours=True)]


async def test_two_that_never_agree_are_a_bug_and_nothing_is_kept(desk: DeskHouse) -> None:
    first, second = await reported(desk, 2)
    after: dict[e.LinkKind, e.LinkKind] = {"caused": "related", "related": "duplicates", "duplicates": "caused"}

    def worse(ticket: Ticket, event: e.Linked) -> Sequence[Ask]:
        return (LinkBack(event.ref, after[event.kind], ticket.ref),)

    asks_when_claimed(desk, LinkBack(second, "caused", first))
    engine_of(desk).reactions = {**engine_of(desk).reactions, e.Linked: worse}
    engine = engine_of(desk)
    with pytest.raises(RuntimeError, match="do not come to an end: after 20 rounds there is LinkBack"):
        await desk.store.transact(
            lambda tx: engine.run(
                tx, engine.ticket(tx, first), DANA, desk.now, lambda draft: draft.happen(e.Claimed(DANA))
            )
        )
    assert (await desk.ticket(first)).assignee is None
    assert (await desk.ticket(second)).links == ()


async def test_a_refusal_of_the_last_one_undoes_them_all_and_reaches_the_person(desk: DeskHouse) -> None:
    first, second = await reported(desk, 2)
    (shop,) = await reported(desk, 1, service="web-shop")
    asks_when_claimed(desk, LinkBack(second, "related", first), CloseInto(shop, first))
    said = len(desk.said)
    assert refused(await desk.person("dana").presses("claim", first)) == (
        f"Only Infra can change {shop}. Please ask Omar Haddad."
    )
    assert (await desk.ticket(first)).assignee is None
    assert (await desk.ticket(second)).links == ()
    assert len(desk.said) == said


async def test_a_record_that_is_asked_twice_is_stored_and_drawn_once(desk: DeskHouse) -> None:
    first, second = await reported(desk, 2)
    asks_when_claimed(desk, LinkBack(second, "related", "INC-7"), LinkBack(second, "caused", "INC-8"))
    engine_of(desk).reactions = {e.Claimed: engine_of(desk).reactions[e.Claimed]}
    before = await desk.ticket(second)
    drawn = len(desk.cards)
    quiet(await desk.person("dana").presses("claim", first))
    after = await desk.ticket(second)
    assert (after.version, after.links) == (before.version + 2, (("related", "INC-7"), ("caused", "INC-8")))
    of_both = [kind for _, kind, _ in desk.cards[drawn:] if kind == "triage_card"]
    assert len(of_both) == 2, "one card of each"


@pytest.mark.parametrize("said_on", [0, 1])
async def test_a_merge_is_refused_where_the_other_side_says_no_even_if_they_are_linked(
    desk: DeskHouse, said_on: int
) -> None:
    (mine,) = await reported(desk, 1)
    (shop,) = await reported(desk, 1, service="web-shop")
    quiet(await desk.person("dana").fills("link", mine, kind="duplicates", number=shop))
    keep = ("older", "newer")[said_on]
    said = await desk.person("dana").fills("merge", mine, number=shop, keep=keep)
    assert said == FieldErrors({"number": f"Only Infra can change {shop}. Please ask Omar Haddad."})
    assert [(await desk.ticket(ref)).open for ref in (mine, shop)] == [True, True]


async def test_what_is_asked_is_dated_and_signed_by_the_event_that_asks(desk: DeskHouse) -> None:
    first, second = await reported(desk, 2)
    engine = engine_of(desk)
    engine.reactions = {
        e.Claimed: lambda ticket, _: (LinkBack(second, "related", "INC-7"),),
        e.Followed: lambda ticket, _: (LinkBack(second, "related", "INC-8"),),
    }
    earlier, lena = desk.now - timedelta(minutes=1), desk.id_of("lena")

    def decide(draft: Draft) -> None:
        draft.happen(e.Claimed(lena), at=earlier, actor=lena)
        draft.happen(e.Followed("jan"))

    await desk.store.transact(lambda tx: engine.run(tx, engine.ticket(tx, first), DANA, desk.now, decide))
    assert [(one.actor, one.at) for one in (await desk.log(second))[-2:]] == [(lena, earlier), (DANA, desk.now)]


async def test_in_a_later_round_an_event_is_seen_on_the_ticket_as_it_stood_before_it(desk: DeskHouse) -> None:
    first, second = await reported(desk, 2)
    seen: list[tuple[str, int]] = []

    def better(ticket: Ticket, event: e.Linked) -> Sequence[Ask]:
        seen.append((ticket.ref, ticket.version))
        return (LinkBack(event.ref, "caused", ticket.ref),)

    asks_when_claimed(desk, LinkBack(second, "related", first))
    engine_of(desk).reactions = {**engine_of(desk).reactions, e.Linked: better}
    quiet(await desk.person("dana").presses("claim", first))
    linked_at = {
        ref: [seq for seq, one in enumerate(await desk.log(ref)) if isinstance(one.event, e.Linked)]
        for ref in (first, second)
    }
    assert len(linked_at[second]) == 2
    assert sorted(seen) == sorted((ref, seq) for ref, many in linked_at.items() for seq in many)


async def test_a_draft_that_stands_alone_says_that_it_cannot_look() -> None:
    with pytest.raises(LookupError, match="INC-1 is not at hand"):
        draft_of().look("INC-1")


# many


async def claims_and_asks(desk: DeskHouse, many: int) -> tuple[str, list[str]]:
    first, *others = await reported(desk, many + 1)
    asks_when_claimed(desk, *(LinkBack(ref, "caused", first) for ref in others))
    where, action = Where(desk.triage_of(first), message="9.9"), Action("claim", {"ticket": first})
    # Heard by the desk alone: nobody sweeps yet.
    quiet(await desk.desk.hear(Press(desk.person("dana").speaker, desk.now, desk.fresh("press"), where, action)))
    return first, others


async def test_as_many_as_go_in_one_transaction_are_done_at_once(desk: DeskHouse) -> None:
    desk.delivers = False
    first, others = await claims_and_asks(desk, MOST_AT_ONCE)
    assert [(await desk.ticket(ref)).links for ref in others] == [(("caused", first),)] * MOST_AT_ONCE
    assert (await desk.ticket(first)).links == tuple(("consequence", ref) for ref in others)
    assert await desk.store.read(lambda tx: tx.due_errands(desk.now, 100)) == ()


async def test_one_more_and_all_of_them_are_errands(desk: DeskHouse) -> None:
    desk.delivers = False
    first, others = await claims_and_asks(desk, MOST_AT_ONCE + 1)
    assert (await desk.ticket(first)).assignee == desk.id_of("dana")
    assert {(await desk.ticket(ref)).links for ref in others} == {()}
    assert len(await desk.store.read(lambda tx: tx.due_errands(desk.now, 100))) == MOST_AT_ONCE + 1
    assert await desk.store.read(lambda tx: tx.next_due()) == desk.now, "the sweep is woken for them"
    claimed_at = desk.now
    desk.clock.at += timedelta(seconds=40)
    await desk.passes(seconds=0)
    for ref in others:
        assert (await desk.ticket(ref)).links == (("caused", first),)
        entries = [one for one in await desk.log(ref) if isinstance(one.event, e.Linked)]
        assert [(one.actor, one.at) for one in entries] == [(desk.id_of("dana"), claimed_at)]
    assert await desk.store.read(lambda tx: tx.due_errands(desk.now, 100)) == ()


async def with_errands(desk: DeskHouse, cause: type[e.Event]) -> None:
    """From now on an event of this kind asks so many more that all it asks becomes errands."""
    others = await reported(desk, MOST_AT_ONCE)
    usual = REACTIONS.get(cause, lambda *_: ())
    engine_of(desk).reactions = {
        **REACTIONS,
        cause: lambda ticket, event: (*usual(ticket, event), *(LeadOn(ref, ticket.ref) for ref in others)),
    }


@pytest.mark.parametrize("said_on", ["older", "newer"])
async def test_a_merge_whose_other_side_is_an_errand_is_taken_in_once(desk: DeskHouse, said_on: str) -> None:
    older, newer = (await reported(desk, 1))[0], await desk.person("jan.kolb").reports(title="No VPN in Hamburg")
    await with_errands(desk, e.Absorbed if said_on == "older" else e.Merged)
    here, there = (older, newer) if said_on == "older" else (newer, older)
    quiet(await desk.person("dana").tells(here, f"merge {there}"))
    await desk.passes(seconds=1)
    survivor, gone = await desk.ticket(older), await desk.ticket(newer)
    assert (survivor.watchers, survivor.links) == ((desk.id_of("jan.kolb"),), (("duplicate", newer),))
    assert gone.merged is not None
    assert (len(await desk.events(older, e.Absorbed)), len(await desk.events(newer, e.Merged))) == (1, 1)


# stories of several tickets


LINKS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(["related", "caused", "duplicates"])), max_size=8
)
KINDS: tuple[e.LinkKind, ...] = get_args(e.LinkKind)
BACK = {kind: linked(Ticket(), e.Linked(kind, "INC-1", ours=True))[0].kind for kind in KINDS}


@settings(max_examples=20)
@given(LINKS)
def test_whatever_is_linked_each_link_stands_on_both_sides(links: list[tuple[int, int, str]]) -> None:
    async def told() -> None:
        async with open_desk(MORNING) as desk:
            desk.delivers = False
            refs = await reported(desk, 4)
            for one, other, kind in links:
                await desk.person("dana").fills("link", refs[one], kind=kind, number=refs[other])
            stand = {ref: {to: kind for kind, to in (await desk.ticket(ref)).links} for ref in refs}
            for ref, own in stand.items():
                assert {to: stand[to][ref] for to in own} == {to: BACK[kind] for to, kind in own.items()}

    asyncio.run(told())


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["merge", "merge", "unmerge"]),
        st.integers(0, 3),
        st.integers(0, 3),
        st.sampled_from(["older", "newer"]),
    ),
    max_size=8,
)


@settings(max_examples=20)
@given(MOVES)
def test_whatever_is_merged_and_undone_both_sides_agree(moves: list[tuple[str, int, int, str]]) -> None:
    async def told() -> None:
        async with open_desk(MORNING) as desk:
            desk.delivers = False
            refs = await reported(desk, 3) + [await desk.person("jan.kolb").reports(title="No VPN in Hamburg")]
            for command, one, other, keep in moves:
                versions = [(await desk.ticket(ref)).version for ref in refs]
                if command == "merge":
                    reply = await desk.person("dana").fills("merge", refs[one], number=refs[other], keep=keep)
                else:
                    reply = await desk.person("dana").presses("unmerge", refs[one])
                now = [(await desk.ticket(ref)).version for ref in refs]
                changed = sum(one != other for one, other in zip(versions, now, strict=True))
                assert changed in (0, 2), reply
            tickets = {ref: await desk.ticket(ref) for ref in refs}
            for ref, ticket in tickets.items():
                inside = {to for kind, to in ticket.links if kind == "duplicate"}
                assert inside == {one.ref for one in tickets.values() if one.merged and one.merged.into == ref}
                came = {who for one in inside if (merge := tickets[one].merged) for who in merge.newcomers}
                assert came <= set(ticket.watchers)

    asyncio.run(told())
