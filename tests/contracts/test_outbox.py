"""What is promised of the outbox (core.ports.outbox): never two of a lane in flight, its order, nothing forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.ports.bindings import Binding
from core.ports.outbox import FactValue, Leased, Notice
from tests.fakes.ports.store import StoreWithOutbox
from tests.storage.stories import MIA, NOW, TRIAGE, after, card, lease_keys, line, write

MINUTE = timedelta(minutes=1)


async def lease_one(store: StoreWithOutbox, at: timedelta = timedelta()) -> Leased:
    (leased,) = await store.outbox.lease(NOW + at, "w1", limit=1, lease_for=MINUTE)
    return leased


async def test_a_notice_comes_back_as_it_was_written(store: StoreWithOutbox) -> None:
    facts: dict[str, FactValue] = {
        "to": ("a", "b"),
        "minutes": 5,
        "late": None,
        "floor": True,
        "text": "<!channel> \x00",
    }
    notice = Notice("page", "INC-1000", "direct:dana", "k", NOW, NOW, facts, None)
    await write(store, notice)

    leased = await lease_one(store)

    assert leased.notice == notice
    assert (leased.attempts, leased.unknown) == (0, False)


async def test_a_key_that_is_there_is_left_alone_even_when_it_was_said(store: StoreWithOutbox) -> None:
    await write(store, line("k"), replace(line("k"), facts={"text": "other"}))
    await write(store, replace(line("k"), facts={"text": "other"}))
    leased = await lease_one(store)
    assert leased.notice == line("k")
    await store.outbox.done(leased.id, None, NOW)
    await write(store, line("k"))
    assert await store.outbox.next_at(NOW) is None


async def test_each_lane_gives_its_oldest_and_the_oldest_lane_comes_first(store: StoreWithOutbox) -> None:
    await write(store, line("b1", "b"), line("a1", "a"), line("a2", "a"), line("b2", "b"))
    assert await lease_keys(store) == ["b1", "a1"]
    assert await lease_keys(store) == []


async def test_no_more_than_asked_for_are_leased(store: StoreWithOutbox) -> None:
    await write(store, *(line(f"k{number}", f"p{number}") for number in range(5)))
    assert await lease_keys(store, limit=2) == ["k0", "k1"]


async def test_the_next_of_a_lane_comes_when_the_one_in_flight_is_recorded(store: StoreWithOutbox) -> None:
    await write(store, line("a1"), line("a2"))
    first = await lease_one(store)
    binding = Binding("INC-1000", "notice:a1", TRIAGE, "1.1", "1.0")

    assert await store.outbox.done(first.id, binding, NOW)

    assert await lease_keys(store) == ["a2"]
    assert await store.read(lambda tx: tx.bound(TRIAGE, "1.1")) == binding


async def test_what_was_recorded_once_is_not_recorded_again(store: StoreWithOutbox) -> None:
    await write(store, line("a1"), line("a2"))
    first = await lease_one(store)
    assert await store.outbox.done(first.id, None, NOW)
    assert await lease_keys(store) == ["a2"]

    assert not await store.outbox.done(first.id, None, NOW, lane_free_at=after(hours=1))
    assert not await store.outbox.retry(first.id, after(hours=1), "late")
    assert not await store.outbox.park(first.id, "late", NOW, [line("fallback")])
    assert not await store.outbox.drop_moot(first.id, NOW)

    assert await lease_keys(store) == []  # a2 still holds its lane
    assert await lease_keys(store, after(minutes=1)) == ["a2"]


async def test_a_failed_try_holds_back_its_lane_so_that_order_is_kept(store: StoreWithOutbox) -> None:
    await write(store, line("a1", "a"), line("a2", "a"), line("b1", "b"), line("b2", "b"))
    failed, other = await store.outbox.lease(NOW, "w1", limit=2, lease_for=MINUTE)
    await store.outbox.retry(failed.id, after(seconds=30), "503")
    await store.outbox.done(other.id, None, NOW)

    assert await lease_keys(store) == ["b2"]
    assert await store.outbox.next_at(NOW) == after(seconds=30)
    (again,) = await store.outbox.lease(after(seconds=30), "w1", limit=1, lease_for=MINUTE)
    assert (again.notice.key, again.attempts, again.unknown) == ("a1", 1, False)


async def test_an_unknown_outcome_comes_back_as_unknown(store: StoreWithOutbox) -> None:
    await write(store, line("a1"))
    await store.outbox.retry((await lease_one(store)).id, after(seconds=5), "timeout", unknown=True)
    again = await lease_one(store, timedelta(seconds=5))
    assert (again.notice.key, again.attempts, again.unknown) == ("a1", 1, True)
    await store.outbox.retry(again.id, after(seconds=9), "429")
    assert not (await lease_one(store, timedelta(seconds=9))).unknown


async def test_a_lease_that_ran_out_comes_back_as_unknown_before_anything_later(store: StoreWithOutbox) -> None:
    await write(store, line("a1"), line("a2"))
    await lease_one(store)
    assert await store.outbox.next_at(NOW) == after(minutes=1)
    assert await lease_keys(store, after(seconds=59)) == []
    again = await lease_one(store, MINUTE)
    assert (again.notice.key, again.attempts, again.unknown) == ("a1", 1, True)


async def test_leasing_nothing_still_brings_back_what_lapsed(store: StoreWithOutbox) -> None:
    await write(store, line("a1"))
    await lease_one(store)
    assert await lease_keys(store, after(minutes=1), limit=0) == []
    assert (await lease_one(store)).unknown


async def test_a_worker_that_speaks_after_its_lease_ran_out_is_still_believed(store: StoreWithOutbox) -> None:
    await write(store, line("a1"))
    slow = await lease_one(store)
    await lease_one(store, MINUTE)
    assert await store.outbox.done(slow.id, None, after(minutes=1))
    assert await lease_keys(store, after(minutes=10)) == []


async def test_what_must_not_be_said_yet_blocks_nothing_that_may(store: StoreWithOutbox) -> None:
    await write(store, line("tomorrow", not_before=after(hours=12)), line("now"))
    leased = await lease_one(store)
    assert leased.notice.key == "now"
    await store.outbox.done(leased.id, None, NOW)
    assert await lease_keys(store) == []
    assert await store.outbox.next_at(NOW) == after(hours=12)
    assert await lease_keys(store, after(hours=12)) == ["tomorrow"]


async def test_a_delayed_lane_delays_only_itself_and_is_never_hurried(store: StoreWithOutbox) -> None:
    await write(store, line("a1", "a"), line("b1", "b"))
    slow = await lease_one(store)
    await store.outbox.retry(slow.id, after(seconds=10), "429")
    await store.outbox.retry(slow.id, after(seconds=5), "429")
    assert await lease_keys(store) == ["b1"]
    assert await lease_keys(store, after(seconds=9)) == []
    assert await lease_keys(store, after(seconds=10)) == ["a1"]


async def test_lanes_that_wait_take_no_place_from_one_that_may_speak(store: StoreWithOutbox) -> None:
    await write(store, line("a1", "a"), line("b1", "b"), line("c1", "c"))
    _, failed = await store.outbox.lease(NOW, "w1", limit=2, lease_for=MINUTE)
    await store.outbox.retry(failed.id, after(seconds=10), "429")
    assert await lease_keys(store, limit=1) == ["c1"]


async def test_recording_can_pace_the_lane_in_the_same_step(store: StoreWithOutbox) -> None:
    await write(store, line("a1"), line("a2"))
    await store.outbox.done((await lease_one(store)).id, None, NOW, lane_free_at=after(seconds=1))
    assert await lease_keys(store) == []
    assert await store.outbox.next_at(NOW) == after(seconds=1)
    assert await lease_keys(store, after(seconds=1)) == ["a2"]


async def test_a_parked_notice_makes_way_and_its_fallback_is_said(store: StoreWithOutbox) -> None:
    await write(store, line("a1"), line("a2"))
    fallback = Notice("undelivered", "INC-1000", f"direct:{MIA}", "a1:fallback", NOW, NOW)
    assert await store.outbox.park((await lease_one(store)).id, "channel_not_found", NOW, [fallback])
    assert await lease_keys(store) == ["a2", "a1:fallback"]


async def test_a_moot_notice_makes_way(store: StoreWithOutbox) -> None:
    await write(store, line("a1"), line("a2"))
    assert await store.outbox.drop_moot((await lease_one(store)).id, NOW)
    assert await lease_keys(store) == ["a2"]


async def test_what_is_said_in_place_of_a_moot_notice_is_written_with_it_once(store: StoreWithOutbox) -> None:
    await write(store, line("a1"), line("a2"))
    leased = await lease_one(store)
    assert await store.outbox.drop_moot(leased.id, NOW, ["a2"], then=[line("a3"), line("a4")])
    assert not await store.outbox.drop_moot(leased.id, NOW, then=[line("a5")]), "it was settled before"
    assert await lease_keys(store) == ["a3"]


async def test_what_follows_a_moot_notice_is_dropped_with_it_where_it_waits_in_its_lane(store: StoreWithOutbox) -> None:
    await write(store, line("a1"), line("a2"), line("a3"), line("b", "b"), line("a4"))
    leased = await store.outbox.lease(NOW, "w1", limit=1, lease_for=MINUTE)
    assert await store.outbox.drop_moot(leased[0].id, NOW, ["a2", "a4", "b", "never written"])
    assert not await store.outbox.drop_moot(leased[0].id, NOW, ["a3"]), "it was settled before"
    assert await lease_keys(store) == ["a3", "b"]


async def test_waiting_refreshes_of_one_card_become_one(store: StoreWithOutbox) -> None:
    await write(store, card("r1"), line("l1"), card("r2"))
    await write(store, card("r3"), card("other place", "slack:T1/C7"), card("other ticket", ticket="INC-1001"))
    said = []
    for _ in range(3):
        leased = await store.outbox.lease(NOW, "w1", limit=5, lease_for=MINUTE)
        said += [each.notice.key for each in leased]
        for each in leased:
            await store.outbox.done(each.id, None, NOW)
    assert said == ["r1", "other place", "l1", "other ticket"]


async def test_a_refresh_is_not_swallowed_by_one_already_in_flight(store: StoreWithOutbox) -> None:
    await write(store, card("r1"))
    first = await lease_one(store)
    await write(store, card("r2"))
    await write(store, card("r3"))
    await store.outbox.done(first.id, None, NOW)
    second = await lease_one(store)
    assert second.notice.key == "r2"
    await store.outbox.done(second.id, None, NOW)
    assert await store.outbox.next_at(NOW) is None


async def test_a_coalesced_refresh_is_said_at_the_earlier_of_both_instants(store: StoreWithOutbox) -> None:
    await write(store, card("r1", not_before=after(hours=1)))
    await write(store, card("r2"))
    assert await lease_keys(store) == ["r1"]


async def test_a_notice_without_a_place_waits_in_the_lane_of_its_address(store: StoreWithOutbox) -> None:
    direct = Notice("page", "INC-1000", "direct:dana", "d", NOW, NOW)
    requester = Notice("claimed", "INC-1000", f"requester:{MIA}", "r", NOW, NOW)
    await write(store, direct, replace(direct, key="d2"), requester)
    assert await lease_keys(store) == ["d", "r"]


async def test_an_empty_outbox_has_nothing_to_wait_for(store: StoreWithOutbox) -> None:
    assert await store.outbox.next_at(NOW) is None
    assert await lease_keys(store) == []


async def test_what_could_have_been_said_before_can_be_leased_at_once(store: StoreWithOutbox) -> None:
    await write(store, line("a1", "a", not_before=after(minutes=-5)), line("b1", "b"))
    soonest = await store.outbox.next_at(NOW)
    assert soonest is not None
    assert soonest <= NOW


async def test_a_long_queue_in_one_lane_hides_no_other_lane(store: StoreWithOutbox) -> None:
    await write(store, *(line(f"a{number}", "a") for number in range(300)), line("b1", "b"), line("b2", "b"))
    assert await lease_keys(store, limit=2) == ["a0", "b1"]
    assert await lease_keys(store) == []
    assert await store.outbox.next_at(NOW) == after(minutes=1)


async def carrying(store: StoreWithOutbox) -> Leased:
    """The head of a lane of four, leased, and carrying the two behind it."""
    await write(store, line("a1"), line("a2"), line("a3"), line("a4"), line("later", not_before=after(hours=1)))
    head = await lease_one(store)
    behind = await store.outbox.behind(head.id, NOW, 25)
    assert [each.notice.key for each in behind] == ["a2", "a3", "a4"]
    assert await store.outbox.carry(head.id, head.attempts, [each.id for each in behind[:2]])
    return head


async def test_what_is_carried_is_done_with_the_one_that_carries_it(store: StoreWithOutbox) -> None:
    head = await carrying(store)
    own, other = (Binding("INC-1000", f"notice:{key}", TRIAGE, "1.1") for key in ("a1", "a2"))
    assert await store.outbox.done(head.id, own, NOW, along=[other])
    assert set(await store.read(lambda tx: tx.bindings("INC-1000"))) == {own, other}
    assert await lease_keys(store) == ["a4"]


async def test_what_follows_from_having_been_said_is_kept_with_it(store: StoreWithOutbox) -> None:
    await write(store, line("a"))
    assert await store.outbox.done((await lease_one(store)).id, None, NOW, keep={"pause": "until nine"})
    assert await store.read(lambda tx: tx.recall("pause")) == "until nine"


@pytest.mark.parametrize("fate", ["park", "moot"])
async def test_what_is_carried_shares_the_end_of_the_one_that_carries_it(store: StoreWithOutbox, fate: str) -> None:
    head = await carrying(store)
    if fate == "park":
        assert await store.outbox.park(head.id, "gave up", NOW)
    else:
        assert await store.outbox.drop_moot(head.id, NOW)
    assert await lease_keys(store) == ["a4"]


async def test_what_was_not_said_waits_by_itself_again_in_its_order(store: StoreWithOutbox) -> None:
    head = await carrying(store)
    await store.outbox.retry(head.id, NOW, "429")
    assert await store.outbox.carried(head.id) == []
    for key in ("a1", "a2", "a3", "a4"):
        leased = await lease_one(store)
        assert (leased.notice.key, leased.unknown) == (key, False)
        await store.outbox.done(leased.id, None, NOW)


@pytest.mark.parametrize("how", ["told", "lapsed"])
async def test_while_nobody_knows_what_is_carried_stays_with_it(store: StoreWithOutbox, how: str) -> None:
    head = await carrying(store)
    if how == "told":
        await store.outbox.retry(head.id, after(minutes=1), "timeout", unknown=True)
    again = await lease_one(store, MINUTE)
    assert (again.notice.key, again.unknown) == ("a1", True)
    carried = await store.outbox.carried(again.id)
    assert [each.notice for each in carried] == [line("a2"), line("a3")]
    assert await store.outbox.done(again.id, None, after(minutes=1))
    assert await lease_keys(store, after(minutes=1)) == ["a4"]


async def test_only_a_lease_that_still_holds_may_carry_and_only_what_still_waits(store: StoreWithOutbox) -> None:
    await write(store, line("a1"), line("a2"), line("a3"), line("b1", "b"))
    slow, other = await store.outbox.lease(NOW, "w1", limit=2, lease_for=MINUTE)
    two, three = await store.outbox.behind(slow.id, NOW, 25)
    assert not await store.outbox.carry(slow.id, slow.attempts, [two.id, other.id])
    again = await lease_one(store, MINUTE)
    assert again.id == slow.id
    assert not await store.outbox.carry(slow.id, slow.attempts, [two.id])
    assert await store.outbox.carried(slow.id) == []
    assert await store.outbox.carry(again.id, again.attempts, [two.id])
    assert not await store.outbox.carry(again.id, again.attempts, [three.id, two.id])
    assert [each.id for each in await store.outbox.carried(again.id)] == [two.id]


async def test_what_was_parked_at_a_shut_place_waits_again_when_it_comes_back(store: StoreWithOutbox) -> None:
    await write(store, line("shut"), line("poison", "other"))
    shut, poison = await store.outbox.lease(NOW, "w1", limit=2, lease_for=MINUTE)
    await store.outbox.park(shut.id, "is_archived", NOW, shut="slack:T1/C9")
    await store.outbox.park(poison.id, "bug E-1", NOW)
    later = NOW + timedelta(hours=3)

    assert await store.outbox.bring_back(later, later - timedelta(hours=1)) == 0
    assert await store.outbox.bring_back(later, NOW) == 1
    assert await store.outbox.bring_back(later, NOW) == 0

    (back,) = await store.outbox.lease(later, "w1", limit=5, lease_for=MINUTE)
    assert (back.notice.key, back.notice.not_before, back.attempts) == ("shut", later, 0)


async def test_only_what_was_parked_at_the_place_that_comes_back_waits_again(store: StoreWithOutbox) -> None:
    for key, place in (("one", "slack:T1/C1"), ("two", "slack:T1/C2"), ("older", "")):
        await write(store, line(key, key))
        await store.outbox.park((await lease_one(store)).id, "is_archived", NOW, shut=place)

    assert await store.outbox.bring_back(NOW, NOW, ["slack:T1/C3"]) == 1, (
        "where an older desk was refused, nobody knows"
    )
    assert await lease_keys(store) == ["older"]
    assert await store.outbox.bring_back(NOW, NOW, ["slack:T1/C2"]) == 1
    assert await lease_keys(store) == ["two"]
    assert await store.outbox.bring_back(NOW, NOW) == 1
    assert await lease_keys(store) == ["one"]


async def test_what_exactly_these_refused_waits_again_without_the_facts_that_it_loses(store: StoreWithOutbox) -> None:
    for key, refused_by in (("mia", "person:mia"), ("nils", "person:nils"), ("older", "")):
        await write(store, replace(line(key, key), facts={"by": key, "not_on": "slack"}))
        await store.outbox.park((await lease_one(store)).id, "user_disabled", NOW, shut=refused_by)

    later = NOW + timedelta(hours=3)
    assert await store.outbox.bring_back_for(["person:dana"], later, NOW) == 0
    assert await store.outbox.bring_back_for(["person:mia"], later, later, ["not_on"]) == 0, "it is stale"
    assert await store.outbox.bring_back_for(["person:mia", "direct:mia"], later, NOW, ["not_on"]) == 1
    (back,) = await store.outbox.lease(later, "w1", limit=5, lease_for=MINUTE)
    assert (back.notice.key, back.notice.facts) == ("mia", {"by": "mia"})


async def test_what_meets_its_shut_place_again_and_again_grows_stale_from_when_it_was_caused(
    store: StoreWithOutbox,
) -> None:
    await write(store, line("shut"))
    fresh, at = timedelta(days=3), NOW
    for _ in range(3):
        (leased,) = await store.outbox.lease(at, "w1", limit=1, lease_for=MINUTE)
        await store.outbox.park(leased.id, "is_archived", at, shut="slack:T1/C9")
        at += timedelta(days=1)
        assert await store.outbox.bring_back(at, at - fresh) == 1
    (leased,) = await store.outbox.lease(at, "w1", limit=1, lease_for=MINUTE)
    await store.outbox.park(leased.id, "is_archived", at, shut="slack:T1/C9")
    assert await store.outbox.bring_back(at + MINUTE, at + MINUTE - fresh) == 0


async def test_of_a_card_that_could_not_be_drawn_only_the_last_refresh_comes_back(store: StoreWithOutbox) -> None:
    for key in ("first", "second"):
        await write(store, replace(card(key), refresh=True))
        await store.outbox.park((await lease_one(store)).id, "is_archived", NOW, shut="slack:T1/C9")

    assert await store.outbox.bring_back(NOW, NOW) == 1
    assert await lease_keys(store) == ["second"]


async def test_what_is_carried_comes_back_with_the_one_that_carried_it(store: StoreWithOutbox) -> None:
    await write(store, line("k1"), line("k2"))
    leased = await lease_one(store)
    (behind,) = await store.outbox.behind(leased.id, NOW, 5)
    await store.outbox.carry(leased.id, leased.attempts, [behind.id])
    await store.outbox.park(leased.id, "is_archived", NOW, shut="slack:T1/C9")

    assert await store.outbox.bring_back(NOW, NOW) == 2


async def test_a_card_that_was_left_behind_in_a_dead_chat_is_forgotten(store: StoreWithOutbox) -> None:
    former, new = (Binding("INC-1000", "requester", place, "m1") for place in ("a:old", "a:new"))
    await store.transact(lambda tx: tx.bind(former))
    await write(store, line("k1"))
    leased = await lease_one(store)

    await store.outbox.done(leased.id, new, NOW, left=former)

    assert await store.read(lambda tx: tx.bindings("INC-1000", "requester")) == (new,)
