"""What Teams sends: checked by the guard, heard by the desk, answered with the right body, within five seconds.

One route of our own: the library's adapter answers 500 to every invoke that has a body. An activity is handled once,
whatever comes twice; who waits too long is told so while the work goes on, and a repeat gets its end.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

from aiohttp import web

from adapters.inbound_kit.apology import NOT_NOW, report_bug
from adapters.inbound_kit.body import Refused
from adapters.inbound_kit.doorway import Doorway
from adapters.inbound_kit.link import Link
from adapters.inbound_kit.once import Once
from adapters.teams import forms, ids
from adapters.teams.dialog_state import Seal
from adapters.teams.directory import TenantDirectory
from adapters.teams.installation_events import Comings
from adapters.teams.parse import Hearing
from adapters.teams.render import PRESS
from adapters.teams.request_auth import Guard
from adapters.teams.responses import AS_ALL, DONE, KEPT, OUTDATED, Answering, Spot
from adapters.teams.settings import PATH
from core.people import Speaker
from core.phrases import Phrase, phrase
from core.ports.channel import RetryLater
from core.ports.tickets import StorageUnavailable
from core.ui.cards import KEEP, VIEW
from core.ui.inbound import Edited, FormChanged, Heard, MentionPart, Press, Reply, Shown, Submit, Where, Words

Json: TypeAlias = dict[str, Any]

BUDGET = 5.0
"""Seconds in which a turn ends; Teams gives up after ten to fifteen."""
AGAIN = (0.2, 0.8)
"""Seconds before each further try to take a message: Teams brings none again."""
LATER = (2.0, 5.0, 15.0, 60.0, 180.0, 600.0, 1800.0)
"""Seconds before each further try to take an edit that could not be taken at once."""

MOST_TYPED = 200
"""Characters that are looked for."""

STALE = phrase("older_button")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """The status and body of an answer; no body closes a dialog.

    One that `lasts` is given again to a repeat; how somebody sees a card does not, and takes no room.
    """

    status: int = 200
    body: Json | None = None
    lasts: bool = True


class Inbound(Doorway):
    """Hears Teams."""

    def __init__(
        self,
        *,
        guard: Guard,
        hearing: Hearing,
        comings: Comings,
        directory: TenantDirectory,
        answering: Answering,
        seal: Seal,
        tenant: str,
        link: Link,
        budget: float = BUDGET,
    ) -> None:
        self._guard = guard
        self._hearing = hearing
        self._comings = comings
        self._directory = directory
        self._answering = answering
        self._seal = seal
        self._tenant = tenant
        self._link = link
        self._budget = budget
        self._once: Once[Answer] = Once(lasts=lambda answer: answer.status < 500 and answer.lasts)

    async def finish(self) -> None:
        """Give turns that are still at work a moment to end."""
        await self._once.finish(self._budget)

    # How it comes in

    def routes(self) -> list[web.RouteDef]:
        """`POST /api/messages`."""
        return [web.post(PATH, self._post)]

    async def _post(self, request: web.Request) -> web.Response:
        try:
            activity = await self._guard.admit(request)
        except Refused as refusal:
            _log.warning("a request to %s was refused: %s", PATH, refusal.reason)
            return refusal.answer
        self._link.heard()
        answer = await self.dispatch(activity)
        if answer.body is None:
            return web.Response(status=answer.status)
        return web.json_response(answer.body, status=answer.status)

    async def dispatch(self, activity: Json) -> Answer:
        """The answer to an activity that is known to come from Teams, within the budget."""
        task = self._once.run(_name_of(activity), lambda: self._turn(activity))
        done, _ = await asyncio.wait({task}, timeout=self._budget)
        if done:
            return task.result()
        _log.warning("a turn takes longer than %s s: %s", self._budget, activity["type"])
        return self._sentence(activity, phrase("takes_longer"))

    async def _turn(self, activity: Json) -> Answer:
        """One activity, whatever it is. Never raises for anything that came from outside."""
        try:
            await self._comings.note(activity)
            return await self._take(activity)
        except (StorageUnavailable, RetryLater) as error:
            _log.warning("what Teams sent could not be taken now: %s", type(error).__name__)
            return await self._apologise(activity, NOT_NOW)
        except Exception as error:  # noqa: BLE001 a bug: logged once with a code that the person is shown
            return await self._apologise(activity, report_bug(_log, error, _kind_of(activity)))

    async def _take(self, activity: Json) -> Answer:
        match activity["type"]:
            case "message":
                return await self._message(activity)
            case "messageUpdate" | "messageDelete":
                edited = self._hearing.edited(activity)
                return await self._edited(edited) if edited is not None else Answer()
            case "invoke":
                return await self._invoke(activity)
            case "conversationUpdate":
                await self._comings.conversation(activity, self._hearing.is_bot(activity))
                return Answer()
            case "installationUpdate":
                await self._comings.installation(activity)
                return Answer()
            case _:
                return Answer()

    # What it is

    async def _message(self, activity: Json) -> Answer:
        value = activity.get("value")
        if isinstance(value, dict) and PRESS in value and self._hearing.by_somebody(activity):
            return await self._old_press(activity, value)
        words = self._hearing.words(activity)
        if words is None:
            return Answer()
        words = replace(words, parts=await self._directory.named(words.parts))
        spot = Spot(words.speaker, words.where)
        if words.where.kind == "direct" and _says(words, "home"):
            await self._answering.show(await self.door.home(words.speaker), spot)
            return Answer()
        try:
            reply = await self._hear_again(words)
        except (StorageUnavailable, RetryLater):
            if not words.to_bot:
                return Answer(503)  # should Teams ever bring it again, it is welcome; nobody asked us anything
            await self._answering.say(phrase("not_saved"), spot)
            return Answer()
        await self._stands(words.speaker, reply, await self._answering.words(reply, spot))
        return Answer()

    async def _edited(self, edited: Edited) -> Answer:
        """An edit or a deletion. What cannot be taken is tried until it can: nobody does it a second time."""
        try:
            reply = await self._hear_again(edited)
        except (StorageUnavailable, RetryLater):
            self._once.run(f"later {edited.key}", lambda: self._edited_later(edited))
            return Answer(503)
        await self._stands(
            edited.speaker, reply, await self._answering.words(reply, Spot(edited.speaker, edited.where))
        )
        return Answer()

    async def _stands(self, speaker: Speaker, reply: Reply, message: str) -> None:
        """The desk learns where a question stands that its buttons ask."""
        if message and isinstance(reply, Shown) and reply.asks:
            await self.door.stands(speaker, reply, message)

    async def _edited_later(self, edited: Edited) -> Answer:
        for pause in LATER:
            await asyncio.sleep(pause)
            try:
                reply = await self.door.hear(edited)
            except (StorageUnavailable, RetryLater) as error:
                _log.warning("an edit in Teams could not be taken yet: %s", type(error).__name__)
            else:
                stands = await self._answering.words(reply, Spot(edited.speaker, edited.where))
                await self._stands(edited.speaker, reply, stands)
                return Answer()
        _log.error("an edit in Teams was given up: %s", edited.key)
        return Answer(503)

    async def _hear_again(self, heard: Heard) -> Reply:
        """Hear a message, a few times if it cannot be saved. Raises StorageUnavailable or RetryLater at last."""
        for pause in AGAIN:
            try:
                return await self.door.hear(heard)
            except (StorageUnavailable, RetryLater):
                await asyncio.sleep(pause)
        return await self.door.hear(heard)

    async def _old_press(self, activity: Json, data: Json) -> Answer:
        """A button of a client that knows no `Action.Execute`: it comes as a message without words."""
        try:
            press = self._hearing.press(activity, data)
        except ValueError as error:
            _log.warning("a button that is not known any more was pressed: %s", error)
            return await self._apologise(activity, STALE)
        reply = await self.door.hear(press)
        stands = await self._answering.words(reply, Spot(press.speaker, press.where))
        await self._stands(press.speaker, reply, stands)
        return Answer()

    async def _invoke(self, activity: Json) -> Answer:
        if not self._hearing.by_somebody(activity):
            return Answer(400)
        value = activity.get("value")
        value = value if isinstance(value, dict) else {}
        data = value.get("data")
        data = data if isinstance(data, dict) else {}
        match activity.get("name"):
            case "adaptiveCard/action":
                return await self._execute(activity, value)
            case "task/fetch":
                return await self._fetch(activity, data)
            case "composeExtension/fetchTask":
                return await self._extension(activity)
            case "task/submit" | "composeExtension/submitAction":
                return await self._submit(activity, data)
            case "application/search":
                return await self._search(activity, value)
            case _:
                return Answer(501)

    async def _execute(self, activity: Json, value: Json) -> Answer:
        action = value.get("action")
        data = action.get("data") if isinstance(action, dict) else None
        try:
            press = self._hearing.press(activity, data if isinstance(data, dict) else {})
        except ValueError as error:
            _log.warning("a button that is not known any more was pressed: %s", error)
            return Answer(200, self._answering.toast(STALE))
        if press.action.command == VIEW:
            return Answer(200, await self._answering.view(await self.door.hear(press)), lasts=False)
        spot = Spot(press.speaker, press.where)
        done = KEPT if press.action.command == KEEP else DONE
        reply = await self.door.hear(press)
        stands = partial(self._stands, press.speaker, reply)
        return Answer(200, await self._answering.press(reply, spot, stands, done))

    async def _fetch(self, activity: Json, data: Json, where: Where | None = None) -> Answer:
        """A button that opens a dialog, or one pressed in a dialog, which `where` tells from the first.

        Only the latter may be answered with nothing.
        """
        try:
            press = self._hearing.press(activity, data, where)
        except ValueError as error:
            _log.warning("a button that is not known any more was pressed: %s", error)
            return Answer(200, self._answering.message(STALE))
        spot = Spot(press.speaker, press.where, inside=where is not None)
        body = await self._answering.dialog(await self.door.hear(press), spot)
        return Answer(200, body or (self._answering.message(DONE) if where is None else None))

    async def _extension(self, activity: Json) -> Answer:
        try:
            press = self._hearing.extension(activity)
        except ValueError as error:
            _log.warning("a command that is not known was used: %s", error)
            return Answer(200, self._answering.message(STALE))
        if press.where.kind == "channel" and not await self._comings.is_in(activity):
            press = as_elsewhere(press)
        body = await self._answering.dialog(await self.door.hear(press), Spot(press.speaker, press.where))
        return Answer(200, body or self._answering.message(DONE))

    async def _submit(self, activity: Json, data: Json) -> Answer:
        speaker = self._hearing.speaker(activity)
        try:
            sheet = self._seal.open(data.get(forms.SHEET), speaker)
        except ValueError as error:
            _log.warning("a dialog that is not ours was sent: %s", error)
            return Answer(200, self._answering.message(OUTDATED))
        spot = Spot(speaker, sheet.where or self._hearing.where(activity), sheet.inside)
        if PRESS in data or sheet.form is None:
            return await self._fetch(activity, data, spot.where)
        form = sheet.form
        values = forms.values_of(form, data, self._tenant)
        at = self._hearing.at(activity)
        heard: Submit | FormChanged = Submit(
            speaker, at, form.command, form.command_id, form.context, values, sheet.where,
            back=data.get(forms.DO) == forms.BACK,
        )  # fmt: skip
        if data.get(forms.DO) == forms.UPDATE:
            heard = FormChanged(speaker, at, form.command, form.command_id, form.context, values)
        reply = await self.door.hear(heard)
        return Answer(200, await self._answering.dialog(reply, spot, form, values))

    async def _search(self, activity: Json, value: Json) -> Answer:
        """What a field of an open dialog finds for what is typed there. It is asked for at every letter."""
        asked = forms.searched(value.get("dataset"))
        if asked is None:
            return Answer(400, lasts=False)
        command, field, ticket = asked
        typed = str(value.get("queryText") or "")[:MOST_TYPED]
        found = await self.door.choices(self._hearing.speaker(activity), command, field, typed, {"ticket": ticket})
        return Answer(200, forms.found_choices(found), lasts=False)

    # When it fails

    async def _apologise(self, activity: Json, said: Phrase) -> Answer:
        """Say a sentence to whoever is looking, by the means that this kind of activity has."""
        try:
            if activity["type"] == "invoke":
                return self._sentence(activity, said)
            words = self._hearing.words(activity) if activity["type"] == "message" else None
            # Words of others' conversations fail silently: nobody asked us anything.
            if words is not None and words.to_bot:
                await self._answering.say(said, Spot(words.speaker, words.where))
        except Exception:  # noqa: BLE001 the apology must not become the next failure: what happened is in the log
            _log.warning("an apology could not be made")
        return Answer()

    def _sentence(self, activity: Json, said: Phrase) -> Answer:
        """An answer with a sentence, where an answer can hold one."""
        if activity["type"] != "invoke":
            return Answer()
        if is_view(activity):  # who only looked is told nothing of what went wrong
            return Answer(200, self._answering.toast(AS_ALL), lasts=False)
        on_a_card = activity.get("name") == "adaptiveCard/action"
        return Answer(200, self._answering.toast(said) if on_a_card else self._answering.message(said))


def _says(words: Words, word: str) -> bool:
    return all(not isinstance(part, MentionPart) for part in words.parts) and (
        "".join(map(str, words.parts)).strip().casefold() == word
    )


def _name_of(activity: Json) -> str:
    """What tells one activity from another: a repeat is the same in all of it."""
    conversation = activity.get("conversation") or {}
    author = activity.get("from") or {}
    parts = (
        activity["type"], activity.get("name"), conversation.get("id"), activity.get("id"), author.get("id"),
        activity.get("timestamp"), activity.get("text"), ids.word(activity, "channelData", "eventType"),
    )  # fmt: skip
    # Without an id and a time nothing can be known to be a repeat.
    own = "" if activity.get("id") or activity.get("timestamp") else secrets.token_hex(8)
    return f"{parts}{own}"


def as_elsewhere(press: Press) -> Press:
    """A command used where the app is not installed: no thread can be followed there, it is no channel of ours."""
    where = replace(press.where, kind="group", flat=True)
    return replace(press, where=where, quoted=replace(press.quoted, where=where) if press.quoted else None)


def is_view(activity: Json) -> bool:
    """Whether a card asks for somebody's own view of it: nobody did anything."""
    return ids.word(activity, "value", "action", "verb") == VIEW


def _kind_of(activity: Json) -> str:
    return f"{activity['type']} {activity.get('name') or ''}".strip()[:80]
