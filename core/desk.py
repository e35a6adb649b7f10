"""The one door in: `Desk.hear(heard) -> reply`.

The desk finds out who speaks, runs what they ask in one transaction, and answers. An expected no is a sentence to the
speaker; a lost race is decided again; a bug is logged once with a short code that the person is shown.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core import policy_change, sweep, undeliverable
from core.commands import REGISTRY
from core.commands.base import need_with_company
from core.commands.desk import home, standing_prompts
from core.commands.desk.pending_words import CARRIED_LETTERS
from core.commands.desk.source_words import reads_now, was_edited
from core.commands.registry import Asking, Registry
from core.conversation import edited_files, edits, form_flow, outdated, presses, reply_as_notice, router, up_to_date
from core.conversation.stale_cards import redraw_cards
from core.conversation.unread_files import advise
from core.conversation.utterance import Utterance
from core.engine import Engine
from core.errors import Refusal
from core.people import UNNAMED, Person, Speaker
from core.policy import Policy
from core.ports.channel import RetryLater
from core.ports.outbox import Notice
from core.ports.tickets import Conflict, StorageUnavailable, Transaction
from core.queries import digests
from core.ui.blanks import SentBack
from core.ui.cards import Card, is_small, say
from core.ui.forms import Choice, told_apart
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
from core.ui.on_demand import HOME, opened_on
from core.ui.slips import Mistyped
from core.ui.text import Run, flatten, harmless, one_name, plain


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
        person, comes_again = None, isinstance(heard, Edited) or (isinstance(heard, Words) and heard.command is None)
        try:
            if isinstance(heard, Words) and await self._is_nobodys(heard):
                return None, Quiet()
            person = await self.engine.directory.identify(heard.speaker)
            return person, standing_prompts.naming_its_prompt(heard, await self._take_or_refuse(heard, person))
        except RetryLater:
            if comes_again:
                raise
            return person, self._refuse(heard, Refusal("unknown_speaker"))
        except StorageUnavailable:
            self.engine.error_log.note("desk.storage_unavailable", heard=type(heard).__name__)
            if comes_again:
                raise  # the platform brings messages again; a person who pressed or sent a form does it themselves
            return person, self._refuse(heard, Refusal("storage"))
        except Exception as error:  # noqa: BLE001  # whatever it was, it is reported once and the person gets its code
            code = self.engine.error_log.bug("desk.bug", error, heard=type(heard).__name__)
            return person, self._refuse(heard, Refusal("bug", logged=code))

    async def _is_nobodys(self, words: Words) -> bool:
        """Whether words of a channel are said to others, about no ticket: then nobody asks who says them."""
        if words.to_bot or words.command is not None or router.may_mean_us(self.engine, words):
            return False
        place, thread = words.where.place, words.where.thread
        return not thread or await self.engine.store.read(lambda tx: tx.bound(place, thread)) is None

    async def _take_or_refuse(self, heard: Heard, person: Person) -> Reply:
        try:
            return await self._take(heard, person)
        except Refusal as refusal:
            await self._redraw_stale(heard)
            reply = await self._present(heard, person, refusal) or self._refuse(heard, refusal)
            if not (page := up_to_date.page_under(heard)) or not _is_refused(reply):
                return reply
            findings = await self._findings_on(page, person)
            return await self.engine.store.read(lambda tx: self._followed(tx, heard, person, findings, reply))

    async def _present(self, heard: Heard, person: Person, refusal: Refusal) -> Reply | None:
        """What is asked for now, for whoever pressed a button of what was asked before; None of anything else."""
        if refusal.code != "outdated_approval" or not isinstance(heard, Press) or up_to_date.page_under(heard):
            return None
        ref, no = str(heard.action.arguments.get("ticket", "")), self.engine.presenter.refusal(refusal)
        slashes = self.engine.slashes(heard.speaker.channel)
        return await self.engine.store.read(
            lambda tx: outdated.with_present(self.engine, tx, ref, person.id, no, slashes=slashes)
        )

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
        meant = refusal.meant if isinstance(refusal, Mistyped) else ()
        return Shown(say(text, *meant, slashes=slashes), refusal=True)

    def _errors(self, sent: Submit, refusal: Refusal) -> Reply | None:
        """Each sentence at its field: of the form as the answers make it, else of the one that was sent.

        Where that one had no such field it opens anew. What is about no field stands on top (OVERALL).
        """
        wrong = (refusal, *refusal.also)
        form = self.engine.presenter.form(refusal.blank) if isinstance(refusal, SentBack) else None
        if form is not None and not {each.field for each in wrong} <= {field.id for field in form.fields}:
            form = None
        found: dict[str, list[str]] = {}
        for each in wrong if form or sent.values else ():
            at = each.field if form or each.field in sent.values else None
            said = flatten(self.engine.presenter.refusal(each), slashes=self.engine.slashes(sent.speaker.channel))
            found.setdefault(at or OVERALL, []).append(said)
        errors = {at: " ".join(said) for at, said in found.items()}
        if form is not None and (page := up_to_date.page_under(sent)):
            form = opened_on(OpenForm(form), page).form
        anew = isinstance(refusal, SentBack) and refusal.anew
        if form is not None and (anew or not errors.keys() <= sent.values.keys()):
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
                findings = await self._findings_on(up_to_date.page_under(heard), person)

                def submitted(tx: Transaction) -> Reply:
                    need_with_company(tx, person.id)
                    prompt = standing_prompts.used(tx, heard.where)
                    sent = form_flow.submit(self.engine, tx, self.registry, person, heard, values)
                    reply = standing_prompts.answered(self.engine, tx, person.id, heard, prompt, sent)
                    return self._followed(tx, heard, person, findings, reply)

                return await self._once(heard, person, heard.command_id, submitted)
            case FormChanged():
                values = await form_flow.people_in(self.engine, heard.values)

                def redrawn(tx: Transaction) -> Reply:
                    blank = form_flow.changed_form(self.engine, tx, self.registry, person, heard, values)
                    return self._followed(tx, heard, person, (), self.engine.open_form(blank))

                return await self.engine.store.read(redrawn)
            case Edited():
                if heard.files is not None:  # whether its words are refused or not

                    def followed(tx: Transaction) -> Reply:
                        edited_files.follow_files(self.engine, tx, heard, person)
                        return Quiet()

                    await self._once(heard, person, f"{heard.key}:files", followed)
                if heard.words_stay and heard.unread is None:
                    return Quiet()

                def changed(tx: Transaction) -> Reply:
                    own = Quiet() if heard.words_stay else edits.edit(self.engine, tx, self.registry, heard, person)
                    return advise(self.engine, tx, heard, own)

                return await self._once(heard, person, heard.key, changed)

    async def _once(self, heard: Heard, person: Person, key: str, work: Callable[[Transaction], Reply]) -> Reply:
        """Run `work` in a transaction at most once per `key`; a repeat is answered with the first outcome.

        Whoever is not looking has the answer in the outbox by the same transaction.
        """

        def keyed(tx: Transaction) -> Reply:
            earlier = tx.receipt(key)
            if earlier is not None:
                return Shown(say(plain(earlier))) if earlier and not was_edited(tx, heard, person.id) else Quiet()
            reply = work(tx)
            if not isinstance(reply, OpenForm | FieldErrors):
                # A line that only says where words went need not be said again, whatever became of them since.
                kept = isinstance(reply, Shown) and not reply.secret and not is_small(reply.card)
                said = reply.card.summary if isinstance(reply, Shown) and kept else ""
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
                carried = one_name(part.name) if mentioned.name == UNNAMED else ""  # proves nothing: for these words
                parts.append(MentionPart(mentioned.id, carried or mentioned.name))
                run = Run(str(parts[-1]))
            runs.append(run)
        where = words.where
        said = tuple(runs) if any(isinstance(part, Run) for part in words.parts) else ()

        def listened(tx: Transaction) -> Reply:
            bound = tx.bound(where.place, where.thread) if where.thread else None
            return router.listen(self.engine, tx, Utterance(words, person, tuple(parts), bound, self.registry, said))

        def heard(tx: Transaction) -> Reply:
            """What is said by now, if it was edited before it could be heard; nothing of what was deleted."""
            text = "".join(map(str, parts))
            message = where.key if words.command is None else ""
            now = reads_now(tx, message, person.id, text) if message else text
            if now is None:
                return Quiet()
            if now == text:
                return advise(self.engine, tx, words, listened(tx))
            bound = tx.bound(where.place, where.thread) if where.thread else None
            said_now = Utterance(words, person, (now,), bound, self.registry)
            return advise(self.engine, tx, words, router.listen(self.engine, tx, said_now))

        fits = sum(len(str(part)) for part in parts) <= CARRIED_LETTERS  # what no button has room for is set aside
        if fits and self.registry.only_reads(words.command):
            return await self.engine.store.read(listened)
        if not words.to_bot and words.command is None:
            # Most of what a channel says is none of our business: look first, and write only where a ticket is.
            def overheard(tx: Transaction) -> Reply | None:
                return None if where.thread and tx.bound(where.place, where.thread) else listened(tx)

            reply = await self.engine.store.read(overheard)
            if reply is not None:
                return reply
        return await self._once(words, person, words.key, heard)

    async def _press(self, press: Press, person: Person) -> Reply:
        quoted = press.quoted.author if press.quoted else None
        author = (await self.engine.directory.identify(quoted)).id if quoted else None

        findings = await self._findings_on(up_to_date.page_under(press), person)

        def pressed(tx: Transaction) -> Reply:
            need_with_company(tx, person.id)
            reply = presses.press_button(self.engine, tx, self.registry, person, press, author)
            return self._followed(tx, press, person, findings, reply)

        def changed(tx: Transaction) -> Reply:
            prompt = standing_prompts.used(tx, press.where)  # looked at before anything is written
            return standing_prompts.answered(self.engine, tx, person.id, press, prompt, pressed(tx))

        if presses.changes_something(self.registry, press.action):
            return await self._once(press, person, press.key, changed)
        return await self.engine.store.read(pressed)

    def _followed(
        self, tx: Transaction, heard: Heard, person: Person, findings: tuple[str, ...], reply: Reply
    ) -> Reply:
        """The reply, with what was opened on demand as it is after what was done there."""
        page = up_to_date.page_under(heard)
        looks = isinstance(heard, Press) and not presses.changes_something(self.registry, heard.action)
        if not page or (looks and not isinstance(reply, OpenForm) and not _is_refused(reply)):
            return reply
        now, channel, where = self.engine.now(), heard.speaker.channel, getattr(heard, "where", None)
        asked = Asking(self.engine, tx, self.registry, person, now, channel, where, findings=findings)
        return up_to_date.follow(asked, page, reply)

    async def _findings_on(self, page: str, person: Person) -> tuple[str, ...]:
        """What the doctor found, where somebody's own page is drawn who is told of it."""
        return await self._findings(person) if page == HOME else ()

    async def _findings(self, person: Person) -> tuple[str, ...]:
        return await self.findings() if self.engine.policy.has_role(person.id, "admin") else ()

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
        findings = await self._findings(person)

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
            asked = Asking(engine, tx, self.registry, person, engine.now(), speaker.channel, None, arguments=context)
            return look(asked, field, typed)

        return told_apart(await engine.store.read(looked))

    async def stands(self, speaker: Speaker, asked: Shown, message: str) -> None:
        """Learn where an answer stands that asks."""
        person = await self.engine.directory.identify(speaker)
        slashes, now = self.engine.slashes(speaker.channel), self.engine.now()

        def keep(tx: Transaction) -> None:
            standing_prompts.remember(tx, person.id, asked.prompt, message, asked.card, now, slashes=slashes)

        await self.engine.store.transact(keep)

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

    async def end_old_prompts(self) -> int:
        """Take the buttons off prompts that nobody answered within a day. Returns how many those were."""
        return await standing_prompts.end_old(self.engine)

    async def remind_writers(self) -> int:
        """Tell people which of their words wait for an answer of theirs."""
        return await digests.unanswered(self.engine)


def _is_refused(reply: Reply) -> bool:
    return isinstance(reply, Shown) and reply.refusal
