"""The one door in: `Desk.hear(heard) -> reply`.

The desk finds out who speaks, runs what they ask in one transaction, and answers. An expected no is a sentence to the
speaker; a lost race is decided again; a bug is logged once with a short code that the person is shown.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Protocol

from core import policy_change, sweep, undeliverable
from core.commands import COMMANDS, may, reopen
from core.commands.base import carry_out
from core.conversation import chat_state, flat_chat, form_flow, router
from core.conversation.requester import SAID, Spoke, continue_closed
from core.engine import Engine
from core.errors import Refusal
from core.intake.catalog import orderable
from core.notifications.cards import REQUESTER_CARD, TRIAGE_CARD
from core.notifications.facts import Facts
from core.people import Person, Speaker
from core.policy import Policy
from core.ports.messages import RetryLater
from core.ports.outbox import Notice
from core.ports.tickets import Conflict, StorageUnavailable, Transaction
from core.queries import digests, lists, per_person_card
from core.tickets import events as e
from core.tickets.ticket import Comment, Ticket
from core.ui.cards import VIEW, Card, say
from core.ui.forms import Choice, FormValue
from core.ui.grammar import MentionPart, parse
from core.ui.inbound import (
    Edited,
    FieldErrors,
    FormChanged,
    Heard,
    OpenForm,
    Press,
    Quiet,
    Reply,
    Shown,
    Submit,
    Where,
    Words,
)
from core.ui.reading import Values
from core.ui.text import clean, flatten, harmless, plain

TRIES = 4
"""How often a decision is made again when somebody else changed the ticket in between."""

EDIT_WITHIN = timedelta(minutes=10)
"""An edit this soon replaces the words; a later one is added below (experience.md section 5.3)."""


class Door(Protocol):
    """What a channel may call. Never raises an expected no; bugs are logged inside with a code the person is shown."""

    async def hear(self, heard: Heard) -> Reply:
        """Take what was said, commit its effect, and answer. Returns after the commit.

        Raises StorageUnavailable for a message that is to be brought again; it had no effect.
        """
        ...

    async def home(self, speaker: Speaker) -> Card:
        """The speaker's own page (App Home, personal tab), by role (experience.md section 4)."""
        ...

    async def choices(self, speaker: Speaker, command: str, field: str, typed: str) -> tuple[Choice, ...]:
        """Options of a searchable select, best first, at most 100."""
        ...


async def _no_findings() -> tuple[str, ...]:
    return ()


@dataclass(slots=True)
class Desk:
    """The service desk. `findings` are the doctor's, for the admins' page."""

    engine: Engine
    findings: Callable[[], Awaitable[tuple[str, ...]]] = field(default=_no_findings)

    async def hear(self, heard: Heard) -> Reply:
        """Take what was said, commit its effect, and answer."""
        try:
            person = await self.engine.directory.identify(heard.speaker)
            return await self._take(heard, person)
        except Refusal as refusal:
            await self._redraw_stale(heard)
            return self._refuse(heard, refusal)
        except RetryLater:
            return self._refuse(heard, Refusal("unknown_speaker"))
        except StorageUnavailable:
            self.engine.error_log.note("desk.storage_unavailable", heard=type(heard).__name__)
            if isinstance(heard, Edited) or (isinstance(heard, Words) and heard.command is None):
                raise  # the platform brings messages again; a person who pressed or sent a form does it themselves
            return self._refuse(heard, Refusal("storage"))
        except Exception as error:  # noqa: BLE001  # whatever it was, it is reported once and the person gets its code
            code = self.engine.error_log.bug("desk.bug", error, heard=type(heard).__name__)
            return self._refuse(heard, Refusal("bug", logged=code))

    def _refuse(self, heard: Heard, refusal: Refusal) -> Reply:
        """An expected no in words: at its field when a form was sent, else as a private sentence."""
        text = self.engine.presenter.refusal(refusal)
        slashes = self.engine.slashes(heard.speaker.channel)
        if isinstance(heard, Submit):
            at = refusal.field if refusal.field in heard.values else next(reversed(list(heard.values)), "")
            if at:
                return FieldErrors({at: flatten(text, slashes=slashes)})
        overheard = isinstance(heard, Words) and not heard.to_bot and heard.command is None
        if isinstance(heard, Words) and overheard and heard.where.thread is None and refusal.code == "no_ticket":
            return Quiet()
        return Shown(say(text, slashes=slashes), refusal=True)

    async def _take(self, heard: Heard, person: Person) -> Reply:
        match heard:
            case Words():
                return await self._words(heard, person)
            case Press():
                return await self._press(heard, person)
            case Submit():
                values = await self._people_in(heard.values)
                return await self._once(
                    heard.command_id, lambda tx: form_flow.submit(self.engine, tx, person, heard, values)
                )
            case FormChanged():
                values = await self._people_in(heard.values)
                return await self.engine.store.read(
                    lambda tx: OpenForm(form_flow.changed_form(self.engine, tx, person, heard, values))
                )
            case Edited():
                return await self._once(heard.key, lambda tx: self._edit(tx, heard, person))

    async def _once(self, key: str, work: Callable[[Transaction], Reply]) -> Reply:
        """Run `work` in a transaction at most once per `key`; a repeat is answered with the first outcome."""

        def keyed(tx: Transaction) -> Reply:
            earlier = tx.receipt(key)
            if earlier is not None:
                return Shown(say(plain(earlier))) if earlier else Quiet()
            reply = work(tx)
            if not isinstance(reply, OpenForm | FieldErrors):
                said = reply.card.summary if isinstance(reply, Shown) else ""
                tx.keep_receipt(key, said, self.engine.now())
            return reply

        for attempt in range(TRIES):
            try:
                return await self.engine.store.transact(keyed)
            except Conflict:
                if attempt == TRIES - 1:
                    raise Refusal("busy") from None
        raise AssertionError("unreachable")

    async def _words(self, words: Words, person: Person) -> Reply:
        parts: list[str | MentionPart] = []
        for part in words.parts:
            if isinstance(part, str):
                parts.append(harmless(part))
            else:
                mentioned = await self.engine.directory.identify(part.speaker)
                parts.append(MentionPart(mentioned.id, mentioned.name))
        where = words.where

        def listened(tx: Transaction) -> Reply:
            bound = tx.bound(where.place, where.thread) if where.thread else None
            return router.listen(self.engine, tx, Spoke(words, person, tuple(parts), bound))

        if words.command in ("incident", "request"):
            return await self.engine.store.read(listened)
        if not words.to_bot and words.command is None:
            # Most of what a channel says is none of our business: look first, and write only where a ticket is.
            def overheard(tx: Transaction) -> Reply | None:
                return None if where.thread and tx.bound(where.place, where.thread) else listened(tx)

            reply = await self.engine.store.read(overheard)
            if reply is not None:
                return reply
        return await self._once(words.key, listened)

    async def _press(self, press: Press, person: Person) -> Reply:
        action = press.action
        engine = self.engine
        if press.action.command in ("create_from_message", "create_by_emoji", "ticket_actions"):
            author = press.quoted.author if press.quoted else None
            who = (await engine.directory.identify(author)).id if author else None
            return await self._once(press.key, lambda tx: form_flow.from_quoted(engine, tx, person, press, who))
        if action.command in ("open_incident", "open_request"):
            return await engine.store.read(
                lambda tx: OpenForm(form_flow.first_form(engine, person, flat_chat.with_words(tx, person.id, action)))
            )
        if action.command in (flat_chat.THIS_ONE, flat_chat.SOMETHING_NEW):
            return await self._once(press.key, lambda tx: flat_chat.press(engine, tx, person.id, press))
        ref = str(action.arguments.get("ticket", ""))
        if action.command == "show":
            return await engine.store.read(lambda tx: Shown(lists.compact(engine, tx, ref, person.id)))
        if action.command == VIEW:
            place = press.where.place
            return await engine.store.read(
                lambda tx: Shown(
                    per_person_card.triage_view(engine, tx, person.id, ref, place, partial(may, engine.policy))
                )
            )
        if action.command == "follow_up":
            return await self._once(press.key, lambda tx: self._follow_up(tx, press, person, ref))
        command = COMMANDS.get(action.command)
        if command is None:
            raise Refusal("outdated_button")
        arguments = command.read_press(action.arguments) if command.read_press else None
        if arguments is None:
            return await engine.store.read(
                lambda tx: OpenForm(form_flow.command_form(engine, tx, person, action.command, ref))
            )

        def pressed(tx: Transaction) -> Reply:
            ticket = form_flow.seen_ticket(engine, tx, ref, person.id)
            command.allow(engine.policy, ticket, person.id)
            return carry_out(engine, tx, command, ticket, person.id, engine.moment(press.at), arguments)

        return await self._once(press.key, pressed)

    def _follow_up(self, tx: Transaction, press: Press, person: Person, ref: str) -> Reply:
        engine = self.engine
        old = form_flow.seen_ticket(engine, tx, ref, person.id)
        reopen.allow(engine.policy, old, person.id)
        if old.status not in ("closed", "cancelled"):
            raise Refusal("not_over", ref=ref)
        if old.followed_up_by:
            raise Refusal("followed_up", ref=ref, by=old.followed_up_by[-1])
        continue_closed(engine, tx, old, "", person.id, engine.moment(press.at), press.speaker.channel)
        return Quiet()

    def _edit(self, tx: Transaction, edited: Edited, person: Person) -> Reply:
        ticket, said = _find_said(tx, edited.where)
        if said is None and edited.where.flat:
            chat_state.change(tx, person.id, f"{edited.where.place}#{edited.where.message}", edited.text)
        if ticket is None or said is None or said.author != person.id or said.text is None:
            return Quiet()
        at = self.engine.moment(edited.at)
        text = clean(edited.text or "")
        if edited.text is None:
            change: e.Event = e.CommentDeleted(said.id)
        else:
            text = self._without_command(text, ticket.ref, said)
            if text == said.text:
                return Quiet()
            change = e.CommentEdited(said.id, text, late=at - said.at > EDIT_WITHIN)
        self.engine.run(tx, ticket, person.id, at, lambda draft: draft.happen(change))
        return Quiet()

    def _without_command(self, text: str, ref: str, said: Comment) -> str:
        """An edited message as a comment keeps it: without the sign, command or number that was taken off at first."""
        if text.startswith(">>"):
            return text[2:].strip()
        answers = {"reply": "reply"} if said.public and said.voice == "responder" else {}
        typed = parse(text, answers, tuple(self.engine.policy.prefixes.values()))
        first = text.split(maxsplit=1)[0].casefold() if text else ""
        taken_off = typed.command is not None or (typed.ticket_leads and typed.ticket == ref)
        return typed.words.strip() if taken_off and not (said.text or "").casefold().startswith(first) else text

    async def _people_in(self, values: Mapping[str, FormValue | None]) -> Values:
        """Values with the speaker ids that user fields carry turned into person ids."""
        known = tuple(f"{name}:" for name in self.engine.channels)
        found: dict[str, FormValue | None] = {}
        for key, value in values.items():
            if isinstance(value, str) and value.startswith(known):
                found[key] = await self._person_id(value)
            elif isinstance(value, tuple):
                found[key] = tuple([await self._person_id(v) if v.startswith(known) else v for v in value])
            else:
                found[key] = value
        return found

    async def _person_id(self, speaker: str) -> str:
        return (await self.engine.directory.identify(Speaker(speaker.partition(":")[0], speaker))).id

    async def _redraw_stale(self, heard: Heard) -> None:
        """Whoever pressed a button that no longer holds sees the cards as they are now."""
        ref = str(heard.action.arguments.get("ticket", "")) if isinstance(heard, Press) else ""
        if not ref or (isinstance(heard, Press) and heard.action.command == VIEW):
            return
        now, places = self.engine.now(), self.engine.places

        def redraw(tx: Transaction) -> None:
            ticket = tx.ticket(ref)
            if ticket is None:
                return
            home = None if ticket.home == "direct" else ticket.home.partition("#")[0]
            tx.write_notices(
                [
                    card.notice(
                        Facts(), ticket=ref, to=to, key=f"{ref}:stale:{self.engine.new_id()}", at=now, place=place
                    )
                    for card, to, where in (
                        (TRIAGE_CARD, f"triage:{ticket.team}", places.triage(ticket.team)),
                        (REQUESTER_CARD, "requester", (home,)),
                    )
                    for place in where
                ]
            )

        try:
            await self.engine.store.transact(redraw)
        except (StorageUnavailable, Conflict):
            self.engine.error_log.note("desk.stale_card", ticket=ref)

    async def home(self, speaker: Speaker) -> Card:
        """The speaker's own page."""
        person = await self.engine.directory.identify(speaker)
        findings = await self.findings() if self.engine.policy.has_role(person.id, "admin") else ()
        page = await self.engine.store.read(lambda tx: lists.home(self.engine, tx, person, findings))
        return self.engine.presenter.home(page, self.engine.now())

    async def choices(self, speaker: Speaker, command: str, field: str, typed: str) -> tuple[Choice, ...]:
        """Services and items by typed words (no form needs more today)."""
        person = await self.engine.directory.identify(speaker)
        policy = self.engine.policy
        named = {key: one.name for key, one in policy.services.items()}
        if field == "item":
            named = {item.key: item.name for item in orderable(policy, person.id)}
        wanted = typed.casefold()
        found = [Choice(key, name) for key, name in named.items() if wanted in name.casefold() or wanted in key]
        return tuple(found[:100])

    async def sweep(self) -> int:
        """Let time happen to due tickets; call again until it returns 0."""
        return await sweep.sweep(self.engine)

    async def adopt(self, old: Policy | None) -> int:
        """Work the agenda of every open ticket out anew (at start, and when rules or calendars changed)."""
        return await policy_change.adopt(self.engine, old)

    async def move_in(self, rooms: Mapping[str, Sequence[str]]) -> int:
        """Put the cards of open tickets into triage channels that a team just got (places by team)."""
        return await policy_change.move_in(self.engine, rooms)

    def use(self, policy: Policy) -> None:
        """Take new rules; `adopt` must follow."""
        self.engine.policy = policy

    async def unreachable(self, notice: Notice, why: str) -> None:
        """A direct notice was rejected for good: the ladder moves on, the lead is told."""
        await undeliverable.unreachable(self.engine, notice, why)

    async def morning(self) -> int:
        """Write the leads' digests."""
        return await digests.morning(self.engine)


def _find_said(tx: Transaction, where: Where) -> tuple[Ticket | None, Comment | None]:
    """The comment that a message is, and its ticket: in a flat chat by the message itself, else by its thread."""
    own = tx.bound(where.place, where.message) if where.message else None
    if own is not None and own.role.startswith(SAID):
        ticket = tx.ticket(own.ticket)
        return ticket, ticket.comment(own.role.removeprefix(SAID)) if ticket else None
    if where.thread is None:
        return None, None
    bound = tx.bound(where.place, where.thread)
    ticket = tx.ticket(bound.ticket) if bound else None
    said_in = f"{where.place}#{where.message}"
    said = _said_there(ticket, said_in)
    while said is None and ticket is not None and (ticket.followed_up_by or ticket.merged):
        ticket = tx.ticket(ticket.merged.into if ticket.merged else ticket.followed_up_by[-1])
        said = _said_there(ticket, said_in)
    return ticket, said


def _said_there(ticket: Ticket | None, said_in: str) -> Comment | None:
    """The comment of a ticket that was written in that message."""
    return next((one for one in ticket.comments if one.said_in == said_in), None) if ticket else None
