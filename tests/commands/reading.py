"""What tests of commands read off replies: forms, fields, buttons, lines."""

from __future__ import annotations

from core.ui.cards import Button, Card
from core.ui.forms import Field, Form
from core.ui.inbound import FieldErrors, OpenForm, Quiet, Reply, Shown
from core.ui.text import flatten
from tests.fakes.desk import DeskHouse, Someone


def opened(reply: Reply) -> Form:
    """The form that a reply opens."""
    assert isinstance(reply, OpenForm), reply
    return reply.form


def field(form: Form, key: str) -> Field:
    """One field of a form."""
    found = [each for each in form.fields if each.id == key]
    assert len(found) == 1, f"{key} in {[each.id for each in form.fields]}"
    return found[0]


def ids(form: Form) -> list[str]:
    """The fields of a form by id, in order."""
    return [each.id for each in form.fields]


def shown(reply: Reply) -> Card:
    """The card of a private answer that is no refusal."""
    assert isinstance(reply, Shown), reply
    assert not reply.refusal, reply.card.summary
    return reply.card


def answered(reply: Reply) -> Card:
    """The message on which a button was pressed, as it reads by now, where that says all there is to say."""
    assert isinstance(reply, Quiet), reply
    assert reply.pressed is not None
    return reply.pressed


def errors(reply: Reply) -> dict[str, str]:
    """The sentences at the fields of a form that stays open."""
    assert isinstance(reply, FieldErrors), reply
    return dict(reply.errors)


def refused_card(reply: Reply) -> str:
    """The sentence of a private answer that is an expected no."""
    assert isinstance(reply, Shown), reply
    assert reply.refusal
    return reply.card.summary


def quiet(reply: Reply) -> None:
    """Nothing was answered: the effect shows elsewhere."""
    assert isinstance(reply, Quiet), reply


def went(reply: Reply, ref: str = "", *, others_wait: bool = False) -> Card:
    """Words went to a ticket, and the answer says to which; the way to others that wait stands beside it."""
    card = shown(reply)
    assert card.summary.startswith(f"Added to {ref}"), card.summary
    assert commands(card) == ["not_this_one", *(["which_one"] if others_wait else [])]
    return card


def read(card: Card, *, slashes: bool = True) -> str:
    """All the words of a card, as they read where there are slash commands or none."""
    parts = [flatten(card.title)]
    for section in card.sections:
        parts.append(flatten(section.body, slashes=slashes))
        parts += [f"{fact.label}: {flatten(fact.value)}" for fact in section.facts]
        parts += [button.label for button in section.buttons]
    parts += [button.label for button in (*card.buttons, *card.more)]
    return "\n".join(part for part in parts if part)


def buttons(card: Card) -> list[Button]:
    """All the buttons of a card."""
    inside = [button for section in card.sections for button in section.buttons]
    return [*inside, *card.buttons, *card.more]


def commands(card: Card) -> list[str]:
    """The commands that a card's buttons carry."""
    return [button.action.command for button in buttons(card)]


def tickets(card: Card) -> list[str]:
    """The tickets that a list offers to open, in order."""
    return [str(b.action.arguments["ticket"]) for b in buttons(card) if b.action.command == "show"]


def kinds(desk: DeskHouse, since: int) -> list[str]:
    """What was said since, as `kind to`."""
    return [f"{one.kind} {one.to}" for one in desk.said[since:]]


def edits(desk: DeskHouse, since: int) -> list[str]:
    """Which earlier messages were edited since, as `kind to`."""
    return [f"{one.kind} {one.to}" for one in desk.edits[since:]]


def stranger(desk: DeskHouse) -> Someone:
    """An employee who has nothing to do with any ticket."""
    return Someone(desk, "eva.novotny@nordlicht.example")


async def taken(desk: DeskHouse, priority: str = "P3") -> str:
    """A ticket of Mia's that Dana works on."""
    ref = await desk.person("mia").reports(priority)
    quiet(await desk.person("dana").presses("claim", ref))
    return ref


async def resolved(desk: DeskHouse) -> str:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="The profile was reissued."))
    return ref


async def closed(desk: DeskHouse) -> str:
    ref = await resolved(desk)
    quiet(await desk.person("mia").presses("confirm", ref))
    return ref
