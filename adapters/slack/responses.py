"""The desk's reply to a live request, in the way Slack allows at that spot.

A reply may be lost, since the person is looking: its failures are logged and never undo what was heard. It gets two
seconds in all, so that the acknowledgement, which comes last, is still in time.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from adapters.channel_kind import Phrasing
from adapters.inbound_kit.form_button import button_to
from adapters.slack import ids
from adapters.slack.api import Api
from adapters.slack.directory import WorkspaceDirectory
from adapters.slack.forms import Open, asks_the_same, errors_by_block, modal, with_sentence
from adapters.slack.home import answer_view
from adapters.slack.redraws import Redraws
from adapters.slack.render import blocks
from adapters.slack.text import Accounts
from adapters.slack.words import fallback
from core.people import Speaker
from core.phrases import phrase
from core.ports.channel import Rejected, RetryLater
from core.ui.cards import Card, say
from core.ui.forms import Form
from core.ui.inbound import OVERALL, FieldErrors, OpenForm, Quiet, Reply, Shown, Where
from core.ui.text import plain

Json: TypeAlias = dict[str, Any]

WITHIN = 2.0
"""Seconds a call may take that answers somebody who is waiting."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a person is looking: their place in a conversation, and whatever Slack gave to answer there."""

    speaker: Speaker
    where: Where
    trigger: str | None = None
    response_url: str | None = None
    view: Json = field(default_factory=dict)

    @property
    def modal(self) -> Json | None:
        """The modal the person is in."""
        return self.view if self.view.get("type") == "modal" else None


class Answering:
    """Answers people where they are."""

    def __init__(self, api: Api, directory: WorkspaceDirectory, phrasing: Phrasing, account_of: Accounts) -> None:
        self._api = api
        self._directory = directory
        self._phrasing = phrasing
        self._account_of = account_of
        self.redraws = Redraws()

    def message(self, card: Card) -> Json:
        """A card as the body of a private message."""
        return {"text": fallback(card.summary), "blocks": blocks(card, self._account_of)}

    def view(self, card: Card, private_metadata: str = "") -> Json:
        """A card as a modal that shows an answer."""
        return answer_view(card, self._account_of, self._phrasing, private_metadata)

    def _too_late(self) -> Card:
        """Slack's triggers live for three seconds."""
        return say(self._phrasing(phrase("opened_too_late")))

    async def command(self, reply: Reply, spot: Spot) -> Json | None:
        """What to answer a slash command with: the private message itself, or None once a form is open."""
        match reply:
            case OpenForm(form=form):
                if await self._open(form, spot):
                    return None
                shown = self._too_late()
            case Shown(card=card):
                shown = card
            case FieldErrors(errors=errors):
                shown = _sentences(errors)
            case _:
                return None
        return {"response_type": "ephemeral", **self.message(shown)}

    async def submit(self, reply: Reply, view: Json, opened: Open) -> Json | None:
        """What to answer a submit with: errors at their fields, another view, or everything closed.

        What the form was opened on becomes what the reply makes of it; where that cannot be changed any more, it is
        shown in the form's place.
        """
        where = opened.where
        if isinstance(reply, Shown | Quiet) and reply.pressed is not None and opened.response_url is not None:
            told = await self._respond(opened.response_url, self.message(reply.pressed), instead=True)
            if not told and isinstance(reply, Quiet):
                return _update(self.view(reply.pressed, _metadata(where)))
        match reply:
            case FieldErrors(errors=errors, form=form):
                drawn = self._modal(form, where, errors, opened.response_url) if form else None
                if drawn is not None and not asks_the_same(view, drawn):
                    return _update(drawn)
                if OVERALL in errors:
                    return _update(with_sentence(view, " ".join(errors.values())))
                if by_block := errors_by_block(view, errors):
                    return {"response_action": "errors", "errors": by_block}
                return _update(self.view(_sentences(errors), _metadata(where)))
            case Shown(card=card):
                return _update(self.view(card, _metadata(where)))
            case OpenForm(form=form, errors=errors):
                return _update(self._modal(form, where, errors, opened.response_url))
            case Quiet():
                return {"response_action": "clear"}

    def _modal(
        self, form: Form, where: Where | None, errors: Mapping[str, str] | None = None, url: str | None = None
    ) -> Json:
        return modal(form, where, self._account_of, self._phrasing, errors, url)

    async def redraw(self, reply: Reply, spot: Spot, opened: Open, made_at: datetime) -> None:
        """The open form redrawn after its change that was `made_at` that instant. The newest one wins (`Redraws`)."""
        match reply:
            case OpenForm(form=form):
                await self._redraw(spot, self._modal(form, opened.where, url=opened.response_url), made_at)
            case Shown(card=card):
                await self._push(self.view(card, _metadata(opened.where)), spot)

    async def _redraw(self, spot: Spot, view: Json, made_at: datetime) -> None:
        id = spot.view["id"]
        if not self.redraws.is_newest(id, made_at):
            return  # a later choice is drawn together with this one
        drawn: Json = {"view_id": id, "view": view}
        try:
            await self._api.call("views.update", {**drawn, "hash": spot.view.get("hash")}, within=WITHIN)
        except Rejected as error:
            if error.why != "hash_conflict":
                _log_lost("views.update", error)
            elif self.redraws.is_newest(id, made_at):
                # An earlier choice was drawn since this one was made: that drawing knows nothing of this one.
                await self._try("views.update", drawn)
        except RetryLater as error:
            _log_lost("views.update", error)

    async def press(self, reply: Reply, spot: Spot) -> str:
        """The answer to a press, a shortcut or words in a conversation.

        Returns the message (`place#message`) in which it stands, where that can be edited; else nothing.
        """
        stands = ""
        match reply:
            case OpenForm(form=form):
                if spot.trigger is None:
                    await self.show(say(self._phrasing(phrase("needs_form")), button_to(form)), spot)
                elif not await self._open(form, spot):
                    await self.show(self._too_late(), spot)
            case Shown(card=card, secret=secret):
                stands = await self.show(card, spot, secret=secret)
            case FieldErrors(errors=errors):
                await self.show(_sentences(errors), spot)
        if isinstance(reply, Shown | Quiet) and reply.pressed is not None:
            await self._become(reply.pressed, spot, alone=isinstance(reply, Quiet))
        return stands

    async def _become(self, card: Card, spot: Spot, *, alone: bool) -> None:
        """What the button stands on becomes the card: a message, or a modal where the card is all there is to say.

        A message that cannot be changed any more stays, and the card is said. (An App Home is published anew.)
        """
        if spot.response_url is not None:
            if not await self._respond(spot.response_url, self.message(card), instead=True) and alone:
                await self.show(card, spot)
        elif spot.modal is not None and alone:
            await self.show(card, spot)

    async def show(self, card: Card, spot: Spot, *, secret: bool = False) -> str:
        """A private answer: in the modal, as a modal, as a message in a direct conversation, else ephemeral.

        What is `secret` is ephemeral in a direct conversation as well. Returns the message as `press` does.
        """
        if (view := spot.modal) is not None:
            answer = self.view(card, _metadata(spot.where))
            await self._try("views.update", {"view_id": view["id"], "view": answer})
            return ""
        message = self.message(card)
        nowhere = spot.where.place.startswith(ids.DIRECT)
        if nowhere and spot.response_url is None and spot.trigger is not None:
            await self._try("views.open", {"trigger_id": spot.trigger, "view": self.view(card)})
            return ""
        stands = None if nowhere and spot.response_url else await self._say(message, spot, secret=secret)
        if stands is None and spot.response_url is not None:
            await self._respond(spot.response_url, message)
        return stands or ""

    async def _say(self, message: Json, spot: Spot, *, secret: bool) -> str | None:
        """Say it in the conversation itself; None when Slack does not let us, else the message that can be edited."""
        try:
            channel = await self._directory.channel(spot.where.place)
        except (RetryLater, Rejected) as error:
            _log_lost("conversations.open", error)
            return None
        said = {"channel": channel, "thread_ts": spot.where.thread, **message}
        if spot.where.kind == "direct" and not secret:
            return await self._post({**said, "unfurl_links": False, "mrkdwn": False}, spot.where.place)
        return "" if await self._try("chat.postEphemeral", {**said, "user": ids.local_id(spot.speaker.id)}) else None

    async def _post(self, said: Json, place: str) -> str | None:
        try:
            posted = await self._api.call("chat.postMessage", said, within=WITHIN)
        except (RetryLater, Rejected) as error:
            _log_lost("chat.postMessage", error)
            return None
        return f"{place}#{posted['ts']}" if posted.get("ts") else ""

    async def _respond(self, response_url: str, message: Json, *, instead: bool = False) -> bool:
        """Answer a press beside the message that it was on, or `instead` of it; False where Slack does not."""
        body = {"replace_original": True} if instead else {"response_type": "ephemeral", "replace_original": False}
        body |= message
        try:
            await self._api.respond(response_url, body, within=WITHIN)
        except (RetryLater, Rejected) as error:
            _log_lost("response_url", error)
            return False
        return True

    async def _open(self, form: Form, spot: Spot) -> bool:
        """Open a form; inside a modal on top of it. False when it did not open in time."""
        if spot.modal is not None:
            return await self._push(self._modal(form, spot.where), spot)
        view = self._modal(form, spot.where, url=spot.response_url)
        return await self._try("views.open", {"trigger_id": spot.trigger, "view": view})

    async def _push(self, view: Json, spot: Spot) -> bool:
        """A view on top of the person's modal, or in its place when the stack is full."""
        if await self._try("views.push", {"trigger_id": spot.trigger, "view": view}):
            return True
        return await self._try("views.update", {"view_id": spot.view["id"], "view": view})

    async def _try(self, method: str, arguments: Mapping[str, object]) -> bool:
        """Call; False, and a line in the log, when Slack does not do it in time."""
        try:
            await self._api.call(method, arguments, within=WITHIN)
        except (RetryLater, Rejected) as error:
            _log_lost(method, error)
            return False
        return True


_log = logging.getLogger(__name__)


def _log_lost(method: str, error: RetryLater | Rejected) -> None:
    _log.warning("a reply was lost: %s: %s", method, error)


def _update(view: Json) -> Json:
    return {"response_action": "update", "view": view}


def _metadata(where: Where | None) -> str:
    return Open("", "", {}, where).pack() if where else ""


def _sentences(errors: Mapping[str, str]) -> Card:
    return say(plain("\n".join(errors.values())))
