"""A form that begins with words which were typed before it: its button carries them, so nobody types them anew."""

from __future__ import annotations

from dataclasses import replace

from core.commands.desk.pending_words import SAID_NOWHERE, carry, set_aside_for
from core.engine import Engine
from core.people import PersonId
from core.ports.tickets import Transaction
from core.ui.blanks import Blank
from core.ui.cards import Button
from core.ui.reading import Arguments
from core.ui.text import shorten

_TEXT = "text"


def begin_with(engine: Engine, tx: Transaction, person: PersonId, button: Button, words: str) -> Button:
    """The button whose form begins with these words; as it is where there are none."""
    if not words.strip():
        return button
    begun = carry(engine, tx, person, words, f"{SAID_NOWHERE}{engine.new_id()}")
    arguments = {**button.action.arguments, **begun}
    return replace(button, action=replace(button.action, arguments=arguments), opens_form=True)


def begun(tx: Transaction, person: PersonId, arguments: Arguments, form: Blank) -> Blank:
    """The form with the words that its button carries in its text; as it is where it carries none."""
    kept, _ = set_aside_for(tx, person, str(arguments.get("words", "")))
    words = kept or str(arguments.get(_TEXT, ""))
    if not words:
        return form
    questions = (
        replace(one, value=shorten(words, one.max_length or len(words))) if one.id == _TEXT and not one.value else one
        for one in form.questions
    )
    return replace(form, questions=tuple(questions))
