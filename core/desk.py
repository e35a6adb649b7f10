"""The one door in: `Desk.hear(heard) -> reply`.

The desk finds out who speaks, runs what they ask in one transaction, and answers. An expected no is a sentence to the
speaker; a lost race is decided again; a bug is logged once with a short code that the person is shown.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from core import policy_change, sweep, undeliverable
from core.commands import REGISTRY
from core.commands.desk import home
from core.commands.registry import Asking, Registry
from core.conversation import edits, form_flow, presses, reply_as_notice, router
from core.conversation.stale_cards import redraw_cards
from core.conversation.utterance import Utterance
from core.engine import Engine
from core.errors import Refusal
from core.intake.opening import DETAIL_MAX
from core.people import Person, Speaker
from core.policy import Policy
from core.ports.channel import RetryLater
from core.ports.outbox import Notice
from core.ports.tickets import Conflict, StorageUnavailable, Transaction
from core.queries import digests
from core.ui.cards import Card, say
from core.ui.forms import Choice
from core.ui.grammar import MentionPart
from core.ui.inbound import (
    OVERALL,
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
    Words,
)
from core.ui.text import Run, flatten, harmless, plain


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

    async def choices(
        self, speaker: Speaker, command: str, field: str, typed: str, context: Mapping[str, str | int | bool]
    ) -> tuple[Choice, ...]:
        """Options of a searchable select in a form with that context, best first, at most 100."""
        ...


async def _no_findings() -> tuple[str, ...]:
    return ()


@dataclass(slots=True)
class Desk:
    """The service desk. `findings` are the doctor's, for the admins' page; `registry` is what people can ask for."""

    engine: Engine
    findings: Callable[[], Awaitable[tuple[str, ...]]] = field(default=_no_findings)
    registry: Registry = REGISTRY

    async def hear(self, heard: Heard) -> Reply:
        """Take what was said, commit its effect, and answer: on the spot, or by a notice where nobody is looking.

        The notice is of the transaction that kept the effect. Only where there was none (a refusal, a look) is it
        written afterwards: whoever brings the same again then gets the same.
        """
        person, reply = await self._answer(heard)
        later = self._notice(heard, person, reply)
        if later is None:
            return reply_as_notice.without_form(self.engine, self.registry, heard.speaker.channel, reply)
        await self.engine.store.transact(lambda tx: tx.write_notices([later]))
        return Quiet()

    def _notice(self, heard: Heard, person: Person | None, reply: Reply) -> Notice | None:
        """The reply as a notice, where whoever spoke is not looking. Whoever nobody knows cannot be told."""
        if person is None or self.engine.looks(heard.speaker.channel):
            return None
        return reply_as_notice.notice_of(self.engine, self.registry, heard, person.id, reply)

    async def _answer(self, heard: Heard) -> tuple[Person | None, Reply]:
        """Who spoke, as far as is known, and the reply to them."""
        person = None
        try:
            person = await self.engine.directory.identify(heard.speaker)
            return person, await self._take_or_refuse(heard, person)
        except RetryLater:
            return person, self._refuse(heard, Refusal("unknown_speaker"))
        except StorageUnavailable:
            self.engine.error_log.note("desk.storage_unavailable", heard=type(heard).__name__)
            if isinstance(heard, Edited) or (isinstance(heard, Words) and heard.command is None):
                raise  # the platform brings messages again; a person who pressed or sent a form does it themselves
            return person, self._refuse(heard, Refusal("storage"))
        except Exception as error:  # noqa: BLE001  # whatever it was, it is reported once and the person gets its code
            code = self.engine.error_log.bug("desk.bug", error, heard=type(heard).__name__)
            return person, self._refuse(heard, Refusal("bug", logged=code))

    async def _take_or_refuse(self, heard: Heard, person: Person) -> Reply:
        try:
            return await self._take(heard, person)
        except Refusal as refusal:
            await self._redraw_stale(heard)
            return self._refuse(heard, refusal)

    def _refuse(self, heard: Heard, refusal: Refusal) -> Reply:
        """An expected no in words: at its field when a form was sent, else as a private sentence."""
        text = self.engine.presenter.refusal(refusal)
        slashes = self.engine.slashes(heard.speaker.channel)
        if isinstance(heard, Submit):
            errors = self._errors(heard, refusal)
            if errors is not None:
                return errors
        overheard = isinstance(heard, Words) and not heard.to_bot and heard.command is None
        if isinstance(heard, Words) and overheard and heard.where.thread is None and refusal.code == "no_ticket":
            return Quiet()
        return Shown(say(text, slashes=slashes), refusal=True)

    def _errors(self, sent: Submit, refusal: Refusal) -> Reply | None:
        """Each sentence at its field: of the form as the answers make it, else of the one that was sent.

        Where that one had no such field it opens anew. What is about no field stands on top (OVERALL).
        """
        wrong = (refusal, *refusal.also)
        form = self.engine.presenter.form(refusal.blank) if isinstance(refusal, form_flow.SentBack) else None
        fields = {field.id for field in form.fields} if form else set()
        if not {each.field for each in wrong} <= fields:
            form = None
        found: dict[str, list[str]] = {}
        for each in wrong if form or sent.values else ():
            at = each.field if form or each.field in sent.values else None
            said = flatten(self.engine.presenter.refusal(each), slashes=self.engine.slashes(sent.speaker.channel))
            found.setdefault(at or OVERALL, []).append(said)
        errors = {at: " ".join(said) for at, said in found.items()}
        if form is not None and not errors.keys() <= sent.values.keys():
            return OpenForm(form, errors)
        return FieldErrors(errors, form) if errors else None

    async def _take(self, heard: Heard, person: Person) -> Reply:
        match heard:
            case Words():
                return await self._words(heard, person)
            case Press():
                return await self._press(heard, person)
            case Submit():
                values = await form_flow.people_in(self.engine, heard.values)
                return await self._once(
                    heard, person, heard.command_id,
                    lambda tx: form_flow.submit(self.engine, tx, self.registry, person, heard, values),
                )  # fmt: skip
            case FormChanged():
                values = await form_flow.people_in(self.engine, heard.values)
                return await self.engine.store.read(
                    lambda tx: self.engine.open_form(
                        form_flow.changed_form(self.engine, tx, self.registry, person, heard, values)
                    )
                )
            case Edited():
                return await self._once(
                    heard, person, heard.key, lambda tx: edits.edit(self.engine, tx, self.registry, heard, person)
                )

    async def _once(self, heard: Heard, person: Person, key: str, work: Callable[[Transaction], Reply]) -> Reply:
        """Run `work` in a transaction at most once per `key`; a repeat is answered with the first outcome.

        Whoever is not looking has the answer in the outbox by the same transaction.
        """

        def keyed(tx: Transaction) -> Reply:
            earlier = tx.receipt(key)
            if earlier is not None:
                return Shown(say(plain(earlier))) if earlier else Quiet()
            reply = work(tx)
            if not isinstance(reply, OpenForm | FieldErrors):
                said = reply.card.summary if isinstance(reply, Shown) and not reply.secret else ""
                tx.keep_receipt(key, said, self.engine.now())
            later = self._notice(heard, person, reply)
            if later is None:
                return reply
            tx.write_notices([later])
            return Quiet()

        try:
            return await self.engine.transact(keyed)
        except Conflict:
            raise Refusal("busy") from None

    async def _words(self, words: Words, person: Person) -> Reply:
        parts: list[str | MentionPart] = []
        runs: list[Run] = []
        for part in words.parts:
            if isinstance(part, str | Run):
                run = Run(part) if isinstance(part, str) else part
                run = replace(run, text=harmless(run.text))
                parts.append(run.text)
            else:
                mentioned = await self.engine.directory.identify(part.speaker)
                parts.append(MentionPart(mentioned.id, mentioned.name))
                run = Run(str(parts[-1]))
            runs.append(run)
        where = words.where
        said = tuple(runs) if any(isinstance(part, Run) for part in words.parts) else ()

        def listened(tx: Transaction) -> Reply:
            bound = tx.bound(where.place, where.thread) if where.thread else None
            return router.listen(self.engine, tx, Utterance(words, person, tuple(parts), bound, self.registry, said))

        fits = sum(len(str(part)) for part in parts) <= DETAIL_MAX  # what no form has room for is set aside
        if fits and self.registry.only_reads(words.command):
            return await self.engine.store.read(listened)
        if not words.to_bot and words.command is None:
            # Most of what a channel says is none of our business: look first, and write only where a ticket is.
            def overheard(tx: Transaction) -> Reply | None:
                return None if where.thread and tx.bound(where.place, where.thread) else listened(tx)

            reply = await self.engine.store.read(overheard)
            if reply is not None:
                return reply
        return await self._once(words, person, words.key, listened)

    async def _press(self, press: Press, person: Person) -> Reply:
        quoted = press.quoted.author if press.quoted else None
        author = (await self.engine.directory.identify(quoted)).id if quoted else None

        def pressed(tx: Transaction) -> Reply:
            return presses.press_button(self.engine, tx, self.registry, person, press, author)

        if presses.changes_something(self.registry, press.action):
            return await self._once(press, person, press.key, pressed)
        return await self.engine.store.read(pressed)

    async def _redraw_stale(self, heard: Heard) -> None:
        """Whoever pressed a button that no longer holds sees the cards as they are now."""
        if not isinstance(heard, Press):
            return
        ref = str(heard.action.arguments.get("ticket", ""))
        asked = self.registry.desk.get(heard.action.command)
        if ref and not (asked is not None and asked.pressed_by_card):
            await redraw_cards(self.engine, ref)

    async def home(self, speaker: Speaker) -> Card:
        """The speaker's own page."""
        person = await self.engine.directory.identify(speaker)
        findings = await self.findings() if self.engine.policy.has_role(person.id, "admin") else ()

        def drawn(tx: Transaction) -> Card:
            now, channel = self.engine.now(), speaker.channel
            asked = Asking(self.engine, tx, self.registry, person, now, channel, None, findings=findings)
            return home.draw_page(asked)

        return await self.engine.store.read(drawn)

    async def choices(
        self, speaker: Speaker, command: str, field: str, typed: str, context: Mapping[str, str | int | bool]
    ) -> tuple[Choice, ...]:
        """What a searched field of a form offers: what its command finds; nothing of a form that searches nothing."""
        person, engine = await self.engine.directory.identify(speaker), self.engine
        on_ticket, of_desk = self.registry.tickets.get(command), self.registry.desk.get(command)

        def looked(tx: Transaction) -> tuple[Choice, ...]:
            if on_ticket is not None and on_ticket.find is not None:
                ticket = tx.ticket(str(context.get("ticket", "")))
                return on_ticket.find(engine, tx, person.id, typed, ticket) if ticket is not None else ()
            if of_desk is None or (look := of_desk.find) is None:
                return ()
            of_desk.allow(engine.policy, person.id)
            return look(Asking(engine, tx, self.registry, person, engine.now(), speaker.channel, None), field, typed)

        return await engine.store.read(looked)

    async def sweep(self, most: int = sweep.BATCH) -> int:
        """Let time happen to due tickets, `most` in a transaction; call again until it returns 0."""
        return await sweep.sweep(self.engine, most)

    async def rehearse(self) -> None:
        """Be ready for what time brings next. Raises StorageUnavailable."""
        await sweep.rehearse(self.engine)

    async def work_out(self, old: Policy | None, new: Policy | None = None) -> policy_change.Keep:
        """Work the agenda of every open ticket out anew (at start, and when rules or calendars change).

        `new` rules are put in force by `use` once what is returned has been stored. Raises StorageUnavailable.
        """
        return await policy_change.work_out(self.engine, old, new)

    async def move_in(self, rooms: Mapping[str, Sequence[str]]) -> int:
        """Put the cards of open tickets into triage channels that a team just got (places by team)."""
        return await policy_change.move_in(self.engine, rooms)

    def use(self, policy: Policy) -> None:
        """Put rules in force under which the open tickets are stored."""
        self.engine.policy = policy

    async def unreachable(self, notice: Notice, why: str) -> None:
        """A direct notice was rejected for good: the ladder moves on, the lead is told."""
        await undeliverable.unreachable(self.engine, notice, why)

    async def morning(self) -> int:
        """Write the leads' digests."""
        return await digests.morning(self.engine)

    async def remind_approvers(self) -> int:
        """Write the approvers' digests."""
        return await digests.approvals(self.engine)
