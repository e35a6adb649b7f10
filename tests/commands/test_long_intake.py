"""Words that a button or a field has no room for become the ticket's all the same, to the last character."""

from __future__ import annotations

import pytest

from core.processes import RequestDetails
from core.ui.cards import Button, Card
from core.ui.forms import Filled, Form
from core.ui.inbound import Press, Quoted, Reply, Where
from tests.commands.reading import buttons, field, opened, quiet, shown
from tests.fakes.desk import DeskHouse, Someone

LONG = " ".join(f"word{number}" for number in range(520))
LONGER = "\n".join(f"line {number} of the log" for number in range(900))
ANSWERS: dict[str, Filled | None] = {"service": "network", "category:network": "vpn", "impact": "4", "urgency": "3"}
every_length = pytest.mark.parametrize("words", [LONG, LONGER], ids=["4,000 characters", "900 lines"])


@pytest.fixture(params=["slack", "teams"])
def mia(desk: DeskHouse, request: pytest.FixtureRequest) -> Someone:
    """Mia, on either platform."""
    mia = desk.person("mia")
    return mia if request.param == "slack" else mia.on_teams


def button(card: Card, command: str) -> Button:
    return next(one for one in buttons(card) if one.action.command == command)


async def press(who: Someone, pressed: Button) -> Reply:
    return await who.desk.hears(Press(who.speaker, who.desk.now, who.desk.fresh("press"), who.chat(), pressed.action))


async def send(who: Someone, form: Form, **values: Filled | None) -> str:
    """Send a form as it came, with the questions answered; returns how its ticket is described."""
    given: dict[str, Filled | None] = {each.id: each.value for each in form.fields if each.kind != "note"}
    quiet(await who.submits("open_incident", given | ANSWERS | values, form.context, command_id=form.command_id))
    return (await who.desk.ticket(await who.desk.newest())).description


@every_length
async def test_what_was_typed_before_something_is_broken_is_all_on_the_ticket(mia: Someone, words: str) -> None:
    form = opened(await press(mia, button(shown(await mia.sends(words)), "open_incident")))
    assert await send(mia, form) == words


@every_length
async def test_what_was_typed_behind_incident_is_all_on_the_ticket(mia: Someone, words: str) -> None:
    form = opened(await press(mia, button(shown(await mia.sends(f"incident {words}")), "open_incident")))
    assert await send(mia, form) == words


@every_length
async def test_what_stands_behind_the_slash_command_is_all_on_the_ticket(desk: DeskHouse, words: str) -> None:
    mia = desk.person("mia")
    assert await send(mia, opened(await mia.types("incident", words))) == words


@every_length
async def test_a_message_of_which_a_ticket_is_made_is_all_on_it(mia: Someone, words: str) -> None:
    where = Where("slack:T1/C-it-help", message="5.0")
    form = opened(await mia.marks(Quoted(words, mia.speaker, where), "create_from_message"))
    assert await send(mia, form) == words


@every_length
async def test_a_question_is_asked_whole(mia: Someone, words: str) -> None:
    form = opened(await press(mia, buttons(shown(await mia.sends(words)))[-1]))
    given: dict[str, Filled | None] = {each.id: each.value for each in form.fields if each.kind != "note"}
    quiet(await mia.submits("open_request", given, form.context, command_id=form.command_id))
    details = (await mia.desk.ticket(await mia.desk.newest())).details
    assert isinstance(details, RequestDetails)
    assert details.answers["question"] == words


async def test_the_field_says_that_the_rest_is_kept_and_what_its_author_changes_is_theirs(mia: Someone) -> None:
    form = opened(await press(mia, button(shown(await mia.sends(LONGER)), "open_incident")))
    assert "The rest goes on the ticket" in field(form, "detail").hint
    drawn = str(field(form, "detail").value)
    assert await send(mia, form, detail=f"Since noon:\n{drawn} ") == f"Since noon:\n{LONGER}"


async def test_what_its_author_takes_out_of_the_form_is_not_put_back(mia: Someone) -> None:
    form = opened(await press(mia, button(shown(await mia.sends(LONGER)), "open_incident")))
    assert await send(mia, form, detail="Only this…") == "Only this…"


async def test_two_prompts_wait_each_with_its_own_words(mia: Someone) -> None:
    first, second = [shown(await mia.sends(words)) for words in (LONG, LONGER)]
    forms = [opened(await press(mia, button(card, "open_incident"))) for card in (first, second)]
    assert [await send(mia, form) for form in forms] == [LONG, LONGER]
