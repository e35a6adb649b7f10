"""What is promised of the people the desk has met (core.ports.people)."""

from __future__ import annotations

from core.calendars.oncall import Absence, Override, Rota
from core.people import Person, Speaker, Staffing, Standing
from tests.fakes.ports.store import StoreWithOutbox
from tests.storage.stories import DANA, LENA, MIA, NOW, after


async def test_a_person_is_known_by_each_of_their_accounts(store: StoreWithOutbox) -> None:
    mia = Person(MIA, "Mia \x00 Feld", "Europe/Berlin", (("slack", "slack:T1/U1"), ("teams", "teams:t/1")), site="B")
    await store.transact(lambda tx: tx.save_person(mia, NOW))

    assert await store.read(lambda tx: tx.person(MIA)) == mia
    assert await store.read(lambda tx: tx.person_of(Speaker("slack", "slack:T1/U1"))) == mia
    assert await store.read(lambda tx: tx.person_of(Speaker("teams", "teams:t/1"))) == mia
    assert await store.read(lambda tx: tx.person_of(Speaker("slack", "slack:T1/U2"))) is None
    assert await store.read(lambda tx: tx.person(DANA)) is None


async def test_a_person_saved_again_is_replaced_and_loses_accounts_that_are_gone(store: StoreWithOutbox) -> None:
    await store.transact(lambda tx: tx.save_person(Person(MIA, "Mia", "UTC", (("slack", "slack:T1/U1"),)), NOW))
    new = Person(MIA, "Mia Feld", "Europe/Berlin", (("slack", "slack:T1/U2"),))
    await store.transact(lambda tx: tx.save_person(new, NOW))

    assert await store.read(lambda tx: tx.person(MIA)) == new
    assert await store.read(lambda tx: tx.person_of(Speaker("slack", "slack:T1/U1"))) is None


async def test_an_account_that_changes_hands_leaves_its_former_owner(store: StoreWithOutbox) -> None:
    nameless = Person("slack:T1/U1", "mia", "UTC", (("slack", "slack:T1/U1"),))
    known = Person(MIA, "Mia Feld", "UTC", (("slack", "slack:T1/U1"),))
    await store.transact(lambda tx: tx.save_person(nameless, NOW))
    await store.transact(lambda tx: tx.save_person(known, NOW))

    assert await store.read(lambda tx: tx.person_of(Speaker("slack", "slack:T1/U1"))) == known
    former = await store.read(lambda tx: tx.person("slack:T1/U1"))
    assert former is not None
    assert former.accounts == ()


async def test_overrides_are_kept_in_the_order_they_were_given(store: StoreWithOutbox) -> None:
    later = Override("network", DANA, after(days=2), after(days=3))
    sooner = Override("network", LENA, after(days=1), after(days=3))
    await store.transact(lambda tx: tx.save_override(later, LENA, NOW))
    await store.transact(lambda tx: tx.save_override(sooner, LENA, NOW))
    assert await store.read(lambda tx: tx.rota()) == Rota((later, sooner))


async def test_an_override_is_taken_back_once(store: StoreWithOutbox) -> None:
    kept, other = (Override("network", each, after(days=2), after(days=3)) for each in (DANA, LENA))
    await store.transact(lambda tx: tx.save_override(kept, LENA, NOW))
    await store.transact(lambda tx: tx.save_override(other, LENA, NOW))
    assert await store.transact(lambda tx: tx.drop_override(other))
    assert not await store.transact(lambda tx: tx.drop_override(other))
    assert await store.read(lambda tx: tx.rota()) == Rota((kept,))


async def test_absences_are_kept_until_they_are_taken_back(store: StoreWithOutbox) -> None:
    absence = Absence(DANA, after(days=2), after(days=3))
    await store.transact(lambda tx: tx.save_absence(absence, LENA, NOW))
    assert await store.read(lambda tx: tx.rota()) == Rota((), (absence,))
    assert await store.transact(lambda tx: tx.drop_absence(absence))
    assert await store.read(lambda tx: tx.rota()) == Rota()


async def test_the_beginning_and_the_end_of_an_absence_are_each_taken_up_once(store: StoreWithOutbox) -> None:
    first, second = Absence(DANA, after(days=1), after(days=3)), Absence(LENA, after(days=2), after(days=3))
    await store.transact(lambda tx: tx.save_absence(second, LENA, NOW))
    await store.transact(lambda tx: tx.save_absence(first, LENA, NOW))

    async def taken(**later: float) -> tuple[Absence, ...]:
        return await store.transact(lambda tx: tx.take_due_absences(after(**later)))

    assert await store.read(lambda tx: tx.next_due()) == first.start
    assert [await taken(hours=23), await taken(days=1), await taken(days=1)] == [(), (first,), ()]
    assert await store.read(lambda tx: tx.next_due()) == second.start
    assert [await taken(days=3), await taken(days=4)] == [(second, first), ()]
    assert await store.read(lambda tx: tx.next_due()) is None


async def test_an_absence_that_was_taken_back_is_not_taken_up(store: StoreWithOutbox) -> None:
    absence = Absence(DANA, after(days=1), after(days=3))
    await store.transact(lambda tx: tx.save_absence(absence, LENA, NOW))
    await store.transact(lambda tx: tx.drop_absence(absence))
    assert await store.transact(lambda tx: tx.take_due_absences(after(days=5))) == ()


async def test_managers_who_left_and_who_is_away_are_told_of_everybody_together(store: StoreWithOutbox) -> None:
    mia = Person(MIA, "Mia", "UTC", manager=LENA)
    dana = Person(DANA, "Dana", "UTC", active=False, away_until=after(days=2))
    for each in (mia, dana, Person(LENA, "Lena", "UTC")):
        await store.transact(lambda tx, each=each: tx.save_person(each, NOW))  # type: ignore[misc]
    told = await store.read(lambda tx: tx.staffing())
    assert told == Staffing({MIA: LENA}, frozenset({DANA}), {DANA: after(days=2)})
    await store.transact(lambda tx: tx.save_person(Person(DANA, "Dana", "UTC"), NOW))
    assert (await store.read(lambda tx: tx.staffing())).left == frozenset()


async def test_what_each_platform_told_last_is_kept_with_a_person(store: StoreWithOutbox) -> None:
    words = (
        Standing("slack", NOW, False, LENA, NOW, after(days=2), NOW),
        Standing("teams", NOW, True),
        Standing("x", NOW),
    )
    dana = Person(DANA, "Dana", "UTC", standings=words)
    await store.transact(lambda tx: tx.save_person(dana, NOW))
    assert await store.read(lambda tx: tx.person(DANA)) == dana


async def test_an_absence_keeps_who_decides_meanwhile(store: StoreWithOutbox) -> None:
    away = Absence(DANA, NOW, after(days=2), LENA)
    await store.transact(lambda tx: tx.save_absence(away, DANA, NOW))
    rota = await store.read(lambda tx: tx.rota())
    assert (rota.absences, rota.delegates(NOW), rota.delegates(after(days=2))) == ((away,), {DANA: LENA}, {})
    assert await store.transact(lambda tx: tx.take_due_absences(NOW)) == (away,)


async def test_everybody_who_is_with_the_company_is_known_by_name(store: StoreWithOutbox) -> None:
    gone = Person(LENA, "Lena Vogt", "UTC", active=False)
    await store.transact(lambda tx: tx.save_person(Person(MIA, "Mia Feld", "UTC"), NOW))
    await store.transact(lambda tx: tx.save_person(gone, NOW))
    await store.transact(lambda tx: tx.save_person(Person(DANA, "Dana Roth", "UTC"), NOW))
    assert await store.read(lambda tx: tx.names()) == {MIA: "Mia Feld", DANA: "Dana Roth"}
