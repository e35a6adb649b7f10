"""Choose: the three big choices, for whoever is not sure what they need."""

from __future__ import annotations

from core.commands.desk.pending_words import carry
from core.commands.registry import Asking, DeskCommand, Slash
from core.engine import Engine
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.ports.tickets import Transaction
from core.ui.cards import Action, Button, Card, say
from core.ui.inbound import Reply, Shown


def choose_card(
    engine: Engine, tx: Transaction, person: PersonId, text: str = "", question: Phrase | None = None, *,
    prompt: str = "", words: str = "",
) -> Card:  # fmt: skip
    """The three big choices, carrying all that was typed; `words` is the key under which it is kept already, if it is.

    `question` is another question than what it is about, `prompt` the message that is answered.
    """
    prompt = prompt or (engine.new_id() if text else "")  # with no words it is a menu, which leads to many tickets
    carried = carry(engine, tx, person, text, prompt, words)
    kept = {name: each for name, each in carried.items() if name != "text"}
    asked: dict[str, str | int | bool] = {"item": "question"}
    label = engine.presenter.label
    return say(
        engine.presenter.words(question or phrase("what_about")),
        Button(label("incident"), Action("open_incident", carried), "primary", opens_form=True),
        Button(label("request"), Action("open_request", kept), opens_form=True),
        Button(label("question"), Action("open_request", asked | carried), opens_form=True),
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
    return Shown(choose_card(asked.engine, asked.tx, asked.person.id, asked.text, prompt=asked.message))


COMMAND = DeskCommand(
    name="choose",
    words=("ticket",),
    usage="/ticket",
    help="Not sure: three choices.",
    example="ticket",
    short="if you are not sure",
    answer=answer,
    slash=Slash(
        "ticket",
        help="Report, ask, or find a ticket",
        usage="[mine | queue | next | risk | INC-1042 | search words]",
        then="anything",
    ),
)
