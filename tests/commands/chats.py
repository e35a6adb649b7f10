"""A chat without threads, for tests: tickets of somebody who is on Teams, and the question which one it is about."""

from __future__ import annotations

from core.tickets.events import File
from core.ui.cards import Action
from core.ui.inbound import Press, Reply
from tests.commands.reading import quiet, shown
from tests.fakes.desk import DeskHouse, Someone

PICTURE = File("wifi.png", "https://files.example/wifi.png")


async def taken(desk: DeskHouse, title: str = "VPN drops every hour", who: str = "mia", **more: str) -> str:
    """A ticket of Mia's that Dana works on, with its card in Mia's chat on Teams."""
    desk.lives[desk.id_of(who)] = "teams"
    ref = await desk.person(who).reports(title=title, **more)
    quiet(await desk.person("dana").presses("claim", ref))
    return ref


async def two(desk: DeskHouse) -> tuple[str, str]:
    """Two open tickets of Mia's."""
    return await taken(desk), await taken(desk, "The printer is out of paper", service="workplace-it")


async def chooses(who: Someone, ref: str, command: str = "this_one", **more: str) -> Reply:
    """Press a button of the question."""
    arguments: dict[str, str | int | bool] = {**({"ticket": ref} if ref else {}), **more}
    key = who.desk.fresh("press")
    return await who.desk.hears(Press(who.speaker, who.desk.now, key, who.chat(), Action(command, arguments)))


async def goes_through(who: Someone, asked: Reply, answer: str = "") -> Reply:
    """Press a way of what typed words were asked first; without `answer` the one that does it."""
    ways = shown(asked).buttons
    (way,) = [one for one in ways if one.label == (answer or ways[0].label)]
    return await who.desk.hears(Press(who.speaker, who.desk.now, who.desk.fresh("press"), who.chat(), way.action))


async def said_on(desk: DeskHouse, ref: str) -> list[str | None]:
    """What was said on a ticket, as it reads now."""
    return [one.text for one in (await desk.comments(ref))]


async def message_of(desk: DeskHouse, ref: str, role: str) -> str:
    """The id of the message in Mia's chat that stands for something of a ticket."""
    found = await desk.store.read(lambda tx: tx.bindings(ref))
    place = desk.person("mia").on_teams.chat().place
    (one,) = [one for one in found if one.place == place and one.role.startswith(role)]
    return one.message
