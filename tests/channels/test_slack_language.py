"""What Slack's channel says of itself is in the company's language: no English shines through."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from adapters.channel_kind import Phrasing
from adapters.presentation import WordsError, words
from adapters.slack.forms import modal
from adapters.slack.home import answer_view
from core.phrases import Phrase
from core.ui.cards import Action, Button, say
from core.ui.forms import Field, Form
from core.ui.inbound import Heard, OpenForm, Reply
from core.ui.text import Text, plain
from tests.channels.house import House, opened
from tests.fakes.language import ACCENTED, accented, add_accented
from tests.fakes.phrasing import phrasing_in

FORM = Form("reply", "Réply", (Field("what", "Whát?", "text"),), "c-1", submit="Sénd", cancel="Cáncel")


def bug(heard: Heard) -> Reply:
    raise LookupError


@pytest.fixture(scope="module")
def phrasing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phrasing]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(words, "LANGUAGES", add_accented(tmp_path_factory.mktemp("languages") / "words"))
        yield phrasing_in(ACCENTED)


@pytest.fixture
async def foreign(phrasing: Phrasing) -> AsyncIterator[House]:
    async with opened(phrasing=phrasing) as house:
        yield house


async def test_a_bug_is_told_in_the_company_language(foreign: House) -> None:
    foreign.door.answers = bug
    mia = foreign.person("mia.feld")
    seen: Any = await mia.types("/incident", "#it-help")
    assert accented("Something went wrong on our side") in seen.text


async def test_a_form_that_needs_a_button_is_offered_in_the_company_language(foreign: House) -> None:
    foreign.door.answers = OpenForm(FORM)
    mia = foreign.person("mia.feld")
    await mia.says("reply")
    await foreign.slack.settle()
    assert mia.direct.last.text == accented("This needs a form.")


def test_what_slack_draws_around_answers_and_forms_is_in_the_company_language(phrasing: Phrasing) -> None:
    view = answer_view(say(plain("x")), lambda _: None, phrasing)
    assert view["close"]["text"] == accented("Close")
    empty = Form("x", "X", (Field("service", "Service", "select"),), "c-1", "Send", "Cancel")
    (block,) = modal(empty, None, lambda _: None, phrasing)["blocks"]
    assert block["elements"][0]["text"] == f"Service: {accented('nothing to choose from')}"


def test_the_way_out_of_a_question_is_called_as_the_button_says() -> None:
    asks = Button("Wíthdraw", Action("withdraw"), "danger", confirm="Réally?", back="Cáncel")
    view = answer_view(say(plain("x"), asks), lambda _: None, lambda _: plain("x"))
    assert view["blocks"][-1]["elements"][0]["confirm"]["deny"]["text"] == "Cáncel"


async def test_an_apology_whose_words_fail_is_acknowledged_all_the_same() -> None:
    def broken(_: Phrase) -> Text:
        raise WordsError("answers.html", 1, "fails")

    async with opened(phrasing=broken) as house:
        house.door.answers = bug
        await house.person("mia.feld").types("/incident", "#it-help")
        assert {sent.answer.status for sent in house.slack.sent} == {200}
