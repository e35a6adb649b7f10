"""Texts are packed into few bytes and come back as they were, those of older versions as well."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tickets.evolve import fold
from core.tickets.ticket import Ticket
from storage import codec, migrate, open_store
from storage.dictionaries import DICTIONARIES
from storage.packing import pack, unpack
from tests.storage.stories import CLAIM, NOW, after, comment, events, go_on, open_ticket, opened, promise


@given(st.text(st.characters(codec="ascii")))
def test_any_text_of_the_codec_comes_back_as_it_was(text: str) -> None:
    assert unpack(pack(text)) == text


def test_a_text_from_before_there_was_packing_is_read_as_it_is() -> None:
    assert unpack('{"ref":"INC-1"}') == '{"ref":"INC-1"}'


def test_a_text_packed_by_a_newer_version_is_refused_in_a_sentence() -> None:
    with pytest.raises(LookupError, match="packed in way 255, which this version does not know"):
        unpack(b"\xff...")


@pytest.mark.parametrize("cut", [1, 2, 5, 20])
def test_a_text_that_was_cut_off_is_not_taken_for_a_shorter_one(cut: int) -> None:
    packed = pack(codec.write(fold(events(opened("INC-1000"), CLAIM))))
    with pytest.raises(ValueError, match="cut off"):
        unpack(packed[:-cut])
    with pytest.raises(ValueError, match="something stands behind it"):
        unpack(packed + b"x")


@pytest.mark.parametrize("broken", [b"", b"\x01", b"\x01\xff\xff\xff"])
def test_what_is_no_packed_text_is_refused(broken: bytes) -> None:
    with pytest.raises(ValueError, match="A packed text is"):
        unpack(broken)


def test_a_dictionary_that_texts_stand_on_never_changes() -> None:
    digests = {number: hashlib.sha256(text).hexdigest()[:12] for number, text in DICTIONARIES.items()}
    assert digests == {1: "bd6b1b8f10b9"}


def test_a_ticket_takes_a_third_of_its_text_at_most() -> None:
    ticket = fold(events(opened("INC-1000"), promise(after(hours=8)), CLAIM, comment(1)))
    text = codec.write(ticket)
    assert len(pack(text)) * 3 < len(text)


async def test_a_ticket_that_was_stored_as_text_is_read_and_packed_with_its_next_change(tmp_path) -> None:
    address = f"sqlite+aiosqlite:///{tmp_path}/desk.db"
    migrate(address)
    async with open_store(address, now=lambda: NOW) as store:
        ticket = await store.transact(open_ticket)
        as_text = {"ref": ticket.ref, "text": codec.write(ticket)}
        await store.transact(lambda tx: tx.sql.change("UPDATE tickets SET state = :text WHERE ref = :ref", as_text))
        assert await store.read(lambda tx: tx.ticket(ticket.ref)) == ticket
        changed = await store.transact(lambda tx: go_on(tx, ticket.ref, CLAIM))
        assert await store.read(lambda tx: tx.ticket(ticket.ref)) == changed
        ((state,),) = await store.read(lambda tx: tx.sql.rows("SELECT state FROM tickets", {}))
    assert codec.read(Ticket, state) == changed
    assert isinstance(state, bytes)
