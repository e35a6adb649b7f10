"""One registry: a command is its module and a line in it, and everything else follows.

Two made-up commands are put into a registry beside the real ones, and nothing else is touched.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from adapters.presentation.buttons import OFFERS
from adapters.slack import parse as slack_parse
from adapters.slack.manifest import manifest as slack_manifest
from adapters.slack.manifest import slash_commands
from adapters.teams import parse as teams_parse
from adapters.teams.manifest import manifest as teams_manifest
from bot import gallery
from core.commands import REGISTRY, note
from core.commands.base import Command, ticket_blank
from core.commands.desk import mine
from core.commands.registry import Asking, DeskCommand, Registry, Slash, registry_of
from core.commands.reply import Spoken
from core.errors import Refusal
from core.people import PersonId
from core.policy import Policy
from core.tickets.permissions import is_staff, need_responder
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question
from core.ui.cards import VIEW, Action, Button, say
from core.ui.inbound import FormChanged, Press, Reply, Shown, Submit, Where
from core.ui.reading import Arguments, Reading, Said, Values, text_of
from core.ui.text import plain
from docs import generate
from tests.commands.reading import buttons, commands, opened, quiet, read, shown, taken, went
from tests.fakes.desk import DeskHouse, open_desk, refused, sentence, shipped

# a command on a ticket, as its module would say it


def _form(ticket: Ticket, reading: Reading) -> Blank:
    whom = Question("whom", "At whom?", "text")
    return ticket_blank("wave", f"Wave on {ticket.ref}", ticket, reading, whom, submit="Wave")


def _read_form(values: Values, _: Reading) -> Spoken:
    return Spoken(f"waves at {text_of(values, 'whom', ask='Write at whom.')}")


def _read_words(said: Said, _: Reading) -> Spoken | None:
    return Spoken(f"waves at {said.text}") if said.text else None


def _read_press(arguments: Arguments) -> Spoken | None:
    whom = arguments.get("whom")
    return Spoken(f"waves at {whom}") if whom else None


WAVE = Command(
    name="wave",
    words=("wave", "greet"),
    usage="wave <person>",
    help="Wave at somebody.",
    example="wave at Mia",
    allow=need_responder,
    decide=note.decide,
    read_press=_read_press,
    read_words=_read_words,
    form=_form,
    read_form=_read_form,
    other_names=("wave_back",),
)

# a command of the desk


def _staff_only(policy: Policy, person: PersonId) -> None:
    if not is_staff(policy, person):
        raise Refusal("list_for_staff")


def _weather_form(asked: Asking, where: str) -> Blank:
    place = Question("place", "Where?", "text", value=where, reloads=True)
    return Blank("weather", "Weather", (place,), asked.engine.new_id(), submit="Look")


def _weather(asked: Asking) -> Reply:
    if asked.text or asked.arguments:
        return Shown(say(plain(f"{asked.person.name}: sun in {asked.text or asked.arguments['place']}.")))
    return asked.engine.open_form(_weather_form(asked, ""))


def _redraw(asked: Asking, changed: FormChanged) -> Blank:
    return replace(_weather_form(asked, f"{changed.values['place']}, Germany"), command_id=changed.command_id)


def _submit(_: Asking, sent: Submit) -> Reply:
    return Shown(say(plain(f"Rain in {sent.values['place']}.")))


WEATHER = DeskCommand(
    name="weather",
    words=("weather", "forecast"),
    usage="/weather [place]",
    help="What the weather is like.",
    example="weather Jena",
    answer=_weather,
    slash=Slash("weather", help="What the weather is like", usage="[place]"),
    allow=_staff_only,
    redraw=_redraw,
    submit=_submit,
    behind="nothing",
    stands_alone=True,
)

MORE = registry_of([WAVE, *REGISTRY.commands, WEATHER])


@pytest.fixture
async def more() -> AsyncIterator[DeskHouse]:
    async with open_desk("2026-10-27 10:00 CET") as house:
        house.desk.registry = MORE
        yield house


async def press(desk: DeskHouse, who: str, action: Action) -> Reply:
    speaker = desk.person(who).speaker
    return await desk.hears(Press(speaker, desk.now, desk.fresh("press"), Where("slack:T1/C-it-help"), action))


async def said_last(desk: DeskHouse, ref: str) -> str | None:
    return (await desk.comments(ref))[-1].text


async def test_a_new_ticket_command_is_typed_in_its_thread_and_to_the_desk(more: DeskHouse) -> None:
    ref = await taken(more)
    quiet(await more.person("dana").tells(ref, "wave Mia"))
    assert await said_last(more, ref) == "waves at Mia"
    shown(await more.person("dana").types("ticket", f"greet {ref} Jan"))
    assert await said_last(more, ref) == "waves at Jan"
    assert refused(await more.person("dana").sends("wave")) == "Which ticket? Write it like “wave INC-1042”."


async def test_a_new_ticket_command_is_a_button_that_acts_at_once_or_opens_its_form(more: DeskHouse) -> None:
    ref = await taken(more)
    quiet(await more.person("dana").presses("wave", ref, whom="Tom"))
    assert await said_last(more, ref) == "waves at Tom"
    for name in ("wave", "wave_back"):
        form = opened(await more.person("dana").presses(name, ref))
        assert form.command == "wave"
    quiet(await more.person("dana").fills("wave", ref, whom="Omar"))
    assert await said_last(more, ref) == "waves at Omar"
    assert refused(await more.person("femi").presses("wave", ref)).startswith("Only ")


async def test_a_new_ticket_command_explains_itself_where_its_words_lack_something(more: DeskHouse) -> None:
    ref = await taken(more)
    reply = await more.person("dana").tells(ref, "wave")
    assert sentence(reply).startswith("Write it like: wave <person>\nFor example: wave at Mia")
    assert isinstance(reply, Shown)
    assert commands(reply.card) == ["wave"]


async def test_a_new_command_of_the_desk_is_typed_anywhere_the_desk_hears(more: DeskHouse) -> None:
    for typed in ("weather", "forecast"):
        assert opened(await more.person("dana").sends(typed)).command == "weather"
    assert read(shown(await more.person("dana").sends("weather is bad in Jena"))).startswith("What is it about?")
    assert read(shown(await more.person("dana").types("ticket", "weather Jena"))) == "Dana Roth: sun in Jena."
    ref = await taken(more)
    assert read(shown(await more.person("dana").tells(ref, "weather Jena"))) == "Dana Roth: sun in Jena."


async def test_a_new_command_of_the_desk_has_its_slash_command_its_button_and_its_form(more: DeskHouse) -> None:
    dana = more.person("dana")
    assert read(shown(await dana.types("weather", "in Jena"))) == "Dana Roth: sun in in Jena."
    assert read(shown(await press(more, "dana", Action("weather", {"place": "Ulm"})))) == "Dana Roth: sun in Ulm."
    form = opened(await press(more, "dana", Action("weather")))
    changed = FormChanged(dana.speaker, more.now, "weather", form.command_id, form.context, {"place": "Gera"})
    redrawn = opened(await more.hears(changed))
    assert redrawn.command_id == form.command_id
    assert redrawn.fields[0].value == "Gera, Germany"
    reply = await dana.submits("weather", {"place": "Gera"}, form.context, command_id=form.command_id)
    assert read(shown(reply)) == "Rain in Gera."


async def test_whom_a_command_of_the_desk_is_not_for_is_refused_however_they_ask(more: DeskHouse) -> None:
    mia = more.person("mia")
    ways: list[Callable[[], object]] = [
        lambda: mia.sends("weather"),
        lambda: mia.types("weather", "Jena"),
        lambda: press(more, "mia", Action("weather")),
        lambda: mia.submits("weather", {"place": "Gera"}, {}),
    ]
    for ask in ways:
        assert refused(await ask()) == "This list is for responders. “/ticket mine” lists your own tickets."  # type: ignore[misc]


async def test_where_no_form_can_open_a_button_is_offered_that_opens_it() -> None:
    async with open_desk("2026-10-27 10:00 CET") as desk:
        offering = replace(WEATHER, offer=lambda _: Button("Look", Action("weather"), opens_form=True))
        desk.desk.registry = registry_of([*REGISTRY.commands, offering])
        assert commands(shown(await desk.person("dana").sends("weather"))) == ["weather"]
        opened(await desk.person("dana").types("weather"))


async def test_in_a_flat_chat_what_may_stand_behind_its_words_decides_whether_it_is_asked_for(more: DeskHouse) -> None:
    ref = await more.person("dana").reports()
    dana = more.person("dana").on_teams
    assert opened(await dana.sends("weather")).command == "weather"
    went(await dana.sends("weather permitting we meet on Monday"), ref)
    assert await said_last(more, ref) == "weather permitting we meet on Monday"


async def test_in_a_requesters_thread_a_command_that_stands_alone_is_asked_for_alone(more: DeskHouse) -> None:
    ref = await more.person("lena").reports(home="slack:T1/C-it-help#5.0")
    lena = more.person("lena")
    assert opened(await lena.says_in("#it-help", "weather", thread="5.0", to_bot=True)).command == "weather"
    quiet(await lena.says_in("#it-help", "weather is bad", thread="5.0", to_bot=True))
    assert await said_last(more, ref) == "weather is bad"


async def test_help_and_did_you_mean_follow(more: DeskHouse) -> None:
    text = read(shown(await more.person("dana").sends("help")))
    assert "; /desk explain INC-1042; /ticket change order REQ-1042; /weather [place].\n" in text
    assert "• wave <person>: Wave at somebody.\n" in text
    assert "Did you mean “weather”?" in refused(await more.person("dana").types("desk", "wether"))
    assert "Did you mean “wave”?" in refused(await more.person("dana").sends("wavee"))
    ref = await taken(more)
    assert "Did you mean “wave”? “help” lists what you can write here." in refused(
        await more.person("dana").tells(ref, "wav")
    )


def test_the_gallery_and_the_page_of_commands_follow() -> None:
    drawn = list(gallery.show(registry=MORE))
    assert "wave <person>: Wave at somebody. (wave at Mia)" in drawn
    assert "/weather [place]: What the weather is like. (weather Jena)" in drawn
    page = generate.commands(MORE)
    assert "| `wave <person>` | Wave at somebody. | `wave at Mia` |" in page
    assert "| `/weather [place]` | What the weather is like. | `weather Jena` |" in page


def test_the_slash_commands_that_are_installed_follow() -> None:
    assert [slash.name for slash in slash_commands(MORE)] == [*(each.name for each in slash_commands()), "weather"]


def test_a_button_stands_on_a_persons_card_if_the_command_lets_them() -> None:
    policy, ticket = shipped(), Ticket(ref="INC-1000", team="service-desk")
    for name in ("wave", "wave_back"):
        assert MORE.may(policy, ticket, "dana.roth@nordlicht.example", name)
        assert not MORE.may(policy, ticket, "mia.feld@nordlicht.example", name)
    assert not MORE.may(policy, ticket, "mia.feld@nordlicht.example", "follow_up")
    assert MORE.may(policy, ticket, "mia.feld@nordlicht.example", "show")


# the registry of the house itself


@pytest.mark.parametrize(
    ("clash", "says"),
    [
        (replace(WAVE, name="claim", other_names=()), "name: claim"),
        (replace(WAVE, other_names=("mine",)), "name: mine"),
        (replace(WEATHER, words=("take",)), "word: take"),
        (replace(WEATHER, slash=Slash("desk", help="", usage="")), "slash command: desk"),
    ],
)
def test_two_commands_never_answer_to_the_same(clash: Command[Spoken] | DeskCommand, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        registry_of([*REGISTRY.commands, clash])


def test_a_command_says_its_scope() -> None:
    assert {one.scope for one in REGISTRY.tickets.values()} == {"ticket"}
    assert {one.scope for one in REGISTRY.desk.values()} == {"desk"}
    assert mine.COMMAND in REGISTRY.commands


@pytest.mark.parametrize("command", REGISTRY.typed_to_the_desk(), ids=lambda command: command.name)
def test_every_command_of_the_desk_that_is_typed_explains_itself(command: DeskCommand) -> None:
    assert command.help.endswith(".")
    assert command.usage.startswith("/")
    assert any(command.example.startswith(word) for word in command.words)


def known(registry: Registry) -> set[str]:
    return {*registry.tickets, *registry.desk}


def test_whatever_the_channels_install_is_in_the_registry() -> None:
    features = slack_manifest()["features"]
    installed = {each["command"].removeprefix("/") for each in features["slash_commands"]}
    assert installed == set(REGISTRY.slashes)
    assert {each["callback_id"] for each in features["shortcuts"]} == slack_parse.SHORTCUTS
    assert known(REGISTRY) >= slack_parse.SHORTCUTS
    extensions = {each["id"] for each in teams_manifest("an-app")["composeExtensions"][0]["commands"]}
    assert extensions == teams_parse.EXTENSIONS
    assert extensions <= known(REGISTRY)


def test_every_button_of_a_card_asks_for_something_in_the_registry() -> None:
    assert {offer.command for offer in OFFERS.values()} | {VIEW} <= known(REGISTRY)
    for offer in OFFERS.values():
        command = REGISTRY.tickets.get(offer.command)
        if command is not None:
            arguments: Arguments = {"ask": True} if offer.asks else {}
            at_once = command.read_press is not None and command.read_press(arguments) is not None
            assert offer.form != at_once, offer.command


async def test_an_outdated_button_says_so(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said = "This button is outdated. Open the ticket again."
    assert refused(await desk.person("dana").presses("wave", ref)) == said
    assert buttons(shown(await desk.person("dana").presses("show", ref)))
