"""What people do, in words that name no platform; each does it where they sit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import playground.slack.screen as on_slack
import playground.teams.screen as on_teams
from tests.conformance.seen import Message, Post, Sheet, Sight, Value, as_read, was_at
from tests.conformance.sides import Files, Side

if TYPE_CHECKING:
    from tests.conformance.house import House

NETWORK = "Network, Wi-Fi and VPN"
LEVELS = {
    "P1": ("The whole company", "No, work has stopped"),
    "P2": ("My team", "No, work has stopped"),
    "P3": ("Just me", "No, work has stopped"),
    "P4": ("Just me", "Only partly"),
    "P5": ("Just me", "Yes, it is minor"),
}
"""Who is affected and whether they can work, so that the shipped matrix gives this priority."""


SCORES = ("☆ 1", "☆ 2", "☆ 3", "☆ 4", "☆ 5")
"""The buttons of the question how it was."""


@dataclass
class Someone:
    """One person at one platform. `answer` is what they saw at once after what they did last."""

    desk: House
    handle: str
    id: str
    side: Side
    answer: Sight | None = None
    threads: dict[str, Post] = field(default_factory=dict)
    """The messages in channels whose threads they follow, by ticket."""

    def __repr__(self) -> str:
        return f"{self.handle} on {self.side.name}"

    @property
    def platform(self) -> str:
        """Where they sit."""
        return self.side.name

    # asking for help

    async def opens_report(self, title: str = "VPN drops every 5 minutes") -> Sheet:
        """Open the form that reports a fault, with its first line filled in."""
        return Sheet(await self.side.asks_for(self.handle, "incident", title))

    async def reports(
        self,
        title: str = "VPN drops every 5 minutes",
        *,
        priority: str = "P3",
        service: str = "network",
        kind: str | None = "VPN",
        **more: Value,
    ) -> None:
        """Fill in the report and send it; it must be taken."""
        sheet = await self.opens_report(title)
        await self.fills_report(sheet, priority=priority, service=service, kind=kind, **more)
        await sheet.is_taken()

    async def fills_report(
        self, sheet: Sheet, *, priority: str = "P3", service: str = "network", kind: str | None = "VPN", **more: Value
    ) -> None:
        """Fill in an open report so that it becomes this priority."""
        affected, able = LEVELS[priority]
        await sheet.fills(service=self.desk.policy.services[service].name, impact=affected, urgency=able)
        if kind:
            await sheet.fills({f"category:{service}": kind})
        if priority == "P1":
            await sheet.looks_again()
            await sheet.fills(critical=True)
        await sheet.fills(more)

    async def orders(self, item: str, values: dict[str, Value]) -> None:
        """Order from the catalogue."""
        sheet = Sheet(await self.side.asks_for(self.handle, "request", item))
        await sheet.fills(values)
        await sheet.is_taken()

    async def says_in(self, channel: str, words: str) -> Post:
        """Write in a channel (`help`, `office`)."""
        return await self.side.says(self.handle, words, channel=self.side.channel(channel, self.desk.policy))

    async def makes_a_ticket_of(self, message: Post) -> Sheet:
        """Use "Create ticket" of a message's menu; the form is open then."""
        self.answer = await self.side.uses(self.handle, "Create ticket", message)
        return Sheet(self.answer.form)

    async def uses(self, command: str, message: Post) -> None:
        """Use a command of a message's menu."""
        self.answer = await self.side.uses(self.handle, command, message)

    async def acts_on(self, command: str, message: Post) -> Message | on_teams.Form:
        """Use a command of a message's menu that shows a card: in a dialog, or for them alone."""
        await self.uses(command, message)
        await self.desk.settles()
        seen = self.answer
        if isinstance(seen, on_teams.Form):
            return seen
        assert isinstance(seen, on_slack.Message | on_teams.Message), seen
        self.desk.heard.add(Post(seen).key)
        return seen

    # being told

    async def reads(self) -> list[Post]:
        """What stands in their conversation with Deskbell once nothing is under way, oldest first."""
        await self.desk.settles()
        return self.side.told(self.handle)

    async def reads_alone(self) -> list[Post]:
        """What stands where only they see it, once nothing is under way, oldest first."""
        await self.desk.settles()
        return self.side.whispered(self.handle)

    async def reads_under(self, post: Post) -> list[Post]:
        """What stands under a post once nothing is under way, oldest first."""
        await self.desk.settles()
        return self.side.thread(self.handle, post)

    async def was_told(self, words: str, *more: str, at: str | None = None) -> Post:
        """Deskbell wrote this to them, in their conversation with it or in a thread of theirs, and once."""
        posts = [*await self.reads(), *self._in_threads()]
        found = self.desk.hear(posts, words, repr(self))
        found.shows(*more)
        was_at(found, at)
        return found

    async def was_told_somewhere(self, words: str, *more: str, at: str | None = None) -> Post:
        """As `was_told`, of somebody who has not spoken yet: on whichever platform they are, once."""
        await self.desk.settles()
        posts = [one for side in self.desk.sides.values() for one in side.told(self.handle)]
        found = self.desk.hear(posts, words, self.handle)
        found.shows(*more)
        was_at(found, at)
        return found

    def _in_threads(self) -> list[Post]:
        replies = (self.side.thread(self.handle, root) for root in self.threads.values())
        return [one for thread in replies for one in thread if self.side.by_app(one)]

    async def receipt(self, ref: str = "INC-1000") -> Post:
        """The card that says how their ticket stands."""
        all_told = [*await self.reads(), *self._in_threads()]
        posts = [
            one
            for one in all_told
            if (one.text.startswith(ref) or f", was {ref}" in one.text[:30]) and " State " in one.text
        ]
        assert len(posts) == 1, f"{len(posts)} receipts for {ref}: {[one.text for one in posts]}"
        self.desk.heard.add(posts[0].key)
        return posts[0]

    async def was_answered(self, words: str, *more: str) -> Post | None:
        """What they did last was answered with these words, for them alone, wherever the platform says such things."""
        await self.desk.settles()
        match self.answer:
            case on_teams.Notice() as notice:
                said = as_read(notice.text)
                if words in said:
                    assert all(each in said for each in more), said
                    # It passes, so it stands in the chat as well.
                    stands = [*await self.reads_alone(), *await self.reads()]
                    fresh = (one.key for one in stands if words in one.text and one.key not in self.desk.heard)
                    self.desk.heard |= set(islice(fresh, 1))
                    return None
            case on_teams.Form() as form if words in as_read(form.text):
                return None
            case _:
                pass
        posts = [*await self.reads_alone(), *await self.reads()]
        found = self.desk.hear(posts, words, f"{self!r}, who saw {self.answer!r},")
        found.shows(*more)
        return found

    async def sees_become(self, copy: Post) -> Post:
        """What stands now where it stood: Slack gives what only one person sees a new name when it changes."""
        alone = await self.reads_alone()
        now = alone[-1] if copy.gone else copy
        self.desk.heard.add(now.key)
        return now

    # a requester

    async def writes(self, words: str, ref: str = "INC-1000", *, files: Files | None = None) -> Post:
        """Write to the desk about a ticket of theirs: in its thread, or in a flat chat."""
        root = self.threads.get(ref)
        if root is None and self.platform == "slack":
            root = await self.receipt(ref)
        self.answer = None
        said = await self.side.says(self.handle, words, under=root, files=files)
        if root is None:
            await self._reads_where_it_went()
        return said

    answers = writes

    async def follows_up(self, words: str, ref: str = "INC-1000") -> Post:
        """Write about a ticket that is closed: in its thread, or with its number where the chat is flat."""
        return await self.writes(words if self.platform == "slack" else f"{ref}: {words}", ref)

    async def types(self, words: str) -> Post:
        """Write to Deskbell directly, in no thread."""
        self.answer = None
        said = await self.side.says(self.handle, words)
        await self._reads_where_it_went()
        return said

    async def _reads_where_it_went(self) -> None:
        """Words of a chat that went to a ticket are answered with a line that says to which."""
        await self.desk.settles()
        self.desk.heard |= {one.key for one in self.desk.unheard() if one.text.startswith("Added to ")}

    async def commands(self, line: str) -> None:
        """Type a command that is answered at once, such as `ticket mine`."""
        self.answer = await self.side.types(self.handle, line)

    async def presses(self, post: Post, label: str) -> Sight:
        """Press a button of a post they see."""
        self.answer = await self.side.presses(self.handle, post, label)
        return self.answer

    async def opens(self, post: Post, label: str) -> Sheet:
        """Press a button that opens a form."""
        return Sheet((await self.presses(post, label)).form)

    async def opens_if_asked(self, post: Post, label: str) -> Sheet | None:
        """Press a button; the form that opened, if one did."""
        seen = await self.presses(post, label)
        return Sheet(seen) if isinstance(seen, on_slack.Form | on_teams.Form) else None

    async def edits(self, post: Post, words: str, *, without: Collection[str] = ()) -> None:
        """Change what they wrote, and take files out of it."""
        await self.side.edits(self.handle, post, words, without)

    async def deletes(self, post: Post) -> None:
        """Delete what they wrote."""
        await self.side.deletes(self.handle, post)

    async def undeletes(self, post: Post) -> None:
        """Take the deletion back, where the platform has a way to."""
        await self.side.undeletes(self.handle, post)

    async def thumbs_up(self, post: Post) -> None:
        """Put a thumb on a post."""
        await self.side.reacts(self.handle, post)

    # a responder

    async def card(self, ref: str = "INC-1000") -> Post:
        """The ticket's card as it stands where they sit."""
        ticket = await self.desk.ticket(ref)
        cards = await self.desk.card(ref, ticket.team).posts()
        found = next(one for one in cards if one.platform == self.platform)
        channel = self.side.channel(ticket.team, self.desk.policy)
        return next(one for one in self.side.posts(self.handle, channel) if one.key == found.key)

    async def claims(self, ref: str = "INC-1000") -> None:
        """Press Claim on the card."""
        await self.presses(await self.card(ref), "Claim")

    async def replies(self, ref: str, words: str, *, files: Files | None = None) -> Post:
        """Answer the requester from the triage thread, and see that it went out: by a mark, or by a sentence."""
        said = await self.notes(ref, f">> {words}", files=files)
        await self.desk.settles()
        if self.platform == "slack":
            assert said.reactions == {"outbox_tray"}, f"{said.reactions} on {said.text!r}"
        else:
            await self.was_answered("These words are for ", "Delivered.")
        return said

    async def notes(self, ref: str, words: str, *, files: Files | None = None) -> Post:
        """Write plain words in the triage thread."""
        self.answer = None
        return await self.side.says(self.handle, words, under=await self.card(ref), files=files)

    async def says_under(self, post: Post, words: str) -> Post:
        """Write under a post."""
        self.answer = None
        return await self.side.says(self.handle, words, under=post)

    async def tells(self, ref: str, command: str) -> Post:
        """Write a command to Deskbell in the triage thread."""
        return await self.notes(ref, f"@Deskbell {command}")

    async def fills(self, ref: str, button: str, **values: Value) -> Sheet:
        """Open a form from the card, fill it in and send it."""
        sheet = await self.opens(await self.card(ref), button)
        await sheet.fills(values)
        await sheet.sends()
        return sheet

    async def replies_by_button(self, ref: str, words: str) -> None:
        """Answer the requester by the Reply button."""
        await self._done(await self.fills(ref, "Reply", text=words))

    async def asks(self, ref: str, question: str) -> None:
        """Ask the requester, who is waited for."""
        await self._done(await self.fills(ref, "Ask requester", text=question))

    async def resolves(self, ref: str, words: str, **more: Value) -> None:
        """Resolve it."""
        await self._done(await self.fills(ref, "Resolve", text=words, **more))

    async def _done(self, sheet: Sheet) -> None:
        assert not sheet.is_open, sheet.text

    # whether it works

    async def confirms(self, asked: Post) -> None:
        """Press "Yes, it works"."""
        await self.presses(asked, "Yes, it works")

    async def says_still_broken(self, asked: Post) -> None:
        """Press "No, still broken"."""
        await self.presses(asked, "No, still broken")
