"""Who will have to agree, said in a form before it is sent: the sentence, and which answers decide it."""

from __future__ import annotations

from core.approvals.conditions import WHEN
from core.approvals.lines import field_of
from core.approvals.preview import StagePreview, previews_of
from core.intake.catalog import FOR_WHOM
from core.items import Item
from core.people import PersonId
from core.phrases import Phrase
from core.processes import RequestDetails
from core.ui.blanks import Question, wording
from core.ui.reading import Reading, Values

NOTE = "note:"
"""How the ids of what is only read begin: no field of an item can have one."""


def note_of(
    item: Item, values: Values, people: tuple[PersonId, PersonId, PersonId], reading: Reading
) -> tuple[Question, ...]:
    """Who decides about an item with these answers, to be read in a form; nothing where nobody has to.

    `people` are who asks, for whom it is and who logs it.
    """
    answers = {key: ", ".join(each) if isinstance(each, tuple) else str(each) for key, each in values.items() if each}
    details = RequestDetails(item=item.key, answers=answers, cost=item.cost.of(answers), monthly=item.cost.per_month)
    standing = (reading.rota(), reading.staffing(), reading.now)
    steps = tuple(previews_of(reading.policy, item, details, people, standing))
    return (Question(f"{NOTE}request_approvers", "", "note", required=False, text=_sentence(steps)),) if steps else ()


def deciding(item: Item) -> set[str]:
    """The questions whose answers decide who decides."""
    named = {field for stage in item.stages for one in stage.approvers if (field := field_of(one))}
    conditions = (WHEN.fullmatch(stage.when) for stage in item.stages if stage.when)
    return {*named, *(found[1].removeprefix("field.") for found in conditions if found), FOR_WHOM, item.cost.by or ""}


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
