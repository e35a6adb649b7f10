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
from adapters.inbound_kit.form_button import button_to
from adapters.teams import forms, ids
from adapters.teams.dialog_state import Seal, Sheet
from adapters.teams.outbound import Outbound
from adapters.teams.render import CARD, attachment, draw, label, sentence
from adapters.teams.text import Accounts
from core.people import Speaker
from core.phrases import Phrase, phrase
from core.ports.channel import Rejected, RetryLater
from core.ui.cards import Card, say
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
KEPT = phrase("kept")
IN_CHAT = phrase("in_our_chat")
NO_CHAT = phrase("no_chat")
UNWELL = phrase("unwell")
AS_ALL = phrase("seen_by_all")
LONGEST_TITLE = 60
"""Characters of what a dialog is called."""
OUTDATED = phrase("older_form")
Seen: TypeAlias = Literal["here", "chat", "unwell", "no_chat"]
"""Where an answer was shown, or why it was not: Teams is unwell, or the bot may not write to them."""
_SHOWN: Mapping[Seen, Phrase] = {"here": DONE, "chat": IN_CHAT, "unwell": UNWELL, "no_chat": NO_CHAT}
MESSAGE = "application/vnd.microsoft.activity.message"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a person is looking; `inside` a dialog that a button of another one opened."""

    speaker: Speaker
    where: Where
    inside: bool = False


Stands: TypeAlias = Callable[[str], Awaitable[None]]
"""Is told the message in which an answer stands."""


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

    async def words(self, reply: Reply, spot: Spot) -> str:
        """The answer to words, or to a press of an old client: a message.

        Returns it (`place#message`) where it can be edited; else nothing.
        """
        pressed = reply.pressed if isinstance(reply, Shown | Quiet) else None
        became = pressed is None or await self._become(pressed, spot)
        if _is_secret(reply):
            await self.say(OUTDATED, spot)
        elif (card := self._shown(reply) or (None if became else pressed)) is not None:
            if spot.where.kind == "direct":
                return await self._post(card, spot)
            await self.show(card, spot)
        return ""

    async def _post(self, card: Card, spot: Spot) -> str:
        """Say it in the person's chat; the message (`place#message`), nothing when Teams does not let us."""
        posted: list[str] = []

        async def post() -> None:
            posted.append(await self._outbound.post(spot.where.place, card, within=WITHIN))

        await self._try(post())
        return f"{spot.where.place}#{posted[0]}" if posted and posted[0] else ""

    async def press(self, reply: Reply, spot: Spot, stands: Stands, done: Phrase = DONE) -> Json:
        """The body that answers a pressed button: a short sentence beside the card, the rest in the person's chat.

        `stands` is told the message of the latter (`place#message`), where it can be edited.
        """
        pressed = reply.pressed if isinstance(reply, Shown | Quiet) else None
        became = pressed is None or await self._become(pressed, spot)
        card = self._shown(reply)
        if card is None and pressed is not None and not became:
            if spot.where.kind != "direct":  # only whoever pressed sees it: the answer draws it anew for them
                return {"statusCode": 200, "type": CARD, "value": draw(pressed, self._account_of)}
            card = pressed
        if card is None:
            return self.toast(done)
        if _is_secret(reply):
            return self.toast(OUTDATED)
        refused = isinstance(reply, Shown) and reply.refusal
        if (refused or spot.where.kind != "direct") and _is_short(card):
            return _toast(card.sections[0].body)  # once: beside the card that was pressed
        if spot.where.kind == "direct":
            message = await self._post(card, spot)
            if message:
                await stands(message)
            return self.toast(DONE if message else NO_CHAT)
        shown = await self.show(card, spot)
        return self.toast(_SHOWN[shown])

    async def _become(self, card: Card, spot: Spot) -> bool:
        """The message that the button is on becomes the card; False where it is none that can be changed."""
        where = spot.where
        if where.kind != "direct" or not where.message:
            return False
        return await self._try(self._outbound.edit(where.place, where.message, card, within=WITHIN))

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

    async def show(self, card: Card, spot: Spot) -> Seen:
        """A private answer: where the person is, where that is private, else in their chat.

        A sentence where they are when they cannot be reached: never by the bot, or not while Teams is unwell.
        """
        where = spot.where
        root = where.thread or where.message if where.kind == "channel" else None
        if where.kind == "direct":
            return "here" if await self._try(self._outbound.post(where.place, card, within=WITHIN)) else "unwell"
        if self._targeted() and await self._try(
            self._outbound.whisper(where.place, card, spot.speaker.id, root, within=WITHIN)
        ):
            return "here"
        lost = await self._lost(self._outbound.post(f"{ids.DIRECT}{spot.speaker.id}", card, within=WITHIN))
        if lost is None:
            return "chat"
        shown: Seen = "unwell" if isinstance(lost, RetryLater) else "no_chat"
        if where.message:
            await self._try(self._outbound.post(where.place, say(self._phrasing(_SHOWN[shown])), root, within=WITHIN))
        return shown

    async def _try(self, call: Awaitable[object]) -> bool:
        return await self._lost(call) is None

    async def _lost(self, call: Awaitable[object]) -> RetryLater | Rejected | None:
        """Why it was not taken: for now, or for good; None where it was."""
        try:
            await call
        except (RetryLater, Rejected) as error:
            _log.warning("a reply was lost: %s", error)
            return error
        return None

    async def dialog(
        self,
        reply: Reply,
        spot: Spot,
        sent: Form | None = None,
        values: Mapping[str, Filled | None] | None = None,
    ) -> Json | None:
        """The body that answers within a dialog: another card in it, or None, which closes it.

        `sent` is the form that was filled in with `values`: it comes again when something is wrong with them.
        What the dialog was opened on becomes what the reply makes of it; where that cannot be, it is shown here.
        """
        if isinstance(reply, Shown | Quiet) and reply.pressed is not None:
            became = not spot.inside and await self._become(reply.pressed, spot)
            if not became and isinstance(reply, Quiet):
                return self.card(reply.pressed, spot)
        match reply:
            case OpenForm(form=form, errors=errors) | FieldErrors(errors=errors, form=Form() as form):
                return await self._form(form, spot, errors)
            case FieldErrors(errors=errors) if sent is not None:
                return await self._form(forms.with_values(sent, values or {}), spot, errors)
            case Quiet():
                return None
            case _:
                named = sent.title if sent else ""
                return self.card(self._shown(reply) or say(self._phrasing(OUTDATED)), spot, named)

    def card(self, card: Card, spot: Spot, named: str = "") -> Json:
        """A card in the dialog; its buttons press from there.

        A dialog is called what it is about: as its card is, else what was `named` before, and never a whole sentence.
        """
        drawn = draw(card, self._account_of, in_dialog=True)
        sheet = self._seal.close(Sheet(None, spot.where, inside=True), spot.speaker)
        for action in _submits(drawn):
            action["data"][forms.SHEET] = sheet
        title = flatten(card.title) or card.ticket or named or flatten(self._phrasing(phrase("dialog_title")))
        return _continue(label(title, LONGEST_TITLE), drawn)

    def _shown(self, reply: Reply) -> Card | None:
        """A reply as a card to read; None when there is nothing to say."""
        match reply:
            case Shown(card=card):
                return card
            case FieldErrors(errors=errors):
                return say(plain("\n".join(errors.values())))
            case OpenForm(form=form):
                return say(self._phrasing(phrase("needs_form")), button_to(form))
            case Quiet():
                return None

    async def _form(self, form: Form, spot: Spot, errors: Mapping[str, str] | None = None) -> Json:
        searched = [field.id for field in form.fields if field.search and not field.choices]
        found = {name: await self._choices(spot.speaker, form.command, name, "", form.context) for name in searched}
        form = forms.with_choices(form, found)
        sealed = self._seal.close(Sheet(form, spot.where, spot.inside), spot.speaker)
        return _continue(
            label(form.title, LONGEST_TITLE), forms.draw(form, sealed, self._account_of, self._phrasing, errors)
        )


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
