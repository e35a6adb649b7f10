"""Access: the owners of the catalog see who has what, what ends soon, and what ended with what to show for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.commands.desk.items import allow
from core.commands.registry import Asking, DeskCommand
from core.fulfilment.grants import Held
from core.phrases import Phrase, phrase
from core.queries.access import Access, sorted_out
from core.ui.cards import Action, Button, Card, Section
from core.ui.inbound import Reply, Shown
from core.ui.text import flatten

WORDS = ("admin access",)
MOST = 15
"""Of one list; the command line has all of it."""


def is_asked(text: str) -> bool:
    """Whether words behind `/request` ask for this, and not for something of the catalog."""
    return text.strip().casefold() in WORDS


def answer(asked: Asking) -> Reply:
    """Who has what. Raises Refusal."""
    engine = asked.engine
    allow(engine.policy, asked.person.id)
    found = sorted_out(asked.tx.grants(), engine.now())
    said = [engine.presenter.words(one) for one in _said(found)]
    return Shown(Card(flatten(said[0]), sections=tuple(Section(body=each) for each in said)))


def offer(asked: Asking) -> Button:
    """The button that shows it. Raises Refusal."""
    allow(asked.engine.policy, asked.person.id)
    return Button(asked.engine.presenter.label("access"), Action("access"), "primary")


def _said(found: Access) -> tuple[Phrase, ...]:
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
    if found.unproved:
        people, items, refs, ends = _columns(found.unproved, [one.grant.ended_at for one in found.unproved])
        shown.append(
            phrase("access_unproved", people=people, items=items, refs=refs, ends=ends, count=len(found.unproved))
        )
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
    words=WORDS,
    usage="/request admin access",
    help="Who was given what, what ends within two weeks, what should have ended, and what ended with proof.",
    example="admin access",
    answer=answer,
    allow=allow,
    behind="nothing",
    changes=False,
    for_staff=True,
)
