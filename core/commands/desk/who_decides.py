"""The form of an item says before it is sent who will have to agree, by name, with the substitute of who is away."""

from __future__ import annotations

from dataclasses import replace

from core.approvals.conditions import WHEN
from core.approvals.lines import field_of
from core.approvals.preview import StagePreview, previews_of
from core.commands.registry import Asking
from core.intake.catalog import FOR_WHOM
from core.items import Item
from core.people import PersonId
from core.phrases import Phrase
from core.processes import RequestDetails
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, wording
from core.ui.reading import Values

_NOTE = "note:"
"""How the ids of what is only read begin: no field of an item can have one."""


def told(asked: Asking, blank: Blank, item: Item, of: Ticket | None = None) -> Blank:
    """An item's form with who decides below its other notes; what changes that has the form drawn anew.

    `of` is the order that is changed, or sent again.
    """
    if not item.stages:
        return blank
    given = {each.id: each.value for each in blank.questions if each.value is not None}
    steps = _previews(asked, item, {**asked.values, **given}, of)
    notes = [each for each in blank.questions if each.id.startswith(_NOTE)]
    fields = [
        replace(each, reloads=True) if each.id in _deciding(item) else each
        for each in blank.questions
        if not each.id.startswith(_NOTE)
    ]
    if steps:
        said = Question("note:request_approvers", "", "note", required=False, text=_sentence(steps))
        notes.append(said)
    return replace(blank, questions=(*notes, *fields))


def _deciding(item: Item) -> set[str]:
    """The questions whose answers decide who decides."""
    named = {field for stage in item.stages for one in stage.approvers if (field := field_of(one))}
    conditions = (WHEN.fullmatch(stage.when) for stage in item.stages if stage.when)
    return {*named, *(found[1].removeprefix("field.") for found in conditions if found), FOR_WHOM, item.cost.by or ""}


def _previews(asked: Asking, item: Item, values: Values, of: Ticket | None) -> tuple[StagePreview, ...]:
    engine, now = asked.engine, asked.engine.now()
    answers = {key: ", ".join(each) if isinstance(each, tuple) else str(each) for key, each in values.items() if each}
    details = RequestDetails(item=item.key, answers=answers, cost=item.cost.of(answers), monthly=item.cost.per_month)
    standing = (asked.tx.rota(), asked.tx.staffing(), now)
    return tuple(previews_of(engine.policy, item, details, _people(asked, values, of), standing))


def _people(asked: Asking, values: Values, of: Ticket | None) -> tuple[PersonId, PersonId, PersonId]:
    """Who asks, for whom it is, and who logs it."""
    me, other = asked.person.id, values.get(FOR_WHOM)
    if of is not None:
        return of.requester, of.beneficiary, me
    return me, other if isinstance(other, str) and other else me, me


def _sentence(steps: tuple[StagePreview, ...]) -> Phrase:
    """Each ask as an entry of tuples of one length; a stage of which nobody is known yet as one without a person.

    `signs` says of each whether its stage may not be needed at all, `needs` how many of how many voices must agree.
    """
    rows: list[tuple[str, ...]] = []
    for number, step in enumerate(steps, 1):
        same = "maybe" if step.maybe else "", str(step.needed), str(len(step.asks))
        if not step.asks:
            rows.append((str(number), "", "later", "", "", *same))
        for ask in step.asks:
            until = ask.until.isoformat() if ask.until else ""
            rows.append((str(number), ask.person, ask.why, ask.whose or "", until, *same))
    stages, people, reasons, owners, ends, signs, needs, voices = zip(*rows, strict=True)
    return wording(
        "request_approvers", count=len(steps), stages=stages, people=people, reasons=reasons, owners=owners, ends=ends,
        signs=signs, needs=needs, voices=voices,
    )  # fmt: skip
