"""What is promised of what was said on tickets (core.ports.comments)."""

from __future__ import annotations

import pytest

from core.ports.tickets import Conflict
from core.tickets.comments import fold_comments
from core.tickets.events import CommentDeleted, Commented, CommentEdited, CommentFilesChanged, File, Happened
from core.tickets.evolve import fold
from core.tickets.ticket import Ticket
from tests.fakes.ports.store import StoreWithOutbox
from tests.storage.stories import CHAT, CLAIM, MIA, events, go_on, open_ticket

WRITTEN = Commented(
    "INC-1000/2", MIA, "requester", True, "It is \x00 still broken \ud83d", (File("a.png", "https://f/a"),),
    f"{CHAT}#1.1", True,
)  # fmt: skip
FORM = Commented("INC-1000/3", MIA, "requester", False, "By form.")


async def test_what_was_said_is_found_by_its_id_by_its_message_and_in_order(store: StoreWithOutbox) -> None:
    ref = (await store.transact(open_ticket)).ref
    await store.transact(lambda tx: go_on(tx, ref, WRITTEN, FORM))

    first, second = comments = await store.read(lambda tx: tx.comments(ref))
    assert comments == fold_comments(await store.read(lambda tx: tx.log(ref)))
    assert (first.text, first.files, first.at_home) == (WRITTEN.text, WRITTEN.files, True)
    assert await store.read(lambda tx: tx.comment(ref, second.id)) == second
    assert await store.read(lambda tx: tx.comment_said_in(ref, f"{CHAT}#1.1")) == first
    for other in ("INC-1001", ""):
        assert await store.read(lambda tx, other=other: tx.comments(other)) == ()  # type: ignore[misc]  # bound at once
        assert await store.read(lambda tx, other=other: tx.comment(other, first.id)) is None  # type: ignore[misc]  # same
    assert await store.read(lambda tx: tx.comment(ref, "never said")) is None
    assert await store.read(lambda tx: tx.comment_said_in(ref, f"{CHAT}#1.2")) is None


def saying(before: Ticket, said: Commented) -> tuple[Ticket, tuple[Happened, ...]]:
    """A ticket after somebody wrote, with the event."""
    log = events(said)
    return fold(log, before), log


@pytest.mark.parametrize(
    ("change", "reads"),
    [
        (CommentEdited(WRITTEN.comment, "It works.", late=False), "It works."),
        (CommentEdited(WRITTEN.comment, "It works.", late=True), "It works."),
        (CommentFilesChanged(WRITTEN.comment, (File("b.png", "https://f/b", "chat:F2", 7),)), WRITTEN.text),
        (CommentDeleted(WRITTEN.comment), None),
        (CommentEdited("never said", "It works.", late=False), WRITTEN.text),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
async def test_a_comment_reads_as_it_was_last_changed(
    store: StoreWithOutbox,
    change: CommentEdited | CommentFilesChanged | CommentDeleted,
    reads: str | None,
    *,
    at_once: bool,
) -> None:
    ref = (await store.transact(open_ticket)).ref
    for together in [(WRITTEN, change)] if at_once else [(WRITTEN,), (change,)]:
        await store.transact(lambda tx, together=together: go_on(tx, ref, *together))  # type: ignore[misc]  # bound at once

    (comment,) = await store.read(lambda tx: tx.comments(ref))
    assert comment.text == reads
    kept = change.files if isinstance(change, CommentFilesChanged) else WRITTEN.files
    assert [(each, each.number) for each in comment.files] == [(each, each.number) for each in kept]
    assert (comment,) == fold_comments(await store.read(lambda tx: tx.log(ref)))


async def test_what_a_lost_race_said_is_not_kept(store: StoreWithOutbox) -> None:
    ticket = await store.transact(open_ticket)
    await store.transact(lambda tx: go_on(tx, ticket.ref, CLAIM))

    with pytest.raises(Conflict):
        await store.transact(lambda tx: tx.save(1, *saying(ticket, WRITTEN), None))
    assert await store.read(lambda tx: tx.comments(ticket.ref)) == ()


async def test_of_two_that_say_the_next_thing_at_once_one_is_a_conflict(store: StoreWithOutbox) -> None:
    ticket = await store.transact(open_ticket)
    await store.transact(lambda tx: tx.save(1, *saying(ticket, WRITTEN), None))

    with pytest.raises(Conflict):
        await store.transact(lambda tx: tx.save(1, *saying(ticket, WRITTEN), None))
    assert len(await store.read(lambda tx: tx.comments(ticket.ref))) == 1
