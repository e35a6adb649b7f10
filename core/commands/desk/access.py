"""Access: the owners of the catalog see who has what, what ends soon, and what ended with what to show for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.commands.desk.items import allow
from core.commands.registry import Asking, DeskCommand
from core.fulfilment.grants import Held
from core.phrases import Phrase, phrase
from core.queries.access import Access, ByHand, shown_by_hand, sorted_out
from core.ui.cards import Card, Section
from core.ui.inbound import Reply, Shown
from core.ui.text import flatten

WORDS = ("admin access",)
MOST = 15
"""Of one list; the command line has all of it."""


def is_asked(asked: Asking) -> bool:
    """Whether words behind `/request` ask for this, and not for something of the catalog: of its owners, also with
    words behind them.
    """
    said = " ".join(asked.text.split()).casefold()
    if not asked.engine.policy.has_role(asked.person.id, "catalog_owner"):
        return said in WORDS
    return f"{said} ".startswith(tuple(f"{each} " for each in WORDS))


def answer(asked: Asking) -> Reply:
    """Who has what, or what of that fits the words behind. Raises Refusal."""
    engine = asked.engine
    allow(engine.policy, asked.person.id)
    found = sorted_out(_fitting(asked, asked.tx.grants()), engine.now())
    said = [engine.presenter.words(one) for one in _said(found, *shown_by_hand(asked.tx, found.unproved))]
    return Shown(Card(flatten(said[0]), sections=tuple(Section(body=each) for each in said)))


def _fitting(asked: Asking, held: Sequence[Held]) -> Sequence[Held]:
    """What has all the words in its person's name or address, its title or its number; what is private has none."""
    said = " ".join(asked.text.split()).casefold()
    begun = next((each for each in WORDS if f"{said} ".startswith(f"{each} ")), "")
    words = said.removeprefix(begun).split()
    if not words:
        return held

    def fits(one: Held) -> bool:
        told = f"{asked.engine.directory.person(one.person).name} {one.person} {one.title} {one.ref}".casefold()
        return not one.private and all(word in told for word in words)

    return [one for one in held if fits(one)]


def _said(found: Access, by_hand: Sequence[ByHand], unproved: Sequence[Held]) -> tuple[Phrase, ...]:
    """How much there is, then each list that is not empty, what should not be first."""
    count = len(found.late) + len(found.soon) + len(found.in_force)
    over = len(found.unproved) + len(found.proved)
    shown = [phrase("access_overview", count=count, limit=over, least=found.private)]
    if found.late:
        people, items, refs, ends = _columns(found.late, [one.grant.until for one in found.late])
        shown.append(phrase("access_late", people=people, items=items, refs=refs, ends=ends, count=len(found.late)))
    if found.soon:
        people, items, refs, ends = _columns(found.soon, [one.grant.until for one in found.soon])
        shown.append(phrase("access_soon", people=people, items=items, refs=refs, ends=ends, count=len(found.soon)))
    if unproved:
        people, items, refs, ends = _columns(unproved, [one.grant.ended_at for one in unproved])
        shown.append(phrase("access_unproved", people=people, items=items, refs=refs, ends=ends, count=len(unproved)))
    if by_hand:
        held = [one.held for one in by_hand]
        people, items, refs, ends = _columns(held, [one.grant.ended_at for one in held])
        owners, words = tuple(one.by for one in by_hand[:MOST]), tuple(one.said for one in by_hand[:MOST])
        shown.append(
            phrase(
                "access_by_hand", people=people, items=items, refs=refs, ends=ends, owners=owners, words=words,
                count=len(by_hand),
            )
        )  # fmt: skip
    if found.proved:
        people, items, refs, ends = _columns(found.proved, [one.grant.ended_at for one in found.proved])
        proofs = tuple(one.grant.proof for one in found.proved[:MOST])
        shown.append(
            phrase(
                "access_proved", people=people, items=items, refs=refs, ends=ends, words=proofs, count=len(found.proved)
            )
        )
    if found.in_force:
        people, items, refs, ends = _columns(found.in_force, [one.grant.until for one in found.in_force])
        shown.append(
            phrase("access_in_force", people=people, items=items, refs=refs, ends=ends, count=len(found.in_force))
        )
    return tuple(shown)


Columns = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def _columns(held: Sequence[Held], at: Sequence[datetime | None]) -> Columns:
    """Whose, what, by which request, and when (empty where there is no day), of as many as are shown."""
    first = held[:MOST]
    return (
        tuple(one.person for one in first),
        tuple(one.title for one in first),
        tuple(one.ref for one in first),
        tuple(each.isoformat() if each else "" for each in at[:MOST]),
    )


COMMAND = DeskCommand(
    name="access",
    words=(*WORDS, "request admin access"),
    usage="/request admin access [words]",
    help="Who was given what: what ends within two weeks, what should have ended, what ended with proof; words "
    "behind it look for a person or a thing.",
    example="admin access",
    answer=answer,
    allow=allow,
    behind="of_staff",
    changes=False,
    for_staff=True,
)
