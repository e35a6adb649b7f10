"""Tickets in memory: what is stored is replaced, never changed, so that a transaction can be thrown away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import groupby

from core.approvals.state import deciders, may_decide, pending, undecided
from core.fulfilment.grants import Held, called, grants_of, held_by
from core.people import PersonId
from core.ports.tickets import Conflict, Ordered, Search, Waiting
from core.processes import APPROVING, OVER, REQUEST, item_of, parent_of
from core.tickets import finding
from core.tickets.comments import fold_comments
from core.tickets.events import Happened
from core.tickets.facts import Facts, facts_of
from core.tickets.finding import Hit, Said, Wanted
from core.tickets.ticket import Ticket
from tests.fakes.ports.comments import CommentsInMemory

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stored:
    """A ticket as it is kept."""

    ticket: Ticket
    log: tuple[Happened, ...]
    due_at: datetime | None

    @property
    def number(self) -> int:
        return int(self.ticket.ref.rpartition("-")[2])

    @property
    def promised(self) -> datetime | None:
        """When the next promise that is running is due."""
        running = [one.due_at for one in self.ticket.clocks if one.state == "running" and one.due_at is not None]
        return min(running, default=None)


@dataclass
class TicketsInMemory(CommentsInMemory):
    """Implements core.ports.tickets.Tickets; of errands that wait it knows nothing."""

    stored: dict[str, Stored] = field(default_factory=dict)
    newest: int = 0

    def next_number(self, first: int) -> int:
        self.newest = max(self.newest + 1, first)
        return self.newest

    def ticket(self, ref: str) -> Ticket | None:
        return self.stored[ref].ticket if ref in self.stored else None

    def log(self, ref: str) -> tuple[Happened, ...]:
        return self.stored[ref].log if ref in self.stored else ()

    def save(self, before: int, ticket: Ticket, happened: Sequence[Happened], due_at: datetime | None) -> None:
        if ticket.version != before + len(happened):
            raise ValueError(f"{ticket.ref} at version {ticket.version} is not {len(happened)} events after {before}.")
        known = self.ticket(ticket.ref)
        if before != (known.version if known else 0):
            raise Conflict(f"{ticket.ref} is no longer at version {before}.")
        self.stored[ticket.ref] = Stored(ticket, (*self.log(ticket.ref), *happened), due_at)
        self.said[ticket.ref] = fold_comments(happened, self.comments(ticket.ref))

    def facts(self, ref: str) -> Facts | None:
        kept = self.stored.get(ref)
        return facts_of(kept.ticket, kept.log) if kept else None

    def ordered(self) -> Mapping[str, Ordered]:
        return _ordered(self.stored.values())

    def ordered_by(self, requester: PersonId, latest: int) -> Mapping[str, Ordered]:
        own = (one for one in self.stored.values() if one.ticket.requester == requester)
        return _ordered(sorted(own, key=lambda one: -one.number)[:latest])

    def grants(self, person: PersonId | None = None) -> tuple[Held, ...]:
        return tuple(
            Held(
                one.ticket.ref,
                called(one.ticket, grant.key).title,
                held_by(one.ticket, one.log, grant.key),
                called(one.ticket, grant.key).item,
                one.ticket.private,
                grant,
            )
            for one in sorted(self.stored.values(), key=lambda one: one.number)
            for grant in sorted(grants_of(one.ticket, one.log), key=lambda grant: grant.key)
            if person in (None, held_by(one.ticket, one.log, grant.key))
        )

    def holding(self, person: PersonId) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.ref for one in self.grants(person) if one.in_force))

    def search(self, query: Search) -> tuple[Ticket, ...]:
        return tuple(hit.ticket for hit in self.find(query))

    def find(self, query: Search) -> tuple[Hit, ...]:
        fitting = self._fitting(query)
        fitting.sort(key=lambda one: one.number, reverse=query.order == "newest")
        if query.order == "due":
            fitting.sort(key=lambda one: one.promised or self._order_of(one) or _NEVER)
        words = finding.wanted_words(query.text or "")
        found = self._having(fitting, Wanted(tuple((word,) for word in words)), query)
        if not found and words:
            found = self._having(fitting, Wanted(tuple(map(self._meant, words)), inside=True), query)
        return tuple(found[: query.limit])

    def count(self, query: Search) -> int:
        if query.text is not None or query.suits is not None:
            raise ValueError("Tickets that have some words, or that suit somebody, are not counted.")
        return len(self._fitting(query))

    def _fitting(self, query: Search) -> list[Stored]:
        return [one for one in self.stored.values() if _fits(one, query) and not self._stands(one.ticket, query)]

    def _stands(self, order: Ticket, query: Search) -> bool:
        """Whether a task stands for that order."""
        if query.beside is None or order.kind != REQUEST.kind:
            return False
        tasks = replace(query, statuses=query.beside, unassigned=False, suits=None, team=order.team, beside=None)
        found = (one for one in self.stored.values() if parent_of(one.ticket.details) == order.ref)
        return any(_fits(one, tasks) for one in found)

    def _order_of(self, task: Stored) -> datetime | None:
        whole = self.stored.get(parent_of(task.ticket.details))
        return whole.promised if whole else None

    def _having(self, tickets: Sequence[Stored], wanted: Wanted, query: Search) -> list[Hit]:
        """Those that have a word of each group, as far as whoever asks may read them."""
        missing = [(one.ticket, finding.missing_in(one.ticket, wanted)) for one in tickets]
        found = (finding.look_into(ticket, self._read(ticket, query), words) for ticket, words in missing)
        return [hit for hit in found if hit is not None]

    def _read(self, ticket: Ticket, query: Search) -> list[Said]:
        notes = query.reads_notes is not None and query.reads_notes(ticket)
        said = reversed(self.comments(ticket.ref))
        return [
            Said(one.author, one.text, one.public) for one in said if one.text is not None and (one.public or notes)
        ]

    def _meant(self, word: str) -> tuple[str, ...]:
        """The word, and those of all tickets that are one slip away from it."""
        if not finding.is_term(word):
            return (word,)
        texts = [finding.words_of(one.ticket) for one in self.stored.values()]
        texts += [one.text or "" for said in self.said.values() for one in said]
        known = {term for text in texts for term in finding.terms(finding.fold(text))}
        return (word, *(term for term in known if finding.slips(term) & finding.slips(word)))

    def deciding(self) -> Sequence[tuple[PersonId, PersonId]]:
        waiting = [one.ticket for one in self.stored.values() if one.ticket.status in APPROVING]
        return sorted({(person, one.beneficiary) for one in waiting for person in deciders(one) or {""}})

    def asked_to_decide(self) -> Sequence[Waiting]:
        found = [
            Waiting(person, one.ticket.ref, one.ticket.title, stage[1].started_at)
            for one in self.stored.values()
            if (stage := pending(one.ticket)) is not None and stage[1].started_at is not None
            for person in deciders(one.ticket).intersection(undecided(one.ticket))
        ]
        return sorted(found, key=lambda one: (one.since, int(one.ref.rpartition("-")[2]), one.person))

    def unowned(self, most: int) -> Sequence[str]:
        waiting = [one.ticket for one in self.stored.values() if one.ticket.status in APPROVING]
        found = [
            one.ref
            for one in waiting
            if not deciders(one)
            or ((stage := pending(one)) is not None and any(seat.whose is None for seat in stage[1].seats))
        ]
        return sorted(found, key=lambda ref: int(ref.rpartition("-")[2]))[:most]

    def due(self, now: datetime, limit: int) -> tuple[str, ...]:
        due = {ref: one.due_at for ref, one in self.stored.items() if one.due_at is not None and one.due_at <= now}
        return tuple(sorted(due, key=due.__getitem__)[:limit])

    def open_refs(self) -> tuple[str, ...]:
        return tuple(self.open_versions())

    def open_versions(self) -> Mapping[str, int]:
        oldest_first = sorted(self.stored.values(), key=lambda one: one.number)
        return {one.ticket.ref: one.ticket.version for one in oldest_first if one.ticket.status not in OVER}

    def next_due(self) -> datetime | None:
        return min((one.due_at for one in self.stored.values() if one.due_at is not None), default=None)


def _ordered(kept: Iterable[Stored]) -> dict[str, Ordered]:
    at = sorted((item_of(one.ticket.details) or "", one.ticket.created_at or one.log[0].at) for one in kept)
    days = {item: [day for _, day in each] for item, each in groupby(at, key=lambda one: one[0]) if item}
    return {item: Ordered(len(each), each[-1]) for item, each in days.items()}


def _fits(stored: Stored, query: Search) -> bool:
    ticket, promised = stored.ticket, stored.promised
    created = ticket.created_at or stored.log[0].at
    return all(
        (
            query.team in (None, ticket.team),
            query.teams is None or ticket.team in query.teams,
            query.assignee in (None, ticket.assignee),
            not query.unassigned or ticket.assignee is None,
            query.requester in (None, ticket.requester),
            query.theirs in (None, ticket.requester, ticket.beneficiary),
            query.decides is None or may_decide(ticket, query.decides),
            query.service in (None, ticket.service),
            query.created_after is None or created > query.created_after,
            query.statuses is None or ticket.status in query.statuses,
            query.due_before is None or (promised is not None and promised < query.due_before),
            query.private in (None, ticket.private),
            query.before is None or stored.number < query.before,
            query.suits is None or query.suits(ticket),
        )
    )
