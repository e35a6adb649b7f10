"""Forms that are drawn anew when an answer changes: what somebody typed before stays what it is."""

from __future__ import annotations

import re
from itertools import product

import pytest

from core.commands import REGISTRY
from core.ui.forms import Form, FormValue
from core.ui.inbound import FieldErrors, FormChanged, OpenForm
from tests.commands.reading import field, opened, quiet, taken
from tests.fakes.desk import DeskHouse, Someone

SAID = "Hello Mia, Service Desk is looking at INC-1000. We write here as soon as we know more."


async def redraws(who: Someone, form: Form, **changed: FormValue | None) -> Form:
    """The form after its answers were changed to these, as a channel brings it: each field with what it shows."""
    values: dict[str, FormValue | None] = {
        one.id: one.value for one in form.fields if one.kind not in ("note", "files")
    }
    heard = FormChanged(who.speaker, who.desk.now, form.command, form.command_id, form.context, values | changed)
    return opened(await who.desk.hears(heard))


def text_of(form: Form) -> FormValue | None:
    """What the reply says, whatever its field is called."""
    (text,) = [one for one in form.fields if one.id.partition(":")[0] == "text"]
    return text.value


def text_id(form: Form) -> str:
    return next(one.id for one in form.fields if one.id.partition(":")[0] == "text")


@pytest.mark.parametrize("chosen", list(product(("own", "looking", "screenshot"), repeat=3)), ids=str)
async def test_own_words_outlive_every_template_that_is_chosen(desk: DeskHouse, chosen: tuple[str, ...]) -> None:
    ref = await taken(desk)
    dana = desk.person("dana")
    form = await redraws(dana, opened(await dana.presses("reply", ref)), template=chosen[0])
    form = await redraws(dana, form, template=chosen[1], **{text_id(form): "Please call me."})
    assert text_of(form) == "Please call me."
    form = await redraws(dana, form, template=chosen[2])
    assert text_of(form) == "Please call me."
    quiet(await dana.submits("reply", {one.id: one.value for one in form.fields}, form.context))
    assert (await desk.comments(ref))[-1].text == "Please call me."


async def test_a_templates_text_that_nobody_touched_goes_with_its_template(desk: DeskHouse) -> None:
    ref = await taken(desk)
    dana = desk.person("dana")
    form = await redraws(dana, opened(await dana.presses("reply", ref)), template="looking")
    assert text_of(form) == SAID
    other = next(key for key in desk.policy.replies if key != "looking")
    form = await redraws(dana, form, template=other)
    assert text_of(form) not in (SAID, None)
    assert text_of(await redraws(dana, form, template="own")) is None
    kept = await redraws(dana, form, template="looking", **{text_id(form): "Mine."})
    assert field(kept, text_id(kept)).hint.startswith("Your words are kept.")
    assert text_of(await redraws(dana, kept, template="looking", **{text_id(kept): None})) == SAID


@pytest.mark.parametrize("name", ["hold", "prio", "change", "reply", "open_incident", "open_request"])
async def test_whatever_is_typed_stays_when_another_answer_changes(desk: DeskHouse, name: str) -> None:
    """Every form with an answer that others depend on, for every answer: typed words and emptied fields stay so."""
    ref = await taken(desk)
    who = desk.person("mia" if name.startswith("open_") else "dana")
    typed = {"open_incident": ("incident",), "open_request": ("request", "mailbox")}.get(name)
    form = opened(await (who.types(*typed) if typed else who.presses(name, ref)))
    decisive = [one for one in form.fields if one.reloads and one.choices] or [form.fields[0]]
    texts = [one.id for one in form.fields if one.kind in ("text", "long_text")]
    for words, question in product(("Please call me", None), decisive):
        for choice in question.choices:
            drawn = await redraws(who, form, **{**dict.fromkeys(texts, words), question.id: choice.value})
            stayed = {one.id: one.value or None for one in drawn.fields if one.id in texts}
            if name != "reply" or words:  # an empty reply begins as its template
                assert stayed == dict.fromkeys(texts, words), choice.value


ONE_OF_TWO = {"merge", "link"}
"""Forms that ask for a ticket in two ways, of which one is enough."""
OF_OTHERS = {"reopen", "fail", "finish", "keep_going", "reject", "retry", "run", "skip"}
"""Forms of what is done, of requests and their tasks, and of those who decide about them."""


@pytest.mark.parametrize("name", sorted({each.name for each in REGISTRY.tickets.values() if each.form} - OF_OTHERS))
async def test_what_an_answer_makes_necessary_is_asked_for_and_nothing_that_may_stay_empty_is(
    desk: DeskHouse, name: str
) -> None:
    """Of every form, for every answer that others depend on: a field that may stay empty does not say it is needed."""
    ref = await taken(desk)
    who = desk.person("lena")
    form = opened(await who.presses(name, ref, ask=True))
    answers = [(one.id, choice.value) for one in form.fields if one.reloads for choice in one.choices]
    for key, value in answers or [("", "")]:
        drawn = await redraws(who, form, **{key: value}) if key else form
        hints = [one.hint for one in drawn.fields if not one.required and one.kind != "note"]
        assert not [hint for hint in hints if re.search(r"\b(needed|required|must)\b", hint, re.IGNORECASE)]
        empty = {one.id: one.value if one.id == key else None for one in drawn.fields if one.kind != "note"}
        sent = await who.submits(name, empty, drawn.context)
        wrong = sent.errors if isinstance(sent, FieldErrors | OpenForm) else {}
        needed = {one.id for one in drawn.fields if one.required}
        assert name in ONE_OF_TWO or wrong.keys() <= needed, f"{value}: {wrong}"
        if not wrong:
            break  # it was taken, so that the ticket is another
