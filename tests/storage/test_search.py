"""Whatever somebody types is text: it finds the ticket that says it, and is never read as a question in a language."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.ports.tickets import Search, Transaction
from core.tickets.events import Commented
from core.tickets.ticket import Ticket
from storage import AsyncStore, codec
from storage.driver import Parameters
from storage.indexing import INDEXES, entry_of
from storage.models import TicketRow
from storage.transaction import SqlTransaction
from tests.fakes.ports.tickets import TicketsInMemory
from tests.storage.stories import LENA, MIA, after, go_on, open_ticket, promise, states

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


async def test_more_than_the_newest_two_thousand_are_found(store: AsyncStore) -> None:
    """PostgreSQL looks among those first."""

    def fill(tx: Transaction) -> None:
        open_ticket(tx, title="The oldest printer")
        tx.next_number(3000)
        open_ticket(tx, title="A printer")

    await store.transact(fill)
    for limit, wanted in ((1, ["INC-3001"]), (2, ["INC-3001", "INC-1000"]), (9, ["INC-3001", "INC-1000"])):
        found = await store.read(lambda tx, limit=limit: tx.search(Search(text="printer", limit=limit)))  # type: ignore[misc]  # bound at once
        assert [one.ref for one in found] == wanted


@pytest.mark.parametrize("count", [200, 2_500])
async def test_a_part_of_many_words_finds_what_has_it_beside_another_word(store: AsyncStore, count: int) -> None:
    """Words are looked for in two ways, by how many there are; and the newest tickets are no help here."""

    def fill(tx: Transaction) -> list[Ticket]:
        named = " ".join(f"host{number}" for number in range(count))
        found = [open_ticket(tx, title="printer", description=named), open_ticket(tx, title="host199 printer")]
        open_ticket(tx, title="printer", description="")
        tx.next_number(3000)
        open_ticket(tx, title="scanner")
        return found

    oldest, newer = await store.transact(fill)
    for typed in ("host printer", "printer host", "host"):
        found = await store.read(lambda tx, typed=typed: tx.search(Search(text=typed)))  # type: ignore[misc]  # bound at once
        assert found == (newer, oldest)
    assert await store.read(lambda tx: tx.search(Search(text="host scanner"))) == ()


@pytest.mark.parametrize("place", [0, 97, 99, 100, 101, 150, 198, 200, 201, 299, 300, 480])
async def test_any_part_of_a_very_long_word_finds_it(store: AsyncStore, place: int) -> None:
    """No index of PostgreSQL takes it whole."""
    letters = "".join(f"{number:x}z" for number in range(0x100, 0x200))[:580]

    def fill(tx: Transaction) -> Ticket:
        ticket = open_ticket(tx, title=letters)
        tx.next_number(3000)
        open_ticket(tx, title="scanner")
        return ticket

    ticket = await store.transact(fill)
    part = letters[place : place + 100]
    assert len(part) == 100
    assert await store.read(lambda tx: tx.search(Search(text=part))) == (ticket,)


async def test_four_letters_find_old_tickets_as_well_as_the_newest(store: AsyncStore) -> None:
    """On SQLite they are looked for in another way among the newest thousand."""

    def fill(tx: Transaction) -> tuple[Ticket, Ticket]:
        oldest = open_ticket(tx, title="a dimple")
        tx.next_number(3000)
        return open_ticket(tx, title="samples"), oldest

    both = await store.transact(fill)
    assert await store.read(lambda tx: tx.search(Search(text="mple"))) == both
    assert await store.read(lambda tx: tx.search(Search(text="mple", limit=1))) == both[:1]
    assert await store.read(lambda tx: tx.search(Search(text="mple samp"))) == both[:1]
    assert await store.read(lambda tx: tx.search(Search(text="mple dimp"))) == both[1:]


async def test_many_of_one_word_come_page_by_page_without_a_gap(store: AsyncStore) -> None:
    await store.transact(lambda tx: [open_ticket(tx, title=f"printer {number}") for number in range(230)])
    found = await store.read(lambda tx: tx.search(Search(text="printer", limit=225)))
    assert [one.ref for one in found] == [f"INC-{number}" for number in range(1229, 1004, -1)]


async def test_however_many_had_a_word_that_is_no_longer_there_the_one_that_has_it_is_found(store: AsyncStore) -> None:
    """What was edited or taken back stays in the index."""
    oldest = await store.transact(lambda tx: open_ticket(tx, title="interest"))
    await store.transact(lambda tx: _many_that_had(tx, " interest ", open_ticket(tx, title="nothing")))
    assert await store.read(lambda tx: tx.search(Search(text="interest"))) == (oldest,)
    assert await store.read(lambda tx: tx.search(Search(text="interest", order="due"))) == (oldest,)


def _many_that_had(tx: SqlTransaction, words: str, ticket: Ticket) -> None:
    """Thousands of rows as this ticket has, in the way of somebody who searches: to open as many would take long."""
    count, first = 2_200, int(ticket.ref.removeprefix("INC-")) + 1
    (columns,) = tx.sql.rows("SELECT * FROM tickets WHERE ref = :ref", {"ref": ticket.ref})
    names = list(TicketRow.model_fields)
    rows: list[Parameters] = [
        dict(zip(names, columns, strict=True)) | {"ref": f"INC-{number}", "number": number}
        for number in range(first, first + count)
    ]
    insert = f"INSERT INTO tickets ({', '.join(names)}) VALUES ({', '.join(':' + name for name in names)})"
    tx.sql.change_all(insert, rows)
    tx.sql.change_all(
        INDEXES[tx.sql.dialect.name].keep[0][1], [entry_of(int(str(row["number"])), words) for row in rows]
    )


@pytest.mark.parametrize(
    "asked", [Search(limit=2), Search(limit=2, order="due"), Search(limit=2, created_after=after(hours=-1))]
)
async def test_what_is_opened_while_one_looks_neither_repeats_nor_hides_a_ticket(
    store: AsyncStore, asked: Search
) -> None:
    """Whoever takes the next ticket that suits them looks at a few at a time."""

    def fill(tx: Transaction) -> list[str]:
        due = [[promise(after(hours=number % 5))] if number % 3 else [] for number in range(23)]
        return states([open_ticket(tx, *one, at=after(hours=number // 4)) for number, one in enumerate(due)])

    def look(tx: Transaction) -> list[str]:
        seen: list[str] = []

        def suits(ticket: Ticket) -> bool:
            seen.append(ticket.ref)
            open_ticket(tx, promise(after(minutes=-len(seen))), at=after(days=2))
            return False

        assert tx.search(replace(asked, suits=suits)) == ()
        return seen

    every = await store.transact(fill)
    seen = await store.transact(look)
    assert sorted(seen) == every


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


async def test_whatever_is_said_in_whatever_order_is_found_however_often_the_index_was_merged(
    store: AsyncStore,
) -> None:
    """FTS5 is given a ticket's row again and again, below and above others; what it had in an older part it keeps."""
    chance, words = random.Random(7), [f"{one}{two}{three}q" for one in "bdfgk" for two in "aeiou" for three in "lmnrs"]
    refs = [(await store.transact(lambda tx: open_ticket(tx, title="T", description=""))).ref for _ in range(30)]
    has: dict[str, set[str]] = {ref: set() for ref in refs}
    for number in range(300):
        ref, said = chance.choice(refs), chance.sample(words, 3)
        text = Commented(f"c{number}", MIA, "requester", True, " ".join(said))
        await store.transact(lambda tx, ref=ref, text=text: go_on(tx, ref, text))  # type: ignore[misc]  # bound at once
        has[ref].update(said)
    for word in words:
        found = await store.read(lambda tx, word=word: tx.search(Search(text=word, limit=50)))  # type: ignore[misc]  # same
        assert states(found) == [ref for ref in reversed(refs) if word in has[ref]]


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


TITLES = (
    "The blank page",
    "My bank card",
    "Datenbank down",
    "Printer jams",
    "Sprinter van",
    "See INC-4711",
    "a_bank",
)


@pytest.mark.parametrize(
    ("typed", "found", "like"),
    [
        ("bank", {"My bank card", "a_bank"}, False),  # neither inside of a word nor a slip of one
        ("ban", {"My bank card", "a_bank"}, False),
        ("pri", {"Printer jams"}, False),
        ("printer", {"Printer jams"}, False),
        ("jam printer", {"Printer jams"}, False),
        ("4711", {"See INC-4711"}, False),
        ("inc-4711", {"See INC-4711"}, False),
        ("rinter", {"Printer jams", "Sprinter van"}, True),
        ("atenbank", {"Datenbank down"}, True),
        ("711", {"See INC-4711"}, True),
        ("pritner", {"Printer jams", "Sprinter van"}, True),
        ("blnak", {"The blank page"}, True),
        ("bank jams", set(), False),
    ],
)
async def test_what_words_begin_with_is_found_and_only_without_that_what_is_like_it(
    store: AsyncStore, typed: str, found: set[str], like: bool
) -> None:
    await store.transact(lambda tx: [open_ticket(tx, title=title, description="") for title in TITLES])
    hits = await store.read(lambda tx: tx.find(Search(text=typed)))
    assert {hit.ticket.title for hit in hits} == found
    assert {hit.like for hit in hits} == ({like} if found else set())


async def test_a_word_that_was_said_is_found_by_its_beginning_alone_too(store: AsyncStore) -> None:
    refs = [(await store.transact(lambda tx: open_ticket(tx, title="T", description=""))).ref for _ in range(2)]
    for ref, said in zip(refs, ("the blank sheet", "linked to the bank"), strict=True):
        text = Commented(f"c{ref}", MIA, "requester", True, said)
        await store.transact(lambda tx, ref=ref, text=text: go_on(tx, ref, text))  # type: ignore[misc]  # bound at once
    (hit,) = await store.read(lambda tx: tx.find(Search(text="bank")))
    assert (hit.ticket.ref, hit.like, hit.quote and hit.quote.text) == (refs[1], False, "linked to the bank")
    (hit,) = await store.read(lambda tx: tx.find(Search(text="ink")))
    assert (hit.ticket.ref, hit.like) == (refs[1], True)


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
