"""What is promised of a search in what was said on tickets, and by who has them (core.ports.tickets)."""

from __future__ import annotations

import pytest

from core.ports.tickets import Conflict, Search, Transaction
from core.tickets.events import Assigned, Claimed, CommentDeleted, Commented, CommentEdited
from core.tickets.finding import Hit, Said
from core.tickets.ticket import Ticket
from tests.fakes.ports.store import StoreWithOutbox
from tests.storage.stories import CLAIM, DANA, LENA, MIA, go_on, open_ticket, states

ANSWER = Commented("a1", DANA, "responder", True, "Please swap the yellow toner cartridge.\nThen print a test page.")
NOTE = Commented("n1", DANA, "responder", False, "She kicked the printer, says the caretaker.")


def every_note(_: Ticket) -> bool:
    return True


def of_one(ticket: Ticket) -> bool:
    return ticket.ref == "INC-1000"


async def found(store: StoreWithOutbox, text: str, **asked: object) -> tuple[Hit, ...]:
    query = Search(text=text, **asked)  # type: ignore[arg-type]  # fields of it
    return await store.read(lambda tx: tx.find(query))


async def refs(store: StoreWithOutbox, text: str, **asked: object) -> list[str]:
    return [hit.ticket.ref for hit in await found(store, text, **asked)]


@pytest.fixture
async def ref(store: StoreWithOutbox) -> str:
    """A ticket with an answer and a note, below one that says nothing of it."""

    def fill(tx: Transaction) -> str:
        ticket = open_ticket(tx, title="Printer jams")
        go_on(tx, ticket.ref, CLAIM, ANSWER, NOTE)
        open_ticket(tx, title="VPN drops")
        return ticket.ref

    return await store.transact(fill)


@pytest.mark.parametrize("typed", ["toner", "YELLOW tone", "gethen", "toner jams", "cartridge vpn", "tonre", "kicked"])
async def test_what_was_said_on_a_ticket_finds_it(store: StoreWithOutbox, ref: str, typed: str) -> None:
    wanted = [] if typed in ("gethen", "cartridge vpn", "kicked") else [ref]
    assert await refs(store, typed) == wanted


async def test_the_words_that_were_found_are_quoted_with_whoever_said_them(store: StoreWithOutbox, ref: str) -> None:
    quote = Said(DANA, "Please swap the yellow toner cartridge. Then print a test page.")
    assert [hit.quote for hit in await found(store, "toner")] == [quote]
    assert [hit.quote for hit in await found(store, "jams")] == [None]
    await store.transact(lambda tx: go_on(tx, ref, Commented("a2", MIA, "requester", True, "That toner is blue!")))
    assert [hit.quote for hit in await found(store, "toner jams")] == [Said(MIA, "That toner is blue!")]
    assert [hit.quote for hit in await found(store, "toner test")] == [quote]


@pytest.mark.parametrize("typed", ["caretaker", "kicked toner", "caertaker"])
async def test_notes_are_found_by_whoever_may_read_them_alone(store: StoreWithOutbox, ref: str, typed: str) -> None:
    assert await refs(store, typed) == []
    assert await refs(store, typed, reads_notes=lambda _: False) == []
    assert await refs(store, typed, reads_notes=lambda ticket: not of_one(ticket)) == []
    assert await refs(store, typed, reads_notes=of_one) == [ref]


async def test_notes_that_one_may_not_read_take_no_place_of_what_one_may(store: StoreWithOutbox, ref: str) -> None:
    def fill(tx: Transaction) -> None:
        for number in range(30):
            open_ticket(tx, Commented(f"m{number}", DANA, "responder", False, "The caretaker again."), title="Scanner")

    await store.transact(fill)
    assert await refs(store, "caretaker", reads_notes=of_one, limit=1) == [ref]
    assert len(await refs(store, "caretaker", reads_notes=every_note, limit=50)) == 31


async def test_the_quote_is_never_of_a_note_that_whoever_asks_may_not_read(store: StoreWithOutbox, ref: str) -> None:
    await store.transact(lambda tx: go_on(tx, ref, Commented("n2", DANA, "responder", False, "No toner left: stolen.")))
    (hit,) = await found(store, "toner")
    assert hit.quote is not None
    assert "stolen" not in hit.quote.text
    (hit,) = await found(store, "toner", reads_notes=every_note)
    assert hit.quote == Said(DANA, "No toner left: stolen.", public=False)


async def test_edited_words_are_found_as_they_read_now(store: StoreWithOutbox, ref: str) -> None:
    await store.transact(lambda tx: go_on(tx, ref, CommentEdited("a1", "Please swap the drum.", late=False)))
    await store.transact(lambda tx: go_on(tx, ref, CommentEdited("n1", "She kicked nobody.", late=False)))
    assert await refs(store, "toner") == await refs(store, "caretaker", reads_notes=every_note) == []
    assert await refs(store, "drum") == [ref]
    assert await refs(store, "nobody") == []
    assert await refs(store, "nobody", reads_notes=every_note) == [ref]
    await store.transact(lambda tx: go_on(tx, ref, CommentEdited("a1", "Please swap the fuser.", late=True)))
    assert await refs(store, "drum") == []
    assert await refs(store, "fuser") == [ref]


async def test_words_that_were_taken_back_are_found_no_longer(store: StoreWithOutbox, ref: str) -> None:
    await store.transact(lambda tx: go_on(tx, ref, CommentDeleted("a1")))
    assert await refs(store, "toner") == []
    assert await refs(store, "toenr") == []
    await store.transact(lambda tx: go_on(tx, ref, CommentEdited("a1", "The toner again.", late=False)))
    assert await refs(store, "toner") == [ref]


async def test_words_that_were_not_kept_are_not_found(store: StoreWithOutbox, ref: str) -> None:
    def say_and_lose(tx: Transaction) -> None:
        go_on(tx, ref, Commented("lost", MIA, "requester", True, "It smells of ozone."))
        raise Conflict

    with pytest.raises(Conflict):
        await store.transact(say_and_lose)
    assert await refs(store, "ozone") == await refs(store, "ozoen") == []


async def test_old_words_of_a_long_conversation_are_found(store: StoreWithOutbox, ref: str) -> None:
    for start in range(0, 300, 100):
        said = [Commented(f"x{start + at}", MIA, "requester", True, f"Still nothing {start + at}") for at in range(100)]
        await store.transact(lambda tx, said=said: go_on(tx, ref, *said))  # type: ignore[misc]  # bound at once
    assert await refs(store, "yellow cartridge still") == [ref]


async def test_whoever_has_a_ticket_finds_it(store: StoreWithOutbox, ref: str) -> None:
    assert await refs(store, "dana") == [ref]
    assert await refs(store, "dana.roth@nordlicht.example jams") == [ref]
    assert await refs(store, "roth vpn") == []
    newer = (await store.transact(lambda tx: open_ticket(tx, title="Of Dana", requester=DANA))).ref
    assert await refs(store, "dana") == [newer, ref]
    assert await refs(store, "dana", limit=1) == [newer]
    assert await refs(store, "dana", requester=MIA) == [ref]
    assert await refs(store, "dana", statuses=("closed",)) == []
    assert await refs(store, "dana", order="due") == [ref, newer]


async def test_whoever_had_a_ticket_before_finds_it_no_longer(store: StoreWithOutbox, ref: str) -> None:
    await store.transact(lambda tx: go_on(tx, ref, Assigned(LENA)))
    assert await refs(store, "dana") == []
    assert await refs(store, "lena.vogt") == [ref]


async def test_of_many_who_have_tickets_each_is_found(store: StoreWithOutbox) -> None:
    def fill(tx: Transaction) -> list[str]:
        people = [f"helper.{number}@nordlicht.example" for number in range(20)]
        return states([open_ticket(tx, Claimed(who), title="Printer") for who in people])

    every = await store.transact(fill)
    assert await refs(store, "helper", limit=50) == every[::-1]
    assert await refs(store, "helper.17 printer") == [every[17]]
    assert await refs(store, "helper printer", limit=50) == every[::-1]
    assert await refs(store, "helper scanner") == []
