"""What is promised of messages that ask somebody to act (core.ports.outbox.Notices.asking)."""

from __future__ import annotations

from datetime import timedelta

from core.notifications.direct import ASSIGNED, Assigned
from core.ports.bindings import Binding
from core.ports.outbox import Notice
from tests.fakes.ports.store import StoreWithOutbox
from tests.storage.stories import DANA, LENA, NOW, line, open_ticket


def _asks(key: str, ref: str) -> Notice:
    return ASSIGNED.notice(Assigned(by=LENA, to=(DANA,)), ticket=ref, to=f"direct:{DANA}", key=key, at=NOW)


def _bound(key: str, ref: str, message: str) -> Binding:
    return Binding(ref, f"notice:{key}", "slack:T1/D-dana", message)


async def test_those_that_stand_and_those_in_flight_are_found_and_no_others(store: StoreWithOutbox) -> None:
    ref = (await store.transact(lambda tx: open_ticket(tx))).ref
    other = (await store.transact(lambda tx: open_ticket(tx))).ref
    await store.transact(lambda tx: tx.write_notices([_asks("said", ref), line("a line"), _asks("another's", other)]))
    outbox = store.outbox

    async def take() -> list[tuple[int, str]]:
        leased = await outbox.lease(NOW, "w", limit=1, lease_for=timedelta(minutes=1))
        return [(one.id, one.notice.key) for one in leased]

    async def asking() -> list[str]:
        return [one.key for one in await store.read(lambda tx: tx.asking(ref))]

    assert await asking() == [], "what waits is said as things are by then"
    waiting = await store.read(lambda tx: tx.asking(ref, waiting=True))
    assert waiting == (_asks("said", ref),)
    for message in range(3):
        [(id, key)] = await take()
        if key == "said":
            assert await asking() == ["said"]
        about = {"said": ref, "another's": other}.get(key)
        await outbox.done(id, _bound(key, about, f"{message}.0") if about else None, NOW)
    found = await store.read(lambda tx: tx.asking(ref))
    assert found == (_asks("said", ref),)


async def test_what_shares_its_message_with_notices_is_found_with_them_in_their_order(store: StoreWithOutbox) -> None:
    first = (await store.transact(lambda tx: open_ticket(tx))).ref
    other = (await store.transact(lambda tx: open_ticket(tx))).ref
    said = [_asks("b", first), _asks("a", other)]
    await store.transact(lambda tx: tx.write_notices(said))
    [leased] = await store.outbox.lease(NOW, "w", limit=1, lease_for=timedelta(minutes=1))
    [behind] = await store.outbox.behind(leased.id, NOW, 5)
    assert await store.outbox.carry(leased.id, leased.attempts, [behind.id])
    beside = [Binding(each.ticket or "", f"beside:{each.key}", "slack:T1/D-dana", "1.0") for each in said]
    await store.outbox.done(leased.id, None, NOW, along=beside)
    for ref, each in ((first, said[0]), (other, said[1])):
        assert await store.read(lambda tx, ref=ref: tx.asking(ref)) == (each,)  # type: ignore[misc]
    assert await store.read(lambda tx: tx.said_in("slack:T1/D-dana", "1.0")) == tuple(said)
    assert await store.read(lambda tx: tx.bound("slack:T1/D-dana", "1.0")) is None, "nobody answers below it"


async def test_what_shares_its_message_with_what_is_not_known_is_left_alone(store: StoreWithOutbox) -> None:
    ref = (await store.transact(lambda tx: open_ticket(tx))).ref
    await store.transact(lambda tx: tx.write_notices([_asks("said", ref)]))
    [leased] = await store.outbox.lease(NOW, "w", limit=1, lease_for=timedelta(minutes=1))
    await store.outbox.done(leased.id, _bound("said", ref, "1.0"), NOW, along=[_bound("beside", ref, "1.0")])
    assert await store.read(lambda tx: tx.asking(ref)) == ()
    assert await store.read(lambda tx: tx.told(ref)) == (_asks("said", ref),), "but it was told"


async def test_what_was_told_to_one_person_is_found_also_while_it_is_said(store: StoreWithOutbox) -> None:
    ref = (await store.transact(lambda tx: open_ticket(tx))).ref
    await store.transact(lambda tx: tx.write_notices([_asks("said", ref), line("a line")]))
    assert await store.read(lambda tx: tx.told(ref)) == ()
    for _ in range(2):
        [leased] = await store.outbox.lease(NOW, "w", limit=1, lease_for=timedelta(minutes=1))
        key = leased.notice.key
        if key == "said":
            assert await store.read(lambda tx: tx.told(ref)) == (_asks("said", ref),)
        await store.outbox.done(leased.id, _bound(key, ref, f"{key}.0"), NOW)
    assert await store.read(lambda tx: tx.told(ref)) == (_asks("said", ref),)
