"""A slip behind any slash command, or in words that do the same: a button does what was meant, and no word is lost."""

from __future__ import annotations

from typing import Any

import pytest

from core.ui.cards import Button
from core.ui.inbound import OpenForm, Press, Reply, Shown
from tests.commands.chats import taken
from tests.commands.reading import buttons, read, shown
from tests.commands.talking import say, spot
from tests.fakes.desk import DeskHouse, Someone

SLASHES = [
    ("omar", "oncall", "overide jonas.weber tomorrow 18:00-22:00", "override jonas.weber tomorrow 18:00-22:00"),
    ("dana", "oncall", "remvoe jonas.weber", "remove jonas.weber"),
    ("dana", "oncall", "awya until friday", "away until friday"),
    ("mia", "oncall", "bakc", "back"),
    ("mia", "request", "aprovals", "approvals"),
    ("mia", "request", "lapotp", "Order New laptop"),
    ("mia", "request", "lapotp for CAD work", "Order New laptop"),
    ("mia", "ticket", "serach printer", "search printer"),
    ("dana", "ticket", "qeue", "queue"),
    ("dana", "ticket", "queue infar", "queue infra"),
    ("mia", "desk", "hlep", "help"),
    ("dana", "desk", "expalin 1000", "explain 1000"),
    ("mia", "away", "bakc", "away back"),
]


async def press(who: Someone, button: Button) -> Reply:
    return await who.desk.hears(Press(who.speaker, who.desk.now, who.desk.fresh("p"), who.chat(), button.action))


def meant(reply: Reply, label: str) -> Button:
    assert isinstance(reply, Shown), reply
    found = [each for each in buttons(reply.card) if each.label.removeprefix("oncall ") == label or each.label == label]
    assert found, (label, [each.label for each in buttons(reply.card)], reply.card.summary)
    return found[0]


@pytest.mark.parametrize(("name", "slash", "slip", "label"), SLASHES)
async def test_the_button_does_what_the_words_do_when_they_are_typed_right(
    desk: DeskHouse, name: str, slash: str, slip: str, label: str
) -> None:
    await desk.person("mia").reports()
    who = desk.person(name)
    reply = await who.types(slash, slip)
    button = meant(reply, f"request {label}" if label == "approvals" else label)
    assert isinstance(reply, Shown)
    assert "Did you mean" in reply.card.summary or slash == "away"
    done = await press(who, button)
    if label.startswith("Order"):
        assert button.opens_form
        assert isinstance(done, OpenForm)
        assert done.form.context["item"] == "laptop"
        assert str(button.action.arguments.get("text", "")) == slip.partition(" ")[2]
        return
    assert isinstance(done, Shown), done
    assert "I do not know" not in done.card.summary
    if "overide" in slip:
        assert "Jonas Weber" in read(shown(done))
    if slip.startswith("awya"):
        assert "is away from" in read(shown(done))


@pytest.mark.parametrize("words", ["request lapotp", "order lapotp for CAD work"])
@pytest.mark.parametrize("teams", [False, True])
async def test_the_same_words_in_a_chat_are_offered_so_too(desk: DeskHouse, words: str, teams: bool) -> None:
    mia = desk.person("mia")
    mia = mia.on_teams if teams else mia
    button = meant(await mia.sends(words), "Order New laptop")
    assert button.opens_form
    assert isinstance(await press(mia, button), OpenForm)


@pytest.mark.parametrize(
    ("words", "label"), [("transfer infar the router is theirs", "transfer infra the router is theirs")]
)
async def test_the_name_of_a_team_behind_a_command_is_offered_as_it_is(desk: DeskHouse, words: str, label: str) -> None:
    ref = await taken(desk)
    dana = desk.person("dana")
    reply = await say(dana, await spot(desk, ref, "triage:service-desk", "70.0"), words, to_bot=True)
    await press(dana, meant(reply, label))
    assert (await desk.ticket(ref)).team == "infra"


AWAY: list[tuple[str, Any]] = [
    ("the slash command for the rota", lambda who, words: who.types("oncall", words)),
    ("its word in a chat on Slack", lambda who, words: who.sends(f"oncall {words}")),
    ("its word in a chat on Teams", lambda who, words: who.on_teams.sends(f"oncall {words}")),
    ("the word away in a chat on Slack", lambda who, words: who.sends(words)),
    ("the word away in a chat on Teams", lambda who, words: who.on_teams.sends(words)),
    ("behind /ticket", lambda who, words: who.types("ticket", words)),
    ("an app that was installed with it", lambda who, words: who.types("away", words.removeprefix("away "))),
]


@pytest.mark.parametrize("door", [door for _, door in AWAY], ids=[name for name, _ in AWAY])
@pytest.mark.parametrize("name", ["dana", "katrin"])
async def test_whoever_is_away_says_so_and_comes_back_at_every_door(desk: DeskHouse, door: Any, name: str) -> None:
    who = desk.person(name)
    said = read(shown(await door(who, "away until friday delegate paul.brandt")))
    assert "is away from" in said
    (absence,) = await desk.store.read(lambda tx: tx.rota().absences)
    assert absence.delegate == desk.id_of("paul")
    assert "back" in read(shown(await door(who, "away back"))).casefold()
    assert await desk.store.read(lambda tx: tx.rota().absences) == ()


async def test_nobody_on_slack_is_told_to_type_what_sets_their_presence(desk: DeskHouse) -> None:
    for name in ("dana", "katrin", "mia"):
        assert "/away" not in shown(await desk.person(name).types("desk", "help")).summary
    assert "away until <day>" in shown(await desk.person("dana").types("desk", "help")).summary
    for words in ("until friday delegate", "back"):
        reply = await desk.person("dana").types("oncall", f"away {words}")
        assert isinstance(reply, Shown)
        assert "/away" not in reply.card.summary
