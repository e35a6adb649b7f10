"""The desk's reply to a live request, in the way Teams allows at that spot.

A reply may be lost, since the person is looking: its failures are logged and never undo what was heard. What is for one
person's eyes goes into their chat with the bot; a channel only ever reads that it did not work.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from adapters.channel_kind import Phrasing
from adapters.teams import forms, ids
from adapters.teams.dialog_state import Seal, Sheet
from adapters.teams.outbound import Outbound
from adapters.teams.render import CARD, attachment, draw, label, sentence
from adapters.teams.text import Accounts
from core.people import Speaker
from core.phrases import Phrase, phrase
from core.ports.channel import Rejected, RetryLater
from core.ui.cards import Action, Button, Card, say
from core.ui.forms import Choice, Filled, Form
from core.ui.inbound import FieldErrors, OpenForm, Quiet, Reply, Shown, Where
from core.ui.text import Text, flatten, plain

Json: TypeAlias = dict[str, Any]
Choices: TypeAlias = Callable[[Speaker, str, str, str, Mapping[str, str | int | bool]], Awaitable[tuple[Choice, ...]]]

WITHIN = 2.0
"""Seconds a call may take that answers somebody who is waiting."""
TOAST = 200
"""Characters that Teams shows in passing beside a card."""

DONE = phrase("done")
IN_CHAT = phrase("in_our_chat")
NO_CHAT = phrase("no_chat")
AS_ALL = phrase("seen_by_all")
OUTDATED = phrase("older_form")
MESSAGE = "application/vnd.microsoft.activity.message"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a person is looking."""

    speaker: Speaker
    where: Where


class Answering:
    """Answers people where they are."""

    def __init__(
        self,
        outbound: Outbound,
        seal: Seal,
        phrasing: Phrasing,
        account_of: Accounts,
        choices: Choices,
        *,
        targeted: Callable[[], bool] = lambda: False,
    ) -> None:
        self._outbound = outbound
        self._targeted = targeted
        self._seal = seal
        self._phrasing = phrasing
        self._account_of = account_of
        self._choices = choices

    async def words(self, reply: Reply, spot: Spot) -> None:
        """The answer to words, or to a press of an old client: a message."""
        if _is_secret(reply):
            await self.say(OUTDATED, spot)
        elif (card := self._shown(reply)) is not None:
            await self.show(card, spot)

    async def press(self, reply: Reply, spot: Spot) -> Json:
        """The body that answers a pressed button: a short sentence beside the card, the rest in the person's chat."""
        pressed = reply.pressed if isinstance(reply, Shown | Quiet) and spot.where.kind == "direct" else None
        if pressed is not None and spot.where.message:
            await self._try(self._outbound.edit(spot.where.place, spot.where.message, pressed, within=WITHIN))
        card = self._shown(reply)
        if card is None:
            return self.toast(DONE)
        if _is_secret(reply):
            return self.toast(OUTDATED)
        if spot.where.kind != "direct" and _is_short(card):
            return _toast(card.sections[0].body)
        shown = await self.show(card, spot)
        return self.toast({"here": DONE, "chat": IN_CHAT, None: NO_CHAT}[shown])

    def toast(self, said: Phrase) -> Json:
        """The body that answers `Action.Execute` with a sentence."""
        return _toast(self._phrasing(said))

    def message(self, said: Phrase) -> Json:
        """The body that ends a dialog with a sentence."""
        return {"task": {"type": "message", "value": sentence(self._phrasing(said))}}

    async def say(self, said: Phrase, spot: Spot) -> None:
        """A private sentence."""
        await self.show(say(self._phrasing(said), slashes=False), spot)

    async def view(self, reply: Reply) -> Json:
        """The body that answers a card which asks how one person sees it."""
        match reply:
            case Shown(card=card, refusal=False):
                return {"statusCode": 200, "type": CARD, "value": await self._outbound.view(card)}
            case _:
                return self.toast(AS_ALL)

    async def show(self, card: Card, spot: Spot) -> Literal["here", "chat"] | None:
        """A private answer: where the person is, where that is private, else in their chat.

        None, and a sentence where they are, when they cannot be reached.
        """
        where = spot.where
        root = where.thread or where.message if where.kind == "channel" else None
        if where.kind == "direct":
            return "here" if await self._try(self._outbound.post(where.place, card, within=WITHIN)) else None
        if self._targeted() and await self._try(
            self._outbound.whisper(where.place, card, spot.speaker.id, root, within=WITHIN)
        ):
            return "here"
        if await self._try(self._outbound.post(f"{ids.DIRECT}{spot.speaker.id}", card, within=WITHIN)):
            return "chat"
        if where.message:
            await self._try(self._outbound.post(where.place, say(self._phrasing(NO_CHAT)), root, within=WITHIN))
        return None

    async def _try(self, call: Awaitable[object]) -> bool:
        try:
            await call
        except (RetryLater, Rejected) as error:
            _log.warning("a reply was lost: %s", error)
            return False
        return True

    async def dialog(
        self,
        reply: Reply,
        spot: Spot,
        sent: Form | None = None,
        values: Mapping[str, Filled | None] | None = None,
    ) -> Json | None:
        """The body that answers within a dialog: another card in it, or None, which closes it.

        `sent` is the form that was filled in with `values`: it comes again when something is wrong with them.
        """
        match reply:
            case OpenForm(form=form, errors=errors) | FieldErrors(errors=errors, form=Form() as form):
                return await self._form(form, spot, errors)
            case FieldErrors(errors=errors) if sent is not None:
                return await self._form(forms.with_values(sent, values or {}), spot, errors)
            case Quiet():
                return None
            case _:
                return self.card(self._shown(reply) or say(self._phrasing(OUTDATED)), spot)

    def card(self, card: Card, spot: Spot) -> Json:
        """A card in the dialog; its buttons press from there."""
        drawn = draw(card, self._account_of, in_dialog=True)
        sheet = self._seal.close(Sheet(None, spot.where), spot.speaker)
        for action in _submits(drawn):
            action["data"][forms.SHEET] = sheet
        return _continue(label(flatten(card.title) or card.summary, 60), drawn)

    def _shown(self, reply: Reply) -> Card | None:
        """A reply as a card to read; None when there is nothing to say."""
        match reply:
            case Shown(card=card):
                return card
            case FieldErrors(errors=errors):
                return say(plain("\n".join(errors.values())))
            case OpenForm(form=form):
                return say(self._phrasing(phrase("needs_form")), _door_to(form))
            case Quiet():
                return None

    async def _form(self, form: Form, spot: Spot, errors: Mapping[str, str] | None = None) -> Json:
        searched = [field.id for field in form.fields if field.search and not field.choices]
        found = {name: await self._choices(spot.speaker, form.command, name, "", form.context) for name in searched}
        form = forms.with_choices(form, found)
        sealed = self._seal.close(Sheet(form, spot.where), spot.speaker)
        return _continue(label(form.title, 60), forms.draw(form, sealed, self._account_of, self._phrasing, errors))


_log = logging.getLogger(__name__)


def _toast(text: Text) -> Json:
    return {"statusCode": 200, "type": MESSAGE, "value": sentence(text)}


def _continue(title: str, card: Json) -> Json:
    value = {"title": title, "height": "medium", "width": "medium", "card": attachment(card)}
    return {"task": {"type": "continue", "value": value}}


def _submits(found: object) -> list[Json]:
    """Every `Action.Submit` in a card, wherever it stands."""
    if isinstance(found, list):
        return [action for each in found for action in _submits(each)]
    if not isinstance(found, dict):
        return []
    own = [found] if found.get("type") == "Action.Submit" else []
    return own + [action for each in found.values() for action in _submits(each)]


def _is_secret(reply: Reply) -> bool:
    """Whether it may stand in no message: its button opens a dialog, and only an outdated one asks elsewhere."""
    return isinstance(reply, Shown) and reply.secret


def _is_short(card: Card) -> bool:
    """Whether a card is one short paragraph and nothing to press."""
    if card.buttons or card.more or card.title or len(card.sections) != 1:
        return False
    section = card.sections[0]
    return not section.buttons and not section.facts and len(flatten(section.body)) <= TOAST


def _door_to(form: Form) -> Button:
    """Neither words nor a press that did not say so can open a form: a button can."""
    action = Action(form.command, form.context)
    try:
        action.pack()
    except ValueError:  # longer than a button holds: the form opens without what was typed
        action = Action(form.command)
    return Button(form.title, action, "primary", opens_form=True)
