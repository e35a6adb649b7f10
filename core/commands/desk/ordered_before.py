"""An order's form with the answers it was sent with: to order again what came to nothing, or to change what is open.

Both are the form of `open_request`, whose context names the order: `again` the one that ended, `changes` the one that
goes on. Nobody sees in a form what only the fulfilment staff read: such answers of an order that is changed stay as
they are unless they are given anew, and an order that is sent again asks for them. `stands` marks how an order that is
changed stood when its form was drawn: what somebody else changed meanwhile is not written over unseen.

Once somebody is at a task of it, or while it waits for others, whoever asked asks the team for the change: that makes
it with the same form, and says which task is to be done again, or says why not (*Keep going*). Where it waits for
whoever asked, a change is their answer, and the wait ends.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

from core.approvals import machine
from core.commands import add_detail, reply
from core.commands.desk.ordered_no_more import instead, is_offered
from core.commands.desk.requester_words import gone_on
from core.commands.desk.source_message import show_ticket
from core.commands.desk.who_decides import told
from core.commands.registry import Asking, DeskCommand
from core.errors import Refusal
from core.fulfilment import steps
from core.intake.catalog import FOR_WHOM, item_form, made_titles, may_order
from core.intake.needed_by import WHY
from core.intake.opening import Opening
from core.intake.ordered_answers import answers_of, files_sent
from core.intake.shelf import on_offer
from core.items import Item
from core.lifecycle import sla, transitions
from core.naming import phrase_from
from core.people import PersonId
from core.phrases import phrase
from core.policy import Policy
from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.called import name_of
from core.tickets.draft import Draft
from core.tickets.permissions import asking_people, need_owner
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, options, wording
from core.ui.cards import Action, Button, say
from core.ui.inbound import Quiet, Reply, Shown, Submit
from core.ui.reading import Arguments, Reading, Values

AGAIN, CHANGES, STANDS = "again", "changes", "stands"
_REDO = "step:redo"
"""The question which task is to be done again: with a colon, so that no field of an item is called so."""


def order_again(asked: Asking) -> Reply:
    """The form of an order that is over, with its answers; whoever did so before is shown what came of it.

    Where they can order that no longer, they choose something else. Raises Refusal where it is not over, or not theirs.
    """
    old = asked.seen()
    allow(asked.engine.policy, old, asked.person.id)
    if old.followed_up_by:
        return show_ticket(asked, gone_on(asked.engine, asked.tx, old, asked.person.id).ref)
    if not old.over:
        raise Refusal("not_over", ref=old.ref)
    return _open(asked, old, AGAIN)


def change_order(asked: Asking) -> Reply:
    """The form of an order that goes on, with its answers. Raises Refusal where it can be changed no more."""
    ticket = asked.seen()
    may_change(asked.engine.policy, ticket, asked.person.id)
    _need_changeable(asked, ticket)
    return _open(asked, ticket, CHANGES)


def _need_changeable(asked: Asking, ticket: Ticket) -> None:
    """Raises Refusal where it can be changed no more, or waits and is changed by somebody whom it does not wait for."""
    if not ticket.waiting or asked.person.id not in asking_people(asked.engine.policy, ticket):
        machine.need_changeable(ticket)


def _open(asked: Asking, ticket: Ticket, why: str) -> Reply:
    engine, offered = asked.engine, on_offer(asked.tx, asked.engine.policy)
    if why == AGAIN and not is_offered(offered, ticket, asked.person.id):
        return engine.open_form(instead(asked, offered, ticket))
    item, details = _ordered(offered, ticket)
    context: Arguments = {why: ticket.ref} | ({STANDS: _mark(details)} if why == CHANGES else {})
    values = answers_before(asked, item, context)
    return engine.open_form(form_of(asked, item, values, engine.reading(), context))


def answers_before(asked: Asking, item: Item, context: Arguments) -> Values:
    """What stands in a form with that context before anything is filled in, on all of its pages.

    It is what was ordered, with the files that go along where it is ordered again; what the team was asked for, where
    that makes the change. Empty in the form of a new order.
    """
    ref = str(context.get(CHANGES) or context.get(AGAIN) or "")
    if not ref:
        return {}
    ticket = asked.engine.seen(asked.tx, ref, asked.person.id)
    details = ticket.details
    if CHANGES in context and ticket.change_asked is not None and not _asks(asked, ticket):
        details = ticket.change_asked
    if not isinstance(details, RequestDetails):
        return {}
    files = files_sent(item, ticket, details) if AGAIN in context else {}
    return {**dict(answers_of(item, details)), **files, WHY: details.urgent, FOR_WHOM: _other(ticket)}


def _other(ticket: Ticket) -> PersonId | None:
    return ticket.beneficiary if ticket.beneficiary != ticket.requester else None


def form_of(asked: Asking, item: Item, values: Values, reading: Reading, context: Arguments) -> Blank:
    """An item's form with what its context makes of it (`_worded`); what is sealed of a changed order may stay so."""
    blank = item_form(item, values, reading, context, order_changed(asked, context))
    return _worded(replace(asked, values=values), blank, item)


def order_changed(asked: Asking, context: Arguments) -> RequestDetails | None:
    """What was ordered by the order that a form with that context changes; None where it changes none."""
    if CHANGES not in context:
        return None
    details = asked.engine.seen(asked.tx, str(context[CHANGES]), asked.person.id).details
    return details if isinstance(details, RequestDetails) else None


def changed_behind(asked: Asking, item: Item, values: Values, reading: Reading, context: Arguments) -> Blank | None:
    """The form as it was filled in, with what was changed on the order since it was drawn; None where nothing was.

    Raises Refusal where that can be changed no more.
    """
    now = order_changed(asked, context)
    if now is None or context.get(STANDS, _mark(now)) == _mark(now):
        return None
    _need_changeable(asked, asked.engine.seen(asked.tx, str(context[CHANGES]), asked.person.id))
    stands = dict(answers_of(item, now))
    others = tuple(each.label for each in item.form if each.id in stands and stands[each.id] != values.get(each.id))
    said = wording("order_changed_behind", ref=str(context[CHANGES]), items=others)
    blank = form_of(asked, item, values, reading, {**context, STANDS: _mark(now)})
    note = Question("note:order_changed_behind", "", "note", required=False, text=said)
    return replace(blank, questions=(note, *blank.questions))


def _mark(details: RequestDetails) -> str:
    """Sixteen hex digits that change with what is ordered."""
    told = json.dumps([sorted(details.answers.items()), sorted(details.sealed.items()), details.urgent])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _ordered(policy: Policy, ticket: Ticket) -> tuple[Item, RequestDetails]:
    """What was ordered, as the catalog has it now. Raises Refusal where it was no order, or is named no more."""
    details = ticket.details
    if not isinstance(details, RequestDetails):
        raise Refusal("no_order", ref=ticket.ref)
    item = policy.catalog.get(details.item or "")
    if item is None:
        raise Refusal("item_gone", ref=ticket.ref)
    return item, details


def is_orderable(asked: Asking, item: Item, context: Arguments) -> bool:
    """Whether a form with that context may be sent: what was ordered goes on, whoever may order it by now.

    `item` is as the owners of the catalog offer it now.
    """
    return CHANGES in context or may_order(asked.engine.policy, item, asked.person.id)


def _worded(asked: Asking, blank: Blank, item: Item) -> Blank:
    """An item's form with who decides, and with what its context makes of it: title, and what is otherwise by now."""
    context = blank.context
    ref = str(context.get(CHANGES) or context.get(AGAIN) or "")
    if not ref:
        return told(asked, blank, item)
    old = asked.engine.seen(asked.tx, ref, asked.person.id)
    blank = told(asked, blank, item, old)
    if CHANGES in context:
        blank = replace(blank, questions=tuple(_by_its_clock(asked, old, each) for each in blank.questions))
        last = blank.submit == wording("request_order")
        submit = wording("change_order_submit") if last else blank.submit
        blank = replace(
            blank, title=wording("change_order_title", ref=name_of(old, asked.engine.policy)), submit=submit
        )
        blank = _once_begun(asked, blank, old, last=last)
    if blank.back is not None:
        return blank
    _, details = _ordered(asked.engine.policy, old)
    note = _otherwise_by_now(item, details, ref, asked.engine.policy.company.currency)
    return replace(blank, questions=(*note, *blank.questions))


def _by_its_clock(asked: Asking, ticket: Ticket, question: Question) -> Question:
    """What is read about the item, with what becomes of the promise that the order has: a change gives no new one."""
    clock, policy, now = ticket.clock("resolution"), asked.engine.policy, asked.engine.now()
    if question.id != "note:request_about" or question.text is None or clock is None or not clock.live:
        return question
    about = question.text.data
    said = wording(
        "change_order_about", service=about["service"], approval=about["approval"], sensitive=about["sensitive"],
        ready=sla.due_if_it_ran(clock, policy, now), over=sla.left(clock, policy, now) == 0,
    )  # fmt: skip
    return replace(question, text=said)


def _once_begun(asked: Asking, blank: Blank, ticket: Ticket, *, last: bool) -> Blank:
    """The form of a change as it is once work began: a question to the team, and what that has to say with it."""
    begun = steps.begun(ticket)
    if _asks(asked, ticket):
        note = Question("note:begun", "", "note", required=False, text=wording("change_order_begun", tasks=begun))
        submit = wording("change_order_ask") if last else blank.submit
        return replace(blank, submit=submit, questions=(note, *blank.questions))
    if ticket.change_asked is not None:
        note = Question("note:wanted", "", "note", required=False, text=wording("change_order_wanted"))
        blank = replace(blank, questions=(note, *blank.questions))
    done = {task.key: task.do or phrase_from(task.key) for task in steps.redoable(ticket)}
    if not done or not last:
        return blank
    redo = Question(
        _REDO, wording("change_order_redo"), "select", required=False, choices=options(done),
        value=asked.values.get(_REDO),
    )  # fmt: skip
    return replace(blank, questions=(*blank.questions, redo))


def _asks(asked: Asking, ticket: Ticket) -> bool:
    """Whether whoever is at the form can only ask the team for a change."""
    theirs = asked.person.id in asking_people(asked.engine.policy, ticket)
    return theirs and (bool(steps.begun(ticket)) or (ticket.waiting and not _waits_for_them(ticket)))


def _waits_for_them(ticket: Ticket) -> bool:
    """Whether it is on hold until whoever asked for it answers: what they change is an answer."""
    return ticket.hold is not None and ticket.hold.reason == "requester"


def _otherwise_by_now(item: Item, details: RequestDetails, ref: str, currency: str) -> tuple[Question, ...]:
    """A note of what the catalog asks for otherwise than when it was ordered; none where nothing is."""
    kept, labels = dict(answers_of(item, details)), {each.id: each.label for each in item.form}
    files = {each.id for each in item.form if each.kind == "file"}
    lost = [labels.get(key, "") for key in details.answers if key not in kept and key not in files]
    price = details.cost
    if item.cost.by is None or kept.get(item.cost.by) in item.cost.table:  # else it depends on what is answered anew
        price = item.cost.of(kept)
    if not lost and price == details.cost:
        return ()
    said = wording(
        "order_again_note", ref=ref, items=tuple(filter(None, lost)), count=lost.count(""), before=details.cost,
        cost=price, currency=currency,
    )  # fmt: skip
    return (Question("note:order_again", "", "note", required=False, text=said),)


def take_order(asked: Asking, sent: Submit, opening: Opening) -> Reply | None:
    """What a form came back for that was opened here; None for any other. Raises Refusal."""
    if CHANGES in sent.context:
        return _change(asked, str(sent.context[CHANGES]), opening, str(asked.values.get(_REDO) or ""))
    if AGAIN in sent.context:
        return _order_again(asked, str(sent.context[AGAIN]), sent, opening)
    return None


def _order_again(asked: Asking, ref: str, sent: Submit, opening: Opening) -> Reply:
    engine, tx, person = asked.engine, asked.tx, asked.person.id
    old = engine.seen(tx, ref, person)
    allow(engine.policy, old, person)
    if old.followed_up_by:  # pressed twice, on whichever platform
        return show_ticket(asked, gone_on(engine, tx, old, person).ref)
    made = replace(
        opening,
        requester=old.requester,
        logged_by=person,
        source=engine.source(asked.channel, "command", sent.where),
        home=old.home,
        follow_up_of=old.ref,
        follows_closed_at=old.closed_at,
        refused_before=_refused(old),
        vip=engine.directory.person(old.requester).vip,
    )
    engine.open(tx, made, asked.at, old)
    return Quiet()


def _refused(old: Ticket) -> e.RefusedBefore | None:
    """Who refused it, when and why; where nobody did, what was so of the one before it."""
    no = old.approval.refusals[-1:] if old.approval and old.status in old.process.refused else ()
    return next((e.RefusedBefore(old.ref, each.person, each.at, each.reason) for each in no), old.refused_before)


def _change(asked: Asking, ref: str, opening: Opening, redo: str) -> Reply:
    engine, person = asked.engine, asked.person.id
    ticket = engine.seen(asked.tx, ref, person)
    may_change(engine.policy, ticket, person)
    if not _asks(asked, ticket):
        reading = engine.reading(asked.tx)
        engine.run(asked.tx, ticket, person, asked.at, lambda draft: _otherwise(draft, opening, redo, reading.called))
        return Quiet()
    engine.run(asked.tx, ticket, person, asked.at, lambda draft: _ask_team(draft, opening))
    return Shown(say(engine.words_on(ticket, phrase("asked_to_change", ref=ticket.ref))))


def _ask_team(draft: Draft, opening: Opening) -> None:
    """The team is asked for what the form says. Raises Refusal, also of what only the team may read."""
    if not isinstance(opening.details, RequestDetails):
        raise TypeError("an order's form makes a request")
    _go_on(draft)
    if any(answer is not None for answer in opening.secrets.values()):  # what is asked for no more, goes unread
        raise Refusal("private_change_asked", ref=draft.ticket.ref)
    item, was = _ordered(draft.policy, draft.ticket)
    if _is_left_alone(item, was, opening):
        raise Refusal("order_unchanged", ref=draft.ticket.ref)
    _send_along(draft, opening)
    draft.happen(e.ChangeAsked(opening.details))


def _otherwise(draft: Draft, opening: Opening, redo: str, called: Callable[[PersonId], str]) -> None:
    """What is asked for is what the form says by now; its title follows, unless somebody gave it another.

    `redo` is the task that is to be done again, if any; people are `called` by their names.
    """
    if not isinstance(opening.details, RequestDetails):
        raise TypeError("an order's form makes a request")
    _go_on(draft)
    item, was = _ordered(draft.policy, draft.ticket)
    made = made_titles(item, was.answers, called)
    if _is_left_alone(item, was, opening):
        raise Refusal("order_unchanged", ref=draft.ticket.ref)
    draft.secrets = opening.secrets
    _send_along(draft, opening)
    if redo:
        steps.do_over(draft, redo)
    details = replace(opening.details, sent=was.sent, taken_back=was.taken_back)  # what came in the chat is there
    machine.change(draft, details, opening.title if draft.ticket.title in made else "")


def _go_on(draft: Draft) -> None:
    """A wait for whoever asked is over with what they change; any other goes on while the team is asked."""
    ticket = draft.ticket
    theirs = ticket.waiting and draft.actor in asking_people(draft.policy, ticket)
    if theirs and _waits_for_them(ticket):
        transitions.resume(draft, "answered")
    if not (theirs and draft.ticket.waiting):
        machine.need_changeable(draft.ticket)


def _send_along(draft: Draft, opening: Opening) -> None:
    """The files of a change are said on the order, as those sent in its conversation are."""
    if opening.files:
        tell = add_detail.say if draft.actor in asking_people(draft.policy, draft.ticket) else reply.decide
        tell(draft, reply.Spoken("", files=opening.files))


def _is_left_alone(item: Item, was: RequestDetails, opening: Opening) -> bool:
    """Whether every answer that the form has is the one from before, and no file came with it.

    What the catalog makes otherwise of the same answers (a price, a version) nobody asked for: the order keeps its own.
    """
    now, asked = opening.details, {each.id for each in item.form}
    if opening.files or not isinstance(now, RequestDetails):
        return False
    answers = {key: answer for key, answer in was.answers.items() if key in asked}
    sealed = {key: count for key, count in was.sealed.items() if key in asked}
    return (answers, sealed, was.urgent) == (now.answers, now.sealed, now.urgent)


def allow(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """Those who asked. Raises Refusal."""
    if person not in asking_people(policy, ticket):
        raise Refusal("not_orderer", ref=ticket.ref)


def may_change(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """Those who asked; once work began, or they asked for it, also whoever has it, or their lead. Raises Refusal."""
    if person in asking_people(policy, ticket):
        return
    if not steps.begun(ticket) and ticket.change_asked is None:
        raise Refusal("not_orderer", ref=ticket.ref)
    need_owner(policy, ticket, person)


def _offer(asked: Asking) -> Button:
    """The button that opens the form of the order that was named. Raises Refusal where it can be changed no more."""
    change_order(asked)
    label = asked.engine.presenter.label("change_order")
    return Button(label, Action(CHANGE_COMMAND.name, {"ticket": asked.ref}), "primary", opens_form=True)


AGAIN_COMMAND = DeskCommand(
    name="order_again",
    usage="(press Order again)",
    help="Order once more what was not approved, with the same answers.",
    answer=order_again,
    allow_on=allow,
    changes=False,
)
CHANGE_COMMAND = DeskCommand(
    name="change_order",
    words=("change order",),
    usage="/ticket change order REQ-1042",
    help="Change what you ordered while it is not done; who agreed is asked again. Once work began, the team is asked.",
    example="change order REQ-1042",
    answer=change_order,
    allow_on=may_change,
    offer=_offer,
    behind="number",
    changes=False,
)
