"""Words in a ticket's threads, for tests: who says what where, on a ticket that somebody has."""

from __future__ import annotations

from core.tickets.events import File
from core.ui.inbound import MentionPart, Reply, Where, Words
from tests.commands.reading import quiet
from tests.fakes.desk import DeskHouse, Someone

HOME = "slack:T1/C-it-help#5.0"
WIFI = File("wifi.png", "https://files.example/wifi.png")


async def public(desk: DeskHouse) -> str:
    """A ticket of Mia's under her message in #it-help, which Dana has."""
    ref = await desk.person("mia").reports(home=HOME)
    quiet(await desk.person("dana").presses("claim", ref))
    return ref


async def direct(desk: DeskHouse) -> str:
    """The same in Mia's own conversation with the desk."""
    ref = await desk.person("mia").reports()
    quiet(await desk.person("dana").presses("claim", ref))
    return ref


async def resolve(desk: DeskHouse, ref: str) -> None:
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="The profile was reissued."))


async def spot(desk: DeskHouse, ref: str, role: str, message: str) -> Where:
    place, root = await desk.thread(ref, role)
    return Where(place, "direct" if "/D-" in place else "channel", thread=root, message=message)


async def say(
    who: Someone, where: Where, *text: str | MentionPart, files: tuple[File, ...] = (), to_bot: bool = False
) -> Reply:
    desk = who.desk
    key = desk.heard_as(where)
    return await desk.hears(Words(who.speaker, desk.now, key, where, text, to_bot=to_bot, files=files))
