"""Choose: the three big choices, for whoever is not sure what they need."""

from __future__ import annotations

from core.commands.desk.pending_words import carry, set_aside
from core.commands.registry import Asking, DeskCommand, Slash
from core.engine import Engine
from core.intake.shelf import on_offer
from core.intake.wishes import QUESTION, wished_items
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.ports.chats import Waiting
from core.ports.tickets import Transaction
from core.tickets.events import File
from core.ui.cards import Action, Button, Card, say
from core.ui.inbound import Reply, Shown
from core.ui.text import shorten, trim


def choose_card(
    engine: Engine, tx: Transaction, person: PersonId, text: str = "", question: Phrase | None = None, *,
    prompt: str = "", words: str = "", files: tuple[File, ...] = (),
) -> Card:  # fmt: skip
    """The three big choices, carrying all that was said; before them the items that it plainly asks for.

    `words` is the key under which all of it is kept already, if it is; `question` is another question than what it is
    about, `prompt` the message that is answered.
    """
    prompt = prompt or (
        engine.new_id() if text or files else ""
    )  # with no words it is a menu, which leads to many tickets
    carried = carry(engine, tx, person, text, prompt, words, files)
    kept = {name: each for name, each in carried.items() if name != "text"}
    if text.strip() and "words" not in kept:  # as a button's text they would name an item
        set_aside(tx, person, prompt, (Waiting(trim(text), None, engine.now(), files),), engine.now())
        kept["words"] = prompt
    label = engine.presenter.label
    orders = [
        Button(
            shorten(label("order", item.name), 70),
            Action("open_request", {"item": item.key, **carried}),
            "primary",
            opens_form=True,
        )
        for item in wished_items(on_offer(tx, engine.policy), person, text)
    ]
    return say(
        engine.presenter.words(question or phrase("what_about")),
        *orders,
        Button(
            label("incident"), Action("open_incident", carried), "default" if orders else "primary", opens_form=True
        ),
        Button(label("request"), Action("open_request", kept), opens_form=True),
        Button(label("question"), Action("open_request", {"item": QUESTION, **carried}), opens_form=True),
    )


def greeting_card(engine: Engine, person: PersonId) -> Card:
    """Hello, and three things that one can do."""
    label = engine.presenter.label
    return say(
        engine.presenter.words(phrase("greeting", person=person)),
        Button(label("incident"), Action("open_incident"), "primary", opens_form=True),
        Button(label("request"), Action("open_request"), opens_form=True),
        Button(label("mine"), Action("mine")),
    )


def answer(asked: Asking) -> Reply:
    """Ask which."""
    return Shown(
        choose_card(asked.engine, asked.tx, asked.person.id, asked.text, prompt=asked.message, files=asked.files)
    )


COMMAND = DeskCommand(
    name="choose",
    words=("ticket",),
    usage="/ticket",
    help="Not sure: three choices.",
    example="ticket",
    short="if you are not sure",
    answer=answer,
    takes_files=True,
    slash=Slash(
        "ticket",
        help="Report, ask, or find a ticket",
        usage="[mine | queue | next | risk | INC-1042 | search words]",
        then="anything",
    ),
)
