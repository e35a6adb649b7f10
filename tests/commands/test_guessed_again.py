"""A service that the form guessed and nobody chose follows the words, when it is redrawn and when it is sent."""

from __future__ import annotations

import pytest

from core.ui.forms import Filled, Form
from core.ui.inbound import FieldErrors, FormChanged, OpenForm, Reply
from tests.commands.reading import field, opened, quiet
from tests.fakes.desk import DeskHouse, Someone

WORDS, OTHER = "The VPN drops every hour", "Printer on floor 2 jams"


@pytest.fixture(params=["slack", "teams"])
def mia(desk: DeskHouse, request: pytest.FixtureRequest) -> Someone:
    """Mia, on either platform."""
    mia = desk.person("mia")
    return mia if request.param == "slack" else mia.on_teams


def filled(form: Form, **values: Filled | None) -> dict[str, Filled | None]:
    """What a form says as it came, with the questions answered."""
    given: dict[str, Filled | None] = {each.id: each.value for each in form.fields if each.kind != "note"}
    return given | {"impact": "4", "urgency": "3"} | values


async def redraw(mia: Someone, form: Form, values: dict[str, Filled | None]) -> Form:
    changed = FormChanged(mia.speaker, mia.desk.now, "open_incident", form.command_id, form.context, values)
    return opened(await mia.desk.hears(changed))


async def send(mia: Someone, form: Form, values: dict[str, Filled | None]) -> Reply:
    return await mia.submits("open_incident", values, form.context, command_id=form.command_id)


async def opens(mia: Someone, words: str) -> Form:
    form = opened(await mia.types("incident", words))
    assert field(form, "service").value == "network"
    return form


def came_back(reply: Reply) -> tuple[Form, str]:
    assert isinstance(reply, FieldErrors | OpenForm)
    assert reply.form is not None
    return reply.form, reply.errors["service"]


async def test_a_redrawn_form_guesses_again_from_other_words(mia: Someone) -> None:
    form = await opens(mia, WORDS)
    again = await redraw(mia, form, filled(form, title=OTHER))
    assert field(again, "service").value == "office"
    quiet(await send(mia, again, filled(again)))
    assert (await mia.desk.ticket("INC-1000")).service == "office"


async def test_what_is_sent_with_other_words_comes_back_once_and_shows_what_they_mean(mia: Someone) -> None:
    form = await opens(mia, WORDS)
    again, why = came_back(await send(mia, form, filled(form, title=OTHER)))
    assert "Your words sound like" in why
    assert field(again, "service").value == "office"
    assert field(again, "title").value == OTHER
    quiet(await send(mia, again, filled(again)))
    assert (await mia.desk.ticket("INC-1000")).service == "office"


async def test_what_is_usual_for_a_person_gives_way_to_their_words(mia: Someone) -> None:
    for _ in range(3):
        form = await opens(mia, WORDS)
        quiet(await send(mia, form, filled(form)))
    usual = await opens(mia, "")
    again, _ = came_back(await send(mia, usual, filled(usual, title=OTHER)))
    assert field(again, "service").value == "office"


async def test_a_service_that_somebody_chose_stays_whatever_the_words_mean(mia: Someone) -> None:
    form = await opens(mia, WORDS)
    again, _ = came_back(await send(mia, form, filled(form, title=OTHER)))
    network = filled(again) | {"service": "network", "category:network": "vpn"}
    again = await redraw(mia, again, network)
    assert field(again, "service").value == "network"
    quiet(await send(mia, again, filled(again)))
    assert (await mia.desk.ticket("INC-1000")).service == "network"
