"""Whatever somebody types is text: it finds the ticket that says it, and is never read as a question in a language."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.ports.tickets import Search, Transaction
from core.tickets.ticket import Ticket
from storage import AsyncStore, codec
from storage.driver import Parameters
from storage.indexing import INDEXES
from storage.models import TicketRow
from storage.transaction import SqlTransaction
from tests.fakes.ports.tickets import TicketsInMemory
from tests.storage.stories import LENA, MIA, open_ticket

T = TypeVar("T")

ANYTHING = st.text(st.characters(codec=None, categories=None), max_size=40)
LIKE_A_QUERY = st.lists(
    st.sampled_from(
        ['"', "'", "*", "^", "(", ")", "{", "}", ":", "+", "-", "NEAR", "AND", "OR", "NOT", "%", "_", "\\", "words",
         "rowid", "\x00", "\ud83d", "\U0001f600", "vpn", "&", "|", "!", "<->", "$1", ":limit", "--", ";", "Straße", "ﬁ"]
    ),
    max_size=12,
).flatmap(lambda parts: st.sampled_from(["", " "]).map(lambda between: between.join(parts)))  # fmt: skip
TYPED = st.one_of(ANYTHING, LIKE_A_QUERY)
# One database for all examples: each leaves nothing behind.
ON_A_STORE = settings(
    max_examples=settings().max_examples // 2, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Undone(Exception):
    """What an example stored is not kept."""


async def undone(store: AsyncStore, work: Callable[[Transaction], T]) -> T:
    """What `work` returns, without anything of what it did."""
    kept: list[T] = []

    def run(tx: Transaction) -> None:
        kept.append(work(tx))
        raise Undone

    with pytest.raises(Undone):
        await store.transact(run)
    return kept[-1]


@ON_A_STORE
@given(typed=TYPED, written=TYPED, others=st.lists(TYPED, max_size=3))
async def test_both_databases_find_what_a_plain_look_at_every_ticket_finds(
    store: AsyncStore, typed: str, written: str, others: list[str]
) -> None:
    """The fake goes through all tickets and their words: no index, no syntax."""

    def compare(tx: Transaction) -> tuple[list[str], list[str]]:
        plain = TicketsInMemory()
        for title in (written, *others):
            ticket = open_ticket(tx, title=codec.plain(title))
            plain.save(0, ticket, tx.log(ticket.ref), None)
        query, same = Search(text=typed, limit=50), Search(text=codec.plain(typed), limit=50)
        return [one.ref for one in tx.search(query)], [one.ref for one in plain.search(same)]

    found, wanted = await undone(store, compare)
    assert found == wanted


@ON_A_STORE
@given(typed=TYPED.filter(lambda text: text.replace("\x00", "").split() != []))
async def test_a_ticket_is_found_by_all_of_its_title(store: AsyncStore, typed: str) -> None:
    def look(tx: Transaction) -> bool:
        ticket = open_ticket(tx, title=typed)
        open_ticket(tx, title="something else")
        return ticket.ref in [one.ref for one in tx.search(Search(text=typed))]

    assert await undone(store, look)


@pytest.mark.parametrize(
    "typed", ["x" * 10_000, '"' * 10_000, "vpn " * 2_500, "(" * 5_000 + ")" * 5_000, "\x00" * 10_000]
)
async def test_ten_thousand_letters_are_text_as_well(store: AsyncStore, typed: str) -> None:
    ticket = await store.transact(lambda tx: open_ticket(tx, title="VPN drops", description=typed))
    found = await store.read(lambda tx: tx.search(Search(text=typed)))
    assert [one.ref for one in found] == [ticket.ref]


async def test_more_than_the_newest_thousand_are_found(store: AsyncStore) -> None:
    """PostgreSQL looks among those first."""

    def fill(tx: Transaction) -> None:
        open_ticket(tx, title="The oldest printer")
        tx.next_number(3000)
        open_ticket(tx, title="A printer")

    await store.transact(fill)
    for limit, wanted in ((1, ["INC-3001"]), (2, ["INC-3001", "INC-1000"]), (9, ["INC-3001", "INC-1000"])):
        found = await store.read(lambda tx, limit=limit: tx.search(Search(text="printer", limit=limit)))  # type: ignore[misc]  # bound at once
        assert [one.ref for one in found] == wanted


async def test_many_of_one_word_come_page_by_page_without_a_gap(store: AsyncStore) -> None:
    await store.transact(lambda tx: [open_ticket(tx, title=f"printer {number}") for number in range(230)])
    found = await store.read(lambda tx: tx.search(Search(text="printer", limit=225)))
    assert [one.ref for one in found] == [f"INC-{number}" for number in range(1229, 1004, -1)]


async def test_however_many_share_all_pieces_of_a_word_the_one_that_has_it_is_found(store: AsyncStore) -> None:
    """Two halves of a word that overlap have all of its pieces, and are not the word."""
    oldest = await store.transact(lambda tx: open_ticket(tx, title="interest"))
    await store.transact(lambda tx: _many_alike(tx, open_ticket(tx, title="interes nterest")))
    assert await store.read(lambda tx: tx.search(Search(text="interest"))) == (oldest,)
    assert await store.read(lambda tx: tx.search(Search(text="interest", order="due"))) == (oldest,)


def _many_alike(tx: SqlTransaction, ticket: Ticket) -> None:
    """Thousands of rows as this ticket has, in the way of somebody who searches: to open as many would take long.

    PostgreSQL, which has the words themselves, is not misled, and gets a few.
    """
    count = 5_200 if tx.sql.dialect.name == "sqlite" else 52
    index, first = INDEXES[tx.sql.dialect.name], int(ticket.ref.removeprefix("INC-")) + 1
    (columns,) = tx.sql.rows("SELECT * FROM tickets WHERE ref = :ref", {"ref": ticket.ref})
    names = list(TicketRow.model_fields)
    rows: list[Parameters] = [
        dict(zip(names, columns, strict=True)) | {"ref": f"INC-{number}", "number": number}
        for number in range(first, first + count)
    ]
    insert = f"INSERT INTO tickets ({', '.join(names)}) VALUES ({', '.join(':' + name for name in names)})"
    tx.sql.change_all(insert, rows)
    tx.sql.change_all(index.keep[0][1], [index.entry(int(str(row["number"])), ticket) for row in rows])


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("公司网络坏了", "网络"),
        ("公司网络坏了", "络"),
        ("VPN网络很慢", "vpn网"),
        ("VPN网络很慢", "pn网络"),
        ("会議室のプリンターが動かない", "プリンター"),
        ("会議室のプリンターが動かない", "室の"),
        ("사내메일이 안 됩니다", "메일"),
        ("ไฟดับชั้นสอง", "ดับ"),
    ],
)
async def test_scripts_without_spaces_are_found_by_any_letters_in_a_row(
    store: AsyncStore, title: str, typed: str
) -> None:
    ticket = await store.transact(lambda tx: open_ticket(tx, title=title))
    await store.transact(lambda tx: open_ticket(tx, title="打印机卡纸 网路 プ 일메"))
    assert await store.read(lambda tx: tx.search(Search(text=typed))) == (ticket,)


async def test_a_ticket_that_was_not_kept_is_not_found(store: AsyncStore) -> None:
    await undone(store, lambda tx: open_ticket(tx, title="printer"))
    assert await store.read(lambda tx: tx.search(Search(text="printer"))) == ()
    assert await store.read(lambda tx: tx.search(Search(text="pritner"))) == ()


async def test_a_word_is_known_once_however_many_tickets_have_it(store: AsyncStore) -> None:
    await store.transact(lambda tx: [open_ticket(tx, title="printer", description="") for _ in range(3)])
    ask = "SELECT slip FROM search_terms WHERE term = 'printer' ORDER BY slip"
    slips = [row[0] for row in await store.read(lambda tx: tx.sql.rows(ask, {}))]
    assert slips == sorted(["printer", "rinter", "pinter", "prnter", "priter", "priner", "printr", "printe"])


async def test_a_slip_finds_all_words_that_it_may_have_been(store: AsyncStore) -> None:
    words = ["bail", "fail", "hail", "jail", "mail", "nail", "pail", "rail", "sail", "tail", "vail"]
    await store.transact(lambda tx: [open_ticket(tx, title=word, description="") for word in words])
    found = await store.read(lambda tx: tx.search(Search(text="wail")))
    assert sorted(one.title for one in found) == words


async def test_the_likeliest_of_many_words_is_among_those_a_slip_is_taken_for(store: AsyncStore) -> None:
    """Of whomever the others are: words that the asker cannot see do not crowd out their own."""
    many = " ".join(f"{letter}ritner" for letter in "abcdefghijklmnoqrstuvwxyz")
    await store.transact(lambda tx: open_ticket(tx, title=many, description="", requester=LENA))
    more = " ".join(f"p{letter}itner" for letter in "abcdefghijklmnopqstuvwxyz")
    await store.transact(lambda tx: open_ticket(tx, title=more, description="", requester=LENA))
    ticket = await store.transact(lambda tx: open_ticket(tx, title="printer", description="", requester=MIA))
    assert await store.read(lambda tx: tx.search(Search(text="pritner", requester=MIA, limit=9))) == (ticket,)


async def test_of_a_ticket_with_very_many_words_only_the_first_can_be_found_with_a_slip(store: AsyncStore) -> None:
    strange = [f"strange{a}{b}" for a in "abcdefghij" for b in "klmnopqrst"]
    title, description = "printer jams", " ".join(strange)
    ticket = await store.transact(lambda tx: open_ticket(tx, title=title, description=description))
    assert await store.read(lambda tx: tx.search(Search(text="pritner"))) == (ticket,)
    assert await store.read(lambda tx: tx.search(Search(text=strange[-1]))) == (ticket,)
    ((terms,),) = await store.read(lambda tx: tx.sql.rows("SELECT count(DISTINCT term) FROM search_terms", {}))
    assert terms == 60


async def test_parts_of_a_word_in_other_places_do_not_make_the_word(store: AsyncStore) -> None:
    """Both share all threes with what is asked; and that stands in every ticket's stored form, too."""
    await store.transact(lambda tx: open_ticket(tx, title="deta etai tail ails", description=""))
    await store.transact(lambda tx: open_ticket(tx, title="stra tras rass asse", description='a "b"'))
    for typed in ("details", "strasse", "Straße"):
        assert await store.read(lambda tx, typed=typed: tx.search(Search(text=typed))) == ()  # type: ignore[misc]  # bound at once


async def test_words_are_found_however_they_are_spelled_in_the_stored_form(store: AsyncStore) -> None:
    title, description = 'Straße "Nord" \\ ÄRGER', "first line\nsecond\tline"
    ticket = await store.transact(lambda tx: open_ticket(tx, title=title, description=description))
    for typed in ("strasse", '"nord"', "\\", "ärger", "line second"):
        found = await store.read(lambda tx, typed=typed: tx.search(Search(text=typed)))  # type: ignore[misc]  # bound at once
        assert found == (ticket,), typed
