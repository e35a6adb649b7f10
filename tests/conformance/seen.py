"""What a person sees on either platform, by one set of words: posts, forms, and short answers."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

import playground.slack.screen as on_slack
import playground.teams.screen as on_teams
from tests.fakes.desk import BERLIN, instant, local

Message: TypeAlias = on_slack.Message | on_teams.Message
Form: TypeAlias = on_slack.Form | on_teams.Form
Sight: TypeAlias = on_slack.Sight | on_teams.Sight
Key: TypeAlias = tuple[str, str, str]
Value: TypeAlias = str | bool | Sequence[str]

FIELD = "field:"
"""How either platform's inputs are named; the field's own id follows."""

_LONG_DATE = re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\w{3} \d{1,2}, \d{4})")
_REF = re.compile(r"\b(?:INC|REQ)-\d+\b")
_WAS = re.compile(rf"(?:{_REF.pattern}), was ({_REF.pattern})")
_NEAR_DAYS = {"Yesterday": -1, "Today": 0, "Tomorrow": 1}
_NEAR = re.compile(r"\b(?:Yesterday|Today|Tomorrow)\b(?= \d\d:\d\d)")
_TWELVE = re.compile(r"\b(\d\d):(\d\d) ([AP])M\b")

_UPDATE = 1
"""Where the button of a dialog of Teams stands that asks for dependent fields: beside the one that sends."""


def as_read(text: str, today: date | None = None) -> str:
    """Words without what only one platform adds.

    Slack says "Tomorrow" for a day near `today`, Teams names weekdays and counts hours to twelve; both set dots.
    """
    if today is not None:
        text = _NEAR.sub(lambda found: _written(today + timedelta(days=_NEAR_DAYS[found[0]])), text)
    text = _LONG_DATE.sub(r"\1", text)
    text = _TWELVE.sub(lambda found: f"{int(found[1]) % 12 + 12 * (found[3] == 'P'):02}:{found[2]}", text)
    return " ".join(text.replace("·", " ").replace("\u200b", "").split())


def _written(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"


WAY_OUT = "Keep it"
"""On Teams it stands beside a button that asks first; Slack has it in a dialog of its own."""


@dataclass(frozen=True)
class Post:
    """A message that stays, as one person sees it. It follows later edits."""

    message: Message

    @property
    def platform(self) -> str:
        """Where it stands."""
        return "slack" if isinstance(self.message, on_slack.Message) else "teams"

    @property
    def key(self) -> Key:
        """Which post it is."""
        match self.message:
            case on_slack.Message() as message:
                return "slack", message.channel_id, message.ts
            case on_teams.Message() as message:
                return "teams", message.conversation_id, message.id

    @property
    def at(self) -> datetime:
        """When it was posted, in whole seconds."""
        match self.message:
            case on_slack.Message() as message:
                return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(message.ts.partition(".")[0]))
            case on_teams.Message() as message:
                return message.post.at.astimezone(UTC).replace(microsecond=0)

    @property
    def text(self) -> str:
        """All that is to be read in it but the buttons' labels."""
        match self.message:
            case on_slack.Message() as message:
                clock = message._actor.slack.clock
                return as_read(message.text, clock.now().astimezone(BERLIN).date())
            case on_teams.Message() as message:
                return as_read(message.text)

    @property
    def about(self) -> str | None:
        """The ticket that it names first, by the number that it was opened with."""
        found = _REF.search(self.text)
        was = _WAS.match(self.text, found.start()) if found else None
        return was[1] if was else found[0] if found else None

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons, those behind "More" too."""
        return [label.rpartition(" > ")[2] for label in self.message.buttons]

    @property
    def reactions(self) -> set[str]:
        """The emoji on it."""
        return set(self.message.reactions)

    @property
    def gone(self) -> bool:
        """Whether it was deleted."""
        return self.message.gone

    @property
    def files(self) -> dict[str, bytes]:
        """What is in its files that are no pictures, by name, as whoever reads it gets them."""
        match self.message:
            case on_slack.Message() as message:
                contents = message._actor.slack.space.contents
                return {each["name"]: contents[each["id"]] for each in message.files}
            case on_teams.Message() as message:
                bodies = [each["content"]["body"] for each in message.raw.get("attachments", []) if "content" in each]
                texts = [each["text"] for body in bodies for each in body if each.get("fontType") == "Monospace"]
                name = self.text.split()[1]  # behind its sign
                return dict.fromkeys([name] if texts else [], _read("".join(texts)).encode())

    @property
    def pictures(self) -> list[bytes]:
        """What its pictures look like, as whoever reads it is shown them."""
        match self.message:
            case on_slack.Message() as message:
                blocks = [each for each in message.raw.get("blocks", []) if each["type"] == "image"]
                return [message._actor.slack.space.contents[each["slack_file"]["id"]] for each in blocks]
            case on_teams.Message() as message:
                bodies = [each["content"]["body"] for each in message.raw.get("attachments", []) if "content" in each]
                urls = [each["url"] for body in bodies for each in body if each["type"] == "Image"]
                return [base64.b64decode(url.partition(";base64,")[2], validate=True) for url in urls]

    def as_it_is_now(self) -> Post:
        """A picture of it; whoever presses in that presses what others see no more."""
        return Post(self.message.as_it_is_now())

    def is_just(self, words: str) -> bool:
        """Whether somebody wrote these words and no others, to the requester or not, files aside."""
        written = {words, f">> {words}"}
        return self.text in written or any(self.text == f"{each} {name}" for each in written for name in self._files())

    def _files(self) -> list[str]:
        match self.message:
            case on_slack.Message() as message:
                return [str(file["name"]) for file in message.files]
            case on_teams.Message() as message:
                return [str(each["name"]) for each in message.raw.get("attachments", []) if "name" in each]

    def shows(self, *words: str) -> None:
        """All of these words are to be read in it."""
        missing = [each for each in words if each not in self.text]
        assert not missing, f"{missing} not in {self.text!r} on {self.platform}"

    def does_not_show(self, *words: str) -> None:
        """None of these words is."""
        found = [each for each in words if each in self.text]
        assert not found, f"{found} in {self.text!r} on {self.platform}"

    def has_buttons(self, *labels: str) -> None:
        """These and no other buttons, in this order; the way out of one that asks first is no button of its own."""
        shown = [each for each in self.buttons if each != WAY_OUT]
        assert shown == list(labels), f"{self.buttons} on {self.platform}"

    def offers(self, *labels: str) -> None:
        """These are among its buttons."""
        assert set(labels) <= set(self.buttons), f"{self.buttons} on {self.platform}"


def was_at(post: Post, at: str | None) -> None:
    """It was said at that instant, to the second."""
    assert at is None or post.at == instant(at), f"said at {local(post.at)}, not {at}: {post.text}"


@dataclass(frozen=True)
class Sheet:
    """An open form as the person before it sees it."""

    form: Form

    @property
    def text(self) -> str:
        """All that is to be read in it, complaints included."""
        return as_read(self.form.text)

    @property
    def is_open(self) -> bool:
        """Whether it is still on the screen."""
        return self.form.is_open

    def says(self, *words: str) -> None:
        """All of these words are to be read in it."""
        missing = [each for each in words if each not in self.text]
        assert not missing, f"{missing} not in {self.text!r}"

    def needs(self, field: str) -> bool:
        """Whether a field is shown as one that has to be filled in; by its id."""
        match self.form.field(FIELD + field):
            case (block, _):
                return not block.get("optional")
            case element:
                return bool(element.get("isRequired")) or on_teams.label_of(element).endswith(" *")

    def complains(self, *fields: str) -> None:
        """It says of each of these fields that something is wrong: at the field, or on top and at the field."""
        for field in fields:
            element = self.form.field(FIELD + field)
            label = on_slack.label_of(*element) if isinstance(element, tuple) else on_teams.label_of(element)
            on_top = self.text.partition("Please look at: ")[2]
            called = label.removesuffix(" *")
            assert called in self.form.errors or called in on_top, f"nothing about {called}: {self.text!r}"

    def value(self, field: str) -> str:
        """What stands in a field, as the person sees it; the field by its id."""
        element = self.form.field(FIELD + field)
        label = on_slack.label_of(*element) if isinstance(element, tuple) else on_teams.label_of(element)
        return str(self.form.values[label] or "")

    async def fills(self, values: Mapping[str, Value] | None = None, **more: Value) -> Sheet:
        """Put values into fields, by the fields' ids. One that only comes with an earlier answer is asked for."""
        for field, value in {**(values or {}), **more}.items():
            name = FIELD + field
            match self.form:
                case on_slack.Form() as form:
                    ticked = form.options(name) if value is True else value
                    await form.chooses(name, ticked)  # type: ignore[arg-type]  # a tick is never False here
                case on_teams.Form() as form:
                    if not _has(form, name):
                        await form.presses(form.buttons[_UPDATE])
                    if isinstance(value, str):
                        await form.chooses(name, value)
                    else:
                        form.fills({name: value})
        return self

    async def looks_again(self) -> Sheet:
        """See what the answers so far come to. Slack shows it by itself; on Teams there is a button for it."""
        if isinstance(self.form, on_teams.Form) and len(self.form.buttons) > _UPDATE:
            await self.form.presses(self.form.buttons[_UPDATE])
        return self

    async def sends(self) -> Sight:
        """Send it; what is seen then."""
        return await self.form.submits()

    async def is_taken(self) -> None:
        """Send it; nothing may be wrong with it."""
        seen = await self.sends()
        assert not self.is_open, f"{self.form.errors} {seen!r}: {self.text}"


def _has(form: on_teams.Form, name: str) -> bool:
    try:
        form.field(name)
    except LookupError:
        return False
    return True


def _read(markdown: str) -> str:
    """The lines of a text as Teams shows them: paragraphs, in which signs stand for themselves."""
    return re.sub(r"\\(.)", r"\1", markdown.replace("\n\n", "\n").replace("\u00a0", " "))
