"""What would be shown on the spot, for a channel that cannot show it so.

Where the reader is not looking it becomes a notice, in which nobody can press anything: a button becomes the words that
do the same. Where nothing can be filled in, a form becomes the line that says what to write. What no words can do is
named as not offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.commands.base import Command
from core.commands.registry import Registry
from core.engine import Engine
from core.notifications.direct import ANSWER, Answer
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.ports.outbox import Notice
from core.ui.cards import Action, Button, Card, say
from core.ui.forms import Form
from core.ui.inbound import FieldErrors, Heard, OpenForm, Reply, Shown, Submit
from core.ui.text import Run, Text, flatten


def notice_of(engine: Engine, registry: Registry, heard: Heard, person: PersonId, reply: Reply) -> Notice | None:
    """The reply as a notice to whoever spoke, the same for a repeat; None when there is nothing to say."""
    slashes = engine.slashes(heard.speaker.channel)

    def spelled(text: Text | Phrase) -> str:
        return flatten(engine.presenter.words(text) if isinstance(text, Phrase) else text, slashes=slashes)

    match without_form(engine, registry, heard.speaker.channel, reply):
        case Shown(card=card, refusal=refused):
            lines = [*map(spelled, _said(card)), *map(spelled, _instead(registry, card))]
        case FieldErrors(errors=errors):
            lines, refused = list(errors.values()), True
        case _:
            return None
    key = heard.command_id if isinstance(heard, Submit) else getattr(heard, "key", "")
    if not key:
        return None
    said = Answer("\n".join(lines))
    # What was refused may be brought again when it can be done: then that is told, too.
    key = f"refusal:{key}" if refused else f"answer:{key}"
    return ANSWER.notice(said, ticket=None, to=f"direct:{person}", key=key, at=engine.now())


def without_form(engine: Engine, registry: Registry, channel: str, reply: Reply) -> Reply:
    """The reply; a form is the line that says what to write, where none can be filled in."""
    if not isinstance(reply, OpenForm) or engine.fills_in(channel):
        return reply
    instead = engine.presenter.words(_instead_of_form(registry, reply.form))
    return Shown(say(instead, slashes=engine.slashes(channel)))


def _said(card: Card) -> Iterator[Text]:
    """A card's words, line by line, without its buttons."""
    if card.title:
        yield card.title
    for section in card.sections:
        if section.body:
            yield section.body
        for fact in section.facts:
            yield (Run(f"{fact.label}: "), *fact.value)


def _instead(registry: Registry, card: Card) -> Iterator[Phrase]:
    """A line for each button that words can stand for, and one that names the others."""
    typed: dict[str, dict[str, None]] = {}
    pressed: dict[str, None] = {}
    for button in _buttons(card):
        words = _words_for(registry, button.action)
        if words is None:
            pressed[button.label] = None
        else:
            typed.setdefault(button.label, {})[words] = None
    for label, each in typed.items():
        yield phrase("typed_instead", label=label, words=tuple(each))
    if pressed:
        yield phrase("not_offered", items=tuple(pressed))


def _buttons(card: Card) -> Iterator[Button]:
    for section in card.sections:
        yield from section.buttons
    yield from card.buttons
    yield from card.more


def _instead_of_form(registry: Registry, form: Form) -> Phrase:
    words = _words_for(registry, Action(form.command, form.context))
    if words is None:
        return phrase("form_not_offered", label=form.title)
    return phrase("typed_instead", label=form.title, words=(words,))


def _words_for(registry: Registry, action: Action) -> str | None:
    """What is typed to the desk instead of a press, or None where no words do the same."""
    ref = str(action.arguments.get("ticket", ""))
    command = registry.tickets.get(action.command)
    if command is not None:
        return _usage_on(command, ref) if command.words and command.read_words else None
    of_desk = registry.desk.get(action.command)
    if of_desk is None or of_desk.offer is not None:
        return None  # words would only offer the form again
    if of_desk.typed_as is not None:
        return of_desk.typed_as(action.arguments)
    return f"ticket {of_desk.words[0]} {ref}".rstrip() if of_desk.words else None


def _usage_on(command: Command[object], ref: str) -> str:
    """How a command is typed outside its ticket's thread: the number stands behind the word."""
    ways = [way.partition(" ") for way in command.usage.split(_OR)]
    return "ticket " + _OR.join(f"{word} {ref} {rest}".rstrip() for word, _, rest in ways)


_OR = "  or  "
"""What stands between the ways in a usage."""
