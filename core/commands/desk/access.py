"""Access: the owners of the catalog see who has what, what ends soon, and what ended with what to show for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.commands.desk.items import allow
from core.commands.registry import Asking, DeskCommand
from core.fulfilment.grants import Held
from core.phrases import Phrase, phrase
from core.queries.access import Access, ByHand, keeping, looked_up, never_ends, shown_by_hand, sorted_out
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
    held = looked_up(asked.tx, asked.tx.grants(), engine.now(), engine.policy.catalog)
    found = sorted_out(_fitting(asked, held), engine.now())
    said = [engine.presenter.words(one) for one in _said(asked, found, *shown_by_hand(asked.tx, found.unproved))]
    return Shown(Card(flatten(said[0]), sections=tuple(Section(body=each) for each in said)))


def _fitting(asked: Asking, held: Sequence[Held]) -> Sequence[Held]:
    """What has all the words in its person's name or address, its title or its number; what is private has none."""
    said = " ".join(asked.text.split()).casefold()
    begun = next((each for each in WORDS if f"{said} ".startswith(f"{each} ")), "")
    words = said.removeprefix(begun).split()
    if not words:
        return held

    def fits(one: Held) -> bool:
        told = f"{_whose(asked, one)} {one.holder or one.person} {one.title} {one.ref}".casefold()
        return not one.private and all(word in told for word in words)

    return [one for one in held if fits(one)]


def _whose(asked: Asking, one: Held) -> str:
    """Whose it is, by name: what was ordered for somebody new is not whose that ordered it."""
    known = asked.engine.directory.person
    if not one.holder:
        return known(one.person).name
    return known(one.holder).name if "@" in one.holder else one.holder


@dataclass(frozen=True, slots=True)
class _List:
    """One list, as many as are shown: whose, what, by which request, when (empty where there is no day), who asks to
    keep it longer; `count` is how many there are.
    """

    holders: tuple[str, ...]
    items: tuple[str, ...]
    refs: tuple[str, ...]
    ends: tuple[str, ...]
    notes: tuple[str, ...]
    count: int


def _said(asked: Asking, found: Access, by_hand: Sequence[ByHand], unproved: Sequence[Held]) -> Iterator[Phrase]:
    """How much there is, then each list that is not empty, what should not be first."""
    count = len(found.late) + len(found.soon) + len(found.in_force)
    over = len(found.unproved) + len(found.proved)
    yield phrase("access_overview", count=count, limit=over, least=found.private)
    if found.late:
        shown = _list(asked, found.late)
        yield phrase(
            "access_late",
            holders=shown.holders,
            items=shown.items,
            refs=shown.refs,
            ends=shown.ends,
            notes=shown.notes,
            count=shown.count,
        )
    if found.soon:
        shown, dues = _list(asked, found.soon), tuple(_iso(one.due_at) for one in found.soon[:MOST])
        yield phrase(
            "access_soon",
            holders=shown.holders,
            items=shown.items,
            refs=shown.refs,
            ends=shown.ends,
            notes=shown.notes,
            count=shown.count,
            dues=dues,
        )
    if unproved:
        shown = _list(asked, unproved)
        yield phrase(
            "access_unproved",
            holders=shown.holders,
            items=shown.items,
            refs=shown.refs,
            ends=shown.ends,
            count=shown.count,
        )
    if by_hand:
        shown = _list(asked, [one.held for one in by_hand])
        owners, words = tuple(one.by for one in by_hand[:MOST]), tuple(one.said for one in by_hand[:MOST])
        yield phrase(
            "access_by_hand",
            holders=shown.holders,
            items=shown.items,
            refs=shown.refs,
            ends=shown.ends,
            count=shown.count,
            owners=owners,
            words=words,
        )
    if found.proved:
        shown, words = _list(asked, found.proved), tuple(one.grant.proof for one in found.proved[:MOST])
        yield phrase(
            "access_proved",
            holders=shown.holders,
            items=shown.items,
            refs=shown.refs,
            ends=shown.ends,
            count=shown.count,
            words=words,
        )
    if found.in_force:
        shown = _list(asked, found.in_force)
        yield phrase(
            "access_in_force",
            holders=shown.holders,
            items=shown.items,
            refs=shown.refs,
            ends=shown.ends,
            notes=shown.notes,
            count=shown.count,
        )


def _list(asked: Asking, held: Sequence[Held]) -> _List:
    first = held[:MOST]
    return _List(
        tuple(_whose(asked, one) for one in first),
        tuple(one.title for one in first),
        tuple(one.ref for one in first),
        tuple(_iso(one.grant.until if one.in_force else one.grant.ended_at) for one in first),
        tuple(_noted(asked, one) for one in first),
        len(held),
    )


def _noted(asked: Asking, one: Held) -> str:
    """That nobody knows whether it was given, that nobody takes it away, and that somebody asks to keep it longer."""
    unsure = flatten(asked.engine.presenter.words(phrase("maybe_given"))) if one.maybe else ""
    return " · ".join(filter(None, (unsure, _endless(asked, one), _kept(asked, one))))


def _endless(asked: Asking, one: Held) -> str:
    """That the step was skipped which was to take it away, by whom and why; nothing where it was not."""
    found = never_ends(asked.tx, one)
    if found is None:
        return ""
    return flatten(asked.engine.presenter.words(phrase("never_ends", person=found[0], text=found[1])))


def _kept(asked: Asking, one: Held) -> str:
    """That somebody asks to keep it longer; nothing where nobody does."""
    found = keeping(asked.tx, asked.engine.policy, one)
    if found is None:
        return ""
    until = found.until.isoformat() if found.until is not None else None
    said = phrase("asked_to_keep", person=found.person, until=until, ref=found.order, people=found.people)
    return flatten(asked.engine.presenter.words(said))


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


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
